"""本年盈余与预算结余的差异: what leads from one to the other, row by row, and that it always gets there.

Each test of a row has vouchers in its docstring as a bookkeeper writes them, accounts by their code alone; 平行记账
gives them their budget legs. What is asserted is every row that has a figure, in yuan.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import json
import tempfile
import textwrap
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import click
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import Posting, Voucher, read_postings
from gov_accounts.cli import usage_message
from gov_accounts.cli.reconcile import command
from gov_accounts.findings import Severity
from gov_accounts.law.codes import official_codes
from gov_accounts.law.parallel import official_rules
from gov_accounts.ledger import load
from gov_accounts.money import APPROPRIATIONS, BUDGETARY, FINANCIAL
from gov_accounts.printing.units import WAN, YUAN
from gov_accounts.render.text import render as render_text
from gov_accounts.reports.reconciliation import Line, Reconciliation, official_form, print_reconciliation, reconcile
from gov_accounts.testing import RandomLedger, ledgers
from gov_accounts.testing.writing import commodity
from gov_accounts.text import text_width
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.every_account import HEAD, expand, opens
from tests.support.paths import EXAMPLES, LEDGERS

EXAMPLE = EXAMPLES / "wuhan_2020" / "main.beancount"
CHART = official_codes().chart
Snapshot = Callable[[str, str], None]


def note_of(ledger: Ledger, year: int = 2020) -> Reconciliation:
    return reconcile(read_postings(ledger.entries), year)


def figures(note: Reconciliation) -> dict[str, int]:
    return {line.row.id: line.fen for line in note.lines}


def leaves(note: Reconciliation) -> list[Line]:
    """The rows that take legs, and 其他事项差异."""
    return [line for line in note.lines if line.row.beside or line.row.of == "other"]


def assert_sums(note: Reconciliation) -> None:
    """What the form says of itself, written out here and not read from the data."""
    fen = figures(note)
    assert fen["加1"] == fen["加1.1"] + fen["加1.2"]
    assert fen["加2"] == fen["加2.1"] + fen["加2.2"] + fen["加2.3"] + fen["加2.4"]
    assert fen["减1"] == fen["减1.1"] + fen["减1.2"]
    assert fen["减2"] == fen["减2.1"] + fen["减2.2"] + fen["减2.3"] + fen["减2.4"]
    assert fen["重要"] == fen["加1"] + fen["加2"] - fen["减1"] - fen["减2"]
    assert fen["差异"] == fen["重要"] + fen["其他"]
    assert fen["预算结余"] + fen["差异"] == fen["盈余"]


# It always gets there


def parts_of(fen: int, count: int) -> st.SearchStrategy[list[int]]:
    """`count` amounts and one more that make up `fen` together."""
    return st.lists(st.integers(-500, 500), min_size=count, max_size=count).map(lambda some: [*some, fen - sum(some)])


BOOKS = {
    FINANCIAL: [code for code, row in CHART.rows.items() if row.book == "财务" and len(code) == 4],
    BUDGETARY: [code for code, row in CHART.rows.items() if row.book == "预算" and len(code) == 4],
    APPROPRIATIONS: ["9001", "9101"],
}


@st.composite
def vouchers(draw: st.DrawFn, entry: int) -> list[Posting]:
    """A voucher of any accounts, some in a book that isn't theirs; one in five of its books doesn't balance."""
    date = datetime.date(draw(st.sampled_from((2019, 2020, 2020, 2020, 2020, 2021))), 5, 6)
    closing = draw(st.sampled_from((False,) * 5 + (True,)))
    voucher = Voucher(date, "main.beancount", entry * 10, "", "")
    postings: list[Posting] = []
    for currency, codes in BOOKS.items():
        count = draw(st.integers(0, 5))
        if not count:
            continue
        off = draw(st.sampled_from((0, 0, 0, 0, 3)))
        strangers = draw(st.sampled_from((codes, codes, [*codes, "", "9999", *BOOKS[FINANCIAL]])))
        for fen in draw(parts_of(off, count)):
            code = draw(st.sampled_from(strangers))
            number = len(postings)
            account = f"Assets:{code}-某"
            postings.append(
                Posting(entry, currency, account, code, "", "", "", "", fen, closing, entry * 10 + number, "", voucher)
            )
    return postings


@st.composite
def streams(draw: st.DrawFn) -> list[Posting]:
    return [posting for entry in range(draw(st.integers(0, 8))) for posting in draw(vouchers(entry))]


@draws(300)
@given(streams())
def test_any_postings_are_led_from_one_to_the_other(postings: list[Posting]) -> None:
    note = reconcile(postings, 2020)
    counted = [each for each in postings if each.date.year == 2020 and not each.closing]
    result = -sum(each.fen for each in counted if each.commodity == BUDGETARY and each.code[:1] in ("6", "7"))
    surplus = -sum(each.fen for each in counted if each.commodity == FINANCIAL and each.code[:1] in ("4", "5"))
    assert figures(note)["预算结余"] == result
    assert figures(note)["盈余"] == surplus
    assert_sums(note)


@draws(100)
@given(streams())
def test_no_posting_is_in_two_rows_and_only_sound_vouchers_are_in_the_important_ones(postings: list[Posting]) -> None:
    note = reconcile(postings, 2020)
    taken = [(line, item) for line in leaves(note) for item in line.items]
    lines = [(item.posting.voucher.line, item.posting.line) for _, item in taken]
    assert len(lines) == len(set(lines))
    for line, (posting, fen) in taken:
        assert abs(fen) == abs(posting.fen)
        assert not posting.closing
        assert posting.date.year == 2020
        if line.row.of != "other":
            whole = [each.fen for each in postings if (each.entry, each.commodity) == (posting.entry, FINANCIAL)]
            assert sum(whole) == 0
            assert posting.code in line.row.accounts | line.row.offset


@draws(60)
@given(ledgers() | ledgers(completed=True))
def test_random_ledgers(drawn: RandomLedger) -> None:
    """Both ends are those of the legs drawn: no text, no loader, and the facts are what the plugin must complete."""
    with loaded(drawn) as ledger:
        errors = {finding.rule for finding in ledger.findings if finding.severity is Severity.ERROR}
        # Where only some vouchers are left to the plugin, the others move 资金结存 without the money.
        assert {rule for rule in errors if rule.startswith("parallel")} <= {"parallel-funds-apart"}
        note = note_of(ledger, drawn.year)
    assert_sums(note)
    flows = [fact for fact in drawn.facts if fact.date.year == drawn.year and not fact.closing]
    sides = {"6": 1, "7": -1}
    assert figures(note)["预算结余"] == sum(sides.get(fact.account[0], 0) * fact.fen for fact in flows)
    legs = [
        leg.fen
        for voucher in drawn.book.vouchers
        if voucher.date.year == drawn.year and "year-close" not in (*voucher.tags, *voucher.pushed_tags)
        for leg in voucher.legs
        if commodity(leg.path) == FINANCIAL and leg.path[0] in "45"
    ]
    assert figures(note)["盈余"] == -sum(legs)


def test_the_example() -> None:
    ledger = load(EXAMPLE)
    note = note_of(ledger)
    assert_sums(note)
    flows = [each for each in read_postings(ledger.entries) if each.date.year == 2020 and not each.closing]
    assert figures(note)["盈余"] == -sum(each.fen for each in flows if each.code[0] in "45")
    assert figures(note)["预算结余"] == -sum(each.fen for each in flows if each.code[0] in "67")
    assert figures(note)["减2.2"] > 0
    assert figures(note)["加2.1"] > 0


# A year of events, each of which knows the rows it falls in


Event = tuple[str, Mapping[str, int]]
"""A voucher, `{0}` its amount and `{1}` a tenth of it, and what it adds to each row, in tenths of the amount."""

EVENTS: tuple[Event, ...] = (
    ("1011 {0}|4001 -{0}", {}),
    ("5001 {0}|4001 -{0}", {}),
    ("5001 {0}|1011 -{0}", {}),
    ("5001 -{0}|1011 {0}", {}),
    ("1001 {0}|1011 -{0}", {}),
    ("1218 {0}|1001 -{0}", {}),
    ("5001 {0}|1218 -{0}", {}),
    ("1002 {0}|2307 -{0}", {}),
    ("1002 {0}|2103 -{0}", {}),
    ("1201 {0}|4001 -{0}", {}),
    ("1002 {0}|3501 -{0}", {}),
    ("1302 {0}|2302 -{0}", {}),
    ("1601 {0}|1613 -{0}", {}),
    ("1212 {0}|4101 -{0}", {"加1.1": 10}),
    ("1002 {1}|1212 {0}|4101 -{0}|4101 -{1}", {"加1.1": 10}),
    ("2305 {0}|4101 -{0}", {"加1.1": 10}),
    ("1212 -{0}|4101 {0}", {"加1.1": -10}),
    ("1215 {0}|4602 -{0}", {"加1.1": 10}),
    ("1601 {0}|4603 -{0}", {"加1.2": 10}),
    ("1302 {0}|4603 -{0}", {"加1.2": 10}),
    ("2302 {0}|1011 -{0}", {"加2.1": 10}),
    ("2201 {0}|4001 -{0}", {"加2.1": 10}),
    ("2201 {0}|2102 -{1}|1011 -{0}|1011 {1}", {"加2.1": 9}),
    ("1214 {0}|1011 -{0}", {"加2.1": 10}),
    ("1011 {0}|1214 -{0}", {"加2.1": -10}),
    ("1302 {0}|1011 -{0}", {"加2.2": 10}),
    ("1302 {0}|2302 -{1}|1011 -{0}|1011 {1}", {"加2.2": 9}),
    ("1302 {0}|1214 -{1}|1011 -{0}|1011 {1}", {"加2.2": 9}),
    ("1011 {0}|1302 -{0}", {"加2.2": -10}),
    ("1601 {0}|4001 -{0}", {"加2.3": 10}),
    ("1613 {0}|2302 -{1}|1011 -{0}|1011 {1}", {"加2.3": 9}),
    ("2001 {0}|1002 -{0}", {"加2.4": 10}),
    ("2304 {0}|1002 -{0}", {"加2.4": 10}),
    ("1002 {0}|1212 -{0}", {"减1.1": 10}),
    ("1002 {0}|2305 -{0}", {"减1.1": 10}),
    ("1002 {0}|2001 -{0}", {"减1.2": 10}),
    ("5001 {0}|1302 -{0}", {"减2.1": 10}),
    ("5001 {0}|1302 -{1}|1011 -{0}|1011 {1}", {"减2.1": 1}),
    ("5001 {0}|1602 -{0}", {"减2.2": 10}),
    ("5001 {0}|1901 -{0}", {"减2.2": 10}),
    ("5301 {0}|1902 -{0}", {"减2.3": 10}),
    ("5301 {0}|1602 {1}|1601 -{0}|1601 -{1}", {"减2.3": 10}),
    ("5301 {0}|1302 -{0}", {"减2.3": 10}),
    ("5001 {0}|2201 -{0}", {"减2.4": 10}),
    ("5001 -{0}|2201 {0}", {"减2.4": -10}),
    ("5001 {0}|2302 -{1}|1011 -{0}|1011 {1}", {"减2.4": 1}),
    ("5001 {0}|1214 -{0}", {"减2.4": 10}),
    ("5901 {0}|2304 -{0}", {"减2.4": 10}),
    ("5901 {0}|1219 -{0}", {"其他": -10}),
    ("5901 {0}|1902 -{0}", {"其他": -10}),
    ("1212 {0}|2101 {1}|4101 -{0}|4101 -{1}", {"加1.1": 10, "其他": 1}),
    ("1101 {0}|1002 -{0}", {"其他": 10}),
    ("1002 {0}|1002 {1}|4101 -{0}|2101 -{1}", {"其他": -1}),
    ("2101 {0}|1002 -{0}", {"其他": 10}),
)


def written(event: Event, tenth: int) -> str:
    """A voucher of an event; every leg has codes, so that no split is in doubt."""
    whole = f"{tenth // 10}.{tenth % 10}0"
    text = event[0].format(whole, f"{tenth // 100}.{tenth % 100:02}")
    legs = "".join(f"  {leg.replace(' --', ' ')} CNY\n" for leg in text.split("|"))
    return f'2020-05-06 * "某事项" #2060501 #30201\n  fund: "11"\n{legs}'


@draws(25)
@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 10**7)), min_size=10, max_size=40))
def test_a_year_of_events_falls_in_the_rows_they_know(events: list[tuple[Event, int]]) -> None:
    expected: dict[str, int] = {}
    text = HEAD.format(kind="事业单位") + opens()
    for event, tenth in events:
        text += expand(written(event, tenth))
        for row, tenths in event[1].items():
            expected[row] = expected.get(row, 0) + tenths * tenth
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.beancount"
        path.write_text(text, encoding="utf-8")
        ledger = load(path)
    assert [each.shown() for each in ledger.findings if each.severity is Severity.ERROR] == []
    note = note_of(ledger)
    assert_sums(note)
    assert {line.row.id: line.fen for line in leaves(note) if line.fen} == {
        row: fen for row, fen in expected.items() if fen
    }


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event[0].replace("|", " "))
def test_each_event_alone(tmp_path: Path, event: Event) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD.format(kind="事业单位") + opens() + expand(written(event, 1000)), encoding="utf-8")
    ledger = load(path)
    assert [each.shown() for each in ledger.findings if each.severity is Severity.ERROR] == []
    note = note_of(ledger)
    assert_sums(note)
    assert {line.row.id: line.fen for line in leaves(note) if line.fen} == {
        row: tenths * 1000 for row, tenths in event[1].items()
    }


# Row by row, as a textbook


@pytest.fixture
def rows(tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """What is printed of the ledger in the test's docstring: rows that have postings, in yuan, sums left out."""
    path = tmp_path / "main.beancount"
    text = expand(textwrap.dedent(request.function.__doc__ or ""))
    path.write_text(HEAD.format(kind="事业单位") + opens() + "\n" + text, encoding="utf-8")
    ledger = load(path)
    assert [each.shown() for each in ledger.findings if each.severity is Severity.ERROR] == []
    note = note_of(ledger)
    assert_sums(note)
    return {line.row.id: f"{YUAN.round(line.fen)}" for line in note.lines if line.items and not line.row.sums}


