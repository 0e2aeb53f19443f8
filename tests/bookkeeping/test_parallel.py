"""平行记账, as a textbook: what a voucher's accrual legs give in the budget book, article by article.

Each test's docstring is a voucher as a bookkeeper writes it, its accounts by their codes alone, headed by the accounts
of 《政府会计制度》（财会〔2017〕25号）whose entries it is. What is asserted is the budget legs derived from it,
written ``account amount codes``, debits positive, in yuan.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Transaction

from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.law.codes import official_codes
from gov_accounts.law.parallel import official_rules
from gov_accounts.ledger import load
from tests.support.every_account import HEAD, expand, opens


@pytest.fixture
def book(tmp_path: Path, request: pytest.FixtureRequest) -> Ledger:
    import textwrap  # noqa: PLC0415

    marker = request.node.get_closest_marker("agency")
    text = HEAD.format(kind="行政单位" if marker else "事业单位")
    voucher = expand(textwrap.dedent(request.function.__doc__ or ""))
    path = tmp_path / "main.beancount"
    path.write_text(text + opens() + "\n" + voucher, encoding="utf-8")
    return load(path)


def derived(ledger: Ledger) -> list[str]:
    """The derived legs of all vouchers, each as ``account amount codes``."""
    return [
        " ".join(
            [
                _shown(posting.account),
                f"{posting.units.number:f}",
                *(
                    str(posting.meta[key])
                    for key in ("func", "econ", "fund", "project")
                    if key in posting.meta and account_code(posting.account) != "8001"
                ),
            ]
        )
        for entry in ledger.entries
        if isinstance(entry, Transaction)
        for posting in _derived(entry)
    ]


def _derived(entry: Transaction) -> list[Any]:
    return [posting for posting in entry.postings if "derived" in (posting.meta or {})]


def _shown(account: str) -> str:
    detail = re.search(r":(8001\d\d)-", account)
    return detail.group(1) if detail else account_code(account)


def rules_found(ledger: Ledger) -> list[str]:
    return [finding.rule for finding in ledger.findings if finding.severity is Severity.ERROR]


# 收入


def test_quota_received(book: Ledger) -> None:
    """
    ; 1011 零余额账户用款额度、6001 财政拨款预算收入：收到授权支付到账通知
    2020-01-05 * "财政局" "收到授权支付额度" #2060501
      1011   1000.00 CNY
      4001  -1000.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == ["6001 -1000.00 2060501 11", "800101 1000.00"]


def test_direct_payment_by_the_treasury(book: Ledger) -> None:
    """
    ; 4001 财政拨款收入、6001 财政拨款预算收入：财政直接支付，没有资金经过单位的账户
    2020-01-05 * "财政直接支付办公费" #2060501 #30201
      5001   300.00 CNY
      4001  -300.00 CNY
    """
    assert derived(book) == ["7201 300.00 2060501 30201 11", "6001 -300.00 2060501 11"]


def test_direct_payment_for_two_functions(book: Ledger) -> None:
    """
    ; 4001、6001：财政直接支付，预算收入依所支付的各项费用分
    2020-01-05 * "财政直接支付"
      econ: "30201"
      5001   300.00 CNY
        func: "2060501"
      5001   200.00 CNY
        func: "2060599"
        project: "P1"
      4001  -500.00 CNY
    """
    assert derived(book) == [
        "7201 300.00 2060501 30201 11",
        "7201 200.00 2060599 30201 11 P1",
        "6001 -300.00 2060501 11",
        "6001 -200.00 2060599 11 P1",
    ]


def test_direct_payment_of_another_fund(book: Ledger) -> None:
    """
    ; 4001、6001、1613 在建工程：政府性基金预算的直接支付
    2020-01-05 * "政府性基金直接支付" #2120803 #30905
      fund: "12"
      1613   300.00 CNY
      4001  -300.00 CNY
    """
    assert derived(book) == ["7201 300.00 2120803 30905 12", "6001 -300.00 2120803 12"]


def test_business_income_received_with_output_tax(book: Ledger) -> None:
    """
    ; 4101 事业收入、6101 事业预算收入、2101 应交增值税：预算收入按实际收到的含税金额
    2020-01-05 * "收技术服务费，价税合计" #2060501
      1002   106.00 CNY
      4101  -100.00 CNY
      2101    -6.00 CNY
    """
    assert derived(book) == ["6101 -106.00 2060501", "800102 106.00"]


def test_output_tax_is_of_the_income_even_beside_a_fee(book: Ledger) -> None:
    """
    ; 2101 应交增值税：销项税额随收入记 6101，手续费按全额记支出；开户行扣了手续费再入账
    2020-01-05 * "收技术服务费，银行扣手续费" #2060501
      1002   104.00 CNY
      5001     2.00 CNY
        econ: "30204"
      4101  -100.00 CNY
      2101    -6.00 CNY
    """
    assert derived(book) == ["7201 2.00 2060501 30204", "6101 -106.00 2060501", "800102 104.00"]


def test_income_billed_is_not_income_of_the_budget_until_collected(book: Ledger) -> None:
    """
    ; 1212 应收账款、6101：收回时才是预算收入
    2020-01-05 * "开票" #2060501
      1212   100.00 CNY
      4101  -100.00 CNY
    2020-02-05 * "收款" #2060501
      1002   100.00 CNY
      1212  -100.00 CNY
    """
    assert derived(book) == ["6101 -100.00 2060501", "800102 100.00"]


def test_a_receivable_of_business_operations_says_so(book: Ledger) -> None:
    """
    ; 1212、6401 经营预算收入：收回经营活动的应收账款
    2020-02-05 * "收经营欠款" #2060501
      1002   100.00 CNY
      1212  -100.00 CNY
        budget: "6401"
    """
    assert derived(book) == ["6401 -100.00 2060501", "800102 100.00"]


