"""Budget control and the budget execution table. Most tests' docstrings are ledgers: approvals, then what is spent."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import click
import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gov_accounts.bookkeeping.budget_control import Overstep, budget_control, budget_findings, oversteps
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import Posting, Voucher, counted_postings
from gov_accounts.cli import budget, check
from gov_accounts.findings import Severity
from gov_accounts.ledger import load
from gov_accounts.money import BUDGETARY
from gov_accounts.printing.units import WAN, YUAN
from gov_accounts.render import as_csv
from gov_accounts.render.text import render as render_text
from gov_accounts.reports.budget_execution import BY, execution, print_execution, rate
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, ledgers
from gov_accounts_plugins.appropriation import appropriation
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.heads import HEAD
from tests.support.numbered import cell_of
from tests.support.paths import EXAMPLES, LEDGERS

Snapshot = Callable[[str, str], None]
WUHAN = EXAMPLES / "wuhan_2020" / "main.beancount"


def stepped(ledger: Ledger) -> list[Overstep]:
    assert [each.shown() for each in ledger.findings if each.severity is Severity.ERROR] == []
    return oversteps(counted_postings(ledger.entries))


def named(ledger: Ledger) -> list[tuple[str, str, int]]:
    """The oversteps: date, line, and by how much in yuan."""
    return [(str(each.posting.date), " ".join(filter(None, each[:4])), each.over // 100) for each in stepped(ledger)]


# What approvals cover


def test_the_first_voucher_that_oversteps_is_named_with_its_figures(ledger: Ledger, ledger_file: Path) -> None:
    """
    2020-01-01 custom "gov-unit" "budget-control" "error"
    2020-01-02 * "批复办公费" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-05 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                    80.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -80.00 CNY.B
    2020-03-06 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                    40.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -40.00 CNY.B
    2020-03-07 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                     5.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -5.00 CNY.B
    """
    (finding,) = budget_findings(counted_postings(ledger.entries), ledger.declarations)
    assert finding.rule == "budget-overspent"
    assert finding.severity is Severity.ERROR
    assert finding.what == (
        "2060501 机构运行，30201 办公费，11 一般公共预算超出指标："
        "可用 100.00 元，此前已支出 80.00 元，本凭证支出 40.00 元，超出 20.00 元。"
    )
    assert finding.place is not None
    line = ledger_file.read_text(encoding="utf-8").splitlines()[finding.place.line - 1]
    assert "40.00 CNY.B" in line
    entries, errors = appropriation(list(ledger.entries), {})
    assert entries == ledger.entries
    (error,) = errors
    assert error.finding == finding
    assert error.entry.date == dt.date(2020, 3, 6)
    assert error.source == {"filename": str(ledger_file), "lineno": finding.place.line}
    assert error.message == finding.message()


def test_an_adjustment_of_the_same_day_counts_before_expenditure(ledger: Ledger) -> None:
    """
    2020-01-02 * "批复" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                   120.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -120.00 CNY.B
    2020-03-06 * "追加" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标     20.00 CNY.A
      Equity:9102-预算调整    -20.00 CNY.A
    """
    assert named(ledger) == []


def test_an_adjustment_that_comes_too_late_heals_what_follows_only(ledger: Ledger) -> None:
    """
    2020-01-02 * "批复" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                   120.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -120.00 CNY.B
    2020-03-07 * "追加" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标     50.00 CNY.A
      Equity:9102-预算调整    -50.00 CNY.A
    2020-03-08 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                    30.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -30.00 CNY.B
    2020-03-09 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                     1.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -1.00 CNY.B
    """
    assert named(ledger) == [("2020-03-06", "2060501 30201 11", 20), ("2020-03-09", "2060501 30201 11", 1)]


def test_a_refund_frees_the_line_and_is_no_overstep_itself(ledger: Ledger) -> None:
    """
    2020-01-02 * "批复" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                   120.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -120.00 CNY.B
    2020-03-07 * "退回一部分" #2060501 #30201
      Expenses:7201-事业支出:基本支出                   -10.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     10.00 CNY.B
    2020-03-08 * "再退回" #2060501 #30201
      Expenses:7201-事业支出:基本支出                   -60.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     60.00 CNY.B
    2020-03-09 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                    50.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -50.00 CNY.B
    2020-03-10 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                     2.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -2.00 CNY.B
    """
    assert named(ledger) == [("2020-03-06", "2060501 30201 11", 20), ("2020-03-10", "2060501 30201 11", 2)]


def test_a_vouchers_legs_count_together(ledger: Ledger) -> None:
    """
    2020-01-02 * "批复" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "更正一笔" #2060501 #30201
      Expenses:7201-事业支出:基本支出                   120.00 CNY.B
      Expenses:7201-事业支出:基本支出                   -20.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -100.00 CNY.B
    """
    assert named(ledger) == []


def test_an_approval_without_an_econ_covers_those_that_none_names(ledger: Ledger) -> None:
    """
    2020-01-02 * "公用经费，其中公务接待费不超过 10" #2060501
      fund: "11"
      Assets:9001-可用指标     90.00 CNY.A
      Assets:9001-可用指标     10.00 CNY.A
        econ: "30217"
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "办公费" #2060501 #30201
      Expenses:7201-事业支出:基本支出                    50.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -50.00 CNY.B
    2020-03-07 * "接待费超过了，虽然公用经费还有" #2060501 #30217
      Expenses:7201-事业支出:基本支出                    11.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -11.00 CNY.B
    2020-03-08 * "水费和办公费同用一笔" #2060501 #30205
      Expenses:7201-事业支出:基本支出                    45.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -45.00 CNY.B
    """
    assert named(ledger) == [("2020-03-07", "2060501 30217 11", 1), ("2020-03-08", "2060501 11", 5)]


def test_an_approval_without_a_project_covers_projects_that_none_names(ledger: Ledger) -> None:
    """
    2020-01-02 * "批复" #2060501
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "基本支出" #2060501 #30201
      Expenses:7201-事业支出:基本支出                    60.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -60.00 CNY.B
    2020-03-07 * "项目支出" #2060501 #30201
      Expenses:7201-事业支出:项目支出                    60.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -60.00 CNY.B
    """
    assert named(ledger) == [("2020-03-07", "2060501 11", 20)]


def test_a_projects_approval_is_all_its_project_has(ledger: Ledger) -> None:
    """
    2020-01-02 * "基本支出" #2060501
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-01-02 * "项目，只批了委托业务费" #2060501 #30227
      fund: "11"
      project: "P1"
      Assets:9001-可用指标     30.00 CNY.A
      Equity:9101-年初预算    -30.00 CNY.A
    2020-03-06 * "委托业务费" #2060501 #30227
      Expenses:7201-事业支出:项目支出                    31.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -31.00 CNY.B
    2020-03-07 * "项目没有办公费" #2060501 #30201
      Expenses:7201-事业支出:项目支出                     2.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -2.00 CNY.B
    2020-03-08 * "基本支出" #2060501 #30227
      Expenses:7201-事业支出:基本支出                   103.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -103.00 CNY.B
    """
    # 专款专用: neither does the project spend the unit's other money, nor the unit the project's.
    assert named(ledger) == [
        ("2020-03-06", "2060501 30227 11 P1", 1),
        ("2020-03-07", "2060501 30201 11 P1", 2),
        ("2020-03-08", "2060501 11", 3),
    ]


def test_a_function_without_any_approval_oversteps_at_once_and_once(ledger: Ledger) -> None:
    """
    2020-01-02 * "批复" #2060501
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "没有批复的功能" #2060599 #30201
      Expenses:7201-事业支出:基本支出                     1.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -1.00 CNY.B
    2020-03-07 * "再来一次，别的款、别的项目" #2060599 #30202
      Expenses:7201-事业支出:项目支出                     1.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -1.00 CNY.B
    """
    assert named(ledger) == [("2020-03-06", "2060599 11", 1)]


def test_a_fund_without_any_approval_is_left_alone(ledger: Ledger) -> None:
    """
    2020-01-02 * "批复" #2060501
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "自有资金" #2060599 #30201
      fund: "3"
      Expenses:7201-事业支出:基本支出                     1.00 CNY.B
      Assets:8001-资金结存:800102-货币资金               -1.00 CNY.B
    """
    assert named(ledger) == []


def test_years_are_apart_and_closing_entries_spend_nothing(ledger: Ledger) -> None:
    """
    2020-01-02 * "2020 年批复" #2060501
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-12-31 * "支出" #2060501 #30201
      Expenses:7201-事业支出:基本支出                   100.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -100.00 CNY.B
    2020-12-31 * "结转" #2060501 #30201 #year-close
      Expenses:7201-事业支出:基本支出                  -100.00 CNY.B
      Equity:8101-财政拨款结转                          100.00 CNY.B
    2020-12-31 * "注销指标" #2060501 #year-close
      fund: "11"
      Assets:9001-可用指标   -100.00 CNY.A
      Equity:9101-年初预算    100.00 CNY.A
    2021-01-02 * "2021 年批复" #2060501
      fund: "11"
      Assets:9001-可用指标     10.00 CNY.A
      Equity:9101-年初预算    -10.00 CNY.A
    2021-03-06 * "支出" #2060501 #30201
      Expenses:7201-事业支出:基本支出                    15.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -15.00 CNY.B
    2022-03-06 * "2022 年还没有批复" #2060501 #30201
      Expenses:7201-事业支出:基本支出                    15.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -15.00 CNY.B
    """
    assert named(ledger) == [("2021-03-06", "2060501 11", 5)]


def test_a_reduction_draws_on_the_approval_that_matches_it(ledger: Ledger) -> None:
    """
    2020-01-02 * "批复，不分款" #2060501
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "支出" #2060501 #30201
      Expenses:7201-事业支出:基本支出                    70.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -70.00 CNY.B
    2020-12-30 * "收回，写明了款" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标    -30.00 CNY.A
      Equity:9102-预算调整     30.00 CNY.A
    """
    assert named(ledger) == []


def test_a_reduction_below_what_is_spent_is_named_itself(ledger: Ledger) -> None:
    """
    2020-01-02 * "批复" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "支出" #2060501 #30201
      Expenses:7201-事业支出:基本支出                    70.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -70.00 CNY.B
    2020-12-30 * "收回" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标    -40.00 CNY.A
      Equity:9102-预算调整     40.00 CNY.A
    2020-12-31 * "支出" #2060501 #30201
      Expenses:7201-事业支出:基本支出                     1.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -1.00 CNY.B
    """
    (finding,) = budget_findings(counted_postings(ledger.entries), ledger.declarations)
    assert finding.severity is Severity.NOTICE
    assert "调减 40.00 元后可用 60.00 元，已支出 70.00 元，超出 10.00 元。" in finding.what
    assert named(ledger) == [("2020-12-30", "2060501 30201 11", 10)]


def test_an_approval_moved_within_a_day_is_one_change(ledger: Ledger) -> None:
    """
    2020-01-02 * "批复" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "支出" #2060501 #30201
      Expenses:7201-事业支出:基本支出                   100.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -100.00 CNY.B
    2020-04-01 * "更正：先冲销" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标   -100.00 CNY.A
      Equity:9101-年初预算    100.00 CNY.A
    2020-04-01 * "更正：再补记" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    """
    assert named(ledger) == []


# 上年结转


def test_carryover_pays_what_approvals_by_econ_are_short_of(ledger: Ledger) -> None:
    """
    2019-12-31 * "上年结转" #2060501
      fund: "11"
      Assets:8001-资金结存:800101-零余额账户用款额度     50.00 CNY.B
      Equity:8101-财政拨款结转                          -50.00 CNY.B
    2020-01-02 * "批复" #2060501
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
        econ: "30201"
      Assets:9001-可用指标    100.00 CNY.A
        econ: "30202"
      Equity:9101-年初预算   -200.00 CNY.A
    2020-03-06 * "用结转 30" #2060501 #30201
      Expenses:7201-事业支出:基本支出                   130.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -130.00 CNY.B
    2020-03-07 * "结转只剩 20，没有批复这个款" #2060501 #30205
      Expenses:7201-事业支出:基本支出                    25.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -25.00 CNY.B
    2020-03-08 * "批复之内" #2060501 #30202
      Expenses:7201-事业支出:基本支出                   100.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -100.00 CNY.B
    """
    (overstep,) = stepped(ledger)
    assert overstep[:8] == ("2060501", "30205", "11", "", 2000, 0, 2500, 500)


def test_carryover_of_a_project_is_the_projects(ledger: Ledger) -> None:
    """
    2019-12-31 * "上年结转" #2060599
      fund: "11"
      Assets:8001-资金结存:800101-零余额账户用款额度     50.00 CNY.B
      Equity:8101-财政拨款结转                          -50.00 CNY.B
        project: "P1"
    2020-01-02 * "批复另一个功能" #2060501
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "项目用上年结转" #2060599 #30227
      Expenses:7201-事业支出:项目支出                    45.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -45.00 CNY.B
    2020-03-07 * "基本支出没有批复，不能用项目的" #2060599 #30201
      Expenses:7201-事业支出:基本支出                     1.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -1.00 CNY.B
    2020-03-08 * "项目超过上年结转" #2060599 #30201
      Expenses:7201-事业支出:项目支出                     7.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -7.00 CNY.B
    """
    assert named(ledger) == [("2020-03-07", "2060599 11", 1), ("2020-03-08", "2060599 11 P1", 2)]


def test_carryover_of_a_project_adds_to_an_approval_that_names_none(ledger: Ledger) -> None:
    """
    2019-12-31 * "上年结转" #2060501
      fund: "11"
      Assets:8001-资金结存:800101-零余额账户用款额度     50.00 CNY.B
      Equity:8101-财政拨款结转                          -50.00 CNY.B
        project: "P1"
    2020-01-02 * "批复不分项目" #2060501
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "项目" #2060501 #30227
      Expenses:7201-事业支出:项目支出                   150.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -150.00 CNY.B
    2020-03-07 * "项目" #2060501 #30227
      Expenses:7201-事业支出:项目支出                     3.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -3.00 CNY.B
    """
    assert named(ledger) == [("2020-03-07", "2060501 11", 3)]


def test_carryover_taken_back_is_no_longer_there(ledger: Ledger) -> None:
    """
    2019-12-31 * "上年结转" #2060501
      fund: "11"
      Assets:8001-资金结存:800101-零余额账户用款额度     50.00 CNY.B
      Equity:8101-财政拨款结转                          -50.00 CNY.B
    2020-01-02 * "批复" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-03-06 * "用结转 30" #2060501 #30201
      Expenses:7201-事业支出:基本支出                   130.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -130.00 CNY.B
    2020-06-30 * "归集上缴" #2060501
      fund: "11"
      Equity:8101-财政拨款结转                           40.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -40.00 CNY.B
    """
    assert named(ledger) == [("2020-06-30", "2060501 30201 11", 20)]


# What the unit wants


def controlled(tmp_path: Path, line: str) -> Ledger:
    path = tmp_path / "main.beancount"
    path.write_text(f"{HEAD}\n{line}\n{OVERSPENT}", encoding="utf-8", newline="\n")
    return load(path)


OVERSPENT = """\
2020-01-02 * "批复" #2060501 #30201
  fund: "11"
  Assets:9001-可用指标    100.00 CNY.A
  Equity:9101-年初预算   -100.00 CNY.A
