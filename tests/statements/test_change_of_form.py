"""A year in another form than the year before: what both forms have is carried over, what one hasn't isn't asked."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.findings import errors
from gov_accounts.law.formats import FormatSet
from gov_accounts.law.formula import Reference
from gov_accounts.law.profile import official_profile
from gov_accounts.law.selection import same_figure
from gov_accounts.law.tie import PREVIOUS
from gov_accounts.ledger import load
from gov_accounts.printing.rounding import round_statements
from gov_accounts.printing.units import WAN
from gov_accounts.printing.years import PrintedYears
from gov_accounts.statements.figures import exact
from gov_accounts.statements.ties import check, due, equations, with_previous
from tests.support.draws import draws
from tests.support.paths import EXAMPLES
from tests.support.units import STYLES, two_years

MINISTRY, SHANGHAI = official_profile("2020"), official_profile("2024-上海", "26")
FORMATS = SHANGHAI.formats
CHANGED = (MINISTRY.formats, FORMATS)
PUHUI = EXAMPLES / "puhui_2024" / "main.beancount"


def carried(formats: tuple[FormatSet, FormatSet]) -> set[str]:
    """The ties to last year's tables that are asked about a year in the second forms, after one in the first."""
    last, this = two_years(3, 30, "any", 3, formats)
    found = equations(with_previous(this, last), FORMATS)
    return {each.rule for each in found if any(table.startswith(PREVIOUS) for table in each.tables())}


def test_only_ties_of_what_last_years_form_has_not_are_left_out() -> None:
    assert carried((FORMATS, FORMATS)) - carried(CHANGED) == {"carried-state-capital"}
    assert {"carried-in", "carried-opening", "carried-fund", "carried-fiscal-31"} <= carried(CHANGED)


@pytest.mark.parametrize("key", FORMATS.by_key)
def test_figures_of_both_forms_are_the_same_but_those_of_other_money(key: str) -> None:
    """表7 of the Ministry is of 一般公共预算 alone, and its 表9 has neither income nor what is carried over."""
    ours, theirs = FORMATS.by_key[key], MINISTRY.formats.by_key[key]
    others = {
        (row, column.key)
        for row, panel in ours.fixed.items()
        for column in panel.columns
        if not row.startswith(("blank", "below_closing"))
        and not same_figure(ours, theirs, Reference(row, column.key, key))
    }
    assert others == {
        "sangong": set(product(["total"], ours.column_keys())),
        "state_capital": set(product(["total"], ["opening", "income", "closing"])),
    }.get(key, set())


@draws(60)
@given(st.integers(0, 2**32), st.integers(2, 30), st.sampled_from(STYLES), st.integers(1, 3))
def test_what_is_carried_over_is_printed_as_last_years_form_had_it(
    seed: int, leaves: int, style: str, funds: int
) -> None:
    last, this = two_years(seed, leaves, style, funds, CHANGED)
    before = round_statements(last, MINISTRY.formats, WAN)
    linked = with_previous(this, last)
    checks = check(due(equations(linked, FORMATS), {"always", "carried"}), exact(linked))
    assert all(each.holds or each.equation.kind == "at-least" for each in checks)
    rounded = round_statements(linked, FORMATS, WAN, previous=before)
    assert not rounded.tails
    for this_cell, last_cell in (
        (("income_expenditure", "opening", "amount"), ("income_expenditure", "closing", "amount")),
        (("fiscal_income_expenditure", "opening", "amount"), ("fiscal_income_expenditure", "closing", "total")),
        (
            ("fiscal_income_expenditure", "opening_state_capital", "amount"),
            ("fiscal_income_expenditure", "closing", "state_capital"),
        ),
        (("state_capital", "total", "opening"), ("fiscal_income_expenditure", "closing", "state_capital")),
    ):
        assert rounded.figure(*this_cell) == before.figure(*last_cell)


def test_a_ledger_whose_form_changes_is_carried_over() -> None:
    """2023 in the Ministry's form, 2024 in Shanghai's."""
    ledger = load(PUHUI)
    assert [ledger.profile(year).region for year in (2023, 2024)] == ["", "上海"]
    assert not errors(ledger.findings)
    printed = PrintedYears.of(ledger, WAN)
    years = {year: printed.year(year) for year in ledger.years}
    assert all(not each.rounding.tails for each in years.values())
    last, this = years[2023], years[2024]
    linked = with_previous(this.statements, last.statements)
    ties = [each for each in equations(linked, ledger.profile(2024).formats) if f"{PREVIOUS}gov_fund" in each.tables()]
    checks = list(check(due(ties, {"always", "carried", "equal"}), exact(linked)))
    assert checks
    assert all(each.holds for each in checks)
