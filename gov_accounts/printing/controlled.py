"""Controlled rounding (舍位平衡): printed amounts that add up, each next to the exact one, as few as can be otherwise.

1. Half up, if every sum then holds.
2. Otherwise every amount goes to one of the two printed amounts around it; what is whole stays, what is zero stays
   zero, no sign turns. Of all ways in which every sum holds: the fewest amounts that differ from half up; of those the
   least total deviation; of those the first in a fixed order, so that there is one answer.
3. Where there is no such way, the fewest amounts possible go one printed unit further.
4. Where there is none even so, the smallest set of sums that can't hold together.
5. What need not hold but had better is a wish. Each in turn is met that can be met with those before it, without more
   amounts going further, at whatever number of amounts that differ from half up.

Amounts are integers (fen), printed amounts integers of a unit of so many fen. When each case arises and why is in
``docs/rounding.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from gov_accounts.printing.binaries import Costs, InfeasibleError, Program, Row, SolverError, order_of
from gov_accounts.printing.parity import Equation, Parity, TooLongError
from gov_accounts.printing.program import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

BUDGETS: Final = 3
"""So many budgets for going further are tried, from the least that parity allows, before every figure may."""


@dataclass(frozen=True, slots=True)
class Sum:
    """``sum of coefficient * amount == 0``, or ``>= 0``; terms are coefficients and indices of amounts."""

    terms: tuple[tuple[int, int], ...]
    at_least: bool = False

    def holds(self, printed: Sequence[int]) -> bool:
        """Whether printed amounts meet it."""
        total = sum(coefficient * printed[index] for coefficient, index in self.terms)
        return total >= 0 if self.at_least else total == 0


@dataclass(frozen=True, slots=True)
class Rounded:
    """Printed amounts.

    Attributes:
        printed: one for each amount, in printed units.
        further: indices of the amounts printed more than a unit from the exact ones.
        conflict: indices of sums that can't hold together, none of which could be left out; then `printed` is half up.
        unmet: indices of the wishes that aren't met.
        alone: what would be printed without wishes, where that isn't the same.
    """

    printed: tuple[int, ...]
    further: tuple[int, ...] = ()
    conflict: tuple[int, ...] = ()
    unmet: tuple[int, ...] = ()
    alone: tuple[int, ...] = ()


def half_up(amount: int, unit: int) -> int:
    """An amount in printed units, half away from zero (四舍五入)."""
    whole = (2 * abs(amount) + unit) // (2 * unit)
    return -whole if amount < 0 else whole


def controlled(
    amounts: Sequence[int],
    sums: Sequence[Sum],
    unit: int,
    names: Sequence[str],
    settled: Mapping[int, int] = MappingProxyType({}),
    wishes: Sequence[Sum] = (),
) -> Rounded:
    """Print amounts so that sums hold which hold exactly.

    Args:
        amounts: exact, in fen.
        sums: what must hold; a sum that doesn't hold exactly may make the whole impossible.
        unit: how many fen a printed unit is.
        names: of the amounts, unique: they settle what nothing else does.
        settled: amounts by index whose print there is already, and what it is.
        wishes: what had better hold too, the earlier ones first; they hold exactly.
    """
    plain = tuple(settled.get(index, half_up(amount, unit)) for index, amount in enumerate(amounts))
    if all(each.holds(plain) for each in (*sums, *wishes)):
        return Rounded(plain)

    def solved(asked: Sequence[int], most: int | None = None) -> tuple[int, ...]:
        """The best print that meets some wishes, with so many amounts at most that go further."""
        wanted = (*sums, *(wishes[index] for index in asked))
        figures = _Figures.of(amounts, wanted, unit, names)
        chosen = figures.printed(settled, most)
        printed = tuple(chosen[figure] for figure in figures.figure_of)
        if not all(each.holds(printed) for each in wanted):
            raise AssertionError("printed amounts don't add up")
        return printed

    try:
        alone = solved(())
    except InfeasibleError:
        return Rounded(plain, (), _conflict(amounts, sums, unit, names, settled))
    further = _beyond(amounts, unit, alone, settled)
    if all(each.holds(alone) for each in wishes):
        return Rounded(alone, further)
    printed = _with_wishes(len(wishes), alone, lambda asked: solved(asked, len(further)))
    return Rounded(
        printed,
        _beyond(amounts, unit, printed, settled),
        unmet=tuple(index for index, each in enumerate(wishes) if not each.holds(printed)),
        alone=alone,
    )


def _beyond(amounts: Sequence[int], unit: int, printed: Sequence[int], settled: Container[int]) -> tuple[int, ...]:
    """Indices of the amounts printed a unit or more from what they are; what was printed before doesn't count."""
    return tuple(
        index
        for index, (steps, amount) in enumerate(zip(printed, amounts, strict=True))
        if abs(steps * unit - amount) >= unit and index not in settled
    )


