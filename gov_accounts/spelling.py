"""A line as it was typed, and the line as it should be: text in, text out.

    ２０２０－０３－０５ ＊ “三月电费” ＃2060501   ──►   2020-03-05 * "三月电费" #2060501

What is proposed here is a reading, best first; whoever asks has beancount parse it before it is shown to anybody.
Between quotation marks nothing is changed: there a full-width comma is what was meant.
"""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

INDENT: Final = "  "
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES: Final = {
    "\u3000": "全角空格",
    "\u00a0": "NBSP",
    "\u202f": "NBSP",
    "\u2007": "NBSP",
    **dict.fromkeys("\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\x0b\x0c", "特殊空格"),
}
_NOTHING: Final = {
    "\u200b": "零宽空格",
    "\u200c": "零宽字符",
    "\u200d": "零宽字符",
    "\u2060": "零宽字符",
    "\ufeff": "BOM",
    "\u00ad": "软连字符",
    **dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "方向符"),
}
_SHOWN: Final = str.maketrans({each: f"‹{name}›" for each, name in {**_SPACES, **_NOTHING, "\t": "制表符"}.items()})
_BLANK: Final = dict.fromkeys(map(ord, _SPACES), " ")
_GONE: Final = dict.fromkeys(map(ord, _NOTHING))
_DASHES: Final = dict.fromkeys(map(ord, "−–—―‐‑‒﹣"), "-")
_IN_ACCOUNTS: Final[dict[int, int | str]] = {
    **{code: ascii_ for code, ascii_ in _FULL_WIDTH.items() if chr(ascii_).isalnum() or chr(ascii_) in ":-"},
    **_BLANK,
    **_DASHES,
    ord("︰"): ":",
    ord("∶"): ":",
}
"""In the name of an account full-width brackets and the like are letters like others."""
_EVERYWHERE: Final[dict[int, int | str]] = {
    **_FULL_WIDTH,
    **_IN_ACCOUNTS,
    ord("。"): ".",
    ord("、"): ",",
    ord("￥"): "¥",
    ord("×"): "*",
    ord("÷"): "/",
    ord("「"): '"',
    ord("」"): '"',
}
_DOUBLE: Final = '"“”„‟＂«»「」『』'
_SINGLE: Final = "'‘’‚‛＇`"
_CLOSING: Final = {"“": "”", "‘": "’", "„": "“”", "«": "»", "「": "」", "『": "』", "”": "”“", "’": "’‘"}
_STRING: Final = "\ue000-\uf8ff"
"""A string stands in the text that is read as one character of these."""

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
_DIRECTIVES: Final = (
    "open close balance pad note document custom event commodity price query txn".split()  # noqa: SIM905 (a list of words reads better so)
)
_CODES: Final = ("func", "econ", "fund")
"""Keys whose values are digits."""
_KEYWORDS: Final = ("option", "include", "plugin", "pushtag", "poptag", "pushmeta", "popmeta")
_YUAN: Final = ("¥", "元", "元整", "圆", "圆整", "RMB", "人民币", "YUAN")
_DATE: Final = re.compile(
    r"\s*(?:(\d{4})\s*[-/.,年]\s*(\d{1,2})\s*[-/.,月]\s*(\d{1,2})(?!\d)\s*[日号]?|(\d{4})(\d\d)(\d\d)(?!\d))"
)
_GOOD_DATE: Final = re.compile(r"\d{4}[-/]\d+[-/]\d+$")
_TAG: Final = re.compile(r"([#^])\s*([A-Za-z0-9\-_/.]+)")
_CODE: Final = re.compile(r"\d{5}|\d{7}")
_NO_TITLE: Final = re.compile(rf"^(?:{'|'.join(_DIRECTIVES)})\b|[A-Z][a-z]+:\d")
"""A directive, or a posting, on a line where it doesn't belong."""
_CURRENCY: Final = r"[A-Z][A-Z0-9'._-]*[A-Z0-9]"
_AMOUNT: Final = re.compile(
    r"(?P<sign>[-+]?)\s*(?P<first>¥|人民币|RMB|CNY(?:\.[AB])?)?\s*(?P<inner>[-+]?)\s*"
    r"(?P<open>\(?)\s*(?P<deep>[-+]?)\s*(?P<number>\d[\d,. ]*?)\s*(?P<close>\)?)(?P<after>-?)\s*"
    r"(?P<last>¥|万?[元圆]整?|人民币|[A-Za-z][A-Za-z0-9'._-]*)?\s*(?P<rest>[^A-Za-z0-9\s*/(),.+¥-].*)?$"
)
_EXPRESSION: Final = re.compile(
    r"(?P<number>[-+(]*\d[-\d,.+*/() ]*)\s*(?P<last>¥|[元圆]整?|[A-Za-z][A-Za-z0-9'._-]*)?$"
)
_GROUPED: Final = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?$")
_KEY: Final = re.compile(r"([A-Za-z][A-Za-z0-9_-]+)\s*:\s*(.*)$")
_VALUE: Final = re.compile(
    rf"[{_STRING}]|[-+]?[\d,]+(?:\.\d*)?(?:\s+{_CURRENCY})?|\d{{4}}[-/]\d+[-/]\d+|{_CURRENCY}|#[A-Za-z0-9\-_/.]+|"
)


