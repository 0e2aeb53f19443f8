"""What is printed: text in terminals narrow and wide, CSV, JSON, and a workbook like the official form."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from gov_accounts.ledger import load
from gov_accounts.printing.printed import PrintedStatement, print_statement
from gov_accounts.printing.units import WAN, YUAN
from gov_accounts.render import as_csv, as_json, xlsx
from gov_accounts.render.text import render as render_text
from gov_accounts.statements.years import statements_of
from gov_accounts.text import text_width, wrap
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES

EXAMPLE = EXAMPLES / "wuhan_2020" / "main.beancount"
Snapshot = Callable[[str, str], None]


@pytest.fixture(scope="module")
def printed() -> list[PrintedStatement]:
    ledger = load(EXAMPLE)
    return [print_statement(each, ledger.unit_name, WAN) for each in statements_of(ledger, 2020).values()]


@pytest.fixture
def hostile(tmp_path: Path) -> list[PrintedStatement]:
    """A unit and a code whose names would be formulas, or markup, if they were trusted."""
    text = HEAD.replace("某某中心", '=HYPERLINK(\\"http://x\\",\\"点我\\")[red]<b>')
    text += """
2020-01-01 custom "gov-code" "func" "2060577" "=1+1[bold]"
2020-03-05 * "电费" #2060577 #30206
  Expenses:7201-事业支出:基本支出                    {amount} CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度    -{amount} CNY.B
