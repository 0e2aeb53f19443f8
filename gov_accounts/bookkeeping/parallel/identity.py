"""8001 资金结存 against the money there is, at every day's end.

8001 = money − held for others + advances outstanding, by what each detail stands for. The law books some entries that
part the two (an advance written off or kept back from pay has no budget entry), and a person may book one book alone.
That is told, with its cause, and refuses nothing.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.bookkeeping.parallel import messages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gov_accounts.findings import Finding, Place

_SHOWN: Final = 5


class Change(NamedTuple):
    """A voucher after which 资金结存 and money differ otherwise than before.

    Attributes:
        day: its date, as an ordinal.
        fen: 资金结存 less money, the change of it.
        cause: a sentence that says why.
    """

    day: int
    fen: int
    cause: str
    place: Place


def findings(changes: Iterable[Change]) -> list[Finding]:
    """A notice for each of the first days after which the difference is another than before.

    The two books may be opened by vouchers of their own, of the same day: what counts is each day's end.
    """
    total = 0
    result: list[Finding] = []
    for _, of_day in groupby(sorted(changes, key=lambda each: each.day), key=lambda each: each.day):
        day = list(of_day)
        moved = sum(each.fen for each in day)
        total += moved
        if moved and len(result) < _SHOWN:
            first = max(day, key=lambda each: (abs(each.fen), -each.place.line))
            result.append(messages.apart(moved, total, first.cause, first.place))
    return result
