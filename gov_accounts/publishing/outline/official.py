"""The outlines that ship with the package, each read once and seen to name only what there is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gov_accounts.law.codes import official_codes
from gov_accounts.law.formats import FormatSet, read_formats
from gov_accounts.law.reading import official, read
from gov_accounts.publishing.chart_file import charts_of
from gov_accounts.publishing.outline.elements import Known
from gov_accounts.publishing.outline.references import check
from gov_accounts.publishing.outline.whole import Outline, read_whole
from gov_accounts.publishing.settings.schema import schema

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from gov_accounts.law.profile import Profile


@cache
def outline_of(profile: Profile) -> Outline:
    """The outline of a profile.

    Raises:
        DataError: a file isn't as it should be, or names what isn't there.
    """
    outline = read_outline(profile.folder.joinpath("document"))
    check(Known(forms_named(profile), chart_keys(profile), schema(), official_codes(), outline))
    return outline


def read_outline(folder: Traversable) -> Outline:
    """The outline that a folder has, not yet looked at for what it names.

    Raises:
        DataError: a file isn't as it should be.
    """
    return read_whole(read(folder.joinpath("document.toml")), lambda name: read(folder.joinpath(name)))


def forms_named(profile: Profile) -> FormatSet:
    """The tables that a profile's outline may name: the document's, and those of the budget, without a number."""
    formats = profile.formats
    reports = read_formats(official("reports"), 0)
    return FormatSet(profile.year, (*formats.formats, *reports.formats), formats.ties, formats.source)


def chart_keys(profile: Profile) -> frozenset[str]:
    """The keys of a profile's charts."""
    return frozenset(each.key for each in charts_of(profile).charts)
