"""A row a unit: each unit's 合计 row of a table, below each other, adding up to the department's printed table.

Figures are rounded so that every column adds up to the department's, as that is printed, and every row to its own
totals, as near the exact ones as that can be.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gov_accounts.law.form import Stub
from gov_accounts.law.formula import Reference
from gov_accounts.printing.controlled import Sum, controlled
from gov_accounts.printing.printed import PrintedPanel, PrintedRow, print_statement
from gov_accounts.units.each import figures_of_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.law.form import Column, Format
    from gov_accounts.printing.printed import PrintedStatement
    from gov_accounts.printing.rounding import Rounding
    from gov_accounts.statements.fill import Statement
    from gov_accounts.units.engine import Engine

TOTAL: Final = "total"
"""The key of a 合计 row."""
BETWEEN: Final = "内部抵销"
"""The row of what units pay each other and the department's total leaves out: after all codes."""
_STUBS: Final = (Stub("id", ("单位代码",)), Stub("label", ("单位名称",)))


def has_total(form: Format) -> bool:
    """Whether a table has a 合计 row that stands for a whole unit."""
    return TOTAL in form.fixed


def exact_by_unit(engine: Engine, ledger: Ledger, year: int, form: Format) -> dict[str, dict[str, int]]:
    """Unit → column → fen, of the units last asked for; what isn't there is zero."""
    columns = [each.key for each in form.fixed[TOTAL].columns if not each.last]
    found = figures_of_units(
        engine,
        replace(ledger.profile(year).formats, formats=(form,)),
        year,
        ledger.codes,
        lambda statements: [statements[form.key].cell(TOTAL, column) for column in columns],
    )
    return {unit: {columns[number]: fen for number, fen in each.items() if fen} for unit, each in found.items()}


def print_by_unit(
    statement: Statement,
    rounding: Rounding,
    exact: Mapping[str, Mapping[str, int]],
    names: Mapping[str, str],
    name: str,
) -> PrintedStatement:
    """A department's table with a row a unit.

    Args:
        statement: the department's.
        rounding: its printed figures.
        exact: unit → column → fen.
        names: of all units, by code: a unit without figures has a row, too.
        name: the department's.
    """
    form = statement.format
    whole = print_statement(statement, name, rounding)
    panel = next(each for each, own in zip(whole.panels, form.panels, strict=True) if own is form.fixed[TOTAL])
    total = next(each for each in panel.rows if each.key == TOTAL)
    columns = [each.key for each in form.fixed[TOTAL].columns if not each.last]
    between = {
        column: statement.cell(TOTAL, column).fen - sum(exact.get(unit, {}).get(column, 0) for unit in names)
        for column in columns
    }
    if any(between.values()):
        exact, names = {**exact, BETWEEN: between}, {**names, BETWEEN: BETWEEN}
    printed = _printed(form, rounding, exact, sorted(names))
    rows = [
        PrintedRow(
            unit,
            unit,
            unit,
            names[unit],
            foot=unit == BETWEEN,
            values={
                column: rounding.unit.shown(printed[unit, column])
                for column in (each.key for each in panel.columns)
                if exact.get(unit, {}).get(column)
            },
        )
        for unit in sorted(names)
    ]
    panels = (PrintedPanel(_STUBS, panel.columns, (total, *rows)),)
    return replace(whole, title=f"{whole.title}（分单位）", panels=panels, notes=whole.notes[:1])


def _printed(
    form: Format, rounding: Rounding, exact: Mapping[str, Mapping[str, int]], units: Sequence[str]
) -> dict[tuple[str, str], int]:
    """Every unit's figures in steps, rounded together with the department's, which are printed already."""
    columns = [each for each in form.fixed[TOTAL].columns if not each.last]
    cells = [(unit, column.key) for unit in ("", *units) for column in columns]
    index = {cell: number for number, cell in enumerate(cells)}
    totals = {each.key: sum(exact.get(unit, {}).get(each.key, 0) for unit in units) for each in columns}
    amounts = [totals[column] if not unit else exact.get(unit, {}).get(column, 0) for unit, column in cells]
    settled = {index["", column]: rounding.value(Reference(TOTAL, column, form.key)) for column in totals}
    sums = [Sum(((-1, index["", key]), *((1, index[unit, key]) for unit in units))) for key in totals]
    sums += [
        each
        for unit in units
        for each in _across(columns, {key: index[unit, key] for key in totals})
        if each.holds(amounts)
    ]
    found = controlled(amounts, sums, rounding.unit.step, [f"{unit}.{column}" for unit, column in cells], settled)
    return dict(zip(cells, found.printed, strict=True))


def _across(columns: Sequence[Column], at: Mapping[str, int]) -> Iterator[Sum]:
    """What a row's columns add up to, as their formulas say."""
    for column in columns:
        if column.formula is None:
            continue
        terms = column.formula.expanded([each.key for each in columns]).terms
        named = [(each.sign, each.of.key) for each in terms if isinstance(each.of, Reference)]
        if len(named) == len(terms) and all(key in at for _, key in named):
            yield Sum(((-1, at[column.key]), *((sign, at[key]) for sign, key in named)))
