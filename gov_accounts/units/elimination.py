"""What units of one department pay each other, matched pair by pair: taken out where both say the same.

Rules: ``rules/elimination.toml``. Of two units that don't say the same, nothing is taken out, and both sums are listed
(差额表).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.books.postings import Period
from gov_accounts.law.chart import role
from gov_accounts.law.known import ACCOUNTS, codes_in
from gov_accounts.law.reading import official, read
from gov_accounts.months import DECEMBER, last_day
from gov_accounts.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from gov_accounts.printing.units import MoneyUnit
    from gov_accounts.units.engine import Engine

_BETWEEN: Final = """
SELECT c.unit_code, c.counterparty, c.year, c.code, c.counted, c.func, c.econ, c.fund,
       CASE WHEN c.project = '' THEN '' ELSE '有' END AS project, CAST(sum(c.fen) AS BIGINT) AS fen
FROM cube c
JOIN asked a ON c.unit_code = a.unit_code
JOIN asked b ON c.counterparty = b.unit_code
WHERE NOT c.closing AND c.unit_code <> c.counterparty AND c.book <> 'A'
GROUP BY c.unit_code, c.counterparty, c.year, c.code, c.counted, c.func, c.econ, c.fund,
         CASE WHEN c.project = '' THEN '' ELSE '有' END
"""
"""What units of a department say they are with each other, before 结转."""
_CLOSED: Final = """
SELECT c.unit_code, c.year, c.code, CAST(sum(c.fen) AS BIGINT) AS fen
FROM cube c JOIN asked ON c.unit_code = asked.unit_code
WHERE c.book = 'B' AND c.closing
GROUP BY c.unit_code, c.year, c.code
"""
_COLUMNS: Final = (
    Column("what", "事项", narrowest=12),
    Column("payer", "付款单位", narrowest=8),
    Column("receiver", "收款单位", narrowest=8),
    Column("paid", "付款方记", figures=True),
    Column("received", "收款方记", figures=True),
    Column("difference", "差额", figures=True),
    Column("state", "处理"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """What one unit receives and another pays.

    Attributes:
        receives, pays: the accounts.
        balance: whether what stands on them at the year's end is meant, not what was posted in it.
    """

    name: str
    receives: frozenset[str]
    pays: frozenset[str]
    balance: bool

    @property
    def taken_out(self) -> bool:
        """Whether it is of the tables that are published: those of the budget book."""
        return not self.balance and all(role(code).budgetary for code in self.pays)


class Between(NamedTuple):
    """What two units say of one thing, in fen.

    Attributes:
        paid, received: what the payer, and the receiver, has booked.
    """

    pair: Pair
    payer: str
    receiver: str
    paid: int
    received: int

    @property
    def matches(self) -> bool:
        """Whether both say the same: then it is taken out."""
        return self.paid == self.received


@dataclass(frozen=True, slots=True)
class Elimination:
    """What a department's units pay each other in a year.

    Attributes:
        between: all that is said, by pair and units.
        taken_out: rows as `summed` takes them, that take out what matches, of all years.
    """

    between: tuple[Between, ...]
    taken_out: tuple[tuple[Any, ...], ...]

    @property
    def differences(self) -> tuple[Between, ...]:
        """What doesn't match."""
        return tuple(each for each in self.between if not each.matches)


@cache
def official_pairs() -> tuple[Pair, ...]:
    """The pairs of ``elimination.toml``, in its order."""
    content = read(official("rules", "elimination.toml")).known("pairs")
    listed = (each.known("name", "receives", "pays", "balance") for each in content.entries("pairs", least=1))
    return tuple(
        Pair(
            each.text("name"),
            frozenset(codes_in(each, "receives", ACCOUNTS)),
            frozenset(codes_in(each, "pays", ACCOUNTS)),
            each.flag("balance"),
        )
        for each in listed
    )


