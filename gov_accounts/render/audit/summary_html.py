"""Many audits on one page: a line a document, with a link to its report."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from gov_accounts.audit.findings import KIND_NAMES, KINDS
from gov_accounts.render.audit.summed import NAME, counts, profile, unit_name, worst, year
from gov_accounts.render.page import templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.audit.audited import Audit


def render(audits: Sequence[Audit], names: Sequence[str], suffix: str) -> bytes:
    """The page. The same audits give the same bytes.

    Args:
        audits: the documents.
        names: what each one's report is called, without its suffix.
        suffix: of the reports, which stand in the same folder.
    """
    lines = [
        {
            "file": audit.file,
            "link": f"./{quote(f'{name}.{suffix}')}",
            "unit_name": unit_name(audit),
            "year": year(audit),
            "profile": profile(audit),
            "counts": list(counts(audit).values()),
            "worst": worst(audit),
            "unchecked": len(audit.unchecked),
            "clean": audit.clean,
        }
        for audit, name in zip(audits, names, strict=True)
    ]
    kinds = [KIND_NAMES[kind] for kind in KINDS]
    page = templates().get_template("audit_summary.html")
    return page.render(title=f"{NAME}汇总", lines=lines, kinds=kinds).encode()
