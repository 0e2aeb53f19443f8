"""Others' balances against the ledger's: where both meet, what differs, and what is only printed otherwise."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from gov_accounts.books.ledger import Ledger
from gov_accounts.exchange.compare import Comparison, compare
from gov_accounts.exchange.draft import Expected, Moved
from gov_accounts.findings import Place, Severity
from gov_accounts.ledger import load

HEAD = """
option "tolerance_multiplier" "0"
plugin "gov_accounts_plugins"
2020-01-01 custom "gov-unit" "name" "某某中心"
2020-01-01 custom "gov-project" "P1" "平台"
2019-12-31 open Assets:1002-银行存款 CNY
2019-12-31 open Assets:1002-银行存款:01-基本户 CNY
2019-12-31 open Assets:1002-银行存款:02-专户 CNY
2019-12-31 open Equity:3001-累计盈余 CNY
2019-12-31 open Expenses:5001-业务活动费用 CNY
2019-12-31 open Assets:8001-资金结存:800102-货币资金 CNY.B
2019-12-31 open Expenses:7201-事业支出 CNY.B
2019-12-31 open Equity:8201-非财政拨款结转 CNY.B
2019-12-31 open Equity:8202-非财政拨款结余 CNY.B

2019-12-31 * "期初" #no-budget
  Assets:1002-银行存款:01-基本户   300.00 CNY
  Assets:1002-银行存款:02-专户     100.00 CNY
  Equity:3001-累计盈余            -400.00 CNY
2019-12-31 * "期初"
  fund: "3"
  Assets:8001-资金结存:800102-货币资金   400.00 CNY.B
  Equity:8201-非财政拨款结转            -150.00 CNY.B
    func: "2060502"
    project: "P1"
  Equity:8201-非财政拨款结转            -250.00 CNY.B
    func: "2060501"
2020-03-05 * "付办公费" #2060501 #30201
  fund: "3"
  Expenses:5001-业务活动费用       30.00 CNY
  Assets:1002-银行存款:01-基本户  -30.00 CNY
  Expenses:7201-事业支出                30.00 CNY.B
  Assets:8001-资金结存:800102-货币资金  -30.00 CNY.B
2020-12-31 * "结转" #year-close
  Equity:3001-累计盈余             30.00 CNY
  Expenses:5001-业务活动费用      -30.00 CNY
2020-12-31 * "结转" #year-close
  Equity:8202-非财政拨款结余             30.00 CNY.B
    func: "2060501"
    fund: "3"
  Expenses:7201-事业支出               -30.00 CNY.B