def test_partly_collected(book: Ledger) -> None:
    """
    ; 1212、4101、6101：只有收到的部分是预算收入
    2020-01-05 * "收一部分，其余挂账" #2060501
      1002    60.00 CNY
      1212    40.00 CNY
      4101  -100.00 CNY
    """
    assert derived(book) == ["6101 -60.00 2060501", "800102 60.00"]


def test_advance_receipts_are_income_when_received(book: Ledger) -> None:
    """
    ; 2305 预收账款、6101：预收时是预算收入，确认收入时不再是
    2020-01-05 * "预收" #2060501
      1002   100.00 CNY
      2305  -100.00 CNY
    2020-03-05 * "确认收入" #2060501
      2305   100.00 CNY
      4101  -100.00 CNY
    """
    assert derived(book) == ["6101 -100.00 2060501", "800102 100.00"]


def test_every_other_income_has_its_budget_account(book: Ledger) -> None:
    """
    ; 4201 至 4605、6201 至 6609：其余各项收入
    2020-01-05 * "各种收入" #2060501
      1002   36.00 CNY
      4201   -1.00 CNY
      4301   -2.00 CNY
      4401   -3.00 CNY
      4601   -4.00 CNY
      4602   -5.00 CNY
      4603   -6.00 CNY
      4604   -7.00 CNY
      4605   -8.00 CNY
    """
    assert derived(book) == [
        "6201 -1.00 2060501",
        "6301 -2.00 2060501",
        "6401 -3.00 2060501",
        "6601 -4.00 2060501",
        "6602 -5.00 2060501",
        "6609 -21.00 2060501",
        "800102 36.00",
    ]


def test_interest_on_a_deposit(book: Ledger) -> None:
    """
    ; 4604 利息收入、6609 其他预算收入：实际收到存款利息
    2020-03-21 * "一季度存款利息" #2060501
      fund: "3"
      1002   12.34 CNY
      4604  -12.34 CNY
    """
    assert derived(book) == ["6609 -12.34 2060501 3", "800102 12.34"]


def test_a_receivable_goes_bad_and_is_collected_after_all(book: Ledger) -> None:
    """
    ; 1219 坏账准备、1212、8202 非财政拨款结余：计提、核销没有收付；核销后又收回的，增加非财政拨款结余
    2020-12-31 * "计提坏账准备"
      5901   100.00 CNY
      1219  -100.00 CNY
    2021-06-30 * "报批后核销"
      1219   100.00 CNY
      1212  -100.00 CNY
    2021-09-01 * "又收回：恢复应收账款"
      1212   100.00 CNY
      1219  -100.00 CNY
    2021-09-01 * "又收回：收款" #2060501
      fund: "3"
      1002   100.00 CNY
      1212  -100.00 CNY
        budget: "8202"
    """
    assert rules_found(book) == []
    assert derived(book) == ["8202 -100.00 2060501 3", "800102 100.00"]


# 支出


def test_cost_paid_from_quota(book: Ledger) -> None:
    """
    ; 1011、5001 业务活动费用、7201 事业支出：授权支付
    2020-03-05 * "三月电费" #2060501 #30206
      5001   99.40 CNY
      1011  -99.40 CNY
    """
    assert derived(book) == ["7201 99.40 2060501 30206 11", "800101 -99.40"]
    (fact,) = [each for each in _facts(book) if each.code == "7201"]
    assert fact.derived
    assert fact.line == fact.voucher.line


def _facts(ledger: Ledger) -> list[Any]:
    from gov_accounts.books.postings import counted_postings  # noqa: PLC0415

    return list(counted_postings(ledger.entries))


@pytest.mark.agency
def test_an_agency_spends_on_7101(book: Ledger) -> None:
    """
    ; 7101 行政支出：行政单位的支出
    2020-03-05 * "三月电费" #2060101 #30206
      5001   99.40 CNY
      1011  -99.40 CNY
    """
    assert derived(book) == ["7101 99.40 2060101 30206 11", "800101 -99.40"]


def test_costs_accrued_are_expenditure_when_paid(book: Ledger) -> None:
    """
    ; 2302 应付账款、7201：实际支付时才是支出
    2020-03-05 * "收到发票" #2060501 #30209
      5001   500.00 CNY
      2302  -500.00 CNY
    2020-04-05 * "付款" #2060501 #30209
      2302   500.00 CNY
      1011  -500.00 CNY
    """
    assert derived(book) == ["7201 500.00 2060501 30209 11", "800101 -500.00"]


def test_partly_paid(book: Ledger) -> None:
    """
    ; 2302、5001、7201：只有付出的部分是支出
    2020-03-05 * "付七成，余款挂账" #2060501 #30209
      5001   500.00 CNY
      1011  -350.00 CNY
      2302  -150.00 CNY
    """
    assert derived(book) == ["7201 350.00 2060501 30209 11", "800101 -350.00"]


def test_payroll_with_tax_and_insurance_withheld(book: Ledger) -> None:
    """
    ; 2201 应付职工薪酬、2102 其他应交税费、2307 其他应付款（附录40（2）、46（3））：代扣的个税和社保没有付款，到缴纳时
    ; 才是支出，编码随发工资的凭证
    2020-03-05 * "计提工资" #2060501 #30101
      5001   100.00 CNY
      2201  -100.00 CNY

    2020-03-10 * "发工资，代扣个税、个人社保" #2060501 #30101
      2201   100.00 CNY
      1011   -85.00 CNY
      2102    -5.00 CNY
      2307   -10.00 CNY

    2020-04-05 * "缴个税" #2060501 #30101
      2102     5.00 CNY
      1011    -5.00 CNY

    2020-04-05 * "缴个人社保"
      2307    10.00 CNY
      1011   -10.00 CNY
    """
    assert derived(book) == [
        "7201 85.00 2060501 30101 11",
        "800101 -85.00",
        "7201 5.00 2060501 30101 11",
        "800101 -5.00",
        "7201 10.00 2060501 30101 11",
        "800101 -10.00",
    ]


