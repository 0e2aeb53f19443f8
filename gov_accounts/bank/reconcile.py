"""Bank reconciliation: what is outstanding (未达账项) in four kinds, and whether both balances come to one.

    books + received by the bank only - paid by the bank only = bank + received by us only - paid by us only

Source: 财会〔2017〕25号, 1002 五: the differences are found one by one and 银行存款余额调节表 is drawn up each month.

A statement that begins in the middle tells nothing of what was outstanding then, but its opening balance: lines from
before that meet movements of the statement were outstanding; what the opening balances still differ by is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from itertools import combinations
from typing import TYPE_CHECKING, Final

from gov_accounts.bank import messages
from gov_accounts.bank.lines import taken_back
from gov_accounts.bank.marks import remembered
from gov_accounts.bank.matching import Match, Matching, match
from gov_accounts.books.postings import Period
from gov_accounts.money import yuan_text
from gov_accounts.months import last_day
from gov_accounts.text import clean

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from gov_accounts.bank.lines import BookLine
    from gov_accounts.bank.statement import Movement, Statement
    from gov_accounts.findings import Finding, Place

_RECENT: Final = 400
"""Days: how old a line may be that is proposed as outstanding."""
_PROPOSED_AMONG: Final = 300
"""Lines, the last ones, among which such are looked for."""
_FEWEST_AMONG: Final = 14
"""Lines of which every selection is tried."""
_MOST_AMONG: Final = 600
"""Lines of which each one and each two are tried."""


class Kind(Enum):
    """The four kinds of what is outstanding."""

    BANK_RECEIVED = "银行已收、单位未收"
    BANK_PAID = "银行已付、单位未付"
    BOOKS_RECEIVED = "单位已收、银行未收"
    BOOKS_PAID = "单位已付、银行未付"


@dataclass(frozen=True, slots=True)
class Opening:
    """The day on which the statement begins: what either side had before, in fen.

    Attributes:
        bank, books: the balances.
        explained: by how much they differ for lines whose movement is known.
    """

    bank: int
    books: int
    explained: int

    @property
    def unexplained(self) -> int:
        """By how much they differ besides."""
        return self.bank - self.books - self.explained


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """An account reconciled with a statement. Amounts in fen.

    Attributes:
        period: from the statement's first day to the day of the reconciliation.
        books, bank: all lines up to that day, and all movements of the period.
        matches: which are which.
        book_only, bank_only: indices of what is outstanding.
        cancelled: indices of lines taken back by red letter, and of those that take back.
        book_balance, bank_balance: on the day.
        opening: before the first day.
        arithmetic: by how much the statement's closing balance isn't its opening and its movements.
        findings: what is said of all this.
    """

    period: Period
    books: Sequence[BookLine]
    bank: Sequence[Movement]
    matches: tuple[Match, ...]
    book_only: tuple[int, ...]
    bank_only: tuple[int, ...]
    cancelled: tuple[int, ...]
    book_balance: int
    bank_balance: int
    opening: Opening
    arithmetic: int
    findings: tuple[Finding, ...]

    def outstanding(self, kind: Kind) -> tuple[int, ...]:
        """Indices of the lines or movements of a kind."""
        match kind:
            case Kind.BANK_RECEIVED:
                return tuple(each for each in self.bank_only if self.bank[each].fen > 0)
            case Kind.BANK_PAID:
                return tuple(each for each in self.bank_only if self.bank[each].fen < 0)
            case Kind.BOOKS_RECEIVED:
                return tuple(each for each in self.book_only if self.books[each].fen > 0)
        return tuple(each for each in self.book_only if self.books[each].fen < 0)

    def total(self, kind: Kind) -> int:
        """What a kind comes to, never below nothing."""
        lines = self.bank if kind in (Kind.BANK_RECEIVED, Kind.BANK_PAID) else self.books
        return sum(abs(lines[each].fen) for each in self.outstanding(kind))

    @property
    def adjusted_books(self) -> int:
        """The books' balance with what only the bank has."""
        return self.book_balance + self.total(Kind.BANK_RECEIVED) - self.total(Kind.BANK_PAID)

    @property
    def adjusted_bank(self) -> int:
        """The bank's balance with what only the books have."""
        return self.bank_balance + self.total(Kind.BOOKS_RECEIVED) - self.total(Kind.BOOKS_PAID)

    @property
    def balanced(self) -> bool:
        """Whether both come to the same."""
        return self.adjusted_books == self.adjusted_bank


@dataclass(frozen=True, slots=True)
class Balances:
    """A statement's balances: before its first day, and on the last."""

    opening: int
    closing: int


def spanned(statement: Statement, first: datetime.date | None, last: datetime.date | None) -> tuple[Statement, Period]:
    """A statement from a day to another, by default all of the months of its first and its last movement.

    Raises:
        ValueError: it begins after it ends.
    """
    days = [each.date for each in statement.movements]
    first = first or days[0].replace(day=1)
    last = last or last_day(days[-1].year, days[-1].month)
    if first > last:
        raise ValueError(f"{first} is after {last}")
    return statement.between(first, last), Period(first, last)


def balances_of(statement: Statement, given: int | None) -> Balances | None:
    """The balances of a statement; what is given stands in where it has none. None where nothing tells them."""
    closing = statement.closing if statement.closing is not None else given
    if closing is None:
        return None
    if statement.opening is not None:
        return Balances(statement.opening, closing)
    return Balances(closing - sum(each.fen for each in statement.movements), closing)


