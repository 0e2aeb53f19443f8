"""Self-evaluations as sentences and forms tell them: what is written, with the books' money and the scores."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gov_accounts.publishing.performance import execution_score, total_score
from gov_accounts.publishing.values import Value, in_decimals, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.publishing.outline.whole import Outline
    from gov_accounts.publishing.performance import Evaluation, Indicator
    from gov_accounts.publishing.projects import Projects
    from gov_accounts.publishing.scope import Item
    from gov_accounts.publishing.settings.read import Settings

_TEXTS: Final = ("department", "date", "goal", "problems", "measures", "deviation", "follow_up")


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The projects with a self-evaluation, as items of lists."""

    outline: Outline
    settings: Settings
    projects: Projects
    unit_name: str
    evaluations: Sequence[Evaluation]

    def items(self) -> Sequence[Item]:
        """Each project with its money, scores and indicators."""
        return [self._item(each) for each in self.evaluations]

    def achievements(self) -> Sequence[Item]:
        """The indicators that are told, of every project."""
        items = [
            {**item, "key": f"{each['key']}.{index}", "of_project": self._called(each)}
            for each in self.items()
            for index, item in enumerate(each["told"], 1)
        ]
        # An indicator that several projects have is read with its project; others need none.
        projects: dict[str, set[str]] = {}
        for item in items:
            projects.setdefault(item["name"], set()).add(item["of_project"])
        return [item if len(projects[item["name"]]) > 1 else {**item, "of_project": ""} for item in items]

    def _called(self, item: Item) -> str:
        """A project's name; with its id, where another evaluated one has the same."""
        names = [self.projects.names[each.project] for each in self.evaluations]
        return f"{item['title']}（{item['key']}）" if names.count(item["title"]) > 1 else str(item["title"])

    def funds(self) -> Sequence[Item]:
        """The funds whose projects were evaluated, each with those projects."""
        items: list[Item] = []
        for fund in self.outline.project_funds:
            code, total = fund.fund.text, str(fund.total.formula)
            evaluated = [
                {"key": each.project, "amount": self.projects.spent_value(each.project, code)}
                for each in self.evaluations
                if each.project in self.projects.spent[code]
            ]
            if evaluated:
                items.append({"key": code, "name": fund.name, "total_cell": total, "projects": evaluated})
        return items

    def _item(self, evaluation: Evaluation) -> Item:
        names, scores = self.outline.names, self.outline.scores
        origins = {key: self.outline.origins[key].filled({}) for key in ("execution_score", "total")}
        project, written = evaluation.project, evaluation.written
        budget, spent = self.projects.budget(project), self.projects.executed(project)
        by_source = self.projects.by_source(project)
        rate = percent(spent, budget, names["rate"], self.outline.percent_decimals)
        of_budget = rate.number if rate else None
        weight, decimals = Decimal(scores.execution), scores.decimals
        score = execution_score(weight, of_budget, decimals)
        total = total_score(weight, of_budget, evaluation.indicators, decimals)
        indicators = [(each, self._indicator(each, budget, spent)) for each in evaluation.indicators]
        return {
            "key": project,
            "path": evaluation.path,
            "title": self.projects.names[project],
            **{key: written.get(key, "").rstrip("。；") for key in _TEXTS},
            "implementer": written.get("implementer", self.unit_name),
            **{key: self._options(key, written.get(key)) for key in self.outline.choices},
            "budget": budget,
            "executed": spent,
            **by_source,
            "several": "、".join(
                names[each] for each in ("carried", "other", "spent_other") if (by_source[each] or budget).steps
            ),
            "rate": rate,
            "execution_score": Value(
                score, str(score), "", names["execution_score"], origins["execution_score"], spent.cells
            ),
            "total": Value(total, str(total), "", names["total"], origins["total"], spent.cells),
            "indicators": [item for _, item in indicators],
            "told": [item for each, item in indicators if each.told],
        }

    def _options(self, key: str, chosen: str | None) -> str:
        """A choice as the form prints it: every option with a box, the chosen one ticked."""
        ticks = self.outline.ticks
        return ticks.between_choices.join(
            f"{index}、{each.text}{ticks.chosen if each.text == chosen else ticks.not_chosen}"
            for index, each in enumerate(self.outline.choices[key], 1)
        )

    def _indicator(self, each: Indicator, budget: Value, spent: Value) -> Item:
        names = self.outline.names
        origin = self.settings.origin(each.path)

        def said(name: str, value: Decimal | str | None, money: Value) -> Value | str:
            if value is None:
                return Value(money.number, money.text, money.unit, names[name], money.origin, money.cells)
            if isinstance(value, str):
                return value
            return Value(value, in_decimals(value), each.unit, names[name], origin)

        return {
            "name": each.name,
            "level1": each.level1,
            "level2": each.level2,
            "target": said("target", each.target, budget),
            "actual": said("actual", each.actual, spent),
            "unit": _after_number(budget.unit if each.money else each.unit),
            "weight": Value(each.weight, in_decimals(each.weight), "", names["weight"], origin),
            "score": Value(each.score, in_decimals(each.score), "", names["score"], origin),
        }


def _after_number(unit: str) -> str:
    """A unit as it follows a number: per cent close to it, words after a space."""
    return unit if unit in ("", "%") else f" {unit}"
