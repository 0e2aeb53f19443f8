"""Whether what a unit's own profile says of charts and document can be used: the tables alone never ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.books.profiles import own_profiles, unusable_profile
from gov_accounts.law.reading import DataError
from gov_accounts.publishing.chart_file import charts_of
from gov_accounts.publishing.outline.official import outline_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.findings import Finding


def own_profile_findings(ledger: Ledger) -> Iterator[Finding]:
    """What is wrong with the charts or the document of the ledger's own profile, or nothing."""
    for profile in own_profiles(ledger.declarations, ledger.years):
        try:
            charts_of(profile), outline_of(profile)
        except DataError as error:
            yield unusable_profile(ledger.declarations, str(error))
