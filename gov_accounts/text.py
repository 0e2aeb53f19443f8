"""Texts of a ledger's files."""

from __future__ import annotations

import re
from pathlib import Path


def last_line(file: str, pattern: re.Pattern[str]) -> int:
    """The number of the last line that begins as a pattern says; 0 where there is none, or the file can't be read."""
    try:
        lines = Path(file).read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError:
        return 0
    return max((number for number, line in enumerate(lines, 1) if pattern.match(line)), default=0)