def test_income_billed_and_later_collected(rows: dict[str, str]) -> None:
    """
    2020-01-05 * "开票" #2060501
      1212   106.00 CNY
      4101  -100.00 CNY
      2101    -6.00 CNY
    2020-02-05 * "收回一部分" #2060501
      1002    53.00 CNY
      1212   -53.00 CNY
    """
    assert rows == {"预算结余": "53.00", "加1.1": "100.00", "减1.1": "53.00", "盈余": "100.00"}


def test_an_advance_is_budget_income_when_received_and_income_when_earned(rows: dict[str, str]) -> None:
    """
    2020-01-05 * "预收" #2060501
      1002   100.00 CNY
      2305  -100.00 CNY
    2020-03-05 * "完成六成" #2060501
      2305    60.00 CNY
      4101   -60.00 CNY
    """
    assert rows == {"预算结余": "100.00", "加1.1": "60.00", "减1.1": "100.00", "盈余": "60.00"}


def test_an_advance_returned_takes_back_budget_income(rows: dict[str, str]) -> None:
    """
    2020-01-05 * "预收" #2060501
      1002   100.00 CNY
      2305  -100.00 CNY
    2020-03-05 * "退回三成" #2060501
      2305    30.00 CNY
      1002   -30.00 CNY
    """
    assert rows == {"预算结余": "70.00", "减1.1": "70.00"}


