"""Rows of the tables that aren't forms (自评表, 重点工作): cells of grids, or words of lines apart by blanks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.audit.source import Grid
from gov_accounts.audit.spot import Spot
from gov_accounts.audit.words.passages import squeezed

if TYPE_CHECKING:
    from gov_accounts.audit.paper import Prose, Tables
    from gov_accounts.audit.source import Box, Source

_LONGEST: Final = 1000


class Cell(NamedTuple):
    """A cell's words with their place."""

    text: str
    column: int
    box: Box | None = None


class Row(NamedTuple):
    """A row.

    Attributes:
        text: its words, cells apart by a blank.
        cells: of a grid, its cells; none for a line.
        block: its block's number in the source.
        section: the section that it stands in, or after.
    """

    text: str
    cells: tuple[Cell, ...]
    block: int
    page: int
    section: str

    def spot(self, printed: str, box: Box | None = None) -> Spot:
        """The place of some of its words."""
        return Spot(section=self.section, page=self.page, printed=printed, box=box, around=self.text)


def rows(source: Source, tables: Tables, prose: Prose) -> Iterator[Row]:
    """All rows of blocks that no form was read from, but for those too long for a row."""
    return (row for row in _all(source, tables, prose) if len(row.text) <= _LONGEST)


def _all(source: Source, tables: Tables, prose: Prose) -> Iterator[Row]:
    sections = {block: each.id for each in prose.sections for _, block in each.marks}
    section = ""
    for number, block in enumerate(source.blocks):
        section = sections.get(number, section)
        if number in tables.used:
            continue
        if not isinstance(block, Grid):
            yield Row(block.text.strip(), (), number, block.page, section)
            continue
        by_row: dict[int, list[Cell]] = {}
        for cell in block.cells:
            if cell.text.strip():
                by_row.setdefault(cell.row, []).append(Cell(squeezed(cell.text), cell.column, cell.box))
        for cells in by_row.values():
            cells.sort(key=lambda each: each.column)
            yield Row(" ".join(each.text for each in cells), tuple(cells), number, block.page, section)
