"""Lists of the outline: where one comes from, what its elements are called and have, how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from gov_accounts.publishing.outline.figures import Figure, read_figures
from gov_accounts.publishing.outline.template import (
    Condition,
    Name,
    Sentence,
    Template,
    conditions,
    name,
    names,
    sentences,
    template,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gov_accounts.law.reading import At, Entry


class Tables(NamedTuple):
    """The tables that are in the document."""


class Rows(NamedTuple):
    """Rows of tables that are codes of a length, each once, those with a figure.

    Attributes:
        level: the length.
        under: what their codes begin with; anything, where it names nothing.
        without: what they don't begin with.
    """

    tables: tuple[Name, ...]
    level: int
    under: tuple[Name, ...]
    without: tuple[Name, ...]
    at: At


class Columns(NamedTuple):
    """Columns of a row of a table, those with a figure; all of them, where `empty` says so."""

    table: Name
    row: Name
    columns: tuple[Name, ...]
    empty: bool


class OfProjects(NamedTuple):
    """The projects that spent money of a fund."""

    fund: Name


class OfSettings(NamedTuple):
    """What disclosure.toml lists: texts, names with a number each, or tables.

    Attributes:
        unit: of the numbers.
        keys: what a table must have to be listed.
        always: names that come first, with zero where they aren't written but others are.
    """

    path: Template
    unit: str
    keys: tuple[Name, ...]
    always: tuple[str, ...]
    at: At


class Evaluations(NamedTuple):
    """The projects with a self-evaluation."""


class Achievements(NamedTuple):
    """The indicators of every project that are told."""


class Funds(NamedTuple):
    """The funds whose projects were evaluated, each with those projects."""


class Bought(NamedTuple):
    """The year's procurement: one element, or none where there was none."""


class Functions(NamedTuple):
    """The functional items in use, each with the names above it and its explanation."""

    rows: Rows


class Terms(NamedTuple):
    """The terms of the glossary that are used."""


class OfItem(NamedTuple):
    """A list that an element of a list has itself."""

    of: Name


Source: TypeAlias = (
    Tables
    | Rows
    | Columns
    | OfProjects
    | OfSettings
    | Evaluations
    | Achievements
    | Funds
    | Bought
    | Functions
    | Terms
    | OfItem
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list.

    Attributes:
        keep: which elements stay.
        figures, lists: what each element has besides what its source gives.
        say: how an element is said where a text names the list; nothing where none may.
        join: what stands between two.
    """

    source: Source
    keep: tuple[Condition, ...]
    figures: Mapping[str, Figure]
    lists: Mapping[str, Listed]
    say: tuple[Sentence, ...]
    join: str
    at: At


def read_lists(entry: Entry) -> Mapping[str, Listed]:
    """The lists under ``lists``, by name.

    Raises:
        DataError: one isn't as it should be.
    """
    return {key: _listed(each) for key, each in entry.named("lists").items()}


def _listed(entry: Entry) -> Listed:
    entry.known(*_COMMON, *(key for keys, _ in _SOURCES.values() for key in keys))
    keys, read = _SOURCES[entry.choice("source", tuple(_SOURCES))]
    entry.known(*_COMMON, *keys)
    said = "say" in entry
    if "join" in entry and not said:
        raise entry.wrong("say", "至少一句话")
    return Listed(
        read(entry),
        conditions(entry, "keep"),
        read_figures(entry),
        read_lists(entry),
        sentences(entry, "say") if said else (),
        entry.text("join") if said else "",
        entry.at(),
    )


def _rows(entry: Entry) -> Rows:
    return Rows(
        names(entry, "tables"),
        entry.number("level"),
        names(entry, "under", optional=True),
        names(entry, "without", optional=True),
        entry.at(),
    )


def _settings(entry: Entry) -> OfSettings:
    return OfSettings(
        template(entry, "path"),
        entry.text("unit", ""),
        names(entry, "keys", optional=True),
        entry.texts("always", ()),
        entry.at(),
    )


_COMMON: Final = ("source", "keep", "figures", "lists", "say", "join")
_SOURCES: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Entry], Source]]]] = {
    "tables": ((), lambda _: Tables()),
    "rows": (("tables", "level", "under", "without"), _rows),
    "columns": (
        ("table", "row", "columns", "empty"),
        lambda entry: Columns(name(entry, "table"), name(entry, "row"), names(entry, "columns"), entry.flag("empty")),
    ),
    "projects": (("fund",), lambda entry: OfProjects(name(entry, "fund"))),
    "settings": (("path", "unit", "keys", "always"), _settings),
    "evaluated": ((), lambda _: Evaluations()),
    "achievements": ((), lambda _: Achievements()),
    "funds": ((), lambda _: Funds()),
    "procurement": ((), lambda _: Bought()),
    "functions": (("tables", "level", "under", "without"), lambda entry: Functions(_rows(entry))),
    "terms": ((), lambda _: Terms()),
    "item": (("of",), lambda entry: OfItem(name(entry, "of"))),
}
