"""Drawn accounts: every planted 未达 is found and none invented, and both balances come to one."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.bank.matching import Basis
from gov_accounts.bank.reconcile import Reconciliation
from tests.bank.drawn import EVENTS, WINDOW, drawn_account, found, monthly_fee
from tests.support.draws import draws


def assert_sound(made: Reconciliation) -> None:
    """Whatever is matched: each line once, to the fen, received with received."""
    books = Counter(index for each in made.matches for index in each.books)
    bank = Counter(index for each in made.matches for index in each.bank)
    assert set(books.values()) | set(bank.values()) <= {1}
    assert not books.keys() & set(made.book_only)
    assert not set(made.cancelled) & (books.keys() | set(made.book_only))
    assert sum(made.books[index].fen for index in made.cancelled) == 0
    assert bank.keys() | set(made.bank_only) == set(range(len(made.bank)))
    assert not bank.keys() & set(made.bank_only)
    for each in made.matches:
        assert sum(made.books[index].fen for index in each.books) == sum(made.bank[index].fen for index in each.bank)
        assert min(len(each.books), len(each.bank)) == 1
        if each.basis is not Basis.REFERENCE:
            days = [
                abs((made.books[one].date - made.bank[other].date).days) for one in each.books for other in each.bank
            ]
            assert max(days) <= WINDOW


@draws(300)
@given(st.integers(0, 2**32), st.integers(0, 60))
def test_what_is_planted_is_found_and_nothing_else(seed: int, count: int) -> None:
    drawn = drawn_account(seed, count)
    made = drawn.reconciled()
    assert found(made) == drawn.outstanding
    assert made.balanced
    assert made.opening.unexplained == 0
    assert_sound(made)


@pytest.mark.parametrize("event", EVENTS, ids=lambda each: each.__name__)
def test_each_kind_of_thing_alone(event: object) -> None:
    """So that a kind that stands in another's way can't hide it."""
    for seed in range(60):
        drawn = drawn_account(seed, 0)
        assert callable(event)
        event(drawn)
        made = drawn.reconciled()
        assert found(made) == drawn.outstanding, seed
        assert made.balanced
        assert_sound(made)


@given(st.integers(0, 2**32), st.integers(1, 40))
def test_the_order_of_equal_days_decides_nothing_about_what_is_outstanding(seed: int, count: int) -> None:
    one, other = drawn_account(seed, count), drawn_account(seed, count)
    other.books.reverse()
    other.bank.reverse()
    assert found(one.reconciled()) == found(other.reconciled())


@given(st.integers(0, 2**32), st.integers(0, 40))
def test_a_statement_without_the_months_before_is_honest(seed: int, count: int) -> None:
    """What the opening balances differ by is all that both sides differ by in the end."""
    drawn = drawn_account(seed, count, [each for each in EVENTS if each is not monthly_fee])
    fen = drawn.amount()
    drawn.row(-20, fen)  # never booked
    made = drawn.reconciled()
    assert made.opening.unexplained == fen
    assert made.adjusted_bank - made.adjusted_books == fen
    assert [each.rule for each in made.findings if each.rule == "bank-opening-difference"]
    assert_sound(made)
