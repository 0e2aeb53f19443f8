"""Controlled rounding against brute force: the least changes, then the least deviation; unique, whoever solves it."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.law.profile import profile_of
from gov_accounts.printing import binaries as rounding_binaries
from gov_accounts.printing import controlled as controlled_rounding
from gov_accounts.printing import solver as rounding_solver
from gov_accounts.printing.binaries import Component, InfeasibleError, Program, Row, SolverError, order_of
from gov_accounts.printing.controlled import Rounded, Sum, controlled, half_up
from gov_accounts.printing.program import solve
from gov_accounts.printing.rounding import round_statements
from gov_accounts.printing.units import WAN
from tests.support.draws import draws
from tests.support.rounding_systems import ANY, UNIT, Key, Table, choices, systems, tables
from tests.support.units import YEAR, unit

if TYPE_CHECKING:
    import highspy


@draws(150)
@given(tables())
def test_the_least_changes_and_of_those_the_least_deviation(table: Table) -> None:
    rounded = table.rounded()
    assert all(each.holds(rounded.printed) for each in table.sums)
    best = table.best(further=False)
    if best is None:
        best = table.best(further=True)
        assert rounded.further
    assert table.cost(rounded.printed) == best
    assert len(rounded.further) == table.cost(rounded.printed)[0]


def test_the_table_no_nearer_figures_fit_is_widened() -> None:
    """功能 × 基本/项目 × 资金, with every margin: 4.5, 3.5, 4.5 and 4.5 can't go up and down so that all sums hold."""
    leaves: dict[Key, int] = dict(
        zip(itertools.product(range(2), repeat=3), (10, 20, 30, 45, 40, 35, 45, 45), strict=True)
    )
    table = Table((2, 2, 2), leaves)
    assert table.best(further=False) is None
    rounded = table.rounded()
    assert all(each.holds(rounded.printed) for each in table.sums)
    assert table.cost(rounded.printed) == table.best(further=True) == (1, 2, 90)
    assert [table.keys[each] for each in rounded.further] == [(ANY, ANY, ANY)]


@draws(500)
@given(systems())
def test_any_system_is_printed_as_trying_everything_would(system: tuple[list[int], list[Sum]]) -> None:
    """No sign turns, zero stays zero, nothing is widened that needn't be; what can't be is said to be impossible."""
    amounts, sums = system
    rounded = controlled(amounts, sums, UNIT, [str(each) for each in range(len(amounts))])

    def cost(printed: Sequence[int]) -> tuple[int, int, int]:
        pairs = list(zip(printed, amounts, strict=True))
        return (
            sum(abs(steps * UNIT - amount) >= UNIT for steps, amount in pairs),
            sum(steps != half_up(amount, UNIT) for steps, amount in pairs),
            sum(abs(steps * UNIT - amount) for steps, amount in pairs),
        )

    for further in (False, True):
        tried = itertools.product(*[choices(amount, further=further) for amount in amounts])
        possible = [printed for printed in tried if all(each.holds(printed) for each in sums)]
        if possible:
            assert rounded.printed in possible
            assert cost(rounded.printed) == min(map(cost, possible))
            return
    needed = [sums[index] for index in rounded.conflict]
    assert needed
    for left_out in needed:
        rest = [each for each in needed if each is not left_out]
        tried = itertools.product(*[choices(amount, further=True) for amount in amounts])
        assert any(all(each.holds(printed) for each in rest) for printed in tried)


@draws(300)
@given(systems(), st.data())
def test_what_is_settled_stays_and_the_rest_is_as_trying_everything_would(
    system: tuple[list[int], list[Sum]], data: st.DataObject
) -> None:
    amounts, sums = system
    index = data.draw(st.integers(0, len(amounts) - 1))
    settled = {index: data.draw(st.sampled_from(choices(amounts[index], further=True)))}
    names = [str(each) for each in range(len(amounts))]
    rounded = controlled(amounts, sums, UNIT, names, settled)
    assert rounded.printed[index] == settled[index]
    for further in (False, True):
        allowed = [choices(amount, further=further) for amount in amounts]
        allowed[index] = [settled[index]]
        possible = [printed for printed in itertools.product(*allowed) if all(each.holds(printed) for each in sums)]
        if possible:
            others = [each for each in range(len(amounts)) if each != index]
            changed = [sum(p[each] != half_up(amounts[each], UNIT) for each in others) for p in possible]
            got = sum(rounded.printed[each] != half_up(amounts[each], UNIT) for each in others)
            beyond = [sum(abs(p[each] * UNIT - amounts[each]) >= UNIT for each in others) for p in possible]
            assert rounded.printed in possible
            assert len(rounded.further) == min(beyond)
            assert further or got == min(changed)
            return
    assert rounded.conflict


