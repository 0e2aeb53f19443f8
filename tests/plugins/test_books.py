"""The books stay apart and exact, whatever the ledger allows."""

from __future__ import annotations

import re
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Transaction
from hypothesis import assume, given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.ledger import load
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import EventStream, RandomLedger, event_streams, ledgers, write_to
from tests.support.draws import draws
from tests.support.heads import HEAD

VOUCHER = """
2020-03-05 * "电费" #2060501 #30206
  Expenses:7201-事业支出:基本支出                    {debit} CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度    -{credit} CNY.B
"""


def rules(ledger: Ledger) -> list[str]:
    return [finding.rule for finding in ledger.findings if finding.severity is Severity.ERROR]


@given(st.integers(1, 10**13), st.integers(1, 10**13), st.sampled_from(["0", "0.5", "100"]))
def test_a_voucher_off_by_any_fen_is_an_error(debit: int, credit: int, multiplier: str) -> None:
    """Under every tolerance a ledger can set."""
    assume(debit != credit)
    text = HEAD.replace('"tolerance_multiplier" "0"', f'"tolerance_multiplier" "{multiplier}"')
    text += VOUCHER.format(debit=Decimal(debit).scaleb(-2), credit=Decimal(credit).scaleb(-2))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.beancount"
        path.write_text(text, encoding="utf-8")
        ledger = load(path)
    (finding,) = [each for each in ledger.findings if each.rule == "voucher-unbalanced"]
    assert f"相差 {Decimal(abs(debit - credit)).scaleb(-2):,} 元" in finding.what


def test_books_balance_each_by_itself(ledger: Ledger) -> None:
    """
    2020-03-05 * "一本账多，一本账少" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    10.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -9.00 CNY.B
      Assets:1002-银行存款                               -1.00 CNY
    """
    (finding,) = [each for each in ledger.findings if each.rule == "voucher-unbalanced"]
    financial, budgetary = finding.what.split("；")
    assert financial == "凭证的财务账不平：借方 0.00 元，贷方 1.00 元，相差 1.00 元"
    assert budgetary == "预算账不平：借方 10.00 元，贷方 9.00 元，相差 1.00 元。"


def test_renamed_roots_and_any_label_will_do(tmp_path: Path) -> None:
    text = HEAD.replace("Expenses:7201-事业支出", "Zhichu:7201-Service") + VOUCHER.format(debit="1", credit="1")
    text = 'option "name_expenses" "Zhichu"\n' + text.replace("Expenses:7201-事业支出", "Zhichu:7201-Service")
    path = tmp_path / "main.beancount"
    path.write_text(text, encoding="utf-8")
    ledger = load(path)
    assert rules(ledger) == []
    assert statements_of(ledger, 2020)["expenditure"].cell("2060501", "basic").fen == 100


def test_amounts_finer_than_a_fen_that_come_to_whole_fen_are_still_refused(ledger: Ledger) -> None:
    """
    2020-03-05 * "三条相加是整分" #2060501 #30206
      Expenses:7201-事业支出:基本支出                   0.005 CNY.B
      Expenses:7201-事业支出:基本支出                   0.005 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -0.01 CNY.B
    """
    assert rules(ledger) == ["finer-than-fen", "finer-than-fen"]


def test_trailing_zeros_are_not_finer_than_a_fen(ledger: Ledger) -> None:
    """
    2020-03-05 * "多写了零" #2060501 #30206
      Expenses:7201-事业支出:基本支出                  1.0000 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度       -1 CNY.B
    """
    assert rules(ledger) == []


def test_appropriations_count_by_what_they_are_held_against(ledger: Ledger) -> None:
    """
    2020-01-05 * "年初预算" #2060501 #30217
      fund: "11"
      Assets:9001-可用指标        4500 CNY.A
      Equity:9101-年初预算       -4500 CNY.A
    2020-12-05 * "年末收回" #2060501 #30217
      fund: "11"
      Assets:9001-可用指标       -1500 CNY.A
      Equity:9102-预算调整        1500 CNY.A
    """
    assert rules(ledger) == []
    assert statements_of(ledger, 2020)["sangong"].cell("total", "budget_reception").fen == 450_000
    assert {group.code: group.fen for group in ledger.groups} == {"9101": 450_000, "9102": -150_000}


