"""Year-end closing: what goes where, that it holds for every ledger, and that no file is ever half written."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from beancount.core.data import Balance
from hypothesis import given

from gov_accounts.bookkeeping.year_end.closing import ClosingRefusedError, close_year, closing_findings
from gov_accounts.bookkeeping.year_end.file import closing_path, include_lines
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import counted_postings
from gov_accounts.cli.close import command
from gov_accounts.files.generated import CLOSING, Owner
from gov_accounts.files.texts import with_line
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.law.closing import official_rules
from gov_accounts.law.codes import official_codes
from gov_accounts.ledger import load
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, carried_forward, ledgers, write_to
from tests.support.draws import draws
from tests.support.failing import tree
from tests.support.heads import HEAD
from tests.support.numbered import numbered_tables
from tests.support.paths import LEDGERS, LEDGERS_CLOSE
from tests.support.two_years import stripped

Snapshot = Callable[[str, str], None]
CASH = "Assets:8001-资金结存:800102-货币资金"
QUOTA = "Assets:8001-资金结存:800101-零余额账户用款额度"


# Helpers


def run(*arguments: str) -> str:
    """The command's output and exit status, as a person sees them."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        status = command.main(list(arguments), prog_name="gov-accounts close", standalone_mode=False)
    out.seek(0)
    return f"{out.read()}退出码 {status}\n"


def stale(ledger: Ledger) -> list[Finding]:
    return closing_findings(ledger.entries, ledger.path, ledger.files, ledger.declarations)


def errors(ledger: Ledger) -> list[str]:
    findings = {*ledger.findings, *stale(ledger)}
    return sorted(finding.shown() for finding in findings if finding.severity is Severity.ERROR)


def close(path: Path, year: int) -> Ledger:
    close_year(load(path), year).write()
    return load(path)


def balances(ledger: Ledger, until: int) -> dict[str, int]:
    """What each 4-digit account of the budget book holds at a year's end, debit positive, in fen."""
    sums: dict[str, int] = {}
    for fact in counted_postings(ledger.entries):
        if fact.date.year <= until:
            sums[fact.code] = sums.get(fact.code, 0) + fact.fen
    return {code: fen for code, fen in sums.items() if fen}


def coded(ledger: Ledger, code: str) -> dict[tuple[str, str, str], int]:
    """What an account holds by func, fund and project."""
    sums: dict[tuple[str, str, str], int] = {}
    for fact in counted_postings(ledger.entries):
        if fact.code == code:
            key = (fact.func, fact.fund, fact.project)
            sums[key] = sums.get(key, 0) + fact.fen
    return {key: fen for key, fen in sums.items() if fen}


def financial(ledger: Ledger) -> dict[str, int]:
    """What each 4-digit account of the financial book holds, debit positive, in fen."""
    sums: dict[str, int] = {}
    for entry in ledger.entries:
        for posting in getattr(entry, "postings", ()):
            if posting.units.currency == "CNY":
                code = account_code(posting.account)
                sums[code] = sums.get(code, 0) + int(posting.units.number * 100)
    return {code: fen for code, fen in sums.items() if fen}


def tables(ledger: Ledger, year: int) -> dict[str, dict[tuple[str, str], int]]:
    return numbered_tables(statements_of(ledger, year))


def refused(path: Path, year: int = 2020) -> set[str]:
    before = tree(path.parent)
    with pytest.raises(ClosingRefusedError) as error:
        close_year(load(path), year)
    assert tree(path.parent) == before
    return {finding.rule for finding in error.value.findings}


def notices(path: Path, year: int = 2020) -> set[str]:
    return {finding.rule for finding in close_year(load(path), year).notices}


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)


LATE = f"""
2020-12-28 * "补记" #2060501 #30201
  Expenses:7201-事业支出:基本支出    12.34 CNY.B
    fund: "11"
  {CASH}   -12.34 CNY.B
"""


# What goes where


def test_fiscal_money_becomes_carryover_by_its_codes(ledger_file: Path) -> None:
    """
    2020-01-05 * "额度到账" #2060501
      Assets:8001-资金结存:800101-零余额账户用款额度   1000.00 CNY.B
      Income:6001-财政拨款预算收入                    -1000.00 CNY.B

    2020-12-05 * "电费" #2060501 #30206
      Expenses:7201-事业支出:基本支出                     99.40 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -99.40 CNY.B

    2020-12-06 * "平台" #2060501 #30227
      Expenses:7201-事业支出:项目支出                    300.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度   -300.00 CNY.B

    2020-12-07 * "直接支付医保" #2101102 #30110
      Expenses:7201-事业支出:基本支出                     50.00 CNY.B
        fund: "12"
      Income:6001-财政拨款预算收入                       -50.00 CNY.B
        fund: "12"
    """
    ledger = close(ledger_file, 2020)
    assert not errors(ledger)
    assert coded(ledger, "8101") == {("2060501", "11", ""): -90060, ("2060501", "11", "P1"): 30000}
    assert balances(ledger, 2020) == {"8001": 60060, "8101": -60060}


def test_other_money_goes_by_project_or_to_the_surplus(ledger_file: Path) -> None:
    """
    2020-01-05 * "项目收入" #2060501
      Assets:8001-资金结存:800102-货币资金    500.00 CNY.B
      Income:6101-事业预算收入               -500.00 CNY.B
        project: "P1"

    2020-12-05 * "项目付款" #2060501 #30227
      Expenses:7201-事业支出:项目支出         120.00 CNY.B
      Assets:8001-资金结存:800102-货币资金   -120.00 CNY.B

    2020-02-05 * "培训费收入" #2060501
      Assets:8001-资金结存:800102-货币资金     80.00 CNY.B
      Income:6101-事业预算收入                -80.00 CNY.B

    2020-03-05 * "办公费，入不敷出" #2060501 #30201
      Expenses:7201-事业支出:基本支出         100.00 CNY.B
        fund: "2"
      Assets:8001-资金结存:800102-货币资金   -100.00 CNY.B
    """
    ledger = close(ledger_file, 2020)
    assert not errors(ledger)
    assert coded(ledger, "8201") == {("2060501", "3", "P1"): -38000}
    assert coded(ledger, "8202") == {("2060501", "3", ""): -8000, ("2060501", "2", ""): 10000}
    assert balances(ledger, 2020) == {"8001": 36000, "8201": -38000, "8202": 2000}


