"""The cells of a table's file: csv, txt, xlsx, xls or ods, whatever it is called. Nothing in it is trusted.

A file is read within bounds: bytes, bytes once unpacked, rows, columns, characters in a cell. No formula is worked
out: of a formula its last value is read. Nothing outside the file is opened.
"""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
import zlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.sheets.bounds import MOST_BYTES, TooLargeError, check_workbook
from gov_accounts.sheets.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gov_accounts.sheets.cells import Value

_LARGEST: Final = 50_000_000
"""Bytes of a file."""
MOST_ROWS: Final = 200_000
_MOST_SHEETS: Final = 60
MOST_COLUMNS: Final = 120
_LONGEST: Final = 500
"""Characters of a cell; what follows is left out."""
_ZIP: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0"
"""What an .xls file begins with, and an .xlsx with a password."""
_PAGE: Final = (b"<html", b"<!doc", b"<?xml", b"<tabl", b"<meta")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS: Final = (",", "\t", ";", "|")
_SAVE_AS: Final = "用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”或 .xlsx，再运行一次。"
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OverflowError)
"""What is raised for a workbook that is none; `RuntimeError` by its parts that can't be unpacked, too."""


class RawRow(NamedTuple):
    """A row: its number in the file, from 1, and its cells."""

    number: int
    cells: tuple[Value, ...]


class RawSheet(NamedTuple):
    """A sheet: its name, nothing for a csv file, and its rows that aren't blank; a merged cell's value stands once."""

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
    if content.startswith((_ZIP, _OLD)):
        return _workbook(content)
    if head.startswith(_PAGE):
        return _page(_decoded(content))
    return [RawSheet("", list(_csv_rows(_decoded(content))))]


def _page(text: str) -> list[RawSheet]:
    """The tables of a page, or of a workbook in Excel's XML, that are called .xls."""
    from gov_accounts.sheets import page  # noqa: PLC0415 (most files are no pages)

    try:
        found = page.tables(text, MOST_ROWS, MOST_COLUMNS)
    except page.TooManyError as error:
        raise _too_many() from error
    except page.NoTableError as error:
        raise TableError(
            "是网页或 XML，里面没有表格。", "有的软件导出的“.xls”其实是网页；里面有表格的才能读。", _SAVE_AS
        ) from error
    return [
        RawSheet(each.name, [RawRow(number, tuple(map(_short, row))) for number, row in each.rows if any(row)])
        for each in found
    ]


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
    counts = {each: sum(min(line.count(each), MOST_COLUMNS) for line in lines) for each in _SEPARATORS}
    separator = max(_SEPARATORS, key=lambda each: counts[each])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begun = 0
    try:
        for count, cells in enumerate(reader):
            if count >= MOST_ROWS:
                raise _too_many()
            number, begun = begun + 1, reader.line_num
            row = tuple(_short(cell) for cell in cells[:MOST_COLUMNS])
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
    import python_calamine as calamine  # noqa: PLC0415 (most commands don't need it)

    try:
        if content.startswith(_ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                check_workbook(parts)
        return _sheets(calamine.load_workbook(io.BytesIO(content)))
    except TooLargeError as error:
        raise _too_large() from error
    except calamine.PasswordError as error:
        raise TableError(
            "工作簿加了密码，读不了。",
            "加了密码的工作簿，里面的内容读不出来。",
            "用 Excel 打开，去掉密码，再运行一次。",
        ) from error
    except (calamine.CalamineError, *_BROKEN) as error:
        raise _no_workbook() from error
    except BaseException as error:
        # What the library, which isn't written in Python, doesn't foresee comes as no Exception.
        if type(error).__name__ == "PanicException":
            raise _no_workbook() from error
        raise


def _sheets(book: Any) -> list[RawSheet]:
    """The sheets that are shown."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    shown = [
        each.name
        for each in book.sheets_metadata
        if each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet
    ]
    if len(shown) > _MOST_SHEETS:
        raise _too_many()
    left = MOST_ROWS
    sheets = []
    for name in shown:
        rows = list(_sheet_rows(book.get_sheet_by_name(name), left))
        left -= len(rows)
        sheets.append(RawSheet(name, rows))
    return sheets


def _no_workbook() -> TableError:
    return TableError("不是 Excel 工作簿，或已损坏。", "读 .xlsx、.xls、.ods 和 .csv；没有下载完的读不出来。", _SAVE_AS)


def _sheet_rows(sheet: Any, most: int) -> Iterator[RawRow]:
    """The rows that aren't blank; cells are counted from column A, whatever the sheet begins with."""
    if sheet.start is None:
        return
    blank = ("",) * min(sheet.start[1], MOST_COLUMNS)
    kept = 0
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = (*blank, *map(_value, values[: MOST_COLUMNS - len(blank)]))
        if any(not isinstance(each, str) or each.strip() for each in cells):
            kept += 1
            if kept > most:
                raise _too_many()
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
        number = Decimal(str(value))
        whole = number.to_integral_value()
    except ArithmeticError:
        return _short(str(value))
    return whole if number == whole else number


def _short(text: str) -> str:
    return text[:_LONGEST]


def _too_large() -> TableError:
    return TableError(
        "文件太大，不读。",
        f"最多读 {_LARGEST // 1_000_000} MB，展开以后最多 {MOST_BYTES // 1_000_000} MB。",
        "分月导出，几个文件一起写在命令里。",
    )


def _too_many() -> TableError:
    return TableError(
        f"行数太多，超过 {MOST_ROWS} 行，或工作表超过 {_MOST_SHEETS} 张。",
        "一次最多读这么多。",
        "分月导出，分几次读。",
    )
