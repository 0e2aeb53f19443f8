"""What is taken in, as changes of a ledger's files: what is new of it, and in which file it goes.

    drafts ──known already (source-hash)?──► new ones ──by month──► 2020-05.beancount   (added at its end)
    new accounts, projects ───────────────────────────────────────► accounts.beancount
    a month without a file ───────────────────────────────────────► its file, and a line ``include`` in the main file

Nothing that a person wrote is moved or changed: text is added at the end of files, all of them or none.
"""

from __future__ import annotations

import datetime
import os
import re
from collections import defaultdict
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from beancount.core.data import Transaction

from gov_accounts.bookkeeping.sealing.state import read_sealed
from gov_accounts.bookkeeping.sealing.vouchers import key_of
from gov_accounts.books.draft_text import code_line, head_line, leg_line, meta_lines, open_lines, project_line
from gov_accounts.books.metadata import text_of
from gov_accounts.books.voucher_number import NUMBER
from gov_accounts.files.change import Before, Change
from gov_accounts.files.generated import BY_PROGRAM, CLOSING
from gov_accounts.files.seen import require_unchanged
from gov_accounts.files.texts import present, with_line, with_text
from gov_accounts.files.texts import text_of as text_in
from gov_accounts.files.whole import write_whole
from gov_accounts.findings import Finding, Place
from gov_accounts.months import month_of
from gov_accounts.reading.folders import is_really_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.exchange.draft import Draft, NewAccount, NewProject, Taken
    from gov_accounts.months import Month

