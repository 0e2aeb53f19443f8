"""The profiles that ship with the package, each read once and seen to name only what there is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gov_accounts.law.codes import official_codes
from gov_accounts.law.formats import FormatSet, official_formats, read_formats
from gov_accounts.law.reading import official, read
from gov_accounts.publishing.profile.elements import Known
from gov_accounts.publishing.profile.references import check
from gov_accounts.publishing.profile.whole import Profile, read_whole
from gov_accounts.publishing.settings.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable


@cache
def official_profile(year: int) -> Profile:
    """The profile of a year: its own folder's, or the last one's before it, or the first one's.

    Raises:
        DataError: a file isn't as it should be, or names what isn't there.
    """
    root = official("disclosure")
    profile = read_profile(root.joinpath(_of_year(year, (each.name for each in root.iterdir()))))
    check(Known(forms_named(year), chart_keys(year), schema(), official_codes(), profile))
    return profile


def read_profile(folder: Traversable) -> Profile:
    """The profile that a folder has, not yet looked at for what it names.

    Raises:
        DataError: a file isn't as it should be.
    """
    return read_whole(read(folder.joinpath("document.toml")), lambda name: read(folder.joinpath(name)))


def forms_named(year: int) -> FormatSet:
    """The tables that a year's profile may name: the document's, and those of the budget, without a number."""
    formats = official_formats(year)
    reports = read_formats(official("reports"), 0)
    return FormatSet(year, (*formats.formats, *reports.formats), formats.ties, formats.source)


def chart_keys(year: int) -> frozenset[str]:
    """The keys of a year's charts."""
    root = official("charts")
    name = _of_year(year, (each.name.removesuffix(".toml") for each in root.iterdir() if each.name.endswith(".toml")))
    return frozenset(each.text("key") for each in read(root.joinpath(f"{name}.toml")).entries("charts"))


def _of_year(year: int, names: Iterable[str]) -> str:
    """Of names that are years the year's own, or the last one's before it, or the first one's."""
    years = sorted(int(name) for name in names if name.isdigit())
    return str(max((each for each in years if each <= year), default=years[0]))
