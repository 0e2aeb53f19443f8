"""Where findings stand on a document's pages, as rectangles: cells have theirs, words get theirs from their line's."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from gov_accounts.audit.source import Box, Line
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.audit.audited import Audit
    from gov_accounts.audit.paper import Section
    from gov_accounts.audit.spot import Spot


def boxes(audit: Audit, spot: Spot) -> tuple[tuple[int, Box], ...]:
    """The pages and rectangles of a place, in the document's order; none where the format has no pages.

    Words that go over several lines have a rectangle in each.
    """
    if not spot.page:
        return ()
    if spot.box is not None:
        return ((spot.page, spot.box),)
    return tuple(_of_words(audit, spot))


def _of_words(audit: Audit, spot: Spot) -> Iterator[tuple[int, Box]]:
    for section in audit.prose.sections:
        if section.id != spot.section:
            continue
        begin = _begin(section, spot)
        if begin is None or begin >= len(section.marks):
            continue
        marks = section.marks[begin : begin + len(spot.printed)]
        at = begin
        for (page, block), run in groupby(marks):
            length = len(list(run))
            line = audit.source.blocks[block] if block < len(audit.source.blocks) else None
            if isinstance(line, Line) and page == spot.page and line.box is not None:
                yield page, _within(line, section.text[at : at + length])
            at += length
        return


def stands_at(around: str, printed: str) -> int:
    """Where words stand in a sentence: a number where it isn't a part of a longer one, if it does anywhere; else -1."""
    edge = r"[\d.,]"
    whole = re.search(f"(?<!{edge}){re.escape(printed)}(?!{edge})", around) if printed else None
    return whole.start() if whole else around.find(printed)


def _begin(section: Section, spot: Spot) -> int | None:
    """Where a section's text has the words of a place: in the sentence that stands around them, on their page."""
    start = 0
    while (found := section.text.find(spot.around, start)) >= 0:
        at = found + max(stands_at(spot.around, spot.printed), 0)
        if at < len(section.marks) and section.marks[at][0] == spot.page:
            return at
        start = found + 1
    return None


def _within(line: Line, text: str) -> Box:
    """The part of a line that some of its characters take, judged by how wide characters are; else all of it."""
    joined = "".join("".join(word.text.split()) for word in line.words)
    wanted = "".join(text.split())
    begin = joined.find(wanted)
    whole = line.box
    if whole is None:
        raise ValueError(line)
    if begin < 0 or not wanted:
        return whole
    end = begin + len(wanted)
    pieces: list[Box] = []
    at = 0
    for word in line.words:
        characters = "".join(word.text.split())
        first, last = max(begin - at, 0), min(end - at, len(characters))
        if first < last:
            pieces.append(_part(word.box, characters, first, last))
        at += len(characters)
    return Box(
        min(each.left for each in pieces),
        min(each.top for each in pieces),
        max(each.right for each in pieces),
        max(each.bottom for each in pieces),
    )


def _part(box: Box, text: str, first: int, last: int) -> Box:
    total = max(text_width(text), 1)
    wide = box.right - box.left
    left = box.left + wide * text_width(text[:first]) // total
    right = box.left + wide * text_width(text[:last]) // total
    return Box(left, box.top, right, box.bottom)
