"""The year before, as this year's document compares with it.

Forms change: what a cell takes this year, last year's cell of the same key may not have taken, or there was none. Last
year's tables are made again by this year's forms, so that like is compared with like; where that comes to the same
amount, it is printed as last year printed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.printing.rounding import Rounding, Year, round_statements
from gov_accounts.statements.years import statements_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.law.formula import Reference
    from gov_accounts.printing.rounding import MoneyUnit


def year_before(ledger: Ledger, year: int, years: Mapping[int, Year], unit: MoneyUnit, how: str) -> Year | None:
    """The tables of the year before by the forms of a year, with their printed figures; None where the ledger has none.

    Args:
        ledger: the ledger.
        year: the year whose forms they are.
        years: the tables by the forms of each year itself.
        unit: what to print in.
        how: how they are rounded, see ``rounding``.
    """
    last = years.get(year - 1)
    formats = ledger.profile(year).formats
    if last is None or formats.formats == ledger.profile(year - 1).formats.formats:
        return last
    statements = statements_of(ledger, year - 1, formats)
    rounding = round_statements(statements, formats, unit, how)

    def steps(cell: Reference, own: int) -> int:
        table, place = str(cell.table), (cell.key, str(cell.column))
        there = last.statements.get(table)
        if there is None or place not in there.cells or there.cells[place].fen != statements[table].cells[place].fen:
            return own
        return last.rounding.printed.get(cell, own)

    printed = {cell: steps(cell, own) for cell, own in rounding.printed.items()}
    return Year(statements, Rounding(unit, printed))
