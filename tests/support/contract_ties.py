"""The ties of the nine tables of 2020, written out a second time: from what the tables are, for a reader of their JSON.

Nothing here knows the library: not its formats, its ties, nor its formulas. It says which sums don't hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Table = Mapping[tuple[str, str], Decimal]

# Functional classes in the order of the rows of 表1 (from 31) and 表4 (from 33).
CLASSES = (
    *("201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "216", "217"),
    *("219", "220", "221", "222", "223", "224", "229", "231", "232", "234"),
)
TOTAL = "合计"


def read(report: Mapping[str, Any]) -> dict[int, dict[tuple[str, str], Decimal]]:
    """Cells by table, row and column. What isn't printed is zero."""
    return {
        table["number"]: {
            (row["id"], column): Decimal(value) for row in table["rows"] for column, value in row["values"].items()
        }
        for table in report["tables"]
    }


@dataclass(frozen=True)
class Printed:
    """Tables as read, by number."""

    tables: Mapping[int, Table]

    def cell(self, number: int, row: str, column: int) -> Decimal:
        return self.tables[number].get((row, str(column)), Decimal(0))

    def total(self, number: int, rows: Iterable[str], column: int) -> Decimal:
        return sum((self.cell(number, row, column) for row in rows), Decimal(0))

    def rows(self, number: int) -> list[str]:
        return sorted({row for row, _ in self.tables[number]})

    def codes(self, number: int, length: int, within: str = "") -> list[str]:
        return [row for row in self.rows(number) if len(row) == length and row.isdigit() and row.startswith(within)]


Sums = Iterator[tuple[str, Decimal, Decimal]]


def broken(report: Mapping[str, Any], exact: Mapping[str, Any] | None = None) -> Iterator[str]:
    """What doesn't add up in a report.

    Args:
        report: the JSON.
        exact: the same in 元; what is equal in it must be equal in print, though the form doesn't demand it.
    """
    printed = Printed(read(report))
    for part in (_first, _trees, _columns, _income, _classes, _fourth, _sixth, _seventh, _eighth):
        for name, left, right in part(printed):
            if left != right:
                yield f"{name}: {left} != {right}"
    if exact is None:
        return
    books = Printed(read(exact))
    for name, one, parts in _facts_printed_twice(books):
        whole, shown = books.cell(*one), printed.cell(*one)
        if whole == sum(books.cell(*each) for each in parts) and shown != sum(printed.cell(*each) for each in parts):
            yield f"{name}: differs in print, equal in the books"


def _first(printed: Printed) -> Sums:
    yield "1: 27", printed.cell(1, "27", 1), printed.total(1, map(str, range(1, 9)), 1)
    yield "1: 30", printed.cell(1, "30", 1), printed.total(1, ("27", "28", "29"), 1)
    yield "1: 57", printed.cell(1, "57", 2), printed.total(1, map(str, range(31, 57)), 2)
    yield "1: 60", printed.cell(1, "60", 2), printed.total(1, ("57", "58", "59"), 2)
    yield "1: 30=60", printed.cell(1, "30", 1), printed.cell(1, "60", 2)


def _trees(printed: Printed) -> Sums:
    for number, last in ((2, 7), (3, 6), (5, 3), (8, 6), (9, 3)):
        for column in range(1, last + 1):
            classes = printed.codes(number, 3)
            yield f"{number}: 合计", printed.cell(number, TOTAL, column), printed.total(number, classes, column)
            for upper, lower in ((3, 5), (5, 7)):
                for code in printed.codes(number, upper):
                    below = printed.codes(number, lower, code)
                    yield f"{number}: {code}", printed.cell(number, code, column), printed.total(number, below, column)


def _columns(printed: Printed) -> Sums:
    for number, column, parts in (
        (2, 1, (2, 3, 4, 5, 6, 7)),
        (3, 1, (2, 3, 4, 5, 6)),
        (5, 1, (2, 3)),
        (8, 3, (4, 5)),
        (9, 1, (2, 3)),
    ):
        for row in printed.rows(number):
            added = sum((printed.cell(number, row, each) for each in parts), Decimal(0))
            yield f"{number}: {row} columns", printed.cell(number, row, column), added


def _income(printed: Printed) -> Sums:
    yield "1-2 total", printed.cell(1, "27", 1), printed.cell(2, TOTAL, 1)
    yield "1-2 fiscal", printed.total(1, ("1", "2", "3"), 1), printed.cell(2, TOTAL, 2)
    for row, column in (("4", 3), ("5", 4), ("6", 5), ("7", 6), ("8", 7)):
        yield f"1-2 {row}", printed.cell(1, row, 1), printed.cell(2, TOTAL, column)
    for row in ("1", "2", "3"):
        yield f"1-4 {row}", printed.cell(1, row, 1), printed.cell(4, row, 1)