def test_assets_bought_and_worn(book: Ledger) -> None:
    """
    ; 1601 固定资产、1602 固定资产累计折旧：购置是支出，折旧没有预算分录
    2020-03-05 * "买电脑" #2060501 #31002
      1601   5000.00 CNY
      1011  -5000.00 CNY
    2020-03-31 * "计提折旧"
      5001    100.00 CNY
      1602   -100.00 CNY
    """
    assert derived(book) == ["7201 5000.00 2060501 31002 11", "800101 -5000.00"]


def test_stock_bought_and_used_beside_a_payment(book: Ledger) -> None:
    """
    ; 1302 库存物品：领用没有收付，只冲减同一张凭证里的费用
    2020-03-05 * "领用材料，另付加工费" #2060501 #30218
      5001   100.00 CNY
      1302   -60.00 CNY
      1011   -40.00 CNY
    """
    assert derived(book) == ["7201 40.00 2060501 30218 11", "800101 -40.00"]


def test_prepayments_are_expenditure_when_paid(book: Ledger) -> None:
    """
    ; 1214 预付账款、7201：预付时是支出，结转时只有补付的是
    2020-03-05 * "预付" #2060501 #30227
      1214   100.00 CNY
      1011  -100.00 CNY
    2020-05-05 * "结转预付，付余款" #2060501 #30227
      5001   250.00 CNY
      1214  -100.00 CNY
      1011  -150.00 CNY
    """
    assert derived(book) == [
        "7201 100.00 2060501 30227 11",
        "800101 -100.00",
        "7201 150.00 2060501 30227 11",
        "800101 -150.00",
    ]


def test_donated_assets_have_no_budget_legs(book: Ledger) -> None:
    """
    ; 1601、4603 捐赠收入：接受捐赠的非现金资产，没有收付
    2020-03-05 * "接受捐赠设备"
      1601   100.00 CNY
      4603  -100.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == []


def test_only_the_carriage_of_a_donated_asset_is_spent(book: Ledger) -> None:
    """
    ; 1601、4603、7901 其他支出（附录20（1）④）：捐赠的资产，只有自己付的税费、运输费是支出
    2020-03-05 * "接受捐赠设备，付运费" #2060501 #31003
      1601   100.00 CNY
      4603   -95.00 CNY
      1011    -5.00 CNY
    """
    assert derived(book) == ["7901 5.00 2060501 31003 11", "800101 -5.00"]


def test_closing_entries_have_none(book: Ledger) -> None:
    """
    ; 3301 本期盈余：期末结转
    2020-12-31 * "结转收入" #year-close
      4001   100.00 CNY
      3301  -100.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == []


def test_transfers_to_superior_and_subordinate_units(book: Ledger) -> None:
    """
    ; 7401 上缴上级支出、7501 对附属单位补助支出、7301 经营支出、7901 其他支出
    2020-03-05 * "上缴、补助、经营" #2060501 #39999
      5401   10.00 CNY
      5501   20.00 CNY
      5201   30.00 CNY
      5901   40.00 CNY
      1002 -100.00 CNY
    """
    assert derived(book) == [
        "7401 10.00 2060501 39999",
        "7501 20.00 2060501 39999",
        "7301 30.00 2060501 39999",
        "7901 40.00 2060501 39999",
        "800102 -100.00",
    ]


def test_refund_of_this_year_and_of_earlier_years(book: Ledger) -> None:
    """
    ; 5001、3501 以前年度盈余调整：本年的退回冲减支出，以前年度的调整财政拨款结转（8101）或非财政拨款结转（8201）
    2020-03-05 * "退回当年电话费" #2060501 #30207
      1011   10.00 CNY
      5001  -10.00 CNY
    2020-03-06 * "退回上年差旅费" #2060501
      1011   20.00 CNY
      3501  -20.00 CNY
    2020-03-07 * "退回上年自有资金支出" #2060501
      fund: "3"
      1002   30.00 CNY
      3501  -30.00 CNY
    """
    assert derived(book) == [
        "7201 -10.00 2060501 30207 11",
        "800101 10.00",
        "8101 -20.00 2060501 11",
        "800101 20.00",
        "8201 -30.00 2060501 3",
        "800102 30.00",
    ]


