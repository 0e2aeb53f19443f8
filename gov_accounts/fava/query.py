"""What a request asks for, each parameter checked against what there is; and which of Fava's filters are on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.law.accounting import accounting_set
from gov_accounts.money import COMMODITY_OF_BOOK
from gov_accounts.months import DECEMBER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gov_accounts.books.postings import Period
    from gov_accounts.fava.books import Books

TABS: Final = ("tables", "statements", "checks", "budget", "charts", "balance")
STATEMENTS: Final = "statements"
"""The tab of the statements of 政府会计制度."""
ENTRY: Final = "entry"
AUDIT: Final = "audit"
"""The tab on which vouchers are typed, where the ledger may be written."""
CELL: Final = "cell"
"""The page of a figure: not a tab, every table leads to it."""
FIND: Final = "find"
"""The page of what the search box found: not a tab, the box stands on every page."""
BY: Final = ("func", "econ", "project")
UNITS: Final = ("wan", "yuan")
FIGURES: Final = ("printed", "exact")
TIES: Final = ("nonzero", "all")
FILES: Final = ("xlsx", "csv")
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "tab": (*TABS, ENTRY, AUDIT, CELL, FIND),
    "unit": UNITS,
    "figures": FIGURES,
    "by": BY,
    "ties": TIES,
    "format": FILES,
}
_BUDGET: Final = "budget_"
_BALANCE: Final = "balance_"
_STATEMENT: Final = "statement_"
_SHOWN: Final = 40
_DIGITS: Final = 9


class BadRequestError(ValueError):
    """A parameter that isn't one. The message is plain text, for people."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a request asks for.

    Attributes:
        year: None where the ledger has none.
        month: the last month that statements of 政府会计制度 are of; 0 for the whole year.
        table: key of a statutory table, or of a statement on their tab, or nothing for all; of a page of a figure also
            ``statement_balance_sheet``, ``budget_func``, ``balance_财务`` and their like.
        row, column: ids, of the page of a figure.
        page: counted from 1.
        file: the format of a download.
        words: what to find, as it was typed.
    """

    tab: str
    year: int | None
    month: int
    table: str
    row: str
    column: str
    unit: str
    figures: str
    by: str
    ties: str
    page: int
    file: str
    words: str

    @property
    def home(self) -> str:
        """The tab the page belongs to."""
        if self.tab != CELL:
            return self.tab
        if statement_key(self.table):
            return "statements"
        return "budget" if budget_by(self.table) else "balance" if balance_book(self.table) else "tables"


@dataclass(frozen=True, slots=True)
class Filters:
    """Fava's filters.

    Attributes:
        on: whether any is.
        period: of the filter of time.
        chosen: whether a voucher is among those that the filters of accounts and tags choose; None where neither is on.
        selected: whether all filters together select a voucher.
    """

    on: bool
    period: Period | None
    chosen: Callable[[Any], bool] | None
    selected: Callable[[Any], bool]


def budget_table(by: str) -> str:
    """What the budget table by these rows is called."""
    return _BUDGET + by


def budget_by(table: str) -> str:
    """What the rows of the budget table of that name are; nothing if it is none."""
    by = table.removeprefix(_BUDGET)
    return by if table.startswith(_BUDGET) and by in BY else ""


def balance_table(book: str) -> str:
    """What the trial balance of a book is called."""
    return _BALANCE + book


def balance_book(table: str) -> str:
    """The book of the trial balance of that name; nothing if it is none."""
    book = table.removeprefix(_BALANCE)
    return book if table.startswith(_BALANCE) and book in COMMODITY_OF_BOOK else ""


def statement_table(key: str) -> str:
    """What a statement of 政府会计制度 is called beside the other tables."""
    return _STATEMENT + key


def statement_key(table: str) -> str:
    """The key of the statement of that name; nothing if it is none."""
    return table.removeprefix(_STATEMENT) if table.startswith(_STATEMENT) else ""


def read_query(parameters: Mapping[str, str], books: Books) -> Query:
    """The parameters of a request.

    Raises:
        BadRequestError: one isn't what it can be.
    """
    chosen = {name: _choice(parameters, name) for name in _CHOICES}
    year = _year(parameters.get("year", ""), books)
    month = _month(parameters.get("month", ""))
    return Query(
        chosen["tab"],
        year,
        month,
        _table(parameters.get("table", ""), year, month, chosen["tab"], books),
        parameters.get("row", ""),
        parameters.get("column", ""),
        chosen["unit"],
        chosen["figures"],
        chosen["by"],
        chosen["ties"],
        _page(parameters.get("page", "1")),
        chosen["format"],
        parameters.get("words", ""),
    )


def shown(text: str) -> str:
    """A parameter as a message repeats it."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……"


def _choice(parameters: Mapping[str, str], name: str) -> str:
    value = parameters.get(name, _CHOICES[name][0])
    if value not in _CHOICES[name]:
        raise BadRequestError(f"参数 {name} 只能是 {'、'.join(_CHOICES[name])}。")
    return value


def _year(text: str, books: Books) -> int | None:
    years = books.years
    if not text:
        return years[-1] if years else None
    number = _number(text)
    if number not in years:
        present = "、".join(map(str, years)) or "（没有）"
        raise BadRequestError(f"账本里没有这一年：{shown(text)}。有 {present}。")
    return number


def _month(text: str) -> int:
    number = _number(text or "0")
    if number is None or number > DECEMBER:
        raise BadRequestError(f"没有这个月：{shown(text)}。参数 month 写 1 到 12，全年的不写。")
    return number


def _table(name: str, year: int | None, month: int, tab: str, books: Books) -> str:
    if not name or year is None or (tab == CELL and (budget_by(name) or balance_book(name))):
        return name
    if tab == STATEMENTS:
        return _statement(name, month)
    if tab == CELL and (key := statement_key(name)):
        return statement_table(_statement(key, month))
    found = books.formats(year).find(name)
    if found is None:
        raise BadRequestError(f"没有这张表：{shown(name)}。")
    return found.key


def _statement(name: str, month: int) -> str:
    formats = accounting_set(monthly=bool(month)).formats
    found = formats.find(name)
    if found is None:
        present = "、".join(each.title for each in formats.formats)
        raise BadRequestError(f"{'月报' if month else '会计报表'}没有这张表：{shown(name)}。有 {present}。")
    return found.key


def _page(text: str) -> int:
    number = _number(text)
    if not number:
        raise BadRequestError("参数 page 要写成从 1 起的整数。")
    return number


def _number(text: str) -> int | None:
    """A whole number in plain digits; None if it is none, or absurdly large."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None
