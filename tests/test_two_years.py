"""A year after another: closed, opened, and every account, table and note of both going on where it ended.

Streams of events are kept in accrual legs alone, as a bookkeeper keeps them, with events in the years around; each year
is closed by the command. What must hold is worked out from the postings, apart from the library's own books.
"""

from __future__ import annotations

import contextlib
import datetime
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from beancount.core.data import Balance, Transaction
from hypothesis import given, settings

from gov_accounts.accounts import account_code
from gov_accounts.closing import ClosingRefusedError, close_year
from gov_accounts.closing_file import closing_path
from gov_accounts.findings import Severity
from gov_accounts.ledger import Ledger, load
from gov_accounts.money import BUDGETARY, FINANCIAL
from gov_accounts.postings import Period, read_postings
from gov_accounts.reconciliation import reconcile
from gov_accounts.testing import EventStream, event_streams
from gov_accounts.trial_balance import trial_balance
from tests.conftest import HEAD

KEPT = {"1": FINANCIAL, "2": FINANCIAL, "3": FINANCIAL, "8": BUDGETARY}


@contextlib.contextmanager
def closed(stream: EventStream) -> Iterator[tuple[Ledger, list[int]]]:
    """The stream with every year closed that has vouchers, and those years."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in stream.accrual.items():
            target = Path(folder) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        ledger = load(Path(folder) / stream.main)
        done = []
        for year in range(stream.year - 1, stream.year + 2):
            try:
                closing = close_year(ledger, year)
            except ClosingRefusedError as error:
                assert {finding.rule for finding in error.findings} == {"closing-no-vouchers"}  # noqa: PT017
                continue
            closing.write()
            ledger = load(ledger.path)
            done.append(year)
        yield ledger, done


def errors(ledger: Ledger) -> list[str]:
    return [finding.shown() for finding in ledger.findings if finding.severity is Severity.ERROR]


def held(ledger: Ledger, last: datetime.date, commodity: str) -> dict[str, int]:
    """What each account holds at the end of a day, in fen."""
    sums: dict[str, int] = {}
    for entry in ledger.entries:
        if isinstance(entry, Transaction) and entry.date <= last:
            for posting in entry.postings:
                assert posting.units is not None
                assert posting.units.number is not None
                if posting.units.currency == commodity:
                    fen = int(posting.units.number * 100)
                    sums[posting.account] = sums.get(posting.account, 0) + fen
    return {account: fen for account, fen in sums.items() if fen}


def under(sums: dict[str, int], account: str) -> int:
    return sum(fen for each, fen in sums.items() if each == account or each.startswith(f"{account}:"))


@settings(max_examples=40, deadline=None)
@given(event_streams())
def test_every_account_goes_on_where_it_ended(stream: EventStream) -> None:
    with closed(stream) as (ledger, years):
        assert errors(ledger) == []
        postings = list(read_postings(ledger.entries))
        for year in years:
            first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
            for book in trial_balance(postings, Period(first, last), ledger.codes.chart):
                commodity = {"财务": FINANCIAL, "预算": BUDGETARY}.get(book.book)
                if commodity is None:
                    continue
                before, after = held(ledger, first - datetime.timedelta(1), commodity), held(ledger, last, commodity)
                for line in book.lines:
                    figures = line.figures
                    assert figures.opening + figures.debit - figures.credit == figures.closing
                leaves = {line.account: line.figures for line in book.lines if line.level == 1}
                for code in {account_code(account) for account in {*before, *after}}:
                    figures = next(each for account, each in leaves.items() if account_code(account) == code)
                    assert figures.opening == sum(fen for a, fen in before.items() if account_code(a) == code)
                    assert figures.closing == sum(fen for a, fen in after.items() if account_code(a) == code)
                assert not [account for account in after if account_code(account)[0] in "4567"]


@settings(max_examples=40, deadline=None)
@given(event_streams())
def test_the_tables_carry_forward_what_the_books_hold(stream: EventStream) -> None:
    with closed(stream) as (ledger, years):
        for year in years:
            if year not in ledger.years:
                continue
            tables = ledger.statements(year)
            after = held(ledger, datetime.date(year, 12, 31), BUDGETARY)
            carried = -sum(
                fen for account, fen in after.items() if account_code(account) in ("8101", "8102", "8201", "8401")
            )
            assert tables["income_expenditure"].cell("59", "2").fen == carried
            if year + 1 in ledger.years:
                later = ledger.statements(year + 1)
                adjusted = -sum(
                    int(posting.units.number * 100)
                    for entry in ledger.entries
                    if isinstance(entry, Transaction) and entry.date.year == year + 1 and "year-close" not in entry.tags
                    for posting in entry.postings
                    if posting.units
                    and posting.units.number
                    and account_code(posting.account) in ("8101", "8102", "8201", "8401")
                )
                assert later["income_expenditure"].cell("29", "1").fen == carried + adjusted


@settings(max_examples=40, deadline=None)
@given(event_streams())
def test_the_differences_of_the_note_sum_exactly_in_every_year(stream: EventStream) -> None:
    with closed(stream) as (ledger, years):
        postings = list(read_postings(ledger.entries))
        for year in years:
            note = reconcile(postings, year)
            figures = {line.row.id: line.fen for line in note.lines}
            flows = {"45": 0, "67": 0}
            for posting in postings:
                digit = account_code(posting.account)[:1]
                for digits in flows:
                    if posting.date.year == year and not posting.closing and digit and digit in digits:
                        flows[digits] -= posting.fen
            ends = {line.row.of: line.fen for line in note.lines if line.row.of}
            assert ends["budget-result"] == flows["67"]
            assert ends["surplus"] == flows["45"]
            for line in note.lines:
                if line.row.sums:
                    assert line.fen == sum(sign * figures[name] for sign, name in line.row.sums)


@settings(max_examples=40, deadline=None)
@given(event_streams())
def test_the_next_year_is_opened_by_what_every_account_holds(stream: EventStream) -> None:
    """Assertions that beancount checks itself: of every account that keeps a balance, of no other, and true."""
    with closed(stream) as (ledger, years):
        for year in years:
            path = str(closing_path(ledger.path, year))
            if not Path(path).exists():  # nothing had to be carried over
                continue
            asserted = {
                each.account: each
                for each in ledger.entries
                if isinstance(each, Balance) and each.meta["filename"] == path
            }
            last = datetime.date(year, 12, 31)
            sums = {commodity: held(ledger, last, commodity) for commodity in (FINANCIAL, BUDGETARY)}
            standing = {
                account
                for commodity, each in sums.items()
                for account in each
                if KEPT[account_code(account)[0]] == commodity
            }
            assert asserted.keys() == standing
            for account, balance in asserted.items():
                assert balance.date == datetime.date(year + 1, 1, 1)
                assert balance.amount.number is not None
                assert int(balance.amount.number * 100) == under(sums[balance.amount.currency], account)


# A late change that leaves the flows as they were

VOUCHERS = """
2019-12-31 open Assets:1302-库存物品 CNY
2019-12-31 open Assets:1303-加工物品 CNY
2019-12-31 open Expenses:5001-业务活动费用 CNY
2019-12-31 open Income:4001-财政拨款收入 CNY
2019-12-31 open Liabilities:2302-应付账款 CNY

