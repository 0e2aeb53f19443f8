"""The one pass over a ledger's postings that all rules draw on: what most ledgers need no second look for."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gov_accounts.law.accounts import account_code
from gov_accounts.money import FINANCIAL

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Mapping, Sequence

ZERO: Final = Decimal(0)
_NOTHING: Final = (ZERO, "")

Month: TypeAlias = tuple[str, int, int]
"""A file, and a year and month in which it has vouchers."""


@dataclass(slots=True)
class Reading:
    """What a ledger's vouchers come to. Amounts are beancount's, in yuan, debit positive, exact.

    Attributes:
        opened: the ``open`` of each account.
        vouchers: the transactions, in date order.
        daily: money account → day → balance at the day's end, of the days it moved.
        ends: year → balances of the financial accounts at its end, of the years that have vouchers.
        alike: vouchers that agree in day, payee and largest amount, where there are several.
        months: how many vouchers each file has in each month.
        used: all keys of the metadata of vouchers, postings and ``open``.
    """

    opened: Mapping[str, Any]
    vouchers: Sequence[Any]
    daily: dict[str, dict[datetime.date, Decimal]]
    ends: dict[int, dict[str, Decimal]] = field(default_factory=dict)
    alike: dict[tuple[Any, ...], list[Any]] = field(default_factory=dict)
    months: dict[Month, int] = field(default_factory=dict)
    used: frozenset[str] = frozenset()

    @property
    def keyed(self) -> Sequence[Any]:
        """The directives whose metadata is read."""
        return [*self.opened.values(), *self.vouchers]


_PLAIN: Final = 2
"""A posting's metadata without anything a person wrote: file and line, which every voucher has too."""


def read(vouchers: Sequence[Any], opened: Mapping[str, Any], money: Collection[str]) -> Reading:
    """Read vouchers once.

    Args:
        vouchers: transactions, in date order.
        opened: the ``open`` of each account.
        money: the accounts whose balance counts every day, by code.
    """
    daily: dict[str, dict[datetime.date, Decimal]] = {
        account: {} for account in opened if account_code(account) in money
    }
    reading = Reading(opened, vouchers, daily)
    held: dict[str, Decimal] = {}
    first: dict[tuple[Any, ...], Any] = {}
    months = reading.months
    metas: list[Mapping[str, Any]] = [each.meta for each in opened.values()]
    year = 0
    for voucher in vouchers:
        date, meta = voucher.date, voucher.meta
        if date.year != year:
            if year:
                reading.ends[year] = dict(held)
            year = date.year
        metas.append(meta)
        most = ZERO
        for account, units, _, _, _, own in voucher.postings:
            number, currency = units or _NOTHING
            if number > most:  # noqa: PLR1730 (of a hundred thousand postings, the call would tell)
                most = number
            if currency == FINANCIAL:
                held[account] = now = held[account] + number if account in held else number
                if account in daily:
                    daily[account][date] = now
            if own and len(own) > _PLAIN:
                metas.append(own)
        key = (date, voucher.payee, most)
        one = first.setdefault(key, voucher)
        if one is not voucher:
            reading.alike.setdefault(key, [one]).append(voucher)
        month = (meta["filename"], year, date.month)
        months[month] = months[month] + 1 if month in months else 1
    if year:
        reading.ends[year] = held
    reading.used = frozenset().union(*metas)
    return reading
