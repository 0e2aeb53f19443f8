"""Maps: what stands where in a file of others' software, as TOML; many ship, a unit may write its own.

kind = "journal"                     which module of `kinds` reads it
title = "金蝶 K/3 凭证"
[columns]                            what else a map says is its kind's affair
…
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

from gov_accounts.law.reading import Entry, official, read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.exchange.accounts import AccountBook
    from gov_accounts.exchange.draft import Taken
    from gov_accounts.exchange.source import Source

FOLDER: Final = "exchange"
"""Where the maps that ship stand among the data; and, beside a ledger, a unit's own."""


@dataclass(frozen=True, slots=True)
class Map:
    """A map.

    Attributes:
        key: its name, as ``--map`` takes it.
        title: what it is for, in Chinese.
        kind: what reads it.
        entry: all that it says.
    """

    key: str
    title: str
    kind: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Target:
    """What files are taken into.

    Attributes:
        ledger: the ledger as it is.
        accounts: its accounts, and those to be opened.
        projects: id → name of the projects to be declared, added to by what reads files.
        options: what the user says beside on the command line, such as ``account``, ``year``.
        proposed: movements of the bank that this run has proposed: account, fen, day; a receipt and a statement may
            both have one.
    """

    ledger: Ledger
    accounts: AccountBook
    projects: dict[str, str]
    options: Mapping[str, str]
    proposed: list[tuple[str, int, datetime.date]] = field(default_factory=list)


class Reader(Protocol):
    """Reads files by a map."""

    def fits(self, source: Source) -> int:
        """How well a file is what the map is for: 0 not at all; the most is chosen.

        Raises:
            TableError, OSError: the file can't be read.
        """

    def take(self, source: Source, target: Target) -> Taken:
        """What a file gives.

        Raises:
            TableError, OSError: the file can't be read.
        """


@cache
def shipped() -> tuple[Map, ...]:
    """The maps that ship with the package, by name."""
    files = sorted(official(FOLDER).iterdir(), key=lambda each: each.name)
    return tuple(_map(read(each, f"{FOLDER}/{each.name}"), each.name) for each in files if each.name.endswith(".toml"))


def own(path: Path) -> Map:
    """A map of the unit's own.

    Raises:
        DataError: it isn't one; the message names file and key.
        OSError: it can't be read.
    """
    return _map(read(path, str(path)), path.name)


def _map(entry: Entry, name: str) -> Map:
    return Map(name.removesuffix(".toml"), entry.text("title"), entry.text("kind"), entry)
