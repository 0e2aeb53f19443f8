"""Sheets of the books of account laid out on pages of paper: how wide columns are, and which lines a page has.

A page of a book ends with 过次页 and the next begins with 承前页, where something is carried over
(会计基础工作规范 第六十条（八）). What is on which page is settled here and not by who typesets it, so heights are
never taken too small: a line is as high as the cell of it that is folded most.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.render.layout import spread
from gov_accounts.render.typesetting import words
from gov_accounts.render.values import shown, value_of
from gov_accounts.text import clean, text_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.reports.sheet import Cell, Column, Row, Sheet

CARRIED_OUT: Final = "过次页"
CARRIED_IN: Final = "承前页"
_WORDS: Final = "words"
"""The column that says so."""


class Paper(NamedTuple):
    """What of a page is for the table and its headings, in points."""

    landscape: bool
    width: int
    height: int


UPRIGHT: Final = Paper(landscape=False, width=510, height=718)
ON_ITS_SIDE: Final = Paper(landscape=True, width=757, height=472)
"""A4 with margins of 15 mm, and less what stands above a table."""
_SIZES: Final = (90, 85, 80, 75, 70)
"""Of letters, in tenths of a point, the largest first."""
_INSET: Final = 2
"""Half characters beside what is in a cell."""
_WIDEST: Final = 44
"""Half characters: of a column of words that may be folded, where room is short."""
_READABLE: Final = 20
"""Half characters: of such a column at least, where its words are as long: in less they are folded too often."""
_LINE: Final = 13
_BESIDE_LINES: Final = 2
"""Tenths of the letters' size: a line with what is between lines, and what is above and below."""
_TOKEN: Final = re.compile(r"[!-~]+|[^!-~]")
"""What isn't broken over lines: a word of Latin letters and digits, or one Chinese character."""
_KEPT_TOGETHER: Final = 2
"""Half characters that a line may have to leave free, since no line begins with a comma."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, or where a table is wider than one, some columns of it.

    Attributes:
        number, pages: which of its sheet's pages it is, and how many there are.
        columns: those on it.
        widths: of the columns, in tenths of a point.
        lines: what is printed, by column.
        size: of letters, in tenths of a point.
        paper: how the page lies.
        last: whether the sheet ends on it.
    """

    number: int
    pages: int
    columns: Sequence[Column]
    widths: Sequence[int]
    lines: Sequence[Line]
    size: int
    paper: Paper
    last: bool


class Line(NamedTuple):
    """A line of a page: texts by column id, and whether it adds up others."""

    texts: Mapping[str, str]
    total: bool
    indent: int = 0


class _Widths(NamedTuple):
    """Of columns, in half characters: what they need at least, and what they should have."""

    least: int
    wanted: int


