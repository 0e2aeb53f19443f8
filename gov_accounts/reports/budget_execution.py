"""Budget execution (预算执行情况表): a year's appropriations, expenditure and what is left, by code or by project.

The table adds up the same facts as the nine tables do, by a format of its own (``reports/`` of the ledger data).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.books.cube import group_postings
from gov_accounts.law.form import Column, Format
from gov_accounts.law.formats import FormatSet, read_formats
from gov_accounts.law.reading import official
from gov_accounts.printing.printed import PrintedPanel, PrintedRow, PrintedStatement, print_statement
from gov_accounts.printing.rounding import round_statements
from gov_accounts.statements.fill import Statement, make_statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.books.cube import Group
    from gov_accounts.books.declarations import Declarations
    from gov_accounts.books.postings import Posting
    from gov_accounts.law.codes import Codes
    from gov_accounts.printing.units import MoneyUnit

BY: Final = {"func": "按功能分类", "econ": "按经济分类", "project": "按项目"}
"""What rows may be, and what the table is then called."""
_AVAILABLE: Final = "available"
_SPENT: Final = "spent"
_RATE: Final = Column("rate", "7", "7", ("执行率（%）",), None, None)
_NO_PROJECT: Final = "未列项目"
_TOTAL: Final = "total"


@dataclass(frozen=True, slots=True)
class Execution:
    """How a year's budget has been carried out by a day.

    Attributes:
        statement: the table, by functional or economic code; by project its 合计 only.
        projects: project → its 合计; nothing stands for no project. Empty unless rows are projects.
        until: the last day that counts.
        fund: the only fund that counts; all, when empty.
    """

    by: str
    statement: Statement
    projects: Mapping[str, Statement]
    until: datetime.date
    fund: str

    def available(self) -> int:
        """What may be spent in all, in fen."""
        return self.statement.cell(_TOTAL, _AVAILABLE).fen

    def of_row(self, row: str) -> Statement | None:
        """The table of a project by the name of its printed row; None if that isn't a project's."""
        return self.projects.get("" if row == _NO_PROJECT else row)


def execution(
    postings: Iterable[Posting],
    codes: Codes,
    year: int,
    by: str,
    *,
    fund: str = "",
    until: datetime.date | None = None,
) -> Execution:
    """The table of a year, from the postings up to and including `until`, its last day where that is None.

    Args:
        postings: those of the whole ledger that count; those of a year before give 上年结转.
        codes: official lists with the unit's own codes.
        year: the year.
        by: ``func``, ``econ`` or ``project``.
        fund: only this fund, such as ``11``; all, when empty.
        until: a day of the year.
    """
    last = until or datetime.date(year, 12, 31)
    groups = group_postings((each for each in postings if each.voucher.date <= last), codes)
    return execution_of(groups, codes, year, by, fund=fund, until=last)


def execution_of(
    groups: Sequence[Group],
    codes: Codes,
    year: int,
    by: str,
    *,
    fund: str = "",
    until: datetime.date | None = None,
) -> Execution:
    """The same, from the sums of those postings: none after `until`."""
    last = until or datetime.date(year, 12, 31)
    groups = [each for each in groups if fund in ("", each.fund)]
    form = budget_form(by)
    formats = FormatSet(year, (form,), ())

    def filled(wanted: Sequence[Group]) -> Statement:
        return make_statements(formats, wanted, year, codes)[form.key]

    projects: dict[str, Statement] = {}
    if by == "project":
        for project in sorted({group.project for group in groups}):
            statement = filled([group for group in groups if group.project == project])
            if not statement.empty():
                projects[project] = statement
    return Execution(by, filled(groups), projects, last, fund)


@cache
def budget_form(by: str = "func") -> Format:
    """The form of the table by ``func``, ``econ`` or ``project``."""
    formats = read_formats(official("reports"))
    return next(form for form in formats.formats if form.key == f"budget_{by}")


def rate(spent: int, available: int, decimals: int = 1) -> Decimal | None:
    """执行率 in per cent, half up, away from zero for a negative one; None with nothing available."""
    if available <= 0:
        return None
    steps = (abs(spent) * 200 * 10**decimals + available) // (2 * available)
    return Decimal(steps if spent >= 0 else -steps).scaleb(-decimals)


def print_execution(table: Execution, declarations: Declarations, unit: MoneyUnit) -> PrintedStatement:
    """Round the table to `unit`, with 执行率 and what it is of. It is called by what its rows are: ``按功能分类``."""
    unit_name = declarations.unit.get("name", "")
    form = table.statement.format
    formats = FormatSet(table.statement.year, (form,), ())
    rounding = round_statements({form.key: table.statement}, formats, unit)
    printed = print_statement(table.statement, unit_name, rounding)
    (panel,) = printed.panels
    rows = [_with_rate(row, row.key, table.statement) for row in panel.rows if row.values or row.key == _TOTAL]
    for project, statement in table.projects.items():
        (of_project,) = print_statement(statement, unit_name, unit).panels
        label = declarations.projects.get(project, "") if project else _NO_PROJECT
        named = project or _NO_PROJECT
        row = replace(of_project.rows[0], key=named, name=named, id=named, label=label)
        rows.append(_with_rate(row, _TOTAL, statement))
    day = table.until
    scope = f"说明：截至 {day.year} 年 {day.month} 月 {day.day} 日" + (
        f"，只含资金性质 {table.fund}" if table.fund else ""
    )
    numbers = {column.key: column.no for column in (*panel.columns, _RATE)}
    return PrintedStatement(
        printed.key,
        printed.number,
        BY[table.by],
        printed.title,
        printed.year,
        unit_name,
        printed.money_unit,
        printed.landscape,
        (PrintedPanel(panel.stubs, (*panel.columns, _RATE), tuple(rows)),),
        (*printed.notes, f"{scope}；{_RATE.no}栏各行＝{numbers[_SPENT]}栏÷{numbers[_AVAILABLE]}栏。"),
    )


def _with_rate(row: PrintedRow, statement_row: str, statement: Statement) -> PrintedRow:
    """The row with its 执行率, worked out from the exact amounts."""
    executed = rate(statement.cell(statement_row, _SPENT).fen, statement.cell(statement_row, _AVAILABLE).fen)
    return row if executed is None else replace(row, values={**row.values, _RATE.key: executed})
