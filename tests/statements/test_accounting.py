"""The statements of 政府会计制度 of small ledgers, where the law asks for more than an account's balance."""

from __future__ import annotations

from pathlib import Path

import pytest

from gov_accounts.law.accounting import accounting_set
from gov_accounts.law.chart import Element, official_chart
from gov_accounts.ledger import load
from gov_accounts.publishing.checking import check_all
from gov_accounts.reports.accounting import accounting_findings, difference_note
from gov_accounts.statements.accounting import Accounts
from tests.support.paths import EXAMPLES
from tests.support.statements import figures_of

HEAD = """
option "title" "某中心 2020 年度"
option "operating_currency" "CNY"
plugin "gov_accounts_plugins"
2019-01-01 custom "gov-unit" "name" "某中心"
2019-01-01 custom "gov-unit" "kind" "事业单位"
"""
OPEN = """
2019-01-01 open Assets:1002-银行存款 CNY
  fund: "3"
2019-01-01 open Assets:1002-银行存款:受托代理资产 CNY
2019-01-01 open Assets:1212-应收账款 CNY
2019-01-01 open Assets:1218-其他应收款 CNY
2019-01-01 open Assets:1219-坏账准备:应收账款 CNY
2019-01-01 open Assets:1219-坏账准备:其他应收款 CNY
2019-01-01 open Assets:1601-固定资产 CNY
2019-01-01 open Liabilities:2501-长期借款:甲银行 CNY
  due: 2021-06-30
2019-01-01 open Liabilities:2501-长期借款:乙银行 CNY
  due: 2022-01-31
2019-01-01 open Liabilities:2901-受托代理负债 CNY
2019-01-01 open Equity:3001-累计盈余 CNY
2019-01-01 open Equity:3101-专用基金 CNY
2019-01-01 open Equity:3301-本期盈余 CNY
2019-01-01 open Equity:3302-本年盈余分配 CNY
2019-01-01 open Equity:3401-无偿调拨净资产 CNY
2019-01-01 open Equity:3501-以前年度盈余调整 CNY
2019-01-01 open Income:4604-利息收入 CNY
2019-01-01 open Expenses:5001-业务活动费用 CNY
2019-01-01 open Expenses:5901-其他费用 CNY
"""


def accounts(tmp_path: Path, vouchers: str, month: int = 0) -> Accounts:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + OPEN + vouchers, encoding="utf-8")
    return Accounts.of(load(path), 2020, month)


