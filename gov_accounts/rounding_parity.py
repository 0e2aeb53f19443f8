"""Which figures must go further than the nearest, told by parity alone.

A figure that isn't whole is printed odd or even, as is needed; a whole one is what it is. Sums, taken modulo 2 and
added up until every figure with a choice has dropped out, leave checks on whole figures. A check that comes out odd is
met only if an odd number of its figures move by one. The cheapest figures that meet all checks bound what going further
costs; if they are enough, no others can be part of an answer as cheap, and the program to solve stays a small one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_MOST: Final = 1 << 16
"""Steps after which the search is given up: parity is of help, not needed."""


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum modulo 2: the figures of odd coefficients that can be either way, those that are whole, and the rest."""

    either: tuple[int, ...]
    whole: tuple[int, ...]
    odd: bool


@dataclass(frozen=True, slots=True)
class Moves:
    """What moving whole figures by one costs at least, and every figure that a cheapest choice of them can have."""

    cost: int
    figures: frozenset[int]


def cheapest_moves(equations: Iterable[Equation], costs: Mapping[int, int]) -> Moves | None:
    """What has to move; None if parity has nothing to say, or not in reasonable time.

    Args:
        equations: what must come out even.
        costs: of moving a whole figure, more than 0; one without a cost can't move.
    """
    checks = _Checks.of(list(equations), costs)
    if not checks.odd:
        return None
    search = _Search(checks.figures)
    most = sum(cost for cost, _ in checks.figures.values())
    try:
        for cost in range(1, most + 1):
            chosen = frozenset(mask for each in search.within(checks.odd, cost, frozenset()) for mask in each)
            if chosen:
                return Moves(cost, frozenset(figure for mask in chosen for figure in checks.figures[mask][1]))
    except _TooLongError:
        pass
    return None


class _TooLongError(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Checks:
    """Sums of whole figures alone, numbered; sets of them are bits of an integer.

    Attributes:
        odd: the checks that come out odd.
        figures: by the checks they are in, the cheapest figures that can move, and their cost.
    """

    odd: int
    figures: Mapping[int, tuple[int, tuple[int, ...]]]

    @classmethod
    def of(cls, equations: list[Equation], costs: Mapping[int, int]) -> _Checks:
        # An equation as bits: the lowest whether it is odd, then whole figures, then, highest, those that go first.
        whole = sorted({figure for each in equations for figure in each.whole if figure in costs})
        either = sorted({figure for each in equations for figure in each.either})
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
        odd = sum(1 << place for place, bits in enumerate(checks) if bits & 1)
        figures: dict[int, tuple[int, tuple[int, ...]]] = {}
        for figure in whole:
            mask = sum(1 << place for place, bits in enumerate(checks) if bits & bit[figure])
            cost, same = figures.get(mask, (costs[figure], ()))
            if costs[figure] < cost:
                cost, same = costs[figure], ()
            if costs[figure] == cost:
                figures[mask] = (cost, (*same, figure))
        figures.pop(0, None)
        return cls(odd, figures)


class _Search:
    """Goes through choices of moves, of figures in the same checks one for all."""

    def __init__(self, figures: Mapping[int, tuple[int, tuple[int, ...]]]) -> None:
        self.cost = {mask: cost for mask, (cost, _) in figures.items()}
        self.meeting: dict[int, list[int]] = {}
        for mask in sorted(figures):
            for check in _bits(mask):
                self.meeting.setdefault(check, []).append(mask)
        self.steps = 0

    def within(self, odd: int, budget: int, barred: frozenset[int]) -> Iterator[tuple[int, ...]]:
        """Every choice that meets the odd checks within a budget, none with a barred move.

        Raises:
            _TooLongError: there are too many to look at.
        """
        self.steps += 1
        if self.steps > _MOST:
            raise _TooLongError
        if not odd:
            yield ()
            return
        # One of the figures of each odd check has to move: the check that leaves the fewest to try.
        tried = min((self._able(check, budget, barred) for check in _bits(odd)), key=len)
        for place, mask in enumerate(tried):
            others = barred.union(tried[: place + 1])
            for rest in self.within(odd ^ mask, budget - self.cost[mask], others):
                yield (mask, *rest)

    def _able(self, check: int, budget: int, barred: frozenset[int]) -> list[int]:
        return [mask for mask in self.meeting.get(check, ()) if self.cost[mask] <= budget and mask not in barred]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest
