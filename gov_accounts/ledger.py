"""The front door: a ledger file in, facts, unit and findings out."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from beancount import loader
from beancount.core.data import Open

from gov_accounts.appropriations import WARNING, budget_control, findings_of
from gov_accounts.bookkeeping.plausibility import plausibility_findings
from gov_accounts.closing import closing_findings
from gov_accounts.closing_messages import STALE
from gov_accounts.codes import Codes, official_codes
from gov_accounts.declarations import Declarations, read_declarations
from gov_accounts.encodings import SAVE_AS_UTF8, encoding_name
from gov_accounts.facts import read_facts
from gov_accounts.findings import Finding, Place, Severity, in_order
from gov_accounts.formats import official_formats
from gov_accounts.statements import Group, Statement, group_facts, make_statements, sums_of, years_of
from gov_accounts.ties import with_previous
from gov_accounts.translation import translate

PLUGIN: Final = "gov_accounts_plugins"
_FILES_SHOWN: Final = 5
_BLOCK: Final = 1 << 20
_BOM: Final = b"\xef\xbb\xbf"


class LedgerUnusableError(Exception):
    """A ledger that can't be read at all. Its finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown())
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Ledger:
    """A loaded ledger.

    Attributes:
        path: the main file, absolute.
        files: every file read, absolute.
        checked: whether the ledger turns the plugins on; without them codes are not resolved.
        entries: beancount's directives, their codes resolved.
        groups: the facts of the budget and appropriation books, summed.
        findings: what is wrong with it, in order of place.
    """

    path: Path
    files: tuple[Path, ...]
    checked: bool
    declarations: Declarations
    codes: Codes
    entries: Sequence[Any]
    groups: tuple[Group, ...]
    findings: tuple[Finding, ...]

    @property
    def unit_name(self) -> str:
        """The unit's name, or nothing if the ledger doesn't say."""
        return self.declarations.unit.get("name", "")

    @property
    def years(self) -> tuple[int, ...]:
        """The years the ledger has income, expenditure or appropriations of."""
        return years_of(self.groups)

    @property
    def dated_years(self) -> frozenset[int]:
        """The years any directive is dated in."""
        return frozenset(entry.date.year for entry in self.entries)

    def statements(self, year: int, *, with_facts: bool = False) -> dict[str, Statement]:
        """The tables of a year by key, in the order of the year's formats.

        With `with_facts` each cell knows the facts behind it; they are read anew, since most uses don't ask.
        """
        groups = group_facts(read_facts(self.entries), self.codes) if with_facts else self.groups
        return make_statements(official_formats(year), groups, year, self.codes)

    def linked(self, year: int, *, with_facts: bool = False) -> Mapping[str, Statement]:
        """The tables of a year together with last year's, where the ledger has it: what ties are checked on."""
        last = self.statements(year - 1, with_facts=with_facts) if year - 1 in self.years else None
        return with_previous(self.statements(year, with_facts=with_facts), last)


def load(path: Path) -> Ledger:
    """Load a ledger, its plugins run and its facts read.

    beancount's cache of loaded ledgers is passed by: it is kept beside the ledger and knows nothing of a newer version
    of this package.

    Raises:
        LedgerUnusableError: no such file, or a file that isn't UTF-8 text.
    """
    path = path.absolute()
    _check_readable(path)
    entries, errors, options = loader._load([(str(path), True)], None, None, None)  # noqa: SLF001
    for file in options["include"]:
        if Path(file) != path:
            _check_text(Path(file))
    return assemble(path, entries, errors, options)


def assemble(path: Path, entries: Sequence[Any], errors: Iterable[Any], options: Mapping[str, Any]) -> Ledger:
    """A ledger from what beancount's loader gave, whoever called it.

    Args:
        path: the main file, absolute.
        entries: the directives, the plugins run.
        errors: beancount's and the plugins'.
        options: the options map.
    """
    files = tuple(Path(file) for file in options["include"])
    declarations = read_declarations(entries, official_codes())
    codes = official_codes().with_declared(declarations.codes)
    checked = any(name == PLUGIN for name, _ in options["plugin"])
    groups = sums_of(entries, codes)
    opened = [entry.account for entry in entries if isinstance(entry, Open)]
    findings = _findings(errors, files, opened)
    if not checked:
        findings.append(_unchecked(path))
    else:
        if not years_of(groups):
            findings.append(_nothing_recorded(path))
        findings.extend(_without_fund(groups))
        findings.extend(plausibility_findings(entries, groups, codes))
        closings = closing_findings(entries, path, files, declarations)
        # A closing that is stale says what its assertions of the next year's opening would say again.
        outdated = {finding.place.file for finding in closings if finding.rule == STALE and finding.place}
        findings = [
            *(each for each in findings if not (each.rule == "balance-failed" and _file(each) in outdated)),
            *closings,
        ]
        if budget_control(declarations) == WARNING:
            # As errors the plugin reports them; beancount knows no warnings.
            findings.extend(findings_of(entries, declarations))
    return Ledger(path, files, checked, declarations, codes, entries, groups, tuple(in_order(findings)))


