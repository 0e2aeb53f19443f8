"""Looking for files as beancount does, but inside bounds: of folders, links and how much is looked at."""

from __future__ import annotations

import fnmatch
import glob
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LOOKED_AT: Final = 100_000
"""Files and folders that are looked at for one line of a ledger."""


class TooManyError(Exception):
    """More files and folders than are looked at for one line."""


def is_inside(path: str, folder: str) -> bool:
    """Whether a path is in a folder or below it, as they are written; both absolute."""
    path, folder = (os.path.normcase(os.path.normpath(each)) for each in (path, folder))
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def is_really_inside(path: str, folder: str) -> bool:
    """Whether a path is in a folder once links are followed."""
    return is_inside(os.path.realpath(path), os.path.realpath(folder))


def is_network(path: str) -> bool:
    """Whether a path names another machine. Windows tells that machine who asks, even if only whether it exists."""
    return path[:2] in ("//", "\\\\", "/\\", "\\/")


def fixed_part(folder: str, pattern: str) -> str:
    """The folder that a pattern's first wildcard is in; a path without wildcards is its own.

    Args:
        folder: where the pattern is written, whose own name is no pattern, even if it is ``账本[1]``.
        pattern: a path from there, or an absolute one.
    """
    path = os.path.join(folder, pattern)  # noqa: PTH118 (as beancount joins them)
    literal = folder if path.startswith(folder) else ""
    parts = re.split(r"[/\\]" if os.sep == "\\" else "/", path[len(literal) :])
    fixed = next((index for index, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    return literal + os.sep.join(parts[:fixed]) or os.sep  # noqa: PTH118 (a string's method)


def matching(folder: str, pattern: str) -> list[str]:
    """The files and folders that a pattern written in a folder matches, as `glob` has it, sorted.

    Raises:
        TooManyError: there are more than are looked at.
    """
    base = fixed_part(folder, pattern)
    path = os.path.join(folder, pattern)  # noqa: PTH118 (as beancount joins them)
    if base.rstrip("/\\") == path.rstrip("/\\"):
        return [path] if os.path.lexists(path) else []
    rest = [part for part in re.split(r"[/\\]" if os.sep == "\\" else "/", path[len(base) :]) if part]
    looked = iter(range(MOST_LOOKED_AT))
    return sorted(set(_matching(base, rest, looked)))


def _matching(folder: str, parts: list[str], looked: Iterator[int]) -> Iterator[str]:
    """What is below a folder by the parts of a pattern; links to folders are followed, but not by ``**``."""
    part, rest = parts[0], parts[1:]
    if not os.path.isdir(folder):  # noqa: PTH112
        return
    if part == "**":
        yield from _matching(folder, rest, looked) if rest else (folder,)
        for name, is_folder, is_link in _listed(folder, looked):
            path = os.path.join(folder, name)  # noqa: PTH118 (as beancount joins them)
            if not name.startswith("."):
                if is_folder and not is_link:
                    yield from _matching(path, parts, looked)
                elif not rest:
                    yield path
        return
    if glob.has_magic(part):
        hidden = part.startswith(".")
        names = [
            (name, is_folder)
            for name, is_folder, _ in _listed(folder, looked)
            if fnmatch.fnmatch(name, part) and (hidden or not name.startswith("."))
        ]
    else:
        names = [(part, os.path.isdir(os.path.join(folder, part)))]  # noqa: PTH112, PTH118
    for name, is_folder in names:
        path = os.path.join(folder, name)  # noqa: PTH118
        if rest and is_folder:
            yield from _matching(path, rest, looked)
        elif not rest and os.path.lexists(path):
            yield path


def _listed(folder: str, looked: Iterator[int]) -> list[tuple[str, bool, bool]]:
    """The names in a folder, sorted, whether each is a folder, and whether it is a link."""
    names: list[tuple[str, bool, bool]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if next(looked, None) is None:
                    raise TooManyError
                try:
                    names.append((entry.name, entry.is_dir(), entry.is_symlink()))
                except OSError:
                    continue
    except OSError:
        return []
    return sorted(names)


def endless(folder: str) -> bool:
    """Whether walking a folder, links followed as beancount does, would not end, or only after too much."""
    above: dict[str, frozenset[tuple[int, int]]] = {folder: frozenset()}
    looked = 0
    for root, folders, files in os.walk(folder, followlinks=True):
        looked += 1 + len(files)
        try:
            here = Path(root).stat()
        except OSError:
            folders.clear()
            continue
        seen = above.pop(root, frozenset())
        if looked > MOST_LOOKED_AT or (here.st_dev, here.st_ino) in seen:
            return True
        seen |= {(here.st_dev, here.st_ino)}
        above.update({os.path.join(root, name): seen for name in folders})  # noqa: PTH118
    return False


def leads_outside(folder: str, top: str) -> bool:
    """Whether a folder, or a link to a folder below it, leads out of `top`. The folder is not `endless`."""
    if not is_really_inside(folder, top):
        return True
    return any(
        os.path.islink(path) and not is_really_inside(path, top)  # noqa: PTH114
        for root, folders, _ in os.walk(folder)
        for path in (os.path.join(root, name) for name in folders)  # noqa: PTH118
    )


def kind_of(path: str) -> str:
    """What is at a path: ``file``, ``folder``, ``nothing``, or ``other``, such as a device or a pipe."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except (OSError, ValueError):
        return "nothing"
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"