def pages(sheet: Sheet) -> list[Page]:
    """The pages of a sheet, at least one."""
    columns = [column for column in sheet.columns if column.printed]
    one_year = sheet.period.first.year == sheet.period.last.year
    lines = [_line(sheet, row.cells, row, one_year=one_year) for row in sheet.rows]
    carried = [row.carried and _line(sheet, row.carried, row, one_year=one_year) for row in sheet.rows]
    widths = {column.id: _needed(column, lines) for column in columns}
    paper, size = _paper(list(widths.values()))
    blocks = _blocks(columns, widths, _room(paper, size))
    given = [_given(block, widths, _room(paper, size)) for block in blocks]
    heights = [max(_height(line, block, of) for block, of in zip(blocks, given, strict=True)) for line in lines]
    heads = max(_head_height(block, of) for block, of in zip(blocks, given, strict=True))
    cut = _cut(heights, paper.height * 100 // size - heads)
    made: list[Page] = []
    for index, (start, end) in enumerate(cut):
        shown = list(lines[start:end])
        if index and (before := carried[start - 1]):
            shown.insert(0, _named(before, CARRIED_IN))
        if index < len(cut) - 1 and (after := carried[end - 1]):
            shown.append(_named(after, CARRIED_OUT))
        for block, of in zip(blocks, given, strict=True):
            tenths = [each * size // 2 for each in of]
            last = index == len(cut) - 1 and block is blocks[-1]
            number = len(made) + 1
            made.append(Page(number, len(cut) * len(blocks), block, tenths, shown, size, paper, last))
    return made


def _line(sheet: Sheet, cells: Mapping[str, Cell], row: Row, *, one_year: bool) -> Line:
    texts = {}
    for column in sheet.columns:
        cell = cells.get(column.id)
        if isinstance(cell, datetime.date) and one_year:
            texts[column.id] = f"{cell:%m-%d}"
        else:
            texts[column.id] = words(shown(value_of(cell, sheet.money_unit)))
    return Line(texts, row.total, row.indent)


def _named(line: Line, name: str) -> Line:
    return Line({**line.texts, _WORDS: name}, total=True)


def _needed(column: Column, lines: Sequence[Line]) -> _Widths:
    head = words(clean(column.head))
    texts = [text for line in lines if (text := line.texts[column.id])]
    widest = max(
        (text_width(text) + _indent(line, column) for line in lines if (text := line.texts[column.id])), default=0
    )
    if column.narrowest is None:
        # A heading may be folded to half its width.
        least = max(widest, min(text_width(head), max(-(-text_width(head) // 3) + 2, _longest(head))))
        return _Widths(least + _INSET, max(least, min(text_width(head), 16)) + _INSET)
    least = max(min(_READABLE, widest), *(_longest(text) for text in (head, *texts)))
    return _Widths(least + _INSET, max(least, min(max(widest, text_width(head)), _WIDEST)) + _INSET)


def _longest(text: str) -> int:
    """The width of the longest piece that isn't broken."""
    return max((text_width(piece) for piece in _pieces(text)), default=0)


def _pieces(text: str) -> Iterator[str]:
    for run in text.split("\u200b"):
        yield from _TOKEN.findall(run)


def _indent(line: Line, column: Column) -> int:
    return 2 * line.indent if column.narrowest is not None else 0


def _paper(widths: Sequence[_Widths]) -> tuple[Paper, int]:
    """How the page lies and how large letters are: the first that all columns fit, or nearly; else the smallest."""
    for paper in (UPRIGHT, ON_ITS_SIDE):
        if sum(each.wanted for each in widths) <= _room(paper, _SIZES[0]):
            return paper, _SIZES[0]
    for size in _SIZES:
        if sum(each.least for each in widths) <= _room(ON_ITS_SIDE, size):
            return ON_ITS_SIDE, size
    return ON_ITS_SIDE, _SIZES[-1]


def _room(paper: Paper, size: int) -> int:
    """Half characters in the width of a page."""
    return paper.width * 20 // size


def _blocks(columns: Sequence[Column], widths: Mapping[str, _Widths], room: int) -> list[list[Column]]:
    """All columns side by side; where that is too wide, words with some of the figures, as often as needed."""
    if sum(widths[each.id].least for each in columns) <= room:
        return [list(columns)]
    first = [each for each in columns if not each.figures]
    begun = sum(widths[each.id].least for each in first)
    blocks: list[list[Column]] = [[]]
    used = begun
    for _, group in groupby((each for each in columns if each.figures), key=lambda each: each.block):
        more = list(group)
        wide = sum(widths[each.id].least for each in more)
        if blocks[-1] and used + wide > room:
            blocks.append([])
            used = begun
        blocks[-1].extend(more)
        used += wide
    return [[*first, *block] for block in blocks]


def _given(block: Sequence[Column], widths: Mapping[str, _Widths], room: int) -> list[int]:
    return list(spread([widths[each.id].least for each in block], [widths[each.id].wanted for each in block], room))


def folded_lines(text: str, width: int) -> int:
    """On how many lines a text is, at most, in a column of a width in half characters, what is beside it included."""
    return max(len(wrapped(text, width - _INSET)), 1)


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines that each fit a width in half characters, with room for what no line begins with."""
    room = max(width - _KEPT_TOGETHER, 1) if text_width(text) > width else width
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text):
        wide = text_width(piece)
        if line and used + wide > room:
            lines.append(line)
            line, used = "", 0
        line, used = line + piece, used + wide
    return [*lines, line] if line else lines


def _height(line: Line, block: Sequence[Column], widths: Sequence[int]) -> int:
    """Of a line, in tenths of the letters' size."""
    folded = (
        folded_lines(line.texts[column.id], width - _indent(line, column))
        for column, width in zip(block, widths, strict=True)
        if line.texts[column.id]
    )
    return _LINE * max(folded, default=1) + _BESIDE_LINES


def _head_height(block: Sequence[Column], widths: Sequence[int]) -> int:
    """Of the headings, in tenths of the letters' size."""
    folded = max(folded_lines(words(column.head), width) for column, width in zip(block, widths, strict=True))
    over = int(any(column.over for column in block))
    return _LINE * (folded + over) + _BESIDE_LINES * (1 + over)


def _cut(heights: Sequence[int], room: int) -> list[tuple[int, int]]:
    """Which lines are on which page: as many as have room, beside one line for what is carried in and one for out."""
    room = max(room - 2 * (_LINE + _BESIDE_LINES), 1)
    cut = []
    start = used = 0
    for index, height in enumerate(heights):
        if index > start and used + height > room:
            cut.append((start, index))
            start, used = index, 0
        used += height
    return [*cut, (start, len(heights))]
