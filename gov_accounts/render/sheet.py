"""Sheets to text, CSV, JSON and XLSX.

Statements have a form of their own (``as_text`` and the others). Here nothing in a ledger is trusted either: words
have no control characters, and no spreadsheet takes them for a formula or a link. Same sheets, same bytes.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.render.as_csv import ENCODING, neutral
from gov_accounts.text import clean, text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.printing.units import MoneyUnit
    from gov_accounts.reports.sheet import Cell, Column, Row, Sheet

_GAP: Final = 2
_FONT: Final = "宋体"
_A4: Final = 9
_NARROWEST, _WIDEST = 6, 40
_TITLE_HEIGHT: Final = 30
_NOTES: Final = 80


def render(sheets: Sequence[Sheet], kind: str, width: int | None = None, *, to_file: bool = False) -> bytes:
    """Sheets as ``text``, ``csv``, ``json`` or ``xlsx``.

    Args:
        sheets: at least one; for CSV and JSON all of the same columns, unit and period.
        kind: the format.
        width: of the terminal, for text; as wide as it is where None.
        to_file: CSV is for a file, which needs a BOM for Excel to read Chinese.
    """
    match kind:
        case "csv":
            return to_csv(sheets).encode(ENCODING if to_file else "utf-8")
        case "json":
            return to_json(sheets).encode()
        case "xlsx":
            return to_xlsx(sheets)
        case _:
            return "\n".join(to_text(sheet, width) for sheet in sheets).encode()


# CSV and JSON


def to_csv(sheets: Sequence[Sheet]) -> str:
    """All sheets as one table, a row of headings first. Amounts have two decimals and no separators."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    columns = sheets[0].columns
    writer.writerow([column.label for column in columns])
    for sheet in sheets:
        for row in sheet.rows:
            writer.writerow([neutral_word(row.cells.get(column.id), sheet.money_unit) for column in columns])
    return out.getvalue()


def neutral_word(cell: Cell | None, money_unit: MoneyUnit) -> str:
    """A cell of a CSV file: only words can be dangerous, and an amount may begin with a minus."""
    text = _plain(cell, money_unit)
    return neutral(text) if isinstance(cell, str) else text


