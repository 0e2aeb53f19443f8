"""A loaded ledger as the pages use it: everything is worked out once a load, when it is first asked for."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gov_accounts.books.postings import Period, Posting, counted_postings, read_postings
from gov_accounts.law.accounting import accounting_set
from gov_accounts.printing.units import MONEY_UNITS
from gov_accounts.printing.years import PrintedYears
from gov_accounts.publishing.ledger_findings import ledger_findings
from gov_accounts.reports.budget_execution import Execution, execution
from gov_accounts.reports.trial_balance import BookBalance, trial_balance
from gov_accounts.statements.accounting import Accounts, Source
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.years import Tables

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.findings import Finding
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.printing.rounding import Rounding
    from gov_accounts.statements.fill import Statement

_RECENT: Final = 16
Result = TypeVar("Result")
Chosen = Callable[[Any], bool]
"""Whether an entry is among those that a filter chooses."""


class Books:
    """What one load of a ledger gives. Requests come in threads: each thing is worked out by one of them.

    What a filter of Fava's narrows is worked out each time: there is no end to filters.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.years = ledger.years
        self._lock = RLock()
        self._known: dict[Hashable, Any] = {}
        self._recent: OrderedDict[Hashable, Any] = OrderedDict()
        self._tables = Tables.of(ledger, self.once)

    def once(self, key: Hashable, work: Callable[[], Result]) -> Result:
        """The result of `work`, worked out when it is first asked for."""
        with self._lock:
            if key not in self._known:
                self._known[key] = work()
            result: Result = self._known[key]
            return result

    def recent(self, key: Hashable, work: Callable[[], Result]) -> Result:
        """Like `once`, for what there is a lot of: only the last few are kept."""
        with self._lock:
            if key not in self._recent:
                self._recent[key] = work()
                while len(self._recent) > _RECENT:
                    self._recent.popitem(last=False)
            self._recent.move_to_end(key)
            result: Result = self._recent[key]
            return result

    def findings(self) -> tuple[Finding, ...]:
        """What ``gov-accounts check`` tells of the ledger, but for ties."""
        return self.once("findings", lambda: ledger_findings(self.ledger))

    # Tables

    def formats(self, year: int) -> FormatSet:
        """The year's formats."""
        return self.ledger.profile(year).formats

    def counted(self) -> tuple[Posting, ...]:
        """The postings that tables count, of the whole ledger."""
        return self.once("counted", lambda: tuple(counted_postings(self.ledger.entries)))

    def lineage(self) -> Lineage:
        """The same, to be found behind a figure."""
        return self.once("lineage", lambda: Lineage(self.counted))

    def statements(self, year: int) -> Mapping[str, Statement]:
        """The year's tables."""
        return self._tables.year(year)

    def linked(self, year: int) -> Mapping[str, Statement]:
        """The year's tables together with last year's, where the ledger has it."""
        return self._tables.linked(year)

    def printed(self, unit: str) -> PrintedYears:
        """The years as printed."""
        return PrintedYears(self.ledger, self._tables, MONEY_UNITS[unit])

    def rounding(self, year: int, unit: str) -> Rounding:
        """The year's figures as printed, going on from the year before's."""
        return self.printed(unit).rounding(year)

    # Statements of 政府会计制度

    def accounts(self, year: int, month: int) -> Accounts:
        """The statements up to a month, or of the year where it is 0."""
        source = self.once(("source", bool(month)), lambda: Source(self.ledger, accounting_set(monthly=bool(month))))

        def work() -> Accounts:
            made = Accounts(source, year, month) if month else source.year(year)
            _ = made.statements  # Made by the one thread that has the lock.
            return made

        # Each of a month's has postings of its own to keep, once they are asked for.
        return self.recent(("accounts", year, month), work) if month else self.once(("accounts", year), work)

    # Budget execution and trial balances

    def execution(self, year: int, by: str, until: datetime.date, chosen: Chosen | None = None) -> Execution:
        """Budget execution by a day; of chosen vouchers only, if need be."""

        def work() -> Execution:
            return execution(self.chosen_counted(chosen), self.ledger.codes, year, by, until=until)

        whole = chosen is None and (until.month, until.day) == (12, 31)
        return self.once(("execution", year, by), work) if whole else work()

    def chosen_counted(self, chosen: Chosen | None) -> tuple[Posting, ...]:
        """The postings that tables count, those of chosen vouchers only, if need be."""
        if chosen is None:
            return self.counted()
        return tuple(posting for posting in self.counted() if self._is_chosen(posting, chosen))

    def postings(self) -> tuple[Posting, ...]:
        """The postings of all books."""
        return self.once("postings", lambda: tuple(read_postings(self.ledger.entries)))

    def chosen_postings(self, chosen: Chosen | None) -> tuple[Posting, ...]:
        """The postings of all books, those of chosen vouchers only, if need be."""
        if chosen is None:
            return self.postings()
        return tuple(posting for posting in self.postings() if self._is_chosen(posting, chosen))

    def balances(self, period: Period, chosen: Chosen | None = None) -> tuple[BookBalance, ...]:
        """The trial balances of a period, of the books that have any line."""

        def work() -> tuple[BookBalance, ...]:
            balances = trial_balance(self.chosen_postings(chosen), period, self.ledger.codes.chart)
            return tuple(each for each in balances if each.lines) or balances

        whole = chosen is None and period == year_period(period.first.year)
        return self.once(("balances", period), work) if whole else work()

    # Vouchers

    def entry(self, item: Posting) -> Any:
        """The transaction of a posting; None where the ledger has it no more."""
        return self._transactions().get((item.voucher.file, item.voucher.line))

    def _transactions(self) -> Mapping[tuple[str, int], Any]:
        return self.once(
            "transactions",
            lambda: {
                (entry.meta["filename"], entry.meta["lineno"]): entry
                for entry in self.ledger.entries
                if hasattr(entry, "postings")
            },
        )

    def _is_chosen(self, item: Posting, chosen: Chosen) -> bool:
        entry = self.entry(item)
        return entry is not None and chosen(entry)


def year_period(year: int) -> Period:
    """A year as a period."""
    return Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
