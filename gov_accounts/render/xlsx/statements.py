"""Statements, each on a page laid out like the official form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.printing.printed import UNFILLED
from gov_accounts.render.grid import across, grid
from gov_accounts.render.layout import lines
from gov_accounts.render.spans import placed
from gov_accounts.render.xlsx.cells import (
    BESIDE_FIGURE,
    FIGURES,
    LINE_HEIGHT,
    NARROWEST,
    TITLE_HEIGHT,
    merge,
    put,
    words,
)
from gov_accounts.render.xlsx.workbook import PAGE_ROWS, keep_heads, set_paper
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.law.form import Column, Stub
    from gov_accounts.printing.printed import PrintedPanel, PrintedRow, PrintedStatement
    from gov_accounts.render.xlsx.workbook import Book

_WIDEST_LABEL: Final = 38
"""Half characters."""
_LANDSCAPE_ROWS: Final = 52
"""What is little more than a page, when it lies on its side."""


def name_of(statement: PrintedStatement) -> str:
    """What a statement's page is to be called."""
    return f"{statement.name} {statement.title}"


def add_statement(book: Book, name: str, statement: PrintedStatement) -> None:
    """Write a statement on a page of its own."""
    _Page(book, name, statement).write()


def _parts(panel: PrintedPanel) -> list[Stub | Column]:
    return [*panel.stubs, *panel.columns]


@dataclass(frozen=True, slots=True)
class _PageColumn:
    """A column of the page: a panel's words or figures."""

    panel: int
    part: Stub | Column

    @property
    def stub(self) -> bool:
        return hasattr(self.part, "field")


class _Page:
    """One table on one page."""

    def __init__(self, book: Book, name: str, statement: PrintedStatement) -> None:
        self.page = book.file.add_worksheet(name)
        self.styles = book.styles
        self.statement = statement
        self.columns = [
            _PageColumn(index, part) for index, panel in enumerate(statement.panels) for part in _parts(panel)
        ]
        self.depth = max(len(column.part.heads) for column in self.columns)
        self.row = 0
        # Of a number that doesn't fit nothing is shown but ####.
        self.longest_figures: dict[tuple[int, str], int] = {}
        for index, panel in enumerate(statement.panels):
            for each, value in ((each, value) for row in panel.rows for each, value in row.values.items()):
                longest = max(self.longest_figures.get((index, each), 0), len(f"{value:,.2f}") + BESIDE_FIGURE)
                self.longest_figures[index, each] = longest

    def write(self) -> None:
        last = len(self.columns) - 1
        self.page.set_row(0, TITLE_HEIGHT)
        self.merge(0, 0, 0, last, self.statement.heading, self.styles.title)
        self.above(last)
        self.heads(2)
        self.set_head_heights()
        top = 2 + len(grid(self.statement).lines)
        self.row = top
        for rows in lines(self.statement.panels):
            self.body(rows)
        self.notes(last)
        self.set_widths()
        self.set_page(top)

    def merge(self, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
        merge(self.page, top, left, bottom, right, words(text), style)

    def above(self, last: int) -> None:
        """The line above the table: in two parts, or in three where there are columns enough for them."""
        words = list(self.statement.above(self.statement.numbered_money))
        if len(words) > last + 1:
            words[1:] = ["　".join(words[1:])]
        looks = [self.styles.left, *([self.styles.centre] * (len(words) - 2)), self.styles.right]
        left = 0
        for number, (text, style) in enumerate(zip(words, looks, strict=True), 1):
            right = max(last * number // len(words), left) if number < len(words) else last
            if right >= left:
                self.merge(1, left, 1, right, text, style)
            left = right + 1

    def heads(self, top: int) -> None:
        """Headings, and the line of 栏次 where there is one."""
        made = grid(self.statement)
        for row, places in enumerate(placed(made.lines, len(self.columns)), top):
            for place in places:
                if place.cell is not None and not place.continued:
                    bottom, right = row + place.lines - 1, place.column + place.columns - 1
                    self.merge(row, place.column, bottom, right, place.cell.text, self.styles.head)

    def set_head_heights(self) -> None:
        """Room for the longest heading of each level, wrapped within its column."""
        for level in range(self.depth):
            ending = [column for column in self.columns if len(column.part.heads) == level + 1]
            rows = self.depth - level  # a heading without others below it reaches down to the last line
            heights = [-(-text_width(each.part.heads[level]) // (self.width(each) * rows)) for each in ending]
            self.page.set_row(2 + level, LINE_HEIGHT * max(heights, default=1) + 3)

    def body(self, rows: Sequence[PrintedRow | None]) -> None:
        self.set_body_height(rows)
        for position, column in enumerate(self.columns):
            row = rows[column.panel]
            panel = self.statement.panels[column.panel]
            if column.stub and row is not None and across(self.statement, row, panel):
                if column.part == panel.stubs[0]:
                    last = position + len(panel.stubs) - 1
                    self.merge(self.row, position, self.row, last, row.label, self.styles.code)
            elif column.stub:
                field = getattr(column.part, "field", "")
                bold = row is not None and row.bold
                style = self.styles.code
                if field == "label":
                    style = self.styles.bold_word if bold else self.styles.word
                put(self.page, self.row, position, words(row.word(field)) if row else "", style)
            elif row is not None and getattr(column.part, "key", "") in row.unfilled:
                put(self.page, self.row, position, UNFILLED, self.styles.code)
            else:
                value = row.values.get(getattr(column.part, "key", "")) if row else None
                put(self.page, self.row, position, value, self.styles.figure)
        self.row += 1

    def set_body_height(self, rows: Sequence[PrintedRow | None]) -> None:
        """Room for a label that is wrapped: not every program makes it by itself."""
        labels = [
            -(-(text_width(row.word("label")) + 2) // self.width(column))
            for column in self.columns
            if getattr(column.part, "field", "") == "label" and (row := rows[column.panel]) is not None
        ]
        lines_of_text = max(labels, default=1)
        if lines_of_text > 1:
            self.page.set_row(self.row, LINE_HEIGHT * lines_of_text)

    def notes(self, last: int) -> None:
        width = sum(self.width(column) for column in self.columns)
        for note in self.statement.notes:
            self.page.set_row(self.row, LINE_HEIGHT * -(-text_width(note) // max(width, 1)))
            self.merge(self.row, 0, self.row, last, note, self.styles.note)
            self.row += 1

    def width(self, column: _PageColumn) -> int:
        if not column.stub:
            return max(FIGURES, self.longest_figures.get((column.panel, getattr(column.part, "key", "")), 0))
        field = getattr(column.part, "field", "")
        texts = [row.word(field) for row in self.statement.panels[column.panel].rows]
        longest = max((text_width(text) for text in (*texts, column.part.heads[-1])), default=0)
        return min(max(longest + 2, NARROWEST), _WIDEST_LABEL)

    def set_widths(self) -> None:
        for position, column in enumerate(self.columns):
            self.page.set_column(position, position, self.width(column))

    def set_page(self, heads: int) -> None:
        whole = self.row <= (_LANDSCAPE_ROWS if self.statement.landscape else PAGE_ROWS)
        set_paper(self.page, landscape=self.statement.landscape, whole=whole)
        keep_heads(self.page, heads)
