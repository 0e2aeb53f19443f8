"""Forms of the outline, such as 项目自评表: rows of cells before they are filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

from gov_accounts.publishing.outline.template import (
    Condition,
    Name,
    Sentence,
    Template,
    conditions,
    label,
    name,
    names,
    read_template,
    template,
)

if TYPE_CHECKING:
    from gov_accounts.law.reading import At, Entry

CellKind = Literal["label", "text", "figure"]
_CELL_KINDS: Final = ("label", "text", "figure")


class CellPattern(NamedTuple):
    """A cell.

    Attributes:
        columns: how many it spans.
        lines: how many lines of the form it reaches down over, where neither `down` nor `group` says so.
        down: a list: it reaches down over as many more lines as that has elements.
        group: texts of an element: neighbours that have the same ones share the cell.
    """

    kind: CellKind
    said: tuple[Sentence, ...]
    columns: int
    lines: int
    down: Name | None
    group: tuple[Name, ...]


class RowPattern(NamedTuple):
    """A row, or where `each` names a list one for each of its elements."""

    when: tuple[Condition, ...]
    each: Name | None
    cells: tuple[CellPattern, ...]


class LineAbove(NamedTuple):
    """A line above a form."""

    when: tuple[Condition, ...]
    say: Template


class FormPattern(NamedTuple):
    """A form.

    Attributes:
        title: may be empty.
        above: lines between title and rows.
        width: how many columns it has.
    """

    title: Template
    above: tuple[LineAbove, ...]
    width: int
    rows: tuple[RowPattern, ...]
    at: At


def read_form(entry: Entry) -> FormPattern:
    """A form.

    Raises:
        DataError: it isn't as it should be.
    """
    entry.known("title", "above", "width", "rows")
    above = (each.known("when", "say") for each in entry.entries("above"))
    return FormPattern(
        read_template(entry.text("title", ""), entry.at("title")),
        tuple(LineAbove(conditions(each, "when"), template(each, "say")) for each in above),
        entry.number("width"),
        tuple(_row(each) for each in entry.entries("rows", least=1)),
        entry.at(),
    )


def _row(entry: Entry) -> RowPattern:
    entry.known("when", "each", "cells")
    return RowPattern(
        conditions(entry, "when"),
        name(entry, "each") if "each" in entry else None,
        tuple(_cell(each) for each in entry.entries("cells", least=1)),
    )


def _cell(entry: Entry) -> CellPattern:
    entry.known(*_CELL_KINDS, "columns", "lines", "down", "group")
    kinds = [key for key in _CELL_KINDS if key in entry]
    if len(kinds) != 1:
        raise entry.at().wrong(f"有 {'、'.join(_CELL_KINDS)} 之一的一格")
    down = name(entry, "down") if "down" in entry else None
    return CellPattern(
        cast("CellKind", kinds[0]),
        label(entry, kinds[0]),
        entry.number("columns", 1),
        entry.number("lines", 0 if down else 1),
        down,
        names(entry, "group", optional=True),
    )
