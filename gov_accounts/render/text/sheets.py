"""Sheets in a terminal."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Final

from gov_accounts.render.text.lines import GAP, NOTES_WIDTH, centred, spread
from gov_accounts.render.values import shown, value_of
from gov_accounts.text import clean, text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.reports.sheet import Cell, Column, Row, Sheet

_NARROWEST: Final = 6
"""Columns of a terminal: what an indent leaves of the room at least."""


def render(sheet: Sheet, width: int | None) -> str:
    """A table aligned with Chinese characters, within `width` columns where that is possible.

    First words are folded, then columns moved closer; if that isn't enough, figures are printed in several blocks one
    below the other, each with the words before it and without the rows it has nothing of. Days of one year are printed
    without it: the period stands above.
    """
    texts = _Texts(sheet)
    blocks = _blocks([column for column in sheet.columns if column.printed], texts, width)
    widest = max(block.width for block in blocks)
    lines = [
        centred(clean(sheet.title), widest),
        centred(str(sheet.period), widest),
        spread(f"单位：{clean(sheet.unit_name)}", f"金额单位：{sheet.money_unit.name}", widest),
    ]
    for index, block in enumerate(blocks):
        lines.extend([""] * bool(index))
        lines.extend(block.lines(texts, whole=len(blocks) == 1))
    for note in sheet.notes:
        lines.extend(wrap(note, width or max(widest, NOTES_WIDTH)))
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Texts:
    """What is printed in each cell, and how wide that makes each column; worked out once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.one_year = sheet.period.first.year == sheet.period.last.year
        self.rows = [
            {column.id: self.text(row.cells.get(column.id)) for column in sheet.columns if column.printed}
            for row in sheet.rows
        ]
        self.widths = {column.id: self.width(column) for column in sheet.columns if column.printed}

    def text(self, cell: Cell | None) -> str:
        if isinstance(cell, datetime.date) and self.one_year:
            return f"{cell:%m-%d}"
        return shown(value_of(cell, self.sheet.money_unit))

    def width(self, column: Column) -> int:
        words = (
            len(_indent(row, column)) + text_width(texts[column.id])
            for row, texts in zip(self.sheet.rows, self.rows, strict=True)
        )
        return max(text_width(column.head), *words, 0)


def _indent(row: Row, column: Column) -> str:
    return "  " * row.indent_in(column)


@dataclass(frozen=True, slots=True)
class _Block:
    """Columns printed side by side: how wide each is, and how far apart."""

    columns: Sequence[Column]
    widths: Mapping[str, int]
    gap: int

    @property
    def width(self) -> int:
        return sum(self.widths.values()) + self.gap * (len(self.columns) - 1)

    def lines(self, texts: _Texts, *, whole: bool) -> Iterator[str]:
        if any(column.over for column in self.columns):
            yield self.overheads()
        yield self.line([column.head for column in self.columns])
        rule = "-" * self.width
        yield rule
        figures = [column.id for column in self.columns if column.figures]
        for index, (row, printed) in enumerate(zip(texts.sheet.rows, texts.rows, strict=True)):
            if not (whole or row.total or any(figure in row.cells for figure in figures)):
                continue
            if row.ruled and index:
                yield rule
            folded = [
                _folded(printed[column.id], _indent(row, column), column, self.widths[column.id])
                for column in self.columns
            ]
            yield from (self.line(cells) for cells in zip_longest(*folded, fillvalue=""))

    def overheads(self) -> str:
        """The headings that columns share, in the middle above them."""
        parts = []
        for over, group in groupby(self.columns, key=lambda column: column.over):
            below = [self.widths[column.id] for column in group]
            room = sum(below) + self.gap * (len(below) - 1)
            text = centred(over, room)
            parts.append(text + " " * (room - text_width(text)))
        return (" " * self.gap).join(parts)

    def line(self, cells: Sequence[str]) -> str:
        """Words to the left, amounts to the right."""
        parts = []
        for column, text in zip(self.columns, cells, strict=True):
            room = " " * (self.widths[column.id] - text_width(text))
            parts.append(room + text if column.figures else text + room)
        return (" " * self.gap).join(parts)


def _blocks(columns: Sequence[Column], texts: _Texts, width: int | None) -> list[_Block]:
    """All columns side by side; where that is too wide, the words with some of the figures, as often as needed."""
    if width is None or (whole := _squeezed(columns, texts, width)).width <= width:
        return [_squeezed(columns, texts, width)]
    words = [column for column in columns if not column.figures]
    done: list[_Block] = []
    last = whole
    shown: list[Column] = []
    for _, group in groupby((column for column in columns if column.figures), key=lambda column: column.block):
        more = list(group)
        wider = _squeezed([*words, *shown, *more], texts, width)
        if shown and wider.width > width:
            done.append(last)
            shown = []
            wider = _squeezed([*words, *more], texts, width)
        shown.extend(more)
        last = wider
    return [*done, last]


def _squeezed(columns: Sequence[Column], texts: _Texts, width: int | None) -> _Block:
    """Columns as wide as what is in them; as far as they must be narrower, words folded and then gaps closed."""
    widths = {column.id: texts.widths[column.id] for column in columns}
    wide = _Block(columns, widths, GAP)
    if width is None or wide.width <= width:
        return wide
    least = {
        column.id: max(min(column.narrowest, widths[column.id]), text_width(column.head))
        for column in columns
        if column.narrowest is not None
    }
    narrowest = _Block(columns, widths | least, GAP)
    gap = GAP if narrowest.width <= width else 1
    over = sum(widths.values()) + gap * (len(columns) - 1) - width
    while over > 0 and (foldable := [each for each in least if widths[each] > least[each]]):
        widths[max(foldable, key=lambda each: widths[each])] -= 1
        over -= 1
    return _Block(columns, widths, gap)


def _folded(text: str, indent: str, column: Column, width: int) -> list[str]:
    """A cell's lines; each of an indented one is indented, unless that leaves no room."""
    if column.narrowest is None or len(indent) + text_width(text) <= width:
        return [indent + text]
    indent = indent[: max(width - _NARROWEST, 0)]
    return [indent + line.strip() for line in wrap(text, width - len(indent))]
