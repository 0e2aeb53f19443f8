"""Forms of the document, each on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.render.printable import printable
from gov_accounts.render.spans import placed
from gov_accounts.render.xlsx.cells import (
    BESIDE_FIGURE,
    LINE_HEIGHT,
    NARROWEST,
    TITLE_HEIGHT,
    height,
    merge,
    put,
    put_figure,
    words,
)
from gov_accounts.render.xlsx.workbook import TEXT_WIDTH, set_paper
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from gov_accounts.publishing.document import Form, FormCell
    from gov_accounts.render.xlsx.workbook import Book

_WIDEST: Final = 30
"""Half characters: of a column."""


def add_form(book: Book, name: str, form: Form) -> None:
    """Write a form on a page of its own."""
    _Page(book, name, form).write()


class _Page:
    """One form on one page."""

    def __init__(self, book: Book, name: str, form: Form) -> None:
        self.page = book.file.add_worksheet(name)
        self.styles = book.styles
        self.form = form
        self.width = max(form.width, 1)
        self.lines = placed(form.rows, self.width)

    def write(self) -> None:
        last = self.width - 1
        self.page.set_row(0, TITLE_HEIGHT)
        merge(self.page, 0, 0, 0, last, words(self.form.title), self.styles.title)
        for row, line in enumerate(self.form.above, 1):
            merge(self.page, row, 0, row, last, words(line), self.styles.left)
        widths = self.widths()
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)
        for row, places in enumerate(self.lines, 1 + len(self.form.above)):
            heights = [LINE_HEIGHT]
            for place in places:
                if place.continued:
                    continue
                bottom, right = row + place.lines - 1, place.column + place.columns - 1
                text = printable(place.cell.content.text) if place.cell else ""
                merge(self.page, row, place.column, bottom, right, "", self.styles.word)
                self.cell(row, place.column, place.cell)
                room = sum(widths[place.column : right + 1])
                heights.append(-(-height(text, room) // place.lines))
            self.page.set_row(row, max(heights))
        set_paper(self.page, landscape=sum(widths) > TEXT_WIDTH)

    def cell(self, row: int, column: int, cell: FormCell | None) -> None:
        """A figure as a number where its cell holds nothing else."""
        if cell is None:
            return
        text = printable(cell.content.text)
        if cell.kind == "figure":
            put_figure(self.page, row, column, text, self.styles)
        else:
            put(self.page, row, column, words(text), self.styles.head if cell.kind == "label" else self.styles.word)

    def widths(self) -> list[int]:
        widths = [NARROWEST] * self.width
        for line in self.lines:
            for place in line:
                if place.cell is not None and place.columns == 1:
                    longest = max(map(text_width, place.cell.content.text.split("\n")))
                    widths[place.column] = max(widths[place.column], min(longest + BESIDE_FIGURE, _WIDEST))
        return widths
