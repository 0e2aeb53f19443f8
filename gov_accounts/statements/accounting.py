"""The statements of 政府会计制度 of a ledger, for a year or up to a month of it. Exact, in fen.

postings up to the last day ──Cut.key──► sums by details and months ──make_statements──► statements
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from gov_accounts.books.cube import grouped
from gov_accounts.books.postings import CASHFLOW, due_days, read_postings
from gov_accounts.books.sums import sum_postings
from gov_accounts.findings import Place
from gov_accounts.law.accounting import Accounting, accounting_set
from gov_accounts.law.accounts import account_code
from gov_accounts.law.cashflow import flow_code
from gov_accounts.law.chart import role
from gov_accounts.law.form import with_projects
from gov_accounts.months import DECEMBER, last_day
from gov_accounts.statements.cut import Cut
from gov_accounts.statements.fill import Statement, make_statements
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.ties import with_previous

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gov_accounts.books.cube import Group
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting, Voucher
    from gov_accounts.books.sums import Sum
    from gov_accounts.law.form import Take
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.statements.cashflow import Flow


@dataclass(frozen=True)
class Source:
    """What a set of statements is made from, the same for every year and month.

    Attributes:
        ledger: the ledger.
        set: which statements they are.
        known: those of whole years, made once for all that ask for them.
    """

    ledger: Ledger
    set: Accounting
    known: dict[int, Accounts] = field(default_factory=dict, compare=False, repr=False)

    def year(self, year: int) -> Accounts:
        """The statements of a whole year."""
        if year not in self.known:
            self.known[year] = Accounts(self, year, 0)
        return self.known[year]

    @cached_property
    def due(self) -> Mapping[str, datetime.date]:
        """Account → when what stands on it falls due."""
        return due_days(self.ledger.entries)

    @cached_property
    def apart(self) -> Sequence[Any]:
        """The vouchers of which more than the accounts tells what their postings are of."""
        accounts = {each for each in self.ledger.sums.accounts() if self.set.by_voucher(account_code(each))}
        if not accounts:
            return ()
        return [
            entry
            for entry in self.ledger.entries
            if any(each.account in accounts for each in getattr(entry, "postings", ()))
        ]

    @cached_property
    def plain(self) -> Sequence[Sum]:
        """The sums of the others."""
        return tuple(self.ledger.sums.without(sum_postings(self.apart)) if self.apart else self.ledger.sums)

    @cached_property
    def wrong_flows(self) -> Sequence[Posting]:
        """The postings that name a row which 现金流量表 hasn't."""
        law = accounting_set(monthly=False).cash_flow
        named = read_postings(_naming_flows(self.ledger.entries))
        return [each for each in named if law and each.cashflow and each.cashflow not in law.names and each.code]


