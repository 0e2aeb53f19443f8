"""A loaded ledger, as a plain value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from gov_accounts.books.cube import years_of
from gov_accounts.books.profiles import chosen_profile
from gov_accounts.books.sums import Sums, sum_postings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from gov_accounts.books.cube import Group
    from gov_accounts.books.declarations import Declarations
    from gov_accounts.findings import Finding
    from gov_accounts.law.codes import Codes
    from gov_accounts.law.form import Format
    from gov_accounts.law.formula import Formula
    from gov_accounts.law.profile import Profile


class Advance(NamedTuple):
    """Money advanced that isn't settled: the account it stands on, its fund, and fen."""

    account: str
    fund: str
    fen: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A loaded ledger.

    Attributes:
        path: the main file, absolute.
        files: every file read, absolute.
        checked: whether the ledger turns the plugins on; without them codes are not resolved.
        entries: beancount's directives, their codes resolved.
        groups: the facts of the budget and appropriation books, summed.
        findings: what is wrong with it, in order of place.
        advances: year → money advanced that is neither settled at its end nor booked as spent.
        slips: what is likely a slip, though it may be right: for who checks the ledger, not for who asks a figure.
            They are looked for when they are asked for.
        sums: the postings of all books, summed: what `groups` and the statements are of.
        read: a hash of each file as it was read; nothing where somebody else has read them.
        members: of many units' sum, their names.
        positive: of many units' sum, what the positive part of a form's formula comes to in a year: the sum of theirs.
    """

    path: Path
    files: tuple[Path, ...]
    checked: bool
    declarations: Declarations
    codes: Codes
    entries: Sequence[Any]
    groups: tuple[Group, ...]
    findings: tuple[Finding, ...]
    slips: Callable[[], Sequence[Finding]] = tuple
    advances: Mapping[int, tuple[Advance, ...]] = field(default_factory=dict)
    sums: Sums = field(default_factory=lambda: sum_postings(()))
    read: Mapping[Path, bytes] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    positive: Callable[[int, Format, Formula], int] | None = None

    @property
    def unit_name(self) -> str:
        """The unit's name, or nothing if the ledger doesn't say."""
        return self.declarations.unit.get("name", "")

    @property
    def years(self) -> tuple[int, ...]:
        """The years the ledger has income, expenditure or appropriations of."""
        return years_of(self.groups)

    def profile(self, year: int) -> Profile:
        """The forms and the document that a year goes by."""
        return chosen_profile(self.declarations, year)

    @property
    def dated_years(self) -> frozenset[int]:
        """The years any directive is dated in."""
        return frozenset(entry.date.year for entry in self.entries)
