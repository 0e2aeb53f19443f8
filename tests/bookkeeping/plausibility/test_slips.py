"""Slips that balance: each is found, what only looks like one isn't, and ``checked:`` silences each."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final

import pytest

from gov_accounts.bookkeeping.plausibility.economic import refusal
from gov_accounts.bookkeeping.plausibility.keys import meant_by
from gov_accounts.bookkeeping.plausibility.rules import rules
from gov_accounts.findings import Finding
from gov_accounts.ledger import load
from tests.support.commands import assert_mendable, run
from tests.support.paths import LEDGERS
from tests.support.slips import ids, of_ledger

HEAD: Final = """\
option "tolerance_multiplier" "0"
plugin "gov_accounts_plugins"
2020-01-01 custom "gov-unit" "name" "某某中心"
2020-01-01 custom "gov-unit" "kind" "事业单位"
2019-12-31 open Assets:1001-库存现金 CNY
  fund: "11"
2019-12-31 open Assets:1002-银行存款 CNY
2019-12-31 open Assets:1002-银行存款:甲 CNY
2019-12-31 open Assets:1002-银行存款:乙 CNY
2019-12-31 open Assets:1011-零余额账户用款额度 CNY
  fund: "11"
2019-12-31 open Assets:1601-固定资产 CNY
2019-12-31 open Assets:1601-固定资产:设备 CNY
2019-12-31 open Assets:1601-固定资产:车辆 CNY
2019-12-31 open Assets:1602-固定资产累计折旧:设备 CNY
2019-12-31 open Assets:1602-固定资产累计折旧:车辆 CNY
2019-12-31 open Assets:1902-待处理财产损溢 CNY
2019-12-31 open Liabilities:2101-应交增值税 CNY
2019-12-31 open Liabilities:2302-应付账款:甲公司 CNY
2019-12-31 open Equity:3001-累计盈余 CNY
2019-12-31 open Equity:3401-无偿调拨净资产 CNY
2019-12-31 open Income:4001-财政拨款收入 CNY
2019-12-31 open Income:4603-捐赠收入 CNY
2019-12-31 open Expenses:5001-业务活动费用 CNY
2019-12-31 open Expenses:5901-其他费用 CNY
2019-12-31 open Assets:8001-资金结存:800101-零余额账户用款额度 CNY.B
  fund: "11"
2019-12-31 open Assets:8001-资金结存:800102-货币资金 CNY.B
2019-12-31 open Expenses:7201-事业支出 CNY.B
2019-12-31 open Expenses:7901-其他支出 CNY.B
2019-12-31 open Income:6001-财政拨款预算收入 CNY.B
2019-12-31 open Income:6609-其他预算收入 CNY.B
2019-12-31 open Equity:8101-财政拨款结转 CNY.B
2019-12-31 open Equity:8201-非财政拨款结转 CNY.B

2019-12-31 * "年初余额" #2060501
  fund: "3"
  Assets:1002-银行存款:甲  100.00 CNY
  Equity:3001-累计盈余    -100.00 CNY
  Assets:8001-资金结存:800102-货币资金  100.00 CNY.B
  Equity:8201-非财政拨款结转          -100.00 CNY.B
"""

QUOTA: Final = """
2020-01-05 * "财政局" "额度到账" #2060501
  Assets:1011-零余额账户用款额度  1000.00 CNY
  Income:4001-财政拨款收入  -1000.00 CNY
"""

SLIPS: Final[Mapping[str, Collection[str]]] = {
    "slip_balance_wrong_side": {"balance-wrong-side"},
    "slip_cell_below_zero": {"cell-below-zero", "item-overspent"},
    "slip_date_year": {"date-year-far", "cell-below-zero"},
    "slip_depreciation": {"depreciation-above-cost"},
    "slip_econ_account": {"econ-account"},
    "slip_econ_func": {"econ-func"},
    "slip_flag": {"voucher-flagged"},
    "slip_invoice_twice": {"invoice-twice"},
    "slip_item_overspent": {"item-overspent"},
    "slip_key": {"key-nearly"},
    "slip_money_below_zero": {"money-below-zero"},
    "slip_voucher_number": {"voucher-number-twice", "voucher-number-missing", "voucher-number-date"},
    "slip_voucher_twice": {"voucher-twice"},
}
"""What each small ledger is about, and nothing else is found in it."""


def found(text: str, name: str = "main.beancount") -> list[Finding]:
    """What the rules say of vouchers after the common head."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(HEAD + text, encoding="utf-8")
        return of_ledger(load(path))


