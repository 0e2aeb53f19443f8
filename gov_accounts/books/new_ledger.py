"""A new ledger: the template that ships with the package, filled in, and how it gets on disk.

The template is data (``gov_accounts_ledger/template``); names of accounts are the official chart's.
Source of the chart and of the details opened: 财会〔2017〕25号.
"""

from __future__ import annotations

import datetime
import itertools
import os
import re
import unicodedata
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final

from gov_accounts.files.change import Before, Change, ChangedMeanwhileError
from gov_accounts.files.folder import existing_part, write_new_folder
from gov_accounts.files.reasons import reason
from gov_accounts.files.whole import write_whole
from gov_accounts.findings import Finding, Place
from gov_accounts.law.codes import official_codes
from gov_accounts.law.parallel import official_rules
from gov_accounts.law.profile import profile_of
from gov_accounts.law.reading import Entry, official, read
from gov_accounts.money import COMMODITY_OF_BOOK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from gov_accounts.law.chart import ChartRow

MAIN_FILE: Final = "main.beancount"
GUIDE: Final = "记账指南.md"
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
_MONTHS: Final = range(1, 13)
_ACCOUNT_DIGITS: Final = 4
_QUOTA: Final = "额度"
_UNIFIED: Final = "一体化"
_REGION: Final = "地区"
_MARK: Final = re.compile(r"\{(\w+)\}")
_LEG: Final = re.compile(r"^((?:; )?  )([A-Z]\S+) +(-?[0-9.]+) CNY", re.MULTILINE)
_LEG_WIDTH: Final = 70
"""How wide a leg's account and amount are together, Chinese characters being two wide."""
_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


class LedgerNotWrittenError(Exception):
    """A new ledger that can't be written. Its finding says why; nothing was written."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown())
        self.finding = finding


# What a new ledger holds


def new_ledger(name: str, kind: str, year: int, region: str = "") -> dict[str, str]:
    """The files of a new ledger, by name. The same arguments give the same text.

    Args:
        name: the unit's name; white space around it doesn't count.
        kind: 事业单位 or 行政单位.
        year: the first year to be recorded. Accounts open on the last day of the year before, for opening balances.
        region: whose forms the unit goes by, where not the Ministry's.

    Raises:
        LedgerNotWrittenError: a name with nothing in it, or that isn't text; a year not from 1990 to 2100.
        KeyError: another kind of unit.
    """
    name = _checked_name(name)
    _check_year(year)
    settings = _settings()
    names = {month: f"{year}-{month:02}.beancount" for month in _MONTHS}
    example = settings.entry("kinds").words(kind)
    treasury = settings.entry("treasury").known("unified_from", "retired", "note", "quota")
    unified = year >= treasury.number("unified_from")
    rules = official_rules()
    spending, income = rules.spending[kind], rules.treasury_income
    values = {
        "name": name.translate(_ESCAPES),
        "title": f"{name} {year} 年度".translate(_ESCAPES),
        "kind": kind,
        "region": region.strip().translate(_ESCAPES),
        "year": str(year),
        "next": str(year + 1),
        "opened": _opened(year),
        "months": "\n".join(f'include "{each}"' for each in names.values()),
        "unified_from": str(treasury.number("unified_from")),
        "spent": spending,
        "spending": _labelled(spending, year),
        "office": _labelled(example["office"], year),
        "goods": example["goods"],
        "people": example["people"],
        "wear": example["wear"],
        "func": example["func"],
        "func_name": official_codes().functional.name(example["func"], year),
        "medical": example["medical"],
        "project_func": example["project_func"],
        "earned": _labelled(example["earned"], year),
        "earned_budget": rules.accounts[example["earned"]].budget,
        "paid": official_account(income if unified else treasury.text("quota"), year),
        "from": rules.accounts[income].budget if unified else rules.in_hand,
    }
    marks = {kind, _UNIFIED if unified else _QUOTA, *([_REGION] if region.strip() else [])}
    usual, at_hand = _opens(kind, year, treasury if unified else None)

    def filled(file: str, **more: str) -> str:
        return _aligned(Template(_marked(_template(file), marks)).substitute(values | more))

    months = {}
    for month, file in names.items():
        dates = {"month": str(month), "before": str(datetime.date(year, month, 1) - datetime.timedelta(days=1))}
        parts = ["month.beancount", *(["first_voucher.beancount"] if month == 1 else []), "month_end.beancount"]
        months[file] = "".join(filled(part, **dates) for part in parts)
    return {
        MAIN_FILE: filled("main.beancount"),
        "accounts.beancount": filled("accounts.beancount", usual=usual, at_hand=at_hand),
        "appropriations.beancount": filled("appropriations.beancount"),
        "disclosure.toml": filled(_disclosure(year, region.strip())),
        **months,
        ".gitignore": filled("gitignore"),
        GUIDE: filled("guide.md"),
    }


def _checked_name(name: str) -> str:
    name = name.strip()
    try:
        name.encode()
    except UnicodeEncodeError:
        raise LedgerNotWrittenError(
            Finding(
                "unit-name-unusable",
                "单位名称里有不是文字的字节。",
                "账本是 UTF-8 文本；命令行的编码多半不是 UTF-8，汉字传错了。",
                '换一个用 UTF-8 的命令行；或先用英文名建账，再在主文件里改 custom "gov-unit" "name" 那一行。',
            )
        ) from None
    if not name:
        raise LedgerNotWrittenError(
            Finding(
                "unit-name-missing",
                "单位名称是空的。",
                "决算公开的每张表都要印单位名称。",
                "写上单位全称：--name 某某中心。",
            )
        )
    return name


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise LedgerNotWrittenError(
            Finding(
                "year-unlikely",
                f"年度 {year} 不像是记账的年度。",
                f"年度是四位的公历年份，从 {FIRST_YEAR} 到 {LAST_YEAR}。",
                "核对 --year，如 --year 2020。",
            )
        )


@cache
def _settings() -> Entry:
    return read(official("template", "template.toml"))


def _disclosure(year: int, region: str) -> str:
    """The file of what isn't in the books: what it asks for depends on whose forms the year goes by."""
    own = f"disclosure-{profile_of(year, region).region}.toml"
    return own if official("template", own).is_file() else "disclosure.toml"


