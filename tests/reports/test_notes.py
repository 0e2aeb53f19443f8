"""附注 of small ledgers: which row a posting is of, what is printed, and what is said."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gov_accounts.law.notes import NoteTable
from gov_accounts.ledger import load
from gov_accounts.reports.note_print import note_findings, print_notes
from gov_accounts.reports.notes import AccountNotes
from gov_accounts.statements.accounting import Accounts
from tests.support.commands import assert_mendable, run
from tests.support.paths import EXAMPLES

Snapshot = Callable[[str, str], None]
HEAD = """
option "title" "某中心 2020 年度"
option "operating_currency" "CNY"
plugin "gov_accounts_plugins"
2019-01-01 custom "gov-unit" "name" "某中心"
2019-01-01 custom "gov-unit" "kind" "事业单位"
2019-01-01 open Assets:1002-银行存款 CNY
  fund: "3"
2019-01-01 open Equity:3001-累计盈余 CNY
2019-01-01 open Assets:8001-资金结存:800102-货币资金 CNY.B
2019-01-01 open Income:6101-事业预算收入 CNY.B
2019-01-01 open Income:6601-非同级财政拨款预算收入 CNY.B
2019-01-01 open Income:6609-其他预算收入 CNY.B
2019-01-01 open Expenses:7201-事业支出 CNY.B
"""


def written(tmp_path: Path, text: str) -> Path:
    """A ledger, the accounts it posts to opened unless it opens them itself."""
    legs = [line.split() for line in text.splitlines() if line.startswith("  ") and line.rstrip().endswith("CNY")]
    opened = [line.split()[2] for line in (HEAD + text).splitlines() if " open " in line]
    opens = "".join(f"2019-01-01 open {each} CNY\n" for each in sorted({leg[0] for leg in legs} - set(opened)))
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + opens + text, encoding="utf-8")
    return path


def notes_of(tmp_path: Path, text: str, year: int = 2020) -> AccountNotes:
    return AccountNotes.of(Accounts.of(load(written(tmp_path, text)), year))


def table(notes: AccountNotes, key: str) -> dict[str, list[int]]:
    """The rows with a figure by their labels, moved as printed: their figures in yuan, column by column."""
    (made,) = [each for each in notes.tables if each.table.key == key]
    columns = [column.of for column in made.table.columns if column.of != "blank"]
    rows = [("　" * line.level + line.label, [line.fen(each) // 100 for each in columns]) for line in made.lines]
    assert len(dict(rows)) == len(rows)
    return {label: figures for label, figures in rows if any(figures)}


def rules(notes: AccountNotes) -> list[str]:
    return [each.rule for each in note_findings(notes)]


OWED = """
2019-12-31 * "" "年初余额" #no-budget
  Assets:1002-银行存款                 1000.00 CNY
  Assets:1212-应收账款:01-甲公司         200.00 CNY
  Assets:1212-应收账款:02-乙局           50.00 CNY
  Assets:1218-其他应收款:01-职工借款:张三    30.00 CNY
  Assets:1219-坏账准备:121901-应收账款     -20.00 CNY
  Assets:1219-坏账准备:121902-其他应收款    -5.00 CNY
  Equity:3001-累计盈余               -1255.00 CNY

2020-03-01 * "" "收回" #no-budget
  Assets:1002-银行存款                  80.00 CNY
  Assets:1212-应收账款:01-甲公司         -80.00 CNY
