"""Official codes: the chart of accounts and the classifications, as in force in a year.

The lists are data (``gov_accounts_ledger``): dated rows with a source. This module reads them and answers
what a code is called in a year, whether it is in force, and which codes are nearest to a wrong one.
"""

from __future__ import annotations

import csv
import difflib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_DATA: Final = "gov_accounts_ledger"
_FIRST_YEAR: Final = 0
_LAST_YEAR: Final = 9999
_SUGGESTIONS: Final = 3
_FAR_LONGER: Final = 3
"""A code so many times as long as those of its level is no slip."""
_ACCOUNT_DIGITS: Final = 4


_Row = TypeVar("_Row", "CodeRow", "ChartRow")


def _most_like(code: str, rows: Sequence[_Row], name: str = "") -> tuple[_Row, ...]:
    """Those of the rows, all of one length of code, that one may have meant by `code`, best first.

    A slip of a digit is the more likely the further right it is; a row of that `name` goes before others. What is much
    longer than a code is none that was meant.
    """
    if not rows or len(code) > _FAR_LONGER * len(rows[0].code):
        return ()
    whole = len(code) + len(rows[0].code)
    matcher = difflib.SequenceMatcher(None, code, "", autojunk=False)
    in_order = _most_in_order(code)

    def score(row: _Row, alike: int) -> int:
        begins = 0
        for one, other in zip(code, row.code, strict=False):
            if one != other:
                break
            begins += 1
        return 20 * alike + whole * begins + 10 * whole * (row.name == name)

    best: list[tuple[int, str, _Row]] = []
    bounds = sorted([(-score(row, in_order(row.code)), row.code, row) for row in rows], key=lambda each: each[:2])
    for bound, _, row in bounds:
        if len(best) == _SUGGESTIONS and bound > best[-1][0]:
            break
        matcher.set_seq2(row.code)
        alike = sum(block.size for block in matcher.get_matching_blocks())
        best.append((-score(row, alike), row.code, row))
        best.sort(key=lambda each: each[:2])
        del best[_SUGGESTIONS:]
    return tuple(row for _, _, row in best)


