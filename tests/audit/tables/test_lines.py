"""Tables as lines of text: blank cells not seen, labels and heads broken, amounts before their labels."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.audit.paper import Tables
from gov_accounts.audit.source import Box, Line, Word
from gov_accounts.audit.tables import find_tables
from gov_accounts.law.profile import official_profile
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, ledgers
from tests.audit.tables import made
from tests.support.drawn import loaded
from tests.support.draws import draws

INCOME = """
2020 年度收入决算表（表 2）
部门：某市某某中心 单位：万元
项目
本年收入合
计
财政拨款收
入
上级
补助
收入
其
他
收
入
功能分
类科目
编码
科目名称
类 款 项
栏次 1 2 3 4 5 6 7
合计 12.00 12.00
206 科学技术支出 12.00 12.00
20605 科技条件与服务 12.00 12.00
2060501
机构运行与很长的名称接到
下一行
12.00 12.00
注：本表反映部门本年度取得的各项收入情况。
1栏各行＝（2＋3＋4＋5＋6＋7）栏各行。
"""
OVERVIEW = """
2020 年度收入支出决算总表（表 1）
部门：某市某某中心 单位：万元
收入 支出
项目 行次 金额 项目 行次 金额
栏次 1 栏次 2
一、一般公共预算财政拨款收入 1 12.00 一、一般公共服务支出 31
二、政府性基金预算财政拨款收 2 二、外交支出 32
8 八、社会保障和就业支出 38 12.00
本年收入合计 27 12.00 本年支出合计 57 12.00
总计 30 12.00 总计 60 12.00
注：本表反映部门本年度的总收支和年末结转结余情况。
"""
FISCAL = """
2020 年度财政拨款收入支出决算总表（表 4）
部门：某市某某中心 单位：万元
收 入 支 出
项目
行
次
金额 项目
行
次
合计
一般公
共预算
财政拨
款
栏次 1 栏次 2 3 4 5
一、一般公共预算财政拨 1 12.00 一、一般公共服务支出 33
二、政府性基金预算财政 2 二、外交支出 34
三、国有资本经营财政拨 3 三、国防支出 35
4 四、公共安全支出 36
5 五、教育支出 37
6 六、科学技术支出 38 12.00 12.00
本年收入合计 27 12.00 本年支出合计 59 12.00 12.00
年初财政拨款结转和结余 28 年末财政拨款结转和结余 60
一般公共预算财政拨款 29 61
政府性基金预算财政拨 30 62
国有资本经营预算财政拨 31 63
总计 32 12.00 总计 64 12.00 12.00
注：本表反映部门本年度的总收支。
"""
EXPENDITURE = """
2020 年度支出决算表（表 3）
部门：某市某某中心 单位：万元
科目编码 科目名称 本年支出合计 基本支出 项目支出 上缴上级支出 经营支出 对附属单位补助支出
合计 12.00 10.00 2.00
206 科学技术支出 12.00 10.00 2.00
20605 科技条件与服务 12.00 10.00 2.00
2060501 机构运行 10.00 10.00
2060599 其他科技条件与服务支出 2.00 2.00
注：本表反映部门本年度各项支出情况。
第三部分 2020 年度部门决算情况说明
2020 年度支出合计 12.00 万元。其中：基本支出 10.00 万元，项目支出 2.00 万元。
"""


def read(text: str) -> Tables:
    return find_tables(made.source_of(*text.strip().splitlines()))


def cells(tables: Tables, key: str) -> dict[tuple[str, str], str]:
    return {
        (row, column): str(value) for (table, row, column), value in made.found_figures(tables).items() if table == key
    }


def test_labels_and_heads_are_broken_over_lines() -> None:
    found = read(OVERVIEW + INCOME)
    rows = ("total", "206", "20605", "2060501")
    assert cells(found, "income") == {(row, column): "12.00" for row in rows for column in ("total", "fiscal")}
    assert found.tables["income"].labels["2060501"] == "机构运行与很长的名称接到下一行"
    assert not found.unplaced
    assert [note.printed for note in found.tables["income"].notes] == [
        "注：本表反映部门本年度取得的各项收入情况。",
        "1栏各行＝（2＋3＋4＋5＋6＋7）栏各行。",
    ]


def test_without_another_table_the_column_is_not_told() -> None:
    found = read(INCOME)
    assert {column for _, column in cells(found, "income")} == {"total"}
    assert {(each.spot.printed, each.why) for each in found.unplaced} == {("12.00", "分不清是哪一栏的数")}
    assert len(found.unplaced) == 4


def test_two_panels_on_a_line_with_numbers_of_rows() -> None:
    found = read(FISCAL)
    assert cells(found, "fiscal_income_expenditure") == {
        ("general", "amount"): "12.00",
        ("total_income", "amount"): "12.00",
        ("total_in", "amount"): "12.00",
        ("206", "total"): "12.00",
        ("206", "general"): "12.00",
        ("total_expenditure", "total"): "12.00",
        ("total_expenditure", "general"): "12.00",
        ("total_out", "total"): "12.00",
        ("total_out", "general"): "12.00",
    }
    assert "opening_state_capital" in found.tables["fiscal_income_expenditure"].rows


def test_children_add_up_to_their_parent_in_every_column() -> None:
    found = read(EXPENDITURE)
    assert cells(found, "expenditure")["2060501", "basic"] == "10.00"
    assert cells(found, "expenditure")["2060599", "project"] == "2.00"
    assert not found.unplaced


@pytest.mark.parametrize("apart", ["\n", " "])
def test_amounts_before_their_labels(apart: str) -> None:
    lines = EXPENDITURE.replace("2060501 机构运行 10.00 10.00", f"10.00 10.00{apart}2060501 机构运行")
    found = read(lines)
    assert cells(found, "expenditure")["2060501", "basic"] == "10.00"
    assert not found.unplaced


def test_a_dash_holds_the_place_of_a_column() -> None:
    found = read(EXPENDITURE.replace("2060599 其他科技条件与服务支出 2.00 2.00", "2060599 其他 2.00 — 2.00 - - —"))
    assert cells(found, "expenditure")["2060599", "project"] == "2.00"
    assert found.tables["expenditure"].spots["2060599", "basic"].printed == "—"


def test_words_with_places_are_below_the_heads_they_belong_to() -> None:
    def line(*words: tuple[int, str]) -> Line:
        placed = tuple(Word(text, Box(left, 0, left + 10 * len(text), 10)) for left, text in words)
        return Line(" ".join(text for _, text in words), 1, placed)

    found = find_tables(
        made.source_of(
            "2020年度一般公共预算财政拨款“三公”经费支出决算表（表7）",
            line(*((100 * at, str(at)) for at in range(1, 13))),
            line((80, "3.45"), (585, "3.45"), (700, "0.20"), (1185, "0.20")),
        )
    )
    assert made.found_figures(found) == {
        ("sangong", "total", "budget_total"): Decimal("3.45"),
        ("sangong", "total", "budget_reception"): Decimal("3.45"),
        ("sangong", "total", "final_total"): Decimal("0.20"),
        ("sangong", "total", "final_reception"): Decimal("0.20"),
    }
    assert found.tables["sangong"].spots["total", "final_reception"].box == Box(1185, 0, 1225, 10)


@given(drawn=ledgers(), chosen=st.sampled_from(made.VARIANTS))
@draws(40)
def test_what_is_placed_is_right(drawn: RandomLedger, chosen: tuple[str, str]) -> None:
    """Of text whose blanks are not seen much can't be told; nothing is told wrongly, and nothing is lost."""
    profile = official_profile(*chosen)
    with loaded(drawn) as ledger:
        tables = made.printed_tables(statements_of(ledger, drawn.year, profile.formats), profile)
    found = find_tables(made.in_a_row(tables))
    placed, printed = made.found_figures(found), made.figures(tables)
    assert placed.items() <= printed.items()
    assert len(placed) + len(found.unplaced) == len(printed)