def test_payroll_with_everything_a_salary_is_cut_by(book: Ledger) -> None:
    """
    ; 2201 应付职工薪酬、2102 其他应交税费、7201 事业支出：代扣的社保、公积金记在 2201 的明细，实际缴纳时才是支出
    2020-03-05 * "计提：工资，单位负担的养老保险、公积金"
      5001  10000.00 CNY
      5001   1600.00 CNY
      5001   1200.00 CNY
      2201 -12800.00 CNY
    2020-03-10 * "发工资，代扣个税 90、养老保险 800、公积金 1200" #2060501 #30101
      2201  10000.00 CNY
      2102    -90.00 CNY
      2201   -800.00 CNY
      2201  -1200.00 CNY
      1011  -7910.00 CNY
    2020-03-15 * "缴个税" #2060501 #30101
      2102     90.00 CNY
      1011    -90.00 CNY
    2020-03-20 * "缴养老保险，个人和单位负担的"
      2201    800.00 CNY
        func: "2060501"
        econ: "30101"
      2201   1600.00 CNY
        func: "2080505"
        econ: "30108"
      1011  -2400.00 CNY
    2020-03-20 * "缴公积金，个人和单位负担的"
      2201   1200.00 CNY
        func: "2060501"
        econ: "30101"
      2201   1200.00 CNY
        func: "2210201"
        econ: "30113"
      1011  -2400.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == [
        "7201 7910.00 2060501 30101 11",
        "800101 -7910.00",
        "7201 90.00 2060501 30101 11",
        "800101 -90.00",
        "7201 800.00 2060501 30101 11",
        "7201 1600.00 2080505 30108 11",
        "800101 -2400.00",
        "7201 1200.00 2060501 30101 11",
        "7201 1200.00 2210201 30113 11",
        "800101 -2400.00",
    ]
    # What the staff earn is all of it spent on 30101 in the end, though in four payments.
    spent = sum(each.fen for each in _facts(book) if each.code == "7201" and each.econ == "30101")
    assert spent == 1_000_000


def test_what_is_withheld_of_one_function_is_not_another_functions_equal_leg(book: Ledger) -> None:
    """
    ; 2201（附录40（2）、（3））：代扣的 40 说了是哪个科目的，碰巧与另一科目的一条相等，也不冲那一条
    2020-03-10 * "发工资，代扣社保 40；付单位负担的公积金 40"
      2201  10000.00 CNY
        func: "2060501"
        econ: "30101"
      2201     40.00 CNY
        func: "2210201"
        econ: "30113"
      2201    -40.00 CNY
        func: "2060501"
      1011  -10000.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == ["7201 9960.00 2060501 30101 11", "7201 40.00 2210201 30113 11", "800101 -10000.00"]


def test_provident_fund_withheld_and_remitted(book: Ledger) -> None:
    """
    ; 2201、2307（附录40（3））：代扣的公积金没有付款，缴纳时是支出
    2020-03-10 * "发工资，代扣公积金" #2060501 #30101
      2201  10000.00 CNY
      2307  -1200.00 CNY
      1002  -8800.00 CNY

    2020-03-20 * "缴公积金"
      2307   1200.00 CNY
      1002  -1200.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == [
        "7201 8800.00 2060501 30101",
        "800102 -8800.00",
        "7201 1200.00 2060501 30101",
        "800102 -1200.00",
    ]


def test_stock_bought_and_used(book: Ledger) -> None:
    """
    ; 1302 库存物品、7201：购入时是支出，领用没有收付
    2020-03-05 * "购入材料" #2060501 #30218
      1302   600.00 CNY
      1011  -600.00 CNY
    2020-03-20 * "领用材料" #2060501 #30218
      5001   250.00 CNY
      1302  -250.00 CNY
    """
    assert derived(book) == ["7201 600.00 2060501 30218 11", "800101 -600.00"]


def test_a_bank_fee(book: Ledger) -> None:
    """
    ; 5101 单位管理费用、7201：付银行手续费
    2020-03-21 * "银行手续费" #2060501 #30204
      fund: "3"
      5101   15.00 CNY
      1002  -15.00 CNY
    """
    assert derived(book) == ["7201 15.00 2060501 30204 3", "800102 -15.00"]


def test_interest_on_a_loan(book: Ledger) -> None:
    """
    ; 2001 短期借款、2304 应付利息、6501 债务预算收入、7701 债务还本支出、7901 其他支出：借入、计提利息、还本付息
    2020-01-01 * "借入" #2060501
      fund: "3"
      1002  20000.00 CNY
      2001 -20000.00 CNY
    2020-06-30 * "计提利息"
      5901    400.00 CNY
      2304   -400.00 CNY
    2020-07-01 * "还本付息" #2060501
      fund: "3"
      2001  20000.00 CNY
        econ: "39999"
      2304    400.00 CNY
        econ: "30701"
      1002 -20400.00 CNY
    """
    assert derived(book) == [
        "6501 -20000.00 2060501 3",
        "800102 20000.00",
        "7701 20000.00 2060501 39999 3",
        "7901 400.00 2060501 30701 3",
        "800102 -20400.00",
    ]


def test_input_tax_output_tax_and_what_is_due(book: Ledger) -> None:
    """
    ; 2101 应交增值税：购入按含税价记支出，收入按含税价记预算收入，交税时记支出
    2020-03-05 * "购入材料，进项税额可以抵扣" #2060501 #30218
      fund: "3"
      1302   100.00 CNY
      2101    13.00 CNY
      1002  -113.00 CNY
    2020-03-20 * "提供服务，收款" #2060501
      fund: "3"
      1002   212.00 CNY
      4101  -200.00 CNY
      2101   -12.00 CNY
    2020-04-10 * "交增值税" #2060501 #30240
      fund: "3"
      2101     5.00 CNY
      1002    -5.00 CNY
    """
    assert derived(book) == [
        "7201 113.00 2060501 30218 3",
        "800102 -113.00",
        "6101 -212.00 2060501 3",
        "800102 212.00",
        "7201 5.00 2060501 30240 3",
        "800102 -5.00",
    ]


def test_other_taxes_are_expenditure_when_paid(book: Ledger) -> None:
    """
    ; 2102 其他应交税费：计提没有收付；交纳时记支出，经营活动的记经营支出，企业所得税记非财政拨款结余
    2020-03-31 * "计提城建税、经营活动的城建税、所得税"
      5101    10.00 CNY
      5201    20.00 CNY
      5801    30.00 CNY
      2102   -60.00 CNY
    2020-04-10 * "交税" #2060501
      fund: "3"
      2102    10.00 CNY
        econ: "30240"
      2102    20.00 CNY
        econ: "30240"
        budget: "7301"
      2102    30.00 CNY
        budget: "8202"
      1002   -60.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == [
        "7201 10.00 2060501 30240 3",
        "7301 20.00 2060501 30240 3",
        "8202 30.00 2060501 3",
        "800102 -60.00",
    ]


