"""Numbers of vouchers in what is exported: as they are; those without one get one, as ``post`` would give it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.sealing.numbers import number_text
from gov_accounts.bookkeeping.sealing.vouchers import key_of
from gov_accounts.books.voucher_number import read_number
from gov_accounts.months import month_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.books.vouchers import Recorded
    from gov_accounts.months import Month

KIND: Final = "记"
"""字 of a voucher that names none."""


def kind_and_serial(number: str) -> tuple[str, str]:
    """字 of a number, and what it is within kind and month; of one of no known form, the whole of it."""
    read = read_number(number)
    if read is None:
        return KIND, number
    return read.kind or KIND, f"{read.number:03}{read.part}"


def provisional(vouchers: Sequence[Recorded]) -> dict[int, str]:
    """The number of each voucher that has none, by its entry: following on those that its month has.

    Args:
        vouchers: of one year.
    """
    last: dict[Month, int] = {}
    for each in vouchers:
        read = read_number(each.number) if each.number else None
        if read is not None and (read.kind or KIND) == KIND:
            month = month_of(each.date)
            last[month] = max(read.number, last.get(month, 0))
    given: dict[int, str] = {}
    for each in sorted((each for each in vouchers if not each.number), key=_order):
        month = month_of(each.date)
        last[month] = last.get(month, 0) + 1
        given[each.postings[0].entry] = number_text(KIND, month, last[month])
    return given


def doubles(vouchers: Iterable[Recorded]) -> list[tuple[Recorded, Recorded]]:
    """Vouchers with the same number as another of their year, however written; each with the first that has it."""
    first: dict[object, Recorded] = {}
    found = []
    for each in vouchers:
        key = key_of(each.date.year, each.number)
        if each.number and first.setdefault(key, each) is not each:
            found.append((first[key], each))
    return found


def _order(each: Recorded) -> tuple[bool, object, str, int]:
    leg = each.postings[0]
    return leg.closing, each.date, leg.voucher.file, leg.voucher.line
