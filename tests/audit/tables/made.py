"""Documents of our own printing as sources: grids with spans, grids without, CSV, text in columns, words in a row."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from gov_accounts.audit.paper import Tables
from gov_accounts.audit.source import Block, Grid, GridCell, Line, Source
from gov_accounts.law.profile import Profile, official_profile, official_profiles
from gov_accounts.printing.printed import PrintedStatement, print_statement
from gov_accounts.printing.units import WAN, MoneyUnit
from gov_accounts.render import as_csv, text
from gov_accounts.render.grid import BodyCell, Head, grid
from gov_accounts.statements.fill import Statement

Cell = tuple[str, str, str]
UNIT_NAME = "某市某某中心"
VARIANTS = [(name, variant) for name in official_profiles() for variant in ("", *official_profile(name).variants())]
"""All profiles, with their variants."""


def printed_tables(statements: dict[str, Statement], profile: Profile, unit: MoneyUnit = WAN) -> list[PrintedStatement]:
    """Tables as a profile prints them, of its year, as a unit of its place."""
    name = f"{profile.region and profile.region + '市'}{UNIT_NAME}"
    return [dataclasses.replace(print_statement(each, name, unit), year=profile.year) for each in statements.values()]


def cover(tables: Sequence[PrintedStatement]) -> Line:
    return Line(f"{tables[0].unit_name} {tables[0].year} 年度部门决算", ends=True)


def spanned(tables: Sequence[PrintedStatement]) -> Source:
    """As PDF, docx and HTML have them: lines, and grids with merged cells."""
    blocks: list[Block] = [cover(tables)]
    for each in tables:
        blocks += [Line(each.heading), Line(f"{each.department} {each.numbered_money}".strip())]
        blocks.append(_grid(_spanned_cells(each)))
        blocks += [Line(note) for note in each.notes]
    return Source(("a.pdf",), "pdf", tuple(blocks))


def broken_over_pages(tables: Sequence[PrintedStatement], rows: int = 9) -> Source:
    """The same, each grid cut after so many rows, heads printed once; a page number between."""
    blocks: list[Block] = []
    for block in spanned(tables).blocks:
        if not isinstance(block, Grid):
            blocks.append(block)
            continue
        for start in range(0, block.height, rows):
            stop = min(start + rows, block.height)
            inside = [each for each in block.cells if start <= each.row < stop]
            cells = tuple(dataclasses.replace(each, row=each.row - start) for each in inside)
            blocks.append(Grid(stop - start, block.width, cells))
            if stop < block.height:
                blocks.append(Line(f"- {start} -"))
    return Source(("a.pdf",), "pdf", tuple(blocks))


def flat(tables: Sequence[PrintedStatement]) -> Source:
    """As a workbook has them: a sheet each, title and notes in its cells, merged cells unknown."""
    blocks = []
    for each in tables:
        cells = [(0, 0, each.heading), (1, 0, each.department), (1, 3, each.numbered_money)]
        body = [(cell.row + 2, cell.column, cell.text) for cell in _spanned_cells(each)]
        height = max(row for row, _, _ in body) + 1
        notes = [(height + at, 0, note) for at, note in enumerate(each.notes)]
        all_cells = [GridCell(words, row, column) for row, column, words in [*cells, *body, *notes] if words]
        grid_ = _grid(all_cells)
        blocks.append(dataclasses.replace(grid_, sheet=f"{each.name} {each.title}"))
    return Source(("a.xlsx",), "workbook", tuple(blocks), titles={})


def as_sheets(tables: Sequence[PrintedStatement]) -> Source:
    """The CSV of all tables in one file."""
    return Source(("a.csv",), "workbook", (cover(tables), _csv(as_csv.render(tables))))


def as_columns(tables: Sequence[PrintedStatement]) -> Source:
    """The text in columns."""
    lines = "\n".join(text.render(each, None) for each in tables).splitlines()
    return Source(("a.txt",), "text", (cover(tables), *map(Line, lines)))


def in_a_row(tables: Sequence[PrintedStatement]) -> Source:
    """As text taken out of a PDF: words apart by one blank, blank cells not seen."""
    blocks: list[Block] = [cover(tables)]
    for each in tables:
        blocks += [Line(each.heading), Line(f"{each.department} {each.numbered_money}".strip())]
        laid = grid(each)
        blocks += [Line(" ".join(head.text for head in line)) for line in laid.lines]
        blocks += [Line(" ".join(cell.text for cell in line if cell.text)) for line in laid.body]
        blocks += [Line(note) for note in each.notes]
    return Source(("a.txt",), "text", tuple(blocks))


LAYOUTS: dict[str, Callable[[Sequence[PrintedStatement]], Source]] = {
    "spanned": spanned,
    "broken": broken_over_pages,
    "flat": flat,
    "csv": as_sheets,
    "columns": as_columns,
}


def figures(tables: Sequence[PrintedStatement]) -> dict[Cell, Decimal]:
    """Every number that is printed, by its cell."""
    return {
        (table.key, row.key, column.key): row.values[column.key]
        for table in tables
        for panel in table.panels
        for row in panel.rows
        for column in panel.columns
        if column.key in row.values
    }


def blanks(tables: Sequence[PrintedStatement]) -> set[Cell]:
    """The cells without a number, of rows that have words."""
    return {
        (table.key, row.key, column.key)
        for table in tables
        for panel in table.panels
        for row in panel.rows
        for column in panel.columns
        if column.key not in row.values and (row.label or not panel.stubs)
    }


def found_figures(tables: Tables) -> dict[Cell, Decimal]:
    return {
        (key, row, column): number.value
        for key, table in tables.tables.items()
        for row, values in table.rows.items()
        for column, number in values.items()
        if number is not None
    }


def found_blanks(tables: Tables) -> set[Cell]:
    return {
        (key, row, column)
        for key, table in tables.tables.items()
        for row, values in table.rows.items()
        for column, number in values.items()
        if number is None
    }


def grid_of(*rows: str, page: int = 0) -> Grid:
    """A grid from lines of cells apart by ``|``; ``<`` belongs to the cell at its left, ``^`` to the one above."""
    words = [[each.strip() for each in row.split("|")] for row in rows]
    cells = []
    for at, line in enumerate(words):
        for column, said in enumerate(line):
            if said in ("<", "^"):
                continue
            wide = next((n for n in range(1, len(line) - column) if line[column + n] != "<"), len(line) - column)
            high = 1
            while at + high < len(words) and column < len(words[at + high]) and words[at + high][column] == "^":
                high += 1
            if said or wide > 1 or high > 1:
                cells.append(GridCell(said, at, column, high, wide))
    return Grid(len(words), max(map(len, words)), tuple(cells), page)


def source_of(*blocks: Block | str) -> Source:
    return Source(("a.pdf",), "pdf", tuple(Line(each) if isinstance(each, str) else each for each in blocks))


def _spanned_cells(statement: PrintedStatement) -> Iterator[GridCell]:
    laid = grid(statement)
    taken: set[tuple[int, int]] = set()
    lines: list[Sequence[Head | BodyCell]] = [*laid.lines, *laid.body]
    for row, line in enumerate(lines):
        column = 0
        for cell in line:
            while (row, column) in taken:
                column += 1
            taken |= {(row + down, column + right) for down in range(cell.lines) for right in range(cell.columns)}
            if cell.text or cell.lines > 1 or cell.columns > 1:
                yield GridCell(cell.text, row, column, cell.lines, cell.columns)
            column += cell.columns


def _grid(cells: Iterator[GridCell] | Sequence[GridCell]) -> Grid:
    listed = tuple(cells)
    height = max(each.row + each.rows for each in listed)
    return Grid(height, max(each.column + each.columns for each in listed), listed)


def _csv(written: str) -> Grid:
    rows = list(csv.reader(io.StringIO(written)))
    cells = [GridCell(words, at, column) for at, row in enumerate(rows) for column, words in enumerate(row) if words]
    return Grid(len(rows), max(map(len, rows)), tuple(cells), sheet="a", name="a")