""".format(amount="1234567890.12")
    path = tmp_path / "main.beancount"
    path.write_text(text, encoding="utf-8")
    ledger = load(path)
    return [print_statement(each, ledger.unit_name, YUAN) for each in statements_of(ledger, 2020).values()]


@pytest.mark.parametrize("width", [80, 100, 200, None])
def test_text_is_aligned_and_within_the_width(
    printed: list[PrintedStatement], snapshot: Snapshot, width: int | None
) -> None:
    text = "\n".join(render_text(each, width) for each in printed)
    assert all(text_width(line) <= (width or 200) for line in text.splitlines())
    assert not re.search(r"[─│┌┐└┘├┤┬┴┼…]", text.replace("＋…＋", ""))
    for figure in ("394.82", "27.51", "286.92"):
        assert figure in text
    snapshot(f"text/{width or 'piped'}.txt", text)


@pytest.mark.parametrize("width", [80, None])
def test_figures_of_a_column_end_at_one_place(printed: list[PrintedStatement], width: int | None) -> None:
    """Measured as a terminal shows it: Chinese characters take two places."""
    lines = render_text(printed[4], width).splitlines()
    numbers = next(line for line in lines if line.split()[-3:] == ["1", "2", "3"])
    ends = {text_width(numbers[: match.end()]) for match in re.finditer(r"\b[123]\b", numbers)}
    figures = [line for line in lines if re.search(r"\d\.\d\d", line)]
    assert len(figures) == 16
    for line in figures:
        assert {text_width(line[: match.end()]) for match in re.finditer(r"[\d,]+\.\d\d", line)} <= ends


def test_csv_holds_the_cells_of_json(printed: list[PrintedStatement]) -> None:
    document = json.loads(as_json.render(printed))
    for statement, table in zip(printed, document["tables"], strict=True):
        rows = list(csv.DictReader(io.StringIO(as_csv.render([statement]))))
        key = "行次" if table["number"] in (1, 4) else "编码"
        read = [
            {"id": row[key], "label": row["项目"], "values": {c: row[c] for c in row if c.isdigit() and row[c]}}
            for row in rows
        ]
        assert read == [{name: of for name, of in row.items() if name != "key"} for row in table["rows"]]


def test_nothing_in_a_ledger_becomes_a_formula_or_markup(hostile: list[PrintedStatement]) -> None:
    sheet = as_csv.render([hostile[2]])
    assert "\r\n2060577,'=1+1[bold],1234567890.12" in sheet
    assert "=1+1[bold]" in render_text(hostile[2], 80)
    assert "[red]<b>" in render_text(hostile[2], None)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(hostile)))
    for page in book:
        assert all(cell.data_type != "f" and cell.hyperlink is None for row in page for cell in row)


def test_a_terminal_obeys_nothing_in_a_ledger(printed: list[PrintedStatement]) -> None:
    (panel,) = printed[4].panels
    rows = (replace(panel.rows[0], label="甲\x1b[2J\x07\n乙"), *panel.rows[1:])
    hostile = replace(printed[4], unit_name="某\x1b]0;x\x07", panels=(replace(panel, rows=rows),), notes=("注\x9b",))
    for width in (80, None):
        text = render_text(hostile, width)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
        assert "甲�[2J� 乙" in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_words_that_begin_like_a_formula_are_made_harmless(printed: list[PrintedStatement], start: str) -> None:
    (panel,) = printed[4].panels
    rows = (replace(panel.rows[0], label=f"{start}1"),)
    sheet = as_csv.render([replace(printed[4], panels=(replace(panel, rows=rows),))])
    assert next(csv.DictReader(io.StringIO(sheet, newline="")))["项目"] == f"'{start}1"


def test_large_amounts_keep_every_fen(hostile: list[PrintedStatement]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(hostile)))
    figures = [cell.value for row in book.worksheets[2] for cell in row if isinstance(cell.value, float)]
    assert {Decimal(str(figure)) for figure in figures} == {Decimal("1234567890.12")}
    assert "1,234,567,890.12" in render_text(hostile[2], 80)


def test_workbook_is_laid_out_like_the_form(printed: list[PrintedStatement]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(printed)))
    assert len(book.worksheets) == 9
    for page, statement in zip(book.worksheets, printed, strict=True):
        assert page.title.startswith(statement.name)
        assert page["A1"].value == statement.heading
        assert page.page_setup.paperSize == 9
        assert page.page_setup.orientation == ("landscape" if statement.landscape else "portrait")
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.print_title_rows
    sangong = book.worksheets[6]
    merged = {str(each) for each in sangong.merged_cells.ranges}
    assert {"A3:F3", "G3:L3", "C4:E4", "I4:K4", "A4:A5", "B4:B5"} <= merged
    assert [sangong.cell(6, column).value for column in range(1, 13)] == [str(n) for n in range(1, 13)]
    assert (sangong["A7"].value, sangong["F7"].value, sangong["G7"].value) == (0.45, 0.45, None)
    assert sangong["A7"].number_format == "#,##0.00"


def test_nothing_hides_below_a_merged_cell(printed: list[PrintedStatement]) -> None:
    content = xlsx.render(printed)
    archive = zipfile.ZipFile(io.BytesIO(content))
    for number, page in enumerate(openpyxl.load_workbook(io.BytesIO(content)), 1):
        sheet = archive.read(f"xl/worksheets/sheet{number}.xml").decode("utf-8")
        filled = set(re.findall(r'<c r="([A-Z]+\d+)"[^>/]*t="s"', sheet))
        for merged in page.merged_cells.ranges:
            first, *others = (f"{get_column_letter(column)}{row}" for row, column in merged.cells)
            assert first in filled
            assert not filled & set(others)


def test_figures_of_the_workbook_are_those_of_json(printed: list[PrintedStatement]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(printed)))
    for page, statement in zip(book.worksheets, printed, strict=True):
        written = sorted(Decimal(str(c.value)) for row in page for c in row if isinstance(c.value, float | int))
        expected = [value for panel in statement.panels for row in panel.rows for value in row.values.values()]
        assert written == sorted(expected)


def test_an_empty_table_says_so(printed: list[PrintedStatement]) -> None:
    assert printed[7].notes[-1] == "说明：本单位 2020 年度没有政府性基金预算财政拨款收入支出。"
    assert not any("说明" in note for note in printed[4].notes)


def test_lines_are_broken_after_punctuation() -> None:
    assert wrap("一二三，四五六。", 8) == ["一二三，", "四五六。"]
    assert wrap("一二三四五", 4) == ["一二", "三四", "五"]
    assert wrap("", 4) == []
