"""What was read of a ledger's files, so that nothing is written that was made from what they no longer are.

The reader notes a hash of each file as it reads it; a later look compares. Where nobody noted, nothing is compared.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from gov_accounts.files.change import ChangedMeanwhileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_noted: ContextVar[dict[Path, bytes] | None] = ContextVar("_noted", default=None)


@contextmanager
def noting() -> Iterator[Mapping[Path, bytes]]:
    """Note the files that are read in the block: a hash by path."""
    files: dict[Path, bytes] = {}
    token = _noted.set(files)
    try:
        yield files
    finally:
        _noted.reset(token)


def note(file: str, content: bytes) -> None:
    """Note what was read of a file."""
    files = _noted.get()
    if files is not None:
        files[Path(file)] = _digest(content)


def require_unchanged(read: Mapping[Path, bytes]) -> None:
    """Refuse to go on where a file isn't any more what was read.

    Raises:
        ChangedMeanwhileError: one has been changed, or taken away.
        OSError: one can't be read.
    """
    for path, digest in read.items():
        try:
            same = _digest(path.read_bytes()) == digest
        except FileNotFoundError:
            same = False
        if not same:
            raise ChangedMeanwhileError(path)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()
