"""凭证号 as units write them (``voucher: "记-5-001"``), taken apart.

Read are kind, month and number (``记-5-001``), kind and number (``记-001``, ``记001``, ``记字第1号``), month and number
(``5-001``) and plain numbers, each also with the year before month or number (``记-2020-05-001``). A fraction at the
end (``记-5-007-1/2``) tells the vouchers of one business apart. Anything else is the unit's own affair.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import datetime

NUMBER: Final = "voucher"
"""The metadata of a voucher that is its number."""
_NUMBER: Final = re.compile(
    r"(?P<kind>[^\W\d_]*?)(?:字)?(?:第)?[-_ ]?(?:(?P<year>(?:19|20)[0-9]{2})[-_ ](?=[0-9]))?"
    r"(?:(?P<month>0?[1-9]|1[0-2])[-_ ](?=[0-9]+))?"
    r"(?P<number>[0-9]{1,6})号?(?P<part>[-_ (（]*[0-9]+[/／][0-9]+[)）]?)?"
)


class VoucherNumber(NamedTuple):
    """A number taken apart; `year` and `month` are 0 where it names none, `kind` and `part` are nothing."""

    kind: str
    year: int
    month: int
    number: int
    part: str

    @property
    def plain(self) -> bool:
        """Whether it says neither kind nor month: any number may be meant by it."""
        return not (self.kind or self.month)

    def is_same(self, other: VoucherNumber, date: datetime.date) -> bool:
        """Whether it is another number, however it is written, of the year of a date where it names one."""
        return self._replace(year=0) == other._replace(year=0) and self.year in (0, other.year or date.year)

    def means(self, other: VoucherNumber, date: datetime.date) -> bool:
        """Whether a person who types this number may mean a voucher of another number and a date.

        What is left out may be anything, but a plain number means plain numbers only. Where the other number names no
        year or month, they are its date's.
        """
        if self.plain:
            return other.plain and self.number == other.number and self.year in (0, other.year or date.year)
        return (
            self.number == other.number
            and self.kind in ("", other.kind)
            and self.year in (0, other.year or date.year)
            and self.month in (0, other.month or date.month)
            and (not self.part or _digits(self.part) == _digits(other.part))
        )


def read_number(text: str) -> VoucherNumber | None:
    """A number taken apart; None if it is of no known kind."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    return VoucherNumber(
        match["kind"], int(match["year"] or 0), int(match["month"] or 0), int(match["number"]), match["part"] or ""
    )


def _digits(part: str) -> list[int]:
    return [int(each) for each in re.findall("[0-9]+", part)]
