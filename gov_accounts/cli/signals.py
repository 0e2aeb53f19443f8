"""Told to end, the program ends as after Ctrl-C: what it has begun to write is taken away first."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Final

from gov_accounts.reading.interrupts import Ended

if TYPE_CHECKING:
    from types import FrameType

_NAMES: Final = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Asked to end by another program, by a terminal that closes, and by the latter on Windows."""
_ENDED: Final = 128
"""A shell's exit status of a program that a signal ended, less the signal's number."""


def end_tidily() -> None:
    """Have signals that end the program run its clean-up. Those that whoever started it has ignored stay so."""
    for name in _NAMES:
        number = getattr(signal, name, None)
        try:
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _end)
        except ValueError:  # Not the main thread: whoever runs it there minds the signals.
            return


def _end(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise Ended(_ENDED + number)