def _template(file: str) -> str:
    return official("template", file).read_text(encoding="utf-8")


def _marked(text: str, marks: Collection[str]) -> str:
    """A template's lines, without those that are for another kind of unit or another way the treasury pays.

    A line that isn't for all begins with what it is for: ``{额度}``, ``{一体化}``, ``{事业单位}``, ``{行政单位}``
    or ``{地区}``.
    """
    lines = ((_MARK.match(line), line) for line in text.splitlines(keepends=True))
    return "".join(line[mark.end() :] if mark else line for mark, line in lines if not mark or mark[1] in marks)


def _aligned(text: str) -> str:
    """The text with the amounts of its legs, also of those in comments, ending in one column."""
    return _LEG.sub(lambda leg: f"{leg[1]}{leg[2]}{_spaces(leg[2], leg[3])}{leg[3]} CNY", text)


def _spaces(account: str, amount: str) -> str:
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in account)
    return " " * max(_LEG_WIDTH - len(account) - wide - len(amount), 1)


# Accounts


def _opened(year: int) -> str:
    """When a ledger's accounts open: the last day of the year before, for opening balances."""
    return f"{year - 1}-12-31"


def _labelled(code: str, year: int) -> str:
    return f"{code}-{official_codes().chart.rows[code].name_in(year)}"


def official_account(code: str, year: int, detail: str = "") -> str:
    """An account as the ledger names it, an official detail below its 4-digit account."""
    roots = _settings().words("roots")
    root = next(roots[code[:length]] for length in range(len(code), 0, -1) if code[:length] in roots)
    first, own = code[:_ACCOUNT_DIGITS], [code] if len(code) > _ACCOUNT_DIGITS else []
    labels = [_labelled(each, year) for each in (first, *own)]
    return ":".join([root, *labels, *([detail] if detail else [])])


