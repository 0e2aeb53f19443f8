"""Tables that are printed, the values in their cells, and how a value is written where there is only text."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from gov_accounts.printing.printed import PrintedStatement
from gov_accounts.reports.sheet import Sheet
from gov_accounts.text import clean

if TYPE_CHECKING:
    from gov_accounts.printing.units import MoneyUnit
    from gov_accounts.reports.sheet import Cell

Table: TypeAlias = PrintedStatement | Sheet
"""A statement, or a sheet of the books of account. What is printed together is of one kind."""
Value: TypeAlias = str | Decimal | datetime.date | None
"""Words, an amount or a rate as it is printed, a day; None for a blank."""


def value_of(cell: Cell | None, money_unit: MoneyUnit) -> Value:
    """A sheet's cell: its words without tricks, its fen rounded to a money unit."""
    match cell:
        case int():
            return money_unit.round(cell)
        case str():
            return clean(cell)
        case _:
            return cell


def plain(value: Value) -> str:
    """A value as programs read it."""
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}"
        case datetime.date():
            return value.isoformat()
        case _:
            return value


def shown(value: Value) -> str:
    """A value as people read it: amounts with thousands separators."""
    return f"{value:,f}" if isinstance(value, Decimal) else plain(value)
