"""Postings, flat and typed, in integer fen: all of them as posted, or those that tables count; and periods of them."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from beancount.core.data import Open, Transaction

from gov_accounts.books.marks import CLOSING_TAG, DERIVED
from gov_accounts.books.metadata import code_of, text_of
from gov_accounts.books.voucher_number import NUMBER
from gov_accounts.findings import Finding, Place
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import Stage, role, the_account
from gov_accounts.money import APPROPRIATIONS, BOOK_OF_COMMODITY, BUDGETARY, FEN_PER_YUAN, FINANCIAL
from gov_accounts.months import last_day

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

KEYS: Final = {"func": "功能分类", "econ": "经济分类", "fund": "资金性质", "project": "项目"}
"""Keys of the codes a posting may carry, and what they are called."""
CASHFLOW: Final = "cashflow"
"""In which row of 现金流量表 a leg, or a voucher, is, by its name."""
DUE: Final = "due"
"""When what a leg, or all of an account, stands for falls due: ``due: 2021-03-31``."""
_COUNTED: Final = frozenset({BUDGETARY, APPROPRIATIONS})
_DAY: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")


class Voucher(NamedTuple):
    """The transaction a posting comes from: enough to find and read it."""

    date: datetime.date
    file: str
    line: int
    payee: str
    narration: str


class Posting(NamedTuple):
    """One posting of any book.

    A named tuple rather than a dataclass: a ledger has tens of thousands, read at every load.

    Attributes:
        entry: number of its transaction in the ledger's order; postings of one voucher share it.
        commodity: CNY, CNY.B or CNY.A, which tells the book.
        account: full name of the account posted to.
        code: 4-digit code of the account, or nothing if it has none (``books`` has reported it).
        func, econ, fund, project: the codes it carries once ``classify`` has run, nothing where there is none.
        fen: amount in fen, debit positive.
        closing: whether the voucher is a 结转分录.
        line: the posting's own line in the voucher's file.
        number: 凭证号, the transaction's metadata ``voucher``, or nothing.
        derived: whether the posting was derived (平行记账), not written.
        due: what its metadata ``due`` says, a day if it is as it should be.
        cashflow: what its metadata, or the voucher's, says of 现金流量表.
    """

    entry: int
    commodity: str
    account: str
    code: str
    func: str
    econ: str
    fund: str
    project: str
    fen: int
    closing: bool
    line: int
    number: str
    voucher: Voucher
    derived: bool = False
    due: Any = None
    cashflow: Any = None

    @property
    def date(self) -> datetime.date:
        """The voucher's date."""
        return self.voucher.date

    @property
    def codes(self) -> tuple[str, str, str, str]:
        """Functional and economic code, fund and project."""
        return self.func, self.econ, self.fund, self.project

    @property
    def place(self) -> Place:
        """File and line of the posting."""
        return Place(self.voucher.file, self.line)


def read_postings(entries: Iterable[Any]) -> Iterator[Posting]:
    """The postings of beancount directives in CNY, CNY.B and CNY.A, in the directives' order.

    Other commodities belong to no book, and ``books`` has reported them.
    """
    for index, entry in enumerate(entries):
        if not isinstance(entry, Transaction):
            continue
        meta = entry.meta
        voucher = _voucher(entry)
        number = text_of(meta.get(NUMBER))
        closing = CLOSING_TAG in entry.tags
        for posting in entry.postings:
            if posting.units is not None and posting.units.currency in BOOK_OF_COMMODITY:
                read = _posting(index, posting, closing, number, voucher, text_of)
                said = (posting.meta or {}).get(CASHFLOW) or meta.get(CASHFLOW)
                yield read if said is None else read._replace(cashflow=said)


def financial_postings(entries: Iterable[Any]) -> Iterator[Posting]:
    """The postings of the financial book to accounts with a code, in the directives' order."""
    return (each for each in read_postings(entries) if each.commodity == FINANCIAL and each.code)


def counted_postings(entries: Iterable[Any]) -> Iterator[Posting]:
    """The postings of the budget and appropriation books as tables count them, in the directives' order.

    ``classify`` has run on the directives. An appropriation (CNY.A) counts once for each leg of 9001 可用指标, which
    carries the codes, under the code of the leg it is held against, 9101 or 9102, and with the opposite sign. Postings
    to accounts without a code are left out: ``books`` has reported them.
    """
    for index, entry in enumerate(entries):
        if not isinstance(entry, Transaction):
            continue
        voucher: Voucher | None = None
        number = ""
        closing = CLOSING_TAG in entry.tags
        appropriations = []
        for posting in entry.postings:
            units = posting.units
            if units is None or units.currency not in _COUNTED or not account_code(posting.account):
                continue
            if voucher is None:
                voucher, number = _voucher(entry), text_of(entry.meta.get(NUMBER))
            read = _posting(index, posting, closing, number, voucher, code_of)
            if units.currency == BUDGETARY:
                yield read
            else:
                appropriations.append(read)
        if appropriations:
            yield from _counted_appropriations(appropriations)