def reconcile(
    books: Sequence[BookLine], bank: Sequence[Movement], period: Period, balances: Balances, days: int, place: Place
) -> Reconciliation:
    """Reconcile an account with a statement.

    Args:
        books: the account's lines of any time, by day.
        bank: the statement's movements up to the last day, by day.
        period: from the statement's first day to the last.
        balances: the statement's.
        days: how far apart a line and its movement may be.
        place: the statement, for findings.
    """
    books = [each for each in books if each.date <= period.last]
    known = remembered(books, bank, period)
    apart = _Apart(
        frozenset(index for index, each in enumerate(books) if each.date < period.first),
        known.before,
        known.after,
        taken_back(books),
    )
    before = Opening(balances.opening, sum(books[index].fen for index in apart.early), apart.settled(books))
    matched = _matched(books, bank, days, apart, known.matches, before.unexplained)
    taken = {index for each in matched.matches for index in each.books}
    taken_rows = {index for each in matched.matches for index in each.bank}
    # What the bank has after the last day is outstanding; what it had before the first day isn't.
    book_only = tuple(
        index
        for index in range(len(books))
        if index not in taken
        and index not in apart.before | apart.cancelled
        and (index not in apart.early or index in apart.after)
    )
    late = sum(books[index].fen for index in taken & apart.early)
    opening = replace(before, explained=before.explained - late)
    findings = [*known.findings, *matched.findings]
    if opening.unexplained:
        texts = _proposed(books, apart.early - taken - apart.known, -opening.unexplained, period)
        carried = next((books[each] for each in book_only if books[each].fen == opening.unexplained), None)
        findings.append(
            messages.opening_difference(
                period.first,
                opening.bank,
                opening.books,
                opening.explained,
                messages.dated_late(carried.date) if carried is not None else messages.suggested(texts),
                place,
            )
        )
    return Reconciliation(
        period,
        books,
        bank,
        matched.matches,
        book_only,
        tuple(index for index in range(len(bank)) if index not in taken_rows),
        tuple(sorted(apart.cancelled)),
        sum(each.fen for each in books),
        balances.closing,
        opening,
        balances.closing - balances.opening - sum(each.fen for each in bank),
        tuple(findings),
    )


@dataclass(frozen=True, slots=True)
class _Apart:
    """Lines that are apart from the statement's time, as indices.

    Attributes:
        early: from before the statement begins.
        before: those that the bank has before it begins.
        after: those that the bank has after the last day.
        cancelled: those taken back, and those that take back: the bank has neither.
    """

    early: frozenset[int]
    before: frozenset[int]
    after: frozenset[int]
    cancelled: frozenset[int]

    @property
    def known(self) -> frozenset[int]:
        """Those that aren't to be matched."""
        return self.before | self.after | self.cancelled

    def settled(self, books: Sequence[BookLine]) -> int:
        """By how much the bank's opening balance differs from the books' for these lines."""
        ours = (self.before - self.early) | (self.cancelled - self.early)
        return sum(books[index].fen for index in ours) - sum(books[index].fen for index in self.after & self.early)


def _matched(
    books: Sequence[BookLine],
    bank: Sequence[Movement],
    days: int,
    apart: _Apart,
    fixed: tuple[Match, ...],
    difference: int,
) -> Matching:
    """The lines from before the statement begins take part as far as its opening balance bears them out.

    All of them; else without those that are too much for the opening balances, where it can be told which they are.
    Where nothing explains the balances, the first try stands.

    Args:
        books: the lines.
        bank: the movements.
        days: how far apart they may be.
        apart: lines that are apart.
        fixed: what is remembered.
        difference: of the opening balances, for the lines from before that the bank hadn't yet, with opposite sign.
    """
    in_period = [index for index in range(len(books)) if index not in apart.early | apart.known]
    first = match(books, bank, days, among=[*in_period, *sorted(apart.early - apart.known)], fixed=fixed)
    used = sorted({index for each in first.matches for index in each.books} & apart.early)
    excess = sum(books[index].fen for index in used) + difference
    if not excess:
        return first
    pinned = {index for each in fixed for index in each.books}
    left_out = _left_out(books, [each for each in used if each not in pinned], excess)
    if left_out:
        chosen = [each for each in used if each not in left_out and each not in pinned]
        other = match(books, bank, days, among=[*in_period, *chosen], fixed=fixed)
        again = {index for each in other.matches for index in each.books} & apart.early
        if sum(books[index].fen for index in again) + difference == 0:
            return other
    return first


def _left_out(books: Sequence[BookLine], used: Sequence[int], excess: int) -> tuple[int, ...]:
    """Which lines come to what is too much; none where that can't be told.

    It is all of them, or one or two of them, or more where they are few, if there is one way only. Ways of equal
    amounts are one, of the earliest lines.
    """
    if sum(books[index].fen for index in used) == excess:
        return tuple(used)
    sizes = range(1, len(used) if len(used) <= _FEWEST_AMONG else 3)
    ways: dict[tuple[int, ...], tuple[int, ...]] = {}
    for some in (each for size in sizes for each in combinations(used[:_MOST_AMONG], size)):
        amounts = tuple(sorted(books[index].fen for index in some))
        if sum(amounts) == excess:
            ways.setdefault(amounts, some)
    return next(iter(ways.values())) if len(ways) == 1 else ()


def _proposed(books: Sequence[BookLine], indices: frozenset[int], wanted: int, period: Period) -> list[str]:
    """One line or two that would explain a difference, where there is one way only; they are told, not taken."""
    recent = [index for index in sorted(indices) if (period.first - books[index].date).days <= _RECENT]
    recent = recent[-_PROPOSED_AMONG:]
    for size in (1, 2):
        found = [each for each in combinations(recent, size) if sum(books[index].fen for index in each) == wanted]
        if found:
            chosen = found[0] if len(found) == 1 else ()
            return [
                clean(f"{line.date} {line.posting.number or line.words} {yuan_text(line.fen)}")
                for line in (books[index] for index in chosen)
            ]
    return []
