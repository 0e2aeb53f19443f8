"""A voucher of a ledger copied to another day: its text, and how it gets into a file of the ledger."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.books.voucher_lookup import find_voucher, not_open
from gov_accounts.books.voucher_text import copied_text, left_out
from gov_accounts.files.change import Change, ChangedMeanwhileError
from gov_accounts.files.generated import BY_PROGRAM, CLOSING
from gov_accounts.files.seen import require_unchanged
from gov_accounts.files.texts import as_text, with_text
from gov_accounts.files.whole import write_whole
from gov_accounts.findings import Finding, Place

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from gov_accounts.books.ledger import Ledger

_SHOWN: Final = 12
"""Files of a ledger that a message names."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A voucher written again.

    Attributes:
        text: what is to be written.
        left_out: the metadata that wasn't copied, by key.
        read: the ledger's files as they were read.
    """

    text: str
    left_out: tuple[str, ...]
    read: Mapping[Path, bytes]

    def append(self, path: Path) -> list[Path]:
        """Write it at the end of a file. Returns the file.

        Raises:
            ChangedMeanwhileError: a file of the ledger has been changed since it was read; nothing was written.
            OSError: the file can't be written; nothing was.
        """
        content = path.read_bytes()
        write_whole([Change(path, with_text(content, self.text), content)], partial(require_unchanged, self.read))
        return [path]


def plan_copy(ledger: Ledger, typed: str, date: datetime.date) -> Copy | Finding:
    """A voucher with another date, or why it can't be copied.

    Args:
        ledger: the ledger.
        typed: the voucher's number, or its file and line.
        date: the new date.

    Raises:
        ChangedMeanwhileError: the voucher's file has been changed since it was read.
        OSError: it can't be read.
    """
    entry = find_voucher(ledger.entries, typed, ledger.path)
    if isinstance(entry, Finding):
        return entry
    place = Place(entry.meta["filename"], entry.meta["lineno"])
    if CLOSING_TAG in entry.tags:
        return _closing(place)
    closed = not_open(ledger.entries, entry, date)
    if closed is not None:
        return closed
    path = Path(place.file)
    if path not in ledger.files:
        return _unwritten(place)
    source = path.read_bytes()
    require_unchanged({each: digest for each, digest in ledger.read.items() if each == path})
    if path.read_bytes() != source:
        raise ChangedMeanwhileError(path)
    text = copied_text(as_text(source), place.line, date)
    return _unwritten(place) if text is None else Copy(text, left_out(entry), ledger.read)


def target_file(ledger: Ledger, path: Path) -> Path | Finding:
    """The file of the ledger that a path leads to, or why nothing is written there. The file isn't opened before."""
    real = Path(os.path.realpath(path))
    top = Path(os.path.realpath(ledger.path.parent))
    found = next((file for file in ledger.files if Path(os.path.realpath(file)) == real), None)
    if found is None or not real.is_relative_to(top):
        return _not_of_ledger(ledger, path, included=found is not None)
    if CLOSING.owner(found) in BY_PROGRAM:
        return _generated(path)
    return found


def _closing(place: Place) -> Finding:
    return Finding(
        "copy-of-closing",
        "这是年末结转分录，不能复制。",
        f"结转分录（#{CLOSING_TAG}）的金额由 close 按当年的账算出，别的日期没有用。",
        "要结账，运行 gov-accounts close。",
        place,
    )


def _unwritten(place: Place) -> Finding:
    return Finding(
        "copy-not-possible",
        "这张凭证照原样写不出来。",
        "凭证是插件生成的，或它的文本没有能再读成同一张凭证的写法。",
        "打开这个文件，手工照抄这张凭证。",
        place,
    )


def _not_of_ledger(ledger: Ledger, path: Path, *, included: bool) -> Finding:
    shown = sorted(Place(str(file), 0).shown(ledger.path.parent) for file in ledger.files)
    more = "……" if len(shown) > _SHOWN else ""
    return Finding(
        "copy-outside-ledger",
        "这个文件在账本文件夹外面，不往里写。" if included else "这不是账本的文件，凭证加在里面账本读不到。",
        "凭证只加在主文件或它 include 的、账本文件夹里的文件末尾。",
        f"写成其中一个：{'、'.join(shown[:_SHOWN])}{more}；新的月份，先建好文件，在主文件加上 include。",
        Place(str(path), 0),
    )


def _generated(path: Path) -> Finding:
    return Finding(
        "copy-into-closing",
        "这是 close 写出的文件，不往里加凭证。",
        "里面的结转分录随时重新生成，改动过就不再覆盖。",
        "换一个文件，如当月的凭证文件。",
        Place(str(path), 0),
    )
