"""Slips of the hand: what they make of a number, by its digits."""

from __future__ import annotations

from typing import Final

TEN_THOUSAND: Final = 10_000


def slip(old: int, value: int, step: int) -> str:
    """What slip makes `old` of `value`, both in fen: a sign, a unit, the point, a digit; nothing where it is none.

    Args:
        old: as printed.
        value: as it should be.
        step: one of the last decimal.
    """
    if old == -value:
        return "正负号"
    if value and (old == value * TEN_THOUSAND or value == old * TEN_THOUSAND):
        return "单位"
    if value and any(old == value * ten or value == old * ten for ten in (10, 100, 1000)):
        return "小数点"
    return slip_of_digits(old, value, step)


def slip_of_digits(old: int, value: int, step: int) -> str:
    """What a slip of the hand makes of digits."""
    one, other = str(abs(old) // step), str(abs(value) // step)
    if (old < 0) != (value < 0) and old and value:
        return ""
    if len(one) == len(other) + 1 and any(one[:at] + one[at + 1 :] == other for at in range(len(one))):
        return "多一位"
    if len(other) == len(one) + 1 and any(other[:at] + other[at + 1 :] == one for at in range(len(other))):
        return "少一位"
    if len(one) == len(other) and sorted(one) == sorted(other):
        places = [at for at in range(len(one)) if one[at] != other[at]]
        if len(places) == 2:  # noqa: PLR2004
            return "数字颠倒"
    return ""
