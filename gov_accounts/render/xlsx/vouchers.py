"""记账凭证 as a workbook: one below the other on a page, each whole on a sheet of paper where it has the room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gov_accounts.money import to_yuan
from gov_accounts.render.printable import one_line
from gov_accounts.render.voucher_words import HEADS, day, papers, signed_by, total
from gov_accounts.render.xlsx.cells import AMOUNT, LINE_HEIGHT, TITLE_HEIGHT, height, merge, put, words
from gov_accounts.render.xlsx.workbook import Book, set_paper
from gov_accounts.reports.voucher_form import DERIVED, DERIVED_NOTE, NAME

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from gov_accounts.reports.voucher_form import FormBook, FormLine, VoucherForm

_WIDTHS: Final = (22, 18, 20, 26, 15, 15)
"""Half characters: of the columns of `HEADS`."""
_LAST: Final = len(_WIDTHS) - 1
_SCALE: Final = 58
"""Per cent, at which the columns fit the width of an A4 page: Excel passes breaks over where it has to find it."""
_PAGE: Final = 1230
"""Points: the height of a page at that scale."""


def render(forms: Sequence[VoucherForm], last: datetime.date) -> bytes:
    """The workbook; at least one voucher. The same vouchers give the same bytes.

    Args:
        forms: the vouchers.
        last: the day that the file is of.
    """
    book = Book(NAME, one_line(forms[0].unit_name), last)
    page = _Page(book)
    for form in forms:
        page.write(form)
    page.finish()
    return book.finished()


class _Page:
    """The page, with what is written so far."""

    def __init__(self, book: Book) -> None:
        self.page = book.file.add_worksheet(NAME)
        self.styles = book.styles
        self.row = 0
        self.points = 0
        self.breaks: list[int] = []
        self.word = self.styles.boxed(align="left", text_wrap=True)
        self.bold = self.styles.boxed(align="left", text_wrap=True, bold=True)
        self.figure = self.styles.boxed(align="right", num_format=AMOUNT)
        self.sum = self.styles.boxed(align="right", num_format=AMOUNT, bold=True)
        for column, width in enumerate(_WIDTHS):
            self.page.set_column(column, column, width)

    def write(self, form: VoucherForm) -> None:
        """Write a voucher, on a new sheet of paper where it would be broken."""
        needed = _height(form)
        if self.points and self.points + needed > _PAGE:
            self.breaks.append(self.row)
            self.points = 0
        self.points += needed
        state = f"　{one_line(form.state)}" if form.state else ""
        self.span(f"{NAME}{state}", self.styles.title, TITLE_HEIGHT)
        self.beside(
            [
                f"单位：{one_line(form.unit_name)}",
                day(form),
                f"凭证号：{one_line(form.number)}　{one_line(papers(form))}",
            ]
        )
        for column, head in enumerate(HEADS):
            put(self.page, self.row, column, head, self.styles.head)
        self.row += 1
        for book in form.books:
            self.book(form, book)
        self.span("　　".join(f"{name}：{one_line(who)}　　" for name, who in signed_by(form)), self.styles.left)
        if form.derived:
            self.span(DERIVED_NOTE, self.styles.note)
        self.row += 1

    def book(self, form: VoucherForm, book: FormBook) -> None:
        self.span(book.name, self.bold)
        first = self.row
        for line, points in zip(book.lines, _heights(form, book), strict=True):
            self.page.set_row(self.row, points)
            for column, text in enumerate((f"{DERIVED * line.derived}{line.account}", line.detail, line.codes), 1):
                put(self.page, self.row, column, words(text), self.word)
            for column, fen in ((_LAST - 1, line.debit), (_LAST, line.credit)):
                put(self.page, self.row, column, to_yuan(fen) if fen else None, self.figure)
            self.row += 1
        merge(self.page, first, 0, self.row - 1, 0, words(form.words), self.word)
        merge(self.page, self.row, 0, self.row, _LAST - 2, total(book), self.bold)
        for column, fen in ((_LAST - 1, book.debit), (_LAST, book.credit)):
            put(self.page, self.row, column, to_yuan(fen), self.sum)
        self.row += 1

    def span(self, text: str, style: Any, points: int = LINE_HEIGHT) -> None:
        """A line over the whole width."""
        self.page.set_row(self.row, points)
        merge(self.page, self.row, 0, self.row, _LAST, words(text), style)
        self.row += 1

    def beside(self, texts: Sequence[str]) -> None:
        """Three texts on a line: left, in the middle, right."""
        left, middle, right = texts
        merge(self.page, self.row, 0, self.row, 1, left, self.styles.left)
        merge(self.page, self.row, 2, self.row, 2, middle, self.styles.centre)
        merge(self.page, self.row, 3, self.row, _LAST, right, self.styles.right)
        self.row += 1

    def finish(self) -> None:
        """Set the paper: as wide as the columns, broken between vouchers."""
        set_paper(self.page)
        self.page.set_print_scale(_SCALE)
        self.page.set_h_pagebreaks(self.breaks)


def _heights(form: VoucherForm, book: FormBook) -> list[int]:
    """Of a book's lines, in points; the last is higher where 摘要 beside them needs it."""
    heights = [_line_height(line) for line in book.lines]
    more = height(form.words, _WIDTHS[0]) - sum(heights)
    return [*heights[:-1], heights[-1] + max(more, 0)]


def _line_height(line: FormLine) -> int:
    texts = (line.account, line.detail, line.codes)
    return max(height(text, width) for text, width in zip(texts, _WIDTHS[1:4], strict=True))


def _height(form: VoucherForm) -> int:
    """Of a voucher, in points."""
    plain = TITLE_HEIGHT + LINE_HEIGHT * (4 + form.derived)
    return plain + sum(sum(_heights(form, book)) + 2 * LINE_HEIGHT for book in form.books)
