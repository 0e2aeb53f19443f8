"""The account that was meant by one as it was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gov_accounts.nearest import nearest
from gov_accounts.spelling.characters import EVERYWHERE, GONE, IN_ACCOUNTS, NOTHING, SPACES
from gov_accounts.spelling.strings import Cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOTS: Final = ("Assets", "Liabilities", "Equity", "Income", "Expenses")
_CHINESE_ROOTS: Final = {
    "资产": "Assets",
    "负债": "Liabilities",
    "净资产": "Equity",
    "权益": "Equity",
    "结余": "Equity",
    "收入": "Income",
    "预算收入": "Income",
    "费用": "Expenses",
    "支出": "Expenses",
    "预算支出": "Expenses",
}
_SWALLOWED: Final = re.compile(r"[，、；,;/]\s*[A-Za-zＡ-Ｚ]{3}")
"""A list of currencies, which became part of a name for want of a blank before it."""
_AMOUNT: Final = re.compile(r"[-+−－￥¥]*[\d,.]+(?:[元圆]|RMB|CNY(?:\.[AB])?)?", re.IGNORECASE)


def is_odd(name: str) -> bool:
    """Whether a name, of an account, has in it what nobody puts there on purpose: blanks, or a list of currencies."""
    return any(each in SPACES or each in NOTHING for each in name) or bool(_SWALLOWED.search(name))


def is_another(name: str, accounts: Mapping[str, str]) -> bool:
    """Whether an account that isn't open is one that is, but for how it was typed: ``Assets:1002-银行存款100``."""
    if not name or name in accounts:
        return False
    typed = name.translate(GONE)
    return (
        is_odd(name)
        or typed.translate(IN_ACCOUNTS) in accounts
        or typed.translate(EVERYWHERE) in accounts
        or any(name.startswith(each) and _AMOUNT.fullmatch(name[len(each) :]) for each in accounts)
    )


def account_first(body: Cut, accounts: Mapping[str, str]) -> tuple[str, Cut]:
    """The account that a text begins with, as it should be, and what follows it."""
    start = len(body.norm) - len(body.norm.lstrip())
    base, norm = body.base[start:], body.norm[start:]
    end = _end_of_account(base, norm, accounts)
    rest = Cut(base[end:], norm[end:], body.strings, "", notes=body.notes)
    return account_meant(base[:end], accounts, body.notes), rest


def _end_of_account(base: str, norm: str, accounts: Mapping[str, str]) -> int:
    names = base.translate(IN_ACCOUNTS)
    for text in (names, norm):
        fitting = [len(each) for each in accounts if text.startswith(each) and _follows(norm[len(each) :])]
        if fitting:
            return max(fitting)
    # The root may be what is wrong.
    root = names.find(":") + 1
    ends = [
        root + len(each) - each.find(":") - 1 for each in accounts if names.startswith(each.partition(":")[2], root)
    ]
    fitting = [end for end in ends if root and _follows(norm[end:])]
    if fitting:
        return max(fitting)
    blank = re.search(r"\s|¥|(?<=[^\x00-\x7f])(?=[-+(]*\d[\d,]*(?:\.\d+)?\s*(?:$|CNY|RMB|元|¥))", norm)
    return blank.start() if blank else len(norm)


def _follows(text: str) -> bool:
    """Whether what follows may follow an account."""
    return (
        not text
        or text[0].isspace()
        or bool(re.match(r"[-+(]*(?:¥+|CNY\S*\s+)?[-+(]*\d[\d,.]*\s*(?:$|[A-Z元¥])|¥", text, re.IGNORECASE))
    )


def is_root(key: re.Match[str], accounts: Mapping[str, str]) -> bool:
    """Whether what looks like a key is the root of an account; an account's code follows even where it is misspelt."""
    roots = {each.lower() for each in {*ROOTS, *(each.partition(":")[0] for each in accounts)}}
    word = key[1].lower()
    like = bool(nearest(word, roots, 1))
    return word in roots or (like and bool(re.match(r"\d{4}\s*-\s*[^\d\s]", key[2])))


def account_meant(typed: str, accounts: Mapping[str, str], notes: list[str]) -> str:
    """The account that was meant: the one that is open, where one is so named; else the name, its signs put right."""
    name = typed.translate(IN_ACCOUNTS).strip()
    for each in (typed, name, typed.translate(EVERYWHERE).strip()):
        if each in accounts:
            return each
    root, _, detail = name.partition(":")
    mended = _root(root, detail, accounts)
    name = f"{mended}:{detail}"
    if mended != root:
        notes.append(f"账户的第一段是 {mended}")
    if name in accounts:
        return name
    if all(part[:1].isdigit() or part[:1].isupper() for part in name.split(":")):
        return name
    near = _nearest(name, accounts)
    if near:
        notes.append("账户每一段以大写字母或数字开头")
    return near or name


def _root(root: str, detail: str, accounts: Mapping[str, str]) -> str:
    known = {each.partition(":")[0] for each in accounts}
    if root in known or root in ROOTS:
        return root
    same = {each.partition(":")[0] for each in accounts if each.partition(":")[2] == detail}
    if len(same) == 1:
        return same.pop()
    code = re.match(r"\d{4}", detail)
    same = {each.partition(":")[0] for each in accounts if code and each.partition(":")[2].startswith(code[0])}
    if len(same) == 1:
        return same.pop()
    if root in _CHINESE_ROOTS:
        return _CHINESE_ROOTS[root]
    near = nearest(root.capitalize(), known or ROOTS, 1)
    return near[0] if near else root


def _nearest(name: str, accounts: Iterable[str]) -> str:
    """The open account that is so named without its codes; else the one whose name is most like it."""
    bare = _without_codes(name)
    same = [each for each in accounts if _without_codes(each) == bare]
    if len(same) == 1:
        return same[0]
    ending = [each for each in accounts if _without_codes(each).split(":")[-1] == bare.split(":")[-1]]
    if len(ending) == 1:
        return ending[0]
    near = nearest(name, accounts, 1)
    return near[0] if near else ""


def _without_codes(name: str) -> str:
    return ":".join(re.sub(r"^\d+-", "", part) for part in name.split(":"))
