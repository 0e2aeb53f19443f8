"""Statements look as the official forms do: totals bold, details moved in, dashes where nothing is filled in."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import docx
import openpyxl
import pytest

from gov_accounts.law.accounting import accounting_set
from gov_accounts.law.form_file import read_form
from gov_accounts.law.reading import DataError, Entry
from gov_accounts.ledger import load
from gov_accounts.printing.printed import PrintedStatement, print_statement
from gov_accounts.printing.units import YUAN
from gov_accounts.publishing.document import of_tables
from gov_accounts.render import as_csv, as_docx, as_html, as_json, as_pdf
from gov_accounts.render.formats import rendered
from gov_accounts.render.grid import grid
from gov_accounts.render.text.statements import render
from gov_accounts.statements.accounting import Accounts
from gov_accounts.statements.fill import Cell
from tests.support.paths import EXAMPLES

DASH = "——"
DASHES_SHOWN = 34


@pytest.fixture(scope="module")
def printed() -> dict[str, PrintedStatement]:
    made = Accounts.of(load(EXAMPLES / "qingshi_2019_2020" / "main.beancount"), 2020).statements
    return {key: print_statement(each, "某局", YUAN) for key, each in made.items()}


# 财会〔2017〕25号第四部分: what is bold in print.
BOLD = {
    "balance_sheet": [
        *("流动资产：", "流动资产合计", "非流动资产：", "非流动资产合计", "资产总计"),
        *("流动负债：", "流动负债合计", "非流动负债：", "非流动负债合计", "负债合计"),
        *("净资产：", "净资产合计", "负债和净资产总计"),
    ],
    "income_statement": ["一、本期收入", "二、本期费用", "三、本期盈余"],
    "budget_income_statement": ["一、本年预算收入", "二、本年预算支出", "三、本年预算收支差额"],
    "fiscal_budget": [],
}
DASHES = {
    "二、以前年度盈余调整（减少以“-”号填列）": "专用基金 权益法调整",
    "（一）本年盈余": "专用基金 权益法调整",
    "（二）无偿调拨净资产": "专用基金 权益法调整",
    "（三）归集调整预算结转结余": "专用基金 权益法调整",
    "（四）提取或设置专用基金": "权益法调整",
    "其中：从预算收入中提取": "累计盈余 权益法调整",
    "从预算结余中提取": "权益法调整",
    "设置的专用基金": "累计盈余 权益法调整",
    "（五）使用专用基金": "权益法调整",
    "（六）权益法调整": "累计盈余 专用基金",
}


@pytest.mark.parametrize("key", BOLD)
def test_what_is_bold_is_what_the_form_has_bold(printed: dict[str, PrintedStatement], key: str) -> None:
    rows = [row.label for panel in printed[key].panels for row in panel.rows if row.bold]
    assert rows == BOLD[key]
    cells = [cell.text.strip("　") for line in grid(printed[key]).body for cell in line if cell.bold]
    assert sorted(cells) == sorted(BOLD[key])


def test_the_dashes_are_those_of_the_form(printed: dict[str, PrintedStatement]) -> None:
    """Of this year's columns, and the same of last year's."""
    (panel,) = printed["net_assets_changes"].panels
    for years in ("本年数", "上年数"):
        heads = {column.key: column.label for column in panel.columns if column.heads[0] == years}
        found = {
            row.label: " ".join(head for key, head in heads.items() if key in row.unfilled)
            for row in panel.rows
            if any(key in row.unfilled for key in heads)
        }
        assert found == DASHES


def test_a_months_surplus_has_no_opening() -> None:
    ledger = load(EXAMPLES / "qingshi_2019_2020" / "main.beancount")
    sheet = print_statement(Accounts.of(ledger, 2020, 6).statements["balance_sheet"], "某局", YUAN)
    found = [row.label for panel in sheet.panels for row in panel.rows if row.unfilled]
    assert found == ["无偿调拨净资产*", "本期盈余*"]


def test_a_figure_is_never_hidden_by_a_dash() -> None:
    made = Accounts.of(load(EXAMPLES / "qingshi_2019_2020" / "main.beancount"), 2020).statements["net_assets_changes"]
    odd = replace(made, cells={**made.cells, ("allocated", "funds"): Cell(123)})
    (panel,) = print_statement(odd, "某局", YUAN).panels
    row = next(row for row in panel.rows if row.key == "allocated")
    assert "funds" not in row.unfilled
    assert {"equity", "last_funds", "last_equity"} <= row.unfilled
    assert row.values["funds"]


def test_text(printed: dict[str, PrintedStatement]) -> None:
    assert re.search("^　货币资金 +371,276.55", render(printed["balance_sheet"], None), re.MULTILINE)
    assert re.search("^　　流动资产合计", render(printed["balance_sheet"], None), re.MULTILINE)
    assert render(printed["net_assets_changes"], None).count(DASH) == DASHES_SHOWN + 1


def test_html(printed: dict[str, PrintedStatement]) -> None:
    page = as_html.render(of_tables(list(printed.values()), "某局", 2020, "元"))
    assert '<th scope="row" class="bold">流动资产：</th>' in page
    assert '<th scope="row">　货币资金</th>' in page
    assert page.count(f'<td class="code">{DASH}</td>') == DASHES_SHOWN


def test_docx(printed: dict[str, PrintedStatement]) -> None:
    made = as_docx.render(of_tables([printed["balance_sheet"], printed["net_assets_changes"]], "某局", 2020, "元"))
    sheet, changes = docx.Document(io.BytesIO(made)).tables
    bold = {
        cell.text.strip("　"): all(run.bold for paragraph in cell.paragraphs for run in paragraph.runs)
        for row in sheet.rows
        for cell in row.cells
        if cell.text
    }
    assert bold["流动资产："]
    assert bold["流动资产合计"]
    assert not bold["货币资金"]
    assert sum(cell.text == DASH for row in changes.rows for cell in row.cells) == DASHES_SHOWN


def test_pdf(printed: dict[str, PrintedStatement]) -> None:
    """What the template is given; a cell of which it isn't told how it looks is plain, by its column."""
    sheet, changes = (as_pdf._statement(printed[key])["body"] for key in ("balance_sheet", "net_assets_changes"))  # noqa: SLF001
    cells = [cell for line in sheet for cell in line if isinstance(cell, dict)]
    assert {cell["text"].strip("　") for cell in cells if cell["bold"]} == set(BOLD["balance_sheet"])
    assert not any(cell["centred"] for cell in cells)
    dashes = [cell for line in changes for cell in line if isinstance(cell, dict) and cell["text"] == DASH]
    assert (len(dashes), {cell["centred"] for cell in dashes}) == (DASHES_SHOWN, {True})


