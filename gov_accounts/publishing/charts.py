"""Charts as values: what the figures of the disclosure (图1–图4) and the pace of spending show. No geometry, no markup.

    statements + rounding ──charts.toml──► Chart: categories, series, the same figures as a table ──render/svg──► SVG

A chart's figures are the printed ones, so that it can't disagree with the tables; its bars are as long as the exact
amounts. Titles and words are data, as the tables' are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from gov_accounts.law.formula import Reference
from gov_accounts.printing.rounding import percentages
from gov_accounts.printing.years import Year
from gov_accounts.publishing.chart_file import Charts, Comparison, Structure
from gov_accounts.reports.budget_execution import rate

if TYPE_CHECKING:
    from gov_accounts.printing.units import MoneyUnit
    from gov_accounts.statements.fill import Cell
    from gov_accounts.statements.lineage import Lineage

MONTHS: Final = 12
Kind = Literal["bars", "pie", "pace"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of a chart.

    Attributes:
        fen: the exact amount.
        shown: as printed, in the chart's unit.
        cell: the cell it is, of this year's tables; None where it is none.
    """

    fen: int
    shown: Decimal
    cell: Reference | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one kind, one for each of the chart's categories."""

    name: str
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table that says what the chart shows: a figure, a per cent, or nothing in each column."""

    label: str
    cells: tuple[Amount | Decimal | None, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart.

    Attributes:
        key: what it is called in the program.
        number: 图 number, 0 for a chart that has none.
        kind: ``bars`` side by side, one group a category; ``pie``, the categories are parts of a whole, of which
            `shares` are the per cents; ``pace``, the last series is a line across the bars of the others.
        series: empty where there is nothing to draw.
        shares: per cents that add to exactly 100, of a pie's categories.
        heads: headings of the table; the first is the lines' own.
        notes: what a reader must know, each a sentence.
    """

    key: str
    number: int
    title: str
    year: int
    unit: MoneyUnit
    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    shares: tuple[Decimal, ...]
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """``图1 收、支决算总计变动情况``."""
        return f"图{self.number} {self.title}" if self.number else self.title


Declared: TypeAlias = Mapping[Reference, int]
"""Figures of a year that the ledger hasn't got, in fen, by the cell of its tables that they are."""


def make_charts(law: Charts, year: int, this: Year, before: Year | Declared | None, decimals: int = 1) -> list[Chart]:
    """The charts of a year's disclosure, in order.

    Args:
        law: what is drawn.
        year: the year.
        this: its tables.
        before: the year before's, see `PrintedYears.before`; or its figures as declared, where the ledger hasn't it. A
            chart that needs one which isn't declared shows this year alone.
        decimals: of per cents.
    """
    made: list[Chart] = []
    for drawn in law.charts:
        match drawn:
            case Comparison():
                made.append(_change(drawn, law.words, year, this, before, decimals))
            case Structure():
                made.append(_structure(drawn, law.words, year, this, decimals))
    return made


def pace_chart(law: Charts, year: int, this: Year, available: int, lineage: Lineage) -> Chart:
    """Spending by month, added up, against an even pace: a twelfth of what is available each month.

    Args:
        law: what is drawn.
        year: the year.
        this: its tables.
        available: what may be spent in the year, in fen; nothing or less where the ledger doesn't say.
        lineage: the ledger's postings.
    """
    entry, words = law.pace, law.words
    unit = this.rounding.unit
    place = entry.spent
    cell = _cell(this, place)
    sums = month_sums(cell, lineage)
    spent = [sum(sums[: month + 1]) for month in range(MONTHS)]
    # A month is the difference of two printed sums, so that the months add up in print too.
    printed = [unit.round(fen) for fen in spent[:-1]] + [_shown(this, place)]
    even = [_half_up(available * (month + 1), MONTHS) for month in range(MONTHS)] if available > 0 else []
    series = [Series(words["cumulative"], tuple(map(Amount, spent, printed)))]
    if even:
        series.append(Series(words["even"], tuple(Amount(fen, unit.round(fen)) for fen in even)))
    names = tuple(words["month"].format(month=month) for month in range(1, MONTHS + 1))
    lines = []
    for month, name in enumerate(names):
        of_month = Amount(sums[month], printed[month] - (printed[month - 1] if month else 0))
        rates = (
            rate(spent[month], available),
            rate(_half_up(available * (month + 1), MONTHS), available) if even else None,
        )
        lines.append(Line(name, (of_month, series[0].amounts[month], *rates)))
    nothing = not cell.fen and not any(sums)
    return Chart(
        entry.key,
        0,
        entry.title,
        year,
        unit,
        "pace",
        names,
        () if nothing else tuple(series),
        (),
        (words["part"], words["spent"], words["cumulative"], words["rate"], words["even_rate"]),
        tuple(lines),
        tuple(words[key] for key, said in (("nothing", nothing), ("no_budget", not even and not nothing)) if said),
    )


