"""Cells that are the same money by two classifications: 住房公积金 as 2210201 in 表5 and as 30113 in 表6.

No tie of the tables says that they are equal: in another unit they aren't. But where the same postings are behind both,
a reader who sees 13.56 here and 13.57 there takes it for a mistake, so they are better printed alike.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gov_accounts.law.formula import Formula, Reference, Term
from gov_accounts.statements.ties import Equation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gov_accounts.books.cube import Key
    from gov_accounts.statements.fill import Statement

SAME_MONEY: Final = "same-money"
"""The rule that their equations name."""


def same_money(statements: Mapping[str, Statement], amounts: Mapping[Reference, int]) -> Iterator[Equation]:
    """Each cell equal to the next one that has the same postings behind it.

    Args:
        statements: where the cells are.
        amounts: the cells to look among, in print order, with their amounts.
    """
    alike: dict[int, list[Reference]] = {}
    for cell, fen in amounts.items():
        alike.setdefault(fen, []).append(cell)
    for cells in alike.values():
        if len(cells) == 1:
            continue
        behind: dict[frozenset[object], list[Reference]] = {}
        for cell in cells:
            sums: dict[Key, int] = {}
            for group, sign in statements[str(cell.table)].cell(cell.key, str(cell.column)).sums():
                if group.fen:
                    sums[group.key] = sums.get(group.key, 0) + sign * group.sign
            behind.setdefault(frozenset(each for each in sums.items() if each[1]), []).append(cell)
        for same in behind.values():
            for left, right in pairwise(same):
                yield _equation(left, right)


def _equation(left: Reference, right: Reference) -> Equation:
    return Equation(
        f"{SAME_MONEY}-{left.table}-{left.key}-{left.column}-{right.table}-{right.key}-{right.column}",
        SAME_MONEY,
        "equal",
        "always",
        Formula((Term(1, left),)),
        Formula((Term(1, right),)),
        "两处是同一笔钱，印成一样",
        "",
    )
