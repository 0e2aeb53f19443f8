"""The whole document as a workbook, opened again: tables, forms, charts, words, and each number in them."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from lxml import etree

from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.units import YUAN
from gov_accounts.publishing.document import Block, Document, Form, Heading, Paragraph, Picture, StatementTable
from gov_accounts.render.printable import printable
from gov_accounts.render.xlsx import render, render_document
from gov_accounts.statements.accounting import Accounts
from tests.support.documents import QINGSHI, WUHAN, everywhere, example, form, hostile_chart, hostile_statement, ledger

NAMES = ("wuhan", "qingshi", "hostile")
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {"wuhan": example(*WUHAN), "qingshi": example(*QINGSHI), "hostile": everywhere()}


@pytest.fixture(scope="module")
def files(documents: dict[str, Document]) -> dict[str, bytes]:
    return {name: render_document(document) for name, document in documents.items()}


def opened(file: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(file))


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet]


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_those_of_the_tables_alone(
    files: dict[str, bytes], documents: dict[str, Document], name: str
) -> None:
    printed = [block.statement for block in documents[name].blocks if isinstance(block, StatementTable)]
    book = opened(files[name])
    if name == "hostile":
        sheets = [sheet for sheet in book if sheet.title.startswith("表2")]
    else:
        sheets = book.worksheets[: len(printed)]
        for page, alone in zip(sheets, opened(render(printed)).worksheets, strict=True):
            assert (page.title, values(page)) == (alone.title, values(alone))
            assert page.merged_cells.ranges == alone.merged_cells.ranges
    for page, statement in zip(sheets, printed, strict=True):
        written = sorted(Decimal(str(c.value)) for row in page for c in row if isinstance(c.value, float | int))
        figures = [value for panel in statement.panels for row in panel.rows for value in row.values.values()]
        assert written == sorted(figures)


@pytest.mark.parametrize("name", NAMES)
def test_the_narrative_is_whole_and_in_order(
    files: dict[str, bytes], documents: dict[str, Document], name: str
) -> None:
    sheet = opened(files[name])["情况说明"]
    written = [str(row[0].value) for row in sheet.iter_rows(min_row=2) if row[0].value is not None]
    wanted = [block.text for block in documents[name].blocks if isinstance(block, Heading | Paragraph)]
    assert written == [printable(text) for text in wanted]


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_listed(files: dict[str, bytes], documents: dict[str, Document], name: str) -> None:
    rows = values(opened(files[name])["文字中的数"])
    assert rows[0] == ["编号", "名称", "数值", "单位", "来源"]
    figures = list(documents[name].figures())
    assert len(figures) == len(rows) - 1 > 0
    for row, figure in zip(rows[1:], figures, strict=True):
        assert row[:2] + row[3:] == [printable(each) for each in (figure.id, figure.name, figure.unit, figure.origin)]
        assert Decimal(str(row[2])) == Decimal(figure.text.replace(",", ""))


def test_numbers_are_shown_as_they_are_printed(files: dict[str, bytes]) -> None:
    sheet = opened(files["qingshi"])["文字中的数"]
    assert {row[2].number_format for row in sheet.iter_rows(min_row=2)} == {"#,##0.00", "0.0", "0"}
    page = opened(files["qingshi"])["2020 年度项目自评表"]
    assert (page["D7"].value, page["D7"].number_format) == (78.9, "0.00")
    assert page["F7"].value == "100%"
    assert {"A4:B4", "C4:G4", "A6:B7", "A9:A11", "B9:B10", "A12:F12"} <= {
        str(each) for each in page.merged_cells.ranges
    }


@pytest.mark.parametrize("name", NAMES)
def test_charts_refer_to_the_printed_figures(
    files: dict[str, bytes], documents: dict[str, Document], name: str
) -> None:
    sheet = opened(files[name])["图表"]
    archive = zipfile.ZipFile(io.BytesIO(files[name]))
    charts = [block.chart for block in documents[name].blocks if isinstance(block, Picture)]
    assert len([entry for entry in archive.namelist() if entry.startswith("xl/charts/chart")]) == len(charts)
    for number, chart in enumerate(charts, 1):
        root = etree.fromstring(archive.read(f"xl/charts/chart{number}.xml"))
        for series, drawn in zip(chart.series, root.iter(f"{CHART}ser"), strict=True):
            wanted = {
                "val": [amount.shown for amount in series.amounts],
                "cat": [printable(each) for each in chart.categories],
                "tx": [printable(series.name)],
            }
            for tag, expected in wanted.items():
                of = drawn.find(f"{CHART}{tag}")
                place = next(of.iter(f"{CHART}f")).text.split("!")[1].replace("$", "")
                found = sheet[place]
                behind = [row[0].value for row in found] if isinstance(found, tuple) else [found.value]
                cached = [each.text or "" for each in of.iter(f"{CHART}v")]
                if tag == "val":
                    assert [Decimal(str(each)) for each in behind] == expected
                    assert [Decimal(each) for each in cached] == expected
                else:
                    assert behind == expected
                    assert cached == expected
        drawing = archive.read("xl/drawings/drawing1.xml").decode("utf-8")
        assert drawing.count("descr=") == len(charts)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_from_users_is_a_formula_or_a_link(files: dict[str, bytes], name: str) -> None:
    for page in opened(files[name]):
        assert all(cell.data_type != "f" and cell.hyperlink is None for row in page for cell in row)
    archive = zipfile.ZipFile(io.BytesIO(files[name]))
    for entry in archive.namelist():
        root = etree.fromstring(archive.read(entry))
        assert all(each.get("TargetMode") != "External" for each in root.iter())
        for formula in root.iter(f"{CHART}f"):
            assert re.fullmatch(r"'?图表'?!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", formula.text)
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_label_is_no_formula() -> None:
    """XlsxWriter takes a label that begins with = for one: such a label is read from its cell."""
    for text in ("=cmd|'/c calc'!A1", "=1"):
        file = render_document(Document("题", "单位", 2020, "万元", (Picture(hostile_chart(text)),)))
        root = etree.fromstring(zipfile.ZipFile(io.BytesIO(file)).read("xl/charts/chart1.xml"))
        assert all(str(each.text).replace("'", "").startswith("图表!$") for each in root.iter(f"{CHART}f"))
        assert f"{text} 1.00 万元，33.3%" in " ".join(str(v.text) for v in root.iter(f"{CHART}v")).replace("\n", " ")


def test_names_of_sheets_are_made_to_fit() -> None:
    """Too long, forbidden, empty, the program's own, and the same but for case."""
    titles = (
        "[a]:*?/\\b",
        "",
        "图表",
        "History",
        "FORM",
        "form",
        "Form",
        "甲" * 40,
        "甲" * 40,
        "'",
        "x\x01\ny",
        "情况说明",
    )
    blocks: tuple[Block, ...] = (
        *(replace(form("单位", 2020), title=title) for title in titles),
        StatementTable(hostile_statement("=1")),
        Paragraph(("字",)),
    )
    names = opened(render_document(Document("题", "单位", 2020, "万元", blocks))).sheetnames
    assert len({name.casefold() for name in names}) == len(titles) + 3
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'\x01\n") for name in names)
    assert names[0] == "ab"
    assert names[2] == "图表 (2)"
    assert names[-2:] == ["情况说明", "文字中的数"]


