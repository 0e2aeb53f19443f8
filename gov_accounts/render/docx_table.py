"""Tables in Word: cells that span, heads that are repeated on each page, columns as wide as their words need.

Lengths are in twips, twentieths of a point; sizes of type in half points. Half a Chinese character is five twips wide
for each half point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from gov_accounts.render.docx_styles import TABLE_TEXT, Page
from gov_accounts.render.docx_xml import element, runs
from gov_accounts.render.grid import grid
from gov_accounts.render.layout import Kind, needed, shared, unbroken
from gov_accounts.render.printable import one_line
from gov_accounts.render.spans import Placed, placed
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from gov_accounts.printing.printed import PrintedStatement
    from gov_accounts.publishing.document import Form

Align = Literal["left", "center", "right"]

SIZES: Final = (18, 17, 16, 15)
"""Sizes of type from the one that is wanted to the smallest that can be read: 9 to 7.5 points."""
_TINY: Final = (14, 13, 12, 11, 10, 9, 8)
"""Smaller ones yet, for numbers that would be broken over lines: those can't be read at all."""
_FORM_SIZES: Final = (21, 20, 19, 18)
_HALF_EM: Final = 5
_LINE: Final = 12
"""Height of a line, for each half point of its type."""
_SIDE: Final = 60
"""What a cell leaves free at the left and at the right."""
_ABOVE: Final = {18: 28, 17: 20, 16: 14, 15: 8}
"""What a cell leaves free above and below, by the size of its type."""
_FORM_ABOVE: Final = 40
_RULE: Final = 10
_HEAD_LINES, _FORM_HEAD_LINES = 4, 2
_NARROWEST: Final = 4
_LONGEST_ROW: Final = 25
"""Lines of a row that is kept on one page."""
_ROOM_FOR_TITLES: Final = 2300
"""Height of what stands above and below a table: headings, caption, a line, notes."""
_SHADE: Final = "F2F2F2"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell.

    Attributes:
        kind: what may be broken of its text, and whether it is a head.
    """

    text: str
    columns: int = 1
    lines: int = 1
    align: Align = "left"
    kind: Kind = "text"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Layout:
    """A size of type with the widths of the columns."""

    size: int
    above: int
    widths: tuple[int, ...]


def statement_table(statement: PrintedStatement, page: Page) -> Any:
    """A printed statement as a table."""
    made = grid(statement)
    heads = [[Cell(head.text, head.columns, head.lines, "center", "head") for head in line] for line in made.lines]
    kinds: dict[str, tuple[Align, Kind]] = {
        "code": ("center", "figure"),
        "figure": ("right", "figure"),
        "total": ("center", "text"),
    }
    body = []
    for line in made.body:
        cells = []
        for cell in line:
            align, kind = kinds.get(cell.kind, ("left", "text"))
            cells.append(Cell(cell.text, cell.columns, align=align, kind=kind, bold=cell.bold))
        body.append(cells)
    width = made.width
    lines = placed([*heads, *body], width)
    layouts = [_laid_out(lines, width, page.width, size, _ABOVE[size], _HEAD_LINES) for size in SIZES]
    fitting = [each for each, fits in layouts if fits]
    on_one_page = [each for each in fitting if _height(lines, each) <= page.height - _ROOM_FOR_TITLES]
    chosen = next(iter(on_one_page or fitting), _for_numbers(lines, width, page.width, _ABOVE[SIZES[-1]], _HEAD_LINES))
    kept = {*range(len(heads)), *([len(lines) - 1] if statement.notes else [])}
    return _table(lines, chosen, len(heads), kept, statement.heading)


def form_table(form: Form, page: Page) -> Any:
    """A form as a table."""
    kinds: dict[str, tuple[Align, Kind]] = {
        "label": ("center", "head"),
        "figure": ("right", "figure"),
        "text": ("left", "text"),
    }
    rows = [[Cell(cell.content.text, cell.columns, cell.lines, *kinds[cell.kind]) for cell in row] for row in form.rows]
    lines = placed(rows, form.width)
    layouts = [_laid_out(lines, form.width, page.width, size, _FORM_ABOVE, _FORM_HEAD_LINES) for size in _FORM_SIZES]
    chosen = next(
        (each for each, fits in layouts if fits),
        _for_numbers(lines, form.width, page.width, _FORM_ABOVE, _FORM_HEAD_LINES),
    )
    whole = _height(lines, chosen) <= page.height - _ROOM_FOR_TITLES
    return _table(lines, chosen, 0, set(range(len(lines) - 1)) if whole else set(), form.title)


# Widths and heights


def _laid_out(
    lines: Sequence[Sequence[Placed[Cell]]], width: int, room: int, size: int, above: int, head_lines: int
) -> tuple[_Layout, bool]:
    """Widths of the columns in a size of type, and whether that size is small enough for the words."""
    hard, least, wanted = _needs(lines, width, head_lines)
    free = room - width * 2 * _SIDE
    half = size * _HALF_EM
    shares = shared(
        [each * half for each in hard], [each * half for each in least], [each * half for each in wanted], free
    )
    return _Layout(size, above, tuple(share + 2 * _SIDE for share in shares)), sum(least) * half <= free


def _needs(lines: Sequence[Sequence[Placed[Cell]]], width: int, head_lines: int) -> tuple[list[int], ...]:
    """What each column needs for its numbers and for its words, and what it should have, in half characters."""
    hard, least, wanted = ([_NARROWEST] * width for _ in range(3))
    for line in lines:
        for place in line:
            if place.cell is None or place.columns > 1 or place.continued:
                continue
            need, wish = needed(place.cell.text, place.cell.kind, head_lines)
            hard[place.column] = max(hard[place.column], unbroken(place.cell.text))
            least[place.column] = max(least[place.column], need)
            wanted[place.column] = max(wanted[place.column], wish, need)
    return hard, least, wanted


def _for_numbers(
    lines: Sequence[Sequence[Placed[Cell]]], width: int, room: int, above: int, head_lines: int
) -> _Layout:
    """Where no size is small enough for the words, the largest in which no number is broken over lines."""
    hard, _, _ = _needs(lines, width, head_lines)
    free = room - width * 2 * _SIDE
    size = next((each for each in (*SIZES, *_TINY) if sum(hard) * each * _HALF_EM <= free), _TINY[-1])
    return _laid_out(lines, width, room, size, above, head_lines)[0]


def _text_lines(place: Placed[Cell], layout: _Layout) -> int:
    """On how many lines a cell's text comes to stand, about."""
    if place.cell is None:
        return 1
    room = sum(layout.widths[place.column : place.column + place.columns]) - 2 * _SIDE
    across = max(1, room // (layout.size * _HALF_EM))
    return sum(max(1, -(-text_width(line) // across)) for line in place.cell.text.split("\n"))


def _height(lines: Sequence[Sequence[Placed[Cell]]], layout: _Layout) -> int:
    of_row = layout.size * _LINE
    return sum(_tallest(line, layout) * of_row + 2 * layout.above + _RULE for line in lines)


def _tallest(line: Sequence[Placed[Cell]], layout: _Layout) -> int:
    """Text lines of a row; a cell that reaches over several gives each its part."""
    return max((-(-_text_lines(place, layout) // (place.cell.lines if place.cell else 1)) for place in line), default=1)


# Elements


def _table(
    lines: Sequence[Sequence[Placed[Cell]]], layout: _Layout, heads: int, kept: Collection[int], title: str
) -> Any:
    """The table; lines that are `kept` stay on the page of what follows them.

    So a head doesn't stand alone at the foot of a page, nor notes without the table's end, and a form that fits a page
    isn't broken.
    """
    made = element("w:tbl", None, _properties(layout, title), _columns(layout))
    for number, line in enumerate(lines):
        properties = element("w:trPr")
        if _tallest(line, layout) <= _LONGEST_ROW:
            properties.append(element("w:cantSplit"))
        if number < heads:
            properties.append(element("w:tblHeader"))
        made.append(element("w:tr", None, properties, *(_cell(place, layout, kept=number in kept) for place in line)))
    return made


def _properties(layout: _Layout, title: str) -> Any:
    border = {"w:val": "single", "w:sz": 4, "w:space": 0, "w:color": "000000"}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    margins = {"top": layout.above, "left": _SIDE, "bottom": layout.above, "right": _SIDE}
    return element(
        "w:tblPr",
        None,
        element("w:tblW", {"w:w": sum(layout.widths), "w:type": "dxa"}),
        element("w:jc", {"w:val": "center"}),
        element("w:tblBorders", None, *(element(f"w:{side}", border) for side in sides)),
        element("w:tblLayout", {"w:type": "fixed"}),
        element(
            "w:tblCellMar",
            None,
            *(element(f"w:{side}", {"w:w": room, "w:type": "dxa"}) for side, room in margins.items()),
        ),
        element("w:tblLook", {"w:val": "0020", "w:firstRow": "1"}),
        element("w:tblCaption", {"w:val": one_line(title)}),
    )


def _columns(layout: _Layout) -> Any:
    return element("w:tblGrid", None, *(element("w:gridCol", {"w:w": width}) for width in layout.widths))


def _cell(place: Placed[Cell], layout: _Layout, *, kept: bool) -> Any:
    width = sum(layout.widths[place.column : place.column + place.columns])
    properties = element("w:tcPr", None, element("w:tcW", {"w:w": width, "w:type": "dxa"}))
    if place.columns > 1:
        properties.append(element("w:gridSpan", {"w:val": place.columns}))
    if place.continued:
        properties.append(element("w:vMerge"))
    elif place.lines > 1:
        properties.append(element("w:vMerge", {"w:val": "restart"}))
    cell = place.cell
    if cell is not None and cell.kind == "head":
        properties.append(element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": _SHADE}))
    properties.append(element("w:vAlign", {"w:val": "center"}))
    return element("w:tc", None, properties, _paragraph(place, layout, kept=kept))


def _paragraph(place: Placed[Cell], layout: _Layout, *, kept: bool) -> Any:
    properties = element("w:pPr", None, element("w:pStyle", {"w:val": TABLE_TEXT.replace(" ", "")}))
    if kept:
        properties.append(element("w:keepNext"))
    # Lines as high as is said, whatever the font is: else a table fits its page with one font and not with another.
    line = {"w:before": 0, "w:after": 0, "w:line": layout.size * _LINE, "w:lineRule": "exact"}
    properties.append(element("w:spacing", line))
    cell = place.cell
    properties.append(element("w:jc", {"w:val": cell.align if cell else "left"}))
    made = element("w:p", None, properties)
    if cell is not None and cell.text and not place.continued:
        made.extend(runs(cell.text, layout.size, bold=cell.bold or cell.kind == "head"))
    return made
