"""The outlines that ship with the package, each read once and seen to name only what there is."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from gov_accounts.law.codes import official_codes
from gov_accounts.law.formats import FormatSet
from gov_accounts.publishing.chart_file import charts_of
from gov_accounts.publishing.outline.elements import Known
from gov_accounts.publishing.outline.references import check
from gov_accounts.publishing.outline.whole import Outline, read_whole
from gov_accounts.publishing.projects import money_form
from gov_accounts.publishing.settings.schema import schema
from gov_accounts.reports.budget_execution import budget_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from gov_accounts.law.profile import Profile
    from gov_accounts.law.reading import Entry
    from gov_accounts.publishing.outline.whole import BudgetLaw


def outline_of(profile: Profile) -> Outline:
    """The outline of a profile.

    Raises:
        DataError: a file isn't as it should be, or names what isn't there.
    """
    return _checked(profile)[0]


def keys_asked(profile: Profile) -> frozenset[str]:
    """The keys of disclosure.toml that a profile's document tells of, as the schema has them.

    Raises:
        DataError: as in `outline_of`.
    """
    return _checked(profile)[1]


@cache
def _checked(profile: Profile) -> tuple[Outline, frozenset[str]]:
    outline = read_outline(lambda name: profile.read("document", name))
    known = Known(forms_named(profile, outline.budget), chart_keys(profile), schema(), official_codes(), outline)
    return outline, check(known)


def read_outline(file: Callable[[str], Entry]) -> Outline:
    """An outline, not yet looked at for what it names.

    Args:
        file: reads a file of its folder by its name.

    Raises:
        DataError: a file isn't as it should be.
    """
    return read_whole(file("document.toml"), file)


def forms_named(profile: Profile, budget: BudgetLaw) -> FormatSet:
    """The tables that a profile's outline may name: the document's, and those of the budget, without a number."""
    formats = profile.formats
    by_fund = (replace(budget_form(), key=table) for table in budget.by_fund)
    return FormatSet(profile.year, (*formats.formats, money_form(), *by_fund), formats.ties, formats.source)


def chart_keys(profile: Profile) -> frozenset[str]:
    """The keys of a profile's charts."""
    return frozenset(each.key for each in charts_of(profile).charts)
