"""Notices of quotas: a voucher that needs no looking at, with the codes of each row."""

from __future__ import annotations

import csv
import datetime
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.proposing import UNIT, codes, fen, imported, rules_of, taken, unit, vouchers

HEADS = ["单位", "功能分类", "项目", "资金性质", "支出类型", "本次额度（元）"]
ROWS = [
    [UNIT, "2010350-事业运行", "", "1-一般公共预算资金", "基本支出", "100,000.00"],
    [UNIT, "2080505", "", "一般公共预算资金", "基本支出", "1500"],
    [UNIT, "[2010302]一般行政管理事务", "P20-1-平台建设", "111", "项目支出", "50000.50"],
]


def notice(
    folder: Path, rows: Sequence[Sequence[str]] = ROWS, day: str = "2020年5月8日", heads: Sequence[str] = HEADS
) -> Path:
    text = io.StringIO()
    whole = [["授权支付额度到账通知书"], [f"日期：{day}"], heads, *rows, ["合计", "", "", "", "", ""]]
    csv.writer(text).writerows(whole)
    path = folder.joinpath("额度.csv")
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def test_a_notice(tmp_path: Path) -> None:
    main = unit(tmp_path / "a")
    made = imported(main, notice(tmp_path))
    assert rules_of(made) == []
    (voucher,) = vouchers(main)
    assert (voucher.flag, voucher.date, voucher.narration) == ("*", datetime.date(2020, 5, 8), "授权支付额度到账")
    assert fen(voucher, "Assets:1011") == 15150050
    assert fen(voucher, "Income:6001") == -15150050
    assert codes(voucher, "Income:4001") == [
        {"func": "2010350", "fund": "11"},
        {"func": "2080505", "fund": "11"},
        {"func": "2010302", "fund": "11", "project": "P20-1"},
    ]
    again = taken(main, notice(tmp_path))
    assert (again.plan.new, again.plan.known) == ((), 1)


def test_money_of_two_kinds(tmp_path: Path) -> None:
    main = unit(tmp_path / "a")
    made = imported(main, notice(tmp_path, [*ROWS, [UNIT, "2121499", "P9-公用经费", "12", "基本支出", "10"]]))
    assert rules_of(made) == []
    (voucher,) = vouchers(main)
    assert [each.get("fund") for each in codes(voucher, "Assets:1011")] == ["11", "12"]
    assert [each.get("project") for each in codes(voucher, "Income:4001")] == [None, None, "P20-1", None]
    budget = [each for each in voucher.postings if each.account.startswith("Income:6001")]
    assert [(each.meta or {})["fund"] for each in budget].count("12") == 1


def test_where_there_are_no_quotas_it_says_what_to_do(tmp_path: Path) -> None:
    made = taken(unit(tmp_path / "a", year=2024), notice(tmp_path))
    assert rules_of(made) == ["quota-unified"]
    assert "appropriations.beancount" in made.refused[0].remedy


@pytest.mark.parametrize(
    ("row", "column", "text", "rule"),
    [
        (0, 1, "201", "quota-row"),
        (0, 1, "不存在的科目", "quota-row"),
        (0, 1, "", "quota-row"),
        (0, 3, "不知道", "quota-row"),
        (0, 0, "某某学校", "quota-row"),
        (0, 5, "一万", "quota-row"),
        (2, 2, "平台建设", "quota-row"),
    ],
)
def test_what_is_not_understood_is_named(tmp_path: Path, row: int, column: int, text: str, rule: str) -> None:
    rows = [list(each) for each in ROWS]
    rows[row][column] = text
    made = taken(unit(tmp_path / "a"), notice(tmp_path, rows))
    assert rules_of(made) == [rule]
    assert made.refused[0].place is not None
    assert made.refused[0].place.line == 4 + row
    assert not made.plan.new


def test_a_project_by_its_name(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", '2020-01-01 custom "gov-project" "P7" "平台建设"\n')
    rows = [[*ROWS[2][:2], "平台建设", *ROWS[2][3:]]]
    (draft,) = taken(main, notice(tmp_path, rows)).plan.new
    assert [each.meta["project"] for each in draft.legs if "project" in each.meta] == ["P7"]


def test_two_days_are_no_day(tmp_path: Path) -> None:
    made = taken(unit(tmp_path / "a"), notice(tmp_path, day="2020-05-08 至 2020-05-09"))
    assert rules_of(made) == ["quota-no-day"]


def test_a_month_is_no_day_and_a_column_of_days_is(tmp_path: Path) -> None:
    main = unit(tmp_path / "a")
    assert rules_of(taken(main, notice(tmp_path, day="2020年5月"))) == ["quota-no-day"]
    rows = [[*each, f"2020-05-0{index}"] for index, each in enumerate(ROWS, 1)]
    made = taken(main, notice(tmp_path, rows, "", [*HEADS, "到账日期"]))
    assert [each.date.day for each in made.plan.new] == [1, 2, 3]


def test_a_sum_that_is_another_is_named(tmp_path: Path) -> None:
    path = notice(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("合计,,,,,", "合计,,,,,151500.51"), encoding="utf-8")
    assert rules_of(taken(unit(tmp_path / "a"), path)) == ["quota-row"]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2010350", "2080505", "2101102"]), st.sampled_from(["", "P1", "P2"]), st.integers(1, 10**9)
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_drawn_comes_to_its_rows(rows: list[tuple[str, str, int]]) -> None:
    lines = [[UNIT, func, project, "11", "", f"{fen_ // 100}.{fen_ % 100:02}"] for func, project, fen_ in rows]
    with tempfile.TemporaryDirectory() as name:
        main = unit(Path(name) / "a")
        made = imported(main, notice(Path(name), lines))
        assert rules_of(made) == []
        (voucher,) = vouchers(main)
        assert fen(voucher, "Assets:1011") == sum(each for _, _, each in rows)
        for func, project in {(func, project) for func, project, _ in rows}:
            legs = [each for each in voucher.postings if each.account.startswith("Income:4001")]
            mine = [
                each.units.number
                for each in legs
                if each.units is not None
                and (each.meta or {}).get("func") == func
                and (each.meta or {}).get("project", "") == project
            ]
            expected = sum(each for f, p, each in rows if (f, p) == (func, project))
            assert [int((each or 0) * -100) for each in mine] == [expected]
