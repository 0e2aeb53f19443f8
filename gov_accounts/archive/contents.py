"""What is printed for the archive of a year: one line a kind, in `PRINTED`.

To add one: a function that makes its pieces, a line here, and its kind in ``archive.toml`` (folder, 保管期限).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.archive.messages import tables_only
from gov_accounts.archive.packing import Piece
from gov_accounts.archive.postings_sheet import postings_sheet
from gov_accounts.books.postings import Period, read_postings
from gov_accounts.books.vouchers import recorded_vouchers
from gov_accounts.findings import errors
from gov_accounts.months import Month, last_day, month_of
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.units import WAN, YUAN
from gov_accounts.printing.years import PrintedYears
from gov_accounts.publishing.assemble import make_document
from gov_accounts.publishing.document import of_tables
from gov_accounts.render.formats import rendered, rendered_document, rendered_vouchers
from gov_accounts.reports.book_kinds import BALANCES, COLUMNAR, DAILY, DETAILED, GENERAL, SUMMARY
from gov_accounts.reports.ledger_books import LedgerBooks
from gov_accounts.reports.note_print import print_notes
from gov_accounts.reports.notes import AccountNotes
from gov_accounts.reports.voucher_form import voucher_forms
from gov_accounts.statements.accounting import Accounts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting
    from gov_accounts.findings import Finding
    from gov_accounts.publishing.assemble import Disclosure

FORMATS: Final = ("pdf", "html")
"""What pages are printed as; the first is what archives take for good (PDF/A)."""
VOUCHER_PAPER: Final = "a4"


@dataclass(frozen=True)
class Year:
    """A year of a ledger that is printed.

    Attributes:
        ledger: the ledger.
        year: the year.
        pages: the format of what has pages.
    """

    ledger: Ledger
    year: int
    pages: str

    @cached_property
    def period(self) -> Period:
        """From its first day to its last."""
        return Period(datetime.date(self.year, 1, 1), last_day(self.year))

    @cached_property
    def postings(self) -> Sequence[Posting]:
        """The postings of the ledger up to its last day."""
        return [each for each in read_postings(self.ledger.entries) if each.date <= self.period.last]

    @cached_property
    def books(self) -> LedgerBooks:
        """Its books of account."""
        return LedgerBooks(
            self.postings,
            self.period,
            self.ledger.codes,
            self.ledger.declarations.projects,
            self.ledger.unit_name,
            self.ledger.path.parent,
        )

    @cached_property
    def accounts(self) -> Accounts:
        """Its yearly statements."""
        return Accounts.of(self.ledger, self.year)

    @property
    def closed(self) -> bool:
        """Whether it is closed."""
        return self.accounts.closed

    @property
    def months(self) -> Sequence[Month]:
        """The months that have monthly statements: up to the last voucher's, which in a closed year is December's."""
        recorded = {month_of(each.date).month for each in self.postings if each.date >= self.period.first}
        last = max(recorded, default=0)
        return [Month(self.year, month) for month in range(1, last + 1)]

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What lacks in what is printed of it."""
        return () if self.published_whole else (tables_only(self.ledger.path, self.year),)

    @cached_property
    def published_whole(self) -> bool:
        """Whether the whole published document can be made; what is wrong with its facts is told by ``report``."""
        return not errors(self.disclosure.findings)

    @cached_property
    def disclosure(self) -> Disclosure:
        """Its published document."""
        return make_document(self.ledger, self.year)


class Printed(NamedTuple):
    """A kind of what is printed: its key, and who makes its files."""

    kind: str
    make: Callable[[Year, str], Iterator[Piece]]


def statements(year: Year, kind: str) -> Iterator[Piece]:
    """The yearly statements, all in one."""
    yield Piece(kind, f"{year.year}年会计报表.{year.pages}", "会计报表（年报）", _of_accounts(year, year.accounts))


def monthly(year: Year, kind: str) -> Iterator[Piece]:
    """The statements of each month."""
    for month in year.months:
        content = _of_accounts(year, Accounts.of(year.ledger, month.year, month.month))
        yield Piece(kind, f"{month}会计报表.{year.pages}", f"{month} 会计报表（月报）", content)


