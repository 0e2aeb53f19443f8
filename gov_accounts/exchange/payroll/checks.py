"""Whether a payroll sheet adds up: in every row, and down to every sum. What doesn't is named by row and column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gov_accounts.findings import Finding
from gov_accounts.money import yuan_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gov_accounts.exchange.payroll.sheet import Column, Payroll, Person, Sum
    from gov_accounts.exchange.source import Source

_WHY = "工资表的数加得上，才照它记账：应发 − 代扣 = 实发，每一栏各行相加等于合计。"
_REMEDY = "改正工资表（有公式的先重新计算、保存），再导。"


@dataclass(frozen=True, slots=True)
class Roles:
    """What the columns are, by the unit's rules: indices of what is paid, of what is withheld, of the unit's own."""

    items: frozenset[int]
    withheld: frozenset[int]
    employer: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """All of them."""
        return self.items | self.withheld | self.employer


def check_sums(payroll: Payroll, roles: Roles, source: Source) -> Iterator[Finding]:
    """What doesn't add up."""
    for person in payroll.persons:
        yield from _row(payroll, person.fen, person.row, roles, source)
    for each in payroll.sums:
        yield from _column(payroll, each, roles, source)
        yield from _row(payroll, each.fen, each.row, roles, source)


def net_of(fen: Mapping[int, int], roles: Roles) -> int:
    """What a row pays out."""
    return _sum(fen, roles.items) - _sum(fen, roles.withheld)


def _row(payroll: Payroll, fen: Mapping[int, int], row: int, roles: Roles, source: Source) -> Iterator[Finding]:
    whole = (
        (payroll.gross, "应发各列相加", _sum(fen, roles.items)),
        (payroll.deducted, "代扣各列相加", _sum(fen, roles.withheld)),
        (payroll.net, "应发减代扣", net_of(fen, roles)),
    )
    for column, what, expected in whole:
        if column is not None and fen.get(column.index, 0) != expected:
            said = yuan_text(fen.get(column.index, 0))
            yield Finding(
                "payroll-row",
                f"{_where(payroll)}第 {row} 行：{column.name} {said}，{what}是 {yuan_text(expected)}，"
                f"相差 {yuan_text(fen.get(column.index, 0) - expected)}。",
                _WHY,
                f"{_REMEDY}有一列没有算进去，或多算了的，核对 import-rules.toml 的 [payroll]。",
                source.place(row),
            )


def _column(payroll: Payroll, total: Sum, roles: Roles, source: Source) -> Iterator[Finding]:
    """The columns of a sum that differ from the rows above; of what it may begin with, the nearest is taken."""
    watched = [each for each in payroll.columns if each.index in roles.all or _is_sum(payroll, each)]
    ways = [_differing(payroll, total, first, watched) for first in total.firsts]
    for column, said, expected in min(ways, key=len):
        yield Finding(
            "payroll-column",
            f"{_where(payroll)}第 {total.row} 行合计：{column.name} {yuan_text(said)}，"
            f"各行相加是 {yuan_text(expected)}，相差 {yuan_text(said - expected)}。",
            _WHY,
            _REMEDY,
            source.place(total.row),
        )


def _differing(payroll: Payroll, total: Sum, first: int, columns: Iterable[Column]) -> list[tuple[Column, int, int]]:
    persons: tuple[Person, ...] = payroll.persons[first : total.last]
    found = []
    for column in columns:
        said = total.fen.get(column.index)
        expected = sum(each.fen.get(column.index, 0) for each in persons)
        if said is not None and said != expected:
            found.append((column, said, expected))
    return found


def _is_sum(payroll: Payroll, column: Column) -> bool:
    return column in (payroll.gross, payroll.deducted, payroll.net)


def _sum(fen: Mapping[int, int], indices: Iterable[int]) -> int:
    return sum(fen.get(each, 0) for each in indices)


def _where(payroll: Payroll) -> str:
    return f"“{payroll.sheet}”" if payroll.sheet else ""
