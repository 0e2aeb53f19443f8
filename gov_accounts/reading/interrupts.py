"""Ctrl+C while beancount's parser works.

The parser is written in C and calls Python. An exception in there, KeyboardInterrupt as well, becomes an error of the
voucher being read, and the program goes on without the voucher. So the signal is kept until the parser has returned.
"""

from __future__ import annotations

import io
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Interrupted:
    """Whether a signal came."""

    came = False


@contextmanager
def kept_until_the_end() -> Iterator[Interrupted]:
    """Keep an interrupt until the block ends; it is raised then, by whatever handled it before."""
    interrupted = Interrupted()
    before: Any = None
    if threading.current_thread() is threading.main_thread():
        before = signal.getsignal(signal.SIGINT)
    if not callable(before):
        yield interrupted
        return

    def note(_number: int, _frame: object) -> None:
        interrupted.came = True

    signal.signal(signal.SIGINT, note)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)
        if interrupted.came:
            signal.raise_signal(signal.SIGINT)


class UntilInterrupted(io.BytesIO):
    """A file that ends where an interrupt came, so that the parser doesn't read on to the end."""

    def __init__(self, content: bytes, interrupted: Interrupted) -> None:
        super().__init__(content)
        self._interrupted = interrupted

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer; nothing once an interrupt came."""
        return 0 if self._interrupted.came else super().readinto(buffer)
