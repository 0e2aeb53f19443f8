"""Books of account on paper: nothing is cut, pages are those that were planned, sums are carried from page to page."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from gov_accounts.books.postings import Period, read_postings
from gov_accounts.ledger import load
from gov_accounts.printing.units import YUAN
from gov_accounts.render import sheets_html, sheets_pdf, xlsx
from gov_accounts.render.sheet_pages import CARRIED_IN, CARRIED_OUT, Page, pages
from gov_accounts.render.values import Value, shown, value_of
from gov_accounts.reports.book_kinds import KINDS
from gov_accounts.reports.ledger_books import LedgerBooks
from gov_accounts.reports.sheet import Cell, Column, Row, Sheet
from tests.support.documents import HOSTILE, LONG
from tests.support.draws import draws
from tests.support.paths import EXAMPLES

YEAR = Period(datetime.date(2024, 1, 1), datetime.date(2024, 12, 31))


@cache
def books() -> LedgerBooks:
    ledger = load(EXAMPLES / "puhui_2024" / "main.beancount")
    postings = list(read_postings(ledger.entries))
    return LedgerBooks(postings, YEAR, ledger.codes, ledger.declarations.projects, ledger.unit_name, ledger.path.parent)


@cache
def sheets(kind: str) -> Sequence[Sheet]:
    return books().sheets(kind)


@cache
def printed(kind: str) -> list[str]:
    reader = PdfReader(io.BytesIO(sheets_pdf.render(sheets(kind), kind)))
    return [page.extract_text() for page in reader.pages]


def words_on(page: str) -> str:
    return re.sub(r"[\s\u200b]", "", page)


@pytest.mark.parametrize("kind", KINDS)
def test_each_page_is_one_that_was_planned(kind: str) -> None:
    """With its sheet's title above; before them are a cover and the contents."""
    planned = [(sheet, page) for sheet in sheets(kind) for page in pages(sheet)]
    first = words_on(planned[0][0].title)
    before = next(index for index, text in enumerate(printed(kind)) if words_on(text).startswith(first))
    assert len(printed(kind)) == before + len(planned), "nothing has run over onto a page of its own"
    for (sheet, page), text in zip(planned, printed(kind)[before:], strict=True):
        assert words_on(text).startswith(words_on(sheet.title))
        written = words_on(text)
        for line in page.lines:
            assert all(words_on(line.texts[column.id]) in written for column in page.columns)


def carried(page: Page, index: int) -> dict[str, str]:
    texts = page.lines[index].texts
    return {key: texts[key] for key in ("debit", "credit", "side", "balance")}


def test_a_page_begins_with_what_the_one_before_it_ended_with() -> None:
    several = [made for kind in ("明细账", "日记账") for sheet in sheets(kind) if len(made := pages(sheet)) > 1]
    assert len(several) > 5
    for made in several:
        for before, after in pairwise(made):
            assert before.lines[-1].texts["words"] == CARRIED_OUT
            assert after.lines[0].texts["words"] == CARRIED_IN
            assert carried(before, -1) == carried(after, 0)
            above = before.lines[-2].texts
            assert (above["side"], above["balance"]) == (carried(before, -1)["side"], carried(before, -1)["balance"])
        assert made[0].lines[0].texts["words"] == "上年结转"
        assert made[-1].lines[-1].texts["words"] == "期末余额"
        assert [page.last for page in made] == [False] * (len(made) - 1) + [True]


