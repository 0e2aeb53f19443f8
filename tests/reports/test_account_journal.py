"""明细账: its balance ends at the trial balance's, its months add up to the year; finding accounts; and its print."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import Period, Posting, opened_accounts, read_postings
from gov_accounts.cli.journal import command
from gov_accounts.findings import Finding, Place
from gov_accounts.ledger import load
from gov_accounts.money import COMMODITY_OF_BOOK
from gov_accounts.printing.units import YUAN
from gov_accounts.render import as_csv, as_json, xlsx
from gov_accounts.render.text import render as render_text
from gov_accounts.reports.account_journal import Line, journal
from gov_accounts.reports.account_postings import AccountPosting, AccountPostings
from gov_accounts.reports.accounts import Account, all_accounts, find_account
from gov_accounts.reports.journal_sheet import journal_sheet
from gov_accounts.reports.sheet import Sheet
from gov_accounts.reports.trial_balance import account_path, account_steps
from gov_accounts.testing import RandomLedger, ledgers
from gov_accounts.text import text_width
from tests.support.balances import CHART, YEAR, accounts, balances, periods
from tests.support.commands import run_command
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES, LEDGERS

EXAMPLE = EXAMPLES / "wuhan_2020" / "main.beancount"
HERE = Place("main.beancount", 0)
Snapshot = Callable[[str, str], None]


def postings_of(ledger: Ledger) -> list[Posting]:
    return list(read_postings(ledger.entries))


def own(ledger: Ledger, account: Account) -> Sequence[AccountPosting]:
    return AccountPostings(postings_of(ledger), CHART).of(account)


def accounts_of(ledger: Ledger) -> tuple[Account, ...]:
    return all_accounts(opened_accounts(ledger.entries), CHART)


def found(ledger: Ledger, text: str) -> Account:
    account = find_account(text, accounts_of(ledger), HERE)
    assert isinstance(account, Account), account
    return account


def lines_of(ledger: Ledger, text: str, period: Period = YEAR, *, daily: bool = False) -> list[Line]:
    return list(journal(own(ledger, found(ledger, text)), period, daily=daily))


def words(lines: list[Line]) -> list[tuple[str, str, int | None, int | None, int]]:
    return [
        (f"{line.date:%m-%d}", line.words or line.contra[0], line.debit, line.credit, line.balance) for line in lines
    ]


@draws(60)
@given(ledgers(), periods())
def test_it_ends_where_the_trial_balance_does(drawn: RandomLedger, period: Period) -> None:
    """For every account of every level, opening, debits and credits too."""
    with loaded(drawn) as ledger:
        postings, made = AccountPostings(postings_of(ledger), CHART), balances(ledger, period)
        known = {account.name: account for account in accounts_of(ledger)}
        for balance in made.values():
            for line in accounts(balance):
                lines = journal(postings.of(known.pop(line.account)), period)
                entries = [each for each in lines if each.posting is not None]
                assert lines[0].balance == line.figures.opening
                assert lines[-1].balance == line.figures.closing
                assert sum(each.debit or 0 for each in entries) == line.figures.debit
                assert sum(each.credit or 0 for each in entries) == line.figures.credit
                assert {each.posting.commodity for each in entries if each.posting} <= {COMMODITY_OF_BOOK[balance.book]}
        for account in known.values():
            lines = journal(postings.of(account), period)
            assert not any(line.balance or line.debit or line.credit for line in lines), "it has no line there"


@draws(40)
@given(ledgers(), periods(), st.booleans())
def test_sums_are_of_the_lines_above_them(drawn: RandomLedger, period: Period, daily: bool) -> None:  # noqa: FBT001
    with loaded(drawn) as ledger:
        postings = AccountPostings(postings_of(ledger), CHART)
        for account in accounts_of(ledger):
            if len(account.steps) > 1:
                continue
            lines = journal(postings.of(account), period, daily=daily)
            balance = lines[0].balance
            for index, line in enumerate(lines):
                balance += 0 if line.posting is None else (line.debit or 0) - (line.credit or 0)
                assert line.balance == balance
                above = [each for each in lines[:index] if each.posting is not None]
                if line.words == "本日合计":
                    assert_sums(line, [each for each in above if each.date == line.date])
                elif line.words in ("本月合计", "本期合计"):
                    assert_sums(line, [each for each in above if months(each) == months(line)])
                elif line.words == "本年累计" and period.first <= datetime.date(line.date.year, 1, 1):
                    assert_sums(line, [each for each in above if each.date.year == line.date.year])
            if period == YEAR:
                assert not any(line.words == "本期合计" for line in lines)
                of_months = [line for line in lines if line.words == "本月合计"]
                of_year = [line for line in lines if line.words == "本年累计"]
                assert [line.date for line in of_months] == [line.date for line in of_year]
                if of_year:
                    assert_sums(of_year[-1], of_months)


def months(line: Line) -> tuple[int, int]:
    return line.date.year, line.date.month


def assert_sums(line: Line, parts: list[Line]) -> None:
    assert line.debit == sum(part.debit or 0 for part in parts)
    assert line.credit == sum(part.credit or 0 for part in parts)


def test_days_months_and_the_year(ledger: Ledger) -> None:
    """
    2020-01-01 open Assets:1001-库存现金 CNY
    2020-01-01 open Liabilities:2307-其他应付款 CNY

    2019-12-31 * "上年余款" #no-budget
      Assets:1002-银行存款          1.00 CNY
      Liabilities:2307-其他应付款  -1.00 CNY

    2020-01-15 * "收押金" #no-budget
      Assets:1002-银行存款          2.00 CNY
      Liabilities:2307-其他应付款  -2.00 CNY

    2020-01-15 * "提现" #no-budget
      Assets:1001-库存现金          4.00 CNY
      Assets:1002-银行存款         -4.00 CNY

    2020-01-31 * "退押金" #no-budget
      Assets:1002-银行存款         -8.00 CNY
      Liabilities:2307-其他应付款   8.00 CNY

    2020-03-01 * "收押金" #no-budget
      Assets:1002-银行存款         16.00 CNY
      Liabilities:2307-其他应付款 -16.00 CNY
    """
    year = [
        ("01-01", "上年结转", None, None, 100),
        ("01-15", "2307", 200, 0, 300),
        ("01-15", "1001", 0, 400, -100),
        ("01-31", "2307", 0, 800, -900),
        ("01-31", "本月合计", 200, 1200, -900),
        ("01-31", "本年累计", 200, 1200, -900),
        ("03-01", "2307", 1600, 0, 700),
        ("03-31", "本月合计", 1600, 0, 700),
        ("03-31", "本年累计", 1800, 1200, 700),
        ("12-31", "期末余额", None, None, 700),
    ]
    assert words(lines_of(ledger, "1002")) == year
    days = [line for line in words(lines_of(ledger, "1002", daily=True)) if line not in year]
    assert days == [
        ("01-15", "本日合计", 200, 400, -100),
        ("01-31", "本日合计", 0, 800, -900),
        ("03-01", "本日合计", 1600, 0, 700),
    ]
    cut = Period(datetime.date(2020, 1, 16), datetime.date(2020, 3, 1))
    assert words(lines_of(ledger, "1002", cut)) == [
        ("01-16", "期初余额", None, None, -100),
        ("01-31", "2307", 0, 800, -900),
        ("01-31", "本期合计", 0, 800, -900),
        ("01-31", "本年累计", 200, 1200, -900),
        ("03-01", "2307", 1600, 0, 700),
        ("03-01", "本期合计", 1600, 0, 700),
        ("03-01", "本年累计", 1800, 1200, 700),
        ("03-01", "期末余额", None, None, 700),
    ]
    over = Period(datetime.date(2019, 1, 1), datetime.date(2020, 1, 31))
    sums = [line for line in words(lines_of(ledger, "1002", over)) if line[1] == "本年累计"]
    assert sums == [("12-31", "本年累计", 100, 0, 100), ("01-31", "本年累计", 200, 1200, -900)]


def test_an_account_never_posted_to_has_its_opening_line(ledger: Ledger) -> None:
    """
    2020-01-01 open Assets:1001-库存现金 CNY
    """
    assert words(lines_of(ledger, "1001")) == [
        ("01-01", "上年结转", None, None, 0),
        ("12-31", "期末余额", None, None, 0),
    ]
    assert "01-01        上年结转                          平  0.00\n" in render_text(sheet_of(ledger, "1001"), None)


def test_the_other_side_is_that_of_the_same_book(ledger: Ledger) -> None:
    """
    2020-01-01 open Assets:1001-库存现金 CNY
    2020-01-01 open Assets:1601-固定资产 CNY
    2020-01-01 open Liabilities:2302-应付账款 CNY

    2020-03-05 * "某公司" "买打印机" #2060501 #31002
      voucher: "记-3-001"
      Assets:1601-固定资产                               30.00 CNY
      Assets:1002-银行存款                              -10.00 CNY
      Assets:1001-库存现金                               -5.00 CNY
      Liabilities:2302-应付账款                         -15.00 CNY
      Expenses:7201-事业支出:基本支出                    15.00 CNY.B
      Assets:8001-资金结存:800102-货币资金              -15.00 CNY.B
    """
    assert [line.contra for line in lines_of(ledger, "1601")][1] == ("1001", "1002", "2302")
    assert [line.contra for line in lines_of(ledger, "1001")][1] == ("1601",)
    assert [line.contra for line in lines_of(ledger, "8001")][1] == ("7201",)
    (row,) = [row for row in sheet_of(ledger, "7201", with_codes=True).rows if not row.total]
    assert row.cells["voucher"] == "记-3-001"
    assert row.cells["contra"] == "8001"
    assert (row.cells["func"], row.cells["econ"], row.cells["project"]) == ("2060501", "31002", "")


def test_what_is_posted_in_the_wrong_book_is_not_in_the_journal(ledger: Ledger) -> None:
    """
    2020-01-01 open Assets:1001-库存现金
    2020-01-01 open Assets:9999-待查

    2020-03-05 * "写错货币" #no-budget
      Assets:1001-库存现金    2.00 CNY.B
      Assets:9999-待查       -2.00 CNY.B

    2020-03-05 * "又一笔" #no-budget
      Assets:1001-库存现金    1.00 CNY
      Assets:9999-待查       -1.00 CNY
    """
    assert {finding.rule for finding in ledger.findings} >= {"posting-commodity", "account-unknown"}
    assert [line.debit for line in lines_of(ledger, "1001")][1:-3] == [100]
    assert [line.credit for line in lines_of(ledger, "9999")][1:-3] == [200], "its book is that of its first posting"


def test_a_voucher_without_a_number_is_named_by_its_line(ledger: Ledger) -> None:
    """
    2020-03-05 * "三月拨款" #2060501
      Assets:8001-资金结存:800102-货币资金               100.00 CNY.B
      Income:6001-财政拨款预算收入                      -100.00 CNY.B
    """
    lines = ledger.path.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines, 1) if "三月拨款" in line)
    (row,) = [row for row in sheet_of(ledger, "6001").rows if not row.total]
    assert (row.cells["voucher"], row.cells["place"]) == (f"main.beancount:{at}", f"main.beancount:{at + 2}")


# Finding the account


NAMES = (
    "Assets:1001-库存现金",
    "Assets:1002-银行存款:基本户",
    "Assets:1002-银行存款:专户",
    "Assets:1011-零余额账户用款额度",
    "Assets:8001-资金结存:800101-零余额账户用款额度",
    "Expenses:7201-事业支出:基本支出",
    "Income:6001-财政拨款预算收入:基本支出",
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1011", "Assets:1011-零余额账户用款额度"),
        ("800101", "Assets:8001-资金结存:800101-零余额账户用款额度"),
        ("银行存款", "Assets:1002-银行存款"),
        ("存款", "Assets:1002-银行存款"),
        (" 专户 ", "Assets:1002-银行存款:专户"),
        ("1002-银行存款:基本户", "Assets:1002-银行存款:基本户"),
        ("Expenses:7201-事业支出", "Expenses:7201-事业支出"),
        ("7201-事业支出:基本支出", "Expenses:7201-事业支出:基本支出"),
        ("支出:基", "Expenses:7201-事业支出:基本支出"),
        ("1002 银行存款/专户", "Assets:1002-银行存款:专户"),
    ],
)
def test_a_code_a_name_or_a_part_of_one_means_an_account(text: str, meant: str) -> None:
    account = find_account(text, all_accounts(NAMES, CHART), HERE)
    assert isinstance(account, Account)
    assert account.name == meant


@pytest.mark.parametrize(
    ("text", "rule", "told"),
    [
        ("基本支出", "account-ambiguous", "Income:6001-财政拨款预算收入:基本支出、Expenses:7201-事业支出:基本支出。"),
        ("零余额", "account-ambiguous", "Assets:1011-零余额账户用款额度、Assets:8001-资金结存:800101-零余额"),
        ("1003", "account-not-in-ledger", "是不是要看：1001 库存现金、1002 银行存款、1011 零余额账户用款额度？"),
        ("银行存欵", "account-not-in-ledger", "是不是要看：1002 银行存款"),
        ("xyz", "account-not-in-ledger", "gov-accounts balance"),
        ("", "account-not-in-ledger", "gov-accounts balance"),
    ],
)
def test_what_means_no_account_or_several_is_answered(text: str, rule: str, told: str) -> None:
    finding = find_account(text, all_accounts(NAMES, CHART), HERE)
    assert isinstance(finding, Finding)
    assert finding.rule == rule
    assert told in finding.remedy


def test_many_accounts_are_not_all_listed() -> None:
    names = [f"Assets:1002-银行存款:{number}号户" for number in range(30)]
    finding = find_account("号户", all_accounts(names, CHART), HERE)
    assert isinstance(finding, Finding)
    assert finding.remedy.count("、") == 11
    assert "……共 30 个" in finding.remedy


# Print


def sheet_of(
    ledger: Ledger, text: str, period: Period = YEAR, *, with_codes: bool = False, daily: bool = False
) -> Sheet:
    account = found(ledger, text)
    return journal_sheet(
        journal(own(ledger, account), period, daily=daily),
        account,
        period,
        base=ledger.path.parent,
        unit_name=ledger.unit_name,
        with_codes=with_codes,
    )


@pytest.fixture(scope="module")
def example() -> Ledger:
    return load(EXAMPLE)


@pytest.mark.parametrize("width", [80, None])
def test_text_is_aligned_and_within_the_width(example: Ledger, snapshot: Snapshot, width: int | None) -> None:
    text = render_text(sheet_of(example, "库存现金", daily=True), width)
    assert all(text_width(line) <= (width or 120) for line in text.splitlines())
    figures = [line for line in text.splitlines() if line.endswith(tuple(f".{fen:02}" for fen in range(100)))]
    assert len(figures) > 20
    assert len({text_width(line) for line in figures}) == 1, "balances end at one place"
    snapshot(f"journal/{width or 'piped'}.txt", text)


def test_text_of_details_with_codes(example: Ledger, snapshot: Snapshot) -> None:
    march = Period(datetime.date(2020, 3, 1), datetime.date(2020, 3, 31))
    snapshot("journal/codes.txt", render_text(sheet_of(example, "7201", march, with_codes=True), None))
    assert all(
        text_width(line) <= 80
        for account in ("1002", "1011", "3001", "8001")
        for line in render_text(sheet_of(example, account), 80).splitlines()
    )
    assert sheet_of(example, "3001", with_codes=True).notes


def test_csv_and_json_hold_the_same(example: Ledger, snapshot: Snapshot) -> None:
    sheet = sheet_of(example, "1002", with_codes=True)
    text = as_csv.render([sheet])
    snapshot("journal/bank.csv", text.replace("\r\n", "\n"))
    (table,) = json.loads(as_json.render([sheet]))["tables"]
    labels = {column["id"]: column["label"] for column in table["columns"]}
    rows = [{labels[key]: value for key, value in row.items()} for row in table["rows"]]
    assert rows == [{key: value for key, value in row.items() if value} for row in csv.DictReader(io.StringIO(text))]


def test_the_workbook_holds_every_figure_and_real_days(example: Ledger) -> None:
    sheet = sheet_of(example, "1002")
    (page,) = openpyxl.load_workbook(io.BytesIO(xlsx.render([sheet]))).worksheets
    written = [Decimal(str(c.value)) for row in page for c in row if isinstance(c.value, float | int)]
    figures = [row.cells[each] for row in sheet.rows for each in ("debit", "credit", "balance") if each in row.cells]
    assert written == [YUAN.round(fen) for fen in figures if isinstance(fen, int)]
    assert page["A5"].value == datetime.datetime(2020, 1, 1)  # noqa: DTZ001 (a day of a workbook has no zone)
    assert page["A5"].number_format == "yyyy-mm-dd"


def test_nothing_in_a_ledger_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    voucher = """
2020-01-01 open Liabilities:2307-其他应付款 CNY
2020-03-05 * "=HYPERLINK(1)" "收
押金\x1b[2J" #no-budget
  voucher: "@记-1"
  Assets:1002-银行存款          1.00 CNY
  Liabilities:2307-其他应付款  -1.00 CNY
"""
    path.write_text(HEAD + voucher, encoding="utf-8")
    sheet = sheet_of(load(path), "1002")
    assert "2020-03-05,'@记-1,'=HYPERLINK(1) 收 押金 [2J,," in as_csv.render([sheet])
    assert "@记-1  =HYPERLINK(1) 收 押金 [2J" in render_text(sheet, None)
    (page,) = openpyxl.load_workbook(io.BytesIO(xlsx.render([sheet]))).worksheets
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in page for cell in row)


# The command


@pytest.fixture(autouse=True)
def in_ledgers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(LEDGERS)


def test_a_clean_ledger_gives_a_journal(snapshot: Snapshot) -> None:
    snapshot("journal/clean.txt", run_command(command, "clean.beancount", "7201", "--codes"))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("account", ("1202",)),
        ("account_ambiguous", ("01",)),
        ("date", ("8001", "--from", "三月")),
        ("backwards", ("8001", "--from", "2020-05-02", "--to", "2020-05-01")),
        ("year_not_in_ledger", ("8001", "--year", "2018")),
    ],
)
def test_wrong_arguments_are_answered_in_chinese(name: str, arguments: tuple[str, ...], snapshot: Snapshot) -> None:
    text = run_command(command, "clean.beancount", *arguments)
    assert text.endswith("退出码 2\n")
    snapshot(f"journal/wrong_{name}.txt", text)


def test_a_ledger_of_no_year_asks_for_one() -> None:
    text = run_command(command, "no_vouchers.beancount", "8001")
    assert "nothing-recorded" in text
    assert text.endswith("退出码 2\n")


def test_files_hold_what_is_printed(tmp_path: Path) -> None:
    for kind, suffix in (("text", "txt"), ("csv", "csv"), ("json", "json"), ("xlsx", "xlsx")):
        text = run_command(command, "clean.beancount", "8001", "--format", kind, "-o", str(tmp_path / f"账.{suffix}"))
        assert text.endswith("退出码 0\n")
    assert (tmp_path / "账.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (tmp_path / "账.txt").read_text(encoding="utf-8") + "退出码 0\n" == run_command(
        command, "clean.beancount", "8001"
    )


def test_an_account_holds_its_details_and_nothing_that_only_begins_like_it() -> None:
    names = ("Assets:1002-银行存款:1:2", "Assets:1002-银行存款:12")
    made = {account.name: account for account in all_accounts(names, CHART)}
    assert list(made) == ["Assets:1002-银行存款", "Assets:1002-银行存款:1", *names]
    paths = [account_path(account_steps(name, CHART)) for name in names]
    assert [made["Assets:1002-银行存款"].holds(path) for path in paths] == [True, True]
    assert [made["Assets:1002-银行存款:1"].holds(path) for path in paths] == [True, False]
