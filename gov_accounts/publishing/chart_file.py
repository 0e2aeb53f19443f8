"""``charts.toml``, read: which figures a year's charts show. Every cell that one names is there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.law.formula import Reference, parse
from gov_accounts.law.tie import resolves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.law.formats import FormatSet
    from gov_accounts.law.profile import Profile
    from gov_accounts.law.reading import Entry

_WORDS: Final = (
    *("year", "month", "increase", "growth", "part", "amount", "share", "whole", "spent", "cumulative", "even", "rate"),
    *("even_rate", "no_previous", "negative", "no_budget", "nothing"),
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A cell, and what it is called in a chart."""

    label: str
    cell: Reference


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chart of figures beside those of the year before (``change``)."""

    key: str
    number: int
    title: str
    figures: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """A chart of the parts of a whole: some columns of a row, called as the columns are."""

    key: str
    number: int
    title: str
    table: str
    row: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """The chart of spending month by month."""

    key: str
    title: str
    spent: Reference


@dataclass(frozen=True, slots=True)
class Charts:
    """A year's charts, and the words in them."""

    charts: tuple[Comparison | Structure, ...]
    pace: Pace
    words: Mapping[str, str]


@cache
def charts_of(profile: Profile) -> Charts:
    """The charts of a profile.

    Raises:
        DataError: its ``charts.toml`` is not as it should be, or names a cell that no form has.
    """
    return read_charts(profile.read("charts.toml"), profile.formats)


def read_charts(content: Entry, formats: FormatSet) -> Charts:
    """The charts of a file.

    Args:
        content: the file.
        formats: of which the charts name cells.

    Raises:
        DataError: it is not as it should be, or names a cell that no form has.
    """
    content.known("charts", "pace", "words")
    pace = content.entry("pace").known("key", "title", "spent")
    words = content.entry("words").known(*_WORDS)
    return Charts(
        tuple(_chart(each, formats) for each in content.entries("charts")),
        Pace(pace.text("key"), pace.text("title"), _cell(pace, "spent", formats)),
        {key: words.text(key) for key in _WORDS},
    )


def _chart(entry: Entry, formats: FormatSet) -> Comparison | Structure:
    if entry.choice("kind", ("change", "structure")) == "change":
        entry.known("key", "number", "title", "kind", "figures")
        figures = [each.known("label", "cell") for each in entry.entries("figures", least=1)]
        return Comparison(
            entry.text("key"),
            entry.number("number"),
            entry.text("title"),
            tuple(Labelled(each.text("label"), _cell(each, "cell", formats)) for each in figures),
        )
    entry.known("key", "number", "title", "kind", "row", "columns")
    of = _reference(entry, "row")
    columns = entry.texts("columns")
    for column in columns:
        if not resolves(Reference(of.key, column, of.table), formats.by_key):
            raise entry.wrong("columns", f"表里有的一行和它的各栏，没有 {of}[{column}]")
    return Structure(entry.text("key"), entry.number("number"), entry.text("title"), str(of.table), of.key, columns)


def _cell(entry: Entry, key: str, formats: FormatSet) -> Reference:
    cell = _reference(entry, key)
    if cell.column is None or not resolves(cell, formats.by_key):
        raise entry.wrong(key, f"表里有的单元格，没有 {cell}")
    return cell


def _reference(entry: Entry, key: str) -> Reference:
    named = list(entry.parsed(key, parse, "一个单元格").references())
    if len(named) != 1:
        raise entry.wrong(key, "一个单元格")
    return named[0]
