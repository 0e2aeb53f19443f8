"""The tables of a ledger's year, and those of the year before that it goes on from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gov_accounts.books.cube import group_postings
from gov_accounts.books.postings import financial_postings
from gov_accounts.statements.fill import make_statements
from gov_accounts.statements.ties import with_previous

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gov_accounts.books.cube import Group
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.law.codes import Codes
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.statements.fill import Statement


def statements_of(ledger: Ledger, year: int, formats: FormatSet | None = None) -> dict[str, Statement]:
    """The tables of a year by key, in the order of its formats: the year's own, or another year's to compare with."""
    formats = formats or ledger.profile(year).formats
    return make_statements(
        formats, groups_for(formats, ledger.groups, ledger.entries, ledger.codes), year, ledger.codes
    )


def groups_for(
    formats: FormatSet, groups: tuple[Group, ...], entries: Iterable[Any], codes: Codes
) -> tuple[Group, ...]:
    """The sums that a set of tables is filled from: those of the financial book too, where a table takes of it.

    Args:
        formats: the tables.
        groups: the sums of the budget and appropriation books.
        entries: beancount's directives, of which the financial book is summed where it is asked for.
        codes: the lists.
    """
    if not any(form.financial() for form in formats.formats):
        return groups
    return (*groups, *group_postings(financial_postings(entries), codes))


def linked(ledger: Ledger, year: int) -> Mapping[str, Statement]:
    """The tables of a year together with last year's, where the ledger has it: what ties are checked on."""
    last = statements_of(ledger, year - 1) if year - 1 in ledger.years else None
    return with_previous(statements_of(ledger, year), last)