def paid(day: str, amount: str, *, head: str = "#2060501 #30206", meta: str = "", leg: str = "") -> str:
    """A payment of a cost from the quota."""
    lines = "".join(f"  {line}\n" for line in meta.splitlines())
    under = "".join(f"    {line}\n" for line in leg.splitlines())
    return (
        f'\n2020-{day} * "供电公司" "电费" {head}\n{lines}'
        f"  Expenses:5001-业务活动费用  {amount} CNY\n{under}"
        f"  Assets:1011-零余额账户用款额度  -{amount} CNY\n"
    )


# The small ledgers


def test_each_small_ledger_is_listed() -> None:
    assert set(SLIPS) == {path.stem for path in LEDGERS.glob("slip_*.beancount")}


@pytest.mark.parametrize("name", sorted(SLIPS))
def test_a_slip_is_found_and_nothing_else(name: str) -> None:
    assert {each.rule for each in of_ledger(load(LEDGERS / f"{name}.beancount"))} == SLIPS[name]


@pytest.mark.parametrize("name", sorted(SLIPS))
def test_checked_silences_each(name: str, tmp_path: Path) -> None:
    """Written below the line that a finding names, again and again, until nothing is found any more."""
    path = tmp_path / "main.beancount"
    path.write_text((LEDGERS / f"{name}.beancount").read_text(encoding="utf-8"), encoding="utf-8")
    before = of_ledger(load(path))
    assert before
    while before:
        lines = path.read_text(encoding="utf-8").splitlines()
        placed = [each.place.line for each in before if each.place and each.place.line]
        # A table has no line: it is the voucher that makes it so.
        number = (
            placed[0] if placed else max(n for n, line in enumerate(lines, 1) if re.match(r"2\d{3}-.* [*!] ", line))
        )
        indent = "    " if lines[number - 1].startswith("  ") else "  "
        lines.insert(number, f'{indent}checked: "核对过"')
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        after = of_ledger(load(path))
        assert len(after) < len(before) or len(set(lines)) < len(lines) or name == "slip_flag"
        before = after


def test_an_empty_checked_says_nothing() -> None:
    assert "voucher-flagged" in ids(found(QUOTA + paid("03-05", "5.00", meta='checked: ""').replace("* ", "! ")))


def test_every_rule_says_why_and_from_where() -> None:
    for rule in rules().values():
        assert rule.why
        assert rule.data.text("source")
        assert not rule.why.endswith("。")


def test_a_clean_ledger_is_silent() -> None:
    assert not found(QUOTA + paid("03-05", "99.40"))


# Balances


def test_money_is_looked_at_at_the_day_s_end() -> None:
    same_day = paid("01-05", "900.00") + QUOTA
    assert not found(same_day)
    assert ids(found(paid("01-04", "900.00") + QUOTA)) == ["money-below-zero"]


def test_money_of_an_account_with_details_is_theirs_together() -> None:
    """Deposited in one detail, paid from the account above: together there is enough. Another detail has none."""
    above = '\n2020-02-01 * "某社" "转账"\n  Assets:1001-库存现金  60.00 CNY\n  Assets:1002-银行存款{}  -60.00 CNY\n'
    assert not found(above.format(""))
    assert not found(above.format(":甲"))
    (finding,) = found(above.format(":乙"))
    assert (
        finding.what == "Assets:1002-银行存款:乙 从 2020-02-01 起日终余额小于零：-60.00 元，到账本最后一天还没有补上。"
    )


def test_below_zero_begins_on_the_day_when_less_than_nothing_is_left() -> None:
    told = found(QUOTA + paid("02-01", "1000.00") + paid("03-05", "1.00", head="#2060501 #30205"))
    (finding,) = [each for each in told if each.rule == "money-below-zero"]
    assert "从 2020-03-05 起" in finding.what


