"""Write files whole or not at all: what was there before stays until all that takes its place is on the disk.

    content ──► temporary file beside the target ──fsync──► still what it was made from? ──rename──► target
                        one for each change                      all of them              one after the other

A target that is a link stays a link: the file it leads to is replaced. A file's mode is kept.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

PREFIX: Final = ".gov-accounts-"
SUFFIX: Final = ".tmp"
_STALE: Final = 3600
"""Seconds after which a temporary file is one that a killed program left."""


class Before(Enum):
    """What is known of a file before it is written, where it isn't its content."""

    ANYTHING = "whatever it is"
    ABSENT = "there is none"


@dataclass(frozen=True, slots=True)
class Change:
    """One file to be written.

    Attributes:
        path: where.
        content: the whole of what is to be in it.
        before: what has to be there until the last moment, such as the content that the new one was made from.
    """

    path: Path
    content: bytes
    before: bytes | Before = Before.ANYTHING


class ChangedMeanwhileError(OSError):
    """A file isn't any more what the change was made from: somebody else has written it."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.ESTALE, "文件刚刚被别的程序改动了", str(path))


@dataclass(frozen=True, slots=True)
class _Staged:
    """A change on the disk under another name, and what is kept of the file it replaces."""

    temporary: Path
    target: Path
    backup: Path | None


def write_whole(changes: Sequence[Change]) -> None:
    """Write files, all of them or none.

    Where one of several can't take its place (a full disk, a file that another program holds), those that already
    have are put back.

    Raises:
        ChangedMeanwhileError: a file isn't what its change was made from; nothing was written.
        OSError: a file can't be written; nothing was.
    """
    staged: list[_Staged] = []
    done: list[_Staged] = []
    try:
        for change in changes:
            target = Path(os.path.realpath(change.path))
            _clear_stale(target.parent)
            temporary = _name(target)
            # A single file needs no way back: its rename is the last thing that can fail.
            backup = _name(target) if len(changes) > 1 and target.exists() else None
            staged.append(_Staged(temporary, target, backup))
            _write(temporary, change.content, target)
            if backup is not None:
                _keep(target, backup)
        for change, each in zip(changes, staged, strict=True):
            _require(change, each.target)
        for change, each in zip(changes, staged, strict=True):
            _require(change, each.target)
            os.replace(each.temporary, each.target)  # noqa: PTH105
            done.append(each)
        for folder in dict.fromkeys(each.target.parent for each in staged):
            _sync_folder(folder)
    except BaseException:
        _put_back(done)
        raise
    finally:
        _clear(staged)


def _put_back(done: Sequence[_Staged]) -> None:
    """Undo the renames that were done: what was there before is there again."""
    for each in reversed(done):
        if each.backup is None:
            each.target.unlink(missing_ok=True)
        else:
            os.replace(each.backup, each.target)  # noqa: PTH105


def _clear(staged: Sequence[_Staged]) -> None:
    """Take away the temporary files that are left."""
    for each in staged:
        for left in (each.temporary, each.backup):
            if left is not None:
                with contextlib.suppress(OSError):
                    left.unlink(missing_ok=True)


def _name(target: Path) -> Path:
    """A name for a temporary file beside the target: short, since the target's may be as long as names can be."""
    return target.with_name(f"{PREFIX}{secrets.token_hex(6)}{SUFFIX}")


def _require(change: Change, target: Path) -> None:
    """Refuse to go on where a file isn't what the change was made from."""
    if change.before is Before.ANYTHING:
        return
    try:
        present: bytes | Before = target.read_bytes()
    except FileNotFoundError:
        present = Before.ABSENT
    if present != change.before:
        raise ChangedMeanwhileError(change.path)


def _write(temporary: Path, content: bytes, target: Path) -> None:
    """Write a temporary file to the disk, with the target's mode; or fail as writing the target would."""
    mode = 0o666
    try:
        found = target.stat()
    except FileNotFoundError:
        found = None
    if found is not None:
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "不是普通文件", str(target))
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "文件是只读的", str(target))
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if found is not None:
        shutil.copymode(target, temporary)


def _keep(target: Path, backup: Path) -> None:
    """Keep what a target holds under another name, without a second copy where the disk can do that."""
    try:
        os.link(target, backup)
    except (OSError, AttributeError):
        shutil.copy2(target, backup)


def _sync_folder(folder: Path) -> None:
    """Have the renames of a folder on the disk too, where the system can do that."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear_stale(folder: Path) -> None:
    """Take away the temporary files that killed programs left in a folder long ago."""
    with contextlib.suppress(OSError):
        for left in folder.glob(f"{PREFIX}*{SUFFIX}"):
            if time.time() - left.lstat().st_mtime > _STALE:
                left.unlink(missing_ok=True)