def test_a_declaration_without_values_is_named(ledger: Ledger) -> None:
    """
    2020-01-01 custom "gov-code"
    """
    assert "declaration-malformed" in rules(ledger)


# Accounts that are odd: notices, each told once


def told(ledger: Ledger) -> list[str]:
    return [each.rule for each in ledger.findings if each.rule.startswith(("account-", "quota-", "returned-"))]


@given(drawn=ledgers())
@draws(25)
def test_nothing_is_odd_about_the_accounts_of_a_random_ledger(drawn: RandomLedger) -> None:
    """But that one may receive 财政应返还额度 in December 2021, as the law no longer has it."""
    with tempfile.TemporaryDirectory() as folder:
        assert set(told(load(write_to(drawn, Path(folder))))) <= {"returned-quota-accrued"}


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("", Severity.NOTICE),
        ("县级", Severity.ERROR),
        ("省级", None),
        ("中央级", None),
    ],
)
@pytest.mark.parametrize("year", [2020, 2021])
def test_returned_quota_is_accrued_no_more_where_the_level_says_so(
    tmp_path: Path, level: str, expected: Severity | None, year: int
) -> None:
    """解释第4号第五条、第九条: 市县级, from 2021 on."""
    text = HEAD.replace("2019-12-31 open", "2019-01-01 open")
    text += f'{year}-01-01 custom "gov-unit" "level" "{level}"\n' if level else ""
    text += f"""
2019-01-01 open Assets:1201-财政应返还额度 CNY
2019-01-01 open Income:4001-财政拨款收入 CNY
2019-01-01 open Assets:8001-资金结存:800103-财政应返还额度 CNY.B
{year}-12-31 * "年末未下达的额度" #2060501
  Assets:1201-财政应返还额度    100 CNY
  Income:4001-财政拨款收入     -100 CNY
"""
    path = tmp_path / "main.beancount"
    path.write_text(text, encoding="utf-8")
    found = [each.severity for each in load(path).findings if each.rule == "returned-quota-accrued"]
    assert found == ([expected] if expected and year == 2021 else [])


def test_a_person_can_say_that_it_is_right(ledger: Ledger) -> None:
    """
    2020-01-01 open Expenses:7101-行政支出 CNY.B
      checked: "参公单位，执行行政单位财务规则"
    2020-03-05 * "电费" #2060501 #30206
      Expenses:7101-行政支出                              1 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -1 CNY.B
    """
    assert told(ledger) == []


def test_each_official_detail_is_known_by_its_number(ledger: Ledger) -> None:
    """
    2020-01-01 open Equity:8101-财政拨款结转:810101-年初余额调整 CNY.B
    2020-01-01 open Equity:8101-财政拨款结转:810107-累计结转 CNY.B
    2020-01-01 open Equity:8101-财政拨款结转:810107 CNY.B
    2020-01-01 open Equity:8101-财政拨款结转:基本支出结转 CNY.B
    2020-01-01 open Equity:8202-非财政拨款结余:820204-累计结余 CNY.B
    2020-01-01 open Assets:8001-资金结存:800103-财政应返还额度:80010301-财政直接支付 CNY.B
    2020-01-01 open Assets:1002-银行存款:622848-农行专户 CNY
    2020-01-01 open Expenses:5001-业务活动费用:500101-医疗费用 CNY
    """
    assert told(ledger) == []


def test_a_notice_is_no_error_of_beancount(tmp_path: Path) -> None:
    """What is told to be looked at must not make ``bean-check`` fail."""
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + "2020-01-01 open Expenses:7202-事业支出 CNY.B\n", encoding="utf-8")
    _, errors, _ = loader.load_file(str(path))
    assert errors == []
    assert told(load(path)) == ["account-name-other"]


