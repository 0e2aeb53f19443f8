"""What Word's and Excel's own charts share: which series is a line, its colour, its words. No file format."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gov_accounts.charts import Amount
from gov_accounts.render.svg import BEFORE, COLOURS

if TYPE_CHECKING:
    from gov_accounts.charts import Chart

LABEL_HEAD: Final = "标签"


def is_line(chart: Chart, index: int) -> bool:
    """Whether a series is a line across the bars."""
    return chart.kind == "pace" and index == len(chart.series) - 1 > 0


def colour(chart: Chart, index: int) -> str:
    """Of a series, or of a pie's part, as six hexadecimal digits. In a comparison the years before are pale."""
    if chart.kind == "bars":
        return (COLOURS[0] if index == len(chart.series) - 1 else BEFORE).removeprefix("#")
    return COLOURS[index % len(COLOURS)].removeprefix("#")


def axis_bounds(chart: Chart) -> dict[str, int]:
    """Where the axis of values must begin (``min``) or end (``max``): at zero, where nothing is beyond it.

    Programs that draw charts would begin it higher where all bars are long, and show a little more as twice as much.
    """
    values = [amount.fen for series in chart.series for amount in series.amounts]
    return {"min": 0} if min(values) >= 0 else {"max": 0} if max(values) <= 0 else {}


def part_labels(chart: Chart) -> tuple[str, ...]:
    """What stands beside each part of a pie: its name, its amount, and its share as printed.

    The program that draws the chart would work out shares of its own, which needn't add up to 100.
    """
    if not chart.shares:
        return ()
    return tuple(
        f"{category}\n{amount.shown:,f} {chart.unit.name}，{share}%"
        for category, amount, share in zip(chart.categories, chart.series[0].amounts, chart.shares, strict=True)
    )


def alternative(chart: Chart) -> str:
    """The chart in words, for those who can't see it: its name, and every figure of its table."""
    return "".join((f"{chart.name}。", *_lines(chart), f"单位：{chart.unit.name}。", *chart.notes))


def _lines(chart: Chart) -> Iterator[str]:
    for line in chart.lines:
        figures = [
            f"{head} {shown(cell)}" for head, cell in zip(chart.heads[1:], line.cells, strict=False) if cell is not None
        ]
        yield f"{line.label}：{'，'.join(figures)}。"


def shown(cell: Amount | Decimal) -> str:
    """A figure of a chart's table."""
    return f"{cell.shown:,f}" if isinstance(cell, Amount) else f"{cell:f}"