def test_an_agency_has_no_distribution_account(tmp_path: Path) -> None:
    vouchers = f"""
2019-12-31 open Expenses:7101-行政支出 CNY.B
2019-12-31 open Income:6609-其他预算收入 CNY.B
2020-12-05 * "利息收入" #2010301
  {CASH}                  70.00 CNY.B
  Income:6609-其他预算收入       -70.00 CNY.B
2020-12-06 * "办公费" #2010301 #30201
  Expenses:7101-行政支出         20.00 CNY.B
  {CASH}                 -20.00 CNY.B
"""
    path = tmp_path / "main.beancount"
    path.write_text(HEAD.replace('"事业单位"', '"行政单位"') + vouchers, encoding="utf-8", newline="\n")
    ledger = close(path, 2020)
    assert not errors(ledger)
    assert "8701" not in closing_path(path, 2020).read_text(encoding="utf-8")
    assert balances(ledger, 2020) == {"8001": 5000, "8202": -5000}


BUSINESS = """
2019-12-31 open Income:6401-经营预算收入 CNY.B
2019-12-31 open Expenses:7301-经营支出 CNY.B
"""


def business(year: int, earned: str, spent: str) -> str:
    return f"""
{year}-12-05 * "经营收入" #2060501
  {CASH}              {earned} CNY.B
  Income:6401-经营预算收入   -{earned} CNY.B
{year}-12-06 * "经营支出" #2060599 #30201
  Expenses:7301-经营支出      {spent} CNY.B
  {CASH}             -{spent} CNY.B
"""


def test_a_business_profit_is_distributed_and_a_loss_stays(tmp_path: Path) -> None:
    """An earlier loss is made good first (25号 8401 一); the table counts the year's profit whole, and it is said."""
    path = tmp_path / "main.beancount"
    path.write_text(
        HEAD + BUSINESS + business(2020, "100.00", "150.00") + business(2021, "300.00", "220.00"), encoding="utf-8"
    )
    ledger = close(path, 2020)
    assert balances(ledger, 2020) == {"8001": -5000, "8401": 5000}
    (made_good,) = close_year(load(path), 2021).notices
    assert made_good.rule == "closing-old-loss"
    assert "本年盈余 80.00 元，其中 50.00 元先弥补以前年度的经营亏损，转入结余分配的是 30.00 元" in made_good.what
    ledger = close(path, 2021)
    assert not errors(ledger)
    assert balances(ledger, 2021) == {"8001": 3000, "8202": -3000}
    for year, kept in ((2020, -5000), (2021, -5000)):
        assert tables(ledger, year)["income_expenditure"].get(("59", "2"), 0) == kept
    append(path, business(2022, "10.00", "4.00"))
    ledger = close(path, 2022)
    assert not errors(ledger)
    assert balances(ledger, 2022) == {"8001": 3600, "8202": -3600}
    assert tables(ledger, 2022)["income_expenditure"].get(("29", "1"), 0) == 0


