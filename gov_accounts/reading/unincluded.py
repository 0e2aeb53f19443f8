"""Files beside a ledger's own that have vouchers and that no line ``include`` names: none of their vouchers counts."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from gov_accounts.files.generated import BY_PROGRAM, CLOSING
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.reading.leftovers import copies_beside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_SUFFIXES: Final = (".beancount", ".bean")
_VOUCHER: Final = re.compile(rb"^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2} +(?:[*!]|txn) ", re.MULTILINE)
_ENOUGH: Final = 1 << 18
_MAIN: Final = re.compile(rb"^plugin +\"", re.MULTILINE)


def files_not_included(main_file: Path, files: Collection[Path]) -> Iterator[Finding]:
    """A notice for each file of vouchers that isn't read.

    Where another main file stands in the folder they may be its files, and nothing is said. Copies of the ledger's
    files are no part of it that was forgotten: `leftovers` tells of them.

    Args:
        main_file: the main file, absolute.
        files: every file read, absolute.
    """
    known = {os.path.normcase(each) for each in (*files, *copies_beside(files))}
    for folder in sorted({each.parent for each in files}):
        others = [path for path in _ledger_files(folder) if os.path.normcase(path) not in known]
        forgotten: list[Path] = []
        for path in others:
            content = _beginning(path)
            if _MAIN.search(content):
                forgotten = []
                break
            if _VOUCHER.search(content):
                forgotten.append(path)
        yield from (_finding(path, main_file) for path in forgotten)


def _ledger_files(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.name.endswith(_SUFFIXES) and each.name[0] != ".")
    except OSError:
        return []


def _beginning(path: Path) -> bytes:
    """Enough of a file to see what it is; of a device or a pipe nothing."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(_ENOUGH)
    except OSError:
        return b""


def _finding(path: Path, main_file: Path) -> Finding:
    closing = CLOSING.owner(path) in BY_PROGRAM
    name = os.path.relpath(path, main_file.parent).replace(os.sep, "/")
    what = f"结账文件 {name} 没有 include，它的结转分录都不算。"
    return Finding(
        "file-not-included",
        what if closing else f"{name} 里有凭证，账本却没有 include 它。",
        "账本只读主文件和 include 的文件，别的文件里的凭证不进账、不进报表。",
        f'在 {main_file.name} 加一行：include "{name}"；不要这个文件的，把它移到别的文件夹。',
        Place(str(path), 0),
        Severity.NOTICE,
    )
