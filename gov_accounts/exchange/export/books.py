"""A ledger's year as `Books`: made once, whatever format it is put in."""

from __future__ import annotations

import datetime
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Open

from gov_accounts.bookkeeping.sealing.marks import read_marks
from gov_accounts.bookkeeping.sealing.reversal import REVERSES
from gov_accounts.books.metadata import text_of
from gov_accounts.books.postings import KEYS
from gov_accounts.books.vouchers import SIGNATURES, recorded_vouchers
from gov_accounts.exchange.export import messages
from gov_accounts.exchange.export.codes import number_accounts
from gov_accounts.exchange.export.numbers import doubles, kind_and_serial, provisional
from gov_accounts.exchange.export.value import LAYERED, MONTHS, Account, Balance, Books, Leg, Unit, Voucher
from gov_accounts.exchange.plan import SUMMARY
from gov_accounts.findings import Finding, Place
from gov_accounts.law.accounts import account_code
from gov_accounts.money import APPROPRIATIONS, BOOK_OF_COMMODITY, COMMODITY_OF_BOOK
from gov_accounts.months import Month, month_of
from gov_accounts.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting
    from gov_accounts.books.vouchers import Recorded

_INVOICE: Final = "invoice"
_JANUARY: Final = 1


class NotExportedError(Exception):
    """A ledger whose year can't be exported. Its finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown())
        self.finding = finding


def books_of(ledger: Ledger, year: int) -> Books:
    """A ledger's year. What is dated before it is the opening.

    Raises:
        NotExportedError: an account has no code.
    """
    place = Place(str(ledger.path), 0)
    recorded = recorded_vouchers(ledger.entries)
    legs = [leg for each in recorded for leg in each.postings if leg.commodity != APPROPRIATIONS]
    without = next((leg for leg in legs if not leg.code), None)
    if without is not None:
        raise NotExportedError(messages.account_without_code(without))
    numbered = number_accounts(_accounts(ledger, legs), ledger.codes.chart, year)
    of_year = [each for each in recorded if each.date.year == year]
    vouchers = tuple(_vouchers(ledger, of_year, numbered.accounts))
    parts = tuple(_parts((leg for leg in legs if leg.date.year < year), vouchers, numbered.accounts))
    used = {codes for each in parts if (codes := each.codes) is not None}
    return Books(
        unit=_unit(ledger),
        year=year,
        accounts=numbered.all,
        widths=numbered.widths,
        vouchers=vouchers,
        whole=tuple(_whole(parts, numbered.all)),
        parts=parts,
        names=_names(ledger, year, used),
        findings=(
            *messages.about_codes(numbered, place),
            *messages.about_numbers([each for each in vouchers if each.provisional], doubles(of_year)),
            *messages.about_vouchers(vouchers, len(of_year) - len(vouchers), place),
            *messages.posted_above(vouchers, place),
        ),
        place=place,
    )


def _unit(ledger: Ledger) -> Unit:
    said = ledger.declarations.unit.get
    keys = ("name", "code", "kind", "division", "division-name", "credit-code", "accounting-head")
    return Unit(*(clean(said(key, "")) for key in keys))


def _accounts(ledger: Ledger, legs: Iterable[Posting]) -> Iterator[tuple[datetime.date, str, str]]:
    """When each account was opened, its name and its book, but for those of appropriations and of no code."""
    known: dict[str, tuple[datetime.date, str]] = {}
    for each in ledger.entries:
        if isinstance(each, Open) and account_code(each.account):
            known.setdefault(each.account, (each.date, _commodity(ledger, each)))
    for leg in legs:
        known.setdefault(leg.account, (leg.date, leg.commodity))
    for name, (day, commodity) in known.items():
        if commodity != APPROPRIATIONS:
            yield day, name, commodity


def _commodity(ledger: Ledger, opened: Any) -> str:
    """The book of an account that is opened; of one that the chart hasn't, what it says itself."""
    row = ledger.codes.chart.rows.get(account_code(opened.account))
    if row is not None:
        return COMMODITY_OF_BOOK[row.book]
    return next((each for each in opened.currencies or () if each in BOOK_OF_COMMODITY), APPROPRIATIONS)


# Vouchers


def _vouchers(ledger: Ledger, recorded: Sequence[Recorded], accounts: Mapping[str, Account]) -> Iterator[Voucher]:
    """The vouchers that have legs of the two books, by month and number."""
    given = provisional(recorded)
    posted = {month for mark in read_marks(ledger.declarations.posted) if (month := mark.month) is not None}
    found = []
    for each in recorded:
        entry = ledger.entries[each.postings[0].entry]
        legs = tuple(_legs(each, entry, accounts))
        if legs:
            found.append(_voucher(each, entry, legs, given, posted))
    # Those that got a number here come after those of their month that have one already.
    yield from sorted(found, key=lambda each: (each.date.month, int(each.serial) if each.provisional else 0))


