"""The extension of Fava: the statutory tables live, each figure a link to its vouchers. Read-only.

Enabled by ``custom "fava-extension" "gov_accounts.fava"``. The pages are values made in ``pages``; the templates write
them, and escape.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlencode

from fava.beans.funcs import hash_entry
from fava.context import g
from fava.ext import FavaExtensionBase, extension_endpoint
from flask import Response, abort, make_response, request, send_file
from flask_babel import get_locale

from gov_accounts.fava import pages
from gov_accounts.fava.books import Books
from gov_accounts.fava.texts import texts
from gov_accounts.ledger import assemble
from gov_accounts.printed import print_statement
from gov_accounts.render import as_csv, as_xlsx

if TYPE_CHECKING:
    from fava.core import FavaLedger

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class GovAccounts(FavaExtensionBase):
    """决算报表、核对、预算执行、科目余额."""

    report_title = "政府会计"
    has_js_module = True

    def __init__(self, ledger: FavaLedger, config: str | None = None) -> None:
        super().__init__(ledger, config)
        self._books: Books | None = None

    def after_load_file(self) -> None:
        """Forget what was worked out from the ledger as it was."""
        self._books = None

    @property
    def books(self) -> Books:
        """The ledger as Fava has loaded it last."""
        if self._books is None:
            ledger = self.ledger
            path = Path(ledger.beancount_file_path).absolute()
            self._books = Books(assemble(path, ledger.all_entries, ledger.load_errors, ledger.options))
        return self._books

    def page(self) -> Page:
        """The page asked for; the answer is 400 with a plain message where it can't be."""
        try:
            return Page(self.books, pages.read_query(request.args, self.books))
        except pages.BadRequestError as error:
            refuse(error)

    @extension_endpoint("download")  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def download(self) -> Response:
        """The tables asked for, as printed, in one workbook, or one of them as CSV."""
        try:
            query = pages.read_query(request.args, self.books)
            name, content, mimetype = _file(self.books, query, request.args.get("format", "xlsx"))
        except pages.BadRequestError as error:
            refuse(error)
        return send_file(BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name)


def _file(books: Books, query: pages.Query, kind: str) -> tuple[str, bytes, str]:
    """The name, content and type of a file of tables.

    Raises:
        BadRequestError: there is no such format, or nothing to put in it.
    """
    if kind not in ("xlsx", "csv") or query.year is None or (kind == "csv" and not query.table):
        raise pages.BadRequestError("format 只能是 xlsx，或一张表的 csv。")
    rounding = books.rounding(query.year, query.unit)
    printed = [
        print_statement(statement, books.ledger.unit_name, rounding)
        for key, statement in books.statements(query.year).items()
        if query.table in ("", key)
    ]
    name = f"{query.year}-{printed[0].name if query.table else '决算公开表'}.{kind}"
    if kind == "csv":
        return name, as_csv.render(printed[0]).encode(as_csv.ENCODING), "text/csv"
    return name, as_xlsx.render(printed), _XLSX


def refuse(error: Exception) -> NoReturn:
    """Answer 400 with the error's plain message."""
    response = make_response(str(error), 400)
    response.mimetype = "text/plain"
    abort(response)


class Page:
    """What the template asks for: the query, the words, and the values of the page it is on."""

    def __init__(self, books: Books, query: pages.Query) -> None:
        self.books = books
        self.query = query
        self.tabs = pages.TABS
        self.by = pages.BY

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The interface's words, in Fava's language."""
        return texts(str(get_locale() or ""))

    @property
    def checked(self) -> bool:
        """Whether the ledger turns the plugins on."""
        return self.books.ledger.checked

    @property
    def years(self) -> tuple[int, ...]:
        """The years to choose from."""
        return tuple(self.books.ledger.years)

    @property
    def filtered(self) -> bool:
        """Whether one of Fava's filters is on."""
        return any(request.args.get(name) for name in ("account", "filter", "time"))

    @property
    def formats(self) -> Any:
        """The tables to choose from."""
        return pages.formats(self.books, self.query)

    def download(self, kind: str, table: str) -> str:
        """The address of a file of this page's tables, as seen from the page."""
        given = {"year": self.query.year, "table": table, "unit": self.query.unit, "format": kind}
        return "download?" + urlencode({name: value for name, value in given.items() if value})

    def tables(self) -> Any:
        """The statutory tables."""
        return pages.table_pages(self.books, self.query)

    def cell(self) -> Any:
        """Where a figure comes from."""
        selected = {id(entry) for entry in g.filtered.entries} if self.filtered else set()
        try:
            return pages.cell_page(self.books, self.query, hash_entry, lambda entry: id(entry) in selected)
        except pages.BadRequestError as error:
            refuse(error)

    def checks(self) -> Any:
        """Findings and ties."""
        return pages.checks_page(self.books, self.query)

    def budget(self) -> Any:
        """Budget execution."""
        return pages.budget_page(self.books, self.query)

    def balance(self) -> Any:
        """Trial balances."""
        return pages.balance_pages(self.books, self.query)


__all__ = ["GovAccounts"]
