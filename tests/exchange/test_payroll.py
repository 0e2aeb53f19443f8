"""A month's payroll as vouchers: sums of columns, in both books, without anybody's name; twice adds nothing."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gov_accounts.findings import errors
from gov_accounts.ledger import load
from tests.exchange.payroll_sheets import RULES, Drawn, Worker, grid, payrolls, write_csv, write_xlsx, yuan
from tests.exchange.proposing import BANK, codes, fen, imported, rules_of, taken, unit, vouchers

if TYPE_CHECKING:
    from beancount.core.data import Transaction

QUOTA = "Assets:1011-零余额账户用款额度"
PAYABLE = "Liabilities:2201-应付职工薪酬"
TAX = "Liabilities:2102-其他应交税费:01-应交个人所得税"
WRITERS: dict[str, Callable[[Path, list[list[str]]], Path]] = {"csv": write_csv, "xlsx": write_xlsx}
ONE = Drawn(
    5,
    (
        Worker("欧阳测试甲", "办公室", (800000, 100000, 120000, 0), (92000, 110400, 6528), (147200, 110400)),
        Worker("司马测试乙", "业务一科", (500000, 0, 0, 300000), (50000, 60000, 0), (80000, 60000)),
    ),
)


def rules(money: str = QUOTA) -> str:
    return RULES.replace("MONEY", money)


def sheet(folder: Path, drawn: Drawn = ONE, kind: str = "csv", **how: bool) -> Path:
    rows = grid(drawn, **{"two": True, "subtotals": True, "blank_departments": False, **how})
    return WRITERS[kind](folder.joinpath(f"表.{kind}"), rows)


def by_narration(main: Path) -> dict[str, Transaction]:
    return {each.narration or "": each for each in vouchers(main)}


def test_the_guide_month(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=rules())
    made = imported(main, sheet(tmp_path))
    assert rules_of(made) == []
    found = by_narration(main)
    assert list(found) == ["计提5月工资", "发放2020年5月工资", "缴5月社保、公积金", "缴5月个税"]
    accrual, pay, remit, tax = found.values()
    assert fen(accrual, "Expenses:5101-单位管理费用:510101") == 1020000 + 257600
    assert fen(accrual, "Expenses:5001-业务活动费用:500101") == 800000 + 140000
    assert fen(accrual, f"{PAYABLE}:220105-") == -227200
    assert not any(each.account.startswith("Expenses:7") for each in accrual.postings)
    net = 1820000 - 92000 - 110400 - 6528 - 110000
    assert (fen(pay, QUOTA), fen(pay, "Expenses:7201")) == (-net, net)
    assert fen(pay, f"{PAYABLE}:220105-") == -142000
    assert fen(pay, TAX) == -6528
    assert (pay.date, remit.date, tax.date) == tuple(datetime.date(2020, *each) for each in ((5, 10), (5, 31), (6, 10)))
    assert fen(remit, QUOTA) == -(142000 + 170400 + 227200 + 170400)
    assert {"2080505", "2210201", "2010350", "30108", "30113", "30101"} <= remit.tags
    assert fen(tax, TAX) == 6528
    assert {each.flag for each in found.values()} == {"!"}


def test_nothing_is_left_on_what_is_owed_and_nobody_is_named(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=rules())
    imported(main, sheet(tmp_path, kind="xlsx"))
    assert sum(fen(each, PAYABLE) + fen(each, TAX) for each in vouchers(main)) == 0
    written = "".join(path.read_text(encoding="utf-8") for path in main.parent.rglob("*") if path.is_file())
    assert "测试" not in written


def test_again_and_changed(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=rules())
    imported(main, sheet(tmp_path))
    again = taken(main, sheet(tmp_path, kind="xlsx", two=False, subtotals=False))
    assert (again.plan.new, again.plan.known, rules_of(again)) == ((), 4, [])
    assert taken(main, sheet(tmp_path, kind="xlsx")).plan.known == 4
    first, second = ONE.workers
    changed = Drawn(
        5, (first, Worker(second.name, second.department, (500001, 0, 0, 300000), second.withheld, second.employer))
    )
    made = taken(main, sheet(tmp_path, changed))
    assert (len(made.plan.new), set(rules_of(made))) == (0, {"payroll-booked"})


@pytest.mark.parametrize(
    ("row", "column", "text", "rule"),
    [
        (4, 7, "1.00", "payroll-row"),  # 应发合计
        (4, 12, "1.00", "payroll-row"),  # 实发
        (-2, 3, "1.00", "payroll-column"),  # 合计
        (5, 3, "1.00", "payroll-column"),  # 办公室小计
        (4, 3, "八千", "payroll-unreadable"),
        (4, 1, "", "payroll-unreadable"),
    ],
)
def test_what_does_not_add_up_is_named(tmp_path: Path, row: int, column: int, text: str, rule: str) -> None:
    main = unit(tmp_path / "a", rules=rules())
    rows = grid(ONE, two=True, subtotals=True, blank_departments=False)
    rows[row][column] = text
    made = taken(main, write_csv(tmp_path / "表.csv", rows))
    assert rule in rules_of(made)
    assert not made.plan.new
    said = "".join(each.message() for each in made.refused)
    assert "测试" not in said
    assert all(each.place is not None for each in made.refused)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('columns = ["个税"]', 'columns = ["另一列"]', "payroll-column-unsaid"),
        ('columns = ["个税"]', 'columns = ["个税", "公积金"]', "payroll-column-twice"),
        ('department = "*"', 'department = "别的"', "payroll-department"),
        ('payable = "220102"', 'payable = "229999"', "import-rule-account"),
        ('econ = "30102"', "", "import-rules-unusable"),
        ("day = 31", "day = 32", "import-rules-unusable"),
        ("[payroll]", "[payrol]", "import-rules-unusable"),
    ],
)
def test_what_is_wrong_with_the_rules_is_named(tmp_path: Path, old: str, new: str, rule: str) -> None:
    main = unit(tmp_path / "a", rules=rules().replace(old, new))
    made = taken(main, sheet(tmp_path))
    assert rule in rules_of(made)
    assert not made.plan.new


def test_without_rules_or_month(tmp_path: Path) -> None:
    main = unit(tmp_path / "a")
    assert rules_of(taken(main, sheet(tmp_path))) == ["payroll-no-rules"]
    main = unit(tmp_path / "b", rules=rules())
    rows = grid(ONE, two=True, subtotals=True, blank_departments=False)
    rows[0] = ["5月工资表"]
    path = write_csv(tmp_path / "表.csv", rows)
    assert rules_of(taken(main, path)) == ["payroll-no-month"]
    assert len(taken(main, path, year="2020").plan.new) == 4


def test_a_name_in_the_sheets_name_stays_out(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=rules())
    rows = grid(ONE, two=True, subtotals=True, blank_departments=False)
    imported(main, write_csv(tmp_path / "欧阳测试甲5月.csv", rows))
    assert "测试" not in "".join(each.read_text(encoding="utf-8") for each in main.parent.glob("*.beancount"))


def test_heads_with_brackets_headings_of_departments_and_sums_of_pages(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=rules())
    rows = [
        ["某某中心工资发放表（2020.05）"],
        ["姓 名", "身份证号", "岗位工资(元)", "养老保险（8%）", "公 积 金", "个税", "实发"],
        ["一、办公室"],
        ["欧阳测试甲", "420100199001011234", "9,000.00", "720", "1080", "0", "7200"],
        ["司马测试乙", "420100199001011235", "5000", "400", "600", "", "4000"],
        ["本页合计", "", "14000", "1120", "1680", "0", "11200"],
        [],
        ["二、业务一科"],
        ["诸葛测试丙", "420100199001011236", "1000.00", "-", "0", "0", "1000"],
        ["本页合计", "", "1000", "0", "0", "0", "1000"],
        ["合 计", "", "15000", "1120", "1680", "0", "12200"],
        ["备注：测试丁离职", "", "见通知"],
    ]
    text = rules().replace('department = ["办公室", "财务科"]', 'department = "*办公室"')
    main.parent.joinpath("import-rules.toml").write_text(text, encoding="utf-8")
    made = imported(main, write_csv(tmp_path / "表.csv", rows))
    assert rules_of(made) == []
    accrual, pay, remit = vouchers(main)
    assert (fen(accrual, "Expenses:5101-"), fen(accrual, "Expenses:5001-")) == (1400000, 100000)
    assert (fen(pay, QUOTA), fen(remit, QUOTA)) == (-1220000, -280000)


@pytest.mark.parametrize(("to", "account"), [("1218", "Assets:1218"), ("05-代收代付", "Liabilities:2307")])
def test_what_was_advanced_or_is_held_for_others_is_withheld(tmp_path: Path, to: str, account: str) -> None:
    text = rules().replace('to = "应交个人所得税"', f'to = "{to}"').replace('["应交个人所得税"]', '["220105"]')
    main = unit(tmp_path / "a", rules=text)
    assert rules_of(imported(main, sheet(tmp_path))) == []
    pay = by_narration(main)["发放2020年5月工资"]
    assert fen(pay, account) == -6528
    assert fen(pay, "Expenses:7201") == 1820000 - 92000 - 110400 - 110000
    said = [{key: each[key] for key in ("func", "econ") if key in each} for each in codes(pay, account)]
    assert said == [{} if account.startswith("Assets") else {"func": "2010350", "econ": "30101"}]


def test_who_works_where_counts_and_sums_are_no_pay(tmp_path: Path) -> None:
    text = rules().replace('["岗位工资", "薪级工资"]', '["岗位工资", "薪级工资", "*发工资"]')
    main = unit(tmp_path / "a", rules=text)
    assert rules_of(imported(main, sheet(tmp_path, two=False))) == []
    first, second = ONE.workers
    moved = Drawn(5, (first, Worker(second.name, first.department, second.items, second.withheld, second.employer)))
    assert set(rules_of(taken(main, sheet(tmp_path, moved)))) == {"payroll-booked"}


def test_the_tax_of_december_is_paid_in_january(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=rules())
    made = taken(main, sheet(tmp_path, Drawn(12, ONE.workers)))
    assert [str(each.date) for each in made.plan.new] == ["2020-12-10", "2020-12-10", "2020-12-31", "2021-01-10"]


def test_an_administrative_unit(tmp_path: Path) -> None:
    text = rules().replace('account = "510101"', 'account = "500101"')
    main = unit(tmp_path / "a", rules=text, kind="行政单位")
    assert rules_of(imported(main, sheet(tmp_path))) == []
    assert sum(fen(each, "Expenses:7101") for each in vouchers(main)) == 1820000 + 397600


def test_what_was_taken_back_may_be_made_again(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=rules())
    first, second = ONE.workers
    wrong = Drawn(5, (first, Worker(second.name, "业务一科", (1, 0, 0, 0), (0, 0, 0), (0, 0))))
    imported(main, sheet(tmp_path, wrong))
    month = main.parent.joinpath("2020-05.beancount")
    text = month.read_text(encoding="utf-8")
    at = text.index("2020-05-10 ! ")
    month.write_text(
        text[:at] + text[at:].replace("  payroll:", '  voucher: "记-5-001"\n  payroll:', 1), encoding="utf-8"
    )
    assert set(rules_of(taken(main, sheet(tmp_path)))) == {"payroll-booked"}
    red = """
