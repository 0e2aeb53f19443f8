"""What of a ledger's lines that reach beyond it the user allows: to run a program, or to read outside its folder.

beancount loads any module that a line ``plugin`` names, some of its own plugins evaluate their configuration as
Python, and Fava runs extensions and an import configuration. A ledger from elsewhere would run what its author likes.
So only modules are run that come with this package, beancount or Fava and evaluate nothing, unless the user allows it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS: Final = "gov_accounts_plugins"
OUR_EXTENSION: Final = "gov_accounts.fava"
_INSTALLED: Final = ("beancount.plugins.", "beancount.ops.", "fava.plugins.", f"{OURS}.")
"""Modules of these packages run nothing that is in a ledger. Of a package that is loaded, its modules come from where
it is installed, whatever lies in the current folder."""
EVALUATING: Final = frozenset(
    f"beancount.plugins.{name}"
    for name in ("check_average_cost", "check_commodity", "commodity_attr", "onecommodity", "pedantic")
)
"""Those of beancount's plugins that evaluate their configuration, as Python or as a pattern that may take for ever."""
_CODE: Final = (".py", ".pyc", ".pyd", ".so")
_MOST_FILES: Final = 2000


@dataclass(frozen=True, slots=True)
class Permissions:
    """What the user allows.

    Attributes:
        run: every program that the ledger names.
        outside: files outside the ledger's folder.
        lines: these lines, as `line_of` writes them: each was allowed once.
    """

    run: bool = False
    outside: bool = False
    lines: frozenset[str] = frozenset()


NOTHING: Final = Permissions()


def line_of(text: str, code: str = "") -> str:
    """A line as it is remembered: its text, and the digest of the program beside the ledger that it runs."""
    return f"{text}\n{code}"


def text_of(line: str) -> str:
    """The text of a line that is remembered."""
    return line.rpartition("\n")[0]


def harmless(name: str, config: str | None) -> bool:
    """Whether a plugin, with its configuration, is one of those that run nothing of the ledger's."""
    if name == OURS or name.startswith(_INSTALLED):
        return name not in EVALUATING or config is None
    return False


def beside(folder: Path, name: str = "") -> str:
    """The digest of the Python files in a folder, or of those of one module; nothing where there are none."""
    if name and not has_module(folder, name):
        return ""
    digest = hashlib.sha256()
    count = 0
    for path in _programs(folder):
        count += 1
        if count > _MOST_FILES:
            break
        digest.update(path.relative_to(folder).as_posix().encode(errors="replace") + b"\0")
        digest.update(digest_of(path).encode() + b"\0")
    return digest.hexdigest() if count else ""


def has_module(folder: Path, name: str) -> bool:
    """Whether there is a module, or the package it would be in, in a folder."""
    top = name.partition(".")[0]
    try:
        return (folder / top).is_dir() or any((folder / f"{top}{each}").exists() for each in _CODE)
    except OSError:  # Of a name that is too long.
        return False


def digest_of(path: Path) -> str:
    """The digest of a file; nothing where it can't be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    except (OSError, ValueError):
        return ""


def _programs(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (Path(root) / each for each in sorted(files) if each.endswith(_CODE))
