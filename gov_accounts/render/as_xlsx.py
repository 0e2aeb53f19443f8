"""Statements as a workbook laid out like the official form: merged headings, figures as numbers, ready to print on A4.

Words are written as strings, never as formulas or links: nothing in a ledger is trusted. Same statements, same bytes.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from gov_accounts.render.layout import lines, text_width

if TYPE_CHECKING:
    from gov_accounts.formats import Column, Stub
    from gov_accounts.printed import PrintedPanel, PrintedRow, PrintedStatement

_A4: Final = 9
_SHEET_NAME_LIMIT: Final = 31
_FORBIDDEN_IN_NAMES: Final = str.maketrans("", "", "[]:*?/\\'")
_FONT: Final = "宋体"
_NARROWEST, _WIDEST_LABEL, _FIGURES = 6, 38, 15
_MARGINS: Final = (0.5, 0.5, 0.6, 0.6)  # inches: left, right, top, bottom
_TITLE_HEIGHT, _LINE_HEIGHT = 30, 15


def render(statements: Sequence[PrintedStatement]) -> bytes:
    """A workbook with a sheet for each table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    if statements:
        first = statements[0]
        # The time of writing would make two runs differ; the year's last day says what the tables are of.
        created = datetime.datetime(first.year, 12, 31, tzinfo=datetime.UTC).replace(tzinfo=None)
        book.set_properties(
            {"title": f"{first.year} 年度部门决算公开表", "author": first.unit_name, "created": created}
        )
    styles = _Styles(book)
    for statement in statements:
        _Sheet(book, styles, statement).write()
    book.close()
    return out.getvalue()


def _parts(panel: PrintedPanel) -> list[Stub | Column]:
    return [*panel.stubs, *panel.columns]


class _Styles:
    """The cell formats of a workbook."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
        boxed = base | {"border": 1}
        self.title = book.add_format(base | {"font_size": 16, "bold": True, "align": "center"})
        self.left = book.add_format(base | {"align": "left"})
        self.right = book.add_format(base | {"align": "right"})
        self.head = book.add_format(boxed | {"align": "center", "text_wrap": True, "bold": True})
        self.word = book.add_format(boxed | {"align": "left", "text_wrap": True, "indent": 1})
        self.code = book.add_format(boxed | {"align": "center"})
        self.figure = book.add_format(boxed | {"align": "right", "num_format": "#,##0.00", "indent": 1})
        self.note = book.add_format(base | {"align": "left", "valign": "top", "text_wrap": True, "font_size": 9})


@dataclass(frozen=True, slots=True)
class _SheetColumn:
    """A column of the sheet: a panel's words or figures."""

    panel: int
    part: Stub | Column

    @property
    def stub(self) -> bool:
        return hasattr(self.part, "field")