def test_assets_donated(rows: dict[str, str]) -> None:
    """
    2020-03-05 * "接受捐赠设备"
      1601   100.00 CNY
      4603  -100.00 CNY
    2020-03-06 * "接受捐赠现金" #2060501
      1002    40.00 CNY
      4603   -40.00 CNY
    """
    assert rows == {"预算结余": "40.00", "加1.2": "100.00", "盈余": "140.00"}


def test_payroll_accrued_and_paid_with_tax_withheld(rows: dict[str, str]) -> None:
    """
    2020-03-05 * "计提工资" #2060501 #30101
      5001   100.00 CNY
      2201  -100.00 CNY
    2020-03-10 * "发工资，代扣个税" #2060501 #30101
      2201   100.00 CNY
      2102    -5.00 CNY
      1011   -95.00 CNY
    """
    assert rows == {"预算结余": "-95.00", "加2.1": "95.00", "减2.4": "100.00", "盈余": "-100.00"}


def test_payroll_accrued_and_paid_in_one_voucher_is_shown_gross(rows: dict[str, str]) -> None:
    """
    2020-03-05 * "计提并发放工资" #2060501 #30101
      5001   100.00 CNY
      2201  -100.00 CNY
      2201    90.00 CNY
      1011   -90.00 CNY
    """
    assert rows == {"预算结余": "-90.00", "加2.1": "90.00", "减2.4": "100.00", "盈余": "-100.00"}


