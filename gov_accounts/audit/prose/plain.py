"""Text as patterns see it: the same length, with one form for each mark and digit; and its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAME: Final = str.maketrans("０１２３４５６７８９．％()，:;﹪－", "0123456789.%（），：；%-")
_NUMBER: Final = r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?"
_FIGURE: Final = re.compile(
    rf"(?<![\d.])(?P<list>(?:-?\d+\.\d+(?P<sign>%?)[,，、和])?)(?P<number>{_NUMBER})(?P<unit>亿元|万元|元|%)"
)
_FIRST: Final = re.compile(_NUMBER)
UNITS: Final = {"亿元": 10_000_000_000, "万元": 1_000_000, "元": 100, "%": 0}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit in a text.

    Attributes:
        begin, end: where its digits stand.
        after: where what follows its unit begins.
        unit: in fen; 0 for per cents.
        paired: where it is the second of two with one unit, the first is before it in the list; else None.
    """

    value: Decimal
    decimals: int
    begin: int
    end: int
    after: int
    unit: int
    first: bool = False
    second: bool = False


def plain(text: str) -> str:
    """A text of the same length, its marks and digits in one form each. Commas within numbers are kept."""
    made = text.translate(_SAME)
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", ",", made)


def figures(text: str) -> Iterator[Figure]:
    """Amounts and per cents, in order; of ``4125.49,4143.91万元`` both, as a pair."""
    for match in _FIGURE.finditer(text):
        unit = UNITS[match["unit"]]
        listed = match["list"]
        # ``a%、b%`` or ``a,b万元``: the unit of the first is that of the second.
        pair = bool(listed) and bool(match["sign"]) == (match["unit"] == "%")
        first = _FIRST.match(listed) if pair else None
        if first is not None:
            value, decimals = _number(first[0])
            begin = match.start("list")
            yield Figure(value, decimals, begin, begin + len(first[0]), match.start("number"), unit, first=True)
        value, decimals = _number(match["number"])
        yield Figure(value, decimals, match.start("number"), match.end("number"), match.end(), unit, second=pair)


def _number(text: str) -> tuple[Decimal, int]:
    digits = text.replace(",", "")
    return Decimal(digits), len(digits.partition(".")[2])
