"""The cells of a table by the names that a person reads: 行次 and 栏次 where its form prints them, a code, words.

The engine knows rows and columns by their keys, which are the same in every year and place. The oracle and whoever
has the paper know the names of one form alone; here the one is put into the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from gov_accounts.law.form import Format
    from gov_accounts.printing.printed import PrintedStatement
    from gov_accounts.statements.fill import Cell, Statement

Figure = TypeVar("Figure")
Name = tuple[str, str]
"""What a person calls a cell's row and its column."""


def names(form: Format, row: str, column: str) -> Name:
    """What a person calls a row and a column, by their keys."""
    return form.row_name(row), form.column_name(row, column)


def keys(form: Format, row: str, column: str) -> tuple[str, str]:
    """The keys of the row and the column that a person so calls."""
    located = form.located(row, column)
    assert located is not None, (form.key, row, column)
    return located


def cell_of(statement: Statement, row: str, column: str) -> Cell:
    """The exact cell that a person so calls; an empty one where its row has no figures."""
    return statement.cell(*keys(statement.format, row, column))


def numbered(statement: Statement) -> dict[Name, int]:
    """The exact cells that aren't zero, in fen, by their names."""
    return _each_once(
        (names(statement.format, row, column), cell.fen) for (row, column), cell in statement.cells.items() if cell.fen
    )


def numbered_tables(statements: Mapping[str, Statement]) -> dict[str, dict[Name, int]]:
    """The exact cells of all tables, as `numbered` has them."""
    return {key: numbered(statement) for key, statement in statements.items()}


def numbered_print(printed: PrintedStatement) -> dict[Name, Decimal]:
    """The figures as printed, by the names of their cells."""
    return _each_once(
        ((row.name, column.name), row.values[column.key])
        for panel in printed.panels
        for row in panel.rows
        for column in panel.columns
        if column.key in row.values
    )


def _each_once(cells: Iterable[tuple[Name, Figure]]) -> dict[Name, Figure]:
    """The cells by their names, of which no two may be the same."""
    listed = list(cells)
    found = dict(listed)
    assert len(found) == len(listed), "two cells of one name"
    return found
