"""Tables read from grids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.audit.tables.amounts import figure_of, is_blank, squeezed
from gov_accounts.audit.tables.finder import RowFinder
from gov_accounts.audit.tables.layout import Layout, head_words, is_head, layout_of, row_words
from gov_accounts.audit.tables.sideways import read_sideways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.audit.source import Box, GridCell
    from gov_accounts.audit.tables.cells import Cells
    from gov_accounts.audit.tables.finder import Found
    from gov_accounts.audit.tables.layout import Segment
    from gov_accounts.audit.tables.pieces import Rows
    from gov_accounts.audit.tables.vocabulary import Vocabulary

_NO_ROW = "表样没有这一行"
_NO_COLUMN = "表样没有这一栏"
_NO_NAME = "这一行没有项目名称"
_TWICE = "同一格印了两次"
_NO_NUMBER = "不是数"


def read_grids(chunks: Sequence[Rows], cells: Cells, words: Vocabulary) -> None:
    """Read the rows of a table's grids into its cells, by its form.

    A grid that begins without heads, and is as wide as the one before it, goes on with that one's columns.
    """
    finder = RowFinder(cells.form, words)
    known = head_words(cells.form, words)
    before: Layout | None = None
    for chunk in chunks:
        layout = layout_of(chunk, finder, words)
        if before is not None and layout.width == before.width and not any(layout.paths.values()):
            if not _goes_on(chunk, before, finder):
                continue
            layout = Layout(before.width, layout.heads, before.segments, before.columns, before.paths)
        elif before is not None and not layout.matched():
            continue
        _read(chunk, layout, cells, finder, known, words)
        if layout.matched():
            before = layout
            cells.used.add(chunk.block)


def _goes_on(rows: Rows, layout: Layout, finder: RowFinder) -> bool:
    """Whether most of the rows that say something are the form's; another table may be as wide."""
    if not finder.form.panels[0].stubs:
        return False
    said = found = 0
    for row in range(len(rows.cells)):
        for segment in layout.segments:
            code, label = row_words(rows, row, segment, finder)
            if code or label:
                said += 1
                found += finder.find(code, label) is not None
    return found * 2 >= said


def _read(
    rows: Rows, layout: Layout, cells: Cells, finder: RowFinder, known: frozenset[str], words: Vocabulary
) -> None:
    for keys in layout.columns.values():
        cells.columns |= dict.fromkeys(keys.items())
    values = [column for segment in layout.segments for column in segment.values]
    cells.strange += sum(bool(layout.paths.get(each)) and each not in layout.columns for each in values)
    if not finder.form.panels[0].stubs:
        if not read_sideways(rows, layout, cells, words):
            _single(rows, layout, cells)
        return
    for row in range(max(layout.heads - 1, 0), len(rows.cells)):
        heading = row < layout.heads or is_head(rows, row, known, words)
        for segment in layout.segments:
            _row(rows, row, segment, layout, cells, finder, heading=heading)


def _row(
    rows: Rows, row: int, segment: Segment, layout: Layout, cells: Cells, finder: RowFinder, *, heading: bool
) -> None:
    code, label = row_words(rows, row, segment, finder)
    found = finder.find(code, label) if code or label else None
    if heading and (found is None or code or found.way or finder.words.word(label) in finder.words.not_rows):
        return
    filled = [column for column in segment.values if not is_blank(rows.text(row, column))]
    if heading and any(figure_of(rows.text(row, column)) is not None for column in filled):
        return
    if heading and found is not None and found.key in cells.rows:
        return
    if found is None:
        cells.strange += bool(label and not heading)
        _leave(rows, row, filled, code, label, layout, cells)
        return
    if code and found.key in cells.rows:
        _leave(rows, row, filled, code, label, layout, cells, why=_TWICE)
        return
    finder.take(found)
    cells.row(found.key, label or code, found.way)
    for column in segment.values:
        key = layout.columns.get(column, {}).get(found.panel)
        cell = rows.own(row, column)
        printed = cell.text.strip() if cell is not None else ""
        figure = figure_of(printed)
        if key is None:
            if figure is not None and figure.value:
                _stray(rows, row, column, found, layout, cells)
            continue
        if figure is None and not is_blank(printed):
            if not heading:
                name = cells.form.column_name(found.key, key)
                cells.leave(cells.form.row_name(found.key), name, printed, rows.page, box_of(cell), _NO_NUMBER)
            printed = ""
        if not cells.place(found.key, key, figure, printed, rows.page, box_of(cell)):
            _stray(rows, row, column, found, layout, cells, _TWICE)


def _single(rows: Rows, layout: Layout, cells: Cells) -> None:
    """A form of one row without a name: the first row below the heads that has figures, or the first."""
    values = [column for segment in layout.segments for column in segment.values]
    below = range(layout.heads, len(rows.cells))
    lines = [row for row in below if any(figure_of(rows.text(row, column)) is not None for column in values)]
    key = cells.form.panels[0].rows[0].key
    if not below and layout.columns and key not in cells.rows:
        cells.row(key, "", 0)
        for column, keys in layout.columns.items():
            if column in values:
                cells.place(key, keys[0], None, "", rows.page, None)
    for row in (lines or list(below))[:1]:
        if key in cells.rows and cells.figures:
            break
        cells.row(key, "", 0)
        for column in values:
            of_form = layout.columns.get(column, {}).get(0)
            cell = rows.own(row, column)
            printed = cell.text.strip() if cell is not None else ""
            figure = figure_of(printed)
            if of_form is not None:
                cells.place(key, of_form, figure, printed, rows.page, box_of(cell))
            elif figure is not None and figure.value:
                name = "·".join(layout.paths.get(column, ()))
                cells.leave("", name, printed, rows.page, box_of(cell), _NO_COLUMN)
    for row in lines[1:]:
        text = "".join(squeezed(rows.text(row, each)) for each in range(rows.width) if each not in values)
        for column in values:
            if figure_of(rows.text(row, column)) is not None:
                cell = rows.own(row, column)
                cells.leave(text, "", rows.text(row, column), rows.page, box_of(cell), _NO_ROW)


def box_of(cell: GridCell | None) -> Box | None:
    """Where a cell stands on its page."""
    return cell.box if cell is not None else None


def _leave(
    rows: Rows,
    row: int,
    filled: Sequence[int],
    code: str,
    label: str,
    layout: Layout,
    cells: Cells,
    why: str = "",
) -> None:
    """Figures of a row that the form doesn't have."""
    for column in filled:
        if figure_of(rows.text(row, column)) is None:
            continue
        cell = rows.own(row, column)
        said = why or (_NO_ROW if code or label else _NO_NAME)
        name = "·".join(layout.paths.get(column, ()))
        cells.leave(code or label, name, rows.text(row, column), rows.page, box_of(cell), said)


def _stray(
    rows: Rows, row: int, column: int, found: Found, layout: Layout, cells: Cells, why: str = _NO_COLUMN
) -> None:
    cell = rows.own(row, column)
    name = "·".join(layout.paths.get(column, ()))
    cells.leave(cells.form.row_name(found.key), name, rows.text(row, column), rows.page, box_of(cell), why)
