"""Lines of a ledger that were typed wrong: each once, with the line as it should be.

beancount tells of the token where it gave up, which may be lines below the slip, and of every line that follows from
it. Here the directives around those tokens are read line by line; what can't be read is mended (`spelling`), and
shown only if beancount reads it then. The ledger with all of them mended tells what else is wrong with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Open, Transaction
from beancount.core.number import MISSING

from gov_accounts.findings import Finding, Place
from gov_accounts.reading.conflicts import settle
from gov_accounts.reading.includes import mend_includes
from gov_accounts.reading.loading import BOM, parse_text
from gov_accounts.reading.translation import translate
from gov_accounts.spelling import begins, from_columns, impossible_date, is_another, is_odd, mend, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, MutableMapping, Sequence
    from pathlib import Path

SYNTAX: Final = "syntax"
UNREAD: Final = (SYNTAX, "date", "account-name")
"""The rules of what beancount couldn't read."""

_HEAD: Final = '2000-01-01 * ""\n'
_ROOTS: Final = re.compile(r'^option\s+"name_\w+"\s+"[^"]*"', re.MULTILINE)
_OPEN: Final = re.compile(
    r"^\d{4}[-/]\d+[-/]\d+[ \t]+open[ \t]+([A-Z][A-Za-z]+:\S+)(?:[ \t]+([A-Z][A-Z0-9._'-]*))?", re.MULTILINE
)
_WHOLE_FILE: Final = ("Unbalanced ", "Attempting to pop ")
"""Errors of a file as a whole, which a single line can't have."""
_LONGEST: Final = 30
"""Lines of the longest text in quotation marks that is looked for."""
_NO_COMMODITY: Final = ("RMB", "YUAN")
_ROUNDS: Final = 10
"""A file is looked through so many times at most."""
_METADATA_ONLY: Final = re.compile(
    r"\S+\s+(open|close|balance|pad|note|document|custom|event|commodity|price|query)\b|[a-z]+ "
)
"""Directives that stand without the lines below them."""
_DAY: Final = "日期写成 年-月-日，如 2020-03-05。"


@dataclass(frozen=True, slots=True)
class Mistyped:
    """What was typed wrong.

    Attributes:
        findings: by place, one for each line.
        mended: the files, by name, with these lines as they should be, and without what can't be read; only those
            that differ.
        told_messages: beancount's messages that findings stand for.
        left_out: what the lines say that can't be read, and those of their vouchers.
    """

    findings: Mapping[Place, Finding] = field(default_factory=dict)
    mended: Mapping[str, bytes] = field(default_factory=dict)
    told_messages: frozenset[str] = frozenset()
    left_out: str = ""


@dataclass(slots=True)
class _File:
    """A file as it is looked through.

    Attributes:
        name: the file.
        typed: its lines as they stand in it.
        lines: the same, those mended that were typed wrong.
        prefix: its options that name the roots of accounts.
        syntax: the lines, from 0, where beancount gave up reading.
        others: the lines of which it has other things to say.
        findings: what was found, by line.
        left_out: what the lines say that can't be read, and those of their vouchers.
        inside: lines that go on with a text in quotation marks.
    """

    name: str
    typed: list[str]
    lines: list[str]
    prefix: str
    syntax: set[int] = field(default_factory=set)
    others: set[int] = field(default_factory=set)
    findings: dict[int, Finding] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    inside: set[int] = field(default_factory=set)

    def place(self, index: int) -> Place:
        return Place(self.name, index + 1)