# What passes beancount and isn't exact


def failed(ledger: Ledger) -> list[str]:
    return [each.what for each in ledger.findings if each.rule == "balance-failed"]


def with_text(text: str) -> Ledger:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.beancount"
        path.write_text(text, encoding="utf-8")
        return load(path)


@given(
    st.sampled_from(
        ["{{{} CNY.B}}", "{{{{{} CNY.B}}}}", "@ {} CNY.B", "@@ {} CNY.B", "@ {} CNY", "{{{} CNY, 2020-01-01}}"]
    ),
    st.integers(1, 10**6),
    st.integers(1, 10**6),
)
def test_a_price_or_a_cost_is_an_error_whatever_it_comes_to(written: str, debit: int, price: int) -> None:
    """Also where the voucher balances without it."""
    amount = f"{Decimal(debit).scaleb(-2)} CNY.B {written.format(Decimal(price).scaleb(-2))}"
    text = VOUCHER.format(debit="{}", credit=Decimal(debit).scaleb(-2)).replace("{} CNY.B", amount)
    found = [each for each in with_text(HEAD + text).findings if each.severity is Severity.ERROR]
    assert "cost-or-price" in {each.rule for each in found}
    assert {each.rule for each in found} <= {"cost-or-price", "voucher-unbalanced"}
    assert [each.rule for each in found].count("voucher-unbalanced") <= ("CNY," in written or "CNY}" in written)


def test_prices_that_a_plugin_makes_of_a_posting_are_not_said_again(ledger_file: Path) -> None:
    """
    2020-03-05 * "电费" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    10.00 CNY.B @ 1 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -10.00 CNY.B
    """
    text = ledger_file.read_text(encoding="utf-8")
    ledger_file.write_text('plugin "beancount.plugins.implicit_prices"\n' + text, encoding="utf-8")
    assert rules(load(ledger_file)) == ["cost-or-price"]


@given(
    asserted=st.integers(-3 * 10**4, 3 * 10**4) | st.integers(-10_002, -9_998),
    places=st.integers(0, 3),
    tolerance=st.sampled_from(["", "~ 0 ", "~ 0.01 ", "~ 0.5 ", "~ 100 ", "~ 100000 "]),
    option=st.sampled_from(
        [
            'option "tolerance_multiplier" "0"',
            "",
            'option "tolerance_multiplier" "0.5"',
            'option "tolerance_multiplier" "1000000"',
            'option "tolerance_multiplier" "1000000"\noption "inferred_tolerance_default" "*:100000"',
            'option "tolerance_multiplier" "0"\noption "infer_tolerance_from_cost" "TRUE"',
            'option "tolerance_multiplier" "0"\noption "plugin_processing_mode" "raw"',
        ]
    ),
    above=st.booleans(),
)
def test_an_assertion_off_by_any_fen_is_told_once(
    asserted: int, places: int, tolerance: str, option: str, *, above: bool
) -> None:
    """Whatever tolerance is written or set, on the account or the one above it; one that holds is not told."""
    text = HEAD.replace('option "tolerance_multiplier" "0"', option)
    text += VOUCHER.format(debit="100.00", credit="100.00")
    account = "Assets:8001-资金结存" + ("" if above else ":800101-零余额账户用款额度")
    text += "2019-12-31 open Assets:8001-资金结存 CNY.B\n" if above else ""
    number = Decimal(asserted).scaleb(-2)
    if number == round(number, places):
        number = round(number, places)
    text += f"2020-03-06 balance {account}  {number} {tolerance}CNY.B\n"
    assert len(failed(with_text(text))) == (asserted != -10_000)


def test_a_tolerance_that_hides_nothing_is_a_notice(ledger: Ledger) -> None:
    """
    2020-03-06 balance Assets:1002-银行存款  0.00 ~ 0.005 CNY
    2020-03-07 balance Assets:1002-银行存款  0.00 ~ 0.01 CNY
    """
    found = [each for each in ledger.findings if each.rule == "balance-tolerance"]
    assert [(each.severity, each.place and each.place.line) for each in found] == [(Severity.NOTICE, 26)]


