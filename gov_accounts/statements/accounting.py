"""The statements of 政府会计制度 of a ledger, for a year or up to a month of it. Exact, in fen.

postings up to the last day ──Cut.key──► groups, details and months told apart ──make_statements──► statements

postings up to the last day ──Cut.key──► sums by details and months ──make_statements──► statements
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Open

from gov_accounts.books.cube import DETAIL, Key, group_postings
from gov_accounts.books.postings import DUE, read_postings
from gov_accounts.findings import Place
from gov_accounts.law.accounting import Accounting, accounting_set
from gov_accounts.law.accounts import WITHIN_YEAR
from gov_accounts.law.chart import Cash, Element, official_chart, role
from gov_accounts.money import APPROPRIATIONS
from gov_accounts.statements.fill import Statement, make_statements
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.ties import with_previous

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting

_NUMBER: Final = re.compile(r"[0-9]+[-－]?")
_DECEMBER: Final = 12


@dataclass(frozen=True)
class Cut:
    """How postings are told apart for a set of statements: by details that its forms name, and by months.

    Attributes:
        statements: the set.
        last: the last day that counts.
        monthly: whether they are of a month: as things stand before the year's 结转分录, in December too.
        due: account → when what stands on it falls due, as its ``open`` says.
    """

    statements: Accounting
    last: datetime.date
    monthly: bool
    due: Mapping[str, datetime.date]

    def postings(self, entries: Iterable[Any]) -> Iterator[Posting]:
        """The postings of the financial and the budget book up to the last day.

        Those of a voucher that carries a period's income and expense over count as 结转, whatever its tags.
        """
        read = (each for each in read_postings(entries) if each.commodity != APPROPRIATIONS and each.code)
        kept = [each for each in read if each.date <= self.last and not self._ends_the_year(each)]
        moving = {each.entry for each in kept if _moves(each.code)}
        carrying = {each.entry for each in kept if each.code in self.statements.transfers} - moving
        return (each._replace(closing=True) if each.entry in carrying else each for each in kept)

    def _ends_the_year(self, posting: Posting) -> bool:
        return self.monthly and posting.closing and posting.date.year == self.last.year

    def key(self, posting: Posting) -> Key:
        """All that the forms ask of a posting."""
        detail = self.detail(posting)
        code = f"{posting.code}{DETAIL}{detail}" if detail else posting.code
        month = posting.date.month if self.monthly and posting.date.year == self.last.year else 0
        return Key(
            code, posting.func, posting.econ, posting.fund, posting.project, posting.date.year, posting.closing, month
        )

    def detail(self, posting: Posting) -> str:
        """The detail that a posting is of, of those that the forms ask for; nothing for another, or none."""
        asked = self.statements.details.get(posting.code, frozenset())
        if not asked:
            return ""
        if WITHIN_YEAR in asked:
            due = posting.due if isinstance(posting.due, datetime.date) else self.due.get(posting.account)
            if due is not None and due <= _year_after(self.last):
                return WITHIN_YEAR
        official = {row.code: row.name for row in official_chart().details(posting.code) if row.name in asked}
        for part in posting.account.split(":")[2:]:
            number = _NUMBER.match(part)
            name = part[number.end() :] if number else part
            found = name if name in official.values() else official.get(number[0].rstrip("-－") if number else "", "")
            if found:
                return found
        return ""


@dataclass(frozen=True)
class Accounts:
    """The statements of a year, or up to a month.

    Attributes:
        ledger: the ledger.
        year: the year.
        month: the last month; 0 for the whole year.
        set: which statements they are.
    """

    ledger: Ledger
    year: int
    month: int
    set: Accounting

    @classmethod
    def of(cls, ledger: Ledger, year: int, month: int = 0) -> Accounts:
        """The statements of a month, or of a year where it is 0."""
        return cls(ledger, year, month, accounting_set(monthly=bool(month)))

    @cached_property
    def cut(self) -> Cut:
        """How the postings are told apart."""
        due = {
            each.account: each.meta[DUE]
            for each in self.ledger.entries
            if isinstance(each, Open) and isinstance(each.meta.get(DUE), datetime.date)
        }
        return Cut(self.set, _last_day(self.year, self.month or _DECEMBER), bool(self.month), due)

    @cached_property
    def before(self) -> Accounts | None:
        """Those of the year before; None where the ledger has nothing so early."""
        first = min((posting.date.year for posting in self._postings), default=self.year)
        return Accounts(self.ledger, self.year - 1, 0, self.set) if first < self.year else None

    @cached_property
    def _postings(self) -> Sequence[Posting]:
        return tuple(self.cut.postings(self.ledger.entries))

    @cached_property
    def statements(self) -> Mapping[str, Statement]:
        """The statements by key, with last year's figures where they repeat them."""
        groups = group_postings(self._postings, self.ledger.codes, self.cut.key)
        made = make_statements(self.set.formats, groups, self.year, self.ledger.codes, self.month)
        last = self.before.statements if self.before is not None else {}
        return {key: self._with_last(each, last.get(key)) for key, each in made.items()}

    def linked(self) -> Mapping[str, Statement]:
        """The same together with last year's: what ties are checked on."""
        return with_previous(self.statements, self.before.statements if self.before is not None else None)

    @property
    def closed(self) -> bool:
        """Whether the year's income and expenditure have been carried over."""
        return any(each.closed for each in self.statements.values())

    def adjusting(self) -> tuple[Place, ...]:
        """Where the year's vouchers stand that adjust the surplus of years before, those that carry that over aside."""
        by_voucher: dict[int, list[Posting]] = {}
        for posting in self._postings:
            if posting.date.year == self.year and not posting.closing:
                by_voucher.setdefault(posting.entry, []).append(posting)
        return tuple(
            Place(legs[0].voucher.file, legs[0].voucher.line)
            for legs in by_voucher.values()
            if {self.set.adjusts} <= {each.code for each in legs}
            and self.set.accumulates not in {each.code for each in legs}
        )

    def lineage(self, column: str = "") -> Lineage:
        """The postings behind their figures; last year's where a column of that key repeats its figures."""
        repeats = any(
            each.key == column and each.last
            for form in self.set.formats.formats
            for panel in form.panels
            for each in panel.columns
        )
        if repeats and self.before is not None:
            return self.before.lineage()
        return Lineage(lambda: self._postings, self.cut.key)

    def _with_last(self, made: Statement, last: Statement | None) -> Statement:
        """A statement with the columns that repeat last year's; empty ones where the ledger doesn't have that year."""
        cells = dict(made.cells)
        for panel, rows in zip(made.format.panels, made.panels, strict=True):
            for column in panel.columns:
                repeated = next((each for each in panel.columns if each.key == column.last), None)
                if repeated is None or last is None:
                    continue
                balances = repeated.take is not None and repeated.take.period == "closing"
                if balances or self.year - 1 in self.ledger.years:
                    cells |= {
                        (each.row.key, column.key): cell
                        for each in rows
                        if (cell := last.cells.get((each.row.key, repeated.key))) is not None
                    }
        return replace(made, cells=cells)


def _moves(code: str) -> bool:
    """Whether it is of what a unit has or owes, or of its money: a voucher with it does more than carry over."""
    known = role(code)
    return known.element in (Element.ASSET, Element.LIABILITY) or known.cash is Cash.IN_HAND


def _last_day(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _year_after(day: datetime.date) -> datetime.date:
    return _last_day(day.year + 1, day.month)
