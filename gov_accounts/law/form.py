"""The forms of statutory tables, as values.

A table is panels side by side; a panel is rows by columns. What a cell *takes* is what its table, its row and its
column all take; a row or column may instead, or besides, have a *formula*. Where there are both, the figure is
taken from the postings and the formula is a tie that must hold; where there is a formula alone, it gives the figure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.law.formula import Formula, Reference

Period = Literal["year", "opening", "closing", "before"]
PERIODS: Final = ("year", "opening", "closing", "before")


@dataclass(frozen=True, slots=True)
class Take:
    """Which postings count. Codes are prefixes: ``6`` is every 6xxx account; funds are whole codes.

    Attributes:
        project: True for postings with a project, False for those without, None for both.
        period: of the year (结转分录 left out), the opening balance, the closing balance, or the balance before the
            year, which is the opening without the year's own adjustments.
    """

    accounts: tuple[str, ...] = ()
    accounts_except: tuple[str, ...] = ()
    func: tuple[str, ...] = ()
    func_except: tuple[str, ...] = ()
    econ: tuple[str, ...] = ()
    econ_except: tuple[str, ...] = ()
    fund: tuple[str, ...] = ()
    fund_except: tuple[str, ...] = ()
    project: bool | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its 栏次, the headings above it from the top, and what it takes."""

    id: str
    heads: tuple[str, ...]
    take: Take | None
    formula: Formula | None

    @property
    def label(self) -> str:
        """The heading just above the figures."""
        return self.heads[-1]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form.

    Attributes:
        id: 行次, code or label: unique in its table.
        label: what is printed; for a row of a classification, the code's name of the year takes its place.
        code: the row's code in its panel's classification, or nothing.
        take: None for a row that takes nothing itself.
        formula: the row's formula in every column; `formulas` gives it column by column instead.
        foot: stands at the bottom of its panel, in line with the other panels' foot.
    """

    id: str
    label: str
    code: str = ""
    take: Take | None = None
    formula: Formula | None = None
    formulas: Mapping[str, Formula] | None = None
    foot: bool = False

    def formula_in(self, column: str) -> Formula | None:
        """The row's formula in a column."""
        return self.formulas.get(column) if self.formulas is not None else self.formula


@dataclass(frozen=True, slots=True)
class Stub:
    """A column of words at the left of a panel: the rows' ``label`` or ``id``, under its headings."""

    field: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the blocks a table is printed in, side by side.

    Attributes:
        classification: ``func`` or ``econ`` where rows are codes.
        levels: lengths of the codes for which a row is printed whenever it has figures.
        under: first-level codes whose rows belong to this panel; all, when empty.
    """

    stubs: tuple[Stub, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    classification: str
    levels: tuple[int, ...]
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Auxiliary:
    """A quantity that formulas use and no cell prints."""

    id: str
    label: str
    take: Take | None
    formula: Formula | None


@dataclass(frozen=True, slots=True)
class Format:
    """A table.

    Attributes:
        key: what the table is called everywhere in the program.
        number: 表 number of the year.
        remark: what the table shows, printed as 注.
        empty: the 说明 sentence of a table without any figure, or nothing.
        fixed: row id → its panel, of the rows that the form has whatever the figures are.
    """

    key: str
    number: int
    title: str
    remark: str
    empty: str
    landscape: bool
    take: Take
    panels: tuple[Panel, ...]
    auxiliary: Mapping[str, Auxiliary]
    fixed: Mapping[str, Panel] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Work out once what is asked of every cell."""
        object.__setattr__(self, "fixed", {row.id: panel for panel in self.panels for row in panel.rows})

    def panel_of(self, row: str) -> Panel | None:
        """The panel that a row stands in: one the form fixes, or a code's, which may have no figures; else None."""
        panel = self.fixed.get(row)
        if panel is not None or not (row.isascii() and row.isdigit()):
            return panel
        claimed = tuple(prefix for each in self.panels for prefix in each.under)
        coded = [each for each in self.panels if each.classification and len(row) in each.levels]
        under = [each for each in coded if row.startswith(each.under)]
        others = [each for each in coded if not each.under and not (claimed and row.startswith(claimed))]
        return next(iter([*under, *others]), None)

    def has(self, row: str, column: str) -> bool:
        """Whether there is a cell of a row and a column, with a figure or without one."""
        panel = self.panel_of(row)
        return panel is not None and any(each.id == column for each in panel.columns)

    def resolves(self, reference: Reference, column: str) -> bool:
        """Whether what a row's formula names in a column is there: see ``statements.fill`` for how it is found."""
        if reference.id in self.auxiliary and reference.id not in self.fixed:
            return reference.column is None
        panel = self.panel_of(reference.id)
        if panel is None:
            return False
        if reference.column is not None:
            return self.has(reference.id, reference.column)
        return self.has(reference.id, column) or len(panel.columns) == 1

    def column_ids(self) -> tuple[str, ...]:
        """All 栏次 in print order, each once."""
        return tuple(dict.fromkeys(column.id for panel in self.panels for column in panel.columns))


def code_row(panel: Panel, code: str) -> Row:
    """A row for a code of the panel's classification."""
    return Row(code, "", code, selecting(panel.classification, code))


def selecting(classification: str, code: str) -> Take:
    """What a code's row takes."""
    return Take(func=(code,)) if classification == "func" else Take(econ=(code,))
