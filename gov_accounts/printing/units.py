"""The units that amounts are printed in, and what a single amount is in each."""

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

    @property
    def step(self) -> int:
        """How many fen the last decimal is."""
        return self.fen // 100

    def round(self, fen: int) -> Decimal:
        """An exact amount as it is printed in this unit, by itself."""
        exponent = len(str(self.fen)) - 1
        # Adding zero takes the sign off a negative amount that rounds to nothing.
        return Decimal(fen).scaleb(-exponent).quantize(_CENT, ROUND_HALF_UP) + 0

    def shown(self, steps: int) -> Decimal:
        """A printed amount, given in steps of the last decimal."""
        return Decimal(steps).scaleb(-2)


WAN: Final = MoneyUnit("wan", "万元", 1_000_000)
YUAN: Final = MoneyUnit("yuan", "元", 100)
MONEY_UNITS: Final = {unit.key: unit for unit in (WAN, YUAN)}