def test_a_profit_that_does_not_cover_an_old_loss_stays_with_it(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(
        HEAD + BUSINESS + business(2020, "100.00", "150.00") + business(2021, "230.00", "220.00"), encoding="utf-8"
    )
    close(path, 2020)
    (made_good,) = close_year(load(path), 2021).notices
    assert "其中 10.00 元先弥补以前年度的经营亏损，转入结余分配的是 0.00 元" in made_good.what
    ledger = close(path, 2021)
    assert not errors(ledger)
    assert balances(ledger, 2021) == {"8001": -4000, "8401": 4000}


NEVER_SPECIAL = """
2019-12-31 open Income:6602-投资预算收益 CNY.B
2019-12-31 open Income:6501-债务预算收入 CNY.B
2019-12-31 open Expenses:7401-上缴上级支出 CNY.B
2019-12-31 open Expenses:7501-对附属单位补助支出 CNY.B
2019-12-31 open Expenses:7601-投资支出 CNY.B
2019-12-31 open Expenses:7701-债务还本支出 CNY.B
2019-12-31 open Expenses:7901-其他支出 CNY.B
"""


@pytest.mark.parametrize(
    ("account", "amount", "special"),
    [
        ("Income:6602-投资预算收益", "-300.00", False),
        ("Income:6602-投资预算收益", "300.00", False),
        ("Income:6501-债务预算收入", "-300.00", True),
        ("Expenses:7401-上缴上级支出", "300.00", False),
        ("Expenses:7501-对附属单位补助支出", "300.00", False),
        ("Expenses:7601-投资支出", "300.00", False),
        ("Expenses:7701-债务还本支出", "300.00", False),
        ("Expenses:7901-其他支出", "300.00", True),
    ],
)
@pytest.mark.parametrize("project", ["P1", ""])
def test_what_is_never_special_goes_to_the_surplus_with_a_project_too(
    tmp_path: Path, account: str, amount: str, project: str, *, special: bool
) -> None:
    """25号 8501 二（一）: 投资预算收益、上缴上级、对附属单位补助、投资、债务还本 whole; 8201 三（四）: the rest."""
    path = tmp_path / "main.beancount"
    said = f'  project: "{project}"\n' if project else ""
    voucher = f"""
2020-12-05 * "收付" #2060501 #39999
  fund: "3"
{said}  {account}   {amount} CNY.B
  {CASH}
"""
    path.write_text(HEAD + NEVER_SPECIAL + voucher, encoding="utf-8", newline="\n")
    ledger = close(path, 2020)
    assert not errors(ledger)
    fen = int(amount.replace(".", ""))
    kept = "8201" if special and project else "8202"
    assert coded(ledger, kept) == {("2060501", "3", project if kept == "8201" else ""): fen}
    assert not flows(ledger, 2020)
    append(path, LATE.replace("2020-", "2021-"))
    assert not errors(close(path, 2021))


def test_the_fund_set_aside_is_not_carried_over(tmp_path: Path) -> None:
    """提取专用结余: a voucher of 8701, which needs no functional code; where there are several, that of the largest."""
    path = tmp_path / "main.beancount"
    vouchers = f"""
2019-12-31 open Equity:8301-专用结余 CNY.B
2019-12-31 open Equity:8701-非财政拨款结余分配 CNY.B
2020-12-05 * "培训费收入" #2060501
  {CASH}              80.00 CNY.B
  Income:6101-事业预算收入   -80.00 CNY.B
2020-12-31 * "提取职工福利基金"
  Equity:8701-非财政拨款结余分配   8.00 CNY.B
  Equity:8301-专用结余           -8.00 CNY.B
"""
    path.write_text(HEAD + vouchers, encoding="utf-8")
    ledger = close(path, 2020)
    assert not errors(ledger)
    assert balances(ledger, 2020) == {"8001": 8000, "8301": -800, "8202": -7200}
    assert coded(ledger, "8202") == {("2060501", "3", ""): -7200}
    append(path, LATE.replace("2060501", "2060599").replace('"11"', '"3"'))
    assert "closing-func-chosen" in notices(path, 2020)
    close(path, 2020)
    assert coded(load(path), "8202")[("2060501", "3", "")] == -7200


def test_financial_book(ledger_file: Path) -> None:
    """
    2019-12-31 open Assets:1601-固定资产 CNY
    2019-12-31 open Assets:1602-固定资产累计折旧 CNY
    2019-12-31 open Income:4101-事业收入 CNY
    2019-12-31 open Income:4603-捐赠收入 CNY
    2019-12-31 open Expenses:5001-业务活动费用:折旧 CNY
    2019-12-31 open Expenses:5101-单位管理费用 CNY
    2019-12-31 open Equity:3001-累计盈余 CNY
    2019-12-31 open Equity:3101-专用基金 CNY
    2019-12-31 open Equity:3302-本年盈余分配 CNY
    2019-12-31 open Equity:3401-无偿调拨净资产 CNY
    2019-12-31 open Equity:3501-以前年度盈余调整 CNY

    2020-03-01 * "捐赠设备" #no-budget
      Assets:1601-固定资产        700.00 CNY
      Income:4603-捐赠收入       -700.00 CNY

    2020-12-01 * "计提折旧" #no-budget
      Expenses:5001-业务活动费用:折旧      50.00 CNY
      Expenses:5101-单位管理费用           30.00 CNY
      Assets:1602-固定资产累计折旧        -80.00 CNY

    2020-12-02 * "调入设备" #no-budget
      Assets:1601-固定资产        90.00 CNY
      Equity:3401-无偿调拨净资产 -90.00 CNY

    2020-12-03 * "补提上年折旧" #no-budget
      Equity:3501-以前年度盈余调整   15.00 CNY
      Assets:1602-固定资产累计折旧  -15.00 CNY

    2020-12-31 * "提取专用基金" #no-budget
      Equity:3302-本年盈余分配   20.00 CNY
      Equity:3101-专用基金      -20.00 CNY
    """
    ledger = close(ledger_file, 2020)
    assert not errors(ledger)
    surplus = 70000 - 8000 - 2000 + 9000 - 1500
    assert financial(ledger) == {"1601": 79000, "1602": -9500, "3001": -surplus, "3101": -2000}


PROJECTS = f"""
2019-12-31 * "上年结转"
  {CASH}                  230.00 CNY.B
  Equity:8101-财政拨款结转      -200.00 CNY.B
    func: "2060501"
    fund: "12"
    project: "P1"
  Equity:8201-非财政拨款结转     -30.00 CNY.B
    func: "2060501"
    fund: "3"
    project: "P1"
2020-12-05 * "平台" #2060501 #30227
  Expenses:7201-事业支出:项目支出   150.00 CNY.B
    fund: "12"
  Expenses:7201-事业支出:项目支出    40.00 CNY.B
    fund: "3"
  {CASH}                 -190.00 CNY.B
"""


@pytest.mark.parametrize(("date", "done"), [("2020-12-20", True), ("2021-03-01", False)])
def test_a_completed_project_is_surplus(tmp_path: Path, date: str, *, done: bool) -> None:
    """What is left of other money is surplus by the year's end (25号 8201 三（六）); the table counts it still."""
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + PROJECTS + f'{date} custom "gov-project-completed" "P1"\n', encoding="utf-8")
    (overspent,) = close_year(load(path), 2020).notices
    said = "8202 非财政拨款结余" if done else "8201 非财政拨款结转"
    assert f"2020 年末 {said}（资金性质 3）是借方余额 10.00 元" in overspent.what
    ledger = close(path, 2020)
    assert not errors(ledger)
    for year in (2020, 2021):
        left = {"8102" if done else "8101": -5000, "8202" if done else "8201": 1000}
        assert balances(ledger, year) == {"8001": 4000, **left}
    assert coded(ledger, "8102" if done else "8101") == {("2060501", "12", "P1"): -5000}
    assert tables(ledger, 2020)["gov_fund"]["合计", "6"] == 5000
    assert tables(ledger, 2020)["income_expenditure"]["59", "2"] == 4000
    assert tables(ledger, 2021)["income_expenditure"]["29", "1"] == (5000 if done else 4000)
    assert tables(ledger, 2021)["gov_fund"]["合计", "1"] == 5000