def _most_in_order(code: str) -> Callable[[str], int]:
    """How many digits of `code` another has in the same order: no fewer than what `difflib` finds alike, and sooner."""
    every = (1 << len(code)) - 1
    places: dict[str, int] = {}
    for place, digit in enumerate(code):
        places[digit] = places.get(digit, 0) | 1 << place

    def found(other: str) -> int:
        rows = every
        for digit in other:
            match = rows & places.get(digit, 0)
            rows = (rows + match | rows - match) & every
        return len(code) - rows.bit_count()

    return found


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One dated row of a list: a code and its name from one year to another, both included.

    Attributes:
        fund: the 资金性质 of the only budget that has the code; empty where several have it, or where that isn't known.
        listed: whether it is of a list that the finance office gave for its year.
    """

    code: str
    name: str
    parent: str
    first_year: int
    last_year: int
    fund: str = ""
    listed: bool = False

    def in_force(self, year: int) -> bool:
        """Whether the row holds in `year`."""
        return self.first_year <= year <= self.last_year


class Listed(NamedTuple):
    """The codes of a finance office's list and of the unit's own declarations, and the codes above the list's."""

    codes: frozenset[str]
    parents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Classification:
    """A list of codes in levels, each code beginning with its parent's.

    Attributes:
        label: what the list is called in messages.
        lengths: how many digits a code of each level has, coarsest first.
        complete_to: the longest code for which the list is known to be complete; below that a unit
            may declare codes of its own.
        complete_until: the last year for which it is; later years may have codes that it lacks.
        rows: code → its rows, by first year; a finance office's before the official ones.
        lists: year → what a finance office's list of that year has.
    """

    label: str
    lengths: tuple[int, ...]
    complete_to: int
    complete_until: int
    rows: Mapping[str, tuple[CodeRow, ...]]
    lists: Mapping[int, Listed] = field(default_factory=dict)
    _levels: dict[tuple[int, int], tuple[CodeRow, ...]] = field(default_factory=dict, init=False, compare=False)

    def row(self, code: str, year: int) -> CodeRow | None:
        """The row of `code` in force in `year`, if there is one."""
        for row in self.rows.get(code, ()):
            if row.first_year <= year <= row.last_year:
                return row
        return None

    def name(self, code: str, year: int) -> str:
        """The name of `code` in `year`; of a code not in force then, its latest name; else nothing."""
        row = self.row(code, year)
        if row is None:
            dated = self.rows.get(code, ())
            return dated[-1].name if dated else ""
        return row.name

    def parent(self, code: str) -> str:
        """The code one level up, or nothing for a code of the first level."""
        shorter = [length for length in self.lengths if length < len(code)]
        return code[: shorter[-1]] if shorter else ""

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The code and all codes above it, coarsest first."""
        return tuple(code[:length] for length in self.lengths if length <= len(code))

    def fund(self, code: str, year: int) -> str:
        """The 资金性质 of the only budget that has the code or one above it; empty where that isn't so, or unknown.

        政府收支分类科目 lists 政府性基金预算 (12) and 国有资本经营预算 (13) apart from 一般公共预算.
        """
        for each in reversed(self.ancestors(code)):
            row = self.row(each, year)
            if row is not None and row.fund:
                return row.fund
        return ""

    def nearest(self, code: str, year: int) -> tuple[CodeRow, ...]:
        """Codes of the same level in force in `year` that one may have meant by `code`, best first."""
        level = min(self.lengths, key=lambda length: abs(length - len(code)))
        if (level, year) not in self._levels:
            candidates = (self.row(each, year) for each in self.rows if len(each) == level)
            self._levels[level, year] = tuple(row for row in candidates if row is not None)
        return _most_like(code, self._levels[level, year], self.name(code, year))

    def left_out(self, code: str, year: int) -> bool:
        """Whether the finance office's list of `year` leaves the code out, or one above it.

        A list is the truth of what it goes into: it leaves a code out where it has another one beside it, below the
        same code. What it has nothing of, such as the classes of other trades, it says nothing about.
        """
        listed = self.lists.get(year)
        return listed is not None and any(
            each not in listed.codes and self.parent(each) in listed.parents for each in self.ancestors(code)[1:]
        )

    def with_rows(self, rows: Iterable[CodeRow]) -> Classification:
        """The same list with further rows: a unit's own, which add to it, and those of a finance office.

        A finance office's list holds for its year only, in which its names go before the official ones.
        """
        merged = dict(self.rows)
        lists: dict[int, set[str]] = {}
        declared: set[str] = set()
        for row in rows:
            known = merged.get(row.code, ())
            if not row.listed:
                declared.add(row.code)
                merged[row.code] = (*known, row)
                continue
            lists.setdefault(row.first_year, set()).add(row.code)
            official = next((each for each in known if each.in_force(row.first_year)), None)
            if official is None or official.name != row.name:
                merged[row.code] = (replace(row, fund=official.fund if official else ""), *known)
        held = {
            year: Listed(frozenset(codes | declared), frozenset(map(self.parent, codes)))
            for year, codes in lists.items()
        }
        return Classification(self.label, self.lengths, self.complete_to, self.complete_until, merged, held)


@dataclass(frozen=True, slots=True)
class ChartRow:
    """An account of the official chart.

    Attributes:
        book: 财务, 预算 or 指标.
        element: 资产, 负债, …, 预算收入, 预算支出, 预算结余.
        credit_normal: whether its balance is normally on the credit side.
        unit_kinds: the kinds of unit that use it.
        first_year, last_year: the years in which it holds, both included.
        optional: which units open it beside the general chart; empty for an account of the general chart.
        other_names: what the same code is called in other units.
        renamed: later names of the account, each with the year from which it holds and its source.
        closed: whether the 制度 lists all its details.
        source: the document that lists it.
    """

    code: str
    name: str
    book: str
    element: str
    credit_normal: bool
    unit_kinds: frozenset[str]
    first_year: int = _FIRST_YEAR
    last_year: int = _LAST_YEAR
    optional: str = ""
    other_names: tuple[str, ...] = ()
    renamed: tuple[tuple[int, str, str], ...] = ()
    closed: bool = False
    source: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Every name it has or had."""
        return frozenset({self.name, *self.other_names, *(name for _, name, _ in self.renamed)})

    def name_in(self, year: int) -> str:
        """Its name in `year`."""
        return next((name for first, name, _ in reversed(self.renamed) if first <= year), self.name)


