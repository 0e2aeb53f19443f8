"""What single sentences are understood to say."""

from __future__ import annotations

import pytest

from gov_accounts.audit.paper import Claim, Prose, Tables
from gov_accounts.audit.prose import find_prose
from gov_accounts.audit.source import Line, Source
from gov_accounts.law.profile import official_profile


def read(*lines: str, profile: str = "2020") -> Prose:
    """A document of some lines, each a paragraph, without tables."""
    of = official_profile(profile)
    source = Source(("公开.txt",), "docx", tuple(Line(each, ends=True) for each in lines))
    return find_prose(source, Tables("某市图书中心", of.year, of, exactly=True, tables={}))


def shown(claim: Claim) -> str:
    """A claim in a line: what is printed, with its sign in words, is which quantity."""
    sign = {1: "+", -1: "-", 0: ""}[claim.sign]
    what = f"({claim.amount}) / ({claim.base})" if claim.base is not None else str(claim.amount)
    return f"{sign}{claim.number.value} {what}"


def claims(*lines: str, profile: str = "2020") -> list[str]:
    return [shown(each) for each in read(*lines, profile=profile).claims]


ALL = "income_expenditure.total_in[amount]"
GENERAL = "general_expenditure.total[total]"


def test_totals_and_their_change() -> None:
    assert claims(
        "一、收入支出决算总体情况说明",
        "2020年度收、支总计120.00万元。与2019年相比，收、支总计各减少30.00万元，下降20.0%。",
    ) == [
        f"120.00 {ALL}",
        f"-30.00 {ALL} - previous.{ALL}",
        f"-20.0 ({ALL} - previous.{ALL}) / (previous.{ALL})",
    ]


def test_two_numbers_with_one_unit() -> None:
    out = ALL.replace("total_in", "total_out")
    assert claims("一、收入支出决算总体情况说明", "收、支总计各是10.50,11.50万元，各增长5.0%、15.0%。") == [
        f"10.50 {ALL}",
        f"11.50 {out}",
        f"+5.0 ({ALL} - previous.{ALL}) / (previous.{ALL})",
        f"+15.0 ({out} - previous.{out}) / (previous.{out})",
    ]


def test_shares_of_a_whole_are_one_group() -> None:
    said = read(
        "三、支出决算情况说明", "本年支出合计100.00万元，其中：基本支出60.00万元，占60.0%；项目支出40.00万元，占40.0%。"
    )
    shares = [each for each in said.claims if each.rule == "share"]
    assert [str(each.base) for each in shares] == ["expenditure.total[total]"] * 2
    assert len({each.group for each in shares}) == 1
    assert shares[0].group


def test_budget_final_and_how_much_of_it_was_done() -> None:
    assert claims(
        "（三）一般公共预算财政拨款支出决算具体情况",
        "一般公共预算财政拨款支出年初预算为80.00万元，支出决算为60.00万元，完成年初预算的75.0%。",
    ) == ["80.00 budget_func.total[initial]", f"60.00 {GENERAL}", f"75.0 ({GENERAL}) / (budget_func.total[initial])"]


@pytest.mark.parametrize(
    ("profile", "budget"), [("2020", "sangong.total[budget_reception]"), ("2022", "words.budget_reception[initial]")]
)
def test_a_budget_of_the_beginning_is_a_table_s_only_where_that_has_it(profile: str, budget: str) -> None:
    """From 2022 on the table has the whole year's budgets."""
    final = "sangong.total[final_reception]"
    assert claims(
        "（二）“三公”经费支出决算情况",
        "公务接待费年初预算为2.00万元，支出决算为1.00万元，完成年初预算的50%。",
        profile=profile,
    ) == [f"2.00 {budget}", f"1.00 {final}", f"50 ({final}) / ({budget})"]


