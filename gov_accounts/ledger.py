"""The front door: a ledger file in, facts, unit and findings out."""

from __future__ import annotations

import codecs
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Open

from gov_accounts.bookkeeping.plausibility import plausibility_findings
from gov_accounts.bookkeeping.sealing.path import log_is_there
from gov_accounts.bookkeeping.year_end.closing import advance_findings, closing_findings
from gov_accounts.bookkeeping.year_end.messages import STALE
from gov_accounts.books.cube import Group, sums_of, years_of
from gov_accounts.books.declarations import read_declarations
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.metadata import with_texts
from gov_accounts.books.postings import Posting, counted_postings
from gov_accounts.books.unbalanced import UNBALANCED, told_once
from gov_accounts.files.encodings import SAVE_AS_UTF8, encoding_name
from gov_accounts.files.seen import noting
from gov_accounts.findings import ADVANCES, NOTICES, Finding, Place, Severity, in_order
from gov_accounts.law.chart import role
from gov_accounts.law.codes import Codes, official_codes
from gov_accounts.nearest import nearest
from gov_accounts.reading.files import refusal
from gov_accounts.reading.includes import place_of_include
from gov_accounts.reading.leftovers import copies_read, leftover_findings
from gov_accounts.reading.line_ends import line_end_findings
from gov_accounts.reading.loading import PERMISSIONS, load_files
from gov_accounts.reading.mistyped import Mistyped, mistyped
from gov_accounts.reading.permissions import NOTHING, Permissions
from gov_accounts.reading.unincluded import files_not_included

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence

    from gov_accounts.books.ledger import Advance

PLUGIN: Final = "gov_accounts_plugins"
_FILES_SHOWN: Final = 5
_MENDINGS: Final = 3
"""So many times a ledger is read with its slips mended: what was read wrong may have hidden another."""
_BLOCK: Final = 1 << 20


