"""What is read of a table, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gov_accounts.audit.paper import PrintedNumber, Unplaced
from gov_accounts.audit.spot import Spot

if TYPE_CHECKING:
    from gov_accounts.audit.source import Box
    from gov_accounts.audit.tables.amounts import Figure
    from gov_accounts.audit.tables.tokens import Token
    from gov_accounts.law.form import Format


@dataclass(slots=True)
class Cells:
    """A table as it is read.

    Attributes:
        number: the table's, as printed or our form's.
        unit: its money unit in fen.
        inexact: rows whose labels are only like the form's.
        strange: rows and columns without figures that the form doesn't have.
        columns: the form's columns that the table has.
        loose: row → its amounts, in order, whose columns can't be told by counting.
        page: the first that it stands on.
    """

    form: Format
    number: str
    unit: int
    rows: dict[str, dict[str, PrintedNumber | None]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    spots: dict[tuple[str, str], Spot] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    inexact: int = 0
    strange: int = 0
    columns: dict[tuple[int, str], None] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    loose: dict[str, list[Token]] = field(default_factory=dict)
    page: int = 0

    def row(self, key: str, label: str, way: int) -> None:
        """Note that a row is printed."""
        self.rows.setdefault(key, {})
        self.labels.setdefault(key, label)
        self.inexact += way > 0

    def place(self, row: str, column: str, figure: Figure | None, printed: str, page: int, box: Box | None) -> bool:
        """A cell, with its number or blank; False where there is one already."""
        if self.rows.get(row, {}).get(column) is not None:
            return False
        spot = Spot(
            table=self.number,
            row=self.form.row_name(row),
            column=self.form.column_name(row, column),
            page=page,
            printed=printed,
            box=box,
        )
        number = None if figure is None else PrintedNumber(figure.value, figure.decimals, self.unit, spot)
        self.rows.setdefault(row, {})[column] = number
        self.spots[row, column] = spot
        return True

    def leave(self, row: str, column: str, printed: str, page: int, box: Box | None, why: str) -> None:
        """What there is no place for, and why."""
        spot = Spot(table=self.number, row=row, column=column, page=page, printed=printed, box=box)
        self.unplaced.append(Unplaced(spot, why))

    def show_decimals(self) -> None:
        """Give every number as many decimals as the table's have most: a workbook leaves out zeros at their end."""
        numbers = [each for row in self.rows.values() for each in row.values() if each is not None]
        most = max((each.decimals for each in numbers), default=0)
        for row in self.rows.values():
            for column, number in row.items():
                if number is not None and number.decimals < most:
                    row[column] = replace(number, decimals=most)

    @property
    def figures(self) -> int:
        """How many numbers have a place."""
        return sum(1 for row in self.rows.values() for each in row.values() if each is not None)

    @property
    def misses(self) -> int:
        """How much of the form the table lacks: rows that it fixes, and columns."""
        keys = [row.key for panel in self.form.panels for row in panel.rows if row.label]
        columns = sum(len(panel.columns) for panel in self.form.panels)
        return sum(key not in self.rows for key in keys) + 3 * (columns - len(self.columns))
