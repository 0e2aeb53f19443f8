"""A disk that fails, or a program that ends, at any of the things done on the disk."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

CALLS = ("open", "write", "fsync", "fchmod", "link", "rename", "replace", "mkdir", "close")
"""What is done on a disk. A program that ends at one of them has done those before."""


class Killed(BaseException):
    """The program ends here, but for what it does on its way out."""


def tree(folder: Path) -> dict[str, bytes]:
    """What all files in a folder hold, by their paths from it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextlib.contextmanager
def dead_from(at: int) -> Iterator[list[str]]:
    """Have a program do nothing on the disk from the `at`-th thing on, as one that was killed before it.

    What was done is told.
    """

    def dies(_: str, done: list[str]) -> BaseException | None:
        return Killed() if len(done) >= at else None

    with _hooked((*CALLS, "unlink"), dies) as done:
        yield done


@contextlib.contextmanager
def failing(at: int, error: BaseException) -> Iterator[list[str]]:
    """Have the `at`-th thing done on the disk fail, counted from 0; what was done is told, that one too."""

    def fails(name: str, done: list[str]) -> BaseException | None:
        if len(done) != at:
            return None
        done.append(name)
        return error

    with _hooked(CALLS, fails) as done:
        yield done


@contextlib.contextmanager
def _hooked(names: Iterable[str], fails: Callable[[str, list[str]], BaseException | None]) -> Iterator[list[str]]:
    """What is done on the disk by the names of its calls, each of which raises what `fails` gives.

    Args:
        names: the calls of `os`, those that the system has.
        fails: asked before each call, by its name and what was done before it; gives nothing where it may be done.
    """
    done: list[str] = []
    real = {name: getattr(os, name) for name in names if hasattr(os, name)}

    def hook(name: str) -> Callable[..., object]:
        def called(*arguments: object, **options: object) -> object:
            error = fails(name, done)
            if error is not None:
                if name == "close":  # A handle is free even where closing it fails, or the program is dead.
                    real[name](*arguments, **options)
                raise error
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
