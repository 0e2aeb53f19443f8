"""All that is found of a ledger, tables and ties too: what ``check`` shows, and what ``post`` asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gov_accounts.findings import Finding, errors
from gov_accounts.law.accounting import accounting_set
from gov_accounts.publishing.implausible import table_findings
from gov_accounts.publishing.ledger_findings import ledger_findings
from gov_accounts.reports.accounting import accounting_checks, accounting_errors, published
from gov_accounts.statements.accounting import Source
from gov_accounts.statements.figures import exact
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.ties import broken_ties, check_figures, suspects_in
from gov_accounts.statements.years import Tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.books.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found.

    Attributes:
        findings: all, in no order.
        ties: year → how many ties were checked; none where the ledger has errors of its own.
        unequal: whether a tie doesn't hold.
    """

    findings: tuple[Finding, ...]
    ties: Mapping[int, int]
    unequal: bool


def check_all(ledger: Ledger) -> Checked:
    """Check a ledger, and the tables and statements of each year where it has no errors of its own.

    现金流量表 isn't among them: whatever a voucher's money was paid for, it comes to what the money moved.
    """
    findings = list(ledger_findings(ledger))
    years = Tables.of(ledger)
    source = Source(ledger, accounting_set(monthly=False).without_flows())
    ties: dict[int, int] = {}
    unequal = False
    for year in () if errors(findings) else ledger.years:
        tables = years.linked(year)
        findings.extend(table_findings(ledger, year, tables))
        figures, formats = exact(tables), ledger.profile(year).formats
        checks = list(check_figures(figures, formats))
        ties[year] = len(checks)
        if not all(each.holds for each in checks):
            unequal = True
            findings.extend(broken_ties(figures, formats, suspects_in(tables, Lineage.of(ledger.entries))))
        accounts = source.year(year)
        beside = published(tables)
        checks = accounting_checks(accounts, beside)
        ties[year] += len(checks)
        unequal = unequal or not all(each.holds for each in checks)
        findings.extend(accounting_errors(accounts, beside))
    return Checked(tuple(findings), ties, unequal)
