"""What is wrong with a ledger, but for its tables: the same for ``gov-accounts check`` and for Fava."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.books.profiles import own_profiles, profile_findings, unusable_profile
from gov_accounts.findings import notices
from gov_accounts.law.reading import DataError
from gov_accounts.publishing.procurement_tags import wrong_tags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.findings import Finding


def ledger_findings(ledger: Ledger) -> tuple[Finding, ...]:
    """Errors, slips and notices of a ledger; the tags that its profile names only where the profile can be used."""
    unusable = tuple(_own_profile(ledger))
    return (
        *ledger.findings,
        *ledger.slips(),
        *(unusable or wrong_tags(ledger.entries, ledger.years, ledger.profile)),
        *notices(profile_findings(ledger.declarations, ledger.years)),
    )


def _own_profile(ledger: Ledger) -> Iterator[Finding]:
    """What is wrong with the charts or the document of the ledger's own profile: the tables alone never ask."""
    for profile in own_profiles(ledger.declarations, ledger.years):
        from gov_accounts.publishing.chart_file import charts_of  # noqa: PLC0415 (nearly all ledgers go without)
        from gov_accounts.publishing.outline.official import outline_of  # noqa: PLC0415

        try:
            charts_of(profile), outline_of(profile)
        except DataError as error:
            yield unusable_profile(ledger.declarations, str(error))