def test_a_second_time_below_zero_is_told_where_the_first_is_explained() -> None:
    first = paid("01-02", "10.00", meta='checked: "银行垫付"')
    again = (
        QUOTA
        + paid("03-05", "995.00")
        + QUOTA.replace("01-05", "04-05")
        + paid("05-06", "2000.00", head="#2060501 #30205")
    )
    (finding, *_) = found(first + again)
    assert "从 2020-03-05 起" in finding.what
    assert "以后又有 1 次" in finding.what
    unexplained = found(first.replace("checked", "note") + again)[0].what
    assert "从 2020-01-02 起" in unexplained
    assert "以后又有 2 次" in unexplained


@pytest.mark.parametrize(
    ("account", "wrong"),
    [
        ("Liabilities:2302-应付账款:甲公司", True),
        ("Assets:1902-待处理财产损溢", False),
        ("Liabilities:2101-应交增值税", False),
        ("Equity:3001-累计盈余", False),
    ],
)
def test_the_wrong_side(account: str, *, wrong: bool) -> None:
    """Of 1902, 2101 and what a year's result is kept in, either side is right."""
    text = f'\n2020-03-05 * "调整" #no-budget\n  {account}  {{}} CNY\n  Equity:3401-无偿调拨净资产  {{}} CNY\n'
    sign = ("7.00", "-7.00") if account[0] == "L" else ("-7.00", "7.00")
    assert ids(found(text.format(*sign))) == (["balance-wrong-side"] if wrong else [])
    assert not found(text.format(*reversed(sign))) or not wrong


OVERPAID: Final = """
{}-03-05 * "调整" #no-budget
  Liabilities:2302-应付账款:甲公司  7.00 CNY
  Equity:3001-累计盈余  -7.00 CNY
"""


def test_the_open_may_say_that_a_balance_is_right() -> None:
    opened = "2019-12-31 open Liabilities:2302-应付账款:甲公司 CNY\n"
    text = OVERPAID.format("2020")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.beancount"
        path.write_text(HEAD.replace(opened, opened + '  checked: "多付的，下月抵"\n') + text, encoding="utf-8")
        assert not of_ledger(load(path))


def test_a_balance_on_the_wrong_side_is_told_once_not_every_year() -> None:
    assert ids(found(OVERPAID.format("2020") + OVERPAID.format("2021"))) == ["balance-wrong-side"]


def bought(detail: str, cost: str, written_off: str) -> str:
    return (
        f'\n2020-03-05 * "无偿调入{detail}"\n  Assets:1601-固定资产:{detail}  {cost} CNY\n'
        f"  Equity:3401-无偿调拨净资产  -{cost} CNY\n"
        f'\n2020-03-31 * "折旧{detail}"\n  Expenses:5001-业务活动费用  {written_off} CNY\n'
        f"  Assets:1602-固定资产累计折旧:{detail}  -{written_off} CNY\n"
    )


def test_depreciation_by_details_of_one_name() -> None:
    """A lorry worth more doesn't cover a machine written off twice; all the way down to nothing is right."""
    assert not found(bought("设备", "5.00", "5.00") + bought("车辆", "50.00", "1.00"))
    (finding,) = found(bought("设备", "5.00", "6.00") + bought("车辆", "50.00", "1.00"))
    assert finding.what == "Assets:1602-固定资产累计折旧:设备 到 2020-03-31，有 6.00 元，多过原值 5.00 元。"


def test_depreciation_in_total_where_details_have_other_names() -> None:
    text = bought("设备", "5.00", "6.00").replace("1601-固定资产:设备", "1601-固定资产")
    (finding,) = found(text)
    assert finding.what == "1602-固定资产累计折旧 到 2020-03-31，有 6.00 元，多过原值 5.00 元。"


def test_what_details_tell_the_total_does_not_tell_again() -> None:
    assert len(found(bought("设备", "5.00", "6.00") + bought("车辆", "5.00", "6.00"))) == 2


# Items


