"""What disclosure.toml may hold, as data (``schema.toml`` of the ledger data), and how its keys are written."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.publishing.settings.wording import quoted_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.publishing.settings.toml_lines import Path as Keys

ANY: Final = "*"
EACH: Final = "[]"
SAMPLES: Final = {"text": '"…"', "texts": '["…"]', "flag": "true"}
"""How a value of a type begins, where it isn't a number."""
_INDEX: Final = re.compile(r"#[0-9]{1,9}")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_KEY: Final = 60


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


@dataclass(slots=True)
class Node:
    """What may stand at a place: a value of a type, or a table of further ones."""

    entry: Mapping[str, Any] = field(default_factory=dict)
    below: dict[str, Node] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """Of the schema's types."""
        if self.below:
            return "tables" if EACH in self.below else "table"
        return str(self.entry["type"])


@cache
def schema() -> Mapping[str, Any]:
    """The list of what may be written, as data."""
    file = resources.files("gov_accounts_ledger") / "disclosure" / "schema.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def about(path: str) -> str:
    """What a key is for, in words."""
    return str(node_of(keys_of(path)).entry["about"])


def node_of(keys: Keys) -> Node:
    """What may stand at a key.

    Raises:
        KeyError: nothing may.
    """
    node = tree()
    for key in keys:
        node = node.below[EACH] if isinstance(key, int) else node.below.get(key) or node.below[ANY]
    return node


@cache
def tree() -> Node:
    """What may stand at the top of the file."""
    top = Node()
    for entry in schema()["keys"]:
        node = top
        for key in str(entry["path"]).replace(EACH, f".{EACH}").split("."):
            node = node.below.setdefault(key, Node())
        node.entry = entry
    return top
