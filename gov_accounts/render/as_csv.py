"""Statements as CSV, one file a table: the cells that are printed, for spreadsheets and scripts.

Text that a spreadsheet would take for a formula is given a leading apostrophe: nothing in a ledger is trusted.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gov_accounts.printing.printed import PrintedStatement

ENCODING: Final = "utf-8-sig"
"""With a BOM, without which Excel reads Chinese as ANSI."""
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Wide ones too: Chinese and Japanese versions of Excel take them for the others."""
_LINE_DIGITS: Final = 2
"""Of a 行次, at most; codes have more."""


def render(statement: PrintedStatement) -> str:
    """A table: a row of headings (``编码``, ``项目`` and the 栏次), then its rows. Empty where there's no figure."""
    columns = list(dict.fromkeys(column.name for panel in statement.panels for column in panel.columns))
    ids = [row.id for panel in statement.panels for row in panel.rows]
    by_line = all(each.isdigit() and len(each) <= _LINE_DIGITS for each in ids)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["行次" if by_line else "编码", "项目", *columns])
    for panel in statement.panels:
        for row in panel.rows:
            named = {column.name: row.values.get(column.key) for column in panel.columns}
            figures = ["" if (value := named.get(each)) is None else f"{value:f}" for each in columns]
            writer.writerow([neutral(row.id), neutral(row.label), *figures])
    return out.getvalue()


def neutral(text: str) -> str:
    """Text a spreadsheet can't take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
