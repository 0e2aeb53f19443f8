"""Sheets of the books of account, each on a page: headings merged and frozen, days as days."""

from __future__ import annotations

import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.render.values import shown, value_of
from gov_accounts.render.xlsx.cells import AMOUNT, NARROWEST, TITLE_HEIGHT, height, merge, put
from gov_accounts.render.xlsx.workbook import keep_heads, set_paper
from gov_accounts.text import clean, text_width

if TYPE_CHECKING:
    from gov_accounts.render.values import Value
    from gov_accounts.render.xlsx.workbook import Book
    from gov_accounts.reports.sheet import Column, Row, Sheet

_WIDEST: Final = 40
"""Half characters: of a column of words."""
_BESIDE: Final = 2
"""Half characters free beside what is in a cell."""
_ONE_LINE: Final = height("", 1)
"""Points: of a row whose words aren't folded."""
_HEAD: Final = 3
"""Lines above the headings: the title, the period, the unit."""


def add_sheet(book: Book, name: str, sheet: Sheet) -> None:
    """Write a sheet on a page of its own."""
    _Page(book, name, sheet).write()


class _Page:
    """One sheet on one page."""

    def __init__(self, book: Book, name: str, sheet: Sheet) -> None:
        self.page = book.file.add_worksheet(name)
        self.styles = book.styles
        self.sheet = sheet
        self.columns = [column for column in sheet.columns if column.printed]
        self.depth = 2 if any(column.over for column in self.columns) else 1
        self.values = [
            [value_of(row.cells.get(column.id), sheet.money_unit) for column in self.columns] for row in sheet.rows
        ]

    def write(self) -> None:
        last = len(self.columns) - 1
        self.page.set_row(0, TITLE_HEIGHT)
        merge(self.page, 0, 0, 0, last, clean(self.sheet.title), self.styles.title)
        merge(self.page, 1, 0, 1, last, str(self.sheet.period), self.styles.centre)
        middle = last // 2
        merge(self.page, 2, 0, 2, middle, f"单位：{clean(self.sheet.unit_name)}", self.styles.left)
        merge(self.page, 2, middle + 1, 2, last, f"金额单位：{self.sheet.money_unit.name}", self.styles.right)
        self.heads()
        top = _HEAD + self.depth
        widths = [self.width(position) for position in range(len(self.columns))]
        for index, (row, values) in enumerate(zip(self.sheet.rows, self.values, strict=True), top):
            for position, (column, value) in enumerate(zip(self.columns, values, strict=True)):
                put(self.page, index, position, value, self.style(row, column, value))
            # Not every program makes room for folded words by itself.
            high = max(
                self.height(row, position, values[position], widths[position]) for position in range(len(widths))
            )
            if high > _ONE_LINE:
                self.page.set_row(index, high)
        for index, note in enumerate(self.sheet.notes, top + len(self.sheet.rows)):
            merge(self.page, index, 0, index, last, note, self.styles.left)
        for position, width in enumerate(widths):
            self.page.set_column(position, position, width)
        set_paper(self.page, landscape=True, narrow_margins=False)
        keep_heads(self.page, top)

    def heads(self) -> None:
        """Headings: neighbours under one share it, a single one reaches down."""
        position = 0
        top, bottom = _HEAD, _HEAD + self.depth - 1
        for over, group in groupby(self.columns, key=lambda column: column.over):
            first = position
            for column in group:
                merge(self.page, bottom if over else top, position, bottom, position, column.head, self.styles.head)
                position += 1
            if over:
                merge(self.page, top, first, top, position - 1, over, self.styles.head)

    def style(self, row: Row, column: Column, value: Value) -> Any:
        """How a cell looks: days and amounts by what they are, words by their column too."""
        looks: dict[str, str | int]
        if isinstance(value, datetime.date):
            looks = {"align": "center", "num_format": "yyyy-mm-dd"}
        elif not column.figures:
            indent = row.indent_in(column) if isinstance(value, str) else 0
            looks = {"align": "left", "text_wrap": True, "indent": indent}
        elif isinstance(value, str):
            looks = {"align": "center"}
        else:
            looks = {"align": "right", "num_format": AMOUNT}
        return self.styles.boxed(bold=row.total, **looks)

    def height(self, row: Row, position: int, value: Value, width: int) -> int:
        """What a cell needs of its row, in points."""
        column = self.columns[position]
        if column.figures or not isinstance(value, str):
            return _ONE_LINE
        return height(value, width - 2 * row.indent_in(column))

    def width(self, position: int) -> int:
        """Of a column: words may be folded, but of a number or a day that doesn't fit nothing is shown but ####."""
        column = self.columns[position]
        whole, figures = text_width(column.head), 0
        for row, values in zip(self.sheet.rows, self.values, strict=True):
            wide = text_width(shown(values[position]))
            whole = max(whole, 2 * row.indent_in(column) + wide)
            if not isinstance(values[position], str):
                figures = max(figures, wide)
        return max(min(max(whole + _BESIDE, NARROWEST), _WIDEST), figures + _BESIDE)
