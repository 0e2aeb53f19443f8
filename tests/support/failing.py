"""A disk that fails, or a program that ends, at any of the things done on the disk."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

CALLS = ("open", "write", "fsync", "fchmod", "link", "rename", "replace", "mkdir", "close")
"""What is done on a disk. A program that ends at one of them has done those before."""


class Killed(BaseException):
    """The program ends here, but for what it does on its way out."""


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextlib.contextmanager
def dead_from(at: int) -> Iterator[list[str]]:
    """Have a program do nothing on the disk from the `at`-th thing on, as one that was killed before it.

    What was done is told.
    """
    done: list[str] = []
    real = {name: getattr(os, name) for name in (*CALLS, "unlink") if hasattr(os, name)}

    def hook(name: str) -> Callable[..., object]:
        def called(*arguments: object, **options: object) -> object:
            if len(done) >= at:
                if name == "close":  # The system closes what a dead program had open.
                    real[name](*arguments, **options)
                raise Killed
            done.append(name)
            return real[name](*arguments, **options)

        return called

    try:
        for name in real:
            setattr(os, name, hook(name))
        yield done
    finally:
        for name, call in real.items():
            setattr(os, name, call)


@contextlib.contextmanager
def failing(at: int, error: BaseException) -> Iterator[list[str]]:
    """Have the `at`-th thing done on the disk fail, counted from 0; what was done is told."""
    done: list[str] = []
    real = {name: getattr(os, name) for name in CALLS if hasattr(os, name)}

    def hook(name: str) -> Callable[..., object]:
        def called(*arguments: object, **options: object) -> object:
            done.append(name)
            if len(done) == at + 1:
                if name == "close":  # A handle is free even where closing it fails.
                    real[name](*arguments, **options)
                raise error
            return real[name](*arguments, **options)

        return called

    try:
        for name in real:
            setattr(os, name, hook(name))
        yield done
    finally:
        for name, call in real.items():
            setattr(os, name, call)