2020-05-06 * "市财政局" "直接支付" #2060501 #30206
  fund: "11"
  Expenses:5001-业务活动费用     20.00 CNY
  Income:4001-财政拨款收入      -20.00 CNY

2020-06-06 * "赊购材料" #no-budget
  Assets:1302-库存物品           50.00 CNY
  Liabilities:2302-应付账款     -50.00 CNY
"""
MOVED = """
2020-12-30 * "领料加工" #no-budget
  Assets:1303-加工物品           30.00 CNY
  Assets:1302-库存物品          -30.00 CNY
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    main = tmp_path / "main.beancount"
    main.write_text(HEAD + VOUCHERS, encoding="utf-8", newline="\n")
    close_year(load(main), 2020).write()
    return main


def test_the_closing_opens_the_next_year(path: Path) -> None:
    text = closing_path(path, 2020).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if " balance " in line]
    assert [line.split() for line in lines] == [
        ["2021-01-01", "balance", "Assets:1302-库存物品", "50.00", "CNY"],
        ["2021-01-01", "balance", "Liabilities:2302-应付账款", "-50.00", "CNY"],
    ]
    assert errors(load(path)) == []
    assert load(path).years == (2020,)


def test_a_late_change_of_balances_alone_is_said_once_and_mended(path: Path) -> None:
    """Income and expenditure are as they were; the opening isn't. beancount's own errors would say it twice more."""
    path.write_text(path.read_text(encoding="utf-8") + MOVED, encoding="utf-8", newline="\n")
    (finding,) = [each for each in load(path).findings if each.severity is Severity.ERROR]
    assert finding.rule == "closing-stale"
    assert "Assets:1303-加工物品 年末余额是借方 30.00 元，结账时是 0 元，相差 30.00 元" in finding.what
    assert "Assets:1302-库存物品 年末余额是借方 20.00 元，结账时是借方 50.00 元，相差 30.00 元" in finding.what
    close_year(load(path), 2020).write()
    assert errors(load(path)) == []


def test_an_assertion_changed_by_hand_fails(path: Path) -> None:
    closing = closing_path(path, 2020)
    closing.write_text(closing.read_text(encoding="utf-8").replace(" 50.00 CNY", " 51.00 CNY"), encoding="utf-8")
    rules = {each.rule for each in load(path).findings if each.severity is Severity.ERROR}
    assert rules
    assert rules <= {"closing-stale", "balance-failed", "closing-file-edited"}


def test_an_earlier_year_closed_again_asks_for_the_later_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8") + VOUCHERS.partition("\n\n")[2].replace("2020-", "2021-")
    path.write_text(text, encoding="utf-8", newline="\n")
    close_year(load(path), 2021).write()
    assert errors(load(path)) == []
    path.write_text(path.read_text(encoding="utf-8") + MOVED, encoding="utf-8", newline="\n")
    assert {each.what[:4] for each in load(path).findings if each.severity is Severity.ERROR} == {"2020", "2021"}
    close_year(load(path), 2020).write()
    assert {each.what[:4] for each in load(path).findings if each.severity is Severity.ERROR} == {"2021"}
    close_year(load(path), 2021).write()
    assert errors(load(path)) == []
