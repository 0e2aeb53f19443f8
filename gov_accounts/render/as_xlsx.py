"""Statements, and the whole document, as a workbook: figures as numbers, laid out like the official form, for A4.

Words are written as strings, never as formulas or links: nothing in a ledger is trusted. Same statements, same bytes.
"""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from gov_accounts.publishing.charts import Amount
from gov_accounts.publishing.document import Form, Heading, Paragraph, Picture, StatementTable
from gov_accounts.render.chart_words import alternative
from gov_accounts.render.grid import across, grid
from gov_accounts.render.layout import lines
from gov_accounts.render.native_chart import LABEL_HEAD, axis_bounds, colour, is_line, part_labels
from gov_accounts.render.printable import one_line, printable
from gov_accounts.render.spans import placed
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.law.form import Column, Stub
    from gov_accounts.printing.printed import PrintedPanel, PrintedRow, PrintedStatement
    from gov_accounts.publishing.charts import Chart
    from gov_accounts.publishing.document import Document, FormCell

_A4: Final = 9
_SHEET_NAME_LIMIT: Final = 31
_FORBIDDEN_IN_NAMES: Final = str.maketrans("", "", "[]:*?/\\'")
_FONT: Final = "宋体"
_NARROWEST, _WIDEST_LABEL, _FIGURES = 6, 38, 15
_BESIDE_FIGURE: Final = 3
"""Half characters free beside a figure: its indent and the cell's own."""
_MARGINS: Final = (0.5, 0.5, 0.6, 0.6)  # inches: left, right, top, bottom
_TITLE_HEIGHT, _LINE_HEIGHT = 30, 15
_WIDEST_FORM, _TEXT_WIDTH = 30, 100
_CHART_WORDS, _CHART_COLUMN, _CHART_ROWS = 26, 5, 17
_CHART_SCALE, _PAGE_ROWS = 55, 58
_LANDSCAPE_ROWS: Final = 52
_DIGITS: Final = 15
"""Decimal digits that Excel keeps of a number."""
_HIGHEST: Final = 400
"""Points: a row can't be much higher."""
_CELL_LIMIT: Final = 32_000
"""Characters; more than 32767 a cell can't hold."""
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CHARTS, _NARRATIVE, _FIGURES_SHEET = "图表", "情况说明", "文字中的数"
_EXCELS_OWN: Final = "history"
_UNNAMED: Final = "表格"
_DATA: Final = "Sheet1"
"""The sheet of a chart's own workbook."""


def render(statements: Sequence[PrintedStatement]) -> bytes:
    """A workbook with a sheet for each table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    if statements:
        first = statements[0]
        _set_properties(book, f"{first.year} 年度部门决算公开表", first.unit_name, first.year)
    styles = _Styles(book)
    for statement in statements:
        _Sheet(_sheet_name(_name_of(statement)), book, styles, statement).write()
    book.close()
    return out.getvalue()


def render_document(document: Document) -> bytes:
    """The whole document as a workbook.

    A sheet for each table and each form, then one with the charts and what they are drawn from, one with every
    paragraph of the narrative in order, and one that lists each number in it and where it comes from.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    _set_properties(book, one_line(document.title), one_line(document.unit_name), document.year)
    styles = _Styles(book)
    names = _Names((_CHARTS, _NARRATIVE, _FIGURES_SHEET))
    places: dict[int, str] = {}
    pictures = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, StatementTable):
            places[index] = names.take(_name_of(block.statement))
            _Sheet(places[index], book, styles, block.statement).write()
        elif isinstance(block, Form):
            places[index] = names.take(block.title)
            _FormSheet(places[index], book, styles, block).write()
        elif isinstance(block, Picture):
            places[index] = f"{_CHARTS}：{one_line(block.chart.name)}"
            pictures.append(block.chart)
    if pictures:
        _write_charts(book, styles, pictures)
    if any(isinstance(block, Heading | Paragraph) for block in document.blocks):
        _write_narrative(book, styles, document, places)
        _write_figures(book, styles, document)
    if not document.blocks:
        book.add_worksheet(_NARRATIVE)
    book.close()
    return out.getvalue()


