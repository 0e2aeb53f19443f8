"""Codes that are like a wrong one: those that comparing each would name, and soon, even of very many or long ones."""

from __future__ import annotations

import difflib
import time
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.postings import Period, read_period, read_postings
from gov_accounts.law.codes import official_codes
from gov_accounts.ledger import load
from gov_accounts.reports.accounts import all_accounts
from gov_accounts.reports.trial_balance import trial_balance
from tests.support.draws import draws
from tests.support.heads import HEAD

CODES = official_codes()
KNOWN = sorted({*CODES.functional.rows, *CODES.economic.rows})


@st.composite
def slips(draw: st.DrawFn) -> str:
    """A code with up to three slips of a digit."""
    code = draw(st.sampled_from(KNOWN))
    for _ in range(draw(st.integers(0, 3))):
        at, end = draw(st.integers(0, len(code))), draw(st.integers(0, 1))
        code = code[:at] + draw(st.sampled_from(("", *"0123456789a"))) + code[at + end :]
    return code


def one_by_one(code: str, rows: Iterable[str]) -> list[str]:
    """The three most like it, each compared."""

    def likeness(other: str) -> Fraction:
        blocks = difflib.SequenceMatcher(None, code, other, autojunk=False).get_matching_blocks()
        begins = next((at for at, digit in enumerate(code) if other[at : at + 1] != digit), len(code))
        return Fraction(2 * sum(each.size for each in blocks), len(code) + len(other)) + Fraction(begins, 10)

    return sorted(rows, key=lambda each: (-likeness(each), each))[:3]


@draws(150)
@given(slips(), st.sampled_from(["func", "econ"]), st.sampled_from([2019, 2020, 2024]))
def test_those_named_are_the_most_like(code: str, key: str, year: int) -> None:
    list_ = CODES.classification(key)
    if list_.name(code, year):
        return  # a name that was another code's goes first
    level = min(list_.lengths, key=lambda length: abs(length - len(code)))
    rows = [each for each in list_.rows if len(each) == level and list_.row(each, year)]
    assert [row.code for row in list_.nearest(code, year)] == one_by_one(code, rows)


def test_of_long_words_none_is_like_a_code() -> None:
    assert CODES.functional.nearest("2" * 10_000, 2020) == ()
    assert CODES.chart.nearest("1" * 10_000) == ()


def test_three_hundred_wrong_codes_on_a_voucher(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    leg = '  Expenses:7201-事业支出:基本支出  0.00 CNY.B\n    econ: "30201"\n    fund: "11"\n    func: "3{:06}"\n'
    path.write_text(HEAD + '2020-03-05 * "多"\n' + "".join(map(leg.format, range(300))), encoding="utf-8", newline="\n")
    before = time.process_time()
    findings = load(path).findings
    assert time.process_time() - before < 10
    assert len([each for each in findings if each.rule == "code-shape"]) == 300


def test_an_account_of_a_thousand_levels(tmp_path: Path) -> None:
    """What lies deeper than anybody keeps books is one level with the last, under its whole name."""
    account = "Assets:1002-银行存款" + ":A" * 1000
    path = tmp_path / "main.beancount"
    text = f'{HEAD}2020-01-01 open {account} CNY\n2020-03-05 * "存" #no-budget\n  {account}  1 CNY\n'
    path.write_text(text + "  Assets:1002-银行存款  -1 CNY\n", encoding="utf-8", newline="\n")
    ledger = load(path)
    period = read_period("2020")
    assert isinstance(period, Period)
    postings = list(read_postings(ledger.entries))
    (book, *_) = trial_balance(postings, period, CODES.chart)
    assert account in [line.account for line in book.lines]
    assert max(line.level for line in book.lines) == 20
    assert book.totals().difference() == 0
    assert all_accounts([account], CODES.chart)[-1].name == account


def test_three_hundred_wrong_amounts_in_a_voucher(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    leg = f"  Expenses:7201-事业支出:基本支出  {'*'.join(['9' * 28] * 100)} CNY.B\n    econ: {'9' * 7}\n"
    path.write_text(HEAD + '2020-03-05 * "多"\n' + leg * 300 + "  （\n" * 300, encoding="utf-8", newline="\n")
    before = time.process_time()
    assert "amount-absurd" in {each.rule for each in load(path).findings}
    assert time.process_time() - before < 10


@pytest.mark.parametrize("kept", [1, 5])
def test_accounts_of_few_levels_keep_their_names(kept: int) -> None:
    account = "Assets:1002-银行存款" + ":A" * kept
    assert [each.name for each in all_accounts([account], CODES.chart)] == [
        "Assets:1002-银行存款" + ":A" * depth for depth in range(kept + 1)
    ]
