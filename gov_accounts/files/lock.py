"""One writer at a time in a folder, among programs that ask. A lock ends with its program, however that ends.

On Linux and macOS the folder itself is locked, so that nothing is left beside a ledger; on Windows a file in the
temporary folder stands for it. Where a network drive knows no locks none is held: what is written is compared with
what it was made from all the same.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PATIENCE: Final = 10
"""Seconds. A lock is held while files take their places, a matter of milliseconds."""
_PAUSE: Final = 0.02
_HELD: Final = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""How the system says that somebody else has the lock; anything else means that there are no locks here."""


@contextlib.contextmanager
def locked(folders: Iterable[Path]) -> Iterator[None]:
    """Hold the locks of folders.

    Raises:
        OSError: another program has held one of them for ten seconds (EBUSY).
    """
    with contextlib.ExitStack() as held:
        # In one order, whoever asks: two that each hold what the other waits for would wait for ever.
        for folder in sorted(set(folders)):
            handle = _handle(folder)
            if handle is not None:
                held.callback(os.close, handle)
                _wait(handle, folder)
        yield


def _wait(handle: int, folder: Path) -> None:
    """Take the lock, or give up where there are none."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            _take(handle)
        except OSError as error:
            if error.errno not in _HELD:
                return
        else:
            return
        if time.monotonic() > end:
            raise OSError(errno.EBUSY, "别的程序正在这里写文件", str(folder))
        time.sleep(_PAUSE)


if sys.platform == "win32":
    import msvcrt

    def _handle(folder: Path) -> int | None:
        name = hashlib.sha256(os.path.normcase(folder).encode("utf-8", "surrogatepass")).hexdigest()
        try:
            return os.open(Path(tempfile.gettempdir(), f"gov-accounts-{name}.lock"), os.O_RDWR | os.O_CREAT)
        except OSError:
            return None

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _handle(folder: Path) -> int | None:
        try:
            return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            return None

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
