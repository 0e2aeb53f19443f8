"""Rounding: half up by itself; controlled, all tables together, checked by a second reading of what must add up."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.findings import Severity
from gov_accounts.law.formula import Reference
from gov_accounts.law.profile import profile_of
from gov_accounts.ledger import load
from gov_accounts.money import to_fen, to_yuan, yuan_text
from gov_accounts.printing import rounding
from gov_accounts.printing.alike import same_money
from gov_accounts.printing.binaries import SolverError
from gov_accounts.printing.controlled import Rounded
from gov_accounts.printing.messages import explanation_lines, rounding_findings
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.rounding import HALF_UP, Rounding, percentages, round_statements
from gov_accounts.printing.units import WAN, YUAN, MoneyUnit
from gov_accounts.printing.years import PrintedYears, Year
from gov_accounts.render import as_json
from gov_accounts.statements.fill import make_statements
from gov_accounts.statements.ties import equation_text, with_previous
from gov_accounts.statements.years import statements_of
from tests.support.contract_ties import broken
from tests.support.draws import draws
from tests.support.paths import EXAMPLES
from tests.support.units import STYLES, YEAR, paired, two_years, unit, units

if TYPE_CHECKING:
    from gov_accounts.statements.fill import Statement

FORMATS = profile_of(YEAR).formats
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


def report(
    statements: Mapping[str, Statement],
    money_unit: MoneyUnit,
    how: str = "controlled",
    rounding: Rounding | None = None,
) -> dict[str, object]:
    rounding = rounding or round_statements(statements, FORMATS, money_unit, how)
    printed = [print_statement(each, "某某中心", rounding) for each in statements.values()]
    text = as_json.render(printed)
    result: dict[str, object] = json.loads(text)
    return result


@draws(500)
@given(units())
def test_every_tie_holds_in_print_and_every_cell_is_next_to_the_exact_one(statements: dict[str, Statement]) -> None:
    rounded = round_statements(statements, FORMATS, WAN)
    assert not rounded.conflict
    assert not rounded.tails
    assert list(broken(report(statements, WAN, rounding=rounded), report(statements, YUAN))) == []
    for cell, steps in rounded.printed.items():
        fen = statements[str(cell.table)].cell(cell.key, str(cell.column)).fen
        if cell in rounded.further:
            assert EVEN <= abs(steps * EVEN - fen) < 2 * EVEN
        else:
            assert abs(steps * EVEN - fen) < EVEN
        assert steps * fen >= 0
    changed = {each.cell for each in rounded.changes}
    for cell, steps in rounded.printed.items():
        fen = statements[str(cell.table)].cell(cell.key, str(cell.column)).fen
        assert (WAN.shown(steps) != WAN.round(fen)) == (cell in changed)
    assert all(each.cell in each.tie.references() for each in rounded.changes)


@draws(50)
@given(units(most=15))
def test_half_up_says_which_tables_have_a_tail(statements: dict[str, Statement]) -> None:
    rounded = round_statements(statements, FORMATS, WAN, HALF_UP)
    assert not rounded.changes
    found = list(broken(report(statements, WAN, rounding=rounded), report(statements, YUAN)))
    assert bool(rounded.tails) == bool(found)
    for key, statement in statements.items():
        notes = print_statement(statement, "某某中心", rounded).notes
        assert any("尾差" in note for note in notes) == (key in rounded.tailed_tables())
    if not rounded.tails:
        assert round_statements(statements, FORMATS, WAN).printed == rounded.printed


@draws(50)
@given(units(most=15))
def test_in_yuan_nothing_is_rounded(statements: dict[str, Statement]) -> None:
    rounded = round_statements(statements, FORMATS, YUAN)
    assert not rounded.changes
    assert not rounded.tails
    for cell, steps in rounded.printed.items():
        assert steps == statements[str(cell.table)].cell(cell.key, str(cell.column)).fen
    assert list(broken(report(statements, YUAN, rounding=rounded))) == []


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


CARRIED = {
    ("income_expenditure", "opening", "amount"): ("income_expenditure", "closing", "amount"),
    **{
        ("fiscal_income_expenditure", opening, "amount"): ("fiscal_income_expenditure", "closing", column)
        for opening, column in (
            ("opening", "total"),
            ("opening_general", "general"),
            ("opening_gov_fund", "gov_fund"),
            ("opening_state_capital", "state_capital"),
        )
    },
}


@draws(150)
@given(st.integers(0, 2**32), st.integers(2, 30), st.sampled_from(STYLES), st.integers(1, 3))
def test_what_is_carried_over_is_printed_as_it_was_last_year(seed: int, leaves: int, style: str, funds: int) -> None:
    last, this = two_years(seed, leaves, style, funds)
    before = round_statements(last, FORMATS, WAN)
    rounded = round_statements(with_previous(this, last), FORMATS, WAN, previous=before)
    assert not rounded.tails
    ends = {row: ("gov_fund", row, "closing") for row, _ in last["gov_fund"].cells}
    pairs = {**CARRIED, **{("gov_fund", row, "opening"): end for row, end in ends.items()}}
    for (key, row, column), (from_key, from_row, from_column) in pairs.items():
        if (row, column) not in this[key].cells:
            continue
        assert this[key].cell(row, column).fen == last[from_key].cell(from_row, from_column).fen
        assert rounded.figure(key, row, column) == before.figure(from_key, from_row, from_column)
    assert list(broken(report(this, WAN, rounding=rounded), report(this, YUAN))) == []
    for cell, steps in rounded.printed.items():
        table = str(cell.table)
        statements = {**this, **{f"previous.{key}": each for key, each in last.items()}}
        distance = abs(steps * EVEN - statements[table].cell(cell.key, str(cell.column)).fen)
        assert distance < 2 * EVEN if cell in rounded.further or table.startswith("previous.") else distance < EVEN


def test_last_years_print_that_nothing_agrees_with_is_named_and_left() -> None:
    """Printed, say, by hand: the opening can't be five hundredths off and still add up."""
    last, this = two_years(3, 20, "any")
    before = round_statements(last, FORMATS, WAN)
    cell = Reference("closing", "amount", "income_expenditure")
    other = dataclasses.replace(before, printed={**before.printed, cell: before.printed[cell] + 5})
    linked = with_previous(this, last)
    rounded = round_statements(linked, FORMATS, WAN, previous=other)
    alone = round_statements(this, FORMATS, WAN)
    assert "carried-opening" in {each.equation.id for each in rounded.changed_since}
    assert rounded.tails == rounded.changed_since
    assert {cell: steps for cell, steps in rounded.printed.items() if str(cell.table) in this} == alone.printed
    assert rounded.tailed_tables() == frozenset()
    (finding,) = [each for each in rounding_findings(rounded, linked) if each.rule == "rounding-carried"]
    assert "表1 29 行 1 栏 ＝ 上年表1 59 行 2 栏" in finding.what


