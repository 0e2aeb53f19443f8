"""Printed statements: what goes on paper. Figures rounded, labels and notes final; renderers only lay it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gov_accounts.printing.footnotes import footnotes
from gov_accounts.printing.rounding import MoneyUnit, Rounding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from gov_accounts.law.form import Column, Stub
    from gov_accounts.statements.fill import Statement


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


def print_statement(statement: Statement, unit_name: str, rounding: Rounding | MoneyUnit) -> PrintedStatement:
    """Put a statement's figures as rounded together with the other tables', and its notes to it.

    A unit in place of a rounding prints each figure half up by itself: for a table that no tie links to another.
    """
    form = statement.format
    unit = rounding if isinstance(rounding, MoneyUnit) else rounding.unit
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
                        column.id: figure
                        for column in panel.columns
                        if (figure := _figure(statement, each.row.id, column.id, rounding)) is not None
                    },
                )
                for each in rows
            ),
        )
        for panel, rows in zip(form.panels, statement.panels, strict=True)
    )
    return PrintedStatement(
        form.key,
        form.number,
        form.title,
        statement.year,
        unit_name,
        unit.name,
        form.landscape,
        panels,
        tuple(_notes(statement, unit_name, rounding)),
    )


def _figure(statement: Statement, row: str, column: str, rounding: Rounding | MoneyUnit) -> Decimal | None:
    if isinstance(rounding, MoneyUnit):
        fen = statement.cell(row, column).fen
        return rounding.round(fen) if fen else None
    return rounding.figure(statement.format.key, row, column)


def _notes(statement: Statement, unit_name: str, rounding: Rounding | MoneyUnit) -> Iterator[str]:
    form = statement.format
    yield from footnotes(form)
    if isinstance(rounding, Rounding) and form.key in rounding.tailed_tables():
        yield f"说明：本表金额以{rounding.unit.name}为单位逐格四舍五入，部分合计数与各分项数之和存在尾差。"
    if form.empty and statement.empty():
        yield f"说明：{form.empty.format(year=statement.year, unit=unit_name)}"
