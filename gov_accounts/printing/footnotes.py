"""The notes under a table: what it shows, and its formulas as the form prints them.

They are made from the very formulas that are checked, so they cannot name a row the table doesn't have:
``30行＝（27＋28＋29）行``, ``1栏各行＝（2＋3＋4）栏各行``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.law.formula import Formula, Reference
from gov_accounts.statements.ties import ABBREVIATE_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.law.form import Format


def footnotes(table: Format) -> tuple[str, ...]:
    """The notes of a table: its remark, then its formulas that are sums, where it prints numbers to write them with."""
    numbered = any(column.no for panel in table.panels for column in panel.columns)
    written = [*_row_notes(table), *_column_notes(table)] if numbered else []
    remark = [f"注：{table.remark}"] if table.remark else []
    return (*remark, *([f"{'；'.join(written)}。"] if written else []))


def _row_notes(table: Format) -> list[str]:
    notes = []
    for panel in table.panels:
        keys = [row.key for row in panel.rows]
        names = {row.key: row.name for each in table.panels for row in each.rows}
        for row in panel.rows:
            text = _sum(row.formula, keys, names)
            if text:
                notes.append(f"{row.name}行＝（{text}）行")
    return notes


def _column_notes(table: Format) -> list[str]:
    notes = []
    for panel in table.panels:
        names = {column.key: column.name for column in panel.columns}
        one_row = len(panel.rows) == 1 and not panel.levels
        for column in panel.columns:
            text = _sum(column.formula, list(names), names)
            if text and one_row:
                notes.append(f"{column.name}栏＝（{text}）栏")
            elif text:
                notes.append(f"{column.name}栏各行＝（{text}）栏各行")
    return notes


def _sum(formula: Formula | None, keys: Sequence[str], names: Mapping[str, str]) -> str:
    """A formula as a sum of the form's own rows or columns; nothing if it is more than that."""
    if formula is None:
        return ""
    terms = formula.expanded(keys).terms
    written = [
        ("－" if term.sign < 0 else "＋") + names[term.of.key]
        for term in terms
        if isinstance(term.of, Reference) and term.of.column is None and term.of.key in names
    ]
    if len(written) != len(terms) or len(terms) < 2:  # noqa: PLR2004
        return ""
    if len(written) >= ABBREVIATE_FROM:
        written = [*written[:2], "＋…", written[-1]]
    return "".join(written).removeprefix("＋")
