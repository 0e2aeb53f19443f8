"""Formulas below tables, columns that slipped, scores."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gov_accounts.audit.source import Block
from gov_accounts.audit.spot import Spot
from gov_accounts.audit.words.formulas import check_formulas
from gov_accounts.audit.words.rows import Row, rows
from gov_accounts.audit.words.scores import check_scores
from gov_accounts.audit.words.slips import check_slips
from tests.audit.words.understood import grid, nothing, prose, rules, source, table


def noted(key: str, *notes: str) -> dict[str, object]:
    return {key: table(key, {}, notes=tuple(Spot(printed=each) for each in notes))}


@pytest.mark.parametrize(
    ("key", "note", "wrong"),
    [
        ("income_expenditure", "27行＝（1+2+…+8）行；30行＝（27+28+29）行；57行＝（31＋32＋…＋56）行", ""),
        ("income_expenditure", "60行＝(57＋58＋59)行", ""),
        ("income_expenditure", "24行＝(1＋2＋3＋4＋5＋6+7)行", "24行是“空行”"),
        ("income_expenditure", "27行＝（24＋25＋26）行", "27行“本年收入合计”＝（1＋2＋…＋8）行"),
        ("income_expenditure", "54行＝（51＋52＋53）行", "不是合计"),
        ("income_expenditure", "99行＝（51＋52＋53）行", "没有99行"),
        ("fiscal_income_expenditure", "57行＝（33+34+…+58）行", "和是59行"),
        ("gov_fund", "6栏各行＝（1＋2－3）栏各行；3栏各行＝（4＋5）栏各行", ""),
        ("gov_fund", "3栏各行＝（4＋6）栏各行", "3栏"),
        ("expenditure", "1栏各行＝（2＋3＋4＋5＋6）栏各行。", ""),
        ("expenditure", "1栏各行＝（2＋3＋4）栏各行。", "1栏"),
        ("sangong", "1栏＝（2＋3＋6）栏；3栏＝（4＋5）栏；7栏＝（8＋9＋12）栏；9栏=（10+11）栏。", ""),
    ],
)
def test_formulas(key: str, note: str, wrong: str) -> None:
    findings, unchecked = check_formulas(nothing(**noted(key, note)))  # type: ignore[arg-type]
    assert rules(findings) == (["note-formula"] if wrong else [])
    assert not findings or wrong in findings[0].what
    assert unchecked == ()


def test_of_forms_that_are_not_known_nothing_is_told() -> None:
    tables = replace(nothing(**noted("income_expenditure", "54行＝（51＋52＋53）行")), exactly=False)  # type: ignore[arg-type]
    findings, unchecked = check_formulas(tables)
    assert findings == ()
    assert unchecked[0].what == "表1下印的公式"


def lined(*lines: Block | str) -> tuple[Row, ...]:
    return tuple(rows(source(*lines), nothing(), prose("")))  # type: ignore[arg-type]


TARGETS = ("2个", "10 场", "8亿元", "150 家", "100 个")


@pytest.mark.parametrize(
    ("results", "shown"),
    [
        (("2个", "10 场", "9.375 亿元", "156 家", "110 个"), ""),
        (("2个", "10 场", "100%", "9.375 亿元", "156 家"), "从“8亿元”一行起低了一行"),
        (("10 场", "9 亿元", "156 家", "110 个", "100%"), "从“2个”一行起高了一行"),
        (("2个", "10 场", "9.375 亿元", "156 户", "110 个"), ""),
        (("2个", "10 次", "9 万人", "156 户", "110 次"), ""),
    ],
)
def test_a_column_that_slipped(results: tuple[str, ...], shown: str) -> None:
    pairs = list(zip(TARGETS, results, strict=True))
    for made in (
        lined(*(f"{at} 做事 {target} {result}" for at, (target, result) in enumerate(pairs))),
        lined(grid(*(f"{at}|做事|{target}|{result}" for at, (target, result) in enumerate(pairs)))),
    ):
        findings = list(check_slips(made))
        assert rules(findings) == (["column-slipped"] if shown else [])
        assert not findings or shown in findings[0].what


ASSESSMENT = (
    "图书项目自评表",
    "预算数（A）|执行数（B）|执行率（B/A）|得分（20分*执行率）",
    "财政资金|60.00|{spent}|{rate}|{score}",
    "（20分）|（80分）|年初目标值|实际完成值|得分",
    "图书采购|100册|100册|40",
    "读者活动|10场|10场|{last}",
    "总分||||{total}",
)
FILLED = {"spent": "30.00", "rate": "50%", "score": "10", "last": "40", "total": "90"}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"total": "87"}, ["score-total"]),
        ({"last": "50", "total": "100"}, []),
        ({"last": "50"}, ["score-total"]),
        ({"rate": "60%"}, ["score-rate"]),
        ({"spent": "21.26", "rate": "35%", "score": "7", "total": "87"}, []),
        ({"score": "12", "total": "92"}, ["score-rate"]),
    ],
)
def test_scores(change: dict[str, str], found: list[str]) -> None:
    lines = [each.format(**{**FILLED, **change}) for each in ASSESSMENT]
    assert rules(check_scores(lined(*(line.replace("|", " ") for line in lines)))) == found


WEIGHED = (
    "项目资金|年初预算数|全年预算数|全年执行数|分值|执行率|得分",
    "年度资金总额|50.00|60.00|30.00|10|{rate}|{money}",
    "一级指标|二级指标|年度指标值|实际完成值|分值|得分|偏差原因",
    "产出指标|数量指标|≥50个|50|50|{first}|",
    "效益指标|社会效益|明显|明显|30|30|",
    "满意度指标|满意度|≥90%|95%|{weight}|10|",
    "总分||||100|{total}|",
)
WELL = {"rate": "50.00%", "money": "5", "first": "48", "weight": "10", "total": "93"}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"total": "95"}, ["score-total"]),
        ({"total": "90"}, ["score-total"]),
        ({"first": "55", "total": "100"}, ["score-weight"]),
        ({"rate": "60.00%"}, []),
        ({"rate": "45.00%"}, ["score-rate"]),
        ({"weight": "", "total": "95"}, []),
        ({"weight": "20", "total": "95"}, []),
        ({"money": "", "total": "95"}, []),
    ],
)
def test_scores_with_weights(change: dict[str, str], found: list[str]) -> None:
    made = lined("图书项目绩效自评表", grid(*(each.format(**{**WELL, **change}) for each in WEIGHED)))
    assert rules(check_scores(made)) == found