def chart_workbook(chart: Chart) -> bytes:
    """A workbook with what a chart is drawn from, in its first columns: for a chart that lives in another file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    _set_properties(book, one_line(chart.name), "", chart.year)
    _write_data(book.add_worksheet(_DATA), _Styles(book), 0, chart)
    book.close()
    return out.getvalue()


def _set_properties(book: Any, title: str, author: str, year: int) -> None:
    # The time of writing would make two runs differ; the year's last day says what the tables are of.
    created = datetime.datetime(year, 12, 31, tzinfo=datetime.UTC).replace(tzinfo=None)
    book.set_properties({"title": title, "author": author, "created": created})


def _name_of(statement: PrintedStatement) -> str:
    return f"{statement.name} {statement.title}"


def _sheet_name(name: str) -> str:
    """`name` as far as a sheet can have it."""
    return name.translate(_FORBIDDEN_IN_NAMES)[:_SHEET_NAME_LIMIT]


class _Names:
    """Names of sheets: each once, whatever the case of its letters."""

    def __init__(self, reserved: Iterable[str]) -> None:
        self.taken = {_EXCELS_OWN, *reserved}

    def take(self, wanted: str) -> str:
        """A name like the one that is wanted."""
        plain = _sheet_name(one_line(wanted).strip()) or _UNNAMED
        name = plain
        for number in count(2):
            if name.casefold() not in self.taken:
                break
            ending = f" ({number})"
            name = plain[: _SHEET_NAME_LIMIT - len(ending)] + ending
        self.taken.add(name.casefold())
        return name


def _parts(panel: PrintedPanel) -> list[Stub | Column]:
    return [*panel.stubs, *panel.columns]


class _Styles:
    """The cell formats of a workbook."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
        boxed = base | {"border": 1}
        self.title = book.add_format(base | {"font_size": 16, "bold": True, "align": "center"})
        self.left = book.add_format(base | {"align": "left"})
        self.right = book.add_format(base | {"align": "right"})
        self.head = book.add_format(boxed | {"align": "center", "text_wrap": True, "bold": True})
        self.word = book.add_format(boxed | {"align": "left", "text_wrap": True, "indent": 1})
        self.code = book.add_format(boxed | {"align": "center"})
        self.figure = book.add_format(boxed | {"align": "right", "num_format": "#,##0.00", "indent": 1})
        self.figure_text = book.add_format(boxed | {"align": "right", "text_wrap": True, "indent": 1})
        self.heading = book.add_format(base | {"align": "left", "bold": True, "font_size": 12, "text_wrap": True})
        self.name = book.add_format(base | {"align": "left", "bold": True, "font_size": 12})
        self.prose = book.add_format(base | {"align": "left", "valign": "top", "text_wrap": True, "font_size": 11})
        self.note = book.add_format(base | {"align": "left", "valign": "top", "text_wrap": True, "font_size": 9})
        self._book, self._figure = book, boxed | {"align": "right", "indent": 1}
        self._numbers: dict[str, Any] = {}

    def number(self, text: str) -> Any:
        """The format in which a number is shown as `text` has it: its decimals, and whether it has commas."""
        decimals = len(text.partition(".")[2])
        shown = ("#,##0" if "," in text else "0") + ("." + "0" * decimals if decimals else "")
        if shown not in self._numbers:
            self._numbers[shown] = self._book.add_format(self._figure | {"num_format": shown})
        return self._numbers[shown]


@dataclass(frozen=True, slots=True)
class _SheetColumn:
    """A column of the sheet: a panel's words or figures."""

    panel: int
    part: Stub | Column

    @property
    def stub(self) -> bool:
        return hasattr(self.part, "field")


