"""What a template leaves behind, and what only looks like it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gov_accounts.audit.paper import Prose
from gov_accounts.audit.words.marks import check_marks
from gov_accounts.audit.words.residues import check_residues
from tests.audit.words.understood import grid, nothing, prose, rules, section, source


def found(text: str) -> list[tuple[str, str]]:
    words = prose(text)
    return [(each.rule, each.places[0].printed) for each in check_residues(source(), nothing(), words)]


@pytest.mark.parametrize(
    ("text", "rule", "printed"),
    [
        ("收入总计XXX万元。", "placeholder", "XXX"),
        ("收入总计××万元。", "placeholder", "××"),
        ("由某某中心负责。", "placeholder", "某某"),
        ("支出____万元。", "placeholder", "____"),
        ("总计增加（减少）12.00万元。", "choice-open", "增加（减少）"),
        ("下降（增长）27.78%。", "choice-open", "下降（增长）"),
        ("决算数大于（小于）预算数的主要原因：项目增加。", "choice-open", "大于（小于）"),
        ("总计增加/减少12.00万元。", "choice-open", "增加/减少"),
        ("图书中心部门（单位）共有车辆3辆。", "choice-open", "部门（单位）"),
        ("没有变化（如持平作持平表述）。", "instruction", "（如持平作持平表述）"),
        ("本部门由主管部门根据三定方案填写。", "instruction", "由主管部门根据三定方案填写"),
        ("接待来访，列明公务接待2批次。", "instruction", "列明"),
        ("支出请根据实际情况填写。", "instruction", "请根据实际情况填写"),
        ("与上年相比增长13.95。", "percent-missing", "增长13.95"),
        ("完成年初预算的98.61，决算数小于预算数。", "percent-missing", "完成年初预算的98.61"),
        ("基本支出占本年支出的55.10，其余是项目支出。", "percent-missing", "占本年支出的55.10"),
        ("公务接待支出0.39万（含外宾）。", "unit-missing", "支出0.39万"),
        ("增加了人员，，支出增加。", "punctuation-doubled", "，，"),
        ("支出12.00万元万元。", "word-doubled", "万元万元"),
        ("公务接待费支出公务接待费支出为12.00万元。", "word-doubled", "公务接待费支出公务接待费支出"),
        ("较上一度增加12.00万元。", "typo", "上一度"),
        ("负责征收集体士地。", "typo", "士地"),
        ("截止2020年12月31日，共有车辆3辆。", "typo", "截止"),
    ],
)
def test_residues_are_found_where_they_stand(text: str, rule: str, printed: str) -> None:
    assert found(f"情况如下。{text}") == [(rule, printed)]


@pytest.mark.parametrize(
    "text",
    [
        "与2019年度相比增长13.95%，其中工资增长5.2个百分点。",
        "基本支出占55.10%；项目支出占44.90%。",
        "开展部门（单位）整体支出绩效自评，资金394.82万元。",
        "新增借阅1.39万人次，服务读者3.5万人。",
        "收入、支出（含上年结转）增加12.00万元，增长3%。",
        "较上一年度增加，占上一度假区建设项目的60%。",
        "负责战士地位的提升和博士地区的服务。",
        "完成年初预算的100%，目的的实现。",
        "培训《XBRL》软件，购置VPN设备。",
        "增加（减少以负数填列）的情况。",
        "支出308.18万元，主要用于A、B、C等。",
        "截止目前，各项工作有序推进。",
    ],
)
def test_ordinary_words_are_not(text: str) -> None:
    assert found(text) == []


def test_all_of_one_cause_are_one_finding() -> None:
    words = prose("收入XX万元。", "支出XXX万元，占XX%。", "较上一度增加12.00万元。较上一度减少3.00万元。")
    findings = list(check_residues(source(), nothing(), words))
    assert [(each.rule, len(each.places)) for each in findings] == [("placeholder", 3), ("typo", 2)]
    assert findings[0].places[1].section == "三部分二"
    assert findings[1].expected == "上一年度"


def test_a_unit_without_a_name_is_so_on_purpose() -> None:
    words = prose("某某中心负责某某工作。")
    tables = nothing()
    named = replace(tables, unit_name="市图书中心")
    unnamed = replace(tables, unit_name="某某中心")
    assert rules(check_residues(source(), named, words)) == ["placeholder"]
    assert rules(check_residues(source(), unnamed, words)) == []


def test_cells_and_lines_outside_sections_too() -> None:
    document = source(
        "无政府性基金收支的，仍保留该表格式，并在本表下方作下述说明：", grid("1|XX中心", "2|。。。", "3|…")
    )
    findings = list(check_residues(document, nothing(), Prose(())))
    assert [(each.rule, len(each.places)) for each in findings] == [
        ("placeholder", 1),
        ("placeholder-dots", 2),
        ("instruction", 1),
    ]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("平均得分99分（其中，优39个，良0个。发现问题0个。", "（其中，优39个，良0个"),
        ("支出12.00万元，含接待费）。", "）"),
        ("执行《预算法，支出12.00万元。", "《预算法，支出12"),
        ("“三公经费支出，共12.00万元。", "“三公经费支出，共12"),
    ],
)
def test_marks_without_their_half(text: str, mark: str) -> None:
    findings = list(check_marks(prose(text)))
    assert rules(findings) == ["mark-unpaired"]
    assert findings[0].places[0].printed.startswith(mark[:4])


@pytest.mark.parametrize(
    "text",
    [
        "主要职责：1）借阅，2）展览。",
        "（一）基本支出（含公用经费），（二）项目支出。",
        "括号在（两种字体里)也是一对，没有少。",
    ],
)
def test_marks_in_order(text: str) -> None:
    assert list(check_marks(prose(text))) == []


def test_a_heading_over_two_lines_is_closed_in_the_text() -> None:
    words = Prose(
        (section("一部分二", "为“机构设置”）从预算单位构成看，只有本级。", "二、单位构成（仅有一个单位的部门，本部分"),)
    )
    assert list(check_marks(words)) == []
