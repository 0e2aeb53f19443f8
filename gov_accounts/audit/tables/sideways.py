"""A table of one row that others print sideways: what heads its columns stands before its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.audit.tables.amounts import figure_of, is_blank, squeezed
from gov_accounts.audit.tables.layout import score

if TYPE_CHECKING:
    from gov_accounts.audit.tables.cells import Cells
    from gov_accounts.audit.tables.layout import Layout
    from gov_accounts.audit.tables.pieces import Rows
    from gov_accounts.audit.tables.vocabulary import Vocabulary

_LEAST: Final = 3
"""Labels that are heads of the form, before rows are taken to be its columns."""


def read_sideways(rows: Rows, layout: Layout, cells: Cells, words: Vocabulary) -> bool:
    """Read a form of one row whose columns are printed as rows; False where they aren't."""
    panel = cells.form.panels[0]
    heads = {each.key: [words.word(head) for head in each.words] for each in panel.columns}
    known = {head for path in heads.values() for head in path}
    labels = [column for segment in layout.segments for column in segment.labels]
    values = [column for segment in layout.segments for column in segment.values]
    named = {}
    for row in range(layout.heads, len(rows.cells)):
        label = words.label("".join(squeezed(rows.text(row, column)) for column in labels)).bare
        if label in known:
            named[row] = label
    if len(set(named.values())) < _LEAST:
        return False
    scored = [
        (score((*layout.paths.get(column, ()), label), path, words), -at, row, column, key)
        for row, label in named.items()
        for column in values
        for at, (key, path) in enumerate(heads.items())
    ]
    of_form = panel.rows[0].key
    cells.row(of_form, "", 0)
    placed: dict[tuple[int, int], str] = {}
    for fit, _, row, column, key in sorted(scored, key=lambda each: (-each[0], -each[1], each[2:])):
        if fit <= 0 or (row, column) in placed or key in placed.values():
            continue
        placed[row, column] = key
        cell = rows.own(row, column)
        printed = cell.text.strip() if cell is not None else ""
        box = cell.box if cell is not None else None
        figure = figure_of(printed)
        if figure is not None or is_blank(printed):
            cells.place(of_form, key, figure, printed, rows.page, box)
    cells.columns.clear()
    cells.columns |= {(0, key): None for key in placed.values()}
    for row in range(layout.heads, len(rows.cells)):
        for column in values:
            cell = rows.own(row, column)
            figure = figure_of(cell.text) if cell is not None else None
            if cell is not None and figure is not None and figure.value and (row, column) not in placed:
                label = "".join(squeezed(rows.text(row, each)) for each in labels)
                cells.leave(
                    label, "·".join(layout.paths.get(column, ())), cell.text, rows.page, cell.box, "表样没有这一栏"
                )
    return True
