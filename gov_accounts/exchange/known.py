"""What a ledger has already, as far as proposals ask: how payees were booked, and which invoices.

A payee's history is what vouchers say that were looked at (``*``), have one leg beside money, and aren't taken back.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from beancount.core.data import Transaction

from gov_accounts.bookkeeping.sealing.reversal import REVERSES, REVERSES_DATE
from gov_accounts.bookkeeping.sealing.vouchers import key_of
from gov_accounts.books.marks import CLOSING_TAG, DERIVED, HEARD
from gov_accounts.books.metadata import text_of
from gov_accounts.books.voucher_number import NUMBER
from gov_accounts.exchange.digests import digest_of
from gov_accounts.exchange.plan import DIGEST
from gov_accounts.exchange.rules import CODES
from gov_accounts.findings import Place
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import Element, role
from gov_accounts.money import FINANCIAL, to_fen
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.law.codes import Codes

INVOICE: Final = "invoice"
"""Metadata of a voucher, or of a leg: the number of the invoice that it is of; several with blanks or 、 between."""
PAYROLL: Final = "payroll"
"""Metadata of a voucher: which month's payroll, which sheet, and which of its vouchers."""
_AGAIN: Final = "again"
_UNCHECKED: Final = "!"
_BREAKS: Final = str.maketrans("、，,；;", "     ")


class Way(NamedTuple):
    """How something was booked: the account beside money, what stands under it, and the voucher's tags."""

    account: str
    meta: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Precedent:
    """How a payee was always booked.

    Attributes:
        way: how.
        count: how many times.
        last: the last voucher, as it is called: its day and number.
        narration: what it says.
    """

    way: Way
    count: int
    last: str
    narration: str


class Booked(NamedTuple):
    """An invoice that a voucher has: what it is called by, of whom, and the voucher."""

    payee: str
    place: Place
    called: str


class Owed(NamedTuple):
    """What is owed to a payee and not paid yet: on which account, how much in fen, for what, since which voucher."""

    account: str
    fen: int
    meta: tuple[tuple[str, str], ...]
    called: str


