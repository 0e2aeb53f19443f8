"""记账凭证 laid out on slips of paper: which lines of a voucher are on which slip.

A voucher longer than a slip goes on on further ones, each with the number of the voucher and its own (第 1/2 张). As on
pages of books, heights are never taken too small.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.render.sheet_pages import folded_lines, wrapped
from gov_accounts.render.typesetting import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.reports.voucher_form import FormBook, FormLine, VoucherForm


class SlipPaper(NamedTuple):
    """A slip's room for lines, and how many are on a sheet of paper.

    Attributes:
        width, height: of the paper, in millimetres.
        slips: one below the other on it.
        columns: how wide 摘要, account, detail, codes, debit and credit are, in half characters.
        lines: so many tenths of the letters' size are free for what is between headings and signatures.
    """

    width: int
    height: int
    slips: int
    columns: tuple[int, int, int, int, int, int]
    lines: int


PAPERS: Final = {
    "a4": SlipPaper(210, 297, 2, (24, 22, 24, 32, 16, 16), 360),
    "240x140": SlipPaper(240, 140, 1, (28, 26, 28, 39, 17, 17), 325),
}
"""A4 with two slips on it, and the paper that vouchers are commonly bound on."""
_LINE, _BESIDE = 13, 2
"""Tenths of the letters' size: a line with what is between lines; what is above and below."""
_PLAIN: Final = _LINE + _BESIDE
_MOST_WORDS: Final = 6
"""Lines of 摘要 beside a voucher's legs; what is longer stands above them, over the whole width."""


@dataclass(frozen=True, slots=True)
class SlipBook:
    """What of one book is on a slip.

    Attributes:
        continued: whether it goes on from the slip before.
        ended: whether its sum is on this slip.
    """

    book: FormBook
    lines: tuple[FormLine, ...]
    continued: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of a voucher.

    Attributes:
        number, slips: which it is, and how many there are.
        above: lines of a long 摘要, over the whole width.
        words: a short 摘要, beside the legs.
    """

    number: int
    slips: int
    above: tuple[str, ...]
    words: str
    books: tuple[SlipBook, ...]


@dataclass(slots=True)
class _Open:
    """A slip that is being filled."""

    room: int
    above: list[str] = field(default_factory=list)
    books: list[SlipBook] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.above and not self.books


def slips(form: VoucherForm, paper: SlipPaper) -> list[Slip]:
    """The slips of a voucher, at least one."""
    text = words(form.words)
    beside = folded_lines(text, paper.columns[0])
    long = beside > _MOST_WORDS
    least = 0 if long else _LINE * beside + _BESIDE
    made = [_Open(paper.lines)]
    for line in wrapped(text, sum(paper.columns)) if long else ():
        _with_room(made, _PLAIN, paper).above.append(line)
        made[-1].room -= _PLAIN
    for book in form.books:
        for segment, height in _segments(made, book, least, paper):
            made[-1].books.append(segment)
            made[-1].room -= height
    return [
        Slip(number, len(made), tuple(each.above), "" if long else text, tuple(each.books))
        for number, each in enumerate(made, 1)
    ]


def _with_room(made: list[_Open], height: int, paper: SlipPaper) -> _Open:
    """The last slip, or a new one where it hasn't the room."""
    if made[-1].room < height and not made[-1].empty:
        made.append(_Open(paper.lines))
    return made[-1]


def _segments(made: list[_Open], book: FormBook, least: int, paper: SlipPaper) -> Iterator[tuple[SlipBook, int]]:
    """A book's lines slip by slip, with their height: its heading, lines as high as 摘要 at least, and its sum.

    A heading stands with a line at least, and the last line with the sum below it.
    """
    heights = [_height(line, paper) for line in book.lines]
    start = 0
    while start < len(heights):
        alone = max(heights[start], least) + _PLAIN + _PLAIN * (start == len(heights) - 1)
        room = _with_room(made, alone, paper).room - _PLAIN
        end, used = start + 1, heights[start]
        while end < len(heights):
            more = heights[end] + _PLAIN * (end == len(heights) - 1)
            if max(used + more, least) > room:
                break
            used += heights[end]
            end += 1
        ended = end == len(heights)
        height = _PLAIN + max(used, least) + _PLAIN * ended
        yield SlipBook(book, book.lines[start:end], start > 0, ended), height
        start = end


def _height(line: FormLine, paper: SlipPaper) -> int:
    """Of a line, in tenths of the letters' size."""
    texts = (line.account, line.detail, line.codes)
    widths = paper.columns[1:4]
    return _LINE * max(folded_lines(words(text), width) for text, width in zip(texts, widths, strict=True)) + _BESIDE
