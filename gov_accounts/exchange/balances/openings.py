"""The rows of a 科目余额表 as the ledger's: accounts with codes, a year's opening vouchers, balances to be compared."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from beancount.core.data import Open

from gov_accounts.books.metadata import text_of
from gov_accounts.exchange.accounts import UnknownAccountError
from gov_accounts.exchange.balances import messages
from gov_accounts.exchange.balances.dimensions import code_of, of_names
from gov_accounts.exchange.balances.table import Part, Table, book_of, first_code
from gov_accounts.exchange.balances.words import DIMENSIONS, Words
from gov_accounts.exchange.draft import Draft, Expected, Leg, Moved
from gov_accounts.law.chart import role
from gov_accounts.law.parallel import GENERAL_PUBLIC_BUDGET, NO_BUDGET_TAG
from gov_accounts.money import APPROPRIATIONS, BOOK_OF_COMMODITY, COMMODITY_OF_BOOK, FINANCIAL

if TYPE_CHECKING:
    from gov_accounts.exchange.balances.period import Months
    from gov_accounts.exchange.balances.tree import Lowest
    from gov_accounts.exchange.maps import Target
    from gov_accounts.exchange.source import Source
    from gov_accounts.findings import Finding

_DECEMBER: Final = 12
_LAST_DAY: Final = 31


class Ours(NamedTuple):
    """A row as the ledger has it.

    Attributes:
        account: the ledger's.
        commodity: of its book.
        codes: key → code; nothing where the table says that there is none.
    """

    lowest: Lowest
    account: str
    commodity: str
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Opening:
    """A year's opening.

    Attributes:
        drafts: its vouchers, one a book.
        expected: its balances.
        findings: what is missing of it.
    """

    drafts: tuple[Draft, ...]
    expected: tuple[Expected, ...]
    findings: tuple[Finding, ...]


class Translator:
    """Makes rows the ledger's.

    Attributes:
        findings: of rows that can't be.
        others: how many rows are of appropriations.
    """

    def __init__(self, words: Words, target: Target) -> None:
        self.words = words
        self.target = target
        self.findings: list[Finding] = []
        self.others = 0
        self._by_name = {name: key for key, name in target.ledger.declarations.projects.items()}

    def rows(self, part: Part) -> list[Ours]:
        """The rows of a part that are the ledger's."""
        found = []
        for lowest in part.lowest:
            ours = self._row(lowest, part)
            if ours is not None:
                found.append(ours)
        return found

    def _row(self, lowest: Lowest, part: Part) -> Ours | None:
        row, names = lowest.row, lowest.names
        book = book_of(lowest)
        if book and COMMODITY_OF_BOOK.get(book, APPROPRIATIONS) == APPROPRIATIONS:
            self.others += 1
            return None
        code = row.code or first_code(lowest)
        try:
            account = self.target.accounts.resolve(code, names[-1], names[:-1], part.rule, self.words.accounts)
        except UnknownAccountError:
            self.findings.append(messages.unknown_account(row))
            return None
        coded = role(first_code(lowest)).coded
        return Ours(lowest, account, self.target.accounts.commodity(account), self._codes(lowest, part, coded=coded))

    def _codes(self, lowest: Lowest, part: Part, *, coded: bool) -> dict[str, str]:
        row, codes = lowest.row, {}
        for key, said in row.codes.items():
            if not said:
                codes[key] = ""
            elif key == "project":
                codes[key] = self._project(said.code, said.name)
            else:
                code = code_of(key, said, self.target.ledger.codes, part.months.last.year, self.words)
                if isinstance(code, str):
                    codes[key] = code
                elif coded and any(row.figures.values()):
                    self.findings.append(messages.unknown_code(row, code))
        return codes

    def _project(self, code: str, name: str) -> str:
        declared = self.target.ledger.declarations.projects
        project = code or self._by_name.get(name, "") or name
        if project not in declared:
            self.target.projects.setdefault(project, name or project)
        return project