def test_a_prepayment_consumed_and_the_rest_paid(rows: dict[str, str]) -> None:
    """
    2020-03-05 * "预付" #2060501 #30227
      1214   100.00 CNY
      1011  -100.00 CNY
    2020-05-05 * "结转预付，付余款" #2060501 #30227
      5001   250.00 CNY
      1214  -100.00 CNY
      1011  -150.00 CNY
    """
    assert rows == {"预算结余": "-250.00", "加2.1": "100.00", "减2.4": "100.00", "盈余": "-250.00"}


def test_stock_bought_partly_on_credit_and_used(rows: dict[str, str]) -> None:
    """
    2020-03-05 * "购入，三成未付" #2060501 #30218
      1302   100.00 CNY
      1011   -70.00 CNY
      2302   -30.00 CNY
    2020-04-05 * "付清" #2060501 #30218
      2302    30.00 CNY
      1011   -30.00 CNY
    2020-05-05 * "领用"
      5001    80.00 CNY
      1302   -80.00 CNY
    """
    assert rows == {"预算结余": "-100.00", "加2.1": "30.00", "加2.2": "70.00", "减2.1": "80.00", "盈余": "-80.00"}


def test_what_is_unpaid_of_stock_and_equipment_is_not_prorated(rows: dict[str, str]) -> None:
    """
    2020-03-05 * "购材料和设备，三成未付" #2060501 #31002
      1302    60.00 CNY
      1601    40.00 CNY
      1011   -70.00 CNY
      2302   -30.00 CNY
    """
    assert rows == {"预算结余": "-70.00", "加2.2": "60.00", "加2.3": "40.00", "其他": "-30.00"}


