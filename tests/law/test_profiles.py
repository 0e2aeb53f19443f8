"""Every profile that ships with the package: all of it can be read, it says only what differs, no slip is passed over.

A profile that extends another has few files of its own, each with a few lines; what is tried on 2020's files at length
(``test_slips``) is tried on them here, put together with what they extend.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from gov_accounts.law import profile
from gov_accounts.law.layers import extended
from gov_accounts.law.profile import official_profile, official_profiles, profile_of
from gov_accounts.law.reading import DataError, Entry
from gov_accounts.publishing.chart_file import charts_of
from gov_accounts.publishing.outline.official import outline_of
from tests.law.test_slips import is_free, renamed, walk, wrong
from tests.support.paths import DATA

PROFILES: Final = DATA / "profiles"
NAMES: Final = ("key", "id", "term", "path", "func")
WORDS: Final = {
    "title",
    "label",
    "name",
    "remark",
    "why",
    "source",
    "heads",
    "told",
    "heading",
    "text",
    "remedy",
    "unsure",
    "empty",
}
"""Keys whose texts are for people."""
Keys = tuple[str | int, ...]


read_charts_of = charts_of.__wrapped__
"""Kept by no profile, since each is read once."""


@cache
def content(file: Path) -> Mapping[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


class Own(NamedTuple):
    """A file that says what differs.

    Attributes:
        profile, form: whose it is, and of which variant.
        file: the file.
        bases: those that it is put together with, farthest first.
    """

    profile: str
    form: str
    file: Path
    bases: tuple[Path, ...]

    def __str__(self) -> str:
        return str(self.file.relative_to(PROFILES))


def own_files() -> Iterator[Own]:
    """Every file of a profile, or of a variant of one, that extends a file of another."""
    for name in official_profiles():
        chain = [PROFILES / name]
        while base := content(chain[-1] / "profile.toml").get("extends"):
            chain.append(PROFILES / base)
        variants = sorted(each for each in (PROFILES / name / "variants").glob("*") if each.is_dir())
        for form, folder in (("", PROFILES / name), *((each.name, each) for each in variants)):
            below = chain if form else chain[1:]
            for file in sorted(folder.rglob("*.toml")):
                path = file.relative_to(folder)
                bases = [each / path for each in reversed(below) if (each / path).is_file()]
                if bases and "variants" not in path.parts:
                    yield Own(name, form, file, tuple(bases))


OWN: Final = tuple(own_files())


def put_together(own: Own, values: Mapping[str, Any]) -> Mapping[str, Any]:
    made = Entry("base.toml", "", content(own.bases[0]))
    for each in own.bases[1:]:
        made = extended(made, Entry(each.name, "", content(each)))
    return extended(made, Entry(own.file.name, "", values)).values


@pytest.mark.parametrize("name", official_profiles())
def test_every_profile_can_be_read_whole(name: str) -> None:
    made = official_profile(name)
    assert made.title
    assert made.formats.ties
    assert charts_of(made).charts
    assert outline_of(made).blocks
    for form in made.variants():
        assert outline_of(official_profile(name, form)).blocks


def test_the_ministrys_years_each_have_their_own() -> None:
    for year in range(2019, 2025):
        assert profile_of(year).name == str(year)
    assert profile_of(2018).name == "2019"
    assert profile_of(2030).name == "2024"


def test_2021_says_nothing_but_its_title() -> None:
    assert content(PROFILES / "2021" / "profile.toml").keys() == {"title", "extends"}
    assert [each.name for each in (PROFILES / "2021").iterdir()] == ["profile.toml"]
    assert profile_of(2021).formats.formats == profile_of(2020).formats.formats


@pytest.mark.parametrize("year", [2019, 2022, 2023, 2024])
def test_what_is_only_remembered_is_said_as_sentences(year: int) -> None:
    unsure = profile_of(year).unsure
    assert len(unsure) == len(set(unsure)) >= 5
    assert not any(each.endswith("。") for each in unsure)
    assert sum("凭记忆" in each or "没有见到" in each for each in unsure) >= len(unsure) - 1


# A file says only what differs


def without(values: Mapping[str, Any], path: Keys) -> Mapping[str, Any]:
    """The file with one key, or one item of a list, left out; a list or table that is empty then too."""
    made: Any = copy.deepcopy(dict(values))
    at = [made]
    for step in path[:-1]:
        at.append(at[-1][step])
    del at[-1][path[-1]]
    for step, holder in zip(reversed(path[:-1]), reversed(at[:-1]), strict=True):
        if not holder[step]:
            del holder[step]
    result: Mapping[str, Any] = made
    return result


def parts(value: Any, path: Keys = ()) -> Iterator[Keys]:
    """Every key and every item of a list, but the names by which tables of a list are found."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not (key in NAMES and path and isinstance(path[-1], int)):
                yield (*path, key)
                yield from parts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            # Of an order the last item follows from the others.
            if "order" not in path:
                yield (*path, index)
            if isinstance(inner, dict):
                yield from parts(inner, (*path, index))


