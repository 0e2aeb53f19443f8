"""Audits as JSON: the contract's section 13."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.audit.audited import Audit
    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.spot import Spot


def render(audits: Sequence[Audit]) -> bytes:
    """All documents, each with what was found and what wasn't checked."""
    whole = {"documents": [_document(each) for each in audits]}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _document(audit: Audit) -> dict[str, Any]:
    tables = audit.tables
    units = {each.unit_name: None for each in tables.tables.values()}
    return {
        "file": audit.file,
        "unit_name": tables.unit_name,
        "year": tables.year,
        "profile": tables.profile.name,
        "money_unit": "、".join(units),
        "tables": [
            {"key": each.key, "number": each.number, "title": each.title, "page": each.page}
            for each in tables.tables.values()
        ],
        "findings": [_finding(each) for each in audit.findings],
        "unchecked": [{"what": each.what, "why": each.why} for each in audit.unchecked],
    }


def _finding(finding: AuditFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "kind": finding.kind,
        "cause": finding.cause,
        "reason": finding.reason,
        "places": [_place(each) for each in finding.places],
        "expected": finding.expected,
        "what": finding.what,
        "why": finding.why,
    }


def _place(spot: Spot) -> dict[str, Any]:
    return {
        "table": spot.table,
        "row": spot.row,
        "column": spot.column,
        "section": spot.section,
        "page": spot.page,
        "printed": spot.printed,
    }
