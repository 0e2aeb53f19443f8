"""Cells that span columns and lines, put in their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class Spanning(Protocol):
    """A cell with the columns and lines it spans."""

    @property
    def columns(self) -> int:
        """How many columns."""

    @property
    def lines(self) -> int:
        """How many lines."""


Cell = TypeVar("Cell", bound=Spanning)


@dataclass(frozen=True, slots=True)
class Placed(Generic[Cell]):
    """A cell in its place on a line.

    Attributes:
        column: its first column, from zero.
        columns, lines: what it spans of the table; never more than there is.
        cell: nothing where the line has no cell for the place.
        continued: it began on a line above.
    """

    column: int
    columns: int
    lines: int
    cell: Cell | None
    continued: bool = False


def placed(rows: Sequence[Sequence[Cell]], width: int) -> list[list[Placed[Cell]]]:
    """Each line's cells, from left to right, those that reach down into it among them; they fill its `width`."""
    reaching: dict[int, Placed[Cell]] = {}
    done: list[list[Placed[Cell]]] = []
    for number, row in enumerate(rows):
        cells = iter(row)
        line: list[Placed[Cell]] = []
        column = 0
        while column < width:
            if column in reaching:
                above = reaching.pop(column)
                here = Placed(column, above.columns, above.lines - 1, above.cell, continued=True)
            else:
                cell = next(cells, None)
                room = min((each for each in reaching if each > column), default=width) - column
                columns = 1 if cell is None else max(1, min(cell.columns, room))
                lines = 1 if cell is None else max(1, min(cell.lines, len(rows) - number))
                here = Placed(column, columns, lines, cell)
            if here.lines > 1:
                reaching[column] = here
            line.append(here)
            column += here.columns
        done.append(line)
    return done
