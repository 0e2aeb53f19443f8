"""科目余额表: for every ledger opening + debit - credit = closing, books balance, details add up; and its print."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import Period, choose_period, read_period
from gov_accounts.cli.balance import command
from gov_accounts.findings import Finding, Place
from gov_accounts.ledger import load
from gov_accounts.money import BOOK_OF_COMMODITY
from gov_accounts.printing.units import WAN, YUAN, MoneyUnit
from gov_accounts.render import as_csv, as_json, xlsx
from gov_accounts.render.text import render as render_text
from gov_accounts.reports.sheet import Sheet
from gov_accounts.reports.trial_balance import BookBalance, account_steps, balance_sheets
from gov_accounts.testing import RandomLedger, ledgers
from gov_accounts.testing.writing import commodity
from gov_accounts.text import text_width
from tests.support.balances import CHART, YEAR, accounts, balances, periods
from tests.support.commands import run_command
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES, LEDGERS

EXAMPLE = EXAMPLES / "wuhan_2020" / "main.beancount"
Snapshot = Callable[[str, str], None]


def expected(drawn: RandomLedger, period: Period, *, before_close: bool) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Opening, debits, credits of every account of every level, from the legs drawn: no text, no loader."""
    sums: dict[tuple[str, str], tuple[int, int, int]] = {}
    for voucher in drawn.book.vouchers:
        closing = "year-close" in (*voucher.tags, *voucher.pushed_tags)
        if voucher.date > period.last or (before_close and closing and voucher.date >= period.first):
            continue
        for leg in voucher.legs:
            parts = leg.path.split(":")
            book = BOOK_OF_COMMODITY[commodity(leg.path)]
            for level in range(1, len(parts) + 1):
                key = (book, ":".join(parts[:level]))
                opening, debit, credit = sums.get(key, (0, 0, 0))
                if voucher.date < period.first:
                    opening += leg.fen
                elif leg.fen > 0:
                    debit += leg.fen
                else:
                    credit -= leg.fen
                sums[key] = opening, debit, credit
    return sums


@draws(60)
@given(ledgers(), periods(), st.booleans())
def test_figures_are_those_of_the_legs_drawn(drawn: RandomLedger, period: Period, before_close: bool) -> None:  # noqa: FBT001
    legs = expected(drawn, period, before_close=before_close)
    with loaded(drawn) as ledger:
        made = balances(ledger, period, before_close=before_close)
    read = {
        (balance.book, line.account.split(":", 1)[1]): line.figures
        for balance in made.values()
        for line in accounts(balance)
    }
    for key, (opening, debit, credit) in legs.items():
        figures = read.pop(key, None)
        if figures is None:
            assert (opening, debit, credit) == (0, 0, 0), key
        else:
            assert figures.period == (opening, debit, credit)
            assert figures.closing == opening + debit - credit
    assert not read


@draws(40)
@given(ledgers(), periods(), st.none() | st.integers(1, 3))
def test_books_balance_and_details_add_up(drawn: RandomLedger, period: Period, level: int | None) -> None:
    with loaded(drawn) as ledger:
        made = balances(ledger, period, level=level, by=("func", "econ", "fund", "project"))
    for balance in made.values():
        totals = balance.totals()
        assert totals.opening_debit == totals.opening_credit
        assert totals.debit == totals.credit
        assert totals.year_debit == totals.year_credit
        assert totals.closing_debit == totals.closing_credit
        assert totals.difference() == 0
        for line in accounts(balance):
            assert level is None or line.level <= level
            details = [
                other.figures
                for other in balance.lines
                if other.codes is None
                and other.level == line.level + 1
                and (other.path[:-1] == line.path or (other.direct and other.path == line.path))
            ]
            parts = [other.figures for other in balance.lines if other.codes is not None and other.path == line.path]
            if details:
                assert tuple(map(sum, zip(*details, strict=True))) == line.figures
            elif parts:
                assert tuple(map(sum, zip(*parts, strict=True))) == line.figures


@draws(20)
@given(ledgers(), periods())
def test_one_period_opens_with_what_the_one_before_it_closed_with(drawn: RandomLedger, period: Period) -> None:
    before = Period(datetime.date(2000, 1, 1), period.first - datetime.timedelta(days=1))
    with loaded(drawn) as ledger:
        earlier, later = balances(ledger, before), balances(ledger, period)
    for book, balance in later.items():
        closed = {line.path: line.figures.closing for line in accounts(earlier[book])}
        for line in accounts(balance):
            assert line.figures.opening == closed.pop(line.path, 0)
        assert not any(closed.values())