2020-03-06 * "购买办公用品" #2060501 #30201
  Expenses:7201-事业支出:基本支出                   120.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度   -120.00 CNY.B
"""


@pytest.mark.parametrize(
    ("control", "severities", "errors"),
    [
        ("", [Severity.NOTICE], []),
        ('"warning"', [Severity.NOTICE], []),
        ('"error"', [Severity.ERROR], ["budget-overspent"]),
        ('"off"', [], []),
        ('"严格"', [Severity.NOTICE], ["budget-control-unknown"]),
    ],
)
def test_the_unit_says_what_overspending_is(
    tmp_path: Path, control: str, severities: list[Severity], errors: list[str]
) -> None:
    line = f'2020-01-01 custom "gov-unit" "budget-control" {control}' if control else ""
    ledger = controlled(tmp_path, line)
    assert budget_control(ledger.declarations) == (control.strip('"') if control not in {"", '"严格"'} else "warning")
    findings = budget_findings(counted_postings(ledger.entries), ledger.declarations)
    assert [finding.severity for finding in findings] == severities
    _, found = appropriation(list(ledger.entries), {})
    assert [error.finding.rule for error in found] == errors


def test_unknown_control_is_shown_where_it_is_declared(tmp_path: Path) -> None:
    """The last declaration is the one that holds."""
    lines = [f'2020-01-0{day} custom "gov-unit" "budget-control" "{word}"' for day, word in ((1, "off"), (2, "strict"))]
    ledger = controlled(tmp_path, "\n".join(lines))
    _, (error,) = appropriation(list(ledger.entries), {})
    assert "“strict”不认识" in error.message
    text = ledger.path.read_text(encoding="utf-8").splitlines()
    assert text[error.source["lineno"] - 1] == lines[1]


def test_an_approval_without_its_codes_is_said_to_be_of_no_use(ledger: Ledger) -> None:
    """
    2020-01-02 * "没有资金性质" #2060501
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    2020-01-02 * "没有功能分类"
      fund: "11"
      Assets:9001-可用指标    200.00 CNY.A
      Equity:9101-年初预算   -200.00 CNY.A
    2020-03-06 * "支出" #2060501 #30201
      Expenses:7201-事业支出:基本支出                   120.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -120.00 CNY.B
    """
    findings = budget_findings(counted_postings(ledger.entries), ledger.declarations)
    assert [(each.rule, each.what) for each in findings] == [
        ("appropriation-code-missing", "指标 100.00 元没有资金性质（fund）。"),
        ("appropriation-code-missing", "指标 200.00 元没有功能分类科目（func）。"),
    ]


# For all streams of postings: against control written down a second time, naively


Line = tuple[str, str, str, str]
DAYS = [dt.date(2020, 1, 1) + dt.timedelta(days=each) for each in range(6)]


def posting_of(number: int, code: str, day: dt.date, line: Line, fen: int) -> Posting:
    """A posting of a voucher of its own; `fen` is positive on the account's normal side."""
    func, econ, fund, project = line
    return Posting(
        entry=number,
        commodity=BUDGETARY,
        account=f"X:{code}",
        code=code,
        func=func,
        econ=econ,
        fund=fund,
        project=project,
        fen=fen if code == "7201" else -fen,
        closing=False,
        line=2 * number + 2,
        number="",
        voucher=Voucher(day, "main.beancount", 2 * number + 1, "", ""),
    )


