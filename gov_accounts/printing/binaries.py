"""Binaries with costs, and the rows they must meet: what is solved, by hand or by the solver."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ORDER_LEVELS: Final = 8
"""How many numbers a column's place in the fixed order is made of: enough that no two solutions ever tie on all."""
ORDER_LIMIT: Final = 1 << 14
"""Each is below this: a sum of a hundred thousand is exact in a solver's arithmetic."""

Costs = tuple[int, ...]


class InfeasibleError(Exception):
    """No choice meets all rows."""


class SolverError(RuntimeError):
    """The solver gave no answer, or one that isn't one."""


@dataclass(frozen=True, slots=True)
class Row:
    """``lower <= sum of coefficient * column <= upper``. Terms are in the order of columns, none zero."""

    terms: tuple[tuple[int, int], ...]
    lower: int
    upper: int

    def bounds(self) -> tuple[int, int]:
        """The least and the greatest the sum can be."""
        return sum(c for c, _ in self.terms if c < 0), sum(c for c, _ in self.terms if c > 0)

    def holds(self, values: Sequence[int] | Mapping[int, int]) -> bool:
        """Whether the sum is within bounds."""
        return self.lower <= sum(c * values[column] for c, column in self.terms) <= self.upper


@dataclass(frozen=True, slots=True)
class Program:
    """Binaries with costs, and what they must meet.

    Attributes:
        costs: of each column being 1 rather than 0, in order of weight; then its place in the fixed order.
        rows: what must hold.
        weighty: how many of the costs come before the fixed order.
    """

    costs: tuple[Costs, ...]
    rows: tuple[Row, ...]
    weighty: int


def order_of(name: str) -> Costs:
    """A name's place in the fixed order: numbers that depend on nothing but the name."""
    digest = blake2b(name.encode(), digest_size=2 * ORDER_LEVELS).digest()
    return tuple(
        int.from_bytes(digest[2 * level : 2 * level + 2], "big") % ORDER_LIMIT for level in range(ORDER_LEVELS)
    )


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a program that can be solved by itself."""

    costs: Mapping[int, Costs]
    rows: tuple[Row, ...]
    weighty: int