"""


def test_debtors_are_named_without_numbers_and_bad_debts_taken_off(tmp_path: Path) -> None:
    notes = notes_of(tmp_path, OWED)
    assert table(notes, "receivables") == {
        "甲公司": [120, 200],
        "乙局": [50, 50],
        "减：坏账准备": [20, 20],
        "合计": [150, 230],
    }
    assert table(notes, "other_receivables") == {
        "职工借款—张三": [30, 30],
        "减：坏账准备": [5, 5],
        "合计": [25, 25],
    }
    assert rules(notes) == []


def test_debtors_are_of_the_classes_that_the_ledger_declares(tmp_path: Path) -> None:
    party = '2019-01-01 custom "gov-party" "乙局" "本部门以外同级政府单位"\n'
    assert table(notes_of(tmp_path, party + OWED), "receivables") == {
        "本部门以外同级政府单位": [50, 50],
        "　乙局": [50, 50],
        "没有声明类别的": [120, 200],
        "　甲公司": [120, 200],
        "减：坏账准备": [20, 20],
        "合计": [150, 230],
    }


def test_a_party_is_named_with_its_number_or_without(tmp_path: Path) -> None:
    numbered = notes_of(tmp_path, '2019-01-01 custom "gov-party" "02-乙局" "其他单位"\n' + OWED)
    assert table(numbered, "receivables")["　乙局"] == [50, 50]
    assert rules(numbered) == []


def test_a_party_that_nothing_is_with_is_told(tmp_path: Path) -> None:
    party = '2019-01-01 custom "gov-party" "乙局" "其他单位"\n2019-01-01 custom "gov-party" "乙 局" "其他单位"\n'
    (found,) = note_findings(notes_of(tmp_path, party + OWED))
    assert (found.rule, found.severity.value) == ("party-not-met", "提示")
    assert "1 个单位，到 2020 年末账上没有：乙 局。" in found.what


@pytest.mark.parametrize(
    ("written_so", "rule"),
    [('"乙局"', "party-malformed"), ('"乙局" ""', "party-malformed"), ('"乙局" "同级政府"', "party-class-unknown")],
)
def test_a_class_that_there_is_not_is_said(written_so: str, rule: str, tmp_path: Path) -> None:
    notes = notes_of(tmp_path, f'2019-01-01 custom "gov-party" {written_so}\n{OWED}')
    assert rules(notes) == [rule]
    assert "乙局" in table(notes, "receivables")


def test_money_held_in_trust_is_not_the_units(tmp_path: Path) -> None:
    notes = notes_of(
        tmp_path,
        """
2019-12-31 * "" "年初余额" #no-budget
  Assets:1002-银行存款                    100.00 CNY
  Assets:1001-库存现金:100101-受托代理资产     7.00 CNY
  Assets:1002-银行存款:100201-受托代理资产    40.00 CNY
  Assets:1891-受托代理资产:01-受托转赠物资      9.00 CNY
  Assets:1891-受托代理资产:02-字画            3.00 CNY
  Equity:3001-累计盈余                   -159.00 CNY
""",
    )
    assert table(notes, "cash") == {"银行存款": [100, 100], "合计": [100, 100]}
    assert table(notes, "trust_assets") == {
        "货币资金": [47, 0, 0, 47],
        "受托转赠物资": [9, 0, 0, 9],
        "其他": [3, 0, 0, 3],
        "合计": [59, 0, 0, 59],
    }
    assert rules(notes) == []


DUE = """
2019-01-01 open Assets:1502-长期债券投资:甲省债 CNY
  due: 2021-06-30
2019-01-01 open Assets:1502-长期债券投资:乙省债 CNY
  due: 2030-06-30
2019-01-01 open Liabilities:2501-长期借款:丙银行 CNY
  due: 2021-06-30
2019-12-31 * "" "年初余额" #no-budget
  Assets:1502-长期债券投资:甲省债           300.00 CNY
  Assets:1502-长期债券投资:乙省债           500.00 CNY
  Liabilities:2501-长期借款:丙银行        -150.00 CNY
  Liabilities:2501-长期借款:250101-本金:丁银行 -250.00 CNY
  Equity:3001-累计盈余                  -400.00 CNY

2020-03-01 * "" "卖出一部分，又买入" #no-budget
  Assets:1502-长期债券投资:乙省债          -200.00 CNY
  Equity:3001-累计盈余                   200.00 CNY

2020-04-01 * "" "买入" #no-budget
  Assets:1502-长期债券投资:乙省债            70.00 CNY
  Equity:3001-累计盈余                   -70.00 CNY
