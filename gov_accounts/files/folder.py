"""A folder that isn't there yet, and the files in it: it appears whole, in one step, or not at all.

    base/.gov-accounts-….tmp/甲/乙/files…  ──rename──►  base/甲/乙/files…

`base` is the part of the path that there is.
"""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

from gov_accounts.files.staged import CREATE, clear_stale, fill, sync_folder, temporary_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def existing_part(folder: Path) -> Path:
    """The longest part of a path that there is, be it a folder or not."""
    return next(path for path in (folder, *folder.parents) if os.path.lexists(path))


def write_new_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that isn't there, and make those above it too.

    Args:
        folder: absolute, links followed.
        files: contents by name, which may lead into folders below.

    Raises:
        OSError: it can't be written, or it has appeared meanwhile; nothing was written.
    """
    base = existing_part(folder)
    missing = folder.relative_to(base).parts
    if not base.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "", str(base))
    temporary = temporary_name(base)
    try:
        # Some levels down: the first of the missing folders is what is renamed.
        inside = temporary.joinpath(*missing)
        inside.mkdir(parents=True)
        for name, content in files.items():
            path = inside.joinpath(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, content)
        for each in dict.fromkeys(inside.joinpath(name).parent for name in files):
            sync_folder(each)
        target = base / missing[0]
        if os.path.lexists(target):  # An empty folder would be replaced without a word.
            raise FileExistsError(errno.EEXIST, "", str(target))
        os.rename(temporary.joinpath(missing[0]), target)  # noqa: PTH104 (as the other renames here are called)
        sync_folder(base)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    clear_stale(base)


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, CREATE, 0o666)
    try:
        fill(handle, content)
    finally:
        os.close(handle)
