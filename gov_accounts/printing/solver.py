"""What no forest gives: a component of binaries solved by HiGHS, one cost after another, and verified in integers.

The solver's floats are never trusted: its answers are rounded, every row is checked on integers, and a value counts as
the least only if no smaller integer is left, by the solver's bound or by one computed here. Nor is its choice among
equals: after the costs that matter, the fixed order's are minimised one by one until a further solve finds no other
solution. So the answer is a property of the figures, not of the solver, its version or the machine.

What makes it fast is to settle, after each cost, what no solution as cheap can have otherwise. The prices that a linear
relaxation puts on rows give, in exact integers, a bound below which the cost can't be, and how much more it is at least
if a column isn't what is best for it (its reduced cost). Columns for which that is too much are settled; the next cost
is minimised over those that are left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray

from gov_accounts.printing.binaries import Component, InfeasibleError, Row, SolverError

_FINE: Final = 1 << 10
"""Prices are rounded to this part of a unit of cost, and costs and bounds counted in it: whole numbers."""
_FIRST_PART: Final = 8
"""A least cost is sought first within this part of a column's greatest cost from its bound, then ever further."""

Options = Mapping[str, bool | int | str]
_OPTIONS: Final[Options] = {"output_flag": False, "threads": 1, "mip_rel_gap": 0}
WAYS: Final[Sequence[Options]] = (
    # What settles by itself is settled before; looking for more takes longer than solving.
    {**_OPTIONS, "random_seed": 0, "presolve": "off"},
    {**_OPTIONS, "random_seed": 1, "presolve": "on"},
)
"""HiGHS's options: other ones where the first way finds no answer that stands. The answer depends on none of them."""

_Integers = NDArray[np.int64]
_Mask = NDArray[np.bool_]


def solve_component(component: Component) -> dict[int, int]:
    """The cheapest choice for a component.

    Raises:
        InfeasibleError: there is none.
        SolverError: the solver's answer didn't stand up, or the fixed order didn't settle it.
    """
    *first, last = WAYS
    for options in first:
        try:
            return _solved_in(component, options)
        except SolverError:
            continue
    return _solved_in(component, last)


def _solved_in(component: Component, options: Options) -> dict[int, int]:
    columns = list(component.costs)
    costs = np.array([component.costs[column] for column in columns], dtype=np.int64).T
    telling: dict[int, _Integers] = {}
    for level, cost in enumerate(costs):
        if cost.any() and not any(_multiple(cost, each) for each in telling.values()):
            telling[level] = cost
    solver = _Solver(columns, component.rows, options)
    for level, cost in (telling or {len(costs): costs[-1]}).items():
        solution = solver.least(cost)
        last = level == max(telling, default=level)
        if (last or level >= component.weighty - 1) and solver.is_only(solution, cost):
            return dict(zip(columns, solution.tolist(), strict=True))
    raise SolverError("several solutions tie in every cost")


def _multiple(cost: _Integers, kept: _Integers) -> bool:
    """Whether a cost is so many times one already at its least: it can't be made less then."""
    first = np.flatnonzero(kept)[0]
    ours, theirs = cost[first], kept[first]
    return bool((cost * theirs == kept * ours).all() and ours * theirs >= 0)


