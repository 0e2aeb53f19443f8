"""A source as a row of pieces: words, and rows of cells. Titles, units and notes within a grid are words, too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from gov_accounts.audit.source import Grid, GridCell, Unread
from gov_accounts.audit.tables.amounts import figure_of, is_blank, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.source import Box, Line, Source
    from gov_accounts.audit.tables.vocabulary import Vocabulary

_MOST_CELLS: Final = 100_000
"""Of one grid: no published table comes near, and more would take the machine's memory."""
_FORMULA: Final = re.compile(r"^[^。;]{1,16}[行栏](?:各行)?=")
_LONG: Final = 30


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words.

    Attributes:
        block: the number of the source's block that it stands in.
        line: the line itself; None for words out of a grid.
    """

    text: str
    block: int
    page: int
    box: Box | None
    sheet: str
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of cells that stand together in a grid.

    Attributes:
        cells: row by row, the cell that covers each place; a merged one at all its places.
        places: row by row, where the grid has it.
    """

    cells: tuple[tuple[GridCell | None, ...], ...]
    numbers: tuple[int, ...]
    block: int
    page: int
    sheet: str

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.cells[0]) if self.cells else 0

    def own(self, row: int, column: int) -> GridCell | None:
        """The cell that begins at a place; none where there is none, or one merged from elsewhere covers it."""
        cell = self.cells[row][column]
        if cell is None or cell.column != column or cell.row != self.numbers[row]:
            return None
        return cell

    def text(self, row: int, column: int) -> str:
        """What that cell says; nothing where there is none."""
        cell = self.own(row, column)
        return cell.text if cell is not None else ""


Piece: TypeAlias = Words | Rows


def pieces_of(source: Source, words: Vocabulary) -> tuple[tuple[Piece, ...], tuple[Unread, ...]]:
    """The pieces in reading order, and which grids are too large."""
    pieces: list[Piece] = []
    unread: list[Unread] = []
    for number, block in enumerate(source.blocks):
        if isinstance(block, Grid):
            if block.height * block.width > _MOST_CELLS:
                unread.append(Unread(f"第 {block.page} 页的一张表", "格子太多，不是决算表"))
                continue
            if block.sheet:
                pieces.append(Words(block.sheet, number, block.page, None, block.sheet))
            if block.name and block.name != block.sheet:
                pieces.append(Words(block.name, number, block.page, None, block.sheet))
            pieces += _parts(block, number, words)
        else:
            pieces.append(Words(block.text, number, block.page, block.box, block.sheet, block))
    return tuple(pieces), tuple(unread)


def _parts(grid: Grid, number: int, words: Vocabulary) -> Iterator[Piece]:
    covering: list[list[GridCell | None]] = [[None] * grid.width for _ in range(grid.height)]
    for cell in grid.cells:
        for row in range(cell.row, min(cell.row + cell.rows, grid.height)):
            for column in range(cell.column, min(cell.column + cell.columns, grid.width)):
                if covering[row][column] is None or (row, column) == (cell.row, cell.column):
                    covering[row][column] = cell
    together: list[int] = []

    def rows() -> Iterator[Rows]:
        if together:
            cells = tuple(tuple(covering[each]) for each in together)
            yield Rows(cells, tuple(together), number, grid.page, grid.sheet)
            together.clear()

    for at in range(grid.height):
        filled = [each for each in _distinct(covering[at]) if squeezed(each.text)]
        said = _said(filled, at, words)
        if said:
            yield from rows()
            yield Words(said, number, grid.page, filled[0].box, grid.sheet)
        else:
            together.append(at)
    yield from rows()


def _distinct(cells: Sequence[GridCell | None]) -> list[GridCell]:
    found: list[GridCell] = []
    for each in cells:
        if each is not None and (not found or found[-1] is not each):
            found.append(each)
    return found


def _said(filled: Sequence[GridCell], row: int, words: Vocabulary) -> str:
    """What a row of a grid says, if it is words about a table and none of its rows."""
    if not 0 < len(filled) <= 4 or any(each.row != row for each in filled):  # noqa: PLR2004 - 部门、表号、单位、金额
        return ""
    texts = [each.text.replace("\n", "") for each in filled]
    if any(figure_of(each) is not None for each in texts):
        return ""
    plain = [squeezed(each) for each in texts]
    joined = "　".join(each.strip() for each in texts)
    if any(_is_money(each, words) for each in plain):
        return joined
    if len(filled) > 1:
        return joined if all(_begins(each, words.departments) for each in plain[:1]) and ":" in plain[0] else ""
    text = plain[0]
    if is_blank(text) or text in words.not_rows:
        return ""
    if begins_note(text, words) or _begins(text, words.departments) or len(text) > _LONG:
        return joined
    ends = any(words.word(text).endswith(title) for titles in words.titles.values() for title in titles)
    numbered = re.search(r"表\d{1,2}", text) is not None
    return joined if ends or numbered or text.endswith("表") else ""


def begins_note(text: str, words: Vocabulary) -> bool:
    """Whether a line begins a note below a table: 注, 说明, or formulas between its rows or columns."""
    plain = squeezed(text)
    if _FORMULA.match(plain):
        return True
    return any(re.match(rf"{each}(?:\d|[一二三四五])?[:：.、]", plain) for each in words.notes)


def _begins(text: str, heads: Sequence[str]) -> bool:
    return any(text.startswith(f"{each}:") for each in heads)


def _is_money(text: str, words: Vocabulary) -> bool:
    return any(text.endswith(f"单位:{each}") for each in words.money)
