"""Short tables of a set that flows stand on a page together, none of them broken; others begin a page each."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pypdf import PdfReader

from gov_accounts.printing.printed import PrintedStatement
from gov_accounts.publishing.document import of_tables
from gov_accounts.render import as_pdf
from gov_accounts.render.sections import sections
from gov_accounts.reports.note_print import print_notes
from gov_accounts.reports.notes import AccountNotes
from gov_accounts.statements.accounting import Accounts
from tests.support.documents import QINGSHI, ledger


@cache
def notes() -> Sequence[PrintedStatement]:
    return print_notes(AccountNotes.of(Accounts.of(ledger(QINGSHI[0]), 2020)), indented=True)


def pages(tables: Sequence[PrintedStatement]) -> list[str]:
    content = as_pdf.render(of_tables(tables, "某单位", 2020, "元"))
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def test_tables_that_flow_share_pages_and_are_whole() -> None:
    made = pages(notes())
    assert len(made) < len(notes()) // 2
    for table in notes():
        (page,) = [page for page in made if f"{table.title}编制单位" in page]
        assert all(re.sub(r"\s", "", row.label) in page for panel in table.panels for row in panel.rows)


def test_tables_that_do_not_flow_begin_a_page_each() -> None:
    plain = [replace(each, printing=replace(each.printing, flowing=False)) for each in notes()]
    assert len(pages(plain)) == len(plain)


def test_a_table_on_its_side_has_a_page_of_its_own() -> None:
    first, second, *_ = notes()
    document = of_tables([first, replace(second, landscape=True), first], "某单位", 2020, "元")
    assert [section.landscape for section in sections(document.blocks)] == [False, True, False]
