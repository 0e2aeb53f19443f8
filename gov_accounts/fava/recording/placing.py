"""A voucher's lines in the files of a ledger: at its month's end, or in place of the lines it had. Nothing is written.

Nothing else of a file is moved or changed, and that is looked at: read again, all its other vouchers are the same.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gov_accounts.bookkeeping.sealing.state import read_sealed
from gov_accounts.bookkeeping.sealing.vouchers import Written, vouchers_in
from gov_accounts.exchange.plan import Files
from gov_accounts.fava.recording.of_entry import has_comment, lines_of
from gov_accounts.files.change import Before, Change
from gov_accounts.files.texts import present
from gov_accounts.findings import Finding, Place
from gov_accounts.months import Month, month_of

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Placed:
    """A voucher in the ledger as it would be.

    Attributes:
        path: its file.
        line: its first line, from 1.
        text: its lines.
        changes: the files to be written.
        was: the digest of what its file holds now, as `file_digest` gives it.
    """

    path: Path
    line: int
    text: str
    changes: tuple[Change, ...]
    was: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """The voucher whose lines are to be changed: where it stands, and the digest of what it says."""

    file: str
    line: int
    digest: str


def file_digest(path: Path) -> str:
    """What a file holds, to be compared; nothing where there is none."""
    content = present(path)
    return "" if isinstance(content, Before) else hashlib.sha256(content).hexdigest()


def month_file(ledger: Ledger, date: datetime.date) -> Path:
    """The file that a voucher of a day goes to; it may not be there yet."""
    return Files(ledger).at(date)


def posted_until(ledger: Ledger) -> Month | None:
    """The last month that is posted; None where none is."""
    return max(read_sealed(ledger.path, ledger.declarations.posted).months, default=None)


def placed_at_end(ledger: Ledger, date: datetime.date, text: str) -> Placed | Finding:
    """A new voucher in its month's file.

    Raises:
        OSError: the file can't be read.
    """
    refused = _posted(ledger, date)
    if refused is not None:
        return refused
    files = Files(ledger)
    path = files.at(date)
    files.add(path, text)
    changes = tuple(files.changes())
    (change,) = (each for each in changes if each.path == path)
    before = b"" if isinstance(change.before, Before) else change.before
    read = vouchers_in(change.content, str(path))
    expected = [each.digest for part in (before, text.encode()) for each in vouchers_in(part, str(path))]
    if [each.digest for each in read] != expected:
        return _not_appendable(path)
    return Placed(path, read[-1].place.line, text, changes, file_digest(path))


def placed_instead(ledger: Ledger, replaced: Replaced, date: datetime.date, text: str) -> Placed | Finding:
    """A voucher's new lines in place of its old ones.

    Raises:
        OSError: the file can't be read.
    """
    found = voucher_at(ledger, replaced.file, replaced.line)
    if found is None or found.digest != replaced.digest:
        return _gone(replaced)
    refused = _posted(ledger, found.date) or _posted(ledger, date) or editable(ledger, found)
    if refused is not None:
        return refused
    path = Path(found.place.file)
    content = path.read_bytes()
    lines = content.split(b"\n")
    last = lines_of([each.decode(errors="replace") for each in lines], replaced.line)
    newline = b"\r\n" if lines[replaced.line - 1].endswith(b"\r") else b"\n"
    new = text.encode().replace(b"\n", newline)
    # The last line of a file may have no end.
    ended = new if last < len(lines) else new.removesuffix(newline)
    after = b"\n".join(lines[: replaced.line - 1]) + (b"\n" if replaced.line > 1 else b"") + ended
    after += b"\n".join(lines[last:])
    old, read = vouchers_in(content, str(path)), vouchers_in(after, str(path))
    (wanted,) = vouchers_in(text.encode(), str(path)) or (None,)
    expected = [wanted if each.place == found.place else each for each in old]
    if wanted is None or [each.digest for each in read] != [each.digest for each in expected if each is not None]:
        return _not_appendable(path)
    return Placed(path, replaced.line, text, (Change(path, after, content),), file_digest(path))


def voucher_at(ledger: Ledger, file: str, line: int) -> Written | None:
    """The voucher that begins at a line of one of the ledger's files, as it is written there now."""
    path = next((each for each in ledger.files if str(each) == file), None)
    if path is None:
        return None
    try:
        found = vouchers_in(path.read_bytes(), str(path))
    except OSError:
        return None
    return next((each for each in found if each.place.line == line), None)


def editable(ledger: Ledger, written: Written) -> Finding | None:
    """Why a voucher's lines can't be changed in the form; None where they can."""
    path = Path(written.place.file)
    refused = _posted(ledger, written.date)
    if refused is not None:
        return refused
    if written.closing or not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(ledger.path.parent)):
        return _elsewhere(written)
    lines = path.read_bytes().decode(errors="replace").split("\n")
    first, last = written.place.line, lines_of(lines, written.place.line)
    return _commented(written) if has_comment(lines[first - 1 : last]) else None


def _posted(ledger: Ledger, date: datetime.date) -> Finding | None:
    last = posted_until(ledger)
    if last is None or month_of(date) > last:
        return None
    return Finding(
        "recording-posted",
        f"账已经记到 {last}，{month_of(date)} 的凭证不能再添、再改。",
        "记了账的月份是封存的；改了，check 会发现（财会〔2024〕12号《会计软件基本功能和服务规范》第二十一条）。",
        f"日期写 {last} 以后的；记错的，在发现的时候记红字凭证冲销。",
        Place(str(ledger.path), 0),
    )


def _commented(written: Written) -> Finding:
    return Finding(
        "recording-comment",
        "这张凭证的行里有注释（分号后面的字），表单里放不下，改了会丢。",
        "表单只改它放得下的；写了的注释不能丢。",
        "在编辑器里改这张凭证；或先把注释移到凭证上面一行。",
        written.place,
    )


def _elsewhere(written: Written) -> Finding:
    return Finding(
        "recording-not-own",
        "这张凭证不在这里改：它是结转分录，或在账本文件夹外面的文件里。",
        "结转分录由 close 按全年的账算出；账本文件夹外面的文件，这里不写。",
        "结转的，运行 gov-accounts close；别处的文件，在它自己的账本里改。",
        written.place,
    )


def _gone(replaced: Replaced) -> Finding:
    return Finding(
        "recording-voucher-gone",
        "没有保存：要改的凭证已经不在原来的地方，也许刚刚在别处改过。",
        "只改还和打开时一样的凭证，别人的改动不盖掉。",
        "在凭证列表里重新打开它，再改一次；您填的还在这一页上。",
        Place(replaced.file, replaced.line),
    )


def _not_appendable(path: Path) -> Finding:
    return Finding(
        "append-not-readable",
        "这个文件里写不进这张凭证：写进去以后，读出来的不是这张凭证，或别的凭证变了。",
        "文件里有没写完的引号或语句，或没有结束的 pushtag、pushmeta。",
        "先在编辑器里改正这个文件。",
        Place(str(path), 0),
    )
