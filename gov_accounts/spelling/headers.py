"""The first line of a directive: its date, its word, and what follows."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Final

from gov_accounts.nearest import nearest
from gov_accounts.spelling.accounts import account_first, account_meant
from gov_accounts.spelling.amounts import amount_readings, commodity_meant
from gov_accounts.spelling.characters import EVERYWHERE, GONE
from gov_accounts.spelling.strings import CLOSING, STRING, Cut

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_DIRECTIVES: Final = (
    "open close balance pad note document custom event commodity price query txn".split()  # noqa: SIM905 (a list of words reads better so)
)
DATE: Final = re.compile(
    r"\s*(?:(\d{4})\s*[-/.,年]\s*(\d{1,2})\s*[-/.,月]\s*(\d{1,2})(?!\d)\s*[日号]?|(\d{4})(\d\d)(\d\d)(?!\d))"
)
_GOOD_DATE: Final = re.compile(r"\d{4}[-/]\d+[-/]\d+$")
TAG: Final = re.compile(r"([#^])\s*([A-Za-z0-9\-_/.]+)")
_CODE: Final = re.compile(r"\d{5}|\d{7}")
_NO_TITLE: Final = re.compile(rf"^(?:{'|'.join(_DIRECTIVES)})\b|[A-Z][a-z]+:\d")
"""A directive, or a posting, on a line where it doesn't belong."""


def impossible_date(line: str) -> tuple[int, int, int] | None:
    """The year, month and day that a line begins with, where there is no such day."""
    found = DATE.match(line.translate(GONE).translate(EVERYWHERE))
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        datetime.date(year, month, day)
    except ValueError:
        return year, month, day
    return None


def word_meant(word: str, words: Collection[str]) -> str:
    """The one of some words that was meant by a word, if any."""
    lower = word.lower()
    near = nearest(lower, words, 1) if len(word) > 1 else []
    return lower if lower in words else near[0] if near else ""


def header_readings(cut: Cut, accounts: Mapping[str, str]) -> Iterator[str]:
    """The readings of a line that begins with a date."""
    found = DATE.match(cut.norm)
    if found is None:
        return
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return
    typed = found[0].strip()
    shown = typed
    if not _GOOD_DATE.match(typed):
        shown = date.isoformat()
        spaced = _GOOD_DATE.match(typed.replace(" ", ""))
        cut.notes.append("日期中间没有空格" if spaced else "日期写成 年-月-日")
    if cut.norm[:1].isspace():
        cut.notes.append("这一行不缩进")
    rest = cut.norm[found.end() :]
    offset = found.end() + len(rest) - len(rest.lstrip())
    rest = rest.strip()
    word = re.match(r"[A-Za-z]+", rest)
    directive = word_meant(word[0], _DIRECTIVES) if word else ""
    if word and directive and directive != "txn":
        if word[0] != directive:
            cut.notes.append(f"应写 {directive}")
        body = Cut(
            cut.base[offset + word.end() :], cut.norm[offset + word.end() :], cut.strings, cut.comment, notes=cut.notes
        )
        made = _directive(directive, body, accounts)
        if made is not None:
            yield f"{shown} {directive} {made}".rstrip()
        return
    flag = re.match(r"[*!&?%](?=\s|\W|$)|#(?=\s*[^\sA-Za-z0-9])|txn\b|[A-Z](?=\s)", rest)
    if flag is None:
        cut.notes.append("日期后面要有 *")
    begin = offset + (flag.end() if flag else 0)
    made = _titles(cut, begin)
    if made is not None:
        yield f"{shown} {flag[0] if flag else '*'} {made}".rstrip()


def _titles(cut: Cut, begin: int) -> str | None:
    """Payee, narration, tags and links of a transaction, in their order; None where they can't be told apart."""
    norm, base = cut.norm[begin:], cut.base[begin:]
    strings: list[str] = []
    tags: list[str] = []
    words: list[tuple[int, int]] = []
    for match in re.finditer(rf"([#^])\s*([A-Za-z0-9\-_/.]+)|([{STRING}])|[,|\s]+|[^{STRING}\s#^]+", norm):
        word = match[0].strip(" ,|\t")
        if match[1]:
            tags.append(match[1] + match[2])
        elif match[3]:
            strings.append(match[3])
        elif word and not tags:
            words.append(match.span())
        elif word and not _is_of_tag(word, tags, cut.notes):
            return None
    if words:
        first, last = words[0][0], words[-1][1]
        while first and base[first - 1] and re.match(rf"[{STRING}]", base[first - 1]):
            first -= 1
        while re.match(rf"[{STRING}]", base[last : last + 1]):
            last += 1
        whole = {
            each
            for each in strings
            if CLOSING.get(cut.typed[ord(each) - 0xE000][0]) == cut.typed[ord(each) - 0xE000][-1]
        }
        if any(each not in base[first:last] or each not in whole for each in strings):
            return None
        # Marks within a text that none surround are part of it: 支付电费（含“滞纳金”）.
        text = re.sub(rf"[{STRING}]", lambda match: cut.typed[ord(match[0]) - 0xE000], base[first:last]).strip()
        if tags:
            text = text.rstrip("，、,")  # It parts the text from its tags.
        if _NO_TITLE.search(text):
            return None
        strings = [cut.string(text)]
        cut.notes.append("摘要要用双引号括起")
    return " ".join((*strings, *tags))


def _is_of_tag(word: str, tags: list[str], notes: list[str]) -> bool:
    """Whether a word after tags is the rest of the last one, or one without its sign; it is put where it belongs."""
    if tags[-1][0] == "#" and _CODE.fullmatch(tags[-1][1:] + word):
        tags[-1] += word
        notes.append("标签中间不能有空格")
        return True
    if _CODE.fullmatch(word):
        tags.append(f"#{word}")
        notes.append("标签前面要有 #")
        return True
    return False


def _directive(directive: str, body: Cut, accounts: Mapping[str, str]) -> str | None:
    """What follows the word of a directive."""
    norm = body.norm.strip()
    if directive in ("custom", "event", "query"):
        return re.sub(r"\s+", " ", re.sub(rf"(?<=[{STRING}])\s*,\s*", " ", norm))
    if directive in ("commodity", "price"):
        return " ".join(norm.upper().split())
    if directive == "open":
        return _open(body)
    account, rest = account_first(body, accounts)
    if directive == "close":
        return account if not rest.norm.strip() else None
    if directive == "pad":
        source, more = account_first(rest, accounts)
        return f"{account} {source}" if not more.norm.strip() else None
    if directive == "balance":
        amount = next(amount_readings(rest.norm.strip(), accounts.get(account, ""), body), "")
        return f"{account}  {amount}" if amount else None
    return f"{account} {' '.join(rest.norm.split())}"


def _open(body: Cut) -> str:
    """The account and its currencies, looked for at the end: names of accounts may hold commas."""
    norm = body.norm.rstrip()
    booking = re.search(rf"\s*[{STRING}]$", norm)
    norm = norm[: booking.start()] if booking else norm
    currencies = re.search(r"(?:[,;/\s]+(?:[A-Za-z][A-Za-z0-9.]*|元|¥|人民币))+$", norm)
    name = body.base[: currencies.start() if currencies else len(norm)].strip()
    listed = [commodity_meant(each, "") for each in re.split(r"[,;/\s]+", currencies[0]) if each] if currencies else []
    account = account_meant(name, {}, body.notes)
    parts = [account, ",".join(listed), booking[0].strip() if booking else ""]
    return " ".join(part for part in parts if part)
