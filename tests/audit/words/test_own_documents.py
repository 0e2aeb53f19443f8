"""Our own documents have nothing that the checks of words find."""

from __future__ import annotations

from functools import cache

import pytest

from gov_accounts.books.ledger import Ledger
from gov_accounts.ledger import load
from gov_accounts.publishing.assemble import make_document
from tests.audit.words.understood import Understood, rules, shown, understood
from tests.support.paths import EXAMPLES

NOT_DISCLOSED = {
    ("wuhan_2020", 2020): 0,
    ("qingshi_2019_2020", 2019): 3,
    ("qingshi_2019_2020", 2020): 0,
    ("puhui_2024", 2023): 2,
    ("puhui_2024", 2024): 0,
}
"""How many counts nobody wrote down: of a year that is there to compare with, no facts are disclosed."""


@cache
def ledger(name: str) -> Ledger:
    return load(EXAMPLES / name / "main.beancount")


@cache
def own(name: str, year: int) -> Understood:
    books = ledger(name)
    return understood(make_document(books, year).document, books.profile(year))


@pytest.mark.parametrize(("name", "year"), NOT_DISCLOSED)
def test_own_documents_have_nothing(name: str, year: int) -> None:
    words = own(name, year).words()
    assert list(shown(each for each in words.findings if each.rule != "missing-count")) == []
    assert rules(words.findings) == ["missing-count"] * NOT_DISCLOSED[name, year]
    assert [each for each in words.unchecked if each.what != "文件是否齐全"] == []
