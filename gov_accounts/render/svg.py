"""A chart as an SVG picture: one string, the same for the same chart, that stands alone or within a page.

Coordinates are whole numbers and decimals, never binary floats. Every colour is an attribute and a class besides: alone
the picture is drawn as the attributes say, within a page its style sheet may say otherwise (``chart-ink``,
``chart-grid``, ``chart-1`` …). Words are escaped. The figures are in the chart's table too, which belongs beside it.
"""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Final

from gov_accounts.render.chart_words import described
from gov_accounts.text import text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.printing.units import MoneyUnit
    from gov_accounts.publishing.charts import Amount, Chart

COLOURS: Final = ("#2f7ebc", "#e08a1e", "#3f9f5f", "#b5546f", "#7a6bb8", "#8a7a5a", "#5f7f8f", "#a0522d")
"""Of the series, or of a pie's parts, one after another."""
BEFORE: Final = "#9db4c8"
"""Of the year before, beside this year's."""
_INK: Final = "#333333"
_GRID: Final = "#cccccc"
FONT: Final = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, SimSun, sans-serif"
_WIDTH: Final = 640
_LEFT, _RIGHT, _TOP, _BOTTOM = 24, 16, 40, 28
_PLOT: Final = 220
_TICKS: Final = 5
_SIZE: Final = 13
_HALF_EM: Final = 7
"""Width of half a character of the text, a little more than half its size."""
_ROOM: Final = 12
"""The part of an axis that stays free beyond the longest bars: a twelfth."""
_RING: Final = 34
"""Width of a pie's ring; its inside holds the sum."""
_PER_CENT: Final = 6
_CIRCUMFERENCE: Final = 100 * _PER_CENT
_RADIUS: Final = Decimal("95.493")
"""A circle of this radius is 600 around, so that a share of it is a length with one decimal."""
_LEGEND: Final = 300
_LEGEND_WORDS: Final = 40
_LINE: Final = 20
_ROW: Final = 30


def render(chart: Chart, font: str = FONT, style: str = "") -> str:
    """The picture; nothing where there is nothing to draw.

    Args:
        chart: what to draw.
        font: the families to write its words in, as a style sheet names them.
        style: what else a style sheet would say of all its words.
    """
    if not chart.series:
        return ""
    height, body = _pie(chart) if chart.kind == "pie" else _bars(chart)
    title, description = f"{chart.key}-title", f"{chart.key}-desc"
    said = f' style="{escape(style)}"' if style else ""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'class="chart" role="img" aria-labelledby="{escape(title)} {escape(description)}" '
        f'font-family="{escape(font)}" font-size="{_SIZE}"{said}>'
        f'<title id="{escape(title)}">{escape(chart.name)}</title>'
        f'<desc id="{escape(description)}">{escape(described(chart))}</desc>'
    )
    return "".join((head, *body, "</svg>"))


def _figure(amount: Amount) -> str:
    return f"{amount.shown:,f}"


def _text(x: object, y: object, words: str, *, anchor: str = "middle", size: int = _SIZE) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" class="chart-ink" fill="{_INK}">'
        f"{escape(words)}</text>"
    )


def _line(x1: int, y1: int, x2: int, y2: int, colour: str = _GRID, kind: str = "chart-grid") -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="{kind}" stroke="{colour}" stroke-width="1"/>'


def class_and_colour(chart: Chart, index: int) -> tuple[str, str]:
    """Of a series, or of a pie's part. In a comparison the last is this year's, and those before it are pale."""
    if chart.kind == "bars" and index < len(chart.series) - 1:
        return "chart-before", BEFORE
    if chart.kind == "bars":
        index = 0
    return f"chart-{index % len(COLOURS) + 1}", COLOURS[index % len(COLOURS)]


# Bars


