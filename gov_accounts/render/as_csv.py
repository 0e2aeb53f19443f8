"""Tables as CSV: the cells that are printed, for spreadsheets and scripts.

Words that a spreadsheet would take for a formula are given a leading apostrophe: nothing in a ledger is trusted.
Amounts have no separators, and nothing stands where there is none.
"""

from __future__ import annotations

import csv
import io
from itertools import groupby
from typing import TYPE_CHECKING, Final

from gov_accounts.printing.printed import PrintedStatement
from gov_accounts.render.values import plain, value_of
from gov_accounts.reports.sheet import Sheet
from gov_accounts.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.render.values import Table, Value

ENCODING: Final = "utf-8-sig"
"""With a BOM, without which Excel reads Chinese as ANSI."""
_LINE_END: Final = "\r\n"
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Wide ones too: Chinese and Japanese versions of Excel take them for the others."""
_LINE_DIGITS: Final = 2
"""Of a 行次, at most; codes have more."""


def render(tables: Sequence[Table]) -> str:
    """Sheets with the same columns as one table. Statements one by one: several each below its name."""
    statements = [each for each in tables if isinstance(each, PrintedStatement)]
    if not statements:
        return _sheets([each for each in tables if isinstance(each, Sheet)])
    if len(statements) == 1:
        return _statement(statements[0])
    return "".join(f"{each.name} {each.heading}{_LINE_END}{_statement(each)}{_LINE_END}" for each in statements)


def _statement(statement: PrintedStatement) -> str:
    """A row of headings (``编码``, ``项目`` and the 栏次), then the table's rows."""
    columns = list(dict.fromkeys(column.name for panel in statement.panels for column in panel.columns))
    ids = [row.id for panel in statement.panels for row in panel.rows]
    by_line = all(each.isdigit() and len(each) <= _LINE_DIGITS for each in ids)
    rows: list[Sequence[Value]] = []
    for panel in statement.panels:
        for row in panel.rows:
            named = {column.name: row.values.get(column.key) for column in panel.columns}
            rows.append([row.id, row.label, *(named.get(each) for each in columns)])
    return _written(["行次" if by_line else "编码", "项目", *columns], rows)


def _sheets(sheets: Sequence[Sheet]) -> str:
    """Sheets that have the same columns as one table; where not all have, each such table below its name."""
    groups = [list(group) for _, group in groupby(sheets, key=lambda each: [column.id for column in each.columns])]
    if len(groups) == 1:
        return _table(groups[0])
    return "".join(f"{_neutral(_name(each))}{_LINE_END}{_table(each)}{_LINE_END}" for each in groups)


def _name(sheets: Sequence[Sheet]) -> str:
    return clean(sheets[0].title if len(sheets) == 1 else sheets[0].name)


def _table(sheets: Sequence[Sheet]) -> str:
    columns = sheets[0].columns
    rows = (
        [value_of(row.cells.get(column.id), sheet.money_unit) for column in columns]
        for sheet in sheets
        for row in sheet.rows
    )
    return _written([column.label for column in columns], rows)


def _written(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=_LINE_END)
    writer.writerow(heads)
    writer.writerows([_neutral(value) for value in row] for row in rows)
    return out.getvalue()


def _neutral(value: Value) -> str:
    """A value a spreadsheet can't take for a formula: only words can be dangerous, an amount may begin with a minus."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else plain(value)
