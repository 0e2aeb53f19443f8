"""A 科目余额表 into a ledger: the year's opening where the ledger has none, and what differs where it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from beancount.core.data import Transaction

from gov_accounts.books.new_ledger import MAIN_FILE, new_ledger, write_new
from gov_accounts.exchange.importing import import_files
from gov_accounts.exchange.maps import shipped
from gov_accounts.exchange.plan import DIGEST
from gov_accounts.findings import errors
from gov_accounts.ledger import load
from tests.support.commands import run

TABLE = """\
核算单位：某某中心,,,,期间：2020年1月-3月,,,,,单位：元
科目编码,科目名称,功能科目代码,资金性质代码,期初借方,期初贷方,本期借方,本期贷方,期末借方,期末贷方
1002,银行存款,,,30000,,,500,29500,
3001,累计盈余,,,,30000,,,,30000
5101,单位管理费用,,,,,500,,500,
800102,货币资金,,,30000,,,500,29500,
8201,非财政拨款结转,2060502,3,,30000,,,,30000
7201,事业支出,2060502,3,,,500,,500,
"""
VOUCHER = """
2020-03-05 * "付办公费" #2060502 #30201
  fund: "3"
  Expenses:5101-单位管理费用:510102-商品和服务费用  500.00 CNY
  Assets:1002-银行存款:01-基本存款账户             -500.00 CNY
"""


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """A new unit's ledger, with a voucher."""
    path = write_new(tmp_path / "账", new_ledger("某某中心", "事业单位", 2020)) / MAIN_FILE
    march = path.with_name("2020-03.beancount")
    march.write_text(march.read_text(encoding="utf-8") + VOUCHER, encoding="utf-8")
    return path


def table(folder: Path, text: str = TABLE, name: str = "余额表.csv", encoding: str = "gb18030") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def test_the_opening_is_written_once(main: Path, tmp_path: Path) -> None:
    made = import_files(load(main), [table(tmp_path)], shipped())
    assert (made.refused, made.blocking, made.compared.differences) == ((), (), ())
    assert len(made.plan.new) == 2
    made.plan.write()
    ledger = load(main)
    assert errors(ledger.findings) == []
    vouchers = [each for each in ledger.entries if isinstance(each, Transaction) and DIGEST in each.meta]
    assert [(str(each.date), sorted(each.tags), each.meta["source"]) for each in vouchers] == [
        ("2019-12-31", ["no-budget"], "余额表.csv#3"),
        ("2019-12-31", ["2060502"], "余额表.csv#6"),
    ]
    assert {Path(each.meta["filename"]).name for each in vouchers} == {"opening-2020.beancount"}
    # Saved anew under another name: nothing is new, and all is compared.
    again = import_files(ledger, [table(tmp_path, name="另存.csv", encoding="utf-8-sig")], shipped())
    assert (again.plan.new, again.plan.changes, again.compared.differences) == ((), (), ())
    assert again.compared.compared == made.compared.compared
    assert again.refused == ()


def test_a_book_that_has_an_opening_gets_no_other(main: Path, tmp_path: Path) -> None:
    january = main.with_name("2020-01.beancount")
    opening = """
2019-12-31 * "上年末财务会计余额转入" #no-budget
  Assets:1002-银行存款:01-基本存款账户   30000.01 CNY
  Equity:3001-累计盈余                  -30000.01 CNY
"""
    january.write_text(january.read_text(encoding="utf-8") + opening, encoding="utf-8")
    made = import_files(load(main), [table(tmp_path)], shipped())
    assert [each.legs[0].commodity for each in made.plan.new] == ["CNY.B"]
    assert {
        (str(each.date), each.account.split(":")[1], each.figure, each.fen) for each in made.compared.differences
    } == {
        ("2019-12-31", "1002-银行存款", "balance", 1),
        ("2019-12-31", "3001-累计盈余", "balance", -1),
        ("2020-03-31", "1002-银行存款", "balance", 1),
        ("2020-03-31", "3001-累计盈余", "balance", -1),
    }


def test_a_book_that_does_not_balance_gets_no_opening(main: Path, tmp_path: Path) -> None:
    """Even where the rows that are understood are written all the same."""
    off = TABLE.replace("3001,累计盈余,,,,30000,,,,30000", "3001,累计盈余,,,,30000.01,,,,30000.01")
    made = import_files(load(main), [table(tmp_path, off)], shipped())
    assert {each.rule for each in made.refused} == {"balance-book-unequal"}
    assert [each.legs[0].commodity for each in made.plan.new] == ["CNY.B"]


def test_the_command_names_each_fen(main: Path, tmp_path: Path) -> None:
    run("import", main, table(tmp_path))
    march = main.with_name("2020-03.beancount")
    march.write_text(march.read_text(encoding="utf-8").replace("500.00", "500.01"), encoding="utf-8")
    said = run("import", main, table(tmp_path))
    assert said.rstrip().endswith("退出码 1")
    assert "5101-单位管理费用" in said
    assert "余额表 借 500.00，账本 借 500.01，差 0.01 元" in said
    assert "没有新的凭证" in said


def test_a_hostile_table_is_inert(main: Path, tmp_path: Path) -> None:
    """Names become parts of accounts and strings: nothing of them ends a line or opens a path."""
    bad = '"基本户"" \x1b[2J\n2020-01-01 open Assets:9999 ../../x"'
    rows = f"1002,银行存款,,,30000,,,500,29500,\n100201,{bad},,,30000,,,500,29500,"
    text = TABLE.replace("1002,银行存款,,,30000,,,500,29500,", rows).replace("某某中心", '=HYPERLINK("http://x")')
    made = import_files(load(main), [table(tmp_path, text, encoding="utf-8")], shipped())
    before = {each.name for each in main.parent.iterdir()}
    if not made.refused:
        made.plan.write()
    after = load(main)
    assert errors(after.findings) == []
    assert {each.name for each in main.parent.iterdir()} - before <= {"opening-2020.beancount"}
    opened = [each.account for each in after.entries if getattr(each, "account", "").startswith("Assets:1002")]
    assert all(each.isprintable() and "/" not in each and " " not in each for each in opened)
    assert not [each for each in after.entries if getattr(each, "account", "").startswith("Assets:9999")]
    for line in made.read[0].taken.said:
        assert line.isprintable()
