"""Reads plain text, and tables of separated values."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.reading.characters import meant
from gov_accounts.audit.reading.errors import UnreadableError
from gov_accounts.audit.source import Grid, GridCell, Line, Page, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gov_accounts.audit.source import Block

MOST_BYTES: Final = 20_000_000
MOST_LINES: Final = 300_000
MOST_CELLS: Final = 2_000_000
"""Of a table's rectangle."""
MOST_COLUMNS: Final = 200
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS: Final = (",", "\t", ";", "|")
_HEADING: Final = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
_LONGEST: Final = 100_000
"""Characters of a cell; csv refuses longer ones."""


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, GB 18030, or UTF-16 with its mark.

    Raises:
        UnreadableError: it is in another encoding, or no text.
    """
    for encoding in ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableError(
        "不是能读的文件：不是文字，或编码认不出来。",
        "读 pdf、docx、xlsx、xls、ods、html、csv、txt；文字要用 UTF-8 或 GBK 编码。",
        "另存为其中一种，再运行一次。",
    )


def content_of(path: Path) -> str:
    """A file's text.

    Raises:
        UnreadableError: it is too large, or no text.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _too_much()
    return decoded(content)


def read_text(path: Path, first: int) -> Source:
    """Plain text, or Markdown with its headings; a form feed begins a page.

    Raises:
        UnreadableError: it is too large, or no text.
    """
    pages = meant(content_of(path)).split("\f")
    if pages and not pages[-1].strip():
        pages.pop()
    counted = len(pages) > 1
    markdown = path.suffix.lower() in (".md", ".markdown")
    blocks: list[Block] = []
    for number, page in enumerate(pages, first):
        for text in page.splitlines():
            if not text.strip():
                continue
            if len(blocks) >= MOST_LINES:
                raise _too_much()
            heading = _HEADING.fullmatch(text.strip()) if markdown else None
            line = heading[2] if heading else text.strip()
            blocks.append(Line(line, number if counted else 0, ends=True, heading=len(heading[1]) if heading else 0))
    sizes = tuple(Page(number, path.name, 0, 0) for number in range(first, first + len(pages))) if counted else ()
    return Source((path.name,), "text", tuple(blocks), sizes)


def read_csv(path: Path, first: int) -> Source:
    """Separated values: one grid, or several where lines of one cell stand between rows of several.

    Raises:
        UnreadableError: it is too large, no text, or no such table.
    """
    del first  # It has no pages.
    rows = _rows(meant(content_of(path)))
    blocks: list[Block] = []
    begun: list[list[str]] = []
    for row in rows:
        if len(row) == 1 and row[0].strip():
            blocks += _grids(begun, path.stem)
            begun = []
            blocks.append(Line(row[0].strip(), ends=True, sheet=path.stem))
        elif row:
            begun.append(row)
    blocks += _grids(begun, path.stem)
    return Source((path.name,), "workbook", tuple(blocks))


def _rows(text: str) -> list[list[str]]:
    lines = text.splitlines()[:100]
    separator = max(_SEPARATORS, key=lambda each: sum(line.count(each) for line in lines))
    csv.field_size_limit(_LONGEST)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            if len(rows) >= MOST_LINES:
                raise _too_much()
            rows.append(row[:MOST_COLUMNS])
    except csv.Error as error:
        raise UnreadableError(
            f"第 {reader.line_num} 行不是 CSV：引号不成对，或一格太长。",
            "CSV 用逗号分开各栏，有逗号或引号的内容用引号括起来。",
            "用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”或 .xlsx，再运行一次。",
        ) from error
    return rows


def _grids(rows: Sequence[Sequence[str]], name: str) -> Iterator[Grid]:
    if not any(cell.strip() for row in rows for cell in row):
        return
    width = max(map(len, rows))
    if width * len(rows) > MOST_CELLS:
        raise _too_much()
    cells = (
        GridCell(cell.strip(), at, column)
        for at, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell.strip()
    )
    yield Grid(len(rows), width, tuple(cells), sheet=name, name=name)


def _too_much() -> UnreadableError:
    return UnreadableError(
        "文件太大，不读。", f"文字最多读 {MOST_BYTES // 1_000_000} MB。", "分成几个文件，再运行一次。"
    )
