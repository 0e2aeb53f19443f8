"""会计报表: the statements of 政府会计制度, of a year or up to a month of it, and what is to be said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gov_accounts.fava.checks import FindingLine, finding_line
from gov_accounts.fava.query import statement_table
from gov_accounts.fava.tables import TablePage
from gov_accounts.findings import Severity
from gov_accounts.law.accounting import accounting_set
from gov_accounts.printing.printed import PrintedStatement, print_statement
from gov_accounts.printing.units import YUAN
from gov_accounts.render.grid import grid
from gov_accounts.reports.accounting import accounting_findings

if TYPE_CHECKING:
    from gov_accounts.fava.books import Books
    from gov_accounts.fava.query import Query
    from gov_accounts.law.form import Format


@dataclass(frozen=True, slots=True)
class StatementsPage:
    """The statements asked for, and the findings of their set, errors first."""

    tables: tuple[TablePage, ...]
    findings: tuple[FindingLine, ...]


def forms(query: Query) -> tuple[Format, ...]:
    """The statements to choose from: those that a month, or a year, has."""
    return accounting_set(monthly=bool(query.month)).formats.formats


def monthly_table(query: Query) -> str:
    """The statement chosen, as it may be kept where a month is chosen; nothing where months don't have it."""
    return query.table if accounting_set(monthly=True).formats.find(query.table) else ""


def statements_page(books: Books, query: Query) -> StatementsPage:
    """The statements asked for, all where none is named."""
    if query.year is None:
        return StatementsPage((), ())
    accounts = books.accounts(query.year, query.month)
    findings = books.once(("findings", query.year, query.month), lambda: accounting_findings(accounts))
    return StatementsPage(
        tuple(TablePage(each, statement_table(each.key), grid(each), ()) for each in printed_statements(books, query)),
        tuple(
            finding_line(each, books) for each in sorted(findings, key=lambda each: each.severity is not Severity.ERROR)
        ),
    )


def printed_statements(books: Books, query: Query) -> list[PrintedStatement]:
    """The statements asked for as they are printed, in yuan."""
    if query.year is None:
        return []
    made = books.accounts(query.year, query.month).statements
    return [
        print_statement(each, books.ledger.unit_name, YUAN) for key, each in made.items() if query.table in ("", key)
    ]