@dataclass(frozen=True)
class Accounts:
    """The statements of a year, or up to a month.

    Attributes:
        source: what they are made from.
        year: the year.
        month: the last month; 0 for the whole year.
    """

    source: Source
    year: int
    month: int

    @classmethod
    def of(cls, ledger: Ledger, year: int, month: int = 0) -> Accounts:
        """The statements of a month, or of a year where it is 0."""
        return cls(Source(ledger, accounting_set(monthly=bool(month))), year, month)

    @property
    def ledger(self) -> Ledger:
        """The ledger."""
        return self.source.ledger

    @property
    def set(self) -> Accounting:
        """Which statements they are."""
        return self.source.set

    @cached_property
    def cut(self) -> Cut:
        """How the postings are told apart."""
        last = last_day(self.year, self.month or DECEMBER)
        return Cut(self.set, last, bool(self.month), self.source.due)

    @cached_property
    def before(self) -> Accounts | None:
        """Those of the year before; None where the ledger has nothing so early."""
        first = min((each.year for each in self._groups), default=self.year)
        return self.source.year(self.year - 1) if first < self.year else None

    @cached_property
    def _apart(self) -> Sequence[Sequence[Posting]]:
        return self.cut.vouchers(self.source.apart)

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
        """The sums that the statements are filled from: all of `_postings`, which needn't be read for them."""
        cut, key = self.cut, self.cut.key
        parts = (part for legs in self._apart for part in cut.parts(legs))
        read = chain(parts, (each.leg._replace(code=flow_code(each.row), fen=each.fen) for each in self._flows))
        return grouped(
            chain(cut.sums(self.source.plain), ((key(each), each.fen, 1) for each in read)), self.ledger.codes
        )

    @cached_property
    def _flows(self) -> Sequence[Flow]:
        """What money was paid or received for."""
        if self.set.cash_flow is None:
            return ()
        return tuple(chain.from_iterable(map(self.cut.flows, self.vouchers)))

    @cached_property
    def vouchers(self) -> Sequence[Sequence[Posting]]:
        """The vouchers that count; those that carry a period's income and cost over are 结转, whatever their tags."""
        return self.cut.vouchers(self.ledger.entries)

    @property
    def _postings(self) -> Iterator[Posting]:
        return self.cut.postings(self.vouchers)

    @cached_property
    def statements(self) -> Mapping[str, Statement]:
        """The statements by key, with last year's figures where they repeat them."""
        made = make_statements(self.formats, self._groups, self.year, self.ledger.codes, self.month)
        last = self.before.statements if self.before is not None else {}
        return {key: self._with_last(each, last.get(key)) for key, each in made.items()}

    def linked(self, beside: Mapping[str, Statement] | None = None) -> Mapping[str, Statement]:
        """The same together with last year's: what ties are checked on.

        Args:
            beside: tables of other sets that ties name, by what they are called there.
        """
        last = self.before.statements if self.before is not None else None
        return {**with_previous(self.statements, last), **(beside or {})}

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
            for each in self._groups
            if each.project and each.fund in take.fund and role(each.code).budgetary and self._is_shown(each)
        }
        return [(code, names.get(code, code)) for code in sorted(found)]

    def _is_shown(self, group: Group) -> bool:
        return group.year == self.year or role(group.code).carries is not None

    @property
    def closed(self) -> bool:
        """Whether the year's income and expenditure have been carried over."""
        return any(each.closed for each in self.statements.values())

    def adjusting(self) -> tuple[Place, ...]:
        """Where the year's vouchers stand that adjust the surplus of years before, those that carry that over aside."""
        found = []
        for legs in self._apart:
            codes = {each.code for each in legs if not each.closing}
            if self._is_of_the_year(legs[0]) and self.set.adjusts in codes and self.set.accumulates not in codes:
                found.append(legs[0].voucher)
        return _places(found)

    def unclear_flows(self) -> tuple[Place, ...]:
        """Where the year's vouchers stand of which 现金流量表 can't be told."""
        flows = (each for each in self._flows if each.unclear and not each.leg.cashflow)
        return _places(each.leg.voucher for each in flows if self._is_of_the_year(each.leg))

    def unknown_flows(self) -> tuple[Place, ...]:
        """Where the year's vouchers stand that name a row which 现金流量表 hasn't."""
        wrong = () if self.month else self.source.wrong_flows
        return _places(each.voucher for each in wrong if self._is_of_the_year(each))

    def _is_of_the_year(self, posting: Posting) -> bool:
        return posting.date.year == self.year

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


def _naming_flows(entries: Iterable[Any]) -> Iterator[Any]:
    """The vouchers that name a row of 现金流量表, for themselves or a leg. Few do, and all are asked."""
    for entry in entries:
        for each in getattr(entry, "postings", ()):
            if CASHFLOW in (each.meta or ()) or CASHFLOW in entry.meta:
                yield entry
                break


def _places(vouchers: Iterable[Voucher]) -> tuple[Place, ...]:
    """Where vouchers stand, each once."""
    return tuple(dict.fromkeys(Place(each.file, each.line) for each in vouchers))
