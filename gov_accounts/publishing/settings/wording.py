"""What a file of settings holds, as findings quote it: short, on one line, without anything a terminal would obey."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Final

_SHORT: Final = 40
_UNPRINTABLE: Final = "\ufffd"
_WRITTEN: Final = {"Infinity": "inf", "-Infinity": "-inf", "NaN": "nan"}
_LONGEST_NUMBER: Final = 10**_SHORT
"""Longer ones Python may refuse to write out."""


def quoted_text(text: str, longest: int = _SHORT) -> str:
    """The beginning of a text that may be anything."""
    line = "".join(each if each.isprintable() else _UNPRINTABLE for each in " ".join(text[: 4 * longest].split()))
    return line if len(line) <= longest and len(text) <= 4 * longest else f"{line[:longest]}…"


def quoted_value(value: Any) -> str:
    """A value that isn't a text or an array, as TOML writes it."""
    match value:
        case bool():
            return str(value).lower()
        case int() if abs(value) >= _LONGEST_NUMBER:
            return "…"
        case Decimal():
            return quoted_text(_WRITTEN.get(str(value), str(value)))
        case int() | datetime.date() | datetime.time():
            return str(value)
    return "…"
