"""Files of others' software into a ledger: each read by the map that fits it, all of it planned, and tried out.

    files ──choose──► maps ──take──► drafts, accounts, papers ──plan──► changes ──► the ledger as it would be
                                                                                      │ does beancount still read it?
                                                                                      ▼
                                                                        to be written, or refused with all reasons

Nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.books.postings import read_postings
from gov_accounts.exchange.accounts import AccountBook
from gov_accounts.exchange.compare import compare
from gov_accounts.exchange.draft import NewProject
from gov_accounts.exchange.kinds import reader
from gov_accounts.exchange.maps import Target
from gov_accounts.exchange.plan import plan
from gov_accounts.exchange.source import Source
from gov_accounts.files.reasons import reason
from gov_accounts.findings import Finding, Place, errors
from gov_accounts.law.chart import role
from gov_accounts.ledger import load_as_if
from gov_accounts.money import BUDGETARY
from gov_accounts.reading.permissions import NOTHING, Permissions
from gov_accounts.sheets.errors import TableError
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.exchange.compare import Comparison
    from gov_accounts.exchange.draft import Draft, Taken
    from gov_accounts.exchange.maps import Map, Reader
    from gov_accounts.exchange.plan import Plan

_UNREADABLE: Final = frozenset(
    {
        *("account-name", "account-not-active", "account-not-open", "account-open-twice", "account-close-unopened"),
        *(
            "amount-absurd",
            "amount-missing",
            "currency-missing",
            "document-misplaced",
            "entry-twice",
            "file-unreadable",
        ),
        *("include-missing", "include-twice", "metadata-reserved", "metadata-twice", "plugin-failed"),
        *("posting-commodity", "syntax-error", "voucher-unbalanced", "internal-error"),
    }
)
"""What a ledger that gets vouchers must not find in itself afterwards: then it is books no more."""
_SHOWN: Final = 20


class Read(NamedTuple):
    """A file that was read: by which map, and what it gives."""

    source: Source
    map: Map
    taken: Taken


@dataclass(frozen=True, slots=True)
class Import:
    """What comes of files.

    Attributes:
        read: each file that could be read.
        plan: what would be written.
        after: the ledger as it would be; None where nothing is new.
        refused: why it can't be written, or not all of it: files, rows and vouchers that aren't understood.
        blocking: why it can't be written at all.
        told: notices.
        worse: findings that the ledger would have and hasn't now.
        compared: how the balances that files say compare with the ledger as it would be.
    """

    read: tuple[Read, ...]
    plan: Plan
    after: Ledger | None
    refused: tuple[Finding, ...]
    blocking: tuple[Finding, ...]
    told: tuple[Finding, ...]
    worse: tuple[Finding, ...]
    compared: Comparison


def import_files(
    ledger: Ledger,
    paths: Sequence[Path],
    maps: Sequence[Map],
    options: Mapping[str, str] | None = None,
    permissions: Permissions = NOTHING,
) -> Import:
    """Files, as they would be taken into a ledger.

    Args:
        ledger: the ledger.
        paths: the files.
        maps: the maps to choose from.
        options: what the user says beside, such as ``account``.
        permissions: as the ledger was loaded with.

    Raises:
        DataError: a map isn't as it should be.
    """
    year = max(ledger.dated_years, default=0)
    target = Target(ledger, AccountBook(ledger, year), {}, options or {})
    readers = [(each, reader(each)) for each in maps]
    read: list[Read] = []
    refused: list[Finding] = []
    for path in paths:
        taken = _read(Source(path), readers, target)
        if isinstance(taken, Finding):
            refused.append(taken)
        else:
            read.append(taken)
    projects = [NewProject(key, name) for key, name in target.projects.items()]
    planned = plan(ledger, [each.taken for each in read], target.accounts.new, projects, target.accounts.codes)
    found = [*(finding for each in read for finding in each.taken.findings), *planned.findings]
    bad = errors(found)
    refused += bad
    after = load_as_if(ledger.path, planned.contents, permissions) if planned.new else None
    worse = [*_emptied(after, planned.new), *_worse(ledger, after)]
    blocking = [each for each in worse if each.rule in _UNREADABLE]
    return Import(
        tuple(read),
        planned,
        after,
        tuple(refused),
        tuple(blocking),
        tuple(each for each in found if each not in bad),
        tuple(worse),
        compare([one for each in read for one in each.taken.expected], after or ledger),
    )


def _read(source: Source, readers: Sequence[tuple[Map, Reader]], target: Target) -> Read | Finding:
    place = source.place()
    try:
        best, index = max(_fits(source, readers), default=(0, 0))
        if not best:
            return _unknown(place, [each for each, _ in readers])
        chosen, with_ = readers[-index]
        return Read(source, chosen, with_.take(source, target))
    except TableError as error:
        return Finding("import-unreadable", error.what, error.why, error.remedy, Place(place.file, error.line))
    except OSError as error:
        return Finding(
            "import-not-there",
            f"读不了这个文件（{reason(error)}）。",
            "文件不在那里，或没有读取的权限。",
            "核对文件名；正用别的程序打开的，先关闭它。",
            place,
        )


def _fits(source: Source, readers: Sequence[tuple[Map, Reader]]) -> list[tuple[int, int]]:
    """How well each map fits, with its place from the end; what one of them can't read, another may.

    Raises:
        TableError: none of them can read it.
    """
    fits: list[tuple[int, int]] = []
    refused: TableError | None = None
    for index, (_, each) in enumerate(readers):
        try:
            fits.append((each.fits(source), -index))
        except TableError as error:
            refused = refused or error
    if refused is not None and not any(fit for fit, _ in fits):
        raise refused
    return fits


def _unknown(place: Place, maps: Sequence[Map]) -> Finding:
    if len(maps) == 1:
        return Finding(
            "import-map-differs",
            f"这个文件不像“{maps[0].title}”：找不到它该有的栏目。",
            "格式（--map）写明了一份文件里哪一栏是什么。",
            "核对是不是选错了文件；去掉 --map 由软件认；或用 gov-accounts import --learn 文件 给它写一份格式。",
            place,
        )
    known = first_few([f"{each.key}（{each.title}）" for each in maps], _SHOWN)
    return Finding(
        "import-unknown",
        "认不出这个文件是什么格式。",
        f"认得的有：{known}。",
        "用 --map 写明格式；都不是的，用 gov-accounts import --learn 文件 给它写一份格式。",
        place,
    )


def _worse(ledger: Ledger, after: Ledger | None) -> list[Finding]:
    """Errors that the ledger would have and hasn't now; places don't count, since lines move."""
    if after is None:
        return []
    before = {(each.rule, each.what) for each in ledger.findings}
    return [each for each in errors(after.findings) if (each.rule, each.what) not in before]


def _emptied(after: Ledger | None, new: Sequence[Draft]) -> Iterator[Finding]:
    """Years whose budget income and expenditure all come to nothing: a 结转 that isn't marked as one."""
    if after is None:
        return
    sums: dict[int, dict[str, int]] = {}
    for each in read_postings(after.entries):
        if each.commodity == BUDGETARY and not each.closing and each.code and role(each.code).flow:
            of_year = sums.setdefault(each.date.year, {})
            of_year[each.code] = of_year.get(each.code, 0) + each.fen
    for year in sorted({each.date.year for each in new} & sums.keys()):
        if not any(sums[year].values()):
            last = max((each for each in new if each.date.year == year), key=lambda each: each.date)
            yield Finding(
                "import-year-emptied",
                f"{year} 年的预算收入、预算支出导入以后全是零：年末结转的凭证没有认出来，被当成了收支的冲销。",
                "结转分录要有标签 #year-close，才不算本年收支（财会〔2017〕25号 第三部分，各科目的期末、年末结转）。",
                f"在账本里给结转凭证（多半是 {last.number or last.date} 前后的几张）加上标签 #year-close。",
                last.place,
            )


def counted(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by rule, the most frequent first."""
    by_rule: dict[str, list[Finding]] = {}
    for each in findings:
        by_rule.setdefault(each.rule, []).append(each)
    return dict(sorted(by_rule.items(), key=lambda each: (-len(each[1]), each[0])))
