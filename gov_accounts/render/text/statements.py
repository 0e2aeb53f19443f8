"""Statements in a terminal.

A table wider than the terminal has its panels put one below the other; a panel wider than that is cut into groups of
columns, each with the row's words before it. Rules are ASCII: box-drawing characters are as wide as two letters in
many Chinese terminals.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rich.box import Box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gov_accounts.printing.printed import UNFILLED
from gov_accounts.render.layout import lines
from gov_accounts.render.printable import one_line
from gov_accounts.render.text.lines import NOTES_WIDTH, centred, spread
from gov_accounts.render.values import shown
from gov_accounts.text import text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.law.form import Column
    from gov_accounts.printing.printed import PrintedPanel, PrintedRow, PrintedStatement

_RULES: Final = Box("    \n    \n -- \n    \n    \n -- \n    \n    \n", ascii=True)
_UNBOUNDED: Final = 10_000
_NARROWEST_LABEL: Final = 16
_HEADING_CHARACTERS: Final = 5


def render(statement: PrintedStatement, width: int | None) -> str:
    """A table as text no wider than `width` columns; as wide as it is where that is None (files, pipes)."""
    available = width or _UNBOUNDED
    statement = _plain(statement)
    blocks = list(_blocks(statement, available))
    console = _console(available)
    for index, block in enumerate(blocks):
        if index:
            console.print()
        console.print(block)
    text = console.file.getvalue() if isinstance(console.file, io.StringIO) else ""
    body = [line.rstrip() for line in text.splitlines()]
    widest = max((text_width(line) for line in body), default=0)
    head = [
        centred(statement.heading + (f"（{statement.name}）" if statement.printing.numbered else ""), widest),
        spread(statement.department, statement.money, widest, statement.date),
    ]
    notes = [line for note in statement.notes for line in wrap(note, min(available, max(widest, NOTES_WIDTH)))]
    return "\n".join([*head, *body, *notes]) + "\n"


def _plain(statement: PrintedStatement) -> PrintedStatement:
    """With words on one line, and nothing in them that a terminal would obey."""
    panels = tuple(
        replace(panel, rows=tuple(replace(row, id=one_line(row.id), label=one_line(row.label)) for row in panel.rows))
        for panel in statement.panels
    )
    notes = tuple(map(one_line, statement.notes))
    return replace(statement, unit_name=one_line(statement.unit_name), panels=panels, notes=notes)


def _console(width: int) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        color_system=None,
        force_terminal=False,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )


def _blocks(statement: PrintedStatement, available: int) -> Iterator[Table]:
    """The tables to print one below the other: one, or one a panel, or one a group of columns."""
    if _width(statement.panels, _NARROWEST_LABEL) <= available:
        yield _table(statement.panels, available)
        return
    for panel in statement.panels:
        said = tuple(row for row in panel.rows if row.label or row.values)
        for columns in _fitting(panel, available):
            yield _table([replace(panel, columns=columns, rows=said)], available)


def _fitting(panel: PrintedPanel, available: int) -> Iterator[tuple[Column, ...]]:
    """The panel's columns in groups that fit."""
    group: tuple[Column, ...] = ()
    for column in panel.columns:
        if group and _width([replace(panel, columns=(*group, column))], _NARROWEST_LABEL) > available:
            yield group
            group = ()
        group = (*group, column)
    yield group


def _width(panels: Sequence[PrintedPanel], widest_label: int = _UNBOUNDED) -> int:
    """How wide panels side by side are, labels folded at `widest_label`."""
    width = 0
    for panel in panels:
        for stub in panel.stubs:
            longest = max((text_width(row.word(stub.field)) for row in panel.rows), default=0)
            needed = min(longest, widest_label) if stub.field == "label" else longest
            width += max(needed, text_width(stub.heads[-1])) + 2
        width += sum(_figures_width(panel, column) + 2 for column in panel.columns)
    return width


def _figures_width(panel: PrintedPanel, column: Column) -> int:
    figures = max((text_width(_figure(row, column)) for row in panel.rows), default=0)
    return max(figures, *(text_width(word) for head in column.words for word in _folded(head)))


def _folded(head: str) -> list[str]:
    """A heading in lines of at most five characters, so that columns are as narrow as their figures."""
    count = -(-len(head) // _HEADING_CHARACTERS)
    size = -(-len(head) // count)
    return [head[start : start + size] for start in range(0, len(head), size)]


def _figure(row: PrintedRow, column: Column) -> str:
    return UNFILLED if column.key in row.unfilled else shown(row.values.get(column.key))


def _table(panels: Sequence[PrintedPanel], available: int) -> Table:
    table = Table(box=_RULES, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), collapse_padding=False)
    fits = _width(panels) <= available
    numbered = any(column.no for panel in panels for column in panel.columns)
    for panel in panels:
        for stub in panel.stubs:
            wide = stub.field == "label"
            first = panel is panels[0] and stub is panel.stubs[0]
            table.add_column(
                _heading(stub.heads[-1:], "栏次" if first and numbered else ""),
                vertical="middle",
                no_wrap=not wide or fits,
                min_width=_NARROWEST_LABEL if wide and not fits else None,
                overflow="fold",
            )
        for column in panel.columns:
            table.add_column(
                _heading(column.heads, column.no),
                justify="right",
                vertical="middle",
                no_wrap=True,
                min_width=_figures_width(panel, column),
            )
    for rows in lines(panels):
        cells: list[Text] = []
        for panel, row in zip(panels, rows, strict=True):
            for stub in panel.stubs:
                cells.append(Text(row.word(stub.field) if row else ""))
            for column in panel.columns:
                cells.append(Text(_figure(row, column) if row else ""))
        table.add_row(*cells)
    return table


def _heading(heads: Sequence[str], number: str) -> Text:
    """A column's headings from the top, its 栏次 at the bottom."""
    words = [line for head in heads if head for line in _folded(head)]
    return Text("\n".join([*words, number] if number else words))