def mistyped(entries: Sequence[Any], errors: Iterable[Any], files: Sequence[Path], before: Mistyped) -> Mistyped:
    """What was typed wrong, as far as beancount's errors lead to it.

    Args:
        entries: the ledger's directives.
        errors: what beancount and the plugins said of it.
        files: the ledger's files; no other is read.
        before: what is known already, and was mended when the ledger was read.
    """
    opens = [each for each in entries if isinstance(each, Open)]
    errors = [error for error in errors if not isinstance(getattr(error, "finding", None), Finding)]
    odd = [each.meta for each in opens if is_odd(each.account)]
    if not errors and not odd:
        return before
    accounts = {each.account: next(iter(each.currencies or ()), "") for each in opens}
    looked = {str(file): _read(file, before.mended) for file in files}
    for source, message in [*((each.source, each.message) for each in errors), *((meta, "") for meta in odd)]:
        file, line = looked.get(str((source or {}).get("filename"))), int((source or {}).get("lineno") or 0)
        if file is None or not 0 < line <= len(file.lines):
            continue
        if line == 1 and "\ufeff" in message and not file.lines[0].startswith("\ufeff"):
            file.findings[0] = _bom(file.place(0))
        else:
            (file.syntax if message and translate(message, None).rule in UNREAD else file.others).add(line - 1)
    for file in looked.values():
        if file.syntax:
            _settle_conflicts(file)
    for file in looked.values():
        if file.syntax:
            # The directive before a slip is lost too, if it was still being read there.
            for account, commodity in _OPEN.findall("\n".join(file.lines)):
                if not is_odd(account):
                    accounts.setdefault(account, commodity)
        _look(file, accounts, opening=True)
    for file in looked.values():
        _look_again(file, accounts)
    mended = {
        file.name: "\n".join(file.lines).encode()
        for file in looked.values()
        if file.lines != file.typed or file.findings
    }
    included = mend_includes(errors, files, {**before.mended, **mended})
    found = {file.place(index): each for file in looked.values() for index, each in file.findings.items()}
    left_out = [line for file in looked.values() for line in file.left_out]
    return Mistyped(
        {**before.findings, **found, **{each.place: each for each in included.findings if each.place}},
        {**before.mended, **mended, **included.mended},
        before.told_messages | included.told,
        "\n".join([before.left_out, *left_out]).strip("\n"),
    )


def _read(file: Path, mended: Mapping[str, bytes]) -> _File:
    try:
        content = file.read_bytes()
    except OSError:
        content = b""
    typed, now = (
        each.removeprefix(BOM).decode("utf-8", errors="replace") for each in (content, mended.get(str(file), content))
    )
    # An option that beancount refuses would be told again of every line that is read by itself.
    prefix = "".join(f"{each}\n" for each in _ROOTS.findall(now) if not parse_text(each + "\n")[1])
    return _File(str(file), typed.split("\n"), now.split("\n"), prefix)


def _settle_conflicts(file: _File) -> None:
    """Tell of two versions that version control left in a file, and go on with the first."""
    before = list(file.lines)
    for first, (finding, gone) in settle(file.name, file.lines).items():
        file.findings[first] = finding
        file.left_out.extend(before[index] for index in gone)
        file.syntax.difference_update(gone)
        file.others.difference_update(gone)


def _look_again(file: _File, accounts: MutableMapping[str, str]) -> None:
    """Look through a file until beancount reads all that is left of it.

    Where it gives up, it says nothing of the next few words: what is wrong there comes out once the first is mended.
    """
    for _ in range(_ROUNDS):
        before, looked_at = list(file.lines), set(file.syntax)
        _look(file, accounts, opening=False)
        file.syntax = _stops(file) if file.syntax else set()
        if not file.syntax:
            return
        if file.lines == before and file.syntax <= looked_at:
            for index in sorted(file.syntax):
                if file.lines[index].strip() and not _mends_above(file, index, accounts):
                    if not begins(file.lines[index]) and not _is_wrong(
                        file, file.lines[index], accounts, strictly=False
                    ):
                        _is_astray(file, index)
                    else:
                        _cannot_read(file, index)


def _mends_above(file: _File, index: int, accounts: MutableMapping[str, str]) -> bool:
    """Whether it is the directive above that was typed wrong: beancount may give it up only at the next line."""
    line, before = file.lines[index], list(file.lines)
    if index and begins(line) and not _is_wrong(file, line, accounts, strictly=False):
        _look_through(file, _block(file, index - 1), accounts)
    return file.lines != before


def _stops(file: _File) -> set[int]:
    """The lines where beancount gives up reading a file as it is now."""
    _, errors, _ = parse_text("\n".join(file.lines))
    lines = {int(each.source.get("lineno") or 0) - 1 for each in errors if translate(each.message, None).rule in UNREAD}
    return {index for index in lines if 0 <= index < len(file.lines)}


