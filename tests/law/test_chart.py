"""What an account is, by its code: the chart's columns, handed down to details, and nothing that isn't there."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.law import chart
from gov_accounts.law.chart import Carried, Cash, ChartRow, Element, Role, Stage, official_chart, role, the_account
from gov_accounts.law.form import Take
from gov_accounts.law.parallel import official_rules
from gov_accounts.law.profile import profile_of
from gov_accounts.law.reading import DataError, official

CHART = official_chart()
ROWS = sorted(CHART.rows)
CODES = st.sampled_from(ROWS)
DIGITS = st.text("0123456789", max_size=8)


# Roles


@given(CODES, DIGITS)
def test_a_unit_s_own_detail_is_what_the_account_above_it_is(code: str, digits: str) -> None:
    assert role(code) is CHART.rows[code].role
    whole = code + digits
    above = max((each for each in ROWS if whole.startswith(each)), key=len)
    assert role(whole) is CHART.rows[above].role


@given(CODES)
def test_a_detail_of_the_chart_is_of_the_element_and_the_role_of_the_account_above_it(code: str) -> None:
    assert role(code) == role(code[:4])


@given(DIGITS)
def test_what_the_chart_has_not_is_of_the_element_it_begins_like_and_no_more(code: str) -> None:
    if any(code.startswith(each) for each in ROWS):
        return
    known = role(code)
    alike = {row.role.element for row in CHART.accounts if row.code[:1] == code[:1]}
    assert known.element == (alike.pop() if alike else None)
    assert (known.cash, known.fiscal, known.carries, known.stage) == (None, False, None, None)


@pytest.mark.parametrize("text", ["", "prior", "spending", "x7201", "０００１", "０"])
def test_what_is_no_code_is_no_account(text: str) -> None:
    assert role(text) == Role()


@given(CODES)
def test_each_account_is_of_one_book_and_is_emptied_or_kept(code: str) -> None:
    known, row = role(code), CHART.rows[code]
    assert row.element == (known.element and known.element.value)
    assert (row.book == "财务", row.book == "预算") == (known.financial, known.budgetary)
    assert known.flow + known.keeps + (known.element is Element.APPROPRIATION) == 1
    assert known.budget_flow == (known.earns or known.spends) == (known.flow and known.budgetary)
    assert set(known.needs) <= {"func", "econ", "fund", "project"}
    assert not known.needs or known.coded


def test_budget_postings_have_codes_but_those_of_money_and_of_appropriations_what_is_available() -> None:
    coded = {row.code for row in CHART.accounts if row.role.coded}
    budgetary = {row.code for row in CHART.accounts if row.book == "预算"}
    assert coded == budgetary - {"8001"} | {"9001"}


def test_the_rules_name_as_money_what_the_chart_has_as_money() -> None:
    money = {row.code for row in CHART.accounts if row.role.cash in (Cash.OWN, Cash.QUOTA)}
    assert money == official_rules().money.keys()
    assert {role(each).cash for each in official_rules().money.values()} == {Cash.IN_HAND}


def test_forms_open_a_year_with_what_is_carried_over() -> None:
    """What a form opens a year with is of accounts that carry something over, and of no other."""
    opening = [each for each in takes(profile_of(2020)) if each.period == "opening" and each.accounts]
    assert len(opening) > 5
    assert all(role(code).carries for each in opening for code in each.accounts)


def takes(value: Any) -> Iterator[Take]:
    """Every selection in a value, wherever it stands."""
    if isinstance(value, Take):
        yield value
    elif dataclasses.is_dataclass(value):
        yield from (each for field in dataclasses.fields(value) for each in takes(getattr(value, field.name)))
    elif isinstance(value, Mapping):
        yield from (each for inner in value.values() for each in takes(inner))
    elif isinstance(value, tuple | list):
        yield from (each for inner in value for each in takes(inner))


# The account that is something


def test_some_accounts_are_there_once() -> None:
    assert the_account(cash=Cash.IN_HAND) == "8001"
    assert the_account(cash=Cash.DIRECT) == "4001"
    assert the_account(carries=Carried.CARRYOVER) == "8201"
    assert the_account(carries=Carried.CARRYOVER, fiscal=True) == "8101"
    assert [the_account(stage=each) for each in Stage] == ["9001", "9101", "9102"]


def test_what_is_there_more_than_once_is_not_the_account() -> None:
    with pytest.raises(DataError, match=r"accounts\.csv: 货币资金应正好有一个总账科目，有 3 个"):
        the_account(cash=Cash.OWN)


# Years


@given(CODES, st.integers(1949, 2100))
def test_an_account_is_looked_up_in_the_years_in_which_it_holds(code: str, year: int) -> None:
    row = CHART.rows[code]
    holds = row.first_year <= max(year, CHART.first_year) and year <= row.last_year
    assert CHART.row(code, year) == (row if holds else None)


def test_an_account_that_began_later_is_not_there_before() -> None:
    (code, row) = next((code, row) for code, row in CHART.rows.items() if row.first_year > CHART.first_year)
    assert CHART.row(code, row.first_year - 1) is None
    assert CHART.row(code, row.first_year) is row
    ended = ChartRow("1999", "某某", "财务", "资产", False, frozenset(), 2019, 2024)  # noqa: FBT003
    some = chart.Chart({"1999": ended})
    assert (some.row("1999", 1990), some.row("1999", 2024), some.row("1999", 2025)) == (ended, ended, None)
    assert some.row("1998", 2020) is None


# Slips


def read_with(monkeypatch: pytest.MonkeyPatch, folder: Path, rows: list[dict[str, str]]) -> Mapping[str, ChartRow]:
    with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr(chart, "official", lambda *path: folder / path[-1])
    return chart.official_chart.__wrapped__().rows


@pytest.fixture
def rows() -> list[dict[str, str]]:
    with official("chart", "accounts.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("column", ["element", "cash", "fiscal", "carries", "stage", "needs", "parent"])
@pytest.mark.parametrize("place", [0, 60, 190, -1])
def test_a_slip_names_file_account_and_column(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rows: list[dict[str, str]], column: str, place: int
) -> None:
    rows[place][column] = "某某"
    with pytest.raises(DataError, match=rf"^accounts\.csv: {rows[place]['code']}\.{column} 应为"):
        read_with(monkeypatch, tmp_path, rows)


def test_an_account_may_change_its_name_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    """A role is looked up without a year."""
    assert read_with(monkeypatch, tmp_path, rows) == CHART.rows
    later = next(each for each in rows if each["valid_from"] > "2024" and each["code"] == "1821")
    later["cash"] = "货币资金"
    with pytest.raises(DataError, match=r"^accounts\.csv: 1821\.element 应为同一编码各年相同"):
        read_with(monkeypatch, tmp_path, rows)


def test_what_a_detail_says_itself_goes_before_what_is_above_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    detail = next(each for each in rows if each["code"] == "810107")
    detail["needs"], detail["carries"] = "project", "结余"
    read = read_with(monkeypatch, tmp_path, rows)
    assert (read["810107"].role.needs, read["810107"].role.carries) == (("project",), Carried.SURPLUS)
    assert (read["810106"].role.needs, read["810106"].role.carries) == (("func", "fund"), Carried.CARRYOVER)
    assert read["810107"].role.fiscal
