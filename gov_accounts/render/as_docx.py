"""The document for Word: headings, captions, fields, tables and charts are Word's own, to be edited.

python-docx writes it; it is one of the libraries of the ``documents`` extra, and is looked for when it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.render.extras import DocumentsMissingError

if TYPE_CHECKING:
    from gov_accounts.publishing.document import Document

_LIBRARIES: Final = ("docx", "lxml")


def render(document: Document) -> bytes:
    """The document as a DOCX file: a cover and a table of contents where it has headings, and its blocks.

    Same document, same bytes: files are dated by the last day of the document's year.

    Raises:
        DocumentsMissingError: python-docx isn't installed.
    """
    try:
        from gov_accounts.render.docx_document import write  # noqa: PLC0415 - only this format needs the library
    except ModuleNotFoundError as error:
        if (error.name or "").split(".", maxsplit=1)[0] not in _LIBRARIES:
            raise
        raise DocumentsMissingError("python-docx", "DOCX") from error
    return write(document)