def opening_of(
    table: Table, rows: Mapping[Months, Sequence[Ours]], source: Source, words: Words, target: Target
) -> Opening:
    """The opening of a file's first year: a voucher for each book in which the ledger has nothing from before."""
    part = table.parts[0]
    year = part.months.first.year
    day = datetime.date(year - 1, _DECEMBER, _LAST_DAY)
    findings: list[Finding] = []
    openings: list[tuple[Ours, int]] = []
    for ours in rows[part.months]:
        fen = _opening(ours, part.months, findings)
        if fen is None:
            return Opening((), (), (messages.no_year_opening(source.place(), part.months),))
        openings.append((ours, fen))
    before = {each.commodity for each in target.ledger.sums if each.year < year}
    drafts: list[Draft] = []
    defaults = _Defaults(words, target)
    expected = []
    for commodity in COMMODITY_OF_BOOK.values():
        of_book = [(ours, fen) for ours, fen in openings if ours.commodity == commodity]
        if commodity in before or not any(fen for _, fen in of_book):
            expected += [_expected(ours, day, fen) for ours, fen in of_book]
            continue
        of_book = list(_kept(of_book, findings))
        legs, missing = _legs(of_book, defaults, year, source)
        findings += missing
        expected += [_expected(ours, day, fen) for ours, fen in openings if ours.commodity == commodity]
        if (
            legs
            and not sum(leg.fen for leg in legs)
            and not any(each.rule == messages.CODES_MISSING for each in missing)
        ):
            drafts.append(_draft(commodity, day, of_book, legs))
    return Opening(tuple(drafts), tuple(expected), tuple(findings))


def _kept(of_book: Sequence[tuple[Ours, int]], findings: list[Finding]) -> Iterator[tuple[Ours, int]]:
    """Without income and expenditure, with which no year begins: an account of theirs with a balance is a finding.

    Its parts by codes may have some, where the closing of the year before went by accounts alone.
    """
    flows: dict[str, int] = {}
    for ours, fen in of_book:
        if role(first_code(ours.lowest)).flow:
            flows[ours.account] = flows.get(ours.account, 0) + fen
    for ours, fen in of_book:
        if ours.account not in flows:
            yield ours, fen
        elif left := flows[ours.account]:
            findings.append(messages.flow_opens(ours.lowest.row, left))
            flows[ours.account] = 0


def _opening(ours: Ours, months: Months, findings: list[Finding]) -> int | None:
    """The balance with which the year begins; None where nothing tells it."""
    row, figures = ours.lowest.row, ours.lowest.row.figures
    told = figures.get(("year_opening", "balance"))
    first = figures.get(("opening", "balance")) if months.first.month == 1 else None
    left = None
    if ("year", "debit") in figures and ("closing", "balance") in figures:
        left = figures["closing", "balance"] - figures["year", "debit"] + figures["year", "credit"]
    found = [each for each in (told, first, left) if each is not None]
    # That a row's own 年初, sums and 期末 don't add up has been told with the row.
    other = next((each for each in (first, left if told is None else None) if each is not None), None)
    if other is not None and other != found[0]:
        findings.append(messages.opening_unequal(row, found[0], other))
    elif told is None and first is not None and left is not None and first != left:
        findings.append(messages.opening_unequal(row, first, left))
    return found[0] if found else None


class _Defaults:
    """The codes that accounts say, for rows that don't."""

    def __init__(self, words: Words, target: Target) -> None:
        self.words = words
        self.target = target
        self._opens = {each.account: each.meta for each in target.ledger.entries if isinstance(each, Open)}

    def of(self, ours: Ours, year: int) -> dict[str, str]:
        """What a map says of an account, its ``open`` in the ledger, and the names of its details."""
        row = ours.lowest.row
        found: dict[str, str] = {}
        parts = ours.account.split(":")
        for length in range(len(parts), 1, -1):
            meta = self._opens.get(":".join(parts[:length]), {})
            for key in DIMENSIONS:
                if key in meta:
                    found.setdefault(key, text_of(meta[key]))
        named = of_names(ours.lowest.names[1:], self.target.ledger.codes, year, self.words)
        digits = "".join(each for each in row.code if each.isdigit())
        told: dict[str, str] = {}
        for name, override in self.words.accounts.items():
            if digits.startswith(name) or name in (row.code, row.name):
                told |= override.meta
        return {**named, **found, **{key: value for key, value in told.items() if key in DIMENSIONS}}

    def only_fund(self, codes: Mapping[str, str], year: int) -> str:
        """The fund of the only budget that has the functional item; nothing where several have it."""
        return self.target.ledger.codes.functional.fund(codes.get("func", ""), year)


