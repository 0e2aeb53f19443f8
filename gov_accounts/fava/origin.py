"""数的来历: where a figure comes from, its formula and parts first, then every posting behind it; they sum to it.

A figure is a cell of a statutory table, of a statement, of budget execution, or of a trial balance.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.postings import Posting
from gov_accounts.fava.balance import TOTAL, balance_period, row_id
from gov_accounts.fava.budget import last_day
from gov_accounts.fava.query import BadRequestError, balance_book, budget_by, shown, statement_key
from gov_accounts.fava.tables import changed_cells
from gov_accounts.money import COMMODITY_OF_BOOK, yuan_text
from gov_accounts.printing.units import MONEY_UNITS
from gov_accounts.reports.trial_balance import account_path, account_steps
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.origin import NoSuchCellError, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gov_accounts.fava.books import Books
    from gov_accounts.fava.query import Filters, Query
    from gov_accounts.reports.trial_balance import BookBalance, Line
    from gov_accounts.statements.fill import Cell, Statement

POSTINGS_A_PAGE: Final = 200
_COLUMNS: Final = {
    "opening_debit": "期初借方余额",
    "opening_credit": "期初贷方余额",
    "period_debit": "本期借方发生额",
    "period_credit": "本期贷方发生额",
    "closing_debit": "期末借方余额",
    "closing_credit": "期末贷方余额",
}
Contribution = tuple[Posting, int]
"""A posting, and what it adds to the figure, in fen."""


@dataclass(frozen=True, slots=True)
class PostingLine:
    """A posting behind a figure: what it adds and what there is then, in yuan.

    Attributes:
        legs: how many lines of this page, from this one on, are of its voucher; 0 where an earlier line counts it.
        file: where it stands, to be opened in the editor; `line` in it.
        place: the same, as it is shown.
    """

    legs: int
    date: str
    words: str
    account: str
    codes: str
    derived: bool
    amount: str
    running: str
    entry_hash: str
    file: str
    line: int
    place: str
    selected: bool


@dataclass(frozen=True, slots=True)
class PartLine:
    """A term of a formula: its sign, name and amount, how many postings, and the figure to follow, if it is one."""

    sign: str
    label: str
    amount: str
    postings: int
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class CellPage:
    """Where a figure comes from.

    Attributes:
        amount: in yuan, exact.
        printed: as the table prints it, with its unit; nothing where it prints yuan.
        changed: why the printed figure isn't half up, if it isn't.
        formula: how it is computed, if it is.
        lines: the postings of this page.
        count: of all pages.
        selected: how many Fava's filters select, and their sum; None where no filter is on.
    """

    name: str
    label: str
    amount: str
    printed: str
    changed: str
    formula: str
    parts: tuple[PartLine, ...]
    lines: tuple[PostingLine, ...]
    count: int
    selected: tuple[int, str] | None
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure found: its names, its amount in fen, its formula and parts, and what adds up to it, in order of date."""

    name: str
    label: str
    fen: int
    formula: str
    parts: tuple[PartLine, ...]
    contributions: tuple[Contribution, ...]