def test_equipment_bought_by_the_treasury_worn_and_scrapped(rows: dict[str, str]) -> None:
    """
    2020-03-05 * "财政直接支付设备款" #2060501 #31002
      1601   100.00 CNY
      4001  -100.00 CNY
    2020-03-31 * "折旧"
      5001    60.00 CNY
      1602   -60.00 CNY
    2020-12-05 * "报废"
      1902    40.00 CNY
      1602    60.00 CNY
      1601  -100.00 CNY
    2020-12-06 * "批准核销，付清理费" #2060501 #30299
      5301    45.00 CNY
      1902   -40.00 CNY
      1011    -5.00 CNY
    """
    assert rows == {"预算结余": "-5.00", "加2.3": "100.00", "减2.2": "60.00", "减2.3": "40.00", "盈余": "-5.00"}


def test_an_asset_scrapped_at_once_counts_at_its_book_value(rows: dict[str, str]) -> None:
    """
    2020-12-05 * "报废下账"
      5301    40.00 CNY
      1602    60.00 CNY
      1601  -100.00 CNY
    """
    assert rows == {"减2.3": "40.00", "盈余": "-40.00"}


def test_goods_returned_take_back_the_expenditure(rows: dict[str, str]) -> None:
    """
    2020-03-05 * "购入" #2060501 #30218
      1302   100.00 CNY
      1011  -100.00 CNY
    2020-03-08 * "退货，退回额度" #2060501 #30218
      1011    25.00 CNY
      1302   -25.00 CNY
    """
    assert rows == {"预算结余": "-75.00", "加2.2": "75.00"}