@draws(40)
@given(ledgers(), periods())
def test_the_year_so_far_is_the_period_from_its_first_day(drawn: RandomLedger, period: Period) -> None:
    whole = Period(datetime.date(period.last.year, 1, 1), period.last)
    with loaded(drawn) as ledger:
        made, of_year = balances(ledger, period), balances(ledger, whole)
    for book, balance in made.items():
        so_far = {line.path: (line.figures.debit, line.figures.credit) for line in accounts(of_year[book])}
        for line in accounts(balance):
            assert (line.figures.year_debit, line.figures.year_credit) == so_far.pop(line.path, (0, 0))
        assert not any(map(any, so_far.values()))


# One small ledger each


def figures_of(balance: BookBalance) -> dict[str, tuple[int, int, int, int]]:
    return {line.account: (*line.figures.period, line.figures.closing) for line in accounts(balance)}


def test_year_close_counts_unless_it_is_left_out(ledger: Ledger) -> None:
    """
    2020-03-05 * "三月拨款" #2060501
      Assets:8001-资金结存:800101-零余额账户用款额度     100.00 CNY.B
      Income:6001-财政拨款预算收入                      -100.00 CNY.B

    2020-12-31 * "年末结转" #year-close #2060501
      Income:6001-财政拨款预算收入                       100.00 CNY.B
      Equity:8101-财政拨款结转                          -100.00 CNY.B
        fund: "11"
    """
    income = "Income:6001-财政拨款预算收入"
    assert figures_of(balances(ledger)["预算"])[income] == (0, 100_00, 100_00, 0)
    assert figures_of(balances(ledger, before_close=True)["预算"])[income] == (0, 0, 100_00, -100_00)
    later = Period(datetime.date(2021, 1, 1), datetime.date(2021, 12, 31))
    assert income not in figures_of(balances(ledger, later, before_close=True)["预算"]), "closed years stay closed"
    assert figures_of(balances(ledger, later)["预算"])["Equity:8101-财政拨款结转"] == (-100_00, 0, 0, -100_00)


def test_what_is_posted_above_the_details_has_a_line(ledger: Ledger) -> None:
    """
    2020-01-01 open Assets:1002-银行存款:基本户 CNY
    2020-01-01 open Assets:1002-银行存款:100202-专户 CNY
    2020-01-01 open Liabilities:2307-其他应付款 CNY

    2020-03-05 * "收押金" #no-budget
      Assets:1002-银行存款              1.00 CNY
      Assets:1002-银行存款:基本户       2.00 CNY
      Assets:1002-银行存款:100202-专户  4.00 CNY
      Liabilities:2307-其他应付款      -7.00 CNY
    """
    lines = balances(ledger)["财务"].lines
    assert [(line.steps[-1], line.level, line.direct, line.figures.debit) for line in lines] == [
        (("1002", "银行存款"), 1, False, 700),
        (("100202", "专户"), 2, False, 400),
        (("", "基本户"), 2, False, 200),
        (("1002", "银行存款"), 2, True, 100),
        (("2307", "其他应付款"), 1, False, 0),
    ]


def test_an_account_whose_details_cancel_out_is_not_left_out(ledger: Ledger) -> None:
    """
    2020-01-01 open Assets:1002-银行存款:A户 CNY
    2020-01-01 open Assets:1002-银行存款:B户 CNY
    2020-01-01 open Assets:1002-银行存款:C户 CNY

    2019-12-31 * "透支转存" #no-budget
      Assets:1002-银行存款:A户   1.00 CNY
      Assets:1002-银行存款:B户  -1.00 CNY
    """
    lines = balances(ledger)["财务"].lines
    assert [(line.steps[-1].name, line.figures.period) for line in lines] == [
        ("银行存款", (0, 0, 0)),
        ("A户", (100, 0, 0)),
        ("B户", (-100, 0, 0)),
    ]


def test_the_code_tells_the_account_whatever_its_root_and_label() -> None:
    assert account_steps("资产:1002-工行存款:1", CHART) == (("1002", "银行存款"), ("", "1"))
    assert account_steps("Assets:8001-资金:800102-工行:80010201-基本户:11-预算", CHART) == (
        ("8001", "资金结存"),
        ("800102", "货币资金"),
        ("80010201", "基本户"),
        ("", "11-预算"),
    )
    assert account_steps("Assets:1002-银行存款:20200101-定期", CHART) == (("1002", "银行存款"), ("", "20200101-定期"))
    assert account_steps("Assets:1002银行存款", CHART) == (("1002", "银行存款"),)
    assert account_steps("Assets:9999-无此科目:A", CHART) == (("9999", "无此科目"), ("", "A"))
    assert account_steps("Assets:X银行:A", CHART) == (("", "Assets:X银行:A"),)


