"""The file beside a ledger that holds the finance office's list of codes of a year: ``codes-2024.csv``.

The ledger names it::

    2024-01-01 custom "gov-codes" "codes-2024.csv"

``gov-accounts codes`` writes it. Like a closing file it begins with a line that says so and one with the hash of all
that follows; what a person has changed is never written over, though it is read all the same. The rest is CSV with
the columns year, code and name.

What the command wrote is the whole list of the year: its names go before the official ones, and what it leaves out is
told. A file that a person wrote, or one with mistakes, only adds codes.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.books.code_table import CODE, NAME, YEAR, csv_rows, find_columns, text_cells
from gov_accounts.files.encodings import SAVE_AS_UTF8, encoding_name
from gov_accounts.files.generated import CODES
from gov_accounts.findings import Finding, Place
from gov_accounts.law.codes import CodeRow, classification_of, official_codes
from gov_accounts.sheets.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gov_accounts.law.codes import Codes

_NAMED_YEAR: Final = re.compile(r"codes-([0-9]{4})\.csv")
_YEAR_DIGITS: Final = 4


class ListedCode(NamedTuple):
    """A code of a finance office's list, with the line or row where it stands."""

    code: str
    name: str
    line: int


class CodesFile(NamedTuple):
    """What a file holds: rows of the years it says, and what in it makes no sense."""

    rows: Mapping[str, tuple[CodeRow, ...]]
    findings: tuple[Finding, ...]


def codes_path(main_file: Path, year: int) -> Path:
    """The file of a year, beside the main file, as beancount names it."""
    return Path(os.path.normpath(main_file.parent)) / f"codes-{year:04}.csv"


def directive(year: int) -> str:
    """The line by which a ledger names the file of a year."""
    return f'{year:04}-01-01 custom "gov-codes" "codes-{year:04}.csv"'


def stamped(year: int, codes: Iterable[ListedCode]) -> str:
    """A codes file's whole text."""
    lines = [f"{year},{each.code},{_quoted(each.name)}\n" for each in codes]
    body = "year,code,name\n" + "".join(lines)
    return CODES.stamped(body)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\r\n') else text


def classification_key(code: str) -> str:
    """Which list a code is of by its shape: ``func``, ``econ``, or nothing."""
    key = classification_of(code)
    return key if key and len(code) in official_codes().classification(key).lengths else ""


def read_codes_file(name: str, ledger_file: str, line: int) -> CodesFile:
    """The codes of the file that a ledger's ``gov-codes`` names, or what is wrong with it.

    Args:
        name: as the directive writes it, relative to the ledger file it stands in.
        ledger_file: the file in which the directive stands.
        line: its line there.
    """
    place = Place(ledger_file, line)
    if not _stays_inside(name):
        return _refused(
            "codes-file-outside",
            f"gov-codes 写的文件“{name}”不在账本的文件夹里。",
            "科目目录是账本的一部分，只能放在账本旁边，写相对路径，不能有“..”、盘符或开头的斜杠。",
            '把文件放到账本旁边，写成 custom "gov-codes" "codes-2024.csv"。',
            place,
        )
    path = Path(ledger_file).parent / name
    try:
        state = path.stat()
    except OSError:
        return _refused(
            "codes-file-missing",
            f"gov-codes 写的文件“{name}”找不到。",
            "账本按这个文件补充当年的科目，没有它，目录外的科目都会报错。",
            "把文件放回账本旁边；或用 gov-accounts codes 重新写出；不再需要的，删去这一行。",
            place,
        )
    inside = Path(os.path.realpath(path)).is_relative_to(Path(os.path.realpath(Path(ledger_file).parent)))
    if not inside or not path.is_file():
        return _refused(
            "codes-file-outside",
            f"gov-codes 写的“{name}”不是账本文件夹里的文件。",
            "科目目录是账本的一部分，链接到别处的文件不读。",
            "把文件本身放到账本旁边。",
            place,
        )
    return _read(str(path), state.st_mtime_ns, state.st_size)


def _stays_inside(name: str) -> bool:
    path = PureWindowsPath(name)
    return bool(name) and not path.drive and not path.root and ".." not in path.parts


def _refused(rule: str, what: str, why: str, remedy: str, place: Place) -> CodesFile:
    return CodesFile({}, (Finding(rule, what, why, remedy, place),))


@lru_cache(maxsize=64)
def _read(file: str, _modified: int, _size: int) -> CodesFile:
    """A file's rows. Several plugins ask in one load; the file is read again only when it has changed."""
    path = Path(file)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused(
            "codes-file-unreadable",
            f"科目目录不是 UTF-8 编码（看起来是 {encoding_name(content)}）。",
            "账本旁边的文件一律用 UTF-8。",
            SAVE_AS_UTF8 + "或用 gov-accounts codes 重新写出。",
            Place(file, 0),
        )
    try:
        rows = csv_rows(text)
        columns = find_columns(rows)
    except TableError as error:
        return _refused("codes-file-unreadable", error.what, error.why, error.remedy, Place(file, error.line))
    named = _NAMED_YEAR.fullmatch(path.name)
    found: dict[str, list[CodeRow]] = {"func": [], "econ": []}
    findings: list[Finding] = []
    seen: dict[tuple[str, int], str] = {}
    for line, cells in text_cells(rows, columns):
        code, name = cells[CODE], cells[NAME]
        year = cells.get(YEAR) or (named[1] if named else "")
        key = classification_key(code)
        place = Place(file, line)
        if not (year.isascii() and year.isdigit() and len(year) == _YEAR_DIGITS):
            findings.append(_bad_row(f"科目 {code} 没有写是哪一年的。", "每行写年度（year 列，4 位数字）。", place))
        elif not key or not name:
            findings.append(
                _bad_row(
                    f"“{code} {name}”不是科目。",
                    "编码是 2 开头的 3、5、7 位（功能分类）或 3 开头的 3、5 位（经济分类）数字，并有名称；改正或删去。",
                    place,
                )
            )
        elif seen.setdefault((code, int(year)), name) != name:
            findings.append(
                _bad_row(f"科目 {code} 在 {year} 年有两个名称。", "同一编码只留一个名称，删去另一行。", place)
            )
        else:
            parent = code[:-2] if len(code) > 3 else ""  # noqa: PLR2004 (类 has three digits)
            found[key].append(CodeRow(code, name, parent, int(year), int(year)))
    whole = text.startswith(CODES.mark) and not findings
    return CodesFile(
        {key: tuple(replace(row, listed=whole) for row in dict.fromkeys(each)) for key, each in found.items()},
        tuple(findings),
    )


def _bad_row(what: str, remedy: str, place: Place) -> Finding:
    why = "科目目录每行是一个年度的一个科目。"
    return Finding("codes-file-row", what, why, remedy, place)


def orphans(rows: Iterable[CodeRow], codes: Codes) -> tuple[CodeRow, ...]:
    """Rows whose upper level is neither in the official list of their year nor among them."""
    rows = tuple(rows)
    there = {(row.code, row.first_year) for row in rows}
    return tuple(
        row
        for row in rows
        if row.parent
        and (row.parent, row.first_year) not in there
        and codes.classification(classification_key(row.code)).row(row.parent, row.first_year) is None
    )
