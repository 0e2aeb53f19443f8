"""The whole published document of a year: 部门决算公开, from a ledger and the disclosure.toml beside it.

    ledger ──tables, rounding──┐
    vouchers' metadata ────────┼─ Amounts, Projects, Procurement ──┐
    disclosure.toml ───────────┘                                   ├──Sources, Teller──► Document
    outline of the year (TOML): parts, sentences, forms ───────────┘

The parts, their order and every sentence are data: this module only puts together what they are told from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gov_accounts.books.profiles import stand_in
from gov_accounts.findings import Finding, in_order
from gov_accounts.law.formats import FormatSet
from gov_accounts.law.tie import PREVIOUS
from gov_accounts.printing.messages import rounding_findings
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.rounding import CONTROLLED, round_statements
from gov_accounts.printing.units import WAN, MoneyUnit
from gov_accounts.printing.years import PrintedYears, Year
from gov_accounts.publishing import charts
from gov_accounts.publishing.amounts import Amounts
from gov_accounts.publishing.chart_file import charts_of
from gov_accounts.publishing.document import Document, Paragraph
from gov_accounts.publishing.evaluated import Evaluated
from gov_accounts.publishing.narrative import Teller
from gov_accounts.publishing.outline.official import outline_of
from gov_accounts.publishing.performance import read_evaluations
from gov_accounts.publishing.previous import contradictions, declared_previous, own_cell
from gov_accounts.publishing.procurement import procured
from gov_accounts.publishing.projects import money_of_projects, read_projects
from gov_accounts.publishing.scope import Facts
from gov_accounts.publishing.settings.read import read_settings, with_members
from gov_accounts.publishing.sources import Sources
from gov_accounts.publishing.unused import unprinted_keys, unused_codes
from gov_accounts.reports.budget_execution import execution_of
from gov_accounts.statements.ties import equations, with_previous

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.law.formula import Reference
    from gov_accounts.publishing.outline.whole import Scores
    from gov_accounts.statements.fill import Statement


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
    profile = ledger.profile(year)
    outline = outline_of(profile)
    settings = with_members(read_settings(ledger.path, year), ledger.members)
    years = PrintedYears.of(ledger, unit, how)
    this, last = years.year(year), years.before(year)
    declared, declared_at, wrong = declared_previous(settings, profile.formats, year, needed=last is None)
    findings = [*settings.findings, *wrong]
    if declared:
        findings += contradictions(settings, declared, equations(this.statements, profile.formats))

    counted = [each for each in ledger.groups if each.year <= year]
    budgets = {
        table: _called(execution_of(counted, ledger.codes, year, "func", fund=fund.text).statement, table)
        for table, fund in outline.budget.by_fund.items()
    }
    printed = _printed(this, last)
    for budget in budgets.values():
        printed.update(_printed_alone(budget, unit, how))
    amounts = Amounts(
        unit,
        {**with_previous(this.statements, last.statements if last else None), **budgets},
        printed,
        declared,
        declared_at,
        tuple(this.statements),
    )
    available = money_of_projects(counted, ledger.codes, year)
    projects = read_projects(outline, amounts, this.statements, available, ledger.declarations.projects)
    evaluations, wrong = read_evaluations(settings, projects, outline.scores)
    bought, wrong_tags = procured(ledger.entries, year, outline, settings)
    findings += [*wrong, *wrong_tags]

    kind = ledger.declarations.unit.get("kind", "")
    evaluated = Evaluated(outline, settings, projects, ledger.unit_name, evaluations)
    sources = Sources(year, kind, outline, ledger.codes, settings, amounts, projects, evaluated, bought)
    before = last or {own_cell(cell): fen for cell, fen in declared.items()}
    teller = Teller(
        Facts(amounts, settings, sources.elements, outline.numerals, outline.percent_decimals),
        _base(ledger.unit_name, kind, year, unit, outline.scores),
        charts.make_charts(charts_of(profile), year, this, before or None, outline.percent_decimals),
        [print_statement(each, ledger.unit_name, this.rounding) for each in this.statements.values()],
        outline.forms,
        outline.absent,
    )
    blocks = tuple(block for each in outline.blocks for block in teller.blocks(each))
    if said := stand_in(ledger.declarations, year):
        blocks = (*blocks, Paragraph((f"编制说明：{said}",)))
    document = Document(teller.title(outline.title), ledger.unit_name, year, unit.name, blocks)
    findings += [*teller.findings, *unused_codes(settings, amounts), *unprinted_keys(settings, profile)]
    return Disclosure(document, (*in_order(findings), *rounding_findings(this.rounding, amounts.statements)))


def _base(unit_name: str, kind: str, year: int, unit: MoneyUnit, scores: Scores) -> dict[str, str]:
    """What every template may name."""
    return {
        "year": str(year),
        "last": str(year - 1),
        "unit_name": unit_name,
        "kind": kind,
        "money": unit.name,
        "execution_weight": str(scores.execution),
        "indicator_weight": str(scores.indicators),
    }


def _printed(this: Year, last: Year | None) -> dict[Reference, int]:
    """The printed figures of the year's tables, and of last year's."""
    printed = dict(this.rounding.printed)
    if last is not None:
        for cell, steps in last.rounding.printed.items():
            if not str(cell.table).startswith(PREVIOUS):
                printed[replace(cell, table=f"{PREVIOUS}{cell.table}")] = steps
    return printed


def _called(statement: Statement, key: str) -> Statement:
    """A table by another key."""
    return replace(statement, format=replace(statement.format, key=key))


def _printed_alone(statement: Statement, unit: MoneyUnit, how: str) -> Mapping[Reference, int]:
    """The printed figures of a table that isn't among those of the document."""
    form = statement.format
    return round_statements({form.key: statement}, FormatSet(statement.year, (form,), ()), unit, how).printed
