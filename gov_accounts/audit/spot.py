"""Where something stands in an audited document, as a person is told and as a page is marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gov_accounts.audit.source import Box


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a document: a cell of a table, or words of a section.

    Attributes:
        table: as printed: ``表5``; nothing for words outside tables.
        row: as a person names it: its 行次, its code, or its label where it has neither.
        column: its 栏次 where the form has one, else its head.
        section: of words outside tables, the heading's number: ``三部分五（三）``, ``封面``, ``目录``; in a table
            nothing.
        page: from 1; 0 where the format has no pages.
        printed: the string as it stands in the document.
        box: where on the page, if known.
        around: the sentence that it stands in, for those who look it up.
    """

    table: str = ""
    row: str = ""
    column: str = ""
    section: str = ""
    page: int = 0
    printed: str = ""
    box: Box | None = None
    around: str = ""
