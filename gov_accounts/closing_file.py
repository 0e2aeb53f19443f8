"""The file that ``close`` writes beside a ledger: whose it is, where it is included, and how it gets on disk.

It begins with a line that says a program wrote it and one with the hash of all that follows, so that what a person has
changed is never written over. It takes its place before the line that includes it: the ledger never includes what isn't
there.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Collection, Sequence
from enum import Enum
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from gov_accounts.files.whole import Before, Change

MARK: Final = "; 本文件由 gov-accounts close 写出，可以随时重新生成。请不要改动：改动过的文件，软件不再覆盖。"
_HASH: Final = "; sha256: "
_NAME: Final = re.compile(r"close-([0-9]{4})\.beancount")
_INCLUDE: Final = re.compile(r'^include\s+"([^"]+)"', re.MULTILINE)
_ANY_DEPTH: Final = "**"


class Owner(Enum):
    """Whose a closing file is."""

    NOBODY = "absent"
    PROGRAM = "as written"
    EDITED = "changed since it was written"
    PERSON = "never written by close"


def closing_path(main_file: Path, year: int) -> Path:
    """The closing file of a year, beside the main file, as beancount names it."""
    return Path(os.path.normpath(main_file.parent)) / f"close-{year:04}.beancount"


def closing_years(main_file: Path, files: Collection[Path]) -> list[int]:
    """The years of which a ledger includes a closing file that the command wrote, whether changed since or not."""
    years = {int(match[1]) for file in files if (match := _NAME.fullmatch(file.name))}
    paths = {year: closing_path(main_file, year) for year in years}
    return sorted(
        year for year, path in paths.items() if path in files and owner(path) in (Owner.PROGRAM, Owner.EDITED)
    )


def stamped(body: str) -> str:
    """A closing file's whole text."""
    return f"{MARK}\n{_HASH}{_digest(body)}\n{body}"


def owner(path: Path) -> Owner:
    """Whose the file is."""
    return owner_of(present(path))


def owner_of(content: bytes | Before) -> Owner:
    """Whose a file with this content is. Line ends don't count: version control may have changed them."""
    if isinstance(content, Before):
        return Owner.NOBODY
    mark, _, rest = as_text(content).partition("\n")
    if mark != MARK:
        return Owner.PERSON
    written, _, body = rest.partition("\n")
    return Owner.PROGRAM if written == f"{_HASH}{_digest(body)}" else Owner.EDITED


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


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def include_lines(file: Path, target: Path) -> list[int]:
    """The lines of a ledger's file that include `target`, by name or by a pattern, whether it exists or not."""
    text = text_of(file)
    folder = Path(glob.escape(str(file.parent)))
    return [
        text.count("\n", 0, match.start()) + 1
        for match in _INCLUDE.finditer(text)
        if _meant(Path(os.path.normpath(folder.joinpath(match[1]))).parts, target.parts)
    ]


def _meant(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a path is one that ``glob`` finds for a pattern."""
    if not pattern:
        return not path
    if pattern[0] == _ANY_DEPTH:
        return any(_meant(pattern[1:], path[skipped:]) for skipped in range(len(path)))
    return bool(path) and fnmatch(path[0], pattern[0]) and _meant(pattern[1:], path[1:])


def with_line(content: bytes, line: str) -> bytes:
    """A file's content with a line added at its end, with the line end that the file's last line has.

    A carriage return alone ends no line for beancount, so that what is added after one begins with a line feed.
    """
    last = content.rfind(b"\n")
    newline = b"\r\n" if last > 0 and content[last - 1 : last] == b"\r" else b"\n"
    parted = b"" if not content or content.endswith(b"\n") else newline
    return content + parted + line.encode() + newline


def line_added(path: Path, line: str) -> Change:
    """The change of a file that gets a line at its end."""
    content = path.read_bytes()
    return Change(path, with_line(content, line), content)
