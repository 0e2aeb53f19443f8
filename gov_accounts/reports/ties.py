"""The list of ties (勾稽关系表): each with both its sides, their difference and its state, as a sheet to print."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from gov_accounts.books.postings import Period
from gov_accounts.printing.rounding import printed
from gov_accounts.reports.sheet import Cell, Column, Row, Sheet
from gov_accounts.statements.figures import exact
from gov_accounts.statements.ties import Check, check, check_figures, due, equation_text, equations, tables_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from gov_accounts.law.formats import FormatSet
    from gov_accounts.printing.rounding import Rounding
    from gov_accounts.printing.units import MoneyUnit
    from gov_accounts.statements.fill import Statement

_KINDS: Final = {"equal": "相等", "same": "同一个数", "at-least": "不小于"}
_COLUMNS: Final = (
    Column("tables", "表"),
    Column("tie", "勾稽关系", narrowest=30),
    Column("left", "左边", figures=True),
    Column("right", "右边", figures=True),
    Column("difference", "相差", figures=True),
    Column("state", "状态"),
    Column("id", "编号", printed=False),
    Column("rule", "规则", printed=False),
    Column("kind", "种类", printed=False),
    Column("why", "说明", printed=False),
    Column("source", "依据", printed=False),
)


def exact_checks(statements: Mapping[str, Statement], formats: FormatSet) -> list[Check]:
    """The ties on the books, in fen."""
    return list(check_figures(exact(statements), formats))


def printed_checks(statements: Mapping[str, Statement], formats: FormatSet, rounding: Rounding) -> list[Check]:
    """The ties between printed cells on what is printed, in fen.

    A tie that only asks for what is equal in the books to be equal in print is left out where the books differ.
    """
    figures = exact(statements)
    between_cells = (each for each in equations(statements, formats) if each.printed())
    books = check(due(between_cells, {*figures.whens, "equal"}), figures)
    asked = (each.equation for each in books if each.equation.when != "equal" or each.left == each.right)
    return list(check(asked, printed(statements, rounding)))


def tie_sheet(
    checks: Iterable[Check],
    statements: Mapping[str, Statement],
    tables: Collection[str],
    *,
    unit_name: str,
    money_unit: MoneyUnit,
    everything: bool,
) -> Sheet:
    """The ties that touch one of the tables.

    Args:
        checks: the ties with both sides, in fen.
        statements: the year's, for names.
        tables: keys.
        unit_name: the unit's.
        money_unit: what figures are printed in.
        everything: list ties both sides of which are zero, too.
    """
    chosen = [each for each in checks if each.equation.tables() & set(tables)]
    listed = [each for each in chosen if everything or each.left or each.right]
    broken = sum(not each.adds_up for each in chosen)
    silent = len(chosen) - len(listed)
    notes = [
        f"共 {len(chosen)} 个勾稽关系，" + (f"{broken} 个不成立。" if broken else "全部成立。"),
        *([f"其中 {silent} 个两边都是零，没有列出，加 --all 列出。"] if silent else []),
    ]
    year = max(statement.year for statement in statements.values())
    return Sheet(
        "勾稽关系",
        f"{year} 年度决算报表勾稽关系",
        unit_name,
        Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31)),
        money_unit,
        _COLUMNS,
        tuple(_row(each, statements) for each in listed),
        tuple(notes),
    )


def _row(done: Check, statements: Mapping[str, Statement]) -> Row:
    equation = done.equation
    cells: dict[str, Cell] = {
        "tables": tables_text(equation, statements),
        "tie": equation_text(equation, statements),
        "left": done.left,
        "right": done.right,
        "state": "成立" if done.adds_up else "不符" if equation.kind == "at-least" else "不平",
        "id": equation.id,
        "rule": equation.rule,
        "kind": _KINDS[equation.kind],
        "why": equation.why,
        "source": equation.source,
    }
    if done.left != done.right:
        cells["difference"] = done.left - done.right
    return Row(cells)