def _classes(printed: Printed) -> Sums:
    for index, code in enumerate(CLASSES):
        fourth = str(33 + index)
        yield f"1-3 {code}", printed.cell(1, str(31 + index), 2), printed.cell(3, code, 1)
        yield f"4-5 {code}", printed.cell(4, fourth, 3), printed.cell(5, code, 1)
        yield f"4-8 {code}", printed.cell(4, fourth, 4), printed.cell(8, code, 3)
        yield f"4-9 {code}", printed.cell(4, fourth, 5), printed.cell(9, code, 1)
    yield "1-3 total", printed.cell(1, "57", 2), printed.cell(3, TOTAL, 1)
    yield "4-5 total", printed.cell(4, "59", 3), printed.cell(5, TOTAL, 1)
    yield "4-8 total", printed.cell(4, "59", 4), printed.cell(8, TOTAL, 3)
    yield "4-9 total", printed.cell(4, "59", 5), printed.cell(9, TOTAL, 1)


def _fourth(printed: Printed) -> Sums:
    yield "4: 27", printed.cell(4, "27", 1), printed.total(4, ("1", "2", "3"), 1)
    yield "4: 28", printed.cell(4, "28", 1), printed.total(4, ("29", "30", "31"), 1)
    yield "4: 32", printed.cell(4, "32", 1), printed.total(4, ("27", "28"), 1)
    yield "4: 32=64", printed.cell(4, "32", 1), printed.cell(4, "64", 2)
    for column in (2, 3, 4, 5):
        rows = [str(number) for number in range(33, 59)]
        yield f"4: 59 [{column}]", printed.cell(4, "59", column), printed.total(4, rows, column)
        yield f"4: 64 [{column}]", printed.cell(4, "64", column), printed.total(4, ("59", "60"), column)
    for number in (*range(33, 61), 64):
        row = str(number)
        added = sum((printed.cell(4, row, column) for column in (3, 4, 5)), Decimal(0))
        yield f"4: {row} 2=3+4+5", printed.cell(4, row, 2), added
    for number, column in enumerate((3, 4, 5)):
        coming = printed.total(4, (str(1 + number), str(29 + number)), 1)
        yield f"4: 60 [{column}]", printed.cell(4, "60", column), coming - printed.cell(4, "59", column)


def _sixth(printed: Printed) -> Sums:
    classes = printed.codes(6, 3)
    people, public = printed.cell(6, "人员经费合计", 1), printed.cell(6, "公用经费合计", 1)
    yield "6: people", people, printed.total(6, ("301", "303"), 1)
    yield "6: public", public, printed.total(6, set(classes) - {"301", "303"}, 1)
    yield "5-6", printed.cell(5, TOTAL, 2), people + public
    for code in classes:
        yield f"6: {code}", printed.cell(6, code, 1), printed.total(6, printed.codes(6, 5, code), 1)


def _seventh(printed: Printed) -> Sums:
    for first in (1, 7):
        whole, abroad, cars, buying, running, guests = (
            printed.cell(7, TOTAL, column) for column in range(first, first + 6)
        )
        yield f"7: {first}", whole, abroad + cars + guests
        yield f"7: {first} cars", cars, buying + running


def _eighth(printed: Printed) -> Sums:
    for row in printed.rows(8):
        opening, income, spent, left = (printed.cell(8, row, column) for column in (1, 2, 3, 6))
        yield f"8: {row} [6]", left, opening + income - spent
    yield "4-8 opening", printed.cell(4, "30", 1), printed.cell(8, TOTAL, 1)
    yield "4-8 income", printed.cell(4, "2", 1), printed.cell(8, TOTAL, 2)
    yield "4-8 carried", printed.cell(4, "60", 4), printed.cell(8, TOTAL, 6)


Cell = tuple[int, str, int]


def _facts_printed_twice(books: Printed) -> Iterator[tuple[str, Cell, tuple[Cell, ...]]]:
    """What is one figure in many units: all money where there is fiscal money only."""
    for row in books.rows(3):
        for column, eighth in ((1, 3), (2, 4), (3, 5)):
            fiscal = ((5, row, column), (8, row, eighth), (9, row, column))
            yield f"3-5-8-9 {row} [{column}]", (3, row, column), fiscal
    for row in books.rows(2):
        yield f"2-8 {row}", (2, row, 2), ((8, row, 2),)
    yield "1-4 income", (1, "27", 1), ((4, "27", 1),)
    yield "1-4 opening", (1, "29", 1), ((4, "28", 1),)
    yield "1-4 carried", (1, "59", 2), ((4, "60", 2),)
    for econ, column in (("30212", 8), ("31013", 10), ("30231", 11), ("30217", 12)):
        yield f"6-7 {econ}", (7, TOTAL, column), ((6, econ, 1),)
