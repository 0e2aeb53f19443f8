"""Where the figures of the published document come from, as lines of text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gov_accounts.money import yuan_text
from gov_accounts.publishing.outline.cells import cell_words
from gov_accounts.statements.ties import cell_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.publishing.document import Document, Figure
    from gov_accounts.statements.fill import Statement

_APART: Final = re.compile(r"(?:部分|[（）()、.．\s])+")


def section_id(text: str) -> str:
    """A section's id in the document, ``三.五.三``, from what people write: ``第三部分五（三）``."""
    return _APART.sub(".", text.replace("第", "")).strip(".")


def find_figures(document: Document, wanted: str) -> list[Figure]:
    """The figures of a section and of those within it, or the one figure of that id; none where there is neither."""
    figures = list(document.figures())
    alone = [figure for figure in figures if figure.id == wanted]
    within = f"{section_id(wanted)}."
    return alone or [figure for figure in figures if figure.id.startswith(within)]


def figure_lines(figures: Sequence[Figure], tables: Mapping[str, Statement], ledger: str, year: int) -> Iterator[str]:
    """Figures as lines of text: what each says, how it is come by, and the command that lists a cell's postings.

    Args:
        figures: of the document.
        tables: the year's, by key.
        ledger: how the ledger was named on the command line.
        year: the document's.
    """
    for figure in figures:
        yield f"{figure.id}　{figure.name} ＝ {figure.text}{figure.unit and ' ' + figure.unit}"
        yield f"  来自：{figure.origin}"
        for cell in figure.cells:
            statement = tables[str(cell.table)]
            column = str(cell.column)
            amount = yuan_text(statement.cell(cell.key, column).fen)
            yield f"  {cell_name(statement, cell.key, column)} ＝ {amount} 元，分录见："
            yield f"    gov-accounts explain {ledger} --year {year} {cell_words(statement.format, cell)}"
