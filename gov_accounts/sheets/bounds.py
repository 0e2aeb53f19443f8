"""How much a workbook's sheets hold, looked at before a library lays them out in memory.

The library makes a rectangle of a sheet, from its first cell that isn't blank to its last: two cells far apart, or one
cell that says it stands a million times, would take all memory there is. Parts are unpacked here within bounds, too,
whatever size the file claims.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

MOST_CELLS: Final = 8_000_000
"""Cells of the rectangle that a sheet takes."""
MOST_BYTES: Final = 400_000_000
"""Bytes of a workbook's parts, unpacked."""
_CHUNK: Final = 1 << 20
_LETTERS: Final = 26
_ELEMENT: Final = re.compile(rb"<(?:[\w.]+:)?(row|c)(?=[\s/>])([^<>]*)>")
_PLACE: Final = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{0,7})([0-9]{0,9})["']""")
_USUAL: Final = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_CELL: Final = re.compile(rb"<(?:[\w.]+:)?c[\s/>]")
_LINE: Final = re.compile(rb"<(/?)table:(table-row|covered-table-cell|table-cell|table)(?=[\s/>])([^<>]*)>")
_ROWS: Final = re.compile(rb"""number-rows-repeated\s*=\s*["']([0-9]{1,12})["']""")
_COLUMNS: Final = re.compile(rb"""number-columns-repeated\s*=\s*["']([0-9]{1,12})["']""")


class TooLargeError(Exception):
    """A workbook that holds more than is read."""


def check_workbook(parts: zipfile.ZipFile) -> None:
    """Look at a workbook's parts (.xlsx, .ods).

    Raises:
        TooLargeError: its parts, or the rectangle of a sheet, are larger than is read.
        zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError: a part can't be unpacked.
    """
    left = MOST_BYTES
    for part in parts.infolist():
        sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
        content = part.filename == "content.xml"
        kept = bytearray()
        with parts.open(part) as file:
            while block := file.read(_CHUNK):
                left -= len(block)
                if left < 0:
                    raise TooLargeError
                if sheet or content:
                    kept += block
        if sheet and not _is_small(bytes(kept)):
            _require_area(_xlsx_places(bytes(kept)))
        elif content:
            _check_ods(bytes(kept))


def _is_small(text: bytes) -> bool:
    """Whether the rectangle is within bounds at a glance: each cell says its place, blank ones counted too."""
    places = _USUAL.findall(text)
    if len(places) != len(_CELL.findall(text)) or not places:
        return False
    columns = [_column(letters) for letters in {letters for letters, _ in places}]
    rows = [int(row) for row in {row for _, row in places}]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) <= MOST_CELLS


def _require_area(places: Iterator[tuple[int, int]]) -> None:
    rows, columns = [0, 0], [0, 0]
    begun = False
    for row, column in places:
        if not begun:
            rows, columns, begun = [row, row], [column, column], True
        rows = [min(rows[0], row), max(rows[1], row)]
        columns = [min(columns[0], column), max(columns[1], column)]
    if (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1) > MOST_CELLS:
        raise TooLargeError


def _xlsx_places(text: bytes) -> Iterator[tuple[int, int]]:
    """Row and column of each cell with something in it; a cell that says no place follows the one before."""
    row = column = 0
    for element in _ELEMENT.finditer(text):
        kind, attributes = element.groups()
        place = _PLACE.search(attributes)
        if kind == b"row":
            row = int(place[2]) if place and place[2] else row + 1
            column = 0
            continue
        if place and place[1]:
            column = _column(place[1])
            row = int(place[2] or row)
        else:
            column += 1
        if not attributes.endswith(b"/"):
            yield row, column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + letter - 64
    return number


def _check_ods(text: bytes) -> None:
    """Rows and cells that stand several times count as often; blank ones count where others follow."""
    rows = blank = width = 0
    times, at, filled = 1, 0, 0
    for element in _LINE.finditer(text):
        closing, kind, attributes = element.groups()
        if kind == b"table" and not closing:
            rows = blank = width = 0
        elif kind == b"table-row" and not closing:
            found = _ROWS.search(attributes)
            times, at, filled = int(found[1]) if found else 1, 0, 0
            if attributes.endswith(b"/"):
                blank += times
        elif kind == b"table-row":
            if filled:
                rows, blank, width = rows + blank + times, 0, max(width, filled)
            else:
                blank += times
            if rows * max(width, 1) > MOST_CELLS:
                raise TooLargeError
        elif not closing and kind != b"table":
            found = _COLUMNS.search(attributes)
            at += int(found[1]) if found else 1
            if b"value-type" in attributes or not attributes.endswith(b"/"):
                filled = at
