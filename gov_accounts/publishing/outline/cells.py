"""Whether the cells that a formula names are cells of the year's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.law.formula import Formula, Positive, Range, Reference
from gov_accounts.law.tie import EACH_ROW, PREVIOUS, resolves

if TYPE_CHECKING:
    from gov_accounts.law.form import Format
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.law.reading import At
    from gov_accounts.publishing.outline.template import Name

_WORDS: Final = 3
CELLS: Final = "previous.cells"
"""The key of disclosure.toml under which last year's cells are declared, each by table, row and column."""


def named_form(name: Name, forms: FormatSet) -> Format:
    """The table of a key.

    Raises:
        DataError: there is none.
    """
    form = forms.by_key.get(name.text)
    if form is None:
        raise name.at.wrong(f"一张表的代号，没有 {name.text}")
    return form


def cell_named(name: str, forms: FormatSet) -> Reference | None:
    """The cell that ``表1 30 1`` names, as ``explain`` does; None where the table has no such place."""
    words = name.split()
    form = forms.find(words[0]) if words else None
    if len(words) != _WORDS or form is None or not form.number:
        return None
    located = form.located(words[1], words[2])
    return Reference(*located, form.key) if located else None


def cell_words(form: Format, cell: Reference) -> str:
    """A cell as a person writes it: ``表1 30 1``."""
    return f"{form.name} {form.row_name(cell.key)} {form.column_name(cell.key, str(cell.column))}"


def check_cells(formula: Formula, at: At, forms: FormatSet) -> None:
    """See that a formula names cells, and cells that there are; last year's tables are like this year's.

    Args:
        formula: the formula.
        at: where it stands.
        forms: the year's tables; those without a number are of this year only.

    Raises:
        DataError: it doesn't.
    """
    tables = forms.by_key
    if _has_range(formula):
        raise at.wrong("写明每一格的公式，不写 ..")
    for cell in formula.references():
        known = cell.column is not None and cell.key != EACH_ROW and resolves(cell, tables)
        if not known or (
            str(cell.table).startswith(PREVIOUS) and not tables[str(cell.table).removeprefix(PREVIOUS)].number
        ):
            raise at.wrong(f"表.行[栏] 的公式，表、行、栏都要有，没有 {cell}")


def check_one_cell(formula: Formula, at: At, forms: FormatSet) -> None:
    """See that a formula names one cell, and nothing else.

    Raises:
        DataError: it doesn't.
    """
    check_cells(formula, at, forms)
    terms = formula.terms
    if len(terms) != 1 or terms[0].sign < 0 or not isinstance(terms[0].of, Reference):
        raise at.wrong("一个单元格，写成 表.行[栏]")


def _has_range(formula: Formula) -> bool:
    return any(
        isinstance(term.of, Range) or (isinstance(term.of, Positive) and _has_range(term.of.of))
        for term in formula.terms
    )
