"""What a ledger says of its unit: which of two declarations holds, from when, and what is said of one that can't."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from beancount.core.data import Custom
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.declarations import Declarations, opened_codes, read_declarations, unit_finding
from gov_accounts.books.ledger import Ledger
from gov_accounts.law.codes import official_codes

CODES = official_codes()
YEARS = st.integers(1980, 2060)


def declared(*customs: tuple[int, str]) -> Declarations:
    """What ``custom`` directives of given years declare; each is what stands after the word."""
    text = "".join(f"{year}-01-01 custom {words}\n" for year, words in customs)
    entries, errors, _ = parser.parse_string(text)
    assert not errors
    assert len([entry for entry in entries if isinstance(entry, Custom)]) == len(customs)
    return read_declarations(entries, CODES)


def rules(declarations: Declarations) -> list[str]:
    return [finding.rule for finding in declarations.findings]


def test_the_later_of_two_names_is_the_units(ledger: Ledger) -> None:
    """
    2021-06-01 custom "gov-unit" "name" "改名后的中心"
    2020-06-01 custom "gov-unit" "name" "某某研究中心"
    """
    assert ledger.unit_name == "改名后的中心"


def test_of_each_thing_said_the_directive_that_says_it_is_known(ledger: Ledger) -> None:
    """
    2021-06-01 custom "gov-unit" "name" "改名后的中心"
    """
    said = ledger.declarations.directives
    assert said.keys() == ledger.declarations.unit.keys()
    assert {key: str(directive.date) for key, directive in said.items()} == {"name": "2021-06-01", "kind": "2020-01-01"}


def test_a_unit_may_say_what_nobody_asks(ledger: Ledger) -> None:
    """
    2020-06-01 custom "gov-unit" "region" "武汉市"
    """
    assert ledger.declarations.unit["region"] == "武汉市"


def test_projects_have_the_name_said_last(ledger: Ledger) -> None:
    """
    2020-06-01 custom "gov-project" "P2" "仪器购置"
    2020-07-01 custom "gov-project" "P2" "大型仪器购置"
    """
    assert ledger.declarations.projects == {"P1": "平台建设", "P2": "大型仪器购置"}


def test_numbers_and_blanks_round_a_text_are_read_as_the_text_meant() -> None:
    made = declared((2020, '"gov-code" "func" 2069901 " 科技奖励 "'), (2020, '"gov-project" 7 "平台"'))
    (row,) = made.codes["func"]
    assert (row.code, row.name) == ("2069901", "科技奖励")
    assert made.projects == {"7": "平台"}


@given(YEARS, YEARS)
def test_a_code_declared_once_holds_in_every_year(said: int, asked: int) -> None:
    """Before the day of its directive too: that is when somebody wrote it down."""
    codes = CODES.with_declared(declared((said, '"gov-code" "func" "2069907" "某某奖励"')).codes)
    assert codes.functional.name("2069907", asked) == "某某奖励"
    assert codes.functional.row("2069907", asked) is not None


@given(st.lists(YEARS, min_size=1, max_size=5), YEARS)
def test_a_code_declared_again_has_its_new_name_from_that_year_on(years: Sequence[int], asked: int) -> None:
    years = sorted(years)
    made = declared(*((year, f'"gov-code" "econ" "30297" "名{n}"') for n, year in enumerate(years)))
    codes = CODES.with_declared(made.codes)
    so_far = [f"名{n}" for n, year in enumerate(years) if year <= asked]
    row = codes.economic.row("30297", asked)
    assert row is not None
    assert row.name == (so_far[-1] if so_far else "名0")
    assert len([each for each in made.codes["econ"] if each.in_force(asked)]) == 1


def test_codes_of_one_list_are_not_of_the_other() -> None:
    made = declared((2020, '"gov-code" "econ" "30297" "某某支出"'))
    assert made.codes["func"] == ()
    assert [row.parent for row in made.codes["econ"]] == ["302"]


@pytest.mark.parametrize(
    "words",
    [
        '"gov-unit" "name"',
        '"gov-unit" "name" ""',
        '"gov-unit" "name" "某某中心" "别名"',
        '"gov-project" "P1"',
        '"gov-project" "" "平台"',
        '"gov-code" "fund" "14" "别的资金"',
        '"gov-code" "func" "2069907"',
        '"gov-codes" ""',
        '"gov-codes"',
    ],
)
def test_a_declaration_of_another_shape_is_told_and_declares_nothing(words: str) -> None:
    made = declared((2019, '"gov-unit" "kind" "事业单位"'), (2020, words))
    (finding,) = made.findings
    assert (finding.rule, finding.place and finding.place.line) == ("declaration-malformed", 2)
    assert finding.what.startswith(words.split(maxsplit=1)[0].strip('"'))
    assert finding.remedy.startswith("写成：2020-01-01 custom ")
    assert (made.unit, made.projects, made.code_files) == ({"kind": "事业单位"}, {}, ())
    assert made.codes == {"func": (), "econ": ()}


@pytest.mark.parametrize("words", ['"budget" "name" "某某中心"', '"gov-unknown"', '"fava-option" "language" "zh"'])
def test_directives_of_others_are_left_alone(words: str) -> None:
    made = declared((2020, words))
    assert (made.findings, made.unit, made.projects) == ((), {}, {})


def test_a_kind_that_no_unit_is_of_is_told_where_it_was_said_last() -> None:
    made = declared((2019, '"gov-unit" "kind" "事业单位"'), (2020, '"gov-unit" "kind" "企业"'))
    (finding,) = made.findings
    assert (finding.rule, finding.place and finding.place.line) == ("unit-kind-unknown", 2)
    assert finding.remedy == "改成事业单位或行政单位。"


def test_a_code_below_none_is_told() -> None:
    assert rules(declared((2020, '"gov-code" "func" "2069801" "某某支出"'))) == ["declaration-orphan"]


def test_a_code_below_one_that_is_declared_as_late_as_it_is_not() -> None:
    customs = ((2020, '"gov-code" "func" "2069801" "某某支出"'), (2021, '"gov-code" "func" "20698" "某某"'))
    assert rules(declared(*customs)) == []


@pytest.mark.parametrize("code", ["20699011", "206990", "2x69907", "9999901"])
def test_a_code_of_no_level_or_no_class_is_told(code: str) -> None:
    assert rules(declared((2020, f'"gov-code" "func" "{code}" "某某支出"'))) == ["declaration-orphan"]


def test_a_unit_without_a_name_is_told() -> None:
    nameless = declared((2020, '"gov-unit" "kind" "事业单位"'))
    finding = unit_finding(nameless, "main.beancount")
    assert finding is not None
    assert (finding.rule, finding.place and finding.place.file) == ("unit-name-missing", "main.beancount")
    assert unit_finding(declared((2020, '"gov-unit" "name" "某某中心"')), "main.beancount") is None


def test_each_code_is_opened_once_with_all_its_details(ledger: Ledger) -> None:
    """
    2020-06-01 open Assets:1002-银行存款:基本户 CNY
    2020-06-01 open Assets:1002-银行存款:专户 CNY
    """
    codes = "1002 6001 6101 7201 8001 8101 8201 9001 9101 9102"
    assert sorted(opened_codes(ledger.entries)) == codes.split()
