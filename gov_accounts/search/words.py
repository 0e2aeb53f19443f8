"""What a typed word may mean: an amount, a day or month, a voucher's number, a code, or words. It may mean several.

18600  18,600.00  １８６００元  1.86万   an amount; a plain number may be a code too
=18600  >=18000  18000..19000          amounts only
-18600                                 a credit only
2020-05  2020-05-08  2020年5月  5月      days
记-5-003  5-3                           a number
#2060501  #11  #P1                     a code only
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gov_accounts.books.voucher_number import VoucherNumber, read_number
from gov_accounts.money import FEN_PER_YUAN
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST: Final = 200
"""Characters of all that is typed at most."""
_TEN_THOUSAND: Final = 10_000
_FIGURE: Final = r"¥?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:万元|万|元)?"
_ONE: Final = re.compile(rf"([-−]?)({_FIGURE})")
_COMPARED: Final = re.compile(rf"(>=|≥|=>|<=|≤|=<|>|<|=) ?({_FIGURE})")
_BETWEEN: Final = re.compile(rf"({_FIGURE})? ?(?:\.\.+|~|至|到) ?({_FIGURE})?")
_DAY: Final = (
    re.compile(r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})"),
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})?"),
    re.compile(r"(?P<year>[0-9]{4})年(?:(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})[日号])?)?"),
    re.compile(r"(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})[日号])?"),
)
_MARKED: Final = re.compile(r"#\S+")
_LEAP_YEAR: Final = 2000
"""Has every day that any year has."""
_PART: Final = re.compile(r'"([^"]*)"|“([^”]*)”|(\S+)')
_LOOSE: Final = re.compile(r"([<>=≥≤]+)\s+(?=[0-9¥])")


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts from one to another in fen, both included; an open end is None. Their sign doesn't matter.

    Attributes:
        credit: whether only credits are meant.
    """

    least: int | None
    most: int | None
    credit: bool = False

    @property
    def one(self) -> bool:
        """Whether they are one amount."""
        return self.least is not None and self.least == self.most

    def covers(self, fen: int) -> bool:
        """Whether an amount, debit positive, is one of them."""
        if self.credit and fen >= 0:
            return False
        size = abs(fen)
        return (self.least is None or self.least <= size) and (self.most is None or size <= self.most)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a year, of a month, or one day; what is None may be any."""

    year: int | None
    month: int | None
    day: int | None

    def covers(self, date: datetime.date) -> bool:
        """Whether a day is one of them."""
        return self.year in (None, date.year) and self.month in (None, date.month) and self.day in (None, date.day)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was typed, and all that it may mean.

    Attributes:
        text: what names and narrations are searched for, as `plain` gives it; nothing where the word is no text.
        code: what codes are compared with; nothing where the word is no code.
        marked: whether the word says itself that it is a code.
    """

    typed: str
    text: str = ""
    amounts: Amounts | None = None
    days: Days | None = None
    number: VoucherNumber | None = None
    code: str = ""
    marked: bool = False

    def within(self, text: str) -> bool:
        """Whether a text, as `plain` gives it, holds the word. A number isn't part of a longer number."""
        if not self.text or self.text not in text:
            return False
        start = text.find(self.text)
        while start >= 0:
            end = start + len(self.text)
            if not (_runs_on(text[start - 1 : start], self.text[0]) or _runs_on(self.text[-1], text[end : end + 1])):
                return True
            start = text.find(self.text, start + 1)
        return False


def split_words(text: str) -> tuple[str, ...]:
    """The words of one line; those between quotation marks stay together, and so do ``>=`` and its number."""
    joined = _LOOSE.sub(r"\1", unicodedata.normalize("NFKC", text))
    return tuple(word for match in _PART.finditer(joined) if (word := next(filter(None, match.groups()), "").strip()))


def read_words(typed: Sequence[str]) -> tuple[Word, ...]:
    """What each word may mean; words without anything in them are left out."""
    return tuple(read_word(each) for each in typed if plain(each))


def read_word(typed: str) -> Word:
    """What a word may mean."""
    text = plain(typed)
    if _MARKED.fullmatch(text):
        return Word(typed, code=text[1:], marked=True)
    exact = _exact_amounts(text)
    if exact is not None:
        return Word(typed, amounts=exact)
    days = _days(text)
    # A whole date is no voucher's number, though it has a year, a month and a number.
    number = read_number(text) if days is None or days.year is None else None
    return Word(typed, text, _amount(text), days, number, text)


def _runs_on(before: str, after: str) -> bool:
    return before.isdigit() and after.isdigit()


# Amounts


def _fen(figure: str) -> int | None:
    """A figure in yuan as fen; None where it is finer than that."""
    times = _TEN_THOUSAND if "万" in figure else 1
    fen = Decimal(re.sub("[¥,万元]", "", figure)) * FEN_PER_YUAN * times
    return int(fen) if fen == int(fen) else None


def _amount(text: str) -> Amounts | None:
    """One amount."""
    match = _ONE.fullmatch(text)
    fen = _fen(match[2]) if match else None
    return Amounts(fen, fen, credit=bool(match[1])) if match and fen is not None else None


def _exact_amounts(text: str) -> Amounts | None:
    """Amounts that are written so that they can be nothing else."""
    if match := _COMPARED.fullmatch(text):
        fen = _fen(match[2])
        if fen is None:
            return None
        match match[1]:
            case ">":
                return Amounts(fen + 1, None)
            case "<":
                return Amounts(None, fen - 1)
            case "=":
                return Amounts(fen, fen)
        return Amounts(fen, None) if match[1] in (">=", "≥", "=>") else Amounts(None, fen)
    match = _BETWEEN.fullmatch(text)
    if not match or not (match[1] or match[2]):
        return None
    ends = [_fen(each) if each else None for each in match.groups()]
    if any(each and end is None for each, end in zip(match.groups(), ends, strict=True)):
        return None
    least, most = ends
    if least is not None and most is not None and least > most:
        least, most = most, least
    return Amounts(least, most)


# Days


def _days(text: str) -> Days | None:
    for pattern in _DAY:
        if match := pattern.fullmatch(text):
            found = {key: int(value) for key, value in match.groupdict().items() if key != "mark" and value}
            days = Days(found.get("year"), found.get("month"), found.get("day"))
            return days if _there_is(days) else None
    return None


def _there_is(days: Days) -> bool:
    try:
        datetime.date(
            _LEAP_YEAR if days.year is None else days.year,
            1 if days.month is None else days.month,
            1 if days.day is None else days.day,
        )
    except ValueError:
        return False
    return True
