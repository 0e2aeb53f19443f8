"""核对: every finding with its place, and every tie with its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gov_accounts.fava.query import statement_table
from gov_accounts.findings import Finding, Severity, errors, in_order
from gov_accounts.law.formula import Formula
from gov_accounts.law.tie import NOTE, PREVIOUS, PUBLISHED
from gov_accounts.money import yuan_text
from gov_accounts.publishing.implausible import table_findings
from gov_accounts.reports.accounting import accounting_checks, accounting_findings, beside
from gov_accounts.statements.figures import exact
from gov_accounts.statements.ties import (
    Check,
    broken_ties,
    check_figures,
    equation_text,
    reference_name,
    suspects_in,
    tables_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gov_accounts.fava.books import Books
    from gov_accounts.fava.query import Query
    from gov_accounts.statements.figures import Figures


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with where it is.

    Attributes:
        file: the file to open, one of the ledger's; nothing where there is none.
        line: the line in it.
    """

    rule: str
    error: bool
    what: str
    why: str
    remedy: str
    place: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class TermLine:
    """A figure of one side of a tie: its name, what it is, and its cell, if it has one that can be opened."""

    sign: str
    name: str
    amount: str
    year: int
    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class TieLine:
    """A tie with both sides, in yuan.

    Attributes:
        terms: the figures of the left side, and of the right.
    """

    tables: str
    text: str
    left: str
    right: str
    difference: str
    holds: bool
    why: str
    source: str
    terms: tuple[tuple[TermLine, ...], tuple[TermLine, ...]]


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """All findings in groups of one rule, and the ties of a year: how many they are, and how many don't hold."""

    findings: tuple[tuple[str, tuple[FindingLine, ...]], ...]
    ties: tuple[TieLine, ...]
    count: int
    broken: int


def error_lines(books: Books) -> tuple[FindingLine, ...]:
    """The errors of a ledger."""
    return books.once(
        "errors",
        lambda: tuple(finding_line(each, books) for each in books.findings() if each.severity is Severity.ERROR),
    )


def checks_page(books: Books, query: Query) -> ChecksPage:
    """Findings in groups of one rule, errors first, and the year's ties."""

    def work() -> tuple[tuple[tuple[str, tuple[FindingLine, ...]], ...], tuple[TieLine, ...]]:
        found = list(books.findings())
        lines: tuple[TieLine, ...] = ()
        if query.year is not None:
            linked, formats = books.linked(query.year), books.formats(query.year)
            figures, suspects = exact(linked), suspects_in(linked, books.lineage())
            lines = tuple(_tie_line(each, figures, str) for each in check_figures(figures, formats))
            found.extend(table_findings(books.ledger, query.year, linked))
            found.extend(each for each in broken_ties(figures, formats, suspects) if each.severity is Severity.NOTICE)
            if not errors(books.findings()):
                accounts = books.accounts(query.year, 0)
                tables = beside(accounts)
                figures = exact(accounts.linked(tables))
                checks = accounting_checks(accounts, tables)
                lines += tuple(_tie_line(each, figures, _address) for each in checks)
                found.extend(accounting_findings(accounts))
        groups: dict[str, list[FindingLine]] = {}
        for each in sorted(in_order(found), key=lambda each: each.severity is not Severity.ERROR):
            groups.setdefault(each.rule, []).append(finding_line(each, books))
        return tuple((rule, tuple(each)) for rule, each in groups.items()), lines

    findings, ties = books.once(("checks", query.year), work)
    nothing = yuan_text(0)
    shown = tuple(each for each in ties if query.ties == "all" or not (each.left == each.right == nothing))
    return ChecksPage(findings, shown, len(ties), sum(not each.holds for each in ties))


def finding_line(finding: Finding, books: Books) -> FindingLine:
    """A finding as it is shown. Only files of the ledger can be opened."""
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
        max(place.line, 1) if place else 0,
    )


def _address(table: str) -> str:
    """What a table that a tie of statements names is called in addresses; nothing for a note, which has no page."""
    if table.startswith(NOTE):
        return ""
    return table.removeprefix(PUBLISHED) if table.startswith(PUBLISHED) else statement_table(table)


def _tie_line(done: Check, figures: Figures, address: Callable[[str], str]) -> TieLine:
    equation, shapes = done.equation, figures.shapes
    return TieLine(
        tables_text(equation, shapes),
        equation_text(equation, shapes),
        yuan_text(done.left),
        yuan_text(done.right),
        yuan_text(done.left - done.right) if done.left != done.right else "",
        done.holds,
        equation.why,
        equation.source,
        (tuple(_terms(equation.left, figures, address)), tuple(_terms(equation.right, figures, address))),
    )


def _terms(side: Formula, figures: Figures, address: Callable[[str], str]) -> Iterator[TermLine]:
    """The figures a side adds up, those that aren't zero, with what their table is called in addresses."""
    for term in side.terms:
        for reference in Formula((term,)).references():
            shape, fen = figures.shapes[str(reference.table)], figures.stated(reference)
            printed = reference.column is not None
            if fen:
                yield TermLine(
                    "－" if term.sign < 0 else "＋",
                    reference_name(reference, figures.shapes),
                    yuan_text(fen),
                    shape.year,
                    address(str(reference.table).removeprefix(PREVIOUS)),
                    shape.format.row_name(reference.key) if printed else "",
                    shape.format.column_name(reference.key, str(reference.column)) if printed else "",
                )
