"""Tables as JSON: what programs read. Figures are decimal strings; blanks are left out, and zeros of statements."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gov_accounts.render.values import plain, value_of
from gov_accounts.reports.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.printing.printed import PrintedStatement
    from gov_accounts.render.values import Table


def render(tables: Sequence[Table], profile: str = "", units: int = 0) -> str:
    """All tables as one document, ending with a line end; the profile is whose forms they are, if any's.

    Args:
        tables: at least one.
        profile: the name of the profile; nothing for none.
        units: how many units they are the sum of; 0 where they are one's own.
    """
    document = {
        "unit_name": tables[0].unit_name,
        **_time_and_money(tables[0]),
        **({"profile": profile} if profile else {}),
        **({"units": units} if units else {}),
        "tables": [_sheet(table) if isinstance(table, Sheet) else _statement(table) for table in tables],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _time_and_money(table: Table) -> dict[str, Any]:
    if not isinstance(table, Sheet):
        return {"year": table.year, "money_unit": table.money_unit}
    period = table.period
    return {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "money_unit": table.money_unit.name,
    }


def _statement(statement: PrintedStatement) -> dict[str, Any]:
    columns = {column.name: column for panel in statement.panels for column in panel.columns}
    return {
        "key": statement.key,
        **({"name": statement.name} if statement.signed else {}),
        "number": statement.number,
        "title": statement.title,
        "columns": [{"id": each, "key": column.key, "label": column.label} for each, column in columns.items()],
        "rows": [
            {
                "id": row.id,
                "key": row.key,
                "label": row.label,
                "values": {each.name: plain(value) for each in panel.columns if (value := row.values.get(each.key))},
            }
            for panel in statement.panels
            for row in panel.rows
        ],
        "notes": list(statement.notes),
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "title": sheet.title,
        "columns": [{"id": column.id, "label": column.label} for column in sheet.columns],
        "rows": [
            {
                column.id: plain(value_of(row.cells[column.id], sheet.money_unit))
                for column in sheet.columns
                if row.cells.get(column.id, "") != ""
            }
            for row in sheet.rows
        ],
        "notes": list(sheet.notes),
    }
