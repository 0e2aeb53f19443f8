"""An account's lines and a bank's movements drawn together, with what is outstanding known beforehand.

Amounts are large and random, so that no sum comes to another by chance; where one amount comes several times on
purpose, which of its lines is outstanding isn't told apart, only how many.
"""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gov_accounts.bank.lines import BookLine, Key
from gov_accounts.bank.reconcile import Balances, Kind, Reconciliation, reconcile
from gov_accounts.bank.statement import Movement
from gov_accounts.books.postings import Period, Posting, Voucher
from gov_accounts.findings import Place
from gov_accounts.money import FINANCIAL

FIRST = datetime.date(2020, 5, 1)
LAST = datetime.date(2020, 6, 30)
WINDOW = 10
PLACE = Place("statement.csv", 0)
ACCOUNT = "Assets:1002-银行存款"


def day(number: int) -> datetime.date:
    """A day by its number from the statement's first."""
    return FIRST + datetime.timedelta(days=number)


DAYS = (LAST - FIRST).days


def line(
    date: datetime.date,
    fen: int,
    voucher: int = 0,
    *,
    words: str = "",
    party: str = "",
    references: tuple[str, ...] = (),
    mark: str = "",
    reverses: Key | None = None,
) -> BookLine:
    """A line of the books, of a voucher by its number."""
    place = Voucher(date, "main.beancount", voucher, party, words)
    posting = Posting(
        voucher,
        FINANCIAL,
        ACCOUNT,
        "1002",
        "",
        "",
        "",
        "",
        fen,
        closing=False,
        line=voucher,
        number=f"记-{voucher}",
        voucher=place,
    )
    return BookLine(date, fen, words, party, references, mark, posting, reverses)


def movement(
    date: datetime.date, fen: int, *, words: str = "", party: str = "", references: tuple[str, ...] = ()
) -> Movement:
    """A movement of the bank; its balance and its number in the day come later."""
    return Movement(date, fen, words, party, references, None, PLACE)


def in_order(movements: Sequence[Movement]) -> list[Movement]:
    """Movements by day, each with its place in its day."""
    seen: Counter[datetime.date] = Counter()
    done = []
    for each in sorted(movements, key=lambda each: each.date):
        seen[each.date] += 1
        done.append(each._replace(ordinal=seen[each.date]))
    return done


@dataclass
class Drawn:
    """What was drawn.

    Attributes:
        books: all lines, of any day.
        bank: all movements, of any day; those before the statement begins are known to its opening balance only.
        outstanding: kind and fen → how often.
        groups: the books' and the bank's days and amounts that are one match of several.
    """

    random: random.Random
    books: list[BookLine] = field(default_factory=list)
    bank: list[Movement] = field(default_factory=list)
    outstanding: Counter[tuple[Kind, int]] = field(default_factory=Counter)
    vouchers: int = 0
    opening: int = 10**13

    def amount(self) -> int:
        """An amount that no other makes, received or paid."""
        return self.random.choice((1, -1)) * self.random.randrange(10**9, 10**11)

    def voucher(self) -> int:
        self.vouchers += 1
        return self.vouchers

    def book(self, number: int, fen: int, voucher: int | None = None, *, words: str = "", reference: str = "") -> None:
        """A line of the books on a day."""
        voucher = self.voucher() if voucher is None else voucher
        references = (reference,) if reference else ()
        self.books.append(line(day(number), fen, voucher, words=words, references=references))

    def row(self, number: int, fen: int, *, words: str = "", reference: str = "") -> None:
        """A movement on a day."""
        references = (reference,) if reference else ()
        self.bank.append(movement(day(number), fen, words=words, references=references))

    def expect_books(self, fen: int) -> None:
        """A line that is outstanding."""
        self.outstanding[Kind.BOOKS_RECEIVED if fen > 0 else Kind.BOOKS_PAID, abs(fen)] += 1

    def expect_bank(self, fen: int) -> None:
        """A movement that is outstanding."""
        self.outstanding[Kind.BANK_RECEIVED if fen > 0 else Kind.BANK_PAID, abs(fen)] += 1

    def lag(self) -> int:
        return self.random.randint(-WINDOW, WINDOW)

    def inside(self) -> int:
        return self.random.randint(0, DAYS)

    def reconciled(self, days: int = WINDOW) -> Reconciliation:
        """The drawn account reconciled."""
        books = sorted(self.books, key=lambda each: each.date)
        bank = in_order([each for each in self.bank if FIRST <= each.date <= LAST])
        before = self.opening + sum(each.fen for each in self.bank if each.date < FIRST)
        balances = Balances(before, before + sum(each.fen for each in bank))
        books = [line(day(-400), self.opening, 0), *books] if self.opening else books
        return reconcile(books, bank, Period(FIRST, LAST), balances, days, PLACE)


