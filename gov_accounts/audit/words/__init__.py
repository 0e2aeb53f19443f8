"""Findings of words, and of what is missing: one module a kind of check, each a pure function."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.source import Unread
from gov_accounts.audit.words.bases import check_bases
from gov_accounts.audit.words.codes import check_codes
from gov_accounts.audit.words.completeness import check_completeness
from gov_accounts.audit.words.contents import check_contents
from gov_accounts.audit.words.counts import check_counts
from gov_accounts.audit.words.directions import check_directions
from gov_accounts.audit.words.formulas import check_formulas
from gov_accounts.audit.words.lists import check_lists
from gov_accounts.audit.words.marks import check_marks
from gov_accounts.audit.words.ordinals import check_ordinals
from gov_accounts.audit.words.passages import LONGEST
from gov_accounts.audit.words.purposes import check_purposes
from gov_accounts.audit.words.residues import check_residues
from gov_accounts.audit.words.rows import rows
from gov_accounts.audit.words.scores import check_scores
from gov_accounts.audit.words.slips import check_slips
from gov_accounts.audit.words.unit import check_unit
from gov_accounts.audit.words.years import check_years

if TYPE_CHECKING:
    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose, Tables
    from gov_accounts.audit.source import Source

MOST: Final = 50
"""So many findings of one rule are told: what is wrong more often isn't a document."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong with a document's words.

    Attributes:
        findings: of kinds ``text`` and ``omission``, by check.
        unchecked: what couldn't be told.
    """

    findings: tuple[AuditFinding, ...]
    unchecked: tuple[Unread, ...] = ()


def check_words(source: Source, tables: Tables, prose: Prose) -> Words:
    """Everything that is checked without reckoning with tables: see the modules."""
    other = tuple(rows(source, tables, prose))
    codes, unknown_codes = check_codes(tables, prose)
    formulas, unknown_formulas = check_formulas(tables)
    omissions, not_looked_for = check_completeness(source, tables, prose)
    findings = (
        *check_residues(source, tables, prose),
        *check_marks(prose),
        *check_ordinals(source, prose),
        *check_years(tables, prose),
        *check_unit(source, tables, prose),
        *codes,
        *check_directions(prose),
        *check_bases(tables, prose),
        *check_lists(tables, prose),
        *check_purposes(prose),
        *formulas,
        *check_slips(other),
        *check_scores(other),
        *check_counts(tables, prose),
        *check_contents(source, tables, prose),
        *omissions,
    )
    long = tuple(
        Unread(each.heading or each.id, "这一节太长，只看了开头") for each in prose.sections if len(each.text) > LONGEST
    )
    counts: Counter[str] = Counter()
    kept = tuple(each for each in findings if _counted(counts, each) <= MOST)
    if len(kept) < len(findings):
        long = (*long, Unread("其余的同类问题", f"同一种问题只列前 {MOST} 项，还有 {len(findings) - len(kept)} 项"))
    return Words(kept, (*unknown_codes, *unknown_formulas, *not_looked_for, *long))


def _counted(counts: Counter[str], found: AuditFinding) -> int:
    """Which of its rule a finding is, counted from 1."""
    counts[found.rule] += 1
    return counts[found.rule]