@dataclass(frozen=True, slots=True)
class _Rows:
    """``lower <= sum of value * column <= upper``: of each term its row, column and value; of each row its bounds.

    Terms are in the order of rows.
    """

    row: _Integers
    column: _Integers
    value: _Integers
    lower: _Integers
    upper: _Integers

    @classmethod
    def of(cls, rows: Sequence[Row], position: dict[int, int]) -> _Rows:
        """Rows over columns, each at its position."""
        return cls(
            np.repeat(np.arange(len(rows), dtype=np.int64), [len(row.terms) for row in rows]),
            np.array([position[column] for row in rows for _, column in row.terms], dtype=np.int64),
            np.array([value for row in rows for value, _ in row.terms], dtype=np.int64),
            np.array([row.lower for row in rows], dtype=np.int64),
            np.array([row.upper for row in rows], dtype=np.int64),
        )

    def sums(self, values: _Integers) -> _Integers:
        """What each row comes to."""
        return self._by_row(self.value * values[self.column])

    def hold(self, values: _Integers) -> bool:
        """Whether every row is within its bounds."""
        sums = self.sums(values)
        return bool(((self.lower <= sums) & (sums <= self.upper)).all())

    def bound(self, cost: _Integers, prices: _Integers) -> tuple[int, _Integers]:
        """What a cost is at least, and by how much more if a column isn't at what is best for it (reduced costs).

        True whatever the prices of rows are; good ones give a high bound. All but `cost` is in `_FINE` parts.
        """
        reduced = cost * _FINE - _added(self.column, self.value * prices[self.row], cost.size)
        least = np.where(prices > 0, self.lower, self.upper)
        return int(prices @ least) + int(reduced[reduced < 0].sum()), reduced

    def and_at_most(self, cost: _Integers, most: int) -> _Rows:
        """With one row more: no more than so much of a cost."""
        used = np.flatnonzero(cost)
        return _Rows(
            np.concatenate((self.row, np.full(used.size, self.lower.size, dtype=np.int64))),
            np.concatenate((self.column, used)),
            np.concatenate((self.value, cost[used])),
            np.append(self.lower, min(int(cost[cost < 0].sum()), most)),
            np.append(self.upper, most),
        )

    def between(self, free: _Mask, values: _Integers) -> _Rows:
        """What is left to hold between free columns, numbered anew, where the others have their values.

        Raises:
            InfeasibleError: a row can't hold.
        """
        settled = self._by_row(np.where(free[self.column], 0, self.value * values[self.column]))
        lower, upper = self.lower - settled, self.upper - settled
        kept = free[self.column]
        least = self._by_row(np.where(kept & (self.value < 0), self.value, 0))
        greatest = self._by_row(np.where(kept & (self.value > 0), self.value, 0))
        if ((lower > greatest) | (upper < least)).any():
            raise InfeasibleError
        needed = (lower > least) | (upper < greatest)
        kept &= needed[self.row]
        row, column = needed.cumsum() - 1, free.cumsum() - 1
        return _Rows(row[self.row[kept]], column[self.column[kept]], self.value[kept], lower[needed], upper[needed])

    def _by_row(self, terms: _Integers) -> _Integers:
        return _added(self.row, terms, self.lower.size)


def _added(where: _Integers, what: _Integers, size: int) -> _Integers:
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, where, what)
    return sums


