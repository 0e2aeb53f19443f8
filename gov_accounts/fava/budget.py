"""预算执行: what was approved, adjusted, spent and is left, and what overstepped."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gov_accounts.fava.books import year_period
from gov_accounts.fava.checks import FindingLine, finding_line
from gov_accounts.printing.units import MONEY_UNITS
from gov_accounts.render.grid import Grid, grid
from gov_accounts.reports.budget_execution import Execution, print_execution

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from gov_accounts.fava.books import Books
    from gov_accounts.fava.query import Filters, Query
    from gov_accounts.printing.printed import PrintedStatement

_WHOLE: Final = 100
_RULES: Final = "budget-"


@dataclass(frozen=True, slots=True)
class Bar:
    """A per cent as a bar: how long it is, 0 to 100, and whether it goes beyond."""

    length: int
    over: bool


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """Budget execution by code or project.

    Attributes:
        rate: the name of the column of per cents, which no posting is behind.
        bars: name of a row → its per cent as a bar.
        oversteps: findings of what overstepped, of the whole ledger.
    """

    printed: PrintedStatement
    grid: Grid
    rate: str
    bars: Mapping[str, Bar]
    oversteps: tuple[FindingLine, ...]


def last_day(year: int, filters: Filters) -> datetime.date:
    """The last day that counts: the year's, or before it that of Fava's filter of time."""
    last = year_period(year).last
    return last if filters.period is None else min(last, filters.period.last)


def budget_execution(books: Books, query: Query, filters: Filters) -> Execution | None:
    """Budget execution as the filters want it."""
    if query.year is None:
        return None
    return books.execution(query.year, query.by, last_day(query.year, filters), filters.chosen)


def printed_budget(books: Books, query: Query, filters: Filters) -> PrintedStatement | None:
    """The table as it is shown."""
    table = budget_execution(books, query, filters)
    return None if table is None else print_execution(table, books.ledger.declarations, MONEY_UNITS[query.unit])


def budget_page(books: Books, query: Query, filters: Filters) -> BudgetPage | None:
    """The year's budget execution, and what overstepped."""
    printed = printed_budget(books, query, filters)
    if printed is None:
        return None
    (panel,) = printed.panels
    rate = panel.columns[-1]
    bars = {row.name: _bar(row.values[rate.key]) for row in panel.rows if rate.key in row.values}
    over = tuple(finding_line(each, books) for each in books.ledger.findings if each.rule.startswith(_RULES))
    return BudgetPage(printed, grid(printed), rate.name, bars, over)


def _bar(rate: Decimal) -> Bar:
    return Bar(int(min(max(rate, Decimal(0)), Decimal(_WHOLE))), rate > _WHOLE)
