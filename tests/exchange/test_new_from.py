"""A new ledger from a 科目余额表 opens with what the table says, and checks clean; or nothing is written."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from gov_accounts.findings import errors
from gov_accounts.ledger import load

TITLE = ("核算单位：某某中心", "", "", "期间：2020年1月-2020年12月", "", "", "", "单位：元")
HEAD = ("科目编码", "科目名称", "功能科目代码", "资金性质代码", "期初借方", "期初贷方", "期末借方", "期末贷方")
ROWS = (
    ("1002", "银行存款", "", "", 50000, "", 50000, ""),
    ("100201", "基本户", "", "", 30000, "", 30000, ""),
    ("100202", "专户", "", "", "20,000.00", "", 20000, ""),
    ("2307", "其他应付款", "", "", "", 20000, "", 20000),
    ("3001", "累计盈余", "", "", "", 30000, "", 30000),
    ("8001", "资金结存", "", "", 30000, "", 30000, ""),
    ("800102", "货币资金", "", "", 30000, "", 30000, ""),
    ("8201", "非财政拨款结转", "2060501", "3", "", 30000, "", 30000),
)


def table(path: Path, rows: Sequence[Sequence[object]] = ROWS, title: Sequence[object] = TITLE) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("科目余额表",), title, HEAD, *rows):
        sheet.append(tuple(each if each != "" else None for each in row))
    book.save(path)
    return path


def init(folder: Path, *more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "gov_accounts", "init", "账", *more],
        capture_output=True,
        check=False,
        encoding="utf-8",
        cwd=folder,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_ledger_opens_with_the_tables_balances(tmp_path: Path) -> None:
    table(tmp_path / "余额表.xlsx")
    status, said = init(tmp_path, "--from", "余额表.xlsx")
    assert status == 0, said
    assert "全部相符" in said
    ledger = load(tmp_path / "账" / "main.beancount")
    assert not errors(ledger.findings)
    assert (ledger.unit_name, ledger.declarations.unit["kind"]) == ("某某中心", "事业单位")
    held = {(each.account.split(":", 1)[1], each.func, each.fund): each.fen for each in ledger.sums}
    assert held == {
        ("1002-银行存款:02-基本户", None, None): 3_000_000,
        ("1002-银行存款:100202-专户", None, None): 2_000_000,
        ("2307-其他应付款", None, None): -2_000_000,
        ("3001-累计盈余", None, None): -3_000_000,
        ("8001-资金结存:800102-货币资金", None, None): 3_000_000,
        ("8201-非财政拨款结转", "2060501", "3"): -3_000_000,
    }


def test_options_stand_above_the_table(tmp_path: Path) -> None:
    table(tmp_path / "余额表.xlsx")
    assert init(tmp_path, "--from", "余额表.xlsx", "--name", "某某局", "--kind", "行政单位")[0] == 0
    ledger = load(tmp_path / "账" / "main.beancount")
    assert (ledger.unit_name, ledger.declarations.unit["kind"]) == ("某某局", "行政单位")


def test_the_kind_of_unit_is_told_by_its_accounts(tmp_path: Path) -> None:
    agency = ("7101", "行政支出", "", "", "", "", 100, "")
    table(tmp_path / "余额表.xlsx", (*ROWS, agency, ("6001", "财政拨款预算收入", "", "", "", "", "", 100)))
    status, said = init(tmp_path, "--from", "余额表.xlsx")
    assert status == 0, said
    assert load(tmp_path / "账" / "main.beancount").declarations.unit["kind"] == "行政单位"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({7: ("8201", "非财政拨款结转", "", "", "", 30000, "", 30000)}, "balance-codes-missing"),
        ({7: ("8201", "非财政拨款结转", "2060501", "3", "", 30000.01, "", 30000)}, "balance-book-unequal"),
        ({1: ("100201", "基本户", "", "", 30000.01, "", 30000, "")}, "balance-sum-unequal"),
        ({4: ("3001", "累计盈余", "", "", "", "三万", "", 30000)}, "balance-amount-unreadable"),
        ({3: ("2999", "没有的科目", "", "", "", 20000, "", 20000)}, "balance-account-unknown"),
        ({7: ("8201", "非财政拨款结转", "2060501", "9", "", 30000, "", 30000)}, "balance-code-unknown"),
        ({7: ("8201", "非财政拨款结转", "2069977", "3", "", 30000, "", 30000)}, "code-unknown"),
    ],
)
def test_what_is_wrong_with_a_table_writes_nothing(
    tmp_path: Path, change: dict[int, Sequence[object]], rule: str
) -> None:
    table(tmp_path / "余额表.xlsx", [change.get(at, row) for at, row in enumerate(ROWS)])
    status, said = init(tmp_path, "--from", "余额表.xlsx")
    assert status == 2
    assert rule in re.findall(r"\[([\w-]+)\]", said), said
    assert "余额表.xlsx" in said
    assert not (tmp_path / "账").exists()


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        (("期间：2020年1月-2020年12月",), "unit-name-missing"),
        (("核算单位：某某中心",), "balance-period-missing"),
        (("核算单位：某某中心", "期间：2020年6月"), "balance-year-opening-missing"),
        (("核算单位：某某中心", "期间：2020年1月-12月", "单位：万元"), "balance-unit-not-yuan"),
    ],
)
def test_a_title_must_say_whose_and_when(tmp_path: Path, title: Sequence[str], rule: str) -> None:
    table(tmp_path / "余额表.xlsx", ROWS, title)
    status, said = init(tmp_path, "--from", "余额表.xlsx")
    assert status == 2
    assert rule in re.findall(r"\[([\w-]+)\]", said), said


def test_another_year_is_asked_about(tmp_path: Path) -> None:
    table(tmp_path / "余额表.xlsx")
    status, said = init(tmp_path, "--from", "余额表.xlsx", "--year", "2021")
    assert (status, "balance-other-year" in said) == (2, True)


def test_a_ledger_that_is_there_stays(tmp_path: Path) -> None:
    table(tmp_path / "余额表.xlsx")
    assert init(tmp_path, "--from", "余额表.xlsx")[0] == 0
    before = {each: each.read_bytes() for each in (tmp_path / "账").iterdir()}
    status, said = init(tmp_path, "--from", "余额表.xlsx")
    assert (status, "ledger-exists" in said) == (2, True)
    assert before == {each: each.read_bytes() for each in (tmp_path / "账").iterdir()}


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert "balance-columns-missing" in init(tmp_path, "--from", "a.csv")[1]
    assert "import-not-there" in init(tmp_path, "--from", "b.csv")[1]


def test_an_account_at_hand_is_opened_where_it_stands(tmp_path: Path) -> None:
    """One that the table has and a new ledger only names in a comment: once, and without the comment."""
    more = (("8301", "专用结余", "", "", "", 10, "", 10), ("800101", "零余额账户用款额度", "", "", 10, "", 10, ""))
    whole = [("8001", "资金结存", "", "", 30010, "", 30010, "") if row[0] == "8001" else row for row in ROWS]
    table(tmp_path / "余额表.xlsx", (*whole, *more))
    status, said = init(tmp_path, "--from", "余额表.xlsx")
    assert status == 0, said
    lines = (tmp_path / "账" / "accounts.beancount").read_text(encoding="utf-8").splitlines()
    assert [each for each in lines if "8301" in each] == ["2019-12-31 open Equity:8301-专用结余 CNY.B"]


def test_a_map_of_ones_own_says_what_the_table_does_not(tmp_path: Path) -> None:
    without = [(*row[:2], "", "", *row[4:]) for row in ROWS]
    table(tmp_path / "余额表.xlsx", without)
    lines = ('kind = "balance"', 'title = "我们的"', '[accounts."8201"]', 'func = "2060501"', 'fund = "3"')
    (tmp_path / "我们的.toml").write_text("\n".join(lines), encoding="utf-8")
    assert init(tmp_path, "--from", "余额表.xlsx")[0] == 2
    assert init(tmp_path, "--from", "余额表.xlsx", "--map", "没有.toml")[0] == 2
    assert init(tmp_path, "--map", "我们的.toml")[0] == 2
    status, said = init(tmp_path, "--from", "余额表.xlsx", "--map", "我们的.toml")
    assert status == 0, said
    assert not errors(load(tmp_path / "账" / "main.beancount").findings)
