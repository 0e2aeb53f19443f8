"""Whether a red-letter voucher takes back in the books what the other brought there, derived budget legs included.

The ledger is read with the red-letter voucher at its end, in memory. Most budget legs are derived as the mirror of the
others. Where a rule asks which way money goes, they may not be; then they are written out.
"""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from beancount.core.data import Transaction

from gov_accounts.bookkeeping.sealing.vouchers import by_place
from gov_accounts.books.marks import DERIVED
from gov_accounts.books.metadata import text_of
from gov_accounts.books.postings import KEYS
from gov_accounts.money import FINANCIAL
from gov_accounts.reading.loading import load_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.bookkeeping.sealing.vouchers import Written
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.reading.permissions import Permissions


_ZERO: Final = Decimal(0)


class BudgetLeg(NamedTuple):
    """A leg that was derived: its account, its amount, and its codes, each of `KEYS`."""

    account: str
    number: Decimal
    currency: str
    codes: tuple[str, ...]


def legs_to_take_back(ledger: Ledger, original: Written) -> list[BudgetLeg]:
    """The derived legs of a voucher, with the opposite sign."""
    entry = by_place(ledger.entries).get(original.place)
    return [] if entry is None else [_leg(each, -1) for each in entry.postings if DERIVED in (each.meta or {})]


def is_mirrored(ledger: Ledger, original: Written, text: str, permissions: Permissions) -> bool:
    """Whether the legs of both come to nothing in each account with each codes.

    Args:
        ledger: the ledger, without the red-letter voucher.
        original: the voucher.
        text: the red-letter voucher.
        permissions: what the user allows the ledger.
    """
    before = by_place(ledger.entries).get(original.place)
    main_file = Path(os.path.normpath(ledger.path))
    content = main_file.read_bytes()
    line = content.count(b"\n") + 2
    entries, _, _ = load_files(main_file, {str(main_file): content + b"\n" + text.encode()}, permissions)
    added = [each for each in entries if isinstance(each, Transaction) and _stands_at(each, str(main_file), line)]
    if before is None or len(added) != 1:
        return False
    left = _sums([*before.postings, *added[0].postings])
    return not left


def _stands_at(entry: Any, file: str, line: int) -> bool:
    return bool(entry.meta.get("filename") == file and entry.meta.get("lineno") == line)


def _sums(postings: Iterable[Any]) -> dict[BudgetLeg, Decimal]:
    """Amounts by account, commodity and codes, less what comes to nothing.

    Legs of the financial book have codes only where budget legs are derived from them; there the account counts.
    """
    sums: dict[BudgetLeg, Decimal] = {}
    for each in postings:
        if each.units is not None:
            leg = _leg(each, 1)
            key = leg._replace(number=_ZERO, codes=() if leg.currency == FINANCIAL else leg.codes)
            sums[key] = sums.get(key, _ZERO) + leg.number
    return {key: number for key, number in sums.items() if number}


def _leg(posting: Any, sign: int) -> BudgetLeg:
    codes = tuple(text_of((posting.meta or {}).get(key)) for key in KEYS)
    return BudgetLeg(posting.account, sign * posting.units.number, posting.units.currency, codes)


def leg_lines(legs: Sequence[BudgetLeg], *, silent: bool) -> list[str]:
    """Budget legs as text; `silent` leaves out the codes that a leg hasn't, where nothing else gives it one."""
    lines: list[str] = []
    for account, number, currency, codes in legs:
        lines.append(f"  {account}  {number:f} {currency}")
        lines += [f'    {key}: "{code}"' for key, code in zip(KEYS, codes, strict=True) if code or not silent]
    return lines
