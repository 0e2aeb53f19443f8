"""Errors planted in clean documents, one each, and what the audit says of them.

    PYTHONPATH=plugins:ledger:. python -m tests.support.planted 300 1
    PYTHONPATH=plugins:ledger:. python -m tests.support.planted --clean 100 1

Documents are values: those of the examples, and of random ledgers of years of several forms. An error is planted in the
value, so that what is rendered is wrong at one known place and nowhere else; then the file is audited as anybody's.

A number in a table that nothing repeats may be changed with nothing to tell it by. Whether that is so is not asked of
the audit: the ties of the year's forms are put to a linear program, which knows the printed figures within their
rounding, and what the document's own sentences repeat. If it has a solution, a ledger could have printed the table.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

import highspy
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as drawn_from
from hypothesis import strategies as st

from gov_accounts.audit.audited import Audit, audit
from gov_accounts.audit.findings import AuditFinding
from gov_accounts.audit.spot import Spot
from gov_accounts.books.ledger import Ledger
from gov_accounts.law.formula import Reference
from gov_accounts.ledger import load
from gov_accounts.printing.printed import PrintedRow, PrintedStatement
from gov_accounts.publishing.assemble import make_document
from gov_accounts.publishing.document import Document, Figure, Heading, Paragraph, StatementTable
from gov_accounts.render.formats import rendered_document
from gov_accounts.statements.ties import equations
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, ledgers
from tests.support.drawn import loaded
from tests.support.paths import EXAMPLES

FORMATS: Final = ("docx", "html", "xlsx", "docx", "html", "pdf")
"""What is drawn from: PDFs take long."""
YEARS: Final = (2019, 2020, 2022, 2024)
LARGE: Final = 10
"""An amount in 万元 of which a ratio is known to a tenth of a per cent."""
CENT: Final = Decimal("0.01")
STATED: Final = 24
"""So many characters around a change in words tell its place."""


class Source(NamedTuple):
    """A clean document, and the ties of its tables."""

    name: str
    document: Document
    ties: tuple[tuple[tuple[int, Reference], ...], ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A document with one error.

    Attributes:
        kind: which.
        cells: what was changed in a table: its form's key, and keys of rows and columns.
        words: what stands at the place now, with a few characters around it, blanks left out; nothing for tables.
        reasons: what the audit may say has happened; any where empty.
        seen: whether it can be told at all by what the document prints, by the linear program.
    """

    kind: str
    source: str
    document: Document
    cells: tuple[tuple[str, str, str], ...] = ()
    words: str = ""
    reasons: tuple[str, ...] = ()
    seen: bool = True
    told: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the audit said.

    Attributes:
        found: a finding other than a tail names the place.
        first: it names the place first.
        cause: it tells what happened.
        tail: a tail names the place.
        other: findings other than tails that don't name the place.
    """

    found: bool
    first: bool
    cause: bool
    tail: bool
    other: tuple[AuditFinding, ...]
    named: tuple[AuditFinding, ...]


# Clean documents


def example_sources(*names: str) -> Iterator[Source]:
    """The documents of the examples, or of some, of every year."""
    for name in names or ("wuhan_2020", "qingshi_2019_2020", "puhui_2024"):
        ledger = load(EXAMPLES / name / "main.beancount")
        for year in ledger.years:
            yield _source(f"{name} {year}", ledger, year)


def random_sources(count: int, seed: int) -> Iterator[Source]:
    """Documents of random ledgers; a ledger gives that of its last year."""
    for number, drawn in enumerate(_drawn(count, seed)):
        with loaded(drawn) as ledger:
            if not ledger.years:
                continue
            year = ledger.years[-1]
            yield _source(f"random {number} {year} {drawn.kind}", ledger, year)


def _source(name: str, ledger: Ledger, year: int) -> Source:
    tables = statements_of(ledger, year)
    formats = ledger.profile(year).formats
    ties = tuple(
        tuple((sign, of) for sign, of in each.difference() if isinstance(of, Reference))
        for each in equations(tables, formats)
        if each.printed() and each.kind != "at-least" and each.when == "always"
    )
    return Source(name, make_document(ledger, year).document, ties)


def _drawn(count: int, seed: int) -> list[RandomLedger]:
    found: list[RandomLedger] = []

    @drawn_from(seed)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(YEARS).flatmap(lambda year: ledgers(year, max_vouchers=20)))
    def draw(ledger: RandomLedger) -> None:
        found.append(ledger)

    draw()
    return found[:count]


def audited(document: Document, kind: str) -> Audit:
    """A document rendered and audited."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"文件.{kind}")
        path.write_bytes(rendered_document(document, kind))
        return audit([path])


