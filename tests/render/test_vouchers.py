"""记账凭证 on paper: nothing is cut, every line is on one slip, sums are on the last, words of users are only words."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from gov_accounts.books.vouchers import recorded_vouchers
from gov_accounts.ledger import load
from gov_accounts.money import to_yuan, yuan_text
from gov_accounts.printing.in_words import amount_in_words
from gov_accounts.render import vouchers_html, vouchers_pdf
from gov_accounts.render.voucher_slips import PAPERS, slips
from gov_accounts.render.xlsx import vouchers as vouchers_xlsx
from gov_accounts.reports.voucher_form import FormBook, FormLine, VoucherForm, voucher_forms
from tests.support.documents import HOSTILE, LONG
from tests.support.draws import draws
from tests.support.paths import EXAMPLES

LAST = datetime.date(2024, 12, 31)


@cache
def forms() -> Sequence[VoucherForm]:
    ledger = load(EXAMPLES / "puhui_2024" / "main.beancount")
    return voucher_forms(
        recorded_vouchers(ledger.entries),
        codes=ledger.codes,
        projects=ledger.declarations.projects,
        unit_name=ledger.unit_name,
        base=ledger.path.parent,
    )


def pages_of(made: Sequence[VoucherForm], paper: str) -> list[Any]:
    return list(PdfReader(io.BytesIO(vouchers_pdf.render(made, paper, LAST))).pages)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_pages_are_those_of_the_slips(paper: str) -> None:
    chosen = PAPERS[paper]
    made = [(form, slip) for form in forms() for slip in slips(form, chosen)]
    pages = pages_of(forms(), paper)
    assert len(pages) == -(-len(made) // chosen.slips)
    sizes = {tuple(round(float(each) * 127 / 360) for each in page.mediabox[2:]) for page in pages}
    assert sizes == {(chosen.width, chosen.height)}
    texts = [squeezed(page.extract_text()) for page in pages]
    assert "".join(texts).count("记账凭证单位") == len(made)
    for index, (form, slip) in enumerate(made):
        text = texts[index // chosen.slips]
        assert squeezed(form.number) in text
        assert (slip.slips == 1) or f"第{slip.number}/{slip.slips}张" in text
        for part in slip.books:
            for line in part.lines:
                assert squeezed(line.account) in text
                assert squeezed(line.codes) in text
                assert yuan_text(line.debit or line.credit) in text
            if part.ended:
                assert f"人民币{part.book.in_words}{yuan_text(part.book.debit)}" in text


WORDS = st.sampled_from([*HOSTILE, LONG, "", "电费", "摘要很长" * 30, "word " * 60])
LINES = st.lists(st.tuples(WORDS, WORDS, WORDS, st.integers(1, 10**15), st.booleans()), min_size=1, max_size=30)


def drawn_form(words: str, books: Sequence[Sequence[tuple[str, str, str, int, bool]]]) -> VoucherForm:
    made = []
    for lines in books:
        total = sum(fen for *_, fen, _ in lines)
        legs = tuple(
            FormLine(account, detail, codes, fen, 0, derived) for account, detail, codes, fen, derived in lines
        )
        made.append(FormBook("财务会计", legs, total, total, amount_in_words(total)))
    return VoucherForm(words, LAST, words, words, words, "", tuple(made), (words,) * 5, "a.beancount:1")


@given(WORDS, st.lists(LINES, min_size=1, max_size=3), st.sampled_from(sorted(PAPERS)))
def test_every_line_is_once_on_a_slip_and_sums_on_the_last(
    words: str, books: list[list[tuple[str, str, str, int, bool]]], paper: str
) -> None:
    form = drawn_form(words, books)
    made = slips(form, PAPERS[paper])
    assert [(slip.number, slip.slips) for slip in made] == [(number, len(made)) for number in range(1, len(made) + 1)]
    parts = [part for slip in made for part in slip.books]
    assert [line for part in parts for line in part.lines] == [line for book in form.books for line in book.lines]
    assert all(part.lines for part in parts)
    assert [part.book for part in parts if part.ended] == list(form.books)
    assert [part.book for part in parts if not part.continued] == list(form.books)
    said = {slip.words for slip in made}
    above = "".join(line for slip in made for line in slip.above)
    assert len(said) == 1
    assert squeezed(above or said.pop()) == squeezed(re.sub("[\u202a-\u202e]", "\ufffd", words))


@draws(25)
@given(WORDS, st.lists(LINES, min_size=1, max_size=2), st.sampled_from(sorted(PAPERS)))
def test_whatever_is_in_a_ledger_is_on_its_slips(
    words: str, books: list[list[tuple[str, str, str, int, bool]]], paper: str
) -> None:
    form = drawn_form(words, books)
    chosen = PAPERS[paper]
    lines = [line for book in form.books for line in book.lines]
    # A line that is higher than a slip by itself runs over: nobody has such a name.
    assume(words != LONG and not any(LONG in (line.account, line.detail, line.codes) for line in lines))
    assert len(pages_of([form], paper)) == -(-len(slips(form, chosen)) // chosen.slips)


def test_html_has_every_line_and_sum() -> None:
    page = vouchers_html.render(forms())
    assert page == vouchers_html.render(forms())
    sections = etree.HTML(page).xpath("//section")
    assert len(sections) == len(forms())
    for section, form in zip(sections, forms(), strict=True):
        figures = [cell.text for cell in section.xpath(".//td[@class='figure']") if (cell.text or "").strip()]
        assert figures == [
            text
            for book in form.books
            for text in (
                *(yuan_text(line.debit or line.credit) for line in book.lines),
                yuan_text(book.debit),
                yuan_text(book.credit),
            )
        ]
        said = squeezed("".join(section.itertext()))
        assert all(squeezed(word) in said for word in (form.words, form.number, *form.signatures))


def test_the_workbook_has_every_amount_as_a_number_and_the_same_bytes() -> None:
    content = vouchers_xlsx.render(forms(), LAST)
    assert content == vouchers_xlsx.render(forms(), LAST)
    (page,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    written = [Decimal(str(cell.value)) for row in page for cell in row if isinstance(cell.value, int | float)]
    assert written == [
        to_yuan(fen)
        for form in forms()
        for book in form.books
        for fen in (*(line.debit or line.credit for line in book.lines), book.debit, book.credit)
    ]
    assert page.row_breaks.brk, "a voucher isn't broken over pages"


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_on_a_voucher_is_markup_or_a_formula(words: str) -> None:
    form = replace(drawn_form(words, [[(words, words, words, 100, True)]]), state=words)
    page = vouchers_html.render([form])
    assert "<script" not in page
    assert etree.HTML(page).xpath("count(//section)") == 1
    (sheet,) = openpyxl.load_workbook(io.BytesIO(vouchers_xlsx.render([form], LAST))).worksheets
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in sheet for cell in row)
    assert len(pages_of([form], "a4")) == 1
