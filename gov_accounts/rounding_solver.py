"""What no forest gives: a component of binaries solved by HiGHS, one cost after another, and verified in integers.

The solver's floats are never trusted: its answers are rounded, every row is checked on integers, and a value counts as
the least only if the solver's bound leaves no smaller integer. Nor is its choice among equals: after the costs that
matter, the fixed order's are minimised one by one until a further solve finds no other solution. So the answer is a
property of the figures, not of the solver, its version or the machine.
"""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np

from gov_accounts.rounding_program import Component, InfeasibleError, Row


class SolverError(RuntimeError):
    """The solver gave an answer that isn't one."""


def solve_component(component: Component) -> dict[int, int]:
    """The cheapest choice for a component.

    Raises:
        InfeasibleError: there is none.
        SolverError: the solver's answer didn't stand up, or the fixed order didn't settle it.
    """
    columns = list(component.costs)
    solver = _Solver(columns, component.rows)
    solution: list[int] = []
    levels = len(next(iter(component.costs.values())))
    kept: list[list[int]] = []
    for level in range(levels):
        cost = [component.costs[column][level] for column in columns]
        if not solution or not any(_multiple(cost, each) for each in kept):
            solution = solver.least(cost)
            solver.keep(cost, solution)
            kept.append(cost)
        if level >= component.weighty - 1:
            away = [1 - 2 * value for value in solution]
            other = solver.least([-each for each in away])
            if other == solution:
                return dict(zip(columns, solution, strict=True))
    raise SolverError("several solutions tie in every cost")


def _multiple(cost: Sequence[int], kept: Sequence[int]) -> bool:
    """Whether a cost is so many times one already at its least, or nothing at all: it can't be made less then."""
    ratio = next(((ours, theirs) for ours, theirs in zip(cost, kept, strict=True) if theirs), (0, 1))
    same = all(ours * ratio[1] == theirs * ratio[0] for ours, theirs in zip(cost, kept, strict=True))
    return same and ratio[0] * ratio[1] >= 0


class _QuietHighs(highspy.Highs):  # type: ignore[misc, unused-ignore]
    """HiGHS that doesn't announce itself on standard output, where results go."""

    def enableCallbacks(self) -> None:  # noqa: N802 (HiGHS's name)
        """Not needed, and the first thing that would print."""


class _Solver:
    """A model that is asked for the least of one cost after another."""

    def __init__(self, columns: Sequence[int], rows: Sequence[Row]) -> None:
        self.rows = list(rows)
        self.index = {column: index for index, column in enumerate(columns)}
        count = len(columns)
        model = highspy.HighsLp()
        model.num_col_ = count
        model.num_row_ = len(rows)
        model.col_cost_ = np.zeros(count)
        model.col_lower_ = np.zeros(count)
        model.col_upper_ = np.ones(count)
        model.integrality_ = [highspy.HighsVarType.kInteger] * count
        model.row_lower_ = np.array([row.lower for row in rows], dtype=np.double)
        model.row_upper_ = np.array([row.upper for row in rows], dtype=np.double)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(row.terms) for row in rows]
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
        model.a_matrix_.index_ = np.array([self.index[column] for row in rows for _, column in row.terms], np.int32)
        model.a_matrix_.value_ = np.array([value for row in rows for value, _ in row.terms], dtype=np.double)
        self.highs: highspy.Highs = _QuietHighs()  # type: ignore[no-untyped-call]
        self.highs.setOptionValue("output_flag", False)  # noqa: FBT003
        self.highs.setOptionValue("threads", 1)
        self.highs.setOptionValue("random_seed", 0)
        self.highs.setOptionValue("mip_rel_gap", 0)
        self.highs.passModel(model)

    def least(self, cost: Sequence[int]) -> list[int]:
        """Values at which a cost is least."""
        count = len(cost)
        self.highs.changeColsCost(count, np.arange(count, dtype=np.int32), np.array(cost, dtype=np.double))
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise InfeasibleError
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"{status}")
        solution = [round(value) for value in self.highs.getSolution().col_value]
        values = {column: solution[index] for column, index in self.index.items()}
        if not set(solution) <= {0, 1} or not all(row.holds(values) for row in self.rows):
            raise SolverError("rounded to integers, the answer misses a row")
        if (_sum(cost, solution) - self.highs.getInfo().mip_dual_bound) * 2 >= 1:
            raise SolverError("the answer isn't proven least")
        return solution

    def keep(self, cost: Sequence[int], solution: Sequence[int]) -> None:
        """From now on, no more of a cost than a solution has."""
        terms = tuple((value, column) for column, index in self.index.items() if (value := cost[index]))
        if not terms:
            return
        least = sum(value for value, _ in terms if value < 0)
        row = Row(terms, least, _sum(cost, solution))
        self.rows.append(row)
        indices = np.array([self.index[column] for _, column in terms], dtype=np.int32)
        values = np.array([value for value, _ in terms], dtype=np.double)
        self.highs.addRow(row.lower, row.upper, len(terms), indices, values)


def _sum(cost: Sequence[int], solution: Sequence[int]) -> int:
    return sum(each * value for each, value in zip(cost, solution, strict=True))
