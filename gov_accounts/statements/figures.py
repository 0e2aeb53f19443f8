"""Figures of a year's tables, wherever they come from. All that ties ask of them is here.

    exact(statements)               from the books: in fen, for certain
    printed(statements, rounding)   as they are printed (``printing.rounding``)
    paper(tables, …)                as read from a published document (``statements.paper``)

A figure stands as it was given, and means an interval: the exact amount that was rounded to it is somewhere within.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from gov_accounts.law.formula import FormulaError, Operand, Positive, Range, Reference
from gov_accounts.law.tie import PREVIOUS
from gov_accounts.money import yuan_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gov_accounts.law.form import Format
    from gov_accounts.law.tie import TieWhen
    from gov_accounts.statements.fill import Statement, StatementRow

ALWAYS: Final[frozenset[TieWhen]] = frozenset({"always"})


@dataclass(frozen=True, slots=True)
class Interval:
    """Every amount from one to another, both included, in integer fen."""

    low: int
    high: int

    def __add__(self, other: Interval) -> Interval:
        """What the sum of an amount of each may be."""
        return Interval(self.low + other.low, self.high + other.high)

    def __contains__(self, fen: int) -> bool:
        """Whether it may be that amount."""
        return self.low <= fen <= self.high

    def times(self, number: int) -> Interval:
        """What so many times the same amount may be; minus one for the other sign."""
        ends = (self.low * number, self.high * number)
        return Interval(min(ends), max(ends))

    def positive(self) -> Interval:
        """What remains where amounts below zero count as zero."""
        return Interval(max(self.low, 0), max(self.high, 0))


class Shape(Protocol):
    """Which rows a table has: all that its equations depend on."""

    @property
    def format(self) -> Format:
        """The table's format."""

    @property
    def year(self) -> int:
        """The year it is of."""

    @property
    def panels(self) -> tuple[tuple[StatementRow, ...], ...]:
        """The rows of each of the format's panels."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of tables.

    Attributes:
        shapes: the tables by key; last year's by ``previous.`` and key.
        stated: a figure as it stands, in fen, by the name of its cell, or of an auxiliary quantity.
        slack: how far, in fen, the exact amount may be from it; None where each figure is the exact amount.
        knows: whether there is such a figure, to be asked for; None where there is every one that the forms have.
        whens: when ties must hold on them, as things stand.
        text, unit: an amount as it is shown beside them, and what it is in.
    """

    shapes: Mapping[str, Shape]
    stated: Callable[[Reference], int]
    slack: Callable[[Reference], int] | None = None
    knows: Callable[[Reference], bool] | None = None
    whens: frozenset[TieWhen] = ALWAYS
    text: Callable[[int], str] = yuan_text
    unit: str = "元"

    @property
    def year(self) -> int:
        """The year they are of; last year's may be among them."""
        return max(each.year for each in self.shapes.values())

    def amount(self, cell: Reference) -> Interval:
        """Within which the exact amount of a cell is."""
        fen = self.stated(cell)
        slack = self.slack(cell) if self.slack is not None else 0
        return Interval(fen - slack, fen + slack)

    def sum(self, terms: Iterable[tuple[int, Operand]]) -> Interval:
        """Within which a sum of signed terms is. A cell that occurs twice is the same amount both times.

        Raises:
            FormulaError: a range hasn't been expanded.
        """
        times: dict[Operand, int] = {}
        for sign, operand in terms:
            times[operand] = times.get(operand, 0) + sign
        total = Interval(0, 0)
        for operand, number in times.items():
            match operand:
                case Reference():
                    one = self.amount(operand)
                case Positive(of=inner):
                    one = self.sum((term.sign, term.of) for term in inner.terms).positive()
                case Range():
                    raise FormulaError(f"{operand}")
            total += one.times(number)
        return total


def exact(statements: Mapping[str, Statement]) -> Figures:
    """The figures of statements. Once the year, or last year, is closed, more ties must hold."""

    def stated(cell: Reference) -> int:
        return statements[str(cell.table)].named(cell).fen

    whens = set(ALWAYS)
    for key, statement in statements.items():
        if statement.closed:
            whens.add("carried" if key.startswith(PREVIOUS) else "closed")
    return Figures(statements, stated, whens=frozenset(whens))
