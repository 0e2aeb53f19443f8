"""Printed amounts by the name of their cell: this year's tables, last year's, the budget's, and what is split of them.

Everything a sentence says is worked out from these, so that it can't say other than the tables beside it. Rounding is
``rounding``'s and ``printing.controlled``'s; amounts here are steps of the money unit's last decimal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gov_accounts.law.tie import PREVIOUS
from gov_accounts.printing.controlled import Sum, controlled, half_up
from gov_accounts.statements.ties import cell_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from gov_accounts.law.formula import Formula, Reference
    from gov_accounts.printing.units import MoneyUnit
    from gov_accounts.statements.fill import Statement


@dataclass(frozen=True, slots=True)
class Amounts:
    """The printed amounts of a year.

    Attributes:
        statements: every table that can be named, by key; last year's by ``previous.`` and key, if the ledger has it.
        printed: cell → steps; a cell of these tables that isn't there is zero.
        declared: cells of last year's tables that the ledger lacks → fen, as signed off.
        declared_at: where each of those is written.
        published: keys of the tables that are in the document, in order.
    """

    unit: MoneyUnit
    statements: Mapping[str, Statement]
    printed: Mapping[Reference, int]
    declared: Mapping[Reference, int] = field(default_factory=dict)
    declared_at: Mapping[Reference, str] = field(default_factory=dict)
    published: tuple[str, ...] = ()

    def known(self, cell: Reference) -> bool:
        """Whether there is a figure for a cell: it may be zero, but it isn't merely unknown."""
        return str(cell.table) in self.statements or cell in self.declared

    def steps(self, cell: Reference) -> int:
        """A printed amount."""
        declared = self.declared.get(cell)
        return self.printed.get(cell, 0) if declared is None else half_up(declared, self.unit.step)

    def value(self, formula: Formula) -> int | None:
        """What a formula over cells comes to, in steps; None where a cell isn't known."""
        if not all(self.known(cell) for cell in formula.references()):
            return None
        return formula.evaluate(self.steps)

    def anything(self, formula: Formula) -> bool:
        """Whether any cell of a formula has an amount, be it too little to show in print."""
        return any(cell in self.printed or self.declared.get(cell) for cell in formula.references())

    def cells(self, formula: Formula) -> tuple[Reference, ...]:
        """The cells of the document's own tables that a formula names, each once."""
        return tuple(dict.fromkeys(cell for cell in formula.references() if str(cell.table) in self.published))

    def described(self, formula: Formula) -> str:
        """A formula as a person reads it: ``表1 30 行 1 栏－上年表1 30 行 1 栏``."""
        return formula.shown(self.name)

    def name(self, cell: Reference) -> str:
        """A cell as a person names it."""
        key = str(cell.table)
        last = key.startswith(PREVIOUS)
        shape = self.statements.get(key) or self.statements[key.removeprefix(PREVIOUS)]
        name = cell_name(shape, cell.key, str(cell.column))
        where = f"（{self.declared_at[cell]} 申报）" if cell in self.declared else ""
        return f"{'上年' if last else ''}{name}{where}"

    def shown(self, steps: int) -> Decimal:
        """An amount as it is printed."""
        return self.unit.shown(steps)


def split(total: int, parts: Sequence[int], step: int) -> tuple[int, ...]:
    """Parts of a printed total, in steps, so rounded that they add up to it.

    Args:
        total: the printed total, in steps.
        parts: the exact parts, in fen; what they add up to is printed as `total`.
        step: how many fen a step is.
    """
    if sum(half_up(part, step) for part in parts) == total:
        return tuple(half_up(part, step) for part in parts)
    whole = sum(parts)
    rows = [Sum(((1, 0), *((-1, index) for index in range(1, len(parts) + 1))))]
    names = [f"{index:06}" for index in range(len(parts) + 1)]
    return controlled([whole, *parts], rows, step, names, {0: total}).printed[1:]


def together(amounts: Sequence[int], sums: Iterable[Sequence[tuple[int, int]]], step: int) -> tuple[int, ...]:
    """Amounts in fen, rounded to steps so that sums between them hold.

    Args:
        amounts: in fen.
        sums: each the terms of a sum that is zero: coefficients and indices of amounts.
        step: how many fen a step is.
    """
    rows = [Sum(tuple(each)) for each in sums]
    return controlled(amounts, rows, step, [f"{index:06}" for index in range(len(amounts))], {}).printed
