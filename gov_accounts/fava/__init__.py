"""The extension of Fava: the statutory tables live, each figure a link to its vouchers; and a page to type vouchers.

Enabled by ``custom "fava-extension" "gov_accounts.fava"``.

    request ──query──► Query, Filters ──one module a page──► frozen values ──templates──► HTML
                           Books: what one load of the ledger gives, each thing worked out once

The templates write every tag, and escape every word. Fava and flask are known here alone.
"""

from __future__ import annotations

from functools import cached_property
from io import BytesIO
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fava.beans.funcs import hash_entry
from fava.ext import FavaExtensionBase, extension_endpoint
from flask import Response, request, send_file
from flask_babel import get_locale

from gov_accounts.books.profiles import stand_in
from gov_accounts.fava import balance, budget, checks, drawings, found, origin, statements, tables
from gov_accounts.fava.auditing import AuditingEndpoints
from gov_accounts.fava.books import Books
from gov_accounts.fava.filters import NAMES as FILTERS
from gov_accounts.fava.filters import given_filters, read_filters
from gov_accounts.fava.importing import offer
from gov_accounts.fava.query import (
    AUDIT,
    BY,
    ENTRY,
    FIGURES,
    FIND,
    STATEMENTS,
    TABS,
    UNITS,
    BadRequestError,
    Filters,
    Query,
    budget_table,
    read_query,
    statement_key,
)
from gov_accounts.fava.recording.endpoints import RecordingEndpoints
from gov_accounts.fava.refusal import refuse
from gov_accounts.fava.texts import language, texts
from gov_accounts.ledger import assemble
from gov_accounts.months import DECEMBER
from gov_accounts.render.formats import rendered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fava.core import FavaLedger

    from gov_accounts.findings import Finding

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class GovAccounts(RecordingEndpoints, AuditingEndpoints, FavaExtensionBase):
    """决算报表、会计报表、核对、预算执行、图表、科目余额."""

    has_js_module = True

    def __init__(self, ledger: FavaLedger, config: str | None = None) -> None:
        super().__init__(ledger, config)
        self._books: Books | None = None
        self._lock = RLock()
        self.add_scripts()

    @property
    def report_title(self) -> str:  # type: ignore[override, unused-ignore]
        """What the pages are called in Fava's menu, in its language."""
        return texts(_locale())["title"]

    def after_load_file(self) -> None:
        """Forget what was worked out from the ledger as it was; offer Fava's page Import what we can read."""
        self._books = None
        offer(self.ledger, lambda: self.books.ledger)

    @property
    def books(self) -> Books:
        """The ledger as Fava has loaded it last."""
        with self._lock:
            if self._books is None:
                ledger = self.ledger
                path = Path(ledger.beancount_file_path).absolute()
                options: dict[str, Any] = {**ledger.options}
                self._books = Books(assemble(path, ledger.all_entries, ledger.load_errors, options))
            return self._books

    def warm(self) -> None:
        """Work out what the first page shows, before anybody waits for it."""
        books = self.books
        checks.error_lines(books)
        if books.years:
            books.printed(UNITS[0]).year(books.years[-1])

    @property
    def problem(self) -> Finding | None:
        """Why the pages are of the ledger as it was: what is there now can't be read."""
        return getattr(self.ledger, "problem", None)

    def page(self) -> Page:
        """The page asked for; the answer is 400 with a plain message where it can't be."""
        try:
            query, filters = read_query(request.args, self.books), read_filters(self.ledger)
            return Page(self.books, query, filters, self.problem, recording=self.recording)
        except BadRequestError as error:
            refuse(error)

    @extension_endpoint("download")  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def download(self) -> Response:
        """The tables that a page shows, in a file."""
        try:
            query = read_query(request.args, self.books)
            name, content = _file(self.books, query, read_filters(self.ledger))
        except BadRequestError as error:
            refuse(error)
        mimetype = _XLSX if query.file == "xlsx" else "text/csv"
        return send_file(BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name)


def _file(books: Books, query: Query, filters: Filters) -> tuple[str, bytes]:
    """The name and the content of a file of what a page shows.

    Raises:
        BadRequestError: there is nothing to put in it, or more than one table for CSV.
    """
    title = ""
    if query.tab == "balance":
        sheets = [sheet for _, sheet in balance.sheets(books, query, filters)]
        if sheets:
            return f"{query.year}-科目余额表.{query.file}", rendered(sheets, query.file, to_file=True)
    elif query.tab == FIND:
        sheets = found.sheets(books, query, filters)
        if sheets:
            return f"查找.{query.file}", rendered(sheets, query.file, to_file=True)
    elif query.tab == "budget":
        printed = budget.printed_budget(books, query, filters)
        if printed is not None:
            return f"{query.year}-预算执行情况表-{printed.name}.{query.file}", rendered(
                [printed], query.file, to_file=True
            )
    elif query.tab == "tables":
        shown = tables.printed_tables(books, query)
        title = shown[0].name if query.table and shown else "决算公开表"
        if shown and (query.table or query.file == "xlsx"):
            return f"{query.year}-{title}.{query.file}", rendered(shown, query.file, to_file=True)
    elif query.tab == STATEMENTS:
        shown = statements.printed_statements(books, query)
        title = f"{shown[0].name}{shown[0].title}" if query.table and shown else "会计报表"
        period = f"{query.year}-{query.month:02}" if query.month else str(query.year)
        if shown and (query.table or query.file == "xlsx"):
            return f"{period}-{title}.{query.file}", rendered(shown, query.file, to_file=True)
    raise BadRequestError(
        "没有可下载的表。csv 一次只有一张表：写明 table；tab 是 tables、statements、budget、balance 或 find。"
    )


