"""Counts beside money, kinds beside their total, grades beside their average."""

from __future__ import annotations

import pytest

from gov_accounts.audit.words.counts import check_counts
from tests.audit.words.understood import nothing, prose, rules, table

GRADES = (
    "绩效自评的2024年度项目{}个，平均得分{}分（其中，绩效评级为“优”的项目{}个；绩效评级为“良”的项目{}个；"
    "绩效评级为“合格”的项目0个；绩效评级为“不合格”的项目0个）。"
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("1、因公出国（境）费支出0.00万元。全年安排因公出国（境）团组2个、累计5人次。", "count"),
        ("1、因公出国（境）费支出5.86万元。全年安排因公出国（境）团组0个、累计0人次。", "count"),
        ("公务接待费支出0.39万元。主要用于公务接待0批次、0人次。", "count"),
        ("公务接待费支出0.39万元。公务接待5批次、3人次。", "count"),
        ("公务接待费支出0.39万元。公务接待2批次、26人次，其中：接待外宾3批次、12人次。", "count"),
        ("共有车辆5辆，其中：领导干部用车1辆、机要通信用车1辆、其他用车2辆。", "count"),
        (GRADES.format(39, "99.33", 37, 1), "count"),
        (GRADES.format(2, "79.00", 2, 0), "average"),
        (GRADES.format(2, "96.00", 1, 1), "average"),
        ("共发现问题5个，已经完成整改的3个，正在整改的1个。", "count"),
    ],
)
def test_counts_that_cannot_be(text: str, rule: str) -> None:
    assert rules(check_counts(nothing(), prose(text))) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "1、因公出国（境）费支出0.00万元。全年安排因公出国（境）团组0个、累计0人次。",
        "公务接待费支出0.39万元。公务接待2批次、26人次，其中：接待外宾0批次、0人次。",
        "公务接待费支出0.00万元。公务接待2批次、26人次。",
        "共有车辆4辆，其中：领导干部用车1辆、机要通信用车1辆、其他用车2辆。单价100万元以上设备0台。",
        "共有车辆1辆，系已报废待处理的车辆。",
        GRADES.format(39, "99.33", 39, 0),
        GRADES.format(2, "95.00", 1, 1),
        "共发现问题5个，已经完成整改的4个，正在整改的1个。",
    ],
)
def test_counts_that_can(text: str) -> None:
    assert rules(check_counts(nothing(), prose(text))) == []


@pytest.mark.parametrize(
    ("column", "amount", "text", "count"),
    [
        ("final_reception", "1.59", "公务接待费支出决算为1.59万元，完成79.5%。全年国内公务接待0批次、0人次。", 1),
        ("final_reception", "1.59", "全年国内公务接待23批次、186人次。外宾接待0批次、0人次。", 0),
        ("final_reception", "", "全年国内公务接待23批次、186人次。", 0),
        ("final_abroad", "0.00", "全年安排出国团组1个，3人次。", 1),
        ("final_abroad", "", "全年安排出国团组0个，0人次。", 0),
        ("final_purchase", "18.00", "购置公务用车0辆。", 1),
        ("final_purchase", "18.00", "购置公务用车1辆。更新公务用车0辆。", 0),
    ],
)
def test_counts_beside_the_money_of_the_table(column: str, amount: str, text: str, count: int) -> None:
    tables = nothing(sangong=table("sangong", {"total": {column: amount}}))
    assert rules(check_counts(tables, prose(text))) == ["count"] * count
