"""The numbers of a month's vouchers: the next one, and the gaps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.bookkeeping.sealing.numbers import number_text
from gov_accounts.books.metadata import text_of
from gov_accounts.books.voucher_number import NUMBER, VoucherNumber, read_number
from gov_accounts.months import Month, month_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KIND: Final = "记"
_LAST: Final = re.compile(r"([0-9]+)((?:号)?(?:[-_ (（]*[0-9]+[/／][0-9]+[)）]?)?)$")
"""The number in a number, and what may stand behind it; a part (``-1/2``) isn't carried on."""


class Numbers(NamedTuple):
    """Of a month.

    Attributes:
        next: the number that a new voucher would have.
        used: whether its vouchers have numbers, so that a new one is to have one too.
        gaps: numbers that are left out, before the highest.
    """

    next: str
    used: bool
    gaps: tuple[str, ...]


def month_numbers(vouchers: Iterable[Any], month: Month, kind: str = KIND) -> Numbers:
    """The numbers of a kind in a month, written as the unit writes them: ``记-5-001``, ``记-2020-05-001``, ``记-001``.

    Args:
        vouchers: beancount's transactions of the year.
        month: the month.
        kind: the kind of the numbers.
    """
    read = [each for each in map(_read, vouchers) if each is not None and each.number.kind == kind]
    monthly = {each.number.number: each.text for each in read if each.number.month == month.month}
    if monthly:
        return _after(monthly, first=1)
    yearly = {each.number.number: each.text for each in read if not each.number.month}
    if yearly:
        used = any(each.month == month and not each.number.month for each in read)
        return _after(yearly, first=max(yearly), used=used)
    return Numbers(number_text(kind, month, 1), used=False, gaps=())


class _Read(NamedTuple):
    text: str
    number: VoucherNumber
    month: Month


def _read(voucher: Any) -> _Read | None:
    text = text_of(voucher.meta.get(NUMBER))
    number = read_number(text) if text else None
    return None if number is None else _Read(text, number, month_of(voucher.date))


def _after(taken: Mapping[int, str], first: int, *, used: bool = True) -> Numbers:
    """What follows on numbers, and what is left out of them from one on; written as the highest is."""
    highest = max(taken)
    text = taken[highest]

    def written(number: int) -> str:
        return _LAST.sub(lambda found: f"{number:0{len(found[1])}}{'号' if found[2].startswith('号') else ''}", text)

    gaps = tuple(written(each) for each in range(first, highest) if each not in taken)
    return Numbers(written(highest + 1), used, gaps)