def test_an_item_is_looked_at_by_year_and_fund_with_what_was_carried() -> None:
    carried = CARRIED.format("50.00").replace("2060501", "2060502")
    spent = paid("03-05", "50.00", head="#2060502 #30206")
    assert not found(QUOTA + carried + spent)
    assert ids(found(QUOTA + carried + spent.replace("50.00", "50.01"))) == ["item-overspent"]
    assert ids(found(QUOTA + spent)) == ["item-overspent"]


def test_an_item_short_last_year_is_short_this_year_too_once_each() -> None:
    spent = paid("03-05", "50.00", head="#2060502 #30206")
    again = spent.replace("2020-03-05", "2021-03-05")
    quota = QUOTA + QUOTA.replace("2020", "2021")
    told = found(quota + spent + again)
    assert ids(told) == ["item-overspent", "item-overspent"]
    assert "年初结转结余 -50.00 元，拨款 0.00 元，支出 50.00 元，差 100.00 元" in told[1].what


def test_an_item_is_placed_where_it_falls_below_zero_for_good() -> None:
    """It did once before, and had money again."""
    early, late = (paid(day, "50.00", head="#2060502 #30206") for day in ("02-01", "03-05"))
    given = QUOTA.replace("2060501", "2060502").replace("1000.00", "60.00").replace("01-05", "02-10")
    (finding,) = found(QUOTA + early + given + late)
    assert finding.place is not None
    assert f"{finding.place.line - (HEAD + QUOTA + early + given).count(chr(10))}" == "2"


def test_a_fund_of_which_nothing_is_kept_is_not_told_item_by_item() -> None:
    assert set(ids(found(paid("02-01", "50.00")))) == {"money-below-zero", "cell-below-zero"}


# Vouchers


def test_the_same_voucher_whatever_the_order_of_its_legs() -> None:
    """Three of one day: two the same but for the order of their legs, one under another function."""
    one = paid("03-05", "9.00")
    turned = one.replace("电费", "三月电费").splitlines()
    turned[-2:] = reversed(turned[-2:])
    other = one.replace("#30206", "#30205")
    told = found(QUOTA + one + "\n".join(turned) + "\n" + other)
    assert ids(told) == ["voucher-twice"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2020-03-05", "2020-03-06"),
        ('"供电公司"', '"另一公司"'),
        ("9.00 CNY", "9.01 CNY"),
        ("#30206", "#30205"),
        ("电费", ["电费", ' #x "'][0] + "水费"),
    ],
)
def test_what_is_not_the_same_voucher(first: str, second: str) -> None:
    """Another day, payee, amount or code. Other words alone don't make it another."""
    one = paid("03-05", "9.00")
    expected = ["voucher-twice"] if first == "电费" else []
    assert ids(found(QUOTA + one + one.replace(first, second))) == expected


def test_without_a_payee_the_words_must_be_the_same() -> None:
    one = paid("03-05", "9.00").replace('"供电公司" ', "")
    assert ids(found(QUOTA + one + one)) == ["voucher-twice"]
    assert not found(QUOTA + one + one.replace("电费", "水费"))


def test_either_of_two_vouchers_may_say_that_both_are_right() -> None:
    one = paid("03-05", "9.00")
    said = paid("03-05", "9.00", meta='checked: "两台电表"')
    assert not found(QUOTA + one + said)
    assert not found(QUOTA + said + one)


def test_two_invoices_are_two_vouchers() -> None:
    one = paid("03-05", "9.00", meta='invoice: "11111111"')
    assert not found(QUOTA + one + one.replace("11111111", "22222222"))


OWED: Final = """
2020-03-01 * "甲公司" "收到发票，未付" #2060501 #30202
  invoice: "12345678"
  Expenses:5001-业务活动费用  20.00 CNY
  Liabilities:2302-应付账款:甲公司  -20.00 CNY
"""
SETTLED: Final = """
2020-04-{} * "甲公司" "付款" #2060501 #30202
  invoice: "12345678"
  Liabilities:2302-应付账款:甲公司  {} CNY
  Assets:1011-零余额账户用款额度  -{} CNY
"""
WRITTEN: Final = """\
  Expenses:7201-事业支出  20.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度  -20.00 CNY.B
"""


