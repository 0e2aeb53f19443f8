"""Every posting of every book, as it was posted: nothing is lost, nothing is rounded, each knows its voucher."""

from __future__ import annotations

import calendar
import datetime
import tempfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core.amount import Amount
from beancount.core.data import Transaction
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import Period, Posting, opened_accounts, read_period, read_postings, vouchers_of
from gov_accounts.ledger import load
from gov_accounts.money import BUDGETARY
from gov_accounts.testing import EventStream, RandomLedger, event_streams, ledgers
from tests.support.drawn import loaded
from tests.support.draws import draws

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))


def postings(ledger: Ledger) -> list[Posting]:
    return list(read_postings(ledger.entries))


def parsed(text: str) -> list[Posting]:
    """The postings of a text, no plugin run."""
    entries, errors, _ = parser.parse_string(text)
    assert not errors
    return list(read_postings(entries))


def test_a_posting_carries_the_codes_that_hold_for_it(ledger: Ledger) -> None:
    """
    2020-03-05 * "供电公司" "电费" #2060501 #30206
      Expenses:7201-事业支出:项目支出                    50.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -50.00 CNY.B
    """
    spent, paid = postings(ledger)
    assert (spent.code, spent.func, spent.econ, spent.fund, spent.project) == ("7201", "2060501", "30206", "11", "P1")
    assert (spent.fen, paid.code, paid.fen) == (5000, "8001", -5000)


def test_a_posting_knows_its_voucher_and_its_own_line(ledger: Ledger) -> None:
    """
    2020-03-05 * "供电公司" "电费" #2060501 #30206
      voucher: "记-3-001"
      Expenses:7201-事业支出:基本支出                    50.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -50.00 CNY.B
    """
    lines = ledger.path.read_text(encoding="utf-8").splitlines()
    for posting in postings(ledger):
        assert posting.number == "记-3-001"
        assert (posting.voucher.payee, posting.voucher.narration) == ("供电公司", "电费")
        assert posting.date == datetime.date(2020, 3, 5)
        assert lines[posting.voucher.line - 1].startswith("2020-03-05 *")
        assert lines[posting.place.line - 1].split()[0] == posting.account
        assert posting.place.file == str(ledger.path)


def test_a_voucher_of_three_books_gives_postings_of_three(ledger: Ledger) -> None:
    """
    2020-03-05 * "三本账" #2060501
      fund: "11"
      Assets:1002-银行存款           5.00 CNY
      Assets:1002-银行存款          -5.00 CNY
      Assets:8001-资金结存:800101-零余额账户用款额度    6.00 CNY.B
      Income:6001-财政拨款预算收入                     -6.00 CNY.B
      Assets:9001-可用指标           7.00 CNY.A
      Equity:9101-年初预算          -7.00 CNY.A
    """
    found = [(each.commodity, each.fen) for each in postings(ledger)]
    assert found == [("CNY", 500), ("CNY", -500), ("CNY.B", 600), ("CNY.B", -600), ("CNY.A", 700), ("CNY.A", -700)]
    assert len({each.entry for each in postings(ledger)}) == 1


def test_what_is_no_money_of_a_book_is_no_posting() -> None:
    found = parsed('2020-03-05 * "股票"\n  Assets:1501-长期股权投资  3 SHARES\n  Assets:1002-银行存款  -5 CNY\n')
    assert [each.account for each in found] == ["Assets:1002-银行存款"]


def test_an_account_without_a_code_is_posted_to_all_the_same() -> None:
    found = parsed('2020-03-05 * "错账"\n  Assets:Cash  5 CNY\n  Assets:1002-银行存款  -5 CNY\n')
    assert [(each.code, each.fen) for each in found] == [("", 500), ("1002", -500)]


def test_carrying_over_is_known_by_its_tag() -> None:
    text = '2020-12-31 * "结转"{}\n  Assets:1002-银行存款  5 CNY\n  Assets:1002-银行存款  -5 CNY\n'
    assert [each.closing for each in parsed(text.format(" #year-close"))] == [True, True]
    assert [each.closing for each in parsed(text.format(" #year-closed"))] == [False, False]


