"""The words of lines, one by one, with where they stand across the page as far as that can be told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.tables.amounts import figure_of, is_blank
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.source import Box
    from gov_accounts.audit.tables.amounts import Figure
    from gov_accounts.audit.tables.pieces import Words

_APART: Final = re.compile(r"\S {2,}\S|\t")
"""Columns of a text that is set in a fixed-width font."""
_CHARACTER: Final = 50
"""A column of such a font, in tenths of a point; any number does."""
_LONGEST: Final = 2_000
_SET: Final = 2
"""Lines with columns that make a text one that is set in them."""
_DRAWN: Final = 4
"""Dashes that stand for no number, at most; more of them are a line."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a line.

    Attributes:
        line: the number of its line among those of the table.
        left, right: across the page, in tenths of a point; both 0 where it isn't known.
        figure: the number that it is, if it is one.
    """

    text: str
    line: int
    page: int
    box: Box | None
    left: int
    right: int
    figure: Figure | None

    @property
    def blank(self) -> bool:
        """Whether it is a dash that stands for no number."""
        return is_blank(self.text)

    @property
    def whole(self) -> int | None:
        """The number, if it is written without decimals."""
        return int(self.text) if self.text.isdecimal() and len(self.text) <= 7 else None  # noqa: PLR2004 - no longer code


def tokens_of(lines: Sequence[Words]) -> list[list[Token]]:
    """The words of each line, without lines that are drawn by dashes."""
    apart = sum(_APART.search(each.text) is not None for each in lines) >= _SET
    return [list(_tokens(each, number, apart=apart)) for number, each in enumerate(lines)]


def _tokens(words: Words, number: int, *, apart: bool) -> Iterator[Token]:
    placed = words.line.words if words.line is not None else ()
    if len(placed) > 1:
        for word in placed:
            for text in word.text.split():
                yield Token(text, number, words.page, word.box, word.box.left, word.box.right, figure_of(text))
        return
    text = words.text[:_LONGEST].replace("\u3000", "  ")
    for found in re.finditer(r"\S+", text):
        if is_blank(found[0]) and len(found[0]) > _DRAWN:
            continue
        left = text_width(text[: found.start()]) * _CHARACTER if apart else 0
        right = left + text_width(found[0]) * _CHARACTER if apart else 0
        yield Token(found[0], number, words.page, words.box, left, right, figure_of(found[0]))
