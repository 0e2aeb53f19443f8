"""What was read from a document's files, in reading order: lines of text and grids of cells. Nothing is understood yet.

Places are kept, so that a finding can be shown where it stands: the file, the page (of a workbook the sheet), and on a
page the rectangle, in tenths of a point from the upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in tenths of a point from its upper left corner."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Word:
    """Characters that stand together, with where they stand."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text.

    Attributes:
        text: as it stands, words apart by blanks.
        page: counted from 1 through the document's files; of formats without pages, 0.
        words: where it was read by position; else none.
        ends: whether a paragraph ends with it, as far as the format tells (docx, html: each line is a paragraph).
        heading: the level the format itself gives it as a heading, 1 the highest; 0 for none or unknown.
        sheet: of a workbook, the sheet's name.
    """

    text: str
    page: int = 0
    words: tuple[Word, ...] = ()
    ends: bool = False
    heading: int = 0
    sheet: str = ""

    @property
    def box(self) -> Box | None:
        """The rectangle around its words."""
        if not self.words:
            return None
        boxes = [each.box for each in self.words]
        return Box(
            min(each.left for each in boxes),
            min(each.top for each in boxes),
            max(each.right for each in boxes),
            max(each.bottom for each in boxes),
        )


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid; one merged over rows or columns stands once, at its upper left.

    Attributes:
        text: its words, lines within it apart by line ends. What a workbook holds as a number is written plainly, with
            the decimals that its format shows.
        row, column: counted from 0 within the grid.
        rows, columns: how many it takes.
        box: where it stands on its page.
    """

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as its format or its ruled lines give it. A table over several pages may be several grids.

    Attributes:
        height, width: how many rows and columns it has.
        cells: those that aren't blank, and blank ones that are merged, by rows.
        page: see `Line`.
        sheet: of a workbook or CSV file, the sheet's (or the file's) name.
        name: of formats that name tables (an HTML caption, a CSV file's stem), that name.
    """

    height: int
    width: int
    cells: tuple[GridCell, ...]
    page: int = 0
    sheet: str = ""
    name: str = ""

    def lines(self) -> Iterator[tuple[str, ...]]:
        """Its rows of words; a merged cell's words stand at its upper left alone."""
        rows = [[""] * self.width for _ in range(self.height)]
        for cell in self.cells:
            rows[cell.row][cell.column] = cell.text
        yield from map(tuple, rows)


Block: TypeAlias = Line | Grid


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document.

    Attributes:
        number: through the document's files.
        file: its file's name.
        width, height: in tenths of a point.
        scanned: whether it is a picture without text.
    """

    number: int
    file: str
    width: int
    height: int
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A document as read.

    Attributes:
        files: the names of its files, without folders, in the order they were given.
        kind: ``pdf``, ``docx``, ``workbook``, ``html``, ``text`` of the first file.
        blocks: its lines and grids, in reading order. What stands in a grid is not among the lines.
        pages: where the format has pages.
        unread: what couldn't be read, and why: pages that are scans, pictures, sheets that are hidden.
        titles: of each file, the title that its own properties give; often none, never trusted.
    """

    files: tuple[str, ...]
    kind: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    unread: tuple[Unread, ...] = ()
    titles: Mapping[str, str] | None = None

    def lines(self) -> Iterator[Line]:
        """Its lines of text, without those of grids."""
        return (each for each in self.blocks if isinstance(each, Line))

    def grids(self) -> Iterator[Grid]:
        """Its grids."""
        return (each for each in self.blocks if isinstance(each, Grid))


@dataclass(frozen=True, slots=True)
class Unread:
    """What wasn't read, or wasn't checked: what, and why, as Chinese sentences without their full stop."""

    what: str
    why: str
