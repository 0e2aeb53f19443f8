"""The accounts that a ledger opens, as a person picks one: when it is open, and what its ``open`` says."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from beancount.core.data import Close, Open

from gov_accounts.books.metadata import text_of
from gov_accounts.law.accounts import account_code
from gov_accounts.law.codes import official_codes
from gov_accounts.money import COMMODITY_OF_BOOK, FINANCIAL

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """An account.

    Attributes:
        name: whole, as the ledger writes it.
        code: its 4-digit code, nothing where it has none.
        commodity: of its book.
        opened: the first day on which it may be posted to.
        closed: the day from which it may not; None where it isn't closed.
        meta: what its ``open`` says, as text.
        leaf: whether no other account is a detail of it.
    """

    name: str
    code: str
    commodity: str
    opened: datetime.date
    closed: datetime.date | None
    meta: Mapping[str, str]
    leaf: bool

    def usable(self, date: datetime.date) -> bool:
        """Whether it may be posted to on a day."""
        return self.opened <= date and (self.closed is None or date < self.closed)


def open_accounts(entries: Iterable[Any]) -> dict[str, OpenAccount]:
    """The accounts of beancount directives by name, in the order in which they are opened."""
    opens: dict[str, Any] = {}
    closes: dict[str, datetime.date] = {}
    for entry in entries:
        if isinstance(entry, Open):
            opens.setdefault(entry.account, entry)
        elif isinstance(entry, Close):
            closes.setdefault(entry.account, entry.date)
    above = {name[:index] for name in opens for index, each in enumerate(name) if each == ":"}
    return {name: _account(entry, closes.get(name), leaf=name not in above) for name, entry in opens.items()}


def commodity_of(account: str) -> str:
    """The commodity of the book that an account is of; the financial book's for what is none of the chart's."""
    row = official_codes().chart.rows.get(account_code(account))
    return FINANCIAL if row is None else COMMODITY_OF_BOOK[row.book]


def _account(entry: Any, closed: datetime.date | None, *, leaf: bool) -> OpenAccount:
    meta = {key: text_of(value) for key, value in entry.meta.items() if key not in ("filename", "lineno")}
    name = str(entry.account)
    return OpenAccount(name, account_code(name), commodity_of(name), entry.date, closed, meta, leaf)
