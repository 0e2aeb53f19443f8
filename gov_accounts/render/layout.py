"""What layouts share: how wide columns should be, and which rows stand on one line."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, Literal

from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gov_accounts.printing.printed import PrintedPanel, PrintedRow

Kind = Literal["head", "figure", "text"]
"""Of a cell: a head may be broken, a figure or a code may not, words may be where room is short."""
_NARROW_WORDS, _WIDE_WORDS = 14, 44
"""Half characters: what a column of words has at least, where it needs it, and at most, where room is short."""
_SHORT_HEAD, _WIDE_HEAD = 10, 18
"""Half characters: of a head that isn't broken, and what another has at most on one line."""
_NUMBER: Final = re.compile(r"[-+]?[0-9][0-9.,:%]*")
_LONGEST_NUMBER: Final = 24
"""Characters: what is longer is no number that anybody reads."""
_ROOMY_FIGURE: Final = 1
"""A per cent sign, and others, are wider than half a character."""


def needed(text: str, kind: Kind, head_lines: int) -> tuple[int, int]:
    """How wide a cell's column must be at least, and how wide it should be, in half characters.

    Args:
        text: what stands in the cell.
        kind: what it is.
        head_lines: on how many lines a head may be broken, so that its column needn't be wider than its figures.
    """
    long = max(map(text_width, text.split("\n")))
    match kind:
        case "figure" if long > _NARROW_WORDS and text_width(text) > len(text):
            # Words stand there for a number: they may be broken.
            need, wish = _NARROW_WORDS, min(long + _ROOMY_FIGURE, _WIDE_WORDS)
        case "figure":
            need = wish = long + _ROOMY_FIGURE
        case "head":
            broken = min(-(-long // head_lines) + 1, _NARROW_WORDS)
            need, wish = long if long <= _SHORT_HEAD else broken, min(long, _WIDE_HEAD)
        case _:
            need, wish = min(long, _NARROW_WORDS), min(long, _WIDE_WORDS)
    return max(need, unbroken(text)), wish


def unbroken(text: str) -> int:
    """How wide a column must be, in half characters, for no number in a text to be broken over lines."""
    return max((len(each) for each in _NUMBER.findall(text) if len(each) <= _LONGEST_NUMBER), default=0) + _ROOMY_FIGURE


def shared(hard: Sequence[int], least: Sequence[int], wanted: Sequence[int], room: int) -> tuple[int, ...]:
    """The same as `spread`; where there isn't what all need, words give way before numbers do.

    Args:
        hard: what each column needs for its numbers.
        least: what it needs for its words too.
        wanted: what it should have.
        room: what there is.
    """
    if sum(least) <= room:
        return spread(least, wanted, room)
    return spread(hard, least, room)


def fitting_size(texts: Iterable[str], sizes: Sequence[int], room: int) -> int:
    """The largest of some sizes of type in which each text stands on one line; the largest if in none.

    Args:
        texts: what is set in one size.
        sizes: in points, the largest first.
        room: width of a line, in points.
    """
    longest = max(map(text_width, texts), default=0)
    return next((size for size in sizes if longest * size <= 2 * room), sizes[0])


def spread(least: Sequence[int], wanted: Sequence[int], room: int) -> tuple[int, ...]:
    """What each column gets of a room, all in one unit of length.

    All get what they want, and more, where there is room; else what they need, and of the rest as they want more; else
    all get less than they need.
    """
    if sum(least) > room:
        return tuple(room * each // sum(least) for each in least)
    if sum(wanted) <= room:
        return tuple(room * each // sum(wanted) for each in wanted)
    spare, wishes = room - sum(least), sum(wanted) - sum(least)
    return tuple(each + spare * (wish - each) // wishes for each, wish in zip(least, wanted, strict=True))


def lines(panels: Sequence[PrintedPanel]) -> Iterator[tuple[PrintedRow | None, ...]]:
    """The rows of panels side by side, line by line; their feet stand together on the last lines."""
    yield from zip_longest(*([row for row in panel.rows if not row.foot] for panel in panels))
    yield from zip_longest(*([row for row in panel.rows if row.foot] for panel in panels))