@pytest.mark.parametrize("own", OWN, ids=str)
def test_a_profile_says_only_what_differs(own: Own) -> None:
    """Whatever is left out, key by key and item by item, what is put together is another, or can't be."""
    values = content(own.file)
    whole = put_together(own, values)
    idle = []
    for path in parts(values):
        try:
            made = put_together(own, without(values, path))
        except DataError:
            continue
        if made == whole:
            idle.append(path)
    assert not idle


# Slips


def slips(own: Own) -> Iterator[tuple[Keys, str, Mapping[str, Any]]]:
    """The file with one thing changed, for each key, each name and each reference."""
    values = content(own.file)
    for path, value in walk(values):
        if isinstance(value, dict):
            for key in value:
                if key not in ("source", "later") and not is_free(path) and not is_free((*path, key)):
                    yield (*path, key), f"{key}x", changed(values, path, renamed(value, key))
        elif isinstance(value, str) and value and refers(own, path):
            for new in wrong(value):
                yield path, new, changed(values, path, new)


def refers(own: Own, path: Keys) -> bool:
    """Whether a text names something: not words, nor what is new and has a name of its own."""
    words = [each for each in path if isinstance(each, str)]
    if WORDS & set(words) and "without" not in words:
        return False
    table = at(content(own.file), path[:-1])
    if words[-1] in NAMES and isinstance(table, dict):
        return not ({"after", "new"} & table.keys()) and own_name(table) == words[-1]
    if "each" in words and own.file.name == "ties.toml":
        return used_in_formula(own, path)
    return words[0] != "auxiliary" or words[-1] != "label"


def own_name(table: Mapping[str, Any]) -> str:
    return next(each for each in NAMES if each in table)


def used_in_formula(own: Own, path: Keys) -> bool:
    """Whether a value that a tie puts in is in one of its formulas, which the file it extends may have."""
    tie_id = content(own.file)["ties"][path[1]]["id"]
    tie = next(each for each in put_together(own, content(own.file))["ties"] if each["id"] == tie_id)
    return any(f"{{{path[-1]}}}" in tie[side] for side in ("left", "right"))


def at(value: Any, path: Keys) -> Any:
    for step in path:
        value = value[step]
    return value


def changed(values: Mapping[str, Any], path: Keys, new: Any) -> Mapping[str, Any]:
    made: Any = {"": copy.deepcopy(dict(values))}
    holder = at(made, ("", *path)[:-1])
    holder[("", *path)[-1]] = new
    result: Mapping[str, Any] = made[""]
    return result


@pytest.mark.parametrize("own", [each for each in OWN if "document" not in each.file.parts], ids=str)
def test_no_slip_is_passed_over(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error names a file of the profile: what a form hasn't any more is said where it is missed.

    (Slips in the document's files are planted in ``test_outline``.)
    """
    planted: dict[Path, Mapping[str, Any]] = {}

    def read(file: Any, name: str = "") -> Entry:
        path = Path(str(file))
        return Entry(name or path.name, "", planted.get(path) or content(path))

    monkeypatch.setattr(profile, "read", read)
    year, _, region = own.profile.partition("-")
    folder = PROFILES / own.profile

    def load() -> None:
        read_charts_of(profile.read_profile(folder, int(year), region, own.form))

    load()
    passed: list[tuple[Keys, str]] = []
    unnamed: list[tuple[Keys, str, str]] = []
    tried = 0
    for path, new, values in slips(own):
        planted[own.file] = values
        tried += 1
        try:
            load()
        except DataError as error:
            if not re.match(r"[\w/.-]+\.toml[^:]*: \S", str(error)):
                unnamed.append((path, new, str(error)))
        else:
            passed.append((path, new))
    assert not unnamed, unnamed[:5]
    assert not passed, f"{len(passed)} of {tried}: {passed[:20]}"
