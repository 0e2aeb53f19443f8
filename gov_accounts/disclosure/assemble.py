"""The whole published document of a year: 部门决算公开, from a ledger and the disclosure.toml beside it.

    ledger ──tables, rounding──┐
    vouchers' metadata ────────┼─ Amounts, lists ──┐
    disclosure.toml ───────────┘                   ├──Teller──► Document
    profile of the year (TOML): parts, sentences ──┘

The parts, their order and every sentence are data: this module only says where lists come from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from gov_accounts import charts
from gov_accounts.budget_execution import execution, rate
from gov_accounts.disclosure.amounts import Amounts, in_decimals, split, together
from gov_accounts.disclosure.document import Document
from gov_accounts.disclosure.narrative import Item, Scope, Teller, Value
from gov_accounts.disclosure.performance import execution_score, read_evaluations, total_score
from gov_accounts.disclosure.previous import declared_previous
from gov_accounts.disclosure.procurement import Procurement, procured
from gov_accounts.disclosure.settings import Settings, read_settings
from gov_accounts.disclosure.unused import unused_codes
from gov_accounts.facts import read_facts
from gov_accounts.findings import Finding, in_order
from gov_accounts.formats import PREVIOUS, FormatSet
from gov_accounts.formula import Reference, parse
from gov_accounts.printed import print_statement
from gov_accounts.rounding import CONTROLLED, WAN, MoneyUnit, round_statements, round_year
from gov_accounts.rounding_messages import rounding_findings
from gov_accounts.ties import with_previous

if TYPE_CHECKING:
    from gov_accounts.disclosure.performance import Evaluation, Indicator
    from gov_accounts.ledger import Ledger
    from gov_accounts.rounding import Rounding
    from gov_accounts.statements import Statement


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A year's document; and what is wrong or lacks: mistakes in disclosure.toml, reasons not given, tails."""

    document: Document
    findings: tuple[Finding, ...]


def make_document(ledger: Ledger, year: int, unit: MoneyUnit = WAN, how: str = CONTROLLED) -> Disclosure:
    """The document of a year, with whatever can be told; never a placeholder for what can't.

    Args:
        ledger: the ledger; the facts that aren't in its books are read from beside its main file.
        year: one of its years.
        unit: what amounts are printed in.
        how: how they are rounded, see ``rounding``.
    """
    law = profile(year)
    settings = read_settings(ledger.path, year)
    making = _Making.of(ledger, year, unit, how, law, settings)
    teller = making.teller()
    blocks = tuple(block for each in law["blocks"] for block in teller.blocks(each))
    title = Scope(teller, "", "", teller.base, {}, {}).plain(law["title"])
    document = Document(title, ledger.unit_name, year, unit.name, blocks)
    findings = [*settings.findings, *making.findings, *teller.findings, *unused_codes(settings, making.amounts)]
    return Disclosure(document, (*in_order(findings), *rounding_findings(making.rounding, making.statements)))


def profile(year: int) -> Mapping[str, Any]:
    """The profile of a year: its own folder's, or the last one's before it, or the first one's."""
    years = _years()
    return _read(max((each for each in years if each <= year), default=years[0]))


@cache
def _years() -> Sequence[int]:
    folder = resources.files("gov_accounts_ledger") / "disclosure"
    return sorted(int(each.name) for each in folder.iterdir() if each.name.isdigit())


@cache
def _read(year: int) -> Mapping[str, Any]:
    """A folder's files put together: settings of the document, then its blocks in the order of the files."""
    folder = resources.files("gov_accounts_ledger") / "disclosure" / str(year)
    law = tomllib.loads((folder / "document.toml").read_text(encoding="utf-8"))
    for name in law["parts"]:
        part = tomllib.loads((folder / name).read_text(encoding="utf-8"))
        law.setdefault("blocks", []).extend(part["blocks"])
    law["glossary"] = tomllib.loads((folder / "glossary.toml").read_text(encoding="utf-8"))
    return law


