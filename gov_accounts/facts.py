"""Facts: the postings of the budget and appropriation books, flat and typed, in integer fen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Transaction

from gov_accounts.accounts import account_code
from gov_accounts.findings import Place
from gov_accounts.money import APPROPRIATIONS, BUDGETARY

if TYPE_CHECKING:
    import datetime

CLOSING_TAG: Final = "year-close"
"""Transactions with this tag are 结转分录: they count for balances, never for a year's flows."""

AVAILABLE: Final = "9001"
"""可用指标: its legs carry the codes of an appropriation."""
INITIAL_BUDGET: Final = "9101"
BUDGET_ADJUSTMENT: Final = "9102"


@dataclass(frozen=True, slots=True)
class Voucher:
    """The transaction a fact comes from: enough to find and read it."""

    date: datetime.date
    place: Place
    payee: str
    narration: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One posting.

    Attributes:
        code: 4-digit code of the account that counts.
        account: full name of the account posted to.
        func, econ, fund, project: resolved codes, None where there is none.
        fen: amount in fen, debit positive.
        closing: whether the voucher is a 结转分录.
        place: file and line of the posting.
    """

    date: datetime.date
    code: str
    account: str
    func: str | None
    econ: str | None
    fund: str | None
    project: str | None
    fen: int
    closing: bool
    place: Place
    voucher: Voucher


def read_facts(entries: Iterable[Any]) -> list[Fact]:
    """The facts of beancount directives on which ``classify`` has run, in the directives' order.

    An appropriation (CNY.A) is one fact for each leg of 9001 可用指标, which carries the codes, under the code of
    the leg it is held against, 9101 or 9102. Postings to accounts without a code are left out: ``books`` has
    reported them.
    """
    facts: list[Fact] = []
    for entry in entries:
        if not isinstance(entry, Transaction):
            continue
        budgetary = [posting for posting in entry.postings if _commodity(posting) == BUDGETARY]
        appropriations = [posting for posting in entry.postings if _commodity(posting) == APPROPRIATIONS]
        if not budgetary and not appropriations:
            continue
        meta = entry.meta
        voucher = Voucher(entry.date, Place(meta["filename"], meta["lineno"]), entry.payee or "", entry.narration or "")
        closing = CLOSING_TAG in entry.tags
        for posting in budgetary:
            code = account_code(posting.account)
            if code:
                facts.append(_fact(posting, code, 1, voucher, closing))
        available = [posting for posting in appropriations if account_code(posting.account) == AVAILABLE]
        against = {account_code(posting.account) for posting in appropriations} - {AVAILABLE, ""}
        counted_as = min(against, default=BUDGET_ADJUSTMENT)
        facts.extend(_fact(posting, counted_as, -1, voucher, closing) for posting in available)
        if not available:
            facts.extend(
                _fact(posting, account_code(posting.account), 1, voucher, closing)
                for posting in appropriations
                if account_code(posting.account)
            )
    return facts


def _commodity(posting: Any) -> str | None:
    return posting.units.currency if posting.units is not None else None


def _fact(posting: Any, code: str, sign: int, voucher: Voucher, closing: bool) -> Fact:  # noqa: FBT001
    meta = posting.meta or {}
    line = meta.get("lineno")
    return Fact(
        voucher.date,
        code,
        posting.account,
        meta.get("func"),
        meta.get("econ"),
        meta.get("fund"),
        meta.get("project") or None,
        sign * int(posting.units.number * 100),
        closing,
        Place(meta.get("filename") or voucher.place.file, line) if line else voucher.place,
        voucher,
    )
