"""Formats: what each statutory table of a year holds, read from TOML. One folder a year, one file a table.

A table is panels side by side; a panel is rows by columns. What a cell *takes* is what its table, its row and its
column all take; a row or column may instead, or besides, have a *formula*. Where there are both, the figure is
taken from the postings and the formula is a tie that must hold; where there is a formula alone, it gives the figure.

The files are law, written down; this module only reads them, and says where they are wrong.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from gov_accounts.law.formula import Formula, FormulaError, Reference, parse

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Period = Literal["year", "opening", "closing", "before"]
PERIODS: Final = ("year", "opening", "closing", "before")
TieKind = Literal["equal", "same", "at-least"]
TIE_KINDS: Final = ("equal", "same", "at-least")
TieWhen = Literal["always", "closed", "carried", "equal"]
TIE_WHENS: Final = ("always", "closed", "carried", "equal")
PREVIOUS: Final = "previous."
"""Before a table's key: last year's."""
EACH_ROW: Final = "各行"
"""In a tie between tables: every row they have."""
_PROJECT: Final = {"some": True, "none": False}


class FormatError(ValueError):
    """A format file that can't be used; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Take:
    """Which postings count. Codes are prefixes: ``6`` is every 6xxx account; funds are whole codes.

    Attributes:
        project: True for postings with a project, False for those without, None for both.
        period: of the year (结转分录 left out), the opening balance, the closing balance, or the balance before the
            year, which is the opening without the year's own adjustments.
    """

    accounts: tuple[str, ...] = ()
    accounts_except: tuple[str, ...] = ()
    func: tuple[str, ...] = ()
    func_except: tuple[str, ...] = ()
    econ: tuple[str, ...] = ()
    econ_except: tuple[str, ...] = ()
    fund: tuple[str, ...] = ()
    fund_except: tuple[str, ...] = ()
    project: bool | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its 栏次, the headings above it from the top, and what it takes."""

    id: str
    heads: tuple[str, ...]
    take: Take | None
    formula: Formula | None

    @property
    def label(self) -> str:
        """The heading just above the figures."""
        return self.heads[-1]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form.

    Attributes:
        id: 行次, code or label: unique in its table.
        label: what is printed; for a row of a classification, the code's name of the year takes its place.
        code: the row's code in its panel's classification, or nothing.
        take: None for a row that takes nothing itself.
        formula: the row's formula in every column; `formulas` gives it column by column instead.
        foot: stands at the bottom of its panel, in line with the other panels' foot.
    """

    id: str
    label: str
    code: str = ""
    take: Take | None = None
    formula: Formula | None = None
    formulas: Mapping[str, Formula] | None = None
    foot: bool = False

    def formula_in(self, column: str) -> Formula | None:
        """The row's formula in a column."""
        return self.formulas.get(column) if self.formulas is not None else self.formula