@dataclass(frozen=True, slots=True)
class Mended:
    """A line as it should be, and what was wrong with it as it was."""

    text: str
    notes: tuple[str, ...]


def visible(line: str) -> str:
    """A line with what can't be seen in it made visible, as ``‹全角空格›``."""
    return line.strip("\r\n").translate(_SHOWN)


def begins(line: str) -> bool:
    """Whether a line begins a directive: with a date, however it is written, or with a word such as ``option``."""
    norm = line.translate(_GONE).translate(_EVERYWHERE)
    word = _WORD.match(norm)
    return bool(_DATE.match(norm) or (word and word[1].lower() in _KEYWORDS))


def impossible_date(line: str) -> tuple[int, int, int] | None:
    """The year, month and day that a line begins with, where there is no such day."""
    found = _DATE.match(line.translate(_GONE).translate(_EVERYWHERE))
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        datetime.date(year, month, day)
    except ValueError:
        return year, month, day
    return None


def is_odd(name: str) -> bool:
    """Whether a name, of an account, has in it what nobody puts there on purpose: blanks, or a list of currencies."""
    return any(each in _SPACES or each in _NOTHING for each in name) or bool(_SWALLOWED.search(name))


def is_another(name: str, accounts: Mapping[str, str]) -> bool:
    """Whether an account that isn't open is one that is, but for how it was typed: ``Assets:1002-银行存款100``."""
    if not name or name in accounts:
        return False
    typed = name.translate(_GONE)
    return (
        is_odd(name)
        or typed.translate(_IN_ACCOUNTS) in accounts
        or typed.translate(_EVERYWHERE) in accounts
        or any(name.startswith(each) and re.fullmatch(r"[-+￥¥]?[\d,.]+", name[len(each) :]) for each in accounts)
    )


_WORD: Final = re.compile(r"\s*([A-Za-z]+)\b")
_SWALLOWED: Final = re.compile(r"[，、；,;/]\s*[A-Za-zＡ-Ｚ]{3}")


def mend(line: str, accounts: Mapping[str, str]) -> Iterator[Mended]:
    """The readings of a line, the likeliest first; none, where nothing can be made of it.

    Args:
        line: the line as it was typed, its line end or not.
        accounts: the accounts that are open, each with the commodity it takes, or nothing.
    """
    line = line.rstrip("\r\n")
    seen: set[str] = set()
    cuts = [_cut(line, loose=False), _cut(line, loose=True)]
    if cuts[0].notes:
        cuts.reverse()
    for cut in cuts:
        for made in _readings(cut, accounts):
            text = cut.restored(made).rstrip()
            if text not in seen and text != line:
                seen.add(text)
                yield Mended(text, (*_odd_characters(line, text), *cut.notes))


# Strings


