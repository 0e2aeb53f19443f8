"""Reads a workbook (.xlsx, .xls, .ods, Excel's XML of 2003): each sheet a grid, with its merged cells.

Formulas are their last values. Hidden sheets aren't read, and that is said.
"""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.characters import meant
from gov_accounts.audit.reading.errors import UnreadableError
from gov_accounts.audit.reading.parts import Parts, broken, too_large
from gov_accounts.audit.reading.plain import decoded
from gov_accounts.audit.reading.shown import PLAIN, Formats, printed, read_formats
from gov_accounts.audit.source import Grid, GridCell, Source, Unread
from gov_accounts.sheets import page
from gov_accounts.sheets.bounds import TooLargeError, check_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from gov_accounts.audit.reading.shown import Shown

MOST_SHEETS: Final = 200
MOST_CELLS: Final = 1_000_000
"""Of all sheets that are read."""
MOST_COLUMNS: Final = 200
MOST_ROWS: Final = 20_000
"""Of a sheet."""
_ZIP: Final = b"PK\x03\x04"
_LONGEST: Final = 20_000
"""Characters of a cell."""
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OverflowError)


def read(path: Path, first: int) -> Source:
    """A workbook.

    Raises:
        UnreadableError: it is broken, has a password, or is larger than is read.
    """
    del first  # It has no pages.
    content = path.read_bytes()
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return _old_xml(path, decoded(content))
    grids, unread = _sheets(content, path)
    title = ""
    if content.startswith(_ZIP):
        with Parts(path) as parts:
            title = parts.title()
    return Source((path.name,), "workbook", tuple(grids), unread=unread, titles={path.name: title} if title else None)


def _old_xml(path: Path, text: str) -> Source:
    try:
        tables = page.tables(text, MOST_ROWS, MOST_COLUMNS)
    except (page.NoTableError, page.TooManyError) as error:
        raise UnreadableError(
            "是 XML，里面没有能读的表格。", "只读 Excel 存的 XML 工作簿。", "另存为 .xlsx，再运行一次。"
        ) from error
    grids = []
    for table in tables:
        cells = tuple(
            GridCell(meant(cell[:_LONGEST]), row - 1, column)
            for row, line in table.rows
            for column, cell in enumerate(line)
            if cell.strip()
        )
        if cells:
            height, width = max(each.row for each in cells) + 1, max(each.column for each in cells) + 1
            grids.append(Grid(height, width, cells, sheet=table.name, name=table.name))
    return Source((path.name,), "workbook", tuple(grids))


def _sheets(content: bytes, path: Path) -> tuple[list[Grid], tuple[Unread, ...]]:
    import python_calamine as calamine  # noqa: PLC0415

    try:
        formats = Formats()
        if content.startswith(_ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                check_workbook(parts)
            with Parts(path) as opened:
                formats = read_formats(opened)
        book = calamine.load_workbook(io.BytesIO(content))
        return _grids(book, formats)
    except TooLargeError as error:
        raise too_large() from error
    except calamine.PasswordError as error:
        raise UnreadableError(
            "工作簿加了密码，读不了。", "加了密码的内容读不出来。", "打开以后去掉密码，另存一次。"
        ) from error
    except (calamine.CalamineError, *_BROKEN) as error:
        raise broken() from error


def _grids(book: Any, formats: Formats) -> tuple[list[Grid], tuple[Unread, ...]]:
    """Its sheets that are shown, and what is said of the others."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    grids: list[Grid] = []
    unread: list[Unread] = []
    if len(book.sheets_metadata) > MOST_SHEETS:
        raise too_large()
    left = MOST_CELLS
    for each in book.sheets_metadata:
        if each.typ != SheetTypeEnum.WorkSheet:
            unread.append(Unread(f"工作表“{each.name}”", "是图表，不是单元格"))
        elif each.visible != SheetVisibleEnum.Visible:
            unread.append(Unread(f"工作表“{each.name}”", "是隐藏的，没有读"))
        else:
            grid = _grid(book.get_sheet_by_name(each.name), each.name, formats.sheets.get(each.name, {}))
            if grid is None:
                continue
            left -= len(grid.cells)
            if left < 0:
                raise too_large()
            grids.append(grid)
    return grids, tuple(unread)


def _grid(sheet: Any, name: str, formats: Mapping[tuple[int, int], Shown]) -> Grid | None:
    """A sheet; None if it is blank. Its rows and columns are counted from its first."""
    if sheet.start is None:
        return None
    # Rows are given from the sheet's first; columns from the first that isn't blank.
    left = sheet.start[1]
    merged = dict(_merged(sheet))
    hidden = {
        (row, column)
        for (top, begin), (bottom, end) in merged.items()
        for row in range(top, min(bottom, top + MOST_ROWS) + 1)
        for column in range(begin, min(end, begin + MOST_COLUMNS) + 1)
        if (row, column) != (top, begin)
    }
    cells = []
    for row, values in enumerate(sheet.iter_rows()):
        if row >= MOST_ROWS:
            raise too_large()
        for column, value in enumerate(values[: MOST_COLUMNS - min(left, MOST_COLUMNS)], left):
            place = row, column
            text = "" if place in hidden else _text(value, formats.get(place, PLAIN))
            last = merged.get(place)
            if text or last:
                bottom, right = last or place
                cells.append(
                    GridCell(text, row, column, min(bottom, MOST_ROWS) - row + 1, min(right, MOST_COLUMNS) - column + 1)
                )
    if not any(each.text for each in cells):
        return None
    height = max(each.row + 1 for each in cells if each.text)
    width = max(each.column + 1 for each in cells if each.text)
    return Grid(height, width, tuple(_within(cells, height, width)), sheet=name, name=name)


def _within(cells: list[GridCell], height: int, width: int) -> Iterator[GridCell]:
    """Cells within the rows and columns that have words; merged ones end there."""
    for each in cells:
        if each.row < height and each.column < width:
            rows, columns = min(each.rows, height - each.row), min(each.columns, width - each.column)
            if each.text or rows > 1 or columns > 1:
                yield GridCell(each.text, each.row, each.column, rows, columns)


def _merged(sheet: Any) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The first and the last cell of each that is merged, where the format gives them."""
    yield from sheet.merged_cell_ranges or ()


def _text(value: Any, shown: Shown) -> str:
    match value:
        case None:
            return ""
        case str():
            return "\n".join(" ".join(line.split()) for line in meant(value[:_LONGEST]).splitlines()).strip()
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime.datetime():
            return value.date().isoformat()
        case datetime.date():
            return value.isoformat()
        case datetime.time() | datetime.timedelta():
            return str(value)
    try:
        return printed(Decimal(str(value)), shown)
    except ArithmeticError:
        return str(value)[:_LONGEST]
