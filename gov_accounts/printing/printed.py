"""Printed statements: what goes on paper. Figures rounded, labels and notes final; renderers only lay it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.law.form import MINISTRY, Printing
from gov_accounts.months import DECEMBER, last_day
from gov_accounts.printing.footnotes import footnotes
from gov_accounts.printing.rounding import Rounding
from gov_accounts.printing.units import MoneyUnit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from gov_accounts.law.form import Column, Panel, Stub
    from gov_accounts.statements.fill import Statement, StatementRow


_SPACE: Final = "　"
"""As wide as a character."""
UNFILLED: Final = "——"
"""What a form has in a cell that isn't to be filled."""


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row as it is printed.

    Attributes:
        key: what it is called in every year and place.
        name: how a person names it.
        id: its 行次, its code, or its label where it has neither.
        values: its figures by their columns' keys; a cell whose exact amount is zero has none.
        bold: whether its label is bold.
        indent: how many characters its label is moved to the right.
        unfilled: the columns that have a dash in place of a figure.
    """

    key: str
    name: str
    id: str
    label: str
    foot: bool
    values: Mapping[str, Decimal]
    bold: bool = False
    indent: int = 0
    unfilled: frozenset[str] = frozenset()

    def word(self, field: str) -> str:
        """What stands in a stub column. A total has no code to print."""
        if field == "id":
            return "" if self.id == self.label else self.id
        return _SPACE * self.indent + self.label


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
        name: how the table is referred to: ``表5``.
        title: without the year, as in ``收入支出决算总表``.
        notes: 注 and 说明, each a paragraph.
        printing: how it is printed.
        month: the last month it is of; 0 for the whole year.
    """

    key: str
    number: int
    name: str
    title: str
    year: int
    unit_name: str
    money_unit: str
    landscape: bool
    panels: tuple[PrintedPanel, ...]
    notes: tuple[str, ...]
    printing: Printing = MINISTRY
    month: int = 0

    @property
    def heading(self) -> str:
        """The title as printed above the table, with its year where that is printed."""
        return self.printing.heading.format(title=self.title, year=self.year)

    @property
    def department(self) -> str:
        """The unit's name as printed above the table at the left; nothing where it isn't."""
        return f"{self.printing.department}{self.unit_name}" if self.printing.department else ""

    @property
    def money(self) -> str:
        """The money unit as printed above the table at the right."""
        return f"{self.printing.money}{self.money_unit}"

    @property
    def flows(self) -> bool:
        """Whether it stands on a page with others where it has the room."""
        return self.printing.flowing and not self.landscape

    @property
    def date(self) -> str:
        """Of what day, month or year it is, as printed in the middle above the table; nothing where it isn't."""
        last = last_day(self.year, self.month or DECEMBER)
        return self.printing.date.format(year=last.year, month=last.month, day=last.day)

    def above(self, money: str) -> tuple[str, ...]:
        """What stands in the line above the table, from left to right; `money` at its right end."""
        return (self.department, self.date, money) if self.date else (self.department, money)

    @property
    def signed(self) -> bool:
        """Whether it has a sign of its own, such as ``会政财01``, in place of a 表 number."""
        return bool(self.number) and self.name != f"表{self.number}"

    @property
    def counted(self) -> int:
        """Its 表 number where that is printed; 0 where it isn't, or is a sign."""
        return self.number if self.printing.numbered and not self.signed else 0

    @property
    def numbered_money(self) -> str:
        """The money unit, the table's name before it where that is printed."""
        return f"{self.name}　{self.money}" if self.printing.numbered else self.money


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
                    each.row.key,
                    each.row.name,
                    each.row.no or each.row.code or each.label,
                    each.label,
                    each.row.foot,
                    {
                        column.key: figure
                        for column in panel.columns
                        if (figure := _figure(statement, each.row.key, column.key, rounding)) is not None
                    },
                    each.row.bold,
                    each.row.indent,
                    frozenset(
                        column.key
                        for column in panel.columns
                        if (column.key in each.row.unfilled or column.last in each.row.unfilled)
                        # A figure that is there all the same is never hidden.
                        and not statement.cell(each.row.key, column.key).fen
                    ),
                )
                for each in rows
            )
            + _blank_lines(panel, rows),
        )
        for panel, rows in zip(form.panels, statement.panels, strict=True)
    )
    return PrintedStatement(
        form.key,
        form.number,
        form.name,
        form.title,
        statement.year,
        unit_name,
        unit.name,
        form.landscape,
        panels,
        tuple(_notes(statement, unit_name, rounding)),
        form.printing,
        statement.month,
    )


def _blank_lines(panel: Panel, rows: Sequence[StatementRow]) -> tuple[PrintedRow, ...]:
    """What the form prints in place of codes where there is none."""
    count = 0 if any(each.row.code for each in rows) else panel.blank_lines
    return tuple(PrintedRow(f"blank.{number}", "", "", "", foot=False, values={}) for number in range(1, count + 1))


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
