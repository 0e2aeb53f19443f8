"""Statements as JSON: what programs read. Figures are decimal strings; a cell that is zero is left out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.printing.printed import PrintedStatement


def render(
    statements: Sequence[PrintedStatement], *, unit_name: str, year: int, money_unit: str, profile: str = ""
) -> str:
    """All tables as one JSON document, ending with a line end; the profile is whose forms they are, if any's."""
    document = {
        "unit_name": unit_name,
        "year": year,
        "money_unit": money_unit,
        **({"profile": profile} if profile else {}),
        "tables": [_table(statement) for statement in statements],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _table(statement: PrintedStatement) -> dict[str, Any]:
    columns = {column.name: column for panel in statement.panels for column in panel.columns}
    return {
        "key": statement.key,
        "number": statement.number,
        "title": statement.title,
        "columns": [{"id": each, "key": column.key, "label": column.label} for each, column in columns.items()],
        "rows": [
            {
                "id": row.id,
                "key": row.key,
                "label": row.label,
                "values": {each.name: f"{value:f}" for each in panel.columns if (value := row.values.get(each.key))},
            }
            for panel in statement.panels
            for row in panel.rows
        ],
        "notes": list(statement.notes),
    }
