"""What a voucher's money was paid or received for: the legs beside it, each with the row of 现金流量表 it is in.

The flow of a leg is its amount with the other sign, so that the flows of a voucher are what its money moved, to the
fen. Money among itself is none. What the treasury pays directly is received and paid at once (四（二）).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.books.cube import DETAIL
from gov_accounts.money import FINANCIAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gov_accounts.books.postings import Posting
    from gov_accounts.law.cashflow import CashFlow

_CLASS: Final = 3
"""Digits of an economic class."""


class Flow(NamedTuple):
    """What a leg received, or paid where it is negative, in fen; the row, and whether the law leaves it open."""

    leg: Posting
    row: str
    fen: int
    unclear: bool


def flows(voucher: Sequence[Posting], law: CashFlow, coded: Callable[[Posting], str]) -> Iterator[Flow]:
    """The flows of a voucher.

    Args:
        voucher: its legs, of both books.
        law: the rules.
        coded: an account's code with the detail that the rules ask for.
    """
    legs = [each for each in voucher if each.commodity == FINANCIAL and each.code and each.fen]
    money = [each for each in legs if each.code in law.cash and DETAIL not in coded(each)]
    beside = [each for each in legs if each not in money]
    capital = any(
        each.code.startswith(law.capital_accounts) or (each.econ and each.econ.startswith(law.capital_econ))
        for each in voucher
    )
    row = _Rows(law, coded, capital, _only({each.econ for each in voucher if each.econ}), voucher).row
    if money:
        moved = sum(each.fen for each in money)
        if moved:
            yield from _of(beside, moved, row)
    elif direct := [each for each in beside if each.code == law.direct]:
        others = [each for each in beside if each.code != law.direct]
        moved = -sum(each.fen for each in direct)
        if moved and others:
            yield from _of(direct, moved, row)
            yield from _of(others, -moved, row)


def _of(legs: Sequence[Posting], moved: int, row: Callable[[Posting], str]) -> Iterator[Flow]:
    """The flows of legs that money moved for.

    Those of the other sign, such as tax that is withheld, lessen what the others paid or received: they are in the same
    row. Where the others are of several rows, which of them they lessen isn't told; then it is that of the largest.
    """
    rows: dict[str, int] = {}
    for each in legs:
        if not _lessens(each, moved):
            key = row(each)
            rows[key] = rows.get(key, 0) + abs(each.fen)
    most = max(rows, key=lambda each: (rows[each], each), default="")
    for each in legs:
        lessens = _lessens(each, moved)
        told = not lessens or not most or each.cashflow
        yield Flow(each, row(each) if told else most, -each.fen, not told and len(rows) > 1)


def _lessens(leg: Posting, moved: int) -> bool:
    """Whether a leg beside money is on the side of the money: what was withheld or set off."""
    return (leg.fen < 0) == (moved < 0)


def _only(codes: set[str]) -> str:
    """The economic class of all codes, where they are of one."""
    classes = {each[:_CLASS] for each in codes}
    return next(iter(classes)) if len(classes) == 1 else ""


class _Rows(NamedTuple):
    """Which row a leg is in."""

    law: CashFlow
    coded: Callable[[Posting], str]
    capital: bool
    econ: str
    voucher: Sequence[Posting]

    def row(self, leg: Posting) -> str:
        """By what the voucher says, else by the first rule that fits; the last is for whatever no other fits."""
        said = self.law.names.get(str(leg.cashflow or ""))
        if said:
            return said
        # A leg without codes of its own is of the project of the others.
        project = leg.project or (not leg.func and any(each.project for each in self.voucher))
        return self.law.row(self.coded(leg), leg.econ or self.econ, leg.fen > 0, bool(project), self.capital)
