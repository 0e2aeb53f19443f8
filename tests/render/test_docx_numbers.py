"""Word breaks no number over lines, and says where the page numbers of its contents come from."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gov_accounts.publishing.document import Document, Form, FormCell, Heading, Paragraph
from gov_accounts.render import as_docx
from gov_accounts.render.docx_styles import PORTRAIT
from gov_accounts.render.docx_table import form_table
from tests.support.documents import QINGSHI, WUHAN, example

NUMBER = re.compile(r"[-+]?[0-9][0-9.,:%]*")
HALF_EM = 5
BESIDE = 120


def cells(table: Any) -> Iterator[tuple[str, int, int]]:
    """The text of each cell, the size of its type in half points and its width between the margins, in twips."""
    for cell in table.iter(qn("w:tc")):
        width = int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w")))
        text = "".join(each.text or "" for each in cell.iter(qn("w:t")))
        sizes = {int(each.get(qn("w:val"))) for each in cell.iter(qn("w:sz"))}
        if text:
            (size,) = sizes
            yield text, size, width - BESIDE


def broken(table: Any) -> list[str]:
    """The numbers that don't fit a line of their cell; a digit is half as wide as its type is high."""
    return [
        f"{number} in {width}"
        for text, size, width in cells(table)
        for number in NUMBER.findall(text)
        if len(number) * size * HALF_EM > width
    ]


def form_of(rows: list[list[str]], kinds: list[str]) -> Form:
    return Form(
        "自评表", (), len(kinds),
        tuple(
            tuple(FormCell(Paragraph((text,)), kind=kind) for text, kind in zip(row, kinds, strict=True))  # type: ignore[arg-type]
            for row in rows
        ),
    )  # fmt: skip


LONG = "按合同约定的时间完成全部改造任务并通过各方验收"
KINDS = ["label", "label", "text", "figure", "figure", "figure", "figure", "figure"]


def test_long_words_for_a_target_leave_numbers_whole() -> None:
    """What a newcomer writes where others have a number."""
    row = [
        "产出指标",
        "数量指标",
        "改造供水管网",
        f"{LONG}，不少于 5.18 公里",
        f"{LONG}，共 5.18 公里",
        "5.18",
        "5.18",
        "1,234,567.89",
    ]
    table = form_table(
        form_of([row, *([[*row[:3], "5.18 公里", "95.18%", "8.9", "8.9", "60.00"]] * 3)], KINDS), PORTRAIT
    )
    assert broken(table) == []
    sizes = {size for _, size, _ in cells(table)}
    assert min(sizes) >= 18


WORDS = st.one_of(
    st.decimals(0, 10**9, places=2).map("{:,}".format),
    st.decimals(0, 100, places=2).map("{}%".format),
    st.text("改造老旧小区，验收合格率", max_size=40),
    st.builds("{}{} 公里".format, st.text("共改造", max_size=20), st.decimals(0, 10**6, places=2)),
)


@settings(phases=[Phase.generate])
@given(st.lists(st.lists(WORDS, min_size=8, max_size=8), min_size=1, max_size=4))
def test_no_number_of_a_form_is_broken(rows: list[list[str]]) -> None:
    assert broken(form_table(form_of(rows, KINDS), PORTRAIT)) == []


@pytest.mark.parametrize("which", [WUHAN, QINGSHI])
def test_no_number_of_an_example_is_broken(which: tuple[str, int]) -> None:
    word = docx.Document(io.BytesIO(as_docx.render(example(*which))))
    assert [each for table in word.element.body.iter(qn("w:tbl")) for each in broken(table)] == []


def test_no_number_is_taken_for_chinese() -> None:
    """Chinese may be broken at any character: the hint that signs are Chinese is on those signs alone."""
    word = docx.Document(io.BytesIO(as_docx.render(example(*QINGSHI))))
    hinted = set()
    for run in word.element.body.iter(qn("w:r")):
        fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None and fonts.get(qn("w:hint")) == "eastAsia":
            hinted |= set("".join(each.text or "" for each in run.iter(qn("w:t"))))
    assert hinted
    assert not any(each.isalnum() for each in hinted)
    assert not [each for each in word.styles.element.iter(qn("w:rFonts")) if each.get(qn("w:hint"))]


def fields(paragraph: Any) -> list[str]:
    """Where fields begin and end in a paragraph."""
    return [each.get(qn("w:fldCharType")) for each in paragraph._p.iter(qn("w:fldChar"))]  # noqa: SLF001 (the XML)


def test_the_contents_say_where_page_numbers_come_from() -> None:
    """In the field itself, so that it goes when the numbers come; and once, in a document that has contents."""
    blocks = (
        Heading(1, "第一部分 概况", "一"),
        Paragraph(("概况。",)),
        Heading(1, "第二部分 决算表", "二"),
        Paragraph(("表。",)),
    )
    word = docx.Document(io.BytesIO(as_docx.render(Document("决算", "某中心", 2020, "万元", blocks))))
    texts = [each.text for each in word.paragraphs]
    (place,) = [index for index, text in enumerate(texts) if "更新域" in text]
    assert texts[place + 1 : place + 3] == ["第一部分 概况", "第二部分 决算表"]
    assert fields(word.paragraphs[place]) == ["begin", "separate"]
    assert fields(word.paragraphs[place + 2]) == ["end"]
    plain = docx.Document(io.BytesIO(as_docx.render(Document("决算", "某中心", 2020, "万元", (Paragraph(("表。",)),)))))
    assert not any("更新域" in each.text for each in plain.paragraphs)
