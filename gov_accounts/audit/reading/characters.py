"""Characters as they are meant: PDFs often give radicals for the characters that look alike."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SUPPLEMENT: Final = dict(
    zip(
        "⺁⺇⺌⺒⺓⺝⺟⺠⺩⺫⺬⺮⺴⺶⺼⺽⻁⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻕⻗⻘⻙⻚⻛⻜⻝⻞⻡⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "厂几小巳幺月母民王罒示竹网羊月臼虎西见角角贝足车長长门阜雨青韦页风飞食食首马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
"""CJK Radicals Supplement → the unified characters they look like (Unicode's EquivalentUnifiedIdeograph)."""
_MEANT: Final = str.maketrans(
    _SUPPLEMENT
    | {
        chr(code): unicodedata.normalize("NFKC", chr(code))
        for first, last in ((0x2F00, 0x2FD5), (0xF900, 0xFAFF))
        for code in range(first, last + 1)
    }
    | {"\u00a0": " ", "\u200b": "", "\ufeff": "", "\u00ad": "", "\0": "", "\u200e": "", "\u200f": ""}
)
_UNKNOWN: Final = re.compile(r"\(cid:[0-9]+\)")


def meant(text: str) -> str:
    """Text with the characters that are meant, without those that can't be seen; full-width ones stay."""
    return text.translate(_MEANT)


def is_unknown(text: str) -> bool:
    """Whether a PDF's character is one whose font doesn't tell what it is."""
    return bool(_UNKNOWN.fullmatch(text)) or text == "\ufffd"
