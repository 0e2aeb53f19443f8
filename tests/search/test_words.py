"""What a word may mean, and what it can't."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.voucher_number import VoucherNumber
from gov_accounts.money import yuan_text
from gov_accounts.search.words import Amounts, Days, Word, read_word, read_words, split_words
from gov_accounts.text import plain

FULL_WIDTH = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("18600", 1_860_000),
        ("18,600", 1_860_000),
        ("18,600.00", 1_860_000),
        ("１８６００", 1_860_000),
        ("１８，６００．００", 1_860_000),
        ("¥18,600.5", 1_860_050),
        ("￥18600元", 1_860_000),
        ("1.86万", 1_860_000),
        ("1.86万元", 1_860_000),
        ("0.01", 1),
        ("18600.000", 1_860_000),
    ],
)
def test_an_amount_is_read_however_it_is_typed(typed: str, fen: int) -> None:
    assert read_word(typed).amounts == Amounts(fen, fen)


@pytest.mark.parametrize("typed", ["18,60", "1,8600", "18600.005", "电费", "--5", "1e5", "٣٤٥", "Ⅻ", "万"])
def test_what_is_no_amount_is_none(typed: str) -> None:
    word = read_word(typed)
    assert word.amounts is None or not word.amounts.one


@pytest.mark.parametrize(
    ("typed", "least", "most"),
    [
        ("18000..19000", 1_800_000, 1_900_000),
        ("19,000..18,000", 1_800_000, 1_900_000),
        ("18000~19000", 1_800_000, 1_900_000),
        ("18000～19000", 1_800_000, 1_900_000),
        ("18000至19000", 1_800_000, 1_900_000),
        ("18000到1.9万", 1_800_000, 1_900_000),
        ("18000…19000", 1_800_000, 1_900_000),
        ("18000..", 1_800_000, None),
        ("..18000", None, 1_800_000),
        (">=18000", 1_800_000, None),
        (">= 18000", 1_800_000, None),
        ("≥18,000", 1_800_000, None),
        ("＞＝１８０００", 1_800_000, None),
        (">18000", 1_800_001, None),
        ("<=18000", None, 1_800_000),
        ("≤18000", None, 1_800_000),
        ("<18000", None, 1_799_999),
        ("=302", 30_200, 30_200),
    ],
)
def test_what_is_only_an_amount_is_nothing_else(typed: str, least: int | None, most: int | None) -> None:
    assert read_word(typed) == Word(typed, amounts=Amounts(least, most))


def test_a_minus_asks_for_credits_only() -> None:
    for typed in ("-18600", "−18,600", "－18600"):
        amounts = read_word(typed).amounts
        assert amounts is not None
        assert amounts.covers(-1_860_000)
        assert not amounts.covers(1_860_000)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2020-05", Days(2020, 5, None)),
        ("2020/5", Days(2020, 5, None)),
        ("202005", Days(2020, 5, None)),
        ("2020-05-08", Days(2020, 5, 8)),
        ("2020/5/8", Days(2020, 5, 8)),
        ("2020.5.8", Days(2020, 5, 8)),
        ("20200508", Days(2020, 5, 8)),
        ("2020年", Days(2020, None, None)),
        ("2020年5月", Days(2020, 5, None)),
        ("2020年5月8日", Days(2020, 5, 8)),
        ("5月", Days(None, 5, None)),
        ("2月29日", Days(None, 2, 29)),
        ("2020-02-29", Days(2020, 2, 29)),
        ("2021-02-29", None),
        ("2020-13", None),
        ("2020-00", None),
        ("0000-05", None),
        ("13月", None),
        ("2月30日", None),
        ("2020", None),
        ("2020-5/8", None),
    ],
)
def test_days(typed: str, days: Days | None) -> None:
    assert read_word(typed).days == days


def test_days_cover_their_days() -> None:
    may = Days(None, 5, None)
    assert may.covers(datetime.date(2020, 5, 31))
    assert may.covers(datetime.date(2019, 5, 1))
    assert not may.covers(datetime.date(2020, 6, 5))


def test_numbers_of_vouchers() -> None:
    assert read_word("记-5-003").number == VoucherNumber("记", 0, 5, 3, "")
    assert read_word("5-3").number == VoucherNumber("", 0, 5, 3, "")
    assert read_word("电费").number is None
    assert read_word("2020-05-08").number is None
    assert read_word("2020-05-008").number == VoucherNumber("", 2020, 5, 8, "")


def test_a_code_that_says_so_is_nothing_else() -> None:
    assert read_word("#2060501") == Word("#2060501", code="2060501", marked=True)
    assert read_word("＃P1") == Word("＃P1", code="p1", marked=True)
    assert not read_word("2060501").marked


def test_a_plain_number_may_be_many_things() -> None:
    word = read_word("30201")
    assert (word.amounts, word.code, word.text) == (Amounts(3_020_100, 3_020_100), "30201", "30201")


@pytest.mark.parametrize(
    ("typed", "text", "within"),
    [
        ("5月", "计提5月工资", True),
        ("5月", "计提15月工资", False),
        ("186", "合同186号", True),
        ("186", "合同1860号", False),
        ("186", "合同1186号，第186号", True),
        ("ＡＢＣ", "abc公司", True),
        ("abc  公司", "ABC 公司", True),
        ("电费", "水费", False),
    ],
)
def test_a_word_is_found_in_a_text_but_no_number_in_a_longer_one(typed: str, text: str, *, within: bool) -> None:
    assert read_word(typed).within(plain(text)) == within


def test_a_line_is_split_into_words() -> None:
    assert split_words("18,600  电费　2020-05") == ("18,600", "电费", "2020-05")
    assert split_words('"三月 电费" >= 18000 “某 公司”') == ("三月 电费", ">=18000", "某 公司")
    assert split_words("") == ()
    assert split_words('"" 「') == ("「",)


def test_empty_words_are_left_out() -> None:
    assert read_words(["", " ", "　", "电费"]) == (read_word("电费"),)


@given(st.integers(0, 10**14))
def test_every_amount_is_read_as_it_is_printed(fen: int) -> None:
    text = yuan_text(fen)
    for typed in (text, text.replace(",", ""), text.translate(FULL_WIDTH), f"={text}", f"{text}元"):
        assert read_word(typed).amounts == Amounts(fen, fen)


@given(st.text(max_size=30))
def test_any_text_is_read_without_complaint(typed: str) -> None:
    for word in read_words([typed, *split_words(typed)]):
        assert word.amounts or word.code or word.text
        assert not word.text or word.within(word.text)