"""


def test_what_falls_due_within_a_year_has_left(tmp_path: Path) -> None:
    """As in the balance sheet: at the end of 2019 the first bond was due in a year and a half."""
    notes = notes_of(tmp_path, DUE)
    assert table(notes, "bonds") == {
        "乙省债": [500, 70, 200, 370],
        "甲省债": [300, 0, 300, 0],
        "合计": [800, 70, 500, 370],
    }
    assert table(notes, "long_term_loans") == {"丁银行": [250, 250], "丙银行": [0, 150], "合计": [250, 400]}
    assert rules(notes) == []
    (made,) = [each for each in notes.tables if each.table.key == "bonds"]
    (line,) = made.called("合计")
    assert sorted(each.fen for each in line.items("decrease")) == [20000, 30000]


def test_investments_are_by_investee_and_stock_by_kind(tmp_path: Path) -> None:
    notes = notes_of(
        tmp_path,
        """
2019-12-31 * "" "年初余额" #no-budget
  Assets:1501-长期股权投资:150101-成本:甲公司       300.00 CNY
  Assets:1501-长期股权投资:甲公司:150102-损益调整      20.00 CNY
  Assets:1302-库存物品:01-耗材:纸                5.00 CNY
  Assets:1302-库存物品:01-耗材:笔                6.00 CNY
  Assets:1302-库存物品                          1.00 CNY
  Assets:1303-加工物品:130301-自制物品           2.00 CNY
  Equity:3001-累计盈余                       -334.00 CNY
""",
    )
    assert table(notes, "equity") == {"甲公司": [320, 0, 0, 320], "合计": [320, 0, 0, 320]}
    assert table(notes, "inventories") == {
        "库存物品": [1, 1],
        "耗材": [11, 11],
        "自制物品": [2, 2],
        "合计": [14, 14],
    }
    printed = {each.key: each for each in print_notes(notes, indented=False)}
    assert printed["equity"].panels[0].columns[0].label == "核算方法"
    assert "method" not in printed["equity"].panels[0].rows[0].values


ROADS = """
2019-12-31 * "" "年初余额" #no-budget
  Assets:1801-公共基础设施:01-市政基础设施      30.00 CNY
  Assets:1801-公共基础设施:02-水利基础设施      9.00 CNY
  Equity:3001-累计盈余                    -39.00 CNY
"""


def test_what_is_of_a_class_and_of_no_detail_has_no_row_below_it_unless_others_have(tmp_path: Path) -> None:
    def rows(text: str) -> list[tuple[str, int]]:
        (made,) = [each for each in notes_of(tmp_path, text).tables if each.table.key == "infrastructure"]
        return [(line.label, line.fen("closing") // 100) for line in made.lines if line.key.startswith("cost.")]

    assert rows(ROADS) == [("市政基础设施", 30), ("交通基础设施", 0), ("水利基础设施", 9), ("其他", 0)]
    more = ROADS.replace("-39.00", "-44.00").replace(
        "  Equity", "  Assets:1801-公共基础设施:01-市政基础设施:09-桥  5.00 CNY\n  Equity"
    )
    assert rows(more)[:3] == [("市政基础设施", 35), ("未分明细", 30), ("桥", 5)]


def test_details_stand_in_the_order_of_their_accounts(tmp_path: Path) -> None:
    orders = []
    for text in (OWED, OWED.replace("01-甲公司", "09-甲公司")):
        (made,) = [each for each in notes_of(tmp_path, text).tables if each.table.key == "receivables"]
        orders.append([line.label for line in made.lines])
    assert orders == [["甲公司", "乙局", "减：坏账准备", "合计"], ["乙局", "甲公司", "减：坏账准备", "合计"]]


FIXED = """
2019-12-31 * "" "年初余额" #no-budget
  Assets:1601-固定资产:01-房屋及构筑物         900.00 CNY
  Assets:1601-固定资产:02-车辆              100.00 CNY
  Assets:1601-固定资产:03-图书档案设备          60.00 CNY
  Assets:1601-固定资产:04-图书               20.00 CNY
  Assets:1601-固定资产:05-试验田              15.00 CNY
  Assets:1602-固定资产累计折旧:01-房屋和构筑物  -300.00 CNY
  Assets:1602-固定资产累计折旧:09-车辆         -40.00 CNY
  Assets:1602-固定资产累计折旧:05-试验田        -5.00 CNY
  Equity:3001-累计盈余                     -750.00 CNY

