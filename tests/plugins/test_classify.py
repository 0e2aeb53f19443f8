"""Where a posting's codes come from, place by place, and that classification leaves the rest alone."""

from __future__ import annotations

import pickle
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beancount import loader
from beancount.core.data import Transaction
from hypothesis import given

from gov_accounts.testing import RandomLedger, ledgers, write_to
from gov_accounts_plugins.classify import classify
from gov_accounts_plugins.error import LedgerError
from tests.support.draws import draws

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger


def postings(ledger: Ledger, digit: str = "7") -> list[dict[str, Any]]:
    """The codes of the postings to accounts of a kind, in the order of the vouchers."""
    return [
        {key: value for key, value in (posting.meta or {}).items() if key in ("func", "econ", "fund", "project")}
        for entry in ledger.entries
        if isinstance(entry, Transaction)
        for posting in entry.postings
        if posting.account.split(":")[1].startswith(digit)
    ]


def test_tags_then_open_then_paid_from(ledger: Ledger) -> None:
    """
    2020-03-05 * "三月电费" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    99.40 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -99.40 CNY.B
    """
    assert ledger.findings == ()
    assert postings(ledger) == [{"func": "2060501", "econ": "30206", "fund": "11"}]


def test_a_direct_payment_is_of_the_fund_of_the_treasurys_income(ledger: Ledger) -> None:
    """
    2020-03-05 * "直接支付，没有写的是 11" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    99.40 CNY.B
      Income:6001-财政拨款预算收入                      -99.40 CNY.B

    2020-03-06 * "直接支付政府性基金" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    50.00 CNY.B
      Income:6001-财政拨款预算收入                      -50.00 CNY.B
        fund: "12"

    2020-03-07 * "自己写明" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    50.00 CNY.B
        fund: "13"
      Income:6001-财政拨款预算收入                      -50.00 CNY.B
        fund: "13"

    2020-03-08 * "两种资金，不猜" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    70.00 CNY.B
      Income:6001-财政拨款预算收入                      -50.00 CNY.B
        fund: "12"
      Income:6001-财政拨款预算收入                      -20.00 CNY.B

    2019-12-31 open Expenses:5001-业务活动费用 CNY
    2019-12-31 open Income:4001-财政拨款收入 CNY

    2020-03-08 * "两本账都写，以预算账为准" #2060501 #30206
      Expenses:5001-业务活动费用                         50.00 CNY
      Income:4001-财政拨款收入                          -50.00 CNY
      Expenses:7201-事业支出:基本支出                    50.00 CNY.B
      Income:6001-财政拨款预算收入                      -50.00 CNY.B
        fund: "12"

    2020-03-09 * "资金账户没有说，就是没有说" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    70.00 CNY.B
      Income:6001-财政拨款预算收入                      -50.00 CNY.B
      Assets:8001-资金结存:800102-货币资金              -20.00 CNY.B

    2020-03-09 * "有资金账户的看资金账户" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    70.00 CNY.B
      Income:6001-财政拨款预算收入                      -50.00 CNY.B
        fund: "12"
      Assets:8001-资金结存:800101-零余额账户用款额度    -20.00 CNY.B
    """
    assert [each.get("fund") for each in postings(ledger)] == ["11", "12", "13", None, "12", None, "11"]
    assert {finding.rule for finding in ledger.findings} == {"fund-not-told"}


def test_the_treasurys_money_makes_what_it_pays_fiscal_and_the_units_own_doesnt(ledger: Ledger) -> None:
    """
    2019-12-31 open Expenses:5001-业务活动费用 CNY
    2019-12-31 open Income:4001-财政拨款收入 CNY
    2019-12-31 open Assets:1011-零余额账户用款额度 CNY
    2019-12-31 open Assets:1002-银行存款 CNY

    2020-03-05 * "财政直接支付" #2060501 #30206
      Expenses:5001-业务活动费用                         50.00 CNY
      Income:4001-财政拨款收入                          -50.00 CNY

    2020-03-06 * "额度支付" #2060501 #30206
      Expenses:5001-业务活动费用                         50.00 CNY
      Assets:1011-零余额账户用款额度                    -50.00 CNY

    2020-03-07 * "银行付款" #2060501 #30206
      Expenses:5001-业务活动费用                         50.00 CNY
      Assets:1002-银行存款                              -50.00 CNY

    2020-03-08 * "两种钱，不猜" #2060501 #30206
      Expenses:5001-业务活动费用                         50.00 CNY
      Assets:1011-零余额账户用款额度                    -20.00 CNY
      Assets:1002-银行存款                              -30.00 CNY
    """
    assert [each.get("fund") for each in postings(ledger, "5")] == ["11", "11", None, None]
    assert not any(postings(ledger, "1"))


def test_of_a_closing_entry_only_what_keeps_the_balance_needs_codes(ledger: Ledger) -> None:
    """
    2020-03-05 * "三月电费" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    99.40 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -99.40 CNY.B
    2020-12-31 * "结转" #year-close
      Equity:8101-财政拨款结转                           99.40 CNY.B
      Expenses:7201-事业支出:基本支出                   -99.40 CNY.B
    """
    assert [(each.rule, each.what[:4]) for each in ledger.findings] == [("func-missing", "8101")]