def cell_page(books: Books, query: Query, filters: Filters, entry_hash: Callable[[Any], str]) -> CellPage:
    """The page of a figure.

    Args:
        books: the ledger.
        query: with table, row and column.
        filters: Fava's.
        entry_hash: Fava's name of an entry.

    Raises:
        BadRequestError: there is no such figure.
    """
    if query.year is None or not query.table:
        raise BadRequestError("要写明年度和表。")
    year = query.year
    key = ("figure", year, query.month, query.table, query.row, query.column)
    plain = filters.period is None and filters.chosen is None
    found = (
        books.recent(key, lambda: _find(books, year, query, filters)) if plain else _find(books, year, query, filters)
    )
    printed = changed = ""
    if query.home == "tables":
        form = books.statements(year)[query.table].format
        row, column = form.located(query.row, query.column) or ("", "")
        figure = books.rounding(year, query.unit).figure(query.table, row, column)
        printed = "" if figure is None else f"{figure:,f} {MONEY_UNITS[query.unit].name}"
        reasons = changed_cells(books, year, query.unit).get(query.table, ())
        name = (form.row_name(row), form.column_name(row, column))
        changed = next((each.why for each in reasons if (each.row, each.column) == name), "")
    pages = max(1, -(-len(found.contributions) // POSTINGS_A_PAGE))
    if query.page > pages:
        raise BadRequestError(f"只有 {pages} 页。")
    return CellPage(
        found.name,
        found.label,
        yuan_text(found.fen),
        printed,
        changed,
        found.formula,
        found.parts,
        tuple(_lines(books, found.contributions, query.page, filters, entry_hash)),
        len(found.contributions),
        _selected(books, found.contributions, filters),
        query.page,
        pages,
    )


def _find(books: Books, year: int, query: Query, filters: Filters) -> _Figure:
    if by := budget_by(query.table):
        return _of_budget(books, year, by, query, filters)
    if book := balance_book(query.table):
        return _of_balance(books, book, query, filters)
    if statement := statement_key(query.table):
        accounts = books.accounts(year, query.month)
        made = accounts.statements[statement]
        located = made.format.located(query.row, query.column)
        return _of_statement(made, query, accounts.lineage(located[1] if located else ""))
    return _of_statement(books.statements(year)[query.table], query, books.lineage())


def _lines(
    books: Books,
    contributions: Sequence[Contribution],
    page: int,
    filters: Filters,
    entry_hash: Callable[[Any], str],
) -> Iterator[PostingLine]:
    start = (page - 1) * POSTINGS_A_PAGE
    running = sum(fen for _, fen in contributions[:start])
    shown_here = contributions[start : start + POSTINGS_A_PAGE]
    legs = Counter(_voucher(item) for item, _ in shown_here)
    for item, fen in shown_here:
        running += fen
        entry = books.entry(item)
        yield PostingLine(
            legs.pop(_voucher(item), 0),
            item.date.isoformat(),
            " ".join(f"{item.number} {item.voucher.payee} {item.voucher.narration}".split()),
            item.account,
            " ".join(filter(None, (item.func, item.econ, item.fund, item.project))),
            item.derived,
            yuan_text(fen),
            yuan_text(running),
            entry_hash(entry) if entry is not None else "",
            item.voucher.file,
            item.line,
            f"{Path(item.voucher.file).name}:{item.line}",
            filters.on and entry is not None and filters.selected(entry),
        )


def _selected(books: Books, contributions: Sequence[Contribution], filters: Filters) -> tuple[int, str] | None:
    if not filters.on:
        return None
    chosen = [
        fen
        for item, fen in contributions
        for entry in [books.entry(item)]
        if entry is not None and filters.selected(entry)
    ]
    return len(chosen), yuan_text(sum(chosen))


def _voucher(item: Posting) -> tuple[str, int]:
    return item.voucher.file, item.voucher.line


def _in_order(contributions: Sequence[Contribution]) -> tuple[Contribution, ...]:
    return tuple(sorted(contributions, key=lambda each: (each[0].date, *_voucher(each[0]), each[0].line)))


# Statutory tables


def _of_statement(statement: Statement, query: Query, lineage: Lineage) -> _Figure:
    try:
        found = explain(statement, query.row, query.column)
    except NoSuchCellError as error:
        title = statement.format.title
        raise BadRequestError(f"{title}没有这个单元格：{error.what} {shown(error.wanted)}。") from error
    return _of_cell(found.name, found.label, found.cell, statement, lineage)


def _of_cell(name: str, label: str, cell: Cell, statement: Statement, lineage: Lineage) -> _Figure:
    form = statement.format
    names = {
        id(each): (form.row_name(row), form.column_name(row, column)) for (row, column), each in statement.cells.items()
    }
    parts = []
    for part in cell.parts:
        row, column = names.get(id(part.cell), ("", ""))
        sign = "－" if part.sign < 0 else "＋"
        parts.append(PartLine(sign, part.label, yuan_text(part.cell.fen), part.cell.count(), row, column))
    return _Figure(name, label, cell.fen, cell.formula, tuple(parts), _in_order(list(lineage.behind(cell))))


# Budget execution


def _of_budget(books: Books, year: int, by: str, query: Query, filters: Filters) -> _Figure:
    table = books.execution(year, by, last_day(year, filters), filters.chosen)
    last = table.until
    lineage = Lineage(lambda: (each for each in books.chosen_counted(filters.chosen) if each.date <= last))
    statement = table.of_row(query.row)
    if statement is None:
        return _of_statement(table.statement, query, lineage)
    (panel,) = statement.format.panels
    column = next((each for each in panel.columns if query.column in (each.name, each.key)), None)
    if column is None:
        raise BadRequestError(f"{statement.format.title}没有这个单元格：栏 {shown(query.column)}。")
    figure = _of_cell(
        f"{statement.format.title} {query.row} 行 {column.name} 栏",
        column.label,
        statement.cell(panel.rows[0].key, column.key),
        statement,
        lineage,
    )
    parts = tuple(_moved(part, query.row) for part in figure.parts)
    return _Figure(figure.name, figure.label, figure.fen, figure.formula, parts, figure.contributions)


def _moved(part: PartLine, row: str) -> PartLine:
    """A part of a project's own table, as the cell of the project's row that it is."""
    return PartLine(part.sign, part.label, part.amount, part.postings, row if part.row else "", part.column)


# Trial balances


def _of_balance(books: Books, book: str, query: Query, filters: Filters) -> _Figure:
    period = balance_period(query, filters)
    balance = next((each for each in books.balances(period, filters.chosen) if each.book == book), None)
    if balance is None or query.column not in _COLUMNS:
        raise BadRequestError(f"科目余额表没有这个单元格：{shown(query.row)}、{shown(query.column)}。")
    label = f"{_COLUMNS[query.column]}（{period}）"
    if query.row == TOTAL:
        return _balance_total(balance, label, query)
    line = next((each for each in balance.lines if row_id(each) == query.row), None)
    if line is None:
        raise BadRequestError(f"科目余额表没有这个科目：{shown(query.row)}。")
    kind, _, side = query.column.partition("_")
    sign = 1 if side == "debit" else -1
    contributions = []
    for posting in _line_postings(books, line, book, filters):
        before = posting.date < period.first
        if (
            (kind == "opening" and not before)
            or (kind == "period" and (before or sign * posting.fen <= 0))
            or posting.date > period.last
        ):
            continue
        contributions.append((posting, sign * posting.fen))
    name = f"{line.steps[-1].code} {'/'.join(step.name for step in line.steps)}".strip()
    ordered: tuple[Contribution, ...] = _in_order(contributions)
    return _Figure(name, label, sum(fen for _, fen in ordered), "", (), ordered)


def _line_postings(books: Books, line: Line, book: str, filters: Filters) -> Iterator[Posting]:
    """The postings to a line's account and its details, or to the account itself alone."""
    chart, commodity, path = books.ledger.codes.chart, COMMODITY_OF_BOOK[book], line.path
    holds: dict[str, bool] = {}
    for posting in books.chosen_postings(filters.chosen):
        if posting.commodity != commodity:
            continue
        if posting.account not in holds:
            found = account_path(account_steps(posting.account, chart))
            holds[posting.account] = found == path if line.direct else found[: len(path)] == path
        if holds[posting.account]:
            yield posting


def _balance_total(balance: BookBalance, label: str, query: Query) -> _Figure:
    """合计 of a book: the sum of its 总账科目."""
    kind, _, side = query.column.partition("_")
    sign = 1 if side == "debit" else -1
    parts: list[PartLine] = []
    total = 0
    for line in balance.lines:
        if line.level != 1:
            continue
        figures = line.figures
        fen = {
            "opening": max(sign * figures.opening, 0),
            "period": figures.debit if sign > 0 else figures.credit,
            "closing": max(sign * figures.closing, 0),
        }[kind]
        if fen:
            total += fen
            step = line.steps[-1]
            parts.append(
                PartLine("＋", f"{step.code} {step.name}".strip(), yuan_text(fen), 0, row_id(line), query.column)
            )
    return _Figure(f"{balance.book}账 {TOTAL}", label, total, "各总账科目之和", tuple(parts), ())
