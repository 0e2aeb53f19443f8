"""Where the outline's lists come from: rows and columns of tables, projects, disclosure.toml, the glossary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from gov_accounts.law.formula import Reference
from gov_accounts.publishing.outline.lists import (
    Achievements,
    Bought,
    Columns,
    Evaluations,
    Functions,
    Funds,
    OfItem,
    OfProjects,
    OfSettings,
    Rows,
    Tables,
    Terms,
)
from gov_accounts.publishing.values import Value

if TYPE_CHECKING:
    from gov_accounts.law.codes import Codes
    from gov_accounts.publishing.amounts import Amounts
    from gov_accounts.publishing.evaluated import Evaluated
    from gov_accounts.publishing.outline.lists import Source
    from gov_accounts.publishing.outline.whole import Outline
    from gov_accounts.publishing.procurement import Procurement
    from gov_accounts.publishing.projects import Projects
    from gov_accounts.publishing.scope import Item, Scope
    from gov_accounts.publishing.settings.read import Settings


@dataclass(frozen=True, slots=True)
class Sources:
    """What lists are made of, and a method for each source that a list may have."""

    year: int
    kind: str
    outline: Outline
    codes: Codes
    settings: Settings
    amounts: Amounts
    projects: Projects
    evaluated: Evaluated
    bought: Procurement

    def elements(self, scope: Scope, source: Source) -> Sequence[Item]:
        """What a list is made of; ``outline.elements`` says what each element has."""
        match source:
            case Tables():
                return self.tables()
            case Rows():
                return self.rows(source)
            case Columns():
                return self.columns(source)
            case OfProjects(fund):
                return self.projects_of(fund.text)
            case OfSettings():
                return self.from_settings(scope, source)
            case Evaluations():
                return self.evaluated.items()
            case Achievements():
                return self.evaluated.achievements()
            case Funds():
                return self.evaluated.funds()
            case Bought():
                return self.bought.items(self.amounts, self.outline)
            case Functions(rows):
                return self.functions(rows)
            case Terms():
                return self.terms()
            case OfItem(of):
                return _of_item(scope, of.text)

    def tables(self) -> Sequence[Item]:
        """The tables that are in the document."""
        published = ((key, self.amounts.statements[key].format) for key in self.amounts.published)
        return [{"key": key, "title": form.title, "no": str(form.number)} for key, form in published]

    def rows(self, source: Rows) -> Sequence[Item]:
        """Rows of tables that are codes of a length, each once, those with a figure in a column."""
        under = tuple(each.text for each in source.under) or ("",)
        without = tuple(each.text for each in source.without)
        found: dict[str, str] = {}
        for table in source.tables:
            for panel, row in self.amounts.statements[table.text].rows():
                code = row.row.code
                if len(code) != source.level or not code.startswith(under) or code.startswith(without):
                    continue
                if any(Reference(code, each.key, table.text) in self.amounts.printed for each in panel.columns):
                    found[code] = row.label
        return [{"key": code, "name": found[code]} for code in sorted(found)]

    def columns(self, source: Columns) -> Sequence[Item]:
        """Columns of a row of a table, those with a figure, or all."""
        table, row = source.table.text, source.row.text
        form = self.amounts.statements[table].format
        columns = {column.key: column for panel in form.panels for column in panel.columns}
        return [
            {"id": columns[each.text].name, "key": each.text, "name": columns[each.text].label}
            for each in source.columns
            if source.empty or Reference(row, each.text, table) in self.amounts.printed
        ]

    def projects_of(self, fund: str) -> Sequence[Item]:
        """The projects that spent money of a fund, in the order they are declared."""
        return [
            {
                "key": each,
                "name": self.projects.names.get(each, each),
                "amount": self.projects.spent_value(each, fund),
            }
            for each in self.projects.spending(fund)
        ]

    def from_settings(self, scope: Scope, source: OfSettings) -> Sequence[Item]:
        """What disclosure.toml lists: texts, tables that have all of their keys, or names with a number each."""
        path = scope.plain(source.path)
        written = self.settings.get(path)
        if isinstance(written, Mapping):
            counts = {**dict.fromkeys(source.always if written else (), 0), **written}
            return [self._counted(path, key, each, source.unit) for key, each in counts.items()]
        items = ({"text": each} if isinstance(each, str) else dict(each) for each in written or ())
        return [each for each in items if all(key.text in each for key in source.keys)]

    def _counted(self, path: str, key: str, number: int, unit: str) -> Item:
        value = Value(Decimal(number), f"{number}", unit, key, self.settings.origin(f"{path}.{key}"))
        return {"key": "", "title": key, "amount": value}

    def functions(self, rows: Rows) -> Sequence[Item]:
        """The functional items in use, each with the names above it and its explanation."""
        names = self.codes.functional
        written = self.settings.get("glossary.func") or {}
        items: list[Item] = []
        for each in self.rows(rows):
            code = str(each["key"])
            told = written.get(code) or self.outline.glossary.func.get(code, "")
            items.append(
                {
                    "key": code,
                    "name": names.name(code, self.year),
                    "class": names.name(code[:3], self.year),
                    "group": names.name(code[:5], self.year),
                    "told": told.rstrip("。；"),
                }
            )
        return items

    def terms(self) -> Sequence[Item]:
        """The fixed terms that the tables use and the unit doesn't explain itself, then the unit's own."""
        own = self.settings.get("glossary.terms") or {}
        items: list[Item] = []
        for each in self.outline.glossary.terms:
            used = all(self.amounts.value(cell.formula) for cell in each.cells)
            if used and (each.kind is None or each.kind.text == self.kind) and each.term not in own:
                items.append({"key": each.term, "term": each.term, "told": each.told})
        items += [{"key": term, "term": term, "told": told.rstrip("。；")} for term, told in own.items()]
        return items


def _of_item(scope: Scope, name: str) -> Sequence[Item]:
    """A list that an element of a list has itself."""
    around: Scope | None = scope
    while around is not None:
        if name in around.item:
            items: Sequence[Item] = around.item[name]
            return items
        around = around.around
    return []