"""
LAST = datetime.date(2020, 12, 31)
FIRST = datetime.date(2020, 1, 1)
CLOSED = {
    "Assets:1002-银行存款:01-基本户": 27_000,
    "Assets:1002-银行存款:02-专户": 10_000,
    "Equity:3001-累计盈余": -37_000,
}
OPEN = {**CLOSED, "Equity:3001-累计盈余": -40_000, "Expenses:5001-业务活动费用": 3_000}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    path = tmp_path_factory.mktemp("账") / "main.beancount"
    path.write_text(HEAD, encoding="utf-8")
    loaded = load(path)
    assert not [each for each in loaded.findings if each.severity is Severity.ERROR]
    return loaded


def expected(
    balances: dict[str, int], day: datetime.date = LAST, commodity: str = "CNY", **meta: str
) -> list[Expected]:
    return [Expected(each, commodity, day, fen, Place("余额表.xlsx", 7), meta) for each, fen in balances.items()]


def wrong(found: Comparison) -> set[tuple[str, str, int, int]]:
    return {(each.account.split(":", 1)[1], each.figure, each.theirs, each.ours) for each in found.differences}


def test_equal_balances_differ_nowhere(ledger: Ledger) -> None:
    found = compare(expected(CLOSED), ledger)
    assert (found.differences, found.before_close) == ((), ())
    # The account that the table leaves out was compared, too: it comes to nothing.
    assert found.compared == 4
    assert found.lines == ("与余额表核对 4 项，全部相符。",)
    assert found.findings == ()


def test_a_table_of_before_the_years_end_is_seen(ledger: Ledger) -> None:
    found = compare(expected(OPEN), ledger)
    assert (found.differences, found.before_close) == ((), (2020,))
    assert "结转以前" in found.lines[0]


def test_a_fen_is_named_with_both_figures(ledger: Ledger) -> None:
    told = {**CLOSED, "Assets:1002-银行存款:02-专户": 10_001, "Equity:3001-累计盈余": -37_001}
    found = compare(expected(told), ledger)
    assert wrong(found) == {
        ("1002-银行存款:02-专户", "balance", 10_001, 10_000),
        ("3001-累计盈余", "balance", -37_001, -37_000),
    }
    assert [each.fen for each in found.differences] == [-1, 1]
    assert found.lines[1] == (
        "  Assets:1002-银行存款:02-专户：2020-12-31 余额，余额表 借 100.01，账本 借 100.00，差 0.01 元"
    )
    assert {(each.rule, each.severity, each.place) for each in found.findings} == {
        ("balance-differs", Severity.ERROR, Place("余额表.xlsx", 7))
    }


def test_what_one_side_leaves_out_is_named(ledger: Ledger) -> None:
    less = {key: fen for key, fen in CLOSED.items() if "专户" not in key}
    assert wrong(compare(expected(less), ledger)) == {("1002-银行存款:02-专户", "balance", 0, 10_000)}
    more = {**CLOSED, "Assets:1002-银行存款:03-新户": 5}
    assert wrong(compare(expected(more), ledger)) == {("1002-银行存款:03-新户", "balance", 5, 0)}
    assert "（余额表里没有）" in compare(expected(less), ledger).lines[1]


def test_both_meet_at_the_level_that_both_have(ledger: Ledger) -> None:
    coarse = {"Assets:1002-银行存款": 37_000, "Equity:3001-累计盈余": -37_000}
    assert compare(expected(coarse), ledger).differences == ()
    fine = {**CLOSED, "Equity:3001-累计盈余": -30_000, "Equity:3001-累计盈余:01-甲": -7_000}
    assert compare(expected(fine), ledger).differences == ()
    coarse["Assets:1002-银行存款"] += 1
    assert wrong(compare(expected(coarse), ledger)) == {("1002-银行存款", "balance", 37_001, 37_000)}


def test_parts_by_codes_are_compared_where_the_table_has_them(ledger: Ledger) -> None:
    parts = [
        *expected({"Assets:8001-资金结存": 40_000}, datetime.date(2019, 12, 31), "CNY.B"),
        *expected(
            {"Equity:8201-非财政拨款结转": -14_999}, datetime.date(2019, 12, 31), "CNY.B", func="2060502", project="P1"
        ),
        *expected(
            {"Equity:8201-非财政拨款结转": -25_001}, datetime.date(2019, 12, 31), "CNY.B", func="2060501", project=""
        ),
    ]
    found = compare(parts, ledger)
    assert {(each.codes, each.theirs, each.ours) for each in found.differences} == {
        ((("func", "2060502"), ("project", "P1")), -14_999, -15_000),
        ((("func", "2060501"), ("project", "")), -25_001, -25_000),
    }
    # Of the whole account nothing differs, and so nothing does where the table has no codes.
    whole = [Expected(each.account, each.commodity, each.date, each.fen, each.place) for each in parts]
    assert compare(whole, ledger).differences == ()


def test_a_day_between_counts_what_was_before_it(ledger: Ledger) -> None:
    before = {**CLOSED, "Assets:1002-银行存款:01-基本户": 30_000, "Equity:3001-累计盈余": -40_000}
    assert compare(expected(before, datetime.date(2020, 3, 4)), ledger).differences == ()
    after = {**OPEN}
    assert compare(expected(after, datetime.date(2020, 3, 5)), ledger).differences == ()
    assert compare(expected(after, datetime.date(2020, 3, 4)), ledger).differences


def test_sums_of_a_period_are_compared(ledger: Ledger) -> None:
    def told(debit: int, credit: int) -> list[Expected]:
        others = expected({key: fen for key, fen in CLOSED.items() if "基本户" not in key})
        moved = (Moved(FIRST, debit, credit),)
        bank = Expected("Assets:1002-银行存款:01-基本户", "CNY", LAST, 27_000, Place("余额表.xlsx", 3), {}, moved)
        return [bank, *others]

    assert compare(told(0, 3_000), ledger).differences == ()
    red = compare(told(-3_000, 0), ledger)
    assert red.differences == ()
    assert {(each.figure, each.theirs, each.ours) for each in red.sides} == {("debit", -3_000, 0), ("credit", 0, 3_000)}
    assert {(each.rule, each.severity) for each in red.findings} == {("balance-side-differs", Severity.NOTICE)}
    off = compare(told(0, 3_001), ledger)
    assert wrong(off) == {("1002-银行存款:01-基本户", "credit", 3_001, 3_000)}
    assert "2020-01-01 至 2020-12-31 贷方发生额" in off.lines[1]


def test_nothing_expected_is_nothing_compared(ledger: Ledger) -> None:
    assert compare([], ledger) == Comparison(0, (), (), ())
    assert compare([], ledger).lines == ()


def test_names_are_shown_on_one_line(ledger: Ledger, tmp_path: Path) -> None:
    del tmp_path
    (line,) = compare(expected({"Assets:1002-银行存款": 1}, commodity="CNY", project="P\x1b[2J\n1"), ledger).lines[1:2]
    assert line.isprintable()