def test_an_invoice_is_booked_then_paid() -> None:
    """Both name it, and that is right, whether the budget legs are written or derived. So are two instalments."""
    assert not found(QUOTA + OWED + SETTLED.format("05", "20.00", "20.00"))
    assert not found(QUOTA + OWED + SETTLED.format("05", "20.00", "20.00") + WRITTEN)
    assert not found(QUOTA + OWED + SETTLED.format("05", "15.00", "15.00") + SETTLED.format("06", "5.00", "5.00"))


def test_an_invoice_is_not_booked_twice_nor_paid_twice() -> None:
    assert ids(found(QUOTA + OWED + OWED.replace("03-01", "03-02"))) == ["invoice-twice"]
    twice = SETTLED.format("05", "20.00", "20.00") + SETTLED.format("06", "20.00", "20.00")
    assert ids(found(QUOTA + OWED + twice)) == ["balance-wrong-side", "invoice-twice"]
    on_a_leg = paid("05-05", "3.00", leg='invoice: "7、12345678"')
    assert ids(found(QUOTA + OWED + on_a_leg)) == ["invoice-twice"]


def test_an_invoice_in_the_budget_book_alone() -> None:
    one = """
2020-03-05 * "供电公司" "电费" #2060501 #30206
  invoice: "12345678"
  Expenses:7201-事业支出  9.00 CNY.B
  Assets:8001-资金结存:800102-货币资金  -9.00 CNY.B
"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.beancount"
        path.write_text(HEAD[: HEAD.index("2019-12-31 *")] + one + one.replace("03-05", "03-06"), encoding="utf-8")
        assert "invoice-twice" in {each.rule for each in load(path).slips()}


def test_an_invoice_taken_back_may_be_booked_anew() -> None:
    back = (
        OWED.replace("03-01", "03-02").replace("20.00", "MINUS").replace("-MINUS", "20.00").replace("MINUS", "-20.00")
    )
    assert not found(QUOTA + OWED + back + OWED.replace("03-01", "03-03"))


def test_a_word_is_no_invoice() -> None:
    one = paid("03-05", "9.00", meta='invoice: "无"')
    assert not found(QUOTA + one + one.replace("03-05", "03-06"))


# Numbers


def numbered(*numbers: tuple[str, str]) -> str:
    return QUOTA.replace("#2060501\n", '#2060501\n  voucher: "额-1-001"\n') + "".join(
        paid(day, f"{index}.00", meta=f'voucher: "{number}"') if number else paid(day, f"{index}.00")
        for index, (day, number) in enumerate(numbers, 1)
    )


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((("03-05", "记-3-001"), ("03-06", "记-3-002")), []),
        ((("03-05", "记-3-001"), ("03-06", "付-3-001"), ("03-06", "记-3-002")), []),
        ((("03-05", "记-3-002"),), ["voucher-number-missing"]),
        ((("03-05", "记-3-001"), ("03-06", ""), ("03-07", "记-3-003")), []),
        ((("03-05", "记-3-001"), ("03-06", ""), ("03-07", "记-3-004")), ["voucher-number-missing"]),
        ((("03-05", "记-3-001-1/2"), ("03-05", "记-3-001-2/2"), ("03-06", "记-3-002")), []),
        ((("03-05", "记-3-001"), ("03-06", "记-3-001")), ["voucher-number-twice"]),
        ((("03-05", "记-3-001"), ("03-04", "记-3-002")), ["voucher-number-date"]),
        ((("04-05", "记-3-001"),), ["voucher-number-date"]),
        ((("03-05", "001"), ("03-06", "002"), ("04-01", "003")), []),
        ((("03-05", "001"), ("03-06", "002"), ("04-01", "001"), ("04-02", "002")), []),
        ((("03-05", "记1号"), ("03-06", "记2号"), ("03-06", "记字第3号")), []),
        ((("03-05", "120"), ("03-06", "121")), []),
        ((("03-05", "120"), ("03-06", "122")), ["voucher-number-missing"]),
        ((("03-05", "3-001"), ("03-06", "3-003")), ["voucher-number-missing"]),
        ((("03-05", "A/7788-x"), ("03-06", "A/7788-x")), []),
        ((("12-05", "记-12-001"), ("12-06", "记-12-002")), []),
        ((("03-06", "记-3-001-2/2"), ("03-05", "记-3-001-1/2")), []),
        ((("03-05", "记-2020-03-001"), ("03-06", "记-2020-03-002"), ("04-01", "记-2020-04-001")), []),
        ((("03-05", "记-2020-03-001"), ("03-06", "记-2020-03-003")), ["voucher-number-missing"]),
        ((("03-05", "记-2020-03-001"), ("03-06", "记-2020-03-001")), ["voucher-number-twice"]),
        ((("04-05", "记-2020-03-001"),), ["voucher-number-date"]),
        ((("03-05", "记-2019-03-001"),), ["voucher-number-date"]),
        ((("03-05", "指-2020-001"), ("04-01", "指-2020-002")), []),
        ((("03-05", "指-2020-001"), ("04-01", "指-2020-003")), ["voucher-number-missing"]),
        ((("03-05", "指-2019-001"),), ["voucher-number-date"]),
        ((("03-05", "2020-03-001"), ("03-06", "2020-03-002"), ("03-07", "2020-3-003")), []),
    ],
)
def test_numbers(numbers: tuple[tuple[str, str], ...], expected: list[str]) -> None:
    assert ids(found(numbered(*numbers))) == expected


def test_a_number_belongs_to_the_year_it_names() -> None:
    """A voucher dated into another year leaves no gap behind: its date is what's wrong."""
    text = numbered(("03-05", "记-2020-03-001"), ("03-06", "记-2020-03-002"), ("03-07", "记-2020-03-003"))
    assert set(ids(found(text.replace("2020-03-06", "2021-03-06")))) == {"voucher-number-date"}


