"""Rounding: half up by itself; controlled, all tables together, checked by a second reading of what must add up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gov_accounts.formats import official_formats
from gov_accounts.money import to_fen, to_yuan, yuan_text
from gov_accounts.printed import print_statement
from gov_accounts.render import as_json
from gov_accounts.rounding import HALF_UP, WAN, YUAN, MoneyUnit, percentages, round_statements
from tests.contract_ties import broken
from tests.units import YEAR, unit, units

if TYPE_CHECKING:
    from gov_accounts.formula import Reference
    from gov_accounts.statements import Statement

FORMATS = official_formats(YEAR)
EVEN = 10_000


@pytest.mark.parametrize(
    ("fen", "printed"),
    [
        (27_505_000, "27.51"),
        (27_504_999, "27.50"),
        (-27_505_000, "-27.51"),
        (4_999, "0.00"),
        (-4_999, "0.00"),
        (5_000, "0.01"),
        (0, "0.00"),
    ],
)
def test_half_up_away_from_zero(fen: int, printed: str) -> None:
    assert str(WAN.round(fen)) == printed


@given(st.integers(-(10**15), 10**15))
def test_printed_is_within_half_a_unit_and_yuan_is_exact(fen: int) -> None:
    assert abs(Fraction(WAN.round(fen)) - Fraction(fen, WAN.fen)) <= Fraction(1, 200)
    assert YUAN.round(fen) == to_yuan(fen)
    assert to_fen(to_yuan(fen)) == fen


def test_finer_than_a_fen_is_refused() -> None:
    with pytest.raises(ValueError, match="finer"):
        to_fen(Decimal("0.001"))


def test_yuan_as_people_read_it() -> None:
    assert yuan_text(123_456_789) == "1,234,567.89"
    assert yuan_text(-5) == "-0.05"


# Controlled


def report(statements: Mapping[str, Statement], money_unit: MoneyUnit, how: str = "controlled") -> dict[str, object]:
    rounding = round_statements(statements, FORMATS, money_unit, how)
    printed = [print_statement(each, "某某中心", rounding) for each in statements.values()]
    text = as_json.render(printed, unit_name="某某中心", year=YEAR, money_unit=money_unit.name)
    result: dict[str, object] = json.loads(text)
    return result


@settings(max_examples=500, deadline=None)
@given(units())
def test_every_tie_holds_in_print_and_every_cell_is_next_to_the_exact_one(statements: dict[str, Statement]) -> None:
    rounding = round_statements(statements, FORMATS, WAN)
    assert not rounding.conflict
    assert not rounding.tails
    assert list(broken(report(statements, WAN), report(statements, YUAN))) == []
    for cell, steps in rounding.printed.items():
        fen = statements[str(cell.table)].cell(cell.id, str(cell.column)).fen
        if cell in rounding.further:
            assert EVEN <= abs(steps * EVEN - fen) < 2 * EVEN
        else:
            assert abs(steps * EVEN - fen) < EVEN
        assert steps * fen >= 0
    changed = {each.cell for each in rounding.changes}
    for cell, steps in rounding.printed.items():
        fen = statements[str(cell.table)].cell(cell.id, str(cell.column)).fen
        assert (WAN.shown(steps) != WAN.round(fen)) == (cell in changed)
    assert all(each.cell in each.tie.references() for each in rounding.changes)


@settings(max_examples=50, deadline=None)
@given(units(most=15))
def test_half_up_says_which_tables_have_a_tail(statements: dict[str, Statement]) -> None:
    rounding = round_statements(statements, FORMATS, WAN, HALF_UP)
    assert not rounding.changes
    found = list(broken(report(statements, WAN, HALF_UP), report(statements, YUAN)))
    assert bool(rounding.tails) == bool(found)
    for key, statement in statements.items():
        notes = print_statement(statement, "某某中心", rounding).notes
        assert any("尾差" in note for note in notes) == (key in rounding.tailed_tables())
    if not rounding.tails:
        assert round_statements(statements, FORMATS, WAN).printed == rounding.printed


@settings(max_examples=50, deadline=None)
@given(units(most=15))
def test_in_yuan_nothing_is_rounded(statements: dict[str, Statement]) -> None:
    rounding = round_statements(statements, FORMATS, YUAN)
    assert not rounding.changes
    assert not rounding.tails
    for cell, steps in rounding.printed.items():
        assert steps == statements[str(cell.table)].cell(cell.id, str(cell.column)).fen
    assert list(broken(report(statements, YUAN))) == []


def test_a_second_reading_finds_what_is_wrong() -> None:
    """The checker above is no rubber stamp: move any printed figure by one, and it says so."""
    statements = unit(7, 40, "any")
    whole = report(statements, WAN)
    assert list(broken(whole)) == []
    tables = whole["tables"]
    assert isinstance(tables, list)
    for table in tables:
        for row in table["rows"]:
            for column, value in row["values"].items():
                row["values"][column] = str(Decimal(value) + Decimal("0.01"))
                assert list(broken(whole)), (table["number"], row["id"], column)
                row["values"][column] = value


def test_three_kinds_of_money_in_halves_may_need_a_wider_step() -> None:
    """Functions by 基本/项目 by funds: units exist for which no nearer figures add up, and only those are widened."""
    roundings = [round_statements(unit(seed, 40, "half", 3), FORMATS, WAN) for seed in range(20)]
    assert any(each.further for each in roundings)
    assert not all(each.further for each in roundings)
    assert max(len(each.further) for each in roundings) < 8
    assert not any(each.tails for each in roundings)


def test_a_changed_figure_names_a_tie_that_half_up_breaks() -> None:
    statements = unit(3, 20, "any")
    rounding = round_statements(statements, FORMATS, WAN)
    tails = {each.equation.id for each in round_statements(statements, FORMATS, WAN, HALF_UP).tails}
    assert rounding.changes
    for each in rounding.changes:
        assert each.printed != each.half_up
        assert abs(each.printed - each.half_up) == 1

        def value(cell: Reference, cell_of: Reference = each.cell, steps: int = each.half_up) -> int:
            return steps if cell == cell_of else rounding.value(cell)

        assert each.tie.left.evaluate(value) != each.tie.right.evaluate(value)
    assert {each.tie.id for each in rounding.changes} & tails


# Per cents


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=12), st.integers(0, 3))
def test_per_cents_add_to_100_and_are_next_to_the_exact_ones(parts: list[int], decimals: int) -> None:
    shown = percentages(parts, decimals)
    whole = sum(parts)
    assert sum(shown) == (100 if whole else 0)
    for part, percent in zip(parts, shown, strict=True):
        assert percent.as_tuple().exponent == -decimals
        if whole:
            assert abs(Fraction(percent) - Fraction(100 * part, whole)) < Fraction(1, 10**decimals)
    # A larger part never shows a smaller per cent.
    ranked = sorted(zip(parts, shown, strict=True))
    assert [percent for _, percent in ranked] == sorted(shown)


def test_per_cents_of_thirds() -> None:
    assert [str(each) for each in percentages([1, 1, 1])] == ["33.4", "33.3", "33.3"]
    assert [str(each) for each in percentages([2, 1], 2)] == ["66.67", "33.33"]
    assert percentages([0, 0]) == (Decimal("0.0"), Decimal("0.0"))
