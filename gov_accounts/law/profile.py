"""Profiles: the forms of a year and a place, the ties between them, and what its charts and document are written in.

A folder a profile, ``profiles/2020`` or ``profiles/2024-上海``: ``profile.toml``, ``forms/*.toml``, ``ties.toml``,
``charts.toml``, ``document/*.toml``. One that ``extends`` another says only what differs, file by file (``layers``).
Only here is a year looked up; whoever has a profile reads from it what it needs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.law.form_file import read_printing
from gov_accounts.law.formats import format_set
from gov_accounts.law.layers import extended
from gov_accounts.law.reading import DataError, official, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from importlib.resources.abc import Traversable

    from gov_accounts.law.form import Format
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.law.reading import Entry

PROFILE_FILE: Final = "profile.toml"
_VARIANTS: Final = "variants"
_KEYS: Final = ("title", "extends", "tables", "unsure", "later", "printing")


class Family(NamedTuple):
    """Forms of one kind: they may extend each other.

    Attributes:
        folder: where the official ones are.
        keys: what their ``profile.toml`` says besides what any does.
        statements: whether they are statements of 政府会计制度, which are filled for a month or for each project, too.
        beside: the tables of other sets that their ties may name; None for none.
    """

    folder: str
    keys: tuple[str, ...] = ()
    statements: bool = False
    beside: Callable[[], Mapping[str, Format]] | None = None


PUBLISHED: Final = Family("profiles")
"""The forms of 部门决算公开."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The law of a year and a place. There is one of each, so that what is read from it can be kept by it.

    Attributes:
        name: its folder's: a year, and a place after it where it isn't the Ministry's.
        year: the year whose forms they are; another than was asked for where that has none of its own.
        region: the place whose they are, or nothing.
        title: what it is called.
        layers: its own folder, then those of the profiles it extends, nearest first.
        unsure: what of it is remembered, not evidenced, as sentences without their full stop.
        later: year → what is known to differ in a later year that has no profile, likewise.
        formats: its forms and ties.
    """

    name: str
    year: int
    region: str
    title: str
    layers: tuple[Traversable, ...]
    unsure: tuple[str, ...]
    later: dict[str, str]
    formats: FormatSet

    def read(self, *path: str) -> Entry:
        """One of its files, put together with those that it extends.

        Raises:
            DataError: there is none, or it isn't as it should be.
        """
        return _read(self.layers, *path)

    def variants(self) -> tuple[str, ...]:
        """The variants of its forms that may be chosen."""
        folders = (layer.joinpath(_VARIANTS) for layer in self.layers)
        return tuple(sorted({each.name for folder in folders if folder.is_dir() for each in _folders_in(folder)}))


def profile_of(year: int, region: str = "", form: str = "") -> Profile:
    """The profile of a year and a place: its own, or the last one's before it, or the first there is.

    A place that has no profile up to the year goes by the Ministry's.

    Args:
        year: the year.
        region: a place, as ``gov-unit`` names it.
        form: which of a place's variants of the forms, where it has any.

    Raises:
        DataError: a file is not as it should be, or names what isn't there; or there is no such variant.
    """
    of_region = [each for each in _years(region) if each <= year] if region else []
    if of_region:
        return official_profile(f"{max(of_region)}-{region}", form)
    years = _years("")
    return official_profile(str(max((each for each in years if each <= year), default=years[0])))


@cache
def official_profiles(family: Family = PUBLISHED) -> tuple[str, ...]:
    """The names of all profiles that ship with the package, or of another family of forms."""
    return tuple(
        sorted(each.name for each in official(family.folder).iterdir() if each.joinpath(PROFILE_FILE).is_file())
    )


def regions() -> tuple[str, ...]:
    """The places that have a profile."""
    return tuple(dict.fromkeys(region for _, region in map(_parted, official_profiles()) if region))


@cache
def _years(region: str) -> tuple[int, ...]:
    return tuple(year for year, of in map(_parted, official_profiles()) if of == region)


def _parted(name: str) -> tuple[int, str]:
    year, _, region = name.partition("-")
    return int(year), region


@cache
def official_profile(name: str, form: str = "") -> Profile:
    """A profile by its name, and which variant of it.

    Raises:
        DataError: as in `profile_of`.
    """
    return read_profile(official(PUBLISHED.folder, name), *_parted(name), form)


def read_profile(
    folder: Traversable, year: int, region: str = "", form: str = "", family: Family = PUBLISHED
) -> Profile:
    """A profile's folder.

    Args:
        folder: the folder.
        year: whose forms they are.
        region: the place whose they are, or nothing.
        form: which variant of the forms, of those that the folder or one that it extends has.
        family: what kind of forms they are.

    Raises:
        DataError: a file is not as it should be, or names what isn't there.
    """
    layers = [folder]
    while base := _read_one(layers[-1], PROFILE_FILE).text("extends", ""):
        there = official_profiles(family)
        if base not in there or len(layers) > len(there):
            raise _read_one(layers[-1], PROFILE_FILE).wrong("extends", f"另一份表样：{'、'.join(there)}")
        layers.append(official(family.folder, base))
    own = _read_one(folder, PROFILE_FILE)
    if form:
        variants = [layer.joinpath(_VARIANTS, form) for layer in layers if layer.joinpath(_VARIANTS, form).is_dir()]
        if not variants:
            raise DataError(f"{folder.name}: 没有“{form}”这一种")
        layers = [variants[0], *layers]
    content = _read(layers, PROFILE_FILE).known(*_KEYS, *family.keys)
    tables = content.texts("tables")
    printing = read_printing(content.entry("printing")) if "printing" in content else None
    forms = []
    for table in tables:
        if not any(layer.joinpath("forms", f"{table}.toml").is_file() for layer in layers):
            raise content.wrong("tables", f"forms 里各个文件的名称，没有 {table}")
        forms.append(_read(layers, "forms", f"{table}.toml"))
    return Profile(
        folder.name,
        year,
        region,
        own.text("title"),
        tuple(layers),
        content.texts("unsure", ()),
        dict(own.words("later")),
        format_set(
            year,
            forms,
            _read(layers, "ties.toml"),
            printing,
            family.beside() if family.beside is not None else None,
            statements=family.statements,
        ),
    )


def _read(layers: tuple[Traversable, ...] | list[Traversable], *path: str) -> Entry:
    """A file of the farthest layer that has it, with what the nearer ones say differs."""
    there = [layer for layer in layers if layer.joinpath(*path).is_file()]
    if not there:
        raise DataError(f"{layers[0].name}: 没有 {'/'.join(path)}")
    *nearer, base = there
    entry = _read_one(base, *path)
    for layer in reversed(nearer):
        entry = extended(entry, _read_one(layer, *path))
    if nearer:
        # What is wrong with all of them together may be said in any.
        entry = replace(entry, file=f"{entry.file}（与 {'、'.join(each.name for each in there[1:])} 的合起来）")
    return entry


def _read_one(layer: Traversable, *path: str) -> Entry:
    """A layer's own file."""
    return read(layer.joinpath(*path), f"{layer.name}/{'/'.join(path)}")


def _folders_in(folder: Traversable) -> list[Traversable]:
    return [each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")]
