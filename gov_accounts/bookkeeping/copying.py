"""A voucher of a ledger copied to another day."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.books.voucher_lookup import find_voucher, not_open
from gov_accounts.books.voucher_text import copied_text, left_out
from gov_accounts.files.change import ChangedMeanwhileError
from gov_accounts.files.seen import require_unchanged
from gov_accounts.files.texts import as_text
from gov_accounts.findings import Finding, Place

if TYPE_CHECKING:
    import datetime

    from gov_accounts.books.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Copy:
    """A voucher written again.

    Attributes:
        text: what is to be written, ended by a line feed.
        left_out: the metadata that wasn't copied, by key.
    """

    text: str
    left_out: tuple[str, ...]


def copied(ledger: Ledger, typed: str, date: datetime.date, year: int | None = None) -> Copy | Finding:
    """A voucher with another date, or why it can't be copied.

    Args:
        ledger: the ledger.
        typed: the voucher's number, or its file and line.
        date: the new date.
        year: of the voucher; None where it is the only one of its number.

    Raises:
        ChangedMeanwhileError: the voucher's file has been changed since it was read.
        OSError: it can't be read.
    """
    entry = find_voucher(ledger.entries, typed, ledger.path, year)
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
    return _unwritten(place) if text is None else Copy(text, left_out(entry))


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
