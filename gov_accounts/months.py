"""Months of years."""

from __future__ import annotations

import calendar
import datetime
from typing import Final, NamedTuple

DECEMBER: Final = 12


class Month(NamedTuple):
    """A month of a year."""

    year: int
    month: int

    @property
    def last_day(self) -> datetime.date:
        """Its last day."""
        return last_day(self.year, self.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def month_of(date: datetime.date) -> Month:
    """The month of a day."""
    return Month(date.year, date.month)


def read_month(text: str) -> Month | None:
    """The month that ``2020-05`` names; None if it names none."""
    year, _, month = text.strip().partition("-")
    try:
        first = datetime.date(int(year), int(month), 1)
    except ValueError:
        return None
    return month_of(first)


def last_day(year: int, month: int = DECEMBER) -> datetime.date:
    """The last day of a month, or of a year."""
    return datetime.date(year, month, calendar.monthrange(year, month)[1])
