"""What stands on a PDF's page, by position: words of its characters, and lines of its words.

No order of the file counts. Coordinates are integers in tenths of a point from the page's upper left corner.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.characters import is_unknown, meant
from gov_accounts.audit.source import Box, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_GAP: Final = 3
"""Characters that are apart by more than a third of their size are of two words."""
_SAME: Final = 5
"""Tenths of a point: the same character so near by is the same one, printed twice to look bold."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and where it stands."""

    text: str
    box: Box

    @property
    def middle(self) -> tuple[int, int]:
        """The middle of its rectangle."""
        return (self.box.left + self.box.right) // 2, (self.box.top + self.box.bottom) // 2

    @property
    def height(self) -> int:
        """The size of its type."""
        return self.box.bottom - self.box.top


def tenths(points: Any) -> int:
    """A coordinate of the library in tenths of a point."""
    return int(round(points * 10))  # noqa: RUF046 (an integer already; the library has no types)


def box_of(thing: Any) -> Box:
    """The rectangle of a character, a picture, or a line of the library's."""
    return Box(tenths(thing["x0"]), tenths(thing["top"]), tenths(thing["x1"]), tenths(thing["bottom"]))


def glyphs_of(characters: Iterable[Any]) -> tuple[list[Glyph], int]:
    """A page's characters, each once, blanks too; and how many there are whose font doesn't tell what they are."""
    found: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Box]] = {}
    unknown = 0
    for each in characters:
        if is_unknown(each["text"]):
            unknown += 1
            continue
        text = meant(each["text"]).strip() or " "
        box = box_of(each)
        near = 2 * _SAME
        places = [
            (text, across, down)
            for across in {(box.left - _SAME) // near, (box.left + _SAME) // near}
            for down in {(box.top - _SAME) // near, (box.top + _SAME) // near}
        ]
        if any(
            abs(other.left - box.left) <= _SAME and abs(other.top - box.top) <= _SAME
            for place in places
            for other in seen.get(place, ())
        ):
            continue
        for place in places:
            seen.setdefault(place, []).append(box)
        found.append(Glyph(text, box))
    return found, unknown


def lines_of(glyphs: Sequence[Glyph]) -> list[tuple[Word, ...]]:
    """Lines of words from the top down: what shares most of its height stands in one line. Blanks only part words."""
    rows: list[list[Glyph]] = []
    bounds: list[tuple[int, int]] = []
    for glyph in sorted(filter(is_seen, glyphs), key=lambda each: (each.middle[1], each.box.left)):
        box = glyph.box
        if bounds:
            top, bottom = bounds[-1]
            shared = min(bottom, box.bottom) - max(top, box.top)
            if shared * 2 >= min(bottom - top, glyph.height) and shared > 0:
                rows[-1].append(glyph)
                # The tallest character says where the line is: a small sign at its foot doesn't move it.
                if glyph.height > bottom - top:
                    bounds[-1] = (box.top, box.bottom)
                continue
        rows.append([glyph])
        bounds.append((box.top, box.bottom))
    tops = [top for top, _ in bounds]
    for glyph in glyphs:
        at = bisect_right(tops, glyph.middle[1]) - 1
        if not is_seen(glyph) and at >= 0 and glyph.middle[1] <= bounds[at][1]:
            rows[at].append(glyph)
    return [tuple(_words(row)) for row in rows]


def is_seen(glyph: Glyph) -> bool:
    """Whether it is a character, not a blank."""
    return glyph.text != " "


def _words(row: list[Glyph]) -> Iterable[Word]:
    """The words of a line from left to right."""
    begun: list[Glyph] = []
    for glyph in sorted(row, key=lambda each: (each.box.left, each.box.right)):
        apart = begun and (glyph.box.left - begun[-1].box.right) * _GAP > min(glyph.height, begun[-1].height)
        if begun and (apart or not is_seen(glyph)):
            yield _word(begun)
            begun = []
        if is_seen(glyph):
            begun.append(glyph)
    if begun:
        yield _word(begun)


def _word(glyphs: list[Glyph]) -> Word:
    boxes = [each.box for each in glyphs]
    return Word(
        "".join(each.text for each in glyphs),
        Box(
            min(each.left for each in boxes),
            min(each.top for each in boxes),
            max(each.right for each in boxes),
            max(each.bottom for each in boxes),
        ),
    )
