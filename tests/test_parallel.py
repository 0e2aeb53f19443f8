"""平行记账, as a textbook: what a voucher's accrual legs give in the budget book, article by article.

Each test's docstring is a voucher as a bookkeeper writes it; what is asserted is the budget legs derived from it,
written ``account amount codes``, debits positive, in yuan.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Transaction

from gov_accounts.accounts import account_code
from gov_accounts.codes import official_codes
from gov_accounts.findings import Severity
from gov_accounts.ledger import Ledger, load
from gov_accounts.parallel import official_rules

HEAD = """\
option "operating_currency" "CNY"
option "operating_currency" "CNY.B"
option "operating_currency" "CNY.A"
option "tolerance_multiplier" "0"
plugin "gov_accounts_plugins"
2019-01-01 custom "gov-unit" "name" "某某中心"
2019-01-01 custom "gov-unit" "kind" "{kind}"
2019-01-01 custom "gov-project" "P1" "平台建设"
"""
FUNDS = {"1011": "11", "800101": "11", "1201": "11", "800103": "11"}
ROOTS = {
    "1": "Assets",
    "2": "Liabilities",
    "3": "Equity",
    "4": "Income",
    "5": "Expenses",
    "6": "Income",
    "7": "Expenses",
}


def opens() -> str:
    """An ``open`` for every account of both books."""
    rows = official_codes().chart.rows
    lines = []
    for code, row in rows.items():
        if row.book == "指标" or len(code) > 4:
            continue
        root = ROOTS.get(code[0]) or ("Assets" if code == "8001" else "Equity")
        name = f"{root}:{code}-{row.name.replace('（', '').replace('）', '')}"
        details = ["800101-零余额账户用款额度", "800102-货币资金", "800103-财政应返还额度"] if code == "8001" else [""]
        for detail in ["", *details] if code == "8001" else details:
            commodity = "CNY" if row.book == "财务" else "CNY.B"
            lines.append(f"2019-01-01 open {name}{':' if detail else ''}{detail} {commodity}")
            fund = FUNDS.get(detail[:6]) or FUNDS.get(code)
            if fund:
                lines.append(f'  fund: "{fund}"')
    return "\n".join(lines) + "\n"


def expand(text: str) -> str:
    """Accounts written by their code alone, in full."""
    rows = official_codes().chart.rows

    def full(match: re.Match[str]) -> str:
        code = match.group(1)
        name = rows[code].name.replace("（", "").replace("）", "")
        root = ROOTS.get(code[0]) or ("Assets" if code == "8001" else "Equity")
        return f"  {root}:{code}-{name}{match.group(2)}"

    return re.sub(r"^  (\d{4})(\s)", full, text, flags=re.MULTILINE)


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
    2020-01-05 * "财政局" "收到授权支付额度" #2060501
      1011   1000.00 CNY
      4001  -1000.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == ["6001 -1000.00 2060501 11", "800101 1000.00"]


def test_direct_payment_by_the_treasury(book: Ledger) -> None:
    """
    2020-01-05 * "财政直接支付办公费" #2060501 #30201
      5001   300.00 CNY
      4001  -300.00 CNY
    """
    assert derived(book) == ["7201 300.00 2060501 30201 11", "6001 -300.00 2060501 11"]


def test_direct_payment_for_two_functions(book: Ledger) -> None:
    """
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
    2020-01-05 * "政府性基金直接支付" #2120803 #30905
      fund: "12"
      1613   300.00 CNY
      4001  -300.00 CNY
    """
    assert derived(book) == ["7201 300.00 2120803 30905 12", "6001 -300.00 2120803 12"]


def test_business_income_received_with_output_tax(book: Ledger) -> None:
    """
    2020-01-05 * "收技术服务费，价税合计" #2060501
      1002   106.00 CNY
      4101  -100.00 CNY
      2101    -6.00 CNY
    """
    assert derived(book) == ["6101 -106.00 2060501", "800102 106.00"]


def test_income_billed_is_not_income_of_the_budget_until_collected(book: Ledger) -> None:
    """
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
    2020-02-05 * "收经营欠款" #2060501
      1002   100.00 CNY
      1212  -100.00 CNY
        budget: "6401"
    """
    assert derived(book) == ["6401 -100.00 2060501", "800102 100.00"]


def test_partly_collected(book: Ledger) -> None:
    """
    2020-01-05 * "收一部分，其余挂账" #2060501
      1002    60.00 CNY
      1212    40.00 CNY
      4101  -100.00 CNY
    """
    assert derived(book) == ["6101 -60.00 2060501", "800102 60.00"]


def test_advance_receipts_are_income_when_received(book: Ledger) -> None:
    """
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


# 支出


def test_cost_paid_from_quota(book: Ledger) -> None:
    """
    2020-03-05 * "三月电费" #2060501 #30206
      5001   99.40 CNY
      1011  -99.40 CNY
    """
    assert derived(book) == ["7201 99.40 2060501 30206 11", "800101 -99.40"]
    (fact,) = [each for each in _facts(book) if each.code == "7201"]
    assert fact.derived
    assert fact.line == fact.voucher.line


