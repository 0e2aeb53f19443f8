"""Every finding is in every output, the same each time, and nothing of the document acts."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest

from gov_accounts.render.audit import rendered, summary
from gov_accounts.render.audit.marks import boxes, stands_at
from tests.render.audit.made import FINDINGS, FORMULA, WORDS, audit

KINDS = ("text", "json", "xlsx", "html")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_audit_gives_the_same_bytes(kind: str) -> None:
    """Two runs differ in nothing."""
    assert rendered([audit()], kind) == rendered([audit()], kind)


def sheets(content: bytes) -> dict[str, list[str]]:
    """The words of a workbook, by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert not any(cell.data_type == "f" for sheet in book for line in sheet.iter_rows() for cell in line)
    return {sheet.title: [str(cell.value) for line in sheet.iter_rows() for cell in line] for sheet in book}


def test_a_workbook_has_all_findings_as_words() -> None:
    """Tails and what wasn't checked have sheets of their own; no formula of the document becomes one."""
    found = sheets(rendered([audit()], "xlsx"))
    assert list(found) == ["审核表", "尾差", "未核对"]
    assert FORMULA in found["审核表"]
    assert all(each.what in found["尾差" if each.kind == "tail" else "审核表"] for each in FINDINGS)
    assert "审核人：" in found["审核表"]
    assert "是扫描的图" in found["未核对"]


def test_several_documents_have_sheets_of_their_own() -> None:
    """Their names are told apart, though the files are called alike."""
    assert len(sheets(rendered([audit(), audit()], "xlsx"))) == 6


@pytest.mark.parametrize("pages", [True, False])
def test_a_page_shows_all_and_runs_nothing(pages: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    """What the document says is words; the only markup is ours, and nothing comes from elsewhere."""
    page = rendered([audit(pages=pages)], "html").decode()
    assert not re.search(r"<(script|i|b|u|br/)\b|<img src=x", page.partition("</header>")[2].replace("<br><span", ""))
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=\"(?!#|data:)", page)
    for each in FINDINGS:
        assert page.count(f'id="d1-c{each.cause}"') == 1
    targets = re.findall('href="#([^"]+)"', page)
    assert targets
    assert all(f'id="{each}"' in page for each in targets)


def test_marks_stand_where_the_words_do() -> None:
    """A number of a sentence has its part of the line, though another ends alike."""
    ((page, box),) = boxes(audit(), WORDS)
    assert page == 1
    assert 900 < box.left < box.right < 5000
    assert (box.left - 900) * 2 > 5000 - 900


@pytest.mark.parametrize(("around", "printed", "at"), [("100% 10", "10", 5), ("1100个", "10", 1), ("无", "10", -1)])
def test_a_number_is_marked_where_it_is_whole(around: str, printed: str, at: int) -> None:
    """Where it is a part of longer ones only, the first of these."""
    assert stands_at(around, printed) == at


def test_a_page_without_findings_says_so() -> None:
    """It has nothing to choose from."""
    page = rendered([audit(findings=())], "html").decode()
    assert "没有发现问题" in page
    assert "<input" not in page


def test_json_has_the_keys_of_the_contract() -> None:
    """Of the whole, of a document, of a finding and of a place."""
    (document,) = json.loads(rendered([audit()], "json"))["documents"]
    assert {*document} == {
        "file", "unit_name", "year", "profile", "money_unit", "tables", "findings", "unchecked",
    }  # fmt: skip
    assert {*document["tables"][0]} == {"key", "number", "title", "page"}
    finding = document["findings"][0]
    assert {*finding} == {"rule", "kind", "cause", "reason", "places", "expected", "what", "why"}
    assert {*finding["places"][0]} == {"table", "row", "column", "section", "page", "printed"}
    assert {*document["unchecked"][0]} == {"what", "why"}


def test_a_summary_has_a_line_a_document_and_links_to_reports() -> None:
    """The worst finding is the first; tails are no finding."""
    made = summary([audit(), audit(findings=())], ["甲 #1", "乙"], "html")
    page = made["html"].decode()
    assert 'href="./%E7%94%B2%20%231.html"' in page
    assert "<script" not in page
    (words,) = sheets(made["xlsx"]).values()
    assert words.count(FINDINGS[0].what) == 1