def _locale() -> str:
    return str(get_locale() or "")


class Page:
    """What the template asks for: the query, the words, and the values of the page it is on."""

    by, units, figures = BY, UNITS, FIGURES

    def __init__(
        self, books: Books, query: Query, filters: Filters, problem: Finding | None, *, recording: bool = False
    ) -> None:
        if query.tab == ENTRY and not recording:
            raise BadRequestError("这里只能看账，没有记账这一页。")
        if query.tab == AUDIT and not recording:
            raise BadRequestError("这里只能看账，没有审核这一页。")
        self.tabs = (ENTRY, *TABS, AUDIT) if recording else TABS
        self.books = books
        self.query = query
        self.filters = filters
        self._problem = problem

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The interface's words, in Fava's language."""
        return texts(_locale())

    @property
    def language(self) -> str:
        """The interface's language, for screen readers."""
        return language(_locale())

    @property
    def checked(self) -> bool:
        """Whether the ledger turns the plugins on."""
        return self.books.ledger.checked

    @property
    def main_file(self) -> str:
        """The ledger's main file, to be opened in Fava's editor."""
        return str(self.books.ledger.path)

    @property
    def problem(self) -> checks.FindingLine | None:
        """Why the ledger can't be read any more, if it can't."""
        return checks.finding_line(self._problem, self.books) if self._problem is not None else None

    @property
    def errors(self) -> Sequence[checks.FindingLine]:
        """The ledger's errors."""
        return checks.error_lines(self.books)

    @property
    def years(self) -> tuple[int, ...]:
        """The years to choose from."""
        return self.books.years

    @property
    def entry_years(self) -> Sequence[int]:
        """The years in which vouchers may be typed: those that the ledger has, and the one after."""
        dated = sorted(self.books.ledger.dated_years)
        first = next((each for each in self.years), dated[-1] if dated else 0)
        return range(first, max([first, *dated]) + 1) if first else ()

    @property
    def entry_year(self) -> int:
        """The year in which vouchers are typed first: the one that the address names, else the last."""
        year, years = request.args.get("year", ""), self.entry_years
        return next((each for each in years if str(each) == year), years[-1] if years else 0)

    @property
    def home_table(self) -> str:
        """The table that the page a figure came from shows, where it shows one of several."""
        query = self.query
        return query.table if query.home == "tables" else statement_key(query.table)

    @property
    def months(self) -> Sequence[int]:
        """The months to choose from."""
        return range(1, DECEMBER + 1)

    @property
    def monthly_table(self) -> str:
        """The statement that is kept where a month is chosen."""
        return statements.monthly_table(self.query)

    @property
    def formats(self) -> Any:
        """The tables to choose from."""
        if self.query.tab == STATEMENTS:
            return statements.forms(self.query)
        return self.books.formats(self.query.year).formats if self.query.year is not None else ()

    @property
    def budget_table(self) -> str:
        """What the budget table shown is called in addresses."""
        return budget_table(self.query.by)

    @property
    def given_filters(self) -> Mapping[str, str]:
        """Fava's filters that are on, which the search box keeps."""
        return given_filters()

    def download(self, kind: str, table: str = "") -> str:
        """The address of a file of what this page shows, as seen from the page."""
        query = self.query
        given = {
            "tab": query.tab,
            "year": query.year,
            "month": query.month,
            "table": table,
            "unit": query.unit,
            "figures": query.figures,
            "by": query.by,
            "words": query.words,
            "format": kind,
            **{name: request.args.get(name) for name in FILTERS},
        }
        return "download?" + urlencode({name: value for name, value in given.items() if value})

    def stand_in(self) -> str:
        """That another year's or place's forms are used for the year; nothing where they aren't."""
        year = self.query.year
        return "" if year is None else stand_in(self.books.ledger.declarations, year)

    def tables(self) -> Any:
        """The statutory tables."""
        return tables.table_pages(self.books, self.query)

    def statements(self) -> Any:
        """The statements of 政府会计制度."""
        return statements.statements_page(self.books, self.query)

    def cell(self) -> Any:
        """Where a figure comes from."""
        try:
            return origin.cell_page(self.books, self.query, self.filters, hash_entry)
        except BadRequestError as error:
            refuse(error)

    def found(self) -> Any:
        """What the search box found."""
        try:
            return found.found_page(self.books, self.query, self.filters, hash_entry)
        except BadRequestError as error:
            refuse(error)

    def checks(self) -> Any:
        """Findings and ties."""
        return checks.checks_page(self.books, self.query)

    def budget(self) -> Any:
        """Budget execution."""
        return budget.budget_page(self.books, self.query, self.filters)

    def charts(self) -> Any:
        """The charts."""
        return drawings.chart_page(self.books, self.query)

    def balance(self) -> Any:
        """Trial balances."""
        return balance.balance_pages(self.books, self.query, self.filters)


__all__ = ["GovAccounts"]