def test_numbers_begin_anew_each_year() -> None:
    year = numbered(("03-05", "记-3-001"))
    assert not found(year + year.replace("2020-", "2021-"))


# Dates


@pytest.mark.parametrize(
    ("year", "far"), [("2202", True), ("2042", True), ("2002", True), ("2012", True), ("2021", False), ("2017", False)]
)
def test_a_year_far_from_the_others(year: str, *, far: bool) -> None:
    opened = HEAD.replace("2019-12-31 open", "2000-01-01 open").replace("2020-01-01 custom", "2000-01-01 custom")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.beancount"
        transfer = f'\n{year}-03-05 * "提现"\n  Assets:1001-库存现金  1.00 CNY\n  Assets:1002-银行存款:甲  -1.00 CNY\n'
        path.write_text(opened + QUOTA + transfer, encoding="utf-8")
        rules_found = set(ids(of_ledger(load(path)))) - {"money-below-zero"}
    assert rules_found == ({"date-year-far"} if far else set())


def test_an_assertion_in_a_far_year_is_never_checked() -> None:
    (finding,) = found(QUOTA + "\n2202-03-05 balance Assets:1002-银行存款:甲  100.00 CNY\n")
    assert finding.rule == "date-year-far"


@pytest.mark.parametrize(
    ("name", "outside"),
    [
        ("2020-03.beancount", False),
        ("2020-04.beancount", True),
        ("202004.beancount", True),
        ("2020-4.beancount", True),
        ("2020年4月.beancount", True),
        ("2020年3月.beancount", False),
        ("2020-04-补.beancount", True),
        ("2020-q1.beancount", False),
        ("2020-q2.beancount", True),
        ("2020.beancount", False),
        ("2019.beancount", True),
        ("2020/03.beancount", False),
        ("2020/04.beancount", True),
        ("close-2019.beancount", False),
        ("2020-04-06.beancount", False),
        ("20200406.beancount", False),
        ("凭证2020-04.beancount", False),
        ("04.beancount", False),
        ("2020-13.beancount", False),
    ],
)
def test_a_date_outside_its_file(tmp_path: Path, name: str, *, outside: bool) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(paid("03-05", "9.00"), encoding="utf-8")
    main = tmp_path / "main.beancount"
    main.write_text(f'{HEAD}{QUOTA}include "{name}"\n', encoding="utf-8")
    told = of_ledger(load(main))
    assert ids(told) == (["date-not-of-file"] if outside else [])
    if outside:
        assert told[0].place is not None
        assert told[0].place.file == str(file)
        file.write_text(paid("03-05", "9.00", meta='checked: "补记"'), encoding="utf-8")
        assert not of_ledger(load(main))


