"""A document as a PDF: cover, contents, bookmarks, page numbers, wide tables on their side; tagged, fonts embedded.

It is laid out after ``templates/document.typ``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gov_accounts.printing.printed import UNFILLED
from gov_accounts.publishing.document import Form, Heading, Paragraph, Picture, StatementTable
from gov_accounts.render import svg
from gov_accounts.render.chart_words import alternative
from gov_accounts.render.extras import DocumentsMissingError
from gov_accounts.render.fonts import FontMissingError, PdfError
from gov_accounts.render.grid import grid
from gov_accounts.render.layout import Kind, fitting_size, needed, shared, unbroken
from gov_accounts.render.printable import one_line, printable
from gov_accounts.render.sections import in_order, sections
from gov_accounts.render.spans import placed
from gov_accounts.render.typesetting import foldable, typeset, words
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.printing.printed import PrintedStatement
    from gov_accounts.publishing.charts import Chart
    from gov_accounts.publishing.document import Block, Document
    from gov_accounts.render.grid import BodyCell, Head

__all__ = ["DocumentsMissingError", "FontMissingError", "PdfError", "render"]

_WORDS: Final = {"contents": "目录"}
_NARROWEST, _INSET, _HEAD_LINES = 4, 2, 2
"""Of a form's columns: half characters at least, and beside the words; lines of a head."""
_PART_SIZES: Final = (17, 16, 15, 14)
"""Points, for the headings of parts: as large as lets each stand on one line."""
_LINE_WIDTH: Final = 493
"""Of a page that stands upright, in points."""
_FORM_ROOM: Final = 1090
"""Width of a page for a form, in tenths of half a character of its type."""
_REGULAR: Final = "font-variation-settings: 'wght' 400"
"""Of a chart's words: in a font that has every weight in one file, typst would take the thinnest for a picture."""


def render(document: Document) -> bytes:
    """The PDF. The same document gives the same bytes, with the same fonts.

    Raises:
        DocumentsMissingError: typst isn't installed.
        FontMissingError: no font has all the characters.
        PdfError: typst refuses the document.
    """
    return typeset("document.typ", lambda families: _document(document, families))


def _document(document: Document, families: Sequence[str]) -> dict[str, Any]:
    font = ", ".join(f"'{family}'" for family in families)
    return {
        "fonts": families,
        # An accessible PDF must have a title.
        "title": one_line(document.title).strip() or str(document.year),
        "unit_name": one_line(document.unit_name),
        "year": document.year,
        "words": _WORDS,
        "part_size": fitting_size(
            (one_line(each.text) for each in document.headings() if each.level == 1), _PART_SIZES, _LINE_WIDTH
        ),
        "sections": [
            {"landscape": section.landscape, "blocks": [_block(block, font) for block in section.blocks]}
            for section in sections(in_order(document.blocks))
        ],
    }


def _block(block: Block, font: str) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": foldable(one_line(block.text))}
        case Paragraph():
            return {"kind": "paragraph", "text": words(block.text)}
        case StatementTable():
            return _statement(block.statement)
        case Form():
            return _form(block)
        case Picture():
            return _picture(block.chart, font)


def _statement(statement: PrintedStatement) -> dict[str, Any]:
    table = grid(statement)
    body = [[_body(cell) for cell in line] for line in table.body]
    lines = placed(table.body, table.width)
    widest = [
        max(
            (
                _body_text(place.cell)
                for line in lines
                for place in line
                if place.column == index and place.columns == 1
            ),
            key=text_width,
            default="",
        )
        for index in range(table.width)
    ]
    columns: list[tuple[str, str]] = []
    for panel in statement.panels:
        columns.extend(("label" if stub.field == "label" else "code", stub.heads[-1]) for stub in panel.stubs)
        columns.extend(("figure", column.heads[-1]) for column in panel.columns)
    return {
        "kind": "table",
        "title": one_line(statement.heading),
        "flows": statement.flows,
        "above": [one_line(each) for each in statement.above(statement.numbered_money)],
        "columns": [
            {
                "kind": kind,
                "head": words(head),
                "widest": widest[index],
            }
            for index, (kind, head) in enumerate(columns)
        ],
        "heads": [[_head(head) for head in line] for line in table.lines],
        "lines": len(table.heads) + 1 + len(body),
        "body": body,
        "notes": [words(note) for note in statement.notes],
    }


def _body_text(cell: BodyCell | None) -> str:
    if cell is None:
        return ""
    return cell.text if cell.kind == "figure" else words(cell.text)


def _body(cell: BodyCell) -> str | dict[str, Any]:
    """A cell's text; with the columns it spans and how it looks, where that is unlike the others of its column."""
    text = _body_text(cell)
    plain = cell.columns == 1 and not cell.bold and cell.text != UNFILLED
    return text if plain else {"text": text, "columns": cell.columns, "bold": cell.bold, "centred": not cell.bold}


def _head(head: Head) -> dict[str, Any]:
    return {"text": words(head.text), "columns": head.columns, "lines": head.lines}


def _form(form: Form) -> dict[str, Any]:
    hard, least, wanted = ([_NARROWEST] * form.width for _ in range(3))
    kinds: dict[str, Kind] = {"label": "head", "figure": "figure", "text": "text"}
    cells = []
    for line in placed(form.rows, form.width):
        for place in line:
            if place.continued:
                continue
            kind = place.cell.kind if place.cell else "text"
            text = words(place.cell.content.text) if place.cell else ""
            cells.append({"kind": kind, "text": text, "columns": place.columns, "lines": place.lines})
            if place.columns == 1:
                need, wish = needed(text, kinds[kind], _HEAD_LINES)
                hard[place.column] = max(hard[place.column], unbroken(text))
                least[place.column] = max(least[place.column], need)
                wanted[place.column] = max(wanted[place.column], need, wish)
    return {
        "kind": "form",
        "title": one_line(form.title),
        "above": [foldable(one_line(each)) for each in form.above],
        "columns": shared(_with_insets(hard), _with_insets(least), _with_insets(wanted), _FORM_ROOM),
        "cells": cells,
    }


def _with_insets(columns: Sequence[int]) -> list[int]:
    """Widths in tenths of half a character, with what is free beside the words."""
    return [10 * (each + _INSET) for each in columns]


def _picture(chart: Chart, font: str) -> dict[str, Any]:
    return {
        "kind": "picture",
        "svg": printable(svg.render(chart, font, _REGULAR)),
        "caption": words(chart.name),
        "alt": one_line(alternative(chart)),
        "notes": [words(note) for note in chart.notes],
    }
