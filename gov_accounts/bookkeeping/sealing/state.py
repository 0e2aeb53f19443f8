"""A ledger's posted vouchers as they stand: its log, its marks, and the lines of the log that have no mark yet."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gov_accounts.bookkeeping.sealing.log import Log, Posted, log_content, read_log
from gov_accounts.bookkeeping.sealing.marks import Mark, read_marks
from gov_accounts.bookkeeping.sealing.path import log_path
from gov_accounts.bookkeeping.sealing.vouchers import key_of
from gov_accounts.months import Month, month_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.books.voucher_number import VoucherNumber


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is posted.

    Attributes:
        main_file: the main file, absolute, as beancount names it.
        log: the log; None where there is none, or none that can be read.
        content: what is in it, empty where there is none.
        marks: what the ledger says of its postings.
        finished: the last line of each voucher, of postings that were ended, by year and number.
        tail: the lines after the last that the ledger has a mark of.
    """

    main_file: Path
    log: Log | None
    content: bytes
    marks: Sequence[Mark]
    finished: Mapping[tuple[int, VoucherNumber | str], Posted]
    tail: tuple[Posted, ...]

    @property
    def path(self) -> Path:
        """The log's path."""
        return log_path(self.main_file)

    @property
    def unfinished(self) -> Month | None:
        """The month whose posting was ended before all was written, if it is that what the log's end tells."""
        months = {month_of(each.record.date) for each in self.tail}
        broken = self.log is not None and self.log.broken
        return months.pop() if len(months) == 1 and not broken else None

    @property
    def months(self) -> frozenset[Month]:
        """The months that are posted."""
        return frozenset(month_of(each.record.date) for each in self.finished.values())


def read_sealed(main_file: Path, customs: Iterable[object]) -> Sealed:
    """What is posted of a ledger.

    Args:
        main_file: the main file, absolute.
        customs: its directives ``gov-posted``.
    """
    main_file = Path(os.path.normpath(main_file))
    return sealed_by(main_file, log_content(main_file), customs)


def sealed_by(main_file: Path, content: bytes | None, customs: Iterable[object]) -> Sealed:
    """What is posted of a ledger, by the content of its log; None where it has none that can be read."""
    marks = read_marks(customs)
    if content is None:
        return Sealed(main_file, None, b"", marks, {}, ())
    log = read_log(content)
    chains = {each.chain for each in marks}
    ended = max((index for index, each in enumerate(log.posted, 1) if each.chain in chains), default=0)
    finished = {key_of(each.record.date.year, each.record.number): each for each in log.posted[:ended]}
    return Sealed(main_file, log, content, marks, finished, log.posted[ended:])


def numbers_of(posted: Iterable[Posted], month: Month) -> frozenset[str]:
    """The numbers of a month that lines of the log are of."""
    return frozenset(each.record.number for each in posted if month_of(each.record.date) == month)
