"""Which figures can be among those that go further than the nearest, told by parity alone.

A figure that isn't whole is printed odd or even, as is needed; a whole one is what it is. Sums, taken modulo 2 and
added up until every figure with a choice has dropped out, leave checks on whole figures. A check that comes out odd is
met only if an odd number of its figures move by one. The cheapest figures that meet all checks bound what going further
costs; and a figure whose own cost leaves too little for the checks that are still odd then can't be among them. So few
figures are left free that the program to solve stays a small one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MOST_STEPS: Final = 1 << 16
"""After which the search is given up: parity is of help, not needed."""


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum modulo 2: the figures of odd coefficients that can be either way, those that are whole, and the rest."""

    either: tuple[int, ...]
    whole: tuple[int, ...]
    odd: bool


class TooLongError(Exception):
    """There is too much to try."""


class Parity:
    """Checks that come out odd, and what moving figures does to them; sets of checks are bits of an integer."""

    def __init__(self, odd: int, flips: Mapping[int, int], costs: Mapping[int, int]) -> None:
        """Take what `of` found.

        Args:
            odd: the checks that come out odd.
            flips: of each figure that can move, its checks: none of one that can be either way.
            costs: of moving it, more than 0.
        """
        self.odd = odd
        self.flips = flips
        self.costs = costs
        self._cheapest: dict[int, int] = {}
        for figure, mask in flips.items():
            self._cheapest[mask] = min(costs[figure], self._cheapest.get(mask, costs[figure]))
        self._meeting: dict[int, list[int]] = {}
        for mask in sorted(self._cheapest):
            for check in _bits(mask):
                self._meeting.setdefault(check, []).append(mask)
        self._refuted: dict[int, int] = {}
        self._steps = 0

    @classmethod
    def of(cls, equations: Sequence[Equation], costs: Mapping[int, int]) -> Parity:
        """What equations that must come out even ask of figures; one without a cost can't move."""
        whole = sorted({figure for each in equations for figure in each.whole if figure in costs})
        either = sorted({figure for each in equations for figure in each.either})
        # An equation as bits: the lowest whether it is odd, then whole figures, then, highest, those that go first.
        bit = {figure: 1 << place for place, figure in enumerate([*whole, *either], 1)}
        reduced: dict[int, int] = {}
        for each in equations:
            bits = int(each.odd)
            for figure in (*each.either, *each.whole):
                bits ^= bit.get(figure, 0)
            while bits and (other := reduced.get(bits.bit_length())):
                bits ^= other
            if bits:
                reduced[bits.bit_length()] = bits
        checks = [bits for length, bits in sorted(reduced.items()) if length <= len(whole) + 1]
        flips = dict.fromkeys(costs, 0)
        for figure in whole:
            flips[figure] = sum(1 << place for place, bits in enumerate(checks) if bits & bit[figure])
        return cls(sum(1 << place for place, bits in enumerate(checks) if bits & 1), flips, costs)

    def least(self) -> int | None:
        """What moves that meet all checks cost at least; None if no moves do.

        Raises:
            TooLongError: it can't be told.
        """
        return self._least(self.odd, sum(self._cheapest.values()))

    def movable(self, budget: int) -> frozenset[int]:
        """The figures that can be among moves of at most so much.

        Raises:
            TooLongError: it can't be told.
        """
        others = {mask: self._least(self.odd ^ mask, budget - cost) for mask, cost in self._cheapest.items()}
        left = {mask: budget - cost for mask, cost in others.items() if cost is not None}
        return frozenset(figure for figure, mask in self.flips.items() if self.costs[figure] <= left.get(mask, 0))

    def _least(self, odd: int, most: int) -> int | None:
        return next((cost for cost in range(most + 1) if self._within(odd, cost)), None)

    def _within(self, odd: int, budget: int) -> bool:
        """Whether moves of at most so much meet the checks that are odd."""
        if not odd:
            return True
        if budget <= self._refuted.get(odd, 0):
            return False
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise TooLongError
        # One of the figures of each odd check has to move: the check that leaves the fewest to try.
        tried = min((self._able(check, budget) for check in _bits(odd)), key=len)
        if any(self._within(odd ^ mask, budget - self._cheapest[mask]) for mask in tried):
            return True
        self._refuted[odd] = budget
        return False

    def _able(self, check: int, budget: int) -> list[int]:
        return [mask for mask in self._meeting.get(check, ()) if self._cheapest[mask] <= budget]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest
