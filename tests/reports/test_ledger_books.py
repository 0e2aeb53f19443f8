"""Books of account: each posting is once in 明细账, 总账 and 汇总表 sum it, 多栏账 splits it; all from one engine."""

from __future__ import annotations

import csv
import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from beancount.core.data import Transaction
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import KEYS, Period, read_postings
from gov_accounts.cli.ledger_book import command
from gov_accounts.findings import Finding, Place
from gov_accounts.ledger import load
from gov_accounts.money import BOOK_OF_COMMODITY
from gov_accounts.reports.book_kinds import BY, DETAIL, KINDS
from gov_accounts.reports.chosen_codes import ChosenCodes
from gov_accounts.reports.ledger_books import LedgerBooks
from gov_accounts.reports.sheet import Row, Sheet
from gov_accounts.testing import RandomLedger, ledgers
from tests.support.balances import periods
from tests.support.commands import assert_mendable, run_command
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.paths import EXAMPLES

EXAMPLE = EXAMPLES / "puhui_2024" / "main.beancount"
Snapshot = Callable[[str, str], None]
SUMS = ("本月合计", "本期合计", "本年累计")


def books(ledger: Ledger, period: Period, by: str = "") -> LedgerBooks:
    return LedgerBooks(
        list(read_postings(ledger.entries)),
        period,
        ledger.codes,
        ledger.declarations.projects,
        ledger.unit_name,
        ledger.path.parent,
        by=by,
    )


def written(ledger: Ledger, period: Period) -> Iterator[tuple[str, str, int]]:
    """Commodity, account and fen of each posting of the period, straight from beancount's directives."""
    for entry in ledger.entries:
        if isinstance(entry, Transaction) and period.first <= entry.date <= period.last:
            for posting in entry.postings:
                if posting.units is not None and posting.units.currency in BOOK_OF_COMMODITY:
                    yield posting.units.currency, posting.account, int((posting.units.number or 0) * 100)


def amount(row: Row) -> int:
    debit, credit = row.cells.get("debit", 0), row.cells.get("credit", 0)
    assert isinstance(debit, int)
    assert isinstance(credit, int)
    return debit - credit


def recorded(sheets: list[Sheet]) -> list[Row]:
    return [row for sheet in sheets for row in sheet.rows if not row.total]


@draws(50)
@given(ledgers(), periods())
def test_each_posting_is_once_in_the_detailed_journals(drawn: RandomLedger, period: Period) -> None:
    with loaded(drawn) as ledger:
        rows = recorded(books(ledger, period).sheets("明细账"))
        assert Counter((row.cells["account"], amount(row)) for row in rows) == Counter(
            (account, fen) for _, account, fen in written(ledger, period)
        )


@draws(50)
@given(ledgers(), periods())
def test_the_general_ledger_and_the_summary_add_up_what_is_written(drawn: RandomLedger, period: Period) -> None:
    with loaded(drawn) as ledger:
        made = books(ledger, period)
        general, summary = made.sheets("总账"), made.sheets("科目汇总表")
        sums: dict[str, list[int]] = {}
        by_book: Counter[str] = Counter()
        for commodity, account, fen in written(ledger, period):
            each = sums.setdefault(account.split(":")[1][:4], [0, 0])
            each[0] += max(fen, 0)
            each[1] += max(-fen, 0)
            by_book[BOOK_OF_COMMODITY[commodity]] += max(fen, 0)
        sums = {code: each for code, each in sums.items() if any(each)}
    assert not recorded(general)
    found = {}
    for sheet in general:
        months = [row for row in sheet.rows if row.cells["words"] in SUMS[:2]]
        moved = [sum(int(str(row.cells[side])) for row in months) for side in ("debit", "credit")]
        if any(moved):
            found[sheet.title[:4]] = moved
        assert [row.cells["words"] for row in sheet.rows][-1] == "期末余额"
    assert found == sums
    rows = [row for sheet in summary for row in sheet.rows]
    listed = {
        row.cells["code"]: [row.cells.get("debit", 0), row.cells.get("credit", 0)]
        for row in rows
        if "code" in row.cells
    }
    assert listed == sums
    bottoms = {row.cells["book"]: (row.cells["debit"], row.cells["credit"]) for row in rows if row.total}
    assert bottoms == {book: (fen, fen) for book, fen in by_book.items() if fen}


@draws(50)
@given(ledgers(), periods(), st.sampled_from(("", *BY)))
def test_the_parts_of_a_columnar_book_add_up_to_its_lines(drawn: RandomLedger, period: Period, by: str) -> None:
    with loaded(drawn) as ledger:
        for sheet in books(ledger, period, by).sheets("多栏账"):
            parts = [column.id for column in sheet.columns if column.id.startswith("part:")]
            for row in sheet.rows:
                split = [row.cells[each] for each in parts if each in row.cells]
                if row.cells["words"] in ("期初余额", "上年结转", "期末余额"):
                    assert not split
                else:
                    assert sum(int(str(each)) for each in split) == amount(row)
                    assert row.total or len(split) <= 1
            assert all(any(each in row.cells for row in sheet.rows) for each in parts), "no column is empty"


@draws(40)
@given(ledgers(), st.sampled_from(sorted(KEYS)))
def test_books_of_all_codes_of_a_key_are_the_whole_book(drawn: RandomLedger, key: str) -> None:
    """What carries one code, another, …, or none, is once in one of them."""
    with loaded(drawn) as ledger:
        postings = list(read_postings(ledger.entries))
        codes = {getattr(each, key) for each in postings} - {""}
        if key != "project":
            codes = {code for code in codes if not any(code != each and code.startswith(each) for each in codes)}
        parts = [ChosenCodes(**{key: code}).chosen(postings, Place("", 0)) for code in codes]
        chosen = [each for part in parts if not isinstance(part, Finding) for each in part]
        without = [each for each in postings if not getattr(each, key)]
        assert Counter(chosen + without) == Counter(postings)


def test_a_code_means_those_below_it_and_a_project_itself_alone(ledger: Ledger) -> None:
    """
    2020-01-01 custom "gov-project" "P1" "一期"
    2020-01-01 custom "gov-project" "P10" "十期"

    2020-03-05 * "一" #2060501 #30206
      project: "P1"
      Expenses:7201-事业支出:项目支出           1.00 CNY.B
      Assets:8001-资金结存:800102-货币资金     -1.00 CNY.B

    2020-03-05 * "二" #2060502 #30201
      project: "P10"
      Expenses:7201-事业支出:项目支出           2.00 CNY.B
      Assets:8001-资金结存:800102-货币资金     -2.00 CNY.B
    """
    postings = list(read_postings(ledger.entries))

    def narrations(codes: ChosenCodes) -> list[str]:
        return [each.voucher.narration for each in postings if codes.meets(each) and each.code == "7201"]

    assert narrations(ChosenCodes(project="P1")) == ["一"]
    assert narrations(ChosenCodes(func="20605")) == ["一", "二"]
    assert narrations(ChosenCodes(func="20605", econ="302", project="P10")) == ["二"]
    assert narrations(ChosenCodes(econ="30201", project="P1")) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_book_of_some_codes_has_their_postings_alone(kind: str) -> None:
    """What is debited and credited in it is what the postings with the codes are; nothing is said of a difference."""
    codes = ChosenCodes(econ="302", fund="11")
    year = Period(datetime.date(2024, 1, 1), datetime.date(2024, 12, 31))
    made = replace(books(load(EXAMPLE), year), chosen=codes)
    chosen = [each for each in made.postings if codes.meets(each) and year.covers(each.date)]
    sides = {"debit": sum(max(each.fen, 0) for each in chosen), "credit": sum(max(-each.fen, 0) for each in chosen)}
    if kind == "日记账":
        assert made.sheets(kind) == [], "money has no economic item"
        return
    sums = {
        side: sum(
            int(str(row.cells.get(side, row.cells.get(f"period_{side}", 0))))
            for sheet in made.sheets(kind)
            for row in sheet.rows
            if (row.cells["words"] == "本月合计" if "words" in row.cells else row.total)
        )
        for side in sides
    }
    if kind == "多栏账":
        spent = [each for each in chosen if each.code[0] in "57"]
        sides = {"debit": sum(max(each.fen, 0) for each in spent), "credit": sum(max(-each.fen, 0) for each in spent)}
    assert sums == sides
    assert all(any("只登记" in note for note in sheet.notes) for sheet in made.sheets(kind))
    assert not any("相差" in note for sheet in made.sheets(kind) for note in sheet.notes)


def test_the_kinds_and_columns_that_can_be_asked_for_are_all_there_are() -> None:
    assert {DETAIL, *KEYS} == set(BY)
    made = books(load(EXAMPLE), Period(datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)))
    assert all(made.sheets(kind) for kind in KINDS)


def lines_of(sheet: Sheet) -> list[tuple[object, ...]]:
    columns = ("date", "words", "debit", "credit", "side", "balance")
    return [tuple(row.cells.get(each, "") for each in columns) for row in sheet.rows]


JANUARY = Period(datetime.date(2020, 1, 1), datetime.date(2020, 1, 31))
LAST = datetime.date(2020, 1, 31)


def test_what_is_posted_above_details_has_a_book_of_its_own(ledger: Ledger) -> None:
    """
    2020-01-01 open Assets:1001-库存现金 CNY
    2020-01-01 open Assets:1002-银行存款:A户 CNY
    2020-01-01 open Liabilities:2307-其他应付款:押金 CNY

    2020-01-15 * "甲" "收押金" #no-budget
      voucher: "记-1-001"
      Assets:1002-银行存款:A户           8.00 CNY
      Liabilities:2307-其他应付款:押金  -8.00 CNY

    2020-01-15 * "甲" "收押金，未分明细" #no-budget
      voucher: "记-1-002"
      Assets:1002-银行存款               4.00 CNY
      Liabilities:2307-其他应付款:押金  -4.00 CNY

    2020-01-16 * "提现" #no-budget
      Assets:1001-库存现金               1.00 CNY
      Assets:1002-银行存款:A户          -1.00 CNY
    """
    made = books(ledger, JANUARY)
    detailed = {sheet.title: lines_of(sheet) for sheet in made.sheets("明细账")}
    assert list(detailed) == [
        "1001 库存现金 明细账",
        "1002 银行存款 明细账",
        "1002 银行存款/A户 明细账",
        "2307 其他应付款/押金 明细账",
    ]
    assert detailed["1002 银行存款 明细账"] == [
        (JANUARY.first, "上年结转", "", "", "平", 0),
        (datetime.date(2020, 1, 15), "甲 收押金，未分明细", 400, "", "借", 400),
        (LAST, "本月合计", 400, 0, "借", 400),
        (LAST, "本年累计", 400, 0, "借", 400),
        (LAST, "期末余额", "", "", "借", 400),
    ]
    (deposits,) = [sheet for sheet in made.sheets("总账") if sheet.title.startswith("1002")]
    assert lines_of(deposits)[1:-1] == [
        (LAST, "本月合计", 1200, 100, "借", 1100),
        (LAST, "本年累计", 1200, 100, "借", 1100),
    ]
    daily = {sheet.title: lines_of(sheet) for sheet in made.sheets("日记账")}
    assert list(daily) == ["1001 库存现金 日记账", "1002 银行存款 日记账", "1002 银行存款/A户 日记账"]
    assert (datetime.date(2020, 1, 16), "本日合计", 0, 100, "借", 700) in daily["1002 银行存款/A户 日记账"]
    (financial,) = made.sheets("科目汇总表")
    assert financial.notes == ("说明：汇总凭证 3 张，编号 记-1-001 至 记-1-002，1 张没有编号。",)


def test_what_is_carried_over_is_the_sum_since_the_month_began(ledger: Ledger) -> None:
    """
    2020-01-01 open Liabilities:2307-其他应付款:押金 CNY

    2020-01-15 * "收押金" #no-budget
      Assets:1002-银行存款               8.00 CNY
      Liabilities:2307-其他应付款:押金  -8.00 CNY

    2020-01-16 * "退押金" #no-budget
      Assets:1002-银行存款              -3.00 CNY
      Liabilities:2307-其他应付款:押金   3.00 CNY

    2020-02-16 * "退押金" #no-budget
      Assets:1002-银行存款              -1.00 CNY
      Liabilities:2307-其他应付款:押金   1.00 CNY
    """
    made = books(ledger, Period(datetime.date(2020, 1, 1), datetime.date(2020, 2, 29)))
    (sheet,) = [each for each in made.sheets("明细账") if each.title.startswith("1002")]
    assert [(row.cells["words"], row.carried) for row in sheet.rows if "of" not in row.cells] == []
    carried = [{key: row.carried[key] for key in row.carried if key != "of"} for row in sheet.rows if row.carried]
    assert carried == [
        {"side": "平", "balance": 0},
        {"debit": 800, "side": "借", "balance": 800},
        {"debit": 800, "credit": 300, "side": "借", "balance": 500},
        {"debit": 800, "credit": 300, "side": "借", "balance": 500},
        {"side": "借", "balance": 500},
        {"credit": 100, "side": "借", "balance": 400},
        {"credit": 100, "side": "借", "balance": 400},
        {"side": "借", "balance": 400},
        {"side": "借", "balance": 400},
    ]


def test_a_columnar_book_has_credits_as_positive_figures_of_what_is_credit_by_nature(ledger: Ledger) -> None:
    """
    2020-01-01 open Liabilities:2307-其他应付款:押金 CNY
    2020-01-01 open Liabilities:2307-其他应付款:质保金 CNY

    2020-01-15 * "收押金" #no-budget
      Assets:1002-银行存款                8.00 CNY
      Liabilities:2307-其他应付款:押金   -6.00 CNY
      Liabilities:2307-其他应付款:质保金 -2.00 CNY

    2020-01-16 * "退押金" #no-budget
      Assets:1002-银行存款               -3.00 CNY
      Liabilities:2307-其他应付款:押金    3.00 CNY
    """
    made = books(ledger, JANUARY)
    (account,) = [each for each in made._accounts if each.label == "2307 其他应付款"]  # noqa: SLF001
    (sheet,) = replace(made, asked=(account,)).sheets("多栏账")
    assert [(each.over, each.head) for each in sheet.columns[-2:]] == [
        ("其中（贷方）", "押金"),
        ("其中（贷方）", "质保金"),
    ]
    rows = [tuple(row.cells.get(each.id, 0) for each in sheet.columns[-2:]) for row in sheet.rows]
    assert rows == [(0, 0), (600, 0), (0, 200), (-300, 0), (300, 200), (300, 200), (0, 0)]


# The command


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)


NAMED = "puhui_2024/main.beancount"


def run(*arguments: str) -> str:
    return run_command(command, NAMED, "--year", "2024", *arguments)


@pytest.mark.usefixtures("here")
def test_a_book_of_a_month_as_it_is_printed(snapshot: Snapshot) -> None:
    month = ("--from", "2024-06", "--to", "2024-06")
    for kind, more in (
        ("总账", ("--account", "1002", "--account", "7201")),
        ("日记账", ()),
        ("多栏账", ("--account", "7201", "--econ", "302", "--fund", "11")),
        ("科目汇总表", ()),
        ("科目余额表", ("--econ", "302")),
    ):
        snapshot(f"ledger_book/{kind}.txt", run("--kind", kind, *month, *more))


@pytest.mark.usefixtures("here")
def test_without_a_kind_it_is_the_general_ledger_and_the_detailed_journals() -> None:
    general, detailed = run("--kind", "总账"), run("--kind", "明细账")
    text = run()
    assert general.removesuffix("退出码 0\n") + "\n" + detailed == text
    assert run("--kind", "明细账", "--kind", "总账") == text, "in the order of books, not of words typed"


@pytest.mark.usefixtures("here")
def test_csv_in_a_folder_is_a_file_for_each_book(tmp_path: Path) -> None:
    assert run("--format", "csv", "-o", str(tmp_path / "books")).endswith("退出码 0\n")
    assert sorted(each.name for each in (tmp_path / "books").iterdir()) == ["总账.csv", "明细账.csv"]
    heads, *rows = (tmp_path / "books" / "明细账.csv").read_text(encoding="utf-8-sig").splitlines()
    assert heads.startswith("科目,日期,凭证,摘要,明细,账户,位置,对方科目,")
    assert {row.split(",")[0] for row in rows} > {"1002 银行存款/01-基本存款账户"}


@pytest.mark.usefixtures("here")
def test_csv_of_books_with_columns_of_their_own_is_a_table_each_below_its_name() -> None:
    lines = run("--kind", "多栏账", "--account", "5001", "--account", "5101", "--format", "csv").splitlines()
    named = [
        index for index, line in enumerate(lines) if line in ("5001 业务活动费用 多栏账", "5101 单位管理费用 多栏账")
    ]
    assert len(named) == 2
    first, second = (lines[index + 1] for index in named)
    assert "其中（借方）500101 工资福利费用" in first
    assert "其中（借方）510101 工资福利费用" in second
    for index, end in zip(named, (named[1] - 1, -2), strict=True):
        table = list(csv.reader(lines[index + 1 : end]))
        assert len({len(row) for row in table}) == 1, "as many cells as heads"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--account", "1003"), "是不是要看：1002 银行存款"),
        (("--func", "999"), "没有一笔分录的功能分类是“999”"),
        (("--project", "P99"), "账本里有："),
        (("--econ", "302", "--fund", "19"), "没有一笔分录的资金性质是“19”"),
        (("--from", "2024-13"), "不是日期"),
        (("--kind", "科目汇总表", "--account", "1002"), "科目汇总表是全部科目的，没有 --account"),
        (("--kind", "总帐"), "--kind 只能是 总账、明细账"),
    ],
)
def test_what_it_cannot_use_is_answered(arguments: tuple[str, ...], told: str) -> None:
    text = run(*arguments)
    assert told in text
    assert_mendable(text)
    assert text.endswith("退出码 2\n")


def test_an_empty_book_is_said_to_be_empty(ledger_file: Path) -> None:
    text = run_command(command, str(ledger_file), "--from", "2019", "--to", "2019")
    assert "没有余额，也没有发生额，账簿是空的" in text
