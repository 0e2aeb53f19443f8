"""政府采购: what the year's vouchers paid for what was procured, by kind and by size of supplier.

A voucher says so by its metadata: ``procurement: "货物"`` (工程, 服务), and ``sme: "小微"`` (中型) where the supplier
is a small or medium-sized enterprise. What counts is the money it paid, of the accrual book. The words and the accounts
that are money are data of the year's profile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from gov_accounts.money import FINANCIAL
from gov_accounts.postings import read_postings

_KIND: Final = "procurement"
_SIZE: Final = "sme"


@dataclass(frozen=True, slots=True)
class Procurement:
    """Sums in fen by what the profile calls them: ``goods`` …, ``medium`` …; `sized` tells whether any size is said."""

    kinds: Mapping[str, int] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    vouchers: int = 0

    @property
    def sized(self) -> bool:
        """Whether a voucher says anything about its supplier."""
        return bool(self.sizes)


def procured(entries: Sequence[Any], year: int, law: Mapping[str, Any]) -> Procurement:
    """What a ledger's vouchers of a year paid for.

    Args:
        entries: beancount's directives.
        year: the year.
        law: the profile's ``procurement``: ``kinds`` and ``sizes``, word → name, and ``paid_with``, account codes.
    """
    kinds: dict[str, int] = {}
    sizes: dict[str, int] = {}
    vouchers: set[int] = set()
    for posting in read_postings(entries):
        if posting.date.year != year or posting.commodity != FINANCIAL or posting.code not in law["paid_with"]:
            continue
        said = entries[posting.entry].meta
        kind = law["kinds"].get(said.get(_KIND))
        if kind is None:
            continue
        vouchers.add(posting.entry)
        kinds[kind] = kinds.get(kind, 0) - posting.fen
        size = law["sizes"].get(said.get(_SIZE))
        if size is not None:
            sizes[size] = sizes.get(size, 0) - posting.fen
    return Procurement(kinds, sizes, len(vouchers))
