"""What layouts share: how wide text is, and which rows stand on one line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gov_accounts.printed import PrintedPanel, PrintedRow


@lru_cache(maxsize=10_000)
def text_width(text: str) -> int:
    """How many columns of a fixed-width font `text` takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def lines(panels: Sequence[PrintedPanel]) -> Iterator[tuple[PrintedRow | None, ...]]:
    """The rows of panels side by side, line by line; their feet stand together on the last lines."""
    yield from zip_longest(*([row for row in panel.rows if not row.foot] for panel in panels))
    yield from zip_longest(*([row for row in panel.rows if row.foot] for panel in panels))


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
