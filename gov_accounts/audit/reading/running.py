"""Takes page numbers and running heads out of a document's pages: they would stand in the middle of sentences.

A page number is a line of a number (arabic or roman), alone or between dashes, 第 and 页, at the very top or foot of a
page; one that is alone goes only where it counts along with the pages. A running head or foot is the outermost line of
a page, the same on most pages, in the margin; it stays where a table follows it at once, for it may say what the
table's money is in.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.source import Grid, Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.audit.source import Block, Page

_MARGIN: Final = 600
"""Tenths of a point from a page's edge to the farther side of a running head."""
_FOOT: Final = 850
"""The same, of a page number."""
_FEWEST: Final = 3
"""Pages that a running head is at least on."""
_BEFORE_TABLE: Final = 4
"""Lines between a page's top and its table, where the table's own heads stand."""
_NUMBER: Final = re.compile(r"(?P<before>[-—–－‐~·•.\s]*第?)\s*(?P<number>[0-9]{1,4})\s*(?P<after>页?[-—–－‐~·•.\s]*)")
_ROMAN: Final = re.compile(r"[-—–－\s]*[IVXivxⅠ-Ⅻⅰ-ⅻ]{1,6}[-—–－\s]*")
_OF: Final = re.compile(r"第?\s*[0-9]{1,4}\s*页?\s*[/／,，、]?\s*(?:共\s*)?[0-9]{1,4}\s*页?")


def without_running(pages: Sequence[Sequence[Block]], sizes: Sequence[Page]) -> list[list[Block]]:
    """Each page's blocks without its page number and running heads.

    Args:
        pages: the blocks of each page, from the top down.
        sizes: the pages, in the same order.
    """
    kept = [list(each) for each in pages]
    for last in (True, False):
        for _ in range(2):  # A number and a running foot may both be there.
            _drop_numbers(kept, sizes, last=last)
            _drop_repeated(kept, sizes, last=last)
    return kept


def _outermost(blocks: Sequence[Block], *, last: bool) -> Line | None:
    block = blocks[-1 if last else 0] if blocks else None
    return block if isinstance(block, Line) and block.words else None


def _within(line: Line, page: Page, margin: int, *, last: bool) -> bool:
    box = line.box
    if box is None:
        return False
    return box.top >= page.height - margin if last else box.bottom <= margin


def _drop_numbers(pages: list[list[Block]], sizes: Sequence[Page], *, last: bool) -> None:
    numbers: dict[int, tuple[int, bool]] = {}
    for at, (blocks, page) in enumerate(zip(pages, sizes, strict=True)):
        line = _outermost(blocks, last=last)
        if line is None or not _within(line, page, _FOOT, last=last):
            continue
        match = _NUMBER.fullmatch(line.text.strip())
        if match is not None:
            numbers[at] = int(match["number"]) - at, bool(match["before"].strip() or match["after"].strip())
        elif _ROMAN.fullmatch(line.text) or ("页" in line.text and _OF.fullmatch(line.text.strip())):
            numbers[at] = 0, True
    counts = Counter(each for each, _ in numbers.values())
    for at, (offset, dressed) in numbers.items():
        if dressed or counts[offset] > 1:
            del pages[at][-1 if last else 0]


def _drop_repeated(pages: list[list[Block]], sizes: Sequence[Page], *, last: bool) -> None:
    found: dict[str, list[int]] = {}
    for at, (blocks, page) in enumerate(zip(pages, sizes, strict=True)):
        line = _outermost(blocks, last=last)
        if line is not None and _within(line, page, _MARGIN, last=last):
            found.setdefault("".join(line.text.split()), []).append(at)
    filled = sum(bool(each) for each in pages)
    for places in found.values():
        if len(places) < _FEWEST or len(places) * 2 < filled:
            continue
        for at in places:
            if last or not any(isinstance(each, Grid) for each in pages[at][: _BEFORE_TABLE + 1]):
                del pages[at][-1 if last else 0]