def test_mixed_funds_in_one_voucher(book: Ledger) -> None:
    """
    ; 5001、5101、1011、1002：财政拨款和单位资金共同支付一张发票
    2020-03-05 * "水电费，单位资金负担管理用房的" #2060501 #30206
      5001   700.00 CNY
        fund: "11"
      5101   200.00 CNY
        fund: "3"
      1011  -700.00 CNY
      1002  -200.00 CNY
    """
    assert derived(book) == [
        "7201 700.00 2060501 30206 11",
        "7201 200.00 2060501 30206 3",
        "800101 -700.00",
        "800102 -200.00",
    ]


def test_several_functions_and_projects_in_one_voucher(book: Ledger) -> None:
    """
    ; 5001、1601、1011：一次支付几个功能、基本和项目的费用和资产，其中设备款留下一成
    2020-03-05 * "合并支付"
      5001    300.00 CNY
        func: "2060501"
        econ: "30201"
      5001    200.00 CNY
        func: "2060599"
        econ: "30202"
        project: "P1"
      1601   1000.00 CNY
        func: "2060599"
        econ: "31003"
        project: "P1"
      2302   -100.00 CNY
        func: "2060599"
        econ: "31003"
        project: "P1"
      1011  -1400.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == [
        "7201 300.00 2060501 30201 11",
        "7201 200.00 2060599 30202 11 P1",
        "7201 900.00 2060599 31003 11 P1",
        "800101 -1400.00",
    ]


def test_an_asset_scrapped_and_its_removal_paid(book: Ledger) -> None:
    """
    ; 5301 资产处置费用、1602 固定资产累计折旧、7901：转销没有收付，只有清理费是支出
    2020-12-05 * "报废，付清理费" #2060501 #30299
      5301     25.00 CNY
      1602     80.00 CNY
      1601   -100.00 CNY
      1011     -5.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == ["7901 5.00 2060501 30299 11", "800101 -5.00"]


def test_direct_payments_taken_back(book: Ledger) -> None:
    """
    ; 4001、6001、1201 财政应返还额度、3501：直接支付的退回，本年的冲减收支，以前年度的退回额度、调整财政拨款结转
    2020-03-05 * "退回本年直接支付的物业费" #2060501 #30209
      4001   500.00 CNY
      5001  -500.00 CNY
    2020-03-06 * "退回上年直接支付的物业费" #2060501
      1201   300.00 CNY
      3501  -300.00 CNY
    """
    assert derived(book) == [
        "7201 -500.00 2060501 30209 11",
        "6001 500.00 2060501 11",
        "8101 -300.00 2060501 11",
        "800103 300.00",
    ]


def test_the_fund_may_be_told_by_funds_in_hand(tmp_path: Path) -> None:
    """The cash account says nothing, the 资金结存 account its money is on does."""
    voucher = expand('2020-03-05 * "现金付办公费" #2060501 #30201\n  5001  10.00 CNY\n  1001 -10.00 CNY\n')
    text = opens().replace(":800102-货币资金 CNY.B\n", ':800102-货币资金 CNY.B\n  fund: "11"\n')
    path = tmp_path / "main.beancount"
    path.write_text(HEAD.format(kind="事业单位") + text + voucher, encoding="utf-8")
    assert derived(load(path)) == ["7201 10.00 2060501 30201 11", "800102 -10.00"]


# 不是预算收支的资金


def test_money_moves_between_accounts(book: Ledger) -> None:
    """
    ; 1001、1011、1201 财政应返还额度、8001 资金结存：提现，年末注销额度，下年恢复，都在资金结存之内
    2020-03-05 * "提现"
      1001   10.00 CNY
      1011  -10.00 CNY
    2020-03-06 * "存现"
      1002   10.00 CNY
      1001  -10.00 CNY
    2020-12-31 * "注销额度"
      1201   50.00 CNY
      1011  -50.00 CNY
    2021-01-02 * "恢复额度"
      1011   50.00 CNY
      1201  -50.00 CNY
    """
    assert derived(book) == [
        "800101 -10.00",
        "800102 10.00",
        "800101 -50.00",
        "800103 50.00",
        "800101 50.00",
        "800103 -50.00",
    ]


def test_direct_payment_budget_left_over(book: Ledger) -> None:
    """
    ; 1201、4001、6001：年末，直接支付预算指标数大于实际支付数的差额
    2020-12-31 * "财政直接支付预算与支出的差额" #2060501
      1201   50.00 CNY
      4001  -50.00 CNY
    """
    assert derived(book) == ["6001 -50.00 2060501 11", "800103 50.00"]


def test_last_years_direct_payment_budget_is_used(book: Ledger) -> None:
    """
    ; 1201、7201、8001：使用以前年度的直接支付额度，上年已记预算收入
    2021-01-05 * "使用上年直接支付额度付办公费" #2060501 #30201
      5001   50.00 CNY
      1201  -50.00 CNY
    """
    assert derived(book) == ["7201 50.00 2060501 30201 11", "800103 -50.00"]


def test_advances_to_staff_are_expenditure_when_settled(book: Ledger) -> None:
    """
    ; 1218 其他应收款、7201：借出备用金不是支出，报销时才是
    2020-03-05 * "借备用金"
      1218   100.00 CNY
      1001  -100.00 CNY
    2020-03-20 * "报销，退回余款" #2060501 #30211
      5001    80.00 CNY
      1001    20.00 CNY
      1218  -100.00 CNY
    """
    assert derived(book) == ["7201 80.00 2060501 30211", "800102 -80.00"]


