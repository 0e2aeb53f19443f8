"""Postings pasted from a spreadsheet's two columns, 借方 and 贷方."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gov_accounts.spelling.accounts import account_meant
from gov_accounts.spelling.characters import EVERYWHERE, GONE, INDENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def from_columns(lines: Sequence[str], accounts: Mapping[str, str]) -> list[str] | None:
    """Postings pasted from two columns 借方 and 贷方, as they should be: what was in the second is negative.

    None where the lines aren't such: separated by tabs, without currencies, something in each of the columns.
    """
    made: list[str] = []
    debits = credits_ = 0
    for line in lines:
        fields = [each.translate(GONE).translate(EVERYWHERE).strip() for each in line.strip(" \r\n").split("\t")]
        names = [each.translate(GONE).strip() for each in line.strip(" \r\n").split("\t")]
        first = next((index for index, each in enumerate(fields) if each), 0)
        debit, credit = (*fields[first + 1 :], "", "")[:2]
        if len(fields) <= first + 1 or any(fields[first + 3 :]) or ":" not in fields[first]:
            return None
        notes: list[str] = []
        account = account_meant(names[first], accounts, notes)
        side = [_column(each) for each in (debit, credit)]
        if None in side or bool(side[0]) == bool(side[1]):
            return None
        debits += bool(side[0])
        credits_ += bool(side[1])
        number = side[0] or _negative(str(side[1]))
        made.append(f"{INDENT}{account}{INDENT}{number} {accounts.get(account) or 'CNY'}")
    return made if debits and credits_ else None


def _column(text: str) -> str | None:
    """A number of a column; nothing for a blank or a nought; None for what is no number."""
    bare = text.strip("¥ ").removesuffix("元").strip()
    if bare in ("", "-", "0", "0.00"):
        return ""
    return bare if re.fullmatch(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", bare) else None


def _negative(number: str) -> str:
    return number[1:] if number.startswith("-") else f"-{number}"
