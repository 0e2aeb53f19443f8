"""What a cell takes, written in one way: the same codes as its table, row and column all take, however they say it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gov_accounts.law.form import Format, Take
from gov_accounts.law.formula import Reference
from gov_accounts.law.profile import official_profile
from gov_accounts.law.selection import Prefixes, Selection, meaning, same_figure

UNIVERSE = ["".join(each) for size in range(1, 4) for each in product("12", repeat=size)]
codes = st.lists(st.sampled_from(UNIVERSE), max_size=3).map(tuple)
takes = st.builds(
    Take,
    accounts=codes,
    accounts_except=codes,
    fund=st.sampled_from([(), ("11",), ("11", "12"), ("3",)]),
    fund_except=st.sampled_from([(), ("11",)]),
    project=st.sampled_from([None, None, True, False]),
)
FORM = official_profile("2020").formats.by_key["gov_fund"]


def form_of(table: Take, row: Take, column: Take) -> Format:
    """A table of one cell."""
    (panel,) = FORM.panels
    made = replace(
        panel,
        rows=(replace(panel.rows[0], take=row, formula=None),),
        columns=(replace(panel.columns[0], take=column, formula=None),),
    )
    return replace(FORM, take=table, panels=(made,))


def cell(*of: Take) -> Selection | None:
    form = form_of(*of)
    found = meaning(form, form.panels[0].rows[0].key, form.panels[0].columns[0].key)
    assert found is not None
    ((selection, times),) = found or ((None, 1),)
    assert times == 1
    assert selection is None or isinstance(selection, Selection)
    return selection


def takes_code(take: Take, code: str) -> bool:
    return (not take.accounts or code.startswith(take.accounts)) and not code.startswith(take.accounts_except or "-")


def has(prefixes: Prefixes, code: str) -> bool:
    return code.startswith(prefixes.wanted) and not code.startswith(prefixes.excepted or "-")


@example(Take(accounts=("11",)), Take(accounts_except=("1",)), Take())
@given(takes, takes, takes)
def test_it_is_what_all_of_them_take(table: Take, row: Take, column: Take) -> None:
    all_of_them = (table, row, column)
    selection = cell(*all_of_them)
    expected = {code for code in UNIVERSE if all(takes_code(each, code) for each in all_of_them)}
    funds = [
        fund
        for fund in ("", "11", "12", "3")
        if all((not each.fund or fund in each.fund) and fund not in each.fund_except for each in all_of_them)
    ]
    torn = {each.project for each in all_of_them} >= {True, False}
    if selection is None:
        assert torn or not expected or not funds
    else:
        assert not torn
        assert {code for code in UNIVERSE if has(selection.accounts, code)} == expected
        assert [fund for fund in ("", "11", "12", "3") if fund in selection.fund] == funds


@given(takes, takes, takes)
def test_it_does_not_matter_who_says_what_or_how_often(table: Take, row: Take, column: Take) -> None:
    assert cell(table, row, column) == cell(column, table, row) == cell(row, column, table)
    assert cell(table, row, row) == cell(table, row, Take())
    wordy = replace(table, accounts=(*table.accounts, *(f"{code}1" for code in table.accounts)))
    assert cell(table, row, column) == cell(wordy, row, column)


@pytest.mark.parametrize("period", ["year", "opening", "closing", "before"])
def test_the_period_of_the_row_goes_before_the_columns_and_the_tables(period: str) -> None:
    said = Take(period=period)  # type: ignore[arg-type]
    for of in ((said, Take(), Take()), (Take(period="closing"), said, Take(period="opening")), (Take(), Take(), said)):
        selection = cell(*of)
        assert selection is not None
        assert selection.period == period


def test_formulas_are_what_they_add_up() -> None:
    """表4's closing of a fund and 表8's are one figure, though one is a row's formula and one a column's."""
    forms = official_profile("2020").formats.by_key
    closing = meaning(forms["fiscal_income_expenditure"], "closing", "gov_fund")
    assert closing == meaning(forms["gov_fund"], "total", "closing")
    assert closing
    assert sorted(times for _, times in closing) == [-1, 1, 1]


def test_a_figure_is_another_forms_only_if_both_have_it() -> None:
    ours, theirs = (official_profile(each).formats.by_key["state_capital"] for each in ("2024-上海", "2020"))
    assert same_figure(ours, theirs, Reference("total", "basic", "state_capital"))
    assert same_figure(ours, theirs, Reference("2230105", "project", "state_capital"))
    assert not same_figure(ours, theirs, Reference("total", "opening", "state_capital"))
    assert not same_figure(theirs, ours, Reference("total", "opening", "state_capital"))
    assert not same_figure(ours, theirs, Reference("nothing", "basic", "state_capital"))
