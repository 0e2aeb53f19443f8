"""Where a department's figure comes from: which units, and of one unit, which postings in its facts."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.books.postings import Period
from gov_accounts.law.reading import DataError
from gov_accounts.months import DECEMBER, last_day
from gov_accounts.reports.sheet import Column, Row, Sheet
from gov_accounts.statements.years import statements_of
from gov_accounts.units.each import figures_of_units, plan_into
from gov_accounts.units.summed import Department, summed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.law.form import Format
    from gov_accounts.printing.units import MoneyUnit
    from gov_accounts.statements.fill import Cell, Statement
    from gov_accounts.units.checking import HandedIn

_POSTINGS: Final = """
SELECT f.date, f.voucher, f.account, f.func, f.econ, f.fund, f.project, f.payee, f.narration, f.file, f.line,
       CAST(CASE WHEN f.counted = f.code THEN f.fen ELSE -f.fen END * p.times AS BIGINT) AS fen
FROM facts f
JOIN asked ON f.unit_code = asked.unit_code
JOIN plan p ON f.counted = p.counted AND f.func = p.func AND f.econ = p.econ AND f.fund = p.fund
           AND CASE WHEN f.project = '' THEN '' ELSE '有' END = p.project AND f.year = p.year AND f.closing = p.closing
WHERE f.book <> 'F'
"""
_UNITS: Final = (
    Column("code", "单位代码"),
    Column("name", "单位名称", narrowest=12),
    Column("amount", "金额", figures=True),
)
_LEGS: Final = (
    Column("date", "日期"),
    Column("voucher", "凭证号"),
    Column("words", "摘要", narrowest=12),
    Column("account", "科目", narrowest=12),
    Column("codes", "编码", narrowest=10),
    Column("amount", "金额", figures=True),
    Column("place", "在哪里", narrowest=12),
)


class Place(NamedTuple):
    """A cell of a form, by the keys of its row and column."""

    form: Format
    row: str
    column: str

    @property
    def shown(self) -> str:
        """It as a person names it."""
        return f"{self.form.name} {self.form.row_name(self.row)} 行 {self.form.column_name(self.row, self.column)} 栏"

    def cells(self, statements: Mapping[str, Statement]) -> Sequence[Cell]:
        """The cell alone."""
        return [statements[self.form.key].cell(self.row, self.column)]


def by_units(handed: HandedIn, ledger: Ledger, year: int, place: Place) -> dict[str, int]:
    """Unit → fen of a figure, of all units of the ledger's sum; a unit without is left out.

    What the positive part of a formula is in it is worked out by filling each unit's forms.
    """
    formats = ledger.profile(year).formats
    try:
        found = figures_of_units(handed.engine, formats, year, ledger.codes, place.cells)
        return {unit: each[0] for unit, each in found.items() if each[0]}
    except DataError:
        code = ledger.declarations.unit.get("code", "")
        amounts = {}
        for unit in sorted(each for each in handed.units(year) if each.startswith(code)):
            own = summed(handed, Department(unit, unit))
            amounts[unit] = statements_of(own, year, formats)[place.form.key].cell(place.row, place.column).fen
        return {unit: fen for unit, fen in amounts.items() if fen}


def units_sheet(
    amounts: Mapping[str, int], names: Mapping[str, str], place: Place, year: int, name: str, money: MoneyUnit
) -> Sheet:
    """The units behind a figure, the largest first."""
    ordered = sorted(amounts, key=lambda each: (-abs(amounts[each]), each))
    rows = [Row({"code": each, "name": names.get(each, ""), "amount": amounts[each]}) for each in ordered]
    total = Row({"name": "合计", "amount": sum(amounts.values())}, total=True, ruled=True)
    return _sheet(
        f"{place.shown}：各单位", name, year, money, _UNITS, (*rows, total), (f"共 {len(rows)} 个单位有数。",)
    )


def postings_sheet(handed: HandedIn, ledger: Ledger, year: int, place: Place, money: MoneyUnit) -> Sheet:
    """The postings behind a unit's figure, by date, as its facts have them.

    Args:
        handed: what was handed in.
        ledger: the sum of that unit alone, made last.
        year: the year.
        place: the figure.
        money: what amounts are printed in.

    Raises:
        DataError: a positive part is in the figure: it has no postings of its own.
    """
    plan_into(handed.engine, ledger.profile(year).formats, year, ledger.codes, place.cells)
    found = sorted(tuple(each) for each in handed.engine.rows(_POSTINGS))
    rows = [
        Row(
            {
                "date": date,
                "voucher": voucher,
                "words": " ".join(filter(None, (payee, narration))),
                "account": account,
                "codes": " ".join(filter(None, (func, econ, fund, project))),
                "amount": int(fen),
                "place": f"{file}:{line}",
            }
        )
        for date, voucher, account, func, econ, fund, project, payee, narration, file, line, fen in found
    ]
    total = Row({"words": "合计", "amount": sum(int(each[-1]) for each in found)}, total=True, ruled=True)
    note = "在哪里：单位账本的文件和行。"
    return _sheet(place.shown, ledger.unit_name, year, money, _LEGS, (*rows, total), (note,))


def _sheet(
    title: str,
    name: str,
    year: int,
    money: MoneyUnit,
    columns: tuple[Column, ...],
    rows: tuple[Row, ...],
    notes: tuple[str, ...],
) -> Sheet:
    period = Period(datetime.date(year, 1, 1), last_day(year, DECEMBER))
    return Sheet("来源", title, name, period, money, columns, rows, notes)
