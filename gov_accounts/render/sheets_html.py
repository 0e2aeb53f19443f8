"""Sheets of the books of account as one page of HTML, ready to print, without scripts."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from gov_accounts.render.page import templates
from gov_accounts.render.sheet_heads import sheet_heads
from gov_accounts.render.values import shown, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.reports.sheet import Cell, Column, Row, Sheet


def render(sheets: Sequence[Sheet], name: str) -> str:
    """The page, ending with a line end. The same sheets give the same text.

    Args:
        sheets: at least one, all of one unit.
        name: what they are together, for the title.
    """
    first = sheets[0]
    return (
        templates()
        .get_template("sheets.html")
        .render(
            title=name if len(sheets) > 1 else first.title,
            unit_name=first.unit_name,
            sheets=[_sheet(each) for each in sheets],
        )
    )


def _sheet(sheet: Sheet) -> dict[str, Any]:
    columns = [column for column in sheet.columns if column.printed]
    return {
        "title": sheet.title,
        "unit_name": sheet.unit_name,
        "period": str(sheet.period),
        "money_unit": sheet.money_unit.name,
        "columns": columns,
        "heads": sheet_heads(columns),
        "rows": [
            {"total": row.total, "cells": [_cell(row, column, sheet) for column in columns]} for row in sheet.rows
        ],
        "notes": sheet.notes,
    }


def _cell(row: Row, column: Column, sheet: Sheet) -> dict[str, str]:
    value = row.cells.get(column.id)
    indent = "\u3000" * row.indent_in(column) if value else ""
    return {"text": indent + shown(value_of(value, sheet.money_unit)), "look": _look(value, column)}


def _look(value: Cell | None, column: Column) -> str:
    """How a cell stands: amounts right, days and what belongs to amounts in the middle."""
    if isinstance(value, datetime.date) or (column.figures and isinstance(value, str)):
        return "code"
    return "figure" if column.figures else ""
