"""``gov-accounts find``: what it prints, what it refuses, and its exit status."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from tests.support.commands import assert_mendable, run
from tests.support.heads import HEAD

LEDGER = """
2020-05-08 * "某公司" "购电，合同186号" #2060501 #30206
  voucher: "记-5-003"
  Expenses:7201-事业支出:基本支出                     18600.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度     -18600.00 CNY.B

2020-06-09 * "=HYPERLINK(1)" "购纸" #2060501 #30201
  Expenses:7201-事业支出:基本支出                       186.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度       -186.00 CNY.B

2021-06-09 * "某公司" "购纸" #2060501 #30201
  Expenses:7201-事业支出:基本支出                       186.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度       -186.00 CNY.B
"""


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.beancount").write_text(HEAD + LEDGER, encoding="utf-8", newline="\n")


def found(*arguments: str) -> list[str]:
    """The dates found."""
    text = run("find", "main.beancount", "--format", "csv", *arguments)
    assert "退出码 0" in text
    rows = csv.DictReader(io.StringIO(text[text.index("日期,") :]))
    return list(dict.fromkeys(row["日期"] for row in rows if row["日期"][:2] == "20"))


def test_it_lists_legs_and_their_sums() -> None:
    text = run("find", "main.beancount", "18,600", "8001")
    assert "查找：18,600 8001" in text
    assert "记-5-003" in text
    assert "800101-零余额账户用款额度" in text
    assert "7201" not in text
    assert "合计：1 张凭证，1 条分录" in text
    assert text.endswith("18,600.00\n退出码 0\n")
    line = (HEAD + LEDGER)[: (HEAD + LEDGER).index("2020-06-09")].count("\n") + 1
    assert f"main.beancount:{line}" in run("find", "main.beancount", "2020-06")  # a voucher without a number


def test_words_and_options_narrow() -> None:
    assert found("购纸") == ["2020-06-09", "2021-06-09"]
    assert found("购纸", "--year", "2021") == ["2021-06-09"]
    assert found("购纸", "--from", "2020-07") == ["2021-06-09"]
    assert found("购纸", "--to", "2020-06") == ["2020-06-09"]
    assert found("购纸", "--from", "2020-01", "--to", "2020-12-31") == ["2020-06-09"]
    assert found("186") == ["2020-05-08", "2020-06-09", "2021-06-09"]
    assert found("186", "--account", "8001") == ["2020-05-08", "2020-06-09", "2021-06-09"]
    assert found("=186", "--account", "8001", "--book", "预算") == ["2020-06-09", "2021-06-09"]
    assert found("-186") == ["2020-06-09", "2021-06-09"]
    assert found("购纸", "--book", "财务") == []
    assert found("１８，６００") == ["2020-05-08"]


def test_nothing_found_is_said_and_no_error() -> None:
    text = run("find", "main.beancount", "18600.5")
    assert text == (
        "没有找到：18600.5（2020-05-08 至 2021-06-09）。\n没有“18600.5”，相近的有：18,600.00 元。\n退出码 0\n"
    )
    text = run("find", "main.beancount", "没有的", "--format", "json")
    (table,) = json.loads(text[text.index("{") : text.index("退出码")])["tables"]
    assert table["rows"] == []


def test_a_file_is_written_and_formulas_are_none() -> None:
    text = run("find", "main.beancount", "购纸", "--format", "csv", "-o", "购纸.csv")
    assert text == "已写入 购纸.csv\n找到 2 张凭证，4 条分录。\n退出码 0\n"
    rows = list(csv.DictReader(io.StringIO(Path("购纸.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0]["摘要"] == "'=HYPERLINK(1) 购纸"
    assert rows[0]["借方"] == "186.00"
    run("find", "main.beancount", "购纸", "--format", "xlsx", "-o", "购纸.xlsx")
    sheet = openpyxl.load_workbook("购纸.xlsx").worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "缺少参数 词…"),
        ((" ",), "要找的词是空的"),
        (("9" * 201,), "要找的词太长"),
        (("1", "--year", "2018"), "2018"),
        (("1", "--year", "x"), "--year 要写成整数"),
        (("1", "--from", "2020-13"), "不是日期"),
        (("1", "--from", "2021", "--to", "2020"), "period-backwards"),
        (("1", "--book", "日记"), "--book 只能是 财务、预算、指标 之一"),
        (("1", "--account", "9999"), "account-not-in-ledger"),
        (("1", "--account", "事业"), "--account 一次只找一个科目"),
        (("1", "-o", "main.beancount"), "output-is-ledger"),
    ],
)
def test_wrong_arguments_are_told(arguments: tuple[str, ...], said: str) -> None:
    before = Path("main.beancount").read_bytes()
    text = run("find", "main.beancount", *arguments)
    assert said in text
    assert_mendable(text)
    assert text.endswith("退出码 2\n")
    assert Path("main.beancount").read_bytes() == before


def test_a_ledger_with_errors_is_searched_and_says_so() -> None:
    Path("main.beancount").write_text(HEAD + LEDGER.replace("#30206", "#30299x"), encoding="utf-8")
    text = run("find", "main.beancount", "购电")
    assert "错误[" in text
    assert "合计：1 张凭证" in text
    assert text.endswith("退出码 1\n")
    unchecked = HEAD.replace('plugin "gov_accounts_plugins"\n', "")
    Path("main.beancount").write_text(unchecked + LEDGER, encoding="utf-8")
    assert run("find", "main.beancount", "购电").endswith("退出码 2\n")


def test_an_empty_ledger_has_nothing_to_find() -> None:
    Path("main.beancount").write_text(HEAD, encoding="utf-8")
    assert "nothing-recorded" in run("find", "main.beancount", "1")
