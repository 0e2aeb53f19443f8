"""Numbers that can be said, and per cents of them. Decimal throughout; per cents are of what is printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gov_accounts.printing.rounding import percentages
from gov_accounts.reports.budget_execution import rate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from gov_accounts.law.formula import Reference


@dataclass(frozen=True, slots=True)
class Value:
    """A number that can be said.

    Attributes:
        number: with its sign, in its unit.
        text: as it is printed.
        unit: what follows it, ``万元``, ``%``; nothing where it has none.
        name: what it is, and the last part of its id.
        origin: where it comes from, for people.
        cells: the cells of this year's tables it is worked out from.
        steps: of an amount of money, in steps of the unit's last decimal.
    """

    number: Decimal
    text: str
    unit: str
    name: str
    origin: str
    cells: tuple[Reference, ...] = ()
    steps: int | None = None

    def without_sign(self) -> Value:
        """The same, printed without its sign, which a word beside it tells."""
        return replace(self, text=self.text.removeprefix("-"))


def in_decimals(number: Decimal) -> str:
    """A number as written, without an exponent: ``9.375``, ``500``."""
    return f"{number:f}"


def percent(part: Value, whole: Value, name: str, decimals: int) -> Value | None:
    """What per cent a part is of a whole, half up; None where the whole is nothing or less."""
    exponent = min(int(each.number.as_tuple().exponent) for each in (part, whole))
    share = rate(int(part.number.scaleb(-exponent)), int(whole.number.scaleb(-exponent)), decimals)
    if share is None:
        return None
    origin = f"（{part.origin}）÷（{whole.origin}）"
    return Value(share, str(share), "%", name, origin, tuple(dict.fromkeys((*part.cells, *whole.cells))))


def shares(parts: Sequence[Value], name: str, origin: str, decimals: int) -> list[Value | None]:
    """Per cents of the parts of a whole: they add to 100. A part below zero, or nothing at all, has no shares."""
    steps = [part.steps or 0 for part in parts]
    if not steps or min(steps) < 0 or not sum(steps):
        return [None] * len(parts)
    cells = tuple(dict.fromkeys(cell for part in parts for cell in part.cells))
    return [
        Value(share, str(share), "%", name, f"（{part.origin}）{origin}", cells)
        for part, share in zip(parts, percentages(steps, decimals), strict=True)
    ]