def test_xlsx(printed: dict[str, PrintedStatement]) -> None:
    content = rendered([printed["balance_sheet"], printed["net_assets_changes"]], "xlsx", to_file=True)
    sheet, changes = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    bold = {str(cell.value).strip("　"): cell.font.b for row in sheet.iter_rows() for cell in row if cell.value}
    assert (bold["流动资产："], bold["资产总计"], bold["货币资金"]) == (True, True, False)
    assert sum(cell.value == DASH for row in changes.iter_rows() for cell in row) == DASHES_SHOWN


def test_json_and_csv_have_neither(printed: dict[str, PrintedStatement]) -> None:
    tables = list(printed.values())
    for table in json.loads(as_json.render(tables))["tables"]:
        assert all(not row["label"].startswith("　") and DASH not in row["values"].values() for row in table["rows"])
    for each in tables:
        lines = as_csv.render([each]).splitlines()
        assert not any(line.startswith("　") for line in lines)
        assert not any(DASH in line for line in lines if not line.startswith(("注", '"注')))


def test_ppp_net_assets_are_in_the_total() -> None:
    for monthly in (False, True):
        form = accounting_set(monthly=monthly).formats.by_key["balance_sheet"]
        row = next(row for panel in form.panels for row in panel.rows if row.key == "ppp_net_assets")
        assert row.take is not None
        assert row.take.accounts == ("3601",)
        total = next(row for panel in form.panels for row in panel.rows if row.key == "total_net_assets")
        assert total.formula is not None
        assert "ppp_net_assets" in {each.key for each in total.formula.references()}
        assert len({len(panel.rows) for panel in form.panels}) == 1


def test_a_dash_in_a_column_that_isnt_there_is_an_error_of_the_form() -> None:
    row = {"key": "a", "label": "甲", "unfilled": ["nothing"]}
    panel = {"key": "all", "columns": [{"key": "c", "heads": ["栏"]}], "rows": [row]}
    content = Entry("forms/x.toml", "", {"key": "x", "title": "表", "panels": [panel]})
    with pytest.raises(DataError, match=r"forms/x\.toml.*a 行的 unfilled 写了 nothing"):
        read_form(content)