@dataclass(slots=True)
class _Making:
    """What a document is made of, and where its lists come from."""

    ledger: Ledger
    year: int
    law: Mapping[str, Any]
    settings: Settings
    statements: Mapping[str, Statement]
    rounding: Rounding
    amounts: Amounts
    projects: Mapping[str, Mapping[str, int]]
    project_cells: Mapping[str, tuple[Reference, ...]]
    budgets: Mapping[str, int]
    carryovers: Mapping[str, int]
    bought: Procurement
    before: charts.Year | charts.Declared | None
    evaluations: Sequence[Evaluation] = ()
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(
        cls, ledger: Ledger, year: int, unit: MoneyUnit, how: str, law: Mapping[str, Any], settings: Settings
    ) -> _Making:
        this = ledger.statements(year, with_facts=True)
        last = ledger.statements(year - 1) if year - 1 in ledger.years else None
        statements = with_previous(this, last)
        rounding = round_year(ledger, year, unit, how)
        printed = dict(rounding.printed)
        before: charts.Year | charts.Declared | None = None
        findings: list[Finding] = []
        declared: dict[Reference, int] = {}
        declared_at: dict[Reference, str] = {}
        if last is not None:
            last_rounding = round_year(ledger, year - 1, unit, how)
            before = charts.Year(last, last_rounding)
            for cell, steps in last_rounding.printed.items():
                if not str(cell.table).startswith(PREVIOUS):
                    printed[Reference(cell.id, cell.column, f"{PREVIOUS}{cell.table}")] = steps
        fen, declared_at, wrong = declared_previous(settings, year, needed=last is None)
        findings.extend(wrong)
        if last is None and fen:
            before = {
                Reference(cell.id, cell.column, str(cell.table).removeprefix(PREVIOUS)): fen[cell] for cell in fen
            }
            declared = {cell: int(unit.round(each).scaleb(2)) for cell, each in fen.items()}
        facts = [fact for fact in read_facts(ledger.entries) if fact.date.year <= year]
        budget = execution(facts, ledger.codes, year, "func", fund=law["budget"]["fund"]).statement
        key = budget.format.key
        of_budget = round_statements({key: budget}, FormatSet(year, (budget.format,), ()), unit, how)
        printed.update(of_budget.printed)
        amounts = Amounts(unit, {**statements, key: budget}, printed, declared, declared_at, frozenset(this))
        projects, cells = _spent(law, amounts, this)
        available = execution(facts, ledger.codes, year, "project").projects
        budgets = {each: _fen(of, law["budget"]["whole"]) for each, of in available.items() if each}
        carried = {each: _fen(of, law["budget"]["carried"]) for each, of in available.items() if each}
        making = cls(
            ledger,
            year,
            law,
            settings,
            statements,
            rounding,
            amounts,
            projects,
            cells,
            {each: int(unit.round(fen).scaleb(2)) for each, fen in budgets.items()},
            {each: int(unit.round(fen).scaleb(2)) for each, fen in carried.items()},
            procured(ledger.entries, year, law["procurement"]),
            before,
            findings=findings,
        )
        names = ledger.declarations.projects
        money = {
            each: (amounts.shown(making.budgets.get(each, 0)), amounts.shown(making.spent(each))) for each in names
        }
        making.evaluations, wrong = read_evaluations(settings, names, money, law["scores"]["indicators"])
        findings.extend(wrong)
        return making

    def spent(self, project: str) -> int:
        """What a project spent of all funds, in steps."""
        return sum(of_fund.get(project, 0) for of_fund in self.projects.values())

    def teller(self) -> Teller:
        """Who tells it."""
        unit_name = self.ledger.unit_name
        this = {key: each for key, each in self.statements.items() if not key.startswith(PREVIOUS)}
        base: dict[str, Any] = {
            "year": str(self.year),
            "last": str(self.year - 1),
            "unit_name": unit_name,
            "kind": self.ledger.declarations.unit.get("kind", ""),
            "money": self.amounts.unit.name,
            "numerals": self.law["numerals"],
            "execution_weight": str(self.law["scores"]["execution"]),
            "indicator_weight": str(self.law["scores"]["indicators"]),
        }
        return Teller(
            self.amounts,
            self.settings,
            base,
            {
                "rows": self.rows,
                "columns": self.columns,
                "projects": self.projects_of,
                "settings": self.from_settings,
                "evaluated": self.evaluated,
                "item": _of_item,
                "funds": self.funds,
                "procurement": self.procurement,
                "functions": self.functions,
                "terms": self.terms,
                "achievements": self.achievements,
                "tables": lambda _, __: [
                    {"key": key, "title": each.format.title, "no": str(each.format.number)}
                    for key, each in this.items()
                ],
            },
            charts.make_charts(self.year, charts.Year(this, self.rounding), self.before),
            [print_statement(each, unit_name, self.rounding) for each in this.values()],
            self.law["forms"],
        )

    # Where lists come from

    def rows(self, _: Scope, law: Mapping[str, Any]) -> Sequence[Item]:
        """Rows of tables that are codes of a length, each once, those with a figure in a column."""
        found: dict[str, str] = {}
        for table in law["tables"]:
            statement = self.amounts.statements[table]
            for panel, row in statement.rows():
                code = row.row.code
                if len(code) != law["level"] or not code.startswith(tuple(law.get("under", ("",)))):
                    continue
                if law.get("without") and code.startswith(tuple(law["without"])):
                    continue
                if any(Reference(code, each.id, table) in self.amounts.printed for each in panel.columns):
                    found[code] = row.label
        return [{"key": code, "name": found[code]} for code in sorted(found)]

    def columns(self, _: Scope, law: Mapping[str, Any]) -> Sequence[Item]:
        """Columns of a row of a table, those with a figure."""
        table, row = law["table"], law["row"]
        form = self.amounts.statements[table].format
        names = {column.id: column.label for panel in form.panels for column in panel.columns}
        return [
            {"key": each, "name": names[each]}
            for each in law["columns"]
            if Reference(row, each, table) in self.amounts.printed
        ]

    def projects_of(self, _: Scope, law: Mapping[str, Any]) -> Sequence[Item]:
        """The projects that spent money of a fund, in the order they are declared."""
        spent = self.projects[law["fund"]]
        names = self.ledger.declarations.projects
        return [
            {"key": each, "name": names.get(each, each), "amount": self._spent_value(each, law["fund"])}
            for each in sorted(spent, key=lambda each: (list(names).index(each) if each in names else len(names), each))
        ]

    def _spent_value(self, project: str, fund: str) -> Value:
        steps = self.projects[fund][project]
        number = self.amounts.shown(steps)
        cells = self.project_cells[fund]
        where = "＋".join(map(self.amounts.name, cells))
        origin = self.law["origins"]["project"].format(cell=where, project=project)
        return Value(number, str(number), self.amounts.unit.name, self.law["names"]["spent"], origin, cells, steps)

    def from_settings(self, scope: Scope, law: Mapping[str, Any]) -> Sequence[Item]:
        """What disclosure.toml lists: texts, tables, or names with a number each."""
        path = scope.plain(law["path"])
        written = self.settings.get(path)
        if isinstance(written, Mapping):
            return [self._counted(path, key, each, law) for key, each in written.items()]
        items = []
        for each in written or ():
            texts = {"text": each} if isinstance(each, str) else dict(each)
            if all(key in texts for key in law.get("keys", ())):
                items.append(texts)
        return items

    def _counted(self, path: str, key: str, number: Any, law: Mapping[str, Any]) -> Item:
        if isinstance(number, str):
            return {"key": key, "name": key, "text": number}
        value = Value(Decimal(number), f"{number}", law["unit"], key, self.settings.origin(f"{path}.{key}"))
        return {"key": "", "name": "", "title": key, "amount": value}

    def funds(self, _: Scope, __: Mapping[str, Any]) -> Sequence[Item]:
        """The funds whose projects were evaluated, each with those projects."""
        items: list[Item] = []
        for fund in self.law["project_funds"]:
            evaluated = [
                {"key": each.project, "name": "", "amount": self._spent_value(each.project, fund["fund"])}
                for each in self.evaluations
                if each.project in self.projects[fund["fund"]]
            ]
            if evaluated:
                items.append(
                    {"key": fund["fund"], "name": fund["name"], "total_cell": fund["total"], "projects": evaluated}
                )
        return items

    def evaluated(self, _: Scope, __: Mapping[str, Any]) -> Sequence[Item]:
        """The projects with a self-evaluation, each with its indicators."""
        return [self._evaluation(each) for each in self.evaluations]

    def achievements(self, _: Scope, __: Mapping[str, Any]) -> Sequence[Item]:
        """The indicators that are told, of every project."""
        items: list[Item] = []
        for each in self.evaluations:
            told = self._evaluation(each)["told"]
            items.extend({**item, "key": f"{each.project}.{index}"} for index, item in enumerate(told, 1))
        return items

    def _evaluation(self, evaluation: Evaluation) -> Item:
        names, origins = self.law["names"], self.law["origins"]
        project = evaluation.project
        written = evaluation.written
        weight = Decimal(self.law["scores"]["execution"])
        budget_steps = self.budgets.get(project, 0)
        funds = [fund for fund, spent in self.projects.items() if project in spent]
        cells = tuple(cell for fund in funds for cell in self.project_cells[fund])
        spent_steps = self.spent(project)
        of_budget = rate(spent_steps, budget_steps)
        money = self.amounts.unit.name

        def amount(name: str, steps: int, origin: str, of: tuple[Reference, ...] = ()) -> Value:
            number = self.amounts.shown(steps)
            return Value(number, str(number), money, names[name], origin.format(project=project), of, steps)

        spent_origin = origins["project"].format(cell="＋".join(map(self.amounts.name, cells)), project=project)
        budget = amount("budget", budget_steps, origins["budget"])
        spent = amount("executed", spent_steps, spent_origin, cells)
        carried = self.carryovers.get(project, 0)
        score = execution_score(weight, of_budget)
        rated = None
        if of_budget is not None:
            origin = f"（{spent.origin}）÷（{budget.origin}）"
            rated = Value(of_budget, str(of_budget), "%", names["rate"], origin, cells)
        execution_value = Value(score, str(score), "", names["execution_score"], origins["execution_score"], cells)
        total = total_score(weight, of_budget, evaluation.indicators)
        texts = {
            key: written.get(key, "").rstrip("。；")
            for key in ("department", "date", "goal", "problems", "measures", "deviation", "follow_up")
        }
        return {
            "key": project,
            "name": "",
            "title": self.ledger.declarations.projects[project],
            **texts,
            "implementer": written.get("implementer", self.ledger.unit_name),
            **{key: self._options(key, written.get(key)) for key in ("category", "attribute", "type")},
            "budget": budget,
            "executed": spent,
            "carried": amount("carried", carried, origins["carried"]) if carried else None,
            "rate": rated,
            "execution_score": execution_value,
            "total": Value(total, str(total), "", names["total"], origins["total"], cells),
            "indicators": [self._indicator(each, budget, spent) for each in evaluation.indicators],
            "told": [self._indicator(each, budget, spent) for each in evaluation.indicators if each.told],
        }

    def _options(self, key: str, chosen: str | None) -> str:
        """A choice as the form prints it: every option with a box, the chosen one ticked."""
        words = self.law["words"]
        options = self.law["choices"][key]
        between: str = words["between_choices"]
        return between.join(
            f"{index}、{each}{words['chosen'] if each == chosen else words['not_chosen']}"
            for index, each in enumerate(options, 1)
        )

    def _indicator(self, each: Indicator, budget: Value, spent: Value) -> Item:
        names = self.law["names"]
        origin = self.settings.origin(each.path)

        def said(name: str, value: Decimal | str | None, of_project: Value) -> Value | str:
            if value is None:
                return Value(
                    of_project.number,
                    of_project.text,
                    of_project.unit,
                    names[name],
                    of_project.origin,
                    of_project.cells,
                )
            if isinstance(value, str):
                return value
            return Value(value, in_decimals(value), each.unit, names[name], origin)

        score = each.score
        return {
            "name": each.name,
            "level1": each.level1,
            "level2": each.level2,
            "target": said("target", each.target, budget),
            "actual": said("actual", each.actual, spent),
            "unit": _after_number(self.amounts.unit.name if each.money else each.unit),
            "weight": Value(each.weight, in_decimals(each.weight), "", names["weight"], origin),
            "score": Value(score, in_decimals(score), "", names["score"], origin),
        }

    def procurement(self, _: Scope, __: Mapping[str, Any]) -> Sequence[Item]:
        """One item: the year's procurement by kind, and by size where that is known; none where there is none."""
        kinds, sizes, origins = self._procured()
        if not any(kinds.values()):
            return []
        total = sum(kinds.values())
        order = list(self.law["procurement"]["kinds"].values())
        by_size = list(self.law["procurement"]["sizes"].values())
        known = bool(sizes)
        other = total - sum(sizes.values())
        amounts = [total, *(kinds.get(each, 0) for each in order)]
        rows = [[(1, 0), *((-1, index) for index in range(1, len(amounts)))]]
        if known:
            first = len(amounts)
            amounts += [sum(sizes.values()), *(sizes.get(each, 0) for each in by_size), other]
            last = len(amounts) - 1
            rows.append([(1, first), *((-1, index) for index in range(first + 1, last))])
            rows.append([(1, 0), (-1, first), (-1, last)])
        steps = together(amounts, rows, self.amounts.unit.step)
        names = self.law["names"]

        def value(key: str, index: int) -> Value:
            number = self.amounts.shown(steps[index])
            origin = origins["size"] if key in ("sme", *by_size) else origins["kind"]
            return Value(number, str(number), self.amounts.unit.name, names[key], origin, (), steps[index])

        item: dict[str, Any] = {"key": "", "name": "", "spent": value("procured", 0)}
        item["kinds"] = [
            {"key": "", "name": "", "title": names[each], "amount": value(each, index)}
            for index, each in enumerate(order, 1)
            if steps[index]
        ]
        item["sme"] = value("sme", len(order) + 1) if known else None
        for index, each in enumerate(by_size, len(order) + 2):
            item[each] = value(each, index) if known else None
        return [item]

    def _procured(self) -> tuple[Mapping[str, int], Mapping[str, int], Mapping[str, str]]:
        """Kinds and sizes in fen: what the vouchers say, and only where they say nothing what disclosure.toml does."""
        origins = self.law["origins"]
        from_vouchers = origins["procurement"].format(count=self.bought.vouchers)
        declared = self.settings.origin("procurement")
        kinds, kind_origin = self.bought.kinds, from_vouchers
        sizes, size_origin = self.bought.sizes, from_vouchers
        law = self.law["procurement"]
        if not kinds:
            kinds, kind_origin = self._declared_procurement(law["kinds"].values()), declared
        if not sizes:
            sizes, size_origin = self._declared_procurement(law["sizes"].values()), declared
        return kinds, sizes, {"kind": kind_origin, "size": size_origin}

    def _declared_procurement(self, keys: Any) -> Mapping[str, int]:
        written = self.settings.get("procurement") or {}
        return {key: int(written[key].scaleb(2)) for key in keys if key in written}

    def functions(self, scope: Scope, law: Mapping[str, Any]) -> Sequence[Item]:
        """The functional items in use, each with the names above it and its explanation."""
        items: list[Item] = []
        written = self.settings.get("glossary.func") or {}
        for each in self.rows(scope, law):
            code = str(each["key"])
            above = [self.ledger.codes.functional.name(code[:length], self.year) for length in (3, 5)]
            item = self.ledger.codes.functional.name(code, self.year)
            told = written.get(code) or self.law["glossary"]["func"].get(code, "")
            items.append(
                {
                    "key": code,
                    "name": item,
                    "class": above[0],
                    "group": above[1],
                    "told": told.rstrip("。；"),
                }
            )
        return items

    def terms(self, scope: Scope, _: Mapping[str, Any]) -> Sequence[Item]:
        """The fixed terms that the tables use, then the unit's own."""
        own = self.settings.get("glossary.terms") or {}
        items: list[Item] = []
        for each in self.law["glossary"]["terms"]:
            used = all(self.amounts.value(parse(cell)) for cell in each.get("cells", ()))
            if used and each.get("kind", scope.get("kind")) == scope.get("kind") and each["term"] not in own:
                items.append({"key": each["term"], "term": each["term"], "told": each["told"]})
        items += [{"key": term, "term": term, "told": told.rstrip("。；")} for term, told in own.items()]
        return items