def test_a_deposit_is_held_and_returned(book: Ledger) -> None:
    """
    ; 2307 其他应付款：收到、退还押金、保证金，不是预算收支
    2020-03-05 * "收到履约保证金"
      1002  5000.00 CNY
      2307 -5000.00 CNY
    2020-06-05 * "退还履约保证金"
      2307  5000.00 CNY
      1002 -5000.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == []


def test_a_deposit_forfeited_is_income_at_that_moment(book: Ledger) -> None:
    """
    ; 2307、4609 其他收入、6609 其他预算收入：无法退还的款项转作收入，钱早已收到
    2020-06-05 * "没收保证金" #2060501
      2307  5000.00 CNY
      4609 -5000.00 CNY
    """
    assert derived(book) == ["6609 -5000.00 2060501", "800102 5000.00"]


def test_money_due_to_the_treasury(book: Ledger) -> None:
    """
    ; 2103 应缴财政款：收取和上缴，不是预算收支
    2020-03-05 * "出租房屋的租金，应缴国库"
      1002   700.00 CNY
      2103  -700.00 CNY
    2020-03-31 * "上缴国库"
      2103   700.00 CNY
      1002  -700.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == []


def test_money_and_goods_entrusted(book: Ledger) -> None:
    """
    ; 1891 受托代理资产、2901 受托代理负债：受托代理的资金和物资，不是预算收支
    2020-03-05 * "收到受托转赠的资金"
      1002  9000.00 CNY
      2901 -9000.00 CNY
    2020-03-06 * "收到受托转赠的物资"
      1891  3000.00 CNY
      2901 -3000.00 CNY
    2020-03-07 * "转赠物资"
      2901  3000.00 CNY
      1891 -3000.00 CNY
    2020-03-08 * "转付资金"
      2901  9000.00 CNY
      1002 -9000.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == []


def test_no_budget_says_there_are_none(book: Ledger) -> None:
    """
    ; 3001 累计盈余：期初余额，预算账的期初另记
    2020-03-05 * "期初" #no-budget
      1002   100.00 CNY
      3001  -100.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == []


# 明细怎样发生


def test_an_advance_keeps_the_fund_of_its_money(book: Ledger) -> None:
    """
    ; 1218、7201（附录12（1））：从零余额账户借出的，报销时是财政拨款支出
    2020-03-05 * "借差旅费"
      1218   100.00 CNY
      1011  -100.00 CNY

    2020-03-20 * "报销" #2060501 #30211
      5001   100.00 CNY
      1218  -100.00 CNY
    """
    assert "7201 100.00 2060501 30211 11" in derived(book)


def test_what_is_told_settles_what_it_means(book: Ledger) -> None:
    """
    ; 2307（附录46）：写明结清的是哪一种，剩下的就是另一种
    2020-03-01 * "收押金"
      1002   500.00 CNY
      2307  -500.00 CNY

    2020-03-02 * "劳务费" #2060501 #30226
      5001   200.00 CNY
      2307  -200.00 CNY

    2020-03-03 * "付劳务费" #2060501 #30226
      2307   200.00 CNY
        budget: "7201"
      1002  -200.00 CNY

    2020-03-04 * "退押金"
      2307   500.00 CNY
      1002  -500.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == ["7201 200.00 2060501 30226", "800102 -200.00"]


def test_codes_that_are_said_tell_which_claim_is_paid(book: Ledger) -> None:
    """
    ; 2307（附录46（3））：还款写了经济分类，项目取自那一笔报销
    2020-03-01 * "公务卡报销差旅费" #2060501 #30211
      5001   300.00 CNY
        project: "P1"
      2307  -300.00 CNY
        project: "P1"

    2020-03-02 * "公务卡报销办公费" #2060501 #30201
      5001   200.00 CNY
      2307  -200.00 CNY

    2020-03-10 * "还差旅费" #2060501 #30211
      2307   300.00 CNY
      1002  -300.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == ["7201 300.00 2060501 30211 P1", "800102 -300.00"]


def test_investments_of_two_years_are_this_years(book: Ledger) -> None:
    """
    ; 1101、7601（附录5（3））：没有结清的不全是以前年度的，不冲其他结余
    2019-03-01 * "买国债" #2060501 #39999
      1101   100.00 CNY
      1002  -100.00 CNY

    2020-03-01 * "又买" #2060501 #39999
      1101   100.00 CNY
      1002  -100.00 CNY

    2020-06-01 * "卖一半" #2060501 #39999
      1002   100.00 CNY
      1101  -100.00 CNY
    """
    assert derived(book)[-2:] == ["7601 -100.00 2060501 39999", "800102 100.00"]


def test_an_opening_of_january_is_the_year_befores(book: Ledger) -> None:
    """
    ; 1101、8501：一月的年初数是以前年度的
    2020-01-01 * "年初数" #no-budget
      1101   100.00 CNY
      3001  -100.00 CNY

    2020-06-01 * "收回投资" #2060501
      1002   100.00 CNY
      1101  -100.00 CNY
    """
    assert derived(book) == ["8501 -100.00 2060501", "800102 100.00"]


