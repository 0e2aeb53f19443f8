"""Text to look through, with the place of each character: the sections' words, and what stands outside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.findings import AuditFinding
from gov_accounts.audit.source import Grid
from gov_accounts.audit.spot import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.findings import Kind
    from gov_accounts.audit.paper import FoundTable, Prose, Section, Tables
    from gov_accounts.audit.source import Box, Source

_BLANKS: Final = re.compile(r"\s+")
_STOPS: Final = "。；\n"
_WIDE: Final = str.maketrans("():;!?％０１２３４５６７８９．", "（）：；！？%0123456789.")
_COMMA: Final = re.compile(r"(?<![0-9]),|,(?![0-9])")
LONGEST: Final = 50_000
"""More characters of a section aren't looked at: none that a person wrote has so many."""
MOST_PLACES: Final = 200
"""A finding has no more: what is everywhere is seen without a list."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its place.

    Attributes:
        text: without blanks between Chinese characters and numbers, its signs in one width, see `widened`.
        section: whose text it is; None outside sections.
        at: where it stands outside sections.
        body: whether it is a section's own text; else a heading, a table's words, a note.
    """

    text: str
    section: Section | None = None
    at: Spot | None = None
    body: bool = True

    def spot(self, begin: int, end: int) -> Spot:
        """The place of some of its characters."""
        if self.at is not None:
            whole = squeezed(self.at.around or self.at.printed)
            text = whole if len(whole) == len(self.text) else self.text
            return replace(self.at, printed=text[begin:end], around=text)
        return self.section.spot(begin, end) if self.section is not None else Spot(printed=self.text[begin:end])

    @property
    def id(self) -> str:
        """Its section's id; nothing outside sections."""
        return self.section.id if self.section is not None else ""


def bodies(prose: Prose) -> tuple[Passage, ...]:
    """The sections' texts, of very long ones the beginning."""
    return tuple(Passage(widened(each.text[:LONGEST]), each) for each in prose.sections if each.text)


def headings(prose: Prose) -> tuple[Passage, ...]:
    """The sections' headings, as far as they have any."""
    return tuple(
        Passage(
            widened(squeezed(each.heading)),
            each,
            replace(each.head or Spot(section=each.id), around=each.heading),
            body=False,
        )
        for each in prose.sections
        if each.heading
    )


def outside(source: Source, tables: Tables, prose: Prose) -> tuple[Passage, ...]:
    """Lines and cells that are in no section: tables, their titles and notes."""
    inside = {block for each in prose.sections for _, block in each.marks}
    heads = {squeezed(each.head.printed): each for each in tables.tables.values() if each.head is not None}
    said = {squeezed(each.heading) for each in prose.sections if each.heading}
    found: list[Passage] = []
    table = ""
    for number, block in enumerate(source.blocks):
        if isinstance(block, Grid):
            # A grid in a section gives its characters as well; its cells are whole, so they are looked at here.
            found += [_cell(table or block.name, block.page, cell.text, cell.box) for cell in block.cells if cell.text]
            continue
        text = squeezed(block.text)
        table = heads[text].number if text in heads else table
        if number not in inside and text and text not in said:
            spot = Spot(table=table if number in tables.used else "", page=block.page, printed=text, box=block.box)
            found.append(Passage(widened(text), at=spot, body=False))
    return tuple(found)


def _cell(table: str, page: int, text: str, box: Box | None) -> Passage:
    squeeze = squeezed(text)
    return Passage(widened(squeeze), at=Spot(table=table, page=page, printed=squeeze, box=box), body=False)


def notes(tables: Tables) -> Iterator[tuple[FoundTable, Passage]]:
    """The notes below the tables."""
    for table in tables.tables.values():
        for note in table.notes:
            yield table, Passage(widened(squeezed(note.around or note.printed)), at=note, body=False)


def squeezed(text: str) -> str:
    """A text without blanks."""
    return _BLANKS.sub("", text)


def widened(text: str) -> str:
    """A text of the same length whose brackets, colons and commas are wide, and whose digits and % are narrow.

    A comma between digits stays: it separates thousands.
    """
    return _COMMA.sub("，", text.translate(_WIDE))


def sentence_end(text: str, at: int) -> int:
    """Where the sentence ends that a place is in."""
    return min((end for end in (text.find(stop, at) for stop in _STOPS) if end >= 0), default=len(text))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The beginnings and ends of a text's sentences, stops included."""
    begin = 0
    for at, character in enumerate(text):
        if character in _STOPS:
            yield begin, at + 1
            begin = at + 1
    if begin < len(text):
        yield begin, len(text)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The beginnings and ends of a text's paragraphs."""
    begin = 0
    for line in text.split("\n"):
        yield begin, begin + len(line)
        begin += len(line) + 1


def finding(
    rule: str, places: Sequence[Spot], what: str, why: str, expected: str = "", kind: Kind = "text"
) -> AuditFinding:
    """A finding of words; of very many places, the first ones."""
    return AuditFinding(rule, kind, tuple(places[:MOST_PLACES]), expected, what, why)
