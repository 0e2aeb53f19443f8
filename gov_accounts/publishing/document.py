"""The document as a value: all that is printed, in order. Renderers lay it out, and know no accounting.

    statements + ledger + disclosure.toml ──assemble──► Document ──render/as_docx, as_pdf, as_html, xlsx──► a file

Every number the program puts into a sentence is a `Figure`, so that it can be asked where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.law.formula import Reference
    from gov_accounts.printing.printed import PrintedStatement
    from gov_accounts.publishing.charts import Chart


@dataclass(frozen=True, slots=True)
class Figure:
    """A number within a sentence or a form.

    Attributes:
        id: unique in the document: the section's number and the figure's name, ``三.五.三.完成预算``.
        name: what it is, in words.
        text: as printed, without its unit.
        unit: ``万元``, ``%``, ``人``; nothing where it has none.
        origin: where it comes from, for people: a formula over cells, or a file and line.
        cells: the cells of this year's tables it is worked out from.
    """

    id: str
    name: str
    text: str
    unit: str
    origin: str
    cells: tuple[Reference, ...] = ()


Run: TypeAlias = str | Figure
"""A piece of a sentence."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 is a part (第一部分), 2 a section (一、), 3 a subsection （一）. Ids are unique."""

    level: int
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text, nothing in it is markup."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The whole of it."""
        return "".join(run if isinstance(run, str) else run.text for run in self.runs)

    def figures(self) -> Iterator[Figure]:
        """Its numbers, in order."""
        return (run for run in self.runs if isinstance(run, Figure))


@dataclass(frozen=True, slots=True)
class StatementTable:
    """One of the statutory tables; its notes are printed below it."""

    statement: PrintedStatement


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form, with the columns and lines it spans.

    Attributes:
        kind: ``label`` is a heading of what stands beside or below, ``figure`` is set right, ``text`` left.
    """

    content: Paragraph
    columns: int = 1
    lines: int = 1
    kind: Literal["label", "text", "figure"] = "text"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of cells, such as 项目自评表: a title, a line above it, rows.

    Attributes:
        width: how many columns it has; each row's cells, with those that reach down into it, fill them.
    """

    title: str
    above: tuple[str, ...]
    width: int
    rows: tuple[tuple[FormCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its caption below; its lines are the text alternative."""

    chart: Chart


Block: TypeAlias = Heading | Paragraph | StatementTable | Form | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """The whole document.

    Attributes:
        title: on the cover, with the year: ``某某中心 2020 年度部门决算``.
        year: the year it is of; files are dated by its last day, never by the clock.
        blocks: everything after the cover and the table of contents, in order. A heading of level 1 starts a page. A
            document without headings has neither cover nor contents.
    """

    title: str
    unit_name: str
    year: int
    money_unit: str
    blocks: tuple[Block, ...]

    def headings(self) -> Iterator[Heading]:
        """For the table of contents."""
        return (block for block in self.blocks if isinstance(block, Heading))

    def figures(self) -> Iterator[Figure]:
        """Every number the program put into words, in order."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.figures()
            elif isinstance(block, Form):
                for row in block.rows:
                    for cell in row:
                        yield from cell.content.figures()


def of_tables(printed: Sequence[PrintedStatement], unit_name: str, year: int, money_unit: str) -> Document:
    """Tables and nothing else."""
    title = "、".join(each.heading for each in printed)
    return Document(title, unit_name, year, money_unit, tuple(map(StatementTable, printed)))
