"""Codes that data files name, seen to be in some list."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.law.codes import official_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.law.reading import Entry

ACCOUNTS: Final = "accounts"
FUNC: Final = "func"
ECON: Final = "econ"
FUND: Final = "fund"
_LISTS: Final = {ACCOUNTS: "科目表", FUNC: "功能分类", ECON: "经济分类", FUND: "资金性质"}


@cache
def beginnings(kind: str) -> frozenset[str]:
    """Every code of a kind, and every beginning of one; of funds the codes alone."""
    codes = official_codes()
    if kind == FUND:
        return frozenset(codes.fund.rows)
    rows = {ACCOUNTS: codes.chart.rows, FUNC: codes.functional.rows, ECON: codes.economic.rows}[kind]
    return frozenset(code[:length] for code in rows for length in range(1, len(code) + 1))


def codes_in(entry: Entry, key: str, kind: str, otherwise: Sequence[str] | None = None) -> tuple[str, ...]:
    """Codes, or beginnings of codes, of which some list has any.

    Raises:
        DataError: they are no list of texts, or no list has one of them.
    """
    codes = entry.texts(key, otherwise)
    for code in codes:
        if code not in beginnings(kind):
            raise entry.wrong(key, f"{_LISTS[kind]}里有的编码，没有 {code}")
    return codes


def code_in(entry: Entry, key: str, kind: str, otherwise: str | None = None) -> str:
    """A code, or the beginning of one; what is given as `otherwise` where there is none.

    Raises:
        DataError: no list has it.
    """
    code = entry.text(key, otherwise)
    if code != otherwise and code not in beginnings(kind):
        raise entry.wrong(key, f"{_LISTS[kind]}里有的编码，没有 {code}")
    return code


def account_in(entry: Entry, key: str, otherwise: str | None = None) -> str:
    """An account's full name, each part the number and the name of an account of the chart.

    Raises:
        DataError: one of them isn't.
    """
    account = entry.text(key, otherwise)
    if account != otherwise:
        for part in account.split(":")[1:]:
            number, _, name = part.partition("-")
            row = official_codes().chart.rows.get(number)
            if row is None or name not in row.names:
                raise entry.wrong(key, f"科目表里有的账户，没有 {part}")
    return account
