"""The statements of 政府会计制度 of a ledger, for a year or up to a month of it. Exact, in fen.

postings up to the last day ──Cut.key──► sums by details and months ──make_statements──► statements
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from gov_accounts.books.cube import group_postings
from gov_accounts.books.postings import due_days
from gov_accounts.findings import Place
from gov_accounts.law.accounting import Accounting, accounting_set
from gov_accounts.law.chart import role
from gov_accounts.law.form import with_projects
from gov_accounts.months import DECEMBER, last_day
from gov_accounts.statements.cut import Cut
from gov_accounts.statements.fill import Statement, make_statements
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.ties import with_previous

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting
    from gov_accounts.law.form import Take
    from gov_accounts.law.formats import FormatSet


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
        due = due_days(self.ledger.entries)
        return Cut(self.set, last_day(self.year, self.month or DECEMBER), bool(self.month), due)

    @cached_property
    def before(self) -> Accounts | None:
        """Those of the year before; None where the ledger has nothing so early."""
        first = min((posting.date.year for posting in self._postings), default=self.year)
        return Accounts(self.ledger, self.year - 1, 0, self.set) if first < self.year else None

    @cached_property
    def _vouchers(self) -> Sequence[Sequence[Posting]]:
        return self.cut.vouchers(self.ledger.entries)

    @cached_property
    def _postings(self) -> Sequence[Posting]:
        return tuple(self.cut.postings(self._vouchers))

    @cached_property
    def statements(self) -> Mapping[str, Statement]:
        """The statements by key, with last year's figures where they repeat them."""
        groups = group_postings(self._postings, self.ledger.codes, self.cut.key)
        made = make_statements(self.formats, groups, self.year, self.ledger.codes, self.month)
        last = self.before.statements if self.before is not None else {}
        return {key: self._with_last(each, last.get(key)) for key, each in made.items()}

    def linked(self) -> Mapping[str, Statement]:
        """The same together with last year's: what ties are checked on."""
        return with_previous(self.statements, self.before.statements if self.before is not None else None)

    @cached_property
    def formats(self) -> FormatSet:
        """The forms, with a row for each project that has money of a fund, and their ties."""
        formats = self.set.formats
        return replace(formats, formats=tuple(with_projects(each, self._projects) for each in formats.formats))

    def _projects(self, take: Take) -> Sequence[tuple[str, str]]:
        """The projects of a fund with budget income, expenditure or anything left over, by code, and their names."""
        names = self.ledger.declarations.projects
        found = {
            each.project
            for each in self._postings
            if each.project and each.fund in take.fund and role(each.code).budgetary and self._is_shown(each)
        }
        return [(code, names.get(code, code)) for code in sorted(found)]

    def _is_shown(self, posting: Posting) -> bool:
        return posting.date.year == self.year or role(posting.code).carries is not None

    @property
    def closed(self) -> bool:
        """Whether the year's income and expenditure have been carried over."""
        return any(each.closed for each in self.statements.values())

    def adjusting(self) -> tuple[Place, ...]:
        """Where the year's vouchers stand that adjust the surplus of years before, those that carry that over aside."""
        found = []
        for legs in self._of_the_year():
            codes = {each.code for each in legs if not each.closing}
            if self.set.adjusts in codes and self.set.accumulates not in codes:
                found.append(_place(legs))
        return tuple(found)

    def unclear_flows(self) -> tuple[Place, ...]:
        """Where the year's vouchers stand of which 现金流量表 can't be told."""
        return tuple(
            _place(legs)
            for legs in self._of_the_year()
            if any(each.unclear and not each.leg.cashflow for each in self.cut.flows(legs))
        )

    def unknown_flows(self) -> tuple[Place, ...]:
        """Where the year's vouchers stand that name a row which 现金流量表 hasn't."""
        law = self.set.cash_flow
        if law is None:
            return ()
        return tuple(
            _place(legs)
            for legs in self._of_the_year()
            if any(each.cashflow and each.cashflow not in law.names for each in legs)
        )

    def _of_the_year(self) -> Iterator[Sequence[Posting]]:
        return (legs for legs in self._vouchers if legs[0].date.year == self.year)

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


def _place(voucher: Sequence[Posting]) -> Place:
    return Place(voucher[0].voucher.file, voucher[0].voucher.line)
