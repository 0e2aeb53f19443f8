"""A table of ours as published facts have one: every cell of its printed grid, as words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.render.grid import grid
from gov_accounts.render.spans import placed
from tests.support.papers import TableGrid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.printing.printed import PrintedStatement


def as_printed(statement: PrintedStatement) -> TableGrid:
    """The table as `tests.support.papers` compares it; a heading merged down has empty steps below it."""
    made = grid(statement)
    paths: list[list[str]] = [[] for _ in range(made.width)]
    for line in placed(made.heads, made.width):
        for place in line:
            assert place.cell is not None
            for column in range(place.column, place.column + place.columns):
                paths[column].append("" if place.continued else place.cell.text)
    rows = []
    for cells in made.body:
        row: list[str] = []
        for cell in cells:
            row.extend((cell.text, *[""] * (cell.columns - 1)))
        rows.append(tuple(row))
    return TableGrid(statement.heading, statement.money, tuple(map(tuple, paths)), tuple(rows), tuple(statement.notes))


def figures(statement: PrintedStatement) -> Mapping[tuple[str, tuple[str, ...]], str]:
    """(the words of a row, with ``#2`` where they stand in their panel for the second time; headings) → the figure.

    Read from what is printed alone: the words are those left of the figure in its panel.
    """
    table, made = as_printed(statement), {}
    words_at, start = [], 0
    for panel in statement.panels:
        width = len(panel.stubs) + len(panel.columns)
        words_at.extend([(start, start + len(panel.stubs))] * width)
        start += width
    seen: dict[tuple[int, str], int] = {}
    for row in table.rows:
        of_panel: dict[int, str] = {}
        for column, cell in enumerate(row):
            first, last = words_at[column]
            if first not in of_panel:
                words = next(filter(None, row[first:last]), "")
                seen[first, words] = seen.get((first, words), 0) + 1
                again = seen[first, words]
                of_panel[first] = f"{words}#{again}" if again > 1 and words else words
            if cell and column >= last:
                key = (of_panel[first], tuple(filter(None, table.heads[column])))
                assert key not in made
                made[key] = cell
    return made
