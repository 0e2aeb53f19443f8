"""Write files whole or not at all: what was there before stays until all that takes its place is on the disk.

    content ──► on the disk, all of it ──► still what it was made from? ──► takes the target's place ──► nothing lost?
                    (`staged`)                 each file, locked                 one after the other

A target that is a link stays a link: the file it leads to is replaced. A file keeps its mode and its owner.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from gov_accounts.files.change import Before, Change, ChangedMeanwhileError
from gov_accounts.files.lock import locked
from gov_accounts.files.staged import Staged, clear_stale, sync_folder, temporary_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def write_whole(changes: Sequence[Change], require: Callable[[], None] | None = None) -> None:
    """Write files, all of them or none.

    Where one of several can't take its place (a full disk, a file that another program holds), those that already
    have are put back.

    Args:
        changes: the files.
        require: called when all is on the disk and nothing in place yet; what it raises ends the writing. It may see
            whether other files are still what the content was made from.

    Raises:
        ChangedMeanwhileError: a file isn't what its change was made from; nothing was written.
        OSError: a file can't be written; nothing was.
    """
    staged: list[Staged] = []
    try:
        for change in changes:
            target = Path(os.path.realpath(change.path))
            backup = temporary_name(target.parent) if target.exists() and _wants_backup(change, changes) else None
            staged.append(Staged(target, temporary_name(target.parent), change.content, backup=backup))
            staged[-1].write()
        with locked(each.target.parent for each, change in zip(staged, changes, strict=True) if _made_from(change)):
            if require is not None:
                require()
            for change, each in zip(changes, staged, strict=True):
                _require(change, each.target)
                each.name()
            for change, each in zip(changes, staged, strict=True):
                _place(change, each)
            # An editor that writes in place may have done so between the look and the rename.
            for change, each in zip(changes, staged, strict=True):
                if isinstance(change.before, bytes) and each.backup is not None:
                    _require(change, each.backup)
        for folder in dict.fromkeys(each.target.parent for each in staged):
            sync_folder(folder)
            clear_stale(folder)
    except BaseException:
        for each in reversed(staged):
            with contextlib.suppress(OSError):
                each.put_back()
        raise
    finally:
        for each in staged:
            each.clear()


def _made_from(change: Change) -> bool:
    return change.before is not Before.ANYTHING


def _wants_backup(change: Change, changes: Sequence[Change]) -> bool:
    """Whether there must be a way back: a single file's rename is the last thing that can fail."""
    return len(changes) > 1 or isinstance(change.before, bytes)


def _place(change: Change, each: Staged) -> None:
    _require(change, each.target)
    try:
        each.place(absent=change.before is Before.ABSENT)
    except FileExistsError:
        raise ChangedMeanwhileError(change.path) from None


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