def test_lines_are_broken_down_by_codes(ledger: Ledger) -> None:
    """
    2020-03-05 * "电费和印刷费" #2060501
      Expenses:7201-事业支出:基本支出                     30.00 CNY.B
        econ: "30206"
      Expenses:7201-事业支出:基本支出                     12.00 CNY.B
        econ: "30202"
      Expenses:7201-事业支出:基本支出                     -2.00 CNY.B
        econ: "30202"
      Assets:8001-资金结存:800101-零余额账户用款额度     -40.00 CNY.B
    """
    balance = balances(ledger, by=("econ", "func"))["预算"]
    assert [(line.level, line.codes, line.figures.period) for line in balance.lines if line.path[0] == "7201"] == [
        (1, None, (0, 42_00, 2_00)),
        (2, None, (0, 42_00, 2_00)),
        (2, ("30202", "2060501"), (0, 12_00, 2_00)),
        (2, ("30206", "2060501"), (0, 30_00, 0)),
    ]
    (sheet,) = sheets_of(ledger, by=("econ", "func"))
    names = [row.cells["name"] for row in sheet.rows if "econ" in row.cells]
    assert names == ["印刷费/机构运行", "电费/机构运行"]
    assert sum(line.codes is None for line in balance.lines) == len(balances(ledger)["预算"].lines)
    first_only = balances(ledger, by=("econ",), level=1)["预算"].lines
    assert [line.codes for line in first_only] == [None, ("30202",), ("30206",), None]


def test_a_book_that_does_not_balance_says_so(ledger: Ledger) -> None:
    """
    2020-01-01 open Liabilities:2307-其他应付款 CNY

    2020-03-05 * "收押金" #no-budget
      Assets:1002-银行存款              1.00 CNY
      Liabilities:2307-其他应付款      -0.98 CNY
    """
    assert balances(ledger)["财务"].totals().difference() == 2
    (sheet,) = sheets_of(ledger)
    assert sheet.notes == ("说明：借方与贷方相差 0.02 元，账本里有借贷不平的凭证，见 gov-accounts check。",)


# The period


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2020", ("2020-01-01", "2020-12-31")),
        ("2020-2", ("2020-02-01", "2020-02-29")),
        (" 2020-06-15 ", ("2020-06-15", "2020-06-15")),
        ("2021-02-29", None),
        ("2020-13", None),
        ("0000", None),
        ("2020-06-", None),
        ("二〇二〇", None),
        ("20200615", None),
        ("", None),
    ],
)
def test_a_period_is_a_day_a_month_or_a_year(text: str, meant: tuple[str, str] | None) -> None:
    period = read_period(text)
    assert (period and tuple(day.isoformat() for day in period)) == meant


def test_the_end_left_out_is_the_years() -> None:
    day = datetime.date(2020, 6, 15)
    place = Place("main.beancount", 0)
    assert choose_period(None, day, None, (), place) == (day, YEAR.last)
    assert choose_period(None, None, day, (), place) == (YEAR.first, day)
    assert choose_period(2020, None, None, (2019, 2020), place) == YEAR
    assert choose_period(None, None, None, {2020}, place) == YEAR
    for years, rule in (((), "nothing-recorded"), ((2019, 2020), "year-not-chosen")):
        finding = choose_period(None, None, None, years, place)
        assert isinstance(finding, Finding)
        assert finding.rule == rule


# Print


def sheets_of(
    ledger: Ledger, *, by: tuple[str, ...] = (), level: int | None = None, money_unit: MoneyUnit = YUAN
) -> list[Sheet]:
    made = balances(ledger, by=by, level=level).values()
    return balance_sheets(
        [balance for balance in made if balance.lines],
        YEAR,
        codes=ledger.codes,
        projects=ledger.declarations.projects,
        unit_name=ledger.unit_name,
        money_unit=money_unit,
    )


@pytest.fixture(scope="module")
def example() -> Ledger:
    return load(EXAMPLE)


@pytest.mark.parametrize("width", [80, 120, None])
def test_text_is_aligned_and_within_the_width(example: Ledger, snapshot: Snapshot, width: int | None) -> None:
    text = "\n".join(render_text(sheet, width) for sheet in sheets_of(example))
    assert all(text_width(line) <= (width or 130) for line in text.splitlines())
    snapshot(f"balance/{width or 'piped'}.txt", text)


def test_text_by_codes(example: Ledger, snapshot: Snapshot) -> None:
    sheet = sheets_of(example, by=("func", "econ", "fund", "project"), money_unit=WAN)[1]
    snapshot("balance/by_codes.txt", render_text(sheet, None))
    assert all(text_width(line) <= 100 for line in render_text(sheet, 100).splitlines())