ECONS = {
    "7201": ["30201", "30202", "30203"],
    "9101": ["30201", "30202", ""],
    "9102": ["30201", "30202", ""],
    "8101": [""],
}


@st.composite
def streams(draw: st.DrawFn, codes: Sequence[str] = ("7201", "7201", "7201", "9101", "9102", "8101")) -> list[Posting]:
    """Postings as a ledger gives them, by day; some expenditure shares a voucher with what stands before it."""
    postings: list[Posting] = []
    for number, day in enumerate(sorted(draw(st.lists(st.sampled_from(DAYS), max_size=16)))):
        code = draw(st.sampled_from(codes))
        line = (
            draw(st.sampled_from(["2060501", "2060501", "2060501", "2060599"])),
            draw(st.sampled_from(ECONS[code])),
            draw(st.sampled_from(["11", "11", "11", "3"])),
            draw(st.sampled_from(["", "", "", "P1", "P2"])),
        )
        posting = posting_of(number, code, day, line, draw(st.sampled_from([1, 2, 3, 5, 8, 13, -1, -2, -4])))
        if postings and postings[-1].code == code == "7201" and postings[-1].date == day and draw(st.booleans()):
            posting = posting._replace(voucher=postings[-1].voucher)
        postings.append(posting._replace(closing=draw(st.sampled_from([False] * 9 + [True]))))
    return postings


