"""The unit's rules: patterns, what is wrong with a file of them, the one to begin with."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.exchange.patterns import read_pattern
from gov_accounts.exchange.rules import read_rules, template
from gov_accounts.law.accounts import UNIT_KINDS
from gov_accounts.law.reading import DataError

LETTERS = st.text("ab费", max_size=6)


@given(st.text("ab费*", min_size=1, max_size=8), LETTERS)
def test_patterns_are_what_a_regular_expression_says(pattern: str, text: str) -> None:
    if "*" in pattern:
        expected = re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None
    else:
        expected = pattern in text
    assert read_pattern(pattern).matches(text) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "meant"),
    [
        ("手续费", "付 账户手续费 5 月", True),
        ("=手续费", "手续费 ", True),
        ("=手续费", "付手续费", False),
        ("＝ＡＢ", "ab", True),
        ("某公司＊", "某公司（北京）", True),
        ("*", "", True),
        ("a*a", "a", False),
    ],
)
def test_a_pattern(pattern: str, text: str, meant: bool) -> None:  # noqa: FBT001
    assert read_pattern(pattern).matches(text) is meant


@pytest.mark.parametrize("text", ["", "  ", "=", "= "])
def test_a_pattern_of_nothing(text: str) -> None:
    with pytest.raises(ValueError, match=r"^\s*=?\s*$"):
        read_pattern(text)


def test_no_pattern_takes_for_ever() -> None:
    began = time.monotonic()
    assert not read_pattern("*a" * 500 + "*b").matches("a" * 100_000)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[bank]]\naccount = "1"', "bank[1].words"),
        ('[[bank]]\nwords = "a"', "bank[1].account"),
        ('[[bank]]\nwords = "a"\naccount = "1"\n[[bank]]\nwords = ""\naccount = "1"', "bank[2].words"),
        ('[[bank]]\nwords = "a"\naccount = "1"\nside = "出"', "bank[1].side"),
        ('[[bank]]\nwords = "a"\naccount = "1"\nacount = "1"', "bank[1].acount"),
        ('[[payment]]\necon = []\naccount = "1"', "payment[1].econ"),
        ("bank = 3", "bank"),
        ("[[bank]", "第 1 行"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    tmp_path.joinpath("import-rules.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(said)) as error:
        read_rules(tmp_path)
    assert str(error.value).startswith("import-rules.toml: ")


@pytest.mark.parametrize("kind", UNIT_KINDS)
def test_the_one_to_begin_with_is_read_commented_or_not(tmp_path: Path, kind: str) -> None:
    text = template(kind)
    path = tmp_path.joinpath("import-rules.toml")
    path.write_text(text, encoding="utf-8")
    assert not any(read_rules(tmp_path).of.values())
    path.write_text(re.sub(r"(?m)^# (?=\[\[|\w+ = )", "", text), encoding="utf-8")
    assert all(read_rules(tmp_path).of.values())
