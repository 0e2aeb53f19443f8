"""Forms from an outline: rows of cells, some repeated for each element of a list, some that reach down over several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.publishing.document import Form, FormCell, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.publishing.outline.forms import CellPattern, FormPattern, RowPattern
    from gov_accounts.publishing.scope import Scope


def make_form(scope: Scope, form: FormPattern) -> Form:
    """A form: its title, the lines above it and its rows, filled from a scope."""
    rows = [row for each in form.rows if scope.meets(each.when) for row in _rows(scope, each)]
    above = [scope.plain(each.say) for each in form.above if scope.meets(each.when)]
    return Form(scope.plain(form.title), tuple(above), form.width, tuple(rows))


def _rows(scope: Scope, row: RowPattern) -> Iterator[tuple[FormCell, ...]]:
    """One row, or one for each element of a list. Elements alike in a cell's group share that cell."""
    items = scope.items(row.each) if row.each else [scope]
    for index, item in enumerate(items):
        cells = []
        for cell in row.cells:
            lines = cell.lines
            if cell.down:
                lines += len(item.items(cell.down))
            if cell.group:
                key = _group(item, cell)
                if index and _group(items[index - 1], cell) == key:
                    continue
                while index + lines < len(items) and _group(items[index + lines], cell) == key:
                    lines += 1
            said = Paragraph(tuple(item.sentences(cell.said)))
            cells.append(FormCell(said, cell.columns, lines, cell.kind))
        yield tuple(cells)


def _group(item: Scope, cell: CellPattern) -> tuple[str, ...]:
    return tuple(item.text(name) for name in cell.group)
