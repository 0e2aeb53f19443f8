"""Which lines of the books are which movements of the bank.

The rule, from what is surest to what is least: the same number; the same amount and party; the same amount; one to
several by voucher, by day and words; at last one to a few that come to it, where there is one way only. Amounts have
to be equal to the fen, received is never matched with paid, and but for numbers the days are within a window. Of
equal amounts as many are matched as can be, and of those ways the one with the fewest days in all is taken.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.bank import messages
from gov_accounts.bank.assignment import paired
from gov_accounts.bank.sums import Budget, ways
from gov_accounts.money import yuan_text
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from gov_accounts.bank.lines import BookLine
    from gov_accounts.bank.statement import Movement
    from gov_accounts.findings import Finding

_ANY: Final = 40_000
"""Days: a window that everything is within."""
_MOST_OF_REFERENCE: Final = 40
"""Lines of a number; what more have is no number of theirs."""
_CANDIDATES: Final = 40
"""Lines, the nearest by day, that a sum is looked for among."""
_STEPS: Final = 3_000_000
"""Of all searches for sums."""
_NEAR_DAYS: Final = 2


class Basis(Enum):
    """What a match rests on."""

    REMEMBERED = "已记下"
    REFERENCE = "号码"
    PARTY = "户名和金额"
    AMOUNT = "金额"
    VOUCHER = "同一凭证合计"
    DAY = "同日合计"
    SUM = "几笔合计"


class Match(NamedTuple):
    """Lines of the books and movements of the bank that are the same money: indices, at least one of each."""

    books: tuple[int, ...]
    bank: tuple[int, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Matching:
    """What is matched, and what is said of what isn't."""

    matches: tuple[Match, ...]
    findings: tuple[Finding, ...]


class _Unit(NamedTuple):
    """Lines that count as one: the day, what they come to, their indices."""

    day: int
    fen: int
    members: tuple[int, ...]


def match(
    books: Sequence[BookLine],
    bank: Sequence[Movement],
    days: int,
    *,
    among: Iterable[int] | None = None,
    fixed: Iterable[Match] = (),
) -> Matching:
    """Match an account's lines with a statement's movements.

    Args:
        books: lines, by day.
        bank: movements, by day.
        days: how far apart they may be.
        among: the lines that may be matched; all where it is None.
        fixed: what is matched already.
    """
    matcher = _Matcher(books, bank, days, range(len(books)) if among is None else among, fixed)
    matcher.by_reference()
    matcher.by_party()
    matcher.pair(matcher.single_books(), matcher.single_rows(), Basis.AMOUNT)
    matcher.in_groups()
    matcher.by_sums()
    return Matching(tuple(sorted(matcher.matches, key=matcher.order)), tuple(matcher.told()))


