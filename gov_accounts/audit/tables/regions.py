"""Where tables stand in a document: a title, what stands between it and the rows, the rows, the notes below."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.tables.amounts import squeezed
from gov_accounts.audit.tables.pieces import Rows, Words, begins_note
from gov_accounts.audit.tables.titles import Title, department_in, money_in, number_in, title_of, year_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.tables.pieces import Piece
    from gov_accounts.audit.tables.vocabulary import Vocabulary

_ABOVE: Final = 3
"""Lines above a title that may name its number, unit and money unit."""
_BETWEEN: Final = 6
"""Lines between two grids of one table."""


@dataclass(slots=True)
class Region:
    """What stands under a title, up to the next.

    Attributes:
        title: nothing for rows without one.
        head: the title's line.
        above: the lines just above the title, as far as they belong to no other table.
        lines: between the title and the notes.
        rows: the rows of grids.
        notes: each note line by line.
    """

    title: Title | None = None
    head: Words | None = None
    above: list[Words] = field(default_factory=list)
    lines: list[Words] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    notes: list[list[Words]] = field(default_factory=list)

    def about(self) -> Iterator[Words]:
        """The lines that may say whose it is: the title, those above it, those up to the rows."""
        if self.head is not None:
            yield self.head
        yield from self.lines if self.rows else self.lines[:12]
        yield from reversed(self.above)

    def number(self, words: Vocabulary) -> str:
        """Its number as printed."""
        return next(filter(None, (number_in(each.text, words) for each in self.about() if len(each.text) < 80)), "")  # noqa: PLR2004

    def money(self, words: Vocabulary) -> str:
        """Its money unit."""
        return next(filter(None, (money_in(each.text, words) for each in self.about())), "")

    def department(self, words: Vocabulary) -> str:
        """The unit's name in the line above it."""
        return next(filter(None, (department_in(each.text, words) for each in self.about())), "")

    def year(self) -> int:
        """The year of its heading."""
        heads = (self.head, *self.above[-1:]) if self.head is not None else ()
        return next(filter(None, (year_in(each.text) for each in heads)), 0)


def regions_of(pieces: Sequence[Piece], words: Vocabulary) -> list[Region]:
    """The regions in the document's order."""
    found: list[Region] = []
    region = Region()
    recent: list[Words] = []
    apart = 0
    for piece in pieces:
        if isinstance(piece, Rows):
            if region.notes or apart > _BETWEEN or (region.title is None and region.rows):
                region = Region(above=recent[-_ABOVE:])
            if not region.rows and region not in found:
                found.append(region)
            region.rows.append(piece)
            recent, apart = [], 0
            continue
        title = _title(piece, recent, words)
        if title is not None:
            region = Region(title, piece, recent[-_ABOVE:])
            found.append(region)
            recent, apart = [], 0
            continue
        recent.append(piece)
        if any(each.match(squeezed(piece.text)) for each in words.ends):
            region = Region()
            recent, apart = [], 0
        elif not squeezed(piece.text):
            continue
        elif begins_note(piece.text, words) and (region.lines or region.rows):
            region.notes += [[each] for each in _between_notes(region, recent, piece)]
            region.notes.append([piece])
        elif region.notes:
            _continue_note(region, piece)
        elif region.title is not None or not region.rows:
            region.lines.append(piece)
            apart += bool(region.rows)
    return [each for each in found if each.rows or each.lines]


def _title(piece: Words, recent: Sequence[Words], words: Vocabulary) -> Title | None:
    """A line's title; one broken over two lines is put together."""
    alone = title_of(piece.text, words)
    follows = bool(recent) and "表" in piece.text and recent[-1].block == piece.block - 1
    if follows and title_of(recent[-1].text, words) is None:
        both = title_of(recent[-1].text + piece.text, words)
        if both is not None and (alone is None or both.matched > alone.matched):
            return both
    return alone


def _between_notes(region: Region, recent: Sequence[Words], piece: Words) -> list[Words]:
    """What stands between two notes of a table on one page."""
    if not region.notes:
        return []
    last = region.notes[-1][-1]
    between = [each for each in recent if last.block < each.block < piece.block and squeezed(each.text)]
    return between if len(between) < _ABOVE and last.page == piece.page else []


def _continue_note(region: Region, piece: Words) -> None:
    """A line that the last note goes on in; what comes after a note's end is no table's."""
    last = region.notes[-1]
    text = squeezed(last[-1].text)
    follows = piece.page == last[-1].page and piece.block - last[-1].block <= 2  # noqa: PLR2004 - a blank line between
    if follows and not text.endswith(("。", ".", ";", "；")) and len(last) < 8:  # noqa: PLR2004
        last.append(piece)
