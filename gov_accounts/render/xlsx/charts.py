"""Charts with what they are drawn from: on a page of a workbook, and in a workbook for a chart of another file."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.months import last_day
from gov_accounts.publishing.charts import Amount
from gov_accounts.render.chart_words import alternative
from gov_accounts.render.native_chart import LABEL_HEAD, axis_bounds, colour, is_line, part_labels
from gov_accounts.render.printable import one_line, printable
from gov_accounts.render.xlsx.cells import AMOUNT, BESIDE_FIGURE, FIGURES, height, put, words
from gov_accounts.render.xlsx.workbook import PAGE_ROWS, Book, set_paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.publishing.charts import Chart
    from gov_accounts.render.xlsx.cells import Styles

_WORDS: Final = 26
"""Half characters: how wide the column of words is."""
_DRAWN_AT, _ROWS = 5, 17
"""The column where a drawing begins, and how many rows it takes."""
_SCALE: Final = 55
"""Per cent."""
_DATA: Final = "Sheet1"
"""The page of a chart's own workbook."""


def chart_workbook(chart: Chart) -> bytes:
    """A workbook with what a chart is drawn from, in its first columns: for a chart that lives in another file."""
    book = Book(one_line(chart.name), "", last_day(chart.year))
    _write_data(book.file.add_worksheet(_DATA), book.styles, 0, chart)
    return book.finished()


def add_charts(book: Book, name: str, charts: Sequence[Chart]) -> None:
    """Write charts one below the other: name, table, what is drawn, notes; the drawing at the right."""
    page, styles = book.file.add_worksheet(name), book.styles
    top = begun = 0
    breaks = []
    for chart in charts:
        rows = 4 + len(chart.lines) + len(chart.categories) + len(chart.notes) + 2 * len(chart.shares)
        high = max(_ROWS, rows)
        if top > begun and top + high > begun + PAGE_ROWS:
            begun = top
            breaks.append(begun)
        put(page, top, 0, one_line(chart.name), styles.name)
        put(page, top, _DRAWN_AT, f"单位：{chart.unit.name}", styles.left)
        row = _write_lines(page, styles, top + 1, chart)
        if chart.series:
            _draw(book.file, page, top + 1, row + 1, chart)
            row = _write_data(page, styles, row + 1, chart)
        for note in chart.notes:
            put(page, row, 0, words(note), styles.left)
            row += 1
        top = max(row, top + _ROWS) + 2
    page.set_column(0, 0, _WORDS)
    amounts = [each for chart in charts for series in chart.series for each in series.amounts]
    amounts += [cell for chart in charts for line in chart.lines for cell in line.cells if isinstance(cell, Amount)]
    longest = max((len(f"{each.shown:,.2f}") for each in amounts), default=0)
    page.set_column(1, _DRAWN_AT - 1, max(FIGURES, longest + BESIDE_FIGURE))
    set_paper(page, landscape=True)
    # Pages that are fitted to a width are broken anywhere; a chart isn't to be cut.
    page.set_print_scale(_SCALE)
    page.set_h_pagebreaks(breaks)


def _write_lines(page: Any, styles: Styles, row: int, chart: Chart) -> int:
    """The table that says what a chart shows; the row below it."""
    if not chart.lines:
        return row
    for column, head in enumerate(chart.heads):
        put(page, row, column, words(head), styles.head)
    for number, line in enumerate(chart.lines, row + 1):
        put(page, number, 0, words(line.label), styles.word)
        for column, cell in enumerate(line.cells, 1):
            if isinstance(cell, Decimal):
                put(page, number, column, cell, styles.number(f"{cell:f}"))
            else:
                put(page, number, column, cell.shown if cell else None, styles.figure)
    return row + 1 + len(chart.lines)


def _write_data(page: Any, styles: Styles, row: int, chart: Chart) -> int:
    """What a chart is drawn from: categories down, series across, and a pie's labels; the row below it."""
    labels = part_labels(chart)
    put(page, row, 0, "", styles.head)
    for column, series in enumerate(chart.series, 1):
        put(page, row, column, words(series.name), styles.head)
        for number, amount in enumerate(series.amounts, row + 1):
            put(page, number, column, amount.shown, styles.figure)
    for number, category in enumerate(chart.categories, row + 1):
        put(page, number, 0, words(category), styles.word)
    if labels:
        put(page, row, 2, LABEL_HEAD, styles.head)
        for number, label in enumerate(labels, row + 1):
            put(page, number, 2, words(label), styles.word)
            page.set_row(number, height(printable(label), FIGURES))
    return row + 1 + len(chart.categories)


def _draw(file: Any, page: Any, top: int, data: int, chart: Chart) -> None:
    """The drawing. Its words stand in cells it refers to: given as text, one that begins with = is taken for a formula.

    A pie's labels alone are given as text, where they don't begin so: not every program reads them from cells.
    """
    kind = {"bars": "column", "pie": "pie", "pace": "column"}[chart.kind]
    drawing = file.add_chart({"type": kind})
    last = data + len(chart.categories)
    crossing = None
    for index in range(len(chart.series)):
        options: dict[str, Any] = {
            "name": [page.name, data, index + 1],
            "categories": [page.name, data + 1, 0, last, 0],
            "values": [page.name, data + 1, index + 1, last, index + 1],
        }
        if chart.kind == "pie":
            places = range(data + 2, last + 2)  # as formulas count rows
            options["points"] = [{"fill": {"color": f"#{colour(chart, each)}"}} for each in range(len(places))]
            labels = [
                {"value": f"='{page.name}'!$C${place}" if label.startswith("=") else label}
                for place, label in zip(places, map(one_line, part_labels(chart)), strict=True)
            ]
            options["data_labels"] = {"value": True, "custom": labels, "position": "outside_end", "leader_lines": True}
        elif is_line(chart, index):
            options["line"] = {"color": f"#{colour(chart, index)}", "width": 2}
        else:
            options["fill"] = {"color": f"#{colour(chart, index)}"}
            if chart.kind == "bars":
                options["data_labels"] = {"value": True, "num_format": AMOUNT}
        if is_line(chart, index):
            crossing = file.add_chart({"type": "line"})
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
    page.insert_chart(top, _DRAWN_AT, drawing, {"description": one_line(alternative(chart)), "x_offset": 16})