def figures(made: Accounts, key: str, column: str) -> dict[str, int]:
    """The rows with a figure, in yuan."""
    return {label: fen // 100 for label, fen in figures_of(made.statements[key], column).items() if fen}


OPENING = """
2019-12-31 * "" "年初余额" #no-budget
  Assets:1002-银行存款                  1000.00 CNY
  Assets:1002-银行存款:受托代理资产         50.00 CNY
  Assets:1212-应收账款                   200.00 CNY
  Assets:1218-其他应收款                  100.00 CNY
  Assets:1219-坏账准备:应收账款            -20.00 CNY
  Assets:1219-坏账准备:其他应收款          -10.00 CNY
  Liabilities:2501-长期借款:甲银行        -300.00 CNY
  Liabilities:2501-长期借款:乙银行        -400.00 CNY
  Liabilities:2901-受托代理负债            -50.00 CNY
  Equity:3001-累计盈余                   -570.00 CNY
"""


def test_details_and_due_dates_tell_rows_apart(tmp_path: Path) -> None:
    """At 2020's end the first loan is due within a year, at 2019's end neither was: each column by its own day."""
    made = accounts(tmp_path, OPENING)
    assert figures(made, "balance_sheet", "closing") == {
        "货币资金": 1000,
        "应收账款净额": 180,
        "其他应收款净额": 90,
        "流动资产合计": 1270,
        "受托代理资产": 50,
        "资产总计": 1320,
        "一年内到期的非流动负债": 300,
        "流动负债合计": 300,
        "长期借款": 400,
        "非流动负债合计": 400,
        "受托代理负债": 50,
        "负债合计": 750,
        "累计盈余": 570,
        "净资产合计": 570,
        "负债和净资产总计": 1320,
    }
    opening = figures(made, "balance_sheet", "opening")
    assert (opening["长期借款"], "一年内到期的非流动负债" in opening) == (700, False)
    assert [each.rule for each in accounting_findings(made)] == ["statements-not-closed"]


def test_a_due_date_on_a_leg_stands_before_the_accounts(tmp_path: Path) -> None:
    later = OPENING.replace("甲银行        -300.00 CNY\n", "甲银行        -300.00 CNY\n    due: 2025-01-01\n")
    assert "一年内到期的非流动负债" not in figures(accounts(tmp_path, later), "balance_sheet", "closing")


FUNDS = """
2020-03-01 * "" "从预算收入中提取" #no-budget
  Expenses:5001-业务活动费用              30.00 CNY
  Equity:3101-专用基金                   -30.00 CNY

2020-04-01 * "" "设置" #no-budget
  Assets:1002-银行存款                    40.00 CNY
  Equity:3101-专用基金                   -40.00 CNY

2020-05-01 * "" "购置设备" #no-budget
  Assets:1601-固定资产                    25.00 CNY
  Assets:1002-银行存款                   -25.00 CNY
  Equity:3101-专用基金                    25.00 CNY
  Equity:3001-累计盈余                   -25.00 CNY

2020-06-01 * "" "归集上缴" #no-budget
  Equity:3001-累计盈余                     7.00 CNY
  Assets:1002-银行存款                    -7.00 CNY

2020-12-31 * "" "从预算结余中提取"
  Equity:3302-本年盈余分配                 11.00 CNY
  Equity:3101-专用基金                   -11.00 CNY
"""


def test_what_a_funds_credits_are_against_tells_their_row(tmp_path: Path) -> None:
    made = accounts(tmp_path, OPENING + FUNDS)
    funds = figures(made, "net_assets_changes", "funds")
    assert (funds["其中：从预算收入中提取"], funds["从预算结余中提取"], funds["设置的专用基金"]) == (30, 11, 40)
    assert (funds["（五）使用专用基金"], funds["五、本年年末余额"]) == (-25, 56)
    surplus = figures(made, "net_assets_changes", "surplus")
    assert (surplus["（五）使用专用基金"], surplus["从预算结余中提取"]) == (25, -11)
    assert surplus["（三）归集调整预算结转结余"] == -7
    assert figures_of(made.statements["net_assets_changes"], "total")["（五）使用专用基金"] == 0


def test_a_credit_against_several_accounts_is_parted(tmp_path: Path) -> None:
    both = """
2020-03-01 * "" "提取和设置" #no-budget
  Expenses:5001-业务活动费用              30.00 CNY
  Assets:1002-银行存款                    40.00 CNY
  Equity:3101-专用基金                   -70.00 CNY
"""
    funds = figures(accounts(tmp_path, OPENING + both), "net_assets_changes", "funds")
    assert (funds["其中：从预算收入中提取"], funds["设置的专用基金"]) == (30, 40)


INTEREST = """
2020-02-29 * "某银行" "利息" #no-budget
  Assets:1002-银行存款                     9.00 CNY
  Income:4604-利息收入                    -9.00 CNY
"""
MOVED = """
2020-02-29 * "" "2 月收入转入本期盈余"
  Income:4604-利息收入                     9.00 CNY
  Equity:3301-本期盈余                    -9.00 CNY
"""


@pytest.mark.parametrize("moved", ["", MOVED])
def test_a_month_is_the_same_whether_income_is_moved_each_month_or_not(tmp_path: Path, moved: str) -> None:
    made = accounts(tmp_path, OPENING + INTEREST + moved, 2)
    assert figures(made, "income_statement", "month")["（九）利息收入"] == 9
    assert figures(made, "balance_sheet", "closing")["本期盈余*"] == 9
    assert accounting_findings(made) == ()


CASH = """
2020-01-05 * "" "发工资，代扣税和社保" #no-budget
  Liabilities:2201-应付职工薪酬           100.00 CNY
  Assets:1002-银行存款                   -80.00 CNY
  Liabilities:2102-其他应交税费            -5.00 CNY
  Liabilities:2307-其他应付款            -15.00 CNY

2020-01-06 * "" "缴税、社保" #no-budget
  Liabilities:2102-其他应交税费             5.00 CNY
  Liabilities:2307-其他应付款             15.00 CNY
  Assets:1002-银行存款                   -20.00 CNY

2020-01-07 * "" "直接支付购设备" #2060501 #31002 #no-budget
  Assets:1601-固定资产                   300.00 CNY
  Income:4001-财政拨款收入               -300.00 CNY
    project: "P1"

2020-01-08 * "" "退货" #no-budget
  Assets:1002-银行存款                     7.00 CNY
  Expenses:5001-业务活动费用               -7.00 CNY

2020-01-09 * "" "取现" #no-budget
  Assets:1001-库存现金                     9.00 CNY
  Assets:1002-银行存款                    -9.00 CNY

2020-01-10 * "" "还借款" #no-budget
  Liabilities:2501-长期借款:甲银行          40.00 CNY
  Assets:1002-银行存款                   -40.00 CNY

2020-01-11 * "" "收回押金" #no-budget
  cashflow: "收到的其他与投资活动有关的现金"
  Assets:1002-银行存款                     3.00 CNY
  Assets:1218-其他应收款                   -3.00 CNY
"""
PAYING = """
2019-01-01 open Assets:1001-库存现金 CNY
2019-01-01 open Liabilities:2102-其他应交税费 CNY
2019-01-01 open Liabilities:2201-应付职工薪酬 CNY
2019-01-01 open Liabilities:2307-其他应付款 CNY
2019-01-01 open Income:4001-财政拨款收入 CNY
2019-01-01 custom "gov-project" "P1" "设备"
"""


def test_cash_flows_are_what_the_legs_beside_money_say(tmp_path: Path) -> None:
    """What is withheld lessens what was paid; direct payment is received and paid; money among itself is nothing."""
    made = accounts(tmp_path, OPENING + PAYING + CASH)
    shown = figures(made, "cash_flow", "year")
    assert {label: shown[label] for label in shown if "小计" not in label and "净额" not in label} == {
        "购买商品、接受劳务支付的现金": -7,
        "支付给职工以及为职工支付的现金": 80,
        "支付的各项税费": 5,
        "支付的其他与日常活动有关的现金": 15,
        "收到的其他与投资活动有关的现金": 3,
        "购建固定资产、无形资产、公共基础设施等支付的现金": 300,
        "财政资本性项目拨款收到的现金": 300,
        "偿还借款支付的现金": 40,
        "五、现金净增加额": -130,
    }
    assert not [each for each in accounting_findings(made) if "cash" in each.rule]


def test_what_can_not_be_told_of_a_flow_is_said(tmp_path: Path) -> None:
    both = """
2020-01-05 * "" "工资和货款，代扣税" #no-budget
  Liabilities:2201-应付职工薪酬           100.00 CNY
  Expenses:5001-业务活动费用               30.00 CNY
  Assets:1002-银行存款                  -125.00 CNY
  Liabilities:2102-其他应交税费            -5.00 CNY
"""
    made = accounts(tmp_path, OPENING + PAYING + both)
    assert figures(made, "cash_flow", "year")["支付给职工以及为职工支付的现金"] == 95
    (unclear,) = [each for each in accounting_findings(made) if each.rule == "cashflow-unclear"]
    assert "main.beancount:" in unclear.what
    told = both.replace("-5.00 CNY", '-5.00 CNY\n    cashflow: "购买商品、接受劳务支付的现金"')
    made = accounts(tmp_path, OPENING + PAYING + told)
    assert figures(made, "cash_flow", "year")["购买商品、接受劳务支付的现金"] == 25
    assert not [each for each in accounting_findings(made) if each.rule == "cashflow-unclear"]
    made = accounts(tmp_path, OPENING + PAYING + told.replace("购买商品、", "买"))
    (wrong,) = [each for each in accounting_findings(made) if each.rule == "cashflow-unknown"]
    assert "购买商品、接受劳务支付的现金" in wrong.remedy


def test_december_is_as_before_the_years_closing(tmp_path: Path) -> None:
    closed = """
2020-12-31 * "" "年末结转" #year-close
  Income:4604-利息收入                     9.00 CNY
  Equity:3301-本期盈余                    -9.00 CNY

2020-12-31 * "" "年末结转" #year-close
  Equity:3301-本期盈余                     9.00 CNY
  Equity:3302-本年盈余分配                 -9.00 CNY

2020-12-31 * "" "年末结转" #year-close
  Equity:3302-本年盈余分配                  9.00 CNY
  Equity:3001-累计盈余                    -9.00 CNY
"""
    december = figures(accounts(tmp_path, OPENING + INTEREST + closed, 12), "balance_sheet", "closing")
    assert (december["本期盈余*"], december["累计盈余"]) == (9, 570)
    year = figures(accounts(tmp_path, OPENING + INTEREST + closed), "balance_sheet", "closing")
    assert year["累计盈余"] == 579


@pytest.mark.parametrize("month", [0, 6])
def test_the_postings_behind_a_figure_sum_to_it(month: int) -> None:
    """Of last year's figures too, which the postings of last year's statements are behind."""
    made = Accounts.of(load(EXAMPLES / "qingshi_2019_2020" / "main.beancount"), 2020, month)
    looked = 0
    for statement in made.statements.values():
        for (_, column), cell in statement.cells.items():
            assert sum(fen for _, fen in made.lineage(column).behind(cell)) == cell.fen
            looked += bool(cell.fen)
    assert looked > 60


def test_an_adjustment_of_years_before_is_named(tmp_path: Path) -> None:
    found = """
2020-05-01 * "" "盘盈以前年度设备" #no-budget
  Assets:1601-固定资产                   100.00 CNY
  Equity:3501-以前年度盈余调整           -100.00 CNY

2020-05-01 * "" "转入累计盈余" #no-budget
  Equity:3501-以前年度盈余调整            100.00 CNY
  Equity:3001-累计盈余                  -100.00 CNY
"""
    made = accounts(tmp_path, OPENING + found)
    assert figures(made, "net_assets_changes", "surplus")["二、以前年度盈余调整（减少以“-”号填列）"] == 100
    (adjusted,) = [each for each in accounting_findings(made) if each.rule == "statements-opening-adjusted"]
    line = (HEAD + OPEN + OPENING + found).splitlines().index('2020-05-01 * "" "盘盈以前年度设备" #no-budget') + 1
    assert f"main.beancount:{line}" in adjusted.remedy
    assert "1 张凭证" in adjusted.what


def test_every_account_of_the_balance_sheet_is_in_one_row() -> None:
    """Of each set, so that nothing a unit has is left out or counted twice."""
    sides = {Element.ASSET, Element.LIABILITY, Element.NET_ASSETS}
    for monthly in (False, True):
        form = accounting_set(monthly=monthly).formats.by_key["balance_sheet"]
        rows = [row for panel in form.panels for row in panel.rows if row.take is not None]
        for account in official_chart().accounts:
            if account.role.element not in sides:
                continue
            named = [
                row.key
                for row in rows
                if row.take is not None
                and account.code.startswith(row.take.accounts or ("-",))
                and not account.code.startswith(row.take.accounts_except or ("-",))
            ]
            passing = {"3301", "3302", "3401", "3501"} if not monthly else set()
            assert len(named) == (account.code not in passing), (account.code, named)


def test_check_tests_the_ties_of_statements(tmp_path: Path) -> None:
    """What is left on 本年盈余分配 is in no row of the yearly balance sheet; nothing else is wrong."""
    path = tmp_path / "main.beancount"
    left = """
2020-03-01 * "" "利息" #2060501
  Assets:1002-银行存款                     9.00 CNY
  Income:4604-利息收入                    -9.00 CNY
2020-12-31 * "" "结转" #year-close #no-budget
  Income:4604-利息收入                     9.00 CNY
  Equity:3302-本年盈余分配                 -9.00 CNY
2020-12-31 * "" "结转" #year-close #2060501
  fund: "3"
  Income:6609-其他预算收入                 9.00 CNY.B
  Equity:8202-非财政拨款结余:结转转入        -9.00 CNY.B
2019-01-01 open Income:6609-其他预算收入 CNY.B
2019-01-01 open Equity:8202-非财政拨款结余:结转转入 CNY.B
2019-01-01 open Assets:8001-资金结存:货币资金 CNY.B
  fund: "3"
"""
    path.write_text(HEAD + OPEN + OPENING + left, encoding="utf-8")
    found = check_all(load(path))
    assert "tie-balance-closing" in {each.rule for each in found.findings}, [each.shown() for each in found.findings]
    assert found.unequal


def test_check_finds_what_names_no_row_of_cash_flows(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    said = '  cashflow: "没有的项目"\n'
    wrong = OPENING.replace("\n2019", "\n2020", 1).replace("#no-budget\n", "#no-budget\n" + said)
    path.write_text(HEAD + OPEN + wrong, encoding="utf-8")
    ledger = load(path)
    assert "cashflow-unknown" in {each.rule for each in accounting_findings(Accounts.of(ledger, 2020))}


def test_the_statements_that_check_makes_are_all_but_cash_flows() -> None:
    whole = accounting_set(monthly=False)
    kept = whole.without_flows().formats.by_key
    assert whole.formats.by_key.keys() - kept.keys() == {"cash_flow"}
    assert len(kept) == 6


CARRIED_MONTHLY = """
2020-03-05 * "开户银行" "利息"
  Assets:1002-银行存款          9.00 CNY
  Income:4604-利息收入         -9.00 CNY

2020-03-31 * "月末结转，没有标签" #no-budget
  Income:4604-利息收入          9.00 CNY
  Equity:3301-本期盈余         -9.00 CNY
"""


def test_a_months_carry_over_without_a_tag_is_no_difference_of_the_note(tmp_path: Path) -> None:
    made = accounts(tmp_path, CARRIED_MONTHLY)
    note = {line.row.id: line.fen for line in difference_note(made).lines if line.fen}
    assert note == {"差异": 900, "其他": 900, "盈余": 900}, "income that the budget book hasn't"
    assert [each for each in accounting_findings(made) if each.rule.startswith("tie-")] == []
