"""The books stay apart and exact, whatever the ledger allows."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gov_accounts.findings import Severity
from gov_accounts.ledger import Ledger, load
from gov_accounts.testing import RandomLedger, ledgers, write_to
from tests.conftest import HEAD

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
    assert ledger.statements(2020)["expenditure"].cell("2060501", "2").fen == 100


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
    assert ledger.statements(2020)["sangong"].cell("合计", "6").fen == 450_000
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
@settings(max_examples=25)
def test_nothing_is_odd_about_the_accounts_of_a_random_ledger(drawn: RandomLedger) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert told(load(write_to(drawn, Path(folder)))) == []


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