def _look(file: _File, accounts: MutableMapping[str, str], *, opening: bool) -> None:
    """Look through the directives that errors lead to, or those of them that open accounts."""
    lines = file.lines
    errors = file.syntax | file.others
    last = max(errors, default=-1)
    # A quotation mark that nothing closes is told of where the next one stands, however far below.
    unclosed = {index for index in range(last + 1) if lines[index].count('"') % 2} if file.syntax else set()
    file.inside = set()
    for index in sorted(unclosed):
        if index not in file.inside:
            file.inside.update(range(index + 1, _spanned(file, index) + 1))
    done: set[int] = set()
    for suspect in sorted((errors | unclosed) - file.inside):
        block = _block(file, suspect)
        if block.start not in done and (not opening or _opens(lines[block.start])):
            done.add(block.start)
            _look_through(file, block, accounts)


def _opens(line: str) -> bool:
    return bool(re.search(r"\bopen\b", line.lower()))


def _block(file: _File, index: int) -> range:
    """The lines of the directive that a line belongs to."""
    start = index
    while start > 0 and (start in file.inside or not begins(file.lines[start])):
        start -= 1
    end = index + 1
    while end < len(file.lines) and (end in file.inside or not begins(file.lines[end])):
        end += 1
    return range(start, end)


def _look_through(file: _File, block: range, accounts: MutableMapping[str, str]) -> None:
    strictly = any(index in file.others for index in block)
    wrong = [
        index
        for index in block
        if file.lines[index].strip()
        and not {index, index + 1} & file.inside
        and _is_wrong(file, file.lines[index], accounts, strictly=strictly)
    ]
    if wrong:
        wrong = [index for index in wrong if index not in _mend_columns(file, block, accounts)]
    for index in wrong:
        if file.lines[index].strip():
            _mend_line(file, index, accounts, strictly=strictly)


def _spanned(file: _File, index: int) -> int:
    """The last line of a text in quotation marks that goes on over line ends, rightly; else the line itself."""
    if file.lines[index].count('"') % 2 == 0:
        return index
    for last in range(index + 1, min(index + _LONGEST, len(file.lines))):
        if file.lines[last].count('"') % 2 and not _errors(
            file, "\n".join(file.lines[index : last + 1]), head=not begins(file.lines[index])
        ):
            return last
    return index


def _errors(file: _File, text: str, *, head: bool) -> Sequence[Any]:
    _, errors, _ = parse_text(file.prefix + (_HEAD if head else "") + text + "\n")
    return [each for each in errors if not each.message.startswith(_WHOLE_FILE)]


def _is_wrong(file: _File, line: str, accounts: Mapping[str, str], *, strictly: bool) -> bool:
    """Whether beancount can't read a line, or reads something out of it that nobody means.

    Args:
        file: the file.
        line: the line.
        accounts: the accounts that are open.
        strictly: whether an amount without a currency is wrong; beancount can often tell it from the other legs.
    """
    entries, errors, _ = parse_text(file.prefix + ("" if begins(line) else _HEAD) + line + "\n")
    if any(not each.message.startswith(_WHOLE_FILE) for each in errors):
        return True
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                units: Any = posting.units
                written = units is not MISSING and units.number is not MISSING
                if is_another(posting.account, accounts) or (written and units.currency in _NO_COMMODITY):
                    return True
                if strictly and written and units.currency is MISSING:
                    return True
        elif isinstance(entry, Open):
            if is_odd(entry.account):
                return True
        elif is_another(getattr(entry, "account", ""), accounts):
            return True
    return False


def _mend_line(file: _File, index: int, accounts: MutableMapping[str, str], *, strictly: bool) -> None:
    line = file.lines[index]
    day = impossible_date(line)
    if day:
        _leave_out(file, index, _no_such_day(day, file.place(index)))
        return
    for proposed in mend(line, accounts):
        if not _is_wrong(file, proposed.text, accounts, strictly=strictly):
            file.lines[index] = proposed.text
            file.findings[index] = _finding([file.typed[index]], [proposed.text], proposed.notes, file.place(index))
            for entry in parse_text(file.prefix + proposed.text + "\n")[0]:
                if isinstance(entry, Open):
                    accounts[entry.account] = next(iter(entry.currencies or ()), "")
            return
    if _errors(file, line, head=not begins(line)):
        _cannot_read(file, index)


