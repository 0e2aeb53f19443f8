"""Red-letter vouchers (红字冲销): a voucher that takes another back, leg by leg, with the opposite sign.

Only what is written is turned; budget legs that were derived from the one are derived from the other, and written out
where they wouldn't be the same (`mirrored`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from beancount.core.amount import Amount
from beancount.core.number import MISSING

from gov_accounts.bookkeeping.sealing import red_letter
from gov_accounts.bookkeeping.sealing.mirrored import BudgetLeg, is_mirrored, leg_lines, legs_to_take_back
from gov_accounts.bookkeeping.sealing.posting import PostRefusedError
from gov_accounts.bookkeeping.sealing.state import read_sealed
from gov_accounts.bookkeeping.sealing.text import quoted
from gov_accounts.bookkeeping.sealing.vouchers import Written, key_of, written_vouchers
from gov_accounts.books.marks import BANK, DERIVED
from gov_accounts.books.metadata import text_of
from gov_accounts.books.voucher_lookup import find_voucher
from gov_accounts.books.voucher_text import OWN_KEYS
from gov_accounts.findings import Finding
from gov_accounts.months import month_of
from gov_accounts.reading.permissions import NOTHING
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.reading.permissions import Permissions

REVERSES: Final = "reverses"
"""Metadata of a red-letter voucher: the number of the one it takes back; its date is `REVERSES_DATE`."""
REVERSES_DATE: Final = "reverses-date"
_OWN: Final = OWN_KEYS - {"invoice"}
"""Metadata of the one voucher that say nothing of the other: the invoice that is taken back is the same."""
_OF_LEGS: Final = frozenset({DERIVED, "filename", "lineno"})


@dataclass(frozen=True, slots=True)
class Reversal:
    """A red-letter voucher.

    Attributes:
        original: the voucher that it takes back.
        text: its text, ended by a line feed.
        posted: whether the original is posted.
        mirrored: whether the books are then as they were without both.
    """

    original: Written
    text: str
    posted: bool
    mirrored: bool


def reverse(
    ledger: Ledger, number: str, date: datetime.date, year: int | None, permissions: Permissions = NOTHING
) -> Reversal:
    """The red-letter voucher of a voucher. Nothing is written.

    Args:
        ledger: the ledger.
        number: the voucher's, or its file and line.
        date: of the red-letter voucher.
        year: of the voucher; None where its number is of one year.
        permissions: what the user allows the ledger, which is read again with the red-letter voucher in it.

    Raises:
        PostRefusedError: there is no such voucher, or it can't be taken back, or not on that day.
    """
    sealed = read_sealed(ledger.path, ledger.declarations.posted)
    vouchers = written_vouchers(ledger.files)
    original = _original(vouchers, number.strip(), year, sealed.main_file)
    done = [each for each in vouchers if _takes_back(each, original)]
    if done:
        raise PostRefusedError([red_letter.reversed_already(original, done[0], sealed.main_file.parent)])
    if original.closing:
        raise PostRefusedError([red_letter.reverse_closing(original)])
    last = max(sealed.months, default=None)
    if date < original.date or (last is not None and month_of(date) <= last):
        raise PostRefusedError([red_letter.reverse_too_early(original, date, last)])
    lines = list(_lines(original, date))
    legs = legs_to_take_back(ledger, original)
    texts = ["\n".join([*lines, *added]) + "\n" for added in ([], *_written_out(legs))]
    text = next((each for each in texts if is_mirrored(ledger, original, each, permissions)), None)
    return Reversal(original, text or texts[0], original.key in sealed.finished, text is not None)


def _written_out(legs: Sequence[BudgetLeg]) -> list[list[str]]:
    """Ways to write budget legs: with their codes, and with it said which codes they haven't."""
    return [leg_lines(legs, silent=silent) for silent in (True, False)] if legs else []


def _original(vouchers: Sequence[Written], number: str, year: int | None, main_file: Path) -> Written:
    found = find_voucher((each.entry for each in vouchers), number, main_file, year)
    if isinstance(found, Finding):
        raise PostRefusedError([found])
    original = next(each for each in vouchers if each.entry is found)
    if not original.text:
        raise PostRefusedError([red_letter.reverse_unnumbered(original)])
    return original


def _takes_back(voucher: Written, original: Written) -> bool:
    meta = voucher.entry.meta
    return (
        key_of(0, text_of(meta.get(REVERSES))) == key_of(0, original.text) and meta.get(REVERSES_DATE) == original.date
    )


def _lines(original: Written, date: datetime.date) -> Iterator[str]:
    entry = original.entry
    narration = f"冲销{original.text}：{entry.narration or ''}"
    words = [quoted(each) for each in ([entry.payee, narration] if entry.payee else [narration])]
    marks = [*(f"#{each}" for each in sorted(entry.tags)), *(f"^{each}" for each in sorted(entry.links))]
    yield " ".join([date.isoformat(), "*", *words, *marks])
    yield f"  {REVERSES}: {quoted(original.text)}"
    yield f"  {REVERSES_DATE}: {original.date}"
    yield from _metadata(entry.meta, _OWN, "  ")
    amounts = [_amount(each.units) for each in entry.postings]
    width = max((text_width(_account(each)) for each in entry.postings), default=0)
    digits = max((len(number) for number, _ in amounts), default=0)
    for posting, (number, currency) in zip(entry.postings, amounts, strict=True):
        account = _account(posting)
        pad = " " * (width - text_width(account))
        yield f"  {account}{pad}  {number:>{digits}} {currency}".rstrip()
        yield from _metadata(posting.meta or {}, frozenset({BANK}), "    ")


def _account(posting: Any) -> str:
    return f"{posting.flag} {posting.account}" if posting.flag else str(posting.account)


def _amount(units: Any) -> tuple[str, str]:
    """A leg's number with the opposite sign, and its commodity; nothing where they are left out."""
    if units is None or units is MISSING:
        return "", ""
    number = "" if units.number is MISSING else f"{-units.number if units.number else units.number:f}"
    return number, "" if units.currency is MISSING else str(units.currency)


def _metadata(meta: Mapping[str, Any], without: frozenset[str], indent: str) -> Iterator[str]:
    for key, value in meta.items():
        if key not in without and key not in _OF_LEGS and not key.startswith("__"):
            yield f"{indent}{key}: {_value(value)}".rstrip()


def _value(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            return f"{value:f}"
        case datetime.date():
            return value.isoformat()
        case Amount():
            return f"{value.number:f} {value.currency}"
    return quoted(str(value))
