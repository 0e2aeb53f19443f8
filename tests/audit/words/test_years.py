"""Years where this one or the last is meant, and others in histories."""

from __future__ import annotations

import pytest

from gov_accounts.audit.paper import Prose
from gov_accounts.audit.spot import Spot
from gov_accounts.audit.words.years import check_years
from tests.audit.words.understood import nothing, prose, section, table


@pytest.mark.parametrize(
    ("text", "printed", "expected"),
    [
        ("2019年度收入总计394.82万元。", "2019", "2020"),
        ("青石市图书中心2021年度财政拨款收、支总计394.82万元。", "2021", "2020"),
        ("2020年度收、支总计394.82万元。与2018年度相比，增加41.45万元。", "2018", "2019"),
        ("2020年度收、支总计394.82万元。与2020年度相比，增加41.45万元。", "2020", "2019"),
        ("机关运行经费12.00万元，比2018年度增加1.00万元。", "2018", "2019"),
        ("2019年度青石市图书中心政府采购支出总额12.00万元。", "2019", "2020"),
        ("收支情况如下：2017年度支出合计394.82万元。", "2017", "2020"),
        ("截至2019年12月31日，共有车辆3辆。", "2019", "2020"),
        ("截至2020年11月30日，共有车辆3辆。", "2020年11月30日", "2020年12月31日"),
        ("本单位2019年度没有政府性基金预算财政拨款收入支出。", "2019", "2020"),
        ("情况如下。\n2019年度支出合计394.82万元。", "2019", "2020"),
        ("“三公”经费2019年度决算数比2019年度增加0.47万元。", "2019", "2020"),
    ],
)
def test_a_wrong_year(text: str, printed: str, expected: str) -> None:
    (finding,) = check_years(nothing(), prose(text))
    assert (finding.rule, finding.places[0].printed, finding.expected) == ("year", printed, expected)


@pytest.mark.parametrize(
    "text",
    [
        "2020年度收、支总计394.82万元。与2019年度相比，增加41.45万元，2020年9月机构改革合并。",
        "2019年度没有财政拨款收支，财政拨款收、支总计各增加0.50万元。",
        "填报日期：2021年5月30日。完成2021年优化营商环境工作方案。",
        "2019年度支出300.00万元的审计报告已经公开，比2015年增加一倍。",
        "截至2021年5月底，项目已完成验收。",
        "对2019年度项目开展绩效评价。",
        "编报2021年度预算时参考。",
        "\n2018年度政府采购中有一次性项目。",
    ],
)
def test_histories_and_plans(text: str) -> None:
    assert list(check_years(nothing(), prose(f"情况如下。{text}"))) == []


def test_cover_contents_headings_and_tables() -> None:
    words = Prose(
        (
            section("封面", "青石市图书中心2019年度部门决算"),
            section("目录", "第一部分概况\n第二部分2020年度部门决算表"),
            section("三部分", "", "第三部分青石市图书中心2019年度部门决算情况说明"),
        )
    )
    head = Spot(table="表1", printed="2019年度收入支出决算总表")
    note = Spot(table="表1", printed="说明：本单位2019年度没有政府性基金预算财政拨款收入支出。")
    tables = nothing(income_expenditure=table("income_expenditure", {}, year=2019, head=head, notes=(note,)))
    findings = list(check_years(tables, words))
    places = [each.places[0].section or each.places[0].table for each in findings]
    assert sorted(places) == sorted(["三部分", "封面", "表1", "表1"])


def test_without_a_year_nothing_is_told() -> None:
    assert list(check_years(nothing(year=0), prose("2019年度收入总计394.82万元。"))) == []