@draws(300)
@given(tables(), st.data())
def test_wishes_are_met_in_turn_as_far_as_trying_everything_would(table: Table, data: st.DataObject) -> None:
    """Any two figures of one amount had better be printed alike: none goes further for it, and the rest is the best."""
    amounts = table.amounts
    pairs = [pair for pair in itertools.combinations(range(len(amounts)), 2) if amounts[pair[0]] == amounts[pair[1]]]
    chosen = data.draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True)) if pairs else []
    wishes = [Sum(((1, one), (-1, other))) for one, other in chosen]
    alone = table.rounded()
    rounded = controlled(amounts, table.sums, UNIT, table.names, {}, wishes)
    assert len(rounded.further) == len(alone.further)
    assert all(each.holds(rounded.printed) for each in table.sums)
    assert {index for index, each in enumerate(wishes) if not each.holds(rounded.printed)} == set(rounded.unmet)
    if all(each.holds(alone.printed) for each in wishes):
        assert rounded == alone
    allowed = [choices(amount, further=bool(alone.further)) for amount in amounts]
    possible = []
    for picked in itertools.product(*[choices(each, further=bool(alone.further)) for each in table.leaves.values()]):
        leaves = dict(zip(table.leaves, picked, strict=True))
        printed = [table.margin(leaves, key) for key in table.keys]
        if all(steps in may for steps, may in zip(printed, allowed, strict=True)):
            possible.append(printed)
    possible = [each for each in possible if table.cost(each)[0] == len(alone.further)]
    for wish in wishes:  # each in turn, if it can be met with those before it
        possible = [each for each in possible if wish.holds(each)] or possible
    assert list(rounded.printed) in possible
    assert table.cost(rounded.printed) == min(map(table.cost, possible))


def test_a_wish_that_costs_is_met_and_one_that_breaks_a_sum_is_not() -> None:
    """1.0 = 0.5 + 0.5: they can't be alike. 2.0 = 0.5 + 0.5 + 0.5 + 0.5: any two can; the first wish is first."""
    sums = [Sum(((-1, 0), (1, 1), (1, 2)))]
    alone = controlled([10, 5, 5], sums, UNIT, list("abc"))
    assert controlled([10, 5, 5], sums, UNIT, list("abc"), {}, [Sum(((1, 1), (-1, 2)))]) == Rounded(
        alone.printed, unmet=(0,), alone=alone.printed
    )
    sums = [Sum(((-1, 0), *((1, each) for each in range(1, 5))))]
    for one, other in itertools.combinations(range(1, 5), 2):
        wishes = [Sum(((1, one), (-1, other))), Sum(((1, 1), (-1, 2))), Sum(((1, 1), (-1, 3)))]
        rounded = controlled([20, 5, 5, 5, 5], sums, UNIT, list("abcde"), {}, wishes)
        assert rounded.printed[one] == rounded.printed[other]
        assert sum(rounded.printed[1:]) == 2


def test_half_up_is_kept_where_it_adds_up() -> None:
    """17 = 12 + 5 (of tenths): 1.7 -> 2, 1.2 -> 1, 0.5 -> 1."""
    assert controlled([17, 12, 5], [Sum(((-1, 0), (1, 1), (1, 2)))], UNIT, ["a", "b", "c"]) == Rounded((2, 1, 1))


