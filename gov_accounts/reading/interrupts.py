"""Ctrl+C, and other signals that end the program, while beancount's parser works or a plugin runs.

The parser is written in C and calls Python. An exception in there, KeyboardInterrupt and SystemExit as well, becomes an
error of the voucher being read, and the program goes on without the voucher. So the signal is kept until the parser has
returned.
"""

from __future__ import annotations

import io
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Interrupted:
    """Whether a signal came."""

    came = False


class Ended(SystemExit):
    """The program was told to end, by a signal: no plugin did that, and none's failure it is."""


@contextmanager
def kept_until_the_end() -> Iterator[Interrupted]:
    """Keep an interrupt until the block ends; it is raised then, by whatever handled it before."""
    interrupted = Interrupted()
    handled: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        numbers = (getattr(signal, name, None) for name in _NAMES)
        handled = {each: before for each in numbers if each is not None and callable(before := signal.getsignal(each))}
    came: list[int] = []

    def note(number: int, _frame: object) -> None:
        interrupted.came = True
        came.append(number)

    for number in handled:
        signal.signal(number, note)
    try:
        yield interrupted
    finally:
        for number, before in handled.items():
            signal.signal(number, before)
        if came:
            signal.raise_signal(came[0])


class UntilInterrupted(io.BytesIO):
    """A file that ends where an interrupt came, so that the parser doesn't read on to the end."""

    def __init__(self, content: bytes, interrupted: Interrupted) -> None:
        super().__init__(content)
        self._interrupted = interrupted

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer; nothing once an interrupt came."""
        return 0 if self._interrupted.came else super().readinto(buffer)