class LedgerUnusableError(Exception):
    """A ledger that can't be read at all. Its finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown())
        self.finding = finding


def load(path: Path, permissions: Permissions = NOTHING) -> Ledger:
    """Load a ledger, its plugins run and its facts read.

    Args:
        path: the main file.
        permissions: what the user allows the ledger: programs of others to be run, files elsewhere to be read.

    Raises:
        LedgerUnusableError: no such file, or a file that isn't UTF-8 text.
    """
    path = path.absolute()
    check_readable(path)
    with noting() as read:
        entries, errors, options = load_files(path, permissions=permissions)
    for file in options["include"]:
        if Path(file) != path:
            check_text(Path(file))
    return replace(assemble(path, entries, errors, options), read=read)


def load_as_if(path: Path, contents: Mapping[Path, bytes], permissions: Permissions = NOTHING) -> Ledger:
    """A ledger as it would be if some of its files had another content. Nothing is written.

    Args:
        path: the main file.
        contents: files, absolute, there or not, and what they would hold.
        permissions: as for `load`.
    """
    path = path.absolute()
    named = {os.path.normpath(file): content for file, content in contents.items()}
    entries, errors, options = load_files(path, named, permissions)
    return _assemble(path, entries, list(errors), options, Mistyped())


def assemble(path: Path, entries: Sequence[Any], errors: Iterable[Any], options: MutableMapping[str, Any]) -> Ledger:
    """A ledger from what beancount's loader gave, whoever called it.

    Where lines were typed wrong, the ledger is read once more with these lines as they should be: what is still wrong
    with it then is told, instead of all that follows from the slips.

    Args:
        path: the main file, absolute.
        entries: the directives, the plugins run.
        errors: beancount's and the plugins'.
        options: the options map.
    """
    errors = list(errors)
    typed = mistyped(entries, errors, [Path(file) for file in options["include"]], Mistyped())
    ledger = _assemble(path, entries, errors, options, typed)
    last = ledger
    for _ in range(_MENDINGS if typed.mended else 0):
        mended = load_files(path, typed.mended, options.get(PERMISSIONS, NOTHING))
        more = mistyped(mended[0], mended[1], [Path(file) for file in mended[2]["include"]], typed)
        last = _assemble(path, *mended, more)
        if more.mended == typed.mended:
            break
        typed = more
    return replace(ledger, findings=tuple(in_order([*typed.findings.values(), *last.findings])), slips=last.slips)


def _assemble(
    path: Path, entries: Sequence[Any], errors: Iterable[Any], options: MutableMapping[str, Any], typed: Mistyped
) -> Ledger:
    files = tuple(Path(file) for file in options["include"])
    declarations = read_declarations(entries, official_codes())
    codes = official_codes().with_declared(declarations.codes)
    checked = any(name == PLUGIN for name, _ in options["plugin"])
    entries = entries if checked else with_texts(entries)
    sums, groups = sums_of(entries, codes, options)
    opened = [entry.account for entry in entries if isinstance(entry, Open)]
    findings = [*_findings(errors, files, opened, typed), *options.get(NOTICES, ())]
    ends = line_end_findings(files)
    if not checked:
        # Where lines run into each other, the one that turns the checks on may well be there.
        findings.extend([] if ends else [_unchecked(path)])
    else:
        if not years_of(groups) and not any(each.severity is Severity.ERROR for each in findings):
            findings.append(_nothing_recorded(path))
        findings.extend(_without_fund(entries, groups))
        if not any(each.rule.startswith("include-") for each in findings) and not typed.mended:
            findings.extend(files_not_included(path, files))
        closings = closing_findings(entries, path, files, declarations)
        if typed.left_out:
            closings = [finding for finding in closings if finding.rule != STALE]
        # A closing that is stale says what its assertions of the next year's opening would say again.
        outdated = {finding.place.file for finding in closings if finding.rule == STALE and finding.place}
        findings = [
            *(each for each in findings if not (each.rule == "balance-failed" and _file(each) in outdated)),
            *closings,
        ]
    findings.extend([*copies_read(files), *ends])
    if declarations.posted or log_is_there(path):
        from gov_accounts.bookkeeping.sealing.verify import seal_findings  # noqa: PLC0415 (most ledgers go without)

        findings.extend(seal_findings(entries, path, files, declarations.posted, checked=checked))
    slips = partial(_slips, entries, groups, codes, files) if checked else tuple
    advances = _advances(entries, options.get(ADVANCES, {}))
    if checked:
        findings.extend(advance_findings(entries, advances, path, files, declarations))
    return Ledger(
        path,
        files,
        checked,
        declarations,
        codes,
        entries,
        groups,
        tuple(in_order(findings)),
        slips,
        advances,
        sums,
    )


def _slips(entries: Sequence[Any], groups: Sequence[Group], codes: Codes, files: Sequence[Path]) -> Sequence[Finding]:
    return [*plausibility_findings(entries, groups, codes), *leftover_findings(files)]


def _advances(entries: Iterable[Any], by_year: Mapping[int, Sequence[Advance]]) -> Mapping[int, tuple[Advance, ...]]:
    """The advances of each year, but for those on accounts that a person has checked."""
    if not any(by_year.values()):
        return {}
    checked = {entry.account for entry in entries if isinstance(entry, Open) and entry.meta.get("checked")}
    return {year: tuple(each for each in open_ if each.account not in checked) for year, open_ in by_year.items()}


def _file(finding: Finding) -> str:
    return finding.place.file if finding.place else ""


def check_readable(path: Path) -> None:
    """Refuse a main file that can't be read at all.

    Raises:
        LedgerUnusableError: it can't.
    """
    place = Place(str(path), 0)
    if path.is_dir():
        raise LedgerUnusableError(
            Finding(
                "file-is-folder",
                "这是文件夹，不是账本。",
                "命令要的是账本的主文件。",
                "写上主文件名，如 main.beancount。",
                place,
            )
        )
    if not path.exists():
        present = sorted(each.name for each in path.parent.glob("*.bean*")) if path.parent.is_dir() else []
        near = nearest(path.name, present) or present[:_FILES_SHOWN]
        raise LedgerUnusableError(
            Finding(
                "file-not-found",
                "找不到这个文件。",
                "账本文件不存在，或路径写错了。",
                f"这个文件夹里有：{'、'.join(near)}。" if near else "核对文件名和所在文件夹。",
                place,
            )
        )
    refused = refusal(path)
    if refused is not None:
        raise LedgerUnusableError(refused)
    check_text(path)


def check_text(path: Path) -> None:
    """Refuse a file that isn't plain UTF-8, and say how to convert it.

    Raises:
        LedgerUnusableError: it isn't, or can't be read.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
                line += block.count(b"\n")
            decoder.decode(b"", final=True)
    except OSError as error:
        raise LedgerUnusableError(_unreadable(path, error)) from None
    except UnicodeDecodeError as error:
        line += error.object.count(b"\n", 0, error.start)
        raise LedgerUnusableError(_not_utf8(path, line)) from None


def _unreadable(path: Path, error: OSError) -> Finding:
    return Finding(
        "file-unreadable",
        "这是文件夹，不是文件。" if isinstance(error, IsADirectoryError) else "文件打不开。",
        "没有读这个文件的权限，或文件正被占用。",
        "关闭占用它的程序，或请管理员给予读取权限。",
        Place(str(path), 0),
    )