def naive_line(posting: Posting, postings: Iterable[Posting]) -> Line:
    """The line a posting draws on, straight from the rules."""
    rest = [each for each in postings if (each.func, each.fund) == (posting.func, posting.fund)]
    opened = [each for each in rest if each.code in {"9101", "9102"} and each.fen < 0]
    projects = {each.project for each in opened}
    if "" not in projects:
        projects |= {each.project for each in rest if each.code == "8101"}
    project = posting.project if posting.project in projects else ""
    econs = {each.econ for each in opened if each.project == project}
    econ = posting.econ if posting.econ in econs or (econs and "" not in econs) else ""
    return (posting.func, econ, posting.fund, project)


def naive_short(upto: Sequence[Posting], postings: Sequence[Posting], funds: set[str]) -> dict[Line, int]:
    """By how much each line is overspent after some of the postings: everything added up anew."""
    approved: dict[Line, int] = {}
    spent: dict[Line, int] = {}
    carried: dict[tuple[str, str, str], int] = {}
    for posting in upto:
        if posting.fund not in funds:
            continue
        line = naive_line(posting, postings)
        if posting.code == "8101":
            place = (line[0], line[2], line[3])
            carried[place] = carried.get(place, 0) - posting.fen
        elif posting.code == "7201":
            spent[line] = spent.get(line, 0) + posting.fen
        else:
            approved[line] = approved.get(line, 0) - posting.fen
    beyond = {line: spent.get(line, 0) - approved.get(line, 0) for line in {**spent, **approved}}
    short: dict[Line, int] = {}
    for line, fen in beyond.items():
        together = sum(max(each, 0) for other, each in beyond.items() if (other[0], *other[2:]) == (line[0], *line[2:]))
        short[line] = min(fen, together - max(carried.get((line[0], line[2], line[3]), 0), 0))
    return short


