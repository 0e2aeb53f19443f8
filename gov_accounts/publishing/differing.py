"""What the unit has published of last year, other than the ledger has it. Only disclosure.toml can tell."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.plausibility.rules import right, rules
from gov_accounts.law.tie import PREVIOUS
from gov_accounts.money import yuan_text
from gov_accounts.printing.units import MONEY_UNITS
from gov_accounts.publishing.outline.cells import cell_words
from gov_accounts.publishing.previous import declared_previous, own_cell
from gov_accounts.publishing.settings.read import read_settings
from gov_accounts.statements.figures import exact
from gov_accounts.statements.ties import equations, reference_name, with_previous
from gov_accounts.statements.years import statements_of

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.findings import Finding, Place
    from gov_accounts.law.formula import Reference
    from gov_accounts.publishing.settings.read import Settings
    from gov_accounts.statements.fill import Cell, Statement
    from gov_accounts.statements.lineage import Lineage

_COMPARED: Final = ("equal", "same")


def declared_findings(
    ledger: Ledger,
    year: int,
    tables: Mapping[str, Statement],
    lineage: Lineage,
    checked: Container[tuple[str, int]],
) -> Iterator[Finding]:
    """The published figures that disclosure.toml declares, against the ledger's of last year, or its opening.

    Args:
        ledger: the ledger.
        year: one of its years.
        tables: the year's tables by key.
        lineage: the postings behind their figures.
        checked: file and line of the vouchers that are said to be right; what they explain isn't told.
    """
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
            _written_at(settings, before_cell, _declared_name(before_cell, stand_in)),
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
                _written_at(settings, cell, _declared_name(cell, shapes)),
            )


def _declared_name(cell: Reference, shapes: Mapping[str, Statement]) -> str:
    """A cell as disclosure.toml names it: ``表1 59 2``."""
    return cell_words(shapes[str(cell.table)].format, cell)


def _written_at(settings: Settings, cell: Reference, name: str) -> Place:
    """Where a declared cell stands: by its number, by its table's key, or the table of cells."""
    for each in (name, f"{own_cell(cell).table} {cell.key} {cell.column}"):
        if settings.get(f"previous.cells.{each}") is not None:
            return settings.place(f"previous.cells.{each}")
    return settings.place("previous.cells")
