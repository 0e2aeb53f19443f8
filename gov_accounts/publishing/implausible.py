"""What is implausible in the tables: figures below zero, and last year's figures other than the unit has published.

    tables of a year, disclosure.toml ──table_findings──► findings

A figure is explained where it would be well without the vouchers that are said to be right.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.plausibility.rules import is_checked, right, rules
from gov_accounts.findings import Finding, Place
from gov_accounts.law.formula import Reference
from gov_accounts.law.tie import PREVIOUS
from gov_accounts.money import yuan_text
from gov_accounts.publishing.outline.cells import cell_words
from gov_accounts.publishing.settings.file import settings_file
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.ties import cell_name

if TYPE_CHECKING:
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.statements.fill import Cell, Statement

_CELLS_SHOWN: Final = 3


def table_findings(ledger: Ledger, year: int, tables: Mapping[str, Statement]) -> list[Finding]:
    """What is implausible in the tables of a year.

    Args:
        ledger: the ledger.
        year: one of its years.
        tables: the year's tables by key; last year's among them don't matter.
    """
    tables = {key: table for key, table in tables.items() if not key.startswith(PREVIOUS)}
    lineage = Lineage.of(ledger.entries)
    checked = _Checked(ledger.entries)
    # Of a year that goes on from one not closed yet, what is carried over isn't known.
    below = () if _is_open(ledger, year - 1) else _below_zero(tables, ledger.path, lineage, checked)
    if not settings_file(ledger.path, year).exists():
        return list(below)
    from gov_accounts.publishing.differing import declared_findings  # noqa: PLC0415 (it reads and checks the file)

    return [*below, *declared_findings(ledger, year, tables, lineage, checked)]


def _is_open(ledger: Ledger, year: int) -> bool:
    """Whether a year has income or expenditure that isn't carried over."""
    flows = rules()["cell-below-zero"].texts("flows")
    left: dict[str, int] = {}
    for group in ledger.groups:
        if group.year == year and group.code.startswith(flows):
            left[group.code] = left.get(group.code, 0) + group.fen
    return any(left.values())


class _Checked(Container[tuple[str, int]]):
    """File and line of the vouchers that are said to be right, looked for when the first is asked for."""

    def __init__(self, entries: Iterable[object]) -> None:
        self.entries = entries

    def __contains__(self, place: object) -> bool:
        """Whether the voucher there is said to be right."""
        return place in self.places

    @cached_property
    def places(self) -> frozenset[tuple[str, int]]:
        """All of them."""
        return frozenset(
            (entry.meta["filename"], entry.meta["lineno"])
            for entry in self.entries
            if hasattr(entry, "postings") and hasattr(entry, "meta") and is_checked(entry)
        )


def _unexplained(cell: Cell, lineage: Lineage, checked: Container[tuple[str, int]]) -> int:
    """What a cell comes to without the vouchers that are said to be right, in fen."""
    return sum(fen for each, fen in lineage.behind(cell) if (each.voucher.file, each.voucher.line) not in checked)


# Below zero


def _below_zero(
    tables: Mapping[str, Statement],
    main_file: Path,
    lineage: Lineage,
    checked: _Checked,
) -> Iterator[Finding]:
    for table in tables.values():
        cells = [place for place, cell in table.cells.items() if cell.fen < 0]
        if cells and checked.places:
            cells = [place for place in cells if _unexplained(table.cell(*place), lineage, checked) < 0]
        if cells:
            row, column = cells[0]
            listed = "，".join(
                f"{cell_name(table, *place)} {yuan_text(table.cells[place].fen)} 元" for place in cells[:_CELLS_SHOWN]
            )
            more = f"……共 {len(cells)} 格" if len(cells) > _CELLS_SHOWN else ""
            yield rules()["cell-below-zero"].finding(
                f"{table.year} 年度{table.format.title}有负数：{listed}{more}。",
                f"用 gov-accounts explain 看是哪些凭证，如 gov-accounts explain {main_file.name} --year {table.year} "
                f"{cell_words(table.format, Reference(row, column, table.format.key))}。" + right("冲减的凭证上"),
                Place(str(main_file), 0),
            )
