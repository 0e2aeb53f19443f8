"""What belongs in an archive of accounts: kinds of files, where each is put, and how long it is kept.

Read from ``archive.toml``. Source: 会计档案管理办法 (财政部 国家档案局令第79号), 附表2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gov_accounts.law.reading import official, read

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of files.

    Attributes:
        folder: where they are in the archive; nothing for its top.
        name: the class of accounting records that they belong to.
        what: what they are, for people.
        retention: how long they are kept at least.
        basis: where that stands.
    """

    key: str
    folder: str
    name: str
    what: str
    retention: str
    basis: str


@dataclass(frozen=True, slots=True)
class Retention:
    """The kinds by key, and the words of the files that explain an archive.

    Attributes:
        law: the rule that says how long.
        outside: the folder of what lies outside the ledger's folder.
        index: the name of the index for people.
        guide_name: the name of the guide for people.
        guide: what is in it.
    """

    law: str
    outside: str
    index: str
    guide_name: str
    guide: str
    kinds: Mapping[str, Kind]


@cache
def retention() -> Retention:
    """The rules.

    Raises:
        DataError: the data file isn't as it should be.
    """
    entry = read(official("archive.toml")).known("law", "outside", "index", "guide_name", "guide", "kinds")
    kinds = [
        Kind(
            each.text("key"),
            each.text("folder", ""),
            each.text("name"),
            each.text("what"),
            each.text("retention"),
            each.text("basis"),
        )
        for each in (
            one.known("key", "folder", "name", "what", "retention", "basis") for one in entry.entries("kinds", least=1)
        )
    ]
    return Retention(
        entry.text("law"),
        entry.text("outside"),
        entry.text("index"),
        entry.text("guide_name"),
        entry.text("guide").lstrip("\n"),
        {each.key: each for each in kinds},
    )