def test_posting_before_transaction_before_tags(ledger: Ledger) -> None:
    """
    2020-03-05 * "各种写法" #2060501 #30206
      econ: "30207"
      fund: 12
      Expenses:7201-事业支出:基本支出                    10.00 CNY.B
        econ: 30299
      Expenses:7201-事业支出:基本支出                    20.00 CNY.B
        func: "2060599"
        fund: "13"
      Assets:8001-资金结存:800101-零余额账户用款额度
    """
    assert ledger.findings == ()
    assert postings(ledger) == [
        {"func": "2060501", "econ": "30299", "fund": "12"},
        {"func": "2060599", "econ": "30207", "fund": "13"},
    ]


def test_open_of_the_account_then_of_its_parents(ledger: Ledger) -> None:
    """
    2019-12-31 open Expenses:7301-经营支出 CNY.B
      func: "2060502"
      econ: "30299"
    2019-12-31 open Expenses:7301-经营支出:水电 CNY.B
      econ: "30205"

    2020-03-05 * "水费"
      Expenses:7301-经营支出:水电                        10.00 CNY.B
      Assets:8001-资金结存:800102-货币资金              -10.00 CNY.B
    """
    assert postings(ledger) == [{"func": "2060502", "econ": "30205"}]


def test_project_of_the_account_can_be_taken_back(ledger: Ledger) -> None:
    """
    2020-03-05 * "平台建设" #2060599 #30227
      Expenses:7201-事业支出:项目支出                    10.00 CNY.B
      Expenses:7201-事业支出:项目支出                    20.00 CNY.B
        project: ""
      Assets:8001-资金结存:800101-零余额账户用款额度    -30.00 CNY.B
    """
    assert [each.get("project") for each in postings(ledger)] == ["P1", None]


def test_treasury_income_is_of_the_general_budget_unless_said_otherwise(ledger: Ledger) -> None:
    """
    2020-03-05 * "直接支付" #2060599 #30227
      Expenses:7201-事业支出:基本支出                    10.00 CNY.B
        fund: "12"
      Income:6001-财政拨款预算收入                      -10.00 CNY.B
    2020-03-06 * "直接支付" #2060599 #30227
      fund: "12"
      Expenses:7201-事业支出:基本支出                    10.00 CNY.B
      Income:6001-财政拨款预算收入                      -10.00 CNY.B
    """
    assert [each["fund"] for each in postings(ledger, "6")] == ["11", "12"]


def test_every_code_becomes_a_tag_however_it_was_written(ledger: Ledger) -> None:
    """
    2020-03-05 * "各种写法" #note
      func: "2060501"
      Expenses:7201-事业支出:基本支出                    10.00 CNY.B
        econ: "30206"
      Expenses:7201-事业支出:基本支出                    20.00 CNY.B
        econ: "30207"
      Assets:8001-资金结存:800101-零余额账户用款额度    -30.00 CNY.B
    """
    (voucher,) = [entry for entry in ledger.entries if isinstance(entry, Transaction)]
    assert voucher.tags == {"note", "2060501", "30206", "30207"}


def test_year_close_needs_codes_of_balances_only(ledger: Ledger) -> None:
    """
    2020-12-31 * "结转" #year-close
      Expenses:7201-事业支出:基本支出                   -10.00 CNY.B
      Equity:8101-财政拨款结转                           10.00 CNY.B
        func: "2060501"
    """
    assert [finding.rule for finding in ledger.findings if finding.rule != "nothing-recorded"] == []
    assert postings(ledger, "81") == [{"func": "2060501", "fund": "11"}]


def test_running_again_changes_nothing_and_nothing_given_is_changed(ledger_file: Path) -> None:
    """
    2020-03-05 * "各种写法" #2060501
      Expenses:7201-事业支出:基本支出                    10.00 CNY.B
        econ: "30206"
      Expenses:7201-事业支出:项目支出                    20.00 CNY.B
        econ: 30207
      Assets:8001-资金结存:800101-零余额账户用款额度    -30.00 CNY.B
    """
    text = ledger_file.read_text(encoding="utf-8").replace('plugin "gov_accounts_plugins"', "")
    entries, errors, options = loader.load_string(text)
    assert not errors
    before = pickle.dumps(entries)
    once, found = classify(entries, options)
    assert not found
    assert pickle.dumps(entries) == before
    twice, found = classify(once, options)
    assert not found
    assert all(one is two for one, two in zip(once, twice, strict=True))


@draws(30)
@given(ledgers())
def test_running_again_changes_no_code_of_any_ledger(drawn: RandomLedger) -> None:
    with tempfile.TemporaryDirectory() as folder:
        entries, errors, options = loader.load_file(str(write_to(drawn, Path(folder))))
    assert not errors
    again, found = classify(entries, options)
    assert not found
    for one, two in zip(entries, again, strict=True):
        if isinstance(one, Transaction):
            assert isinstance(two, Transaction)
            assert one.tags == two.tags
            for before, after in zip(one.postings, two.postings, strict=True):
                assert (before.meta or {}).items() <= (after.meta or {}).items()


def test_errors_survive_pickling(ledger_file: Path) -> None:
    """
    2020-03-05 * "科目错" #2060511 #30206
      Expenses:7201-事业支出:基本支出                    10.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -10.00 CNY.B
    """
    _, (error,), _ = loader.load_file(str(ledger_file))
    assert isinstance(error, LedgerError)
    again = pickle.loads(pickle.dumps(error))
    assert again.finding == error.finding
    assert again.source == error.source
