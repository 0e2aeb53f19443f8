"""Matches noted in the ledger, below the legs that they are of. Everything else in the files stays byte for byte.

What is posted isn't touched: what stands under a leg is a part of what was sealed.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.bank.marks import mark_of, movement_keys
from gov_accounts.bank.matching import Basis
from gov_accounts.bookkeeping.sealing.content import content_digest
from gov_accounts.bookkeeping.sealing.state import read_sealed
from gov_accounts.bookkeeping.sealing.text import quoted, with_lines
from gov_accounts.bookkeeping.sealing.vouchers import Written, key_of, vouchers_in
from gov_accounts.books.marks import BANK
from gov_accounts.files.change import Change
from gov_accounts.files.generated import BY_PROGRAM, CLOSING
from gov_accounts.files.seen import require_unchanged
from gov_accounts.findings import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.bank.lines import BookLine
    from gov_accounts.bank.reconcile import Reconciliation
    from gov_accounts.books.ledger import Ledger

POSTED: Final = "所在的凭证已记账，不能再改"
OUTSIDE: Final = "在账本文件夹外面的文件里"
GENERATED: Final = "在 close 写出的文件里"
OTHERWISE: Final = "分录下已有另外的 bank"
UNREADABLE: Final = "写进去以后读出来不一样，没有写"
_STEP: Final = "  "
_BLANK: Final = b" \t"


@dataclass(frozen=True, slots=True)
class Remembering:
    """What is to be written.

    Attributes:
        changes: the files; none where nothing is new.
        count: how many legs get a mark.
        skipped: why legs get none, and how many.
        read: the ledger's files as they were read.
    """

    changes: tuple[Change, ...]
    count: int
    skipped: tuple[tuple[str, int], ...]
    read: Mapping[Path, bytes]

    def write(self) -> list[Path]:
        """Write all files, or none. Returns them.

        Raises:
            ChangedMeanwhileError: a file of the ledger has been changed since it was read.
            OSError: a file can't be written.
        """
        from gov_accounts.files.whole import write_whole  # noqa: PLC0415 (most runs write nothing)

        write_whole(self.changes, partial(require_unchanged, self.read))
        return [each.path for each in self.changes]


def remember(ledger: Ledger, made: Reconciliation) -> Remembering:
    """Note the matches of a reconciliation that aren't noted yet. Nothing is written.

    Raises:
        OSError: a file of the ledger can't be read.
    """
    keys = movement_keys(made.bank)
    wanted: dict[str, list[tuple[BookLine, str]]] = defaultdict(list)
    skipped: Counter[str] = Counter()
    for each in made.matches:
        if each.basis is Basis.REMEMBERED:
            continue
        for index in each.books:
            line = made.books[index]
            if line.mark:
                skipped[OTHERWISE] += 1
            else:
                wanted[line.posting.voucher.file].append((line, mark_of(each.bank, made.bank, keys)))
    sealed = read_sealed(ledger.path, ledger.declarations.posted)
    posted = {*sealed.finished, *(key_of(each.record.date.year, each.record.number) for each in sealed.tail)}
    changes, count = [], 0
    for file, lines in sorted(wanted.items()):
        if reason := _closed(ledger, Path(file)):
            skipped[reason] += len(lines)
            continue
        change, written, others = _marked(Path(file), lines, posted)
        skipped += others
        count += written
        if change is not None:
            changes.append(change)
    return Remembering(tuple(changes), count, tuple(sorted(skipped.items())), ledger.read)


def _closed(ledger: Ledger, file: Path) -> str:
    """Why nothing is written into a file; nothing where it may be."""
    known = {Path(os.path.realpath(each)) for each in ledger.files}
    real = Path(os.path.realpath(file))
    if real not in known or not real.is_relative_to(os.path.realpath(ledger.path.parent)):
        return OUTSIDE
    return GENERATED if CLOSING.owner(file) in BY_PROGRAM else ""


def _marked(
    file: Path, lines: Sequence[tuple[BookLine, str]], posted: set[Any]
) -> tuple[Change | None, int, Counter[str]]:
    """A file with marks, how many, and why others have none."""
    before = file.read_bytes()
    vouchers = vouchers_in(before, str(file))
    at = {voucher.place: voucher for voucher in vouchers}
    rows = before.split(b"\n")
    below: dict[int, list[str]] = {}
    marks: dict[tuple[Place, int], str] = {}
    skipped: Counter[str] = Counter()
    for line, mark in lines:
        posting = line.posting
        voucher = at.get(Place(posting.voucher.file, posting.voucher.line))
        if voucher is not None and voucher.text and voucher.key in posted:
            skipped[POSTED] += 1
        elif voucher is None or (leg := _leg(voucher, posting.line, posting.account)) is None:
            skipped[UNREADABLE] += 1
        elif BANK in leg.meta:
            skipped[OTHERWISE] += 1
        else:
            indent = rows[posting.line - 1]
            indent = indent[: len(indent) - len(indent.lstrip(_BLANK))]
            below[posting.line] = [f"{indent.decode()}{_STEP}{BANK}: {quoted(mark)}"]
            marks[voucher.place, posting.line] = mark
    if not below:
        return None, 0, skipped
    content = with_lines(before, below)
    expected = [content_digest(_with_marks(voucher, marks)) for voucher in vouchers]
    if [each.digest for each in vouchers_in(content, str(file))] != expected:
        skipped[UNREADABLE] += len(below)
        return None, 0, skipped
    return Change(file, content, before), len(below), skipped


def _leg(voucher: Written, line: int, account: str) -> Any:
    """The leg that stands in a line; None where there is none."""
    legs = (each for each in voucher.entry.postings if each.account == account and each.meta)
    return next((each for each in legs if each.meta.get("lineno") == line), None)


def _with_marks(voucher: Written, marks: Mapping[tuple[Place, int], str]) -> Any:
    """A voucher as it should be read once its legs have their marks."""
    legs = []
    for each in voucher.entry.postings:
        mark = marks.get((voucher.place, (each.meta or {}).get("lineno", 0)))
        legs.append(each if mark is None else each._replace(meta={**each.meta, BANK: mark}))
    return voucher.entry._replace(postings=legs)
