"""Rounding half up, the one place where it's done."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.money import to_fen, to_yuan, yuan_text
from gov_accounts.rounding import WAN, YUAN


@pytest.mark.parametrize(
    ("fen", "printed"),
    [
        (27_505_000, "27.51"),
        (27_504_999, "27.50"),
        (-27_505_000, "-27.51"),
        (4_999, "0.00"),
        (-4_999, "0.00"),
        (5_000, "0.01"),
        (0, "0.00"),
    ],
)
def test_half_up_away_from_zero(fen: int, printed: str) -> None:
    assert str(WAN.round(fen)) == printed


@given(st.integers(-(10**15), 10**15))
def test_printed_is_within_half_a_unit_and_yuan_is_exact(fen: int) -> None:
    assert abs(Fraction(WAN.round(fen)) - Fraction(fen, WAN.fen)) <= Fraction(1, 200)
    assert YUAN.round(fen) == to_yuan(fen)
    assert to_fen(to_yuan(fen)) == fen


def test_finer_than_a_fen_is_refused() -> None:
    with pytest.raises(ValueError, match="finer"):
        to_fen(Decimal("0.001"))


def test_yuan_as_people_read_it() -> None:
    assert yuan_text(123_456_789) == "1,234,567.89"
    assert yuan_text(-5) == "-0.05"
