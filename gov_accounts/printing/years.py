"""A ledger's years as they are printed. Each goes on from the print of the year before: made here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gov_accounts.printing.rounding import CONTROLLED, Rounding, round_statements
from gov_accounts.statements.years import Tables, statements_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.law.formula import Reference
    from gov_accounts.printing.units import MoneyUnit
    from gov_accounts.statements.fill import Statement


class Year(NamedTuple):
    """A year's tables with their printed figures."""

    statements: Mapping[str, Statement]
    rounding: Rounding


@dataclass(frozen=True)
class PrintedYears:
    """The years of a ledger, each made when it is asked for, and once.

    Attributes:
        ledger: the ledger.
        tables: its exact tables.
        unit: what to print in.
        how: ``controlled`` or ``half-up``.
    """

    ledger: Ledger
    tables: Tables
    unit: MoneyUnit
    how: str = CONTROLLED

    @classmethod
    def of(cls, ledger: Ledger, unit: MoneyUnit, how: str = CONTROLLED) -> PrintedYears:
        """Those of a ledger of which no table has been made yet."""
        return cls(ledger, Tables.of(ledger), unit, how)

    def year(self, year: int) -> Year:
        """A year's tables with their printed figures."""
        return Year(self.tables.year(year), self.rounding(year))

    def rounding(self, year: int) -> Rounding:
        """A year's printed figures, the year before's as they are printed there."""
        return self.tables.once(("rounding", year, self.unit, self.how), lambda: self._rounded(year))

    def _rounded(self, year: int) -> Rounding:
        previous = self.rounding(year - 1) if year - 1 in self.tables.years else None
        formats = self.ledger.profile(year).formats
        return round_statements(self.tables.linked(year), formats, self.unit, self.how, previous)

    def before(self, year: int) -> Year | None:
        """The year before by the forms of a year, as the year is compared with it; None where the ledger hasn't it.

        Forms change: what a cell takes this year, last year's cell of the same key may not have taken, or there was
        none. Last year's tables are made again by this year's forms, so that like is compared with like; where that
        comes to the same amount, it is printed as last year printed it.
        """
        if year - 1 not in self.tables.years:
            return None
        last, formats = self.year(year - 1), self.ledger.profile(year).formats
        if formats.formats == self.ledger.profile(year - 1).formats.formats:
            return last
        statements = statements_of(self.ledger, year - 1, formats)
        own = round_statements(statements, formats, self.unit, self.how)
        printed = {cell: _as_printed(cell, own, statements, last) for cell in own.printed}
        return Year(statements, Rounding(self.unit, printed))


def _as_printed(cell: Reference, own: Rounding, statements: Mapping[str, Statement], last: Year) -> int:
    """What last year printed, in steps, where its cell came to the same amount."""
    table, place = str(cell.table), (cell.key, str(cell.column))
    there = last.statements.get(table)
    if there is None or place not in there.cells or there.cells[place].fen != statements[table].cells[place].fen:
        return own.printed[cell]
    return last.rounding.printed.get(cell, own.printed[cell])