def _with_wishes(
    wishes: int, alone: tuple[int, ...], solved: Callable[[Sequence[int]], tuple[int, ...]]
) -> tuple[int, ...]:
    """The print that meets each of so many wishes in turn, if that can be; nearly always all of them can.

    They are tried together, and where that can't be by halves, ever smaller.
    """
    met: list[int] = []
    printed = alone
    pending: list[Sequence[int]] = [range(wishes)]
    while pending:
        asked = pending.pop()
        try:
            printed = solved([*met, *asked])
        except (InfeasibleError, SolverError):
            if len(asked) > 1:
                half = len(asked) // 2
                pending += [asked[half:], asked[:half]]
        else:
            met.extend(asked)
    return printed


@dataclass(frozen=True, slots=True)
class _Figures:
    """Amounts, those that must be printed alike put together: one figure, however often it is printed.

    Attributes:
        figure_of: for each amount the index of its figure.
        amounts: of the figures.
        names: of the amounts each figure is.
        sums: between figures.
    """

    figure_of: tuple[int, ...]
    amounts: tuple[int, ...]
    names: tuple[tuple[str, ...], ...]
    sums: tuple[Sum, ...]
    unit: int

    @classmethod
    def of(cls, amounts: Sequence[int], sums: Sequence[Sum], unit: int, names: Sequence[str]) -> _Figures:
        first = list(range(len(amounts)))

        def find(index: int) -> int:
            while first[index] != index:
                first[index] = first[first[index]]
                index = first[index]
            return index

        for each in sums:
            if not each.at_least and sorted(coefficient for coefficient, _ in each.terms) == [-1, 1]:
                (_, one), (_, other) = each.terms
                if amounts[one] == amounts[other]:
                    first[find(other)] = find(one)
        number: dict[int, int] = {}
        figure_of = tuple(number.setdefault(find(index), len(number)) for index in range(len(amounts)))
        members: list[list[int]] = [[] for _ in number]
        for index, figure in enumerate(figure_of):
            members[figure].append(index)
        between: dict[Sum, None] = {}
        for each in sums:
            terms: dict[int, int] = {}
            for coefficient, index in each.terms:
                terms[figure_of[index]] = terms.get(figure_of[index], 0) + coefficient
            kept = tuple((coefficient, figure) for figure, coefficient in sorted(terms.items()) if coefficient)
            if kept:
                between[Sum(kept, each.at_least)] = None
        return cls(
            figure_of,
            tuple(amounts[each[0]] for each in members),
            tuple(tuple(names[index] for index in each) for each in members),
            tuple(between),
            unit,
        )

    def printed(self, settled: Mapping[int, int], most: int | None = None) -> list[int]:
        """Every figure as printed, amounts that are settled as they are.

        Args:
            settled: see `controlled`.
            most: so many may go further than the nearest at most.

        Raises:
            InfeasibleError: there is no way, or with `most` none was found.
        """
        known: dict[int, int] = {}
        for index, steps in settled.items():
            if known.setdefault(self.figure_of[index], steps) != steps:
                raise InfeasibleError
        try:
            return _solved(self._cells(known, ()), self.sums)
        except InfeasibleError:
            if most == 0:
                raise
        for budget, further in self._further(known):
            if most is not None and budget > most:
                break
            try:
                printed = _solved(self._cells(known, further), self.sums)
            except InfeasibleError:
                continue
            if self._distance(printed, known) <= budget:
                return printed
        if most is not None:
            raise InfeasibleError
        return _solved(self._cells(known, range(len(self.amounts))), self.sums)

    def _further(self, known: Mapping[int, int]) -> Iterator[tuple[int, Container[int]]]:
        """Budgets for going further, and the figures that can do so within, as far as parity tells."""
        cells = self._cells(known, ())
        costs = {
            figure: len(self.names[figure])
            for figure, amount in enumerate(self.amounts)
            if amount and figure not in known
        }
        equations = []
        for each in self.sums:
            if each.at_least:
                continue
            odd = [figure for coefficient, figure in each.terms if coefficient % 2]
            either = tuple(figure for figure in odd if cells[figure].steps)
            whole = tuple(figure for figure in odd if not cells[figure].steps)
            equations.append(Equation(either, whole, bool(sum(cells[figure].base for figure in whole) % 2)))
        parity = Parity.of(equations, costs)
        try:
            least = parity.least()
            if least:
                for budget in range(least, least + BUDGETS):
                    yield budget, parity.movable(budget)
        except TooLongError:
            return

    def _cells(self, known: Mapping[int, int], further: Container[int]) -> list[_Cell]:
        """The choices of figures, of which some may go further than the nearest."""
        return [
            _Cell(known[figure], ())
            if figure in known
            else (_further if figure in further else _next_to)(self.amounts[figure], self.names[figure], self.unit)
            for figure in range(len(self.amounts))
        ]

    def _distance(self, printed: Sequence[int], known: Container[int]) -> int:
        """How many amounts are printed a unit or more from what they are."""
        beyond = _beyond(self.amounts, self.unit, printed, known)
        return sum(len(self.names[figure]) for figure in beyond)


