"""The pages as values: what a request asks for, checked, and what its page shows. Knows Fava only by what it is given.

request's parameters ──read_query──► Query ──one function a page──► frozen values ──templates──► HTML
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.budget_execution import execution, print_execution
from gov_accounts.explain import NoSuchCellError, explain
from gov_accounts.facts import read_facts
from gov_accounts.findings import Finding, Severity, in_order
from gov_accounts.money import yuan_text
from gov_accounts.postings import Period, read_postings
from gov_accounts.printed import PrintedStatement, print_statement
from gov_accounts.render.html_grid import BodyCell, Grid, grid
from gov_accounts.render.sheet import Sheet, cell_text
from gov_accounts.rounding import MONEY_UNITS, YUAN
from gov_accounts.ties import broken_ties, check_statements, equation_text
from gov_accounts.trial_balance import balance_sheets, trial_balance

if TYPE_CHECKING:
    from gov_accounts.facts import Fact
    from gov_accounts.fava.books import Books
    from gov_accounts.formats import Format
    from gov_accounts.rounding import Rounding
    from gov_accounts.statements import Cell, Statement

TABS: Final = ("tables", "checks", "budget", "balance")
BY: Final = ("func", "econ", "project")
POSTINGS_A_PAGE: Final = 200
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "tab": (*TABS, "cell"),
    "unit": ("wan", "yuan"),
    "figures": ("printed", "exact"),
    "by": BY,
    "ties": ("nonzero", "all"),
}
_LONGEST: Final = 60


class BadRequestError(ValueError):
    """A parameter that isn't one. The message is plain text, for people."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a request asks for.

    Attributes:
        year: None where the ledger has none.
        table: key of one table, or nothing for all.
        row, column: ids, of the page of a cell.
        page: counted from 1.
    """

    tab: str
    year: int | None
    table: str
    row: str
    column: str
    unit: str
    figures: str
    by: str
    ties: str
    page: int


def read_query(parameters: Mapping[str, str], books: Books) -> Query:
    """The parameters of a request, each checked against what there is.

    Raises:
        BadRequestError: one isn't what it can be.
    """
    for name, value in parameters.items():
        if len(value) > _LONGEST and name in {"tab", "year", "table", "row", "column", "page", *_CHOICES}:
            raise BadRequestError(f"参数 {name} 太长。")
    chosen = {name: _choice(parameters, name) for name in _CHOICES}
    year = _year(parameters.get("year"), books)
    table = parameters.get("table", "")
    if table and year is not None:
        found = books.formats(year).find(table)
        if found is None:
            raise BadRequestError(f"没有这张表：{table}。")
        table = found.key
    return Query(
        chosen["tab"],
        year,
        table,
        parameters.get("row", ""),
        parameters.get("column", ""),
        chosen["unit"],
        chosen["figures"],
        chosen["by"],
        chosen["ties"],
        _page(parameters.get("page", "1")),
    )


def _choice(parameters: Mapping[str, str], name: str) -> str:
    value = parameters.get(name, _CHOICES[name][0])
    if value not in _CHOICES[name]:
        raise BadRequestError(f"参数 {name} 只能是 {'、'.join(_CHOICES[name])}。")
    return value


def _year(text: str | None, books: Books) -> int | None:
    years = books.ledger.years
    if not text:
        return years[-1] if years else None
    if not text.isascii() or not text.isdigit() or int(text) not in years:
        raise BadRequestError(f"账本里没有这一年：{text}。有 {'、'.join(map(str, years)) or '（没有）'}。")
    return int(text)


def _page(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise BadRequestError("参数 page 要写成从 1 起的整数。")
    return int(text)


# 决算报表


@dataclass(frozen=True, slots=True)
class TablePage:
    """One statutory table.

    Attributes:
        changes: (row, column) → why the figure isn't half up.
    """

    key: str
    name: str
    heading: str
    unit_name: str
    money_unit: str
    grid: Grid
    notes: tuple[str, ...]
    changes: Mapping[tuple[str, str], str]


def table_pages(books: Books, query: Query) -> list[TablePage]:
    """The tables asked for, all where none is named."""
    if query.year is None:
        return []
    statements = books.statements(query.year)
    rounding = books.rounding(query.year, query.unit)
    changes: dict[str, dict[tuple[str, str], str]] = {}
    for each in rounding.changes:
        unit = rounding.unit
        changes.setdefault(str(each.cell.table), {})[each.cell.id, str(each.cell.column)] = (
            f"账上 {yuan_text(each.exact)} 元，四舍五入 {unit.shown(each.half_up)}，印作 {unit.shown(each.printed)}："
            f"{equation_text(each.tie, statements)}"
        )
    return [
        _table_page(books, statement, rounding, query, changes.get(key, {}))
        for key, statement in statements.items()
        if query.table in ("", key)
    ]


def _table_page(
    books: Books,
    statement: Statement,
    rounding: Rounding,
    query: Query,
    changes: Mapping[tuple[str, str], str],
) -> TablePage:
    printed = print_statement(statement, books.ledger.unit_name, rounding)
    laid = grid(printed)
    if query.figures == "exact":
        unit = rounding.unit
        digits = len(str(unit.fen)) - 1

        def figure(cell: BodyCell) -> BodyCell:
            if cell.kind != "figure" or not cell.text:
                return cell
            fen = statement.cell(cell.row, cell.column).fen
            return replace(cell, text=f"{Decimal(fen).scaleb(-digits):,f}")

        laid = replace(laid, body=tuple(tuple(figure(cell) for cell in line) for line in laid.body))
        changes = {}
    return TablePage(
        printed.key,
        printed.name,
        printed.heading,
        printed.unit_name,
        printed.money_unit,
        laid,
        printed.notes,
        changes,
    )


# 数的来历


@dataclass(frozen=True, slots=True)
class PostingLine:
    """A posting behind a figure: what it adds and what there is then, in yuan."""

    date: str
    words: str
    account: str
    codes: str
    derived: bool
    amount: str
    running: str
    entry_hash: str
    place: str
    selected: bool


@dataclass(frozen=True, slots=True)
class PartLine:
    """A term of a formula: its sign, its name, its amount, and the cell to follow, if it is one."""

    sign: str
    label: str
    amount: str
    row: str
    column: str
    postings: int


@dataclass(frozen=True, slots=True)
class CellPage:
    """Where a figure comes from."""

    name: str
    label: str
    table: str
    amount: str
    printed: str
    formula: str
    parts: tuple[PartLine, ...]
    lines: tuple[PostingLine, ...]
    count: int
    page: int
    pages: int


def cell_page(
    books: Books, query: Query, entry_hash: Callable[[Any], str], selected: Callable[[Any], bool]
) -> CellPage:
    """The page of a cell.

    Args:
        books: the ledger.
        query: with table, row and column.
        entry_hash: Fava's name of an entry.
        selected: whether Fava's filters select an entry.

    Raises:
        BadRequestError: there is no such cell.
    """
    if query.year is None or not query.table:
        raise BadRequestError("要写明年度和表。")
    statement = books.statements(query.year)[query.table]
    try:
        found = explain(statement, query.row, query.column)
    except NoSuchCellError as error:
        raise BadRequestError(f"{statement.format.title}没有这个单元格：{error.what} {error.wanted}。") from error
    facts = sorted(found.cell.facts(), key=lambda each: (each[0].date, each[0].voucher.file, each[0].line))
    pages = max(1, -(-len(facts) // POSTINGS_A_PAGE))
    if query.page > pages:
        raise BadRequestError(f"只有 {pages} 页。")
    printed = books.rounding(query.year, query.unit).figure(query.table, query.row, query.column)
    return CellPage(
        found.name,
        found.label,
        query.table,
        yuan_text(found.cell.fen),
        "" if printed is None else f"{printed:,f} {MONEY_UNITS[query.unit].name}",
        found.cell.formula,
        tuple(_parts(found.cell, statement)),
        tuple(_posting_lines(books, facts, query.page, entry_hash, selected)),
        len(facts),
        query.page,
        pages,
    )


def _parts(cell: Cell, statement: Statement) -> Iterator[PartLine]:
    """The terms, each with the cell of the table it is, so that it can be followed."""
    names = {id(each): place for place, each in statement.cells.items()}
    for part in cell.parts:
        row, column = names.get(id(part.cell), ("", ""))
        postings = sum(1 for _ in part.cell.facts())
        yield PartLine("－" if part.sign < 0 else "＋", part.label, yuan_text(part.cell.fen), row, column, postings)


def _posting_lines(
    books: Books,
    facts: Sequence[tuple[Fact, int]],
    page: int,
    entry_hash: Callable[[Any], str],
    selected: Callable[[Any], bool],
) -> Iterator[PostingLine]:
    start = (page - 1) * POSTINGS_A_PAGE
    running = sum(fen for _, fen in facts[:start])
    for fact, fen in facts[start : start + POSTINGS_A_PAGE]:
        running += fen
        entry = books.entries.get((fact.voucher.file, fact.voucher.line))
        codes = " ".join(filter(None, (fact.func, fact.econ, fact.fund, fact.project)))
        yield PostingLine(
            fact.date.isoformat(),
            " ".join(f"{fact.voucher.payee} {fact.voucher.narration}".split()),
            fact.account,
            codes,
            fact.derived,
            yuan_text(fen),
            yuan_text(running),
            entry_hash(entry) if entry is not None else "",
            f"{Path(fact.voucher.file).name}:{fact.line}",
            entry is not None and selected(entry),
        )


# 核对


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with where it is."""

    rule: str
    error: bool
    what: str
    why: str
    remedy: str
    place: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class TieLine:
    """A tie with both sides, in yuan."""

    tables: str
    text: str
    left: str
    right: str
    difference: str
    holds: bool
    why: str


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """All findings and all ties of a year."""

    findings: tuple[tuple[str, tuple[FindingLine, ...]], ...]
    ties: tuple[TieLine, ...]
    count: int
    broken: int