2020-05-01 * "" "报废" #no-budget
  Assets:1602-固定资产累计折旧:09-车辆          40.00 CNY
  Assets:1601-固定资产:02-车辆              -100.00 CNY
  Equity:3001-累计盈余                       60.00 CNY

2020-12-01 * "" "计提"
  Expenses:5001-业务活动费用                  31.00 CNY
  Assets:1602-固定资产累计折旧:01-房屋和构筑物   -31.00 CNY
"""


def test_assets_are_of_the_laws_classes_and_what_is_of_none_by_itself(tmp_path: Path) -> None:
    notes = notes_of(tmp_path, FIXED)
    (made,) = [each for each in notes.tables if each.table.key == "fixed_assets"]
    columns = [column.of for column in made.table.columns]
    assert [(line.name, [line.fen(each) // 100 for each in columns]) for line in made.lines] == [
        ("原值", [1095, 0, 100, 995]),
        ("原值房屋及构筑物", [900, 0, 0, 900]),
        ("原值通用设备", [160, 0, 100, 60]),
        ("原值专用设备", [0, 0, 0, 0]),
        ("原值文物和陈列品", [0, 0, 0, 0]),
        ("原值图书、档案", [20, 0, 0, 20]),
        ("原值家具、用具、装具及动植物", [0, 0, 0, 0]),
        ("原值试验田", [15, 0, 0, 15]),
        ("累计折旧", [345, 31, 40, 336]),
        ("累计折旧房屋及构筑物", [300, 31, 0, 331]),
        ("累计折旧通用设备", [40, 0, 40, 0]),
        ("累计折旧专用设备", [0, 0, 0, 0]),
        ("累计折旧家具、用具、装具", [0, 0, 0, 0]),
        ("累计折旧试验田", [5, 0, 0, 5]),
        ("账面价值", [750, -31, 60, 659]),
        ("账面价值房屋及构筑物", [600, -31, 0, 569]),
        ("账面价值通用设备", [120, 0, 60, 60]),
        ("账面价值专用设备", [0, 0, 0, 0]),
        ("账面价值文物和陈列品", [0, 0, 0, 0]),
        ("账面价值图书、档案", [20, 0, 0, 20]),
        ("账面价值家具、用具、装具及动植物", [0, 0, 0, 0]),
        ("账面价值试验田", [10, 0, 0, 10]),
    ]
    assert rules(notes) == []


COSTS = """
2019-01-01 open Expenses:5001-业务活动费用:05-项目甲 CNY
  econ: "30227"
2020-02-01 * "" "名称先于编码" #2060501 #30226
  Expenses:5001-业务活动费用:500101-工资福利费用      100.00 CNY
  Assets:1002-银行存款                          -100.00 CNY
2020-02-02 * "" "编码" #2060501 #30201
  Expenses:5001-业务活动费用                       20.00 CNY
  Assets:1002-银行存款                           -20.00 CNY
2020-02-03 * "" "领用，凭证上的编码" #30218
  Expenses:5001-业务活动费用                        3.00 CNY
  Assets:1302-库存物品                            -3.00 CNY
2020-02-04 * "" "领用，账户上的编码"
  Expenses:5001-业务活动费用:05-项目甲                4.00 CNY
  Assets:1302-库存物品                            -4.00 CNY
2020-02-05 * "" "摊销和折旧，一条分录"
  Expenses:5101-单位管理费用                        50.00 CNY
  Assets:1602-固定资产累计折旧                      -30.00 CNY
  Assets:1702-无形资产累计摊销                      -20.00 CNY
2020-02-06 * "" "折旧，对方先于编码" #30201
  Expenses:5101-单位管理费用                         6.00 CNY
  Assets:1602-固定资产累计折旧                        -6.00 CNY
2020-02-07 * "" "看不出" #no-budget
  Expenses:5001-业务活动费用:06-其他                  7.00 CNY
  Assets:1302-库存物品                             -7.00 CNY
2020-02-08 * "" "不是表上的类别" #2060501 #31003
  Expenses:5001-业务活动费用:06-其他                  8.00 CNY
  Assets:1002-银行存款                             -8.00 CNY