class Known:
    """What a ledger has, looked up once."""

    def __init__(self, ledger: Ledger) -> None:
        """A ledger's vouchers."""
        self.digests: set[str] = set()
        self._taken_back: set[str] = set()
        self._codes = ledger.codes
        self._payrolls: dict[str, Place] = {}
        self._ways: dict[tuple[str, bool, bool], list[tuple[Way | None, str, str]]] = defaultdict(list)
        self._invoices: dict[str, list[Booked]] = defaultdict(list)
        self._owed: dict[str, list[Owed]] = defaultdict(list)
        vouchers = [each for each in ledger.entries if isinstance(each, Transaction)]
        taken_back = {_reversed(each) for each in vouchers} - {None}
        for each in vouchers:
            self.digests.add(text_of(each.meta.get(DIGEST)))
            number = text_of(each.meta.get(NUMBER))
            if _reversed(each) is not None or (each.date, key_of(each.date.year, number)) in taken_back:
                self._taken_back.add(text_of(each.meta.get(DIGEST)))
                continue
            for invoice in _invoices(each):
                self.add_invoice(invoice, each.payee or "", _place(each), number)
            if PAYROLL in each.meta:
                self._payrolls[text_of(each.meta[PAYROLL])] = _place(each)
            if each.payee and CLOSING_TAG not in each.tags:
                called = f"{each.date} {number}".strip()
                self._note_owed(each, called)
                if each.flag != _UNCHECKED:
                    self._note(each, called)

    def fresh(self, digest: str) -> str:
        """A voucher's digest; another where the voucher that has it was taken back: it may be made again."""
        while digest in self._taken_back:
            digest = digest_of(digest, _AGAIN)
        return digest

    def precedent(
        self, payee: str, *, received: bool, owed: bool = False, codes: Collection[str] = ()
    ) -> Precedent | None:
        """How a payee was always booked; None where it wasn't, or not always so.

        Args:
            payee: whom.
            received: money received, or paid.
            owed: what was owed first counts as paid: an invoice's cost may stand against a liability.
            codes: keys that the paper itself says: they may have differed.
        """
        found = [
            (way and way._replace(meta=tuple(each for each in way.meta if each[0] not in codes)), last, narration)
            for way, last, narration in self._ways.get((plain(payee), received, owed), [])
        ]
        ways = {way for way, _, _ in found}
        if len(ways) != 1 or None in ways:
            return None
        way, last, narration = found[-1]
        return None if way is None else Precedent(way, len(found), last, narration)

    def owed(self, payee: str, fen: int) -> Owed | None:
        """The first that is owed to a payee of just that amount; it is owed no more then. None where there is none.

        Args:
            payee: whom.
            fen: how much.
        """
        there = self._owed.get(plain(payee), [])
        found = [each for each in there if each.fen == fen]
        if len({each.account for each in found}) != 1:
            return None
        there.remove(found[0])
        return found[0]

    def invoice(self, number: str, payee: str) -> Booked | None:
        """The voucher that has an invoice; a number typed without its code counts where the payee is the same."""
        for each in self._invoices.get(plain(number), ()):
            return each
        short = plain(number).rpartition("-")[2]
        same = [each for each in self._invoices.get(short, ()) if plain(each.payee) == plain(payee)]
        return same[0] if same else None

    def payroll(self, key: str) -> Place | None:
        """The voucher that was made of a month's payroll; none where that was taken back."""
        return self._payrolls.get(key)

    def add_invoice(self, number: str, payee: str, place: Place, called: str = "") -> None:
        """Note an invoice that a voucher has."""
        self._invoices[plain(number)].append(Booked(payee, place, called))

    def _note_owed(self, voucher: Any, called: str) -> None:
        """What a voucher without money leaves owed, on one leg; what one with money pays of it."""
        legs = _legs(voucher)
        owed = [each for each in legs if _is_owed(each.account)]
        if len(owed) != 1:
            return
        fen = to_fen(owed[0].units.number)
        there = self._owed[plain(voucher.payee)]
        if not any(_is_money(each.account) for each in legs):
            if fen < 0:
                codes = {_way(each, voucher, self._codes).meta for each in legs if each is not owed[0]}
                there.append(Owed(owed[0].account, -fen, codes.pop() if len(codes) == 1 else (), called))
            return
        paid = next((each for each in there if (each.account, each.fen) == (owed[0].account, fen)), None)
        if paid is not None:
            there.remove(paid)

    def _note(self, voucher: Any, called: str) -> None:
        legs = _legs(voucher)
        for owed in (False, True):
            ours = [each for each in legs if _is_money(each.account) or (owed and _is_owed(each.account))]
            total = sum(each.units.number for each in ours)
            others = [each for each in legs if each not in ours]
            if not ours or not total or not others:
                continue
            way = _way(others[0], voucher, self._codes) if len(others) == 1 else None
            key = (plain(voucher.payee), total > 0, owed)
            self._ways[key].append((way, called, voucher.narration or ""))


def _legs(voucher: Any) -> list[Any]:
    """The legs of the financial book."""
    return [
        each
        for each in voucher.postings
        if each.units and each.units.currency == FINANCIAL and DERIVED not in (each.meta or {})
    ]


def _is_money(account: str) -> bool:
    return role(account_code(account)).cash is not None


def _is_owed(account: str) -> bool:
    return role(account_code(account)).element is Element.LIABILITY


def _way(leg: Any, voucher: Any, codes: Codes) -> Way:
    meta = leg.meta or {}
    said = {key: text_of(meta.get(key)) or text_of(voucher.meta.get(key)) for key in CODES}
    if HEARD in meta:
        said["fund"] = text_of(voucher.meta.get("fund"))
    for key in ("func", "econ"):
        tagged = [
            each for each in voucher.tags if len(each) == codes.classification(key).lengths[-1] and _is_code(each)
        ]
        if not said[key] and len(tagged) == 1:
            said[key] = tagged[0]
    kept = tuple(sorted(each for each in voucher.tags if not _is_code(each)))
    return Way(leg.account, tuple((key, value) for key, value in said.items() if value), kept)


def _is_code(tag: str) -> bool:
    return tag.isascii() and tag.isdigit()


def _invoices(voucher: Any) -> Iterator[str]:
    said: Iterable[Any] = [voucher.meta, *(each.meta or {} for each in voucher.postings)]
    found = [number for meta in said for number in text_of(meta.get(INVOICE)).translate(_BREAKS).split()]
    yield from dict.fromkeys(found)


def _reversed(voucher: Any) -> object:
    number, day = text_of(voucher.meta.get(REVERSES)), voucher.meta.get(REVERSES_DATE)
    return (day, key_of(day.year, number)) if number and hasattr(day, "year") else None


def _place(voucher: Any) -> Place:
    return Place(voucher.meta["filename"], voucher.meta["lineno"])