2020-05-31 * "冲销"
  voucher: "记-5-002"
  reverses: "记-5-001"
  reverses-date: 2020-05-10
  Expenses:5001-业务活动费用:500101-工资福利费用 -0.01 CNY
  Liabilities:2201-应付职工薪酬:220101-基本工资 0.01 CNY
"""
    month.write_text(month.read_text(encoding="utf-8") + red, encoding="utf-8")
    refused = taken(main, sheet(tmp_path)).refused
    assert not any("“计提”" in each.what for each in refused)
    assert any("“发放”" in each.what for each in refused)


@settings(max_examples=25, deadline=None)
@given(
    drawn=payrolls(),
    kind=st.sampled_from(["csv", "xlsx"]),
    two=st.booleans(),
    subtotals=st.booleans(),
    blank=st.booleans(),
    money=st.sampled_from([QUOTA, BANK, "Income:4001-财政拨款收入"]),
)
def test_legs_come_to_the_columns(
    drawn: Drawn, kind: str, money: str, *, two: bool, subtotals: bool, blank: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        main = unit(folder / "a", rules=rules(money))
        path = sheet(folder, drawn, kind, two=two, subtotals=subtotals, blank_departments=blank)
        before = errors(load(main).findings)
        made = imported(main, path)
        assert rules_of(made) == []
        assert errors(load(main).findings) == before
        found = by_narration(main)
        accrual, pay = found[f"计提{drawn.month}月工资"], found[f"发放2020年{drawn.month}月工资"]
        item = [drawn.column("items", index) for index in range(4)]
        held = [drawn.column("withheld", index) for index in range(3)]
        own = [drawn.column("employer", index) for index in range(2)]
        offices = ("办公室", "财务科")
        office = sum(drawn.column("items", i, offices) for i in range(4)) + sum(
            drawn.column("employer", i, offices) for i in range(2)
        )
        assert fen(accrual, "Expenses:5101-") == (office if any(w.department in offices for w in drawn.workers) else 0)
        assert fen(accrual, "Expenses:5") == sum(item) + sum(own)
        assert fen(accrual, f"{PAYABLE}:220101-") == -item[0] - item[1]
        assert fen(pay, f"{PAYABLE}:220101-") == item[0] + item[1]
        assert fen(pay, f"{PAYABLE}:220105-") == -held[0]
        assert fen(pay, TAX) == -held[2]
        net = sum(item) - sum(held)
        assert fen(pay, money) == -net
        assert fen(pay, "Expenses:7201") == net
        whole = list(vouchers(main))
        assert sum(fen(each, PAYABLE) + fen(each, TAX) for each in whole) == 0
        assert sum(fen(each, "Expenses:7201") for each in whole) == sum(item) + sum(own)
        assert {each.flag for each in whole} == {"!"}
        for each in whole:
            for commodity in ("CNY", "CNY.B"):
                legs = [p.units for p in each.postings if p.units is not None and p.units.currency == commodity]
                assert sum(unit_.number or 0 for unit_ in legs) == 0
        assert (taken(main, path).plan.new, taken(main, path).plan.known) == ((), len(whole))
        written = "".join(each.read_text(encoding="utf-8") for each in main.parent.glob("*.beancount"))
        assert "测试" not in written


def test_amounts_are_written_as_sheets_have_them() -> None:
    assert [yuan(each) for each in (0, 5, 123456789, -100)] == ["", "0.05", "1,234,567.89", "-1.00"]