# What is planted


def plant(source: Source, kind: str, random: random.Random) -> Planted | None:
    """The document with one error of a kind; None where it has no place for it."""
    if kind in IN_TABLES:
        return _in_table(source, kind, random)
    return IN_WORDS[kind](source, random)


Cells = dict[tuple[str, str, str], Decimal | None]


def _in_table(source: Source, kind: str, random: random.Random) -> Planted | None:
    printed = {
        block.statement.key: block.statement for block in source.document.blocks if isinstance(block, StatementTable)
    }
    changed = IN_TABLES[kind](printed, random)
    if not changed:
        return None
    document = with_cells(source.document, changed)
    whats = [f"{key}.{row}[{column}]={value}" for (key, row, column), value in changed.items()]
    return Planted(
        kind,
        source.name,
        document,
        tuple(changed),
        reasons=REASONS.get(kind, ()),
        seen=_seen(source, document, changed),
        told="; ".join(whats),
    )


def _figures(printed: Mapping[str, PrintedStatement]) -> dict[tuple[str, str, str], Decimal]:
    """All figures but zero."""
    return {
        (key, row.key, column): value
        for key, statement in printed.items()
        for panel in statement.panels
        for row in panel.rows
        for column, value in row.values.items()
        if value
    }


def with_cells(document: Document, changed: Cells) -> Document:
    """The document with other figures in some cells; None for a blank."""

    def row(key: str, one: PrintedRow) -> PrintedRow:
        mine = {column: value for (table, at, column), value in changed.items() if (table, at) == (key, one.key)}
        if not mine:
            return one
        values = {**one.values, **mine}
        return replace(one, values={column: value for column, value in values.items() if value is not None})

    def table(block: object) -> object:
        if not isinstance(block, StatementTable):
            return block
        old = block.statement
        panels = tuple(replace(each, rows=tuple(row(old.key, one) for one in each.rows)) for each in old.panels)
        return StatementTable(replace(old, panels=panels))

    return replace(document, blocks=tuple(map(table, document.blocks)))  # type: ignore[arg-type]


def _one(change: Callable[[Decimal, random.Random], Decimal | None]) -> Callable[..., Cells]:
    """An error in one cell, by its own figure alone."""

    def planted(printed: Mapping[str, PrintedStatement], random: random.Random) -> Cells:
        cells = sorted(_figures(printed).items())
        random.shuffle(cells)
        for at, value in cells:
            new = change(value, random)
            if new is not None and new != value:
                return {at: new}
        return {}

    return planted


def _digits(change: Callable[[str, random.Random], str]) -> Callable[[Decimal, random.Random], Decimal | None]:
    """A slip in the digits before and after the point, of figures of four digits at least."""

    def changed(value: Decimal, random: random.Random) -> Decimal | None:
        digits = str(abs(int(value * 100)))
        if len(digits) < 4:
            return None
        new = change(digits, random)
        return (Decimal(new) / 100).quantize(CENT).copy_sign(value) if new else None

    return changed


def _lost(digits: str, random: random.Random) -> str:
    at = random.randrange(len(digits))
    return digits[:at] + digits[at + 1 :]


def _doubled(digits: str, random: random.Random) -> str:
    at = random.randrange(len(digits))
    return digits[: at + 1] + digits[at:]


