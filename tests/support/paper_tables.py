"""The tables of a published paper under a profile's keys: rows found by their code or their label, columns by place.

The facts of papers know nothing of the library; here the one is put into the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gov_accounts.law.form import Format, Panel
from gov_accounts.law.formats import FormatSet
from gov_accounts.law.formula import Reference
from gov_accounts.statements.paper import PaperTable
from tests.support.papers import Paper, Place, Row


@dataclass(frozen=True, slots=True)
class PaperCell:
    """A cell for a figure in a paper's table.

    Attributes:
        words: what stands in its row, in its panel.
        column: its place in the row, counted from 1.
        figure: as printed; None where the cell is blank.
    """

    cell: Reference
    words: Row
    column: int
    figure: Decimal | None


def paper_tables(paper: Paper, formats: FormatSet) -> dict[str, PaperTable]:
    """A paper's tables by the keys of its profile's forms."""
    tables = {}
    for form in formats.formats:
        rows: dict[str, dict[str, Decimal | None]] = {}
        for each in paper_cells(paper, form):
            rows.setdefault(each.cell.key, {})[str(each.cell.column)] = each.figure
        tables[form.key] = PaperTable(form, paper.year, rows)
    return tables


def cell_at(paper: Paper, formats: FormatSet, place: Place) -> Reference:
    """The cell that stands in a place of a paper's tables."""
    form = next(each for each in formats.formats if each.number == place.table)
    (found,) = (each for each in paper_cells(paper, form) if each.column == place.column and place.row in each.words)
    return found.cell


def paper_cells(paper: Paper, form: Format) -> Iterator[PaperCell]:
    """Every cell for a figure in a paper's table, panel by panel.

    Raises:
        LookupError: a row with a figure isn't the form's.
    """
    facts, rows = paper.form.tables[form.number], paper.tables[form.number].rows
    start = 0
    for panel, heads in zip(form.panels, facts.panels, strict=True):
        places = range(start, start + len(heads))
        start += len(heads)
        figures = [place for place in places if not facts.words[place]]
        words = [tuple(row[place] for place in places if facts.words[place]) for row in rows]
        for row, said, key in zip(rows, words, _row_keys(form, panel, words), strict=True):
            for place, column in zip(figures, panel.columns, strict=True):
                if key:
                    figure = Decimal(row[place]) if row[place] else None
                    yield PaperCell(Reference(key, column.key, form.key), said, place + 1, figure)
                elif row[place]:
                    raise LookupError(f"{form.name}: no row is called {said}")


def _row_keys(form: Format, panel: Panel, rows: Sequence[Row]) -> Iterator[str]:
    """The key of each row, by its words: a code, or a label; of those that are called alike, in their order.

    A row without any words is the form's only row, or none: then nothing.
    """
    labels: dict[str, list[str]] = {}
    for row in panel.rows:
        labels.setdefault(row.label, []).append(row.key)
    for words in rows:
        code = words[0] if words and panel.classification else ""
        if form.panel_of(code) is panel:
            yield code
        elif any(words):
            label = next(filter(None, words))
            yield labels[label].pop(0) if labels.get(label) else ""
        else:
            yield panel.rows[0].key if not words and len(panel.rows) == 1 else ""
