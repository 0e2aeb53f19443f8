"""The one switch over formats: what is printed, and the name of a format → bytes.

A format's module, and the library it takes, is loaded when that format is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.reports.sheet import Sheet

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from gov_accounts.publishing.document import Document
    from gov_accounts.render.values import Table
    from gov_accounts.reports.voucher_form import VoucherForm


def rendered(
    tables: Sequence[Table],
    kind: str,
    *,
    width: int | None = None,
    to_file: bool = False,
    profile: str = "",
    name: str = "",
    units: int = 0,
) -> bytes:
    """Tables as ``text``, ``csv``, ``json`` or ``xlsx``; sheets as ``pdf`` or ``html`` too.

    Args:
        tables: at least one; all statements of one year, or all sheets of one period.
        kind: the format.
        width: of the terminal, for text; as wide as it is where None (files, pipes).
        to_file: CSV is for a file, which needs a BOM for Excel to read Chinese.
        profile: whose forms the statements are, for JSON; nothing where they are nobody's.
        name: what sheets are together, for a cover.
        units: how many units they are the sum of, for JSON; 0 where they are one's own.

    Raises:
        UnavailableError: what the format takes isn't installed.
    """
    match kind:
        case "csv":
            from gov_accounts.render import as_csv  # noqa: PLC0415

            return as_csv.render(tables).encode(as_csv.ENCODING if to_file else "utf-8")
        case "json":
            from gov_accounts.render import as_json  # noqa: PLC0415

            return as_json.render(tables, profile, units).encode()
        case "xlsx":
            from gov_accounts.render import xlsx  # noqa: PLC0415

            return xlsx.render(tables)
        case "pdf":
            from gov_accounts.render import sheets_pdf  # noqa: PLC0415

            return sheets_pdf.render(_sheets(tables), name)
        case "html":
            from gov_accounts.render import sheets_html  # noqa: PLC0415

            return sheets_html.render(_sheets(tables), name).encode()
        case _:
            from gov_accounts.render import text  # noqa: PLC0415

            return "\n".join(text.render(table, width) for table in tables).encode()


def _sheets(tables: Sequence[Table]) -> list[Sheet]:
    """The sheets among tables: statements are printed as documents."""
    return [each for each in tables if isinstance(each, Sheet)]


def rendered_document(document: Document, kind: str) -> bytes:
    """A document as ``xlsx``, ``docx``, ``pdf`` or ``html``.

    Raises:
        UnavailableError: what the format takes isn't installed.
    """
    match kind:
        case "xlsx":
            from gov_accounts.render import xlsx  # noqa: PLC0415

            return xlsx.render_document(document)
        case "docx":
            from gov_accounts.render import as_docx  # noqa: PLC0415

            return as_docx.render(document)
        case "pdf":
            from gov_accounts.render import as_pdf  # noqa: PLC0415

            return as_pdf.render(document)
        case _:
            from gov_accounts.render import as_html  # noqa: PLC0415

            return as_html.render(document).encode()


def rendered_vouchers(forms: Sequence[VoucherForm], kind: str, paper: str, last: datetime.date) -> bytes:
    """记账凭证 as ``pdf``, ``xlsx`` or ``html``.

    Args:
        forms: at least one.
        kind: the format.
        paper: of a PDF, ``a4`` or ``240x140``.
        last: the day that the file is of.

    Raises:
        UnavailableError: what the format takes isn't installed.
    """
    match kind:
        case "pdf":
            from gov_accounts.render import vouchers_pdf  # noqa: PLC0415

            return vouchers_pdf.render(forms, paper, last)
        case "xlsx":
            from gov_accounts.render.xlsx import vouchers  # noqa: PLC0415

            return vouchers.render(forms, last)
        case _:
            from gov_accounts.render import vouchers_html  # noqa: PLC0415

            return vouchers_html.render(forms).encode()
