"""A payroll sheet as values: its month, its columns, a row a person without the name, and whether it adds up.

    某某中心2020年5月工资表                                title: the month
    姓名  部门 | 应发               | 代扣              |   heads of one row or two
              | 岗位工资   绩效   合计 | 养老   个税   合计 | 实发
    …     办公室 …                                         a person; the name tells that it is one, and is forgotten
    办公室小计                                              compared with the rows since the last one
    合计                                                   compared with all rows

应发 − 代扣 = 实发 is compared in every row.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.patterns import any_matches
from gov_accounts.sheets.cells import is_blank, read_amount, text_of
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.exchange.patterns import Pattern
    from gov_accounts.sheets.table import RawRow, RawSheet

_HEAD_ROWS: Final = 30
_IN_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_MONTHS: Final = (
    re.compile(r"((?:19|20)[0-9]{2})\s*(?:年|[-/.])\s*([0-9]{1,2})(?:\s*月|(?![0-9]))"),
    re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(?![0-9])"),
)
_MONTH_ALONE: Final = re.compile(r"(?<![0-9])([0-9]{1,2})\s*月")
_LAST_MONTH: Final = 12


@dataclass(frozen=True, slots=True)
class Words:
    """What a map says of payroll sheets, as patterns."""

    names: tuple[Pattern, ...]
    department: tuple[Pattern, ...]
    gross: tuple[Pattern, ...]
    deducted: tuple[Pattern, ...]
    net: tuple[Pattern, ...]
    ignored: tuple[Pattern, ...]
    totals: tuple[Pattern, ...]
    subtotals: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where it stands, what it is called, and all that it may be called in a rule."""

    index: int
    name: str
    called: tuple[str, ...]

    def is_one(self, patterns: Sequence[Pattern]) -> bool:
        """Whether it is what one of the patterns means."""
        return any(any_matches(patterns, each) for each in self.called)


@dataclass(frozen=True, slots=True)
class Person:
    """A row of a person, without the name: its number, its department, and column → fen."""

    row: int
    department: str
    fen: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Sum:
    """A row of sums: its number, from which person on it may be, up to which, and column → fen.

    Several beginnings may be meant: the last sum, the last one that is called so, the first person.
    """

    row: int
    firsts: tuple[int, ...]
    last: int
    fen: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Slip:
    """A cell that is no amount, or a row (-1) that is neither a person's nor a sum."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Payroll:
    """A sheet.

    Attributes:
        sheet: its name; nothing for csv.
        head: the number of its last head row.
        title: what stands above the head.
        columns: those that may have amounts.
        gross, deducted, net: the columns of sums over a row.
        persons, sums: its rows.
        slips: what can't be read.
        named: names of persons, to keep them out of what is written; nothing else is done with them.
    """

    sheet: str
    head: int
    title: str
    columns: tuple[Column, ...]
    gross: Column | None
    deducted: Column | None
    net: Column | None
    persons: tuple[Person, ...]
    sums: tuple[Sum, ...]
    slips: tuple[Slip, ...]
    named: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class _Head:
    last: int
    columns: tuple[Column, ...]
    name: Column
    department: Column | None


def read_payroll(sheet: RawSheet, words: Words) -> Payroll | None:
    """A sheet of a payroll; None where it is none: it has no column of names, or neither 应发 nor 实发."""
    head = _head(sheet.rows, words)
    if head is None:
        return None
    special = {
        key: next((each for each in head.columns if each.is_one(patterns)), None)
        for key, patterns in (("gross", words.gross), ("deducted", words.deducted), ("net", words.net))
    }
    if special["gross"] is None and special["net"] is None:
        return None
    apart = {head.name.index, *([head.department.index] if head.department else [])}
    kept = [each for each in head.columns if each in special.values() or not each.is_one(words.ignored)]
    columns = tuple(each for each in kept if each.index not in apart)
    rows = _Rows(head, columns, words)
    for row in sheet.rows:
        if row.number > head.last:
            rows.read(row)
    title = " ".join(
        text
        for row in sheet.rows
        if row.number < _first(head, sheet.rows)
        for each in row.cells
        if (text := text_of(each))
    )
    return Payroll(
        sheet.name,
        head.last,
        title,
        columns,
        special["gross"],
        special["deducted"],
        special["net"],
        tuple(rows.persons),
        tuple(rows.sums),
        tuple(rows.slips),
        frozenset(rows.named),
    )


def month_of(texts: Sequence[str], year: str) -> tuple[int, int] | None:
    """The year and month that the first of some texts says; the year as it is given where none says it."""
    for text in texts:
        folded = unicodedata.normalize("NFKC", text)
        for pattern in _MONTHS:
            match = pattern.search(folded)
            if match is not None and 1 <= int(match[2]) <= _LAST_MONTH:
                return int(match[1]), int(match[2])
    for text in texts:
        match = _MONTH_ALONE.search(unicodedata.normalize("NFKC", text))
        if match is not None and year.isdigit() and 1 <= int(match[1]) <= _LAST_MONTH:
            return int(year), int(match[1])
    return None


def _first(head: _Head, rows: Sequence[RawRow]) -> int:
    """The number of the head's first row: the one with the column of names."""
    for row in rows:
        cell = row.cells[head.name.index] if head.name.index < len(row.cells) else ""
        if row.number <= head.last and not is_blank(cell) and _plain(text_of(cell)) in head.name.called:
            return row.number
    return head.last