def _counted_appropriations(legs: Sequence[Posting]) -> Iterable[Posting]:
    for leg, counted in zip(legs, counts_as(legs), strict=True):
        if counted:
            yield leg if counted == leg.code else leg._replace(code=counted, fen=-leg.fen)


def counts_as(legs: Sequence[Posting]) -> list[str]:
    """The code that tables count each leg of a voucher under; nothing for one that they don't count.

    That is its own account's, but for an appropriation, whose leg of 9001 counts under what it is held against, with
    the opposite sign: 9001 has the codes.
    """
    appropriated = [leg for leg in legs if leg.commodity == APPROPRIATIONS and leg.code]
    others = [leg.code for leg in appropriated if role(leg.code).stage is not Stage.AVAILABLE]
    if len(others) == len(appropriated):
        return [leg.code for leg in legs]
    told = min(others) if others else the_account(stage=Stage.ADJUSTMENT)

    def counted(leg: Posting) -> str:
        if leg.commodity != APPROPRIATIONS or not leg.code:
            return leg.code
        return told if role(leg.code).stage is Stage.AVAILABLE else ""

    return [counted(leg) for leg in legs]


def _voucher(entry: Any) -> Voucher:
    meta = entry.meta
    return Voucher(entry.date, meta["filename"], meta["lineno"], entry.payee or "", entry.narration or "")


def vouchers_of(entries: Iterable[Any], year: int) -> Iterator[Transaction]:
    """The vouchers of a year among beancount directives."""
    return (entry for entry in entries if isinstance(entry, Transaction) and entry.date.year == year)


def _posting(
    entry: int,
    posting: Any,
    closing: bool,  # noqa: FBT001
    number: str,
    voucher: Voucher,
    code: Callable[[Any], str],
) -> Posting:
    account, meta, (yuan, commodity) = posting.account, posting.meta or {}, posting.units
    get = meta.get
    return Posting(
        entry,
        commodity,
        account,
        account_code(account),
        code(get("func")),
        code(get("econ")),
        text_of(get("fund")),
        text_of(get("project")),
        int(yuan * FEN_PER_YUAN),
        closing,
        get("lineno") or voucher.line,
        number,
        voucher,
        DERIVED in meta,
        get(DUE),
    )


def opened_accounts(entries: Iterable[Any]) -> tuple[str, ...]:
    """Names of the accounts that beancount directives open, posted to or not, in the directives' order."""
    return tuple(dict.fromkeys(entry.account for entry in entries if isinstance(entry, Open)))


def due_days(entries: Iterable[Any]) -> dict[str, datetime.date]:
    """Account → the day on which what stands on it falls due, as the ``open`` says."""
    opens = (entry for entry in entries if isinstance(entry, Open))
    return {each.account: day for each in opens if isinstance(day := each.meta.get(DUE), datetime.date)}


class Period(NamedTuple):
    """From one day to another, both included."""

    first: datetime.date
    last: datetime.date

    def covers(self, date: datetime.date) -> bool:
        """Whether a day is in the period."""
        return self.first <= date <= self.last

    def __str__(self) -> str:
        return f"{self.first} 至 {self.last}"


def read_period(text: str) -> Period | None:
    """The period meant by a day ``2020-06-15``, a month ``2020-06`` or a year ``2020``; None if it is none of them."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = datetime.date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if day is not None:
        return Period(first, first)
    until = 12 if month is None else month
    return Period(first, last_day(first.year, until))


def choose_period(
    year: int | None, first: datetime.date | None, last: datetime.date | None, years: Collection[int], place: Place
) -> Period | Finding:
    """The period of a year, or of two days of which the one left out is its year's first or last.

    Where nothing is asked for, it is the year of a ledger that has one.

    Args:
        year: the year asked for, one the ledger has.
        first: the first day asked for.
        last: the last day asked for.
        years: the years of the ledger to choose from.
        place: the ledger, for the finding.

    Returns:
        The period; a finding if it can't be told, or ends before it begins.
    """
    if year is None:
        year = next((day.year for day in (first, last) if day is not None), None)
    if year is None:
        if len(years) != 1:
            return _no_year(sorted(years), place)
        (year,) = years
    period = Period(first or datetime.date(year, 1, 1), last or datetime.date(year, 12, 31))
    if period.first > period.last:
        return Finding(
            "period-backwards",
            f"期间从 {period.first} 到 {period.last}，起日在止日之后。",
            "--from 是期间的第一天，--to 是最后一天；只写一个时，另一个取年初或年末。",
            f"对调起止日期，如 --from {period.last} --to {period.first}；或只写 --year。",
        )
    return period


def _no_year(years: Collection[int], place: Place) -> Finding:
    if not years:
        return Finding(
            "nothing-recorded",
            "账本里还没有凭证。",
            "没有凭证，就不知道要哪一年的账。",
            "记入凭证，或用 --year 写明年度。",
            place,
        )
    present = "、".join(str(each) for each in years)
    return Finding(
        "year-not-chosen",
        f"账本里有几个年度：{present}。",
        "账按年度登记，不止一年时要说明是哪一年。",
        f"加上 --year，如 --year {max(years)}；或用 --from、--to 写明期间。",
        place,
    )
