"""Printed statements: what goes on paper. Figures rounded, labels and notes final; renderers only lay it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from gov_accounts.footnotes import footnotes

if TYPE_CHECKING:
    from gov_accounts.formats import Column, Stub
    from gov_accounts.rounding import MoneyUnit
    from gov_accounts.statements import Statement


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row: its id (行次, code or label), its label, and its figures by column id.

    A cell whose exact amount is zero has no figure.
    """

    id: str
    label: str
    foot: bool
    values: Mapping[str, Decimal]

    def word(self, field: str) -> str:
        """What stands in a stub column. A total has no code to print."""
        if field == "id":
            return "" if self.id == self.label else self.id
        return self.label


@dataclass(frozen=True, slots=True)
class PrintedPanel:
    """A block of rows by columns."""

    stubs: tuple[Stub, ...]
    columns: tuple[Column, ...]
    rows: tuple[PrintedRow, ...]


@dataclass(frozen=True, slots=True)
class PrintedStatement:
    """A table ready to lay out.

    Attributes:
        title: without the year, as in ``收入支出决算总表``.
        notes: 注 and 说明, each a paragraph.
    """

    key: str
    number: int
    title: str
    year: int
    unit_name: str
    money_unit: str
    landscape: bool
    panels: tuple[PrintedPanel, ...]
    notes: tuple[str, ...]

    @property
    def heading(self) -> str:
        """The title with its year, as printed above the table."""
        return f"{self.year} 年度{self.title}"

    @property
    def name(self) -> str:
        """How the table is referred to: ``表5``."""
        return f"表{self.number}"


def print_statement(statement: Statement, unit_name: str, unit: MoneyUnit) -> PrintedStatement:
    """Round a statement's cells to `unit` and put its notes to it."""
    form = statement.format
    panels = tuple(
        PrintedPanel(
            panel.stubs,
            panel.columns,
            tuple(
                PrintedRow(
                    each.row.id,
                    each.label,
                    each.row.foot,
                    {
                        column.id: unit.round(cell.fen)
                        for column in panel.columns
                        if (cell := statement.cell(each.row.id, column.id)).fen
                    },
                )
                for each in rows
            ),
        )
        for panel, rows in zip(form.panels, statement.panels, strict=True)
    )
    notes = footnotes(form)
    if form.empty and statement.empty():
        notes = (*notes, f"说明：{form.empty.format(year=statement.year, unit=unit_name)}")
    return PrintedStatement(
        form.key,
        form.number,
        form.title,
        statement.year,
        unit_name,
        unit.name,
        form.landscape,
        panels,
        notes,
    )
