"""The ways in which a row's amounts may stand in its columns, and how rows are made of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gov_accounts.audit.tables.cells import Cells
    from gov_accounts.audit.tables.tokens import Token
    from gov_accounts.law.form import Panel
    from gov_accounts.law.formula import Reference

Option: TypeAlias = tuple[str, ...]
"""The columns of a row's amounts, in order."""


def apart(panel: Panel, option: Option, amounts: Sequence[Token], unit: int) -> int:
    """By how much a row's own formulas don't hold, in fen; what rounding explains is nothing."""
    values = values_of(option, amounts, unit)
    keys = [each.key for each in panel.columns]
    step = step_of(amounts, unit)
    total = 0
    for column in panel.columns:
        if column.formula is None:
            continue
        formula = column.formula.expanded(keys)
        parts = [each.key for each in formula.references()]
        if any(each not in keys for each in parts):
            continue
        apart = abs(formula.evaluate(among(values)) - values.get(column.key, 0))
        tail = step * max(sum(each in values for each in parts) - 1, 1)
        total += apart if apart > tail else 0
    return total


def families(cells: Cells) -> Iterator[tuple[str, list[str]]]:
    """Rows with those that they are made of, from the total down."""
    children: dict[str, list[str]] = {}
    for row in cells.rows:
        parent = parent_of(cells, row)
        if parent is not None:
            children.setdefault(parent, []).append(row)
    for row in sorted(cells.rows, key=lambda each: (each.isdigit(), len(each), each)):
        yield row, children.get(row, [])


def parent_of(cells: Cells, row: str) -> str | None:
    """The row that a code's row is a part of."""
    panel = cells.form.panel_of(row)
    if panel is None or not row.isdigit():
        return None
    if not panel.classification:
        return next((key for key in ("total_expenditure",) if key in cells.rows), None)
    for level in sorted(panel.levels, reverse=True):
        if level < len(row) and row[:level] in cells.rows:
            return row[:level]
    return next((each.key for each in panel.rows if not each.code and each.key in cells.rows), None)


def values_of(option: Option, amounts: Sequence[Token], unit: int) -> dict[str, int]:
    """A row's amounts in fen by the columns that a way gives them."""
    return {
        column: int(token.figure.value * unit)
        for column, token in zip(option, amounts, strict=True)
        if token.figure is not None
    }


def among(values: Mapping[str, int]) -> Callable[[Reference], int]:
    """What a formula's columns are worth in a row; a blank one nothing."""
    return lambda of: values.get(of.key, 0)


def step_of(amounts: Sequence[Token], unit: int) -> int:
    """One step of the last decimal that is printed, in fen."""
    decimals = max((each.figure.decimals for each in amounts if each.figure is not None), default=0)
    return max(unit // int("1" + "0" * decimals), 1)