def _swapped(digits: str, random: random.Random) -> str:
    places = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1]]
    if not places:
        return ""
    at = random.choice(places)
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _point(value: Decimal, random: random.Random) -> Decimal:
    return (value * random.choice((Decimal(10), Decimal(100), Decimal("0.1"), Decimal("0.01")))).quantize(CENT)


def _runs(printed: Mapping[str, PrintedStatement], random: random.Random) -> list[tuple[str, str, list[PrintedRow]]]:
    """Runs of rows of a panel, with a column, of which at least three have figures that differ."""
    found = []
    for key, statement in printed.items():
        for panel in statement.panels:
            for column in panel.columns:
                rows = [each for each in panel.rows if column.key in each.values and not each.foot]
                for begin in range(len(rows) - 2):
                    for length in range(3, min(7, len(rows) - begin + 1)):
                        run = rows[begin : begin + length]
                        if len({each.values[column.key] for each in run}) >= 3:
                            found.append((key, column.key, run))
    random.shuffle(found)
    return found


def _row_low(printed: Mapping[str, PrintedStatement], random: random.Random) -> Cells:
    for key, column, run in _runs(printed, random):
        values: list[Decimal | None] = [None, *(each.values[column] for each in run[:-1])]
        return {
            (key, row.key, column): value for row, value in zip(run, values, strict=True) if row.values[column] != value
        }
    return {}


def _cyclic(printed: Mapping[str, PrintedStatement], random: random.Random) -> Cells:
    for key, column, run in _runs(printed, random):
        values = [run[-1].values[column], *(each.values[column] for each in run[:-1])]
        return {
            (key, row.key, column): value for row, value in zip(run, values, strict=True) if row.values[column] != value
        }
    return {}


def _neighbour(printed: Mapping[str, PrintedStatement], random: random.Random) -> Cells:
    found: list[Cells] = []
    for key, statement in printed.items():
        for panel in statement.panels:
            for one, other in zip(panel.columns, panel.columns[1:], strict=False):
                for row in panel.rows:
                    there, here = row.values.get(one.key), row.values.get(other.key)
                    if there and here and there != here:
                        found += [{(key, row.key, one.key): here}, {(key, row.key, other.key): there}]
    return random.choice(found) if found else {}


def _scope(printed: Mapping[str, PrintedStatement], random: random.Random) -> Cells:
    figures = _figures(printed)
    found: list[Cells] = []
    for here, there in (("general_expenditure", "expenditure"), ("fiscal_income_expenditure", "income_expenditure")):
        for (key, row, column), value in figures.items():
            other = figures.get((there, row, column))
            if key == here and other is not None and other != value:
                found.append({(here, row, column): other})
    return random.choice(found) if found else {}


IN_TABLES: Final[Mapping[str, Callable[..., Cells]]] = {
    "少一位": _one(_digits(_lost)),
    "多一位": _one(_digits(_doubled)),
    "颠倒": _one(_digits(_swapped)),
    "正负号": _one(lambda value, _: -value),
    "小数点": _one(_point),
    "元当万元": _one(lambda value, _: value * 10_000),
    "低一行": _row_low,
    "轮换": _cyclic,
    "邻栏": _neighbour,
    "口径": _scope,
    "差0.01": _one(lambda value, random: value + random.choice((CENT, -CENT))),
    "差1.00": _one(lambda value, random: value + random.choice((1, -1))),
}
REASONS: Final[Mapping[str, tuple[str, ...]]] = {
    "少一位": ("少一位",),
    "多一位": ("多一位",),
    "颠倒": ("数字颠倒",),
    "正负号": ("正负号",),
    "元当万元": ("单位",),
    "低一行": ("错行",),
    "轮换": ("错行",),
    "邻栏": ("邻栏",),
    "口径": ("口径",),
    "差0.01": ("尾数",),
}


# Whether the document could be right