def _after_number(unit: str) -> str:
    """A unit as it follows a number: per cent close to it, words after a space."""
    return unit if unit in ("", "%") else f" {unit}"


def _of_item(scope: Scope, law: Mapping[str, Any]) -> Sequence[Item]:
    """A list that an element of a list has itself."""
    around: Scope | None = scope
    while around is not None:
        if law["of"] in around.item:
            items: Sequence[Item] = around.item[law["of"]]
            return items
        around = around.outer
    return []


def _fen(of: Statement, columns: Sequence[str]) -> int:
    total = next(row.row.id for _, row in of.rows())
    return sum(of.cell(total, column).fen for column in columns)


def _spent(
    law: Mapping[str, Any], amounts: Amounts, statements: Mapping[str, Statement]
) -> tuple[dict[str, dict[str, int]], dict[str, tuple[Reference, ...]]]:
    """What each project spent of each fund, in steps that add up to the tables' 项目支出."""
    spent: dict[str, dict[str, int]] = {}
    cells: dict[str, tuple[Reference, ...]] = {}
    every = _by_project(statements, Reference(*_parts(law["project_total"])))
    left = dict(every)
    for fund in law["project_funds"]:
        formula = parse(fund["total"])
        cells[fund["fund"]] = tuple(formula.references())[:1]
        if fund["fund"]:
            exact = _by_project(statements, cells[fund["fund"]][0])
            for project, fen in exact.items():
                left[project] = left.get(project, 0) - fen
        else:
            exact = {project: fen for project, fen in left.items() if fen}
        names = sorted(project for project, fen in exact.items() if fen)
        total = amounts.value(formula) or 0
        steps = split(total, [exact[each] for each in names], amounts.unit.step) if names else ()
        spent[fund["fund"]] = dict(zip(names, steps, strict=True))
    return spent, cells


def _parts(text: str) -> Iterator[str]:
    (cell,) = parse(text).references()
    yield from (cell.id, str(cell.column), str(cell.table))


def _by_project(statements: Mapping[str, Statement], cell: Reference) -> dict[str, int]:
    """What the postings behind a cell add up to for each project, in fen."""
    sums: dict[str, int] = {}
    for fact, fen in statements[str(cell.table)].cell(cell.id, str(cell.column)).facts():
        sums[fact.project] = sums.get(fact.project, 0) + fen
    return sums
