"""Forms from a profile: rows of cells, some repeated for each element of a list, some that reach down over several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from gov_accounts.publishing.document import Form, FormCell, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gov_accounts.publishing.scope import Scope


def make_form(scope: Scope, law: Mapping[str, Any]) -> Form:
    """A form: its title, the lines above it and its rows, filled from a scope."""
    rows = [row for each in law["rows"] if scope.meets(each.get("when", ())) for row in _rows(scope, each)]
    above = [scope.plain(each["say"]) for each in law.get("above", ()) if scope.meets(each.get("when", ()))]
    return Form(scope.plain(law["title"]), tuple(above), law["width"], tuple(rows))


def _rows(scope: Scope, law: Mapping[str, Any]) -> Iterator[tuple[FormCell, ...]]:
    """One row, or one for each element of a list. Elements alike in a cell's ``group`` share that cell."""
    items = scope.items(law["each"]) if "each" in law else [scope]
    for index, item in enumerate(items):
        cells = []
        for cell in law["cells"]:
            lines = 1
            if "group" in cell:
                key = _group(item, cell)
                if index and _group(items[index - 1], cell) == key:
                    continue
                while index + lines < len(items) and _group(items[index + lines], cell) == key:
                    lines += 1
            cells.append(_cell(item, cell, lines))
        yield tuple(cells)


def _group(item: Scope, cell: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(item.plain(f"{{{name}}}") for name in cell["group"])


def _cell(scope: Scope, law: Mapping[str, Any], lines: int) -> FormCell:
    kind: Literal["label", "text", "figure"] = "text"
    for each in ("label", "text", "figure"):
        if each in law:
            kind = each
    if "down" in law:
        lines = len(scope.items(law["down"])) + law.get("lines", 0)
    elif "lines" in law:
        lines = law["lines"]
    said = law[kind]
    runs = scope.sentences([said] if isinstance(said, str) else said)
    return FormCell(Paragraph(tuple(runs)), law.get("columns", 1), lines, kind)
