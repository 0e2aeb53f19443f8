"""Postings as facts: each with what it counts as in tables, and whom of the same group it is with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from beancount.core.data import Open, Transaction

from gov_accounts.books.metadata import text_of
from gov_accounts.books.postings import counts_as, read_postings
from gov_accounts.money import BOOK_OF_COMMODITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gov_accounts.books.postings import Posting

COUNTERPARTY: Final = "counterparty"
"""Metadata of a leg, of a voucher, or of an account's ``open``: the code of the unit that it is with."""


class Fact(NamedTuple):
    """A posting and what it says beside its amount.

    Attributes:
        posting: it.
        voucher: the number of its voucher among those of its day's year, from 1, in the ledger's order.
        counted: the code that tables count it under; nothing where they don't, as of an appropriation's other leg.
        counterparty: the code of the unit that it is with, if it says one.
    """

    posting: Posting
    voucher: int
    counted: str
    counterparty: str


def read_facts(entries: Iterable[Any]) -> Iterator[Fact]:
    """The facts of beancount directives, in their order."""
    opened: dict[str, str] = {}
    vouchers: dict[int, int] = {}
    for entry in entries:
        if isinstance(entry, Open) and COUNTERPARTY in entry.meta:
            opened[entry.account] = text_of(entry.meta[COUNTERPARTY])
        if not isinstance(entry, Transaction):
            continue
        legs = list(read_postings([entry]))
        if not legs:
            continue
        year = entry.date.year
        vouchers[year] = vouchers.get(year, 0) + 1
        said = text_of(entry.meta.get(COUNTERPARTY))
        written = [each for each in entry.postings if each.units and each.units.currency in BOOK_OF_COMMODITY]
        for leg, posting, counted in zip(legs, written, counts_as(legs), strict=True):
            own = text_of((posting.meta or {}).get(COUNTERPARTY))
            yield Fact(leg, vouchers[year], counted, own or said or opened.get(leg.account, ""))
