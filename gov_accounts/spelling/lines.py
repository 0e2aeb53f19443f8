"""The readings of a line, whatever it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from gov_accounts.spelling.accounts import account_first, is_root
from gov_accounts.spelling.amounts import CURRENCY, amount_readings
from gov_accounts.spelling.characters import EVERYWHERE, GONE, INDENT, odd_characters
from gov_accounts.spelling.headers import DATE, TAG, header_readings, word_meant
from gov_accounts.spelling.strings import STRING, Cut, cut_strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CODES: Final = ("func", "econ", "fund")
"""Keys whose values are digits."""
_KEYWORDS: Final = ("option", "include", "plugin", "pushtag", "poptag", "pushmeta", "popmeta")
_WORD: Final = re.compile(r"\s*([A-Za-z]+)\b")
_KEY: Final = re.compile(r"([A-Za-z][A-Za-z0-9_-]+)\s*:\s*(.*)$")
_VALUE: Final = re.compile(
    rf"[{STRING}]|[-+]?[\d,]+(?:\.\d*)?(?:\s+{CURRENCY})?|\d{{4}}[-/]\d+[-/]\d+|{CURRENCY}|#[A-Za-z0-9\-_/.]+|"
)


@dataclass(frozen=True, slots=True)
class Mended:
    """A line as it should be, and what was wrong with it as it was."""

    text: str
    notes: tuple[str, ...]


@lru_cache(maxsize=4096)  # Of a voucher that has many lines, each wrong one asks it of all.
def begins(line: str) -> bool:
    """Whether a line begins a directive: with a date, however it is written, or with a word such as ``option``."""
    norm = line.translate(GONE).translate(EVERYWHERE)
    word = _WORD.match(norm)
    return bool(DATE.match(norm) or (word and word[1].lower() in _KEYWORDS))


def mend(line: str, accounts: Mapping[str, str]) -> Iterator[Mended]:
    """The readings of a line, the likeliest first; none, where nothing can be made of it.

    Args:
        line: the line as it was typed, its line end or not.
        accounts: the accounts that are open, each with the commodity it takes, or nothing.
    """
    line = line.rstrip("\r\n")
    seen: set[str] = set()
    strict, loose = cut_strings(line, loose=False), cut_strings(line, loose=True)
    # Where a mark closes one string and the next opens another, it was neither.
    cuts = [strict] if re.search(rf"[{STRING}]{{2}}", loose.base) else [strict, loose]
    if strict.notes:
        cuts.reverse()
    for cut in cuts:
        kept = list(cut.strings)
        for made in _readings(cut, accounts):
            text = cut.restored(made).rstrip()
            # What is between quotation marks is never lost.
            if text not in seen and text != line and all(each.strip('"') in text for each in kept):
                seen.add(text)
                yield Mended(text, (*odd_characters(line, text), *cut.notes))


def _readings(cut: Cut, accounts: Mapping[str, str]) -> Iterator[str]:
    """What a line without its strings may have been meant to be."""
    norm = cut.norm
    if DATE.match(norm):
        yield from header_readings(cut, accounts)
        return
    word = _WORD.match(norm)
    keyword = word_meant(word[1], _KEYWORDS) if word and re.search(rf"[{STRING}]", norm) and ":" not in norm else ""
    if word and (keyword or word[1].lower() in _KEYWORDS):
        yield _keyword(cut, word, keyword or word[1].lower())
        return
    start = norm.strip()
    if not start:
        if cut.comment:
            yield ""
        return
    if (
        not re.search(r"[\d:#]", start)
        and not re.search(rf"[{STRING}]", start)
        and re.search(r"[一-鿿]|^[-=]+$", start)
    ):
        cut.notes.append("说明前面要有 ;")
        yield f"; {cut.base.strip()}"
        return
    if start[0] in "#^":
        tags = TAG.findall(norm)
        if not TAG.sub("", norm).strip(" ,"):
            yield INDENT + " ".join(mark + name for mark, name in tags)
        return
    key = _KEY.match(start)
    if key and not is_root(key, accounts):
        yield _metadata(cut, key)
        return
    yield from _posting(cut, accounts)


def _keyword(cut: Cut, word: re.Match[str], keyword: str) -> str:
    """option, include, plugin and their like; what isn't in quotation marks gets them."""
    if keyword != word[1]:
        cut.notes.append(f"应写 {keyword}")
    rest, base = cut.norm[word.end() :], cut.base[word.end() :]
    if keyword in ("pushtag", "poptag", "pushmeta", "popmeta"):
        return f"{keyword} {TAG.sub(lambda match: match[1] + match[2], rest.strip())}"
    parts: list[str] = []
    for match in re.finditer(rf"([{STRING}])|[^\s,=:{STRING}][^{STRING}]*", rest):
        if match[1]:
            empty = cut.strings[ord(match[1]) - 0xE000] == '""'
            parts += [] if parts and empty and keyword != "option" else [match[1]]
            continue
        if parts and keyword != "option":
            cut.notes.append("引号后面有多余的字")
            continue
        cut.notes.append("要用双引号括起")
        bare = base[match.start() : match.end()].strip()
        several = keyword == "option" and not parts and match.end() == len(rest)
        parts += [cut.string(each) for each in (bare.split(maxsplit=1) if several else [bare])]
    return f"{keyword} {' '.join(parts)}"


def _metadata(cut: Cut, key: re.Match[str]) -> str:
    """A key and its value; a value that is no value of beancount's gets quotation marks."""
    norm, base = cut.norm.strip(), cut.base.strip()
    value = key[2].strip()
    if not _VALUE.fullmatch(value):
        value = cut.string(base[len(norm) - len(key[2]) :].strip())
        cut.notes.append("文字要用双引号括起")
    elif key[1].lower() in _CODES and re.fullmatch(rf"[{STRING}]", value):
        at = ord(value) - 0xE000
        cut.strings[at] = cut.strings[at].translate(EVERYWHERE)
    indent = _indent(cut)
    return f"{indent}{key[1][0].lower()}{key[1][1:]}: {value}"


def _indent(cut: Cut) -> str:
    if not cut.norm[:1].isspace():
        cut.notes.append("这一行要缩进")
        return INDENT
    blank = cut.norm[: len(cut.norm) - len(cut.norm.lstrip())]
    return blank.replace("\t", INDENT) if len(blank) > 1 else INDENT


def _posting(cut: Cut, accounts: Mapping[str, str]) -> Iterator[str]:
    norm = cut.norm
    begin = len(norm) - len(norm.lstrip())
    flag = re.match(r"([*!&#?%]|[A-Z](?=\s))\s*", norm[begin:])
    mark = ""
    if flag:
        mark, begin = f"{flag[1]} ", begin + flag.end()
    if ":" not in norm[begin:]:
        return
    account, rest = account_first(Cut(cut.base[begin:], norm[begin:], cut.strings, "", notes=cut.notes), accounts)
    indent = _indent(cut)
    if not rest.norm.strip():
        yield f"{indent}{mark}{account}"
        return
    gap = rest.norm[: len(rest.norm) - len(rest.norm.lstrip())].replace("\t", INDENT)
    if not gap:
        cut.notes.append("账户和金额之间要有空格")
        gap = INDENT
    for amount in amount_readings(rest.norm.strip(), accounts.get(account, ""), cut):
        yield f"{indent}{mark}{account}{gap}{amount}"