def test_written_legs_say_what_arose(book: Ledger) -> None:
    """
    ; 1902（附录1（5））：写出的预算分录说明它是现金溢余，付还时冲减
    2020-03-01 * "银行对账溢余" #2060501
      1002    20.00 CNY
      1902   -20.00 CNY
      8001    20.00 CNY.B
      6609   -20.00 CNY.B

    2020-03-05 * "应付给个人"
      1902    20.00 CNY
      2307   -20.00 CNY

    2020-03-06 * "付还" #2060501
      2307    20.00 CNY
      1002   -20.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == ["6609 20.00 2060501", "800102 -20.00"]


def test_only_the_treasurys_own_money_tells_the_fund(book: Ledger) -> None:
    """
    ; 4001、1002：收到的拨款和自有资金共同支付，没有写资金性质的不猜
    2020-03-05 * "直接支付一部分，自有资金一部分" #2060501 #31002
      1601   100.00 CNY
      4001   -60.00 CNY
      1002   -40.00 CNY
    """
    assert derived(book)[0] == "7201 100.00 2060501 31002"


def test_an_item_of_one_budget_tells_the_fund(book: Ledger) -> None:
    """
    ; 2120801 征地和拆迁补偿支出只在政府性基金预算里有
    2020-03-05 * "直接支付征地补偿" #2120801 #30905
      5001   100.00 CNY
      4001  -100.00 CNY
    """
    assert derived(book) == ["7201 100.00 2120801 30905 12", "6001 -100.00 2120801 12"]


# 说不清的，不猜


def test_a_cost_without_codes_is_named(book: Ledger) -> None:
    """
    2020-03-05 * "电费" #30206
      5001   99.40 CNY
      1011  -99.40 CNY
    """
    assert derived(book) == []
    (finding,) = [each for each in book.findings if each.severity is Severity.ERROR]
    assert finding.rule == "parallel-code-missing"
    assert "5001" in finding.what
    assert "功能分类科目（func）" in finding.what


def test_what_is_unpaid_of_several_costs_is_not_prorated(book: Ledger) -> None:
    """
    2020-03-05 * "两项费用，付一部分" #2060501
      5001   100.00 CNY
        econ: "30201"
      5001   200.00 CNY
        econ: "30202"
      1011  -250.00 CNY
      2302   -50.00 CNY
    """
    assert derived(book) == []
    assert rules_found(book) == ["parallel-split"]


def test_what_is_unpaid_can_say_what_it_is_of(book: Ledger) -> None:
    """
    2020-03-05 * "两项费用，付一部分" #2060501
      5001   100.00 CNY
        econ: "30201"
      5001   200.00 CNY
        econ: "30202"
      1011  -250.00 CNY
      2302   -50.00 CNY
        econ: "30202"
    """
    assert rules_found(book) == []
    assert derived(book) == ["7201 100.00 2060501 30201 11", "7201 150.00 2060501 30202 11", "800101 -250.00"]


def test_what_is_unpaid_can_say_of_which_project(book: Ledger) -> None:
    """
    2020-03-05 * "基本和项目各一项，付一部分" #2060501 #30201
      5001   100.00 CNY
      5001   200.00 CNY
        project: "P1"
      1011  -250.00 CNY
      2302   -50.00 CNY
        project: "P1"
    """
    assert rules_found(book) == []
    assert derived(book) == ["7201 100.00 2060501 30201 11", "7201 150.00 2060501 30201 11 P1", "800101 -250.00"]


def test_what_is_unpaid_of_something_else_is_asked_about(book: Ledger) -> None:
    """
    2020-03-05 * "挂账的写成了另一个款" #2060501
      5001   500.00 CNY
        econ: "30201"
      1011  -350.00 CNY
      2302  -150.00 CNY
        econ: "30202"
    """
    assert derived(book) == []
    (finding,) = [each for each in book.findings if each.severity is Severity.ERROR]
    assert finding.rule == "parallel-offset-contradicts"
    assert "2302 应付账款的 150.00 元" in finding.what
    assert "（经济分类 30202）" in finding.what
    assert "7201 事业支出（经济分类 30201）" in finding.what
    assert 'econ: "30201"' in finding.remedy
    (voucher,) = [each for each in book.entries if isinstance(each, Transaction)]
    assert finding.place is not None
    assert finding.place.line == (voucher.postings[2].meta or {})["lineno"]


CONTRADICTIONS = {"func": "2060599", "econ": "30202", "fund": "12", "project": "P1"}


@pytest.mark.parametrize("key", CONTRADICTIONS)
def test_no_code_of_what_is_unpaid_is_overruled(tmp_path: Path, key: str) -> None:
    """Each code by itself; silence about it, or the cost's own code, is no contradiction."""
    said = {"func": "2060501", "econ": "30201", "fund": "11", "project": ""}

    def found(code: str | None) -> list[str]:
        line = "" if code is None else f'    {key}: "{code}"\n'
        voucher = expand(
            '2020-03-05 * "付一部分"\n  5001  500.00 CNY\n'
            + "".join(f'    {each}: "{value}"\n' for each, value in said.items())
            + f"  1002 -350.00 CNY\n  2302 -150.00 CNY\n{line}"
        )
        path = tmp_path / "main.beancount"
        path.write_text(HEAD.format(kind="事业单位") + opens() + voucher, encoding="utf-8")
        return rules_found(load(path))

    assert found(None) == []
    assert found(said[key]) == []
    assert found(CONTRADICTIONS[key]) == ["parallel-offset-contradicts"]


