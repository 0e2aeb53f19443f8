"""PostingPlan a month (记账): what gets a number, what is noted in the log, and what is written.

The log is written first and the main file's mark last. Whoever ends the program in between leaves a log whose end the
ledger has no mark of; posting again writes what is missing, from the log.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gov_accounts.bookkeeping.sealing import messages, refusals
from gov_accounts.bookkeeping.sealing.content import content_digest
from gov_accounts.bookkeeping.sealing.log import Record, appended, header
from gov_accounts.bookkeeping.sealing.marks import mark_line
from gov_accounts.bookkeeping.sealing.numbers import following, number_findings, remaining
from gov_accounts.bookkeeping.sealing.state import Sealed, numbers_of, read_sealed
from gov_accounts.bookkeeping.sealing.text import line_of_metadata, quoted, with_lines, with_other_line
from gov_accounts.bookkeeping.sealing.verify import awaits_closing, figures_of
from gov_accounts.bookkeeping.sealing.vouchers import POSTER, Written, by_place, vouchers_in, written_vouchers
from gov_accounts.books.voucher_number import NUMBER
from gov_accounts.files.change import Before, Change
from gov_accounts.files.seen import require_unchanged
from gov_accounts.files.texts import with_line
from gov_accounts.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.months import Month


class PostRefusedError(Exception):
    """Vouchers that aren't posted. Its findings say why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(each.shown() for each in self.findings))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for.

    Attributes:
        month: the month.
        kind: the kind of the numbers that are given.
        poster: who posts; nothing where nobody is named.
        confirm: whether the figures that plugins make of posted vouchers are confirmed as they are now.
    """

    month: Month
    kind: str
    poster: str = ""
    confirm: bool = False

    def mends(self, finding: Finding) -> bool:
        """Whether posting mends what was found."""
        unfinished = finding.rule == messages.UNFINISHED and finding.subject == str(self.month)
        return unfinished or (self.confirm and finding.rule == messages.FIGURES)


@dataclass(frozen=True, slots=True)
class PostingPlan:
    """A month's posting, ready to be written.

    Attributes:
        changes: the files, the log first and the main file last; none where nothing is to be done.
        numbered: the numbers that are given.
        posted: how many vouchers are posted by it.
        count: how many of the month's are posted then.
        chain: the log's last chain.
        closing: how many of those that are posted by it are 结转分录.
        read: the ledger's files as they were read.
    """

    month: Month
    changes: tuple[Change, ...]
    numbered: tuple[str, ...]
    posted: int
    count: int
    chain: str
    closing: int
    read: Mapping[Path, bytes]

    def write(self) -> list[Path]:
        """Write all files, or none. Returns those written.

        Raises:
            ChangedMeanwhileError: a file of the ledger has been changed since it was read; everything is as it is.
            OSError: a file that can't be written; everything is as it was.
        """
        from gov_accounts.files.whole import write_whole  # noqa: PLC0415 (what is refused writes nothing)

        write_whole(self.changes, partial(require_unchanged, self.read))
        return [each.path for each in self.changes]


def post(ledger: Ledger, findings: Iterable[Finding], wanted: Wanted) -> PostingPlan:
    """Post a month of a loaded ledger. Nothing is written.

    Args:
        ledger: the ledger.
        findings: what `check` finds of it.
        wanted: what is asked for.

    Raises:
        PostRefusedError: the ledger has errors, or the month can't be posted.
    """
    wrong = [each for each in findings if each.severity is Severity.ERROR and not wanted.mends(each)]
    if wrong:
        raise PostRefusedError(wrong)
    sealed = read_sealed(ledger.path, ledger.declarations.posted)
    vouchers = written_vouchers(ledger.files)
    of_month = sorted((each for each in vouchers if each.month == wanted.month), key=lambda each: each.order)
    due = [each for each in of_month if not (each.text and each.key in sealed.finished)]
    resolved = by_place(ledger.entries)
    if not of_month:
        raise PostRefusedError([refusals.no_vouchers(wanted.month, sealed.main_file)])
    if wanted.confirm and not due:
        return _confirmed(ledger, sealed, wanted.month, of_month, resolved)
    _require_ready(sealed, vouchers, of_month, due, wanted)
    if not due and not sealed.tail:
        return _posting(ledger, sealed, wanted.month, {}, (), (), due)
    if sealed.tail:
        given = remaining(due, [each.record.number for each in sealed.tail], wanted.month)
    else:
        given = following(of_month, wanted.month, wanted.kind)
    if given is None:
        raise PostRefusedError([refusals.unfinished_differs(wanted.month, sealed.path, sealed.tail[0].line)])
    numbers = {voucher.place: number for voucher, number in given}
    contents, written = _texts(due, numbers, wanted.poster)
    records = [
        Record(each.text, each.date, each.digest, figures_of(resolved, old))
        for old, each in zip(due, written, strict=True)
    ]
    if sealed.tail and {each.record for each in sealed.tail} != set(records):
        raise PostRefusedError([refusals.unfinished_differs(wanted.month, sealed.path, sealed.tail[0].line)])
    return _posting(
        ledger, sealed, wanted.month, contents, () if sealed.tail else records, tuple(numbers.values()), due
    )


def _require_ready(
    sealed: Sealed, vouchers: Sequence[Written], of_month: Sequence[Written], due: Sequence[Written], wanted: Wanted
) -> None:
    """Refuse a month with vouchers not yet checked, one after others that aren't posted, and numbers that don't run."""
    found = [refusals.flagged(each) for each in due if each.entry.flag == "!"]
    closed = {each.date.year for each in vouchers if each.closing and each.key in sealed.finished}
    earlier = {
        each.month
        for each in vouchers
        if each.month < wanted.month and each.key not in sealed.finished and not awaits_closing(each, closed)
    }
    if earlier:
        found.append(refusals.earlier_open(wanted.month, sorted(earlier), sealed.main_file))
    if not sealed.tail:
        before = [each for each in vouchers if each.date.year == wanted.month.year and each.month < wanted.month]
        found.extend(number_findings(of_month, before, wanted.month, wanted.kind, sealed.main_file.parent))
    if found:
        raise PostRefusedError(found)


def _texts(
    due: Sequence[Written], numbers: Mapping[Place, str], poster: str
) -> tuple[dict[Path, tuple[bytes, bytes]], list[Written]]:
    """The files with numbers and the poster in them, before and after; and the vouchers as they are then.

    Raises:
        PostRefusedError: with these, something else would be read otherwise too.
    """
    contents: dict[Path, tuple[bytes, bytes]] = {}
    after: dict[Place, Written] = {}
    for file in dict.fromkeys(each.place.file for each in due):
        before = Path(file).read_bytes()
        below: dict[int, list[str]] = {}
        expected: dict[Place, Any] = {}
        for each in due:
            if each.place.file == file:
                meta = _given(each, numbers.get(each.place, ""), poster)
                expected[each.place] = each.entry._replace(meta={**each.entry.meta, **meta})
                if meta:
                    line, indent = line_of_metadata(each, before)
                    below[line] = [f"{indent}{key}: {quoted(value)}" for key, value in meta.items()]
        content = with_lines(before, below) if below else before
        after.update(_read_again(vouchers_in(before, file), vouchers_in(content, file), expected))
        if below:
            contents[Path(file)] = before, content
    return contents, [after[each.place] for each in due]


def _read_again(old: Sequence[Written], new: Sequence[Written], expected: Mapping[Place, Any]) -> dict[Place, Written]:
    """The vouchers of a file that was changed, by where they stood before.

    Raises:
        PostRefusedError: one isn't what is expected.
    """
    if len(old) == len(new):
        wrong = [
            one
            for one, other in zip(old, new, strict=True)
            if other.digest != (content_digest(expected[one.place]) if one.place in expected else one.digest)
        ]
    else:
        wrong = list(old[:1])
    if wrong:
        raise PostRefusedError(map(refusals.not_insertable, wrong))
    return {one.place: other for one, other in zip(old, new, strict=True)}


def _given(voucher: Written, number: str, poster: str) -> dict[str, str]:
    """The metadata that a voucher gets."""
    meta = {NUMBER: number} if number else {}
    return {**meta, POSTER: poster} if poster and POSTER not in voucher.entry.meta else meta


def _confirmed(
    ledger: Ledger, sealed: Sealed, month: Month, vouchers: Sequence[Written], resolved: Mapping[Place, Any]
) -> PostingPlan:
    """Note what plugins make of posted vouchers now, where it is another than was noted."""
    records = []
    for each in vouchers:
        last = sealed.finished[each.key].record
        figures = figures_of(resolved, each)
        if figures != last.figures:
            records.append(replace(last, figures=figures))
    if sealed.tail and [each.record for each in sealed.tail] != records:
        raise PostRefusedError([refusals.unfinished_differs(month, sealed.path, sealed.tail[0].line)])
    return _posting(ledger, sealed, month, {}, () if sealed.tail else records, (), [])


def _posting(
    ledger: Ledger,
    sealed: Sealed,
    month: Month,
    contents: dict[Path, tuple[bytes, bytes]],
    records: Sequence[Record],
    numbered: tuple[str, ...],
    due: Sequence[Written],
) -> PostingPlan:
    lines = sealed.log.posted if sealed.log is not None else ()
    count = len(numbers_of(lines, month) | {each.number for each in records})
    if not records and not sealed.tail:
        return PostingPlan(month, (), (), 0, count, lines[-1].chain if lines else "", 0, ledger.read)
    log, chain = appended(sealed.content, header(ledger.unit_name, month.year), records)
    changes = [Change(sealed.path, log, sealed.content or Before.ABSENT)] if records else []
    mark = next((each for each in sealed.marks if each.month == month), None)
    path = Path(mark.place.file) if mark is not None else sealed.main_file
    before, content = contents.pop(path) if path in contents else (path.read_bytes(),) * 2
    line = mark_line(month, count, chain)
    content = with_line(content, line) if mark is None else with_other_line(content, before, mark.place.line, line)
    changes += [Change(each, new, old) for each, (old, new) in sorted(contents.items())]
    changes.append(Change(path, content, before))
    closing = sum(each.closing for each in due)
    return PostingPlan(month, tuple(changes), numbered, len(due) or len(records), count, chain, closing, ledger.read)
