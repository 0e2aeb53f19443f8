"""What controlled rounding did, in words: each figure that isn't half up and why; what couldn't be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.findings import Finding, Severity
from gov_accounts.money import yuan_text
from gov_accounts.statements.ties import equation_text, reference_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from gov_accounts.printing.rounding import Rounding
    from gov_accounts.statements.fill import Statement


def explanation_lines(
    rounding: Rounding, statements: Mapping[str, Statement], tables: Collection[str]
) -> Iterator[str]:
    """Each figure of the tables that differs from half up: exact, half up, printed, and the tie that needed it.

    Then what is printed alike as it is the same money, at what cost in all tables of the year, and what can't be.
    """
    unit = rounding.unit
    changes = [each for each in rounding.changes if each.cell.table in tables]
    for each in changes:
        yield (
            f"{reference_name(each.cell, statements)}：账上 {yuan_text(each.exact)} 元，"
            f"四舍五入 {unit.shown(each.half_up)} {unit.name}，印作 {unit.shown(each.printed)} {unit.name}。"
        )
        yield f"    因为：{equation_text(each.tie, statements)}（{each.tie.why}）"
    if changes:
        yield f"共 {len(changes)} 格与四舍五入不同，各差 {unit.shown(1)} {unit.name}以内；其余各格都是四舍五入。"
    elif rounding.tails:
        yield f"各格都是四舍五入，有 {len(rounding.tails)} 处合计与分项之和有尾差。"
    else:
        yield "各格都是四舍五入，没有一格需要调整，每个勾稽关系都成立。"
    alike, apart = (
        [each for each in equations if each.tables() & set(tables)] for equations in (rounding.alike, rounding.apart)
    )
    if alike:
        cost = f"多动了 {rounding.moved} 格" if rounding.moved else "没有多动一格"
        yield f"同一笔钱在两处，单看勾稽会差 {unit.shown(1)} {unit.name}，印成一样的有 {len(alike)} 对，{cost}："
        yield from (f"    {equation_text(each, statements)}" for each in alike)
    if apart:
        yield f"同一笔钱在两处，印成一样就有别处加不起来，所以照印的有 {len(apart)} 对："
        yield from (f"    {equation_text(each, statements)}" for each in apart)


def rounding_findings(rounding: Rounding, statements: Mapping[str, Statement]) -> Iterator[Finding]:
    """What a reader of the print must know: figures further off than usual, or ties that can't hold in print."""
    if rounding.further:
        cells = "、".join(reference_name(each, statements) for each in rounding.further)
        yield Finding(
            "rounding-further",
            f"{len(rounding.further)} 格印出的数与账上相差超过末位一个单位：{cells}。",
            "这些数的角分凑不成处处相等的整数，已证明没有更近的印法。",
            "照印即可；用 --explain-rounding 看每一格。",
            severity=Severity.NOTICE,
        )
    if rounding.changed_since:
        ties = "；".join(equation_text(each.equation, statements) for each in rounding.changed_since)
        yield Finding(
            "rounding-carried",
            f"{len(rounding.changed_since)} 处年初数与上年印出的年末数不同：{ties}。",
            "账上相等；照上年印出的数，本年的表就不可能处处加得起来，已证明。",
            "在说明中写明，或以元为单位公开（--unit yuan）。",
            severity=Severity.NOTICE,
        )
    if rounding.conflict:
        ties = "；".join(equation_text(each, statements) for each in rounding.conflict)
        yield Finding(
            "rounding-conflict",
            f"各表逐格四舍五入，因为这 {len(rounding.conflict)} 个勾稽关系不可能同时印平：{ties}。",
            "已证明每格再放宽一个单位也凑不平。",
            "以元为单位公开（--unit yuan），或在说明中写明尾差。",
        )
    if rounding.unsolved:
        yield Finding(
            "rounding-unsolved",
            "各表逐格四舍五入，因为没有求出处处加得起来的印法。",
            "求解器给的答案没有通过整数验算。这是程序的缺陷，不是账的错。",
            "以元为单位公开（--unit yuan），或在说明中写明尾差；并请把这个账本的情形报告给开发者。",
        )
