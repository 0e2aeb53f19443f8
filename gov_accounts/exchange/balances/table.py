"""A file's 科目余额表, by months, its rows of the lowest level, checked within themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.accounts import code_of_name
from gov_accounts.exchange.balances import messages
from gov_accounts.exchange.balances.columns import find_columns
from gov_accounts.exchange.balances.period import Months, Title, find_months, read_title, texts_of
from gov_accounts.exchange.balances.rows import Row, RowReader
from gov_accounts.exchange.balances.tree import Lowest, Tree, make_tree, with_sides
from gov_accounts.exchange.balances.words import BALANCES, Words
from gov_accounts.law.codes import official_codes

if TYPE_CHECKING:
    from gov_accounts.exchange.source import Source
    from gov_accounts.findings import Finding
    from gov_accounts.sheets.table import RawSheet

_FIRST: Final = 4
_EQUATIONS: Final = (("opening", "period", "closing"), ("year_opening", "year", "closing"))


@dataclass(frozen=True, slots=True)
class Part:
    """What a file has of some months.

    Attributes:
        months: these.
        lowest: the rows that count.
        rule: digits of each level of a code.
    """

    months: Months
    lowest: tuple[Lowest, ...]
    rule: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file has.

    Attributes:
        parts: by their first day, then their last.
        unit: whose they are, nothing where nothing says so.
        findings: what isn't understood, and what doesn't add up.
    """

    parts: tuple[Part, ...]
    unit: str
    findings: tuple[Finding, ...]


def read_table(source: Source, words: Words, year: str = "") -> Table:
    """What a file has.

    Args:
        source: the file.
        words: what its map says.
        year: the year that it is of, where it doesn't say itself; all of it.

    Raises:
        TableError, OSError: it can't be read.
    """
    by_months: dict[Months, list[Row]] = defaultdict(list)
    findings: list[Finding] = []
    unit = ""
    read = 0
    for sheet in source.sheets:
        columns = find_columns(sheet.rows, words)
        if columns is None:
            continue
        read += 1
        reader = RowReader(columns, words, source, sheet.name)
        rows = list(reader.read(sheet.rows[columns.last + 1 :]))
        findings += reader.findings
        title = _title(sheet, columns.first, columns.last, source, words)
        if title.months is None and year.isdigit():
            title = title._replace(months=find_months(f"{year}年"))
        unit = unit or title.unit or reader.unit
        if title.money:
            findings.append(messages.other_money(source.place(), title.money))
        if rows and title.months is None and not all(row.months for row in rows):
            findings.append(messages.no_months(source.place()))
            continue
        for row in rows:
            months = row.months or title.months
            if months is not None:
                by_months[months].append(row)
    if not read:
        findings.append(messages.no_columns(source.place()))
    parts = []
    for months in sorted(by_months):
        tree = _tree(by_months[months], words)
        findings += [messages.odd_code(tree.odd, tree.rule)] if tree.odd else []
        findings += map(messages.sum_unequal, tree.wrong)
        findings += _unequal_rows(tree.lowest)
        findings += _unequal_books(tree.lowest, source)
        parts.append(Part(months, tree.lowest, tree.rule))
    return Table(tuple(parts), unit, tuple(findings))


def _title(sheet: RawSheet, first: int, last: int, source: Source, words: Words) -> Title:
    """What stands above a table; of which months it is, else in the sheet's name, below it, or in the file's name."""
    above = read_title((text for row in sheet.rows[:first] for text in texts_of(row.cells)), words)
    if above.months is not None:
        return above
    below = (text for row in reversed(sheet.rows[last + 1 :][-_FIRST:]) for text in texts_of(row.cells))
    months = find_months(sheet.name) or read_title(below, words).months or find_months(source.path.stem)
    return above._replace(months=months)


def _tree(rows: Sequence[Row], words: Words) -> Tree:
    """The rows by level. Where nothing says the sides of balances, they are as they make the books balance."""
    if not any(side == "amount" for row in rows for _, side in row.figures):
        return make_tree(rows, words.rule)
    usual = make_tree(with_sides(rows, by_chart=True), words.rule)
    if _is_sound(usual):
        return usual
    signed = make_tree(with_sides(rows, by_chart=False), words.rule)
    return signed if _is_sound(signed) else usual


def _is_sound(tree: Tree) -> bool:
    return not any(_differences(tree.lowest)) and not any(_unequal_rows(tree.lowest))


def first_code(lowest: Lowest) -> str:
    """The chart's code of a row's account; nothing where it is none's."""
    code = lowest.path[0][:_FIRST] if lowest.row.code else code_of_name(lowest.path[0])
    return code if code in official_codes().chart.rows else ""


def book_of(lowest: Lowest) -> str:
    """财务, 预算 or 指标; nothing where the account isn't the chart's."""
    row = official_codes().chart.rows.get(first_code(lowest))
    return row.book if row else ""


def _unequal_rows(lowest: Iterable[Lowest]) -> Iterator[Finding]:
    for each in lowest:
        figures = each.row.figures
        for opening, moved, closing in _EQUATIONS:
            needed = ((opening, "balance"), (moved, "debit"), (moved, "credit"), (closing, "balance"))
            if all(key in figures for key in needed):
                start, debit, credit, end = (figures[key] for key in needed)
                if start + debit - credit != end:
                    yield messages.row_unequal(each.row, (opening, moved, closing), end, start + debit - credit)


def _differences(lowest: Iterable[Lowest]) -> Iterator[tuple[str, str, int, int]]:
    """Of each book what its debits and credits come to, where they differ."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for each in lowest:
        book = book_of(each)
        for (span, side), fen in each.row.figures.items():
            if span in BALANCES:
                sums[book, span][fen < 0] += abs(fen)
            else:
                sums[book, span][side == "credit"] += fen
    for (book, span), (debit, credit) in sums.items():
        if debit != credit and book:
            yield book, span, debit, credit


def _unequal_books(lowest: Iterable[Lowest], source: Source) -> Iterator[Finding]:
    for book, span, debit, credit in _differences(lowest):
        yield messages.book_unequal(source.place(), book, span, debit, credit)
