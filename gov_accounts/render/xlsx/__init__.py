"""Tables, and the whole document, as a workbook: figures as numbers, laid out like the official forms, for A4."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gov_accounts.months import DECEMBER, last_day
from gov_accounts.publishing.document import Form, Heading, Paragraph, Picture, StatementTable
from gov_accounts.render.printable import one_line
from gov_accounts.render.xlsx.charts import add_charts
from gov_accounts.render.xlsx.forms import add_form
from gov_accounts.render.xlsx.narrative import add_figures, add_narrative
from gov_accounts.render.xlsx.sheets import add_sheet
from gov_accounts.render.xlsx.statements import add_statement, name_of
from gov_accounts.render.xlsx.workbook import Book, Names, page_name
from gov_accounts.reports.sheet import Sheet
from gov_accounts.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.publishing.document import Document
    from gov_accounts.render.values import Table

_CHARTS, _NARRATIVE, _FIGURES = "图表", "情况说明", "文字中的数"


def render(tables: Sequence[Table], forms: Sequence[Form] = ()) -> bytes:
    """A workbook with a page for each form and then each table; at least one table, whose last day dates it."""
    first = tables[0]
    if isinstance(first, Sheet):
        book = Book(clean(first.title), clean(first.unit_name), first.period.last)
    else:
        of_month = f" {first.month} 月" if first.month else "度"
        title = f"{first.year} 年{of_month}{'会计报表' if first.signed else '部门决算公开表'}"
        book = Book(title, first.unit_name, last_day(first.year, first.month or DECEMBER))
    names = Names(())
    called = Counter(table.name for table in tables)
    for form in forms:
        add_form(book, names.take(form.title), form)
    for table in tables:
        if isinstance(table, Sheet):
            # Of several books of a kind, the title says which it is.
            add_sheet(book, names.take(table.name if called[table.name] == 1 else table.title), table)
        else:
            add_statement(book, page_name(name_of(table)), table)
    return book.finished()


def render_document(document: Document) -> bytes:
    """The whole document as a workbook.

    A page for each table and each form, then one with the charts and what they are drawn from, one with every
    paragraph of the narrative in order, and one that lists each number in it and where it comes from.
    """
    book = Book(one_line(document.title), one_line(document.unit_name), last_day(document.year))
    names = Names((_CHARTS, _NARRATIVE, _FIGURES))
    places: dict[int, str] = {}
    pictures = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, StatementTable):
            places[index] = names.take(name_of(block.statement))
            add_statement(book, places[index], block.statement)
        elif isinstance(block, Form):
            places[index] = names.take(block.title)
            add_form(book, places[index], block)
        elif isinstance(block, Picture):
            places[index] = f"{_CHARTS}：{one_line(block.chart.name)}"
            pictures.append(block.chart)
    if pictures:
        add_charts(book, _CHARTS, pictures)
    if any(isinstance(block, Heading | Paragraph) for block in document.blocks):
        add_narrative(book, _NARRATIVE, document, places)
        add_figures(book, _FIGURES, document)
    if not document.blocks:
        book.file.add_worksheet(_NARRATIVE)
    return book.finished()
