"""What the rules of plausibility find in a ledger."""

from __future__ import annotations

from collections.abc import Collection

from gov_accounts.bookkeeping.plausibility.rules import rules
from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import Finding, Severity
from gov_accounts.publishing.implausible import table_findings
from gov_accounts.statements.years import statements_of


def of_ledger(ledger: Ledger) -> list[Finding]:
    """What the rules of plausibility say of a ledger and its tables; it must have no errors."""
    assert not [each for each in ledger.findings if each.severity is Severity.ERROR]
    tables = [each for year in ledger.years for each in table_findings(ledger, year, statements_of(ledger, year))]
    return [each for each in (*ledger.findings, *ledger.slips(), *tables) if each.rule in rules()]


def ids(findings: Collection[Finding]) -> list[str]:
    return sorted(each.rule for each in findings)
