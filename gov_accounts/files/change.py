"""A file that is to be written: what of, and over what."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


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
