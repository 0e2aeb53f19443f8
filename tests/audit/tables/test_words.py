"""Numbers, labels, titles, and the data file they are known by."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from gov_accounts.audit.source import Grid, GridCell, Line, Source
from gov_accounts.audit.tables import find_tables
from gov_accounts.audit.tables.amounts import figure_of, is_blank
from gov_accounts.audit.tables.finder import RowFinder
from gov_accounts.audit.tables.titles import department_in, money_in, number_in, title_of
from gov_accounts.audit.tables.vocabulary import vocabulary
from gov_accounts.law.profile import official_profile, official_profiles
from tests.audit.tables import made


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("27.50", "27.50", 2),
        ("１，２３４．５", "1234.5", 1),
        ("1,234,567.89", "1234567.89", 2),
        ("(0.50)", "-0.50", 2),
        ("（1,000）", "-1000", 0),
        ("－3.2", "-3.2", 1),
        ("-3.2", "-3.2", 1),
        ("¥12", "12", 0),
        ("0", "0", 0),
        ("3. 50", "3.50", 2),
    ],
)
def test_numbers(text: str, value: str, decimals: int) -> None:
    figure = figure_of(text)
    assert figure is not None
    assert (str(figure.value), figure.decimals) == (value, decimals)


@pytest.mark.parametrize("text", ["", "XX", "12%", "1,23", "(5", "5)", "1.2.3", "合计", "9" * 50, "2 个"])
def test_no_numbers(text: str) -> None:
    assert figure_of(text) is None


def test_blanks() -> None:
    assert all(map(is_blank, ["", " ", "-", "—", "——", "／".replace("／", "/"), "\n"]))
    assert not is_blank("0")


def test_every_own_title_is_known() -> None:
    for name in official_profiles():
        for form in official_profile(name).formats.formats:
            title = title_of(f"某单位 2024 年度{form.title}（公开{form.number:02}表）", vocabulary())
            assert title is not None
            assert title.key == form.key


@pytest.mark.parametrize(
    "text",
    [
        "政府采购支出决算表",
        "项目支出决算表",
        "国有资产占用情况表",
        "收入决算表见附件。",
        "一、收入支出决算总体情况说明",
        "部门预算表",
    ],
)
def test_other_tables_have_other_titles(text: str) -> None:
    assert title_of(text, vocabulary()) is None


@pytest.mark.parametrize(
    ("line", "title", "number"),
    [
        ("2020 年度收入支出决算总表（表 1）", "2020 年度收入支出决算总表", "表1"),
        ("收入支出决算总表　公开01表　单位：万元", "收入支出决算总表", "公开01表"),
        ("表九：某局“三公”经费支出决算表（公开09表）", "某局“三公”经费支出决算表", "公开09表"),
        ("附表1：收入支出决算总表", "收入支出决算总表", "附表1"),
        ("收入决算表 ...... 7", "收入决算表", ""),
        ("2020 年度收入决算表部门：某市某局表2　单位：万元", "2020 年度收入决算表", "表2"),
    ],
)
def test_titles_as_printed(line: str, title: str, number: str) -> None:
    found = title_of(line, vocabulary())
    assert found is not None
    assert (found.text, number_in(line, vocabulary())) == (title, number)


def test_lines_above_a_table() -> None:
    words = vocabulary()
    assert number_in("公开０５表", words) == "公开05表"
    assert number_in("表1　单位：万元", words) == "表1"
    assert number_in("本年支出", words) == ""
    assert money_in("部门：某局  金额单位：元", words) == "元"
    assert money_in("单位：万元", words) == "万元"
    assert department_in("编制单位：某市某局 2024年度 金额单位：万元", words) == "某市某局"
    assert department_in("单位：万元", words) == ""


def test_a_row_is_found_by_its_label_in_the_forms_order() -> None:
    (form,) = (
        each for each in official_profile("2024-上海").formats.formats if each.key == "fiscal_income_expenditure"
    )
    finder = RowFinder(form, vocabulary())
    keys = []
    for label in ("一、一般公共预算财政拨款", "本年收入合计", "年初财政拨款结转和结余", "一、一般公共预算财政拨款"):
        found = finder.find("", label)
        assert found is not None
        finder.take(found)
        keys.append(found.key)
    assert keys == ["general", "total_income", "opening", "opening_general"]
    assert finder.find("", "某某支出") is None


def test_the_data_names_what_forms_have() -> None:
    """Rows and columns that no form has would be slips of the pen."""
    words = vocabulary()
    rows: dict[str, set[str]] = {}
    columns: dict[str, set[str]] = {}
    for name in official_profiles():
        for form in official_profile(name).formats.formats:
            rows.setdefault(form.key, set()).update(form.fixed)
            columns.setdefault(form.key, set()).update(form.column_keys())
    assert words.titles.keys() == rows.keys()
    for table, labels in words.rows.items():
        assert labels.keys() <= rows[table]
    for table, heads in words.heads.items():
        assert heads.keys() <= columns[table]


def test_whose_and_of_what_year() -> None:
    lines = [
        "某市某某局 2023 年度部门决算",
        "第一部分 某市某某局概况",
        "第二部分 某市某某局 2023 年度部门决算表",
        "某市某某局 2023 年度与 2022 年度相比……",
    ]
    found = find_tables(Source(("a.txt",), "text", tuple(map(Line, lines))))
    assert (found.unit_name, found.year, found.profile.name) == ("某市某某局", 2023, "2023")


def test_a_hint_decides() -> None:
    assert find_tables(made.source_of("某局 2020 年度部门决算"), "2024-上海/26").profile.name == "2024-上海"


def test_a_workbook_leaves_out_zeros_at_the_end() -> None:
    grid = made.grid_of(
        "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出", "201 | 一般公共服务支出 | 12.5 | 12.45 | 0.05"
    )
    blocks = (Line("一般公共预算财政拨款支出决算表"), grid)
    for kind, decimals in (("workbook", 2), ("pdf", 1)):
        table = find_tables(Source(("a",), kind, blocks)).tables["general_expenditure"]
        number = table.rows["201"]["total"]
        assert number is not None
        assert (number.value, number.decimals) == (Decimal("12.5"), decimals)


def test_a_grid_without_end_is_left_alone() -> None:
    found = find_tables(made.source_of("收入决算表", Grid(1_000_000, 50, (GridCell("201", 0, 0),))))
    assert not found.tables
    assert [each.why for each in found.unchecked] == ["格子太多，不是决算表"]


def test_many_lines_and_grids_are_read_in_a_moment() -> None:
    grids = [made.grid_of("项目 | 金额", "某 | 1") for _ in range(300)]
    lines = ["一 " * 500 + "3.00 " * 500] * 300
    begin = time.monotonic()
    find_tables(made.source_of("支出决算表", *lines, *grids, *["支出决算表"] * 300))
    assert time.monotonic() - begin < 20
