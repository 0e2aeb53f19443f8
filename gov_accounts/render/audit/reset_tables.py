"""The tables that findings stand in, set again with marks, for formats without pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.audit.audited import Audit
    from gov_accounts.audit.paper import FoundTable


@dataclass(frozen=True, slots=True)
class ResetCell:
    """A cell as printed; with the finding's number, where one is about it."""

    text: str
    cause: int
    kind: str
    first: bool


@dataclass(frozen=True, slots=True)
class ResetTable:
    """A table with its marks.

    Attributes:
        heads: what its columns are called.
        rows: of each row its label and its cells.
    """

    name: str
    title: str
    unit: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ResetCell, ...]], ...]


def reset_tables(audit: Audit) -> tuple[ResetTable, ...]:
    """The tables in which findings stand that aren't tails."""
    causes: dict[tuple[str, str, str, str], tuple[int, str, bool]] = {}
    for finding in audit.findings:
        if finding.kind != "tail":
            for index, spot in enumerate(finding.places):
                key = (spot.table, spot.row, spot.column, spot.printed)
                if spot.table and key not in causes:
                    causes[key] = (finding.cause, finding.kind, not index)
    tables = (_table(each, causes) for each in audit.tables.tables.values())
    return tuple(each for each in tables if any(cell.cause for _, cells in each.rows for cell in cells))


def _table(table: FoundTable, causes: Mapping[tuple[str, str, str, str], tuple[int, str, bool]]) -> ResetTable:
    columns = list(dict.fromkeys(column for cells in table.rows.values() for column in cells))
    heads = {column: table.spots[row, column].column for row, column in table.spots}
    rows = []
    for row, numbers in table.rows.items():
        cells = []
        for column in columns:
            number = numbers.get(column)
            spot = number.spot if number else table.spots.get((row, column))
            text = number.spot.printed if number else ""
            key = (spot.table, spot.row, spot.column, spot.printed) if spot else ("", "", "", "")
            cells.append(ResetCell(text, *causes.get(key, (0, "", False))))
        code = f"{row} " if row.isdigit() else ""
        rows.append((f"{code}{table.labels.get(row, '')}".strip() or row, tuple(cells)))
    return ResetTable(
        table.number, table.title, table.unit_name, tuple(heads.get(each, each) for each in columns), tuple(rows)
    )