2020-02-09 * "" "处置" #no-budget
  Expenses:5301-资产处置费用                         9.00 CNY
  Assets:1601-固定资产                             -9.00 CNY
2020-02-10 * "" "利息" #no-budget
  Expenses:5901-其他费用                            11.00 CNY
  Liabilities:2304-应付利息                         -11.00 CNY
"""


def test_costs_are_told_by_name_then_by_what_they_are_against_then_by_code(tmp_path: Path) -> None:
    notes = notes_of(tmp_path, COSTS)
    assert table(notes, "costs") == {
        "工资福利费用": [100, 0],
        "商品和服务费用": [27, 0],
        "固定资产折旧费": [36, 0],
        "无形资产摊销费": [20, 0],
        "资产处置费用": [9, 0],
        "其他费用": [11, 0],
        "没有归入以上各类的费用": [15, 0],
        "　其他": [15, 0],
        "本期费用合计": [218, 0],
    }
    assert table(notes, "activities")["其他"] == [15, 0]
    assert table(notes, "management") == {"固定资产折旧费": [36, 0], "无形资产摊销费": [20, 0], "合计": [56, 0]}
    assert table(notes, "other_expenses") == {"利息费用": [11, 0], "合计": [11, 0]}
    (found,) = note_findings(notes)
    assert found.rule == "note-cost-unsorted"
    assert "有 2 条分录、15.00 元" in found.what
    assert found.severity.value == "提示"


def test_a_code_is_that_of_the_budget_legs_where_they_are_written_and_agree(tmp_path: Path) -> None:
    notes = notes_of(
        tmp_path,
        """
2020-02-01 * "" "水电"
  Expenses:5001-业务活动费用                20.00 CNY
  Assets:1002-银行存款                    -20.00 CNY
  Expenses:7201-事业支出                   12.00 CNY.B
    func: "2060501"
    econ: "30205"
  Expenses:7201-事业支出                    8.00 CNY.B
    func: "2060502"
    econ: "30205"
  Assets:8001-资金结存:800102-货币资金       -20.00 CNY.B
""",
    )
    assert table(notes, "costs")["商品和服务费用"] == [20, 0]


def test_a_fund_is_that_of_the_budget_legs_where_they_are_written(tmp_path: Path) -> None:
    notes = notes_of(
        tmp_path,
        """
2020-02-01 * "" "学费返还"
  Assets:1002-银行存款                     70.00 CNY
  Income:4101-事业收入                    -70.00 CNY
  Assets:8001-资金结存:800102-货币资金       70.00 CNY.B
  Income:6101-事业预算收入                 -70.00 CNY.B
    func: "2060501"
    fund: "2"
""",
    )
    assert table(notes, "operations") == {"来自财政专户管理资金": [70, 0], "合计": [70, 0]}


INCOME = """
2019-01-01 custom "gov-party" "某县财政局" "本部门以外非同级政府单位"
2019-01-01 custom "gov-party" "某局" "本部门以外同级政府单位"
2019-01-01 open Income:4101-事业收入:01-学费 CNY
  fund: "2"
2020-02-01 * "某局" "检测费" #2060501
  Assets:1002-银行存款                     30.00 CNY
  Income:4101-事业收入:02-检测              -30.00 CNY
2020-02-02 * "某公司" "检测费" #2060501
  Assets:1002-银行存款                      5.00 CNY
  Income:4101-事业收入:02-检测               -5.00 CNY
2020-02-03 * "某局" "返还" #2060501
  Assets:1002-银行存款                     70.00 CNY
  Income:4101-事业收入:01-学费              -70.00 CNY
2020-02-04 * "某县财政局" "补助" #2060501
  Assets:1002-银行存款                     11.00 CNY
  Income:4601-非同级财政拨款收入             -11.00 CNY
2020-02-05 * "某局" "委托业务" #2060501 #30227
  Expenses:5001-业务活动费用                 9.00 CNY
  Assets:1002-银行存款                      -9.00 CNY
2020-02-06 * "某公司" "委托业务" #2060501 #30227
  Expenses:5001-业务活动费用                 2.00 CNY
  Assets:1002-银行存款                      -2.00 CNY