def checks_page(books: Books, query: Query) -> ChecksPage:
    """Findings in groups of one rule, and the year's ties."""
    year = query.year
    found = list(books.ledger.findings)
    checks = []
    if year is not None:
        linked = books.once(("linked", str(year)), lambda: books.ledger.linked(year, with_facts=True))
        formats = books.formats(year)
        checks = list(check_statements(linked, formats))
        found.extend(each for each in broken_ties(linked, formats) if each.severity is Severity.NOTICE)
    groups: dict[str, list[FindingLine]] = {}
    for each in in_order(found):
        groups.setdefault(each.rule, []).append(_finding_line(each, books))
    lines = []
    for done in checks:
        if query.ties == "nonzero" and not (done.left or done.right):
            continue
        numbers = sorted({linked[key].format.number for key in done.equation.tables()})
        lines.append(
            TieLine(
                "、".join(f"表{number}" for number in numbers),
                equation_text(done.equation, linked),
                yuan_text(done.left),
                yuan_text(done.right),
                yuan_text(done.left - done.right) if done.left != done.right else "",
                done.holds,
                done.equation.why,
            )
        )
    broken = sum(not done.holds for done in checks)
    return ChecksPage(tuple((rule, tuple(each)) for rule, each in groups.items()), tuple(lines), len(checks), broken)


