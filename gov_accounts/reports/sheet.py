"""Sheets: plain tables of words and figures, as books of account are printed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.books.postings import Period
    from gov_accounts.printing.units import MoneyUnit

Cell: TypeAlias = str | int | datetime.date
"""Words, an amount in fen, or a day."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        head: its heading.
        over: the heading above that, shared with the other columns of its block; nothing if it has none.
        figures: it holds amounts, or what belongs to them.
        narrowest: for words that may be folded, how narrow the column may get; None for those that may not.
        block: columns of one block stay side by side when a table is too wide for a terminal.
        printed: whether people need it too; otherwise it is in CSV and JSON only.
    """

    id: str
    head: str
    over: str = ""
    figures: bool = False
    narrowest: int | None = None
    block: str = ""
    printed: bool = True

    @property
    def label(self) -> str:
        """The column named by itself."""
        return self.over + self.head


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells by column id, blank where there is none.

    Attributes:
        indent: how many steps folded words are moved to the right.
        total: it adds up others.
        ruled: a line is drawn above it.
        carried: what is carried over to the next page where a page ends after it (过次页, 承前页); None in tables of
            which nothing is.
    """

    cells: Mapping[str, Cell]
    indent: int = 0
    total: bool = False
    ruled: bool = False
    carried: Mapping[str, Cell] | None = None

    def indent_in(self, column: Column) -> int:
        """How many steps the cell of a column is moved: no other than words that may be folded."""
        return self.indent if column.narrowest is not None else 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table ready to lay out.

    Attributes:
        name: short, for the sheet's tab.
        money_unit: what its amounts, given in fen, are printed in.
        notes: each a paragraph below the table.
    """

    name: str
    title: str
    unit_name: str
    period: Period
    money_unit: MoneyUnit
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
