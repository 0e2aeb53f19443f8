"""Patterns of words that a rule of the unit is for; comparing takes time in proportion to the text, whatever it says.

    手续费        contains it
    手续费*       begins with it        *手续费   ends with it        付*手续费   begins so and ends so
    =手续费       is just that
    *            anything

Full-width and half-width, capital and small letters, and blanks are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern.

    Attributes:
        text: as it is written.
        pieces: what has to stand in this order; the first at the beginning and the last at the end, where not empty.
        whole: whether the only piece has to be all of it.
    """

    text: str
    pieces: tuple[str, ...]
    whole: bool = False

    def matches(self, text: str) -> bool:
        """Whether a text is so."""
        return self.matches_plain(plain(text))

    def matches_plain(self, folded: str) -> bool:
        """Whether a text is so that `plain` has folded."""
        if self.whole:
            return folded == self.pieces[0]
        first, *between, last = self.pieces
        if len(folded) < len(first) + len(last) or not folded.startswith(first) or not folded.endswith(last):
            return False
        at, end = len(first), len(folded) - len(last)
        for piece in between:
            at = folded.find(piece, at, end)
            if at < 0:
                return False
            at += len(piece)
        return True


def read_pattern(text: str) -> Pattern:
    """A pattern as a person writes it.

    Raises:
        ValueError: there is nothing in it.
    """
    bare = text.strip()
    if bare[:1] in ("=", "＝"):
        said = plain(bare[1:])
        if not said:
            raise ValueError(text)
        return Pattern(text, (said,), whole=True)
    pieces = [plain(each) for each in bare.replace("＊", "*").split("*")]
    if len(pieces) == 1:
        if not pieces[0]:
            raise ValueError(text)
        pieces = ["", pieces[0], ""]
    return Pattern(text, tuple(pieces))


def any_matches(patterns: Iterable[Pattern], text: str) -> bool:
    """Whether one of the patterns matches a text."""
    return any(each.matches(text) for each in patterns)
