"""Standard output and error: in UTF-8, and a message where nothing can be written there."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from typing import Final

_CLOSED: Final = (errno.EBADF, errno.EINVAL)
_FULL: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


class _Closed(io.RawIOBase):
    """What stands for a standard output that was closed before the program began: whoever writes learns of it."""

    def writable(self) -> bool:
        """It may be tried."""
        return True

    def write(self, content: object) -> int:
        """Nothing is written.

        Raises:
            OSError: always.
        """
        del content
        raise OSError(errno.EBADF, "closed")


def prepare() -> None:
    """Give pipes and files UTF-8 and LF on every system; keep a terminal's encoding, but never fail on a character."""
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Closed()), encoding="utf-8", newline="\n")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def finish() -> None:
    """Write what is still to be written.

    Raises:
        OSError: it can't be.
    """
    sys.stdout.flush()


def give_up() -> None:
    """Write nothing more to either stream, not even as the program ends."""
    for name in ("stdout", "stderr"):
        with contextlib.suppress(OSError, ValueError):
            if getattr(sys, name) is not None:
                getattr(sys, name).flush()
        # Kept open to the end on purpose.
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115


def reason(error: OSError) -> str:
    """What is wrong with standard output; nothing where the error is of something else."""
    if error.filename is not None:
        return ""
    if error.errno in _CLOSED:
        return "标准输出是关着的"
    if error.errno in _FULL:
        return "磁盘已满"
    return "输出的地方出了错" if error.errno == errno.EIO else ""