def test_a_solver_that_fails_leaves_half_up_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a traceback, nor figures nobody has verified."""

    def failing(*_: object) -> Rounded:
        raise SolverError

    statements = unit(3, 20, "any")
    monkeypatch.setattr(rounding, "controlled", failing)
    rounded = round_statements(statements, FORMATS, WAN)
    assert rounded.unsolved
    plain = round_statements(statements, FORMATS, WAN, HALF_UP)
    assert (rounded.printed, rounded.tails) == (plain.printed, plain.tails)
    (finding,) = rounding_findings(rounded, statements)
    assert (finding.rule, finding.severity) == ("rounding-unsolved", Severity.ERROR)


def test_ties_that_cannot_hold_together_are_named_and_half_up_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the first tie of all could not hold in print."""
    statements = unit(3, 20, "any")
    monkeypatch.setattr(rounding, "controlled", lambda *_: Rounded((), conflict=(0,)))
    rounded = round_statements(statements, FORMATS, WAN)
    assert rounded.printed == round_statements(statements, FORMATS, WAN, HALF_UP).printed
    (finding,) = rounding_findings(rounded, statements)
    assert (finding.rule, finding.severity) == ("rounding-conflict", Severity.ERROR)
    assert equation_text(rounded.conflict[0], statements) in finding.what


def test_a_ledgers_years_are_rounded_one_after_the_other() -> None:
    """2,823,452.42 was printed 282.35 at the end of 2019, and begins 2020 as that, though 282.34 would do alone."""
    ledger = load(EXAMPLES / "qingshi_2019_2020" / "main.beancount")
    before, now = (PrintedYears.of(ledger, WAN).rounding(year) for year in (2019, 2020))
    alone = round_statements(statements_of(ledger, 2020), profile_of(2020).formats, WAN)
    figures = [
        before.figure("income_expenditure", "closing", "amount"),
        now.figure("income_expenditure", "opening", "amount"),
        alone.figure("income_expenditure", "opening", "amount"),
    ]
    assert list(map(str, figures)) == ["282.35", "282.35", "282.34"]
    assert PrintedYears.of(ledger, YUAN).rounding(2020).tails == ()
    plain = PrintedYears.of(ledger, WAN, HALF_UP).rounding(2020)
    assert not plain.changed_since


