"""A document cut into sections of pages turned one way: where a new page begins, and which pages lie on their side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gov_accounts.publishing.document import Block, Heading, StatementTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that begin on a new page and are printed on pages turned one way."""

    blocks: tuple[Block, ...]
    landscape: bool = False


def sections(blocks: Iterable[Block]) -> Iterator[Section]:
    """The sections of a document, in order.

    A heading of level 1 begins one, and so does each statutory table that doesn't flow, together with the headings
    right before it: a heading never stays behind on the page before. Nothing else shares the pages that lie on their
    side.
    """
    current: list[Block] = []
    for block in blocks:
        if isinstance(block, StatementTable) and not block.statement.flows:
            first = _first_of_last_headings(current)
            if first:
                yield Section(tuple(current[:first]))
            current = [*current[first:], block]
            if block.statement.landscape:
                yield Section(tuple(current), landscape=True)
                current = []
            continue
        if isinstance(block, Heading) and block.level == 1 and current:
            yield Section(tuple(current))
            current = []
        current.append(block)
    if current:
        yield Section(tuple(current))


def _first_of_last_headings(blocks: list[Block]) -> int:
    first = len(blocks)
    while first and isinstance(blocks[first - 1], Heading):
        first -= 1
    return first


def in_order(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with headings one level below the last at most, from 1 on; what skips a level can't be read aloud.

    Headings without words are left out.
    """
    last = 0
    for block in blocks:
        if not isinstance(block, Heading):
            yield block
        elif block.text.strip():
            last = min(max(block.level, 1), last + 1)
            yield block if block.level == last else replace(block, level=last)
