"""Scores of a self-assessment: they add up to the total, none is over its weight, and the rate is the quotient."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.words.amounts import plain
from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.passages import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.spot import Spot
    from gov_accounts.audit.words.rows import Cell, Row
    from gov_accounts.law.reading import Entry

_NUMBER: Final = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_FULL: Final = 100


@dataclass(frozen=True, slots=True)
class Money:
    """The row of the money: its budgets, any of which the rate may be of, as printed."""

    budgets: tuple[str, ...]
    spent: str
    rate: str
    score: str
    weight: str
    row: Row


@dataclass(frozen=True, slots=True)
class Point:
    """An indicator's score."""

    score: Decimal
    weight: Decimal | None
    spot: Spot


@dataclass(slots=True)
class Scores:
    """A table of scores, as far as it was read."""

    text: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    money: Money | None = None
    heads: dict[str, list[int]] = field(default_factory=dict)

    @property
    def weights(self) -> Decimal | None:
        """What the weights add up to, the money's too; None where one isn't known."""
        weights = [each.weight for each in self.points]
        if self.money is not None:
            weights.append(Decimal(self.money.weight) if self.money.weight else None)
        return sum((each for each in weights if each is not None), Decimal(0)) if None not in weights else None


def check_scores(rows: Sequence[Row]) -> Iterator[AuditFinding]:
    """Tables of scores that don't add up, and rates that aren't the quotient beside them."""
    words = data("words").entry("scores")
    begin, total = pattern(words, "begin"), pattern(words, "total")
    table: Scores | None = None
    for row in rows:
        if begin.search(row.text):
            table = Scores()
        if table is None:
            continue
        end = total.match(row.text)
        if end is None:
            _take(table, row, words)
            continue
        yield from _sum(table, Decimal(end[1]), row.spot(end[1]), words)
        yield from _over(table)
        if table.money is not None:
            yield from _rate(table.money, "".join("".join(table.text).split()), words)
        table = None


def _take(table: Scores, row: Row, words: Entry) -> None:
    """What a row adds to a table."""
    table.text.append(row.text)
    if row.cells:
        _take_cells(table, row, words)
        return
    money = pattern(words, "money").search(row.text)
    point = pattern(words, "indicator").search(row.text)
    if money is not None:
        table.money = table.money or Money((money[1],), money[2], money[3], money[4], "", row)
    elif point is not None:
        table.points.append(Point(Decimal(point[3]), None, row.spot(point[3])))


def _take_cells(table: Scores, row: Row, words: Entry) -> None:
    """A row of a grid: heads say which cells are weights and scores, and which are of the money."""
    heads = {
        key: [each.column for each in row.cells if pattern(words, f"head_{key}").search(each.text)]
        for key in ("score", "weight", "rate", "spent", "budget")
    }
    if heads["score"]:
        table.heads = heads
        return
    by_column = {each.column: each for each in row.cells}

    def number(key: str) -> str:
        cells = [by_column[column] for column in table.heads.get(key, ()) if column in by_column]
        return next((each.text.rstrip("%％分") for each in cells[-1:] if _number(each)), "")

    score, weight = number("score"), number("weight")
    if table.heads.get("rate"):
        budgets = tuple(by_column[each].text for each in table.heads["budget"] if each in by_column)
        budgets = tuple(each for each in budgets if _NUMBER.fullmatch(each))
        if table.money is None and score and number("rate") and number("spent") and budgets:
            table.money = Money(budgets, number("spent"), number("rate"), score, weight, row)
        return
    if score:
        cell = by_column[table.heads["score"][-1]]
        table.points.append(Point(plain(score), plain(weight) if weight else None, row.spot(cell.text, cell.box)))


def _number(cell: Cell) -> bool:
    return _NUMBER.fullmatch(cell.text.rstrip("%％分")) is not None


def _sum(table: Scores, total: Decimal, spot: Spot, words: Entry) -> Iterator[AuditFinding]:
    """Scores against the total.

    Unless all weights are known, a row may not have been read: then a total is wrong only where there is more.
    """
    if not table.points:
        return
    indicators = sum((each.score for each in table.points), Decimal(0))
    money = plain(table.money.score) if table.money is not None else Decimal(0)
    together = indicators + money
    if together == total or (together < total and table.weights != _FULL):
        return
    weights = [int(each) for each in pattern(words, "weights").findall("".join(table.text))]
    weight = max(weights) if table.money is not None and sum(weights) == _FULL else 0
    count = f"{len(table.points)}项指标得分共{indicators}"
    over = f"；指标的权重是{weight}分，得分却共{indicators}分" if 0 < weight < indicators else ""
    terms = count + (f"＋预算执行{money}" if table.money is not None else "")
    spots = (spot, *(each.spot for each in table.points))
    yield finding("score-total", spots, f"总分{total}，而{terms}＝{together}{over}", "总分是各项得分之和，不超过权重")


def _over(table: Scores) -> Iterator[AuditFinding]:
    """Scores over their weights."""
    for each in table.points:
        if each.weight is not None and each.score > each.weight:
            what = f"得分{each.score}，而这一项只有{each.weight}分：{each.spot.around[:40]}"
            yield finding("score-weight", (each.spot,), what, "一项的得分不超过它的分值")


def _rate(money: Money, text: str, words: Entry) -> Iterator[AuditFinding]:
    """The rate, and its score."""
    spent = Fraction(plain(money.spent))
    rates = {each: Fraction(spent, Fraction(plain(each))) for each in money.budgets if plain(each)}
    if not rates:
        return
    budget, exact = next(reversed(rates.items()))
    if not any(_near(100 * each, money.rate) for each in rates.values()):
        what = f"执行率{money.rate}%，而{money.spent}÷{budget}＝{_hundredths(100 * exact)}%"
        spot = money.row.spot(f"{money.rate}%")
        yield finding("score-rate", (spot,), what, "执行率＝执行数÷预算数", f"{_hundredths(100 * exact)}%")
        return
    weight = pattern(words, "money_weight").search(text)
    if weight is not None and exact <= 1 and not _near(exact * int(weight[1]), money.score):
        score = _hundredths(exact * int(weight[1]))
        what = f"预算执行得分{money.score}，而{weight[1]}分×{money.spent}÷{budget}＝{score}"
        yield finding("score-rate", (money.row.spot(money.score),), what, "预算执行得分＝权重×执行率")


def _near(exact: Fraction, printed: str) -> bool:
    """Whether a number is what is printed, rounded either way to its decimals."""
    decimals = len(printed.partition(".")[2])
    return abs(exact - Fraction(plain(printed))) < Fraction(1, 10**decimals)


def _hundredths(exact: Fraction) -> str:
    """A number with two decimals, half up."""
    whole, rest = divmod((exact * 100 + Fraction(1, 2)).__floor__(), 100)
    return f"{whole}.{rest:02d}"
