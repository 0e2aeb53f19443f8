"""Published forms and papers as facts (``tests/publishing/papers``): what is printed, whoever prints it.

Nothing here knows the library. A form says what stands in each cell; `differences` says where a table, of a paper or of
a profile, has something else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "publishing" / "papers"
CODES = "…"
"""Stands in a form for the rows of codes: as many as there are figures."""
CODE_LENGTHS = (3, 5, 7)

Row = tuple[str, ...]
Head = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableGrid:
    """A table as printed: plain words.

    Attributes:
        unit_words: what stands above the table to the right, such as 单位：万元.
        heads: of each column, its headings from the top.
        rows: every row from left to right, the panels side by side; a cell merged over columns stands in the first.
        notes: the lines under the table.
    """

    title: str
    unit_words: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table of a form.

    Attributes:
        panels: of each panel, of each of its columns, the headings from the top; where a heading is merged down over
            several lines, the lines under its first are empty.
        words: whether a column holds words, and not figures.
        rows: as in a grid; `CODES` where rows of codes stand.
        note: the line under the table.
        empty: the line under that, where the table has no figure; nothing where the form gives none.
        empty_rows: how many blank rows there are in place of codes.
        total_on_last_head_line: whether the form prints the lowest heads in the row of the 合计, so that it has no
            cells for the total there.
    """

    number: int
    title: str
    unit_words: str
    landscape: bool
    panels: tuple[tuple[Head, ...], ...]
    words: tuple[bool, ...]
    rows: tuple[Row, ...]
    note: str
    empty: str
    empty_rows: int
    total_on_last_head_line: bool

    @property
    def heads(self) -> tuple[Head, ...]:
        """The columns' headings, left to right."""
        return tuple(head for panel in self.panels for head in panel)

    def grid(self) -> TableGrid:
        """The table without any figure, as the form itself prints it."""
        rows = _with_blank_rows(self.rows, self.empty_rows)
        return TableGrid(self.title, self.unit_words, self.heads, rows, tuple(filter(None, (self.note, self.empty))))


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the text: its heading, its parts' headings, the sentence that stands where there is nothing."""

    heading: str
    parts: tuple[str, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form's facts, for a unit and a year.

    Attributes:
        decimals: how many, of ``amounts`` and of ``percents``.
        parts: what heads each part in the text; ``contents`` has its own words for the second.
        single_unit: what the overview's second section is called for a department of one unit.
        units_heads: the columns of the list of units in it.
        glossary: the terms, numbered, and how their definitions begin.
    """

    source: str
    decimals: Mapping[str, int]
    cover: tuple[str, ...]
    contents_title: str
    contents: tuple[str, ...]
    parts: tuple[str, ...]
    single_unit: str
    units_heads: tuple[str, ...]
    tables: Mapping[int, FormTable]
    sections: tuple[Section, ...]
    vehicles: tuple[str, ...]
    equipment: str
    glossary: Mapping[str, str]

    def headed(self, place: str) -> bool:
        """Whether the text has a place: 第二部分, 六, or 五（三）."""
        if place.startswith("第"):
            return any(line.startswith(f"{place} ") for line in self.contents)
        number, part = place.removesuffix("）").partition("（")[::2]
        return any(
            section.heading.startswith(f"{number}、")
            and (not part or any(each.startswith(f"（{part}）") for each in section.parts))
            for section in self.sections
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a table isn't as the form has it.

    Attributes:
        what: ``title``, ``unit words``, ``heads``, ``rows``, ``codes``, ``figures`` or ``notes``.
        form: what the form has there; of rows, their words alone.
        found: what is there in its place.
    """

    what: str
    form: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper says something: in a table's cell, columns counted from 1, or in a section of the text."""

    value: str
    table: int = 0
    row: str = ""
    column: int = 0
    section: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sides that should be equal, each summed, and aren't: ``rounding``, ``scope`` or ``slip``."""

    kind: str
    left: tuple[Place, ...]
    right: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Percent:
    """A printed per cent that isn't what its part and its whole give."""

    printed: Place
    part: Place
    whole: Place


@dataclass(frozen=True, slots=True)
class Pair:
    """What the text says, and the cell that says otherwise."""

    text: Place
    table: Place


@dataclass(frozen=True, slots=True)
class Wording:
    """Where a paper's text has other words than the form's."""

    where: str
    form: str
    paper: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A published paper.

    Attributes:
        tables: as printed, by number.
        differences: in what they differ from the form, by number.
        wording: in what the text does; examples, not all.
        contradictions, percents, names, nothing_in: where the paper contradicts itself; ``names`` are words that the
            tables have otherwise, ``nothing_in`` what the text says money went to, though the table has none.
    """

    source: str
    unit: str
    year: int
    form: Form
    tables: Mapping[int, TableGrid]
    differences: Mapping[int, tuple[Difference, ...]]
    wording: tuple[Wording, ...]
    contradictions: tuple[Contradiction, ...]
    percents: tuple[Percent, ...]
    names: tuple[Pair, ...]
    nothing_in: tuple[Pair, ...]

    def cell(self, table: int, row: str, column: int) -> str:
        """What a cell holds.

        Args:
            table: the table's number.
            row: one of the words of the row in the column's panel, its code or its label.
            column: counted from 1.

        Raises:
            LookupError: no row is called so, or several are.
        """
        panels = self.form.tables[table].panels
        ends = [sum(len(panel) for panel in panels[: index + 1]) for index in range(len(panels))]
        first, last = next(((end - len(panel)), end) for panel, end in zip(panels, ends, strict=True) if column <= end)
        found = [each for each in self.tables[table].rows if row in each[first:last]]
        if len(found) != 1:
            raise LookupError(f"{len(found)} rows of table {table} are called {row}")
        return found[0][column - 1]


def read_form(name: str, unit: str, year: int) -> Form:
    """A form's facts, by the name of its file, for a unit and a year."""
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text.replace("{unit}", unit).replace("{year}", str(year)))
    document = said["document"]
    return Form(
        said["source"],
        said["decimals"],
        tuple(document["cover"]),
        document["contents_title"],
        tuple(document["contents"]),
        tuple(document["parts"]),
        document["single_unit"],
        tuple(document["units_heads"]),
        {each["number"]: _form_table(each, said["unit_words"], said["words"]) for each in said["tables"]},
        tuple(
            Section(each["heading"], tuple(each.get("parts", ())), each.get("nothing", "")) for each in said["sections"]
        ),
        tuple(said["assets"]["vehicles"]),
        said["assets"]["equipment"],
        said["glossary"],
    )


