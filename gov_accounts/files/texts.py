"""The text of a ledger's files: read, found in, and added to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gov_accounts.files.change import Before, Change

if TYPE_CHECKING:
    import re


def text_of(path: Path) -> str:
    """A file's text with plain line ends; what isn't UTF-8 in it is no text of ours, and only has to differ."""
    return as_text(path.read_bytes())


def as_text(content: bytes) -> str:
    """A file's content as `text_of` gives it; a mark of the encoding at its beginning is no text either."""
    return content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


def present(path: Path) -> bytes | Before:
    """What is in a file now, or that there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return Before.ABSENT


def last_line(file: str, pattern: re.Pattern[str]) -> int:
    """The number of the last line that begins as a pattern says; 0 where there is none, or the file can't be read."""
    try:
        lines = Path(file).read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError:
        return 0
    return max((number for number, line in enumerate(lines, 1) if pattern.match(line)), default=0)


def with_line(content: bytes, line: str) -> bytes:
    """A file's content with a line added at its end, with the line end that the file's last line has.

    A carriage return alone ends no line for beancount, so that what is added after one begins with a line feed.
    """
    newline = _line_end(content)
    parted = b"" if not content or content.endswith(b"\n") else newline
    return content + parted + line.encode() + newline


def with_text(content: bytes, text: str) -> bytes:
    """A file's content with a text of whole lines at its end, after a blank line, with the line ends the file has."""
    newline = _line_end(content)
    ends = 2 if not content or content.endswith((b"\n\n", b"\n\r\n")) else 1 if content.endswith(b"\n") else 0
    return content + newline * (2 - ends) + text.encode().replace(b"\n", newline)


def _line_end(content: bytes) -> bytes:
    """What ends a file's last whole line."""
    last = content.rfind(b"\n")
    return b"\r\n" if last > 0 and content[last - 1 : last] == b"\r" else b"\n"


def line_added(path: Path, line: str) -> Change:
    """The change of a file that gets a line at its end."""
    content = path.read_bytes()
    return Change(path, with_line(content, line), content)