def _finding_line(finding: Finding, books: Books) -> FindingLine:
    place = finding.place
    known = {str(file) for file in books.ledger.files}
    return FindingLine(
        finding.rule,
        finding.severity is Severity.ERROR,
        finding.what,
        finding.why,
        finding.remedy,
        place.shown(books.ledger.path.parent) if place else "",
        place.file if place and place.file in known else "",
        place.line if place else 0,
    )


# 预算执行


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """Budget execution by code or project; the bar of each row is its per cent, cut at 100."""

    heading: str
    money_unit: str
    grid: Grid
    bars: Mapping[str, tuple[int, bool]]
    notes: tuple[str, ...]
    oversteps: tuple[FindingLine, ...]


def budget_page(books: Books, query: Query) -> BudgetPage | None:
    """The year's budget execution, and what overstepped."""
    year = query.year
    if year is None:
        return None
    ledger = books.ledger

    def work() -> PrintedStatement:
        table = execution(read_facts(ledger.entries), ledger.codes, year, query.by)
        return print_execution(table, ledger.declarations, MONEY_UNITS[query.unit])

    printed = books.once(("budget", str(year), query.by, query.unit), work)
    rates = {
        row.id: row.values[panel.columns[-1].id]
        for panel in printed.panels
        for row in panel.rows
        if panel.columns[-1].id in row.values
    }
    bars = {row: (int(min(max(rate, Decimal(0)), Decimal(100))), rate > 100) for row, rate in rates.items()}  # noqa: PLR2004
    over = tuple(_finding_line(each, books) for each in ledger.findings if each.rule.startswith("budget-"))
    return BudgetPage(printed.heading, printed.money_unit, grid(printed), bars, printed.notes, over)


# 科目余额


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A plain table: headings over headings, and rows of text."""

    name: str
    title: str
    columns: tuple[tuple[str, str, bool], ...]
    rows: tuple[tuple[tuple[str, bool, int], ...], ...]
    notes: tuple[str, ...]


def balance_pages(books: Books, query: Query) -> list[SheetPage]:
    """The trial balance of each book, over the year."""
    year = query.year
    if year is None:
        return []
    ledger = books.ledger

    def work() -> list[SheetPage]:
        period = Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
        balances = trial_balance(list(read_postings(ledger.entries)), period, ledger.codes.chart)
        sheets = balance_sheets(
            [each for each in balances if each.lines] or balances,
            period,
            codes=ledger.codes,
            projects=ledger.declarations.projects,
            unit_name=ledger.unit_name,
            money_unit=YUAN,
        )
        return [_sheet_page(sheet) for sheet in sheets]

    return books.once(("balance", str(year)), work)


def _sheet_page(sheet: Sheet) -> SheetPage:
    shown = [column for column in sheet.columns if column.printed]
    return SheetPage(
        sheet.name,
        sheet.title,
        tuple((column.over, column.head, column.figures) for column in shown),
        tuple(
            tuple(
                (
                    cell_text(row.cells.get(column.id), sheet.money_unit),
                    column.figures,
                    row.indent if column.narrowest is not None else 0,
                )
                for column in shown
            )
            for row in sheet.rows
        ),
        sheet.notes,
    )


def formats(books: Books, query: Query) -> tuple[Format, ...]:
    """The tables to choose from."""
    return books.formats(query.year).formats if query.year is not None else ()