"""


def test_income_is_by_source_and_cost_by_payee(tmp_path: Path) -> None:
    notes = notes_of(tmp_path, INCOME)
    assert table(notes, "operations") == {
        "来自财政专户管理资金": [70, 0],
        "本部门以外同级政府单位": [30, 0],
        "　某局": [30, 0],
        "其他": [5, 0],
        "　检测": [5, 0],
        "合计": [105, 0],
    }
    assert table(notes, "other_governments") == {
        "本部门以外非同级政府单位": [11, 0],
        "　某县财政局": [11, 0],
        "合计": [11, 0],
    }
    assert table(notes, "activities_payees") == {
        "本部门以外同级政府单位": [9, 0],
        "　某局": [9, 0],
        "其他": [2, 0],
        "合计": [11, 0],
    }


def test_nothing_that_a_terminal_obeys_is_in_a_name(tmp_path: Path) -> None:
    odd = INCOME.replace('"某局"', '"某\x1b[31m\n局"')
    assert table(notes_of(tmp_path, odd), "operations")["　某 [31m 局"] == [30, 0]
    unknown = notes_of(tmp_path, odd.replace("本部门以外同级政府单位", "别的\x1b[31m"))
    assert all("\x1b" not in each.shown() for each in note_findings(unknown))
    assert "party-class-unknown" in rules(unknown)


def test_without_classes_nobody_knows_the_payees(tmp_path: Path) -> None:
    undeclared = "\n".join(line for line in INCOME.splitlines() if "gov-party" not in line)
    notes = notes_of(tmp_path, undeclared)
    assert "activities_payees" not in {each.table.key for each in notes.tables}
    assert table(notes, "activities")["合计"] == [11, 0]


def test_a_month_carried_over_without_a_tag_is_not_income_taken_back(tmp_path: Path) -> None:
    notes = notes_of(
        tmp_path,
        """
2020-02-01 * "" "利息" #2060501
  Assets:1002-银行存款          8.00 CNY
  Income:4604-利息收入         -8.00 CNY
2020-02-29 * "" "结转本月盈余"
  Income:4604-利息收入          8.00 CNY
  Equity:3301-本期盈余         -8.00 CNY
