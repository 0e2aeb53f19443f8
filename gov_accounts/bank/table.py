"""The cells of a statement's file, csv or xlsx, whatever it is called. Nothing in it is trusted.

A file is read within bounds: bytes, bytes once unpacked, rows, columns, characters in a cell. No formula is worked
out: of a formula its last value is read. Nothing outside the file is opened.
"""

from __future__ import annotations

import csv
import datetime
import io
import warnings
import zipfile
import zlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.books.code_table import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gov_accounts.bank.cells import Value

_LARGEST: Final = 50_000_000
"""Bytes of a file."""
_UNPACKED: Final = 400_000_000
"""Bytes of a workbook's parts, unpacked."""
MOST_ROWS: Final = 200_000
_MOST_SHEETS: Final = 60
_LAST_ROW: Final = 1_048_576
"""Of a sheet of Excel; a file may claim more."""
_MOST_COLUMNS: Final = 60
_LONGEST: Final = 500
"""Characters of a cell; what follows is left out."""
_ZIP: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0"
"""What an .xls file begins with, and a workbook with a password."""
_PAGE: Final = (b"<html", b"<!doc", b"<?xml", b"<tabl", b"<meta")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS: Final = (",", "\t", ";", "|")
_SAVE_AS: Final = "用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”或 .xlsx，再运行一次。"
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    IndexError,
    AttributeError,
    ValueError,
    TypeError,
    SyntaxError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    AssertionError,
)
"""What the library raises for a workbook that is none."""


class RawRow(NamedTuple):
    """A row: its number in the file, from 1, and its cells."""

    number: int
    cells: tuple[Value, ...]


class RawSheet(NamedTuple):
    """A sheet: its name, nothing for a csv file, and its rows that aren't blank."""

    name: str
    rows: list[RawRow]


def read_sheets(path: Path) -> list[RawSheet]:
    """The sheets of a file.

    Raises:
        TableError: it isn't one that can be read.
        OSError: it can't be opened.
    """
    with path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise _too_large()
    head = content[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if content.startswith(_ZIP):
        return _workbook(content)
    if content.startswith(_OLD):
        raise TableError(
            "是旧的 .xls 工作簿，或加了密码，读不了。",
            "只读 .xlsx 和 .csv；.xls 和加了密码的工作簿，里面的内容读不出来。",
            "用 Excel 打开，去掉密码，另存为 .xlsx，再运行一次。",
        )
    if head.startswith(_PAGE):
        raise TableError(
            "是网页或 XML，只是名字像表格。", "有的网银导出的“.xls”其实是网页；只读 .xlsx 和 .csv。", _SAVE_AS
        )
    return [RawSheet("", list(_csv_rows(_decoded(content))))]


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableError("文件的编码认不出来，或不是文字。", "CSV 要用 UTF-8 或 GBK（ANSI）编码。", _SAVE_AS)


def _csv_rows(text: str) -> Iterator[RawRow]:
    lines = text.splitlines()[:100]
    counts = {each: sum(min(line.count(each), _MOST_COLUMNS) for line in lines) for each in _SEPARATORS}
    separator = max(_SEPARATORS, key=lambda each: counts[each])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begun = 0
    try:
        for count, cells in enumerate(reader):
            if count >= MOST_ROWS:
                raise _too_many()
            number, begun = begun + 1, reader.line_num
            row = tuple(_short(cell) for cell in cells[:_MOST_COLUMNS])
            if any(cell.strip() for cell in row):
                yield RawRow(number, row)
    except csv.Error as error:
        raise TableError(
            f"第 {reader.line_num} 行不是 CSV：引号不成对，或引号后面多了字。",
            "CSV 用逗号分开各栏，有逗号或引号的内容用引号括起来。",
            _SAVE_AS,
            reader.line_num,
        ) from error


def _workbook(content: bytes) -> list[RawSheet]:
    import openpyxl  # noqa: PLC0415 (only this command needs it)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(each.file_size for each in parts.infolist()) > _UNPACKED:
                raise _too_large()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            left = MOST_ROWS
            sheets = []
            if len(book.worksheets) > _MOST_SHEETS:
                raise _too_many()
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                # Programs of banks write a wrong size of the sheet, and what is beyond it would be left out.
                sheet.reset_dimensions()
                rows = list(_sheet_rows(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), left))
                left -= len(rows)
                sheets.append(RawSheet(sheet.title, rows))
    except (*_BROKEN, InvalidFileException) as error:
        raise TableError(
            "不是 Excel 工作簿（.xlsx），或已损坏。", "只读 .xlsx 和 .csv；加了密码的、没有下载完的读不出来。", _SAVE_AS
        ) from error
    return sheets


def _sheet_rows(rows: Iterable[tuple[Any, ...]], most: int) -> Iterator[RawRow]:
    kept = 0
    for number, values in enumerate(rows, 1):
        if number > _LAST_ROW or kept >= most:
            raise _too_many()
        if values.count(None) == len(values):
            continue  # A row may claim any number, with as many blank ones before it.
        cells = tuple(_value(each) for each in values)
        if any(not isinstance(each, str) or each.strip() for each in cells):
            kept += 1
            yield RawRow(number, cells)


def _value(value: Any) -> Value:
    match value:
        case None:
            return ""
        case str():
            return _short(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime.datetime():
            return value.replace(tzinfo=None)
        case datetime.date():
            return datetime.datetime.combine(value, datetime.time())
        case datetime.time() | datetime.timedelta():
            return str(value)
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return _short(str(value))


def _short(text: str) -> str:
    return text[:_LONGEST]


def _too_large() -> TableError:
    return TableError(
        "文件太大，不读。",
        f"对账单最多 {_LARGEST // 1_000_000} MB，展开以后最多 {_UNPACKED // 1_000_000} MB。",
        "在网银里分月导出，几个文件一起写在命令里。",
    )


def _too_many() -> TableError:
    return TableError(
        f"行数太多，超过 {MOST_ROWS} 行，或工作表超过 {_MOST_SHEETS} 张。",
        "一次最多读这么多。",
        "在网银里分月导出，分几次核对。",
    )