def test_csv_and_json_hold_the_same(example: Ledger, snapshot: Snapshot) -> None:
    sheets = sheets_of(example)
    text = as_csv.render(sheets)
    snapshot("balance/yuan.csv", text.replace("\r\n", "\n"))
    document = json.loads(as_json.render(sheets))
    assert (document["unit_name"], document["first"], document["last"]) == (
        example.unit_name,
        "2020-01-01",
        "2020-12-31",
    )
    labels = {column["id"]: column["label"] for column in document["tables"][0]["columns"]}
    rows = [{labels[key]: value for key, value in row.items()} for table in document["tables"] for row in table["rows"]]
    assert rows == [{key: value for key, value in row.items() if value} for row in csv.DictReader(io.StringIO(text))]


def test_the_workbook_holds_every_figure(example: Ledger) -> None:
    sheets = sheets_of(example)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(sheets)))
    assert book.sheetnames == ["财务", "预算", "指标"]
    for page, sheet in zip(book.worksheets, sheets, strict=True):
        written = [Decimal(str(c.value)) for row in page for c in row if isinstance(c.value, float | int)]
        assert written == [
            YUAN.round(cell) for row in sheet.rows for cell in row.cells.values() if isinstance(cell, int)
        ]
        assert {str(each) for each in page.merged_cells.ranges} >= {"A4:A5", "B4:B5", "C4:D4", "E4:F4", "G4:H4"}
        assert page["A1"].value == sheet.title
        assert page.freeze_panes == "A6"
    assert xlsx.render(sheets) == xlsx.render(sheets)


HOSTILE = r"""
2020-01-01 open Assets:1002-银行存款:A户 CNY
2020-01-01 open Liabilities:2307-其他应付款 CNY
2020-03-05 * "收押金" #no-budget
  project: "P1"
  Assets:1002-银行存款:A户      1.00 CNY
    project: "=1+1[red]"
  Liabilities:2307-其他应付款  -1.00 CNY
"""


def test_nothing_in_a_ledger_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD.replace("某某中心", "=1+1\x1b[31m") + HOSTILE, encoding="utf-8")
    sheets = sheets_of(load(path), by=("project",))
    assert ",'=1+1[red]," in as_csv.render(sheets)
    text = render_text(sheets[0], None)
    assert "=1+1[red]" in text
    assert "单位：=1+1 [31m" in text
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(sheets)))
    assert all(cell.data_type != "f" and cell.hyperlink is None for page in book for row in page for cell in row)


# The command


@pytest.fixture(autouse=True)
def in_ledgers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(LEDGERS)


def test_a_clean_ledger_gives_its_books(snapshot: Snapshot) -> None:
    snapshot("balance/clean.txt", run_command(command, "clean.beancount"))
    text = run_command(command, "clean.beancount", "--book", "指标", "--book", "财务")
    assert text.index("财务账") < text.index("指标账")
    assert "预算账" not in text
    assert "说明：这本账在本期没有余额，也没有发生额。" in run_command(
        command, "clean.beancount", "--from", "2019", "--to", "2019"
    )


def test_a_ledger_with_errors_is_worked_out_and_they_are_said() -> None:
    text = run_command(command, "unbalanced_loose_tolerance.beancount")
    assert "错误[voucher-unbalanced]" in text
    assert "说明：借方与贷方相差 0.04 元" in text
    assert text.endswith("退出码 1\n")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("date", ("--from", "2020-13-01")),
        ("date_to", ("--to", "昨天")),
        ("backwards", ("--from", "2020-05", "--to", "2020-04")),
        ("year_not_in_ledger", ("--year", "2018")),
        ("by", ("--by", "func,部门")),
        ("level", ("--level", "0")),
        ("level_not_a_number", ("--level", "一")),
        ("book", ("--book", "税务")),
        ("output_is_ledger", ("-o", "clean.beancount")),
    ],
)
def test_wrong_arguments_are_answered_in_chinese(name: str, arguments: tuple[str, ...], snapshot: Snapshot) -> None:
    text = run_command(command, "clean.beancount", *arguments)
    assert text.endswith("退出码 2\n")
    snapshot(f"balance/wrong_{name}.txt", text)


def test_files_hold_what_is_printed(tmp_path: Path) -> None:
    for kind, suffix in (("text", "txt"), ("csv", "csv"), ("json", "json"), ("xlsx", "xlsx")):
        assert run_command(command, "clean.beancount", "--format", kind, "-o", str(tmp_path)).endswith("退出码 0\n")
        assert (tmp_path / f"科目余额表.{suffix}").stat().st_size
    assert (tmp_path / "科目余额表.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    named = tmp_path / "表.txt"
    run_command(command, "clean.beancount", "-o", str(named))
    assert named.read_bytes() == (tmp_path / "科目余额表.txt").read_bytes()
    assert run_command(command, "clean.beancount") == named.read_text(encoding="utf-8") + "退出码 0\n"