def _facts(ledger: Ledger) -> list[Any]:
    from gov_accounts.facts import read_facts  # noqa: PLC0415

    return list(read_facts(ledger.entries))


@pytest.mark.agency
def test_an_agency_spends_on_7101(book: Ledger) -> None:
    """
    2020-03-05 * "三月电费" #2060101 #30206
      5001   99.40 CNY
      1011  -99.40 CNY
    """
    assert derived(book) == ["7101 99.40 2060101 30206 11", "800101 -99.40"]


def test_costs_accrued_are_expenditure_when_paid(book: Ledger) -> None:
    """
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
    2020-03-05 * "付七成，余款挂账" #2060501 #30209
      5001   500.00 CNY
      1011  -350.00 CNY
      2302  -150.00 CNY
    """
    assert derived(book) == ["7201 350.00 2060501 30209 11", "800101 -350.00"]


def test_payroll_with_tax_withheld_and_insurance_held(book: Ledger) -> None:
    """
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
        "7201 95.00 2060501 30101 11",
        "800101 -85.00",
        "800102 -10.00",
        "7201 5.00 2060501 30101 11",
        "800101 -5.00",
        "800101 -10.00",
        "800102 10.00",
    ]


def test_assets_bought_and_worn(book: Ledger) -> None:
    """
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
    2020-03-05 * "领用材料，另付加工费" #2060501 #30218
      5001   100.00 CNY
      1302   -60.00 CNY
      1011   -40.00 CNY
    """
    assert derived(book) == ["7201 40.00 2060501 30218 11", "800101 -40.00"]


def test_prepayments_are_expenditure_when_paid(book: Ledger) -> None:
    """
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
    2020-03-05 * "接受捐赠设备"
      1601   100.00 CNY
      4603  -100.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == []


def test_only_the_carriage_of_a_donated_asset_is_spent(book: Ledger) -> None:
    """
    2020-03-05 * "接受捐赠设备，付运费" #2060501 #31003
      1601   100.00 CNY
      4603   -95.00 CNY
      1011    -5.00 CNY
    """
    assert derived(book) == ["7201 5.00 2060501 31003 11", "800101 -5.00"]


def test_closing_entries_have_none(book: Ledger) -> None:
    """
    2020-12-31 * "结转收入" #year-close
      4001   100.00 CNY
      3301  -100.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == []


def test_transfers_to_superior_and_subordinate_units(book: Ledger) -> None:
    """
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
    2020-12-31 * "财政直接支付预算与支出的差额" #2060501
      1201   50.00 CNY
      4001  -50.00 CNY
    """
    assert derived(book) == ["6001 -50.00 2060501 11", "800103 50.00"]


def test_advances_to_staff_are_expenditure_when_settled(book: Ledger) -> None:
    """
    2020-03-05 * "借备用金"
      1218   100.00 CNY
      1001  -100.00 CNY
    2020-03-20 * "报销，退回余款" #2060501 #30211
      5001    80.00 CNY
      1001    20.00 CNY
      1218  -100.00 CNY
    """
    assert derived(book) == ["7201 80.00 2060501 30211", "800102 -80.00"]


@pytest.mark.parametrize("liability", ["2307", "2103", "2901"])
def test_money_held_for_others(tmp_path: Path, liability: str) -> None:
    path = tmp_path / "main.beancount"
    voucher = expand(
        f'2020-03-05 * "收到"\n  1002  100.00 CNY\n  {liability} -100.00 CNY\n'
        f'2020-03-06 * "付出"\n  {liability}  100.00 CNY\n  1002 -100.00 CNY\n'
    )
    path.write_text(HEAD.format(kind="事业单位") + opens() + voucher, encoding="utf-8")
    ledger = load(path)
    assert rules_found(ledger) == []
    assert derived(ledger) == []


def test_no_budget_says_there_are_none(book: Ledger) -> None:
    """
    2020-03-05 * "期初" #no-budget
      1002   100.00 CNY
      3001  -100.00 CNY
    """
    assert rules_found(book) == []
    assert derived(book) == []


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


def test_opening_balances_without_the_tag_are_questioned(book: Ledger) -> None:
    """
    2020-03-05 * "期初"
      1002   100.00 CNY
      3001  -100.00 CNY
    """
    assert rules_found(book) == ["parallel-no-rule"]


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
    assert [each.what for each in found] == ["从这一天起，8001 资金结存与资金相差 10.00 元。"]
    (voucher,) = [e for e in book.entries if isinstance(e, Transaction) and e.narration == "误标"]
    assert found[0].place is not None
    assert found[0].place.line == voucher.meta["lineno"]


def test_every_official_account_has_a_rule_or_a_reason() -> None:
    rules = official_rules()
    financial = {code for code, row in official_codes().chart.rows.items() if row.book == "财务" and len(code) == 4}
    said = [*rules.money, *(code for code in rules.accounts if code not in rules.never), *rules.never]
    assert sorted(said) == sorted(financial)
    assert len(said) == len(set(said))
    assert all(rule.source for rule in rules.accounts.values())
    assert all(rules.never.values())
    chart = official_codes().chart.rows
    for rule in rules.accounts.values():
        for budget in (rule.budget, rule.repaid):
            assert budget in ("", "spending", "prior") or chart[budget].book == "预算"