def test_carried_over_to_the_official_detail_if_there_is_one(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    opens = "2019-12-31 open Equity:8101-财政拨款结转:810107-累计结转 CNY.B\n"
    path.write_text(HEAD + opens + LATE, encoding="utf-8")
    close(path, 2020)
    assert "Equity:8101-财政拨款结转:810107-累计结转" in closing_path(path, 2020).read_text(encoding="utf-8")


def test_an_account_default_doesnt_give_a_code_to_money_that_has_none(ledger_file: Path) -> None:
    """
    2020-12-05 * "误记在项目户的基本支出" #2060501 #30201
      Expenses:7201-事业支出:项目支出         10.00 CNY.B
        project: ""
      Assets:8001-资金结存:800102-货币资金   -10.00 CNY.B
    """
    ledger = close(ledger_file, 2020)
    assert '    project: ""\n' in closing_path(ledger_file, 2020).read_text(encoding="utf-8")
    assert not coded(ledger, "7201")
    assert coded(ledger, "8202") == {("2060501", "3", ""): 1000}


def test_what_a_person_closed_by_hand_is_closed(ledger_file: Path) -> None:
    """
    2020-12-05 * "额度到账" #2060501
      Assets:8001-资金结存:800101-零余额账户用款额度   1000.00 CNY.B
      Income:6001-财政拨款预算收入                    -1000.00 CNY.B

    2020-12-31 * "结转" #year-close
      Income:6001-财政拨款预算收入                     1000.00 CNY.B
        func: "2060501"
      Equity:8101-财政拨款结转                        -1000.00 CNY.B
        func: "2060501"
        fund: "11"
    """
    assert "0 张结转分录，2021 年年初余额 2 个账户。" in run(str(ledger_file))
    text = closing_path(ledger_file, 2020).read_text(encoding="utf-8")
    assert " * " not in text
    assert text.count("2021-01-01 balance ") == 2
    assert not errors(load(ledger_file))


def test_a_year_that_leaves_nothing_is_not_written_about(ledger_file: Path) -> None:
    """
    2020-12-05 * "直接支付" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    99.40 CNY.B
        fund: "11"
      Income:6001-财政拨款预算收入                      -99.40 CNY.B

    2020-12-31 * "结转" #2060501 #30206 #year-close
      Income:6001-财政拨款预算收入                       99.40 CNY.B
      Expenses:7201-事业支出:基本支出                   -99.40 CNY.B
        fund: "11"
    """
    before = tree(ledger_file.parent)
    assert run(str(ledger_file), "--year", "2020") == "2020 年没有要结转的发生额，年末也没有余额。\n退出码 0\n"
    assert tree(ledger_file.parent) == before


# The rules as data


def test_every_account_of_income_and_expenditure_is_carried_somewhere() -> None:
    """And every account a step fills and another must empty is emptied by a later one."""
    steps = official_rules().steps
    for kind in ("事业单位", "行政单位"):
        used = [step for step in steps if not step.kinds or kind in step.kinds]
        for code, row in official_codes().chart.rows.items():
            if len(code) == 4 and code[0] in "4567" and kind in row.unit_kinds:
                assert any(code.startswith(step.accounts) and step.amount == "year" for step in used), code
        transit = {step.to for step in used} & {"3301", "3302", "8501", "8701"}
        for code in transit:
            filled = max(index for index, step in enumerate(used) if step.to == code)
            assert any(code in step.accounts for step in used[filled + 1 :]), code


def test_rules_name_accounts_of_the_chart_and_the_regulation() -> None:
    chart = official_codes().chart.rows
    for step in official_rules().steps:
        assert step.to in chart
        assert re.fullmatch(r"财会〔2017〕25号 \d{4} .+：.+", step.basis)
        code, name = step.basis.split("：")[0].split()[1:]
        assert chart[code].name == name


# What holds for every ledger


@contextlib.contextmanager
def written(drawn: RandomLedger) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield write_to(drawn, Path(folder))


def close_years(path: Path, years: range) -> Ledger:
    """Close those of the years that have vouchers, each from the ledger as the one before left it."""
    ledger = load(path)
    for year in years:
        try:
            closing = close_year(ledger, year)
        except ClosingRefusedError as error:
            if {finding.rule for finding in error.findings} != {"closing-no-vouchers"}:
                raise
            continue
        closing.write()
        ledger = load(path)
    return ledger


def flows(ledger: Ledger, year: int) -> dict[str, int]:
    """What is left on accounts of income, expenditure and cost at a year's end."""
    sums: dict[str, int] = {}
    for entry in ledger.entries:
        for posting in getattr(entry, "postings", ()):
            if entry.date.year <= year and account_code(posting.account)[0] in "4567":
                fen = int(posting.units.number * 100)
                sums[posting.account] = sums.get(posting.account, 0) + fen
    return {account: fen for account, fen in sums.items() if fen}


@draws(40)
@given(ledgers(closed=True))
def test_closing_does_what_the_oracle_says(drawn: RandomLedger) -> None:
    """The tables are those of the ledger that the oracle closed, and so is what is carried forward."""
    with written(stripped(drawn)) as path:
        before = tables(load(path), drawn.year)
        ledger = close_years(path, range(drawn.year - 1, drawn.year + 1))
        assert not errors(ledger)
        after = tables(ledger, drawn.year)
        assert after == {key: dict(table) for key, table in drawn.expected.items()}
        unchanged = {"income", "expenditure", "general_expenditure", "general_basic", "sangong", "state_capital"}
        assert {key: after[key] for key in unchanged} == {key: before[key] for key in unchanged}
        assert not flows(ledger, drawn.year)
        held = balances(ledger, drawn.year)
        for code in ("8101", "8102", "8201", "8202", "8401"):
            oracle = sum(fact.fen for fact in drawn.facts if fact.account == code and fact.date.year <= drawn.year)
            assert -held.get(code, 0) == oracle
        assert carried_forward(drawn.facts, drawn.year) == after["income_expenditure"].get(("59", "2"), 0)
        assert not {"8501", "8701"} & held.keys()


@draws(40)
@given(ledgers(closed=False))
def test_closing_a_year_changes_no_table_of_it_and_is_done_once(drawn: RandomLedger) -> None:
    """Whatever a person has closed by hand, or left open in earlier years."""
    with written(drawn) as path:
        before = tables(load(path), drawn.year)
        try:
            closing = close_year(load(path), drawn.year)
        except ClosingRefusedError as error:
            # Some of what was closed by hand has no functional code, or there is nothing at all.
            if not {each.rule for each in error.findings} <= {"closing-func-missing", "closing-no-vouchers"}:
                raise
            return
        closing.write()
        ledger = load(path)
        assert not errors(ledger)
        assert tables(ledger, drawn.year) == before
        first = tree(path.parent)
        again = close_year(ledger, drawn.year)
        assert not again.changed
        assert not again.include
        assert again.write() == []
        assert tree(path.parent) == first


# Files


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small ledger of a file and an included one."""
    (tmp_path / "2020-12.beancount").write_text(LATE, encoding="utf-8", newline="\n")
    main = tmp_path / "main.beancount"
    main.write_text(HEAD + 'include "2020-12.beancount"\n', encoding="utf-8", newline="\n")
    return main


def test_a_late_voucher_makes_the_closing_stale_and_closing_again_mends_it(path: Path, snapshot: Snapshot) -> None:
    assert not stale(close(path, 2020))
    append(path.with_name("2020-12.beancount"), LATE.replace("30201", "30211").replace("12.34", "100.00"))
    (finding,) = stale(load(path))
    snapshot("close/stale.txt", finding.shown(path.parent) + "\n")
    assert not stale(close(path, 2020))
    assert not errors(load(path))


def test_a_changed_code_makes_the_closing_stale(path: Path) -> None:
    close(path, 2020)
    vouchers = path.with_name("2020-12.beancount")
    vouchers.write_text(LATE.replace("#30201", "#30211"), encoding="utf-8", newline="\n")
    (finding,) = stale(load(path))
    assert "Expenses:7201-事业支出:基本支出 金额不变，科目编码不同" in finding.what
    assert not stale(close(path, 2020))


@pytest.mark.parametrize(("fund", "other"), [("11", "3"), ("3", "11")])
def test_a_late_change_that_breaks_the_tie_is_mended_by_closing(path: Path, fund: str, other: str) -> None:
    """Money moved from one fund to another leaves every account at zero, so the tie of a closed year is looked at."""
    vouchers = path.with_name("2020-12.beancount")
    vouchers.write_text(LATE.replace('"11"', f'"{fund}"'), encoding="utf-8", newline="\n")
    close(path, 2020)
    vouchers.write_text(LATE.replace('"11"', f'"{other}"'), encoding="utf-8", newline="\n")
    assert "tie-carryover-closed" in {finding.rule for finding in load(path).findings}
    assert not errors(close(path, 2020))


def test_an_open_written_later_by_a_person_takes_the_place_of_ours(path: Path) -> None:
    close(path, 2020)
    append(path, "2020-12-31 open Equity:8102-财政拨款结余 CNY.B\n")
    append(path, '2020-12-31 custom "gov-project-completed" "P1"\n')
    ledger = close(path, 2020)
    assert not errors(ledger)


def test_a_duplicate_open_is_mended_by_closing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    without = "".join(line for line in text.splitlines(keepends=True) if "open Equity:8101" not in line)
    path.write_text(without, encoding="utf-8", newline="\n")
    close(path, 2020)
    append(path, "2021-01-01 open Equity:8101-财政拨款结转 CNY.B\n")
    assert "account-open-twice" in {finding.rule for finding in load(path).findings}
    assert refused(path) == {"closing-account-opens-later"}
    path.write_text(path.read_text(encoding="utf-8").replace("2021-01-01 open", "2019-12-31 open"), encoding="utf-8")
    assert not errors(close(path, 2020))


def test_next_years_assertion_is_no_obstacle(path: Path) -> None:
    """A balance asserted after the year's end holds once the year is closed, so it must not stand in the way."""
    append(path, "2021-01-01 balance Equity:8101-财政拨款结转   12.34 CNY.B\n")
    assert errors(load(path))
    assert not errors(close(path, 2020))
    append(path, "2020-12-01 balance Equity:8101-财政拨款结转   12.34 CNY.B\n")
    assert refused(path) == {"balance-failed"}


CARRIED_ON = """
2020-01-02 custom "gov-unit" "budget-control" "error"
2020-01-02 * "县财政局" "额度到账" #2060501
  Assets:8001-资金结存:800101-零余额账户用款额度  100.00 CNY.B
  Income:6001-财政拨款预算收入                   -100.00 CNY.B
2020-01-02 * "县财政局" "批复" #2060501
  fund: "11"
  Assets:9001-可用指标    100.00 CNY.A
  Equity:9101-年初预算   -100.00 CNY.A
2021-01-05 * "县财政局" "批复" #2060501
  fund: "11"
  Assets:9001-可用指标     10.00 CNY.A
  Equity:9101-年初预算    -10.00 CNY.A
2021-01-06 * "某供电公司" "用上年结转付电费" #2060501 #30206
  Expenses:7201-事业支出:基本支出                  50.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度  -50.00 CNY.B
"""


def test_what_the_next_year_spends_of_its_carryover_is_no_obstacle(path: Path) -> None:
    """Until the year is closed nothing is carried over, and what January spends of it looks overspent."""
    append(path, CARRIED_ON)
    (finding,) = load(path).findings
    assert finding.rule == "budget-overspent"
    assert finding.remedy.endswith(
        "2020 年还没有结账，它的结转不在可用数里：用上年结转开支的，先 gov-accounts close --year 2020。"
    )
    assert not errors(close(path, 2020))
    append(path, CARRIED_ON[CARRIED_ON.index("2021-01-06") :].replace("50.00", "500.00"))
    (finding,) = [each for each in load(path).findings if each.rule == "budget-overspent"]
    assert "没有结账" not in finding.remedy
    append(path, LATE.replace("12.34", "120.00"))
    assert "budget-overspent" in refused(path)


def test_years_closed_in_the_wrong_order(path: Path) -> None:
    append(path, LATE.replace("2020-", "2021-"))
    assert notices(path, 2021) == {"closing-earlier-open", "closing-negative"}
    close(path, 2021)
    assert notices(path, 2020) == {"closing-later-closed", "closing-negative"}
    close(path, 2020)
    ledger = close(path, 2021)
    assert not errors(ledger)
    assert not flows(ledger, 2021)
    assert notices(path, 2020) == {"closing-negative"}


def test_the_main_file_keeps_its_bytes_and_gains_one_line(path: Path) -> None:
    crlf = path.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    path.write_bytes(crlf)
    path.chmod(0o640)
    close(path, 2020)
    assert path.read_bytes() == crlf + b'\r\ninclude "close-2020.beancount"\r\n'
    assert path.stat().st_mode & 0o777 == 0o640
    assert with_line(b"", "x") == b"x\n"
    assert with_line(b"a", "x") == b"a\nx\n"


@pytest.mark.parametrize("pattern", ["close-*.beancount", "./close-20?0.beancount", "**/close-*.beancount"])
def test_an_include_by_pattern_is_an_include(path: Path, pattern: str) -> None:
    """Even before there is a file it matches, which beancount reports."""
    append(path, f'include "{pattern}"\n')
    before = path.read_bytes()
    ledger = close(path, 2020)
    assert path.read_bytes() == before
    assert not errors(ledger)
    assert closing_path(path, 2020) in ledger.files


def test_an_include_in_another_file_is_an_include(path: Path) -> None:
    folder = path.parent / "年末"
    folder.mkdir()
    (folder / "all.beancount").write_text('\ninclude "../close-2020.beancount"\n', encoding="utf-8")
    append(path, 'include "年末/all.beancount"\n')
    before = path.read_bytes()
    assert not errors(close(path, 2020))
    assert path.read_bytes() == before
    assert include_lines(folder / "all.beancount", closing_path(path, 2020)) == [2]


def test_a_closing_file_taken_away_comes_back_as_it_was(path: Path) -> None:
    close(path, 2020)
    before = tree(path.parent)
    closing_path(path, 2020).unlink()
    assert not errors(close(path, 2020))
    assert tree(path.parent) == before


@pytest.mark.parametrize("text", ["; 我自己的\n", "", CLOSING.stamped("; 2020\n").replace("2020", "2021")])
def test_a_persons_file_is_never_written_over(path: Path, text: str) -> None:
    closing_path(path, 2020).write_text(text, encoding="utf-8", newline="\n")
    assert refused(path) == {"closing-file-edited" if "sha256" in text else "closing-file-foreign"}


def test_an_edited_closing_is_never_written_over_and_other_line_ends_are_no_edit(path: Path) -> None:
    close(path, 2020)
    file = closing_path(path, 2020)
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert CLOSING.owner(file) is Owner.PROGRAM
    closing = close_year(load(path), 2020)
    assert not closing.changed
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8", newline="\n")
    assert refused(path) == {"closing-file-edited"}


def test_renamed_roots_are_renamed_in_the_closing_file(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    renamed = 'option "name_equity" "JieYu"\noption "name_expenses" "X费用"\n'
    text = (HEAD + LATE).replace("Equity:", "JieYu:").replace("Expenses:", "X费用:")
    path.write_text(renamed + text.replace("2019-12-31 open JieYu:8101", "; "), encoding="utf-8", newline="\n")
    assert not errors(close(path, 2020))
    assert "open JieYu:8101-财政拨款结转" in closing_path(path, 2020).read_text(encoding="utf-8")


class Killed(BaseException):
    """The process ends here."""


STEPS = ("open", "write", "fsync", "fchmod", "link", "replace")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("error", [Killed, PermissionError])
@pytest.mark.parametrize("first", [True, False])
def test_stopped_at_any_moment_no_file_is_half_written(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, count: int, error: type[BaseException], *, first: bool
) -> None:
    """Stopped when it writes for the first time, or again after a late voucher."""
    if not first:
        close(path, 2020)
        append(path.with_name("2020-12.beancount"), LATE)
    before = tree(path.parent)
    closing = close_year(load(path), 2020)
    calls = 0

    def stopping(real: Callable[..., object]) -> Callable[..., object]:
        def called(*arguments: object, **options: object) -> object:
            nonlocal calls
            calls += 1
            if calls == count:
                raise error
            return real(*arguments, **options)

        return called

    with monkeypatch.context() as patch:
        patch.setattr(os, step, stopping(getattr(os, step)))
        with contextlib.suppress(error):
            closing.write()
            calls = 0
    if calls >= count:
        assert tree(path.parent) == before
    again = close(path, 2020)
    assert not errors(again)
    assert again.path.read_bytes().count(b"close-2020") == 1


def test_killed_between_the_two_files_the_ledger_loads_and_closing_goes_on(path: Path) -> None:
    """A real end, without a chance to tidy up; after the first rename the closing file is there, and not yet read."""
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from gov_accounts.bookkeeping.year_end.closing import close_year\n"
        "from gov_accounts.files.staged import Staged\n"
        "from gov_accounts.ledger import load\n"
        "stop, real = int(sys.argv[2]), Staged.place\n"
        "calls = 0\n"
        "def place(*arguments, **options):\n"
        "    global calls\n"
        "    if calls == stop: os._exit(9)\n"
        "    calls += 1\n"
        "    real(*arguments, **options)\n"
        "Staged.place = place\n"
        "close_year(load(Path(sys.argv[1])), 2020).write()\n"
    )
    main = path.read_bytes()
    for stop in (0, 1):
        done = subprocess.run([sys.executable, "-c", program, str(path), str(stop)], check=False)
        assert done.returncode == 9
        assert path.read_bytes() == main
        assert closing_path(path, 2020).exists() == (stop == 1)
        assert not errors(load(path))
    assert not errors(close(path, 2020))
    assert not [name for name in tree(path.parent) if name.endswith(".tmp")]


# Whether it can be closed


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('2020-12-20 custom "gov-project-completed" "P9"\n', "closing-project-unknown"),
        ('2020-12-20 custom "gov-project-completed" "P1" "完成"\n', "closing-project-unknown"),
        ("2020-12-30 close Expenses:7201-事业支出:基本支出\n", "closing-account-closed"),
        ("2020-12-30 close Equity:8101-财政拨款结转\n", "closing-account-closed"),
        (LATE.replace(" #30201", ""), "econ-missing"),
    ],
)
def test_what_stands_in_the_way_is_said_and_nothing_written(path: Path, text: str, rule: str) -> None:
    append(path, text)
    assert refused(path) == {rule}