def _file(finding: Finding) -> str:
    return finding.place.file if finding.place else ""


def _check_readable(path: Path) -> None:
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
        near = difflib.get_close_matches(path.name, present) or present[:_FILES_SHOWN]
        raise LedgerUnusableError(
            Finding(
                "file-not-found",
                "找不到这个文件。",
                "账本文件不存在，或路径写错了。",
                f"这个文件夹里有：{'、'.join(near)}。" if near else "核对文件名和所在文件夹。",
                place,
            )
        )
    _check_text(path)


def _check_text(path: Path) -> None:
    """Refuse a file that isn't plain UTF-8, and say how to convert it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    try:
        with path.open("rb") as file:
            if file.read(len(_BOM)) == _BOM:
                raise LedgerUnusableError(_with_bom(path))
            file.seek(0)
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
        f"文件打不开（{error.strerror}）。",
        "没有读这个文件的权限，或文件正被占用。",
        "关闭占用它的程序，或请管理员给予读取权限。",
        Place(str(path), 0),
    )


def _with_bom(path: Path) -> Finding:
    return Finding(
        "file-bom",
        "文件开头有 BOM 标记。",
        "beancount 读 UTF-8 文本，但不认开头的 BOM（记事本“带有 BOM 的 UTF-8”会加上它）。",
        "用记事本打开，另存为，编码选“UTF-8”（不带 BOM）。",
        Place(str(path), 1),
    )


def _not_utf8(path: Path, line: int) -> Finding:
    return Finding(
        "file-not-utf8",
        f"文件不是 UTF-8 编码，编码看来是 {encoding_name(path.read_bytes())}。",
        "账本必须是 UTF-8 文本，否则汉字会读错。",
        SAVE_AS_UTF8,
        Place(str(path), line),
    )


def _findings(errors: Iterable[Any], files: Iterable[Path], opened: Collection[str]) -> list[Finding]:
    """Our own errors' findings, and beancount's translated, less those that say again what ours say."""
    ours = [error for error in errors if isinstance(getattr(error, "finding", None), Finding)]
    said = {(finding.rule, _entry_line(error.entry)) for error in ours for finding in [error.finding]}
    misopened = {error.entry.account for error in ours if error.finding.rule == "account-commodity"}
    findings = [error.finding for error in ours]
    for error in errors:
        if isinstance(getattr(error, "finding", None), Finding):
            continue
        finding = translate(error.message, _place(error.source) or _place_of_include(error.message, files), opened)
        again = (finding.rule, _entry_line(error.entry)) in said
        if not again and not any(f"账户 {account} 不能记" in finding.what for account in misopened):
            findings.append(finding)
    return findings


def _entry_line(entry: Any) -> tuple[str, int] | None:
    return (entry.meta["filename"], entry.meta["lineno"]) if entry is not None else None


def _place(source: Mapping[str, Any] | None) -> Place | None:
    if not source or str(source.get("filename", "<")).startswith("<"):
        return None
    return Place(source["filename"], int(source.get("lineno") or 0))


def _place_of_include(message: str, files: Iterable[Path]) -> Place | None:
    """Where the file named in an error is included, since beancount doesn't say."""
    named = re.search(r'^(?:File|Duplicate filename).*"(.+)"', message)
    if named is None:
        return None
    quoted = re.compile(rf'^include\s+".*{re.escape(Path(named.group(1)).name)}"')
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if quoted.match(line):
                return Place(str(file), number)
    return None


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


def _without_fund(groups: Iterable[Group]) -> Iterable[Finding]:
    """Expenditure whose fund nothing tells: counted as non-fiscal, which is worth saying."""
    without: dict[int, int] = {}
    for group in groups:
        if group.code[:1] == "7" and not group.fund and not group.closing:
            without[group.year] = without.get(group.year, 0) + group.postings
    for year, count in sorted(without.items()):
        yield Finding(
            "fund-not-told",
            f"{year} 年有 {count} 条支出分录没有资金性质（fund），按非财政资金计。",
            "资金性质取自分录、凭证、账户的 open 或付款的资金账户，这些地方都没有写。",
            '如是财政拨款，在付款账户的 open 下面写 fund: "11"（或 12、13），直接支付的凭证上写 fund: "11"。',
            severity=Severity.NOTICE,
        )
