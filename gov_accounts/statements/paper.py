"""Tables as read from a published document: figures whose exact amounts nobody can see."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from gov_accounts.law.form import code_row
from gov_accounts.law.formula import Reference
from gov_accounts.law.tie import PREVIOUS
from gov_accounts.statements.figures import ALWAYS, Figures
from gov_accounts.statements.fill import StatementRow, UnknownCellError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gov_accounts.law.form import Format, Panel
    from gov_accounts.law.tie import TieWhen


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table of a published document.

    Attributes:
        format: the form that it is printed in.
        year: whose it is.
        rows: row key → column key → the figure as printed, in the document's money unit; None for a blank cell. Rows
            and cells that aren't printed are left out.
        panels: the rows of each of the form's panels: the form's own, and those of codes that are printed.

    Raises:
        UnknownCellError: the form has no such row, or the row no such column.
    """

    format: Format
    year: int
    rows: Mapping[str, Mapping[str, Decimal | None]]
    panels: tuple[tuple[StatementRow, ...], ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Look for every cell in the form, and put the rows in their panels."""
        for row, cells in self.rows.items():
            for column in cells:
                if not self.format.has(row, column):
                    raise UnknownCellError(f"{self.format.key}.{row}[{column}]")
        object.__setattr__(self, "panels", tuple(tuple(self._rows_of(panel)) for panel in self.format.panels))

    def _rows_of(self, panel: Panel) -> Iterator[StatementRow]:
        codes = (key for key in self.rows if key not in self.format.fixed and self.format.panel_of(key) is panel)
        coded = [code_row(panel.classification, code) for code in codes]
        rows = [*panel.rows, *coded]
        for row in sorted(rows, key=lambda row: (row.foot, row.code)) if panel.levels else rows:
            yield StatementRow(row, row.label)


def paper(tables: Mapping[str, PaperTable], unit: int, unit_name: str, decimals: int = 2) -> Figures:
    """The figures of published tables, each rounded for itself to a last decimal.

    The exact amount is within half a step of the last decimal, to either side, and so it is where a cell is blank. A
    row that isn't printed has nothing in it. The accounts of a published year are closed.

    Args:
        tables: by key; last year's, as published, may be among them, see `with_previous`.
        unit: what they are printed in, in fen.
        unit_name: what that is called.
        decimals: how many are printed.

    Raises:
        ValueError: a figure has more decimals.
    """
    step = unit // 10**decimals
    fen = {
        Reference(row, column, key): _steps(figure, decimals) * step
        for key, table in tables.items()
        for row, cells in table.rows.items()
        for column, figure in cells.items()
        if figure is not None
    }

    def slack(cell: Reference) -> int:
        return step // 2 if cell.column in tables[str(cell.table)].rows.get(cell.key, ()) else 0

    whens: set[TieWhen] = {*ALWAYS, "closed"}
    if any(key.startswith(PREVIOUS) for key in tables):
        whens.add("carried")
    return Figures(
        tables,
        lambda cell: fen.get(cell, 0),
        slack,
        lambda cell: cell.column is not None and str(cell.table) in tables,
        frozenset(whens),
        lambda amount: f"{Decimal(amount // step).scaleb(-decimals):,}",
        unit_name,
    )


def _steps(figure: Decimal, decimals: int) -> int:
    steps = figure.scaleb(decimals)
    if steps != int(steps):
        raise ValueError(f"{figure} has more than {decimals} decimals")
    return int(steps)
