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
from gov_accounts.printing.units import MONEY_UNITS
from gov_accounts.publishing.outline.cells import cell_words
from gov_accounts.publishing.previous import declared_previous, own_cell
from gov_accounts.publishing.settings.read import read_settings, settings_file
from gov_accounts.statements.figures import exact
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.ties import cell_name, equations, reference_name, with_previous
from gov_accounts.statements.years import statements_of

if TYPE_CHECKING:
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.publishing.settings.read import Settings
    from gov_accounts.statements.fill import Cell, Statement

_CELLS_SHOWN: Final = 3
_COMPARED: Final = ("equal", "same")


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
    return [*below, *_declared(ledger, year, tables, lineage, checked)]


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


# Other than published


def _declared(
    ledger: Ledger,
    year: int,
    tables: Mapping[str, Statement],
    lineage: Lineage,
    checked: Container[tuple[str, int]],
) -> Iterator[Finding]:
    """The published figures that disclosure.toml declares, against the ledger's of last year, or its opening."""
    if not settings_file(ledger.path, year).exists():
        return
    settings, formats = read_settings(ledger.path, year), ledger.profile(year).formats
    unit = next((each for each in MONEY_UNITS.values() if each.name == settings.get("previous.unit")), None)
    declared, _, _ = declared_previous(settings, formats, year, needed=True)
    if unit is None or not declared:
        return
    if year - 1 in ledger.years:
        yield from _published(statements_of(ledger, year - 1), declared, unit.step, settings)
        return
    stand_in = with_previous(tables, tables)  # Their rows are all that ties ask of last year's tables.
    value = exact(tables).stated
    opening: dict[Reference, list[Reference]] = {}
    for each in equations(stand_in, formats):
        before = [cell for cell in each.references() if str(cell.table).startswith(PREVIOUS)]
        now = [cell for cell in each.references() if cell not in before]
        if each.kind in _COMPARED and len(before) == len(now) == 1 and before[0] in declared:
            opening.setdefault(before[0], []).append(now[0])
    for before_cell, cells in opening.items():
        # A figure is taken before or after the year's own adjustments: either may be the published one.
        if any(abs(value(cell) - declared[before_cell]) < unit.step for cell in cells):
            continue
        cell = next((each for each in cells if each.column is not None), None)
        if cell is None or _is_explained(tables[str(cell.table)].cell(cell.key, str(cell.column)), lineage, checked):
            continue
        yield rules()["opening-not-as-declared"].finding(
            f"{year} 年年初 {reference_name(cell, tables)} 是 {yuan_text(value(cell))} 元，申报的上年公开数 "
            f"{reference_name(before_cell, stand_in)} 是 {yuan_text(declared[before_cell])} 元，"
            f"相差 {yuan_text(abs(value(cell) - declared[before_cell]))} 元。",
            "对照上年公开的表，改正年初数的凭证，或改正这里申报的数。" + right("年初数的凭证上"),
            _written_at(settings, before_cell, declared_name(before_cell, stand_in)),
        )


def _is_explained(cell: Cell, lineage: Lineage, checked: Container[tuple[str, int]]) -> bool:
    """Whether a voucher behind the cell is said to be right."""
    return any((each.voucher.file, each.voucher.line) in checked for each, _ in lineage.behind(cell))


def _published(
    last: Mapping[str, Statement], declared: Mapping[Reference, int], step: int, settings: Settings
) -> Iterator[Finding]:
    """Last year's tables of the ledger against the published ones: alike to less than a printed step."""
    shapes = with_previous(last, last)
    value = exact(last).stated
    for cell, fen in declared.items():
        own = own_cell(cell)
        if abs(value(own) - fen) >= step:
            yield rules()["printed-not-as-declared"].finding(
                f"{reference_name(cell, shapes)} 公开的是 {yuan_text(fen)} 元，账本里是 {yuan_text(value(own))} 元，"
                f"相差 {yuan_text(abs(value(own) - fen))} 元。",
                "对照上年公开的表，改回上年的凭证，差错在本年更正；或改正这里申报的数。",
                _written_at(settings, cell, declared_name(cell, shapes)),
            )


def declared_name(cell: Reference, shapes: Mapping[str, Statement]) -> str:
    """A cell as disclosure.toml names it: ``表1 59 2``."""
    return cell_words(shapes[str(cell.table)].format, cell)


def _written_at(settings: Settings, cell: Reference, name: str) -> Place:
    """Where a declared cell stands: by its number, by its table's key, or the table of cells."""
    for each in (name, f"{own_cell(cell).table} {cell.key} {cell.column}"):
        if settings.get(f"previous.cells.{each}") is not None:
            return settings.place(f"previous.cells.{each}")
    return settings.place("previous.cells")
