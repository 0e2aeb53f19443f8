"""What this program has written, so that it may replace it: a line a file, its path and the hash of what is in it.

    /home/li/决算表/表1.csv<TAB>sha256

The record is kept in the user's folder and nowhere else. It may be lost, cut, or full of anything: then a file is taken
for somebody else's, and asked about once more.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import TYPE_CHECKING, Final

from gov_accounts.files.change import Change
from gov_accounts.files.whole import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LINES: Final = 500
_LARGEST: Final = 1 << 20
"""Bytes of a record that is read; ours is smaller."""


def was_written(record: Path, path: Path, content: bytes) -> bool:
    """Whether a file's content is what this program wrote there, the last time or the time before."""
    return _line(path, content) in _lines(record)


def remember(record: Path, files: Mapping[Path, bytes]) -> None:
    """Note what is going to be written. Where it can't be noted, nothing is said.

    It is noted before it is written: a program killed in between has noted too much, which does no harm.

    Args:
        record: the file of the record.
        files: contents by path, absolute, links followed.
    """
    lines = {path: _line(path, content) for path, content in files.items()}
    lines = {path: line for path, line in lines.items() if b"\n" not in line}
    paths = {line.rpartition(b"\t")[0] for line in lines.values()}
    present = {_line(path, found) for path in lines if (found := _content(path)) is not None}
    kept = [line for line in _lines(record) if line.rpartition(b"\t")[0] not in paths or line in present]
    new = [line for line in lines.values() if line not in kept]
    if new:
        with contextlib.suppress(OSError):
            record.parent.mkdir(parents=True, exist_ok=True)
            write_whole([Change(record, b"".join(line + b"\n" for line in [*kept, *new][-_LINES:]))])


def _line(path: Path, content: bytes) -> bytes:
    return os.fsencode(path) + b"\t" + hashlib.sha256(content).hexdigest().encode()


def _lines(record: Path) -> list[bytes]:
    try:
        if not record.is_file() or record.stat().st_size > _LARGEST:
            return []
        return [line for line in record.read_bytes().split(b"\n") if b"\t" in line]
    except OSError:
        return []


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
