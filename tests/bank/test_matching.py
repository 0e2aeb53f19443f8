"""Which stage takes what, and what is left alone."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from gov_accounts.bank import matching
from gov_accounts.bank.lines import BookLine
from gov_accounts.bank.matching import Basis, Matching, match
from gov_accounts.bank.statement import Movement
from gov_accounts.findings import Place
from tests.bank.drawn import in_order, line, movement

if TYPE_CHECKING:
    import pytest


def on(day: int) -> datetime.date:
    return datetime.date(2020, 6, day)


def matched(books: list[BookLine], bank: list[Movement], days: int = 10) -> Matching:
    return match(sorted(books, key=lambda each: each.date), in_order(bank), days)


def pairs(made: Matching) -> list[tuple[tuple[int, ...], tuple[int, ...], str]]:
    return [(each.books, each.bank, each.basis.name) for each in made.matches]


def rules(made: Matching) -> list[str]:
    return [each.rule for each in made.findings]


def test_a_number_goes_before_a_nearer_day() -> None:
    books = [line(on(1), 900, 1, references=("no10",)), line(on(10), 900, 2)]
    bank = [movement(on(10), 900, references=("no10",)), movement(on(12), 900)]
    assert pairs(matched(books, bank)) == [((0,), (0,), "REFERENCE"), ((1,), (1,), "AMOUNT")]


def test_a_number_may_be_any_time_ago_and_of_several() -> None:
    books = [line(on(1), 900, 1, references=("no10",))]
    bank = [movement(on(1).replace(year=2021), fen, references=("no10",)) for fen in (400, 500)]
    assert pairs(matched(books, bank)) == [((0,), (0, 1), "REFERENCE")]


def test_a_number_of_another_amount_is_told() -> None:
    """Not where the amounts were matched otherwise; nor is received matched with paid."""
    books = [line(on(1), 900, 1, references=("no10",))]
    made = matched(books, [movement(on(1), 800, references=("no10",))])
    assert (pairs(made), rules(made)) == ([], ["bank-reference-differs"])
    assert rules(matched(books, [movement(on(1), -900, references=("no10",))])) == ["bank-reference-differs"]
    assert not rules(matched(books, [movement(on(1), 800, references=("no10",)), movement(on(1), 900)]))


def test_several_of_a_number_on_both_sides_are_no_match() -> None:
    books = [line(on(1), fen, 1, references=("no10",)) for fen in (100, 400)]
    bank = [movement(on(1 + fen // 100), fen, words=str(fen), references=("no10",)) for fen in (200, 300)]
    assert not pairs(matched(books, bank))


def test_a_party_goes_before_a_nearer_day() -> None:
    books = [line(on(8), 900, 1, party="甲 公司"), line(on(10), 900, 2, party="乙公司")]
    bank = [movement(on(10), 900, party="甲公司")]
    assert pairs(matched(books, bank)) == [((0,), (0,), "PARTY")]


def test_the_window_is_what_is_said() -> None:
    books, bank = [line(on(1), 900)], [movement(on(11), 900)]
    assert pairs(matched(books, bank, 10))
    assert not pairs(matched(books, bank, 9))


def test_more_pairs_go_before_nearer_ones() -> None:
    books = [line(on(1), 900, 1), line(on(9), 900, 2)]
    bank = [movement(on(9), 900), movement(on(19), 900)]
    assert len(matched(books, bank).matches) == 2


def test_sums_of_more_than_one_way_are_left_and_told() -> None:
    books = [line(on(9 + fen % 2), fen, fen) for fen in (300, 400, 601, 701)]
    made = matched(books, [movement(on(10), 1001)])
    assert (pairs(made), rules(made)) == ([], ["bank-sum-ambiguous"])
    assert "1 种以上" not in made.findings[0].what


def test_what_two_want_is_taken_by_neither() -> None:
    """Either of two movements could be the three of the books."""
    books = [line(on(day), fen, day) for day, fen in ((1, 300), (2, 400), (3, 500))]
    bank = [movement(on(4), 700, words="a"), movement(on(6), 900, words="b")]
    assert not pairs(matched(books, bank))


def test_what_one_way_leaves_makes_the_next_sure() -> None:
    books = [line(on(day), fen, day) for day, fen in ((1, 300), (2, 400), (11, 500), (12, 600))]
    bank = [movement(on(3), 700, words="a"), movement(on(13), 1100, words="b")]
    assert [each.basis for each in matched(books, bank).matches] == [Basis.SUM, Basis.SUM]


def test_a_sum_within_few_days_goes_before_another() -> None:
    books = [line(on(day), fen, day) for day, fen in ((1, 301), (2, 699), (9, 300), (11, 700))]
    assert pairs(matched(books, [movement(on(10), 1000)])) == [((2, 3), (0,), "SUM")]


def test_of_equal_amounts_in_a_sum_the_nearest_are_taken() -> None:
    books = [line(on(day), fen, day) for day, fen in ((1, 300), (2, 300), (8, 300), (9, 550))]
    assert pairs(matched(books, [movement(on(12), 850)])) == [((2, 3), (0,), "SUM")]


def test_received_and_paid_make_no_sum() -> None:
    books = [line(on(9), 300, 1), line(on(10), -100, 2)]
    assert not pairs(matched(books, [movement(on(10), 200)]))
    assert not pairs(matched([line(on(9), 300, 1), line(on(11), -300, 2)], []))


def test_a_vouchers_legs_may_be_both() -> None:
    """Received less a fee, in one voucher."""
    books = [line(on(9), 300, 1), line(on(9), -5, 1)]
    assert pairs(matched(books, [movement(on(10), 295)])) == [((0, 1), (0,), "VOUCHER")]


def test_a_voucher_of_nothing_is_no_match() -> None:
    books = [line(on(9), 300, 1), line(on(9), -300, 1)]
    assert not pairs(matched(books, [movement(on(10), 5)]))


def test_searches_end_and_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_STEPS", 50)
    books = [line(on(1 + number % 20), 1000 + number, number) for number in range(40)]
    made = matched(books, [movement(on(10), 4001), movement(on(11), 4003)])
    assert rules(made) == ["bank-sum-limited"]
    assert made.findings[0].place == Place("statement.csv", 0)


def test_thousands_that_never_match_end() -> None:
    """No explosion: the steps are counted, whatever the amounts."""
    books = [line(on(1 + number % 28), 200 * (number + 1), number) for number in range(600)]
    bank = [movement(on(1 + number % 28), 200 * (number + 1) + 1) for number in range(600)]
    made = matched(books, bank)
    assert not pairs(made)
    assert rules(made) == ["bank-sum-limited"]