def _legs(
    of_book: Sequence[tuple[Ours, int]], defaults: _Defaults, year: int, source: Source
) -> tuple[list[Leg], list[Finding]]:
    """The legs of a book's opening, and what is missing of their codes."""
    sums: dict[tuple[str, str, tuple[tuple[str, str], ...]], int] = {}
    findings: list[Finding] = []
    presumed = []
    offset = _offset(of_book)
    for ours, fen in of_book:
        if not fen:
            continue
        what = role(first_code(ours.lowest))
        plain = what.cash is not None or ours.account in offset
        codes = {} if plain else {key: code for key, code in ours.codes.items() if code}
        if what.needs:
            told = defaults.of(ours, year)
            codes = {**{key: told[key] for key in what.needs if key in told}, **codes}
            if "fund" in what.needs and "fund" not in codes and (only := defaults.only_fund(codes, year)):
                codes["fund"] = only
            if "fund" in what.needs and "fund" not in codes and what.fiscal:
                codes["fund"] = GENERAL_PUBLIC_BUDGET
                presumed.append(ours.lowest.row)
            missing = [key for key in what.needs if not codes.get(key)]
            if missing:
                findings.append(messages.codes_missing(ours.lowest.row, fen, missing))
        key = (ours.account, ours.commodity, tuple((each, codes[each]) for each in DIMENSIONS if codes.get(each)))
        sums[key] = sums.get(key, 0) + fen
    if presumed:
        findings.append(messages.fund_presumed(source.place(), presumed))
    legs = [Leg(account, fen, commodity, dict(codes)) for (account, commodity, codes), fen in sums.items() if fen]
    return legs, findings


def _offset(of_book: Sequence[tuple[Ours, int]]) -> frozenset[str]:
    """Accounts of the financial book whose parts by codes are debits and credits, so that codes say nothing of them.

    That is so where what was paid or used was booked without the codes under which it had come.
    """
    sides: dict[str, set[bool]] = {}
    for ours, fen in of_book:
        if fen and ours.commodity == FINANCIAL:
            sides.setdefault(ours.account, set()).add(fen > 0)
    return frozenset(account for account, found in sides.items() if len(found) > 1)


def _draft(commodity: str, day: datetime.date, of_book: Sequence[tuple[Ours, int]], legs: Sequence[Leg]) -> Draft:
    """A book's opening voucher; its digest is of what the file says, in whatever order."""
    told = sorted([*ours.lowest.path, *_told_codes(ours), str(fen)] for ours, fen in of_book if fen)
    text = json.dumps(["balance", str(day), commodity, told], ensure_ascii=False)
    first = next(ours.lowest.row for ours, fen in of_book if fen)
    return Draft(
        day,
        f"{day.year}年末{BOOK_OF_COMMODITY[commodity]}会计各科目余额转入",
        tuple(legs),
        first.row,
        first.place,
        hashlib.sha256(text.encode()).hexdigest(),
        tags=(NO_BUDGET_TAG,) if commodity == FINANCIAL else (),
        file=f"opening-{day.year + 1}.beancount",
    )


def _told_codes(ours: Ours) -> list[str]:
    return sorted(f"{key}={each.code}={each.name}" for key, each in ours.lowest.row.codes.items() if each)


def _expected(ours: Ours, day: datetime.date, fen: int, moved: tuple[Moved, ...] = ()) -> Expected:
    return Expected(ours.account, ours.commodity, day, fen, ours.lowest.row.place, dict(ours.codes), moved)


def closings_of(rows: Iterable[Ours], months: Months) -> list[Expected]:
    """The balances at the end of some months, and what was posted in them and in the year so far."""
    found = []
    for ours in rows:
        figures = ours.lowest.row.figures
        if ("closing", "balance") not in figures:
            continue
        starts = (("year", months.first.replace(month=1)), ("period", months.first))
        moved = {
            since: Moved(since, figures[span, "debit"], figures[span, "credit"])
            for span, since in starts
            if (span, "debit") in figures
        }
        found.append(_expected(ours, months.last, figures["closing", "balance"], tuple(moved.values())))
    return found
