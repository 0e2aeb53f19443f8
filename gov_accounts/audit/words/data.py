"""The audit's data files, as far as words are concerned."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from gov_accounts.law.reading import official, read

if TYPE_CHECKING:
    from gov_accounts.law.reading import Entry


@cache
def data(name: str) -> Entry:
    """A data file of the audit, by its name without ``.toml``.

    Raises:
        DataError: it isn't as it should be.
    """
    return read(official("audit", f"{name}.toml"), f"audit/{name}.toml")


def pattern(entry: Entry, key: str) -> re.Pattern[str]:
    """A regular expression that stands under a key.

    Raises:
        DataError: it is none.
    """
    try:
        return re.compile(entry.text(key))
    except re.error as error:
        raise entry.wrong(key, f"正则表达式：{error}") from error


def any_of(entry: Entry, key: str) -> re.Pattern[str] | None:
    """One regular expression for a list of them; None where there is no list.

    Raises:
        DataError: one is none.
    """
    texts = entry.texts(key, ())
    if not texts:
        return None
    try:
        return re.compile("|".join(f"(?:{each})" for each in texts))
    except re.error as error:
        raise entry.wrong(key, f"正则表达式的列表：{error}") from error