def test_an_old_code_is_not_posted_to_in_a_year_that_doesnt_know_it(tmp_path: Path) -> None:
    """2010308 信访事务 ended with 2023; what is left of a project under it has to be moved by a person."""
    path = tmp_path / "main.beancount"
    vouchers = f"""
2023-12-31 * "上年结转"
  {CASH}                  20.00 CNY.B
  Equity:8101-财政拨款结转       -20.00 CNY.B
    func: "2010308"
    fund: "11"
    project: "P1"
2024-12-20 custom "gov-project-completed" "P1"
{LATE.replace("2020-", "2024-")}"""
    path.write_text(HEAD + vouchers, encoding="utf-8", newline="\n")
    assert refused(path, 2024) == {"closing-code-not-in-force"}


def test_an_earlier_closing_that_is_stale_comes_first(path: Path) -> None:
    """A later one that is stale is no obstacle: it can't be mended before this one."""
    append(path, LATE.replace("2020-", "2021-"))
    close(path, 2020)
    close(path, 2021)
    append(path, LATE)
    ledger = load(path)
    findings = {2020: (), 2021: (), **{int(each.what[:4]): (each,) for each in stale(ledger)}}
    assert [len(each) for each in findings.values()] == [1, 1]
    known = dataclasses.replace(ledger, findings=findings[2020])
    with pytest.raises(ClosingRefusedError) as error:
        close_year(known, 2021)
    assert {finding.rule for finding in error.value.findings} == {"closing-stale"}
    assert close_year(known, 2020).changed
    later = dataclasses.replace(findings[2020][0], place=Place(str(closing_path(path, 2021)), 1))
    assert close_year(dataclasses.replace(ledger, findings=(later,)), 2020).changed


