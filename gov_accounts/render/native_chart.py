"""What charts of Word and of Excel share: which series is a line, colours, labels, the axis. No file format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.render.svg import class_and_colour

if TYPE_CHECKING:
    from gov_accounts.publishing.charts import Chart

LABEL_HEAD: Final = "标签"


def is_line(chart: Chart, index: int) -> bool:
    """Whether a series is a line across the bars."""
    return chart.kind == "pace" and index == len(chart.series) - 1 > 0


def colour(chart: Chart, index: int) -> str:
    """Of a series, or of a pie's part, as six hexadecimal digits: as in the picture."""
    return class_and_colour(chart, index)[1].removeprefix("#")


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
