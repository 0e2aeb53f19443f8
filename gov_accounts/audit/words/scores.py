"""Scores of a self-assessment: they add up to the total, and the money's score follows from its rate."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from gov_accounts.audit.words.amounts import plain
from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.passages import finding

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.spot import Spot
    from gov_accounts.audit.words.rows import Row
    from gov_accounts.law.reading import Entry

_HEAD = "得分"


class Scores(NamedTuple):
    """A table of scores.

    Attributes:
        points: the scores of indicators with their places.
        money: budget, spent, rate and score, and the row they stand in.
        whole: whether every score of the table is among the points for certain.
    """

    text: str
    points: tuple[tuple[Decimal, Spot], ...]
    money: tuple[re.Match[str], Row] | None
    total: tuple[Decimal, Spot]
    whole: bool


def check_scores(rows: Sequence[Row]) -> Iterator[AuditFinding]:
    """Tables of scores that don't add up, and rates that aren't the quotient beside them."""
    words = data("words").entry("scores")
    for table in _tables(rows, words):
        yield from _sum(table, words)
        if table.money is not None:
            yield from _rate(*table.money, table.text, words)


def _tables(rows: Sequence[Row], words: Entry) -> Iterator[Scores]:
    """From each heading to its total."""
    begin, total = pattern(words, "begin"), pattern(words, "total")
    inside: list[Row] | None = None
    for row in rows:
        if begin.search(row.text):
            inside = []
        if inside is None:
            continue
        end = total.match(row.text)
        if end is None:
            inside.append(row)
            continue
        yield _read(inside, (Decimal(end[1]), row.spot(end[1])), words)
        inside = None


def _read(rows: Sequence[Row], total: tuple[Decimal, Spot], words: Entry) -> Scores:
    indicator, money = pattern(words, "indicator"), pattern(words, "money")
    points: list[tuple[Decimal, Spot]] = []
    spent: tuple[re.Match[str], Row] | None = None
    column = -1
    for row in rows:
        heads = [each.column for each in row.cells if each.text.startswith(_HEAD)]
        column = heads[-1] if heads else column
        match = indicator.search(row.text)
        paid = money.search(row.text)
        if paid is not None:
            spent = (paid, row)
        elif match is not None:
            points.append((Decimal(match[3]), row.spot(match[3])))
        elif column >= 0:
            cell = next((each for each in row.cells if each.column == column), None)
            if cell is not None and cell.text.replace(".", "", 1).isdigit() and cell.text.isascii():
                points.append((Decimal(cell.text), row.spot(cell.text, cell.box)))
    return Scores("".join(row.text for row in rows), tuple(points), spent, total, column >= 0)


def _sum(table: Scores, words: Entry) -> Iterator[AuditFinding]:
    """Indicators and the money's score against the total. Rows that weren't read can only make the sum larger."""
    if not table.points:
        return
    indicators = sum((each for each, _ in table.points), Decimal(0))
    money = Decimal(table.money[0][4]) if table.money is not None else Decimal(0)
    total, spot = table.total
    together = indicators + money
    if together == total or (together < total and not table.whole):
        return
    weights = [int(each) for each in pattern(words, "weights").findall(table.text)]
    weight = next((each for each in weights if table.money is not None and sum(weights) == 100 and each > 50), 0)  # noqa: PLR2004 - in points
    over = (
        f"；指标的权重是{weight}分，{len(table.points)}项得分却共{indicators}分"
        if weight and indicators > weight
        else ""
    )
    terms = f"{len(table.points)}项指标得分共{indicators}" + (f"＋预算执行{money}" if table.money is not None else "")
    spots = (spot, *(each for _, each in table.points))
    yield finding("score-total", spots, f"总分{total}，而{terms}＝{together}{over}", "总分是各项得分之和，不超过权重")


def _rate(match: re.Match[str], row: Row, text: str, words: Entry) -> Iterator[AuditFinding]:
    """The rate, and its score."""
    budget, spent = plain(match[1]), plain(match[2])
    if not budget:
        return
    exact = Fraction(Fraction(spent), Fraction(budget))
    if not _near(exact * 100, match[3]):
        what = f"执行率{match[3]}%，而{match[2]}÷{match[1]}＝{_percent(exact)}%"
        yield finding("score-rate", (row.spot(match[3]),), what, "执行率＝执行数÷预算数", f"{_percent(exact)}%")
    weight = pattern(words, "money_weight").search("".join(text.split()))
    if weight is not None and exact <= 1 and not _near(exact * int(weight[1]), match[4]):
        what = (
            f"预算执行得分{match[4]}，而{weight[1]}分×{match[2]}÷{match[1]}＝{_percent(exact * Fraction(int(weight[1]), 100))}"
        )
        yield finding("score-rate", (row.spot(match[4]),), what, "预算执行得分＝权重×执行率")


def _near(exact: Fraction, printed: str) -> bool:
    """Whether a number is what is printed, rounded either way to its decimals."""
    decimals = len(printed.partition(".")[2])
    return abs(exact - Fraction(printed)) < Fraction(1, 10**decimals)


def _percent(exact: Fraction) -> str:
    """Per cent with two decimals, half up."""
    hundredths = (exact * 10000 + Fraction(1, 2)).__floor__()
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}"