def _cannot_read(file: _File, index: int) -> None:
    """Nothing can be proposed for a line: say what beancount says of it, if that is more than that it gave up."""
    line = file.lines[index]
    finding = Finding(
        SYNTAX,
        f"看不懂这一行：{visible(file.typed[index]).strip()}",
        '凭证头行写“日期 * "摘要" #标签”，分录行缩进，写“账户  金额 货币”，标点用半角，文字用双引号括起。',
        "对照前后正常的凭证改正这一行。",
        file.place(index),
    )
    for error in _errors(file, line, head=not begins(line)):
        said = translate(error.message, file.place(index))
        if said.rule != SYNTAX:
            finding = said
            break
    _leave_out(file, index, finding)


def _is_astray(file: _File, index: int) -> None:
    """A line that could be read, and those after it, stand below no voucher."""
    finding = Finding(
        SYNTAX,
        f"这一行上面没有凭证的头行：{visible(file.typed[index]).strip()}",
        "分录和它的元数据缩进写在凭证头行下面，中间不能隔着别的指令。",
        '把它移到凭证头行下面，或在上面补一行：日期 * "摘要"。',
        file.place(index),
    )
    end = _block(file, index).stop
    _leave_out(file, index, finding)
    for each in range(index, end):
        file.left_out.append(file.typed[each])
        file.lines[each] = ""


def _leave_out(file: _File, index: int, finding: Finding) -> None:
    """Read the file without a line, and without its transaction, of which beancount reads all or nothing."""
    file.findings[index] = finding
    block = _block(file, index)
    header = file.lines[block.start]
    alone = index != block.start and (not begins(header) or bool(_METADATA_ONLY.match(header)))
    for each in (index,) if alone else block:
        file.left_out.append(file.typed[each])
        file.lines[each] = ""


def _mend_columns(file: _File, block: range, accounts: Mapping[str, str]) -> Sequence[int]:
    """Take postings for two columns 借方 and 贷方, where they are such; the lines that were."""
    postings = [index for index in block[1:] if "\t" in file.lines[index].strip(" ") and file.lines[index].strip()]
    made = from_columns([file.lines[index] for index in postings], accounts) if postings else None
    if made is None or any(_is_wrong(file, line, accounts, strictly=True) for line in made):
        return ()
    for index, line in zip(postings, made, strict=True):
        file.lines[index] = line
    typed = [file.typed[index] for index in postings]
    notes = ("分录是从借方、贷方两列粘贴来的；账本一行只有一个金额，借方为正，贷方为负，后面写货币",)
    file.findings[postings[0]] = _finding(typed, made, notes, file.place(postings[0]))
    return postings


def _finding(typed: Sequence[str], made: Sequence[str], notes: Iterable[str], place: Place) -> Finding:
    shown = "\n".join(visible(line).strip() for line in typed)
    why = "；".join(dict.fromkeys(notes)) or "这里不是账本的写法"
    many = "这几行" if len(typed) > 1 else "这一行"
    return Finding(
        SYNTAX,
        f"{many}写得不对：{shown}",
        f"{why}。",
        f"{many}改成：\n" + "\n".join(made),
        place,
    )


def _bom(place: Place) -> Finding:
    """What is said where another program than this has loaded the ledger, which doesn't pass a BOM by."""
    return Finding(
        "file-bom",
        "文件开头有 BOM 标记，第一行没有读进去。",
        "Fava 自己不认 BOM（记事本“带有 BOM 的 UTF-8”会加上它）；gov-accounts 的命令认得。",
        "用 gov-accounts serve 打开账本；或用记事本打开，另存为，编码选“UTF-8”（不带 BOM）。",
        place,
    )


def _no_such_day(day: tuple[int, int, int], place: Place) -> Finding:
    year, month, number = day
    if 1 <= month <= 12:  # noqa: PLR2004 (a year has twelve months)
        what = f"日期不存在：{year} 年 {month} 月没有 {number} 日。"
    else:
        what = f"日期不存在：没有 {month} 月。"
    remedy = "改正日期。"
    if 1 <= number <= 12 < month <= 31:  # noqa: PLR2004 (months and days)
        remedy = f"改正日期；月、日写反了的话，改成 {year:04}-{number:02}-{month:02}。"
    return Finding("date", what, _DAY, remedy, place)
