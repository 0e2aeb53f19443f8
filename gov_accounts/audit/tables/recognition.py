"""A document's tables, each cell at its place in a form: the profile is the one that fits best."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.paper import FoundTable, Tables
from gov_accounts.audit.source import Unread
from gov_accounts.audit.spot import Spot
from gov_accounts.audit.tables.cells import Cells
from gov_accounts.audit.tables.flow import read_lines
from gov_accounts.audit.tables.grids import read_grids
from gov_accounts.audit.tables.layout import head_words
from gov_accounts.audit.tables.pieces import pieces_of
from gov_accounts.audit.tables.profiles import candidates
from gov_accounts.audit.tables.regions import Region, regions_of
from gov_accounts.audit.tables.settle import settle
from gov_accounts.audit.tables.vocabulary import vocabulary
from gov_accounts.audit.tables.whose import unit_name_of, year_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.audit.source import Source
    from gov_accounts.audit.tables.vocabulary import Vocabulary
    from gov_accounts.law.form import Format
    from gov_accounts.law.profile import Profile

_UNPLACED: Final = 5
"""What a number without a place costs a profile, measured in rows that the document lacks."""
_NO_FORM: Final = 20
"""What a table costs for which the profile has no form."""
_SURE: Final = 8
"""How many rows and columns must fit before rows without a title are taken for a table."""


@dataclass(slots=True)
class Reading:
    """A document's tables, read by one profile.

    Attributes:
        tables: by key, with the region each was read from.
        missing: titles of tables for which the profile has no form.
        again: titles of tables that came a second time.
        lost: how many grids without a title were taken for none.
    """

    profile: Profile
    tables: dict[str, tuple[Cells, Region]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    lost: int = 0
    used: set[int] = field(default_factory=set)

    def cost(self) -> int:
        """How badly the profile fits."""
        cost = _NO_FORM * len(self.missing) + 2 * self.lost
        for cells, region in self.tables.values():
            cost += _UNPLACED * len(cells.unplaced) + cells.misses + cells.inexact + cells.strange
            words = vocabulary()
            if region.title is not None and words.word(cells.form.title) not in words.word(region.title.text):
                cost += 1
        return cost

    @property
    def exactly(self) -> bool:
        """Whether every table that was found is the profile's form."""
        return not self.missing and all(
            not (cells.unplaced or cells.misses or cells.strange) for cells, _ in self.tables.values()
        )


def find_tables(source: Source, profile_hint: str | None = None) -> Tables:
    """The tables of a document, its unit, its year and its profile.

    Args:
        source: the document as read.
        profile_hint: the profile's name, where that is known: ``2020``, ``2024-上海``, ``2024-上海/26``.

    Raises:
        DataError: the data files are not as they should be, or there is no such profile.
    """
    words = vocabulary()
    pieces, unread = pieces_of(source, words)
    regions = regions_of(pieces, words)
    year = year_of(source, regions)
    unit_name = unit_name_of(source, regions, words)
    named = unit_name + "".join(each.head.text for each in regions if each.head is not None)
    money = _money(regions, words)
    readings = [_read(each, regions, money, words) for each in candidates(year, named, profile_hint)]
    best = min(readings, key=Reading.cost)
    exactly = best.exactly
    settle(best.tables, best.profile, source, words)
    if source.kind == "workbook":
        for cells, _ in best.tables.values():
            cells.show_decimals()
    tables = {key: _table(cells, region, words, money) for key, (cells, region) in best.tables.items()}
    unplaced = tuple(each for cells, _ in best.tables.values() for each in cells.unplaced)
    unchecked = [*unread]
    unchecked += [Unread(f"《{title}》", f"{best.profile.title}没有这张表") for title in best.missing]
    unchecked += [Unread(f"《{title}》", "同一张表印了两次，只读了前一张") for title in best.again]
    return Tables(unit_name, year, best.profile, exactly, tables, unplaced, tuple(unchecked), frozenset(best.used))


def _money(regions: Iterable[Region], words: Vocabulary) -> str:
    """The money unit that most tables name."""
    names = Counter(filter(None, (each.money(words) for each in regions)))
    return max(names, key=lambda name: names[name]) if names else words.usual_money


