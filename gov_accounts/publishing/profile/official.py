"""The profiles that ship with the package, each read once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gov_accounts.law.reading import official, read
from gov_accounts.publishing.profile.whole import Profile, read_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable


@cache
def official_profile(year: int) -> Profile:
    """The profile of a year: its own folder's, or the last one's before it, or the first one's.

    Raises:
        DataError: a file isn't as it should be.
    """
    root = official("disclosure")
    return read_profile(root.joinpath(_of_year(year, (each.name for each in root.iterdir()))))


def read_profile(folder: Traversable) -> Profile:
    """The profile that a folder has.

    Raises:
        DataError: a file isn't as it should be.
    """
    return read_whole(read(folder.joinpath("document.toml")), lambda name: read(folder.joinpath(name)))


def _of_year(year: int, names: Iterable[str]) -> str:
    """Of names that are years the year's own, or the last one's before it, or the first one's."""
    years = sorted(int(name) for name in names if name.isdigit())
    return str(max((each for each in years if each <= year), default=years[0]))