def read_paper(name: str, form: str) -> Paper:
    """A paper's facts, by the names of its file and of its form's."""
    said = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    of_form = read_form(form, said["unit"], said["year"])
    tables = {}
    for each in said["tables"]:
        table = of_form.tables[each["number"]]
        rows = _rows(each["rows"])
        tables[table.number] = TableGrid(table.title, table.unit_words, table.heads, rows, tuple(each["notes"]))
    named: dict[int, list[Difference]] = {number: [] for number in tables}
    for each in said.get("differences", ()):
        named[each["table"]].append(Difference(each["what"], tuple(each["form"]), tuple(each["paper"])))
    return Paper(
        said["source"],
        said["unit"],
        said["year"],
        of_form,
        tables,
        {number: tuple(each) for number, each in named.items()},
        tuple(Wording(**each) for each in said["wording"]),
        tuple(
            Contradiction(each["kind"], _places(each["left"]), _places(each["right"]))
            for each in said["contradictions"]
        ),
        tuple(
            Percent(*(Place(**each[key]) for key in ("printed", "part", "whole"))) for each in said.get("percents", ())
        ),
        _pairs(said.get("names", ())),
        _pairs(said.get("nothing_in", ())),
    )


def differences(form: FormTable, grid: TableGrid) -> list[Difference]:
    """Where a table isn't as the form has it; none where it is.

    Titles, heads, words of rows, their order and the notes are compared. Figures may be anything, but where the
    form has no row for them. Blanks within words don't count: typesetters put them between Chinese and figures.
    """
    found = [
        Difference(what, tuple(expected), tuple(printed))
        for what, expected, printed in (
            ("title", [form.title], [grid.title]),
            ("unit words", [form.unit_words], [grid.unit_words]),
            ("heads", _paths(form.heads), _paths(grid.heads)),
        )
        if [_plain(each) for each in expected] != [_plain(each) for each in printed]
    ]
    if wrong := [row for row in grid.rows if len(row) != len(form.heads)]:
        return [*found, Difference("rows", (f"{len(form.heads)} cells",), tuple(_shown(row) for row in wrong))]
    codes = [row for row in grid.rows if _is_code(form, row)]
    found += _in_rows(form, grid, codes)
    found += _in_codes(form, codes)
    found += [Difference("figures", (), (_shown(row),)) for row in grid.rows if _without_words(form, row)]
    empty = not any(cell for row in grid.rows for cell, words in zip(row, form.words, strict=True) if not words)
    expected_notes = [form.note, form.empty] if empty and form.empty else [form.note]
    found += _compared("notes", expected_notes, grid.notes)
    return found