def month_sums(cell: Cell, lineage: Lineage) -> tuple[int, ...]:
    """What the postings behind a cell add up to in each month, in fen."""
    sums = [0] * MONTHS
    for posting, fen in lineage.behind(cell):
        sums[posting.date.month - 1] += fen
    return tuple(sums)


def _change(
    entry: Comparison,
    words: Mapping[str, str],
    year: int,
    this: Year,
    before: Year | Declared | None,
    decimals: int,
) -> Chart:
    """Figures of this year beside those of the year before."""
    places = [each.cell for each in entry.figures]
    labels = tuple(each.label for each in entry.figures)
    series = [Series(words["year"].format(year=year), tuple(_amount(this, each, linked=True) for each in places))]
    notes = []
    if not isinstance(before, Year) and not (before and all(each in before for each in places)):
        before = None
        notes.append(words["no_previous"].format(year=year - 1))
    else:
        last = tuple(_before(before, each, this.rounding.unit) for each in places)
        series.insert(0, Series(words["year"].format(year=year - 1), last))
    nothing = not any(amount.fen for each in series for amount in each.amounts)
    if nothing:
        notes.append(words["nothing"])
    heads = [words["part"], *(each.name for each in series)]
    lines = []
    for index, label in enumerate(labels):
        cells: list[Amount | Decimal | None] = [each.amounts[index] for each in series]
        if before is not None:
            then, now = (each.amounts[index] for each in series)
            change = now.shown - then.shown
            # As the sentence beside it, of what is printed.
            growth = rate(int(change.scaleb(2)), int(then.shown.scaleb(2)), decimals)
            cells += [Amount(now.fen - then.fen, change), growth]
        lines.append(Line(label, tuple(cells)))
    if before is not None:
        heads += [words["increase"], words["growth"]]
    return Chart(
        entry.key,
        entry.number,
        entry.title,
        year,
        this.rounding.unit,
        "bars",
        labels,
        () if nothing else tuple(series),
        (),
        tuple(heads),
        tuple(lines),
        tuple(notes),
    )


def _structure(entry: Structure, words: Mapping[str, str], year: int, this: Year, decimals: int) -> Chart:
    """The parts of a whole, those that aren't zero. Parts below zero have no shares: they are drawn as bars."""
    form = this.statements[entry.table].format
    names = {column.key: column.label for panel in form.panels for column in panel.columns}
    parts = {
        names[column]: amount
        for column in entry.columns
        if (amount := _amount(this, Reference(entry.row, column, entry.table), linked=True)).fen
    }
    amounts = tuple(parts.values())
    negative = any(amount.fen < 0 for amount in amounts)
    shares = () if negative else shares_of(amounts, decimals)
    whole = Amount(sum(each.fen for each in amounts), sum((each.shown for each in amounts), Decimal("0.00")))
    lines = [
        Line(label, (amount, None if negative else shares[index]))
        for index, (label, amount) in enumerate(parts.items())
    ]
    if lines:
        lines.append(Line(words["whole"], (whole, None if negative else sum(shares, Decimal(0))), total=True))
    return Chart(
        entry.key,
        entry.number,
        entry.title,
        year,
        this.rounding.unit,
        "bars" if negative else "pie",
        tuple(parts),
        (Series(words["amount"], amounts),) if amounts else (),
        shares,
        (words["part"], words["amount"], words["share"]),
        tuple(lines),
        tuple(words[key] for key, said in (("negative", negative), ("nothing", not amounts)) if said),
    )


def shares_of(amounts: Sequence[Amount], decimals: int = 1) -> tuple[Decimal, ...]:
    """Per cents of the parts of a whole, none below zero: of what is printed, so that whoever has the paper gets them.

    Where all of it is too little to be printed, of the exact amounts.
    """
    printed = [int(amount.shown.scaleb(2)) for amount in amounts]
    return percentages(printed if any(printed) else [amount.fen for amount in amounts], decimals)


def _before(of: Year | Declared, place: Reference, unit: MoneyUnit) -> Amount:
    """An amount of the year before."""
    if isinstance(of, Year):
        return _amount(of, place, linked=False)
    return Amount(of[place], unit.round(of[place]))


def _amount(of: Year, place: Reference, *, linked: bool) -> Amount:
    return Amount(_cell(of, place).fen, _shown(of, place), place if linked else None)


def _cell(of: Year, place: Reference) -> Cell:
    return of.statements[str(place.table)].cell(place.key, str(place.column))


def _shown(of: Year, place: Reference) -> Decimal:
    """What is printed in a cell, zero where nothing is."""
    figure = of.rounding.figure(str(place.table), place.key, str(place.column))
    return of.rounding.unit.round(0) if figure is None else figure


def _half_up(fen: int, by: int) -> int:
    return (2 * fen + by) // (2 * by)