def found(made: Reconciliation) -> Counter[tuple[Kind, int]]:
    """What was found outstanding."""
    bank, books = [each.fen for each in made.bank], [each.fen for each in made.books]
    lines = {Kind.BANK_RECEIVED: bank, Kind.BANK_PAID: bank, Kind.BOOKS_RECEIVED: books, Kind.BOOKS_PAID: books}
    return Counter((kind, abs(lines[kind][index])) for kind in Kind for index in made.outstanding(kind))


# What happens


def plain_pair(drawn: Drawn, fen: int | None = None) -> None:
    """Booked, and paid by the bank some days before or later; near the ends only one of it is there yet."""
    fen = fen or drawn.amount()
    booked = drawn.random.randint(-WINDOW, DAYS)
    paid = booked + drawn.lag()
    if paid < 0:
        booked = min(booked, -1)  # Of what is booked after the bank had it, the opening tells nothing.
    drawn.book(booked, fen)
    drawn.row(paid, fen)
    if paid > DAYS >= booked:
        drawn.expect_books(fen)
    elif booked > DAYS >= paid:
        drawn.expect_bank(fen)


def same_amount_often(drawn: Drawn) -> None:
    """One amount several times, and one side of it once more."""
    fen = drawn.amount()
    for _ in range(drawn.random.randint(2, 5)):
        booked = drawn.random.randint(0, DAYS - WINDOW)
        drawn.book(booked, fen)
        drawn.row(min(max(booked + drawn.lag(), 0), DAYS), fen)
    match drawn.random.randrange(3):
        case 0:
            drawn.book(drawn.inside(), fen)
            drawn.expect_books(fen)
        case 1:
            drawn.row(drawn.inside(), fen)
            drawn.expect_bank(fen)


def numbered(drawn: Drawn) -> None:
    """The same number on both sides, as far apart as can be."""
    fen, number = drawn.amount(), f"no{drawn.random.randrange(10**9, 10**10)}"
    drawn.book(drawn.random.randint(-60, DAYS), fen, reference=number)
    drawn.row(drawn.inside(), fen, reference=number)


def far_apart(drawn: Drawn) -> None:
    """The same amount, further apart than the window: two that are outstanding."""
    fen = drawn.amount()
    booked = drawn.random.randint(0, DAYS - WINDOW - 1)
    drawn.book(booked, fen)
    drawn.row(drawn.random.randint(booked + WINDOW + 1, DAYS), fen)
    drawn.expect_books(fen)
    drawn.expect_bank(fen)


def bank_only(drawn: Drawn) -> None:
    """A fee, or interest."""
    fen = drawn.random.choice((-1, 1)) * drawn.random.randrange(1, 10**5)
    drawn.row(drawn.inside(), fen, words="账户管理费")
    drawn.expect_bank(fen)


def books_only(drawn: Drawn) -> None:
    """What the bank never had."""
    fen = drawn.amount()
    drawn.book(drawn.inside(), fen)
    drawn.expect_books(fen)


def corrected(drawn: Drawn) -> None:
    """A wrong entry and its correction: the same amount in and out, on one side."""
    fen, first = drawn.amount(), drawn.random.randint(0, DAYS - 2)
    write, expect = drawn.random.choice(((drawn.book, drawn.expect_books), (drawn.row, drawn.expect_bank)))
    for number, each in ((first, fen), (first + drawn.random.randint(0, 2), -fen)):
        write(number, each)
        expect(each)


