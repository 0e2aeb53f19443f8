"""The first letters of Chinese characters in pinyin, as bookkeepers type them: ``sf`` for 水费.

The 3755 common characters of GB/T 2312 stand in it in the order of their pinyin, so that a character's first letter is
told by its place between the first characters of each letter. Characters of more than one reading have all of theirs;
of the rarer ones, which stand in another order, those that the lists hold are named here.
"""

from __future__ import annotations

from bisect import bisect
from functools import lru_cache
from typing import Final

_LETTERS: Final = "abcdefghjklmnopqrstwxyz"
_FIRST: Final = tuple(each.encode("gb2312") for each in "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝")
"""The first character of each letter. No syllable begins with i, u or v."""
_END: Final = b"\xd7\xfa"
"""The place after the last of the common characters."""
_MORE: Final = {
    "殡": "b",
    "畜": "c",
    "行": "h",
    "调": "t",
    "重": "c",
    "会": "k",
    "长": "z",
    "单": "s",
    "藏": "z",
    "传": "z",
    "车": "j",
    "校": "j",
    "降": "x",
    "折": "s",
    "率": "s",
    "厦": "s",
    "弹": "t",
    "系": "j",
    "乐": "y",
    "曾": "z",
}
"""Other first letters of characters, and those of rare ones."""


@lru_cache(maxsize=4096)
def letters_of(character: str) -> str:
    """The letters a character's pinyin may begin with; nothing for what is no Chinese character we know."""
    more = _MORE.get(character, "")
    try:
        place = character.encode("gb2312")
    except UnicodeEncodeError:
        return more
    if not _FIRST[0] <= place < _END:
        return more
    return _LETTERS[bisect(_FIRST, place) - 1] + more


def spelt(name: str, letters: str) -> bool:
    """Whether some characters of a name, one after the other, begin with these letters. Other signs don't count."""
    readings = [reading for character in name if (reading := letters_of(character))]
    return any(
        all(letter in reading for letter, reading in zip(letters, readings[start:], strict=False))
        for start in range(len(readings) - len(letters) + 1)
    )
