"""An audit as text, JSON, a workbook or a page: one module a format, and one switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.audit.audited import Audit


def rendered(audits: Sequence[Audit], kind: str) -> bytes:
    """Audits in a format: ``text``, ``json``, ``xlsx`` or ``html``."""
    match kind:
        case "json":
            from gov_accounts.render.audit import as_json  # noqa: PLC0415

            return as_json.render(audits)
        case "xlsx":
            from gov_accounts.render.audit import as_xlsx  # noqa: PLC0415

            return as_xlsx.render(audits)
        case "html":
            from gov_accounts.render.audit import as_html  # noqa: PLC0415

            return as_html.render(audits)
        case _:
            from gov_accounts.render.audit import as_text  # noqa: PLC0415

            return as_text.render(audits)


def summary(audits: Sequence[Audit], names: Sequence[str], suffix: str) -> dict[str, bytes]:
    """What was found in many documents, a line each: suffix → a file.

    Args:
        audits: the documents.
        names: what each one's report is called, without its suffix.
        suffix: of the reports.
    """
    from gov_accounts.render.audit import summary_html, summary_xlsx  # noqa: PLC0415

    return {"xlsx": summary_xlsx.render(audits), "html": summary_html.render(audits, names, suffix)}
