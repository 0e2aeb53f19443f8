"""A finance office's own list of codes of a year, checked and compared with the official one, to be kept by a ledger.

The list's rows are functional (2xx, 2xxxx, 2xxxxxx) or economic (3xx, 3xxxx) codes, told apart by their shape. Others
that such lists hold, income, the government's own economic classification and levels below ours, are left out and
counted. Anything else that makes no sense is a finding, and then nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from gov_accounts.books.code_table import CODE, NAME, YEAR, csv_rows, find_columns, plain, text_cells
from gov_accounts.books.codes_file import (
    ListedCode,
    classification_key,
    codes_path,
    directive,
    orphans,
    stamped,
)
from gov_accounts.files.change import Before, Change
from gov_accounts.files.generated import CODES, Owner
from gov_accounts.files.reasons import reason
from gov_accounts.files.seen import require_unchanged
from gov_accounts.files.texts import as_text, line_added, present
from gov_accounts.files.whole import write_whole
from gov_accounts.findings import Finding, Place, in_order
from gov_accounts.law.codes import CodeRow, classification_of
from gov_accounts.sheets.errors import TableError
from gov_accounts.sheets.table import read_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.law.codes import Codes

KEYS: Final = ("func", "econ")
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".ods")
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_CLASS_DIGITS: Final = 3
_INCOME: Final = "1"
"""What 收入分类科目 begin with in the finance office's table."""
_GOVERNMENT: Final = "5"
"""What 政府预算支出经济分类科目 begin with there."""


class ListRefusedError(Exception):
    """A list that isn't taken over, with all that is wrong."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__()
        self.findings = tuple(in_order(findings))


@dataclass(frozen=True, slots=True)
class Renamed:
    """A code whose name differs from the official list's in the year."""

    code: str
    official: str
    name: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """What a finance office's list comes to.

    Attributes:
        year: the year it holds for.
        codes: its codes of our two classifications, by code.
        added: codes that the official list hasn't in the year.
        renamed: codes that have another name there.
        missing: official codes that the list leaves out, though it has others beside them.
        skipped: what was left out, in words, and how many rows.
    """

    year: int
    codes: tuple[ListedCode, ...]
    added: tuple[ListedCode, ...]
    renamed: tuple[Renamed, ...]
    missing: tuple[CodeRow, ...]
    skipped: tuple[tuple[str, int], ...]

    def count(self, key: str) -> int:
        """How many codes it has of ``func`` or ``econ``."""
        return sum(classification_key(each.code) == key for each in self.codes)


@dataclass(frozen=True, slots=True)
class Update:
    """What is to be written: the codes file, and the line by which the main file names it.

    Attributes:
        line: the line to add to the main file; empty if the ledger names the file already.
        changed: whether the codes file changes.
        before: what the codes file is now.
        read: the ledger's files as they were read.
    """

    path: Path
    text: str
    main_file: Path
    line: str
    changed: bool
    before: bytes | Before
    read: Mapping[Path, bytes]

    def write(self) -> list[Path]:
        """Write what changes, each file whole or not at all; the codes file first. Returns the files written.

        Raises:
            ChangedMeanwhileError: a file of the ledger has been changed since it was read; everything is as it is.
            OSError: a file can't be written; everything is as it was.
        """
        changes = [Change(self.path, self.text.encode(), self.before)] if self.changed else []
        if self.line:
            changes.append(line_added(self.main_file, self.line))
        write_whole(changes, partial(require_unchanged, self.read))
        return [each.path for each in changes]


