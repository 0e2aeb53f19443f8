"""New content on its way to a file: on the disk first, without a name where the system can do that.

On Linux a file can be written before it has a name, so that a program that is killed leaves nothing behind. It gets
one, ``.gov-accounts-….tmp``, for the moment before it takes the target's place. Elsewhere it has that name from the
beginning. What a killed program left is cleared away by the next that writes in the folder.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
import socket
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX: Final = ".gov-accounts-"
SUFFIX: Final = ".tmp"
_STALE: Final = 600
"""Seconds after which a temporary file is one that a killed program left, be it of another machine."""
HOST: Final = hashlib.sha256(socket.gethostname().encode("utf-8", "replace")).hexdigest()[:6]
_NAME: Final = re.compile(rf"{re.escape(PREFIX)}(\d+)-(\d+)-(\w+)-\w+{re.escape(SUFFIX)}")
_NAMELESS: Final = getattr(os, "O_TMPFILE", 0)
CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""How a file is opened that isn't there."""
_TRIES: Final = 5 if sys.platform == "win32" else 1
"""On Windows a scanner or an index may have a new file open for a moment."""
_PAUSE: Final = 0.1


@dataclass(slots=True)
class Staged:
    """Content on the disk, and the file whose place it is to take.

    Attributes:
        target: the file, links followed.
        temporary: its name until then, taken or not yet.
        handle: the open file, as long as it has no name.
        backup: another name of what the target holds, taken or not yet; nothing where there is no target.
        existed: whether there was a target.
        placed: whether taking its place was begun.
    """

    target: Path
    temporary: Path
    content: bytes
    handle: int | None = None
    backup: Path | None = None
    existed: bool = False
    placed: bool = False

    def write(self) -> None:
        """Write the content to the disk, with the target's mode and owner; or fail as writing the target would."""
        found = _target_state(self.target)
        self.existed = found is not None
        handle = _nameless(self.target.parent)
        if handle is not None:
            self.handle = handle
            fill(handle, self.content, found)
        else:
            self._write_named(found)

    def _write_named(self, found: os.stat_result | None) -> None:
        handle = os.open(self.temporary, CREATE, 0o666)
        try:
            fill(handle, self.content, found)
        finally:
            os.close(handle)
        if found is not None and not hasattr(os, "fchmod"):
            shutil.copymode(self.target, self.temporary)

    def name(self) -> None:
        """Give the content its temporary name, and what the target holds a second one.

        Content without a name that takes a free place needs none before.
        """
        if self.handle is not None and self.existed:
            self._name()
        if self.backup is not None:
            try:
                os.link(self.target, self.backup)
            except (OSError, AttributeError):  # Such as FAT, which knows no second names.
                shutil.copy2(self.target, self.backup)

    def _name(self) -> None:
        """Give the open file its temporary name, or write it again where the system can't do that."""
        try:
            _link_open(self.handle, self.temporary)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            self._write_named(_target_state(self.target))
        self._close()

    def place(self, *, absent: bool) -> None:
        """Take the target's place.

        Args:
            absent: whether there must be no target.

        Raises:
            FileExistsError: there is one.
        """
        self.placed = True
        try:
            if self.handle is not None:
                if absent and _linked(self.handle, self.target):
                    self._close()
                    return
                self._name()
            if absent:
                _take_free_place(self.temporary, self.target)
            else:
                _patiently(os.replace, self.temporary, self.target)
        except FileExistsError:
            self.placed = False
            raise

    def put_back(self) -> None:
        """Have what was there before in the target's place again."""
        if not self.placed:
            return
        if self.backup is not None:
            os.replace(self.backup, self.target)  # noqa: PTH105
        elif not self.existed and _same_content(self.target, self.content):
            self.target.unlink(missing_ok=True)

    def clear(self) -> None:
        """Take away what is left of it."""
        with contextlib.suppress(OSError):
            self._close()
        for left in (self.temporary, self.backup):
            if left is not None:
                with contextlib.suppress(OSError):
                    left.unlink(missing_ok=True)

    def _close(self) -> None:
        if self.handle is not None:
            handle, self.handle = self.handle, None
            os.close(handle)


def temporary_name(folder: Path) -> Path:
    """A name for a temporary file or folder: short, since those beside it may be as long as names can be.

    It tells when it was made and by which process of which machine.
    """
    return folder / f"{PREFIX}{int(time.time())}-{os.getpid()}-{HOST}-{secrets.token_hex(4)}{SUFFIX}"


def clear_stale(folder: Path) -> None:
    """Take away what programs that were killed left in a folder: those of this machine, and others a while ago."""
    with contextlib.suppress(OSError):
        with os.scandir(folder) as present:
            names = [each.name for each in present if each.name.startswith(PREFIX)]
        for name in names:
            made = _NAME.fullmatch(name)
            if made and (time.time() - int(made[1]) > _STALE or (made[3] == HOST and _has_ended(int(made[2])))):
                left = folder / name
                if left.is_dir() and not left.is_symlink():
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    left.unlink(missing_ok=True)


def _has_ended(process: int) -> bool:
    """Whether a process of this machine is known not to run any more."""
    if sys.platform == "win32":
        return False  # There, to ask a process is to end it.
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def sync_folder(folder: Path) -> None:
    """Have the names of a folder on the disk too, where the system can do that."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _link_open(handle: int | None, name: Path) -> None:
    """Give an open file a name that nothing has."""
    # `src_dir_fd` makes it a call that follows /proc's link to the file.
    os.link(f"/proc/self/fd/{handle}", name, src_dir_fd=handle, follow_symlinks=True)


def _linked(handle: int, name: Path) -> bool:
    """Whether an open file has got a name that nothing had; not where the system can't do that.

    Raises:
        FileExistsError: something has the name.
    """
    try:
        _link_open(handle, name)
    except FileExistsError:
        raise
    except OSError:
        return False
    return True


def _take_free_place(temporary: Path, target: Path) -> None:
    """Give a file its name where nothing has it: what appears at the last moment isn't written over."""
    if sys.platform != "win32":
        try:
            os.link(temporary, target)
        except FileExistsError:
            raise
        except OSError:  # No second names here, as on FAT.
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, "刚刚出现了同名的文件", str(target)) from None
        else:
            return
    _patiently(os.rename, temporary, target)


def _patiently(rename: Callable[[Path, Path], None], temporary: Path, target: Path) -> None:
    for left in reversed(range(_TRIES)):
        try:
            rename(temporary, target)
        except PermissionError:
            if not left:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _target_state(target: Path) -> os.stat_result | None:
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "不是普通文件", str(target))
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "文件是只读的", str(target))
    return found


def _nameless(folder: Path) -> int | None:
    """An open file without a name in a folder; nothing where there can't be one."""
    if not _NAMELESS:
        return None
    try:
        handle = os.open(folder, os.O_WRONLY | _NAMELESS | os.O_CLOEXEC, 0o666)
    except OSError:  # A network drive, say. Whatever else it is, writing by name will tell.
        return None
    if Path(f"/proc/self/fd/{handle}").exists():
        return handle
    os.close(handle)
    return None


def fill(handle: int, content: bytes, like: os.stat_result | None = None) -> None:
    """Write an open file to the disk, with the mode and owner of another."""
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]
    if like is not None and hasattr(os, "fchmod"):
        mine = os.fstat(handle)
        if (mine.st_uid, mine.st_gid) != (like.st_uid, like.st_gid):
            with contextlib.suppress(OSError):
                os.fchown(handle, like.st_uid, like.st_gid)
        os.fchmod(handle, stat.S_IMODE(like.st_mode))
    os.fsync(handle)


def _same_content(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