def test_what_stands_before_an_assertion_counts(ledger: Ledger) -> None:
    """
    2020-03-05 * "当天的" #2060501 #30206
      Expenses:7201-事业支出:基本支出                     1.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度     -1.00 CNY.B
    2020-03-05 balance Assets:8001-资金结存:800101-零余额账户用款额度   0.00 ~ 5 CNY.B
    2020-03-06 balance Assets:8001-资金结存:800101-零余额账户用款额度   0.00 ~ 5 CNY.B
    """
    (what,) = failed(ledger)
    assert what.endswith("断言 0.00 CNY.B，账上 -1.00 CNY.B，相差 1.00。")


@pytest.mark.parametrize(("before", "line"), [("", 1), ('{} "default"\n; {}\n', 3)])
def test_the_last_line_that_sets_an_option_is_named(tmp_path: Path, before: str, line: int) -> None:
    path = tmp_path / "main.beancount"
    mode = 'option "plugin_processing_mode"'
    path.write_text(f'\ufeff{before.format(mode, mode)}{mode} "raw"\n' + HEAD, encoding="utf-8")
    (finding,) = [each for each in load(path).findings if each.rule == "option-raw"]
    assert finding.place is not None
    assert finding.place.line == line


def test_a_tolerance_that_is_no_number_hides_nothing(ledger: Ledger) -> None:
    """
    2020-03-06 balance Assets:1002-银行存款  1.00 ~ 1/0 CNY
    2020-03-07 balance Assets:1002-银行存款  1.00 ~ 0/0 CNY
    """
    assert [each.severity for each in ledger.findings if "1002" in each.what or each.place].count(Severity.ERROR) >= 2


# What may carry #year-close


def tagged(voucher: str, head: str = "") -> list[str]:
    text = head + HEAD + "2019-12-31 open Equity:3001-累计盈余 CNY\n2019-12-31 open Equity:3101-专用基金 CNY\n"
    text += "2019-12-31 open Equity:3301-本期盈余 CNY\n2019-12-31 open Equity:3302-本年盈余分配 CNY\n"
    text += "2019-12-31 open Income:4001-财政拨款收入 CNY\n2019-12-31 open Expenses:5001-业务活动费用 CNY\n"
    text += "2019-12-31 open Equity:8301-专用结余 CNY.B\n2019-12-31 open Equity:8701-非财政拨款结余分配 CNY.B\n"
    return [each.rule for each in with_text(text + voucher).findings if each.rule == "year-close-ordinary"]


def entry(date: str, *legs: str) -> str:
    codes = '    func: "2060501"\n    econ: "30206"\n    fund: "11"\n'
    return f'{date} * "凭证" #year-close\n' + "".join(f"  {each}\n{codes if 'CNY.B' in each else ''}" for each in legs)


SPENT = "Expenses:7201-事业支出:基本支出"
EARNED = "Income:6001-财政拨款预算收入"
CARRIED = "Equity:8101-财政拨款结转"