class _Sheet:
    """One table on one sheet."""

    def __init__(self, name: str, book: Any, styles: _Styles, statement: PrintedStatement) -> None:
        self.sheet = book.add_worksheet(name)
        self.styles = styles
        self.statement = statement
        self.columns = [
            _SheetColumn(index, part) for index, panel in enumerate(statement.panels) for part in _parts(panel)
        ]
        self.depth = max(len(column.part.heads) for column in self.columns)
        self.row = 0
        # Of a number that doesn't fit nothing is shown but ####.
        self.longest_figures: dict[tuple[int, str], int] = {}
        for index, panel in enumerate(statement.panels):
            for each, value in ((each, value) for row in panel.rows for each, value in row.values.items()):
                longest = max(self.longest_figures.get((index, each), 0), len(f"{value:,.2f}") + _BESIDE_FIGURE)
                self.longest_figures[index, each] = longest

    def write(self) -> None:
        last = len(self.columns) - 1
        self.sheet.set_row(0, _TITLE_HEIGHT)
        self.merge(0, 0, 0, last, self.statement.heading, self.styles.title)
        middle = max(last // 2, 0)
        self.merge(1, 0, 1, middle, self.statement.department, self.styles.left)
        if last > middle:
            self.merge(1, middle + 1, 1, last, self.statement.numbered_money, self.styles.right)
        self.heads(2)
        self.set_head_heights()
        top = 2 + len(grid(self.statement).lines)
        self.row = top
        for rows in lines(self.statement.panels):
            self.body(rows)
        self.notes(last)
        self.set_widths()
        self.set_page(top - 1)

    def merge(self, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
        _merge(self.sheet, top, left, bottom, right, text, style)

    def heads(self, top: int) -> None:
        """Headings, and the line of 栏次 where there is one."""
        made = grid(self.statement)
        for row, places in enumerate(placed(made.lines, len(self.columns)), top):
            for place in places:
                if place.cell is not None and not place.continued:
                    bottom, right = row + place.lines - 1, place.column + place.columns - 1
                    self.merge(row, place.column, bottom, right, place.cell.text, self.styles.head)

    def set_head_heights(self) -> None:
        """Room for the longest heading of each level, wrapped within its column."""
        for level in range(self.depth):
            ending = [column for column in self.columns if len(column.part.heads) == level + 1]
            rows = self.depth - level  # a heading without others below it reaches down to the last line
            heights = [-(-text_width(each.part.heads[level]) // (self.width(each) * rows)) for each in ending]
            self.sheet.set_row(2 + level, _LINE_HEIGHT * max(heights, default=1) + 3)

    def body(self, rows: Sequence[PrintedRow | None]) -> None:
        for position, column in enumerate(self.columns):
            row = rows[column.panel]
            panel = self.statement.panels[column.panel]
            if column.stub and row is not None and across(self.statement, row, panel):
                if column.part == panel.stubs[0]:
                    last = position + len(panel.stubs) - 1
                    self.merge(self.row, position, self.row, last, row.label, self.styles.code)
            elif column.stub:
                field = getattr(column.part, "field", "")
                style = self.styles.word if field == "label" else self.styles.code
                self.sheet.write_string(self.row, position, _words(row.word(field)) if row else "", style)
            elif row is not None and column.part.key in row.values:  # type: ignore[union-attr]
                value = row.values[column.part.key]  # type: ignore[union-attr]
                self.sheet.write_number(self.row, position, value, self.styles.figure)
            else:
                self.sheet.write_blank(self.row, position, None, self.styles.figure)
        self.row += 1

    def notes(self, last: int) -> None:
        width = sum(self.width(column) for column in self.columns)
        for note in self.statement.notes:
            height = _LINE_HEIGHT * -(-text_width(note) // max(width, 1))
            self.sheet.set_row(self.row, height)
            self.merge(self.row, 0, self.row, last, note, self.styles.note)
            self.row += 1

    def width(self, column: _SheetColumn) -> int:
        if not column.stub:
            return max(_FIGURES, self.longest_figures.get((column.panel, getattr(column.part, "key", "")), 0))
        field = getattr(column.part, "field", "")
        words = [row.word(field) for row in self.statement.panels[column.panel].rows]
        longest = max((text_width(word) for word in (*words, column.part.heads[-1])), default=0)
        return min(max(longest + 2, _NARROWEST), _WIDEST_LABEL)

    def set_widths(self) -> None:
        for position, column in enumerate(self.columns):
            self.sheet.set_column(position, position, self.width(column))

    def set_page(self, last_head: int) -> None:
        whole = self.row <= (_LANDSCAPE_ROWS if self.statement.landscape else _PAGE_ROWS)
        _set_paper(self.sheet, landscape=self.statement.landscape, whole=whole)
        self.sheet.repeat_rows(0, last_head)
        self.sheet.freeze_panes(last_head + 1, 0)


def _merge(sheet: Any, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
    if (top, left) != (bottom, right):
        sheet.merge_range(top, left, bottom, right, "", style)
    sheet.write_string(top, left, _words(text), style)


def _words(text: str) -> str:
    """A text as a cell can hold it."""
    return printable(text)[:_CELL_LIMIT]


def _set_paper(sheet: Any, *, landscape: bool = False, whole: bool = False) -> None:
    """A4, one page across, and down as many as it takes; or one as well, for what is little more than a page."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(*_MARGINS)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, int(whole))
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _height(text: str, width: int) -> int:
    """Of a row, in points, whose text is wrapped in a column of a width."""
    wrapped = sum(max(1, -(-text_width(line) // max(width - 1, 1))) for line in text.split("\n"))
    return min(_LINE_HEIGHT * wrapped + 3, _HIGHEST)


# Forms


class _FormSheet:
    """A form on a sheet of its own."""

    def __init__(self, name: str, book: Any, styles: _Styles, form: Form) -> None:
        self.sheet = book.add_worksheet(name)
        self.styles = styles
        self.form = form
        self.width = max(form.width, 1)
        self.lines = placed(form.rows, self.width)

    def write(self) -> None:
        last = self.width - 1
        self.sheet.set_row(0, _TITLE_HEIGHT)
        _merge(self.sheet, 0, 0, 0, last, self.form.title, self.styles.title)
        for row, line in enumerate(self.form.above, 1):
            _merge(self.sheet, row, 0, row, last, line, self.styles.left)
        widths = self.widths()
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        for row, places in enumerate(self.lines, 1 + len(self.form.above)):
            heights = [_LINE_HEIGHT]
            for place in places:
                if place.continued:
                    continue
                bottom, right = row + place.lines - 1, place.column + place.columns - 1
                text = printable(place.cell.content.text) if place.cell else ""
                _merge(self.sheet, row, place.column, bottom, right, "", self.styles.word)
                self.cell(row, place.column, place.cell)
                room = sum(widths[place.column : right + 1])
                heights.append(-(-_height(text, room) // place.lines))
            self.sheet.set_row(row, max(heights))
        _set_paper(self.sheet, landscape=sum(widths) > _TEXT_WIDTH)

    def cell(self, row: int, column: int, cell: FormCell | None) -> None:
        """A figure as a number where its cell holds nothing else."""
        if cell is None:
            return
        style = {"label": self.styles.head, "figure": self.styles.figure_text, "text": self.styles.word}[cell.kind]
        text = printable(cell.content.text)
        number = _number(text) if cell.kind == "figure" else None
        if number is None:
            self.sheet.write_string(row, column, text[:_CELL_LIMIT], style)
        else:
            self.sheet.write_number(row, column, number, self.styles.number(text))

    def widths(self) -> list[int]:
        widths = [_NARROWEST] * self.width
        for line in self.lines:
            for place in line:
                if place.cell is not None and place.columns == 1:
                    longest = max(map(text_width, place.cell.content.text.split("\n")))
                    widths[place.column] = max(widths[place.column], min(longest + _BESIDE_FIGURE, _WIDEST_FORM))
        return widths


# Charts


def _write_charts(book: Any, styles: _Styles, charts: Sequence[Chart]) -> None:
    """One below the other: its name, its table, what is drawn, its notes; the drawing at the right."""
    sheet = book.add_worksheet(_CHARTS)
    top = page = 0
    breaks = []
    for chart in charts:
        rows = 4 + len(chart.lines) + len(chart.categories) + len(chart.notes) + 2 * len(chart.shares)
        high = max(_CHART_ROWS, rows)
        if top > page and top + high > page + _PAGE_ROWS:
            page = top
            breaks.append(page)
        sheet.write_string(top, 0, one_line(chart.name), styles.name)
        sheet.write_string(top, _CHART_COLUMN, f"单位：{chart.unit.name}", styles.left)
        row = _write_lines(sheet, styles, top + 1, chart)
        if chart.series:
            _draw(book, sheet, top + 1, row + 1, chart)
            row = _write_data(sheet, styles, row + 1, chart)
        for note in chart.notes:
            sheet.write_string(row, 0, _words(note), styles.left)
            row += 1
        top = max(row, top + _CHART_ROWS) + 2
    sheet.set_column(0, 0, _CHART_WORDS)
    amounts = [each for chart in charts for series in chart.series for each in series.amounts]
    amounts += [cell for chart in charts for line in chart.lines for cell in line.cells if isinstance(cell, Amount)]
    longest = max((len(f"{each.shown:,.2f}") for each in amounts), default=0)
    sheet.set_column(1, _CHART_COLUMN - 1, max(_FIGURES, longest + _BESIDE_FIGURE))
    _set_paper(sheet, landscape=True)
    # Pages that are fitted to a width are broken anywhere; a chart isn't to be cut.
    sheet.set_print_scale(_CHART_SCALE)
    sheet.set_h_pagebreaks(breaks)


def _write_lines(sheet: Any, styles: _Styles, row: int, chart: Chart) -> int:
    """The table that says what a chart shows; the row below it."""
    if not chart.lines:
        return row
    for column, head in enumerate(chart.heads):
        sheet.write_string(row, column, _words(head), styles.head)
    for number, line in enumerate(chart.lines, row + 1):
        sheet.write_string(number, 0, _words(line.label), styles.word)
        for column, cell in enumerate(line.cells, 1):
            if cell is None:
                sheet.write_blank(number, column, None, styles.figure)
            elif isinstance(cell, Amount):
                sheet.write_number(number, column, cell.shown, styles.figure)
            else:
                sheet.write_number(number, column, cell, styles.number(f"{cell:f}"))
    return row + 1 + len(chart.lines)


def _write_data(sheet: Any, styles: _Styles, row: int, chart: Chart) -> int:
    """What a chart is drawn from: categories down, series across, and a pie's labels; the row below it."""
    labels = part_labels(chart)
    sheet.write_string(row, 0, "", styles.head)
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(row, column, _words(series.name), styles.head)
        for number, amount in enumerate(series.amounts, row + 1):
            sheet.write_number(number, column, amount.shown, styles.figure)
    for number, category in enumerate(chart.categories, row + 1):
        sheet.write_string(number, 0, _words(category), styles.word)
    if labels:
        sheet.write_string(row, 2, LABEL_HEAD, styles.head)
        for number, label in enumerate(labels, row + 1):
            sheet.write_string(number, 2, _words(label), styles.word)
            sheet.set_row(number, _height(printable(label), _FIGURES))
    return row + 1 + len(chart.categories)


def _draw(book: Any, sheet: Any, top: int, data: int, chart: Chart) -> None:
    """The drawing. Its words stand in cells it refers to: given as text, one that begins with = is taken for a formula.

    A pie's labels alone are given as text, where they don't begin so: not every program reads them from cells.
    """
    kind = {"bars": "column", "pie": "pie", "pace": "column"}[chart.kind]
    drawing = book.add_chart({"type": kind})
    last = data + len(chart.categories)
    crossing = None
    for index in range(len(chart.series)):
        options: dict[str, Any] = {
            "name": [sheet.name, data, index + 1],
            "categories": [sheet.name, data + 1, 0, last, 0],
            "values": [sheet.name, data + 1, index + 1, last, index + 1],
        }
        if chart.kind == "pie":
            places = range(data + 2, last + 2)  # as formulas count rows
            options["points"] = [{"fill": {"color": f"#{colour(chart, each)}"}} for each in range(len(places))]
            labels = [
                {"value": f"='{sheet.name}'!$C${place}" if label.startswith("=") else label}
                for place, label in zip(places, map(one_line, part_labels(chart)), strict=True)
            ]
            options["data_labels"] = {"value": True, "custom": labels, "position": "outside_end", "leader_lines": True}
        elif is_line(chart, index):
            options["line"] = {"color": f"#{colour(chart, index)}", "width": 2}
        else:
            options["fill"] = {"color": f"#{colour(chart, index)}"}
            if chart.kind == "bars":
                options["data_labels"] = {"value": True, "num_format": "#,##0.00"}
        if is_line(chart, index):
            crossing = book.add_chart({"type": "line"})
            crossing.add_series(options)
        else:
            drawing.add_series(options)
    if crossing is not None:
        drawing.combine(crossing)
    drawing.set_title({"none": True})
    if chart.kind == "pie" or len(chart.series) == 1:
        drawing.set_legend({"none": True})
    else:
        drawing.set_legend({"position": "bottom"})
    if chart.kind != "pie":
        lines_across = {"visible": True, "line": {"color": "#D9D9D9"}}
        drawing.set_y_axis({"num_format": "#,##0", "major_gridlines": lines_across, **axis_bounds(chart)})
        drawing.set_x_axis({"label_position": "low"})
    drawing.set_size({"width": 560, "height": 300})
    sheet.insert_chart(top, _CHART_COLUMN, drawing, {"description": one_line(alternative(chart)), "x_offset": 16})


# Narrative


def _write_narrative(book: Any, styles: _Styles, document: Document, places: dict[int, str]) -> None:
    """Every heading and paragraph in order; where a table, form or chart belongs, the sheet it is on."""
    sheet = book.add_worksheet(_NARRATIVE)
    sheet.set_column(0, 0, _TEXT_WIDTH)
    sheet.set_column(1, 1, _WIDEST_LABEL)
    sheet.write_string(0, 0, _words(document.title), styles.title)
    sheet.write_string(0, 1, "工作表", styles.heading)
    sheet.set_row(0, _TITLE_HEIGHT)
    row = 1
    for index, block in enumerate(document.blocks):
        if isinstance(block, Heading | Paragraph):
            style = styles.heading if isinstance(block, Heading) else styles.prose
            for piece in _pieces(block.text):
                sheet.write_string(row, 0, piece, style)
                sheet.set_row(row, _height(piece, _TEXT_WIDTH))
                row += 1
        else:
            sheet.write_string(row, 1, places[index], styles.left)
            row += 1
    _set_paper(sheet)


def _pieces(text: str) -> list[str]:
    """A text in as many cells as it needs: nearly always one."""
    whole = printable(text)
    return [whole[start : start + _CELL_LIMIT] for start in range(0, len(whole), _CELL_LIMIT)] or [""]


def _write_figures(book: Any, styles: _Styles, document: Document) -> None:
    sheet = book.add_worksheet(_FIGURES_SHEET)
    numbers = [text_width(each.text) for each in document.figures() if _number(each.text) is not None]
    longest = max(numbers, default=0) + _BESIDE_FIGURE
    heads = {"编号": 28, "名称": 34, "数值": max(16, longest), "单位": 10, "来源": 60}
    for column, (head, width) in enumerate(heads.items()):
        sheet.write_string(0, column, head, styles.head)
        sheet.set_column(column, column, width)
    for row, figure in enumerate(document.figures(), 1):
        words = {0: figure.id, 1: figure.name, 3: figure.unit, 4: figure.origin}
        for column, word in words.items():
            sheet.write_string(row, column, _words(word), styles.word)
        number = _number(figure.text)
        if number is None:
            sheet.write_string(row, 2, _words(figure.text), styles.figure_text)
        else:
            sheet.write_number(row, 2, number, styles.number(figure.text))
        sheet.set_row(row, max(_height(words[1], 34), _height(words[4], 60), _height(words[0], 28)))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _set_paper(sheet, landscape=True)


def _number(text: str) -> Decimal | None:
    """A printed figure as a number, where the sheet can hold all its digits; else nothing."""
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and len(number.as_tuple().digits) <= _DIGITS else None