def naive_oversteps(postings: Sequence[Posting]) -> list[tuple[Line, int, int, int]]:
    """Line, number of the voucher's first posting of it, what it spends of it, and by how much it is over."""
    postings = [posting for posting in postings if not posting.closing]
    funds = {posting.fund for posting in postings if posting.code in {"9101", "9102"} and posting.fen < 0}
    said: set[Line] = set()
    found: list[tuple[Line, int, int, int]] = []
    done: list[Posting] = []

    def step(together: Sequence[Posting], *, spending: bool) -> None:
        done.extend(together)
        short = naive_short(done, postings, funds)
        said.intersection_update(line for line, fen in short.items() if fen > 0)
        blamed: dict[Line, list[Posting]] = {}
        for posting in together:
            line = naive_line(posting, postings)
            if posting.code == "8101" and posting.fen > 0:
                for each in short:
                    if (each[0], each[2:]) == (line[0], line[2:]):
                        blamed.setdefault(each, []).append(posting)
            elif posting.code != "8101" and (spending or posting.fen > 0):
                blamed.setdefault(line, []).append(posting)
        for line, legs in blamed.items():
            net = sum(posting.fen for posting in legs) if spending else 0
            if short.get(line, 0) > 0 and line not in said and (net > 0 or not spending):
                said.add(line)
                first = next(posting for posting in legs if posting.fen > 0) if spending else legs[-1]
                found.append((line, first.line, net, short[line]))

    for day in DAYS:
        today = [posting for posting in postings if posting.date == day]
        step([posting for posting in today if posting.code != "7201"], spending=False)
        for _, legs in groupby(
            (posting for posting in today if posting.code == "7201"), key=lambda posting: posting.voucher
        ):
            step(list(legs), spending=True)
    return found


@draws(600)
@given(streams())
def test_control_agrees_with_a_naive_one(postings: list[Posting]) -> None:
    found = oversteps(postings)
    # Where 结转 is taken back the same day as approvals, any of the vouchers may be named.
    assert sorted((each[:4], each.fen, each.over) for each in found) == sorted(
        (line, fen, over) for line, _, fen, over in naive_oversteps(postings)
    )
    assert {(each[:4], each.posting.line) for each in found if each.fen} == {
        (line, number) for line, number, fen, _ in naive_oversteps(postings) if fen
    }
    for each in found:
        assert each.available + each.over == each.before + each.fen
    assert [each.posting.date for each in found] == sorted(each.posting.date for each in found)


def test_negative_carryover_takes_nothing_away_from_approvals() -> None:
    line = ("2060501", "", "11", "")
    postings = [
        posting_of(0, "8101", DAYS[0], line, -5),
        posting_of(1, "9101", DAYS[0], line, 10),
        posting_of(2, "7201", DAYS[1], ("2060501", "30201", "11", ""), 11),
    ]
    assert [(each.available, each.over) for each in oversteps(postings)] == [(10, 1)]


def test_the_order_of_carryover_does_not_matter() -> None:
    """结转 without a project beside a project's makes neither the other's, whichever comes first."""
    general, project = ("2060501", "", "11", ""), ("2060501", "", "11", "P2")
    approved = posting_of(0, "9101", DAYS[0], ("2060599", "", "11", ""), 1)
    spent = posting_of(9, "7201", DAYS[1], ("2060501", "30201", "11", ""), 6)
    one, other = posting_of(1, "8101", DAYS[0], general, 5), posting_of(2, "8101", DAYS[0], project, 5)
    expected = [("2060501", "", "11", "", 5, 1)]
    for postings in ([approved, one, other, spent], [approved, other, one, spent]):
        assert [(*each[:5], each.over) for each in oversteps(postings)] == expected


@pytest.mark.parametrize("code", ["8102", "8201", "8202", "8401"])
def test_only_fiscal_carryover_may_be_spent_beside_approvals(code: str) -> None:
    line = ("2060501", "", "11", "")
    approved, carried = posting_of(0, "9101", DAYS[0], line, 1), posting_of(1, code, DAYS[0], line, 5)
    spent = posting_of(9, "7201", DAYS[1], ("2060501", "30201", "11", ""), 6)
    assert [each.over for each in oversteps([approved, carried, spent])] == [5]
    assert not list(oversteps([approved, carried._replace(code="8101"), spent]))


def test_an_increase_of_carryover_heals() -> None:
    line = ("2060501", "30201", "11", "")
    postings = [
        posting_of(0, "9101", DAYS[0], line, 10),
        posting_of(1, "7201", DAYS[1], line, 11),
        posting_of(2, "8101", DAYS[2], ("2060501", "", "11", ""), 3),
        posting_of(3, "7201", DAYS[3], line, 3),
    ]
    assert [(each.posting.line, each.over) for each in oversteps(postings)] == [(4, 1), (8, 1)]


def test_an_increase_that_is_not_enough_is_no_overstep() -> None:
    """30202 is short because 30201 has taken the 结转, and nothing was spent of it since."""
    pool, one, other = (("2060501", econ, "11", "") for econ in ("", "30201", "30202"))
    postings = [
        posting_of(0, "8101", DAYS[0], pool, 4),
        posting_of(1, "9101", DAYS[0], one, 10),
        posting_of(2, "9101", DAYS[0], other, 10),
        posting_of(3, "7201", DAYS[1], other, 13),
        posting_of(4, "7201", DAYS[2], one, 13),
        posting_of(5, "9102", DAYS[3], other, 1),
    ]
    assert [(each.posting.line, each.over) for each in oversteps(postings)] == [(10, 2)]