@dataclass(slots=True)
class _Cut:
    """A line without its strings and its comment.

    Attributes:
        base: the text, each string one character; what has no width is gone.
        norm: the same with half-width signs, character for character.
        strings: the strings, in quotation marks as they should be.
        typed: the strings as they were.
    """

    base: str
    norm: str
    strings: list[str]
    comment: str
    typed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def restored(self, text: str) -> str:
        """The strings and the comment put back."""
        whole = re.sub(rf"[{_STRING}]", lambda match: self.strings[ord(match[0]) - 0xE000], text)
        return f"{whole.rstrip()} {self.comment}".lstrip(" " if not whole.strip() else "") if self.comment else whole

    def string(self, content: str) -> str:
        """A new string, as it stands in the text."""
        self.strings.append('"' + re.sub(r'(?<!\\)"', r"\"", content.translate(_GONE)) + '"')
        return chr(0xE000 + len(self.strings) - 1)


def _cut(line: str, *, loose: bool) -> _Cut:
    """Take the strings and the comment out of a line.

    Args:
        line: the line.
        loose: whether any quotation mark closes what any other opened.
    """
    base: list[str] = []
    cut = _Cut("", "", [], "")
    at = 0
    while at < len(line):
        each = line[at]
        if each == ";" or (each in "；﹔" and _ends_something("".join(base))):
            cut.comment = ";" + line[at + 1 :]
            break
        if each in _DOUBLE or (each in _SINGLE and _may_open(line, at)):
            end = _closing(line, at, loose=loose)
            content = line[at + 1 : end]
            if each == '"' and line[end : end + 1] == '"':
                cut.strings.append(f'"{content}"')
            elif end < len(line) and line[end] in _DOUBLE + _SINGLE:
                cut.string(content)
            else:
                cut.notes.append("引号没有收尾")
                cut.string(_without_lone_mark(content.rstrip()))
                end -= 1
            base.append(chr(0xE000 + len(cut.strings) - 1))
            cut.typed.append(line[at : end + 1])
            at = end + 1
            continue
        if each not in _NOTHING and not "\ue000" <= each <= "\uf8ff":
            base.append(each)
        at += 1
    cut.base = "".join(base)
    cut.norm = cut.base.translate(_EVERYWHERE)
    return cut


def _without_lone_mark(content: str) -> str:
    """The content of a string that no mark of its kind closes; a lone mark at its end was meant to."""
    last = content[-1:]
    lone = last in "”’」』»" and content.count(last) > content.count({"”": "“", "’": "‘"}.get(last, "「"))
    return content[:-1] if last and (lone or last in "＂＇'") else content


def _may_open(line: str, at: int) -> bool:
    return at == 0 or not line[at - 1].isalnum()


def _ends_something(text: str) -> bool:
    """Whether a line could end here, so that a full-width semicolon may begin a comment."""
    return bool(re.search(rf"(?:^|[A-Z元]|[{_STRING}]|[#＃]\w+)\s*$", text.rstrip()))


def _closing(line: str, start: int, *, loose: bool) -> int:
    """Where the string that begins at `start` ends; where nothing closes it, where its tags begin or the line ends."""
    mark = line[start]
    kind = _DOUBLE if mark in _DOUBLE else _SINGLE
    closing = kind if loose else _CLOSING.get(mark, mark)
    depth, at = 1, start + 1
    while at < len(line):
        each = line[at]
        if each == "\\" and mark == '"':
            at += 2
            continue
        if not loose and each == mark and each not in closing:
            depth += 1
        elif each in closing:
            depth -= 1
            if not depth:
                return at
        at += 1
    tags = re.search(r"\s+[#＃^]\s*[A-Za-z0-9０-９]", line[start:])
    return start + tags.start() if tags else len(line.rstrip())


# Readings


