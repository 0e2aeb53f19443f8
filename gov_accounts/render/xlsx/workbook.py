"""A workbook, its pages' names and the paper they are printed on. Same values, same bytes."""

from __future__ import annotations

import datetime
import io
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from gov_accounts.render.printable import one_line
from gov_accounts.render.xlsx.cells import Styles

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NAME_LIMIT: Final = 31
_FORBIDDEN_IN_NAMES: Final = str.maketrans("", "", "[]:*?/\\'")
_EXCELS_OWN: Final = "history"
_UNNAMED: Final = "表格"
_A4: Final = 9
_NARROW_MARGINS: Final = (0.5, 0.5, 0.6, 0.6)  # inches: left, right, top, bottom
TEXT_WIDTH: Final = 100
"""Half characters: what is wider is printed on its side."""
PAGE_ROWS: Final = 58
"""Lines of what is little more than a page, upright."""
_FOOTER: Final = "&C第 &P 页，共 &N 页"


class Book:
    """A workbook that is being written.

    Attributes:
        file: the library's own, for pages and charts.
        styles: how cells look.
    """

    def __init__(self, title: str, author: str, day: datetime.date) -> None:
        self._content = io.BytesIO()
        self.file: Any = xlsxwriter.Workbook(self._content, _OPTIONS)
        # The time of writing would make two runs differ; a day says what the tables are of.
        created = datetime.datetime.combine(day, datetime.time())
        self.file.set_properties({"title": title, "author": author, "created": created})
        self.styles = Styles(self.file)

    def finished(self) -> bytes:
        """The content of the file. Nothing can be written after it."""
        self.file.close()
        return self._content.getvalue()


def page_name(name: str) -> str:
    """`name` as far as a page can have it."""
    return name.translate(_FORBIDDEN_IN_NAMES)[:_NAME_LIMIT]


class Names:
    """Names of pages: each once, whatever the case of its letters."""

    def __init__(self, reserved: Iterable[str]) -> None:
        self.taken = {_EXCELS_OWN, *reserved}

    def take(self, wanted: str) -> str:
        """A name like the one that is wanted."""
        plain = page_name(one_line(wanted).strip()) or _UNNAMED
        name = plain
        for number in count(2):
            if name.casefold() not in self.taken:
                break
            ending = f" ({number})"
            name = plain[: _NAME_LIMIT - len(ending)] + ending
        self.taken.add(name.casefold())
        return name


def set_paper(page: Any, *, landscape: bool = False, whole: bool = False, narrow_margins: bool = True) -> None:
    """A4, one page across, and down as many as it takes; or one as well, for what is little more than a page."""
    if landscape:
        page.set_landscape()
    page.set_paper(_A4)
    if narrow_margins:
        page.set_margins(*_NARROW_MARGINS)
    page.center_horizontally()
    page.fit_to_pages(1, int(whole))
    page.set_footer(_FOOTER)


def keep_heads(page: Any, rows: int) -> None:
    """Show the first rows on every sheet of paper, and on the screen whatever is scrolled to."""
    page.repeat_rows(0, rows - 1)
    page.freeze_panes(rows, 0)