@dataclass(frozen=True, slots=True)
class Stub:
    """A column of words at the left of a panel: the rows' ``label`` or ``id``, under its headings."""

    field: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the blocks a table is printed in, side by side.

    Attributes:
        classification: ``func`` or ``econ`` where rows are codes.
        levels: lengths of the codes for which a row is printed whenever it has figures.
        under: first-level codes whose rows belong to this panel; all, when empty.
    """

    stubs: tuple[Stub, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    classification: str
    levels: tuple[int, ...]
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Auxiliary:
    """A quantity that formulas use and no cell prints."""

    id: str
    label: str
    take: Take | None
    formula: Formula | None


@dataclass(frozen=True, slots=True)
class Format:
    """A table.

    Attributes:
        key: what the table is called everywhere in the program.
        number: 表 number of the year.
        remark: what the table shows, printed as 注.
        empty: the 说明 sentence of a table without any figure, or nothing.
    """

    key: str
    number: int
    title: str
    remark: str
    empty: str
    landscape: bool
    take: Take
    panels: tuple[Panel, ...]
    auxiliary: Mapping[str, Auxiliary]

    def column_ids(self) -> tuple[str, ...]:
        """All 栏次 in print order, each once."""
        return tuple(dict.fromkeys(column.id for panel in self.panels for column in panel.columns))


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between tables: the formulas of both sides, and the sentence that says how they relate.

    A side that names ``各行`` stands for as many ties as its tables have rows, each with that row's id.

    Attributes:
        kind: ``equal``, both sides agree; ``same``, one fact is printed twice; ``at-least``, the left side isn't less.
        when: ``always``; ``closed``, once the year is closed; ``carried``, once last year is; ``equal``, wherever the
            books have both sides equal, so that what is one figure in the books is one figure in print.
        why: what must hold, as a sentence without its full stop.
        source: where the rule stands.
    """

    id: str
    kind: TieKind
    left: Formula
    right: Formula
    when: TieWhen
    why: str
    source: str

    @property
    def when_closed(self) -> bool:
        """Whether it holds only once the year is closed."""
        return self.when == "closed"

    def references(self) -> tuple[Reference, ...]:
        """Every cell and auxiliary quantity either side names."""
        return (*self.left.references(), *self.right.references())


@dataclass(frozen=True, slots=True)
class FormatSet:
    """The tables of a year in order, and the ties between them.

    Attributes:
        source: where the forms and the formulas within them come from.
    """

    year: int
    formats: tuple[Format, ...]
    ties: tuple[Tie, ...]
    source: str = ""

    def find(self, name: str) -> Format | None:
        """The table called `name`: its key, its number, or its number with 表 before it."""
        text = name.strip()
        number = text.removeprefix("表")
        for each in self.formats:
            if text == each.key or number == str(each.number):
                return each
        return None


@cache
def official_formats(year: int) -> FormatSet:
    """The formats for `year`: its own folder, or the last one before it, or the first there is."""
    root = resources.files("gov_accounts_ledger") / "formats"
    years = sorted(int(folder.name) for folder in root.iterdir() if folder.name.isdigit())
    chosen = max((each for each in years if each <= year), default=years[0])
    return read_formats(root / str(chosen), chosen)


def read_formats(folder: Traversable, year: int) -> FormatSet:
    """Read a folder of formats.

    Raises:
        FormatError: a file is not as it should be.
    """
    formats: list[Format] = []
    ties: tuple[Tie, ...] = ()
    source = ""
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            content = tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise FormatError(f"{file.name}: {error}") from error
        if file.name == "ties.toml":
            source = content.get("source", "")
            ties = tuple(_ties(content, file.name))
        else:
            formats.append(_Reader(file.name).format(content))
    return FormatSet(year, tuple(sorted(formats, key=lambda each: each.number)), ties, source)


def _ties(content: Mapping[str, Any], file: str) -> Iterable[Tie]:
    reader = _Reader(file)
    source = reader.text(content, "source", "")
    seen: set[str] = set()
    for index, entry in enumerate(reader.listed(content, "ties")):
        where = f"ties[{index}]"
        reader.known(entry, where, {"id", "kind", "left", "right", "when", "why", "source", "each"})
        for values in _values(content, entry, reader, where):
            filled = {key: text.format_map(values) for key, text in entry.items() if isinstance(text, str)}
            tie = Tie(
                reader.text(filled, "id", where),
                cast("TieKind", reader.choice(filled, "kind", where, TIE_KINDS, "equal")),
                reader.parsed(reader.text(filled, "left", where), f"{where}.left"),
                reader.parsed(reader.text(filled, "right", where), f"{where}.right"),
                cast("TieWhen", reader.choice(filled, "when", where, TIE_WHENS, "always")),
                reader.text(filled, "why", where),
                filled.get("source", source),
            )
            if tie.id in seen:
                raise reader.wrong(f"{where}.id", f"没有用过的编号，{tie.id} 已有")
            seen.add(tie.id)
            yield tie