def _readings(cut: _Cut, accounts: Mapping[str, str]) -> Iterator[str]:
    """What a line without its strings may have been meant to be."""
    norm = cut.norm
    if _DATE.match(norm):
        yield from _header(cut, accounts)
        return
    word = _WORD.match(norm)
    keyword = _word_meant(word[1], _KEYWORDS) if word and re.search(rf"[{_STRING}]", norm) and ":" not in norm else ""
    if word and (keyword or word[1].lower() in _KEYWORDS):
        yield _keyword(cut, word, keyword or word[1].lower())
        return
    start = norm.strip()
    if not start:
        if cut.comment:
            yield ""
        return
    if not re.search(r"[\d:#]", start) and not re.search(rf"[{_STRING}]", start):
        cut.notes.append("说明前面要有 ;")
        yield f"; {cut.base.strip()}"
        return
    if start[0] in "#^":
        tags = _TAG.findall(norm)
        if not _TAG.sub("", norm).strip(" ,"):
            yield INDENT + " ".join(mark + name for mark, name in tags)
        return
    key = _KEY.match(start)
    if key and not _is_root(key, accounts):
        yield _metadata(cut, key)
        return
    yield from _posting(cut, accounts)


def _word_meant(word: str, words: Collection[str]) -> str:
    """The one of some words that was meant by a word, if any."""
    lower = word.lower()
    near = difflib.get_close_matches(lower, words, 1) if len(word) > 1 else []
    return lower if lower in words else near[0] if near else ""


