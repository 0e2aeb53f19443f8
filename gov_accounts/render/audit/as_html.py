"""Audits as a working paper on one page of HTML: findings beside their places, to be printed and signed.

Nothing in it comes from elsewhere, and it has no scripts: what is shown is chosen with buttons of a form, in CSS. Jinja
escapes all words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gov_accounts.audit.findings import KIND_NAMES
from gov_accounts.render.audit.as_text import place
from gov_accounts.render.audit.marks import boxes, stands_at
from gov_accounts.render.audit.reset_tables import reset_tables
from gov_accounts.render.audit.shown_pages import shown_pages
from gov_accounts.render.audit.summed import (
    NAME,
    SIGNED,
    counts,
    profile,
    sentence,
    told_counts,
    unit_name,
    year,
)
from gov_accounts.render.page import templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.audit.audited import Audit
    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.spot import Spot


def render(audits: Sequence[Audit]) -> bytes:
    """The page. The same audits of the same files give the same bytes."""
    documents = [_document(number, audit) for number, audit in enumerate(audits, 1)]
    page = templates().get_template("audit.html")
    shown: dict[str, int] = {}
    for audit in audits:
        for kind, count in counts(audit).items():
            if count and kind != "tail":
                shown[kind] = shown.get(kind, 0) + count
    return page.render(title=NAME, documents=documents, kinds=KIND_NAMES, shown=shown, signed=SIGNED).encode()


def _document(number: int, audit: Audit) -> dict[str, Any]:
    pages = shown_pages(audit)
    marked = {(page.number, mark.cause) for page in pages for mark in page.marks}
    tables = () if pages else reset_tables(audit)
    in_tables = {(table.name, cell.cause) for table in tables for _, cells in table.rows for cell in cells}
    found = [_finding(audit, each, marked, in_tables) for each in audit.findings]
    return {
        "id": f"d{number}",
        "file": audit.file,
        "unit_name": unit_name(audit),
        "year": year(audit),
        "profile": profile(audit),
        "tables": [f"{each.number} {each.title}".strip() for each in audit.tables.tables.values()],
        "told": told_counts(audit),
        "counts": {kind: count for kind, count in counts(audit).items() if count},
        "findings": [each for each in found if each["kind"] != "tail"],
        "tails": [each for each in found if each["kind"] == "tail"],
        "unchecked": audit.unchecked,
        "pages": pages,
        "set_again": tables,
    }


def _finding(
    audit: Audit, finding: AuditFinding, marked: set[tuple[int, int]], in_tables: set[tuple[str, int]]
) -> dict[str, Any]:
    return {
        "cause": finding.cause,
        "kind": finding.kind,
        "what": sentence(finding.what),
        "why": sentence(finding.why),
        "expected": finding.expected,
        "places": [_place(audit, finding.cause, spot, marked, in_tables) for spot in _once(finding.places)],
    }


def _once(places: Sequence[Spot]) -> Sequence[Spot]:
    return list(dict.fromkeys(places))


def _place(
    audit: Audit, cause: int, spot: Spot, marked: set[tuple[int, int]], in_tables: set[tuple[str, int]]
) -> dict[str, Any]:
    """A place in words, the sentence it stands in taken apart at it, and what to jump to."""
    target = ""
    if any((page, cause) in marked for page, _ in boxes(audit, spot)):
        target = f"p{spot.page}-{cause}"
    elif (spot.table, cause) in in_tables:
        target = f"t-{cause}"
    return {"name": place(spot), "target": target, "around": _around(spot)}


def _around(spot: Spot) -> tuple[str, ...]:
    """The sentence that a place stands in: before it, the place, after it; nothing where that tells nothing more."""
    at = stands_at(spot.around, spot.printed)
    if not spot.printed or at < 0 or spot.around == spot.printed:
        return ()
    end = at + len(spot.printed)
    return spot.around[:at], spot.printed, spot.around[end:]