@pytest.mark.parametrize(
    "names", [("t", "a", "b", "c"), ("t", "b", "a", "c"), ("1", "2", "3", "4"), ("x", "y", "z", "w")]
)
def test_a_figure_printed_twice_counts_twice(names: Sequence[str]) -> None:
    """1.0 = 0.5 + 0.5, and the first 0.5 stands in another table too: the other gives way, whatever they are called."""
    sums = [Sum(((-1, 0), (1, 1), (1, 2))), Sum(((1, 1), (-1, 3)))]
    assert controlled([10, 5, 5, 5], sums, UNIT, names).printed == (1, 1, 0, 1)


def test_whole_amounts_stay_and_zero_stays_zero() -> None:
    """20 = 5 + 15 + 0: only the two in between have a choice, and one of them must go down."""
    rounded = controlled([20, 5, 15, 0], [Sum(((-1, 0), (1, 1), (1, 2), (1, 3)))], UNIT, list("abcd"))
    assert rounded.printed in {(2, 0, 2, 0), (2, 1, 1, 0)}
    assert rounded.further == ()


def test_an_inequality_holds_in_print() -> None:
    """0.6 >= 0.4 + 0.1: half up 1 >= 0 + 0 is left alone; 1.4 >= 0.9 + 0.5 would print 1 >= 1 + 1."""
    at_least = [Sum(((1, 0), (-1, 1), (-1, 2)), at_least=True)]
    assert controlled([6, 4, 1], at_least, UNIT, list("abc")).printed == (1, 0, 0)
    assert controlled([14, 9, 5], at_least, UNIT, list("abc")).printed == (1, 1, 0)


def test_what_can_never_hold_is_named_and_half_up_printed() -> None:
    """3.5 is seven times 0.5, but no printed amount near it is seven times one near 0.5. The other sum is innocent."""
    sums = [Sum(((-1, 0), (7, 1))), Sum(((-1, 2), (1, 0)))]
    rounded = controlled([35, 5, 35], sums, UNIT, ["seven", "half", "same"])
    assert rounded == Rounded((4, 1, 4), (), (0,))


@draws(60)
@given(tables(), st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_amounts_and_sums(table: Table, draw: random.Random) -> None:
    order = list(range(len(table.keys)))
    draw.shuffle(order)
    where = {old: new for new, old in enumerate(order)}
    sums = [
        Sum(tuple((coefficient, where[index]) for coefficient, index in draw.sample(each.terms, len(each.terms))))
        for each in table.sums
    ]
    draw.shuffle(sums)
    shuffled = controlled([table.amounts[old] for old in order], sums, UNIT, [table.names[old] for old in order])
    assert [shuffled.printed[where[old]] for old in range(len(order))] == list(table.rounded().printed)


# The program beneath


@st.composite
def programs(draw: st.DrawFn) -> Program:
    columns = draw(st.integers(1, 8))
    rows = []
    for _ in range(draw(st.integers(0, 5))):
        chosen = draw(st.lists(st.integers(0, columns - 1), min_size=1, max_size=5, unique=True))
        coefficients = st.sampled_from((1, 1, 1, -1, -1, 2))
        lower = draw(st.integers(-2, 2))
        upper = draw(st.sampled_from((lower, lower, lower + 1, 1000)))
        rows.append(Row(tuple((draw(coefficients), column) for column in chosen), lower, upper))
    costs = tuple(
        (draw(st.integers(-1, 2)), draw(st.integers(-3, 3)), *order_of(str(column))) for column in range(columns)
    )
    return Program(costs, tuple(rows), 2)


def brute(program: Program) -> list[int] | None:
    """The cheapest values, every choice tried."""
    levels = range(len(program.costs[0]))
    met = [
        values
        for values in itertools.product((0, 1), repeat=len(program.costs))
        if all(row.holds(values) for row in program.rows)
    ]

    def cost(values: Iterable[int]) -> list[int]:
        return [sum(costs[level] * v for costs, v in zip(program.costs, values, strict=True)) for level in levels]

    return list(min(met, key=cost)) if met else None


@draws(300)
@given(programs())
def test_presolve_forest_and_solver_find_what_trying_everything_finds(program: Program) -> None:
    expected = brute(program)
    component = Component(dict(enumerate(program.costs)), program.rows, program.weighty)
    if expected is None:
        with pytest.raises(InfeasibleError):
            solve(program)
        with pytest.raises(InfeasibleError):
            rounding_solver.solve_component(component)
        return
    assert solve(program) == expected
    by_solver = rounding_solver.solve_component(component)
    assert [by_solver[column] for column in range(len(program.costs))] == expected


@draws(40)
@given(tables())
def test_the_answer_does_not_depend_on_the_solver(table: Table) -> None:
    """Another seed, with presolve: another path through the solver, the same figures."""
    usual = table.rounded()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rounding_solver, "WAYS", ({**rounding_solver.WAYS[1], "random_seed": 17},))
        assert table.rounded() == usual