@dataclass(frozen=True, slots=True)
class Chart:
    """The official chart of accounts (政府会计制度, 财会〔2017〕25号) with our appropriation accounts."""

    rows: Mapping[str, ChartRow]

    @property
    def accounts(self) -> tuple[ChartRow, ...]:
        """The 总账科目, without details."""
        return tuple(row for row in self.rows.values() if len(row.code) == _ACCOUNT_DIGITS)

    @property
    def first_year(self) -> int:
        """The first year of the 制度: of the account that began first."""
        return min(row.first_year for row in self.rows.values() if row.first_year)

    def details(self, code: str) -> tuple[ChartRow, ...]:
        """The official details right below an account, by code."""
        return tuple(row for row in self.rows.values() if row.code[:-2] == code and len(row.code) > _ACCOUNT_DIGITS)

    def nearest(self, code: str) -> tuple[ChartRow, ...]:
        """Accounts one may have meant by `code`, best first."""
        firsts = [row for row in self.rows.values() if len(row.code) == _ACCOUNT_DIGITS and not row.optional]
        return _most_like(code, firsts)


@dataclass(frozen=True, slots=True)
class Codes:
    """All official lists."""

    chart: Chart
    functional: Classification
    economic: Classification
    fund: Classification

    def classification(self, key: str) -> Classification:
        """The list behind a metadata key: ``func``, ``econ`` or ``fund``."""
        return {"func": self.functional, "econ": self.economic, "fund": self.fund}[key]

    def with_declared(self, rows: Mapping[str, Iterable[CodeRow]]) -> Codes:
        """The lists with a unit's own ``func`` and ``econ`` codes added."""
        return Codes(
            self.chart,
            self.functional.with_rows(rows.get("func", ())),
            self.economic.with_rows(rows.get("econ", ())),
            self.fund,
        )


def _records(*path: str) -> Iterator[dict[str, str]]:
    with resources.files(_DATA).joinpath(*path).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _year(text: str, otherwise: int) -> int:
    return int(text[:4]) if text else otherwise


def _classification(
    file: str, label: str, lengths: tuple[int, ...], complete_to: int, complete_until: int = _LAST_YEAR
) -> Classification:
    rows: dict[str, tuple[CodeRow, ...]] = {}
    for record in _records("classification", file):
        row = CodeRow(
            record["code"],
            record["name"],
            record["parent"],
            _year(record["valid_from"], _FIRST_YEAR),
            _year(record["valid_to"], _LAST_YEAR),
            record.get("fund", ""),
        )
        rows[row.code] = (*rows.get(row.code, ()), row)
    return Classification(label, lengths, complete_to, complete_until, rows)


def _chart_rows() -> dict[str, ChartRow]:
    rows: dict[str, ChartRow] = {}
    for record in _records("chart", "accounts.csv"):
        code, name = record["code"], record["name"]
        first, last = _year(record["valid_from"], _FIRST_YEAR), _year(record["valid_to"], _LAST_YEAR)
        if code in rows:
            rows[code] = replace(
                rows[code], last_year=last, renamed=(*rows[code].renamed, (first, name, record["source"]))
            )
            continue
        rows[code] = ChartRow(
            code,
            name,
            record["book"],
            record["element"],
            record["normal_side"] == "贷",
            frozenset(record["unit_kinds"].split("|")),
            first,
            last,
            record["optional"],
            tuple(filter(None, record["other_names"].split("|"))),
            closed=record["details"] == "封闭",
            source=record["source"],
        )
    return rows


@cache
def official_codes() -> Codes:
    """The official lists that ship with the package. Read once."""
    return Codes(
        Chart(_chart_rows()),
        _classification("functional.csv", "支出功能分类科目", (3, 5, 7), 3),
        _classification("economic.csv", "部门预算支出经济分类科目", (3, 5), 5, 2020),
        _classification("fund.csv", "资金性质", (1, 2), 2),
    )


@dataclass(frozen=True, slots=True)
class GovernmentItem:
    """A code of 政府预算支出经济分类, and the 部门预算支出经济分类 codes that its money is spent under."""

    code: str
    name: str
    department: tuple[str, ...]


@cache
def government_items() -> Mapping[str, GovernmentItem]:
    """政府预算支出经济分类科目 (5xx, 5xxxx), only to be recognised where a 部门 code is wanted. Read once."""
    return {
        record["code"]: GovernmentItem(
            record["code"], record["name"], tuple(filter(None, record["department"].split("|")))
        )
        for record in _records("classification", "economic_government.csv")
    }