def eliminate(engine: Engine, year: int) -> Elimination:
    """What the units in ``asked`` pay each other, by the codes they give as ``counterparty``.

    Args:
        engine: where the sums are known as ``cube``.
        year: the year that is told; what is taken out is of all years up to it.
    """
    rows = [tuple(each) for each in engine.rows(_BETWEEN)]
    closed = {tuple(each[:3]): int(each[3]) for each in engine.rows(_CLOSED)}
    taken: list[tuple[Any, ...]] = []
    told: list[Between] = []
    for each in sorted({row[2] for row in rows if row[2] <= year} | {year}):
        for pair in official_pairs():
            found = _between(pair, rows, each)
            told += found if each == year else []
            if pair.taken_out:
                matched = {(one.payer, one.receiver) for one in found if one.matches}
                taken += _taken_out(pair, matched, [row for row in rows if row[2] == each], closed)
    return Elimination(tuple(told), tuple(sorted(taken)))


def _between(pair: Pair, rows: Sequence[tuple[Any, ...]], year: int) -> list[Between]:
    """What is said of one pair of accounts in a year, by payer and receiver."""
    paid: dict[tuple[str, str], int] = defaultdict(int)
    received: dict[tuple[str, str], int] = defaultdict(int)
    for unit, other, of, code, *_, fen in rows:
        if of > year or (of < year and not pair.balance):
            continue
        if code in pair.pays:
            paid[unit, other] += int(fen)
        elif code in pair.receives:
            received[other, unit] -= int(fen)
    both = sorted({*paid, *received})
    found = [Between(pair, *units, paid.get(units, 0), received.get(units, 0)) for units in both]
    return [each for each in found if each.paid or each.received]


def _taken_out(
    pair: Pair,
    matched: Collection[tuple[str, str]],
    rows: Sequence[tuple[Any, ...]],
    closed: Mapping[tuple[Any, ...], int],
) -> list[tuple[Any, ...]]:
    """The opposite of what matches, and of its 结转, if its unit has closed the account."""
    taken = []
    for unit, other, year, code, counted, func, econ, fund, project, fen in rows:
        of_pair = (code in pair.pays and (unit, other) in matched) or (
            code in pair.receives and (other, unit) in matched
        )
        if of_pair:
            key = (counted, func, econ, fund, project, year)
            taken.append((*key, False, -int(fen), 0))
            if closed.get((unit, year, code)):
                taken.append((*key, True, int(fen), 0))
    return taken


def differences_sheet(
    found: Elimination, names: Mapping[str, str], year: int, unit_name: str, money_unit: MoneyUnit
) -> Sheet:
    """What units pay each other, what doesn't match first (差额表)."""
    listed = sorted(found.between, key=lambda each: each.matches)
    notes = [
        f"共 {len(listed)} 项，{len(found.differences)} 项两边不一致，没有抵销。",
        "单位在凭证、分录或明细科目上写 counterparty（对方单位代码）。",
        "预算收支两边金额相等的，决算表里可以抵销；不等的不抵销，请两个单位核对。",
    ]
    return Sheet(
        "内部收支核对",
        f"{year} 年度单位之间收支、往来核对表",
        unit_name,
        Period(datetime.date(year, 1, 1), last_day(year, DECEMBER)),
        money_unit,
        _COLUMNS,
        tuple(_row(each, names) for each in listed),
        tuple(notes),
    )


def _row(each: Between, names: Mapping[str, str]) -> Row:
    cells: dict[str, str | int | datetime.date] = {
        "what": each.pair.name,
        "payer": f"{each.payer} {names.get(each.payer, '')}",
        "receiver": f"{each.receiver} {names.get(each.receiver, '')}",
        "paid": each.paid,
        "received": each.received,
        "state": ("已抵销" if each.pair.taken_out else "相符") if each.matches else "不符",
    }
    if not each.matches:
        cells["difference"] = each.paid - each.received
    return Row(cells)
