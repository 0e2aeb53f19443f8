"""What each project had and spent, as printed: parts that add up to the tables' 项目支出."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gov_accounts.controlled_rounding import half_up
from gov_accounts.disclosure.amounts import split
from gov_accounts.disclosure.values import Value
from gov_accounts.formula import Reference, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.disclosure.amounts import Amounts
    from gov_accounts.disclosure.profile import Profile
    from gov_accounts.statements import Statement


@dataclass(frozen=True, slots=True)
class Projects:
    """The ledger's projects in a year; amounts are steps of the money unit's last decimal.

    Attributes:
        names: id → name, in the order they are declared.
        spent: fund → project → what it spent of it.
        cells: fund → the cells of the tables that its projects' spending is part of.
        budgets: project → 全年预算数, 年初预算 and 预算调整.
        carried: project → 上年结转.
    """

    amounts: Amounts
    law: Profile
    names: Mapping[str, str]
    spent: Mapping[str, Mapping[str, int]]
    cells: Mapping[str, tuple[Reference, ...]]
    budgets: Mapping[str, int]
    carried: Mapping[str, int]

    def all_spent(self, project: str) -> int:
        """What a project spent of all funds."""
        return sum(of_fund.get(project, 0) for of_fund in self.spent.values())

    def spending(self, fund: str) -> Sequence[str]:
        """The projects that spent money of a fund, in the order they are declared; unknown ones last."""
        order = {project: index for index, project in enumerate(self.names)}
        return sorted(self.spent[fund], key=lambda project: (order.get(project, len(order)), project))

    def spent_value(self, project: str, fund: str) -> Value:
        """What a project spent of a fund."""
        cells = self.cells[fund]
        return self._value("spent", self.spent[fund][project], self._origin(project, cells), cells)

    def executed(self, project: str) -> Value:
        """What a project spent of all funds."""
        cells = tuple(cell for fund, spent in self.spent.items() if project in spent for cell in self.cells[fund])
        return self._value("executed", self.all_spent(project), self._origin(project, cells), cells)

    def budget(self, project: str) -> Value:
        """A project's 全年预算数."""
        origin: str = self.law["origins"]["budget"]
        return self._value("budget", self.budgets.get(project, 0), origin.format(project=project))

    def carried_over(self, project: str) -> Value | None:
        """A project's 上年结转, if it has any."""
        carried = self.carried.get(project, 0)
        origin: str = self.law["origins"]["carried"]
        return self._value("carried", carried, origin.format(project=project)) if carried else None

    def _origin(self, project: str, cells: tuple[Reference, ...]) -> str:
        origins = self.law["origins"]
        if not cells:
            return str(origins["not_spent"].format(project=project))
        return str(origins["project"].format(cell="＋".join(map(self.amounts.name, cells)), project=project))

    def _value(self, key: str, steps: int, origin: str, cells: tuple[Reference, ...] = ()) -> Value:
        number = self.amounts.shown(steps)
        return Value(number, str(number), self.amounts.unit.name, self.law["names"][key], origin, cells, steps)


def read_projects(
    law: Profile,
    amounts: Amounts,
    statements: Mapping[str, Statement],
    available: Mapping[str, Statement],
    names: Mapping[str, str],
) -> Projects:
    """The projects of a year.

    Args:
        law: the profile.
        amounts: printed amounts.
        statements: the year's tables, whose cells know their facts.
        available: project → its 预算执行情况表, see ``budget_execution``.
        names: the projects declared, id → name.
    """
    spent: dict[str, dict[str, int]] = {}
    cells: dict[str, tuple[Reference, ...]] = {}
    (whole,) = parse(law["project_total"]).references()
    left = _by_project(statements, whole)
    for fund in law["project_funds"]:
        formula = parse(fund["total"])
        cells[fund["fund"]] = tuple(formula.references())[:1]
        if fund["fund"]:
            exact = _by_project(statements, cells[fund["fund"]][0])
            for project, fen in exact.items():
                left[project] = left.get(project, 0) - fen
        else:
            exact = left
        having = sorted(project for project, fen in exact.items() if fen)
        total = amounts.value(formula) or 0
        steps = split(total, [exact[each] for each in having], amounts.unit.step) if having else ()
        spent[fund["fund"]] = dict(zip(having, steps, strict=True))

    def steps_of(columns: Sequence[str]) -> dict[str, int]:
        sums = {project: _fen(of, columns) for project, of in available.items() if project}
        return {project: half_up(fen, amounts.unit.step) for project, fen in sums.items()}

    budget = law["budget"]
    return Projects(amounts, law, names, spent, cells, steps_of(budget["whole"]), steps_of(budget["carried"]))


def _by_project(statements: Mapping[str, Statement], cell: Reference) -> dict[str, int]:
    """What the postings behind a cell add up to for each project, in fen."""
    sums: dict[str, int] = {}
    for fact, fen in statements[str(cell.table)].cell(cell.id, str(cell.column)).facts():
        sums[fact.project] = sums.get(fact.project, 0) + fen
    return sums


def _fen(of: Statement, columns: Sequence[str]) -> int:
    total = next(row.row.id for _, row in of.rows())
    return sum(of.cell(total, column).fen for column in columns)