class _Matcher:
    """What is free on either side, and what was matched so far."""

    def __init__(
        self,
        books: Sequence[BookLine],
        bank: Sequence[Movement],
        days: int,
        among: Iterable[int],
        fixed: Iterable[Match],
    ) -> None:
        self.books = books
        self.bank = bank
        self.days = days
        self.matches = list(fixed)
        taken_books = {index for each in self.matches for index in each.books}
        taken_rows = {index for each in self.matches for index in each.bank}
        # Dictionaries keep their order, and the order of lines decides among equals.
        self.free_books = dict.fromkeys(index for index in sorted(among) if index not in taken_books)
        self.free_rows = dict.fromkeys(index for index in range(len(bank)) if index not in taken_rows)
        self.unlike: list[tuple[str, int, int]] = []
        self.ambiguous: dict[tuple[bool, int], int] = {}
        self.unsearched = 0

    def take(self, books: Sequence[int], rows: Sequence[int], basis: Basis) -> None:
        self.matches.append(Match(tuple(sorted(books)), tuple(sorted(rows)), basis))
        for index in books:
            del self.free_books[index]
        for index in rows:
            del self.free_rows[index]

    def order(self, made: Match) -> tuple[Any, ...]:
        return self.bank[made.bank[0]].date, made.bank, made.books

    # Units

    def single_books(self) -> list[_Unit]:
        return [_Unit(self.books[each].date.toordinal(), self.books[each].fen, (each,)) for each in self.free_books]

    def single_rows(self) -> list[_Unit]:
        return [_Unit(self.bank[each].date.toordinal(), self.bank[each].fen, (each,)) for each in self.free_rows]

    def pair(self, ours: Iterable[_Unit], theirs: Iterable[_Unit], basis: Basis) -> None:
        """Pair units of the same amount within the window."""
        for one, other in self.pairs(ours, theirs, self.days):
            self.take(one.members, other.members, basis)

    @staticmethod
    def pairs(ours: Iterable[_Unit], theirs: Iterable[_Unit], days: int) -> Iterator[tuple[_Unit, _Unit]]:
        by_amount: dict[int, tuple[list[_Unit], list[_Unit]]] = defaultdict(lambda: ([], []))
        for side, units in enumerate((ours, theirs)):
            for each in units:
                by_amount[each.fen][side].append(each)
        for left, right in by_amount.values():
            if left and right:
                left.sort()
                right.sort()
                for one, other in paired([each.day for each in left], [each.day for each in right], days):
                    yield left[one], right[other]

    # Stages

    def by_reference(self) -> None:
        """The same number: each to each by amount, then all of one side to the one of the other."""
        of_books = _index(self.free_books, lambda index: self.books[index].references)
        of_rows = _index(self.free_rows, lambda index: self.bank[index].references)
        for reference, rows in of_rows.items():
            books = of_books.get(reference, [])
            if not books or max(len(rows), len(books)) > _MOST_OF_REFERENCE:
                continue
            for one, other in self.pairs(self.single_books_of(books), self.single_rows_of(rows), _ANY):
                self.take(one.members, other.members, Basis.REFERENCE)
            ours, theirs = self.single_books_of(books), self.single_rows_of(rows)
            if not ours or not theirs:
                continue
            if min(len(ours), len(theirs)) == 1 and _same(ours, theirs):
                self.take(_members(ours), _members(theirs), Basis.REFERENCE)
            elif len(ours) == len(theirs) == 1:
                self.unlike.append((reference, ours[0].members[0], theirs[0].members[0]))

    def single_books_of(self, indices: Iterable[int]) -> list[_Unit]:
        return [
            _Unit(self.books[each].date.toordinal(), self.books[each].fen, (each,))
            for each in indices
            if each in self.free_books
        ]

    def single_rows_of(self, indices: Iterable[int]) -> list[_Unit]:
        return [
            _Unit(self.bank[each].date.toordinal(), self.bank[each].fen, (each,))
            for each in indices
            if each in self.free_rows
        ]

    def by_party(self) -> None:
        """The same party and amount within the window."""
        of_books = _index(self.free_books, lambda index: _names(self.books[index].party))
        of_rows = _index(self.free_rows, lambda index: _names(self.bank[index].party))
        for name, rows in of_rows.items():
            if name in of_books:
                self.pair(self.single_books_of(of_books[name]), self.single_rows_of(rows), Basis.PARTY)

    def in_groups(self) -> None:
        """A voucher's legs that the bank paid as one; and what a day has of a kind, against one of the other side."""
        self.pair(self.book_groups(lambda each: each.voucher), self.single_rows(), Basis.VOUCHER)
        row_kinds: tuple[Callable[[Movement], Hashable], ...] = (
            lambda each: (each.date, each.fen > 0, each.references[:1]),
            lambda each: (each.date, each.fen > 0, each.words, each.party),
            lambda each: (each.date, each.fen > 0, each.words),
            lambda each: (each.date, each.fen > 0),
        )
        for of_row in row_kinds:
            self.pair(self.single_books(), self.row_groups(of_row), Basis.DAY)
        book_kinds: tuple[Callable[[BookLine], Hashable], ...] = (
            lambda each: (each.date, each.fen > 0, each.party),
            lambda each: (each.date, each.fen > 0),
        )
        for of_book in book_kinds:
            self.pair(self.book_groups(of_book), self.single_rows(), Basis.DAY)

    def book_groups(self, key: Callable[[BookLine], Hashable]) -> list[_Unit]:
        return _groups(self.free_books, lambda index: key(self.books[index]), self.single_books())

    def row_groups(self, key: Callable[[Movement], Hashable]) -> list[_Unit]:
        return _groups(self.free_rows, lambda index: key(self.bank[index]), self.single_rows())

    def by_sums(self) -> None:
        """One to a few that come to it, within few days and then within the window, where there is one way only."""
        budget = Budget(_STEPS)
        for days in dict.fromkeys((min(_NEAR_DAYS, self.days), self.days)):
            while self.sums_found(days, budget):
                pass

    def sums_found(self, days: int, budget: Budget) -> bool:
        """Take the sums that are sure, those that don't want what another wants; whether there were any."""
        self.ambiguous.clear()
        self.unsearched = 0
        found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        books, rows = self.single_books(), self.single_rows()
        for of_bank, targets, others in ((True, rows, books), (False, books, rows)):
            near = _Near(others)
            for target in targets:
                if budget.steps < 0:
                    self.unsearched += 1
                    continue
                candidates = near.candidates(target, days)
                ways_there = ways(abs(target.fen), [abs(each.fen) for each in candidates], budget)
                if ways_there is None:
                    self.unsearched += 1
                elif len(ways_there) > 1:
                    self.ambiguous[of_bank, target.members[0]] = len(ways_there)
                elif ways_there:
                    several = _members([candidates[each] for each in ways_there[0]])
                    found.append((several, target.members) if of_bank else (target.members, several))
        wanted_books = Counter(index for books_of, _ in found for index in books_of)
        wanted_rows = Counter(index for _, rows_of in found for index in rows_of)
        sure = [
            (books_of, rows_of)
            for books_of, rows_of in found
            if all(wanted_books[each] == 1 for each in books_of) and all(wanted_rows[each] == 1 for each in rows_of)
        ]
        for books_of, rows_of in sure:
            self.take(books_of, rows_of, Basis.SUM)
        return bool(sure)

    # Findings

    def told(self) -> Iterator[Finding]:
        for reference, book, row in self.unlike:
            if book in self.free_books and row in self.free_rows:
                line, movement = self.books[book], self.bank[row]
                yield messages.reference_differs(reference, line.fen, movement.fen, line.posting.place)
        for (of_bank, index), count in self.ambiguous.items():
            if of_bank and index in self.free_rows:
                row_of = self.bank[index]
                what = f"对账单 {row_of.date} 的 {yuan_text(row_of.fen)} "
                yield messages.ambiguous(what, row_of.place, count)
            elif not of_bank and index in self.free_books:
                line = self.books[index]
                what = f"账上 {line.date} 的 {yuan_text(line.fen)} "
                yield messages.ambiguous(what, line.posting.place, count)
        if self.unsearched:
            place = next((self.bank[each].place for each in self.free_rows), None)
            first = next(iter(self.free_books), None)
            if place is None and first is not None:
                place = self.books[first].posting.place
            if place is not None:
                yield messages.too_many(self.unsearched, place)


