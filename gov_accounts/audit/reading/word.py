"""Reads a .docx: paragraphs as lines, with the numbers Word gives them, and tables as grids, in the body's order.

Heads and feet of pages are left out, for they are no part of the text; text boxes are read after the paragraph that
holds them. What was deleted in tracking or is hidden isn't read. Macros, embedded files and references are never
opened.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.characters import meant
from gov_accounts.audit.reading.numbering import Numbering, read_numbering
from gov_accounts.audit.reading.parts import Parts, attribute, broken, child, local, number, too_large
from gov_accounts.audit.reading.placing import Placing
from gov_accounts.audit.reading.styles import Styles, read_styles
from gov_accounts.audit.source import Line, Source, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gov_accounts.audit.source import Block, Grid

MOST_BLOCKS: Final = 200_000
_DEEPEST: Final = 60
"""Of tables in tables, and boxes in boxes."""
_WRAPPERS: Final = frozenset(
    {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo"}
)
"""What holds runs, paragraphs or tables, and is none."""
_PICTURES: Final = {"pic": "图片", "imagedata": "图片", "chart": "图表", "OLEObject": "嵌入的文件"}


def read(path: Path, first: int) -> Source:
    """A .docx.

    Raises:
        UnreadableError: it is broken, or larger than is read.
    """
    del first  # It has no pages.
    with Parts(path) as parts:
        root = parts.tree("word/document.xml")
        body = child(root, "body") if root is not None else None
        if body is None:
            raise broken()
        reading = _Reading(read_styles(parts.tree("word/styles.xml")), read_numbering(parts.tree("word/numbering.xml")))
        blocks = []
        for block in reading.blocks(body, 0):
            blocks.append(block)
            if len(blocks) > MOST_BLOCKS:
                raise too_large()
        title = parts.title()
    return Source(
        files=(path.name,),
        kind="docx",
        blocks=tuple(blocks),
        unread=tuple(reading.unread()),
        titles={path.name: title} if title else None,
    )


class _Reading:
    """Walks a body; its lists count on as it goes."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._pictures: Counter[str] = Counter()

    def unread(self) -> Iterator[Unread]:
        """What it came by and didn't read."""
        for name, count in sorted(self._pictures.items()):
            yield Unread(f"{count} 个{name}", "里面的字和数没有读")

    def blocks(self, holder: Any, depth: int) -> Iterator[Block]:
        """What stands in a body, a cell, or a box."""
        if depth > _DEEPEST:
            raise broken()
        for each in holder:
            match local(each):
                case "p":
                    yield from self._paragraph(each, depth)
                case "tbl":
                    yield from self._table(each, depth)
                case name if name in _WRAPPERS:
                    yield from self.blocks(each, depth + 1)

    def _paragraph(self, paragraph: Any, depth: int) -> Iterator[Block]:
        boxes: list[Any] = []
        text = meant("".join(self._text(paragraph, boxes, 0)))
        style = self._styles.of(paragraph)
        pieces = [" ".join(piece.replace("\t", " ").split(" ")).strip() for piece in text.split("\n")]
        pieces = [piece for piece in pieces if piece]
        if pieces:
            pieces[0] = self._number(paragraph) + pieces[0]
        for at, piece in enumerate(pieces):
            # A title goes on after a break; other text begins anew.
            yield Line(piece, ends=not style.title or at == len(pieces) - 1, heading=style.heading)
        for box in boxes:
            yield from self.blocks(box, depth + 1)

    def _number(self, paragraph: Any) -> str:
        list_, level = self._styles.list_of(paragraph)
        if not list_:
            return ""
        if level < 0:
            level = self._numbering.level_of(list_, self._styles.name_of(paragraph))
        return self._numbering.next(list_, level)

    def _text(self, element: Any, boxes: list[Any], depth: int) -> Iterator[str]:
        """The words of a paragraph, its breaks as line ends; boxes in it are put aside."""
        if depth > _DEEPEST:
            raise broken()
        for each in element:
            match local(each):
                case "t":
                    yield each.text or ""
                case "tab" | "ptab":
                    yield " "
                case "br" | "cr":
                    yield "\n"
                case "noBreakHyphen":
                    yield "-"
                case "r":
                    if not _is_hidden(each):
                        yield from self._text(each, boxes, depth + 1)
                case "AlternateContent":
                    # The same thing for new and old programs: one of them.
                    found = next((one for one in each if local(one) in ("Choice", "Fallback")), None)
                    if found is not None:
                        yield from self._text(found, boxes, depth + 1)
                case "drawing" | "pict" | "object":
                    self._look(each, boxes)
                case name if name in _WRAPPERS:
                    yield from self._text(each, boxes, depth + 1)

    def _look(self, drawing: Any, boxes: list[Any]) -> None:
        """Put the boxes of a drawing aside, and count what isn't read."""
        inside: set[Any] = set()
        for each in drawing.iter():
            name = local(each)
            if name == "txbxContent" and not any(above in inside for above in each.iterancestors()):
                inside.add(each)
                boxes.append(each)
            elif name in _PICTURES and not any(above in inside for above in each.iterancestors()):
                self._pictures[_PICTURES[name]] += 1

    def _table(self, table: Any, depth: int) -> Iterator[Block]:
        """A table; those in its cells follow it."""
        rows = [list(_cells(row)) for row in _rows(table)]
        skipped = [_skipped(row) for row in _rows(table)]
        heights = _heights(rows, skipped)
        placing = Placing()
        nested: list[Block] = []
        for at, row in enumerate(rows):
            placing.row(skipped[at])
            column = skipped[at]
            for cell in row:
                columns = _columns(cell)
                if _merged(cell) != "continue" or (at, column) in heights:
                    text, others = self._cell(cell, depth)
                    nested += others
                    placing.cell(text, columns, heights.get((at, column), 1))
                column += columns
        caption = child(table, "tblPr", "tblCaption")
        grid = placing.grid(attribute(caption, "val").strip() if caption is not None else "")
        yield from _grid_or_lines(grid)
        yield from nested

    def _cell(self, cell: Any, depth: int) -> tuple[str, list[Block]]:
        """A cell's words, and the tables in it."""
        blocks = list(self.blocks(cell, depth + 1))
        text = "\n".join(each.text for each in blocks if isinstance(each, Line))
        return text, [each for each in blocks if not isinstance(each, Line)]