@pytest.mark.parametrize(
    "voucher",
    [
        entry("2020-12-31", f"{EARNED} 10 CNY.B", f"{CARRIED} -10 CNY.B"),
        entry("2020-12-31", f"{SPENT} -10 CNY.B", f"{CARRIED} 10 CNY.B"),
        # A year in which more came back than was spent.
        entry("2020-12-31", f"{SPENT} 10 CNY.B", f"{CARRIED} -10 CNY.B"),
        # What was received was spent: nothing is carried over.
        entry("2020-12-31", f"{EARNED} 10 CNY.B", f"{SPENT} -10 CNY.B"),
        entry("2020-12-31", "Income:4001-财政拨款收入 10 CNY", "Equity:3301-本期盈余 -10 CNY"),
        # 期末: carried to 3301 each month.
        entry("2020-02-29", "Income:4001-财政拨款收入 10 CNY", "Expenses:5001-业务活动费用 -10 CNY"),
        entry("2020-12-31", "Equity:3301-本期盈余 10 CNY", "Equity:3302-本年盈余分配 -10 CNY"),
        # 提取专用基金, 专用结余.
        entry("2020-12-31", "Equity:3302-本年盈余分配 10 CNY", "Equity:3101-专用基金 -10 CNY"),
        entry("2020-12-31", "Equity:8701-非财政拨款结余分配 10 CNY.B", "Equity:8301-专用结余 -10 CNY.B"),
        entry("2020-12-31", "Assets:9001-可用指标 -10 CNY.A", "Equity:9101-年初预算 10 CNY.A"),
    ],
)
def test_what_the_law_closes_may_carry_it(voucher: str) -> None:
    assert tagged(voucher) == []


@pytest.mark.parametrize(
    "voucher",
    [
        entry("2020-12-31", f"{SPENT} 10 CNY.B", "Assets:8001-资金结存:800102-货币资金 -10 CNY.B"),
        entry("2020-12-31", f"{CARRIED} 10 CNY.B", "Assets:8001-资金结存:800102-货币资金 -10 CNY.B"),
        entry("2020-12-31", "Expenses:5001-业务活动费用 10 CNY", "Assets:1002-银行存款 -10 CNY"),
        entry("2020-12-30", f"{EARNED} 10 CNY.B", f"{CARRIED} -10 CNY.B"),
        entry("2020-06-30", f"{EARNED} 10 CNY.B", f"{CARRIED} -10 CNY.B"),
        entry("2020-02-28", "Income:4001-财政拨款收入 10 CNY", "Equity:3301-本期盈余 -10 CNY"),
        # 财政直接支付, and what was booked on the wrong account: nothing is carried anywhere.
        entry("2020-12-31", f"{SPENT} 10 CNY.B", f"{EARNED} -10 CNY.B"),
        entry("2020-12-31", "Expenses:5001-业务活动费用 10 CNY", "Income:4001-财政拨款收入 -10 CNY"),
        entry("2020-12-31", f"{SPENT} 10 CNY.B", "Expenses:7201-事业支出:项目支出 -10 CNY.B"),
        entry("2020-12-31", "Assets:9001-可用指标 10 CNY.A", "Equity:9102-预算调整 -10 CNY.A"),
        entry("2020-11-30", "Assets:9001-可用指标 -10 CNY.A", "Equity:9102-预算调整 10 CNY.A"),
    ],
)
def test_an_ordinary_voucher_may_not(voucher: str) -> None:
    assert tagged(voucher) == ["year-close-ordinary"]
    pushed = "pushtag #year-close\n" + voucher.replace(" #year-close", "") + "poptag #year-close\n"
    assert tagged(pushed) == ["year-close-ordinary"]


@given(stream=event_streams(), data=st.data())
@draws(25)
def test_no_event_of_a_year_can_hide_behind_the_tag(stream: EventStream, data: st.DataObject) -> None:
    """But for one of 12-31 that has no other accounts than a closing has, as when a surplus is allotted."""
    vouchers = re.findall(r'^\d{4}-\d\d-\d\d [*!] .*"', stream.accrual[stream.main], re.MULTILINE)
    assume(vouchers)
    head = data.draw(st.sampled_from(vouchers))
    files = {**stream.accrual, stream.main: stream.accrual[stream.main].replace(head, f"{head} #year-close", 1)}
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / name).write_text(text, encoding="utf-8")
        ledger = load(Path(folder) / stream.main)
    found = [each for each in ledger.findings if each.rule == "year-close-ordinary"]
    (voucher,) = [each for each in ledger.entries if isinstance(each, Transaction) and "year-close" in each.tags]
    money = {"1", "2"} & {account_code(each.account)[0] for each in voucher.postings}
    assert found or not money
