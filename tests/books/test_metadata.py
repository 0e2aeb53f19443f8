"""Metadata as text: whatever beancount makes of a value, and whatever stands in its place."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core.amount import Amount
from beancount.core.data import Open, Transaction
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.cube import sums_of
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.metadata import TEXTS, code_of, text_of, with_texts
from gov_accounts.books.postings import counted_postings, read_postings
from gov_accounts.ledger import load
from gov_accounts.nearest import nearest
from gov_accounts.reading.translation import translate
from tests.support.heads import HEAD

NUMBERS = st.decimals(allow_nan=False)
VALUES = st.one_of(st.none(), st.booleans(), st.text(), st.dates(), NUMBERS, st.builds(Amount, NUMBERS, st.just("CNY")))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(11), "11"),
        (Decimal("11.00"), "11"),
        (Decimal(2060501), "2060501"),
        (Decimal("-0"), "-0"),
        (Decimal("11.50"), "11.50"),
        (Decimal("1E+5"), "100000"),
        (Decimal("1E+999999"), "1E+999999"),
        (Decimal("Infinity"), "Infinity"),
        (None, ""),
        (True, "TRUE"),
        (datetime.date(1, 1, 1), "0001-01-01"),
        (Amount(Decimal("12.00"), "CNY"), "12.00 CNY"),
        (" 11\n", "11"),
    ],
)
def test_values_are_as_they_were_typed(value: object, text: str) -> None:
    assert text_of(value) == text


@given(VALUES)
def test_every_value_is_some_text(value: object) -> None:
    assert text_of(text_of(value)) == text_of(value)
    code = code_of(value)
    assert code == "" or (code.isdigit() and code.isascii() and len(code) < 10)


def values_of(entries: list[Any]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, (Open, Transaction)):
            for meta in (entry.meta, *(each.meta for each in getattr(entry, "postings", ()))):
                yield from (meta[key] for key in TEXTS & meta.keys())


VOUCHER = """
2020-03-05 * "电费"
  project: 1
  Expenses:7201-事业支出:基本支出                     1.00 CNY.B
    func: 2060501
    econ:
  Assets:8001-资金结存:800101-零余额账户用款额度     -1.00 CNY.B
    fund: 11
"""


def loaded(folder: Path, text: str) -> Ledger:
    path = folder / "main.beancount"
    path.write_text(text, encoding="utf-8", newline="\n")
    return load(path)


def test_after_loading_all_values_are_text(tmp_path: Path) -> None:
    ledger = loaded(tmp_path, HEAD.replace('fund: "11"', "fund: 11") + VOUCHER)
    values = list(values_of(list(ledger.entries)))
    assert len(values) > 6
    assert {type(each) for each in values} == {str}
    assert {each.rule for each in ledger.findings} == {"econ-missing", "project-undeclared"}


def test_without_the_plugin_too(tmp_path: Path) -> None:
    ledger = loaded(tmp_path, HEAD.replace('plugin "gov_accounts_plugins"\n', "") + VOUCHER * 2)
    assert {type(each) for each in values_of(list(ledger.entries))} == {str}
    assert [each.rule for each in ledger.findings] == ["plugin-line-missing"]
    assert len(sums_of(ledger.entries, ledger.codes, {})[1]) == 2
    assert {each.fund for each in read_postings(ledger.entries)} == {"", "11"}


def test_what_is_text_stays_itself(tmp_path: Path) -> None:
    entries = loaded(tmp_path, HEAD + VOUCHER).entries
    assert all(one is other for one, other in zip(with_texts(entries), entries, strict=True))


def test_a_code_of_other_characters_is_none_to_the_tables(tmp_path: Path) -> None:
    ledger = loaded(tmp_path, HEAD + VOUCHER.replace("func: 2060501", 'func: "#2060501"'))
    assert {each.func for each in counted_postings(ledger.entries)} == {""}
    assert {each.func for each in read_postings(ledger.entries)} == {"", "#2060501"}
    (finding,) = [each for each in ledger.findings if each.rule == "code-shape"]
    assert finding.place is not None
    assert finding.place.line == HEAD.count("\n") + 4


def test_of_very_long_words_none_is_like_another() -> None:
    long = "x" * 20_000
    assert nearest(long, [long, long + "y"]) == []
    assert nearest("Assets", [long, "Asets"]) == ["Asets"]
    assert "已开户" not in translate(f"Invalid reference to unknown account '{long}'", None, [long + "y"] * 50).remedy