@given(st.integers(-(10**15), 10**15))
def test_an_amount_is_read_to_the_fen(fen: int) -> None:
    """However large: nothing passes through a float."""
    (posting,) = parsed(f'2020-03-05 * "到账"\n  Assets:1002-银行存款  {Decimal(fen).scaleb(-2)} CNY\n')
    assert posting.fen == fen


@draws(25)
@given(ledgers())
def test_postings_sum_to_zero_in_each_voucher_and_book(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        sums: dict[tuple[int, str], int] = defaultdict(int)
        for posting in postings(ledger):
            sums[posting.entry, posting.commodity] += posting.fen
        assert set(sums.values()) <= {0}


@draws(25)
@given(ledgers())
def test_no_posting_is_lost_and_each_is_of_the_entry_it_names(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        found: dict[int, list[Posting]] = defaultdict(list)
        for posting in postings(ledger):
            found[posting.entry].append(posting)
        for index, entry in enumerate(ledger.entries):
            legs = entry.postings if isinstance(entry, Transaction) else []
            units = [(leg.account, leg.units) for leg in legs]
            posted = [(each.account, Amount(Decimal(each.fen).scaleb(-2), each.commodity)) for each in found[index]]
            assert posted == units
            assert all(each.date == entry.date for each in found[index])


@draws(20)
@given(event_streams())
def test_the_budget_legs_that_nobody_wrote_are_marked(stream: EventStream) -> None:
    """A posting is derived if and only if no line of its voucher has its account."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in stream.accrual.items():
            (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / name).write_text(text, encoding="utf-8", newline="\n")
        ledger = load(Path(folder) / stream.main)
        lines = {str(file): file.read_text(encoding="utf-8").splitlines() for file in ledger.files}
    for posting in postings(ledger):
        written = posting.account in lines[posting.voucher.file][posting.line - 1]
        assert posting.derived != written
        assert posting.commodity == BUDGETARY or not posting.derived


def test_vouchers_of_a_year_are_those_dated_in_it(ledger: Ledger) -> None:
    """
    2019-12-31 * "上年"
    2020-01-01 * "元旦"
    2020-12-31 * "年末"
    2021-01-01 * "下年"
    """
    assert [each.narration for each in vouchers_of(ledger.entries, 2020)] == ["元旦", "年末"]


def test_accounts_opened_are_there_with_or_without_a_posting(ledger: Ledger) -> None:
    """
    2020-06-01 open Assets:1002-银行存款:基本户 CNY
    2020-07-01 open Assets:1002-银行存款:专户 CNY
    """
    opened = opened_accounts(ledger.entries)
    assert opened[-2:] == ("Assets:1002-银行存款:基本户", "Assets:1002-银行存款:专户")
    assert len(set(opened)) == len(opened) == 14


@given(DAYS)
def test_a_day_is_a_period_of_that_day_alone(day: datetime.date) -> None:
    assert read_period(f"{day}") == read_period(f" {day.year}-{day.month}-{day.day} ") == Period(day, day)


@given(DAYS)
def test_a_month_and_a_year_cover_their_own_days_and_no_others(day: datetime.date) -> None:
    month, year = read_period(f"{day:%Y-%m}"), read_period(f"{day.year}")
    assert month is not None
    assert year is not None
    around = [day + datetime.timedelta(each) for each in range(-400, 401)]
    assert [each for each in around if month.covers(each)] == [
        each for each in around if (each.year, each.month) == (day.year, day.month)
    ]
    assert sum(map(year.covers, around)) == 365 + calendar.isleap(day.year)
    assert all(each.year == day.year for each in around if year.covers(each))


@pytest.mark.parametrize("text", ["", "20", "2020-13", "2019-02-29", "2020-1-1-1", "2020/1/1", "２０２０"])
def test_what_is_no_day_month_or_year_is_no_period(text: str) -> None:
    assert read_period(text) is None


@pytest.mark.parametrize("text", ["2020-00", "2020-05-00", "2020-00-15"])
def test_there_is_no_month_or_day_of_number_zero(text: str) -> None:
    assert read_period(text) is None
