"""Official codes: the chart of accounts and the classifications, as in force in a year.

The lists are data (``gov_accounts_ledger``): dated rows with a source. This module reads them and answers
what a code is called in a year, whether it is in force, and which codes are nearest to a wrong one.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.law.alike import most_like
from gov_accounts.law.chart import Chart, official_chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_DATA: Final = "gov_accounts_ledger"
_FIRST_YEAR: Final = 0
_LAST_YEAR: Final = 9999


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
        return most_like(code, self._levels[level, year], self.name(code, year))

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


@cache
def official_codes() -> Codes:
    """The official lists that ship with the package. Read once."""
    return Codes(
        official_chart(),
        _classification("functional.csv", "支出功能分类科目", (3, 5, 7), 3),
        _classification("economic.csv", "部门预算支出经济分类科目", (3, 5), 5, 2020),
        _classification("fund.csv", "资金性质", (1, 2), 2),
    )


@lru_cache(maxsize=65536)
def classification_of(text: str) -> str:
    """Which list a text may be a code of by how it begins: ``func`` or ``econ``; nothing for what can't be one."""
    if not (text.isascii() and text.isdigit()):
        return ""
    return _first_digits().get(text[:1], "")


@cache
def _first_digits() -> Mapping[str, str]:
    return {code[:1]: key for key in ("func", "econ") for code in official_codes().classification(key).rows}


@lru_cache(maxsize=65536)
def item_key(text: str) -> str:
    """Which list a text has the shape of an item of, as postings carry them: ``func`` or ``econ``; nothing for none."""
    key = classification_of(text)
    return key if key and len(text) == official_codes().classification(key).lengths[-1] else ""


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
