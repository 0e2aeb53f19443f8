"""Where the profile's lists come from: rows and columns of tables, projects, disclosure.toml, the glossary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gov_accounts.law.formula import Reference, parse
from gov_accounts.publishing.values import Value

if TYPE_CHECKING:
    from gov_accounts.law.codes import Codes
    from gov_accounts.publishing.amounts import Amounts
    from gov_accounts.publishing.evaluated import Evaluated
    from gov_accounts.publishing.procurement import Procurement
    from gov_accounts.publishing.profile import Profile
    from gov_accounts.publishing.projects import Projects
    from gov_accounts.publishing.scope import Item, Scope, Source
    from gov_accounts.publishing.settings.read import Settings


@dataclass(frozen=True, slots=True)
class Sources:
    """What lists are made of, and a method for each name that a list's ``source`` may have."""

    year: int
    kind: str
    law: Profile
    codes: Codes
    settings: Settings
    amounts: Amounts
    projects: Projects
    evaluated: Evaluated
    bought: Procurement

    def by_name(self) -> Mapping[str, Source]:
        """The sources by the names the profile gives them."""
        return {
            "tables": lambda _, __: self.tables(),
            "rows": lambda _, law: self.rows(law),
            "columns": lambda _, law: self.columns(law),
            "projects": lambda _, law: self.projects_of(law),
            "settings": self.from_settings,
            "evaluated": lambda _, __: self.evaluated.items(),
            "achievements": lambda _, __: self.evaluated.achievements(),
            "funds": lambda _, __: self.evaluated.funds(),
            "procurement": lambda _, __: self.bought.items(self.amounts, self.law),
            "functions": lambda _, law: self.functions(law),
            "terms": lambda _, __: self.terms(),
            "item": _of_item,
        }

    def tables(self) -> Sequence[Item]:
        """The tables that are in the document."""
        published = ((key, self.amounts.statements[key].format) for key in self.amounts.published)
        return [{"key": key, "title": form.title, "no": str(form.number)} for key, form in published]

    def rows(self, law: Mapping[str, Any]) -> Sequence[Item]:
        """Rows of tables that are codes of a length, each once, those with a figure in a column."""
        found: dict[str, str] = {}
        for table in law["tables"]:
            for panel, row in self.amounts.statements[table].rows():
                code = row.row.code
                if len(code) != law["level"] or not code.startswith(tuple(law.get("under", ("",)))):
                    continue
                if code.startswith(tuple(law.get("without", ()))):
                    continue
                if any(Reference(code, each.id, table) in self.amounts.printed for each in panel.columns):
                    found[code] = row.label
        return [{"key": code, "name": found[code]} for code in sorted(found)]

    def columns(self, law: Mapping[str, Any]) -> Sequence[Item]:
        """Columns of a row of a table, those with a figure."""
        table, row = law["table"], law["row"]
        form = self.amounts.statements[table].format
        names = {column.id: column.label for panel in form.panels for column in panel.columns}
        return [
            {"key": each, "name": names[each]}
            for each in law["columns"]
            if Reference(row, each, table) in self.amounts.printed
        ]

    def projects_of(self, law: Mapping[str, Any]) -> Sequence[Item]:
        """The projects that spent money of a fund, in the order they are declared."""
        fund = law["fund"]
        return [
            {
                "key": each,
                "name": self.projects.names.get(each, each),
                "amount": self.projects.spent_value(each, fund),
            }
            for each in self.projects.spending(fund)
        ]

    def from_settings(self, scope: Scope, law: Mapping[str, Any]) -> Sequence[Item]:
        """What disclosure.toml lists: texts, tables that have all of ``keys``, or names with a number each."""
        path = scope.plain(law["path"])
        written = self.settings.get(path)
        if isinstance(written, Mapping):
            return [self._counted(path, key, each, law["unit"]) for key, each in written.items()]
        items = ({"text": each} if isinstance(each, str) else dict(each) for each in written or ())
        return [each for each in items if all(key in each for key in law.get("keys", ()))]

    def _counted(self, path: str, key: str, number: int, unit: str) -> Item:
        value = Value(Decimal(number), f"{number}", unit, key, self.settings.origin(f"{path}.{key}"))
        return {"key": "", "title": key, "amount": value}

    def functions(self, law: Mapping[str, Any]) -> Sequence[Item]:
        """The functional items in use, each with the names above it and its explanation."""
        names = self.codes.functional
        written = self.settings.get("glossary.func") or {}
        items: list[Item] = []
        for each in self.rows(law):
            code = str(each["key"])
            told = written.get(code) or self.law["glossary"]["func"].get(code, "")
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
        for each in self.law["glossary"]["terms"]:
            used = all(self.amounts.value(parse(cell)) for cell in each.get("cells", ()))
            if used and each.get("kind", self.kind) == self.kind and each["term"] not in own:
                items.append({"key": each["term"], "term": each["term"], "told": each["told"]})
        items += [{"key": term, "term": term, "told": told.rstrip("。；")} for term, told in own.items()]
        return items


def _of_item(scope: Scope, law: Mapping[str, Any]) -> Sequence[Item]:
    """A list that an element of a list has itself."""
    around: Scope | None = scope
    while around is not None:
        if law["of"] in around.item:
            items: Sequence[Item] = around.item[law["of"]]
            return items
        around = around.around
    return []
