"""The lines of an account that a statement is compared with: its postings, with the numbers they go by."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from gov_accounts.bank.statement import plain_reference
from gov_accounts.bank.vocabulary import vocabulary
from gov_accounts.bookkeeping.sealing.reversal import REVERSES, REVERSES_DATE
from gov_accounts.bookkeeping.sealing.vouchers import key_of
from gov_accounts.books.marks import BANK
from gov_accounts.books.metadata import text_of
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gov_accounts.books.postings import Posting

Key: TypeAlias = tuple[datetime.date, object]
"""A voucher's day, and its number as numbers are compared."""
_TOKEN: Final = re.compile(r"[0-9A-Za-z]{6,}")
"""What in a narration may be a reference."""


class BookLine(NamedTuple):
    """A posting to the account.

    Attributes:
        date: of its voucher.
        fen: received positive, paid negative.
        words: what the voucher says.
        party: whom it names.
        references: the numbers it goes by.
        mark: what it remembers of the bank, as it is written; nothing where it does not.
        posting: the posting.
        reverses: the voucher that its voucher takes back, by day and number; None where it takes none back.
    """

    date: datetime.date
    fen: int
    words: str
    party: str
    references: tuple[str, ...]
    mark: str
    posting: Posting
    reverses: Key | None = None

    @property
    def key(self) -> Key | None:
        """Its voucher by day and number; None where it has none."""
        number = self.posting.number
        return (self.date, key_of(self.date.year, number)) if number else None

    @property
    def voucher(self) -> int:
        """Its voucher, as a number."""
        return self.posting.entry


def book_lines(postings: Iterable[Posting], entries: Sequence[Any]) -> tuple[BookLine, ...]:
    """Postings as lines, by day, those of nothing left out.

    Args:
        postings: the account's, in the ledger's order.
        entries: the directives that they are of.
    """
    lines = [_line(each, entries[each.entry]) for each in postings if each.fen]
    return tuple(sorted(lines, key=lambda each: each.date))


def _line(posting: Posting, entry: Any) -> BookLine:
    own = _metadata(posting, entry)
    voucher = posting.voucher
    return BookLine(
        posting.date,
        posting.fen,
        voucher.narration,
        voucher.payee,
        tuple(dict.fromkeys(_references(own, entry))),
        text_of(own.get(BANK) or entry.meta.get(BANK)),
        posting,
        _reversed(entry),
    )


def _reversed(entry: Any) -> Key | None:
    number, day = text_of(entry.meta.get(REVERSES)), entry.meta.get(REVERSES_DATE)
    return (day, key_of(day.year, number)) if number and isinstance(day, datetime.date) else None


def taken_back(lines: Sequence[BookLine]) -> frozenset[int]:
    """Lines that a red-letter voucher takes back, and its own: the bank has neither. Those with a mark have their own.

    Indices, in pairs of the same amount with opposite signs.
    """
    of_voucher: dict[tuple[Key | None, int], list[int]] = defaultdict(list)
    for index, each in enumerate(lines):
        if each.key is not None and not each.mark:
            of_voucher[each.key, each.fen].append(index)
    found: set[int] = set()
    for index, each in enumerate(lines):
        if each.reverses is None or each.mark:
            continue
        originals = [other for other in of_voucher[each.reverses, -each.fen] if other not in found]
        if originals:
            found.update((index, originals[0]))
    return frozenset(found)


def _metadata(posting: Posting, entry: Any) -> Mapping[str, Any]:
    for leg in entry.postings:
        meta = leg.meta or {}
        if leg.account == posting.account and meta.get("lineno") == posting.line:
            return meta
    return {}


def _references(own: Mapping[str, Any], entry: Any) -> Iterator[str]:
    said = [meta.get(key) for meta in (own, entry.meta) for key in vocabulary().book_references]
    for text in (*map(text_of, said), *sorted(entry.links or ())):
        if reference := plain_reference(text):
            yield reference
    for token in _TOKEN.findall(plain(f"{entry.payee or ''} {entry.narration or ''}")):
        if any(each.isdigit() for each in token) and (reference := plain_reference(token)):
            yield reference
