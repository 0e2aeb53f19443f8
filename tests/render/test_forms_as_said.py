"""What a form says of its print, in every format: what stands above, merged heads, totals across, blank lines."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from gov_accounts.books.cube import Group
from gov_accounts.law.codes import official_codes
from gov_accounts.law.profile import official_profile
from gov_accounts.printing.printed import PrintedStatement, print_statement
from gov_accounts.printing.units import WAN
from gov_accounts.publishing.document import of_tables
from gov_accounts.render import as_docx, as_html, as_pdf, xlsx
from gov_accounts.render.text import render as render_text
from gov_accounts.statements.fill import make_statements

YEAR = 2024
UNIT = "某某局"
EXPENDITURE = "一般公共预算财政拨款支出决算表"


def printed(profile: str) -> list[PrintedStatement]:
    spent = [
        Group("7201", "2013901", econ, "11", "", YEAR, closing=False, fen=fen, sign=1, postings=1)
        for econ, fen in (("30101", 123_450_000), ("30217", 10_000_000))
    ]
    made = make_statements(official_profile(profile).formats, spent, YEAR, official_codes())
    return [print_statement(each, UNIT, WAN) for each in made.values()]


SHANGHAI, MINISTRY = printed("2024-上海"), printed("2020")


def words(kind: str, tables: list[PrintedStatement]) -> str:
    """All that is printed, in one line."""
    document = of_tables(tables, UNIT, YEAR, "万元")
    match kind:
        case "text":
            text = "".join(render_text(each, None) for each in tables)
        case "html":
            text = re.sub(r"<[^>]*>", "|", as_html.render(document).partition("<body")[2])
        case "docx":
            with zipfile.ZipFile(io.BytesIO(as_docx.render(document))) as file:
                text = re.sub(r"<[^>]*>", "", file.read("word/document.xml").decode())
        case "pdf":
            text = str([as_pdf._statement(each) for each in tables])  # noqa: SLF001 (typst lays out what is in it)
        case _:
            book = load_workbook(io.BytesIO(xlsx.render(tables)))
            text = "|".join(
                str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None
            )
    return "".join(text.split())


@pytest.mark.parametrize("kind", ["text", "html", "docx", "pdf", "xlsx"])
def test_above_a_table_stands_what_its_form_says(kind: str) -> None:
    said = words(kind, SHANGHAI)
    assert said.count("单位：万元") == 9
    assert all(each.title in said for each in SHANGHAI)
    assert not [
        each for each in ("部门：", "2024年度", "栏次", "行次", *(f"表{n}" for n in range(1, 10))) if each in said
    ]
    usual = words(kind, MINISTRY)
    assert usual.count("部门：某某局") == usual.count("单位：万元") == 9
    assert all(each in usual for each in ("2024年度收入支出决算总表", "栏次", "行次"))


def test_a_total_stands_across_code_and_name() -> None:
    (table,) = [each for each in SHANGHAI if each.title == EXPENDITURE]
    html = as_html.render(of_tables([table], UNIT, YEAR, "万元"))
    assert '<th scope="row" class="code" colspan="2">合计</th>' in html
    with zipfile.ZipFile(io.BytesIO(as_docx.render(of_tables([table], UNIT, YEAR, "万元")))) as file:
        xml = file.read("word/document.xml").decode()
    (row,) = [each for each in xml.split("<w:tr>") if ">合计<" in each and "133.45" in each.replace(",", "")]
    assert '<w:gridSpan w:val="2"/>' in row
    sheet = load_workbook(io.BytesIO(xlsx.render([table]))).worksheets[0]
    (total,) = [cell for row in sheet for cell in row[:1] if cell.value == "合计"]
    assert f"A{total.row}:B{total.row}" in {str(each) for each in sheet.merged_cells.ranges}
    assert sheet.cell(total.row, 3).value == 133.45
    assert {"text": "合计", "columns": 2, "bold": False, "centred": True} in as_pdf._statement(table)["body"][-1]  # noqa: SLF001


def test_heads_are_merged_down_where_the_form_says_so() -> None:
    (table,) = [each for each in SHANGHAI if each.key == "sangong"]
    html = as_html.render(of_tables([table], UNIT, YEAR, "万元"))
    assert '<th scope="colgroup" colspan="2" rowspan="2">公务接待费</th>' in html
    sheet = load_workbook(io.BytesIO(xlsx.render([table]))).worksheets[0]
    assert {"A3:L3", "A4:B5", "C4:D5", "E4:J4", "K4:L5"} <= {str(each) for each in sheet.merged_cells.ranges}
    assert [sheet.cell(6, column).value for column in range(1, 13)] == ["预算数", "决算数"] * 6


def test_a_table_without_codes_has_the_forms_blank_lines() -> None:
    (table,) = [each for each in SHANGHAI if each.key == "gov_fund"]
    html = as_html.render(of_tables([table], UNIT, YEAR, "万元"))
    assert html.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>") == 1 + 3
    filled = [each for each in SHANGHAI if each.key == "general_expenditure"]
    assert [row.key for row in filled[0].panels[0].rows] == ["201", "20139", "2013901", "total"]