def read_list(path: Path, year: int, codes: Codes) -> CodeList:
    """The list in a CSV file or an Excel workbook.

    Raises:
        ListRefusedError: the file can't be used, or something in it makes no sense.
    """
    rows = [
        (row, sheet, cells)
        for sheet, table in _tables(path)
        for row, cells in table
        if cells.get(YEAR, "") in ("", str(year))
    ]
    found: dict[str, tuple[ListedCode, str]] = {}
    skipped: dict[str, int] = {}
    findings: list[Finding] = []
    for row, sheet, cells in rows:
        code, name = cells[CODE], cells[NAME]
        place = Place(str(path), row)
        reason = _not_ours(code)
        if reason:
            skipped[reason] = skipped.get(reason, 0) + 1
        elif not classification_key(code):
            findings.append(_bad_shape(code, name, sheet, place))
        elif not name:
            findings.append(_no_name(code, sheet, place))
        elif code not in found:
            found[code] = (ListedCode(code, name, row), sheet)
        elif found[code][0].name != name:
            findings.append(_two_names(found[code][0], name, sheet, place))
    listed = tuple(each for _, (each, _) in sorted(found.items()))
    findings.extend(
        _orphan(row, year, found[row.code][1], Place(str(path), found[row.code][0].line))
        for row in orphans(_rows(listed, year), codes)
    )
    if not listed and not findings:
        findings.append(_empty(path, year))
    if findings:
        raise ListRefusedError(findings)
    return _compared(listed, year, codes, tuple(skipped.items()))


def plan_update(ledger: Ledger, codes: CodeList, named: Iterable[str]) -> Update:
    """What to write beside a ledger.

    Args:
        ledger: the ledger.
        codes: the list.
        named: the files that the ledger's ``gov-codes`` name.

    Raises:
        ListRefusedError: the file is there, and a person wrote or changed it.
    """
    path = codes_path(ledger.path, codes.year)
    before = present(path)
    whose = CODES.owner_of(before)
    if whose in (Owner.EDITED, Owner.PERSON):
        raise ListRefusedError([_persons(path, whose)])
    text = stamped(codes.year, codes.codes)
    line = "" if path.name in set(named) else directive(codes.year)
    changed = isinstance(before, Before) or as_text(before) != text
    return Update(path, text, ledger.path, line, changed, before, ledger.read)


# Reading


def _tables(path: Path) -> list[tuple[str, list[tuple[int, dict[str, str]]]]]:
    """The tables of a file that have a code and a name: sheets by name, or one without."""
    try:
        if path.suffix.lower() in _WORKBOOKS:
            sheets = [
                (name, [(each.number, tuple(map(plain, each.cells))) for each in rows])
                for name, rows in read_sheets(path)
            ]
            return _with_columns(path, [(name, rows) for name, rows in sheets if rows])
        if path.suffix.lower() not in (".csv", ".txt", ".tsv"):
            raise ListRefusedError([_unknown_kind(path)])
        return _with_columns(path, [("", csv_rows(_text(path)))])
    except TableError as error:
        place = Place(str(path), error.line)
        raise ListRefusedError(
            [Finding("codes-list-unreadable", error.what, error.why, error.remedy, place)]
        ) from error
    except OSError as error:
        raise ListRefusedError([_not_there(path, error)]) from error


def _with_columns(
    path: Path, sheets: Sequence[tuple[str, list[tuple[int, tuple[str, ...]]]]]
) -> list[tuple[str, list[tuple[int, dict[str, str]]]]]:
    """Sheets without the columns are left out, unless none has them."""
    del path
    tables = []
    problem: TableError | None = None
    for name, rows in sheets:
        try:
            tables.append((name, list(text_cells(rows, find_columns(rows)))))
        except TableError as error:
            problem = problem or error
    if not tables:
        raise problem or TableError("文件是空的。", "每行是一个科目，写着编码和名称。", "核对是不是选错了文件。")
    return tables


def _text(path: Path) -> str:
    content = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError(
        "文件的编码认不出来。", "CSV 要用 UTF-8 或 GBK 编码。", "用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”或 xlsx。"
    )


def _not_ours(code: str) -> str:
    """Why a row is left out, in words; nothing if it should be a code of ours."""
    if not (code.isascii() and code.isdigit()):
        return "编码栏不是数字（标题、合计、说明）"
    if code.startswith(_INCOME):
        return "收入科目"
    match classification_of(code), len(code):
        case "", 3 | 5 if code.startswith(_GOVERNMENT):
            return "政府预算支出经济分类"
        case "func", 9 | 11:
            return "比项更细的功能分类"
        case "econ", 7 | 9:
            return "比款更细的经济分类"
    return ""


# Comparing


def _rows(listed: Iterable[ListedCode], year: int) -> list[CodeRow]:
    return [
        CodeRow(each.code, each.name, each.code[:-2] if len(each.code) > _CLASS_DIGITS else "", year, year, listed=True)
        for each in listed
    ]


