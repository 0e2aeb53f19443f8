"""Cells of a workbook: how they look, and how a value gets into one.

Words are written as strings, never as formulas or links: nothing in a ledger is trusted.
"""

from __future__ import annotations

import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.render.printable import printable
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from gov_accounts.render.values import Value

NARROWEST, FIGURES = 6, 15
"""Half characters: of any column, and of one of figures."""
BESIDE_FIGURE: Final = 3
"""Half characters free beside a figure: its indent and the cell's own."""
TITLE_HEIGHT, LINE_HEIGHT = 30, 15
"""Points."""
_HIGHEST: Final = 400
"""Points: a row can't be much higher."""
_DIGITS: Final = 15
"""Decimal digits that Excel keeps of a number."""
CELL_LIMIT: Final = 32_000
"""Characters; more than 32767 a cell can't hold."""
AMOUNT: Final = "#,##0.00"
_BASE: Final = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}


class Styles:
    """The formats of a workbook's cells; only those that are used get into the file."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.title = self._of(font_size=16, bold=True, align="center")
        self.heading = self._of(align="left", bold=True, font_size=12, text_wrap=True)
        self.name = self._of(align="left", bold=True, font_size=12)
        self.left = self._of(align="left")
        self.centre = self._of(align="center")
        self.right = self._of(align="right")
        self.prose = self._of(align="left", valign="top", text_wrap=True, font_size=11)
        self.note = self._of(align="left", valign="top", text_wrap=True, font_size=9)
        self.head = self.boxed(align="center", text_wrap=True, bold=True)
        self.code = self.boxed(align="center")
        self.word = self.boxed(align="left", text_wrap=True, indent=1)
        self.bold_word = self.boxed(align="left", text_wrap=True, indent=1, bold=True)
        self.figure = self.boxed(align="right", num_format=AMOUNT, indent=1)
        self.figure_text = self.boxed(align="right", text_wrap=True, indent=1)

    def number(self, text: str) -> Any:
        """The format in which a number is shown as `text` has it: its decimals, and whether it has commas."""
        decimals = len(text.partition(".")[2])
        form = ("#,##0" if "," in text else "0") + ("." + "0" * decimals if decimals else "")
        return self.boxed(align="right", num_format=form, indent=1)

    def boxed(self, **looks: Any) -> Any:
        """The format of a cell with lines around it."""
        return self._of(border=1, **looks)

    def _of(self, **looks: Any) -> Any:
        """A format; each is made once."""
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self._file.add_format(_BASE | looks)
        return self._made[key]


def put(page: Any, row: int, column: int, value: Value, style: Any) -> None:
    """Write a value into a cell as what it is."""
    match value:
        case None:
            page.write_blank(row, column, None, style)
        case Decimal():
            page.write_number(row, column, value, style)
        case datetime.date():
            page.write_datetime(row, column, value, style)
        case _:
            page.write_string(row, column, value, style)


def put_figure(page: Any, row: int, column: int, text: str, styles: Styles) -> None:
    """Write a printed figure: a number, shown as `text` has it, where it is nothing else."""
    number = number_of(text)
    if number is None:
        put(page, row, column, words(text), styles.figure_text)
    else:
        put(page, row, column, number, styles.number(text))


def merge(page: Any, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
    """Write a text into cells made one; into a single cell where there is only one."""
    if (top, left) != (bottom, right):
        page.merge_range(top, left, bottom, right, "", style)
    put(page, top, left, text, style)


def words(text: str) -> str:
    """A text as a cell can hold it."""
    return printable(text)[:CELL_LIMIT]


def number_of(text: str) -> Decimal | None:
    """A printed figure as a number, where a cell can hold all its digits; else nothing."""
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and len(number.as_tuple().digits) <= _DIGITS else None


def height(text: str, width: int) -> int:
    """Of a row, in points, whose text is wrapped in a column of a width."""
    wrapped = sum(max(1, -(-text_width(line) // max(width - 1, 1))) for line in text.split("\n"))
    return min(LINE_HEIGHT * wrapped + 3, _HIGHEST)
