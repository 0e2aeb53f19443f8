"""Vouchers and what goes with them as the lines of a ledger, aligned as the program's own files are.

2020-05-08 * "某某公司" "付办公费" #no-budget
  voucher: "记-5-003"
  Expenses:5101-单位管理费用                                     30525.90 CNY
    econ: "30201"
  …

Texts come from outside: what would end a string, a line or a directive is escaped, or left out where it can't be seen.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from gov_accounts.money import to_yuan

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

LEG_WIDTH: Final = 70
"""How wide a leg's account and amount are together, Chinese characters being two wide."""
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"'})


def quoted(text: str) -> str:
    """A string of a ledger: on one line, without signs that can't be seen."""
    line = "".join(" " if each.isspace() else each for each in text if each.isspace() or _is_seen(each))
    return f'"{" ".join(line.split(" ")).strip().translate(_ESCAPES)}"'


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn", "Co")


def wide(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def leg_line(account: str, fen: int, commodity: str) -> str:
    """A leg, its amount ending in the column where those of others end."""
    amount = f"{to_yuan(fen):f}"
    blanks = " " * max(LEG_WIDTH - wide(account) - len(amount), 1)
    return f"  {account}{blanks}{amount} {commodity}\n"


def meta_lines(meta: Mapping[str, str | int], indent: str = "  ") -> Iterable[str]:
    """Metadata, a line each; nothing for what is empty."""
    for key, value in meta.items():
        if isinstance(value, int):
            yield f"{indent}{key}: {value}\n"
        elif value:
            yield f"{indent}{key}: {quoted(value)}\n"


def head_line(date: datetime.date, *, checked: bool, payee: str, narration: str, tags: Iterable[str]) -> str:
    """A voucher's first line."""
    words = f"{quoted(payee)} {quoted(narration)}" if payee.strip() else quoted(narration)
    marks = "".join(f" #{each}" for each in tags)
    return f"{date} {'*' if checked else '!'} {words}{marks}\n"


def open_lines(date: datetime.date, account: str, commodity: str, meta: Mapping[str, str]) -> str:
    """An account's ``open``."""
    return "".join([f"{date} open {account} {commodity}\n", *meta_lines(meta)])


def project_line(date: datetime.date, project: str, name: str) -> str:
    """A project's declaration."""
    return f'{date} custom "gov-project" {quoted(project)} {quoted(name)}\n'


def code_line(date: datetime.date, code: str, account: str) -> str:
    """Which account another's code is."""
    return f'{date} custom "gov-account" {quoted(code)} {quoted(account)}\n'