class _Near:
    """Units of one side by sign and day."""

    def __init__(self, units: Iterable[_Unit]) -> None:
        self.of_sign: dict[bool, list[_Unit]] = {True: [], False: []}
        for each in units:
            self.of_sign[each.fen > 0].append(each)
        for found in self.of_sign.values():
            found.sort()
        self.days = {sign: [each.day for each in found] for sign, found in self.of_sign.items()}

    def candidates(self, target: _Unit, days: int) -> list[_Unit]:
        """Those that may be a part of it, the nearest first."""
        sign = target.fen > 0
        low = bisect_left(self.days[sign], target.day - days)
        high = bisect_right(self.days[sign], target.day + days)
        found = [each for each in self.of_sign[sign][low:high] if abs(each.fen) < abs(target.fen)]
        found.sort(key=lambda each: (abs(each.day - target.day), each.day, each.members))
        return found[:_CANDIDATES]


def _index(indices: Iterable[int], keys: Callable[[int], Iterable[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for index in indices:
        for key in keys(index):
            found[key].append(index)
    return found


def _names(party: str) -> tuple[str, ...]:
    name = plain(party).replace(" ", "")
    return (name,) if name else ()


def _groups(free: Iterable[int], key: Callable[[int], Hashable], units: Sequence[_Unit]) -> list[_Unit]:
    """Units of two or more that share a key and come to something."""
    of_key: dict[Hashable, list[_Unit]] = defaultdict(list)
    for index, unit in zip(free, units, strict=True):
        of_key[key(index)].append(unit)
    return [
        _Unit(found[0].day, fen, _members(found))
        for found in of_key.values()
        if len(found) > 1 and (fen := sum(each.fen for each in found))
    ]


def _members(units: Iterable[_Unit]) -> tuple[int, ...]:
    return tuple(index for each in units for index in each.members)


def _same(ours: Iterable[_Unit], theirs: Iterable[_Unit]) -> bool:
    return sum(each.fen for each in ours) == sum(each.fen for each in theirs)
