"""Words as claims: which number is said to be what."""

from __future__ import annotations

import pytest

from gov_accounts.audit.paper import Claim, Prose, Tables
from gov_accounts.audit.prose import find_prose, find_sections
from gov_accounts.audit.prose.plain import figures, plain
from gov_accounts.audit.source import Line, Source
from gov_accounts.law.profile import profile_of


def text(*lines: str, kind: str = "text") -> Source:
    return Source(("a.txt",), kind, tuple(Line(each, number // 3 + 1) for number, each in enumerate(lines)))


def prose(*lines: str, kind: str = "text") -> Prose:
    return find_prose(text(*lines, kind=kind), Tables("某某中心", 2020, profile_of(2020), exactly=True, tables={}))


def told(claim: Claim) -> str:
    """``what = number`` of a claim, its base after a stroke."""
    base = f" / {claim.base}" if claim.base is not None else ""
    sign = {1: "+", -1: "-", 0: ""}[claim.sign]
    return f"{claim.amount}{base} = {sign}{claim.number.value}"


def claims(*lines: str) -> list[str]:
    return [told(each) for each in prose(*lines).claims]


TOTALS = "一、收入支出决算总体情况说明"
IN = "income_expenditure.total_in[amount]"
LAST = "previous.income_expenditure.total_in[amount]"


# Sections


def test_sections_are_named_by_parts_and_numerals() -> None:
    found = find_sections(
        text(
            "某某中心 2020 年度部门决算",
            "目录",
            "第一部分 某某中心概况",
            "一、主要职能",
            "第三部分 情况说明",
            "一、收入支出决算总体情况说明",
            "第一部分 某某中心概况",
            "一、主要职能",
            "承担服务。",
            "第三部分 2020 年度部门决算情况说明",
            "五、一般公共预算财政拨款支出决算情况说明",
            "（三）具体情况。年初预算为 1 万元。",
        )
    )
    assert [each.id for each in found] == ["封面", "目录", "一部分", "一部分一", "三部分", "三部分五", "三部分五（三）"]
    assert found[-1].text == "年初预算为1万元。\n"
    assert found[3].text == "承担服务。\n"


def test_contents_that_do_not_end_are_no_contents() -> None:
    found = find_sections(text("目录", TOTALS, "收、支总计 1.00 万元。"))
    assert [each.id for each in found][-1] == "一"


def test_a_sentence_goes_on_over_lines_and_pages() -> None:
    (section,) = find_sections(text(TOTALS, "收、支总计", "9859.38", "万元。与上年相比"))
    assert section.text == "收、支总计9859.38万元。与上年相比"
    spot = section.spot(section.text.index("9859.38"), section.text.index("万元"))
    assert (spot.section, spot.page, spot.printed) == ("一", 1, "9859.38")


def test_each_paragraph_of_word_is_its_own() -> None:
    (section,) = find_sections(text(TOTALS, "甲", "乙", kind="docx"))
    assert section.text == "甲\n乙\n"


# Numbers


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("5,545.08 万元", ["5545.08"]),
        ("各是4125.49,4143.91万元", ["4125.49", "4143.91"]),
        ("各下降23.51%、38.28%", ["23.51", "38.28"]),
        ("-1.50万元，占０.５％", ["-1.50", "0.5"]),
        ("2020年9月，3人，第5号", []),
    ],
)
def test_amounts_and_per_cents(words: str, values: list[str]) -> None:
    assert [str(each.value) for each in figures(plain(words.replace(" ", "")))] == values


# Claims


def test_a_total_its_change_and_its_growth() -> None:
    assert claims(
        TOTALS,
        "2020 年度收、支总计 394.82 万元。",
        "与 2019 年度相比，收、支总计各增加 41.45 万元，增长 11.7%，主要原因是增加 17 人。",
    ) == [f"{IN} = 394.82", f"{IN} - {LAST} = +41.45", f"{IN} - {LAST} / {LAST} = +11.7"]


def test_income_and_expenditure_in_one_breath() -> None:
    out = "income_expenditure.total_out[amount]"
    assert claims(
        TOTALS, "2022年度收、支总计各是10.00,12.00万元。与2021年相比，各减少1.00,2.00万元，各下降9.09%、14.29%。"
    ) == [
        f"{IN} = 10.00",
        f"{out} = 12.00",
        f"{IN} - {LAST} = -1.00",
        f"{out} - previous.{out} = -2.00",
        f"{IN} - {LAST} / {LAST} = -9.09",
        f"{out} - previous.{out} / previous.{out} = -14.29",
    ]


def test_parts_with_their_shares_are_a_group() -> None:
    found = prose(
        "三、支出决算情况说明",
        "2020 年度支出合计 10.00 万元。其中：基本支出 9.00 万元，占本年支出 90.0%；",
        "项目支出 1.00 万元，占本年支出 10.0%。",
    ).claims
    assert [told(each) for each in found[1:]] == [
        "expenditure.total[basic] = 9.00",
        "expenditure.total[basic] / expenditure.total[total] = 90.0",
        "expenditure.total[project] = 1.00",
        "expenditure.total[project] / expenditure.total[total] = 10.0",
    ]
    assert len({each.group for each in found if each.kind == "ratio"}) == 1


def test_a_class_with_its_budget() -> None:
    assert claims(
        "（三）一般公共预算财政拨款支出决算具体情况",
        "1、科学技术支出（类）。年初预算为 340.03 万元，支出决算为 308.18 万元，完成年初预算的 90.6%。",
    ) == [
        "budget_func.206[initial] = 340.03",
        "general_expenditure.206[total] = 308.18",
        "general_expenditure.206[total] / budget_func.206[initial] = 90.6",
    ]


def test_a_code_that_is_not_known_is_never_the_whole() -> None:
    found = prose(
        "八、政府性基金预算财政拨款收入支出决算情况",
        "支出 10.00 万元，支出具体情况如下：",
        "1、某某（类）某某（款）某某支出（项）。年初预算为 3.00 万元，支出决算为 4.00 万元。",
    )
    assert [told(each) for each in found.claims] == ["gov_fund.total[total] = 10.00"]
    assert [each.what.partition("，")[0] for each in found.unchecked] == ["八的 2 个数"]


def test_against_the_budget_and_against_the_year_before() -> None:
    cell, budget = "general_expenditure.total[total]", "budget_func.total[initial]"
    assert claims(
        "（三）一般公共预算财政拨款支出决算情况说明",
        "一般公共预算财政拨款支出 100.00 万元，较上年决算数增加 10.00 万元，增长 11.1%。",
        "较年初预算数增加 20.00 万元，增长 25.0%。公共安全支出 60.00 万元，占 60.0%。",
    ) == [
        f"{cell} = 100.00",
        f"{cell} - previous.{cell} = +10.00",
        f"{cell} - previous.{cell} / previous.{cell} = +11.1",
        f"{cell} - {budget} = +20.00",
        f"{cell} - {budget} / {budget} = +25.0",
        "general_expenditure.204[total] = 60.00",
        f"general_expenditure.204[total] / {cell} = 60.0",
    ]


def test_what_is_not_known_is_not_taken_for_what_was_spoken_of() -> None:
    found = prose(TOTALS, "收、支总计 2.00 万元。培训费增加 1.00 万元，增长 5.0%，占 3.0%。")
    assert [told(each) for each in found.claims] == [f"{IN} = 2.00"]
    assert found.unchecked[0].what.startswith("一的 3 个数")


def test_numbers_in_reasons_are_of_something_else() -> None:
    assert claims(TOTALS, "收、支总计 2.00 万元，增加 1.00 万元，主要原因是项目支出增加 5.00 万元。") == [
        f"{IN} = 2.00",
        f"{IN} - {LAST} = +1.00",
    ]


def test_three_public_expenses_by_name() -> None:
    found = claims(
        "七、“三公”经费支出决算情况说明",
        "“三公”经费财政拨款支出年初预算为 2.85 万元，支出决算为 0.39 万元，完成预算的 13.68%，"
        "其中：因公出国（境）费决算为 0.00 万元；公务用车购置及运行维护费支出决算为 0.00 万元；"
        "公务接待费支出决算为 0.39 万元。",
    )
    assert found == [
        "sangong.total[budget_total] = 2.85",
        "sangong.total[final_total] = 0.39",
        "sangong.total[final_total] / sangong.total[budget_total] = 13.68",
        "sangong.total[final_abroad] = 0.00",
        "sangong.total[final_vehicles] = 0.00",
        "sangong.total[final_reception] = 0.39",
    ]


def test_what_is_bought_adds_up() -> None:
    found = prose(
        "（二）政府采购支出情况",
        "政府采购支出总额 16.69 万元，其中：政府采购货物支出 9.13 万元、政府采购服务支出 7.56 万元。",
    )
    (relation,) = found.relations
    assert str(relation.right) == "words.procurement_goods[amount] + words.procurement_services[amount]"
    assert relation.exact


def test_each_project_has_its_own_budget() -> None:
    found = prose(
        "（三）项目支出自评结果",
        "甲项目：全年预算数为60.00万元，执行数为21.26万元，完成预算的35.4%。",
        "乙项目：全年预算数为10.00万元，执行数为5.00万元，完成预算的50.0%。",
    ).claims
    assert len({str(each.amount) for each in found if each.rule == "amount"}) == 2
    assert [each.kind for each in found] == ["amount", "amount", "ratio"] * 2


def test_sections_of_other_things_make_no_claims() -> None:
    found = prose("一、重点工作完成情况", "帮助企业融资 9.375 亿元，增长 5%。")
    assert not found.claims
