"""The tables of a ledger's year, and those of the year before that it goes on from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.law.profile import profile_of
from gov_accounts.statements.fill import make_statements
from gov_accounts.statements.ties import with_previous

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.statements.fill import Statement


def statements_of(ledger: Ledger, year: int) -> dict[str, Statement]:
    """The tables of a year by key, in the order of the year's formats."""
    return make_statements(profile_of(year).formats, ledger.groups, year, ledger.codes)


def linked(ledger: Ledger, year: int) -> Mapping[str, Statement]:
    """The tables of a year together with last year's, where the ledger has it: what ties are checked on."""
    last = statements_of(ledger, year - 1) if year - 1 in ledger.years else None
    return with_previous(statements_of(ledger, year), last)
