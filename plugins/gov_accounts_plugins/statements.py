"""Make the tables of every year in the ledger, and report ties that don't hold. (beancount knows no notices.)

The tables themselves are not kept: whoever wants to see them makes them again from the entries. What stays is the
errors, so that bean-check and Fava show them where they show every other error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gov_accounts.books.cube import sums_of, well_coded, years_of
from gov_accounts.books.declarations import read_declarations, unit_finding
from gov_accounts.books.profiles import chosen_profile, profile_findings
from gov_accounts.findings import Finding, Place, errors
from gov_accounts.law.codes import official_codes
from gov_accounts.statements.figures import exact
from gov_accounts.statements.fill import make_statements
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.ties import broken_ties, suspects_in, with_previous
from gov_accounts.statements.years import groups_for
from gov_accounts_plugins.error import LedgerError, error_of

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping, Sequence

    from gov_accounts.books.cube import Group
    from gov_accounts.books.declarations import Declarations
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
    sums = sums_of(entries, codes, options)
    years = [year for year in years_of(sums) if all(well_coded(group, codes) for group in sums if group.year == year)]
    unusable = [error_of(each) for each in errors(profile_findings(declarations, years_of(sums)))]
    lineage = Lineage.of(entries)
    for year in years:
        findings.extend(errors(_broken(entries, sums, year, declarations, years, lineage)))
    # A tie's first suspect is only where to begin: the error stands at the ledger's head.
    return entries, [*unusable, *(error_of(finding, place=Place(main_file, 0)) for finding in findings)]


def _broken(
    entries: Sequence[Any],
    groups: tuple[Group, ...],
    year: int,
    declarations: Declarations,
    years: Sequence[int],
    lineage: Lineage,
) -> list[Finding]:
    """The ties of a year that don't hold, those to the year before among them."""
    codes = official_codes().with_declared(declarations.codes)

    def tables(of: int) -> Mapping[str, Statement]:
        formats = chosen_profile(declarations, of).formats
        return make_statements(formats, groups_for(formats, groups, entries, codes), of, codes)

    last = tables(year - 1) if year - 1 in years else None
    linked = with_previous(tables(year), last)
    return broken_ties(exact(linked), chosen_profile(declarations, year).formats, suspects_in(linked, lineage))