def _seen(source: Source, document: Document, changed: Cells) -> bool:
    """Whether what is printed contradicts itself: no exact amounts round to the tables and keep their ties."""
    now = _bounds(document)
    for figure in source.document.figures():
        if len(figure.cells) == 1 and figure.unit == document.money_unit:
            cell = figure.cells[0]
            at = (str(cell.table), cell.key, str(cell.column))
            if at in changed and abs(_decimal(figure.text)) != abs(changed[at] or 0):
                return True
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", "false")
    number: dict[tuple[str, str, str], int] = {}

    def of(cell: Reference) -> int:
        at = (str(cell.table), cell.key, str(cell.column))
        if at not in number:
            number[at] = len(number)
            value = now.get(at)
            slack = 0.005 if value is not None else 0.0
            highs.addVar(float(value or 0) - slack, float(value or 0) + slack)
        return number[at]

    tables = {str(at[0]) for at in now}
    for tie in source.ties:
        if not all(str(cell.table) in tables for _, cell in tie):
            continue
        terms: Counter[int] = Counter()
        for sign, cell in tie:
            terms[of(cell)] += sign
        times = [float(each) for each in terms.values()]
        highs.addRow(-1e-4, 1e-4, len(terms), list(terms), times)
    highs.run()
    return highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible


def _bounds(document: Document) -> dict[tuple[str, str, str], Decimal]:
    return {
        (block.statement.key, row.key, column): value
        for block in document.blocks
        if isinstance(block, StatementTable)
        for panel in block.statement.panels
        for row in panel.rows
        for column, value in row.values.items()
    }


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


# Words


