"""What banks call the columns of their statements (``bank/statement.toml``)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.law.reading import official, read

if TYPE_CHECKING:
    from collections.abc import Mapping

SINGLE: Final = ("date", "received", "paid", "amount", "side", "balance", "party")
"""Kinds of columns of which one is read."""
SEVERAL: Final = ("words", "reference")
"""Kinds of columns that are all read."""
_IN_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_UNIT: Final = re.compile(r"/?(人民币)?元$")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names of columns and other words, made plain by `plain_head`.

    Attributes:
        columns: the kind of a column → its names, those preferred first.
        received, paid: what a column of sides says of money received, and of money paid.
        opening: what a row of the balance brought forward begins with.
        passed: what rows that are no movement begin with.
        no_reference: what stands for no reference.
        book_references: keys of metadata under which vouchers tell a reference.
    """

    columns: Mapping[str, tuple[str, ...]]
    received: frozenset[str]
    paid: frozenset[str]
    opening: tuple[str, ...]
    passed: tuple[str, ...]
    no_reference: frozenset[str]
    book_references: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with the package.

    Raises:
        DataError: the file isn't as it should be.
    """
    content = read(official("bank", "statement.toml"), "bank/statement.toml")
    content.known("columns", "several", "sides", "rows", "empty", "books")
    single = content.entry("columns").known(*SINGLE)
    several = content.entry("several").known(*SEVERAL)
    sides = content.entry("sides").known("received", "paid")
    rows = content.entry("rows").known("opening", "passed")
    names = {key: single.texts(key) for key in SINGLE} | {key: several.texts(key) for key in SEVERAL}
    return Vocabulary(
        {key: tuple(map(plain_head, each)) for key, each in names.items()},
        frozenset(map(plain_head, sides.texts("received"))),
        frozenset(map(plain_head, sides.texts("paid"))),
        tuple(map(plain_head, rows.texts("opening"))),
        tuple(map(plain_head, rows.texts("passed"))),
        frozenset(content.entry("empty").known("references").texts("references")),
        content.entry("books").known("reference").texts("reference"),
    )


def plain_head(text: str) -> str:
    """A column's name as it is compared: without blanks, brackets and what is in them, and the unit at its end."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _UNIT.sub("", _IN_BRACKETS.sub("", folded)).strip(":*") or folded
