"""What a map of a 科目余额表 says: names of columns and other words. A map says only what differs from ``balance``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gov_accounts.exchange.accounts import Override
from gov_accounts.exchange.maps import FOLDER, Map
from gov_accounts.law.reading import Entry, official, read

DIMENSIONS: Final = ("func", "econ", "fund", "project")
"""Keys of the codes that a row may be broken down by."""
TEXTS: Final = (
    *("code", "name", "full", "level", "leaf", "year", "month", "unit", "aux"),
    *(each for key in DIMENSIONS for each in (key, f"{key}_name")),
)
"""Kinds of columns with words."""
SPANS: Final = ("year_opening", "closing", "opening", "year", "period")
"""What a column's amount is of, in the order in which names are looked at."""
BALANCES: Final = ("year_opening", "opening", "closing")
"""Those that are balances; the others are sums of debits, and of credits."""
_BASE: Final = "balance.toml"
_TABLES: Final = {
    "texts": TEXTS,
    "spans": SPANS,
    "sides": ("direction", "debit", "credit"),
    "ignored": ("words", "balance", "journal"),
    "directions": ("debit", "credit", "flat"),
    "rows": ("passed", "sums", "classes", "none", "leaf"),
    "title_words": ("unit", "passed", "yuan", "other_money"),
    "dimensions": DIMENSIONS,
}
_UNIT: Final = re.compile(r"(?:\(|/)?(?:人民币)?元\)?$")


@dataclass(frozen=True, slots=True)
class Words:
    """What a map says.

    Attributes:
        rule: digits of each level of a code.
        lists: a table of the map → the kinds in it → their words, made plain by `plain`.
        funds: what a name of a fund has in it → its code, the first to be looked for first.
        accounts: another's code or name → what the map says of it.
        required: kinds of columns without which a file isn't what the map is for.
    """

    rule: tuple[int, ...]
    lists: Mapping[str, Mapping[str, tuple[str, ...]]]
    funds: tuple[tuple[str, str], ...]
    accounts: Mapping[str, Override]
    required: tuple[str, ...]

    def has(self, table: str, kind: str, text: str) -> bool:
        """Whether a text, made plain, is one of the words."""
        return plain(text) in self.lists[table][kind]


def words_of(map_: Map) -> Words:
    """The words of a map.

    Raises:
        DataError: it isn't as it should be.
    """
    own = map_.entry.known("kind", "title", "rule", "required", "funds", "accounts", *_TABLES)
    base = read(official(FOLDER, _BASE), f"{FOLDER}/{_BASE}")
    entry = Entry(own.file, own.where, _merged(base.values, own.values))
    tables = {name: entry.entry(name).known(*kinds) for name, kinds in _TABLES.items()}
    lists = {
        name: {kind: tuple(map(plain, tables[name].texts(kind))) for kind in kinds} for name, kinds in _TABLES.items()
    }
    funds = tuple((plain(word), code) for code, names in entry.lists("funds").items() for word in names)
    accounts = {name: _override(each) for name, each in entry.named("accounts").items()}
    return Words(entry.numbers("rule"), lists, funds, accounts, entry.texts("required", ()))


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> Mapping[str, Any]:
    both = {**base, **own}
    for key, value in base.items():
        if isinstance(value, Mapping) and isinstance(own.get(key), Mapping):
            both[key] = {**value, **own[key]}
    return both


def _override(entry: Entry) -> Override:
    said = {key: entry.text(key) for key in entry.known("account", "budget", *DIMENSIONS).values if key != "source"}
    return Override(said.pop("account", ""), said)


def plain(text: str) -> str:
    """A name as it is compared: without blanks, and without the unit of money at its end."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _UNIT.sub("", folded).strip(":*") or folded