def test_the_posting_named_is_one_that_spends() -> None:
    line = ("2060501", "30201", "11", "")
    back = posting_of(1, "7201", DAYS[1], line, -1)
    spent = posting_of(2, "7201", DAYS[1], line, 12)._replace(voucher=back.voucher)
    (overstep,) = oversteps([posting_of(0, "9101", DAYS[0], line, 10), back, spent])
    assert (overstep.posting, overstep.fen, overstep.before, overstep.over) == (spent, 11, 0, 1)


@draws(300)
@given(streams(("7201", "7201", "7201", "9101", "9102")), st.data())
def test_an_adjustment_dated_before_the_voucher_heals_it(postings: list[Posting], data: st.DataObject) -> None:
    found = [each for each in oversteps(postings) if each.fen]
    assume(found)
    chosen = data.draw(st.sampled_from(found))
    line = chosen[:4]
    first = next(each for each in oversteps(postings) if each[:4] == line)
    day = data.draw(st.sampled_from([each for each in DAYS if each <= first.posting.date]))
    extra = posting_of(100, "9102", day, line, first.over)
    healed = oversteps([*postings, extra])
    assert not any(each[:4] == line and each.posting == first.posting for each in healed)
    if first.over > 1:
        short = posting_of(100, "9102", day, line, first.over - 1)
        assert any(each[:4] == line and each.posting == first.posting for each in oversteps([*postings, short]))


@draws(200)
@given(streams())
def test_facts_need_not_come_by_day(postings: list[Posting]) -> None:
    backwards = sorted(postings, key=lambda posting: posting.date, reverse=True)
    assert sorted(oversteps(backwards)) == sorted(oversteps(postings))


def test_expenditure_before_the_approval_is_found_whatever_comes_first() -> None:
    line = ("2060501", "30201", "11", "")
    early, late = posting_of(1, "7201", DAYS[0], line, 1), posting_of(2, "7201", DAYS[3], line, 1)
    approved = posting_of(3, "9101", DAYS[2], line, 10)
    assert [each.posting for each in oversteps([late, early, approved])] == [early]


@draws(200)
@given(streams())
def test_without_approvals_nothing_is_controlled(postings: list[Posting]) -> None:
    assert oversteps([posting for posting in postings if posting.code[0] != "9"]) == []


# The table

COLUMNS = ("carried", "initial", "adjusted", "available", "spent", "left")


@draws(60)
@given(ledgers())
def test_totals_agree_with_the_tables(drawn: RandomLedger) -> None:
    """支出 with 表3, of fund 11 with 表5; 年初预算 with 表7; 上年结转 with what 8101 opens with."""
    with loaded(drawn) as ledger:
        for by in BY:
            table = execution(counted_postings(ledger.entries), ledger.codes, drawn.year, by).statement
            general = execution(counted_postings(ledger.entries), ledger.codes, drawn.year, by, fund="11").statement
            assert table.cell("total", "spent").fen == drawn.expected["expenditure"].get(("合计", "1"), 0)
            assert general.cell("total", "spent").fen == drawn.expected["general_expenditure"].get(("合计", "1"), 0)
            opening = sum(
                posting.fen
                for posting in drawn.facts
                if posting.account == "8101"
                and (posting.date.year < drawn.year or (posting.date.year == drawn.year and not posting.closing))
            )
            assert table.cell("total", "carried").fen == opening
            for row in (*(each.row.key for _, each in table.rows()),):
                one, two, three, four, five, six = (table.cell(row, column).fen for column in COLUMNS)
                assert (four, six) == (one + two + three, four - five)
        func = execution(counted_postings(ledger.entries), ledger.codes, drawn.year, "func", fund="11").statement
        for (row, column), fen in drawn.expected["general_expenditure"].items():
            assert column != "1" or cell_of(func, row, "5").fen == fen
        econ = execution(counted_postings(ledger.entries), ledger.codes, drawn.year, "econ", fund="11").statement
        for column, code in (("2", "30212"), ("4", "31013"), ("5", "30231"), ("6", "30217")):
            assert econ.cell(code, "initial").fen == drawn.expected["sangong"].get(("合计", column), 0)


@draws(40)
@given(ledgers(), st.dates(dt.date(2020, 1, 1), dt.date(2020, 12, 31)))
def test_rows_add_up_to_the_total_on_every_day(drawn: RandomLedger, day: dt.date) -> None:
    with loaded(drawn) as ledger:
        for by, width in (("func", 7), ("econ", 5), ("project", 0)):
            table = execution(counted_postings(ledger.entries), ledger.codes, drawn.year, by, until=day)
            spent = sum(
                posting.fen
                for posting in drawn.facts
                if posting.is_expenditure and not posting.closing and dt.date(drawn.year, 1, 1) <= posting.date <= day
            )
            assert table.statement.cell("total", "spent").fen == spent
            for column in COLUMNS:
                parts = [
                    table.statement.cell(each.row.key, column).fen
                    for _, each in table.statement.rows()
                    if len(each.row.code) == width > 0 or each.row.foot
                ]
                parts += [statement.cell("total", column).fen for statement in table.projects.values()]
                assert sum(parts) == table.statement.cell("total", column).fen


