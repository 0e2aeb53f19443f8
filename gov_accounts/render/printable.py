"""Text from users as XML, a page and a workbook can hold it: what can't be printed is shown as such."""

from __future__ import annotations

import re
from typing import Final

_NEW_LINES: Final = re.compile("\r\n?|[\u2028\u2029\x85]")
_UNPRINTABLE: Final = re.compile(
    # What XML 1.0 doesn't allow, and the control characters it allows but discourages …
    "[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    # … and those that turn the direction of what follows: a figure after one reads backwards.
    "|[\u202a-\u202e\u2066-\u2069]"
)
REPLACEMENT: Final = "\ufffd"


def printable(text: str) -> str:
    """`text` with one kind of line end, and each character that can't be printed replaced by �."""
    return _UNPRINTABLE.sub(REPLACEMENT, _NEW_LINES.sub("\n", text))


def one_line(text: str) -> str:
    """The same on one line, for headings and names."""
    return " ".join(printable(text).split("\n"))