def _not_utf8(path: Path, line: int) -> Finding:
    return Finding(
        "file-not-utf8",
        f"文件不是 UTF-8 编码，编码看来是 {encoding_name(path.read_bytes())}。",
        "账本必须是 UTF-8 文本，否则汉字会读错。",
        SAVE_AS_UTF8,
        Place(str(path), line),
    )


def _findings(errors: Iterable[Any], files: Sequence[Path], opened: Collection[str], typed: Mistyped) -> list[Finding]:
    """Our own errors' findings, and beancount's translated, less those that say again what is said already."""
    ours = [error for error in errors if isinstance(getattr(error, "finding", None), Finding)]
    said = {(finding.rule, _entry_line(error.entry)) for error in ours for finding in [error.finding]}
    # Whether a voucher with a price balances, we have looked at without it.
    said |= {(UNBALANCED, line) for rule, line in said if rule == "cost-or-price"}
    misopened = {error.entry.account for error in ours if error.finding.rule == "account-commodity"}
    told = [(error.finding, error.entry) for error in ours]
    for error in errors:
        if isinstance(getattr(error, "finding", None), Finding) or error.message in typed.told_messages:
            continue
        place = _place(error.source, files) or place_of_include(error.message, files, typed.mended)
        from gov_accounts.reading.translation import translate  # noqa: PLC0415 (of a ledger without errors, not asked)

        finding = translate(error.message, place, opened)
        again = (finding.rule, _entry_line(error.entry)) in said
        again = again or (finding.rule == "account-not-open" and finding.subject in typed.left_out)
        # Where vouchers can't be read, balances fail, and closings seem stale: they are looked at once all is read.
        again = again or (finding.rule == "balance-failed" and bool(typed.left_out))
        again = again or (finding.rule == "posting-commodity" and finding.subject in misopened)
        if not again:
            told.append((finding, error.entry))
    return told_once(told, files)


def _entry_line(entry: Any) -> tuple[str, int] | None:
    """Where a directive stands; a stranger's plugin may give something else."""
    meta = getattr(entry, "meta", None) or {}
    return (meta["filename"], meta["lineno"]) if "lineno" in meta else None


def _place(source: Mapping[str, Any] | None, files: Iterable[Path]) -> Place | None:
    """Where, if it is in the ledger: an exception's place is in beancount's own source."""
    file = str((source or {}).get("filename", ""))
    if source is None or Path(file) not in files:
        return None
    return Place(file, int(source.get("lineno") or 0))


def _unchecked(path: Path) -> Finding:
    return Finding(
        "plugin-line-missing",
        "账本没有启用本软件的检查。",
        "没有这一行，凭证的科目不会被解析和检查，报表也不可信。",
        f'在主文件加一行：plugin "{PLUGIN}"。',
        Place(str(path), 0),
    )


def _nothing_recorded(path: Path) -> Finding:
    return Finding(
        "nothing-recorded",
        "账本里还没有预算收支，也没有预算指标。",
        "报表由预算账（CNY.B）和指标账（CNY.A）的凭证生成。",
        "记入凭证后再生成报表。",
        Place(str(path), 0),
        Severity.NOTICE,
    )


def _without_fund(entries: Iterable[Any], groups: Iterable[Group]) -> Iterable[Finding]:
    """Expenditure whose fund nothing tells: counted as non-fiscal, which is worth saying, with every place of it."""
    if not any(_is_without_fund(each) for each in groups):
        return
    places: dict[int, dict[str, list[int]]] = {}
    for posting in counted_postings(entries):
        if _is_without_fund(posting):
            places.setdefault(posting.date.year, {}).setdefault(posting.voucher.file, []).append(posting.line)
    for year, files in sorted(places.items()):
        count = sum(len(lines) for lines in files.values())
        where = "；".join(
            f"{Path(file).name}:{'、'.join(map(str, sorted(set(lines))))}" for file, lines in sorted(files.items())
        )
        file = min(files)
        yield Finding(
            "fund-not-told",
            f"{year} 年有 {count} 条支出分录没有资金性质（fund），按非财政资金计：{where}。",
            "资金性质取自分录、凭证、账户的 open 或付款的资金账户，这些地方都没有写。",
            '如是财政拨款，在付款账户的 open 下面写 fund: "11"（或 12、13），或写在凭证上；自有资金写 fund: "3"。',
            Place(file, min(files[file])),
            Severity.NOTICE,
        )


def _is_without_fund(each: Group | Posting) -> bool:
    return role(each.code).spends and not each.fund and not each.closing
