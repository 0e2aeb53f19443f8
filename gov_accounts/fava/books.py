"""A loaded ledger as the pages use it: statements, roundings and ties worked out once a load, when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from gov_accounts.formats import FormatSet, official_formats
from gov_accounts.rounding import MONEY_UNITS, Rounding, round_statements

if TYPE_CHECKING:
    from gov_accounts.ledger import Ledger
    from gov_accounts.statements import Statement

Result = TypeVar("Result")


class Books:
    """What one load of a ledger gives. Requests come in threads: each thing is worked out by one of them."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._lock = RLock()
        self._known: dict[tuple[str, ...], Any] = {}

    def once(self, key: tuple[str, ...], work: Callable[[], Result]) -> Result:
        """The result of `work`, worked out when it is first asked for."""
        with self._lock:
            if key not in self._known:
                self._known[key] = work()
            result: Result = self._known[key]
            return result

    def formats(self, year: int) -> FormatSet:
        """The year's formats."""
        return official_formats(year)

    def statements(self, year: int) -> Mapping[str, Statement]:
        """The year's tables, whose cells know their facts."""
        return self.once(("statements", str(year)), lambda: self.ledger.statements(year, with_facts=True))

    def rounding(self, year: int, unit: str) -> Rounding:
        """The year's figures as printed."""
        return self.once(
            ("rounding", str(year), unit),
            lambda: round_statements(self.statements(year), self.formats(year), MONEY_UNITS[unit]),
        )

    @cached_property
    def entries(self) -> Mapping[tuple[str, int], Any]:
        """The transactions by file and line."""
        return {
            (entry.meta["filename"], entry.meta["lineno"]): entry
            for entry in self.ledger.entries
            if hasattr(entry, "postings")
        }