def _values(
    content: Mapping[str, Any], entry: Mapping[str, Any], reader: _Reader, where: str
) -> Sequence[Mapping[str, str]]:
    """What is put into a tie one after another: its own list, or one that several share."""
    each = entry.get("each", [{}])
    if isinstance(each, str):
        lists = content.get("lists", {})
        if each not in lists:
            raise reader.wrong(f"{where}.each", f"[lists] 里的一组值：{'、'.join(lists)}")
        each = lists[each]
    return cast("Sequence[Mapping[str, str]]", each)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one file; every error names it and the key."""

    file: str

    def format(self, content: Mapping[str, Any]) -> Format:
        self.known(
            content,
            "",
            {"key", "number", "title", "remark", "empty", "landscape", "take", "panels", "auxiliary"},
        )
        auxiliary = {
            name: Auxiliary(
                name,
                self.text(entry, "label", f"auxiliary.{name}"),
                self.take(entry, f"auxiliary.{name}"),
                self.formula(entry, f"auxiliary.{name}"),
            )
            for name, entry in content.get("auxiliary", {}).items()
        }
        result = Format(
            self.text(content, "key", ""),
            int(content.get("number", 0)),
            self.text(content, "title", ""),
            self.text(content, "remark", ""),
            content.get("empty", ""),
            bool(content.get("landscape", False)),
            self.take(content, "") or Take(),
            tuple(self.panel(entry, f"panels[{index}]") for index, entry in enumerate(self.listed(content, "panels"))),
            auxiliary,
        )
        self.check(result)
        return result

    def panel(self, entry: Mapping[str, Any], where: str) -> Panel:
        self.known(entry, where, {"stubs", "columns", "rows", "codes", "classification", "levels", "under"})
        classification = self.choice(entry, "classification", where, ("", "func", "econ"), "")
        rows = [
            row for index, each in enumerate(entry.get("rows", [])) for row in self.rows(each, f"{where}.rows[{index}]")
        ]
        coded = [Row(code, "", code, _prefix(classification, code)) for code in entry.get("codes", [])]
        return Panel(
            tuple(Stub(stub["field"], tuple(stub["heads"])) for stub in entry.get("stubs", [])),
            tuple(
                self.column(each, f"{where}.columns[{index}]")
                for index, each in enumerate(self.listed(entry, "columns"))
            ),
            (*(row for row in rows if not row.foot), *coded, *(row for row in rows if row.foot)),
            classification,
            tuple(entry.get("levels", [])),
            tuple(entry.get("under", [])),
        )

    def column(self, entry: Mapping[str, Any], where: str) -> Column:
        self.known(entry, where, {"id", "heads", "take", "formula"})
        return Column(
            self.text(entry, "id", where),
            tuple(entry["heads"]),
            self.take(entry, where),
            self.formula(entry, where),
        )

    def rows(self, entry: Mapping[str, Any], where: str) -> Iterable[Row]:
        """A row; or, where its id is a range such as ``9..26``, as many blank ones."""
        self.known(entry, where, {"id", "label", "take", "formula", "foot"})
        row_id = self.text(entry, "id", where)
        if ".." in row_id:
            first, last = row_id.split("..")
            yield from (Row(str(number), "") for number in range(int(first), int(last) + 1))
            return
        formula = entry.get("formula")
        by_column = None
        if isinstance(formula, dict):
            by_column = {column: self.parsed(text, f"{where}.formula.{column}") for column, text in formula.items()}
        yield Row(
            row_id,
            entry.get("label", row_id),
            "",
            self.take(entry, where),
            self.formula(entry, where) if by_column is None else None,
            by_column,
            bool(entry.get("foot", False)),
        )

    def take(self, entry: Mapping[str, Any], where: str) -> Take | None:
        if "take" not in entry:
            return None
        taken = dict(entry["take"])
        where = f"{where}.take".removeprefix(".")
        self.known(taken, where, {field.name for field in fields(Take)})
        project = taken.pop("project", None)
        if project is not None and project not in _PROJECT:
            raise self.wrong(f"{where}.project", "some 或 none")
        period = taken.pop("period", None)
        if period is not None and period not in PERIODS:
            raise self.wrong(f"{where}.period", "、".join(PERIODS))
        for key, codes in taken.items():
            if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
                raise self.wrong(f"{where}.{key}", "编码字符串的列表")
        return Take(
            **{key: tuple(codes) for key, codes in taken.items()},
            project=None if project is None else _PROJECT[project],
            period=period,
        )

    def formula(self, entry: Mapping[str, Any], where: str) -> Formula | None:
        text = entry.get("formula")
        return None if text is None else self.parsed(text, f"{where}.formula")

    def parsed(self, text: str, where: str) -> Formula:
        try:
            return parse(text)
        except FormulaError as error:
            raise self.wrong(where, f"一个公式，读到“{error}”处读不下去") from error

    def check(self, result: Format) -> None:
        """Ids are unique, and every formula names what exists."""
        rows = [row.id for panel in result.panels for row in panel.rows]
        if len(set(rows)) != len(rows):
            raise self.wrong("rows", "互不相同的行次")
        for panel in result.panels:
            columns = [column.id for column in panel.columns]
            coded = panel.classification != ""
            for row in panel.rows:
                for formula in (row.formula, *(row.formulas or {}).values()):
                    self.check_formula(formula, rows, [*columns, *result.column_ids()], result, coded=coded)
            for column in panel.columns:
                self.check_formula(column.formula, columns, rows, result, coded=False)
        for auxiliary in result.auxiliary.values():
            self.check_formula(auxiliary.formula, [], [], result, coded=False)

    def check_formula(
        self,
        formula: Formula | None,
        ids: Sequence[str],
        others: Sequence[str],
        result: Format,
        *,
        coded: bool,
    ) -> None:
        if formula is None:
            return
        try:
            references = list(formula.expanded(ids).references())
        except FormulaError as error:
            raise self.wrong(f"formula {formula}", f"表内有的行或栏，没有 {error}") from error
        for reference in references:
            known = reference.id in ids or reference.id in result.auxiliary or (coded and reference.id.isdigit())
            if not known or (reference.column is not None and reference.column not in others):
                raise self.wrong(f"formula {formula}", f"表内有的行或栏，没有 {reference}")

    def text(self, entry: Mapping[str, Any], key: str, where: str) -> str:
        value = entry.get(key)
        if not isinstance(value, str) or not value:
            raise self.wrong(f"{where}.{key}".removeprefix("."), "一段文字")
        return value

    def choice(self, entry: Mapping[str, Any], key: str, where: str, choices: Sequence[str], otherwise: str) -> str:
        value = entry.get(key, otherwise)
        if value not in choices:
            raise self.wrong(f"{where}.{key}", "、".join(choices))
        return str(value)

    def listed(self, entry: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        value = entry.get(key)
        if not isinstance(value, list) or not value:
            raise self.wrong(key, "至少一项")
        return value

    def known(self, entry: Mapping[str, Any], where: str, keys: set[str]) -> None:
        unknown = sorted(set(entry) - keys)
        if unknown:
            raise self.wrong(f"{where}.{unknown[0]}".removeprefix("."), "、".join(sorted(keys)) + " 之一")

    def wrong(self, where: str, expected: str) -> FormatError:
        return FormatError(f"{self.file}: {where} 应为{expected}")


def _prefix(classification: str, code: str) -> Take:
    return Take(func=(code,)) if classification == "func" else Take(econ=(code,))


def code_row(panel: Panel, code: str) -> Row:
    """A row for a code of the panel's classification."""
    return Row(code, "", code, _prefix(panel.classification, code))