def _of_accounts(year: Year, accounts: Accounts) -> bytes:
    printed = [print_statement(each, year.ledger.unit_name, YUAN) for each in accounts.statements.values()]
    document = of_tables(printed, year.ledger.unit_name, year.year, printed[0].money_unit)
    return rendered_document(document, year.pages)


def published(year: Year, kind: str) -> Iterator[Piece]:
    """The published document; where it can't be made, its tables."""
    if year.published_whole:
        content = rendered_document(year.disclosure.document, year.pages)
        yield Piece(kind, f"{year.year}年度部门决算.{year.pages}", "部门决算公开文件", content)
        return
    years = PrintedYears.of(year.ledger, WAN)
    made = years.year(year.year)
    printed = [print_statement(each, year.ledger.unit_name, made.rounding) for each in made.statements.values()]
    document = of_tables(printed, year.ledger.unit_name, year.year, WAN.name)
    yield Piece(
        kind, f"{year.year}年决算公开表.{year.pages}", "部门决算公开的各张表", rendered_document(document, year.pages)
    )


def notes(year: Year, kind: str) -> Iterator[Piece]:
    """The notes to the yearly statements."""
    printed = print_notes(AccountNotes.of(year.accounts), indented=True)
    if printed:
        document = of_tables(printed, year.ledger.unit_name, year.year, printed[0].money_unit)
        yield Piece(
            kind, f"{year.year}年附注.{year.pages}", "会计报表附注的各张表", rendered_document(document, year.pages)
        )


def book(name: str) -> Callable[[Year, str], Iterator[Piece]]:
    """Who prints a book of account of the year; a book without a sheet isn't printed."""

    def made(year: Year, kind: str) -> Iterator[Piece]:
        sheets = year.books.sheets(name)
        if sheets:
            content = rendered(sheets, year.pages, name=f"{year.year} 年{name}")
            yield Piece(kind, f"{name}.{year.pages}", name, content)

    return made


def vouchers(year: Year, kind: str) -> Iterator[Piece]:
    """The vouchers of each month, as they are bound."""
    ledger = year.ledger
    of_year = [each for each in recorded_vouchers(ledger.entries) if each.date.year == year.year]
    for month, of_month in groupby(of_year, key=lambda each: month_of(each.date)):
        forms = voucher_forms(
            of_month,
            codes=ledger.codes,
            projects=ledger.declarations.projects,
            unit_name=ledger.unit_name,
            base=ledger.path.parent,
        )
        content = rendered_vouchers(forms, year.pages, VOUCHER_PAPER, month.last_day)
        yield Piece(kind, f"{month}记账凭证.{year.pages}", f"{month} 记账凭证，{len(forms)} 张", content)


def all_postings(year: Year, kind: str) -> Iterator[Piece]:
    """Every posting of the year, with every code."""
    content = rendered([postings_sheet(year.ledger, year.period)], "csv", to_file=True)
    yield Piece(kind, f"{year.year}年全部分录.csv", "全年分录，一行一条", content)


PRINTED: Final = (
    Printed("statements", statements),
    Printed("monthly", monthly),
    Printed("published", published),
    Printed("notes", notes),
    Printed("general_ledger", book(GENERAL)),
    Printed("account_journals", book(DETAILED)),
    Printed("daily_journals", book(DAILY)),
    Printed("columnar", book(COLUMNAR)),
    Printed("trial_balance", book(BALANCES)),
    Printed("summary", book(SUMMARY)),
    Printed("vouchers", vouchers),
    Printed("postings", all_postings),
)
"""What belongs in an archive, beside the ledger's own files, which `sources` gathers."""


def printed(year: Year) -> Iterator[Piece]:
    """All that is printed of a year.

    Raises:
        UnavailableError: what the format of pages takes isn't installed.
    """
    for each in PRINTED:
        yield from each.make(year, each.kind)
