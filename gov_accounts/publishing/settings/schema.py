"""What disclosure.toml may hold, as data (``schema.toml`` of the ledger data), and how its keys are written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.law.reading import Entry, official, read
from gov_accounts.publishing.settings.wording import quoted_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.law.reading import At
    from gov_accounts.publishing.settings.toml_lines import Path as Keys

ANY: Final = "*"
EACH: Final = "[]"
SAMPLES: Final = {"text": '"…"', "texts": '["…"]', "flag": "true"}
"""How a value of a type begins, where it isn't a number."""
TYPES: Final = {
    "text": "文字，写在引号里",
    "texts": '若干段文字，如 ["第一段", "第二段"]',
    "count": "不小于零的整数",
    "number": "数",
    "amount": "不小于零的数",
    "value": "数或文字",
    "flag": " true 或 false",
    "table": "一张表",
    "tables": "若干张表，每张以 [[…]] 开头",
}
"""The types, and what is said of a value that isn't of one."""
_OF_PROJECT: Final = (
    *("project", "department", "implementer", "category", "attribute", "type", "date"),
    *("goal", "problems", "measures", "deviation", "follow_up"),
)
_OF_INDICATOR: Final = {
    **dict.fromkeys(("level1", "level2", "name", "unit"), "text"),
    **dict.fromkeys(("target", "actual"), "value"),
    **dict.fromkeys(("money", "less_is_better", "told"), "flag"),
    "weight": "amount",
    "score": "number",
}
ASKED: Final[Mapping[str, str]] = {
    "year": "count",
    **{f"performance.projects[].{key}": "text" for key in _OF_PROJECT},
    **{f"performance.projects[].indicators[].{key}": kind for key, kind in _OF_INDICATOR.items()},
    "glossary.func.*": "text",
    "glossary.terms.*": "text",
    "previous.signed_by": "text",
    "previous.unit": "text",
    "previous.cells.*": "number",
}
"""Keys that the program asks for by name, and their types; the outline asks for all others."""
_TABLES: Final = ("table", "tables")
_NAMED: Final = ("func", "cell")
_INDEX: Final = re.compile(r"#[0-9]{1,9}")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_KEY: Final = 60


class Key(NamedTuple):
    """A key that may be written.

    Attributes:
        path: dotted; ``*`` is any name, ``[]`` each element of an array.
        type: of TYPES.
        about: what it is for, in words.
        required: whether it must be there where its table is.
        choices: the name of the options that it must be one of, or nothing.
        keys: what ``*`` must be: ``func`` a functional code, ``cell`` a cell; anything, where it says nothing.
        at: where it stands in the schema.
    """

    path: str
    type: str
    about: str
    required: bool
    choices: str
    keys: str
    at: At


@dataclass(slots=True)
class Node:
    """What may stand at a place: a value of a type, or a table of further ones.

    Attributes:
        key: None for a table that has no line of its own.
    """

    key: Key | None = None
    below: dict[str, Node] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """Of the schema's types."""
        if self.below or self.key is None:
            return "tables" if EACH in self.below else "table"
        return self.key.type

    @property
    def about(self) -> str:
        """What it is for, in words."""
        return self.key.about if self.key else "、".join(self.below)


@dataclass(frozen=True, slots=True)
class Schema:
    """What may be written.

    Attributes:
        placeholders: what a text must not hold: it isn't filled in.
        options: name → the texts that a choice is one of.
        top: what may stand at the top of the file.
    """

    placeholders: tuple[str, ...]
    keys: tuple[Key, ...]
    options: Mapping[str, tuple[str, ...]]
    top: Node

    def node(self, keys: Keys) -> Node:
        """What may stand at a key.

        Raises:
            KeyError: nothing may.
        """
        node = self.top
        for key in keys:
            node = node.below[EACH] if isinstance(key, int) else node.below.get(key) or node.below[ANY]
        return node


@cache
def schema() -> Schema:
    """The list of what may be written. Read once.

    Raises:
        DataError: schema.toml isn't as it should be.
    """
    return read_schema(read(official("disclosure", "schema.toml")))


def read_schema(file: Entry) -> Schema:
    """A schema.

    Raises:
        DataError: it isn't as it should be.
    """
    file.known("placeholders", "keys", "options")
    options = file.lists("options")
    keys = tuple(_key(each, tuple(options)) for each in file.entries("keys", least=1))
    for unused in options.keys() - {each.choices for each in keys}:
        raise file.at(f"options.{unused}").wrong(" keys 里有 choices 用到的一组")
    top = Node()
    for each in keys:
        node = top
        for part in _parts(each.path):
            node = node.below.setdefault(part, Node())
        if node.key is not None:
            raise each.at.within("path").wrong(f"没有写过的键，{each.path} 已有")
        node.key = each
    for each in keys:
        node = top
        for part in _parts(each.path):
            node = node.below[part]
        if node.below and each.type not in _TABLES:
            raise each.at.within("type").wrong(f" {' 或 '.join(_TABLES)}，下面还有别的键")
    written = {each.path: each for each in keys}
    for path, kind in ASKED.items():
        if path not in written:
            raise file.at("keys").wrong(f"有 {path} 的一列键")
        if written[path].type != kind:
            raise written[path].at.within("type").wrong(f" {kind}")
    return Schema(file.texts("placeholders"), keys, options, top)


def _parts(path: str) -> list[str]:
    return path.replace(EACH, f".{EACH}").split(".")


def _key(entry: Entry, options: tuple[str, ...]) -> Key:
    entry.known("path", "type", "about", "required", "choices", "keys")
    return Key(
        entry.text("path"),
        entry.choice("type", tuple(TYPES)),
        entry.text("about"),
        entry.flag("required"),
        entry.choice("choices", ("", *options), ""),
        entry.choice("keys", ("", *_NAMED), ""),
        entry.at(),
    )


def keys_of(path: str) -> Keys:
    """The parts of a dotted key; a number is the index of an array where nothing but digits follows ``#``."""
    return tuple(int(part[1:]) if _INDEX.fullmatch(part) else part for part in path.split("."))


def shown(keys: Keys) -> str:
    """A key as a person writes it, elements of an array counted from one: ``performance.projects[1].weight``."""
    text = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{quoted(key)}" for key in keys)
    return text.removeprefix(".")


def quoted(key: str) -> str:
    """A key, in quotes where it must be; of one longer than any that there is its beginning."""
    if len(key) > _LONGEST_KEY:
        key = f"{key[:_LONGEST_KEY]}…"
    return key if _BARE.fullmatch(key) else json.dumps(quoted_text(key, _LONGEST_KEY + 1), ensure_ascii=False)


def about(path: str) -> str:
    """What a key is for, in words."""
    return schema().node(keys_of(path)).about
