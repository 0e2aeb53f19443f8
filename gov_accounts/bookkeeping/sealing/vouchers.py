"""The vouchers of a ledger as they are written in its files, before anything is made of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Transaction

from gov_accounts.bookkeeping.sealing.content import content_digest
from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.books.metadata import text_of
from gov_accounts.books.voucher_number import NUMBER, VoucherNumber, read_number
from gov_accounts.findings import Place
from gov_accounts.months import Month, month_of
from gov_accounts.reading.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

POSTER: Final = "poster"
_LINE: Final = "lineno"


def key_of(year: int, text: str) -> tuple[int, VoucherNumber | str]:
    """What a number is known by in its year, however it is written: ``记-5-001`` and ``记-05-1`` are one."""
    number = read_number(text)
    return year, text if number is None else number._replace(year=0)


@dataclass(frozen=True, slots=True)
class Written:
    """A voucher as it is written.

    Attributes:
        entry: beancount's directive, not booked.
        place: where its first line stands.
        text: its number as written, nothing where it has none.
        numbered: whether it has the metadata at all, be it empty.
        digest: of what is written.
        number: its number taken apart; None where it has none, or one that can't be read.
    """

    entry: Any
    place: Place
    text: str
    numbered: bool
    digest: str
    number: VoucherNumber | None = None

    @property
    def date(self) -> datetime.date:
        """Its date."""
        day: datetime.date = self.entry.date
        return day

    @property
    def month(self) -> Month:
        """The month of its date."""
        return month_of(self.date)

    @property
    def key(self) -> tuple[int, VoucherNumber | str]:
        """What its number is known by."""
        return self.date.year, self.text if self.number is None else self.number._replace(year=0)

    @property
    def closing(self) -> bool:
        """Whether it is a 结转分录."""
        return CLOSING_TAG in self.entry.tags

    @property
    def order(self) -> tuple[Any, ...]:
        """What vouchers of a month are put in order by: closing entries last, then date, file and line."""
        return self.closing, self.date, self.place.file, self.place.line


def written_vouchers(files: Iterable[Path]) -> list[Written]:
    """The vouchers of a ledger's files, by file and line.

    A file that can't be read has none; the ledger's other findings tell of it.
    """
    found: list[Written] = []
    for file in files:
        try:
            content = file.read_bytes()
        except OSError:
            continue
        found.extend(vouchers_in(content, str(file)))
    return found


def vouchers_in(content: bytes, name: str) -> list[Written]:
    """The vouchers of a file's content, by line."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return []
    return vouchers_among(parse(content, name).entries)


def vouchers_among(entries: Iterable[Any]) -> list[Written]:
    """The vouchers among the directives of a file, as beancount's parser gave them, by line."""
    vouchers = (each for each in entries if isinstance(each, Transaction))
    return [_written(entry) for entry in sorted(vouchers, key=lambda each: int(each.meta[_LINE]))]


def by_place(entries: Iterable[Any]) -> Mapping[Place, Any]:
    """Transactions by where they stand."""
    return dict(_places(entries))


def _places(entries: Iterable[Any]) -> Iterator[tuple[Place, Any]]:
    for entry in entries:
        if isinstance(entry, Transaction):
            yield Place(str(entry.meta["filename"]), int(entry.meta[_LINE])), entry


def _written(entry: Any) -> Written:
    text = text_of(entry.meta.get(NUMBER))
    return Written(
        entry,
        Place(str(entry.meta["filename"]), int(entry.meta[_LINE])),
        text,
        NUMBER in entry.meta,
        content_digest(entry),
        read_number(text) if text else None,
    )
