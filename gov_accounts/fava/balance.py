"""科目余额: the trial balance of each book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.fava.books import year_period
from gov_accounts.fava.query import balance_table
from gov_accounts.printing.units import YUAN
from gov_accounts.render.values import shown, value_of
from gov_accounts.reports.trial_balance import balance_sheets

if TYPE_CHECKING:
    from gov_accounts.books.postings import Period
    from gov_accounts.fava.books import Books
    from gov_accounts.fava.query import Filters, Query
    from gov_accounts.reports.sheet import Sheet
    from gov_accounts.reports.trial_balance import BookBalance, Line

TOTAL: Final = "合计"
_DIRECT: Final = ":"
"""Ends the id of what was posted to an account that has details, and not to one of them."""


@dataclass(frozen=True, slots=True)
class BalanceCell:
    """A cell of a trial balance; `column` is the figure's, nothing where there is none."""

    text: str
    column: str
    name: bool
    indent: int


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """A row: its id, the account's full name (nothing for the total), and its cells."""

    id: str
    account: str
    total: bool
    cells: tuple[BalanceCell, ...]


@dataclass(frozen=True, slots=True)
class BalancePage:
    """The trial balance of one book.

    Attributes:
        heads: the headings above, each with how many columns it spans, and whether it reaches down.
        unders: the headings below them.
    """

    table: str
    title: str
    period: str
    heads: tuple[tuple[str, int, bool], ...]
    unders: tuple[str, ...]
    rows: tuple[BalanceRow, ...]
    notes: tuple[str, ...]


def balance_period(query: Query, filters: Filters) -> Period:
    """What trial balances are of: the year, or Fava's filter of time."""
    return filters.period or year_period(query.year or 1)


def row_id(line: Line) -> str:
    """What a line is called in an address."""
    return line.account + (_DIRECT if line.direct else "")


def sheets(books: Books, query: Query, filters: Filters) -> list[tuple[BookBalance, Sheet]]:
    """The trial balances with their sheets, in yuan."""
    if query.year is None:
        return []
    period = balance_period(query, filters)
    balances = books.balances(period, filters.chosen)
    laid = balance_sheets(
        balances,
        period,
        codes=books.ledger.codes,
        projects=books.ledger.declarations.projects,
        unit_name=books.ledger.unit_name,
        money_unit=YUAN,
    )
    return list(zip(balances, laid, strict=True))


def balance_pages(books: Books, query: Query, filters: Filters) -> list[BalancePage]:
    """The trial balance of each book."""
    return [_page(balance, sheet) for balance, sheet in sheets(books, query, filters)]


def _page(balance: BookBalance, sheet: Sheet) -> BalancePage:
    printed = [column for column in sheet.columns if column.printed]
    heads: list[tuple[str, int, bool]] = []
    for column in printed:
        if column.over and heads and heads[-1][0] == column.over:
            heads[-1] = (column.over, heads[-1][1] + 1, False)
        else:
            heads.append((column.over or column.head, 1, not column.over))
    rows: list[BalanceRow] = []
    for line, row in zip([*balance.lines, None], sheet.rows, strict=True):
        cells: list[BalanceCell] = []
        for column in printed:
            value = value_of(row.cells.get(column.id), sheet.money_unit)
            figure = column.id if column.figures and value is not None else ""
            cells.append(BalanceCell(shown(value), figure, column.narrowest is not None, row.indent_in(column)))
        rows.append(
            BalanceRow(TOTAL if line is None else row_id(line), line.account if line else "", row.total, tuple(cells))
        )
    return BalancePage(
        balance_table(balance.book),
        sheet.title,
        str(sheet.period),
        tuple(heads),
        tuple(column.head for column in printed if column.over),
        tuple(rows),
        sheet.notes,
    )
