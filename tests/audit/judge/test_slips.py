"""What slips of the hand make of a number, and that one explains a broken sum better than none."""

from __future__ import annotations

import pytest

from gov_accounts.audit.judge.slips import slip

STEP = 10_000


@pytest.mark.parametrize(
    ("old", "value", "expected"),
    [
        (-12_340_000, 12_340_000, "正负号"),
        (123_400_000_000, 12_340_000, "单位"),
        (123_400_000, 12_340_000, "小数点"),
        (122_340_000, 12_340_000, "多一位"),
        (1_340_000, 12_340_000, "少一位"),
        (13_240_000, 12_340_000, "数字颠倒"),
        (12_350_000, 12_340_000, ""),
        (0, 12_340_000, ""),
    ],
)
def test_a_slip(old: int, value: int, expected: str) -> None:
    assert slip(old, value, STEP) == expected
