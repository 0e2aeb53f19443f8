"""The document's words by sections: headings, and the text below each, its lines joined as a reader joins them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.paper import Section
from gov_accounts.audit.source import Line
from gov_accounts.audit.spot import Spot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from gov_accounts.audit.source import Grid, Source

_NUMERALS: Final = "一二三四五六七八九十"
_PART: Final = re.compile(rf"第([{_NUMERALS}]{{1,3}})部分")
_SECTION: Final = re.compile(rf"([{_NUMERALS}]{{1,3}})、")
_SUBSECTION: Final = re.compile(rf"[（(]([{_NUMERALS}]{{1,3}})[)）]")
_ITEM: Final = re.compile(r"\d{1,2}[、.．](?!\d)")
_CONTENTS: Final = re.compile(r"目录")
_LEADERS: Final = re.compile(r"[.…·\-—_]*\d*$")
_BLANKS: Final = re.compile(r"\s+")
_LONGEST_HEADING: Final = 45
_ENDS: Final = "。！？"
_WORDS_FROM: Final = 200
"""Characters: a sheet with fewer is no text."""
COVER: Final = "封面"
CONTENTS: Final = "目录"


@dataclass(slots=True)
class _Open:
    """A section that is being read."""

    id: str
    heading: str
    head: Spot | None
    text: list[str] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)

    def add(self, text: str, mark: tuple[int, int]) -> None:
        self.text.append(text)
        self.marks += [mark] * len(text)

    def new_paragraph(self, mark: tuple[int, int]) -> None:
        if self.text and not self.text[-1].endswith("\n"):
            self.add("\n", mark)

    def closed(self) -> Section:
        return Section(self.id, self.heading, "".join(self.text), tuple(self.marks), self.head)


def find_sections(source: Source, used: Collection[int] = ()) -> tuple[Section, ...]:
    """The sections, in order; what stands before the first heading is the cover.

    Args:
        source: the document.
        used: numbers of blocks that tables were read from.
    """
    found = _read(source, used, contents=True)
    if found and found[-1].id == CONTENTS:
        found = _read(source, used, contents=False)  # Contents that don't end are none.
    return found


def _read(source: Source, used: Collection[int], *, contents: bool) -> tuple[Section, ...]:
    reader = _Reader(source, contents=contents)
    for number, block in enumerate(source.blocks):
        if number in used:
            reader.open.new_paragraph((block.page, number))
        elif isinstance(block, Line):
            reader.line(number, block)
        else:
            reader.open.new_paragraph((block.page, number))
            for line in _lines_of(block):
                reader.line(number, line)
    return tuple(each for each in reader.sections() if each.text.strip() or each.heading)


def _lines_of(grid: Grid) -> Iterator[Line]:
    """A sheet that holds words, a cell a row, as lines; nothing of a table."""
    rows = [[cell for cell in row if cell.strip()] for row in grid.lines()]
    filled = [row for row in rows if row]
    alone = [row[0] for row in filled if len(row) == 1]
    if filled and 10 * len(alone) >= 9 * len(filled) and sum(map(len, alone)) > _WORDS_FROM:
        yield from (Line(text, grid.page, ends=True, sheet=grid.sheet) for text in alone)


class _Reader:
    """Reads lines one after the other."""

    def __init__(self, source: Source, *, contents: bool) -> None:
        # Where lines are wrapped, only a full stop tells that a paragraph may end.
        self.each_line_ends = source.kind in {"docx", "html", "workbook"}
        self.done: list[Section] = []
        self.open: _Open = _Open(COVER, "", None)
        self.part = self.section = ""
        self.contents: list[str] = []
        self.with_contents = contents

    def sections(self) -> Iterator[Section]:
        yield from self.done
        yield self.open.closed()

    def line(self, number: int, line: Line) -> None:
        text = _BLANKS.sub("", line.text)
        if not text:
            return
        mark = (line.page, number)
        if self.with_contents and _CONTENTS.fullmatch(text):
            self._begin(CONTENTS, text, line, mark)
            self.contents = []
            return
        if self.open.id == CONTENTS and not line.heading and not self._contents_end(text):
            self.contents.append(_plain(text))
            self.open.add(text + "\n", mark)
            return
        if self._heading(text, line, mark):
            return
        if _ITEM.match(text) and self.open.text and self.open.text[-1][-1:] in {*_ENDS, "；", "：", "\n"}:
            self.open.new_paragraph(mark)
        self.open.add(text, mark)
        if self.each_line_ends or text[-1] in _ENDS:
            self.open.new_paragraph(mark)

    def _contents_end(self, text: str) -> bool:
        """The contents end where their first heading comes again; a hint to whoever prints them may come before it."""
        first = next((each for each in self.contents if _PART.match(each) or _SECTION.match(each)), "")
        return len(self.contents) > 2 and _plain(text) == (first or self.contents[0])  # noqa: PLR2004

    def _heading(self, text: str, line: Line, mark: tuple[int, int]) -> bool:
        heading = text
        if match := _PART.match(text):
            if not _is_heading(text):
                return False
            self.part, self.section = f"{match[1]}部分", ""
            self._begin(self.part, heading, line, mark)
            return True
        if match := _SECTION.match(text):
            heading, rest = _split(text)
            if not _is_heading(heading):
                return False
            self.section = f"{self.part}{match[1]}"
            self._begin(self.section, heading, line, mark)
            self._rest(rest, mark)
            return True
        if match := _SUBSECTION.match(text):
            heading, rest = _split(text)
            if not _is_heading(heading):
                return False
            self._begin(f"{self.section}（{match[1]}）", heading, line, mark)
            self._rest(rest, mark)
            return True
        return False

    def _rest(self, text: str, mark: tuple[int, int]) -> None:
        if text:
            self.open.add(text, mark)
            if self.each_line_ends or text[-1] in _ENDS:
                self.open.new_paragraph(mark)

    def _begin(self, name: str, heading: str, line: Line, mark: tuple[int, int]) -> None:
        self.done.append(self.open.closed())
        self.open = _Open(name, heading, Spot(section=name, page=mark[0], printed=heading, box=line.box))


def _split(text: str) -> tuple[str, str]:
    """A heading and what follows it on its line, after its full stop."""
    heading, stop, rest = text.partition("。")
    return (heading, rest) if stop else (text, "")


def _is_heading(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not any(mark in text[:-1].partition("、")[2] for mark in "，；")


def _plain(text: str) -> str:
    return _LEADERS.sub("", text)
