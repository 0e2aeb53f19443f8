"""Items that are listed, what is said not to be there, and what it is for."""

from __future__ import annotations

import pytest

from gov_accounts.audit.paper import FoundTable, Prose
from gov_accounts.audit.words.lists import check_lists
from gov_accounts.audit.words.purposes import check_purposes
from tests.audit.words.understood import nothing, prose, rules, section, table

LABELS = {
    "301": "工资福利支出",
    "30101": "基本工资",
    "30103": "奖金",
    "30112": "其他社会保障缴费",
    "302": "商品和服务支出",
    "30201": "办公费",
    "30207": "邮电费",
}


def basic(**amounts: str) -> FoundTable:
    rows = {code: {"amount": amounts.get(f"c{code}", "")} for code in LABELS}
    return table("general_basic", rows, labels=LABELS)


BASIC = basic(c30101="5.00", c30112="1.00", c30201="2.00")
WORDS = "人员经费6.00万元，主要包括：{}；公用经费2.00万元，主要包括：{}。"


def test_the_right_items() -> None:
    tables = nothing(general_basic=BASIC)
    assert not list(check_lists(tables, prose(WORDS.format("基本工资、其他社会保障缴费支出", "办公费"))))
    assert not list(check_lists(tables, prose(WORDS.format("基本工资等", "办公费"))))
    assert not list(check_lists(tables, prose(WORDS.format("基本工资、社保", "办公费"))))


def test_an_item_with_nothing_and_one_left_out() -> None:
    tables = nothing(general_basic=BASIC)
    findings = list(check_lists(tables, prose(WORDS.format("基本工资、奖金", "办公费、邮电费"))))
    assert [(each.rule, each.places[0].printed) for each in findings] == [
        ("listed-nothing", "奖金"),
        ("listed-not-all", "基本工资、奖金"),
        ("listed-nothing", "邮电费"),
    ]
    assert "其他社会保障缴费（1.00）" in findings[1].what


def test_a_list_of_all_there_is() -> None:
    tables = nothing(general_basic=BASIC)
    said = prose("基本支出2.00万元，全部是公用经费，主要包括：办公费、邮电费。")
    assert [each.places[0].printed for each in check_lists(tables, said)] == ["邮电费"]
    assert not list(check_lists(tables, prose("公用经费，主要包括：办公费、邮电费等日常支出。")))


def test_a_zero_among_blanks_is_an_amount_too_little_to_print() -> None:
    tables = nothing(general_basic=basic(c30101="5.00", c30103="0.00", c30112="1.00", c30201="2.00"))
    assert not list(check_lists(tables, prose(WORDS.format("基本工资、奖金、社保", "办公费"))))


def test_amounts_all_too_little_to_print_among_blanks() -> None:
    tables = nothing(general_basic=basic(c30101="0.00", c30201="0.00"))
    findings = list(check_lists(tables, prose(WORDS.format("基本工资、奖金", "办公费"))))
    assert [(each.rule, each.places[0].printed) for each in findings] == [("listed-nothing", "奖金")]


def test_an_empty_table_tells_nothing() -> None:
    assert not list(check_lists(nothing(general_basic=basic()), prose(WORDS.format("奖金", "邮电费"))))


@pytest.mark.parametrize(("amount", "found"), [("5.00", ["said-nothing"]), ("0.00", []), ("", [])])
def test_nothing_is_said_of_a_table_with_figures(amount: str, found: list[str]) -> None:
    tables = nothing(gov_fund=table("gov_fund", {"total": {"income": amount}}))
    words = Prose((section("三部分八", "本单位2020年度没有政府性基金预算财政拨款收入支出。", "八、政府性基金预算"),))
    assert rules(check_lists(tables, words)) == found


@pytest.mark.parametrize(("column", "found"), [("budget_total", []), ("final_total", ["said-nothing"])])
def test_a_budget_alone_is_no_contradiction(column: str, found: list[str]) -> None:
    tables = nothing(sangong=table("sangong", {"total": {column: "0.45"}}))
    words = Prose((section("三部分七", "本单位2020年度无“三公”经费财政拨款支出。", "七、“三公”经费"),))
    assert rules(check_lists(tables, words)) == found


def test_income_alone_is_no_expenditure() -> None:
    tables = nothing(gov_fund=table("gov_fund", {"total": {"income": "5.00"}}))
    text = "本单位2020年度没有政府性基金预算财政拨款支出。"
    assert not list(check_lists(tables, Prose((section("三部分八", text, "八、政府性基金预算"),))))


ITEMS = (
    "7、卫生健康支出（类）行政事业单位医疗（款）事业单位医疗（项）。主要用于：{}。支出决算为0.49万元。\n"
    "8、住房保障支出（类）住房改革支出（款）住房公积金（项）。主要用于：{}。支出决算为17.70万元。"
)


def test_a_purpose_of_the_item_before() -> None:
    (finding,) = check_purposes(prose(ITEMS.format("事业单位医疗保险支出", "事业单位医疗保险支出")))
    assert (finding.rule, finding.places[0].printed) == ("purpose-copied", "事业单位医疗保险支出")


@pytest.mark.parametrize("purposes", [("职工医疗保险", "职工住房公积金"), ("人员经费支出", "人员经费支出")])
def test_purposes_of_their_own(purposes: tuple[str, str]) -> None:
    assert not list(check_purposes(prose(ITEMS.format(*purposes))))
