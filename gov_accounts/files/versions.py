"""The last versions of a file: what was in it each time before this program wrote over it.

    账/2020/2020-03.beancount
    账/.gov-accounts/versions/2020/2020-03.beancount/7_2026-11-26_10.30.15_serve_li.txt

They are kept in the folder of the ledger, each under a number of its own: the last twenty of each file, and 20 MB in
all, but the newest of each file always. They are text, so that any editor opens them, and end in ``.txt``, so that no
line ``include`` finds them. What is to be written over is kept first: where it can't be, nothing is written.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import getpass
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.files.lock import locked
from gov_accounts.files.staged import CREATE, clear_stale, fill, sync_folder, temporary_name

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = Path(".gov-accounts", "versions")
MOST: Final = 20
"""Versions of one file."""
MOST_BYTES: Final = 20 << 20
_NAME: Final = re.compile(r"([0-9]+)_([0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{2}\.[0-9]{2}\.[0-9]{2})_(.*)\.txt")
_TIME: Final = "%Y-%m-%d_%H.%M.%S"
_USER: Final = 30
"""Characters of a user's name."""


class Version(NamedTuple):
    """What was in a file.

    Attributes:
        number: counted from 1; never used again for the same file.
        replaced: when it was written over, in local time.
        by: by which command of which user.
        size: in bytes.
        path: where it is kept.
    """

    number: int
    replaced: datetime.datetime
    by: str
    size: int
    path: Path


def keep(file: Path, content: bytes, top: Path, command: str) -> None:
    """Keep what is in a file that is going to be written over, on the disk when this returns.

    Args:
        file: the file.
        content: what is in it.
        top: the folder of the ledger. A file that is not below it has its versions in its own folder.
        command: who writes.

    Raises:
        OSError: it can't be kept.
    """
    file, top = Path(os.path.realpath(file)), Path(os.path.realpath(top))
    if not file.is_relative_to(top):
        top = file.parent
    root, folder = top.joinpath(FOLDER), _folder(top, file)
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    if Path(os.path.realpath(folder)) != folder:
        # A ledger from elsewhere could bring one along, and have files written and removed anywhere.
        raise OSError(errno.ELOOP, "放旧版本的文件夹是链接", str(root.parent))
    with locked([root]):
        present = _in_folder(folder)
        if not present or present[0].path.read_bytes() != content:
            number = present[0].number + 1 if present else 1
            now = datetime.datetime.now().astimezone().strftime(_TIME)
            _write(folder / f"{number}_{now}_{command}_{_user()}.txt", content, file)
        _ignore(root.parent)
        with contextlib.suppress(OSError):
            _prune(root)
    if new:
        for each in folder.parents[: len(folder.relative_to(top).parts)]:
            sync_folder(each)


def versions_of(file: Path) -> list[Version]:
    """The versions of a file, the newest first.

    Raises:
        OSError: they can't be read.
    """
    file = Path(os.path.realpath(file))
    return _in_folder(_folder(top_of(file), file))


def top_of(file: Path) -> Path:
    """The folder in which the versions of a file are kept: the nearest above that has any, else the file's own."""
    file = Path(os.path.realpath(file))
    return next((top for top in file.parents if _in_folder(_folder(top, file))), file.parent)


def _folder(top: Path, file: Path) -> Path:
    return top.joinpath(FOLDER, file.relative_to(top))


def _in_folder(folder: Path) -> list[Version]:
    found = []
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for path in folder.iterdir():
            name = _NAME.fullmatch(path.name)
            if name and path.is_file() and not path.is_symlink():
                with contextlib.suppress(ValueError):
                    replaced = datetime.datetime.strptime(name[2], _TIME)  # noqa: DTZ007 (local, as named)
                    found.append(Version(int(name[1]), replaced, name[3].replace("_", " "), path.stat().st_size, path))
    return sorted(found, reverse=True)


def _write(path: Path, content: bytes, like: Path) -> None:
    """Write a version whole, readable by whoever can read the file."""
    temporary = temporary_name(path.parent)
    handle = os.open(temporary, CREATE, 0o600)
    try:
        try:
            fill(handle, content, like.stat())
        finally:
            os.close(handle)
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    clear_stale(path.parent)


def _ignore(folder: Path) -> None:
    """Have git take no notice of the folder."""
    with contextlib.suppress(OSError), (folder / ".gitignore").open("x", encoding="utf-8") as file:
        file.write("*\n")


def _prune(root: Path) -> None:
    """Remove the oldest versions where there are too many. That one can't be removed does no harm."""
    kept: list[Version] = []
    for folder in _folders(root):
        versions = _in_folder(folder)
        kept += versions[1:MOST]
        for each in versions[MOST:]:
            _remove(each)
    left = sum(path.stat().st_size for path in root.rglob("*.txt"))
    for each in sorted(kept, key=lambda each: (each.replaced, each.number)):
        if left <= MOST_BYTES:
            break
        _remove(each)
        left -= each.size


def _folders(root: Path) -> Iterator[Path]:
    for folder, _, files in os.walk(root):
        if files:
            yield Path(folder)


def _remove(version: Version) -> None:
    with contextlib.suppress(OSError):
        version.path.unlink()


def _user() -> str:
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):  # What is raised where nobody knows depends on the system.
        return ""
    return re.sub(r"[^\w.-]", "", name)[:_USER]
