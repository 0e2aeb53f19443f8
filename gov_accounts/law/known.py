"""Codes that data files name, seen to be in some list."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.law.accounts import AGAINST, DEBITS, FLOW, WITHIN_YEAR
from gov_accounts.law.codes import official_codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.law.reading import Entry

ACCOUNTS: Final = "accounts"
FUNC: Final = "func"
ECON: Final = "econ"
FUND: Final = "fund"
_LISTS: Final = {ACCOUNTS: "科目表", FUNC: "功能分类", ECON: "经济分类", FUND: "资金性质"}


@cache
def listed(kind: str) -> frozenset[str]:
    """Every code of a kind."""
    codes = official_codes()
    rows: Mapping[str, object] = {
        ACCOUNTS: codes.chart.rows,
        FUNC: codes.functional.rows,
        ECON: codes.economic.rows,
        FUND: codes.fund.rows,
    }[kind]
    return frozenset(rows)


@cache
def beginnings(kind: str) -> frozenset[str]:
    """Every code of a kind, and every beginning of one that is shorter than the codes of the first level."""
    first = min(map(len, listed(kind)))
    return listed(kind) | {code[:length] for code in listed(kind) for length in range(1, first)}


def codes_in(entry: Entry, key: str, kind: str, otherwise: Sequence[str] | None = None) -> tuple[str, ...]:
    """Codes that are in the list of their kind.

    Raises:
        DataError: they are no list of texts, or one isn't in the list.
    """
    return tuple(_in(entry, key, kind, code, listed(kind)) for code in entry.texts(key, otherwise))


def beginnings_in(entry: Entry, key: str, kind: str, otherwise: Sequence[str] | None = None) -> tuple[str, ...]:
    """Codes, or what codes begin with.

    Raises:
        DataError: they are no list of texts, or no code begins so.
    """
    return tuple(_in(entry, key, kind, code, beginnings(kind)) for code in entry.texts(key, otherwise))


def accounts_in(entry: Entry, key: str) -> tuple[str, ...]:
    """Accounts, or what accounts begin with; with an official detail, or what else tells postings apart.

    See ``statements.cut``: ``8101:归集调入``, ``1502:一年内到期``, ``3101:借方``, ``3101:对方3302``.

    Raises:
        DataError: they are no list of texts, no account begins so, or an account has no such detail.
    """
    found = entry.texts(key, ())
    for each in found:
        code, _, detail = each.partition(":")
        _in(entry, key, ACCOUNTS, code, beginnings(ACCOUNTS))
        if detail.startswith(AGAINST):
            _in(entry, key, ACCOUNTS, detail.removeprefix(AGAINST), beginnings(ACCOUNTS))
        elif detail.startswith(FLOW):
            continue  # Which row it is in is seen to by ``law.cashflow``.
        elif detail not in ("", WITHIN_YEAR, DEBITS, *(row.name for row in official_codes().chart.under(code))):
            raise entry.wrong(key, f"科目表里 {code} 有的明细，没有 {detail}")
    return found


def code_in(entry: Entry, key: str, kind: str, otherwise: str | None = None) -> str:
    """A code that is in the list of its kind; what is given as `otherwise` where there is none.

    Raises:
        DataError: it isn't.
    """
    code = entry.text(key, otherwise)
    return code if code == otherwise else _in(entry, key, kind, code, listed(kind))


def beginning_in(entry: Entry, key: str, kind: str, otherwise: str | None = None) -> str:
    """What codes begin with.

    Raises:
        DataError: none does.
    """
    code = entry.text(key, otherwise)
    return code if code == otherwise else _in(entry, key, kind, code, beginnings(kind))


def _in(entry: Entry, key: str, kind: str, code: str, there: frozenset[str]) -> str:
    if code not in there:
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
