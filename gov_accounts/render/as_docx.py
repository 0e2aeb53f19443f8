"""The document for Word: headings, captions, fields, tables and charts are Word's own, to be edited.

python-docx writes it; it is one of the libraries of the ``documents`` extra, and is looked for when it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding
from gov_accounts.render.extras import UnavailableError

if TYPE_CHECKING:
    from gov_accounts.disclosure.document import Document

_LIBRARIES: Final = ("docx", "lxml")


class MissingLibraryError(UnavailableError):
    """A library that a format needs isn't installed. Its finding says how to get it."""


def render(document: Document) -> bytes:
    """The document as a DOCX file: a cover and a table of contents where it has headings, and its blocks.

    Same document, same bytes: files are dated by the last day of the document's year.

    Raises:
        MissingLibraryError: python-docx isn't installed.
    """
    try:
        from gov_accounts.render.docx_document import write  # noqa: PLC0415 - only this format needs the library
    except ModuleNotFoundError as error:
        if (error.name or "").split(".", maxsplit=1)[0] not in _LIBRARIES:
            raise
        raise MissingLibraryError(
            Finding(
                "documents-missing",
                "没有安装 python-docx，不能生成 DOCX 文件。",
                "DOCX 由 python-docx 生成，它属于可选依赖 documents，默认不安装。",
                "执行 pip install 'gov-accounts[documents]'，然后重新运行；或者改用其他格式。",
            )
        ) from error
    return write(document)
