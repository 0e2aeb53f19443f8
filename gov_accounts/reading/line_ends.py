"""Carriage returns that end no line: editors of old Macs, and some exports, end lines by them alone.

beancount knows line feeds only. What stands behind such a carriage return belongs to the line before it; where that is
a comment, vouchers are lost without a word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ALONE: Final = re.compile(rb"\r(?!\n)(?=[ \t\r]*[^\s])")
"""One that something stands behind; at the end of a line it does no harm."""


def line_end_findings(files: Iterable[Path]) -> list[Finding]:
    """Where lines are ended by a carriage return alone: one finding a file."""
    return [finding for file in files if (finding := _finding(file)) is not None]


def _finding(file: Path) -> Finding | None:
    try:
        content = file.read_bytes()
    except OSError:
        return None
    first = _ALONE.search(content) if b"\r" in content else None
    if first is None:
        return None
    count = len(_ALONE.findall(content))
    line = content.count(b"\n", 0, first.start()) + 1
    return Finding(
        "line-ends",
        f"有 {count} 处只用回车（老 Mac 的换行）分行，beancount 看不出是两行。",
        "账本要用换行（LF）或回车加换行（CRLF）分行；回车后面的内容算在前一行里，前一行是注释的，凭证就丢了。",
        "用 VS Code 打开，把右下角的行尾序列改成 LF，存盘。",
        Place(str(file), line),
    )
