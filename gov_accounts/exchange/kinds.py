"""Which module reads which kind of map: a new kind is one module and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from gov_accounts.exchange.maps import Map, Reader

KINDS: Final[Mapping[str, str]] = {
    "balance": "balances",
    "bank": "bank_lines",
    "journal": "journal",
    "paper": "papers",
    "payroll": "payroll",
    "quota": "quota",
}
"""A kind → the module that has a function ``reader(map)``; it is loaded when a file may be of it."""


def reader(map_: Map) -> Reader:
    """What reads files by a map.

    Raises:
        DataError: the map isn't as it should be.
    """
    if map_.kind not in KINDS:
        raise map_.entry.wrong("kind", "、".join(KINDS) + " 之一")
    make = cast("Callable[[Map], Reader]", import_module(f"gov_accounts.exchange.{KINDS[map_.kind]}").reader)
    return make(map_)
