"""A voucher put at the end of a file of the ledger: which files it may go to, and that nothing else changes by it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.sealing.vouchers import vouchers_in
from gov_accounts.files.change import Change
from gov_accounts.files.generated import BY_PROGRAM, CLOSING
from gov_accounts.files.seen import require_unchanged
from gov_accounts.files.texts import with_text
from gov_accounts.findings import Finding, Place
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.books.ledger import Ledger

_SHOWN: Final = 12
"""Files of a ledger that a message names."""


@dataclass(frozen=True, slots=True)
class Appending:
    """A voucher that goes to the end of a file of the ledger, ready to be written.

    Attributes:
        change: the file.
        read: the ledger's files as they were read.
    """

    change: Change
    read: Mapping[Path, bytes]

    def write(self) -> list[Path]:
        """Write the file, or leave it as it is. Returns it.

        Raises:
            ChangedMeanwhileError: a file of the ledger has been changed since it was read.
            OSError: the file can't be written.
        """
        from gov_accounts.files.whole import write_whole  # noqa: PLC0415 (to standard output, nothing is written)

        write_whole([self.change], partial(require_unchanged, self.read))
        return [self.change.path]


def append_to(ledger: Ledger, path: Path, text: str) -> Appending | Finding:
    """A voucher at the end of a file that the ledger includes, or why it doesn't go there. Nothing is written.

    Args:
        ledger: the ledger.
        path: leads to the file. It isn't opened before it is known to be one of the ledger's.
        text: the voucher, ended by a line feed.

    Raises:
        OSError: the file can't be read.
    """
    file = _file_of(ledger, path)
    if isinstance(file, Finding):
        return file
    before = file.read_bytes()
    content = with_text(before, text)
    expected, found = (
        [each.digest for part in parts for each in vouchers_in(part, str(file))]
        for parts in ((before, text.encode()), (content,))
    )
    return Appending(Change(file, content, before), ledger.read) if found == expected else _not_appendable(file)


def _file_of(ledger: Ledger, path: Path) -> Path | Finding:
    """The file of the ledger that a path leads to, or why nothing is written there."""
    real = Path(os.path.realpath(path))
    top = Path(os.path.realpath(ledger.path.parent))
    found = next((file for file in ledger.files if Path(os.path.realpath(file)) == real), None)
    if found is None or not real.is_relative_to(top):
        return _not_of_ledger(ledger, path, included=found is not None)
    if CLOSING.owner(found) in BY_PROGRAM:
        return _generated(path)
    return found


def _not_of_ledger(ledger: Ledger, path: Path, *, included: bool) -> Finding:
    shown = sorted(Place(str(file), 0).shown(ledger.path.parent) for file in ledger.files)
    return Finding(
        "append-outside-ledger",
        "这个文件在账本文件夹外面，不往里写。" if included else "这不是账本的文件，凭证加在里面账本读不到。",
        "凭证只加在主文件或它 include 的、账本文件夹里的文件末尾。",
        f"-o 写其中一个：{first_few(shown, _SHOWN)}；新的月份，先建好文件，在主文件加上 include。不写 -o 就印到屏幕。",
        Place(str(path), 0),
    )


def _generated(path: Path) -> Finding:
    return Finding(
        "append-into-closing",
        "这是 close 写出的文件，不往里加凭证。",
        "里面的结转分录随时重新生成，改动过就不再覆盖。",
        "换一个文件，如当月的凭证文件。",
        Place(str(path), 0),
    )


def _not_appendable(path: Path) -> Finding:
    return Finding(
        "append-not-readable",
        "这个文件末尾加不上凭证：加上以后，读出来的不是这张凭证。",
        "文件末尾有没有写完的引号或语句，或没有结束的 pushtag、pushmeta。",
        "先改正文件末尾，或写进账本的另一个文件。",
        Place(str(path), 0),
    )