@draws(150)
@given(st.integers(0, 2**32), st.integers(2, 16), st.sampled_from(STYLES), st.integers(1, 5))
def test_the_same_money_is_printed_alike_or_cannot_be(seed: int, leaves: int, style: str, funds: int) -> None:
    """By function in one table and by economic item in another; every tie holds in print, nothing goes further."""
    statements, pairs = paired(seed, leaves, style, funds)
    rounded = round_statements(statements, FORMATS, WAN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rounding, "same_money", lambda *_: ())
        alone = round_statements(statements, FORMATS, WAN)
    assert list(broken(report(statements, WAN, rounding=rounded), report(statements, YUAN))) == []
    apart = {each.references() for each in rounded.apart}
    for func, econ in pairs:
        cells = (Reference(func, "basic", "general_expenditure"), Reference(econ, "amount", "general_basic"))
        assert [rounded.value(each) for each in cells] == [rounded.value(cells[0])] * 2 or apart
    for each in (*rounded.alike, *rounded.apart):
        (left, right) = each.references()
        assert (rounded.value(left) == rounded.value(right)) == (each in rounded.alike)
        assert alone.value(left) != alone.value(right) or len(rounded.alike) + len(apart) > 1
    assert len(rounded.further) == len(alone.further)
    assert rounded.moved == len(rounded.changes) - len(alone.changes) >= 0
    if not rounded.alike:
        assert rounded.printed == alone.printed


def test_coincidence_is_no_reason() -> None:
    """An amount that happens to be another's is other money."""
    statements, pairs = paired(1, 12, "any")
    amounts = {
        Reference(row, column, key): 1
        for key, statement in statements.items()
        for row, column in statement.cells
        if statement.cells[row, column].fen
    }
    linked = [each.references() for each in same_money(statements, amounts)]
    assert pairs
    for func, econ in pairs:
        one, other = Reference(func, "basic", "general_expenditure"), Reference(econ, "amount", "general_basic")
        group = {one}
        for left, right in linked * 9:
            if left in group or right in group:
                group |= {left, right}
        assert other in group
        fen = statements[str(one.table)].cell(one.key, str(one.column)).fen
        assert {statements[str(cell.table)].cell(cell.key, str(cell.column)).fen for cell in group} == {fen}


def test_what_is_printed_alike_is_told_with_its_cost() -> None:
    """青石县 2020, had 2019 been printed in 2020's form: 223 in 表2 and line 3 of 表1 are the same 94.625 万元."""
    ledger = load(EXAMPLES / "qingshi_2019_2020" / "main.beancount")
    formats = profile_of(2020).formats
    last = make_statements(formats, ledger.groups, 2019, ledger.codes)
    linked = with_previous(statements_of(ledger, 2020), last)
    rounding = round_statements(linked, formats, WAN, previous=round_statements(last, formats, WAN))
    year = Year(statements_of(ledger, 2020), rounding)
    assert year.rounding.alike
    assert not year.rounding.apart
    assert year.rounding.moved == 0
    cells = ("income", "223", "total"), ("income_expenditure", "state_capital", "amount")
    assert [str(year.rounding.figure(*each)) for each in cells] == ["94.63", "94.63"]
    lines = list(explanation_lines(year.rounding, linked, list(year.statements)))
    assert "印成一样的有 2 对，没有多动一格：" in "\n".join(lines)
    assert "    表1 3 行 1 栏 ＝ 表2 223 行 1 栏" in lines
    elsewhere = explanation_lines(year.rounding, linked, ["gov_fund"])
    assert not any("同一笔钱" in line for line in elsewhere)


def test_three_kinds_of_money_in_halves_may_need_a_wider_step() -> None:
    """Functions by 基本/项目 by funds: units exist for which no nearer figures add up, and only those are widened."""
    roundings = [round_statements(unit(seed, 40, "half", 3), FORMATS, WAN) for seed in range(20)]
    assert any(each.further for each in roundings)
    assert not all(each.further for each in roundings)
    assert max(len(each.further) for each in roundings) < 8
    assert not any(each.tails for each in roundings)


def test_a_changed_figure_names_a_tie_that_half_up_breaks() -> None:
    statements = unit(3, 20, "any")
    rounded = round_statements(statements, FORMATS, WAN)
    tails = {each.equation.id for each in round_statements(statements, FORMATS, WAN, HALF_UP).tails}
    assert rounded.changes
    for each in rounded.changes:
        assert each.printed != each.half_up
        assert abs(each.printed - each.half_up) == 1

        def value(cell: Reference, cell_of: Reference = each.cell, steps: int = each.half_up) -> int:
            return steps if cell == cell_of else rounded.value(cell)

        assert each.tie.left.evaluate(value) != each.tie.right.evaluate(value)
    assert {each.tie.id for each in rounded.changes} & tails


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