""",
    )
    assert rules(notes) == []
    (surplus,) = [each for each in notes.reconciliation.lines if each.row.of == "surplus"]
    assert surplus.fen == 800


def without(law: NoteTable, row: str) -> NoteTable:
    blocks = tuple(
        dataclasses.replace(each, rows=tuple(one for one in each.rows if one.key != row)) for each in law.blocks
    )
    return dataclasses.replace(law, blocks=blocks)


def test_a_sum_that_is_not_the_statements_is_an_error_with_both_figures(tmp_path: Path) -> None:
    notes = notes_of(tmp_path, OWED)
    tables = tuple(without(each, "allowance") if each.key == "receivables" else each for each in notes.law.tables)
    broken = dataclasses.replace(notes, law=dataclasses.replace(notes.law, tables=tables))
    closing, opening = note_findings(broken)
    assert (closing.rule, closing.severity.value) == ("note-not-as-stated", "错误")
    assert closing.what == (
        "附注五2 应收账款的合计（期末余额）是 170.00 元，资产负债表的应收账款净额（期末余额）是 150.00 元，"
        "相差 20.00 元。"
    )
    assert "年初余额）是 250.00 元" in opening.what


def test_a_result_that_is_not_the_statements_is_an_error(tmp_path: Path) -> None:
    notes = notes_of(tmp_path, INCOME)
    lines = tuple(
        dataclasses.replace(each, items=each.items[1:]) if each.row.of else each for each in notes.reconciliation.lines
    )
    assert rules(notes) == []
    vars(notes)["reconciliation"] = dataclasses.replace(notes.reconciliation, lines=lines)
    assert [each.what for each in note_findings(notes)] == [
        (
            "附注六 一、本年预算结余（本年预算收支差额）是 75.00 元，"
            "预算收入支出表的三、本年预算收支差额（本年数）是 105.00 元，相差 -30.00 元。"
        ),
        (
            "附注六 三、本年盈余（本年收入与费用的差额）是 75.00 元，"
            "收入费用表的三、本期盈余（本年数）是 105.00 元，相差 -30.00 元。"
        ),
    ]


# The examples, and the command

QINGSHI = EXAMPLES / "qingshi_2019_2020" / "main.beancount"


@pytest.mark.parametrize(("example", "year"), [("wuhan_2020", 2020), ("qingshi_2019_2020", 2020), ("puhui_2024", 2024)])
def test_every_figure_of_the_examples_is_that_of_its_postings(example: str, year: int) -> None:
    notes = AccountNotes.of(Accounts.of(load(EXAMPLES / example / "main.beancount"), year))
    assert set(rules(notes)) <= {"note-cost-unsorted"}
    assert len(notes.tables) > 6
    for made in notes.tables:
        for line in made.lines:
            for column in made.table.columns:
                assert sum(each.fen for each in line.items(column.of)) == line.fen(column.of)


def test_the_notes_of_an_example(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(QINGSHI.parent)
    text = run("report", "main.beancount", "--year", "2020", "--set", "附注")
    assert_mendable(text)
    assert text.endswith("退出码 0\n")
    snapshot("notes/qingshi_2020.txt", text)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("period", ("report", "--set", "附注", "--period", "2020-06")),
        ("unit", ("report", "--set", "附注", "--unit", "wan")),
        ("table", ("report", "--set", "附注", "--table", "99")),
        ("empty", ("report", "--set", "附注", "--table", "附注五5.1")),
        ("row", ("explain", "附注五6", "飞机", "期末余额")),
        ("rows", ("explain", "附注固定资产", "通用设备", "期末余额")),
        ("column", ("explain", "附注五6", "原值通用设备", "中间")),
        ("reconciliation", ("explain", "附注六", "加2", "金额")),
        ("no_row", ("explain", "附注五6")),
    ],
)
def test_what_cannot_be_done_is_said(
    name: str, arguments: tuple[str, ...], snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(QINGSHI.parent)
    text = run(arguments[0], "main.beancount", "--year", "2020", *arguments[1:])
    assert_mendable(text)
    assert text.endswith("退出码 2\n")
    snapshot(f"notes/wrong_{name}.txt", text)


def test_a_figure_is_explained_by_its_postings(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(QINGSHI.parent)
    text = run("explain", "main.beancount", "--year", "2020", "附注五6", "原值通用设备", "本期减少额")
    assert text.endswith("退出码 0\n")
    snapshot("notes/explained.txt", text)


def test_programs_read_plain_labels_and_exact_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, FIXED)
    monkeypatch.chdir(tmp_path)
    text = run("report", path.name, "--year", "2020", "--set", "附注", "--table", "fixed_assets", "--format", "json")
    (only,) = json.loads(text[text.index("{") : text.rindex("}") + 1])["tables"]
    assert (only["name"], only["title"], only["key"]) == ("附注五6", "固定资产", "fixed_assets")
    assert [each["id"] for each in only["columns"]] == ["年初余额", "本期增加额", "本期减少额", "期末余额"]
    assert only["rows"][1] == {
        "id": "原值房屋及构筑物",
        "key": "cost.buildings",
        "label": "其中：房屋及构筑物",
        "values": {"年初余额": "900.00", "期末余额": "900.00"},
    }


def test_every_table_is_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, FIXED)
    monkeypatch.chdir(tmp_path)
    run("report", path.name, "--year", "2020", "--set", "附注", "--format", "csv", "-o", "表")
    assert sorted(each.name for each in (tmp_path / "表").iterdir()) == [
        "附注五18.1业务活动费用（按经济分类）.csv",
        "附注五20本期费用按经济分类.csv",
        "附注五6固定资产.csv",
        "附注六本年盈余与预算结余的差异情况说明.csv",
    ]
    for kind in ("xlsx", "html", "docx"):
        run("report", path.name, "--year", "2020", "--set", "附注", "--format", kind, "-o", f"附注.{kind}")
        assert (tmp_path / f"附注.{kind}").stat().st_size > 1000
