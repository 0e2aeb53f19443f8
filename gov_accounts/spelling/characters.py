"""Characters that look like those a ledger takes, and those that can't be seen."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

INDENT: Final = "  "
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
SPACES: Final = {
    "\u3000": "全角空格",
    "\u00a0": "NBSP",
    "\u202f": "NBSP",
    "\u2007": "NBSP",
    **dict.fromkeys("\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\x0b\x0c", "特殊空格"),
}
NOTHING: Final = {
    "\u200b": "零宽空格",
    "\u200c": "零宽字符",
    "\u200d": "零宽字符",
    "\u2060": "零宽字符",
    "\ufeff": "BOM",
    "\u00ad": "软连字符",
    **dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "方向符"),
}
_SHOWN: Final = str.maketrans({each: f"‹{name}›" for each, name in {**SPACES, **NOTHING, "\t": "制表符"}.items()})
_BLANK: Final = dict.fromkeys(map(ord, SPACES), " ")
GONE: Final = dict.fromkeys(map(ord, NOTHING))
_DASHES: Final = dict.fromkeys(map(ord, "−–—―‐‑‒﹣"), "-")
IN_ACCOUNTS: Final[dict[int, int | str]] = {
    **{code: ascii_ for code, ascii_ in _FULL_WIDTH.items() if chr(ascii_).isalnum() or chr(ascii_) in ":-"},
    **_BLANK,
    **_DASHES,
    ord("︰"): ":",
    ord("∶"): ":",
}
"""In the name of an account full-width brackets and the like are letters like others."""
EVERYWHERE: Final[dict[int, int | str]] = {
    **_FULL_WIDTH,
    **IN_ACCOUNTS,
    ord("。"): ".",
    ord("、"): ",",
    ord("￥"): "¥",
    ord("×"): "*",
    ord("÷"): "/",
    ord("「"): '"',
    ord("」"): '"',
}
DOUBLE: Final = '"“”„‟＂«»「」『』'
SINGLE: Final = "'‘’‚‛＇`"


def visible(line: str) -> str:
    """A line with what can't be seen in it made visible, as ``‹全角空格›``."""
    return line.strip("\r\n").translate(_SHOWN)


def odd_characters(line: str, text: str) -> Iterator[str]:
    """The kinds of characters that a line had and, mended, has no more."""
    gone = [each for each in dict.fromkeys(line) if line.count(each) > text.count(each)]
    hidden = list(dict.fromkeys(f"‹{({**SPACES, **NOTHING})[each]}›" for each in gone if each in {**SPACES, **NOTHING}))
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
        and (ord(each) in EVERYWHERE or each in DOUBLE + SINGLE)
        and each not in SPACES
        and each != '"'
    ]
    if marks:
        yield f"标点 {' '.join(marks)} 要用半角"