SOURCE: Final = "source"
DIGEST: Final = "source-hash"
SUMMARY: Final = "summary"
"""Metadata of a leg: its own 摘要."""
ACCOUNTS_FILE: Final = "accounts.beancount"
_INCLUDE: Final = re.compile(r'^include\s+"([^"]*)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written.

    Attributes:
        new: the vouchers to be written, by date.
        known: how many are in the ledger already.
        texts: what is added at each file's end.
        changes: the files.
        findings: vouchers that can't be written.
        read: the ledger's files as they were read.
    """

    new: tuple[Draft, ...]
    known: int
    texts: Mapping[Path, str]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    read: Mapping[Path, bytes]

    @property
    def contents(self) -> Mapping[Path, bytes]:
        """What the ledger's files would hold."""
        return {each.path: each.content for each in self.changes if each.path in self.texts}

    def write(self) -> list[Path]:
        """Write the files, all of them or none. Returns them.

        Raises:
            ChangedMeanwhileError: a file of the ledger has been changed since it was read; everything is as it is.
            OSError: a file can't be written; everything is as it was.
        """
        for folder in sorted({each.path.parent for each in self.changes}):
            folder.mkdir(parents=True, exist_ok=True)
        write_whole(list(self.changes), partial(require_unchanged, self.read))
        return [each.path for each in self.changes]


def plan(
    ledger: Ledger,
    taken: Sequence[Taken],
    accounts: Sequence[NewAccount] = (),
    projects: Sequence[NewProject] = (),
    codes: Mapping[str, str] | None = None,
) -> Plan:
    """What would be written of what files give.

    Args:
        ledger: the ledger.
        taken: what each file gives.
        accounts: accounts to be opened; of those that no voucher to be written posts to, none is.
        projects: projects to be declared, as with accounts.
        codes: others' codes to be declared, and their accounts, as with accounts.
    """
    new, known, findings = _news(ledger, [draft for each in taken for draft in each.drafts])
    files = Files(ledger)
    used = {leg.account for draft in new for leg in draft.legs}
    tagged = {leg.meta.get("project", "") for draft in new for leg in draft.legs}
    first = datetime.date(min((each.date for each in new), default=datetime.date.max).year, 1, 1)
    day = first - datetime.timedelta(days=1)
    opened = [each for each in accounts if each.account in used]
    declared = [each for each in projects if each.id in tagged]
    coded = {code: one for code, one in (codes or {}).items() if any(f"{each}:".startswith(f"{one}:") for each in used)}
    if opened or declared or coded:
        lines = [project_line(day, each.id, each.name) for each in declared]
        lines += [open_lines(day, each.account, each.commodity, each.meta) for each in opened]
        lines += [code_line(day, code, account) for code, account in coded.items()]
        files.add(files.accounts(), "".join(lines))
    by_file: dict[Path, list[str]] = defaultdict(list)
    for draft in new:
        by_file[files.of(draft)].append(draft_text(draft))
    for path in sorted(by_file):
        files.add(path, "\n".join(by_file[path]))
    papers = _papers(ledger, taken, new)
    return Plan(tuple(new), known, files.texts, (*papers, *files.changes()), tuple(findings), ledger.read)


def draft_text(draft: Draft) -> str:
    """A voucher as the lines of a ledger."""
    meta: dict[str, str | int] = {NUMBER: draft.number, **draft.meta, SOURCE: draft.source, DIGEST: draft.digest}
    lines = [
        head_line(draft.date, checked=draft.checked, payee=draft.payee, narration=draft.narration, tags=draft.tags),
        *meta_lines(meta),
    ]
    for leg in draft.legs:
        lines.append(leg_line(leg.account, leg.fen, leg.commodity))
        lines += meta_lines({**leg.meta, SUMMARY: leg.words}, "    ")
    return "".join(lines)


def _news(ledger: Ledger, drafts: Iterable[Draft]) -> tuple[list[Draft], int, list[Finding]]:
    """Drafts that the ledger hasn't, by date; how many it has; and those whose number another voucher has."""
    vouchers = [each for each in ledger.entries if isinstance(each, Transaction)]
    digests = {text_of(each.meta.get(DIGEST)) for each in vouchers}
    numbered = {key_of(each.date.year, number): each for each in vouchers if (number := text_of(each.meta.get(NUMBER)))}
    posted = max(read_sealed(ledger.path, ledger.declarations.posted).months, default=None)
    new: list[Draft] = []
    findings: list[Finding] = []
    known = 0
    for draft in drafts:
        taken = numbered.get(key_of(draft.date.year, draft.number)) if draft.number else None
        if draft.digest in digests:
            known += 1
        elif taken is not None:
            findings.append(_number_taken(draft, Place(taken.meta["filename"], taken.meta["lineno"])))
        elif posted is not None and month_of(draft.date) <= posted:
            findings.append(_month_posted(draft, posted))
        else:
            digests.add(draft.digest)
            new.append(draft)
    return sorted(new, key=lambda each: each.date), known, findings


def _number_taken(draft: Draft, there: Place) -> Finding:
    return Finding(
        "import-number-taken",
        f"凭证 {draft.number}（{draft.date}）账本里已经有了，内容不一样：{Path(there.file).name}:{there.line}。",
        "同一张凭证不记两次；导入过的凭证，原软件里又改过的，也不覆盖账本里的。",
        "核对两边：账本里的对，就不用导入这一张；原软件里的对，先改正账本里的凭证（已记账的用红字冲销）。",
        draft.place,
    )


def _month_posted(draft: Draft, posted: Month) -> Finding:
    return Finding(
        "import-month-posted",
        f"{draft.number or '凭证'}（{draft.date}）写不进去：账已经记到 {posted}。",
        "已经记账的月份不能再添凭证（财会〔2020〕15号，政府会计准则制度解释第3号四（一））。",
        "原来漏了的，在没有记账的月份补记；重复的不用导入。",
        draft.place,
    )


class Files:
    """The ledger's files, and what is added to each."""

    def __init__(self, ledger: Ledger) -> None:
        self._main = ledger.path
        self._top = Path(os.path.realpath(ledger.path.parent))
        self._files = [
            each
            for each in ledger.files
            if Path(os.path.realpath(each)).is_relative_to(self._top) and CLOSING.owner(each) not in BY_PROGRAM
        ]
        self._includes: list[str] = []
        self.texts: dict[Path, str] = {}

    def accounts(self) -> Path:
        """Where accounts are opened."""
        return next((each for each in self._files if each.name == ACCOUNTS_FILE), self._main)

    def of(self, draft: Draft) -> Path:
        """Where a voucher goes: the file it names, or its month's; a new one, where there is none."""
        return self.at(draft.date, draft.file)

    def at(self, date: datetime.date, named: str = "") -> Path:
        """Where a voucher of a day goes: the file that is named, or its month's; a new one, where there is none."""
        name = named or f"{date:%Y-%m}.beancount"
        there = [each for each in self._files if each.name == name]
        if not named and not there:
            month = f"{date:%Y-%m}"
            there = [each for each in self._files if month in each.stem]
        if len(there) == 1:
            return there[0]
        path = self._main.with_name(name)
        if path not in self._files:
            self._files.append(path)
            if not self._is_included(name):
                self._includes.append(name)
        return path

    def _is_included(self, name: str) -> bool:
        """Whether a pattern in the main file includes a file of a name."""
        return any(fnmatchcase(name, each) for each in _INCLUDE.findall(text_in(self._main)))

    def add(self, path: Path, text: str) -> None:
        """Add text at a file's end."""
        self.texts[path] = f"{self.texts[path]}\n{text}" if path in self.texts else text

    def changes(self) -> Iterable[Change]:
        """The changes of the files, those with vouchers before the main file that includes them."""
        contents = {path: _added(present(path), text) for path, text in self.texts.items()}
        if self._includes:
            before, content = contents.get(self._main) or (present(self._main), self._main.read_bytes())
            lines = [f'include "{each}"' for each in self._includes]
            for line in lines:
                content = with_line(content, line)
            contents[self._main] = (before, content)
            self.texts[self._main] = "\n".join([*filter(None, [self.texts.get(self._main)]), *lines, ""])
        for path in sorted(contents, key=lambda each: each == self._main):
            before, content = contents[path]
            yield Change(path, content, before)


def _added(before: bytes | Before, text: str) -> tuple[bytes | Before, bytes]:
    return before, text.encode() if isinstance(before, Before) else with_text(before, text)


def _papers(ledger: Ledger, taken: Iterable[Taken], new: Sequence[Draft]) -> Iterable[Change]:
    """Papers of vouchers that are new, beside the ledger; one that is there already stays.

    Raises:
        ValueError: a paper's name leads out of the ledger's folder: whoever read it should have seen to that.
    """
    named = {str(draft.meta.get("document", "")) for draft in new}
    for paper in (paper for each in taken for paper in each.papers):
        path = ledger.path.parent.joinpath(paper.path)
        if not is_really_inside(str(path), str(ledger.path.parent)):
            raise ValueError(f"{paper.path} isn't in the ledger's folder")
        if paper.path in named and isinstance(present(path), Before):
            yield Change(path, paper.content, Before.ABSENT)