def _legs(recorded: Recorded, entry: Any, accounts: Mapping[str, Account]) -> Iterator[Leg]:
    red = bool(text_of(entry.meta.get(REVERSES)))
    words = _words(recorded)
    written = [leg for leg in entry.postings if leg.units is not None and leg.units.currency in BOOK_OF_COMMODITY]
    for posting, leg in zip(recorded.postings, written, strict=True):
        if posting.commodity != APPROPRIATIONS:
            own = clean(text_of((leg.meta or {}).get(SUMMARY)))
            yield Leg(accounts[posting.account], posting.fen, red, _codes(posting), own or words)


def _codes(posting: Posting) -> tuple[str, str, str, str]:
    """A posting's codes on one line: a project's may be anything."""
    func, econ, fund, project = posting.codes
    return _one_line(func), _one_line(econ), _one_line(fund), _one_line(project)


_one_line: Final = cache(clean)


def _words(recorded: Recorded) -> str:
    return clean(f"{recorded.voucher.payee} {recorded.voucher.narration}")


def _voucher(
    recorded: Recorded, entry: Any, legs: tuple[Leg, ...], given: Mapping[int, str], posted: Iterable[Month]
) -> Voucher:
    number = clean(recorded.number) or given[recorded.postings[0].entry]
    kind, serial = kind_and_serial(number)
    month = month_of(recorded.date)
    return Voucher(
        date=recorded.date,
        kind=kind,
        serial=serial,
        number=number,
        provisional=not recorded.number,
        payee=clean(recorded.voucher.payee),
        words=_words(recorded),
        legs=legs,
        attachments=clean(recorded.attachments),
        signatures={key: clean(name) for key, name in zip(SIGNATURES, recorded.signatures, strict=True)},
        checked=recorded.checked,
        posted_on=month.last_day if month in posted else None,
        closing=recorded.postings[0].closing,
        reverses=clean(text_of(entry.meta.get(REVERSES))),
        invoice=clean(text_of(entry.meta.get(_INVOICE))),
        place=Place(recorded.voucher.file, recorded.voucher.line),
    )


# Balances


def _parts(
    before: Iterable[Posting], vouchers: Iterable[Voucher], accounts: Mapping[str, Account]
) -> Iterator[Balance]:
    """Balances by account posted to and codes, by code."""
    known: dict[tuple[Account, tuple[str, str, str, str]], list[list[int]]] = defaultdict(_nothing)
    for leg in before:
        known[accounts[leg.account], _codes(leg)][0][0] += leg.fen
    for voucher in vouchers:
        month = voucher.date.month - _JANUARY
        for each in voucher.legs:
            sums = known[each.account, each.codes]
            sums[1 if each.on_debit else 2][month] += each.amount
            sums[3][month] += 1
    # What carries no codes comes last: before the others it would look like their sum.
    for account, codes in sorted(known, key=lambda each: (each[0].code, not any(each[1]), each[1])):
        opening, debit, credit, legs = known[account, codes]
        if opening[0] or any(legs):
            yield Balance(account, codes, opening[0], tuple(debit), tuple(credit), tuple(legs))


def _nothing() -> list[list[int]]:
    return [[0], *([0] * len(MONTHS) for _ in range(3))]


def _whole(parts: Iterable[Balance], accounts: Iterable[Account]) -> Iterator[Balance]:
    """Balances of accounts with their details, by code."""
    by_code = {each.code: each for each in accounts}
    known: dict[str, list[list[int]]] = defaultdict(_nothing)
    for part in parts:
        for code in part.account.above:
            sums = known[code]
            sums[0][0] += part.opening
            for total, own in zip(sums[1:], (part.debit, part.credit, part.legs), strict=True):
                for month, fen in enumerate(own):
                    total[month] += fen
    for code in sorted(known):
        opening, debit, credit, legs = known[code]
        yield Balance(by_code[code], None, opening[0], tuple(debit), tuple(credit), tuple(legs))


def _names(ledger: Ledger, year: int, used: Iterable[tuple[str, str, str, str]]) -> Mapping[str, Mapping[str, str]]:
    """The names of the codes that are used, and of those above them; a code that has none is called by itself."""
    named: dict[str, dict[str, str]] = {key: {} for key in KEYS}
    projects = {clean(code): name for code, name in ledger.declarations.projects.items()}
    for each in sorted(used):
        for key, code in zip(KEYS, each, strict=True):
            if not code or code in named[key]:
                continue
            if key == "project":
                named[key][code] = clean(projects.get(code, "")) or code
                continue
            listed = ledger.codes.classification(key)
            for one in (code, *(listed.ancestors(code) if key in LAYERED else ())):
                named[key][one] = clean(listed.name(one, year)) or one
    return {key: dict(sorted(names.items())) for key, names in named.items()}