def test_the_least_is_found_whatever_the_prices_and_nothing_as_cheap_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad prices of rows settle few columns, or the search starts far from the least cost; many of each are tried."""
    draw = np.random.default_rng(2)
    monkeypatch.setattr(rounding_solver, "_prices", lambda rows, *_: draw.integers(-20000, 20001, rows.lower.size))
    for _ in range(1500):
        width = int(draw.integers(3, 9))
        rows = []
        for _ in range(draw.integers(1, 6)):
            chosen = draw.permutation(width)[: draw.integers(1, 6)].tolist()
            lower = int(draw.integers(-2, 3))
            upper = int(draw.choice((lower, lower, lower + 1, 1000)))
            rows.append(Row(tuple((int(draw.choice((1, 1, 1, -1, -1, 2))), column) for column in chosen), lower, upper))
        cost = draw.integers(-40, 41, width)
        met = [each for each in itertools.product((0, 1), repeat=width) if all(row.holds(each) for row in rows)]
        if not met:
            continue
        solver = rounding_solver._Solver(range(width), rows, rounding_solver.WAYS[0])  # noqa: SLF001
        solution = tuple(solver.least(cost).tolist())
        least = min(int(cost @ np.array(each)) for each in met)
        cheapest = [each for each in met if int(cost @ np.array(each)) == least]
        assert solution in cheapest
        for values in cheapest:
            pairs = zip(values, solver.values.tolist(), strict=True)
            assert all(free or value == kept for free, (value, kept) in zip(solver.free, pairs, strict=True))


@pytest.mark.parametrize("style", ["any", "half"])
def test_what_is_settled_early_changes_no_answer(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Units large enough for columns to be settled after each cost, solved with none settled."""
    statements = unit(2, 60, style)
    usual = round_statements(statements, profile_of(YEAR).formats, WAN)
    monkeypatch.setattr(rounding_solver._Solver, "_narrowed", lambda solver, *_: (solver.free, solver.values))  # noqa: SLF001
    monkeypatch.setattr(controlled_rounding, "BUDGETS", 0)
    assert round_statements(statements, profile_of(YEAR).formats, WAN) == usual


@draws(200)
@given(programs(), st.data())
def test_a_bound_holds_whatever_the_prices(program: Program, data: st.DataObject) -> None:
    """No choice costs less than the bound and the reduced costs of the columns that aren't at their best."""
    width = len(program.costs)
    rows = rounding_solver._Rows.of(program.rows, {column: column for column in range(width)})  # noqa: SLF001
    prices = data.draw(st.lists(st.integers(-5000, 5000), min_size=len(program.rows), max_size=len(program.rows)))
    cost = np.array([costs[0] for costs in program.costs], dtype=np.int64)
    bound, reduced = rows.bound(cost, np.array(prices, dtype=np.int64))
    for values in itertools.product((0, 1), repeat=width):
        if all(row.holds(values) for row in program.rows):
            extra = sum(abs(int(each)) for each, value in zip(reduced, values, strict=True) if value != (each < 0))
            spent = sum(costs[0] * value for costs, value in zip(program.costs, values, strict=True))
            assert spent * rounding_solver._FINE >= bound + extra  # noqa: SLF001


