"""大写: the rule's own examples, and words read back by another way give the amount."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.printing.in_words import amount_in_words

DIGITS = {each: value for value, each in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10.00", "壹拾元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万零柒仟元零伍角叁分"),
        ("100000000.00", "壹亿元整"),
        ("100010000.00", "壹亿零壹万元整"),
        ("1000000000000.01", "壹万亿元零壹分"),
        ("-20.10", "负贰拾元零壹角整"),
    ],
)
def test_amounts_as_the_rule_has_them(yuan: str, words: str) -> None:
    assert amount_in_words(int(yuan.replace(".", ""))) == words


def read(words: str) -> int:
    """The amount in fen that words say, digit by digit."""
    match = re.fullmatch(r"(负?)(?:(.*)元)?零?(?:(.)角)?(?:(.)分|整)", words)
    assert match, words
    sign, yuan, jiao, fen = match.groups()
    amount = 100 * whole(yuan or "零") + 10 * DIGITS[jiao or "零"] + DIGITS[fen or "零"]
    return -amount if sign else amount


def whole(words: str) -> int:
    total = section = digit = 0
    for each in words:
        if each in DIGITS:
            digit = DIGITS[each]
        elif each in UNITS:
            section += digit * UNITS[each]
            digit = 0
        elif each == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        else:
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    return total + section + digit


@given(st.integers(-(10**17), 10**17) | st.integers(0, 10**6))
def test_words_read_back_are_the_amount(fen: int) -> None:
    words = amount_in_words(fen)
    assert read(words) == fen
    assert "零零" not in words
    assert not re.search("零[拾佰仟万亿]", words)
    assert not words.startswith("零") or fen == 0
    assert words.endswith("整") == (fen % 10 == 0)


@given(st.integers(1, 10**15))
def test_a_zero_stands_just_where_zeros_are_between_other_digits(fen: int) -> None:
    digits = str(fen).rstrip("0")
    # 分 stands by itself, so that nothing follows it; what is left out at the end leaves no 零.
    assert amount_in_words(fen).count("零") == len(re.findall("0+", digits))
