"""The words of the document, and each number in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.publishing.document import Heading, Paragraph
from gov_accounts.render.printable import printable
from gov_accounts.render.xlsx.cells import (
    BESIDE_FIGURE,
    CELL_LIMIT,
    TITLE_HEIGHT,
    height,
    number_of,
    put,
    put_figure,
    words,
)
from gov_accounts.render.xlsx.workbook import TEXT_WIDTH, keep_heads, set_paper
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.publishing.document import Document
    from gov_accounts.render.xlsx.workbook import Book

_PLACES: Final = 38
"""Half characters: how wide the column is that says where tables are."""


def add_narrative(book: Book, name: str, document: Document, places: Mapping[int, str]) -> None:
    """Write every heading and paragraph in order; where a table, form or chart belongs, the page it is on."""
    page, styles = book.file.add_worksheet(name), book.styles
    page.set_column(0, 0, TEXT_WIDTH)
    page.set_column(1, 1, _PLACES)
    put(page, 0, 0, words(document.title), styles.title)
    put(page, 0, 1, "工作表", styles.heading)
    page.set_row(0, TITLE_HEIGHT)
    row = 1
    for index, block in enumerate(document.blocks):
        if isinstance(block, Heading | Paragraph):
            style = styles.heading if isinstance(block, Heading) else styles.prose
            for piece in _pieces(block.text):
                put(page, row, 0, piece, style)
                page.set_row(row, height(piece, TEXT_WIDTH))
                row += 1
        else:
            put(page, row, 1, places[index], styles.left)
            row += 1
    set_paper(page)


def _pieces(text: str) -> list[str]:
    """A text in as many cells as it needs: nearly always one."""
    whole = printable(text)
    return [whole[start : start + CELL_LIMIT] for start in range(0, len(whole), CELL_LIMIT)] or [""]


def add_figures(book: Book, name: str, document: Document) -> None:
    """Write each number of the document with what it is and where it comes from."""
    page, styles = book.file.add_worksheet(name), book.styles
    numbers = [text_width(each.text) for each in document.figures() if number_of(each.text) is not None]
    longest = max(numbers, default=0) + BESIDE_FIGURE
    heads = {"编号": 28, "名称": 34, "数值": max(16, longest), "单位": 10, "来源": 60}
    for column, (head, width) in enumerate(heads.items()):
        put(page, 0, column, head, styles.head)
        page.set_column(column, column, width)
    for row, figure in enumerate(document.figures(), 1):
        columns = {0: figure.id, 1: figure.name, 3: figure.unit, 4: figure.origin}
        for column, word in columns.items():
            put(page, row, column, words(word), styles.word)
        put_figure(page, row, 2, figure.text, styles)
        page.set_row(row, max(height(columns[1], 34), height(columns[4], 60), height(columns[0], 28)))
    keep_heads(page, 1)
    set_paper(page, landscape=True)
