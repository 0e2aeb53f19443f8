"""The unit's rules: patterns, what is wrong with a file of them, the one to begin with."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.new_ledger import new_ledger, write_new
from gov_accounts.exchange.accounts import AccountBook
from gov_accounts.exchange.maps import Target
from gov_accounts.exchange.patterns import read_pattern
from gov_accounts.exchange.payroll.rules import read_payroll_rules
from gov_accounts.exchange.payroll.vouchers import named_accounts
from gov_accounts.exchange.proposals import Desk
from gov_accounts.exchange.rules import read_rules, template
from gov_accounts.law.accounts import UNIT_KINDS
from gov_accounts.law.reading import DataError
from gov_accounts.ledger import load

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
        ("*a*a*", "a", False),
        ("*a*a*", "aba", True),
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
        ('[[bank]]\nwords = "a"\naccount = "1"\ntags = ["a b"]', "bank[1].tags"),
        ('[money]\n"尾号1" = "1002"', "money.尾号1"),
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
    path.write_text(uncommented(text), encoding="utf-8")
    rules = read_rules(tmp_path)
    assert all(rules.of.values())
    assert rules.payroll is not None
    assert read_payroll_rules(rules.payroll).pay is not None


@pytest.mark.parametrize("kind", UNIT_KINDS)
def test_its_accounts_are_what_a_new_ledger_opens(tmp_path: Path, kind: str) -> None:
    write_new(tmp_path / "a", new_ledger("某某中心", kind, 2020))
    tmp_path.joinpath("a", "import-rules.toml").write_text(uncommented(template(kind)), encoding="utf-8")
    ledger = load(tmp_path / "a" / "main.beancount")
    target = Target(ledger, AccountBook(ledger, 2020), {}, {})
    desk = Desk(target)
    assert desk.findings == ()
    assert desk.rules.payroll is not None
    assert named_accounts(read_payroll_rules(desk.rules.payroll), desk)[1] == []
    for rule in (each for rules in desk.rules.of.values() for each in rules):
        assert isinstance(desk.accounts.named(rule.account), str), rule
    assert target.accounts.new == ()


def uncommented(text: str) -> str:
    """The examples, no comments any more."""
    return re.sub(r"(?m)^# (?=\[|\w+ = )", "", text)
