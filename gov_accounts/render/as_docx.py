"""The document for Word: headings, captions, fields, tables and charts are Word's own, to be edited.

python-docx writes it, loaded when it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gov_accounts.publishing.document import Document


def render(document: Document) -> bytes:
    """The document as a DOCX file: a cover and a table of contents where it has headings, and its blocks.

    Same document, same bytes: files are dated by the last day of the document's year.
    """
    from gov_accounts.render.docx_document import write  # noqa: PLC0415 (loading the library takes a while)

    return write(document)
