"""What a code is called in a year: each row from its first year to its last, and what a unit or its office adds."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gov_accounts.law.chart import ChartRow
from gov_accounts.law.codes import Classification, CodeRow, official_codes

CODES = official_codes()
KEYS = ("func", "econ", "fund")
OFFICIAL = [(key, row) for key in KEYS for rows in CODES.classification(key).rows.values() for row in rows]
YEARS = st.integers(1990, 2060)


def listed(*rows: CodeRow) -> Classification:
    """A small list of functional codes."""
    by_code = {code: tuple(each) for code, each in itertools.groupby(rows, key=lambda row: row.code)}
    return Classification("科目", (3, 5, 7), 3, 9999, by_code)


def row(
    code: str, name: str = "某某", first: int = 0, last: int = 9999, fund: str = "", *, office: bool = False
) -> CodeRow:
    return CodeRow(code, name, "", first, last, fund, office)


@st.composite
def dated(draw: st.DrawFn) -> list[CodeRow]:
    """Rows of one code, none in force together with another, some with years between them without any."""
    bounds = sorted(draw(st.sets(YEARS, min_size=2, max_size=8)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return [row("2060501", f"名{first}", first, draw(st.sampled_from((first, last)))) for first, last in pairs]


# In force from a year to a year


@given(st.sampled_from(OFFICIAL), YEARS)
def test_an_official_row_holds_from_its_first_year_to_its_last(official: tuple[str, CodeRow], year: int) -> None:
    key, known = official
    found = CODES.classification(key).row(known.code, year)
    assert (found == known) == (known.first_year <= year <= known.last_year)
    assert known.in_force(year) == (found == known)


@given(dated(), YEARS)
def test_in_each_year_a_code_is_the_row_of_that_year(rows: list[CodeRow], year: int) -> None:
    holding = [each for each in rows if year in range(each.first_year, each.last_year + 1)]
    assert len(holding) <= 1
    assert listed(*rows).row("2060501", year) == (holding[0] if holding else None)


@given(dated(), YEARS)
def test_a_code_not_in_force_is_called_what_it_was_called_last(rows: list[CodeRow], year: int) -> None:
    found = listed(*rows)
    in_force = found.row("2060501", year)
    assert found.name("2060501", year) == (in_force or rows[-1]).name


@given(st.text(max_size=8), YEARS, st.sampled_from(KEYS))
def test_what_is_no_code_has_no_row_and_no_name(text: str, year: int, key: str) -> None:
    assume(text not in CODES.classification(key).rows)
    assert CODES.classification(key).row(text, year) is None
    assert CODES.classification(key).name(text, year) == ""


# Levels


@given(st.sampled_from([each for each in OFFICIAL if each[0] != "fund"]))  # funds have no levels
def test_above_each_code_are_its_own_beginnings(official: tuple[str, CodeRow]) -> None:
    key, known = official
    list_ = CODES.classification(key)
    line = list_.ancestors(known.code)
    assert line[-1] == known.code
    assert list(line) == [known.code[: len(each)] for each in line]
    assert [list_.parent(each) for each in line] == ["", *line[:-1]]
    assert list_.parent(known.code) == known.parent


def test_a_code_between_two_levels_is_below_the_shorter_one() -> None:
    assert CODES.functional.parent("206050") == "20605"
    assert CODES.functional.ancestors("206050") == ("206", "20605")


# Whose money a code is


def test_the_fund_is_of_the_code_or_the_nearest_above_that_has_one() -> None:
    found = listed(row("208", fund="11"), row("20822", fund="12"), row("2082201"), row("20801"), row("2080101"))
    assert found.fund("2082201", 2020) == "12"
    assert found.fund("2080101", 2020) == "11"
    assert listed(row("208")).fund("2080101", 2020) == ""


def test_a_code_not_in_force_tells_no_fund() -> None:
    found = listed(row("208", fund="11"), row("20822", fund="12", last=2019))
    assert [found.fund("2082201", year) for year in (2019, 2020)] == ["12", "11"]


# Codes of the unit's own, and of the finance office


@given(st.lists(st.sampled_from(OFFICIAL), max_size=5), st.sampled_from(OFFICIAL), YEARS)
def test_a_declared_code_takes_nothing_from_an_official_one(
    declared: list[tuple[str, CodeRow]], official: tuple[str, CodeRow], year: int
) -> None:
    """Where an official row is in force, its name stays; and the lists that others hold are as they were."""
    key, known = official
    rows = {each: [row(one.code, "自定") for of, one in declared if of == each] for each in ("func", "econ")}
    before = CODES.classification(key)
    found = before.row(known.code, year)
    after = CODES.with_declared(rows).classification(key)
    own = "自定" if any(one.code == known.code for one in rows.get(key, ())) else ""
    assert after.name(known.code, year) == (before.name(known.code, year) if found or not own else own)
    assert before.row(known.code, year) == found
    assert after.lists == {}


def test_the_offices_name_holds_in_its_year_only() -> None:
    found = listed(row("206"), row("2060501", "运行", fund="11")).with_rows(
        [row("2060501", "运转", 2024, 2024, office=True)]
    )
    assert [found.name("2060501", year) for year in (2023, 2024, 2025)] == ["运行", "运转", "运行"]
    assert found.fund("2060501", 2024) == "11"


def test_a_list_leaves_out_what_it_has_others_beside() -> None:
    official = listed(row("206"), row("20605"), row("2060501"), row("2060502"), row("208"), row("20805"))
    found = official.with_rows(row(code, code, 2024, 2024, office=True) for code in ("206", "20605", "2060501"))
    assert found.left_out("2060502", 2024)
    assert not found.left_out("2060501", 2024)
    assert not found.left_out("20805", 2024), "of 208 the list says nothing"
    assert not found.left_out("2060502", 2023), "the list is of one year"


def test_what_the_unit_declares_no_list_leaves_out() -> None:
    official = listed(row("206"), row("20605"), row("2060501"))
    office = row("2060501", "运转", 2024, 2024, office=True)
    assert official.with_rows([office]).left_out("2060507", 2024)
    assert not official.with_rows([office, row("2060507", "自定")]).left_out("2060507", 2024)


def test_only_codes_in_force_are_named_for_a_wrong_one() -> None:
    found = listed(row("2060501"), row("2060502", last=2019), row("2060503", first=2021), row("20605"))
    assert [each.code for each in found.nearest("2060509", 2020)] == ["2060501"]


# The chart


@given(st.sampled_from(list(CODES.chart.rows.values())), YEARS)
def test_an_account_is_called_by_the_last_of_its_names_so_far(account: ChartRow, year: int) -> None:
    name = account.name
    for first, later, _ in sorted(account.renamed):
        name = later if first <= year else name
    assert account.name_in(year) == name


def test_an_account_that_was_renamed_keeps_its_first_name_until_then() -> None:
    account = ChartRow(
        "1011",
        "甲",
        "财务",
        "资产",
        credit_normal=False,
        unit_kinds=frozenset(),
        renamed=((2021, "乙", ""), (2023, "丙", "")),
    )
    assert [account.name_in(year) for year in (2020, 2021, 2022, 2023, 2024)] == ["甲", "乙", "乙", "丙", "丙"]


def test_details_are_right_below_their_account() -> None:
    assert {each.code for each in CODES.chart.details("8201")} == {f"8201{number:02}" for number in range(1, 6)}
    assert all(len(each.code) == 4 for each in CODES.chart.accounts)
    below = [detail.code for account in CODES.chart.accounts for detail in CODES.chart.details(account.code)]
    assert sorted(below) == sorted(code for code in CODES.chart.rows if len(code) == 6)


@pytest.mark.parametrize(("key", "code"), [("func", "2060501"), ("econ", "30206"), ("fund", "11")])
def test_each_key_has_its_own_list(key: str, code: str) -> None:
    assert [each for each in KEYS if CODES.classification(each).row(code, 2020)] == [key]