class _Sheet:
    """One table on one sheet."""

    def __init__(self, book: Any, styles: _Styles, statement: PrintedStatement) -> None:
        name = f"{statement.name} {statement.title}".translate(_FORBIDDEN_IN_NAMES)
        self.sheet = book.add_worksheet(name[:_SHEET_NAME_LIMIT])
        self.styles = styles
        self.statement = statement
        self.columns = [
            _SheetColumn(index, part) for index, panel in enumerate(statement.panels) for part in _parts(panel)
        ]
        self.depth = max(len(column.part.heads) for column in self.columns)
        self.row = 0

    def write(self) -> None:
        last = len(self.columns) - 1
        self.sheet.set_row(0, _TITLE_HEIGHT)
        self.merge(0, 0, 0, last, self.statement.heading, self.styles.title)
        middle = max(last // 2, 0)
        self.merge(1, 0, 1, middle, f"部门：{self.statement.unit_name}", self.styles.left)
        if last > middle:
            unit = f"{self.statement.name}　单位：{self.statement.money_unit}"
            self.merge(1, middle + 1, 1, last, unit, self.styles.right)
        self.heads(2, 0, len(self.columns), 0)
        self.set_head_heights()
        numbers = 2 + self.depth
        self.numbers(numbers)
        self.row = numbers + 1
        for rows in lines(self.statement.panels):
            self.body(rows)
        self.notes(last)
        self.set_widths()
        self.set_page(numbers)

    def merge(self, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
        if (top, left) == (bottom, right):
            self.sheet.write_string(top, left, text, style)
        else:
            self.sheet.merge_range(top, left, bottom, right, "", style)
            self.sheet.write_string(top, left, text, style)

    def heads(self, top: int, left: int, right: int, level: int) -> None:
        """Headings of columns left to right: neighbours under one heading share it, a short path reaches down."""
        start = left
        for head, group in groupby(self.columns[left:right], key=lambda column: column.part.heads[level]):
            columns = list(group)
            end = start + len(columns)
            deepest = all(len(column.part.heads) == level + 1 for column in columns)
            bottom = 1 + self.depth if deepest else top
            self.merge(top, start, bottom, end - 1, head, self.styles.head)
            if not deepest:
                self.heads(top + 1, start, end, level + 1)
            start = end

    def set_head_heights(self) -> None:
        """Room for the longest heading of each level, wrapped within its column."""
        for level in range(self.depth):
            ending = [column for column in self.columns if len(column.part.heads) == level + 1]
            rows = self.depth - level  # a heading without others below it reaches down to the last line
            heights = [-(-text_width(each.part.heads[level]) // (self.width(each) * rows)) for each in ending]
            self.sheet.set_row(2 + level, _LINE_HEIGHT * max(heights, default=1) + 3)

    def numbers(self, row: int) -> None:
        """The line of 栏次."""
        position = 0
        for stub, group in groupby(self.columns, key=lambda column: column.stub):
            columns = list(group)
            if stub:
                self.merge(row, position, row, position + len(columns) - 1, "栏次", self.styles.head)
            else:
                for offset, column in enumerate(columns):
                    self.sheet.write_string(row, position + offset, getattr(column.part, "id", ""), self.styles.head)
            position += len(columns)

    def body(self, rows: Sequence[PrintedRow | None]) -> None:
        for position, column in enumerate(self.columns):
            row = rows[column.panel]
            if column.stub:
                field = getattr(column.part, "field", "")
                style = self.styles.word if field == "label" else self.styles.code
                self.sheet.write_string(self.row, position, row.word(field) if row else "", style)
            elif row is not None and column.part.id in row.values:  # type: ignore[union-attr]
                value = row.values[column.part.id]  # type: ignore[union-attr]
                self.sheet.write_number(self.row, position, value, self.styles.figure)
            else:
                self.sheet.write_blank(self.row, position, None, self.styles.figure)
        self.row += 1

    def notes(self, last: int) -> None:
        width = sum(self.width(column) for column in self.columns)
        for note in self.statement.notes:
            height = _LINE_HEIGHT * -(-text_width(note) // max(width, 1))
            self.sheet.set_row(self.row, height)
            self.merge(self.row, 0, self.row, last, note, self.styles.note)
            self.row += 1

    def width(self, column: _SheetColumn) -> int:
        if not column.stub:
            return _FIGURES
        field = getattr(column.part, "field", "")
        words = [row.word(field) for row in self.statement.panels[column.panel].rows]
        longest = max((text_width(word) for word in (*words, column.part.heads[-1])), default=0)
        return min(max(longest + 2, _NARROWEST), _WIDEST_LABEL)

    def set_widths(self) -> None:
        for position, column in enumerate(self.columns):
            self.sheet.set_column(position, position, self.width(column))

    def set_page(self, last_head: int) -> None:
        if self.statement.landscape:
            self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.set_margins(*_MARGINS)
        self.sheet.center_horizontally()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0, last_head)
        self.sheet.freeze_panes(last_head + 1, 0)
        self.sheet.set_footer("&C第 &P 页，共 &N 页")