def test_what_opens_a_file_s_months_may_stand_in_it(tmp_path: Path) -> None:
    main = tmp_path / "2020-01.beancount"
    main.write_text(HEAD + QUOTA, encoding="utf-8")
    assert not of_ledger(load(main))


# Keys


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("projcet", "project"),
        ("poject", "project"),
        ("projects", "project"),
        ("proj", "project"),
        ("fnud", "fund"),
        ("fumd", "fund"),
        ("vouchar", "voucher"),
        ("funds", "fund"),
        ("fuc", ""),
        ("fun", ""),
        ("fucn", "func"),
        ("functional", "func"),
        ("ecno", "econ"),
        ("econs", "econ"),
        ("budgte", "budget"),
        ("voucer", "voucher"),
        ("invioce", "invoice"),
        ("attachment", "attachments"),
        ("check", ""),
        ("cheked", "checked"),
        ("source_hash", "source-hash"),
        ("procurment", "procurement"),
        ("func", ""),
        ("fund2", ""),
        ("func-note", ""),
        ("funding", ""),
        ("product", ""),
        ("subject", ""),
        ("contract", ""),
        ("note", ""),
        ("document", ""),
        ("department", ""),
        ("filename", ""),
        ("lineno", ""),
        ("__tolerances__", ""),
        ("derived", ""),
        ("name", ""),
    ],
)
def test_keys_nearly_ours(key: str, meant: str) -> None:
    assert meant_by(key) == meant


def test_a_key_under_an_open_is_read_too() -> None:
    told = found(QUOTA + '\n2019-12-31 open Liabilities:2302-应付账款:乙公司 CNY\n  fnuc: "2060501"\n')
    assert ids(told) == ["key-nearly"]


# Economic items


@pytest.mark.parametrize(
    ("rule", "code", "econ", "refused"),
    [
        ("econ-account", "1601", "30206", True),
        ("econ-account", "1601", "30101", True),
        ("econ-account", "1601", "31002", False),
        ("econ-account", "1601", "30903", False),
        ("econ-account", "1613", "30201", False),
        ("econ-account", "5001", "31002", True),
        ("econ-account", "5001", "30922", True),
        ("econ-account", "5001", "31006", False),
        ("econ-account", "5001", "30101", False),
        ("econ-account", "2201", "30101", False),
        ("econ-account", "2201", "30228", False),
        ("econ-account", "2201", "30239", False),
        ("econ-account", "2201", "30206", True),
        ("econ-account", "1214", "31002", False),
        ("econ-account", "2302", "30206", False),
        ("econ-func", "2080505", "30108", False),
        ("econ-func", "2080505", "30109", True),
        ("econ-func", "2080506", "30109", False),
        ("econ-func", "2080506", "30108", True),
        ("econ-func", "2210201", "30113", False),
        ("econ-func", "2210201", "30102", True),
        ("econ-func", "2210203", "30302", False),
        ("econ-func", "2101102", "30110", False),
        ("econ-func", "2101102", "30201", True),
        ("econ-func", "2060501", "30113", False),
        ("econ-func", "2060501", "", False),
    ],
)
def test_which_items_go_together(rule: str, code: str, econ: str, *, refused: bool) -> None:
    assert bool(refusal(rule, code, econ)) is refused


def test_an_asset_bought_in_both_books_is_held_against_the_items_of_the_budget_legs() -> None:
    text = paid("03-05", "9.00").replace("5001-业务活动费用", "1601-固定资产:设备").replace("Expenses", "Assets")
    text += "  Expenses:7201-事业支出  9.00 CNY.B\n  Assets:8001-资金结存:800101-零余额账户用款额度  -9.00 CNY.B\n"
    assert ids(found(QUOTA + text)) == ["econ-account"]
    assert not found(QUOTA + text.replace("#30206", "#31002"))