def _head(rows: Sequence[RawRow], words: Words) -> _Head | None:
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        tops = [_plain(text_of(each)) for each in row.cells]
        name = next((index for index, each in enumerate(tops) if each and any_matches(words.names, each)), None)
        if name is None or sum(1 for each in tops if each) < 3:  # noqa: PLR2004 (a title may hold the word, too)
            continue
        below = rows[at + 1] if at + 1 < len(rows) else None
        two = below is not None and _is_under(below, name)
        subs = [_plain(text_of(each)) for each in below.cells] if below is not None and two else []
        columns = _columns(tops, subs)
        if not any(each.is_one((*words.gross, *words.net)) for each in columns):
            continue
        named = next(each for each in columns if each.index == name)
        department = next((each for each in columns if each.is_one(words.department)), None)
        return _Head(below.number if below is not None and two else row.number, columns, named, department)
    return None


def _is_under(row: RawRow, name: int) -> bool:
    """Whether a row has the second part of a head: words, no amount, and nothing where the name is (a merged cell)."""
    cells = [each for each in row.cells if not is_blank(each)]
    if not cells or (name < len(row.cells) and not is_blank(row.cells[name])):
        return False
    return all(isinstance(each, str) and read_amount(each) is None for each in cells)


def _columns(tops: Sequence[str], subs: Sequence[str]) -> tuple[Column, ...]:
    made = []
    group = ""
    for index in range(max(len(tops), len(subs))):
        top = tops[index] if index < len(tops) else ""
        sub = subs[index] if index < len(subs) else ""
        group = top or group
        name = sub or top
        if not name:
            continue
        names = [name, _bare(name)]
        if sub and group and sub != group:
            names += [f"{group}/{sub}", f"{_bare(group)}/{_bare(sub)}"]
        shown = f"{group}/{sub}" if sub and group and sub != group else name
        made.append(Column(index, shown, tuple(dict.fromkeys(filter(None, names)))))
    return tuple(made)


def _plain(text: str) -> str:
    return plain(text).replace(" ", "").strip(":*")


def _bare(text: str) -> str:
    return _IN_BRACKETS.sub("", text)


class _Rows:
    """The rows below a head, read one by one."""

    def __init__(self, head: _Head, columns: Sequence[Column], words: Words) -> None:
        self._head = head
        self._columns = columns
        self._words = words
        self._department = ""
        self._ends: dict[str, int] = {}
        self._closed = False
        self.persons: list[Person] = []
        self.sums: list[Sum] = []
        self.slips: list[Slip] = []
        self.named: set[str] = set()

    def read(self, row: RawRow) -> None:
        """A person, a sum, the name of a department, a note; or a slip."""
        fen, slips = self._amounts(row)
        name = self._text(row, self._head.name)
        label = next((text for each in row.cells if (text := _plain(text_of(each)))), "")
        department = self._text(row, self._head.department)
        called = (_plain(name) or label, label, _plain(department))
        whole = any(any_matches(self._words.totals, each) for each in called)
        part = any(any_matches(self._words.subtotals, each) for each in called)
        if not fen and (self._closed or not slips):
            if self._head.department is None and not self._closed and not whole and not part and _is_alone(row):
                self._department = label
            return
        if whole or part:
            self._closed = self._closed or whole
            self._sum(row, "" if whole else label, fen, slips)
            return
        self.slips += slips
        if not fen:
            return
        if department:
            self._department = department
        if not name:
            self.slips.append(Slip(row.number, -1))
            return
        self.named.add(name)
        self.persons.append(Person(row.number, self._department, fen))

    def _sum(self, row: RawRow, label: str, fen: Mapping[int, int], slips: Sequence[Slip]) -> None:
        self.slips += slips
        last = max(self._ends.values(), default=0)
        firsts = dict.fromkeys([*([] if label else [0]), last, self._ends.get(label, 0)])
        self._ends[label] = len(self.persons)
        self.sums.append(Sum(row.number, tuple(firsts), len(self.persons), fen))

    def _text(self, row: RawRow, column: Column | None) -> str:
        return text_of(row.cells[column.index]) if column is not None and column.index < len(row.cells) else ""

    def _amounts(self, row: RawRow) -> tuple[dict[int, int], list[Slip]]:
        fen: dict[int, int] = {}
        slips = []
        for column in self._columns:
            value = row.cells[column.index] if column.index < len(row.cells) else ""
            if is_blank(value):
                continue
            amount = read_amount(value)
            if amount is None:
                slips.append(Slip(row.number, column.index))
            else:
                fen[column.index] = amount
        return fen, slips


def _is_alone(row: RawRow) -> bool:
    return sum(1 for each in row.cells if not is_blank(each)) == 1