def _header(cut: _Cut, accounts: Mapping[str, str]) -> Iterator[str]:
    found = _DATE.match(cut.norm)
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
    directive = _word_meant(word[0], _DIRECTIVES) if word else ""
    if word and directive and directive != "txn":
        if word[0] != directive:
            cut.notes.append(f"应写 {directive}")
        body = _Cut(
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


def _titles(cut: _Cut, begin: int) -> str | None:
    """Payee, narration, tags and links of a transaction, in their order; None where they can't be told apart."""
    norm, base = cut.norm[begin:], cut.base[begin:]
    strings: list[str] = []
    tags: list[str] = []
    words: list[tuple[int, int]] = []
    for match in re.finditer(rf"([#^])\s*([A-Za-z0-9\-_/.]+)|([{_STRING}])|[,|\s]+|[^{_STRING}\s#^]+", norm):
        if match[1]:
            tags.append(match[1] + match[2])
        elif match[3]:
            strings.append(match[3])
        elif match[0].strip(" ,|\t"):
            word = match[0].strip(",")
            if tags and tags[-1][0] == "#" and _CODE.fullmatch(tags[-1][1:] + word):
                tags[-1] += word
                cut.notes.append("标签中间不能有空格")
            elif tags and _CODE.fullmatch(word):
                tags.append(f"#{word}")
                cut.notes.append("标签前面要有 #")
            elif tags:
                return None
            else:
                words.append(match.span())
    if words:
        first, last = words[0][0], words[-1][1]
        while first and base[first - 1] and re.match(rf"[{_STRING}]", base[first - 1]):
            first -= 1
        while re.match(rf"[{_STRING}]", base[last : last + 1]):
            last += 1
        whole = {
            each
            for each in strings
            if _CLOSING.get(cut.typed[ord(each) - 0xE000][0]) == cut.typed[ord(each) - 0xE000][-1]
        }
        if any(each not in base[first:last] or each not in whole for each in strings):
            return None
        # Marks within a text that none surround are part of it: 支付电费（含“滞纳金”）.
        text = re.sub(rf"[{_STRING}]", lambda match: cut.typed[ord(match[0]) - 0xE000], base[first:last]).strip()
        if _NO_TITLE.search(text):
            return None
        strings = [cut.string(text)]
        cut.notes.append("摘要要用双引号括起")
    return " ".join((*strings, *tags))


def _directive(directive: str, body: _Cut, accounts: Mapping[str, str]) -> str | None:
    """What follows the word of a directive."""
    norm = body.norm.strip()
    if directive in ("custom", "event", "query"):
        return re.sub(r"\s+", " ", re.sub(rf"(?<=[{_STRING}])\s*,\s*", " ", norm))
    if directive in ("commodity", "price"):
        return " ".join(norm.upper().split())
    if directive == "open":
        return _open(body)
    account, rest = _account_first(body, accounts)
    if directive == "close":
        return account if not rest.norm.strip() else None
    if directive == "pad":
        source, more = _account_first(rest, accounts)
        return f"{account} {source}" if not more.norm.strip() else None
    if directive == "balance":
        amount = _first(_amounts(rest.norm.strip(), accounts.get(account, ""), body))
        return f"{account}  {amount}" if amount else None
    return f"{account} {' '.join(rest.norm.split())}"


def _open(body: _Cut) -> str:
    """The account and its currencies, looked for at the end: names of accounts may hold commas."""
    norm = body.norm.rstrip()
    booking = re.search(rf"\s*[{_STRING}]$", norm)
    norm = norm[: booking.start()] if booking else norm
    currencies = re.search(r"(?:[,;/\s]+(?:[A-Za-z][A-Za-z0-9.]*|元|¥|人民币))+$", norm)
    name = body.base[: currencies.start() if currencies else len(norm)].strip()
    listed = [_commodity(each, "") for each in re.split(r"[,;/\s]+", currencies[0]) if each] if currencies else []
    account = _account(name, {}, body.notes)
    parts = [account, ",".join(listed), booking[0].strip() if booking else ""]
    return " ".join(part for part in parts if part)


def _keyword(cut: _Cut, word: re.Match[str], keyword: str) -> str:
    """option, include, plugin and their like; what isn't in quotation marks gets them."""
    if keyword != word[1]:
        cut.notes.append(f"应写 {keyword}")
    rest, base = cut.norm[word.end() :], cut.base[word.end() :]
    if keyword in ("pushtag", "poptag", "pushmeta", "popmeta"):
        return f"{keyword} {_TAG.sub(lambda match: match[1] + match[2], rest.strip())}"
    parts: list[str] = []
    for match in re.finditer(rf"([{_STRING}])|[^\s,=:{_STRING}][^{_STRING}]*", rest):
        if match[1]:
            parts.append(match[1])
            continue
        cut.notes.append("要用双引号括起")
        bare = base[match.start() : match.end()].strip()
        several = keyword == "option" and not parts and match.end() == len(rest)
        parts += [cut.string(each) for each in (bare.split(maxsplit=1) if several else [bare])]
    return f"{keyword} {' '.join(parts)}"


def _metadata(cut: _Cut, key: re.Match[str]) -> str:
    """A key and its value; a value that is no value of beancount's gets quotation marks."""
    norm, base = cut.norm.strip(), cut.base.strip()
    value = key[2].strip()
    if not _VALUE.fullmatch(value):
        value = cut.string(base[len(norm) - len(key[2]) :].strip())
        cut.notes.append("文字要用双引号括起")
    elif key[1].lower() in _CODES and re.fullmatch(rf"[{_STRING}]", value):
        at = ord(value) - 0xE000
        cut.strings[at] = cut.strings[at].translate(_EVERYWHERE)
    indent = _indent(cut)
    return f"{indent}{key[1][0].lower()}{key[1][1:]}: {value}"


def _indent(cut: _Cut) -> str:
    if not cut.norm[:1].isspace():
        cut.notes.append("这一行要缩进")
        return INDENT
    blank = cut.norm[: len(cut.norm) - len(cut.norm.lstrip())]
    return blank.replace("\t", INDENT) if len(blank) > 1 else INDENT


# Postings


def _posting(cut: _Cut, accounts: Mapping[str, str]) -> Iterator[str]:
    norm = cut.norm
    begin = len(norm) - len(norm.lstrip())
    flag = re.match(r"([*!&#?%]|[A-Z](?=\s))\s*", norm[begin:])
    mark = ""
    if flag:
        mark, begin = f"{flag[1]} ", begin + flag.end()
    if ":" not in norm[begin:]:
        return
    account, rest = _account_first(_Cut(cut.base[begin:], norm[begin:], cut.strings, "", notes=cut.notes), accounts)
    indent = _indent(cut)
    if not rest.norm.strip():
        yield f"{indent}{mark}{account}"
        return
    gap = rest.norm[: len(rest.norm) - len(rest.norm.lstrip())].replace("\t", INDENT)
    if not gap:
        cut.notes.append("账户和金额之间要有空格")
        gap = INDENT
    for amount in _amounts(rest.norm.strip(), accounts.get(account, ""), cut):
        yield f"{indent}{mark}{account}{gap}{amount}"


def _account_first(body: _Cut, accounts: Mapping[str, str]) -> tuple[str, _Cut]:
    """The account that a text begins with, as it should be, and what follows it."""
    start = len(body.norm) - len(body.norm.lstrip())
    base, norm = body.base[start:], body.norm[start:]
    end = _end_of_account(base, norm, accounts)
    rest = _Cut(base[end:], norm[end:], body.strings, "", notes=body.notes)
    return _account(base[:end], accounts, body.notes), rest


def _end_of_account(base: str, norm: str, accounts: Mapping[str, str]) -> int:
    names = base.translate(_IN_ACCOUNTS)
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
    return not text or text[0].isspace() or bool(re.match(r"[-+(]*¥?[-+(]*\d[\d,.]*\s*(?:$|[A-Z元¥])|¥", text))


def _is_root(key: re.Match[str], accounts: Mapping[str, str]) -> bool:
    """Whether what looks like a key is the root of an account; an account's code follows even where it is misspelt."""
    roots = {each.lower() for each in {*ROOTS, *(each.partition(":")[0] for each in accounts)}}
    word = key[1].lower()
    like = bool(difflib.get_close_matches(word, roots, 1))
    return word in roots or (like and bool(re.match(r"\d{4}\s*-\s*[^\d\s]", key[2])))


def _account(typed: str, accounts: Mapping[str, str], notes: list[str]) -> str:
    """The account that was meant: the one that is open, where one is so named; else the name, its signs put right."""
    name = typed.translate(_IN_ACCOUNTS).strip()
    for each in (typed, name, typed.translate(_EVERYWHERE).strip()):
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
    near = difflib.get_close_matches(root.capitalize(), known or ROOTS, 1)
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
    near = difflib.get_close_matches(name, list(accounts), 1)
    return near[0] if near else ""


def _without_codes(name: str) -> str:
    return ":".join(re.sub(r"^\d+-", "", part) for part in name.split(":"))


# Amounts


def _first(each: Iterator[str]) -> str:
    return next(each, "")


def _amounts(text: str, commodity: str, cut: _Cut) -> Iterator[str]:
    """The readings of what follows an account."""
    if "{" in text or "@" in text:
        yield re.sub(r"\s+", " ", text)
        return
    leading = re.match(r"([-+]?)\s*([A-Za-z][A-Za-z.]+)\s+([-+]?)\s*(\d[\d,.]*)$", text)
    if leading and leading[2].upper() not in _YUAN:
        cut.notes.append("货币写在金额后面")
        sign = "-" if (leading[1] + leading[3]) == "-" else ""
        yield f"{sign}{_number(leading[4], cut)} {_commodity(leading[2], commodity, cut)}"
        return
    found = _AMOUNT.match(text)
    if found is None:
        whole = _EXPRESSION.match(text)
        if whole:
            yield f"{whole['number'].strip()} {_commodity(whole['last'] or '', commodity, cut)}"
        return
    number = _number(found["number"], cut)
    if not number:
        return
    last = found["last"] or found["first"] or ""
    if last.startswith("万"):
        number = f"{Decimal(number.replace(',', '')) * 10_000:f}"
        last = last[1:]
    currency = _commodity(last, commodity, cut)
    rest = f" ; {found['rest'].strip()}" if found["rest"] and found["rest"].strip("。.,;") else ""
    negative = (found["sign"], found["inner"], found["deep"], found["after"]).count("-") % 2
    plus = "+" if "+" in (found["sign"], found["inner"], found["deep"]) and not negative else ""
    if rest[3:4] in tuple("万亿千百十"):
        return
    if found["open"] or found["close"]:
        if not (found["open"] and found["close"]):
            return
        if not negative:
            cut.notes.append("负数前面写 -，不用括号")
            yield f"-{number} {currency}{rest}"
            yield f"({number}) {currency}{rest}"
            return
    yield f"{'-' if negative else plus}{number} {currency}{rest}"


def _number(text: str, cut: _Cut) -> str:
    """A number as beancount takes it; nothing, where it can't be told."""
    text = text.replace(" ", "").rstrip(",")
    if text[:1] in "+-":
        return text[:1].strip("+") + _number(text[1:], cut)
    if text.count(".") > 1:
        return ""
    if _GROUPED.match(text):
        return text
    whole, dot, part = text.partition(".")
    if "," in part:
        return ""
    cut.notes.append("千分位没有分在三位上，请核对数额")
    return whole.replace(",", "") + dot + part


def _commodity(typed: str, commodity: str, cut: _Cut | None = None) -> str:
    """The commodity that was meant, of an account that takes `commodity`."""
    upper = typed.upper()
    if upper in _YUAN:
        if cut is not None:
            cut.notes.append(f"货币写 {commodity or 'CNY'}")
        return commodity or "CNY"
    if not upper:
        if cut is not None:
            cut.notes.append("金额后面要有货币")
        return commodity or "CNY"
    if cut is not None and typed != upper:
        cut.notes.append("货币用大写字母")
    plain = re.sub(r"[^A-Z]", "", upper)
    if plain in ("CNYA", "CNYB"):
        return f"CNY.{plain[-1]}"
    return upper


# Columns of debits and credits


def from_columns(lines: Sequence[str], accounts: Mapping[str, str]) -> list[str] | None:
    """Postings pasted from two columns 借方 and 贷方, as they should be: what was in the second is negative.

    None where the lines aren't such: separated by tabs, without currencies, something in each of the columns.
    """
    made: list[str] = []
    debits = credits_ = 0
    for line in lines:
        fields = [each.translate(_GONE).translate(_EVERYWHERE).strip() for each in line.strip(" \r\n").split("\t")]
        names = [each.translate(_GONE).strip() for each in line.strip(" \r\n").split("\t")]
        first = next((index for index, each in enumerate(fields) if each), 0)
        debit, credit = (*fields[first + 1 :], "", "")[:2]
        if len(fields) <= first + 1 or any(fields[first + 3 :]) or ":" not in fields[first]:
            return None
        notes: list[str] = []
        account = _account(names[first], accounts, notes)
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


def negated(line: str) -> str | None:
    """A posting with the sign of its amount turned; None where it has no plain amount."""
    found = re.match(r"(\s+(?:[*!&#?%]\s+)?\S+\s+)([-+]?)\s*(\d[\d,.]*)(\s*[A-Z].*)$", line.rstrip("\r\n"))
    if found is None:
        return None
    head, sign, number, tail = found.groups()
    if sign != "-" and head.endswith("  ") and not head.isspace():
        head = head[:-1]
    return f"{head}{'' if sign == '-' else '-'}{number}{tail}"


# What was wrong


def _odd_characters(line: str, text: str) -> Iterator[str]:
    """The kinds of characters that a line had and, mended, has no more."""
    gone = [each for each in dict.fromkeys(line) if line.count(each) > text.count(each)]
    hidden = list(
        dict.fromkeys(f"‹{({**_SPACES, **_NOTHING})[each]}›" for each in gone if each in {**_SPACES, **_NOTHING})
    )
    if hidden:
        yield f"有{'、'.join(hidden)}"
    wide = [each for each in gone if ord(each) in _FULL_WIDTH]
    letters = [each for each in wide if unicodedata.category(each)[0] in "LN"]
    if letters:
        yield f"{''.join(letters)} 要用半角"
    marks = [
        each
        for each in gone
        if each not in letters
        and (ord(each) in _EVERYWHERE or each in _DOUBLE + _SINGLE)
        and each not in _SPACES
        and each != '"'
    ]
    if marks:
        yield f"标点 {' '.join(marks)} 要用半角"
