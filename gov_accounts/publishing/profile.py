"""The profile of a year: the document's parts, sentences, forms and words, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

Profile: TypeAlias = Mapping[str, Any]
"""``document.toml``, with the blocks of its parts under ``blocks`` and the glossary under ``glossary``."""


def profile(year: int) -> Profile:
    """The profile of a year: its own folder's, or the last one's before it, or the first one's."""
    years = _years()
    return _read(max((each for each in years if each <= year), default=years[0]))


@cache
def _years() -> Sequence[int]:
    folder = resources.files("gov_accounts_ledger") / "disclosure"
    return sorted(int(each.name) for each in folder.iterdir() if each.name.isdigit())


@cache
def _read(year: int) -> Profile:
    folder = resources.files("gov_accounts_ledger") / "disclosure" / str(year)
    law = tomllib.loads((folder / "document.toml").read_text(encoding="utf-8"))
    for name in law["parts"]:
        part = tomllib.loads((folder / name).read_text(encoding="utf-8"))
        law.setdefault("blocks", []).extend(part["blocks"])
    law["glossary"] = tomllib.loads((folder / "glossary.toml").read_text(encoding="utf-8"))
    return law
