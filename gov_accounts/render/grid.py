"""A printed table as a grid: which cell spans what, what is a heading of what. No markup.

Templates write the tags, and escape; so nothing here needs to be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from gov_accounts.render.layout import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.law.form import Column, Stub
    from gov_accounts.printing.printed import PrintedRow, PrintedStatement


@dataclass(frozen=True, slots=True)
class Head:
    """A heading with the columns and lines it spans."""

    text: str
    columns: int
    lines: int


@dataclass(frozen=True, slots=True)
class BodyCell:
    """A cell of a line.

    Attributes:
        kind: ``code``, ``label``, ``figure``, or ``blank`` where the panel has no row on this line.
        row, column: ids of the figure's cell.
    """

    kind: str
    text: str
    row: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: lines of headings, the line of 栏次, lines of cells."""

    heads: tuple[tuple[Head, ...], ...]
    numbers: tuple[Head, ...]
    body: tuple[tuple[BodyCell, ...], ...]


def grid(statement: PrintedStatement) -> Grid:
    """Lay a printed table out, its panels side by side."""
    columns: list[tuple[int, Stub | Column]] = []
    for index, panel in enumerate(statement.panels):
        columns.extend((index, stub) for stub in panel.stubs)
        columns.extend((index, column) for column in panel.columns)
    parts = [part for _, part in columns]
    depth = max(len(part.heads) for part in parts)
    levels: list[list[Head]] = [[] for _ in range(depth)]
    for level, head in _heads(parts, 0, depth):
        levels[level].append(head)
    body = tuple(tuple(_cell(rows[index], part) for index, part in columns) for rows in lines(statement.panels))
    return Grid(tuple(map(tuple, levels)), tuple(_numbers(parts)), body)


def _heads(parts: Sequence[Stub | Column], level: int, depth: int) -> Iterator[tuple[int, Head]]:
    """Headings left to right: neighbours under one heading share it, a short path reaches down."""
    for text, group in groupby(parts, key=lambda part: part.heads[level]):
        under = list(group)
        if all(len(part.heads) == level + 1 for part in under):
            yield level, Head(text, len(under), depth - level)
        else:
            yield level, Head(text, len(under), 1)
            yield from _heads(under, level + 1, depth)


def _numbers(parts: Sequence[Stub | Column]) -> Iterator[Head]:
    """The line of 栏次."""
    for stub, group in groupby(parts, key=lambda part: hasattr(part, "field")):
        under = list(group)
        if stub:
            yield Head("栏次", len(under), 1)
        else:
            yield from (Head(getattr(part, "id", ""), 1, 1) for part in under)


def _cell(row: PrintedRow | None, part: Stub | Column) -> BodyCell:
    if row is None:
        return BodyCell("blank", "")
    field = getattr(part, "field", "")
    if field:
        return BodyCell("label" if field == "label" else "code", row.word(field))
    column = getattr(part, "id", "")
    value = row.values.get(column)
    return BodyCell("figure", "" if value is None else f"{value:,f}", row.id, column)
