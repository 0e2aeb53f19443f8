"""Make the tables of every year in the ledger, and report ties that don't hold. (beancount knows no notices.)

The tables themselves are not kept: whoever wants to see them makes them again from the entries. What stays is the
errors, so that bean-check and Fava show them where they show every other error.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from gov_accounts.books.cube import sums_of, well_coded, years_of
from gov_accounts.books.declarations import read_declarations, unit_finding
from gov_accounts.books.profiles import chosen_profile, profile_findings
from gov_accounts.findings import Place, errors
from gov_accounts.law.codes import official_codes
from gov_accounts.statements.figures import exact
from gov_accounts.statements.fill import make_statements
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.ties import broken_ties, suspects_in
from gov_accounts.statements.years import Tables, groups_for
from gov_accounts_plugins.error import LedgerError, error_of

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from gov_accounts.books.cube import Group
    from gov_accounts.books.declarations import Declarations
    from gov_accounts.books.sums import Sums
    from gov_accounts.law.codes import Codes
    from gov_accounts.statements.fill import Statement


def statements(entries: list[Any], options: MutableMapping[str, Any]) -> tuple[list[Any], list[LedgerError]]:
    """Check the tables of every year. Returns the entries as they are.

    The ties of a year are left alone while a posting of it has no proper codes: ``classify`` has said what to mend, and
    tables short of it would only say so again in ways harder to read.
    """
    main_file = options.get("filename") or "<ledger>"
    declarations = read_declarations(entries, official_codes())
    codes = official_codes().with_declared(declarations.codes)
    nameless = unit_finding(declarations, main_file)
    findings = [nameless] if nameless else []
    sums, groups = sums_of(entries, codes, options)
    years = [
        year for year in years_of(groups) if all(well_coded(group, codes) for group in groups if group.year == year)
    ]
    unusable = [error_of(each) for each in errors(profile_findings(declarations, years_of(groups)))]
    lineage = Lineage.of(entries)
    tables = Tables(years, partial(_tables, sums, groups, declarations, codes))
    for year in years:
        linked = tables.linked(year)
        formats = chosen_profile(declarations, year).formats
        findings.extend(errors(broken_ties(exact(linked), formats, suspects_in(linked, lineage))))
    # A tie's first suspect is only where to begin: the error stands at the ledger's head.
    return entries, [*unusable, *(error_of(finding, place=Place(main_file, 0)) for finding in findings)]


def _tables(
    sums: Sums, groups: tuple[Group, ...], declarations: Declarations, codes: Codes, year: int
) -> Mapping[str, Statement]:
    formats = chosen_profile(declarations, year).formats
    return make_statements(formats, groups_for(formats, groups, sums, codes), year, codes)
