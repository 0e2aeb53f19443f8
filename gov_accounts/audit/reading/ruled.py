"""The ruled tables of a PDF's page: rectangles between lines as cells, and the characters that stand in them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.glyphs import Glyph, is_seen, lines_of, tenths
from gov_accounts.audit.source import Box, Grid, GridCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_EDGES: Final = 12_000
"""Of lines on a page: more are a drawing."""
MOST_CELLS: Final = 10_000
"""Of a table on a page."""
_NEAR: Final = 15
"""Tenths of a point: rulings that are so near to each other are one."""
_COLUMNS: Final = 2
"""A table has at least: fewer are a frame around text."""
_OUT: Final = 100
"""Tenths of a point: rows of lines that reach out so far beyond the outer upright lines have a cell there, unruled."""
_THIN: Final = 30
"""Tenths of a point: a rectangle that is thinner is a line."""
_SETTINGS: Final = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table, and where it stands."""

    grid: Grid
    box: Box


def ruled_tables(page: Any, glyphs: Sequence[Glyph], number: int) -> list[Ruled]:
    """The ruled tables of a page of the library's, from the top down; frames of one column are none.

    Args:
        page: the page.
        glyphs: its characters.
        number: of the page.
    """
    edges = [each for each in page.edges if not _is_ground(each)]
    if not edges or len(edges) > MOST_EDGES:
        return []
    if any(map(_is_ground, page.rects)):
        page = page.filter(lambda each: each["object_type"] != "rect" or not _is_ground(each))
    tables = page.find_tables(_SETTINGS)
    outer = [line for table in tables for line in _unruled_sides(table.bbox, edges)]
    if outer:
        tables = page.find_tables({**_SETTINGS, "explicit_vertical_lines": outer})
    ruled = []
    for table in tables:
        boxes = [Box(*(tenths(each) for each in cell)) for cell in table.cells]
        if len(boxes) <= MOST_CELLS:
            ruled.append((boxes, _around(boxes)))
    ruled.sort(key=lambda each: (each[1].top, each[1].left))
    return [Ruled(grid, around) for boxes, around in ruled if (grid := _grid(boxes, glyphs, number)) is not None]


def _is_ground(thing: Any) -> bool:
    """Whether a rectangle, or an edge of one, is a filled ground without a border: white paper, a colour, a bar."""
    if thing.get("object_type") not in ("rect", "rect_edge") or thing.get("stroke") or not thing.get("fill"):
        return False
    if thing["object_type"] == "rect":
        return tenths(thing["width"]) > _THIN and tenths(thing["height"]) > _THIN
    return False


def _unruled_sides(box: tuple[Any, Any, Any, Any], edges: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Lines where a table has none at its left or right, though its rows' lines go on."""
    left, top, right, bottom = box
    rows = [
        each
        for each in edges
        if each["orientation"] == "h"
        and top - 1 <= each["top"] <= bottom + 1
        and each["x0"] < right
        and each["x1"] > left
    ]
    for side, out in (
        (min((each["x0"] for each in rows), default=left), left),
        (max((each["x1"] for each in rows), default=right), right),
    ):
        if abs(tenths(side - out)) > _OUT:
            yield {
                "object_type": "line",
                "x0": side,
                "x1": side,
                "top": top,
                "bottom": bottom,
                "width": 0,
                "height": bottom - top,
            }


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(each.left for each in boxes),
        min(each.top for each in boxes),
        max(each.right for each in boxes),
        max(each.bottom for each in boxes),
    )


def _rulings(places: Iterable[int]) -> list[int]:
    """The distinct ones, those near to each other taken as the first of them."""
    found: list[int] = []
    for place in sorted(set(places)):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _at(rulings: list[int], place: int) -> int:
    """Which ruling a place is at."""
    return bisect_right(rulings, place) - 1


def _grid(boxes: Sequence[Box], glyphs: Sequence[Glyph], number: int) -> Grid | None:
    """Cells by their rulings, each with its characters; None where there is no table in it."""
    across = _rulings(place for each in boxes for place in (each.left, each.right))
    down = _rulings(place for each in boxes for place in (each.top, each.bottom))
    height, width = len(down) - 1, len(across) - 1
    if width < _COLUMNS or height < 1:
        return None
    cells: dict[tuple[int, int], tuple[Box, int, int]] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for box in boxes:
        row, column = _at(down, box.top), _at(across, box.left)
        rows, columns = max(_at(down, box.bottom) - row, 1), max(_at(across, box.right) - column, 1)
        if (row, column) in owner:
            continue
        cells[row, column] = (box, rows, columns)
        for place in ((row + below, column + beside) for below in range(rows) for beside in range(columns)):
            owner.setdefault(place, (row, column))
    inside: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        x, y = glyph.middle
        key = owner.get((_at(down, y), _at(across, x)))
        if key is not None:
            inside.setdefault(key, []).append(glyph)
    if not any(map(is_seen, (each for cell in inside.values() for each in cell))):
        return None
    found = []
    for (row, column), (box, rows, columns) in sorted(cells.items()):
        lines = lines_of(inside.get((row, column), ()))
        text = "\n".join(" ".join(word.text for word in line) for line in lines)
        if text or rows > 1 or columns > 1:
            found.append(GridCell(text, row, column, rows, columns, box))
    return Grid(height, width, tuple(found), page=number)
