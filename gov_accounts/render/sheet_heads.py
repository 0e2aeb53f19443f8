"""The headings of a sheet's columns, in lines."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.reports.sheet import Column


class Head(NamedTuple):
    """A heading, and how many columns and lines it spans."""

    text: str
    columns: int
    lines: int


def sheet_heads(columns: Sequence[Column]) -> list[list[Head]]:
    """Headings in one line or two: neighbours under one share it, a single one reaches down."""
    deep = 2 if any(column.over for column in columns) else 1
    upper: list[Head] = []
    lower: list[Head] = []
    for over, group in groupby(columns, key=lambda column: column.over):
        below = [column.head for column in group]
        if over:
            upper.append(Head(over, len(below), 1))
            lower.extend(Head(text, 1, 1) for text in below)
        else:
            upper.extend(Head(text, 1, deep) for text in below)
    return [upper, lower] if lower else [upper]