def test_a_name_within_another_is_not_that_name() -> None:
    """Of all money, 财政拨款基本支出 isn't 基本支出."""
    said = read("三、支出决算情况说明", "本年支出合计100.00万元，其中：财政拨款基本支出60.00万元。")
    assert [shown(each) for each in said.claims] == ["100.00 expenditure.total[total]"]
    assert [each.what for each in said.unchecked] == ["三的 1 个数，如“60.00万元”"]


def test_numbers_in_reasons_are_of_something_else() -> None:
    said = read("三、支出决算情况说明", "本年支出合计100.00万元，主要原因是基本支出增加5.00万元。")
    assert [shown(each) for each in said.claims] == ["100.00 expenditure.total[total]"]
    assert len(said.unchecked) == 1


def test_a_change_against_the_budget_is_not_one_against_last_year() -> None:
    said = read("（一）“三公”经费支出决算总体情况", "公务接待费支出决算比年初预算减少1.00万元。")
    (claim,) = said.claims
    assert str(claim.amount) == "sangong.total[final_reception] - sangong.total[budget_reception]"


def test_limits_are_no_figures() -> None:
    said = read("十二、国有资产占用情况说明", "单价50万元（含）以上通用设备0台（套）。")
    assert said.claims == ()
    assert said.unchecked == ()


def test_a_section_that_is_not_known_is_told() -> None:
    assert [each.why[:12] for each in read("十四、其他重要事项", "发放贷款3.9亿元。").unchecked] == [
        "没有认出这一节说的是什么"
    ]


def test_a_cut_without_headings_is_read_by_its_first_words() -> None:
    said = claims("“三公”经费支出决算为65000.00元。其中：公务接待费支出31000.00元，占47.7%。")
    assert said == [
        "65000.00 sangong.total[final_total]",
        "31000.00 sangong.total[final_reception]",
        "47.7 (sangong.total[final_reception]) / (sangong.total[final_total])",
    ]


def test_parts_of_the_procurement_are_its_total() -> None:
    said = read(
        "十一、政府采购支出说明",
        "政府采购支出总额10.00万元，其中：政府采购货物支出4.00万元、政府采购服务支出6.00万元。",
    )
    assert [(each.rule, each.exact) for each in said.relations] == [("procurement-kinds", True)]


def test_signs_and_digits_of_full_width() -> None:
    assert claims("二、收入决算情况说明", "本年收入合计１０．５０万元。") == ["10.50 income.total[total]"]
    assert claims("二、收入决算情况说明", "本年收入合计 5,545.08 万元。") == ["5545.08 income.total[total]"]


def test_a_share_after_an_amount_that_is_not_known_is_not_of_what_was_said_before() -> None:
    said = claims(
        "二、收入决算情况说明",
        "本年收入合计100.00万元，其中：财政拨款收入90.00万元，占90.0%；捐赠所得10.00万元，占10.0%。",
    )
    assert said[-1] == "90.0 (income.total[fiscal]) / (income.total[total])"


def test_a_rate_after_a_change_against_the_budget_is_not_against_last_year() -> None:
    said = read("（一）“三公”经费支出决算总体情况", "公务接待费支出9.00万元，比年初预算减少1.00万元，下降10.0%。")
    less = "sangong.total[final_reception] - sangong.total[budget_reception]"
    assert [shown(each) for each in said.claims] == [
        "9.00 sangong.total[final_reception]",
        f"-1.00 {less}",
        f"-10.0 ({less}) / (sangong.total[budget_reception])",
    ]


def test_classes_in_a_list_need_no_mark() -> None:
    assert claims("（二）一般公共预算财政拨款支出决算结构情况", "主要用于以下方面：教育支出30.00万元，占30.0%。") == [
        "30.00 general_expenditure.205[total]",
        f"30.0 (general_expenditure.205[total]) / ({GENERAL})",
    ]


def test_amounts_of_another_year_are_not_this_year_s() -> None:
    said = claims("二、收入决算情况说明", "2019年本年收入合计80.00万元，2020年本年收入合计100.00万元。")
    assert said == ["100.00 income.total[total]"]