@given(st.integers(-(10**6), 10**6), st.integers(-100, 10**6))
def test_rate_is_half_up_to_one_decimal(spent: int, available: int) -> None:
    executed = rate(spent, available)
    if available <= 0:
        assert executed is None
        return
    exact = Fraction(spent * 100, available)
    shown = Fraction(str(executed))
    assert executed is not None
    assert executed.as_tuple().exponent == -1
    assert abs(shown - exact) <= Fraction(1, 20)
    if abs(shown - exact) == Fraction(1, 20):
        assert abs(shown) > abs(exact)


def test_rate_of_a_half() -> None:
    assert rate(1, 2000) == Decimal("0.1")
    assert rate(-1, 2000) == Decimal("-0.1")
    assert rate(2500, 10000) == Decimal("25.0")
    assert rate(12345, 100000) == Decimal("12.3")
    assert rate(12350, 100000) == (Decimal(12350) / 1000).quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal("12.4")


@pytest.fixture(scope="module")
def wuhan() -> Ledger:
    return load(WUHAN)


def test_a_real_years_budget(wuhan: Ledger) -> None:
    """年初预算 431.80 = 340.03 + 22.60 + 29.44 + 39.73, of it the project 60.00; no voucher oversteps."""
    assert oversteps(counted_postings(wuhan.entries)) == []
    table = execution(counted_postings(wuhan.entries), wuhan.codes, 2020, "func").statement
    initial = {
        row: WAN.round(table.cell(row, "initial").fen) for row in ("total", "206", "208", "210", "221", "2060599")
    }
    assert initial == {
        "total": Decimal("431.80"),
        "206": Decimal("340.03"),
        "208": Decimal("22.60"),
        "210": Decimal("29.44"),
        "221": Decimal("39.73"),
        "2060599": Decimal("60.00"),
    }
    projects = execution(counted_postings(wuhan.entries), wuhan.codes, 2020, "project").projects
    assert WAN.round(projects["P1"].cell("total", "initial").fen) == Decimal("60.00")
    tables = statements_of(wuhan, 2020)
    assert table.cell("total", "spent").fen == tables["expenditure"].cell("total", "total").fen


# The command


LEDGER = (
    HEAD
    + """\
2020-01-01 custom "gov-project" "=cmd|' /C calc'!A0" "=HYPERLINK(1)"
2020-01-01 custom "gov-project" "P2" "没有用的项目"
2019-12-31 * "上年结转" #2060599
  fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度   5000.00 CNY.B
  Equity:8101-财政拨款结转                        -5000.00 CNY.B
    project: "P1"
2020-01-02 * "批复基本支出" #2060501
  fund: "11"
  Assets:9001-可用指标     60000.00 CNY.A
    econ: "30201"
  Assets:9001-可用指标     40000.00 CNY.A
  Equity:9101-年初预算   -100000.00 CNY.A
2020-01-02 * "批复项目" #2060599
  fund: "11"
  Assets:9001-可用指标     30000.00 CNY.A
    project: "P1"
  Equity:9101-年初预算    -30000.00 CNY.A
2020-05-20 * "有收入的项目，没有预算也没有支出" #2060501
  project: "P2"
  Assets:8001-资金结存:800101-零余额账户用款额度    100.00 CNY.B
  Income:6001-财政拨款预算收入                     -100.00 CNY.B
2020-05-20 * "额度到账"
  Assets:8001-资金结存:800101-零余额账户用款额度  22000.00 CNY.B
  Income:6001-财政拨款预算收入                   -20000.00 CNY.B
    func: "2060501"
  Income:6001-财政拨款预算收入                    -2000.00 CNY.B
    func: "2060599"
2020-05-20 * "办公费" #2060501 #30201
  Expenses:7201-事业支出:基本支出                  20000.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度  -20000.00 CNY.B
2020-06-30 * "委托业务费" #2060599 #30227
  Expenses:7201-事业支出:项目支出                   7000.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度   -7000.00 CNY.B
2020-07-01 * "追加" #2060501 #30201
  fund: "11"
  Assets:9001-可用指标      2000.00 CNY.A
  Equity:9102-预算调整     -2000.00 CNY.A
2020-09-01 * "自有资金" #2060501 #30201
  fund: "3"
  project: "=cmd|' /C calc'!A0"
  Expenses:7201-事业支出:基本支出                    123.45 CNY.B
  Assets:8001-资金结存:800102-货币资金              -123.45 CNY.B
"""
)