def _paragraphs(document: Document, part: str = "三.") -> list[tuple[int, Paragraph]]:
    """The paragraphs of a part, with their place among the blocks."""
    section, found = "", []
    for at, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            section = block.id
        elif isinstance(block, Paragraph) and section.startswith(part):
            found.append((at, block))
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _in_paragraph(source: Source, kind: str, at: int, begin: int, end: int, new: str, *, seen: bool = True) -> Planted:
    """Some characters of a paragraph replaced."""
    paragraph = source.document.blocks[at]
    assert isinstance(paragraph, Paragraph)
    text = paragraph.text[:begin] + new + paragraph.text[end:]
    blocks = list(source.document.blocks)
    blocks[at] = Paragraph((text,))
    before = max(text.rfind(mark, 0, begin) for mark in "。；\n") + 1
    stops = [text.find(mark, begin + len(new)) for mark in "。；"]
    after = min((each for each in stops if each >= 0), default=len(text))
    words = text[max(before, begin - STATED // 2) : min(after, begin + len(new) + STATED // 2)]
    document = replace(source.document, blocks=tuple(blocks))
    was = paragraph.text[begin:end]
    told = f"{was}→{new}：{paragraph.text[max(0, begin - 30) : end + 30]}"
    return Planted(kind, source.name, document, words=_squeezed(words), seen=seen, told=told)


def _figure_places(source: Source, unit: str) -> list[tuple[int, int, Figure]]:
    """Figures of a unit: the block, where in its text they begin."""
    found = []
    for at, paragraph in _paragraphs(source.document):
        begin = 0
        for run in paragraph.runs:
            text = run if isinstance(run, str) else run.text
            if isinstance(run, Figure) and run.unit == unit and run.text:
                found.append((at, begin, run))
            begin += len(text)
    return found


def _number(source: Source, random: random.Random) -> Planted | None:
    places = _figure_places(source, source.document.money_unit)
    random.shuffle(places)
    for at, begin, figure in places:
        digits = [place for place, each in enumerate(figure.text) if each.isdigit()]
        place = random.choice(digits)
        new = random.choice([each for each in "123456789" if each != figure.text[place]])
        text = figure.text[:place] + new + figure.text[place + 1 :]
        # What is compared with a year that isn't printed is told by the per cent beside it alone.
        before = any(str(cell.table).startswith("previous.") for cell in figure.cells)
        block = source.document.blocks[at]
        assert isinstance(block, Paragraph)
        seen = bool(figure.cells) and (not before or "%" in block.text[begin : begin + 30])
        return _in_paragraph(source, "句中数", at, begin, begin + len(figure.text), text, seen=seen)
    return None


def _per_cent(source: Source, random: random.Random) -> Planted | None:
    places = _figure_places(source, "%")
    if not places:
        return None
    at, begin, figure = random.choice(places)
    new = str(_decimal(figure.text) + random.choice((3, 10, Decimal("-1.1"), Decimal("0.7"))))
    block = source.document.blocks[at]
    assert isinstance(block, Paragraph)
    # Of amounts of a few steps, many a ratio rounds to what is printed.
    large = all(abs(_decimal(each)) >= LARGE for each in re.findall(r"(-?[\d,.]+) 万元", block.text) if _decimal(each))
    seen = bool(figure.cells) and large and abs(_decimal(figure.text)) <= LARGE * 20
    return _in_paragraph(source, "百分比", at, begin, begin + len(figure.text), new, seen=seen)


PAIRS: Final = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长", "大于": "小于", "小于": "大于"}


def _direction(source: Source, random: random.Random) -> Planted | None:
    found = []
    for at, paragraph in _paragraphs(source.document):
        for match in re.finditer(r"各?(增加|减少) [\d.]+ 万元(，(增长|下降) [\d.]+%)?", paragraph.text):
            found.append((at, *match.span(1), bool(match[2])))
            if match[3]:
                found.append((at, *match.span(3), True))
        found += [(at, *match.span(1), True) for match in re.finditer(r"决算数(大于|小于)年初预算", paragraph.text)]
    if not found:
        return None
    at, begin, end, seen = random.choice(found)
    block = source.document.blocks[at]
    assert isinstance(block, Paragraph)
    return _in_paragraph(source, "方向", at, begin, end, PAIRS[block.text[begin:end]], seen=seen)


def _year(source: Source, random: random.Random) -> Planted | None:
    year = source.document.year
    found = [(at, 0, 4) for at, paragraph in _paragraphs(source.document) if paragraph.text.startswith(f"{year} 年度")]
    for at, paragraph in _paragraphs(source.document):
        found += [
            (at, match.start(), match.start() + 4) for match in re.finditer(rf"{year - 1} 年度相比", paragraph.text)
        ]
    if not found:
        return None
    at, begin, end = random.choice(found)
    block = source.document.blocks[at]
    assert isinstance(block, Paragraph)
    return _in_paragraph(source, "年度", at, begin, end, str(int(block.text[begin:end]) - 1))


def _unit_name(source: Source, random: random.Random) -> Planted | None:
    name = source.document.unit_name
    found = [
        (at, match.start())
        for part in ("一.", "三.")
        for at, paragraph in _paragraphs(source.document, part)
        for match in re.finditer(re.escape(name), paragraph.text)
    ]
    letters = [place for place, each in enumerate(name) if "一" <= each <= "鿿" and 0 < place < len(name) - 1]
    if not found or not letters:
        return None
    at, begin = random.choice(found)
    place = random.choice(letters)
    new = name[:place] + random.choice("己巳戌祗") + name[place + 1 :]
    return _in_paragraph(source, "单位名称", at, begin, begin + len(name), new)


def _placeholder(source: Source, random: random.Random) -> Planted | None:
    places = _figure_places(source, source.document.money_unit)
    if not places:
        return None
    at, begin, figure = random.choice(places)
    return _in_paragraph(source, "占位符", at, begin, begin + len(figure.text), random.choice(("XX", "××", "XXX")))


def _empty_item(source: Source, random: random.Random) -> Planted | None:
    table = next(
        (
            b.statement
            for b in source.document.blocks
            if isinstance(b, StatementTable) and b.statement.key == "general_basic"
        ),
        None,
    )
    if table is None or not any(row.values for panel in table.panels for row in panel.rows):
        return None
    rows = [row for panel in table.panels for row in panel.rows if len(row.key) == 5 and row.key.isdigit()]
    found = []
    for at, paragraph in _paragraphs(source.document, "三.六"):
        for match in re.finditer(r"(人员|公用)经费[^：；。]*?主要包括：", paragraph.text):
            people = match[1] == "人员"
            empty = [row.label for row in rows if not row.values and row.key.startswith(("301", "303")) == people]
            found += [(at, match.end(), each) for each in empty]
    if not found:
        return None
    at, begin, label = random.choice(found)
    return _in_paragraph(source, "列举空项", at, begin, begin, f"{label}、")


def _code_name(source: Source, random: random.Random) -> Planted | None:
    found = [
        (at, *match.span(1))
        for part in ("三.", "五.")
        for at, paragraph in _paragraphs(source.document, part)
        for match in re.finditer(r"([一-鿿]{4,12})（[款项]）", paragraph.text)
    ]
    if not found:
        return None
    at, begin, end = random.choice(found)
    block = source.document.blocks[at]
    assert isinstance(block, Paragraph)
    place = random.randrange(begin, end)
    new = "某" if block.text[place] != "某" else "何"
    return _in_paragraph(source, "科目名称", at, place, place + 1, new)


def _no_note(source: Source, random: random.Random) -> Planted | None:
    """An empty table of which neither its note nor a section says so."""
    empty = [
        (at, block.statement)
        for at, block in enumerate(source.document.blocks)
        if isinstance(block, StatementTable)
        and any(note.startswith("说明：") and "没有" in note for note in block.statement.notes)
    ]
    if not empty:
        return None
    at, statement = random.choice(empty)
    blocks = list(source.document.blocks)
    notes = tuple(note for note in statement.notes if not (note.startswith("说明：") and "没有" in note))
    blocks[at] = StatementTable(replace(statement, notes=notes))
    sign = {"gov_fund": "政府性基金", "state_capital": "国有资本", "sangong": "三公"}.get(statement.key)
    if sign is None:
        return None
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph) and "没有" in block.text and sign in block.text:
            blocks[place] = Paragraph(("详见附表。",))
    document = replace(source.document, blocks=tuple(blocks))
    return Planted("空表无说明", source.name, document, words=statement.name, told=statement.name)


IN_WORDS: Final[Mapping[str, Callable[[Source, random.Random], Planted | None]]] = {
    "句中数": _number,
    "百分比": _per_cent,
    "方向": _direction,
    "年度": _year,
    "单位名称": _unit_name,
    "占位符": _placeholder,
    "列举空项": _empty_item,
    "科目名称": _code_name,
    "空表无说明": _no_note,
}
KINDS: Final = (*IN_TABLES, *IN_WORDS)


# What the audit says


def judged(planted: Planted, result: Audit) -> Outcome:
    """What the audit says of the place."""
    spots = _spots(planted, result)

    def names(spot: Spot) -> bool:
        if planted.cells:
            return (spot.table, spot.row, spot.column) in spots
        if planted.kind == "空表无说明":
            return spot.table == planted.words
        around = _squeezed(spot.around)
        return planted.words in around or (len(spot.printed) > 1 and _squeezed(spot.printed) in planted.words)

    known = TRUE_OF_CLEAN | ({"listed-nothing", "listed-not-all"} if planted.cells else frozenset())
    told = [each for each in result.findings if each.kind != "tail" and each.rule not in known]
    named = [each for each in told if any(map(names, each.places))]
    tail = any(each.kind == "tail" and any(map(names, each.places)) for each in result.findings)
    return Outcome(
        bool(named),
        any(each.places and names(each.places[0]) for each in named),
        any(each.reason in planted.reasons for each in named),
        tail,
        tuple(each for each in told if each not in named),
        tuple(named),
    )


TRUE_OF_CLEAN: Final = frozenset({"missing-count"})
"""What clean documents are told rightly: their disclosure.toml, if any, lacks these facts."""


def _spots(planted: Planted, result: Audit) -> set[tuple[str, str, str]]:
    found = set()
    for key, row, column in planted.cells:
        table = result.tables.tables.get(key)
        if table is None:
            continue
        spot = table.spots.get((row, column))
        number = table.rows.get(row, {}).get(column)
        for each in (spot, number.spot if number is not None else None):
            if each is not None:
                found.add((each.table, each.row, each.column))
    return found


# The table of outcomes


@dataclass(slots=True)
class Row:
    """A line of the table: how many were planted and can be told, found, first, with the cause; and the rest."""

    planted: int = 0
    found: int = 0
    first: int = 0
    caused: int = 0
    tails: int = 0
    unseen: int = 0
    unseen_found: int = 0
    beside: int = 0


def trials(count: int, seed: int, formats: Sequence[str] = FORMATS) -> Iterator[tuple[Planted, str, Outcome]]:
    """So many errors, the kinds in turn."""
    chance = random.Random(seed)
    examples = list(example_sources())
    drawn = [each for each in random_sources(60, seed) if len(_bounds(each.document)) > 60]
    done = 0
    turn = 0
    while done < count:
        kind = KINDS[turn % len(KINDS)]
        turn += 1
        for _ in range(20):
            sources = examples if not drawn or chance.random() < 0.6 else drawn
            planted = plant(chance.choice(sources), kind, chance)
            if planted is not None:
                break
        else:
            done += 1
            continue
        form = formats[done % len(formats)]
        done += 1
        yield planted, form, judged(planted, audited(planted.document, form))


def _clean(count: int, seed: int, formats: Sequence[str]) -> int:
    """Audit clean documents; each finding is a mistake of the audit."""
    documents = wrong = 0
    for number, source in enumerate(random_sources(count, seed)):
        result = audited(source.document, formats[number % len(formats)])
        found = [each for each in result.findings if each.rule not in TRUE_OF_CLEAN]
        documents += 1
        wrong += bool(found)
        for each in found:
            say(f"{source.name}|{formats[number % len(formats)]}|{each.kind}|{each.rule}|{each.what[:200]}")
    say(f"{documents} documents, {wrong} with findings")
    return int(bool(wrong))


def say(line: str) -> None:
    """A line of the table, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Plant, audit, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("--clean", action="store_true", help="audit clean documents of random ledgers")
    parser.add_argument("--formats", default=",".join(FORMATS))
    given = parser.parse_args()
    formats = given.formats.split(",")
    if given.clean:
        return _clean(given.count, given.seed, formats)
    rows: dict[str, Row] = defaultdict(Row)
    for planted, form, outcome in trials(given.count, given.seed, formats):
        for name in (planted.kind, f"[{form}]", "合计"):
            row = rows[name]
            row.beside += bool(outcome.other)
            if planted.seen:
                row.planted += 1
                row.found += outcome.found
                row.first += outcome.first
                row.caused += outcome.cause
                row.tails += outcome.tail and not outcome.found
            else:
                row.unseen += 1
                row.unseen_found += outcome.found
        state = "found" if outcome.found else "tail" if outcome.tail else "MISSED" if planted.seen else "unseen"
        order = "first" if outcome.first else "later" if outcome.found else "-"
        reasons = ",".join(each.reason for each in outcome.named)
        say(f"{planted.kind}|{form}|{planted.source}|{state}|{order}|{reasons}|{planted.told}")
        for each in (*outcome.named[:2], *outcome.other[:2]):
            what = "    " + ("" if each in outcome.named else "OTHER ") + f"{each.rule} {each.what[:160]}"
            say(what)
    say("kind|planted|found|first|cause|tail only|unseen|unseen found|with findings beside")
    for name, row in rows.items():
        say(
            f"{name}|{row.planted}|{row.found}|{row.first}|{row.caused}|{row.tails}"
            f"|{row.unseen}|{row.unseen_found}|{row.beside}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
