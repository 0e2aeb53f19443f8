"""Our own documents, and small ones written by hand, as the audit understands them: without files in between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from gov_accounts.audit.findings import AuditFinding
from gov_accounts.audit.paper import FoundTable, PrintedNumber, Prose, Section, Tables
from gov_accounts.audit.source import Block, Grid, GridCell, Line, Source
from gov_accounts.audit.spot import Spot
from gov_accounts.audit.words import Words, check_words
from gov_accounts.law.profile import Profile, official_profile
from gov_accounts.printing.printed import PrintedStatement
from gov_accounts.publishing.document import Document, Form, Heading, Paragraph, StatementTable

WAN = 1_000_000
UNIT = "青石市图书中心"


class Understood(NamedTuple):
    """What `check_words` takes."""

    source: Source
    tables: Tables
    prose: Prose

    def words(self) -> Words:
        return check_words(*self)

    def findings(self) -> tuple[AuditFinding, ...]:
        return self.words().findings


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def number(text: str, spot: Spot | None = None) -> PrintedNumber:
    return PrintedNumber(Decimal(text), len(text.partition(".")[2]), WAN, spot or Spot(printed=text))


def section(where: str, text: str = "", heading: str = "", block: int = 0) -> Section:
    """A section of one's own words."""
    head = Spot(section=where, printed=heading, around=heading) if heading else None
    return Section(where, heading, text, ((0, block),) * len(text), head)


def prose(*texts: str) -> Prose:
    """Sections one after the other: 三部分一, 三部分二, …"""
    return Prose(tuple(section(f"三部分{'一二三四五六七八九'[at]}", text, "情况") for at, text in enumerate(texts)))


def nothing(year: int = 2020, profile: str = "2020", **forms: FoundTable) -> Tables:
    """A document with no tables, or with some."""
    return Tables(UNIT, year, official_profile(profile), exactly=True, tables=forms)


def source(*lines: str | Grid) -> Source:
    return Source(("文件.txt",), "text", tuple(Line(each) if isinstance(each, str) else each for each in lines))


def grid(*rows: str) -> Grid:
    """Cells apart by ``|``; blank ones aren't there."""
    cells = [
        GridCell(text.strip(), row, column)
        for row, line in enumerate(rows)
        for column, text in enumerate(line.split("|"))
        if text.strip()
    ]
    return Grid(len(rows), max(each.column for each in cells) + 1, tuple(cells))


def table(key: str, rows: dict[str, dict[str, str]], profile: str = "2020", **more: object) -> FoundTable:
    """A table with some rows: row key → column key → what is printed."""
    form = official_profile(profile).formats.by_key[key]
    cells = {row: {column: number(text) if text else None for column, text in of.items()} for row, of in rows.items()}
    found = FoundTable(form, f"表{form.number}", form.title, 0, WAN, "万元", cells)
    return FoundTable(**{**{name: getattr(found, name) for name in found.__dataclass_fields__}, **more})


def understood(document: Document, profile: Profile) -> Understood:
    """A document of ours."""
    blocks: list[Block] = [Line(document.title), Line("目录")]
    contents = [heading.text for heading in document.headings() if heading.level < 3]
    listed = "\n".join(map(squeezed, contents))
    sections = [
        section("封面", squeezed(document.title)),
        Section("目录", "目录", listed, ((0, 1),) * len(listed)),
    ]
    tables: dict[str, FoundTable] = {}
    used: set[int] = set()
    place: list[str] = []
    text: list[str] = []
    marks: list[tuple[int, int]] = []

    def close() -> None:
        if place:
            heading = place[-1]
            where = _id(place)
            sections.append(
                Section(
                    where, heading, "\n".join(text), tuple(marks), Spot(section=where, printed=heading, around=heading)
                )
            )
        text.clear()
        marks.clear()

    for block in document.blocks:
        at = len(blocks)
        if isinstance(block, Heading):
            close()
            place = [*place[: block.level - 1], squeezed(block.text)]
            blocks.append(Line(block.text, heading=block.level))
        elif isinstance(block, Paragraph):
            words = squeezed(block.text)
            if text:
                marks.append((0, at))
            text.append(words)
            marks += [(0, at)] * len(words)
            blocks.append(Line(block.text, ends=True))
        elif isinstance(block, StatementTable):
            used.update((at, at + 1))
            blocks += [Line(block.statement.title), *(Line(each) for each in block.statement.notes)]
            used.update(range(at, len(blocks)))
            tables[block.statement.key] = found(block.statement, profile)
        elif isinstance(block, Form):
            blocks += [Line(block.title), _grid(block)]
    close()
    own = Tables(document.unit_name, document.year, profile, exactly=True, tables=tables, used=frozenset(used))
    return Understood(Source(("文件.docx",), "docx", tuple(blocks)), own, Prose(tuple(sections)))


def _id(place: list[str]) -> str:
    """An id of headings: 三部分五（三）."""
    numbers = [
        re.match(r"第(.+?)部分|([一二三四五六七八九十]+)、|（([一二三四五六七八九十]+)）", each) for each in place
    ]
    first = (numbers[0][1] if numbers and numbers[0] else None) or "二"
    rest = "".join((each[2] or f"（{each[3]}）") for each in numbers[1:] if each)
    return f"{first}部分{rest}"


def found(statement: PrintedStatement, profile: Profile) -> FoundTable:
    """A printed table, read back."""
    rows: dict[str, dict[str, PrintedNumber | None]] = {}
    labels: dict[str, str] = {}
    for panel in statement.panels:
        for row in panel.rows:
            labels[row.key] = row.label.strip()
            rows[row.key] = {
                column.key: number(
                    f"{row.values[column.key]:.2f}", Spot(table=statement.name, row=row.name, column=column.name)
                )
                if column.key in row.values
                else None
                for column in panel.columns
            }
    notes = tuple(Spot(table=statement.name, printed=each, around=each) for each in statement.notes)
    form = profile.formats.by_key[statement.key]
    head = Spot(table=statement.name, printed=statement.title)
    return FoundTable(
        form, statement.name, statement.title, 0, WAN, "万元", rows, labels, {}, notes, statement.year, head
    )


def _grid(form: Form) -> Grid:
    """A form's cells where they stand, those that reach down above others."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for row, line in enumerate(form.rows):
        column = 0
        for cell in line:
            while (row, column) in taken:
                column += 1
            area = {(row + down, column + over) for down in range(cell.lines) for over in range(cell.columns)}
            taken |= area
            cells.append(GridCell(cell.content.text, row, column, cell.lines, cell.columns))
            column += cell.columns
    return Grid(len(form.rows), form.width, tuple(cells))


def rules(findings: Iterable[AuditFinding]) -> list[str]:
    return [each.rule for each in findings]


def shown(findings: Iterable[AuditFinding]) -> Iterator[str]:
    for each in findings:
        yield f"{each.rule} {each.places[0].section or each.places[0].table} {each.what}"
