"""Intervals: whatever exact figures lie within them, their sum does, and only those that may."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.law.formula import Formula, FormulaError, Reference, parse
from gov_accounts.law.tie import TieKind
from gov_accounts.statements.figures import Figures, Interval
from gov_accounts.statements.ties import Check, Equation, check

NAMES = ("a", "b", "c")
FORMULAS = ("a", "a + b", "a - b", "positive(a - b) + c", "c - positive(a)", "a + b - c - a", "a - positive(b) - b")

amounts = st.fixed_dictionaries({name: st.tuples(st.integers(-3, 3), st.integers(0, 2)) for name in NAMES})


def figures(drawn: dict[str, tuple[int, int]]) -> Figures:
    """Figures by name, each with how far the exact one may be."""
    return Figures({}, lambda cell: drawn[cell.key][0], lambda cell: drawn[cell.key][1])


def equation(left: str, right: str, kind: TieKind = "equal") -> Equation:
    return Equation("t", "t", kind, "always", parse(left), parse(right), "", "")


def truths(drawn: dict[str, tuple[int, int]], formula: Formula) -> set[int]:
    """What a formula comes to with every exact figure that there may be."""
    ranges = [range(fen - slack, fen + slack + 1) for fen, slack in map(drawn.__getitem__, NAMES)]
    return {
        formula.evaluate(dict(zip(map(Reference, NAMES), each, strict=True)).__getitem__)
        for each in itertools.product(*ranges)
    }


@given(amounts, st.sampled_from(FORMULAS))
def test_a_sum_is_all_that_it_may_be(drawn: dict[str, tuple[int, int]], text: str) -> None:
    formula = parse(text)
    found = figures(drawn).sum((term.sign, term.of) for term in formula.terms)
    may_be = truths(drawn, formula)
    assert min(may_be) >= found.low
    assert max(may_be) <= found.high
    if text != FORMULAS[-1]:  # the same cell within a positive part and without
        assert (found.low, found.high) == (min(may_be), max(may_be))


@given(amounts, st.sampled_from(FORMULAS), st.sampled_from(("equal", "same", "at-least")))
def test_what_is_said_for_certain_is(drawn: dict[str, tuple[int, int]], text: str, kind: TieKind) -> None:
    (done,) = check([equation(text, "c", kind)], figures(drawn))
    differences = truths(drawn, parse(f"{text} - c"))
    satisfied = {each >= 0 if kind == "at-least" else each == 0 for each in differences}
    assert not done.holds or satisfied == {True}
    assert not done.broken or satisfied == {False}
    if text in FORMULAS[:3]:
        assert done.state == ("open" if len(satisfied) > 1 else "holds" if satisfied == {True} else "broken")
    assert done.adds_up == Check(done.equation, done.left, done.right).holds


def test_a_figure_is_the_same_one_on_both_sides() -> None:
    """Whatever a is, a + b is not less than a by more than b is."""
    (done,) = check([equation("a + b", "a")], figures({"a": (0, 100), "b": (3, 1)}))
    assert (done.difference, done.state) == (Interval(2, 4), "broken")


def test_what_is_not_known_is_not_checked() -> None:
    ties = [equation("a", "b"), equation("a", "positive(c)")]
    known = Figures({}, {Reference("a"): 1, Reference("b"): 1}.__getitem__, knows=lambda cell: cell.key != "c")
    assert [each.equation for each in check(ties, known)] == ties[:1]


def test_exact_figures_hold_or_are_broken() -> None:
    exact = Figures({}, {Reference("a"): 2, Reference("b"): 1}.__getitem__)
    states = [each.state for each in check([equation("a", "b"), equation("a", "b", "at-least")], exact)]
    assert states == ["broken", "holds"]
    assert exact.amount(Reference("a")) == Interval(2, 2)


def test_a_range_has_to_be_written_out() -> None:
    with pytest.raises(FormulaError, match=r"a\.\.c"):
        figures({}).sum((term.sign, term.of) for term in parse("a..c").terms)