def _read(profile: Profile, regions: Sequence[Region], money: str, words: Vocabulary) -> Reading:
    reading = Reading(profile)
    forms = profile.formats.by_key
    for region in regions:
        if region.title is None:
            _untitled(reading, region, forms, money, words)
            continue
        form = forms.get(region.title.key)
        if form is None:
            if region.rows:
                reading.missing.append(region.title.text)
            continue
        cells = _cells(region, form, money, words)
        if not cells.columns and not cells.rows:
            continue
        _add(reading, cells, region)
        for chunk in region.rows:
            if cells.used and chunk.block not in cells.used:
                _untitled(reading, Region(rows=[chunk]), forms, money, words)
    return reading


def _add(reading: Reading, cells: Cells, region: Region) -> None:
    """A table, or more of one that is there."""
    key = cells.form.key
    there = reading.tables.get(key)
    reading.used |= cells.used.union(_blocks(cells, region))
    if there is None:
        reading.tables[key] = cells, region
        return
    first, of_first = there
    if not first.figures and (cells.figures or len(cells.rows) > len(first.rows)):
        reading.tables[key] = cells, region
    elif not cells.rows.keys() & first.rows.keys():
        for row, values in cells.rows.items():
            first.rows[row] = values
            first.labels[row] = cells.labels.get(row, "")
        first.spots |= cells.spots
        first.unplaced += cells.unplaced
        first.columns |= cells.columns
        of_first.notes += region.notes
        of_first.rows += region.rows
    elif cells.figures:
        reading.again.append(region.title.text if region.title is not None else cells.form.title)


def _untitled(reading: Reading, region: Region, forms: Mapping[str, Format], money: str, words: Vocabulary) -> None:
    """Rows without a title: more of the table before them, or the table whose heads and labels fit best."""
    if not region.rows:
        return
    fits = []
    for order, form in enumerate(forms.values()):
        if not _looks(region, form, words):
            continue
        cells = _cells(region, form, money, words)
        lacking = sum(len(each.columns) for each in form.panels) - len(cells.columns)
        fit = 2 * len(cells.columns) - 3 * lacking - _UNPLACED * len(cells.unplaced)
        fit += sum(1 for key in cells.rows if key in form.fixed) + min(len(cells.rows), 3)
        fits.append((fit, form.key not in reading.tables, -order, cells))
    if not fits:
        return
    fit, new, _, cells = max(fits, key=lambda each: each[:3])
    if fit >= _SURE and new:
        _add(reading, cells, region)
    else:
        reading.lost += 1


def _looks(region: Region, form: Format, words: Vocabulary) -> bool:
    """Whether rows without a title begin with words of a form's heads, at least as it seems."""
    known = head_words(form, words)
    first = region.rows[0]
    seen = {
        words.word(first.text(row, column)) for row in range(min(len(first.cells), 8)) for column in range(first.width)
    }
    return len(seen & known) > 1


def _cells(region: Region, form: Format, money: str, words: Vocabulary) -> Cells:
    unit = words.money[region.money(words) or money]
    cells = Cells(form, region.number(words) or form.name, unit)
    pages = (*(each.page for each in region.lines), *(each.page for each in region.rows))
    cells.page = next(iter(pages), 0)
    if region.rows:
        read_grids(region.rows, cells, words)
    if not cells.rows:
        read_lines(region.lines, cells, words)
    return cells


def _table(cells: Cells, region: Region, words: Vocabulary, money: str) -> FoundTable:
    head = region.head
    number = cells.number
    page = head.page if head is not None else next((each.page for each in region.rows), 0)
    notes = tuple(
        Spot(table=number, page=note[0].page, printed="".join(each.text.strip() for each in note), box=note[0].box)
        for note in region.notes
    )
    return FoundTable(
        cells.form,
        number,
        region.title.text if region.title is not None else "",
        page,
        cells.unit,
        region.money(words) or money,
        cells.rows,
        cells.labels,
        cells.spots,
        notes,
        region.year(),
        None if head is None else Spot(table=number, page=head.page, printed=head.text.strip(), box=head.box),
    )


def _blocks(cells: Cells, region: Region) -> Iterable[int]:
    """The blocks of a table beside its rows: the title, what stands between it and the last rows, the notes.

    A whole sheet is one block: where a table's title stands among words, as contents do, the words aren't the table's.
    """
    last = max(cells.used, default=0)
    lines = [each for note in region.notes for each in note]
    lines += [each for each in region.lines if each.block < last]
    lines += [region.head] if region.head is not None else []
    yield from (each.block for each in lines if not each.sheet)
