"""Choosing which figures to round up: a small program in binaries, made as small as it gets before it is solved.

    columns (0 or 1, with costs) and rows (what must add up)
        ──presolve──► fixed columns, columns that equal another or its opposite, components
        ──each component──► best of its own? ──► a forest? (exact, by hand) ──► the solver

Everything here is integers. Costs are compared one after another: only between equals on the first does the second
count. The last ones, the fixed order, tell all solutions apart, so that the answer is unique and the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from gov_accounts.printing.binaries import Component, Costs, InfeasibleError, Program, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FIELD: Final = 40
"""Bits of one cost where several are packed in one integer, sums included."""


def solve(program: Program) -> list[int]:
    """The cheapest choice: a value for each column.

    Raises:
        InfeasibleError: there is none.
        SolverError: the solver found none that stands up.
    """
    presolved = _Presolve(program)
    presolved.run()
    chosen: dict[int, int] = {}
    for component in presolved.components():
        chosen.update(_solve_component(component))
    values = [presolved.value(column, chosen) for column in range(len(program.costs))]
    if not all(row.holds(values) for row in program.rows):
        raise AssertionError("a choice that doesn't meet the rows")
    return values


# Presolve


class _Presolve:
    """Takes out of a program what follows by itself.

    Attributes:
        stands: what a column is: (0, value) fixed, (1, column) equal to another, (-1, column) its opposite.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.stands: list[tuple[int, int]] = [(1, column) for column in range(len(program.costs))]
        self.rows: list[Row] = list(program.rows)

    def literal(self, column: int) -> tuple[int, int]:
        """What a column comes to at last: (0, value), or a sign and a column that stands for itself."""
        sign = 1
        while True:
            how, of = self.stands[column]
            if how == 0:
                return 0, of if sign > 0 else 1 - of
            sign *= how
            if of == column:
                return sign, column
            column = of

    def value(self, column: int, chosen: Mapping[int, int]) -> int:
        sign, of = self.literal(column)
        if sign == 0:
            return of
        return chosen[of] if sign > 0 else 1 - chosen[of]

    def run(self) -> None:
        changed = True
        while changed:
            changed = False
            rows: dict[tuple[tuple[int, int], ...], Row] = {}
            for row in self.rows:
                current = self.substituted(row)
                if self.deduce(current):
                    changed = True
                    continue
                low, high = current.bounds()
                if current.lower <= low and high <= current.upper:
                    continue
                other = rows.get(current.terms)
                if other is not None:
                    current = Row(current.terms, max(current.lower, other.lower), min(current.upper, other.upper))
                    if current.lower > current.upper:
                        raise InfeasibleError
                rows[current.terms] = current
            self.rows = list(rows.values())

    def substituted(self, row: Row) -> Row:
        sums: dict[int, int] = {}
        constant = 0
        for coefficient, column in row.terms:
            sign, of = self.literal(column)
            if sign == 0:
                constant += coefficient * of
            else:
                sums[of] = sums.get(of, 0) + sign * coefficient
                constant += coefficient if sign < 0 else 0
        terms = tuple((coefficient, column) for column, coefficient in sorted(sums.items()) if coefficient)
        lower, upper = row.lower - constant, row.upper - constant
        if terms and terms[0][0] < 0:
            terms = tuple((-coefficient, column) for coefficient, column in terms)
            lower, upper = -upper, -lower
        return Row(terms, lower, upper)

    def deduce(self, row: Row) -> bool:
        """Use up a row that leaves one choice only: whether it did.

        Raises:
            InfeasibleError: the row can't be met.
        """
        low, high = row.bounds()
        if row.lower > high or row.upper < low:
            raise InfeasibleError
        if not row.terms:
            return False
        if row.lower == high or row.upper == low:
            for coefficient, column in row.terms:
                self.stands[column] = (0, int((coefficient > 0) == (row.lower == high)))
            return True
        if len(row.terms) == 2 and row.lower == row.upper:  # noqa: PLR2004
            (first, one), (second, other) = row.terms
            if first == second == row.lower:
                self.stands[other] = (-1, one)
                return True
            if first == -second and row.lower == 0:
                self.stands[other] = (1, one)
                return True
        return False

    def components(self) -> Iterator[Component]:
        """Programs that have no column in common, with the columns' costs gathered; columns keep their numbers."""
        gathered: dict[int, list[int]] = {}
        for column, costs in enumerate(self.program.costs):
            sign, of = self.literal(column)
            if sign:
                sums = gathered.setdefault(of, [0] * len(costs))
                for level, cost in enumerate(costs):
                    sums[level] += sign * cost
        parents = {column: column for column in gathered}

        def find(column: int) -> int:
            while parents[column] != column:
                parents[column] = parents[parents[column]]
                column = parents[column]
            return column

        for row in self.rows:
            for _, column in row.terms[1:]:
                parents[find(column)] = find(row.terms[0][1])
        columns: dict[int, list[int]] = {}
        rows: dict[int, list[Row]] = {}
        for column in gathered:
            columns.setdefault(find(column), []).append(column)
        for row in self.rows:
            rows.setdefault(find(row.terms[0][1]), []).append(row)
        for root, members in columns.items():
            yield Component(
                {column: tuple(gathered[column]) for column in members}, tuple(rows.get(root, ())), self.program.weighty
            )