@draws(60)
@given(st.lists(st.integers(1, 99), min_size=1, max_size=8), st.integers(1, 4))
def test_a_tree_is_solved_without_the_solver(leaves: list[int], branches: int) -> None:
    """合计 of 类 of 项: forests always round, and by hand."""
    groups = [leaves[start::branches] for start in range(branches) if leaves[start::branches]]
    amounts = [sum(leaves), *(sum(group) for group in groups), *(leaf for group in groups for leaf in group)]
    sums = [Sum(((-1, 0), *((1, 1 + index) for index in range(len(groups)))))]
    position = 1 + len(groups)
    for index, group in enumerate(groups):
        sums.append(Sum(((-1, 1 + index), *((1, position + each) for each in range(len(group))))))
        position += len(group)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "gov_accounts.printing.solver", None)
        rounded = controlled(amounts, sums, UNIT, [str(each) for each in range(len(amounts))])
    assert all(each.holds(rounded.printed) for each in sums)
    assert not rounded.further


def test_a_solver_whose_answer_misses_a_row_is_not_believed() -> None:
    """x + y + z + 2w = 2 with a cycle; a solution that isn't one, or isn't proven least, is refused."""
    rows = (Row(((1, 0), (1, 1), (1, 2)), 1, 1), Row(((1, 0), (-1, 1), (1, 2)), 1, 1))
    component = Component({column: (1, 1, *order_of(str(column))) for column in range(3)}, rows, 2)

    class Lying(rounding_solver._QuietHighs):  # noqa: SLF001
        def getSolution(self) -> highspy.HighsSolution:  # noqa: N802
            solution = super().getSolution()
            solution.col_value = [1 - value for value in solution.col_value]
            return solution

    class Hasty(rounding_solver._QuietHighs):  # noqa: SLF001
        def getInfo(self) -> highspy.HighsInfo:  # noqa: N802
            info = super().getInfo()
            info.mip_dual_bound -= 1
            return info

    for highs, message in ((Lying, "misses a row"), (Hasty, "proven least")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rounding_solver, "_QuietHighs", highs)
            with pytest.raises(SolverError, match=message):
                rounding_solver.solve_component(component)


def test_where_the_solver_fails_it_is_asked_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without presolve no answer; with it the usual one."""
    rows = (Row(((1, 0), (1, 1), (1, 2)), 1, 1), Row(((1, 0), (-1, 1), (1, 2)), 1, 1))
    component = Component({column: (1, 1, *order_of(str(column))) for column in range(3)}, rows, 2)
    usual = rounding_solver.solve_component(component)

    class Failing(rounding_solver._QuietHighs):  # noqa: SLF001
        def getModelStatus(self) -> highspy.HighsModelStatus:  # noqa: N802
            usual = super().getModelStatus()
            return type(usual).kSolveError if self.getOptionValue("presolve")[1] == "off" else usual

    monkeypatch.setattr(rounding_solver, "_QuietHighs", Failing)
    assert rounding_solver.solve_component(component) == usual
    monkeypatch.setattr(rounding_solver, "WAYS", rounding_solver.WAYS[:1])
    with pytest.raises(SolverError, match="kSolveError"):
        rounding_solver.solve_component(component)


def test_the_fixed_order_is_fixed() -> None:
    """Numbers that tell equal solutions apart are those of the name, today and in ten years."""
    assert len({order_of(str(number)) for number in range(5000)}) == 5000
    assert all(0 <= each < rounding_binaries.ORDER_LIMIT for each in order_of("表3"))
    assert order_of("a") == (10179, 7790, 4979, 1919, 10725, 8774, 3654, 2430)


def test_nothing_is_printed_by_the_solver() -> None:
    """Results go to standard output: the solver must not announce itself there."""
    program = (
        "from gov_accounts.printing.binaries import Component, Row, order_of\n"
        "from gov_accounts.printing.solver import solve_component\n"
        "rows = (Row(((1, 0), (1, 1), (1, 2)), 1, 1), Row(((1, 0), (-1, 1), (1, 2)), 1, 1))\n"
        "solve_component(Component({c: (1, 1, *order_of(str(c))) for c in range(3)}, rows, 2))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, encoding="utf-8")
    assert (done.stdout, done.stderr) == ("", "")