def head_lines(heads: Sequence[Head]) -> list[list[tuple[str, int, int]]]:
    """Heads as lines of cells, each with its words, and how many columns and lines it spans.

    Every head has as many steps as there are lines; an empty step is a cell merged down.
    """
    lines: list[list[tuple[str, int, int]]] = []
    for line in range(len(heads[0])):
        cells = []
        for path, columns in groupby(heads, key=lambda head: head[: line + 1]):
            if path[-1]:
                under = list(columns)
                down = {
                    next((i for i, step in enumerate(head[line + 1 :]) if step), len(head) - line - 1) for head in under
                }
                cells.append((path[-1], len(under), 1 + min(down)))
        lines.append(cells)
    return lines


def _form_table(said: Mapping[str, Any], unit_words: str, words: Sequence[str]) -> FormTable:
    panels = tuple(tuple(tuple(path.split("/")) for path in panel) for panel in said["heads"])
    return FormTable(
        said["number"],
        said["title"],
        unit_words,
        said["landscape"],
        panels,
        tuple(next(filter(None, reversed(head))) in words for panel in panels for head in panel),
        _rows(said["rows"]),
        said["note"],
        said.get("empty", ""),
        said.get("empty_rows", 0),
        said.get("total_on_last_head_line", False),
    )


def _rows(picture: str) -> tuple[Row, ...]:
    return tuple(tuple(cell.strip() for cell in line.split("|")) for line in picture.splitlines())


def _places(said: Sequence[Mapping[str, Any]]) -> tuple[Place, ...]:
    return tuple(Place(**each) for each in said)


def _pairs(said: Sequence[Mapping[str, Any]]) -> tuple[Pair, ...]:
    return tuple(Pair(Place(**each["text"]), Place(**each["table"])) for each in said)


def _in_rows(form: FormTable, grid: TableGrid, codes: Sequence[Row]) -> Iterator[Difference]:
    """Rows other than codes', their words and their order; codes stand where the form has them, or blank rows do."""
    expected = form.rows if codes else _with_blank_rows(form.rows, form.empty_rows)
    coded = set(codes)
    marker = next((_words(form, row) for row in form.rows if row[0] == CODES), ())
    printed = []
    for row in grid.rows:
        if row not in coded:
            printed.append(_words(form, row))
        elif printed[-1:] != [marker]:
            printed.append(marker)
    yield from _compared("rows", [_shown(_words(form, row)) for row in expected], [_shown(row) for row in printed])


def _in_codes(form: FormTable, codes: Sequence[Row]) -> Iterator[Difference]:
    """Codes in order, each with a name and under its parent."""
    numbers = [row[0] for row in codes]
    wanted = sorted({*numbers, *(number[:length] for number in numbers for length in CODE_LENGTHS)})
    yield from _compared("codes", wanted, numbers)
    for row in codes:
        if not all(_words(form, row)):
            yield Difference("codes", (), (_shown(row),))


def _compared(what: str, expected: Sequence[str], printed: Sequence[str]) -> Iterator[Difference]:
    left, right = [_plain(each) for each in expected], [_plain(each) for each in printed]
    for kind, i, j, k, m in SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Difference(what, tuple(expected[i:j]), tuple(printed[k:m]))


def _is_code(form: FormTable, row: Row) -> bool:
    """Whether a row is one of the codes that the form leaves open."""
    open_codes = any(each[0] == CODES for each in form.rows)
    return open_codes and row[0].isdecimal() and len(row[0]) in CODE_LENGTHS


def _without_words(form: FormTable, row: Row) -> bool:
    """Whether a row has figures in a panel in which the form has words for it and it has none."""
    start = 0
    for panel in form.panels:
        columns = range(start, start + len(panel))
        start += len(panel)
        words = [row[column] for column in columns if form.words[column]]
        if words and not any(words) and any(row[column] for column in columns):
            return True
    return False


def _with_blank_rows(rows: Sequence[Row], number: int) -> tuple[Row, ...]:
    blank = ("",) * len(rows[0])
    return tuple(each for row in rows for each in ([blank] * number if row[0] == CODES else [row]))


def _words(form: FormTable, row: Row) -> Row:
    return tuple(cell for cell, words in zip(row, form.words, strict=True) if words)


def _paths(heads: Sequence[Head]) -> list[str]:
    return ["/".join(filter(None, head)) for head in heads]


def _shown(row: Row) -> str:
    return " | ".join(row).strip()


def _plain(words: str) -> str:
    return "".join(words.split())