def _opens(kind: str, year: int, treasury: Entry | None) -> tuple[str, str]:
    """The accounts a kind of unit usually has, open; and the rest of its chart, each open a comment.

    Args:
        kind: the kind of unit.
        year: the first year to be recorded; they open as it begins.
        treasury: which accounts aren't opened because of how the treasury pays, and a note on them; nothing if all are.
    """
    settings = _settings()
    date = _opened(year)
    retired = treasury.texts("retired") if treasury else ()
    wanted = settings.lists("usual")
    metadata = {code: each.without().values for code, each in settings.named("metadata").items()}
    details = {code: each for code, each in wanted.items() if code not in retired}
    numbered = {detail.partition("-")[0] for each in details.values() for detail in each}
    chart = official_codes().chart
    parents = {code[:_ACCOUNT_DIGITS] for code in {*wanted, *numbered} if len(code) > _ACCOUNT_DIGITS}
    rows = [
        row for row in chart.rows.values() if kind in row.unit_kinds and not row.optional and chart.row(row.code, year)
    ]
    # Of details the chart has more than a ledger wants; those beside one that is open may be.
    rows = [row for row in rows if len(row.code) == _ACCOUNT_DIGITS or row.code[:-2] in parents]

    def usual(row: ChartRow) -> Iterator[str]:
        for detail in details[row.code] or [""]:
            yield f"{date} open {official_account(row.code, year, detail)} {COMMODITY_OF_BOOK[row.book]}"
            for key, value in metadata.get(f"{row.code}:{detail}" if detail else row.code, {}).items():
                yield f'  {key}: "{official_rules().spending[kind] if value == "spending" else value}"'

    def at_hand(row: ChartRow) -> str:
        return f"; {date} open {official_account(row.code, year)} {COMMODITY_OF_BOOK[row.book]}"

    others = [row for row in rows if row.code not in {*details, *numbered, *parents}]
    commented = [_grouped((row, [at_hand(row)]) for row in others if row.code not in retired)]
    if treasury:
        commented += [f"; {treasury.text('note')}", "\n".join(at_hand(row) for row in others if row.code in retired)]
    return _grouped((row, usual(row)) for row in rows if row.code in details), "\n\n".join(commented)


def _grouped(opens: Iterable[tuple[ChartRow, Iterable[str]]]) -> str:
    """Opens under a heading for each book and element, in the chart's order."""
    parts: list[str] = []
    for (book, element), group in itertools.groupby(opens, key=lambda each: (each[0].book, each[0].element)):
        heading = _settings().words("books")[book] + (f" {element}" if element != book else "")
        parts.append("\n".join([f"; {heading}", "", *(line for _, lines in group for line in lines)]))
    return "\n\n".join(parts)


# On disk


def write_new(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder, made if it isn't there. All of them or none; nothing that is there is touched.

    A folder that isn't there appears whole, in one step. In one that is there the files appear one by one, each whole,
    the main file last: before it there is no ledger. So a run that is killed leaves no ledger or a whole one; and the
    same call, made again, finishes what it began.

    Returns:
        The folder, absolute, links in its path followed.

    Raises:
        LedgerNotWrittenError: the folder is a file, one of the files is there already, or the disk refuses.
    """
    folder = Path(os.path.realpath(folder))
    base = existing_part(folder)
    _refuse_existing(base, folder, files)
    try:
        if base == folder:
            names = sorted(files, key=lambda name: name == MAIN_FILE)
            absent = [name for name in names if not _holds(folder / name, files[name])]
            write_whole([Change(folder / name, files[name].encode(), Before.ABSENT) for name in absent])
        else:
            write_new_folder(folder, {name: text.encode() for name, text in files.items()})
    except OSError as error:
        raise LedgerNotWrittenError(_not_writable(error, folder)) from error
    return folder


def _not_writable(error: OSError, folder: Path) -> Finding:
    why = "刚刚出现了同名文件" if isinstance(error, ChangedMeanwhileError) else reason(error)
    return Finding(
        "output-not-writable",
        f"写不进去（{why}），什么也没有写。",
        "没有这个文件夹的写入权限，磁盘已满，或别的程序正在这里写。",
        "换一个文件夹，或请管理员给予写入权限，再运行一次。",
        Place(str(folder), 0),
    )


def _refuse_existing(base: Path, folder: Path, files: Mapping[str, str]) -> None:
    """Refuse what is in the way: `base`, the part of the path there is, being a file; or any of `files` being there.

    Before the main file is there, a file with the very text it is to have isn't in the way: a killed run left it.
    """
    if not base.is_dir():
        raise LedgerNotWrittenError(
            Finding(
                "folder-is-file",
                "这里已有一个文件，不是文件夹。",
                "账本是一个文件夹里的几个文件。",
                "换一个文件夹名。",
                Place(str(base), 0),
            )
        )
    present = [name for name in files if os.path.lexists(folder / name)]
    if MAIN_FILE not in present:
        present = [name for name in present if not _holds(folder / name, files[name])]
    if present:
        raise LedgerNotWrittenError(
            Finding(
                "ledger-exists",
                f"文件夹里已经有 {'、'.join(present)}。",
                "这里只建新账，不覆盖任何已有的文件，所以什么也没有写。",
                "换一个文件夹；确实要重新建账，先把这些文件移到别处。",
                Place(str(folder), 0),
            )
        )


def _holds(path: Path, text: str) -> bool:
    """Whether a file, and no link to one, has the very text."""
    try:
        return not path.is_symlink() and path.read_bytes() == text.encode()
    except OSError:
        return False
