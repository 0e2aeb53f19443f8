"""Sheets of the books of account as a PDF: A4 pages with numbers, contents, 过次页 and 承前页.

It is laid out after ``templates/sheets.typ``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gov_accounts.render.printable import one_line
from gov_accounts.render.sheet_heads import sheet_heads
from gov_accounts.render.sheet_pages import Page, pages
from gov_accounts.render.typesetting import foldable, typeset, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.reports.sheet import Column, Sheet


def render(sheets: Sequence[Sheet], name: str) -> bytes:
    """The PDF, with a cover and contents where there are several sheets. The same sheets give the same bytes.

    Args:
        sheets: at least one, all of one unit and one period.
        name: what they are together, for the cover.

    Raises:
        UnavailableError: typst or a font isn't installed, or typst refuses the sheets.
    """
    first = sheets[0]
    title = name if len(sheets) > 1 else first.title
    return typeset(
        "sheets.typ",
        lambda families: {
            "fonts": families,
            "title": one_line(title).strip() or "-",
            "unit_name": one_line(first.unit_name),
            "period": str(first.period),
            "day": [first.period.last.year, first.period.last.month, first.period.last.day],
            "contents": "目录",
            "sheets": [_sheet(each) for each in sheets],
        },
    )


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": foldable(one_line(sheet.title)),
        "above": [
            f"单位：{one_line(sheet.unit_name)}",
            str(sheet.period),
            f"金额单位：{sheet.money_unit.name}",
        ],
        "pages": [_page(each) for each in pages(sheet)],
        "notes": [words(note) for note in sheet.notes],
    }


def _page(page: Page) -> dict[str, Any]:
    return {
        "number": f"第 {page.number} 页，共 {page.pages} 页" if page.pages > 1 else "",
        "landscape": page.paper.landscape,
        "size": page.size,
        "columns": page.widths,
        "align": [_align(column, page) for column in page.columns],
        "heads": [
            [head._replace(text=words(head.text))._asdict() for head in line] for line in sheet_heads(page.columns)
        ],
        "lines": [
            {
                "cells": [_cell(line.texts[column.id], column, line.indent) for column in page.columns],
                "total": line.total,
            }
            for line in page.lines
        ],
    }


def _align(column: Column, page: Page) -> str:
    """Words to the left, amounts to the right, and words that belong to amounts (方向) in the middle."""
    if not column.figures:
        return "left"
    amounts = any(line.texts[column.id][-1:].isdigit() for line in page.lines)
    return "right" if amounts else "center"


def _cell(text: str, column: Column, indent: int) -> str:
    """A cell's text, moved to the right as far as its row is."""
    return "\u3000" * indent + text if column.narrowest is not None and text else text