class _Solver:
    """Asked for the least of one cost after another; what each settles is settled for the next.

    Attributes:
        rows: what must hold.
        free: the columns that aren't settled.
        values: of those that are.
    """

    def __init__(self, columns: Sequence[int], rows: Sequence[Row], options: Options) -> None:
        self.options = options
        self.rows = _Rows.of(rows, {column: position for position, column in enumerate(columns)})
        self.free: _Mask = np.ones(len(columns), dtype=np.bool_)
        self.values: _Integers = np.zeros(len(columns), dtype=np.int64)

    def least(self, cost: _Integers) -> _Integers:
        """Values at which a cost is least; from now on there is no more of it.

        Raises:
            InfeasibleError: no values meet the rows.
        """
        rows = self.rows.between(self.free, self.values)
        bound, reduced = rows.bound(cost[self.free], _prices(rows, cost[self.free], self.options))
        settled = int(cost[~self.free] @ self.values[~self.free])
        lowest = settled - (-bound // _FINE)
        further = max(1, int(np.abs(cost).max()) // _FIRST_PART)
        limit = lowest + further
        while True:
            free, values = self._narrowed(reduced, (limit - settled) * _FINE - bound)
            # Proving it of half the columns takes about as long as of all.
            everything = bool(2 * free.sum() > self.free.sum())
            if everything:
                free, values = self.free, self.values
            try:
                solution = _cheapest(self.rows, cost, free, values, self.options)
            except InfeasibleError:
                if everything:
                    raise
                further *= _FIRST_PART
                limit = lowest + further
                continue
            spent = int(cost @ solution)
            if everything or spent <= limit:
                break
            limit = spent
        self.free, self.values = self._narrowed(reduced, (spent - settled) * _FINE - bound)
        self.rows = self.rows.and_at_most(cost, spent)
        return solution

    def is_only(self, solution: _Integers, cost: _Integers) -> bool:
        """Whether no other solution has as little of the costs minimised, of which this is the last."""
        same = np.where(self.free, 2 * solution - 1, 0)
        others = self.rows.and_at_most(same, int(solution[self.free].sum()) - 1)
        try:
            _cheapest(others, cost, self.free, self.values, self.options)
        except InfeasibleError:
            return True
        return False

    def _narrowed(self, reduced: _Integers, spare: int) -> tuple[_Mask, _Integers]:
        """Columns that can be either way at so much more than the bound, and values: of the others what is best."""
        free, values = self.free.copy(), self.values.copy()
        free[self.free] = np.abs(reduced) <= spare
        values[self.free] = reduced < 0
        return free, values


# HiGHS


def _prices(rows: _Rows, cost: _Integers, options: Options) -> _Integers:
    """Of rows, in `_FINE` parts, from the linear relaxation."""
    highs = _solved(_model(rows, cost), options)
    return _whole(np.array(highs.getSolution().row_dual) * _FINE)


def _cheapest(rows: _Rows, cost: _Integers, free: _Mask, values: _Integers, options: Options) -> _Integers:
    """Values that meet rows at which a cost is least, where only some columns are free."""
    ours = cost[free]
    model = _model(rows.between(free, values), ours)
    model.integrality_ = [highspy.HighsVarType.kInteger] * ours.size
    highs = _solved(model, options)
    chosen = _whole(highs.getSolution().col_value)
    solution = values.copy()
    solution[free] = chosen
    if not np.isin(chosen, (0, 1)).all() or not rows.hold(solution):
        raise SolverError("rounded to integers, the answer misses a row")
    if ours.size and (int(ours @ chosen) - highs.getInfo().mip_dual_bound) * 2 >= 1:
        raise SolverError("the answer isn't proven least")
    return solution


def _whole(values: ArrayLike) -> _Integers:
    whole: _Integers = np.rint(np.asarray(values)).astype(np.int64)
    return whole


class _QuietHighs(highspy.Highs):  # type: ignore[misc, unused-ignore]
    """HiGHS that doesn't announce itself on standard output, where results go."""

    def enableCallbacks(self) -> None:  # noqa: N802 (HiGHS's name)
        """Not needed, and the first thing that would print."""


def _model(rows: _Rows, cost: _Integers) -> highspy.HighsLp:
    """Columns from 0 to 1, with costs."""
    model = highspy.HighsLp()
    model.num_col_ = cost.size
    model.num_row_ = rows.lower.size
    model.col_cost_ = cost.astype(np.double)
    model.col_lower_ = np.zeros(cost.size)
    model.col_upper_ = np.ones(cost.size)
    model.row_lower_ = rows.lower.astype(np.double)
    model.row_upper_ = rows.upper.astype(np.double)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.searchsorted(rows.row, np.arange(rows.lower.size + 1)).astype(np.int32)
    model.a_matrix_.index_ = rows.column.astype(np.int32)
    model.a_matrix_.value_ = rows.value.astype(np.double)
    return model


def _solved(model: highspy.HighsLp, options: Options) -> highspy.Highs:
    """HiGHS with the solution of a model.

    Raises:
        InfeasibleError: there is none.
        SolverError: it didn't find it.
    """
    highs: highspy.Highs = _QuietHighs()  # type: ignore[no-untyped-call]
    for option, value in options.items():
        highs.setOptionValue(option, value)
    highs.passModel(model)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise InfeasibleError
    if status not in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty}:
        raise SolverError(f"{status}")
    return highs
