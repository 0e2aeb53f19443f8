"""Whether what was posted is still what it was: each difference is a finding, at the place where it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gov_accounts.bookkeeping.sealing import messages
from gov_accounts.bookkeeping.sealing.content import figures_digest
from gov_accounts.bookkeeping.sealing.path import log_is_there
from gov_accounts.bookkeeping.sealing.state import Sealed, numbers_of, read_sealed
from gov_accounts.bookkeeping.sealing.vouchers import Written, by_place, written_vouchers
from gov_accounts.months import DECEMBER, Month, month_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from gov_accounts.bookkeeping.sealing.log import Log, Posted
    from gov_accounts.books.voucher_number import VoucherNumber
    from gov_accounts.findings import Finding, Place

_GONE: Final = "0" * 64


def seal_findings(
    entries: Sequence[Any], main_file: Path, files: Collection[Path], customs: Sequence[Any], *, checked: bool
) -> list[Finding]:
    """What is wrong with a ledger's posted vouchers.

    Args:
        entries: the ledger's directives, the plugins run.
        main_file: the main file, absolute.
        files: every file read, absolute.
        customs: the directives ``gov-posted``.
        checked: whether the plugins were run: without them no figures can be compared.
    """
    sealed = read_sealed(main_file, customs)
    if sealed.log is None:
        there = log_is_there(sealed.main_file)
        return [messages.log_missing(each, there=there) for each in sealed.marks[-1:]]
    findings, matched = _compared(sealed, sealed.log, written_vouchers(files))
    if checked:
        findings.extend(_figures(sealed, matched, by_place(entries)))
    return findings


def written_findings(sealed: Sealed, vouchers: Sequence[Written]) -> list[Finding]:
    """What is wrong with posted vouchers as they are written, wherever they were read from; figures aren't compared."""
    if sealed.log is None:
        return [messages.log_missing(each, there=False) for each in sealed.marks[-1:]]
    return _compared(sealed, sealed.log, vouchers)[0]


def _compared(
    sealed: Sealed, log: Log, vouchers: Sequence[Written]
) -> tuple[list[Finding], list[tuple[Written, Posted]]]:
    """What is wrong with the log and the vouchers; and those vouchers that are as they were posted."""
    findings = [*_log_findings(sealed, log)]
    matched, unmatched = _matched(sealed, vouchers, findings)
    findings.extend(_inserted(sealed, matched, unmatched))
    return findings, matched


def _log_findings(sealed: Sealed, log: Log) -> Iterator[Finding]:
    """What is wrong with the log, and with the marks that hold its end."""
    if log.broken:
        yield messages.log_broken(sealed.path, log.broken)
    position = {each.chain: index for index, each in enumerate(log.posted)}
    ended = log.posted[: len(log.posted) - len(sealed.tail)]
    last = {month_of(each.record.date): each for each in ended}
    marked: set[Month] = set()
    for mark in sealed.marks:
        if mark.month is None or mark.month in marked:
            yield messages.mark_wrong(mark)
        elif mark.chain not in position:
            yield messages.log_cut(mark)
        elif (
            mark.month not in last
            or last[mark.month].chain != mark.chain
            or mark.count != len(numbers_of(ended, mark.month))
        ):
            yield messages.mark_wrong(mark)
        if mark.month is not None:
            marked.add(mark.month)
    for month, each in last.items():
        if month not in marked:
            yield messages.mark_missing(month, sealed.path, each.line)
    if sealed.tail and not log.broken:
        open_month = sealed.unfinished
        if open_month is not None:
            yield messages.unfinished(open_month, sealed.path, sealed.tail[0].line, sealed.main_file)
        else:
            for month in sorted({month_of(each.record.date) for each in sealed.tail}):
                yield messages.mark_missing(month, sealed.path, sealed.tail[0].line)


def _matched(
    sealed: Sealed, vouchers: Sequence[Written], findings: list[Finding]
) -> tuple[list[tuple[Written, Posted]], list[Written]]:
    """Vouchers as they were posted, with their lines; and those of which no line is. Adds to the findings."""
    by_key: dict[tuple[int, VoucherNumber | str], list[Written]] = {}
    rest: list[Written] = []
    for each in vouchers:
        if each.text and each.key in sealed.finished:
            by_key.setdefault(each.key, []).append(each)
        else:
            rest.append(each)
    matched: list[tuple[Written, Posted]] = []
    for key, posted in sealed.finished.items():
        same = by_key.get(key, [])
        if not same:
            findings.append(messages.removed(posted, sealed.path, sealed.main_file))
            continue
        own = next((each for each in same if each.digest == posted.record.content), same[0])
        findings.extend(messages.twice(each, own, sealed.main_file.parent) for each in same if each is not own)
        if own.digest != posted.record.content:
            findings.append(messages.changed(own, posted, sealed.main_file))
        else:
            matched.append((own, posted))
    return matched, rest


def _inserted(sealed: Sealed, matched: Sequence[tuple[Written, Posted]], rest: Sequence[Written]) -> Iterator[Finding]:
    """Vouchers in what is posted, by their date or their number, that weren't there."""
    months = sealed.months
    if not months:
        return
    last = max(months)
    closed = {voucher.date.year for voucher, _ in matched if voucher.closing}
    for each in rest:
        if each.month == sealed.unfinished or awaits_closing(each, closed):
            continue
        named = each.number
        numbered = named and Month(named.year or each.date.year, named.month)
        if each.month <= last:
            yield messages.inserted(each, each.month, last)
        elif numbered in months and numbered is not None:
            yield messages.inserted(each, numbered, last)


def awaits_closing(voucher: Written, closed: Collection[int]) -> bool:
    """Whether a voucher closes a year whose closing isn't posted: it comes after its month was posted.

    Args:
        voucher: the voucher.
        closed: the years whose closing is posted.
    """
    return voucher.closing and voucher.month.month == DECEMBER and voucher.date.year not in closed


def _figures(
    sealed: Sealed, matched: Sequence[tuple[Written, Posted]], resolved: Mapping[Place, Any]
) -> Iterator[Finding]:
    """Months in which plugins make another thing of vouchers than they did: one finding a month."""
    other: dict[Month, list[Written]] = {}
    for voucher, posted in matched:
        if figures_of(resolved, voucher) != posted.record.figures:
            other.setdefault(voucher.month, []).append(voucher)
    for month, vouchers in sorted(other.items()):
        yield messages.figures_changed(month, vouchers, sealed.main_file)


def figures_of(resolved: Mapping[Place, Any], voucher: Written) -> str:
    """The digest of what plugins make of a voucher; that of nothing where one of them takes it out.

    Args:
        resolved: the ledger's transactions by place, the plugins run.
        voucher: the voucher.
    """
    entry = resolved.get(voucher.place)
    return _GONE if entry is None else figures_digest(entry)
