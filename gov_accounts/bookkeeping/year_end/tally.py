"""What a closing starts from: everything recorded, summed by account and codes, and how it stands at a year's end.

The entries are read once, whichever years are asked for; what is asked of them is asked of the sums.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from beancount.core.data import Transaction

from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import Cash, Element, role
from gov_accounts.law.closing import Key
from gov_accounts.money import BUDGETARY, FEN_PER_YUAN

if TYPE_CHECKING:
    from pathlib import Path

_ZERO: Final = Decimal(0)


class Leg(NamedTuple):
    """A posting of a closing entry, in fen, debit positive."""

    key: Key
    fen: int


class Source(NamedTuple):
    """Where sums come from: the year of the vouchers, and the closing file they stand in."""

    year: int
    file: str


Recorded: TypeAlias = Mapping[Source, Mapping[Key, int]]
"""Amounts in fen, debit positive, by source, account and codes."""


def is_flow(account: str) -> bool:
    """Whether an account is one of income, cost or expenditure."""
    return role(account_code(account)).flow


def keeps_balance(account: str) -> bool:
    """Whether what an account holds at a year's end is what it opens the next year with."""
    return role(account_code(account)).keeps


def _is_tallied(account: str) -> bool:
    """Whether a step of closing.toml may take or fill an account.

    资金结存 is money, not where it came from: no closing touches it.
    """
    known = role(account_code(account))
    return (known.flow or known.budgetary or known.element is Element.NET_ASSETS) and known.cash is not Cash.IN_HAND


def record(entries: Iterable[Any], closing_files: Collection[Path]) -> Recorded:
    """Sum the postings of directives on which ``classify`` has run. One pass.

    Budget postings are summed by their codes, those of the financial book by account alone. A sum finer than a fen is
    cut to fen: ``books`` has reported the posting.
    """
    written = {str(path) for path in closing_files}
    recorded: dict[str, bool] = {}
    sums: dict[tuple[int, str], dict[tuple[str, ...], Decimal]] = {}
    for entry in entries:
        if not isinstance(entry, Transaction):
            continue
        file = entry.meta["filename"]
        source = (entry.date.year, file if file in written else "")
        if source not in sums:
            sums[source] = {}
        amounts = sums[source]
        for posting in entry.postings:
            account, units, _, _, _, meta = posting
            if account not in recorded:
                recorded[account] = keeps_balance(account) or is_flow(account)
            if not recorded[account] or units is None or units.number is None:
                continue
            key: tuple[str, ...] = (account,)
            if meta and units.currency == BUDGETARY:
                get = meta.get
                key = (account, get("func", ""), get("econ", ""), get("fund", ""), get("project", ""))
            amounts[key] = amounts.get(key, _ZERO) + units.number
    return {
        Source(*source): {Key(*key): int(number * FEN_PER_YUAN) for key, number in amounts.items()}
        for source, amounts in sums.items()
    }


def legs_in(recorded: Recorded, file: Path) -> Iterable[Leg]:
    """What the closing entries in a file come to."""
    for source, amounts in recorded.items():
        if source.file == str(file):
            yield from (Leg(key, fen) for key, fen in amounts.items())


def held(recorded: Recorded, year: int, own: Path) -> Iterator[Leg]:
    """What the accounts that keep their balance hold at a year's end, but for the year's own closing file."""
    for source, amounts in recorded.items():
        if source.year <= year and source.file != str(own):
            yield from (Leg(key, fen) for key, fen in amounts.items() if keeps_balance(key.account))


def sums_of(legs: Iterable[Leg]) -> dict[Key, int]:
    """Legs summed by account and codes, less what comes to nothing."""
    sums: dict[Key, int] = {}
    for key, fen in legs:
        sums[key] = sums.get(key, 0) + fen
    return {key: fen for key, fen in sums.items() if fen}


@dataclass(slots=True)
class Tally:
    """How a year stands before it is closed; each closing entry is posted to it as well.

    Attributes:
        year, balance: the amounts closing.toml names, by account and codes.
        earlier: the earlier years of which some income, cost or expenditure was never closed.
        recorded: whether the year has any vouchers.
    """

    year: dict[Key, int] = field(default_factory=dict)
    balance: dict[Key, int] = field(default_factory=dict)
    earlier: tuple[int, ...] = ()
    recorded: bool = False

    def amounts(self, name: str) -> dict[Key, int]:
        """The amounts that a step of closing.toml names."""
        return {"year": self.year, "balance": self.balance}[name]

    def post(self, legs: Iterable[Leg]) -> None:
        """Add postings of the year, or balances of earlier ones."""
        for key, fen in legs:
            amounts = self.year if is_flow(key.account) else self.balance
            amounts[key] = amounts.get(key, 0) + fen


def tally(recorded: Recorded, year: int, own: Path) -> Tally:
    """What everything up to the year's end comes to, but for what stands in the year's own closing file."""
    result = Tally()
    earlier: dict[int, dict[str, int]] = {}
    for source, amounts in recorded.items():
        if source.year > year or source.file == str(own):
            continue
        legs = [Leg(key, fen) for key, fen in amounts.items() if _is_tallied(key.account)]
        if source.year < year:
            left = earlier.setdefault(source.year, {})
            for key, fen in legs:
                if is_flow(key.account):
                    left[key.account] = left.get(key.account, 0) + fen
            legs = [leg for leg in legs if not is_flow(leg.key.account)]
        else:
            result.recorded = True
        result.post(legs)
    result.earlier = tuple(sorted(each for each, left in earlier.items() if any(left.values())))
    return result
