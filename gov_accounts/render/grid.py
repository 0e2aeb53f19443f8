"""A printed table as a grid: which cell spans what, what is a heading of what. No markup.

Templates write the tags, and escape; so nothing here needs to be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from gov_accounts.law.form import Stub
from gov_accounts.printing.printed import UNFILLED
from gov_accounts.render.layout import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.law.form import Column
    from gov_accounts.printing.printed import PrintedPanel, PrintedRow, PrintedStatement


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
        kind: ``code``, ``label``, ``total``, a label in place of a code too, ``figure``, or ``blank`` where the panel
            has no row on this line.
        row, column: names of the figure's row and column.
        columns: how many it spans.
        bold: whether it is a label that is bold.
    """

    kind: str
    text: str
    row: str = ""
    column: str = ""
    columns: int = 1
    lines: int = 1
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: lines of headings, the line of 栏次 where the form prints them, lines of cells.

    Attributes:
        width: how many columns it has.
    """

    heads: tuple[tuple[Head, ...], ...]
    numbers: tuple[Head, ...]
    body: tuple[tuple[BodyCell, ...], ...]
    width: int

    @property
    def lines(self) -> tuple[tuple[Head, ...], ...]:
        """All lines above the cells."""
        return (*self.heads, self.numbers) if self.numbers else self.heads


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
    body = tuple(
        tuple(cell for row, panel in zip(rows, statement.panels, strict=True) for cell in _cells(statement, row, panel))
        for rows in lines(statement.panels)
    )
    return Grid(tuple(map(tuple, levels)), tuple(_numbers(parts)), body, len(parts))


def _heads(parts: Sequence[Stub | Column], level: int, depth: int) -> Iterator[tuple[int, Head]]:
    """Headings left to right: neighbours under one heading share it; short paths and steps without words reach down."""
    for text, group in groupby(parts, key=lambda part: part.heads[level]):
        under = list(group)
        if all(len(part.heads) == level + 1 for part in under):
            yield level, Head(text, len(under), depth - level)
        else:
            down = min(_steps_down(part, level) for part in under)
            yield level, Head(text, len(under), 1 + down)
            yield from _heads(under, level + 1 + down, depth)


def _steps_down(part: Stub | Column, level: int) -> int:
    """How many steps without words follow a heading."""
    below = part.heads[level + 1 :]
    return next((index for index, words in enumerate(below) if words), len(below))


def _numbers(parts: Sequence[Stub | Column]) -> Iterator[Head]:
    """The line of 栏次; nothing where the form prints none."""
    if not any(getattr(part, "no", "") for part in parts):
        return
    for stub, group in groupby(parts, key=lambda part: hasattr(part, "field")):
        under = list(group)
        if stub:
            yield Head("栏次", len(under), 1)
        else:
            yield from (Head(getattr(part, "no", ""), 1, 1) for part in under)


def across(statement: PrintedStatement, row: PrintedRow | None, panel: PrintedPanel) -> bool:
    """Whether a row's label takes the place of its code too."""
    wide = statement.printing.totals_across and len(panel.stubs) > 1
    return wide and row is not None and bool(row.label) and not row.word("id")


def _cells(statement: PrintedStatement, row: PrintedRow | None, panel: PrintedPanel) -> Iterator[BodyCell]:
    """A panel's cells of a line."""
    if row is not None and across(statement, row, panel):
        yield BodyCell("total", row.label, columns=len(panel.stubs))
    else:
        yield from (_cell(row, stub) for stub in panel.stubs)
    yield from (_cell(row, column) for column in panel.columns)


def _cell(row: PrintedRow | None, part: Stub | Column) -> BodyCell:
    if row is None:
        return BodyCell("blank", "")
    if isinstance(part, Stub):
        label = part.field == "label"
        return BodyCell("label" if label else "code", row.word(part.field), bold=label and row.bold)
    if part.key in row.unfilled:
        return BodyCell("code", UNFILLED)
    value = row.values.get(part.key)
    return BodyCell("figure", "" if value is None else f"{value:,f}", row.name, part.name)
