"""``posted.log``: one line for each voucher that was posted, chained to the line before it.

    gov-accounts-posted<TAB>1<TAB>unit<TAB>year
    number<TAB>date<TAB>sha256 of what is written<TAB>sha256 of its figures<TAB>sha256 of all before and of this line

The last field of a line is the hash of the last field of the line before and of this line's others; the first voucher's
goes on from the hash of the header. So a line that is changed, taken out, put in or moved is found where it happened.
A number may come again with other figures: then these were confirmed (`posting`).
"""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.sealing.path import log_path
from gov_accounts.files.texts import as_text, with_line
from gov_accounts.reading.folders import is_really_inside, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_MARK: Final = "gov-accounts-posted\t1"
_FIRST: Final = 2
"""The line of the first voucher. A log without one was cut: the first posting writes both."""
_LINE: Final = re.compile(
    r"(?P<number>[^\t]+)\t(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})\t(?P<content>[0-9a-f]{64})\t(?P<figures>[0-9a-f]{64})"
    r"\t(?P<chain>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class Record:
    """A voucher as it was posted.

    Attributes:
        content: digest of what was written.
        figures: digest of its legs after the plugins.
    """

    number: str
    date: datetime.date
    content: str
    figures: str

    @property
    def fields(self) -> str:
        """Its line, but for the chain."""
        return f"{self.number}\t{self.date.isoformat()}\t{self.content}\t{self.figures}"


@dataclass(frozen=True, slots=True)
class Posted:
    """A line of the log: its number in the file, and its chain."""

    line: int
    record: Record
    chain: str


@dataclass(frozen=True, slots=True)
class Log:
    """The log as it is.

    Attributes:
        posted: its vouchers, in order.
        broken: the first line that isn't as it was written; 0 where all are.
        end: the last line's chain, or the header's.
    """

    posted: tuple[Posted, ...]
    broken: int
    end: str


def log_content(main_file: Path) -> bytes | None:
    """What is in the log; None where it can't be read: it is no file, or leads out of the ledger's folder."""
    path = log_path(main_file)
    try:
        if kind_of(str(path)) == "file" and is_really_inside(str(path), str(path.parent)):
            return path.read_bytes()
    except OSError:
        pass
    return None


def header(unit: str, year: int) -> str:
    """The first line of a ledger's log."""
    return f"{_MARK}\t{' '.join(unit.split())}\t{year}"


def chained(before: str, record: Record) -> str:
    """The chain of a record that follows on another chain."""
    return _hash(f"{before}\t{record.fields}")


def read_log(content: bytes) -> Log:
    """A log's content, whatever it is. Line ends don't count: version control may have changed them."""
    first, *lines = as_text(content).split("\n")
    if lines and not lines[-1]:
        lines.pop()
    broken = 0 if first.startswith(f"{_MARK}\t") else 1
    end = _hash(first)
    posted: list[Posted] = []
    for number, line in enumerate(lines, _FIRST):
        record, chain = _record(line)
        if record is not None:
            posted.append(Posted(number, record, chain))
        if record is None or chain != chained(end, record):
            broken = broken or number
        end = chain
    if not posted:
        broken = broken or _FIRST
    return Log(tuple(posted), broken, end)


def appended(content: bytes, start: str, records: Iterable[Record]) -> tuple[bytes, str]:
    """A log with records added, and its last chain.

    Args:
        content: the log; empty where there is none.
        start: the header of a new one.
        records: what is added.
    """
    if not content:
        content = with_line(content, start)
    end = read_log(content).end
    for record in records:
        end = chained(end, record)
        content = with_line(content, f"{record.fields}\t{end}")
    return content, end


def _record(line: str) -> tuple[Record | None, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        return None, ""
    try:
        date = datetime.date.fromisoformat(match["date"])
    except ValueError:
        return None, ""
    return Record(match["number"], date, match["content"], match["figures"]), match["chain"]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
