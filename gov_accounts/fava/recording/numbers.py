"""The numbers of a month's vouchers: the next one, and the gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.bookkeeping.sealing.numbers import number_text
from gov_accounts.books.metadata import text_of
from gov_accounts.books.voucher_number import NUMBER, read_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gov_accounts.months import Month

KIND: Final = "记"


class Numbers(NamedTuple):
    """Of a month.

    Attributes:
        next: the number that a new voucher would have.
        used: whether any of its vouchers has a number, so that a new one is to have one too.
        gaps: numbers that are left out, before the highest.
    """

    next: str
    used: bool
    gaps: tuple[str, ...]


def month_numbers(vouchers: Iterable[Any], month: Month, kind: str = KIND) -> Numbers:
    """The numbers of a kind in a month.

    Args:
        vouchers: beancount's transactions of the month.
        month: the month.
        kind: the kind of the numbers.
    """
    texts = [text for each in vouchers if (text := text_of(each.meta.get(NUMBER)))]
    read = [number for text in texts if (number := read_number(text)) is not None]
    taken = {each.number for each in read if each.kind == kind and each.month == month.month}
    highest = max(taken, default=0)
    gaps = tuple(number_text(kind, month, each) for each in range(1, highest) if each not in taken)
    return Numbers(number_text(kind, month, highest + 1), bool(taken), gaps)
