"""The unit's name, and what is like it."""

from __future__ import annotations

import dataclasses

import pytest

from gov_accounts.audit.paper import Prose, Tables
from gov_accounts.audit.words.unit import check_unit, distance
from gov_accounts.law.profile import official_profile
from tests.audit.words.understood import prose, section, source

NAME = "上海市浦汇区规划和自然资源局"


def tables() -> Tables:
    return Tables(NAME, 2024, official_profile("2024-上海"), exactly=True, tables={})


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("上海市浦汇区规划与自然资源局2024年度无政府性基金预算财政拨款收入。", "上海市浦汇区规划与自然资源局"),
        ("2024年，上海市浦汇区规划与自然资源局所属各预算单位开支。", "上海市浦汇区规划与自然资源局"),
        ("上海市浦汇区规划自然资源局2024年度收入支出总计12.00万元。", "上海市浦汇区规划自然资源局"),
        ("截至2024年12月31日，上海市浦江区规划和自然资源局共有车辆3辆。", "上海市浦江区规划和自然资源局"),
    ],
)
def test_a_variant_where_its_own_name_stands(text: str, variant: str) -> None:
    (finding,) = check_unit(source(), tables(), prose(text))
    assert finding.rule == "unit-name"
    assert (finding.places[0].printed, finding.expected) == (variant, NAME)


@pytest.mark.parametrize(
    "text",
    [
        "上海市浦汇区规划和自然资源局2024年度收入支出总计12.00万元。",
        "本单位2024年度无政府性基金预算财政拨款收入。我局2024年度无政府性基金预算财政拨款收入。",
        "浦汇区规划和自然资源局2024年度收入支出总计12.00万元。",
        "按照上海市规划和自然资源局的要求，推进有关工作。",
        "上海市浦汇区规划和自然资源局执法大队2024年度收入合计12.00万元。",
        "上海市浦汇区档案馆2024年度收入合计12.00万元。",
    ],
)
def test_others(text: str) -> None:
    assert list(check_unit(source(), tables(), prose(text))) == []


def test_headings_and_lines_above_tables() -> None:
    words = Prose((section("三部分", "", "第三部分上海市规划和自然资源局2024年度部门决算情况说明"),))
    lines = source("部门：上海市浦汇区规划和自然资源所 单位：万元", "部门：上海市浦汇区规划和自然资源局")
    findings = list(check_unit(lines, tables(), words))
    assert [each.places[0].printed for each in findings] == [
        "上海市规划和自然资源局",
        "上海市浦汇区规划和自然资源所",
    ]


def test_the_contents_and_lines_with_a_tables_number() -> None:
    words = Prose((section("目录", "一、概况\n第三部分上海市浦江区规划和自然资源局2024年度部门决算情况说明", block=7),))
    lines = source("部门：上海市浦汇区规划与自然资源局　表4　单位：万元")
    assert [each.places[0].printed for each in check_unit(lines, tables(), words)] == [
        "上海市浦江区规划和自然资源局",
        "上海市浦汇区规划与自然资源局",
    ]


def test_units_that_belong_to_it_are_others() -> None:
    others = "包括：上海市浦汇区规划和自然资源所、上海市浦汇区规划和自然资源站。"
    own = "上海市规划和自然资源局2024年度部门决算表"
    text = "上海市浦汇区规划和自然资源所2024年度收入合计12.00万元。"
    words = Prose((section("一部分二", others + "\n" + own, "二、单位构成"), section("三部分一", text, "一、收入")))
    assert [each.places[0].printed for each in check_unit(source(), tables(), words)] == ["上海市规划和自然资源局"]


def test_a_unit_named_wrong_where_its_own_units_are_told() -> None:
    text = "上海市祗汇区规划和自然资源局是区政府所属的工作部门，设办公室等科室。下属单位有浦汇区规划事务中心。"
    words = Prose((section("二部分", text, "（二）机构设置"),))
    assert [each.places[0].printed for each in check_unit(source(), tables(), words)] == [
        "上海市祗汇区规划和自然资源局"
    ]


def test_a_short_name_with_what_its_own_office_is_called() -> None:
    office = dataclasses.replace(tables(), unit_name="某局（本级）")
    (finding,) = check_unit(source(), office, prose("从单位构成看，某局（本戌）决算由本级决算组成。"))
    assert finding.places[0].printed == "某局（本戌）"
    assert not list(check_unit(source(), office, prose("某局（本级）2020年度收入合计12.00万元，某局下属单位。")))


def test_distance() -> None:
    assert [distance("甲乙丙", each) for each in ("甲乙丙", "甲丙", "甲乙丁", "丁甲乙丙", "")] == [0, 1, 1, 1, 3]
