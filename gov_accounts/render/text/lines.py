"""Lines that every table in a terminal has: in the middle, or at both ends. Chinese characters take two columns."""

from __future__ import annotations

from typing import Final

from gov_accounts.text import text_width

NOTES_WIDTH: Final = 80
"""Notes may be as wide as this below a table that is narrower."""
GAP: Final = 2
"""Columns between one text and the next."""


def centred(text: str, width: int) -> str:
    """A text in the middle of a line."""
    return " " * max((width - text_width(text)) // 2, 0) + text


def spread(left: str, right: str, width: int, middle: str = "") -> str:
    """Two texts at the ends of a line, and one in its middle if there is one."""
    if middle:
        left += " " * max((width - text_width(middle)) // 2 - text_width(left), GAP) + middle
    return left + " " * max(width - text_width(left) - text_width(right), GAP) + right
