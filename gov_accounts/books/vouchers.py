"""Vouchers as they are recorded: their legs in all books, and what is written on them beside."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.books.metadata import text_of
from gov_accounts.books.postings import read_postings
from gov_accounts.books.voucher_number import read_number

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from gov_accounts.books.postings import Posting, Voucher

ATTACHMENTS: Final = "attachments"
SIGNATURES: Final = ("poster", "checker", "cashier", "maker")
"""Metadata of a voucher: who recorded, checked, paid or received, and wrote it."""
_UNCHECKED: Final = "!"


class Recorded(NamedTuple):
    """A voucher.

    Attributes:
        postings: its legs in the three books, in the order in which they stand.
        checked: whether it is marked ``*``; ``!`` is not yet checked.
        attachments: how many papers are attached, as written; nothing where that isn't said.
        signatures: who signed, by `SIGNATURES`; nothing where nobody did.
    """

    postings: tuple[Posting, ...]
    checked: bool
    attachments: str
    signatures: tuple[str, ...]

    @property
    def voucher(self) -> Voucher:
        """Its day, its words and where it stands."""
        return self.postings[0].voucher

    @property
    def number(self) -> str:
        """凭证号; nothing where it has none."""
        return self.postings[0].number

    @property
    def date(self) -> datetime.date:
        """Its day."""
        return self.voucher.date


def recorded_vouchers(entries: Sequence[Any]) -> list[Recorded]:
    """The vouchers of beancount directives by month and number; those without a number after those that have one."""
    made = [
        _recorded(tuple(legs), entries[index]) for index, legs in groupby(read_postings(entries), attrgetter("entry"))
    ]
    return sorted(made, key=_order)


def _recorded(postings: tuple[Posting, ...], entry: Any) -> Recorded:
    meta = entry.meta
    return Recorded(
        postings,
        entry.flag != _UNCHECKED,
        text_of(meta.get(ATTACHMENTS)),
        tuple(text_of(meta.get(each)) for each in SIGNATURES),
    )


def _order(each: Recorded) -> tuple[Any, ...]:
    number = read_number(each.number) if each.number else None
    by_number = (1, "", 0, "") if number is None else (0, number.kind, number.number, number.part)
    first = each.postings[0]
    return each.date.year, each.date.month, *by_number, each.date, first.voucher.file, first.voucher.line