def _solve_component(component: Component) -> dict[int, int]:
    own_best = {column: int(next((cost for cost in costs if cost), 0) < 0) for column, costs in component.costs.items()}
    if all(row.holds(own_best) for row in component.rows):
        return own_best
    forest = _Forest.of(component)
    if forest is not None:
        return forest.best()
    # Only now: loading the solver takes longer than most tables need.
    from gov_accounts.printing.solver import solve_component  # noqa: PLC0415

    return solve_component(component)


# Forests


@dataclass(frozen=True, slots=True)
class _Forest:
    """A component whose columns and rows form a tree: solved exactly, from the leaves to the root.

    A row of it chooses among columns that have nothing else to do with each other. How many of them are 1 is all the
    row cares for, so it takes those that are cheapest to raise.

    Attributes:
        order: the columns, each after the one it hangs from.
        below: the rows that hang from each column, with the column's own coefficient.
    """

    component: Component
    order: tuple[int, ...]
    below: Mapping[int, tuple[tuple[int, Row], ...]]

    @classmethod
    def of(cls, component: Component) -> _Forest | None:
        """The component as a tree, if it is one."""
        if any(abs(coefficient) != 1 for row in component.rows for coefficient, _ in row.terms):
            return None
        touching: dict[int, list[int]] = {}
        for index, row in enumerate(component.rows):
            for _, column in row.terms:
                touching.setdefault(column, []).append(index)
        order = [next(iter(component.costs))]
        below: dict[int, list[tuple[int, Row]]] = {order[0]: []}
        used: set[int] = set()
        for column in order:
            for index in touching[column]:
                if index in used:
                    continue
                used.add(index)
                row = component.rows[index]
                own = next(coefficient for coefficient, each in row.terms if each == column)
                below[column].append((own, row))
                for _, each in row.terms:
                    if each == column:
                        continue
                    if each in below:
                        return None
                    below[each] = []
                    order.append(each)
        return cls(component, tuple(order), {column: tuple(rows) for column, rows in below.items()})

    def best(self) -> dict[int, int]:
        """The cheapest choice.

        Raises:
            InfeasibleError: there is none.
        """
        costs: dict[int, tuple[int | None, int | None]] = {}
        raised: dict[tuple[int, int], list[int]] = {}
        for column in reversed(self.order):
            totals: list[int | None] = []
            for value in (0, 1):
                total: int | None = value * _packed(self.component.costs[column])
                chosen: list[int] = []
                for own, row in self.below[column]:
                    children = [(c, each) for c, each in row.terms if each != column]
                    choice = _cheapest(children, costs, row.lower - own * value, row.upper - own * value)
                    if choice is None or total is None:
                        total = None
                        continue
                    total += choice[0]
                    chosen.extend(choice[1])
                totals.append(total)
                raised[column, value] = chosen
            costs[column] = (totals[0], totals[1])
        root = self.order[0]
        values = dict.fromkeys(self.order, 0)
        zero, one = costs[root]
        if zero is None and one is None:
            raise InfeasibleError
        values[root] = int(zero is None or (one is not None and one < zero))
        for column in self.order:
            for each in raised[column, values[column]]:
                values[each] = 1
        return values


def _packed(costs: Costs) -> int:
    """Costs as one integer that compares, and adds, as they do one after another."""
    total = 0
    for cost in costs:
        total = (total << _FIELD) + cost
    return total


def _cheapest(
    children: Sequence[tuple[int, int]],
    costs: Mapping[int, tuple[int | None, int | None]],
    lower: int,
    upper: int,
) -> tuple[int, list[int]] | None:
    """Which children to make 1 so that their signed sum is within bounds at least cost; None if it can't be."""
    base = 0
    ones: list[int] = []
    adding: list[tuple[int, int]] = []
    taking: list[tuple[int, int]] = []
    for coefficient, column in children:
        zero, one = costs[column]
        if zero is None and one is None:
            return None
        if zero is None or one is None:
            base += (one if zero is None else zero) or 0
            if zero is None:
                ones.append(column)
                lower -= coefficient
                upper -= coefficient
        else:
            base += zero
            (adding if coefficient > 0 else taking).append((one - zero, column))
    adding.sort()
    taking.sort()
    gains = [0, *accumulate(cost for cost, _ in adding)]
    losses = [0, *accumulate(cost for cost, _ in taking)]
    willing = sum(1 for cost, _ in taking if cost < 0)
    best: tuple[int, int, int] | None = None
    for up, gain in enumerate(gains):
        least, most = max(up - upper, 0), min(up - lower, len(taking))
        if least > most:
            continue
        down = min(max(willing, least), most)
        if best is None or gain + losses[down] < best[0]:
            best = (gain + losses[down], up, down)
    if best is None:
        return None
    cost, up, down = best
    ones.extend(column for _, column in (*adding[:up], *taking[:down]))
    return base + cost, ones