def test_a_loan_with_interest(rows: dict[str, str]) -> None:
    """
    2020-01-05 * "借入" #2060501
      1002   1000.00 CNY
      2001  -1000.00 CNY
    2020-06-30 * "计提利息"
      5901     20.00 CNY
      2304    -20.00 CNY
    2020-07-05 * "还本付息" #2060501 #30701
      2001    600.00 CNY
      2304     20.00 CNY
      1002   -620.00 CNY
    """
    assert rows == {"预算结余": "380.00", "加2.4": "620.00", "减1.2": "1000.00", "减2.4": "20.00", "盈余": "-20.00"}


def test_what_the_form_has_no_row_for(rows: dict[str, str]) -> None:
    """
    2020-01-05 * "收服务费，价税合计" #2060501
      1002   106.00 CNY
      4101  -100.00 CNY
      2101    -6.00 CNY
    2020-02-05 * "购短期国债" #2060501 #39999
      1101    50.00 CNY
      1002   -50.00 CNY
    2020-12-31 * "计提坏账准备"
      5901     3.00 CNY
      1219    -3.00 CNY
    """
    assert rows == {"预算结余": "56.00", "其他": "41.00", "盈余": "97.00"}


def test_what_concerns_neither_result_is_passed_by(rows: dict[str, str]) -> None:
    """
    2020-01-01 * "期初" #no-budget
      1601   500.00 CNY
      1002    70.00 CNY
      3001  -570.00 CNY
    2020-01-01 * "期初资金结存" #2060501
      fund: "3"
      8001    70.00 CNY.B
      8201   -70.00 CNY.B
    2020-02-05 * "赊购"
      1302   100.00 CNY
      2302  -100.00 CNY
    2020-02-06 * "退回上年支出" #2060501
      fund: "11"
      1011    20.00 CNY
      3501   -20.00 CNY
    2020-02-07 * "收押金"
      1002    10.00 CNY
      2307   -10.00 CNY
    """
    assert rows == {}


def test_closing_entries_do_not_count(rows: dict[str, str]) -> None:
    """
    2020-03-05 * "收到额度" #2060501
      1011   100.00 CNY
      4001  -100.00 CNY
    2020-12-31 * "结转" #year-close #no-budget
      4001   100.00 CNY
      3301  -100.00 CNY
    2020-12-31 * "结转" #year-close #2060501
      fund: "11"
      6001   100.00 CNY.B
      8101  -100.00 CNY.B
    """
    assert rows == {"预算结余": "100.00", "盈余": "100.00"}


def test_budget_legs_written_by_hand_otherwise(rows: dict[str, str]) -> None:
    """
    2020-03-05 * "动用专用结余付设备款" #2060501 #31002
      fund: "3"
      1601   100.00 CNY
      1002  -100.00 CNY
      7201    30.00 CNY.B
      8301    70.00 CNY.B
      8001  -100.00 CNY.B
    """
    assert rows == {"预算结余": "-30.00", "加2.3": "100.00", "其他": "-70.00"}


# The form


def test_every_account_has_a_row_or_a_reason() -> None:
    form = official_form()
    balance = {code for code, row in CHART.rows.items() if row.book == "财务" and len(code) == 4 and code[0] in "123"}
    taken = {account for row in form.rows for account in row.accounts}
    assert taken | set(form.other) == balance - set(official_rules().money)
    assert not taken & set(form.other)
    assert all(row.offset <= balance for row in form.rows)
    assert all(form.other.values())


def test_the_form_says_of_each_row_what_it_is() -> None:
    rows = official_form().rows
    assert len({row.id for row in rows}) == len(rows)
    for row in rows:
        assert (bool(row.of), bool(row.sums), bool(row.beside)).count(True) == 1, row.id
        assert bool(row.beside) == bool(row.accounts) == bool(row.source)
        assert row.sign == (-1 if row.id.startswith("减") and row.beside else 1)
        assert {name for _, name in row.sums} <= {each.id for each in rows}
    assert sorted(row.of for row in rows if row.of) == ["budget-result", "other", "surplus"]


# Print


