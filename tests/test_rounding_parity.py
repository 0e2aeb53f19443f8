"""What parity asks to move, against trying every choice of moves."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gov_accounts import controlled_rounding, rounding_parity
from gov_accounts.controlled_rounding import Sum, controlled
from gov_accounts.rounding_parity import Equation, Moves, cheapest_moves
from tests.test_controlled_rounding import UNIT, Table, tables
from tests.test_controlled_rounding import systems as some_systems

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
    return equations, draw(st.dictionaries(st.sampled_from(WHOLE), st.integers(1, 3)))


def tried(equations: list[Equation], costs: dict[int, int]) -> Moves | None:
    """Every choice of moves, and for each every way of the others."""
    enough: dict[int, set[int]] = {}
    for count in range(len(costs) + 1):
        for moved in itertools.combinations(costs, count):
            for ups in itertools.product((0, 1), repeat=len(EITHER)):
                up = dict(zip(EITHER, ups, strict=True))
                sums = (
                    each.odd + sum(up[figure] for figure in each.either) + len({*each.whole} & {*moved})
                    for each in equations
                )
                if all(total % 2 == 0 for total in sums):
                    enough.setdefault(sum(costs[figure] for figure in moved), set()).update(moved)
                    break
    least = min(enough, default=0)
    return Moves(least, frozenset(enough[least])) if least else None


@settings(max_examples=150, deadline=None)
@given(systems())
def test_the_cheapest_moves_are_those_that_trying_everything_finds(
    system: tuple[list[Equation], dict[int, int]],
) -> None:
    equations, costs = system
    assert cheapest_moves(equations, costs) == tried(equations, costs)


def test_of_figures_in_the_same_sums_the_cheaper_moves() -> None:
    """1 ＋ 2 come out odd together, wherever 3 is: 2 costs less; either of two that cost the same will do."""
    equations = [Equation((100,), (1, 2, 4), odd=True), Equation((100,), (3,), odd=False)]
    assert cheapest_moves(equations, {1: 3, 2: 2}) == Moves(2, frozenset({2}))
    assert cheapest_moves(equations, {1: 2, 2: 2, 4: 2}) == Moves(2, frozenset({1, 2, 4}))
    assert cheapest_moves(equations, {1: 5, 3: 1}) == Moves(1, frozenset({3}))
    assert cheapest_moves(equations, {}) is None


def test_three_figures_of_one_check_may_have_to_move() -> None:
    equations = [
        Equation((), (0, 1, 2, 3), odd=False),
        Equation((), (0, 3, 4, 5), odd=False),
        Equation((), (0, 1, 2, 3, 4), odd=True),
    ]
    costs = {0: 1, 1: 1, 2: 1, 3: 2, 4: 2, 5: 2}
    assert cheapest_moves(equations, costs) == tried(equations, costs) == Moves(4, frozenset({0, 1, 2, 4, 5}))


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
)
"""Where parity misread (an even coefficient, an inequality, a move that isn't enough) would move the wrong ones."""


@settings(max_examples=200, deadline=None)
@given(st.one_of(tables().map(lambda table: (table.amounts, table.sums)), some_systems()))
@example(SOME_MUST_MOVE[0])
@example(SOME_MUST_MOVE[1])
@example(SOME_MUST_MOVE[2])
def test_parity_changes_no_answer(system: tuple[list[int], list[Sum]]) -> None:
    """What is found with its help is what is found without, or when the search for it is given up."""
    amounts, sums = system
    names = [str(index) for index in range(len(amounts))]
    usual = controlled(amounts, sums, UNIT, names)
    for module, name, value in (
        (controlled_rounding, "cheapest_moves", lambda *_: None),
        (rounding_parity, "_MOST", 1),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, name, value)
            assert controlled(amounts, sums, UNIT, names) == usual


def test_the_table_of_half_units_moves_what_parity_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The 2×2×2 table of half units: the grand total moves, and nothing else is free to."""
    asked: list[Moves | None] = []

    def kept(*arguments: object) -> Moves | None:
        asked.append(cheapest_moves(*arguments))  # type: ignore[arg-type]
        return asked[-1]

    monkeypatch.setattr(controlled_rounding, "cheapest_moves", kept)
    keys = itertools.product((0, 1), repeat=3)
    table = Table((2, 2, 2), dict(zip(keys, (10, 20, 30, 45, 40, 35, 45, 45), strict=True)))
    assert len(table.rounded().further) == 1
    assert [moves.cost for moves in asked if moves] == [1]
