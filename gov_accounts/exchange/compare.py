"""Others' balances against the ledger's: every fen of difference, by account.

    余额表  100201 2020-12-31 借 29,000.00      ledger  100201 … 借 29,000.01     ──►  差 0.01

Both sides meet at the finest level that both have: where the ledger posts to an account of which the table lists the
details, the details are compared as one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from beancount.core.data import Transaction

from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import role
from gov_accounts.money import BOOK_OF_COMMODITY, FEN_PER_YUAN, yuan_text
from gov_accounts.text import clean

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.exchange.draft import Expected

BALANCE: Final = "balance"
DEBIT: Final = "debit"
CREDIT: Final = "credit"
_FIGURES: Final = {BALANCE: "余额", DEBIT: "借方发生额", CREDIT: "贷方发生额"}
_KEYS: Final = ("func", "econ", "fund", "project")
_ALWAYS: Final = ("fund", "project")
"""Keys that are compared though an account may do without them."""
_NAMES: Final = {"func": "功能分类", "econ": "经济分类", "fund": "资金性质", "project": "项目"}
Codes: TypeAlias = tuple[tuple[str, str], ...]
_OUT_OF_TABLE: Final = "（余额表里没有）"


class Difference(NamedTuple):
    """Where the ledger and another's table differ.

    Attributes:
        account: the ledger's, or the account above several.
        commodity: of its book.
        codes: key and code of the part that is compared; nothing where it is the whole account.
        figure: ``balance``, or ``debit`` or ``credit`` since a day.
        since: that day; None for a balance.
        date: the day of the balance, to which movements are counted.
        theirs: fen, a balance debit positive.
        ours: the ledger's.
        place: where the table says so; None where it doesn't name the account.
    """

    account: str
    commodity: str
    codes: Codes
    figure: str
    since: datetime.date | None
    date: datetime.date
    theirs: int
    ours: int
    place: Place | None

    @property
    def fen(self) -> int:
        """By how much the ledger is above the table."""
        return self.ours - self.theirs

    def shown(self) -> str:
        """The difference as a line."""
        codes = "".join(f"，{_NAMES[key]} {code or '无'}" for key, code in self.codes)
        what = f"{self.date} {_FIGURES[self.figure]}"
        if self.since is not None:
            what = f"{self.since} 至 {self.date} {_FIGURES[self.figure]}"
        theirs = _text(self.figure, self.theirs) if self.place is not None else _OUT_OF_TABLE
        return (
            f"{self.account}{clean(codes)}：{what}，余额表 {theirs}，账本 {_text(self.figure, self.ours)}，"
            f"差 {yuan_text(abs(self.fen))} 元"
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """How another's balances compare with the ledger's.

    Attributes:
        compared: how many accounts, or parts of accounts, were compared, of all days.
        differences: those that differ: balances, and sums of debits less credits.
        sides: sums of debits, and of credits, that differ where the one less the other doesn't: red letters.
        before_close: the years whose 结转分录 were left out, since the table is of before them.
    """

    compared: int
    differences: tuple[Difference, ...]
    sides: tuple[Difference, ...]
    before_close: tuple[int, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it as lines of text."""
        before = "、".join(f"{each} 年" for each in self.before_close)
        left_out = f"（余额表是 {before}年末结转以前的，结转分录没有计）" if before else ""
        if not self.compared:
            return ()
        if not self.differences:
            head = f"与余额表核对 {self.compared} 项，全部相符{left_out}。"
        else:
            head = f"与余额表核对 {self.compared} 项，{len(self.differences)} 项不符{left_out}："
        return (head, *(f"  {each.shown()}" for each in self.differences))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The same as findings."""
        return (*map(_differs, self.differences), *map(_other_side, self.sides))


def _text(figure: str, fen: int) -> str:
    if figure != BALANCE:
        return yuan_text(fen)
    return f"{'借' if fen > 0 else '贷' if fen < 0 else '平'} {yuan_text(abs(fen))}"


def _differs(each: Difference) -> Finding:
    return Finding(
        "balance-differs",
        f"{each.shown()}。",
        "导入的凭证和期初余额齐全而正确，账本的余额与原软件的余额表就分毫不差。",
        f"看 {each.account} 的明细账（gov-accounts journal），与原软件核对：漏导的月份、记错的科目、没有导入的期初。"
        if each.place is not None
        else "余额表漏了这个科目的，导出全部科目的再核对；账本多记的，核对它的凭证。",
        each.place,
        subject=each.account,
    )


def _other_side(each: Difference) -> Finding:
    return Finding(
        "balance-side-differs",
        f"{each.shown()}；借方减贷方相等。",
        "红字冲销在原软件里记在原来一方的负数，账本里负数算另一方；借贷差额相等，余额就不受影响。",
        "不用改；要核对的，看有没有红字凭证。",
        each.place,
        Severity.NOTICE,
        each.account,
    )


# What the ledger has


class _Key(NamedTuple):
    account: str
    commodity: str
    codes: tuple[str, ...]
    closing: bool
    date: datetime.date


Ledgered: TypeAlias = Mapping[_Key, Sequence[int]]


def _ledgered(entries: Iterable[Any]) -> Ledgered:
    """Debits and credits of a ledger, by account, codes and day: one pass over its postings."""
    sums: dict[_Key, list[int]] = {}
    for entry in entries:
        if not isinstance(entry, Transaction):
            continue
        closing = CLOSING_TAG in entry.tags
        for posting in entry.postings:
            units: Any = posting.units
            if units is None or units.currency not in BOOK_OF_COMMODITY:
                continue
            get = (posting.meta or {}).get
            codes = (str(get("func") or ""), str(get("econ") or ""), str(get("fund") or ""), str(get("project") or ""))
            key = _Key(posting.account, units.currency, codes, closing, entry.date)
            found = sums.get(key)
            if found is None:
                found = sums[key] = [0, 0]
            fen = int(units.number * FEN_PER_YUAN)
            found[fen < 0] += abs(fen)
    return sums


# Comparing


def compare(expected: Sequence[Expected], ledger: Ledger) -> Comparison:
    """Compare the balances that others' tables say with a ledger's.

    Args:
        expected: the balances; those of one day and one book are a whole trial balance of it.
        ledger: the ledger, its vouchers' codes resolved.
    """
    if not expected:
        return Comparison(0, (), (), ())
    ledgered = _ledgered(ledger.entries)
    by_day: dict[tuple[datetime.date, str], list[Expected]] = defaultdict(list)
    for each in expected:
        by_day[each.date, each.commodity].append(each)
    compared = 0
    differences: list[Difference] = []
    sides: list[Difference] = []
    before: set[int] = set()
    for day in sorted({date for date, _ in by_day}):
        found = _of_day(day, by_day, ledgered, without_closing=False)
        if any(found.differences) and any(key.closing and _of_year(key, day) for key in ledgered):
            other = _of_day(day, by_day, ledgered, without_closing=True)
            if len(other.differences) < len(found.differences):
                before.add(day.year)
                found = other
        compared += found.compared
        differences += found.differences
        sides += found.sides
    return Comparison(compared, tuple(differences), tuple(sides), tuple(sorted(before)))


def _of_year(key: _Key, day: datetime.date) -> bool:
    return key.date.year == day.year and key.date <= day


def _of_day(
    day: datetime.date,
    by_day: Mapping[tuple[datetime.date, str], Sequence[Expected]],
    ledgered: Ledgered,
    *,
    without_closing: bool,
) -> Comparison:
    compared = 0
    differences: list[Difference] = []
    sides: list[Difference] = []
    for (date, commodity), expected in by_day.items():
        if date != day:
            continue
        ours = {
            key: sums
            for key, sums in ledgered.items()
            if key.commodity == commodity
            and key.date <= day
            and not (without_closing and key.closing and key.date.year == day.year)
        }
        for group in _groups(expected, ours):
            compared += 1
            group_differences, group_sides = _compared(group, day, commodity)
            differences += group_differences
            sides += group_sides
    return Comparison(compared, tuple(differences), tuple(sides), ())


class _Group(NamedTuple):
    """An account, or a part of one, on both sides."""

    account: str
    codes: Codes
    theirs: Sequence[Expected]
    ours: Sequence[tuple[_Key, Sequence[int]]]


def _groups(expected: Sequence[Expected], ours: Ledgered) -> Iterator[_Group]:
    """The accounts at which both sides meet, each in the parts that the table has."""
    accounts = {each.account for each in expected} | {key.account for key in ours}
    theirs_at: dict[str, list[Expected]] = defaultdict(list)
    ours_at: dict[str, list[tuple[_Key, Sequence[int]]]] = defaultdict(list)
    tops = {each: _top(each, accounts) for each in accounts}
    for each in expected:
        theirs_at[tops[each.account]].append(each)
    for key, sums in ours.items():
        ours_at[tops[key.account]].append((key, sums))
    for account in sorted(theirs_at.keys() | ours_at.keys()):
        yield from _parts(account, theirs_at[account], ours_at[account])


def _top(account: str, accounts: Iterable[str]) -> str:
    """The shortest of some accounts that an account is, or is below of."""
    parts = account.split(":")
    known = accounts if isinstance(accounts, set) else set(accounts)
    return next(
        above for length in range(2, len(parts) + 1) if (above := ":".join(parts[:length])) in known or above == account
    )


def _parts(account: str, theirs: Sequence[Expected], ours: Sequence[tuple[_Key, Sequence[int]]]) -> Iterator[_Group]:
    told = [set(each.meta) for each in theirs if each.fen or any(moved[1:] != (0, 0) for moved in each.moved)]
    what = role(account_code(account))
    asked = {*what.needs, *_ALWAYS} if told and what.coded else set()
    keys = [key for key in _KEYS if key in asked and all(key in each for each in told)]
    by_codes: dict[Codes, tuple[list[Expected], list[tuple[_Key, Sequence[int]]]]] = defaultdict(lambda: ([], []))
    for each in theirs:
        by_codes[tuple((key, each.meta.get(key, "")) for key in keys)][0].append(each)
    for key, sums in ours:
        values = dict(zip(_KEYS, key.codes, strict=True))
        by_codes[tuple((each, values[each]) for each in keys)][1].append((key, sums))
    for codes, (their_rows, our_sums) in sorted(by_codes.items()):
        yield _Group(account, codes, their_rows, our_sums)


def _compared(group: _Group, day: datetime.date, commodity: str) -> tuple[list[Difference], list[Difference]]:
    """What differs of a group: its balance, and sums since the days that the table says."""
    place = group.theirs[0].place if group.theirs else None

    def difference(figure: str, since: datetime.date | None, theirs: int, ours: int) -> Difference:
        return Difference(group.account, commodity, group.codes, figure, since, day, theirs, ours, place)

    differences: list[Difference] = []
    sides: list[Difference] = []
    theirs = sum(each.fen for each in group.theirs)
    ours = sum(debit - credit for _, (debit, credit) in group.ours)
    if theirs != ours:
        differences.append(difference(BALANCE, None, theirs, ours))
    for since in sorted({moved.since for each in group.theirs for moved in each.moved}):
        moved = [moved for each in group.theirs for moved in each.moved if moved.since == since]
        debit, credit = sum(each.debit for each in moved), sum(each.credit for each in moved)
        of_span = [sums for key, sums in group.ours if key.date >= since]
        our_debit, our_credit = sum(each[0] for each in of_span), sum(each[1] for each in of_span)
        found = [
            difference(figure, since, one, other)
            for figure, one, other in ((DEBIT, debit, our_debit), (CREDIT, credit, our_credit))
            if one != other
        ]
        (sides if debit - credit == our_debit - our_credit else differences).extend(found)
    return differences, sides