def test_notices(path: Path) -> None:
    append(path, BUSINESS + business(2020, "10.00", "4.00").replace("#30201", '#30201\n  fund: "11"'))
    assert notices(path) == {"closing-negative", "closing-fiscal-business"}
    append(path.with_name("2020-12.beancount"), "")
    path.with_name("2020-12.beancount").write_text(LATE.replace("2020-12-28", "2020-06-30"), encoding="utf-8")
    path.write_text(HEAD + 'include "2020-12.beancount"\n', encoding="utf-8")
    assert notices(path) == {"closing-negative", "closing-before-december"}


# The command


@pytest.fixture
def here(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(path.parent)
    return path


def test_the_command(here: Path, snapshot: Snapshot) -> None:
    before = tree(here.parent)
    said = "$ close main.beancount --dry-run\n" + run("main.beancount", "--dry-run")
    assert tree(here.parent) == before
    said += "$ close main.beancount\n" + run("main.beancount")
    said += "$ close main.beancount --year 2020\n" + run("main.beancount", "--year", "2020")
    snapshot("close/command.txt", said)
    snapshot("close/close-2020.beancount", closing_path(here, 2020).read_text(encoding="utf-8"))


@pytest.mark.usefixtures("here")
def test_the_command_says_first_what_it_will_touch(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(click, "echo", lambda text, **_: said.append(text))
    monkeypatch.setattr(os, "replace", lambda *_: said.append("replaced"))
    command.main(["main.beancount"], standalone_mode=False)
    line = '将在 main.beancount 末尾加一行：include "close-2020.beancount"'
    assert said.index(line) < said.index("replaced")


def test_the_command_when_it_cannot_write(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(here))

    monkeypatch.setattr(os, "replace", refuse)
    text = run("main.beancount")
    assert "错误[output-not-writable]" in text
    assert text.endswith("退出码 2\n")


@pytest.mark.parametrize("name", sorted(path.stem for path in LEDGERS_CLOSE.glob("*.beancount")))
def test_refusals_read_well(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot) -> None:
    shutil.copy(LEDGERS_CLOSE / f"{name}.beancount", tmp_path / "main.beancount")
    monkeypatch.chdir(tmp_path)
    before = tree(tmp_path)
    text = run("main.beancount", "--year", "2020")
    assert "Traceback" not in text
    assert text.count("    原因：") == text.count("    改法：") == len(re.findall(r"(?:错误|提示)\[", text)) > 0
    assert text.endswith("退出码 2\n")
    assert tree(tmp_path) == before
    snapshot(f"close/refused_{name}.txt", text)


@pytest.mark.parametrize("name", sorted(path.stem for path in (LEDGERS_CLOSE / "notices").glob("*.beancount")))
def test_what_to_look_at_reads_well(name: str, tmp_path: Path, snapshot: Snapshot) -> None:
    """And nothing of it stands in the way; the ledger holds and is closed."""
    path = tmp_path / "main.beancount"
    shutil.copy(LEDGERS_CLOSE / "notices" / f"{name}.beancount", path)
    closing = close_year(load(path), 2020)
    snapshot(f"close/notice_{name}.txt", "".join(f"{each.shown(tmp_path)}\n" for each in closing.notices))
    assert closing.notices
    closing.write()
    assert not errors(load(path))


QUOTA_VOUCHER = LEDGERS_CLOSE / "notices" / "quota_left.beancount"


def test_the_voucher_of_a_notice_can_be_pasted(tmp_path: Path) -> None:
    """And the notice is gone then: quota cancelled, in both books."""
    path = tmp_path / "main.beancount"
    shutil.copy(QUOTA_VOUCHER, path)
    (left,) = close_year(load(path), 2020).notices
    append(path, textwrap.dedent(left.remedy[left.remedy.index("\n") :]) + "\n")
    ledger = close(path, 2020)
    assert not errors(ledger)
    assert not close_year(ledger, 2020).notices
    assert balances(ledger, 2020) == {"8001": 10000, "8101": -10000}
    held = {each.account: each.amount.number for each in ledger.entries if isinstance(each, Balance)}
    assert held["Assets:8001-资金结存:800103-财政应返还额度"] == 100
    assert "Assets:8001-资金结存:800101-零余额账户用款额度" not in held


ADVANCED = """
2019-12-31 open Assets:1218-其他应收款:备用金 CNY
2019-12-31 open Assets:1218-其他应收款:押金 CNY
  checked: "租房押金，不是本年的支出"
2019-12-31 open Income:4101-事业收入 CNY
2019-12-31 open Expenses:5001-业务活动费用 CNY
2019-12-31 open Equity:8201-非财政拨款结转 CNY.B

2020-11-01 * "收服务费" #2060501
  fund: "3"
  Assets:1002-银行存款:基本户                 100.00 CNY
  Income:4101-事业收入                       -100.00 CNY

2020-11-02 * "职工" "借备用金，付押金"
  fund: "3"
  Assets:1218-其他应收款:备用金                35.00 CNY
  Assets:1218-其他应收款:押金                  20.00 CNY
  Assets:1002-银行存款:基本户                 -55.00 CNY
"""
SETTLED = """
2021-02-01 * "职工" "报销 33 元，退回 2 元" #2060501 #30211
  fund: "3"
  Expenses:5001-业务活动费用                   33.00 CNY
  Assets:1002-银行存款:基本户                   2.00 CNY
  Assets:1218-其他应收款:备用金               -35.00 CNY
"""


def test_advances_of_other_money_are_told_with_the_entry(tmp_path: Path, snapshot: Snapshot) -> None:
    """解释第1号 三（一）. What is checked is left alone.

    The entry as printed, its codes filled in, is accepted, and what is settled next year moves only the difference.
    """
    path = tmp_path / "main.beancount"
    text = (LEDGERS_CLOSE / "notices" / "treasury_not_paid.beancount").read_text(encoding="utf-8")
    path.write_text(text[: text.index("\n2020-12-21")] + ADVANCED, encoding="utf-8", newline="\n")
    (told,) = [each for each in close_year(load(path), 2020).notices if each.rule == "advance-open-at-year-end"]
    snapshot("close/notice_advance.txt", f"{told.shown(tmp_path)}\n")
    entry = textwrap.dedent(told.remedy[told.remedy.index("\n") :]).replace("#功能科目 #经济科目", "#2060501 #30211")
    append(path, entry + "\n")
    ledger = load(path)
    assert not errors(ledger)
    assert "advance-open-at-year-end" not in {each.rule for each in close_year(ledger, 2020).notices}
    append(path, SETTLED)
    ledger = load(path)
    assert not errors(ledger)
    derived = [(each.code, each.fen) for each in counted_postings(ledger.entries) if each.date.year == 2021]
    assert sorted(derived) == [("8001", 200), ("8201", -200)]
    assert "parallel-funds-apart" not in {each.rule for each in ledger.findings}


def test_quota_left_is_not_told_of_years_that_do_not_record_it(tmp_path: Path) -> None:
    """解释第4号 五: from 2021 what is left of 国库集中支付 isn't recorded any more by cities and counties."""
    path = tmp_path / "main.beancount"
    text = (LEDGERS_CLOSE / "notices" / "quota_unrecorded.beancount").read_text(encoding="utf-8")
    path.write_text(text.replace("2020-02-01", "2021-02-01").replace("2020-12-01", "2021-12-01"), encoding="utf-8")
    assert notices(path, 2021) == set()


def test_money_below_zero_is_told_where_it_went_below(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    text = (LEDGERS_CLOSE / "notices" / "money_negative.beancount").read_text(encoding="utf-8")
    later = text[text.index("2020-12-01") :].replace("2020-12-01", "2020-12-02")
    earlier = text[text.index("2020-12-01") :].replace("2020-12-01", "2020-10-01")
    path.write_text(f"{text}\n{later}\n{earlier}", encoding="utf-8", newline="\n")
    (told,) = [each for each in close_year(load(path), 2020).notices if each.rule == "closing-money-negative"]
    assert "120.00 元" in told.what
    assert told.place is not None
    assert path.read_text(encoding="utf-8").splitlines()[told.place.line - 1].startswith("2020-10-01")


@pytest.mark.parametrize("year", [1, 9998, 9999])
def test_the_first_and_the_last_years_there_are(tmp_path: Path, year: int) -> None:
    """The last has no year after it that could be opened."""
    path = tmp_path / "main.beancount"
    text = (LEDGERS / "clean.beancount").read_text(encoding="utf-8")
    text = text.replace("2019-12-31", f"{year:04}-01-01").replace("2020-", f"{year:04}-")
    path.write_text(text, encoding="utf-8", newline="\n")
    # Errors there are, since no such code was in force then.
    loaded = dataclasses.replace(load(path), findings=())
    assert loaded.years == (year,)
    if year == 9999:
        with pytest.raises(ClosingRefusedError, match="9999 年不能结账"):
            close_year(loaded, year)
    else:
        assert f"{year + 1:04}-01-01 balance" in close_year(loaded, year).text