@pytest.mark.parametrize(
    ("control", "status", "said"),
    [("error", 1, "错误[budget-overspent]"), ("warning", 0, "提示[budget-overspent]"), ("off", 0, "")],
)
def test_check_says_what_the_unit_wants_said(
    tmp_path: Path,
    control: str,
    status: int,
    said: str,
    snapshot: Snapshot,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The same overspent voucher under each control there is."""
    text = (LEDGERS / "budget_overspent_error.beancount").read_text(encoding="utf-8")
    line = '"budget-control" "error"'
    assert line in text
    monkeypatch.chdir(tmp_path)
    Path("main.beancount").write_text(text.replace(line, f'"budget-control" "{control}"'), encoding="utf-8")
    assert check.command.main(["main.beancount"], standalone_mode=False) == status
    shown = "".join(capfd.readouterr())
    assert ("budget-overspent" in shown) == bool(said)
    assert said in shown
    # How many ties hold is no news here.
    told = [each for each in shown.splitlines(keepends=True) if not each.startswith("2020 年：没有错误")]
    snapshot(f"budget/control_{control}.txt", "".join(told) + f"退出码 {status}\n")


@pytest.fixture
def main_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "main.beancount"
    path.write_text(LEDGER, encoding="utf-8", newline="\n")
    return path


def run(*arguments: str) -> str:
    """The command's standard output and, at the end, its exit status."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()) as errors:
        status = budget.command.main(["main.beancount", *arguments], standalone_mode=False)
    out.seek(0)
    return f"{out.read()}{errors.getvalue()}退出码 {status}\n"


@pytest.mark.usefixtures("main_file")
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("func.csv", ("--format", "csv", "--unit", "yuan")),
        ("econ.csv", ("--by", "econ", "--format", "csv")),
        ("project.csv", ("--by", "project", "--format", "csv", "--unit", "yuan")),
        ("project.json", ("--by", "project", "--format", "json", "--unit", "yuan")),
        ("as_of_0629.csv", ("--as-of", "2020-06-29", "--format", "csv", "--unit", "yuan")),
        ("as_of_0630.csv", ("--as-of", "2020-06-30", "--format", "csv", "--unit", "yuan")),
        ("fund_3.csv", ("--fund", "3", "--format", "csv", "--unit", "yuan")),
        ("year_not_in_ledger.txt", ("--as-of", "2018-06-30")),
    ],
)
def test_what_is_printed(name: str, arguments: tuple[str, ...], snapshot: Snapshot) -> None:
    snapshot(f"budget/{name}", run(*arguments).replace("\r\n", "\n"))


def test_text_says_what_it_is_of(main_file: Path) -> None:
    ledger = load(main_file)
    table = execution(
        counted_postings(ledger.entries), ledger.codes, 2020, "func", fund="11", until=dt.date(2020, 6, 30)
    )
    text = render_text(print_execution(table, ledger.declarations, YUAN), 100)
    head, unit, *_ = text.splitlines()
    assert head.strip() == "2020 年度预算执行情况表（按功能分类）"
    assert unit.startswith("部门：某某中心")
    assert text.endswith("说明：截至 2020 年 6 月 30 日，只含资金性质 11；7栏各行＝5栏÷4栏。\n")
    assert "105,000.00" not in text.splitlines()[-2]
    assert "135,000.00" in text, "available: 5,000 + 100,000 + 30,000"


def test_csv_of_a_file_is_neutral(main_file: Path) -> None:
    assert run("--by", "project", "--format", "csv", "-o", "out.csv").endswith("退出码 0\n")
    content = main_file.with_name("out.csv").read_bytes()
    assert "\r\n'=cmd|' /C calc'!A0,'=HYPERLINK(1),,,,,0.01,-0.01,\r\n" in content.decode(as_csv.ENCODING)


def test_a_folder_gets_a_file_of_the_tables_name(main_file: Path) -> None:
    folder = main_file.with_name("表")
    folder.mkdir()
    assert run("--by", "econ", "-o", "表").endswith("退出码 0\n")
    assert [each.name for each in folder.iterdir()] == ["预算执行情况表-按经济分类.txt"]


def test_xlsx_holds_the_same_rows(main_file: Path) -> None:
    assert run("--by", "project", "--format", "xlsx", "--unit", "yuan", "-o", "out.xlsx").endswith("退出码 0\n")
    sheet = openpyxl.load_workbook(main_file.with_name("out.xlsx")).worksheets[0]
    assert sheet.title == "按项目 预算执行情况表"
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True)}
    assert rows["P1"] == ("平台建设", 5000, 30000, None, 35000, 7000, 28000, 20)
    assert rows["=cmd|' /C calc'!A0"][0] == "=HYPERLINK(1)"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_json_is_read_back(main_file: Path) -> None:
    del main_file
    document = json.loads(run("--format", "json", "--unit", "yuan").rpartition("退出码")[0])
    (table,) = document["tables"]
    rows = {row["id"]: row["values"] for row in table["rows"]}
    assert rows["2060501"] == {
        "2": "100000.00",
        "3": "2000.00",
        "4": "102000.00",
        "5": "20123.45",
        "6": "81876.55",
        "7": "19.7",
    }
    assert [column["label"] for column in table["columns"]] == [
        "上年结转",
        "年初预算",
        "预算调整",
        "可用合计",
        "支出",
        "余额",
        "执行率（%）",
    ]


@pytest.mark.usefixtures("main_file")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--as-of", "2020-06-31"), "--as-of 的“2020-06-31”不是日期，要写成年-月-日，如 2020-06-30。"),
        (("--as-of", "2020-6-3"), "--as-of 的“2020-6-3”不是日期，要写成年-月-日，如 2020-06-30。"),
        (("--as-of", "2020-W01-1"), "--as-of 的“2020-W01-1”不是日期，要写成年-月-日，如 2020-06-30。"),
        (("--as-of", "2020-06-30", "--year", "2021"), "--as-of 的 2020-06-30 不在 --year 的 2021 年里"),
        (("--fund", "1"), "--fund 没有“1”这种资金性质。可写：11（一般公共预算）、12（政府性基金预算）"),
    ],
)
def test_wrong_arguments_are_answered_in_chinese(arguments: tuple[str, ...], expected: str) -> None:
    with pytest.raises(click.UsageError) as error:
        run(*arguments)
    assert expected in error.value.message


def test_output_never_replaces_the_ledger(main_file: Path) -> None:
    before = main_file.read_bytes()
    assert run("-o", "main.beancount").endswith("退出码 2\n")
    assert main_file.read_bytes() == before