def test_a_long_text_is_never_cut() -> None:
    text = "".join(f"第{number}句。" for number in range(9000))
    book = opened(render_document(Document("题", "单位", 2020, "万元", (Paragraph((text,)),))))
    assert "".join(str(row[0].value) for row in book["情况说明"].iter_rows(min_row=2)) == text


def test_an_empty_document_opens() -> None:
    assert opened(render_document(Document("题", "单位", 2020, "万元", ()))).sheetnames == ["情况说明"]


def test_forms_have_a_sheet_each(files: dict[str, bytes], documents: dict[str, Document]) -> None:
    forms = [block for block in documents["hostile"].blocks if isinstance(block, Form)]
    tables = [block for block in documents["hostile"].blocks if isinstance(block, StatementTable)]
    assert len(opened(files["hostile"]).sheetnames) == len(forms) + len(tables) + 3


def test_forms_wider_than_the_page_lie_on_their_side(files: dict[str, bytes]) -> None:
    assert opened(files["wuhan"])["2020 年度项目自评表"].page_setup.orientation == "landscape"
    narrow = replace(form("单位", 2020), width=2, rows=form("单位", 2020).rows[:1])
    file = render_document(Document("题", "单位", 2020, "万元", (narrow,)))
    assert opened(file).worksheets[0].page_setup.orientation == "portrait"


def test_a_table_a_little_longer_than_a_page_is_made_to_fit(documents: dict[str, Document]) -> None:
    table = next(b for b in documents["qingshi"].blocks if isinstance(b, StatementTable) and b.statement.number == 3)
    (panel,) = table.statement.panels
    for rows, pages in ((panel.rows, None), (panel.rows * 2, 0)):  # one page is what is meant where nothing is said
        longer = replace(table.statement, panels=(replace(panel, rows=rows),))
        assert opened(render([longer])).worksheets[0].page_setup.fitToHeight == pages


@pytest.mark.parametrize(
    ("month", "title", "day"),
    [(0, "2020 年度会计报表", "2020-12-31"), (6, "2020 年 6 月会计报表", "2020-06-30")],
)
def test_a_workbook_of_accounting_statements_is_of_its_own_day(month: int, title: str, day: str) -> None:
    accounts = Accounts.of(ledger(QINGSHI[0]), 2020, month)
    statement = print_statement(accounts.statements["balance_sheet"], "一所", YUAN)
    properties = opened(render([statement])).properties
    assert (properties.title, f"{properties.created:%Y-%m-%d}") == (title, day)
