"""Which module writes which format: a new format is one module and one line here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from gov_accounts.exchange.export.value import Books, Made

FORMATS: Final = ("audit", "dat95", "gb24589", "v800", "receiver")
"""The formats that `Books` are put in: each is the name of a module that has a function ``made``."""


def made_as(kind: str, books: Books) -> Made:
    """The books of a year in a format.

    Raises:
        DataError: the format's layout isn't as it should be.
    """
    make = cast("Callable[[Books], Made]", import_module(f"gov_accounts.exchange.export.{kind}").made)
    return make(books)
