"""A document as one page of HTML: accessible, ready to print, without scripts and without anything from elsewhere.

Jinja escapes all that is printed; only pictures are markup, and they escape their own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from gov_accounts.publishing.document import Figure, Heading
from gov_accounts.render import svg
from gov_accounts.render.grid import grid
from gov_accounts.render.page import templates
from gov_accounts.render.printable import printable
from gov_accounts.render.sections import in_order, sections
from gov_accounts.render.spans import placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.publishing.charts import Amount, Chart
    from gov_accounts.publishing.document import Document, Form, Run


def render(document: Document) -> str:
    """The page, ending with a line end. The same document gives the same text."""
    blocks = list(in_order(document.blocks))
    ids = _Ids()
    return (
        templates()
        .get_template("document.html")
        .render(
            title=document.title,
            unit_name=document.unit_name,
            contents=_tree([block for block in blocks if isinstance(block, Heading)]),
            sections=list(sections(blocks)),
            kind=lambda block: type(block).__name__,
            grid=grid,
            placed=_cells,
            picture=_Pictures().draw,
            figure=_figure,
            is_figure=_is_figure,
            id=ids.of,
        )
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """A heading in the table of contents, with those under it."""

    heading: Heading
    under: Sequence[_Entry]


def _tree(headings: Sequence[Heading]) -> Sequence[_Entry]:
    """Headings by level; none is more than one below the last."""
    entries: list[_Entry] = []
    start = 0
    while start < len(headings):
        end = start + 1
        while end < len(headings) and headings[end].level > headings[start].level:
            end += 1
        entries.append(_Entry(headings[start], _tree(headings[start + 1 : end])))
        start = end
    return entries


_OF_THE_PAGE = re.compile("contents?$|chart-")
"""Identifiers that the page and its pictures have: page.html, document.html, svg."""


@dataclass(slots=True)
class _Ids:
    """Identifiers as HTML wants them: unique, without white space. The same thing gets the same one each time."""

    given: dict[int, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    again: dict[str, int] = field(default_factory=dict)

    def of(self, thing: Heading | Figure) -> str:
        """The identifier of a heading or a figure."""
        if id(thing) not in self.given:
            wanted = "-".join(printable(thing.id).split()) or "h"
            found = wanted = f"h-{wanted}" if _OF_THE_PAGE.match(wanted) else wanted
            while found in self.taken:
                self.again[wanted] = self.again.get(wanted, 1) + 1
                found = f"{wanted}-{self.again[wanted]}"
            self.taken.add(found)
            self.given[id(thing)] = found
        return self.given[id(thing)]


@dataclass(slots=True)
class _Pictures:
    """Draws charts; a chart that is drawn twice has names of its own each time."""

    drawn: int = 0

    def draw(self, chart: Chart) -> Markup:
        """The picture as markup; nothing where there is nothing to draw."""
        self.drawn += 1
        named = replace(chart, key=f"chart-{self.drawn}")
        return Markup(printable(svg.render(named)))  # noqa: S704 (the picture escapes its words)


def _cells(form: Form) -> Iterator[list[Any]]:
    """The lines of a form without what reaches down into them."""
    for line in placed(form.rows, form.width):
        yield [cell for cell in line if not cell.continued]


def _figure(cell: Amount | Decimal | None) -> str:
    match cell:
        case None:
            return ""
        case Decimal():
            return f"{cell:,f}"
        case _:
            return f"{cell.shown:,f}"


def _is_figure(run: Run) -> bool:
    return isinstance(run, Figure)