BROKEN = """
2020-03-05 * "只记预算账" #2060501 #30201
  fund: "3"
  7201    5.00 CNY.B
  8001   -5.00 CNY.B
2020-03-06 * "不平" #2060501 #30201
  fund: "3"
  5001   40.00 CNY
  1602  -39.00 CNY
2020-03-07 * "销项税额" #2060501
  1002   106.00 CNY
  4101  -100.00 CNY
  2101    -6.00 CNY
"""


def test_the_note_says_what_is_in_the_other_differences(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD.format(kind="事业单位") + opens() + expand(BROKEN), encoding="utf-8")
    ledger = load(path)
    note = note_of(ledger)
    assert_sums(note)
    assert figures(note)["其他"] == 500 - 4000 - 600
    assert figures(note)["减2.2"] == 0
    printed = print_reconciliation(note, CHART, ledger.unit_name, YUAN)
    (said,) = printed.notes[1:]
    assert said == (
        "说明：其他事项差异包括：2101 应交增值税 -6.00 元；借贷不平的凭证 -40.00 元；"
        "资金变动与预算分录不一致的凭证 5.00 元。"
    )


BUDGET_ONLY = """
2020-03-05 * "只记预算账" #2060501 #30201
  fund: "3"
  7201    5.00 CNY.B
  8001   -5.00 CNY.B
"""


def test_without_a_financial_book_it_still_prints(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD.format(kind="事业单位") + opens() + expand(BUDGET_ONLY), encoding="utf-8")
    ledger = load(path)
    printed = print_reconciliation(note_of(ledger), CHART, ledger.unit_name, YUAN)
    values = {row.id: row.values.get("amount") for row in printed.panels[0].rows if row.values}
    assert values == {"预算结余": Decimal("-5.00"), "差异": Decimal("5.00"), "其他": Decimal("5.00")}
    assert "说明：账本本年没有财务会计分录（CNY），差异不能按事项分析。" in printed.notes


def test_an_empty_year_prints_the_empty_form() -> None:
    printed = print_reconciliation(reconcile([], 2020), CHART, "某某中心", WAN)
    assert [row.label for row in printed.panels[0].rows] == [row.label for row in official_form().rows]
    assert not any(row.values for row in printed.panels[0].rows)
    assert render_text(printed, 80).startswith(" ")


YEAR = """
2020-01-05 * "财政局" "收到额度" #2060501
  1011   500000.00 CNY
  4001  -500000.00 CNY
2020-02-05 * "计提工资"
  5001   120000.00 CNY
  2201  -120000.00 CNY
2020-02-10 * "职工" "发工资" #2060501 #30101
  2201   120000.00 CNY
  2102    -3600.00 CNY
  1011  -116400.00 CNY
2020-03-05 * "某电脑公司" "购电脑" #2060501 #31002
  1601    86400.50 CNY
  1011   -86400.50 CNY
2020-03-06 * "某公司" "退回其中一台" #2060501 #31002
  1011     4800.00 CNY
  1601    -4800.00 CNY
2020-04-05 * "某公司" "开票" #2060501
  1212   106000.00 CNY
  4101  -100000.00 CNY
  2101    -6000.00 CNY
2020-05-05 * "某公司" "收款" #2060501
  1002    53000.00 CNY
  1212   -53000.00 CNY
2020-06-05 * "某公司" "收服务费" #2060501
  1002    10600.00 CNY
  4101   -10000.00 CNY
  2101     -600.00 CNY
2020-12-31 * "折旧"
  5001    16000.05 CNY
  1602   -16000.05 CNY
"""
"""A year with something in most of what the form has."""


@pytest.fixture
def year(tmp_path: Path) -> Path:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD.format(kind="事业单位") + opens() + expand(YEAR), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [40, 80])
def test_text_is_within_the_width(year: Path, width: int) -> None:
    printed = print_reconciliation(note_of(load(year)), CHART, "某某中心", YUAN, indented=True)
    text = render_text(printed, width)
    body = text.splitlines()[2:]
    assert all(text_width(line) <= width for line in body)
    assert "116,400.00" in text


# The command