@pytest.mark.parametrize("kind", KINDS)
def test_each_line_is_once_on_the_pages(kind: str) -> None:
    """Of a table wider than a page, each column is on one page at least, beside the words it belongs to."""
    for sheet in sheets(kind):
        made = pages(sheet)
        columns = [column for column in sheet.columns if column.printed]
        assert {column.id for page in made for column in page.columns} == {column.id for column in columns}
        words = [column for column in columns if not column.figures]
        found: dict[str, list[str]] = {column.id: [] for column in columns}
        for page in made:
            assert [column for column in page.columns if not column.figures] == words
            assert sum(page.widths) <= 10 * page.paper.width
            lines = [each for each in page.lines if each.texts.get("words") not in (CARRIED_IN, CARRIED_OUT)]
            for column in page.columns:
                found[column.id].extend(words_on(each.texts[column.id]) for each in lines)
        for column in columns:
            texts = [words_on(short(value_of(row.cells.get(column.id), YUAN))) for row in sheet.rows]
            if column.figures:
                assert found[column.id] == texts
            else:
                assert set(found[column.id]) == set(texts), "on each of the pages side by side"


def short(value: Value) -> str:
    return f"{value:%m-%d}" if isinstance(value, datetime.date) else shown(value)


CELLS = st.sampled_from([*HOSTILE, LONG, "", "凭证", "摘要很长" * 40, "word " * 30, "a" * 200])


@draws(25)
@given(st.lists(st.tuples(CELLS, CELLS, st.integers(-(10**16), 10**16)), min_size=1, max_size=120))
def test_whatever_is_in_a_ledger_is_on_the_planned_pages(rows: list[tuple[str, str, int]]) -> None:
    columns = (
        Column("date", "日期"),
        Column("voucher", "凭证"),
        Column("words", "摘要", narrowest=8),
        Column("debit", "借方", figures=True),
        Column("balance", "余额", figures=True),
    )
    carry: dict[str, Cell] = {"balance": 100}
    made = tuple(
        Row({"date": YEAR.first, "voucher": number, "words": words, "debit": fen, "balance": fen}, carried=carry)
        for number, words, fen in rows
    )
    sheet = Sheet("明细账", HOSTILE[0], HOSTILE[1], YEAR, YUAN, columns, made)
    planned = pages(sheet)
    reader = PdfReader(io.BytesIO(sheets_pdf.render([sheet], "明细账")))
    # A line higher than a page is broken over several: nothing of it is lost.
    higher = sum(
        len(line.texts["words"]) > 1500 or len(line.texts["voucher"]) > 1500 for page in planned for line in page.lines
    )
    assert len(planned) <= len(reader.pages) <= len(planned) + 60 * higher


@pytest.mark.parametrize("kind", KINDS)
def test_html_has_every_cell_and_no_more(kind: str) -> None:
    page = sheets_html.render(sheets(kind), kind)
    assert page == sheets_html.render(sheets(kind), kind)
    tree = etree.HTML(page)
    tables = tree.xpath("//table")
    assert len(tables) == len(sheets(kind))
    for table, sheet in zip(tables, sheets(kind), strict=True):
        columns = [column for column in sheet.columns if column.printed]
        cells = [[(cell.text or "").strip() for cell in row.xpath("td")] for row in table.xpath("tbody/tr")]
        assert cells == [[shown(value_of(row.cells.get(column.id), YUAN)) for column in columns] for row in sheet.rows]
    assert [each.text for each in tree.xpath("//h2[@id != 'contents']")] == [sheet.title for sheet in sheets(kind)]


def test_each_account_has_a_page_of_a_workbook_named_by_it() -> None:
    names = openpyxl.load_workbook(io.BytesIO(xlsx.render(sheets("总账"))), read_only=True).sheetnames
    assert names == [sheet.title for sheet in sheets("总账")]
    balances = openpyxl.load_workbook(io.BytesIO(xlsx.render(sheets("科目余额表"))), read_only=True).sheetnames
    assert balances == ["财务", "预算", "指标"]


def test_nothing_in_a_sheet_is_markup() -> None:
    sheet = Sheet(
        "明细账", HOSTILE[0], HOSTILE[0], YEAR, YUAN, (Column("words", "摘要"),), (Row({"words": HOSTILE[0]}),)
    )
    page = sheets_html.render([sheet], "明细账")
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4