def by_red_letter(drawn: Drawn) -> None:
    """A voucher that the bank never had, taken back by another; the same amount is booked right once more."""
    fen, booked = drawn.amount(), drawn.random.randint(-40, DAYS - 2)
    drawn.book(booked, fen)
    wrong = drawn.books[-1]
    back = drawn.random.randint(booked, DAYS)
    drawn.books.append(line(day(back), -fen, drawn.voucher(), reverses=wrong.key))
    if drawn.random.random() < 0.5:
        again = drawn.inside()
        drawn.book(again, fen)
        drawn.row(min(max(again + drawn.lag(), 0), DAYS), fen)


def opposite(drawn: Drawn) -> None:
    """Received in the books, paid by the bank: never the same."""
    fen, number = drawn.amount(), drawn.inside()
    drawn.book(number, fen)
    drawn.row(number, -fen)
    drawn.expect_books(fen)
    drawn.expect_bank(-fen)


def parts(drawn: Drawn, count: int) -> list[int]:
    sign = drawn.random.choice((1, -1))
    return [sign * abs(drawn.amount()) for _ in range(count)]


def legs_paid_as_one(drawn: Drawn) -> None:
    """A voucher's legs, one movement."""
    each, booked, voucher = parts(drawn, drawn.random.randint(2, 9)), drawn.random.randint(0, DAYS - WINDOW), 0
    voucher = drawn.voucher()
    for fen in each:
        drawn.book(booked, fen, voucher)
    drawn.row(booked + drawn.random.randint(0, WINDOW), sum(each))


def batch_of_a_day(drawn: Drawn) -> None:
    """One leg that the bank splits, on one day with the same words."""
    each, booked = parts(drawn, drawn.random.randint(2, 30)), drawn.random.randint(0, DAYS - WINDOW)
    paid, words = booked + drawn.random.randint(0, WINDOW), f"代发{drawn.voucher()}"
    drawn.book(booked, sum(each))
    for fen in each:
        drawn.row(paid, fen, words=words)


def split_over_days(drawn: Drawn) -> None:
    """One leg that the bank pays in a few parts on days of its own."""
    each, booked = parts(drawn, drawn.random.randint(2, 4)), drawn.random.randint(0, DAYS - WINDOW)
    drawn.book(booked, sum(each))
    for fen in each:
        drawn.row(booked + drawn.random.randint(0, WINDOW), fen, words=f"{fen}")


def vouchers_paid_as_one(drawn: Drawn) -> None:
    """A few vouchers, one movement."""
    each, paid = parts(drawn, drawn.random.randint(2, 4)), drawn.random.randint(WINDOW, DAYS)
    drawn.row(paid, sum(each))
    for fen in each:
        drawn.book(paid - drawn.random.randint(0, WINDOW), fen)


def settled_before(drawn: Drawn) -> None:
    """Booked and paid before the statement begins."""
    fen, booked = drawn.amount(), -drawn.random.randint(1, 60)
    drawn.book(booked, fen)
    drawn.row(min(booked + drawn.lag(), -1), fen)


def monthly_fee(drawn: Drawn) -> None:
    """Booked and paid just before the statement begins, and the same amount by the bank alone just after."""
    fen = drawn.amount()
    drawn.book(-drawn.random.randint(1, 3), fen)
    drawn.row(-1, fen)
    drawn.row(drawn.random.randint(0, 5), fen)
    drawn.expect_bank(fen)


EVENTS: tuple[Callable[[Drawn], None], ...] = (
    plain_pair,
    plain_pair,
    plain_pair,
    same_amount_often,
    numbered,
    far_apart,
    bank_only,
    books_only,
    corrected,
    by_red_letter,
    opposite,
    legs_paid_as_one,
    batch_of_a_day,
    split_over_days,
    vouchers_paid_as_one,
    settled_before,
    monthly_fee,
)


def drawn_account(seed: int, count: int, events: Sequence[Callable[[Drawn], None]] = EVENTS) -> Drawn:
    """An account to which so many things happened."""
    made = Drawn(random.Random(seed))
    for _ in range(count):
        made.random.choice(events)(made)
    return made