def to_json(sheets: Sequence[Sheet]) -> str:
    """One document, ending with a line end. Amounts are decimal strings; a blank cell is left out."""
    first = sheets[0]
    document = {
        "unit_name": first.unit_name,
        "first": first.period.first.isoformat(),
        "last": first.period.last.isoformat(),
        "money_unit": first.money_unit.name,
        "tables": [
            {
                "name": sheet.name,
                "title": sheet.title,
                "columns": [{"id": column.id, "label": column.label} for column in sheet.columns],
                "rows": [
                    {
                        column.id: _plain(row.cells[column.id], sheet.money_unit)
                        for column in sheet.columns
                        if row.cells.get(column.id, "") != ""
                    }
                    for row in sheet.rows
                ],
                "notes": list(sheet.notes),
            }
            for sheet in sheets
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def cell_text(cell: Cell | None, money_unit: MoneyUnit) -> str:
    """A cell as people read it: amounts with thousands separators."""
    return f"{money_unit.round(cell):,.2f}" if isinstance(cell, int) else _plain(cell, money_unit)


def _plain(cell: Cell | None, money_unit: MoneyUnit) -> str:
    match cell:
        case None:
            return ""
        case int():
            return f"{money_unit.round(cell):f}"
        case datetime.date():
            return cell.isoformat()
        case _:
            return clean(cell)


# Text


def to_text(sheet: Sheet, width: int | None) -> str:
    """A table aligned with Chinese characters, within `width` columns where that is possible.

    First words are folded, then columns moved closer; if that isn't enough, figures are printed in several blocks one
    below the other, each with the words before it and without the rows it has nothing of. Days of one year are printed
    without it: the period stands above.
    """
    texts = _Texts(sheet)
    blocks = _blocks([column for column in sheet.columns if column.printed], texts, width)
    widest = max(block.width for block in blocks)
    lines = [
        _centred(clean(sheet.title), widest),
        _centred(str(sheet.period), widest),
        _spread(f"单位：{clean(sheet.unit_name)}", f"金额单位：{sheet.money_unit.name}", widest),
    ]
    for index, block in enumerate(blocks):
        lines.extend([""] * bool(index))
        lines.extend(block.lines(texts, whole=len(blocks) == 1))
    for note in sheet.notes:
        lines.extend(wrap(note, width or max(widest, _NOTES)))
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Texts:
    """What is printed in each cell, and how wide that makes each column; worked out once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.one_year = sheet.period.first.year == sheet.period.last.year
        self.rows = [
            {column.id: self.text(row.cells.get(column.id)) for column in sheet.columns if column.printed}
            for row in sheet.rows
        ]
        self.widths = {column.id: self.width(column) for column in sheet.columns if column.printed}

    def text(self, cell: Cell | None) -> str:
        if isinstance(cell, int):
            return f"{self.sheet.money_unit.round(cell):,.2f}"
        if isinstance(cell, datetime.date):
            return f"{cell:%m-%d}" if self.one_year else cell.isoformat()
        return clean(cell or "")

    def width(self, column: Column) -> int:
        words = (
            len(_indent(row, column)) + text_width(texts[column.id])
            for row, texts in zip(self.sheet.rows, self.rows, strict=True)
        )
        return max(text_width(column.head), *words, 0)


def _indent(row: Row, column: Column) -> str:
    return "  " * row.indent if column.narrowest is not None else ""


@dataclass(frozen=True, slots=True)
class _Block:
    """Columns printed side by side: how wide each is, and how far apart."""

    columns: Sequence[Column]
    widths: Mapping[str, int]
    gap: int

    @property
    def width(self) -> int:
        return sum(self.widths.values()) + self.gap * (len(self.columns) - 1)

    def lines(self, texts: _Texts, *, whole: bool) -> Iterator[str]:
        if any(column.over for column in self.columns):
            yield self.overheads()
        yield self.line([column.head for column in self.columns])
        rule = "-" * self.width
        yield rule
        figures = [column.id for column in self.columns if column.figures]
        for index, (row, printed) in enumerate(zip(texts.sheet.rows, texts.rows, strict=True)):
            if not (whole or row.total or any(figure in row.cells for figure in figures)):
                continue
            if row.ruled and index:
                yield rule
            folded = [
                _folded(printed[column.id], _indent(row, column), column, self.widths[column.id])
                for column in self.columns
            ]
            yield from (self.line(cells) for cells in zip_longest(*folded, fillvalue=""))

    def overheads(self) -> str:
        """The headings that columns share, in the middle above them."""
        parts = []
        for over, group in groupby(self.columns, key=lambda column: column.over):
            below = [self.widths[column.id] for column in group]
            room = sum(below) + self.gap * (len(below) - 1)
            text = _centred(over, room)
            parts.append(text + " " * (room - text_width(text)))
        return (" " * self.gap).join(parts)

    def line(self, cells: Sequence[str]) -> str:
        """Words to the left, amounts to the right."""
        parts = []
        for column, text in zip(self.columns, cells, strict=True):
            room = " " * (self.widths[column.id] - text_width(text))
            parts.append(room + text if column.figures else text + room)
        return (" " * self.gap).join(parts)


def _blocks(columns: Sequence[Column], texts: _Texts, width: int | None) -> list[_Block]:
    """All columns side by side; where that is too wide, the words with some of the figures, as often as needed."""
    if width is None or (whole := _squeezed(columns, texts, width)).width <= width:
        return [_squeezed(columns, texts, width)]
    words = [column for column in columns if not column.figures]
    done: list[_Block] = []
    last = whole
    shown: list[Column] = []
    for _, group in groupby((column for column in columns if column.figures), key=lambda column: column.block):
        more = list(group)
        wider = _squeezed([*words, *shown, *more], texts, width)
        if shown and wider.width > width:
            done.append(last)
            shown = []
            wider = _squeezed([*words, *more], texts, width)
        shown.extend(more)
        last = wider
    return [*done, last]


def _squeezed(columns: Sequence[Column], texts: _Texts, width: int | None) -> _Block:
    """Columns as wide as what is in them; as far as they must be narrower, words folded and then gaps closed."""
    widths = {column.id: texts.widths[column.id] for column in columns}
    wide = _Block(columns, widths, _GAP)
    if width is None or wide.width <= width:
        return wide
    least = {
        column.id: max(min(column.narrowest, widths[column.id]), text_width(column.head))
        for column in columns
        if column.narrowest is not None
    }
    narrowest = _Block(columns, widths | least, _GAP)
    gap = _GAP if narrowest.width <= width else 1
    over = sum(widths.values()) + gap * (len(columns) - 1) - width
    while over > 0 and (foldable := [each for each in least if widths[each] > least[each]]):
        widths[max(foldable, key=lambda each: widths[each])] -= 1
        over -= 1
    return _Block(columns, widths, gap)


def _folded(text: str, indent: str, column: Column, width: int) -> list[str]:
    """A cell's lines; each of an indented one is indented, unless that leaves no room."""
    if column.narrowest is None or len(indent) + text_width(text) <= width:
        return [indent + text]
    indent = indent[: max(width - _NARROWEST, 0)]
    return [indent + line.strip() for line in wrap(text, width - len(indent))]


def _centred(text: str, width: int) -> str:
    return " " * max((width - text_width(text)) // 2, 0) + text


def _spread(left: str, right: str, width: int) -> str:
    return left + " " * max(width - text_width(left) - text_width(right), _GAP) + right


# XLSX


def to_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with a page for each sheet: headings merged and frozen, amounts as numbers, ready to print on A4.

    Words are written as strings, whatever they begin with: never as formulas or links.
    """
    import xlsxwriter  # noqa: PLC0415 (only this format needs it)

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    first = sheets[0]
    # The time of writing would make two runs differ; the period's last day says what the sheets are of.
    created = datetime.datetime.combine(first.period.last, datetime.time())
    book.set_properties({"title": clean(first.title), "author": clean(first.unit_name), "created": created})
    styles = _Styles(book)
    for sheet in sheets:
        _Page(book.add_worksheet(sheet.name), styles, sheet).write()
    book.close()
    return out.getvalue()


class _Styles:
    """The cell formats of a workbook."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
        self.title = book.add_format(self.base | {"font_size": 16, "bold": True, "align": "center"})
        self.left = book.add_format(self.base | {"align": "left"})
        self.right = book.add_format(self.base | {"align": "right"})
        self.centre = book.add_format(self.base | {"align": "center"})
        self.head = book.add_format(self.base | {"border": 1, "bold": True, "align": "center", "text_wrap": True})
        self.made: dict[tuple[str, int, bool], Any] = {}

    def cell(self, kind: str, indent: int, *, bold: bool) -> Any:
        """The format of a cell of words, an amount or a day; each made once."""
        key = (kind, indent, bold)
        if key not in self.made:
            looks: dict[str, dict[str, str | int | bool]] = {
                "figure": {"align": "right", "num_format": "#,##0.00"},
                "side": {"align": "center"},
                "day": {"align": "center", "num_format": "yyyy-mm-dd"},
                "word": {"align": "left", "text_wrap": True, "indent": indent},
            }
            self.made[key] = self.book.add_format({**self.base, "border": 1, "bold": bold, **looks[kind]})
        return self.made[key]


class _Page:
    """One sheet on one page of a workbook."""

    def __init__(self, page: Any, styles: _Styles, sheet: Sheet) -> None:
        self.page = page
        self.styles = styles
        self.sheet = sheet
        self.texts = _Texts(sheet)
        self.columns = [column for column in sheet.columns if column.printed]
        self.depth = 2 if any(column.over for column in self.columns) else 1

    def write(self) -> None:
        last = len(self.columns) - 1
        self.page.set_row(0, _TITLE_HEIGHT)
        self.merge(0, 0, 0, last, clean(self.sheet.title), self.styles.title)
        self.merge(1, 0, 1, last, str(self.sheet.period), self.styles.centre)
        middle = last // 2
        self.merge(2, 0, 2, middle, f"单位：{clean(self.sheet.unit_name)}", self.styles.left)
        self.merge(2, middle + 1, 2, last, f"金额单位：{self.sheet.money_unit.name}", self.styles.right)
        top = 3
        self.heads(top)
        for index, row in enumerate(self.sheet.rows, top + self.depth):
            for position, column in enumerate(self.columns):
                self.cell(index, position, row, column)
        for index, note in enumerate(self.sheet.notes, top + self.depth + len(self.sheet.rows)):
            self.merge(index, 0, index, last, note, self.styles.left)
        for position, column in enumerate(self.columns):
            self.page.set_column(position, position, self.width(column))
        self.page.set_landscape()
        self.page.set_paper(_A4)
        self.page.center_horizontally()
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0, top + self.depth - 1)
        self.page.freeze_panes(top + self.depth, 0)
        self.page.set_footer("&C第 &P 页，共 &N 页")

    def width(self, column: Column) -> int:
        """Of a column: words may be folded, but of a number or a day that doesn't fit nothing is shown but ####."""
        cells = [row.cells.get(column.id) for row in self.sheet.rows]
        figures = (text_width(cell_text(each, self.sheet.money_unit)) for each in cells if not isinstance(each, str))
        words = min(max(self.texts.widths[column.id] + 2, _NARROWEST), _WIDEST)
        return max(words, max(figures, default=0) + 2)

    def heads(self, top: int) -> None:
        """Headings: neighbours under one share it, a single one reaches down."""
        position = 0
        bottom = top + self.depth - 1
        for over, group in groupby(self.columns, key=lambda column: column.over):
            first = position
            for column in group:
                self.merge(bottom if over else top, position, bottom, position, column.head, self.styles.head)
                position += 1
            if over:
                self.merge(top, first, top, position - 1, over, self.styles.head)

    def cell(self, index: int, position: int, row: Row, column: Column) -> None:
        cell = row.cells.get(column.id)
        indent = row.indent if column.narrowest is not None else 0
        kind = "word" if not column.figures else "side" if isinstance(cell, str) else "figure"
        match cell:
            case None:
                self.page.write_blank(index, position, None, self.styles.cell(kind, 0, bold=row.total))
            case int():
                amount = self.sheet.money_unit.round(cell)
                self.page.write_number(index, position, amount, self.styles.cell(kind, 0, bold=row.total))
            case datetime.date():
                self.page.write_datetime(index, position, cell, self.styles.cell("day", 0, bold=row.total))
            case _:
                self.page.write_string(index, position, clean(cell), self.styles.cell(kind, indent, bold=row.total))

    def merge(self, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
        if (top, left) != (bottom, right):
            self.page.merge_range(top, left, bottom, right, "", style)
        self.page.write_string(top, left, text, style)