def run(*arguments: str, called: click.Command = command) -> str:
    """A command's output and exit status; of wrong arguments, what a person is told."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            status = called.main(list(arguments), standalone_mode=False)
        except click.UsageError as error:
            click.echo(usage_message(error))
            status = 2
    out.seek(0)
    return f"{out.read()}退出码 {status}\n"


@pytest.fixture(autouse=True)
def in_ledgers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(LEDGERS)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("yuan", ()),
        ("wan", ("--unit", "wan")),
        ("json", ("--format", "json")),
        ("csv", ("--format", "csv")),
        ("explain", ("--explain", "加2.3")),
        ("explain_sum", ("--explain", "差异")),
        ("explain_none", ("--explain", "减1.2")),
    ],
)
def test_a_year_prints(
    name: str, arguments: tuple[str, ...], year: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(year.parent)
    text = run(year.name, *arguments)
    assert text.endswith("退出码 0\n")
    snapshot(f"reconcile/{name}.txt", text.replace("\r\n", "\n"))


def test_ledgers_with_and_without_accrual_legs(snapshot: Snapshot) -> None:
    snapshot("reconcile/parallel_clean.txt", run("parallel_clean.beancount"))
    snapshot("reconcile/clean.txt", run("clean.beancount"))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("row", ("clean.beancount", "--explain", "加9")),
        ("row_and_format", ("clean.beancount", "--explain", "加1", "--format", "csv")),
        ("year", ("clean.beancount", "--year", "2018")),
        ("unit", ("clean.beancount", "--unit", "fen")),
        ("output_is_ledger", ("clean.beancount", "-o", "clean.beancount")),
        ("nothing_recorded", ("no_vouchers.beancount",)),
        ("plugin_line_missing", ("plugin_line_missing.beancount",)),
        ("no_ledger", ("nowhere.beancount",)),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese(name: str, arguments: tuple[str, ...], snapshot: Snapshot) -> None:
    text = run(*arguments)
    assert text.endswith("退出码 2\n")
    snapshot(f"reconcile/wrong_{name}.txt", text)


def test_a_ledger_with_errors_is_worked_out_and_they_are_said() -> None:
    text = run("unbalanced_loose_tolerance.beancount")
    assert "错误[voucher-unbalanced]" in text
    assert "借贷不平的凭证" in text
    assert text.endswith("退出码 1\n")


def test_files_hold_what_is_printed(year: Path, tmp_path: Path) -> None:
    for kind, suffix in (("text", "txt"), ("csv", "csv"), ("json", "json"), ("xlsx", "xlsx")):
        assert run(str(year), "--format", kind, "-o", str(tmp_path)).endswith("退出码 0\n")
        assert (tmp_path / f"本年盈余与预算结余的差异.{suffix}").stat().st_size
    assert run(str(year), "--explain", "加2.3", "-o", str(tmp_path)).endswith("退出码 0\n")
    assert "共 2 条分录" in (tmp_path / "本年盈余与预算结余的差异-加2.3.txt").read_text(encoding="utf-8")
    text = (tmp_path / "本年盈余与预算结余的差异.csv").read_text(encoding="utf-8-sig")
    read = {row["编码"]: row["1"] for row in csv.DictReader(io.StringIO(text)) if row["1"]}
    document = json.loads((tmp_path / "本年盈余与预算结余的差异.json").read_text(encoding="utf-8"))
    (table,) = document["tables"]
    assert read == {row["id"]: row["values"]["1"] for row in table["rows"] if row["values"]}
    book = openpyxl.load_workbook(tmp_path / "本年盈余与预算结余的差异.xlsx")
    assert book.sheetnames == ["附注 本年盈余与预算结余的差异情况说明"]
    written_there = [
        Decimal(str(c.value)) for row in book.worksheets[0] for c in row if isinstance(c.value, float | int)
    ]
    assert written_there == [Decimal(value).normalize() for value in read.values()]


def test_nothing_in_a_ledger_is_obeyed_by_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    hostile = '2020-03-05 * "\x1b[31m坏" "=1+1"\n  1601  1.00 CNY\n  4603 -1.00 CNY\n' + BUDGET_ONLY
    path.write_text(HEAD.format(kind="事业单位") + opens() + expand(hostile), encoding="utf-8")
    text = run(str(path), "--explain", "加1.2")
    assert "\x1b" not in text
    assert "=1+1" in text
