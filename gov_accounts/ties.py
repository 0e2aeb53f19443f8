"""Ties (勾稽关系): the equations that must hold within a table and between tables.

Within a table they are the very formulas of its format: wherever a figure is both taken from the postings and given a
formula, the two must agree; a code's row is the sum of the rows one level below it. Between tables they are the
formats' ``ties.toml``. Exact, in fen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place
from gov_accounts.money import yuan_text
from gov_accounts.statements import EMPTY, Cell, Statement, compute, sum_of

if TYPE_CHECKING:
    from gov_accounts.formats import Column, Panel, Tie
    from gov_accounts.formula import Reference

_SUSPECTS_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Equation:
    """One tie, worked out on figures.

    Attributes:
        left, right: both sides, as a reader finds them in the tables, and the cells they come to.
    """

    id: str
    left: str
    left_cell: Cell
    right: str
    right_cell: Cell
    why: str

    @property
    def holds(self) -> bool:
        """Whether both sides agree to the fen."""
        return self.left_cell.fen == self.right_cell.fen

    def suspects(self) -> list[Place]:
        """Postings that count on one side only, or not alike on both: where to look when it doesn't hold."""
        counted: dict[int, int] = {}
        places: dict[int, Place] = {}
        for sign, cell in ((1, self.left_cell), (-1, self.right_cell)):
            for fact, fen in cell.facts():
                counted[id(fact)] = counted.get(id(fact), 0) + sign * fen
                places[id(fact)] = fact.place
        return sorted({places[key] for key, fen in counted.items() if fen}, key=lambda each: (each.file, each.line))


def equations(statements: Mapping[str, Statement], ties: Iterable[Tie]) -> Iterator[Equation]:
    """Every tie of a year's statements, within tables and between them."""
    for statement in statements.values():
        yield from _row_formulas(statement)
        yield from _column_formulas(statement)
        yield from _levels(statement)
    for tie in ties:
        yield from _between(statements, tie)


def broken_ties(statements: Mapping[str, Statement], ties: Iterable[Tie]) -> list[Finding]:
    """A finding for each tie that doesn't hold."""
    year = next((statement.year for statement in statements.values()), 0)
    return [_broken(equation, year) for equation in equations(statements, ties) if not equation.holds]


def _broken(equation: Equation, year: int) -> Finding:
    left, right = equation.left_cell.fen, equation.right_cell.fen
    suspects = equation.suspects()
    shown = "、".join(f"{Path(place.file).name}:{place.line}" for place in suspects[:_SUSPECTS_SHOWN])
    more = "……" if len(suspects) > _SUSPECTS_SHOWN else ""
    return Finding(
        f"tie-{equation.id}",
        f"{year} 年度勾稽不平：{equation.left} ＝ {yuan_text(left)} 元，"
        f"{equation.right} ＝ {yuan_text(right)} 元，相差 {yuan_text(abs(left - right))} 元。",
        f"{equation.why}。",
        f"核对只算进一边的 {len(suspects)} 条分录（{shown}{more}）的科目和资金性质。"
        if suspects
        else "用 gov-accounts explain 列出两边的凭证来核对。",
        suspects[0] if suspects else None,
    )


def cell_name(statement: Statement, row: str, column: str) -> str:
    """A cell as a reader names it: ``表5 2060501 行 1 栏``."""
    return f"表{statement.format.number} {row} 行 {column} 栏"


def _row_formulas(statement: Statement) -> Iterator[Equation]:
    """Rows that are taken from postings and have a formula as well."""
    for panel, each in statement.rows():
        for column in panel.columns:
            formula = each.row.formula_in(column.id)
            if each.row.take is None or formula is None:
                continue
            ids = [row.row.id for other, row in statement.rows() if other is panel]

            def find(reference: Reference, column: Column = column) -> Cell:
                return statement.cell(reference.id, reference.column or column.id)

            computed = compute(formula.expanded(ids), find)
            yield Equation(
                f"{statement.format.key}-row-{each.row.id}",
                cell_name(statement, each.row.id, column.id),
                statement.cell(each.row.id, column.id),
                f"{formula} 行",
                computed,
                f"{statement.format.title}的{each.row.id}行应等于 {formula} 行",
            )


def _column_formulas(statement: Statement) -> Iterator[Equation]:
    """Columns that are taken from postings and have a formula as well."""
    for panel, each in statement.rows():
        columns = [other.id for other in panel.columns]
        for column in panel.columns:
            if column.take is None or column.formula is None:
                continue

            def find(reference: Reference, row: str = each.row.id) -> Cell:
                return statement.cell(row, reference.id)

            yield Equation(
                f"{statement.format.key}-column-{column.id}",
                cell_name(statement, each.row.id, column.id),
                statement.cell(each.row.id, column.id),
                f"{column.formula} 栏",
                compute(column.formula.expanded(columns), find),
                f"{statement.format.title}的{column.id}栏应等于 {column.formula} 栏",
            )


def _levels(statement: Statement) -> Iterator[Equation]:
    """A code's row is the sum of the rows one level below; a total row of all the first level's."""
    for panel, rows in zip(statement.format.panels, statement.panels, strict=True):
        if not panel.levels:
            continue
        codes = [each.row.code for each in rows if each.row.code]
        totals = [each.row.id for each in rows if not each.row.code and not each.row.foot]
        below: dict[str, list[str]] = {}
        for code in codes:
            above = [length for length in panel.levels if length < len(code)]
            below.setdefault(code[: above[-1]] if above else "", []).append(code)
        for total in totals:
            yield from _level(statement, panel, total, below.get("", []))
        for code in codes:
            if code in below:
                yield from _level(statement, panel, code, below[code])


def _level(statement: Statement, panel: Panel, name: str, below: list[str]) -> Iterator[Equation]:
    for column in panel.columns:
        yield Equation(
            f"{statement.format.key}-level-{name}",
            cell_name(statement, name, column.id),
            statement.cell(name, column.id),
            f"下级各行（{'、'.join(below) or '无'}）之和",
            sum_of([statement.cell(code, column.id) for code in below]),
            f"{statement.format.title}的{name}行应等于下一级各行之和",
        )


def _between(statements: Mapping[str, Statement], tie: Tie) -> Iterator[Equation]:
    references = [*tie.left.references(), *tie.right.references()]
    if any(reference.table not in statements for reference in references):
        return
    if tie.when_closed and not all(statements[str(each.table)].closed for each in references):
        return

    def find(reference: Reference) -> Cell:
        statement = statements[str(reference.table)]
        if reference.column is None:
            return statement.auxiliary.get(reference.id, EMPTY)
        return statement.cell(reference.id, reference.column)

    def side(references: Iterable[Reference]) -> str:
        return " 与 ".join(
            cell_name(statements[str(each.table)], each.id, each.column)
            if each.column
            else statements[str(each.table)].format.auxiliary[each.id].label
            for each in references
        )

    yield Equation(
        tie.id,
        side(tie.left.references()),
        compute(tie.left, find),
        side(tie.right.references()),
        compute(tie.right, find),
        tie.why,
    )
