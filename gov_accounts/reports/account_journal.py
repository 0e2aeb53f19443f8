"""明细账: the postings of an account in order, with running balance, 本日合计, 本月合计 and 本年累计.

An account of any level has a journal: its own postings and its details'. It begins with the balance brought forward
(上年结转) and ends with the balance of the trial balance. 日记账 has the sums of days too; 总账 has the lines that are
no postings; 多栏账 has each amount once more in the column of what it was for.
Source: 会计基础工作规范 第六十至六十三条.
"""

from __future__ import annotations

import datetime
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.months import last_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gov_accounts.books.postings import Period, Posting
    from gov_accounts.reports.account_postings import AccountPosting

_OPENING_OF_YEAR: Final = "上年结转"
_OPENING: Final = "期初余额"
_CLOSING: Final = "期末余额"
_DAY_SUM: Final = "本日合计"
_MONTH_SUM: Final = "本月合计"
_PART_SUM: Final = "本期合计"
_YEAR_SUM: Final = "本年累计"


class Sums(NamedTuple):
    """Debits and credits, in fen.

    Attributes:
        parts: net debit of each part of the account, where it is split into parts.
    """

    debit: int = 0
    credit: int = 0
    parts: Mapping[str, int] = {}


class Line(NamedTuple):
    """A line of a journal.

    Attributes:
        words: what a line that isn't a posting is called.
        debit, credit: in fen; None on lines of balances.
        balance: after the line, in fen, debit positive.
        posting: what the line records, if it is a posting.
        contra: the codes on the other side of its voucher, in its book.
        parts: what of its amount is in which part of the account, net debit in fen.
        carried: what has been summed since the month began: it is carried over where a page ends after the line.
    """

    date: datetime.date
    words: str
    debit: int | None
    credit: int | None
    balance: int
    posting: Posting | None = None
    contra: tuple[str, ...] = ()
    parts: Mapping[str, int] = {}
    carried: Sums = Sums()


class _Adding:
    """Debits, credits and parts since a day, a month, a year began."""

    def __init__(self) -> None:
        self.debit = 0
        self.credit = 0
        self.parts: Counter[str] = Counter()

    def add(self, fen: int, part: str | None) -> None:
        self.debit += max(fen, 0)
        self.credit += max(-fen, 0)
        if part is not None:
            self.parts[part] += fen

    def sums(self) -> Sums:
        return Sums(self.debit, self.credit, dict(self.parts))

    def line(self, date: datetime.date, words: str, balance: int, carried: Sums = Sums()) -> Line:  # noqa: B008
        return Line(date, words, self.debit, self.credit, balance, parts=dict(self.parts), carried=carried)


def journal(
    own: Sequence[AccountPosting],
    period: Period,
    *,
    daily: bool = False,
    part: Callable[[Posting], str] | None = None,
) -> tuple[Line, ...]:
    """The journal of an account over a period.

    It begins with the balance brought forward. After the last posting of a month come 本月合计 and 本年累计, which
    counts from 1 January even if the period begins later; where the period cuts the month, its sum is called
    本期合计. It ends with the closing balance.

    Args:
        own: the account's postings of any time, in the ledger's order.
        period: from when to when.
        daily: 本日合计 after each day too, as 现金日记账 has it.
        part: the part of the account a posting belongs to, for 多栏账.
    """
    balance = sum(posting.fen for posting, _ in own if posting.date < period.first)
    year = _Adding()
    for posting, _ in own:
        if posting.date < period.first and posting.date.year == period.first.year:
            year.add(posting.fen, part and part(posting))
    new_year = (period.first.month, period.first.day) == (1, 1)
    lines = [Line(period.first, _OPENING_OF_YEAR if new_year else _OPENING, None, None, balance)]
    shown = [each for each in own if period.covers(each.posting.date)]
    this_year = period.first.year
    for (calendar_year, month), of_month in groupby(shown, key=_month_of):
        if calendar_year != this_year:
            year, this_year = _Adding(), calendar_year
        sums = _Adding()
        for date, of_day in groupby(of_month, key=lambda each: each.posting.date):
            day = _Adding()
            for posting, contra in of_day:
                balance += posting.fen
                of = part and part(posting)
                for each in (day, sums, year):
                    each.add(posting.fen, of)
                parts = {} if of is None else {of: posting.fen}
                debit, credit = max(posting.fen, 0), max(-posting.fen, 0)
                lines.append(Line(date, "", debit, credit, balance, posting, contra, parts, sums.sums()))
            if daily:
                lines.append(day.line(date, _DAY_SUM, balance, sums.sums()))
        begins, ends = datetime.date(calendar_year, month, 1), last_day(calendar_year, month)
        whole = period.covers(begins) and period.covers(ends)
        last = min(ends, period.last)
        lines.append(sums.line(last, _MONTH_SUM if whole else _PART_SUM, balance, sums.sums()))
        lines.append(year.line(last, _YEAR_SUM, balance))
    lines.append(Line(period.last, _CLOSING, None, None, balance))
    return tuple(lines)


def _month_of(each: AccountPosting) -> tuple[int, int]:
    return each.posting.date.year, each.posting.date.month
