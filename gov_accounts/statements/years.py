"""The tables of a ledger's years, each together with those of the year before that it goes on from."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from gov_accounts.books.cube import financial_groups
from gov_accounts.statements.fill import make_statements
from gov_accounts.statements.ties import with_previous

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gov_accounts.books.cube import Group
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.sums import Sums
    from gov_accounts.law.codes import Codes
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.statements.fill import Statement

Result = TypeVar("Result")


def statements_of(ledger: Ledger, year: int, formats: FormatSet | None = None) -> dict[str, Statement]:
    """The tables of a year by key, in the order of its formats: the year's own, or another year's to compare with."""
    formats = formats or ledger.profile(year).formats
    groups = groups_for(formats, ledger.groups, ledger.sums, ledger.codes)
    positive = partial(ledger.positive, year) if ledger.positive is not None else None
    return make_statements(formats, groups, year, ledger.codes, positive=positive)


def groups_for(formats: FormatSet, groups: tuple[Group, ...], sums: Sums, codes: Codes) -> tuple[Group, ...]:
    """The sums that a set of tables is filled from: those of the financial book too, where a table takes of it.

    Args:
        formats: the tables.
        groups: the sums of the budget and appropriation books.
        sums: those of all books, of which the financial book's are taken where they are asked for.
        codes: the lists.
    """
    if not any(form.financial() for form in formats.formats):
        return groups
    return (*groups, *financial_groups(sums, codes))


class Once(Protocol):
    """Gives the result of some work, done when it is first asked for."""

    def __call__(self, key: Hashable, work: Callable[[], Result]) -> Result:
        """The result that is known by `key`."""


def remembering() -> Once:
    """One that remembers every result."""
    known: dict[Hashable, Any] = {}

    def once(key: Hashable, work: Callable[[], Result]) -> Result:
        if key not in known:
            known[key] = work()
        result: Result = known[key]
        return result

    return once


@dataclass(frozen=True)
class Tables:
    """The exact tables of a ledger's years. A year is made once, though the next year's ties ask for it again.

    Attributes:
        years: those the ledger has.
        make: makes the tables of one of them, by key.
        once: remembers them.
    """

    years: Collection[int]
    make: Callable[[int], Mapping[str, Statement]]
    once: Once = field(default_factory=remembering)

    @classmethod
    def of(cls, ledger: Ledger, once: Once | None = None) -> Tables:
        """Those of a loaded ledger."""
        return cls(ledger.years, partial(statements_of, ledger), once or remembering())

    def year(self, year: int) -> Mapping[str, Statement]:
        """The tables of a year by key."""
        return self.once(("statements", year), lambda: self.make(year))

    def linked(self, year: int) -> Mapping[str, Statement]:
        """The same together with last year's, where the ledger has it: what ties are checked on."""
        return with_previous(self.year(year), self.year(year - 1) if year - 1 in self.years else None)