def _compared(
    listed: tuple[ListedCode, ...], year: int, codes: Codes, skipped: tuple[tuple[str, int], ...]
) -> CodeList:
    added: list[ListedCode] = []
    renamed: list[Renamed] = []
    for each in listed:
        official = codes.classification(classification_key(each.code)).row(each.code, year)
        if official is None:
            added.append(each)
        elif official.name != each.name:
            renamed.append(Renamed(each.code, official.name, each.name))
    rows = _rows(listed, year)
    with_list = codes.with_declared({key: [row for row in rows if classification_key(row.code) == key] for key in KEYS})
    missing = [
        row
        for key in KEYS
        for code in sorted(codes.classification(key).rows)
        if (row := codes.classification(key).row(code, year)) is not None
        and with_list.classification(key).left_out(code, year)
    ]
    return CodeList(year, listed, tuple(added), tuple(renamed), tuple(missing), skipped)


# What is wrong


def _at(sheet: str) -> str:
    return f"（工作表“{sheet}”）" if sheet else ""


def _bad_shape(code: str, name: str, sheet: str, place: Place) -> Finding:
    return Finding(
        "codes-list-shape",
        f"“{code} {name}”{_at(sheet)}不像科目编码。",
        "功能分类是 2 开头的 3、5、7 位（类、款、项），经济分类是 3 开头的 3、5 位（类、款）。",
        "对照原目录改正这一行；不是科目的行删去。",
        place,
    )


def _no_name(code: str, sheet: str, place: Place) -> Finding:
    return Finding(
        "codes-list-name",
        f"科目 {code}{_at(sheet) or ' '}没有名称。",
        "决算公开的表要印科目名称。",
        "补上名称。",
        place,
    )


def _two_names(first: ListedCode, name: str, sheet: str, place: Place) -> Finding:
    return Finding(
        "codes-list-double",
        f"科目 {first.code}{_at(sheet) or ' '}有两个名称：第 {first.line} 行是{first.name}，这一行是{name}。",
        "同一年度同一编码只有一个名称。",
        "对照原目录，删去错的一行；是不同年度的，加“年度”列，或分成两个文件。",
        place,
    )


def _orphan(row: CodeRow, year: int, sheet: str, place: Place) -> Finding:
    return Finding(
        "codes-list-orphan",
        f"科目 {row.code} {row.name}{_at(sheet) or ' '}找不到上级科目 {row.parent}。",
        f"科目逐级编码，上级应在这份目录里，或在 {year} 年的科目里。",
        "核对编码；目录里少了上级的，补上一行。",
        place,
    )


def _empty(path: Path, year: int) -> Finding:
    return Finding(
        "codes-list-empty",
        f"没有 {year} 年的功能分类或经济分类科目。",
        "每行是一个科目，写着编码和名称；有“年度”列的，只取这一年的。",
        "核对是不是选错了文件或年度。",
        Place(str(path), 0),
    )


def _unknown_kind(path: Path) -> Finding:
    return Finding(
        "codes-list-unreadable",
        f"不能读 {path.suffix or '没有扩展名的'} 文件。",
        "只读 .csv 和 .xlsx。",
        "用 Excel 打开，另存为 .xlsx 或“CSV UTF-8（逗号分隔）”。",
        Place(str(path), 0),
    )


def _not_there(path: Path, error: OSError) -> Finding:
    return Finding(
        "codes-list-unreadable",
        f"读不了这个文件（{'找不到' if isinstance(error, FileNotFoundError) else reason(error)}）。",
        "文件不存在，路径写错了，没有读取权限，或正被别的程序打开。",
        "核对路径；关闭打开它的程序，再运行一次。",
        Place(str(path), 0),
    )


def _persons(path: Path, whose: Owner) -> Finding:
    changed = whose is Owner.EDITED
    return Finding(
        "codes-file-edited" if changed else "codes-file-not-ours",
        f"{path.name} 写出以后有人改过。" if changed else f"{path.name} 不是 gov-accounts codes 写的。",
        "人写的、改过的文件，软件不覆盖。",
        f"要按新的目录重新写出，先把 {path.name} 改名或删去，再运行一次；要保留改动的，直接改这个文件，账本照样读它。",
        Place(str(path), 0),
    )
