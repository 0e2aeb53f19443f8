"""From exact fen to printed figures: the one place where anything is rounded.

Figures are rounded half up (四舍五入), away from zero for negative ones, each cell by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """A unit to print in: its Chinese name and how many fen it is; figures have two decimals."""

    key: str
    name: str
    fen: int

    def round(self, fen: int) -> Decimal:
        """An exact amount as it is printed in this unit."""
        exponent = len(str(self.fen)) - 1
        # Adding zero takes the sign off a negative amount that rounds to nothing.
        return Decimal(fen).scaleb(-exponent).quantize(_CENT, ROUND_HALF_UP) + 0


WAN: Final = MoneyUnit("wan", "万元", 1_000_000)
YUAN: Final = MoneyUnit("yuan", "元", 100)
MONEY_UNITS: Final = {unit.key: unit for unit in (WAN, YUAN)}
