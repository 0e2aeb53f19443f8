"""Places cells in a grid row by row, those over several rows and columns once, at their upper left."""

from __future__ import annotations

from typing import Final

from gov_accounts.audit.reading.errors import UnreadableError
from gov_accounts.audit.source import Grid, GridCell

MOST_CELLS: Final = 2_000_000
"""Of a table's rectangle."""
MOST_COLUMNS: Final = 500


class Placing:
    """A grid that is being filled."""

    def __init__(self) -> None:
        self._cells: list[GridCell] = []
        self._taken: dict[int, int] = {}
        self._row = -1
        self._column = 0
        self._width = 0

    def row(self, skipped: int = 0) -> None:
        """Begin a row, after some columns that it has no cells in."""
        self._row += 1
        self._column = skipped
        self._taken = {column: last for column, last in self._taken.items() if last >= self._row}
        if (self._row + 1) * max(self._width, 1) > MOST_CELLS:
            raise _too_large()

    def cell(self, text: str, columns: int = 1, rows: int = 1) -> None:
        """The next cell of the row; one beyond the columns that are read is left out."""
        while self._column in self._taken:
            self._column += 1
        if self._column >= MOST_COLUMNS:
            return
        columns = max(min(columns, MOST_COLUMNS - self._column), 1)
        rows = max(rows, 1)
        if text or columns > 1 or rows > 1:
            self._cells.append(GridCell(text, self._row, self._column, rows, columns))
        if rows > 1:
            self._taken |= dict.fromkeys(range(self._column, self._column + columns), self._row + rows - 1)
        self._column += columns
        self._width = max(self._width, self._column)

    def grid(self, name: str = "") -> Grid:
        """The grid; cells that say they go on below its last row end there."""
        height = self._row + 1
        if height * max(self._width, 1) > MOST_CELLS:
            raise _too_large()
        cells = (
            GridCell(each.text, each.row, each.column, min(each.rows, height - each.row), each.columns)
            for each in self._cells
        )
        kept = tuple(each for each in cells if each.text or each.rows > 1 or each.columns > 1)
        return Grid(height, self._width, kept, name=name)


def _too_large() -> UnreadableError:
    return UnreadableError("有一张表太大，不读。", f"最多读 {MOST_CELLS:,} 格。", "把表分开，再运行一次。")
