"""Words that are like another: what somebody may have meant. Of words too long to be typed, none is."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST: Final = 200
"""Looking for what is like a word takes the square of its length."""


def nearest(word: str, words: Iterable[str], count: int = 3) -> list[str]:
    """So many of the words at most, most alike first."""
    return difflib.get_close_matches(word, [each for each in words if len(each) <= _LONGEST], count)
