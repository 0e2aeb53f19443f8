"""Make the tables of every year in the ledger, and report ties that don't hold.

The tables themselves are not kept: whoever wants to see them makes them again from the entries. What stays is the
errors, so that bean-check and Fava show them where they show every other error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from gov_accounts.codes import official_codes
from gov_accounts.declarations import read_declarations, unit_finding
from gov_accounts.facts import read_facts
from gov_accounts.formats import official_formats
from gov_accounts.statements import group_facts, make_statements, well_coded, years_of
from gov_accounts.ties import broken_ties

if TYPE_CHECKING:
    from gov_accounts.findings import Finding


class StatementsError(NamedTuple):
    """A tie that doesn't hold, or a unit without a name."""

    source: Mapping[str, Any]
    message: str
    entry: None
    finding: Finding


def statements(entries: list[Any], options: Mapping[str, Any]) -> tuple[list[Any], list[StatementsError]]:
    """Check the tables of every year. Returns the entries as they are.

    The ties of a year are left alone while a posting of it has no proper codes: ``classify`` has said what to mend, and
    tables short of it would only say so again in ways harder to read.
    """
    main_file = options.get("filename") or "<ledger>"
    declarations = read_declarations(entries, official_codes())
    codes = official_codes().with_declared(declarations.codes)
    nameless = unit_finding(declarations, main_file)
    findings = [nameless] if nameless else []
    sums = group_facts(read_facts(entries), codes, keep=False)
    for year in years_of(sums):
        if not all(well_coded(group, codes) for group in sums if group.year == year):
            continue
        formats = official_formats(year)
        if broken_ties(make_statements(formats, sums, year, codes), formats.ties):
            # Only now is it worth keeping every fact, to say which ones to look at.
            groups = group_facts(read_facts(entries), codes)
            findings.extend(broken_ties(make_statements(formats, groups, year, codes), formats.ties))
    return entries, [
        StatementsError({"filename": main_file, "lineno": 0}, finding.message(), None, finding) for finding in findings
    ]
