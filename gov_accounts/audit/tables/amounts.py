"""Numbers as they stand in tables."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_DASHES: Final = frozenset("-－—–―─‐‑−﹣/")
_NUMBER: Final = re.compile(
    r"(?P<open>\()?¥?(?P<sign>[-+])?¥?(?P<digits>\d{1,18}(?:\.\d{1,8})?|\.\d{1,8})(?P<close>\))?"
)
_SEPARATED: Final = re.compile(r"(?<=\d)[,'](?=\d{3}(?!\d))")
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a cell prints, and its decimals."""

    value: Decimal
    decimals: int


def squeezed(text: str) -> str:
    """A text as it is compared: full-width and half-width alike, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_blank(text: str) -> bool:
    """Whether a cell says that there is no number: it is empty, or has dashes alone."""
    return all(each in _DASHES for each in text if not each.isspace())


def figure_of(text: str) -> Figure | None:
    """The number that a cell prints; None for words and for a cell without one.

    Brackets around it or a minus before it make it negative; thousands may be apart by commas.
    """
    if len(text) > _LONGEST:
        return None
    plain = squeezed(text).replace("−", "-").replace("－", "-").replace("，", ",").replace("–", "-")
    plain = _SEPARATED.sub("", plain)
    found = _NUMBER.fullmatch(plain)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    digits = found["digits"]
    value = Decimal(digits)
    negative = found["sign"] == "-" or bool(found["open"])
    return Figure(-value if negative else value, len(digits.partition(".")[2]))