def test_what_a_donated_asset_costs_is_no_purchase() -> None:
    text = """
2020-03-05 * "受赠设备，付运费" #2060501 #30299
  Assets:1601-固定资产:设备  110.00 CNY
  Income:4603-捐赠收入  -100.00 CNY
  Assets:1011-零余额账户用款额度  -10.00 CNY
  Expenses:7901-其他支出  10.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度  -10.00 CNY.B
"""
    assert not found(QUOTA + text)


# Tables, and what was published before


DISCLOSED: Final = """\
year = {year}
[previous]
signed_by = "财务负责人"
unit = "万元"
[previous.cells]
"表1 59 2" = {figure}
"""
CARRIED: Final = """
2019-12-31 * "年初结转"
  Assets:1011-零余额账户用款额度  {0} CNY
  Equity:3001-累计盈余  -{0} CNY
  Assets:8001-资金结存:800101-零余额账户用款额度  {0} CNY.B
  Equity:8101-财政拨款结转  -{0} CNY.B
    func: "2060501"
    fund: "11"
"""


@pytest.mark.parametrize(
    ("carried", "figure", "differs"),
    [("1900.00", "0.20", False), ("1940.00", "0.20", False), ("1800.00", "0.20", True), ("1900.00", "0.30", True)],
)
def test_the_opening_against_what_was_published(tmp_path: Path, carried: str, figure: str, *, differs: bool) -> None:
    """To less than a printed step: what was published was rounded."""
    main = tmp_path / "main.beancount"
    main.write_text(HEAD + QUOTA + CARRIED.format(carried), encoding="utf-8")
    (tmp_path / "disclosure.toml").write_text(DISCLOSED.format(year=2020, figure=figure), encoding="utf-8")
    told = of_ledger(load(main))
    assert ids(told) == (["opening-not-as-declared"] if differs else [])
    if differs:
        assert told[0].place is not None
        assert (Path(told[0].place.file).name, told[0].place.line) == ("disclosure.toml", 6)
        explained = CARRIED.format(carried).replace('结转"\n', '结转"\n  checked: "年初更正差错"\n', 1)
        main.write_text(HEAD + QUOTA + explained, encoding="utf-8")
        assert not of_ledger(load(main))


def test_last_year_s_ledger_against_what_was_published(tmp_path: Path, snapshot: Callable[[str, str], None]) -> None:
    """1,100.00 are left at the end of 2020, and 0.11 was published; once a voucher is added to 2020, it isn't so."""
    main = tmp_path / "main.beancount"
    (tmp_path / "disclosure.toml").write_text(DISCLOSED.format(year=2021, figure="0.11"), encoding="utf-8")
    year = QUOTA + paid("03-05", "9.00").replace("2020-", "2021-")
    main.write_text(HEAD + year, encoding="utf-8")
    assert not of_ledger(load(main))
    main.write_text(HEAD + year + paid("12-31", "100.00"), encoding="utf-8")
    (finding,) = of_ledger(load(main))
    snapshot("plausibility/printed_not_as_declared.txt", finding.shown(tmp_path) + "\n")


def test_messages_that_need_more_than_one_file(
    tmp_path: Path, snapshot: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "2020-04.beancount").write_text(paid("03-05", "9.00") + paid("05-06", "8.00"), encoding="utf-8")
    main = tmp_path / "main.beancount"
    main.write_text(f'{HEAD}{QUOTA}include "2020-04.beancount"\n', encoding="utf-8")
    (tmp_path / "disclosure.toml").write_text(DISCLOSED.format(year=2020, figure="0.30"), encoding="utf-8")
    text = run("check", "main.beancount")
    assert_mendable(text)
    assert text.endswith("退出码 0\n")
    snapshot("plausibility/files.txt", text)


def test_report_and_check_tell_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(LEDGERS)
    for command in ("check", "report"):
        assert "提示[cell-below-zero]" in run(command, "slip_cell_below_zero.beancount")
