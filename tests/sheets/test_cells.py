"""Amounts and days, however they are written; and what is neither."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.sheets.cells import is_blank, read_amount, read_day, text_of

NOON = datetime.datetime.combine(datetime.date(2020, 6, 3), datetime.time(12))
AMOUNTS = {
    "1,234.50": 123450,
    "1234.5": 123450,
    " 1234.50 ": 123450,
    "１，２３４．５０": 123450,
    "￥1,234.50": 123450,
    "¥-1,234.50": -123450,
    "-¥1,234.50": -123450,
    "1234.50元": 123450,
    "人民币1234.50元": 123450,
    "(1,234.50)": -123450,
    "（1，234．50）": -123450,
    "−1234.50": -123450,
    "－１２３４．５": -123450,
    "1234.50-": -123450,
    "+0.01": 1,
    ".5": 50,
    "0": 0,
    '="1234.50"': 123450,
    "\t1234.50": 123450,
}
NO_AMOUNTS = ("", "-", "12.345", "1,23.00", "12,34", "1e5", "壹佰元", "1 2.x", "1.2.3", "--1", "((1))", ".", "9" * 30)


@pytest.mark.parametrize(("text", "fen"), AMOUNTS.items())
def test_amounts(text: str, fen: int) -> None:
    assert read_amount(text) == fen


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_what_is_no_amount(text: str) -> None:
    assert read_amount(text) is None


@pytest.mark.parametrize(
    ("number", "fen"),
    [("1234.5600000000001", 123456), ("0.30000000000000004", 30), ("-7", -700), ("0.005", None), ("1E+30", None)],
)
def test_numbers_of_a_workbook(number: str, fen: int | None) -> None:
    assert read_amount(Decimal(number)) == fen


@given(st.integers(-(10**14), 10**14), st.booleans(), st.booleans())
def test_what_is_written_is_read(fen: int, commas: bool, wide: bool) -> None:  # noqa: FBT001 (drawn)
    yuan = Decimal(fen).scaleb(-2)
    text = f"{yuan:,.2f}" if commas else f"{yuan:.2f}"
    if wide:
        text = "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)
    assert read_amount(text) == fen
    assert read_amount(yuan) == fen


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_none(text: str) -> None:
    assert read_amount(text) is None or isinstance(read_amount(text), int)
    assert read_day(text) is None or isinstance(read_day(text), datetime.date)
    assert text_of(text).isprintable()


@pytest.mark.parametrize(
    "text",
    [
        *("2020-06-03", "2020/6/3", "2020.06.03", "20200603", "2020年6月3日", "2020年06月03日 10:11:12"),
        *("2020-06-03 10:11:12", "2020-06-03T10:11:12", "20200603 101112", "20200603101112", "２０２０－６－３"),
        *("20200603 10:11:12", "\t2020-06-03", '="20200603"'),
    ],
)
def test_days(text: str) -> None:
    assert read_day(text) == datetime.date(2020, 6, 3)


@pytest.mark.parametrize("text", ["", "2020-02-30", "2020-6", "06-03", "6/3/2020", "43985", "1-2-3", "02000603"])
def test_what_is_no_day(text: str) -> None:
    assert read_day(text) is None


def test_day_cells() -> None:
    assert read_day(NOON) == datetime.date(2020, 6, 3)
    assert read_day(Decimal(43985)) is None
    assert read_amount(NOON) is None


def test_blanks() -> None:
    assert all(is_blank(each) for each in ("", " ", "-", "—", "/", "\t", "--"))
    assert not any(is_blank(each) for each in ("0", "0.00", "a", Decimal(0)))