def _grid_or_lines(grid: Grid) -> Iterator[Block]:
    """A grid; one of a single column is a frame around paragraphs."""
    if grid.width > 1:
        yield grid
        return
    for cell in grid.cells:
        for text in cell.text.split("\n"):
            if text:
                yield Line(text, ends=True)


def _is_hidden(run: Any) -> bool:
    hidden = child(run, "rPr", "vanish")
    return hidden is not None and attribute(hidden, "val") not in ("0", "false", "off")


def _within(holder: Any, name: str) -> Iterator[Any]:
    """Children of a name, those within wrappers too."""
    for each in holder:
        if local(each) == name:
            yield each
        elif local(each) in _WRAPPERS:
            yield from _within(each, name)


def _rows(table: Any) -> Iterator[Any]:
    for row in _within(table, "tr"):
        if child(row, "trPr", "del") is None:
            yield row


def _cells(row: Any) -> Iterable[Any]:
    return _within(row, "tc")


def _skipped(row: Any) -> int:
    before = child(row, "trPr", "gridBefore")
    return number(attribute(before, "val")) if before is not None else 0


def _columns(cell: Any) -> int:
    span = child(cell, "tcPr", "gridSpan")
    return max(number(attribute(span, "val"), 1), 1) if span is not None else 1


def _merged(cell: Any) -> str:
    """``restart`` at the first of cells merged downward, ``continue`` at the others; nothing at one of its own."""
    merge = child(cell, "tcPr", "vMerge")
    if merge is None:
        return ""
    return "restart" if attribute(merge, "val") == "restart" else "continue"


def _heights(rows: list[list[Any]], skipped: list[int]) -> dict[tuple[int, int], int]:
    """Row and column of each cell that is merged downward → over how many rows.

    One that says it goes on, and nothing begins above it, begins there.
    """
    heights: dict[tuple[int, int], int] = {}
    begun: dict[int, int] = {}
    for at, row in enumerate(rows):
        column = skipped[at]
        still: dict[int, int] = {}
        for cell in row:
            merged = _merged(cell)
            if merged == "continue" and column in begun:
                still[column] = begun[column]
                heights[begun[column], column] += 1
            elif merged:
                still[column] = at
                heights[at, column] = 1
            column += _columns(cell)
        begun = still
    return heights
