"""Sums of postings by account, codes and month: the one pass over a ledger that tables and statements are filled from.

A pass over tens of thousands of postings is what a load takes longest for, so nothing is read or typed here: what is
alike as it is written is summed, and only the sums are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from beancount.core.data import Transaction

from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.money import APPROPRIATIONS, BOOK_OF_COMMODITY, FEN_PER_YUAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_CENTURY: Final = 100
"""A month is told as ``202006``."""
_NOTHING: Final[Mapping[str, Any]] = {}


class Sum(NamedTuple):
    """Postings alike, summed.

    Attributes:
        func, econ, fund, project: metadata as they are; None where there is none.
        fen: their sum, debits positive.
        postings: how many they are.
    """

    account: str
    commodity: str
    func: Any
    econ: Any
    fund: Any
    project: Any
    year: int
    month: int
    closing: bool
    fen: int
    postings: int


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of vouchers.

    Attributes:
        known: a `Sum` without its last two → fen, and how many.
        appropriating: the vouchers with a posting of the appropriation book, in the ledger's order.
    """

    known: Mapping[tuple[Any, ...], tuple[int, int]]
    appropriating: tuple[Any, ...]

    def __iter__(self) -> Iterator[Sum]:
        for (account, commodity, func, econ, fund, project, month, closing), (fen, postings) in self.known.items():
            year, month_of_year = divmod(month, _CENTURY)
            told = (account, commodity, func, econ, fund, project)
            yield Sum(*told, year, month_of_year, closing, fen, postings)

    def accounts(self) -> frozenset[str]:
        """The names of the accounts posted to."""
        return frozenset(key[0] for key in self.known)

    def without(self, others: Sums) -> Sums:
        """The sums of the vouchers that aren't among others, which are some of them."""
        known = dict(self.known)
        for key, (fen, postings) in others.known.items():
            before = known.pop(key)
            if before[1] > postings:
                known[key] = (before[0] - fen, before[1] - postings)
        apart = {id(each) for each in others.appropriating}
        return Sums(known, tuple(each for each in self.appropriating if id(each) not in apart))


def sum_postings(entries: Iterable[Any]) -> Sums:
    """The sums of the postings of beancount directives in the commodities of the three books."""
    known: dict[tuple[Any, ...], list[int]] = {}
    find = known.get
    appropriating = []
    for entry in entries:
        if not isinstance(entry, Transaction):
            continue
        date, closing = entry.date, CLOSING_TAG in entry.tags
        month = date.year * _CENTURY + date.month
        appropriates = False
        for posting in entry.postings:
            units: Any = posting.units
            if units is None:
                continue
            yuan, commodity = units
            if commodity not in BOOK_OF_COMMODITY:
                continue
            get = (posting.meta or _NOTHING).get
            key = (posting.account, commodity, get("func"), get("econ"), get("fund"), get("project"), month, closing)
            found = find(key)
            if found is None:
                known[key] = [int(yuan * FEN_PER_YUAN), 1]
            else:
                found[0] += int(yuan * FEN_PER_YUAN)
                found[1] += 1
            if commodity == APPROPRIATIONS:
                appropriates = True
        if appropriates:
            appropriating.append(entry)
    return Sums({key: (fen, postings) for key, (fen, postings) in known.items()}, tuple(appropriating))
