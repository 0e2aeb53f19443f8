"""Facts: the postings of the budget and appropriation books, flat and typed, in integer fen."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from beancount.core.data import Transaction

from gov_accounts.books.metadata import text_of
from gov_accounts.findings import Place
from gov_accounts.law.accounts import account_code
from gov_accounts.money import APPROPRIATIONS, BUDGETARY, FEN_PER_YUAN, FINANCIAL

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Sequence

CLOSING_TAG: Final = "year-close"
"""Transactions with this tag are 结转分录: they count for balances, never for a year's flows."""

DERIVED: Final = "derived"
"""Metadata of a posting that 平行记账 derived from its voucher's other legs."""
HEARD: Final = "__fund_heard__"
"""Metadata of a posting whose fund nobody said: it was heard from the money of its voucher, or its functional item."""
AVAILABLE: Final = "9001"
"""可用指标: its legs carry the codes of an appropriation."""
INITIAL_BUDGET: Final = "9101"
BUDGET_ADJUSTMENT: Final = "9102"


_DIGITS: Final = 9
"""No code of any list is longer."""


@lru_cache(maxsize=65536, typed=True)
def code_of(value: Any) -> str:
    """A functional or economic code as tables count it: digits, or nothing, such as for ``#2060501`` (with a finding).

    Codes are the names of rows and of their formulas, which other characters would break.
    """
    text = text_of(value)
    return text if text.isascii() and text.isdigit() and len(text) <= _DIGITS else ""


class Voucher(NamedTuple):
    """The transaction a fact comes from: enough to find and read it."""

    date: datetime.date
    file: str
    line: int
    payee: str
    narration: str


class Fact(NamedTuple):
    """One posting.

    A named tuple rather than a dataclass: a ledger has tens of thousands, read at every load.

    Attributes:
        code: 4-digit code of the account that counts.
        account: full name of the account posted to.
        func, econ, fund, project: resolved codes, nothing where there is none.
        fen: amount in fen, debit positive.
        closing: whether the voucher is a 结转分录.
        derived: whether the posting was derived (平行记账), not written.
        line: the posting's own line in the voucher's file.
    """

    code: str
    account: str
    func: str
    econ: str
    fund: str
    project: str
    fen: int
    closing: bool
    derived: bool
    line: int
    voucher: Voucher

    @property
    def date(self) -> datetime.date:
        """The voucher's date."""
        return self.voucher.date

    @property
    def place(self) -> Place:
        """File and line of the posting."""
        return Place(self.voucher.file, self.line)


def read_facts(entries: Iterable[Any]) -> Iterator[Fact]:
    """The facts of beancount directives on which ``classify`` has run, in the directives' order.

    An appropriation (CNY.A) is one fact for each leg of 9001 可用指标, which carries the codes, under the code of
    the leg it is held against, 9101 or 9102. Postings to accounts without a code are left out: ``books`` has
    reported them.
    """
    for entry in entries:
        if not isinstance(entry, Transaction):
            continue
        voucher: Voucher | None = None
        closing = CLOSING_TAG in entry.tags
        appropriations = []
        for posting in entry.postings:
            units = posting.units
            if units is None or units.currency == FINANCIAL:
                continue
            code = account_code(posting.account)
            if not code:
                continue
            if units.currency == BUDGETARY:
                voucher = voucher or _voucher(entry)
                yield _fact(posting, code, 1, voucher, closing)
            elif units.currency == APPROPRIATIONS:
                appropriations.append((posting, code))
        if appropriations:
            yield from _appropriations(appropriations, voucher or _voucher(entry), closing)


def _voucher(entry: Any) -> Voucher:
    meta = entry.meta
    return Voucher(entry.date, meta["filename"], meta["lineno"], entry.payee or "", entry.narration or "")


def _fact(posting: Any, code: str, sign: int, voucher: Voucher, closing: bool) -> Fact:  # noqa: FBT001
    get = (posting.meta or {}).get
    return Fact(
        code,
        posting.account,
        code_of(get("func", "")),
        code_of(get("econ", "")),
        text_of(get("fund", "")),
        text_of(get("project", "")),
        sign * int(posting.units.number * FEN_PER_YUAN),
        closing,
        DERIVED in (posting.meta or ()),
        get("lineno") or voucher.line,
        voucher,
    )


def _appropriations(legs: Sequence[tuple[Any, str]], voucher: Voucher, closing: bool) -> Iterable[Fact]:  # noqa: FBT001
    available = [posting for posting, code in legs if code == AVAILABLE]
    counted_as = min((code for _, code in legs if code != AVAILABLE), default=BUDGET_ADJUSTMENT)
    for posting in available:
        yield _fact(posting, counted_as, -1, voucher, closing)
    if not available:
        for posting, code in legs:
            yield _fact(posting, code, 1, voucher, closing)
