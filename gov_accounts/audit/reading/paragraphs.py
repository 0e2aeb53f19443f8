"""Where paragraphs end in lines that were read by position."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.source import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.source import Block, Box, Page

_LONG: Final = 2
"""A line of text is at least half as wide as its page."""
_NEAR: Final = 20
"""Tenths of a point: lines that begin so near to each other begin at one margin."""
_SIZES: Final = 6
"""Sizes of type that differ by more than a sixth are two."""
_RECOGNISED: Final = 3
"""The same where words were recognised, whose heights are guessed: a third."""
_STOPS: Final = ("。", "；", "：", "！", "？", ";", ":")
_NUMBERED: Final = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:、|部分)|[（(][一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[、.．](?![0-9]))"
)
"""What begins with such a number, after a stop, begins anew."""
_OFTEN: Final = 10
"""The right margin is where the tenth of long lines reach that reach farthest."""


def with_ends(pages: Sequence[Sequence[Block]], sizes: Sequence[Page]) -> Iterator[Block]:
    """All blocks of the pages in order, with the lines marked that end a paragraph.

    One does that is short of the right margin, whose next line is indented, of another size, or begins with a number
    after a stop; one that stands apart from the next, or that a grid follows.
    """
    margins = _Margins(pages, sizes)
    blocks = [(block, size) for blocks, size in zip(pages, sizes, strict=True) for block in blocks]
    following: list[tuple[Block | None, Page | None]] = [*blocks[1:], (None, None)]
    for (block, size), (after, size_after) in zip(blocks, following, strict=False):  # No blocks, none following.
        if not isinstance(block, Line):
            yield block
            continue
        ends = True
        if isinstance(after, Line) and size_after is not None:
            ends = margins.ends(block, size, after, size_after)
        yield replace(block, ends=ends)


class _Margins:
    """Where the lines of text begin and end, on pages of each size."""

    def __init__(self, pages: Sequence[Sequence[Block]], sizes: Sequence[Page]) -> None:
        lefts: dict[tuple[int, int], list[int]] = {}
        rights: dict[tuple[int, int], list[int]] = {}
        for blocks, size in zip(pages, sizes, strict=True):
            key = size.width, size.height
            for block in blocks:
                box = block.box if isinstance(block, Line) else None
                if box is not None and (box.right - box.left) * _LONG >= size.width:
                    lefts.setdefault(key, []).append(box.left)
                    rights.setdefault(key, []).append(box.right)
        self._left = {key: _usual(each) for key, each in lefts.items()}
        self._right = {key: sorted(each)[-1 - len(each) // _OFTEN] for key, each in rights.items()}

    def ends(self, line: Line, size: Page, after: Line, size_after: Page) -> bool:
        """Whether a paragraph ends with a line."""
        box, next_box = line.box, after.box
        if box is None or next_box is None:
            return True
        em, next_em = _size(line), _size(after)
        right = self._right.get((size.width, size.height))
        left = self._left.get((size_after.width, size_after.height))
        if right is None or left is None or right - box.right > 2 * em:
            return True
        if abs(em - next_em) * (_RECOGNISED if size.scanned else _SIZES) > em:
            return True
        if line.text.endswith(_STOPS) and _NUMBERED.match(after.text):
            return True
        if size is size_after and next_box.top - box.bottom > 2 * em:
            return True
        return next_box.left - left > em + em // 4


def _size(line: Line) -> int:
    """The size of most of its characters."""
    return max(Counter(_height(each.box) for each in line.words for _ in each.text).items(), key=lambda each: each[1])[
        0
    ]


def _height(box: Box) -> int:
    return max(box.bottom - box.top, 1)


def _usual(places: Sequence[int]) -> int:
    """The leftmost place where many begin: at least a fifth within two points."""
    ordered = sorted(places)
    for place in ordered:
        if sum(1 for each in ordered if 0 <= each - place <= _NEAR) * 5 >= len(ordered):
            return place
    return ordered[0]
