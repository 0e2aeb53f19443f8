"""What parity asks to move, against trying every choice of moves."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gov_accounts.printing import controlled as controlled_rounding
from gov_accounts.printing import parity as rounding_parity
from gov_accounts.printing.controlled import Sum, controlled
from gov_accounts.printing.parity import Equation, Parity
from tests.support.draws import draws
from tests.support.rounding_systems import UNIT, Table, tables
from tests.support.rounding_systems import systems as some_systems

EITHER, WHOLE = range(100, 106), range(8)


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[Equation], dict[int, int]]:
    """Equations of figures that are either way (from 100 on) and whole ones, of which some can move."""
    equations = [
        Equation(
            tuple(draw(st.lists(st.sampled_from(EITHER), max_size=3, unique=True))),
            tuple(draw(st.lists(st.sampled_from(WHOLE), max_size=4, unique=True))),
            draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, 7)))
    ]
    return equations, draw(st.dictionaries(st.sampled_from((*WHOLE, 100)), st.integers(1, 3)))


def tried(equations: list[Equation], costs: dict[int, int]) -> list[tuple[int, set[int]]]:
    """Every choice of moves for which the others can be so that all comes out even, and its cost."""
    enough = []
    for count in range(len(costs) + 1):
        for moved in itertools.combinations(costs, count):
            for ups in itertools.product((0, 1), repeat=len(EITHER)):
                up = dict(zip(EITHER, ups, strict=True))
                sums = (
                    each.odd + sum(up[figure] for figure in each.either) + len({*each.whole} & {*moved})
                    for each in equations
                )
                if all(total % 2 == 0 for total in sums):
                    enough.append((sum(costs[figure] for figure in moved), set(moved)))
                    break
    return enough


@draws(150)
@given(systems())
@example(
    (
        [
            Equation((), (0, 1, 2, 3), odd=False),
            Equation((), (0, 3, 4, 5), odd=False),
            Equation((), (0, 1, 2, 3, 4), odd=True),
        ],
        {0: 1, 1: 1, 2: 1, 3: 2, 4: 2, 5: 2},
    )
)
def test_what_can_move_is_what_trying_everything_finds(system: tuple[list[Equation], dict[int, int]]) -> None:
    equations, costs = system
    parity = Parity.of(equations, costs)
    enough = tried(equations, costs)
    least = min((cost for cost, _ in enough), default=None)
    assert parity.least() == least
    if least is None:
        return
    assert parity.movable(least) == {figure for cost, moved in enough for figure in moved if cost == least}
    for budget in range(least + 1, least + 4):
        assert parity.movable(budget) >= {figure for cost, moved in enough for figure in moved if cost <= budget}


def test_of_figures_in_the_same_sums_the_cheaper_moves() -> None:
    """1 ＋ 2 come out odd together, wherever 3 is: 2 costs less; either of two that cost the same will do."""
    equations = [Equation((100,), (1, 2, 4), odd=True), Equation((100,), (3,), odd=False)]
    assert Parity.of(equations, {1: 3, 2: 2}).movable(2) == {2}
    assert Parity.of(equations, {1: 3, 2: 2}).movable(3) == {1, 2}
    assert Parity.of(equations, {1: 2, 2: 2, 4: 2}).movable(2) == {1, 2, 4}
    assert Parity.of(equations, {1: 5, 3: 1, 100: 1}).movable(1) == {3}
    assert Parity.of(equations, {}).least() is None


SOME_MUST_MOVE = (
    ([20, 20, 20, 10], [Sum(((1, 1), (3, 2), (-2, 0), (1, 3))), Sum(((1, 3), (3, 0), (1, 2)), at_least=True)]),
    (
        [5, 10, -5, 10],
        [
            Sum(((-2, 2), (1, 3), (1, 0)), at_least=True),
            Sum(((1, 1), (-1, 0), (1, 2), (1, 3))),
            Sum(((1, 2), (2, 1))),
        ],
    ),
    (
        [-15, -15, 20, 10, -10, 10, 5],
        [Sum(((3, 6), (2, 0), (-1, 1), (-2, 3))), Sum(((1, 3), (3, 5), (2, 6), (2, 0), (1, 1)))],
    ),
    (
        [-15, -10, 25, 20, -10, -5, 20, 5, 10],
        [
            Sum(((-1, 1), (-1, 2), (-1, 5), (3, 7)), at_least=True),
            Sum(((3, 1), (2, 2), (2, 4), (1, 3), (1, 6))),
            Sum(((1, 6), (-2, 4), (2, 1), (2, 7), (1, 3))),
        ],
    ),
)
"""Where parity misread (an even coefficient, an inequality, a move that isn't enough) would move the wrong ones."""


@draws(200)
@given(st.one_of(tables().map(lambda table: (table.amounts, table.sums)), some_systems()))
@example(SOME_MUST_MOVE[0])
@example(SOME_MUST_MOVE[1])
@example(SOME_MUST_MOVE[2])
@example(SOME_MUST_MOVE[3])
def test_parity_changes_no_answer(system: tuple[list[int], list[Sum]]) -> None:
    """What is found with its help is what is found without, or when the search for it is given up."""
    amounts, sums = system
    names = [str(index) for index in range(len(amounts))]
    usual = controlled(amounts, sums, UNIT, names)
    for module, name in ((controlled_rounding, "BUDGETS"), (rounding_parity, "_MOST_STEPS")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, name, 0)
            assert controlled(amounts, sums, UNIT, names) == usual


def test_the_table_of_half_units_moves_what_parity_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The 2×2×2 table of half units: the grand total moves; three other figures could have, of 27."""
    free: list[frozenset[int]] = []

    def kept(parity: Parity, budget: int) -> frozenset[int]:
        free.append(movable(parity, budget))
        return free[-1]

    movable = Parity.movable
    monkeypatch.setattr(Parity, "movable", kept)
    keys = itertools.product((0, 1), repeat=3)
    table = Table((2, 2, 2), dict(zip(keys, (10, 20, 30, 45, 40, 35, 45, 45), strict=True)))
    assert len(table.rounded().further) == 1
    assert [len(each) for each in free] == [4]
