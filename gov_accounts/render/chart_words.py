"""A chart in words, for those who can't see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.publishing.charts import Amount

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from gov_accounts.publishing.charts import Chart


def alternative(chart: Chart) -> str:
    """Its name, every figure of its table, its unit and its notes."""
    return f"{chart.name}。{described(chart)}"


def described(chart: Chart) -> str:
    """The same without its name."""
    return "".join((*_lines(chart), f"单位：{chart.unit.name}。", *chart.notes))


def _lines(chart: Chart) -> Iterator[str]:
    for line in chart.lines:
        figures = [
            f"{head} {_shown(cell)}"
            for head, cell in zip(chart.heads[1:], line.cells, strict=False)
            if cell is not None
        ]
        yield f"{line.label}：{'，'.join(figures)}。"


def _shown(cell: Amount | Decimal) -> str:
    return f"{cell.shown:,f}" if isinstance(cell, Amount) else f"{cell:f}"
