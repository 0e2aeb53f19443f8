"""The profile of a year: its forms and the ties between them, and where its charts and its document are written down.

One folder a year under ``profiles/``: ``forms/*.toml``, ``ties.toml``, ``charts.toml``, ``document/*.toml``. Only here
is a year looked up; whoever has a profile reads from it what it needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gov_accounts.law.formats import read_formats
from gov_accounts.law.reading import official

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from gov_accounts.law.formats import FormatSet


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A year's law. There is one of each, so that what is read from it can be kept by it.

    Attributes:
        year: the year whose forms they are; another than was asked for where that has none of its own.
        folder: where its files are.
        formats: its forms and ties.
    """

    year: int
    folder: Traversable
    formats: FormatSet


def profile_of(year: int) -> Profile:
    """The profile of a year: its own, or the last one's before it, or the first there is.

    Raises:
        DataError: a file is not as it should be, or names what isn't there.
    """
    years = _years()
    return _official(max((each for each in years if each <= year), default=years[0]))


@cache
def _years() -> tuple[int, ...]:
    return tuple(sorted(int(each.name) for each in official("profiles").iterdir() if each.name.isdigit()))


@cache
def _official(year: int) -> Profile:
    return read_profile(official("profiles", str(year)), year)


def read_profile(folder: Traversable, year: int) -> Profile:
    """A profile's folder.

    Raises:
        DataError: a file is not as it should be, or names what isn't there.
    """
    return Profile(year, folder, read_formats(folder.joinpath("forms"), year, folder.joinpath("ties.toml")))