def test_income_that_never_arrived_may_be_of_other_codes(book: Ledger) -> None:
    """
    2020-03-05 * "接受捐赠设备，付运费" #31003
      1601   100.00 CNY
        func: "2060501"
      4603   -95.00 CNY
        func: "2060599"
        fund: "3"
      1011    -5.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == ["7901 5.00 2060501 31003 11", "800101 -5.00"]


def test_one_code_is_enough_to_say_what_is_unpaid(book: Ledger) -> None:
    """
    2020-03-05 * "两个功能的费用，付一部分" #30201
      5001   100.00 CNY
        func: "2060501"
      5001   200.00 CNY
        func: "2060599"
      1011  -250.00 CNY
      2302   -50.00 CNY
        func: "2060599"
        econ: ""
    """
    assert rules_found(book) == []
    assert derived(book) == ["7201 100.00 2060501 30201 11", "7201 150.00 2060599 30201 11", "800101 -250.00"]


@pytest.mark.parametrize(
    ("tags", "key", "named"),
    [("#2060501 #2060599 #30206", "func", "2060501、2060599"), ("#2060501 #30205 #30206", "econ", "30205、30206")],
)
def test_two_tags_are_never_chosen_between(tmp_path: Path, tags: str, key: str, named: str) -> None:
    path = tmp_path / "main.beancount"
    voucher = expand(f'2020-03-05 * "水电费" {tags}\n  5001  99.40 CNY\n  1011 -99.40 CNY\n')
    path.write_text(HEAD.format(kind="事业单位") + opens() + voucher, encoding="utf-8")
    ledger = load(path)
    assert derived(ledger) == []
    (finding,) = [each for each in ledger.findings if each.severity is Severity.ERROR]
    assert finding.rule == f"{key}-ambiguous"
    assert f"（{named}）" in finding.what


def test_a_leg_is_not_given_anothers_code_where_a_tag_may_mean_it(book: Ledger) -> None:
    """
    2020-03-05 * "付办公费，还清印刷费" #2060501 #30201 #30202
      5001   100.00 CNY
        econ: "30201"
      2302   200.00 CNY
      1011  -300.00 CNY
    """
    assert derived(book) == []
    assert rules_found(book) == ["econ-ambiguous"]


def test_legs_that_choose_between_two_tags(book: Ledger) -> None:
    """
    2020-03-05 * "付办公费，还清印刷费" #2060501 #30201 #30202
      5001   100.00 CNY
        econ: "30201"
      2302   200.00 CNY
        econ: "30202"
      1011  -300.00 CNY
    """
    assert derived(book) == ["7201 100.00 2060501 30201 11", "7201 200.00 2060501 30202 11", "800101 -300.00"]


@pytest.mark.parametrize(
    ("account", "other"), [("1219", "1002"), ("3001", "1002"), ("3101", "1002"), ("5801", "1002"), ("1602", "1011")]
)
def test_money_against_what_has_no_rule_is_asked_about(tmp_path: Path, account: str, other: str) -> None:
    path = tmp_path / "main.beancount"
    voucher = expand(f'2020-03-05 * "？" #2060501 #30299\n  {account}  10.00 CNY\n  {other} -10.00 CNY\n')
    path.write_text(HEAD.format(kind="事业单位") + opens() + voucher, encoding="utf-8")
    ledger = load(path)
    (finding,) = [each for each in ledger.findings if each.severity is Severity.ERROR]
    assert finding.rule == "parallel-no-rule"
    assert account in finding.what
    assert derived(ledger) == []


def test_opening_balances_without_the_tag_are_questioned(book: Ledger) -> None:
    """
    2020-03-05 * "期初"
      1002   100.00 CNY
      3001  -100.00 CNY
    """
    assert rules_found(book) == ["parallel-no-rule"]


def test_income_has_no_economic_code_though_its_voucher_has_one(book: Ledger) -> None:
    """
    4609 其他收入

    2020-03-05 * "收入，只有一条分录" #2060501 #30206
      1002  100.00 CNY
      4609  -100.00 CNY
    2020-03-06 * "费用和收入" #2060501 #30206
      5001  30.00 CNY
      4609  -100.00 CNY
      1002  70.00 CNY
    """
    assert [each for each in derived(book) if each.startswith("6")] == ["6609 -100.00 2060501", "6609 -100.00 2060501"]
    assert "7201 30.00 2060501 30206" in derived(book)


def test_a_fund_received_without_budget_legs_opens_nothing(book: Ledger) -> None:
    """
    3101 专用基金

    2020-03-05 * "收到其他设置的专用基金" #no-budget
      1002  100.00 CNY
      3101  -100.00 CNY
    2020-03-06 * "使用"
      3101  40.00 CNY
      1002  -40.00 CNY
    """
    assert derived(book) == []
    assert "parallel-nature-unknown" not in rules_found(book)


def test_budget_legs_that_contradict_the_money(book: Ledger) -> None:
    """
    2020-03-05 * "电费" #2060501 #30206
      5001   99.40 CNY
      1002  -99.40 CNY
      7201   94.90 CNY.B
      8001  -94.90 CNY.B
    """
    assert rules_found(book) == ["parallel-funds"]


def test_money_that_has_no_budget_legs_is_found_on_its_day(book: Ledger) -> None:
    """
    2020-01-01 * "期初：银行存款" #no-budget
      1002   100.00 CNY
      3001  -100.00 CNY
    2020-01-01 * "期初：资金结存" #2060501
      fund: "11"
      8001   100.00 CNY.B
      8101  -100.00 CNY.B
    2020-03-05 * "电费" #2060501 #30206
      5001   99.40 CNY
      1011  -99.40 CNY
    2020-03-06 * "误标" #no-budget
      5001   10.00 CNY
      1002  -10.00 CNY
    """
    found = [each for each in book.findings if each.rule == "parallel-funds-apart"]
    assert [each.severity for each in found] == [Severity.NOTICE]
    assert "8001 资金结存比资金多 10.00 元。它标了 #no-budget" in found[0].what
    (voucher,) = [e for e in book.entries if isinstance(e, Transaction) and e.narration == "误标"]
    assert found[0].place is not None
    assert found[0].place.line == voucher.meta["lineno"]


def test_every_official_account_has_a_rule_or_a_reason() -> None:
    rules = official_rules()
    financial = {code for code, row in official_codes().chart.rows.items() if row.book == "财务" and len(code) == 4}
    said = {*rules.money, *rules.always_held, *rules.natures, *rules.accounts, *rules.never}
    assert said == financial
    assert not rules.money.keys() & (rules.accounts.keys() | rules.never.keys() | rules.always_held)
    assert all(rules.never.values())
    chart = official_codes().chart.rows
    for rule in rules.accounts.values():
        for budget in (rule.budget, rule.repaid):
            assert budget in ("", "spending", "prior") or chart[budget].book == "预算"