@dataclass(frozen=True, slots=True)
class _Cell:
    """The choice an amount has: a base, and steps from it, each a binary with its costs.

    Attributes:
        steps: how far, and what it costs: of going further than the nearest, of differing from half up, of deviating.
        limits: rows over its own steps, by their position.
    """

    base: int
    steps: tuple[tuple[int, Costs], ...]
    limits: tuple[Row, ...] = ()


def _next_to(amount: int, names: Sequence[str], unit: int) -> _Cell:
    """The printed amount below and the one above; just one for what is whole."""
    below, rest = divmod(amount, unit)
    if not rest:
        return _Cell(below, ())
    changed = -1 if half_up(amount, unit) > below else 1
    return _Cell(below, ((1, _costs((0, changed, unit - 2 * rest), changed, names)),))


def _further(amount: int, names: Sequence[str], unit: int) -> _Cell:
    """As `_next_to`, and one further either way, at a cost that outweighs every other."""
    near = _next_to(amount, names, unit)
    if amount == 0:
        return near
    # The nearer step already counts as changed where it isn't half up's.
    plain, low, high = half_up(amount, unit), near.base, near.base + len(near.steps)
    steps = list(near.steps)
    limits: list[Row] = []
    down, up = len(steps), len(steps) + 1
    if not (amount > 0 and low == 0):
        steps.append((-1, _costs((1, int(plain == low), unit), 1, [f"{name}-" for name in names])))
        limits.extend([Row(((1, 0), (1, down)), 0, 1)] if near.steps else [])
    else:
        up = down
    if not (amount < 0 and high == 0):
        steps.append((1, _costs((1, int(plain == high), unit), 1, [f"{name}+" for name in names])))
        limits.append(Row(((1, 0), (-1, up)), 0, 1) if near.steps else Row(((1, down), (1, up)), 0, 1))
    return _Cell(near.base, tuple(steps), tuple(limits))


def _costs(each: Costs, changed: int, names: Sequence[str]) -> Costs:
    """Costs of a figure printed under so many names, and its place in the fixed order as it differs from half up."""
    orders = zip(*map(order_of, names), strict=True)
    return (*(len(names) * cost for cost in each), *(changed * sum(order) for order in orders))


def _solved(cells: Sequence[_Cell], sums: Sequence[Sum]) -> list[int]:
    """Printed amounts of least cost for which the sums hold.

    Raises:
        InfeasibleError: there are none.
    """
    costs: list[Costs] = []
    rows: list[Row] = []
    first: list[int] = []
    for cell in cells:
        first.append(len(costs))
        rows.extend(
            Row(tuple((value, position + len(costs)) for value, position in limit.terms), limit.lower, limit.upper)
            for limit in cell.limits
            if len({position for _, position in limit.terms}) > 1
        )
        costs.extend(each for _, each in cell.steps)
    for each in sums:
        terms: dict[int, int] = {}
        constant = 0
        for coefficient, index in each.terms:
            constant += coefficient * cells[index].base
            for position, (step, _) in enumerate(cells[index].steps, first[index]):
                terms[position] = terms.get(position, 0) + coefficient * step
        spread = sum(abs(value) for value in terms.values())
        kept = tuple((value, position) for position, value in terms.items() if value)
        rows.append(Row(kept, -constant, max(spread, -constant) if each.at_least else -constant))
    weighty = len(costs[0]) - len(order_of("")) if costs else 0
    values = solve(Program(tuple(costs), tuple(rows), weighty))
    return [
        cell.base + sum(step * values[position] for position, (step, _) in enumerate(cell.steps, start))
        for cell, start in zip(cells, first, strict=True)
    ]


def _conflict(
    amounts: Sequence[int], sums: Sequence[Sum], unit: int, names: Sequence[str], settled: Mapping[int, int]
) -> tuple[int, ...]:
    """Sums that can't hold together although all but any one could: each in turn is left out if it isn't needed."""
    needed = dict(enumerate(sums))
    for index in list(needed):
        without = {key: each for key, each in needed.items() if key != index}
        try:
            _Figures.of(amounts, list(without.values()), unit, names).printed(settled)
        except InfeasibleError:
            needed = without
    return tuple(needed)
