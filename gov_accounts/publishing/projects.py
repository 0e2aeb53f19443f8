"""What each project had and spent, as printed: parts that add up to the tables' 项目支出."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.law.formats import FormatSet, read_formats
from gov_accounts.law.reading import official
from gov_accounts.printing.controlled import half_up
from gov_accounts.publishing.amounts import split
from gov_accounts.publishing.values import Value
from gov_accounts.statements.fill import make_statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.books.cube import Group
    from gov_accounts.law.codes import Codes
    from gov_accounts.law.form import Format
    from gov_accounts.law.formula import Reference
    from gov_accounts.publishing.amounts import Amounts
    from gov_accounts.publishing.outline.template import Name
    from gov_accounts.publishing.outline.whole import Outline
    from gov_accounts.statements.fill import Statement


class Budget(NamedTuple):
    """A project's 全年预算数 in steps, and its parts: this year's and last year's fiscal money, and other."""

    total: int
    current: int
    carried: int
    other: int


NO_BUDGET: Final = Budget(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Projects:
    """The ledger's projects in a year; amounts are steps of the money unit's last decimal.

    Attributes:
        names: id → name, in the order they are declared.
        spent: fund → project → what it spent of it.
        cells: fund → the cells of the tables that its projects' spending is part of.
        budgets: project → 全年预算数: of all funds, and with what was carried over.
        overspent: project → what it had and what it spent, in fen, where it spent more.
    """

    amounts: Amounts
    outline: Outline
    names: Mapping[str, str]
    spent: Mapping[str, Mapping[str, int]]
    cells: Mapping[str, tuple[Reference, ...]]
    budgets: Mapping[str, Budget]
    overspent: Mapping[str, tuple[int, int]]

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
        return self._budget_value("budget", project, self.budgets.get(project, NO_BUDGET).total)

    def by_source(self, project: str) -> Mapping[str, Value | None]:
        """A project's budget and spending by where the money is from; nothing that the books don't tell.

        They don't tell this year's fiscal money from last year's when it is spent: where a project has both, and
        neither all of it nor nothing was spent, there is one figure of both.
        """
        budget = self.budgets.get(project, NO_BUDGET)
        fiscal = sum(self.spent[fund.text].get(project, 0) for fund in self.outline.budget.fiscal_funds)
        of_current: tuple[int, int] | None = None
        if not budget.carried or fiscal in (0, budget.current + budget.carried):
            of_current = (fiscal - budget.carried if fiscal else 0, budget.carried if fiscal else 0)
        elif not budget.current:
            of_current = (0, fiscal)
        other = self.all_spent(project) - fiscal
        cells = tuple(cell for fund, spent in self.spent.items() if project in spent for cell in self.cells[fund])
        origin = self._origin(project, cells)
        return {
            "current": self._budget_value("current", project, budget.current),
            "carried": self._budget_value("carried", project, budget.carried),
            "other": self._budget_value("other", project, budget.other),
            "spent_fiscal": self._value("spent_fiscal", fiscal, origin, cells),
            "spent_current": self._value("spent_current", of_current[0], origin, cells) if of_current else None,
            "spent_carried": self._value("spent_carried", of_current[1], origin, cells) if of_current else None,
            "spent_other": self._value("spent_other", other, origin, cells),
        }

    def _budget_value(self, key: str, project: str, steps: int) -> Value:
        return self._value(key, steps, self.outline.origins[key].filled({"project": project}))

    def _origin(self, project: str, cells: tuple[Reference, ...]) -> str:
        origins = self.outline.origins
        if not cells:
            return origins["not_spent"].filled({"project": project})
        return origins["project"].filled({"cell": "＋".join(map(self.amounts.name, cells)), "project": project})

    def _value(self, key: str, steps: int, origin: str, cells: tuple[Reference, ...] = ()) -> Value:
        number = self.amounts.shown(steps)
        return Value(number, str(number), self.amounts.unit.name, self.outline.names[key], origin, cells, steps)


def read_projects(
    outline: Outline,
    amounts: Amounts,
    statements: Mapping[str, Statement],
    available: Mapping[str, Statement],
    names: Mapping[str, str],
) -> Projects:
    """The projects of a year.

    Args:
        outline: the year's.
        amounts: printed amounts.
        statements: the year's tables, whose cells know their facts.
        available: project → where its money is from, see `money_of_projects`.
        names: the projects declared, id → name.
    """
    spent: dict[str, dict[str, int]] = {}
    cells: dict[str, tuple[Reference, ...]] = {}
    (whole,) = outline.project_total.formula.references()
    left = _by_project(statements, whole)
    for fund in outline.project_funds:
        code, formula = fund.fund.text, fund.total.formula
        cells[code] = tuple(formula.references())[:1]
        if code:
            exact = _by_project(statements, cells[code][0])
            for project, fen in exact.items():
                left[project] = left.get(project, 0) - fen
        else:
            exact = left
        having = sorted(project for project, fen in exact.items() if fen)
        total = amounts.value(formula) or 0
        steps = split(total, [exact[each] for each in having], amounts.unit.step) if having else ()
        spent[code] = dict(zip(having, steps, strict=True))

    whole_spent = _by_project(statements, whole)
    budget = outline.budget
    budgets: dict[str, Budget] = {}
    overspent: dict[str, tuple[int, int]] = {}
    for project in sorted({*available, *whole_spent} - {""}):
        of = available.get(project)
        parts = [_fen(of, each) if of else 0 for each in (budget.current, budget.carried, budget.other)]
        had, used = sum(parts), whole_spent.get(project, 0)
        printed = sum(of_fund.get(project, 0) for of_fund in spent.values())
        budgets[project] = _printed_budget(parts, used, printed, amounts.unit.step)
        if used > max(had, 0):
            overspent[project] = (had, used)
    return Projects(amounts, outline, names, spent, cells, budgets, overspent)


def money_of_projects(counted: Iterable[Group], codes: Codes, year: int) -> Mapping[str, Statement]:
    """Where the money of each project of a year is from: the table ``project_money`` of the ledger data."""
    form = money_form()
    groups: dict[str, list[Group]] = {}
    for group in counted:
        if group.project:
            groups.setdefault(group.project, []).append(group)
    formats = FormatSet(year, (form,), ())
    return {project: make_statements(formats, of, year, codes)[form.key] for project, of in groups.items()}


@cache
def money_form() -> Format:
    """The form of the table of where a project's money is from."""
    formats = read_formats(official("reports"))
    return next(form for form in formats.formats if form.key == "project_money")


def _printed_budget(parts: Sequence[int], spent: int, printed: int, step: int) -> Budget:
    """A project's budget in steps, from its parts in fen.

    It is rounded so that what isn't overspent in the books isn't in print: what was spent is rounded by what the tables
    print, and may come out a step higher.

    Args:
        parts: this year's, last year's and other money.
        spent: in fen.
        printed: the same in steps.
        step: how many fen a step is.
    """
    whole = sum(parts)
    total = printed if spent == whole else half_up(whole, step)
    if spent < whole:
        total = max(total, printed)
    # A sum can be rounded as far as its parts can.
    total = min(max(total, sum(each // step for each in parts)), sum(-(-each // step) for each in parts))
    return Budget(total, *split(total, parts, step))


def _by_project(statements: Mapping[str, Statement], cell: Reference) -> dict[str, int]:
    """What the postings behind a cell add up to for each project, in fen."""
    sums: dict[str, int] = {}
    for group, sign in statements[str(cell.table)].cell(cell.key, str(cell.column)).sums():
        sums[group.project] = sums.get(group.project, 0) + sign * group.fen
    return sums


def _fen(of: Statement, columns: Sequence[Name]) -> int:
    total = next(row.row.key for _, row in of.rows())
    return sum(of.cell(total, column.text).fen for column in columns)
