"""决算报表: the statutory tables as their forms look, and where printed figures differ from half up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from gov_accounts.money import yuan_text
from gov_accounts.printing.printed import PrintedStatement, print_statement
from gov_accounts.render.grid import Grid, grid
from gov_accounts.statements.ties import cell_name, equation_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.fava.books import Books
    from gov_accounts.fava.query import Query
    from gov_accounts.printing.units import MoneyUnit
    from gov_accounts.statements.fill import Statement


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that isn't half up: the names of its row and column, its cell's own, and why."""

    row: str
    column: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class TablePage:
    """One statutory table, what it is called in addresses of its figures, and which of them are changed."""

    printed: PrintedStatement
    address: str
    grid: Grid
    changes: tuple[Changed, ...]

    @property
    def reasons(self) -> Mapping[tuple[str, str], str]:
        """(row, column) → why the figure isn't half up."""
        return {(each.row, each.column): each.why for each in self.changes}


def table_pages(books: Books, query: Query) -> list[TablePage]:
    """The tables asked for, all where none is named."""
    if query.year is None:
        return []
    changes = changed_cells(books, query.year, query.unit) if query.figures == "printed" else {}
    return [TablePage(each, each.key, grid(each), changes.get(each.key, ())) for each in printed_tables(books, query)]


def printed_tables(books: Books, query: Query) -> list[PrintedStatement]:
    """The tables asked for as they are shown: their figures as printed, or exact."""
    if query.year is None:
        return []
    rounding = books.rounding(query.year, query.unit)
    tables = []
    for key, statement in books.statements(query.year).items():
        if query.table in ("", key):
            printed = print_statement(statement, books.ledger.unit_name, rounding)
            tables.append(_exact(printed, statement, rounding.unit) if query.figures == "exact" else printed)
    return tables


def _exact(printed: PrintedStatement, statement: Statement, unit: MoneyUnit) -> PrintedStatement:
    """The table with exact figures in place of printed ones."""
    exponent = 1 - len(str(unit.fen))
    panels = []
    for panel in printed.panels:
        rows = tuple(
            replace(
                row,
                values={column: Decimal(statement.cell(row.key, column).fen).scaleb(exponent) for column in row.values},
            )
            for row in panel.rows
        )
        panels.append(replace(panel, rows=rows))
    return replace(printed, panels=tuple(panels))


def changed_cells(books: Books, year: int, unit: str) -> Mapping[str, tuple[Changed, ...]]:
    """What differs from half up, table by table."""

    def work() -> Mapping[str, tuple[Changed, ...]]:
        statements, rounding = books.linked(year), books.rounding(year, unit)
        shown = rounding.unit.shown
        found: dict[str, list[Changed]] = {}
        for each in rounding.changes:
            table, row, column = str(each.cell.table), each.cell.key, str(each.cell.column)
            why = (
                f"账上 {yuan_text(each.exact)} 元，四舍五入 {shown(each.half_up)}，印作 {shown(each.printed)}："
                f"{equation_text(each.tie, statements)}"
            )
            form = statements[table].format
            name = cell_name(statements[table], row, column)
            found.setdefault(table, []).append(Changed(form.row_name(row), form.column_name(row, column), name, why))
        return {table: tuple(changes) for table, changes in found.items()}

    return books.once(("changes", year, unit), work)
