"""Tables in what is called .xls and is a page (HTML), or Excel's own XML of 2003: many programs write these.

Nothing is run, fetched or replaced; a document type of XML is refused. A cell over several columns or rows stands
once, at its upper left, as in a workbook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_INDEX: Final = f"{{{_SPREADSHEET}}}Index"
_NAME: Final = f"{{{_SPREADSHEET}}}Name"
_ACROSS: Final = f"{{{_SPREADSHEET}}}MergeAcross"
_DOWN: Final = f"{{{_SPREADSHEET}}}MergeDown"
_DIGITS: Final = 6


class Table(NamedTuple):
    """A table: its name, and its rows with their numbers."""

    name: str
    rows: list[tuple[int, list[str]]]


class NoTableError(Exception):
    """Markup without a table."""


class TooManyError(Exception):
    """Rows beyond what is read."""


def tables(text: str, most_rows: int, most_columns: int) -> list[Table]:
    """The tables of a page, or of a workbook in Excel's XML.

    Args:
        text: the markup.
        most_rows: so many rows are read at most, of all tables together.
        most_columns: so many columns; others are left out.

    Raises:
        NoTableError: it has none.
        TooManyError: there are more rows.
    """
    spreadsheet = _SPREADSHEET in text[:5000]
    root = _parsed(text, xml=spreadsheet)
    if root is None:
        raise NoTableError
    grid = _Grid(most_rows, most_columns)
    found = list(_workbook(root, grid) if spreadsheet else _page(root, grid))
    if not any(each.rows for each in found):
        raise NoTableError
    return found


def _parsed(text: str, *, xml: bool) -> Any:
    from lxml import etree  # noqa: PLC0415 (most files are no pages)

    content = text.encode("utf-8", "replace")
    if xml:
        if b"<!doctype" in content.lower():
            raise NoTableError
        head, _, rest = content.partition(b"?>") if content.lstrip().startswith(b"<?xml") else (b"", b"", content)
        del head  # Its encoding was that of the file.
        parser = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
        )
        content = rest.strip()
    else:
        parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoTableError from error


class _Grid:
    """Places cells in rows, those over several rows and columns once; counts the rows."""

    def __init__(self, most_rows: int, most_columns: int) -> None:
        self._left = most_rows
        self._most = most_columns
        self._down: dict[int, int] = {}

    def begin(self) -> None:
        """Begin a table."""
        self._down = {}

    def row(self, cells: Iterable[tuple[str, int, int, int]]) -> list[str]:
        """A row of cells: each its text, its column or -1 for the next, how many columns it takes, and rows."""
        self._left -= 1
        if self._left < 0:
            raise TooManyError
        below: dict[int, int] = {place: rows - 1 for place, rows in self._down.items() if rows > 1}
        placed: list[str] = []
        for text, column, across, down in cells:
            if column >= 0:
                placed += [""] * (min(column, self._most) - len(placed))
            while len(placed) in self._down:
                placed.append("")
            if len(placed) >= self._most:
                break
            begin = len(placed)
            placed += [text, *[""] * (min(across, self._most - begin) - 1)]
            if down > 1:
                below |= dict.fromkeys(range(begin, len(placed)), down - 1)
        self._down = below
        return placed[: self._most]


def _page(root: Any, grid: _Grid) -> Iterator[Table]:
    """The tables of a page that hold no other tables."""
    found = [each for each in root.iter("table") if next(each.iterdescendants("table"), None) is None]
    for number, table in enumerate(found, 1):
        grid.begin()
        rows = [(number_of_row, grid.row(_of_row(row))) for number_of_row, row in enumerate(table.iter("tr"), 1)]
        yield Table(f"表{number}" if len(found) > 1 else "", rows)


def _of_row(row: Any) -> Iterator[tuple[str, int, int, int]]:
    for cell in row.iterchildren("td", "th"):
        yield _text(cell), -1, _number(cell.get("colspan"), 1), _number(cell.get("rowspan"), 1)


def _text(cell: Any) -> str:
    """A cell's words; those of programs and styles in it are none."""
    if not len(cell):
        return (cell.text or "").strip()
    return "".join(cell.xpath(".//text()[not(ancestor::script or ancestor::style)]")).strip()


def _number(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else otherwise


def _workbook(root: Any, grid: _Grid) -> Iterator[Table]:
    """The sheets of a workbook in Excel's XML."""
    for sheet in root.iter(f"{{{_SPREADSHEET}}}Worksheet"):
        grid.begin()
        rows = []
        number = 0
        for row in sheet.iter(f"{{{_SPREADSHEET}}}Row"):
            number = _number(row.get(_INDEX), number + 1)
            rows.append((number, grid.row(_cells(row))))
        yield Table(sheet.get(_NAME) or "", rows)


def _cells(row: Any) -> Iterator[tuple[str, int, int, int]]:
    for cell in row.iterchildren(f"{{{_SPREADSHEET}}}Cell"):
        data = cell.find(f"{{{_SPREADSHEET}}}Data")
        yield (
            "".join(data.itertext()).strip() if data is not None else "",
            _number(cell.get(_INDEX), 0) - 1,
            _number(cell.get(_ACROSS), 0) + 1,
            _number(cell.get(_DOWN), 0) + 1,
        )
