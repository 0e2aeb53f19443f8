"""What stands in a cell of a statement: amounts and days, however a bank or Excel writes them."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from gov_accounts.money import to_fen

Value: TypeAlias = str | Decimal | datetime.datetime
"""A cell: words (empty where there is nothing), a number, a day."""
_MINUS: Final = str.maketrans("−–—－‐‑﹣", "-------")
_AMOUNT: Final = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]*)?")
_WORDS_AROUND: Final = re.compile(r"^(?:人民币|rmb|cny|¥|￥)|(?:元|cny|rmb)$")
_DAYS: Final = (
    re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ t].*)?"),
    re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日?.*"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[ t]?[0-9]{2}:?[0-9]{2}:?[0-9]{2}.*)?"),
)
_LARGEST: Final = 10**17
"""Fen: more is no amount of a bank account."""
_NEAR: Final = Decimal("0.000001")
"""Yuan: how far from whole fen a number of a workbook may be, which keeps numbers in binary."""
_EARLIEST: Final = 1900
"""Years before are a slip."""


def text_of(value: Value) -> str:
    """A cell as words on one line, without signs that can't be seen."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    bare = "".join(
        " " if each.isspace() else each for each in value if each.isspace() or unicodedata.category(each)[0] != "C"
    )
    return re.sub(r'^="(.*)"$', r"\1", " ".join(bare.split())).strip().strip("'`")


def is_blank(value: Value) -> bool:
    """Whether nothing stands in a cell, or a dash."""
    return text_of(value).translate(_MINUS).strip("-/ ") == ""


def read_amount(value: Value) -> int | None:
    """An amount in fen; None if it is none.

    Thousands separators, full-width digits, brackets or a minus at either end for less than nothing, ``¥`` and 元 are
    understood. What is finer than a fen isn't.
    """
    if isinstance(value, datetime.datetime):
        return None
    if isinstance(value, Decimal):
        return _fen(value, _NEAR)
    text = unicodedata.normalize("NFKC", text_of(value)).translate(_MINUS).casefold().replace(" ", "")
    negative = False
    if text.startswith("(") and text.endswith(")"):
        negative, text = True, text[1:-1]
    text = _WORDS_AROUND.sub("", _WORDS_AROUND.sub("", text))
    if text.startswith(("-", "+")):
        negative, text = negative != (text[0] == "-"), text[1:]
    elif text.endswith("-"):
        negative, text = not negative, text[:-1]
    text = _WORDS_AROUND.sub("", text)
    if not _AMOUNT.fullmatch(text) or not any(each.isdigit() for each in text):
        return None
    try:
        fen = _fen(Decimal(text.replace(",", "")), Decimal(0))
    except InvalidOperation:
        return None
    return None if fen is None else -fen if negative else fen


def _fen(yuan: Decimal, tolerance: Decimal) -> int | None:
    if not yuan.is_finite() or abs(yuan) * 100 > _LARGEST:
        return None
    near = yuan.quantize(Decimal("0.01"))
    return to_fen(near) if abs(near - yuan) <= tolerance else None


def read_day(value: Value) -> datetime.date | None:
    """A day: one of a workbook, ``2020-06-03``, ``2020/6/3``, ``20200603``, ``2020年6月3日``, with or without a time.

    None if it is none.
    """
    if isinstance(value, datetime.datetime):
        return value.date() if value.year >= _EARLIEST else None
    text = unicodedata.normalize("NFKC", text_of(value)).translate(_MINUS).casefold()
    for pattern in _DAYS:
        match = pattern.fullmatch(text)
        if match is not None:
            try:
                day = datetime.date(*map(int, match.groups()))
            except ValueError:
                return None
            return day if day.year >= _EARLIEST else None
    return None