def _bars(chart: Chart) -> tuple[int, list[str]]:
    """Groups of bars on an axis, with a line across them in a chart of pace."""
    bars = chart.series[:1] if chart.kind == "pace" else chart.series
    values = [amount.fen for series in chart.series for amount in series.amounts]
    low, high, step = _scale(min(values), max(values))
    ticks = list(range(low, high + 1, step))
    marks = [_tick(tick, chart.unit) for tick in ticks]
    left = _LEFT + max(map(text_width, marks)) * _HALF_EM
    plot = _WIDTH - left - _RIGHT

    def y(fen: int) -> int:
        return _TOP + _PLOT - _PLOT * (fen - low) // (high - low)

    parts = [*_legend(chart)]
    for tick, mark in zip(ticks, marks, strict=True):
        parts.append(_line(left, y(tick), _WIDTH - _RIGHT, y(tick)))
        parts.append(_text(left - 6, y(tick) + 4, mark, anchor="end", size=_SIZE - 1))
    slot = plot // len(chart.categories)
    width = min(90, slot * 3 // (4 * len(bars)))
    names = [wrap(category, max(slot // _HALF_EM, 2)) for category in chart.categories]
    for place, words in enumerate(names):
        category, centre = chart.categories[place], left + slot * place + slot // 2
        for number, line in enumerate(words):
            parts.append(_text(centre, _TOP + _PLOT + _LINE * (number + 1), line, size=_SIZE - 1))
        for index, series in enumerate(bars):
            amount = series.amounts[place]
            start = centre - width * len(bars) // 2 + width * index
            kind, colour = class_and_colour(chart, index)
            top, bottom = sorted((y(amount.fen), y(0)))
            parts.append(
                f'<rect x="{start + 1}" y="{top}" width="{width - 2}" height="{bottom - top}" class="{kind}" '
                f'fill="{colour}"><title>{escape(f"{series.name} {category} {_figure(amount)}")}</title></rect>'
            )
            if chart.kind == "bars" and text_width(_figure(amount)) * _HALF_EM <= slot // len(bars):
                above = y(amount.fen) - 5 if amount.fen >= 0 else y(amount.fen) + _SIZE + 2
                parts.append(_text(start + width // 2, above, _figure(amount), size=_SIZE - 1))
    parts.append(_line(left, y(0), _WIDTH - _RIGHT, y(0), _INK, "chart-axis"))
    if chart.kind == "pace":
        for index, series in enumerate(chart.series[1:], 1):
            kind, colour = class_and_colour(chart, index)
            points = " ".join(
                f"{left + slot * place + slot // 2},{y(amount.fen)}" for place, amount in enumerate(series.amounts)
            )
            parts.append(
                f'<polyline points="{points}" class="{kind}-line" fill="none" stroke="{colour}" stroke-width="2" '
                'stroke-dasharray="6 4"/>'
            )
    return _TOP + _PLOT + _BOTTOM + _LINE * (max(map(len, names), default=1) - 1), parts


def _legend(chart: Chart) -> Iterator[str]:
    """The series by their colours, and the unit; one series alone needs no name in a comparison."""
    x = _LEFT
    for index, series in enumerate(chart.series):
        kind, colour = class_and_colour(chart, index)
        yield f'<rect x="{x}" y="8" width="12" height="12" class="{kind}" fill="{colour}"/>'
        yield _text(x + 18, 19, series.name, anchor="start")
        x += 42 + text_width(series.name) * _HALF_EM
    yield _text(_WIDTH - _RIGHT, 19, f"单位：{chart.unit.name}", anchor="end")


def _scale(least: int, most: int) -> tuple[int, int, int]:
    """Where the axis begins and ends, with room for a figure beyond the longest bars, and its step, in fen.

    The step is one, two, five or ten times a power of ten, so that there are few of them.
    """
    least, most = min(least, 0), max(most, 0)
    span = max(most - least, 1)
    power = 10 ** (len(str(max(span // _TICKS, 1))) - 1)
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor * _TICKS >= span)
    low, high = least // step * step, -(-most // step) * step
    if (high - most) * _ROOM < high - low or high == low:
        high += step
    if least and (least - low) * _ROOM < high - low:
        low -= step
    return low, high, step


def _tick(fen: int, unit: MoneyUnit) -> str:
    """An amount on the axis, without decimals it doesn't need."""
    return f"{Decimal(fen).scaleb(1 - len(str(unit.fen))).normalize():,f}"


# Pies


def _pie(chart: Chart) -> tuple[int, list[str]]:
    """A ring of shares, and beside it what each is."""
    (series,) = chart.series
    names = [wrap(category, _LEGEND_WORDS) for category in chart.categories]
    rows = sum(_ROW + _LINE * len(lines) for lines in names)
    height = max(260, rows + 2 * _LINE)
    x, y = 150, height // 2
    parts: list[str] = []
    start = Decimal(0)
    for index, share in enumerate(chart.shares):
        kind, colour = class_and_colour(chart, index)
        length = share * _PER_CENT
        parts.append(
            f'<circle cx="{x}" cy="{y}" r="{_RADIUS}" fill="none" class="{kind}-line" stroke="{colour}" '
            f'stroke-width="{_RING}" stroke-dasharray="{length:f} {_CIRCUMFERENCE - length:f}" '
            f'stroke-dashoffset="{-start:f}" transform="rotate(-90 {x} {y})">'
            f"<title>{escape(f'{chart.categories[index]} {share}%')}</title></circle>"
        )
        start += length
    whole = sum((amount.shown for amount in series.amounts), Decimal(0))
    parts += [
        _text(x, y + 2, f"{whole:,f}", size=_SIZE + 3),
        _text(x, y + 22, chart.unit.name, size=_SIZE - 1),
    ]
    parts.extend(_pie_legend(chart, names, (height - rows) // 2 + _LINE))
    return height, parts


def _pie_legend(chart: Chart, names: Sequence[Sequence[str]], y: int) -> Iterator[str]:
    for index, (lines, amount) in enumerate(zip(names, chart.series[0].amounts, strict=True)):
        kind, colour = class_and_colour(chart, index)
        yield f'<rect x="{_LEGEND}" y="{y - 11}" width="12" height="12" class="{kind}" fill="{colour}"/>'
        for line in lines:
            yield _text(_LEGEND + 20, y, line, anchor="start")
            y += _LINE
        yield _text(_LEGEND + 20, y, f"{_figure(amount)}　{chart.shares[index]}%", anchor="start")
        y += _ROW
