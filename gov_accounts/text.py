"""Text: how wide it is where a Chinese character takes two columns, its lines, lists in it, and how it is compared."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_REMEMBERED: Final = 40
"""Characters of a text whose width is remembered."""


def text_width(text: str) -> int:
    """How many columns of a fixed-width font `text` takes: a Chinese character takes two."""
    # What is printed again and again is short; long texts would be kept after their document is gone.
    return _short_width(text) if len(text) <= _REMEMBERED else _width(text)


@lru_cache(maxsize=10_000)
def _short_width(text: str) -> int:
    return _width(text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines no wider than `width`, broken after punctuation where that is possible."""
    done: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and text_width(line + piece) > width:
            done.append(line)
            line = ""
        for character in piece:
            if text_width(line + character) > width:
                done.append(line)
                line = ""
            line += character
    return [*done, line] if line else done


def _pieces(text: str) -> Iterator[str]:
    """`text` cut after each stop."""
    start = 0
    for end, character in enumerate(text, 1):
        if character in "；，。":
            yield text[start:end]
            start = end
    if start < len(text):
        yield text[start:]


def first_few(texts: Sequence[str], most: int) -> str:
    """A list in a sentence, cut after so many: ``1、2、3……``."""
    return "、".join(texts[:most]) + ("……" if len(texts) > most else "")


def plain(text: str) -> str:
    """A text as it is compared: full-width and half-width, capital and small letters, and blanks are alike."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def clean(text: str) -> str:
    """Words on one line, without anything a terminal would obey."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
