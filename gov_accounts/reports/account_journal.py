"""明细账: the postings of an account in order, with running balance, 本日合计, 本月合计 and 本年累计.

An account of any level has a journal: its own postings and its details'. It begins with the balance brought forward
(上年结转) and ends with the balance of the trial balance.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import groupby, takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.books.postings import KEYS
from gov_accounts.findings import Finding, Place
from gov_accounts.money import COMMODITY_OF_BOOK
from gov_accounts.months import last_day
from gov_accounts.nearest import nearest
from gov_accounts.printing.units import YUAN
from gov_accounts.reports.sheet import Cell, Column, Row, Sheet
from gov_accounts.reports.trial_balance import account_path, account_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from gov_accounts.books.postings import Period, Posting
    from gov_accounts.law.chart import Chart
    from gov_accounts.reports.trial_balance import Step

_SHOWN: Final = 12
_NEAREST: Final = 3
_OPENING_OF_YEAR: Final = "上年结转"
_OPENING: Final = "期初余额"
_CLOSING: Final = "期末余额"
_DAY_SUM: Final = "本日合计"
_MONTH_SUM: Final = "本月合计"
_PART_SUM: Final = "本期合计"
_YEAR_SUM: Final = "本年累计"
_WITHOUT_CODES: Final = "说明：这些分录没有功能分类、经济分类、资金性质和项目。"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of any level.

    Attributes:
        steps: its levels, 总账科目 first.
        name: its full name in the ledger; where roots or labels differ, the first.
    """

    steps: tuple[Step, ...]
    name: str

    @property
    def code(self) -> str:
        """Its code; of a detail without one, that of the nearest account above."""
        return next((step.code for step in reversed(self.steps) if step.code), "")

    @property
    def label(self) -> str:
        """What people call it: code and names."""
        return f"{self.code} {'/'.join(step.name for step in self.steps)}".strip()

    def holds(self, path: Sequence[str]) -> bool:
        """Whether an account of that path is it or one of its details."""
        return tuple(path[: len(self.steps)]) == account_path(self.steps)


def all_accounts(names: Iterable[str], chart: Chart) -> tuple[Account, ...]:
    """The accounts of all levels that full names of accounts have."""
    accounts: dict[tuple[str, ...], Account] = {}
    for name in names:
        steps = account_steps(name, chart)
        parts = name.split(":")
        for level in range(1, len(steps) + 1):
            full = ":".join(parts[: level + 1]) if steps[0].code and level < len(steps) else name
            accounts.setdefault(account_path(steps[:level]), Account(steps[:level], full))
    return tuple(accounts[path] for path in sorted(accounts))


def find_account(text: str, accounts: Sequence[Account], place: Place) -> Account | Finding:
    """The account meant by a code (1011, 800101), a full name, or a part of one that only one account has.

    A part that an account has, its details have too: the account is meant.

    Args:
        text: what was asked for.
        accounts: those there are.
        place: the ledger, for the finding.

    Returns:
        The account; a finding that lists those it may be, or the nearest if it is none.
    """
    wanted = text.strip()
    matches: list[Account] = []
    tests: tuple[Callable[[Account], bool], ...] = (
        lambda each: each.steps[-1].code == wanted,
        lambda each: each.name == wanted,
        lambda each: each.steps[-1].name == wanted,
        lambda each: wanted in each.name or wanted in each.label,
    )
    for test in tests if wanted else ():
        found = [each for each in accounts if test(each)]
        matches = [
            each
            for each in found
            if not any(other is not each and other.holds(account_path(each.steps)) for other in found)
        ]
        if matches:
            break
    if len(matches) == 1:
        return matches[0]
    return _several(wanted, matches, place) if matches else _unknown(wanted, accounts, place)


def _several(text: str, matches: Sequence[Account], place: Place) -> Finding:
    more = f"……共 {len(matches)} 个" if len(matches) > _SHOWN else ""
    return Finding(
        "account-ambiguous",
        f"“{text}”可以是 {len(matches)} 个科目。",
        "明细账一次印一个科目（连同它的明细），科目要写到只有一个符合。",
        f"写编码或全名：{'、'.join(each.name for each in matches[:_SHOWN])}{more}。",
        place,
    )


def _unknown(text: str, accounts: Sequence[Account], place: Place) -> Finding:
    called: dict[str, Account] = {}
    for each in accounts:
        for name in (each.steps[-1].code, each.steps[-1].name, each.name):
            called.setdefault(name, each)
    called.pop("", None)
    if text.isdigit():
        alike = {name: _alike(name, text) for name in called if name.isdigit()}
        near = sorted((name for name in alike if alike[name]), key=lambda name: (-alike[name], len(name), name))
    else:
        near = nearest(text, called, 2 * _NEAREST)
    labels = list(dict.fromkeys(called[name].label for name in near))[:_NEAREST]
    return Finding(
        "account-not-in-ledger",
        f"账本里没有科目“{text}”。",
        "科目写账本里开立（open）了的：编码、全名，或全名里的一段。",
        f"是不是要看：{'、'.join(labels)}？" if labels else "用 gov-accounts balance 看账本里有哪些科目。",
        place,
    )


def _alike(code: str, other: str) -> int:
    """With how many of the same digits two codes begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(code, other, strict=False)))


class Line(NamedTuple):
    """A line of a journal.

    Attributes:
        words: what a line that isn't a posting is called.
        debit, credit: in fen; None on lines of balances.
        balance: after the line, in fen, debit positive.
        posting: what the line records, if it is a posting.
        contra: the codes on the other side of its voucher, in its book.
    """

    date: datetime.date
    words: str
    debit: int | None
    credit: int | None
    balance: int
    posting: Posting | None = None
    contra: tuple[str, ...] = ()


class _Sums:
    """Debits and credits since a day, a month, a year began."""

    def __init__(self) -> None:
        self.debit = 0
        self.credit = 0

    def add(self, fen: int) -> None:
        self.debit += max(fen, 0)
        self.credit += max(-fen, 0)


def journal(
    postings: Iterable[Posting], account: Account, period: Period, chart: Chart, *, daily: bool = False
) -> tuple[Line, ...]:
    """The journal of an account over a period.

    It begins with the balance brought forward. After the last posting of a month come 本月合计 and 本年累计, which
    counts from 1 January even if the period begins later; where the period cuts the month, its sum is called
    本期合计. It ends with the closing balance.

    Args:
        postings: of any account and time, in the ledger's order.
        account: whose journal it is.
        period: from when to when.
        chart: names and books of accounts.
        daily: 本日合计 after each day too, as 现金日记账 has it.
    """
    mine = list(_own(postings, account, chart))
    balance = sum(posting.fen for posting, _ in mine if posting.date < period.first)
    year = _Sums()
    for posting, _ in mine:
        if posting.date < period.first and posting.date.year == period.first.year:
            year.add(posting.fen)
    new_year = (period.first.month, period.first.day) == (1, 1)
    lines = [Line(period.first, _OPENING_OF_YEAR if new_year else _OPENING, None, None, balance)]
    shown = [each for each in mine if period.covers(each[0].date)]
    this_year = period.first.year
    for (calendar_year, month), of_month in groupby(shown, key=lambda each: (each[0].date.year, each[0].date.month)):
        if calendar_year != this_year:
            year, this_year = _Sums(), calendar_year
        sums = _Sums()
        for date, of_day in groupby(of_month, key=lambda each: each[0].date):
            day = _Sums()
            for posting, contra in of_day:
                balance += posting.fen
                for each in (day, sums, year):
                    each.add(posting.fen)
                lines.append(Line(date, "", max(posting.fen, 0), max(-posting.fen, 0), balance, posting, contra))
            if daily:
                lines.append(Line(date, _DAY_SUM, day.debit, day.credit, balance))
        begins, ends = _month(calendar_year, month)
        whole = period.covers(begins) and period.covers(ends)
        last = min(ends, period.last)
        lines.append(Line(last, _MONTH_SUM if whole else _PART_SUM, sums.debit, sums.credit, balance))
        lines.append(Line(last, _YEAR_SUM, year.debit, year.credit, balance))
    lines.append(Line(period.last, _CLOSING, None, None, balance))
    return tuple(lines)


def _month(year: int, month: int) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a month."""
    return datetime.date(year, month, 1), last_day(year, month)


def _own(postings: Iterable[Posting], account: Account, chart: Chart) -> Iterator[tuple[Posting, tuple[str, ...]]]:
    """The account's postings in its book, each with the codes on the other side of its voucher.

    Of an account that isn't in the chart, its book is that of its first posting.
    """
    row = chart.rows.get(account.steps[0].code)
    commodity = COMMODITY_OF_BOOK[row.book] if row else ""
    held: dict[str, bool] = {}
    for _, group in groupby(postings, key=attrgetter("entry")):
        voucher = list(group)
        for posting in voucher:
            if posting.account not in held:
                held[posting.account] = account.holds(account_path(account_steps(posting.account, chart)))
            if not held[posting.account]:
                continue
            commodity = commodity or posting.commodity
            if posting.commodity != commodity:
                continue
            others = {
                other.code or other.account
                for other in voucher
                if other.commodity == posting.commodity and other.fen * posting.fen < 0
            }
            yield posting, tuple(sorted(others))


# Printing


def journal_sheet(
    lines: Sequence[Line],
    account: Account,
    period: Period,
    *,
    base: Path,
    unit_name: str,
    with_codes: bool = False,
) -> Sheet:
    """A journal ready to lay out, in yuan.

    Args:
        lines: the journal.
        account: whose journal it is.
        period: what it is of.
        base: folder that file names are relative to.
        unit_name: the unit's name.
        with_codes: func, econ, fund and project of each posting in columns of their own.
    """
    keys = tuple(KEYS) if with_codes else ()
    postings = [line.posting for line in lines if line.posting is not None]
    details = {posting.account for posting in postings}
    filled = {key for key in keys if any(getattr(posting, key) for posting in postings)}
    notes = (_WITHOUT_CODES,) if keys and not filled else ()
    return Sheet(
        "明细账",
        f"{account.label} 明细账",
        unit_name,
        period,
        YUAN,
        _columns(keys, filled, with_details=len(details) > 1),
        tuple(_row(line, account, base, keys) for line in lines),
        notes,
    )


def _columns(keys: Sequence[str], filled: Collection[str], *, with_details: bool) -> tuple[Column, ...]:
    return (
        Column("date", "日期"),
        Column("voucher", "凭证"),
        Column("words", "摘要", narrowest=8),
        Column("detail", "明细", narrowest=8, printed=with_details),
        Column("account", "账户", printed=False),
        Column("place", "位置", printed=False),
        Column("contra", "对方科目", narrowest=6),
        *(Column(key, KEYS[key], printed=key in filled) for key in keys),
        Column("debit", "借方", figures=True, block="period"),
        Column("credit", "贷方", figures=True, block="period"),
        Column("side", "方向", figures=True, block="balance"),
        Column("balance", "余额", figures=True, block="balance"),
    )


def _row(line: Line, account: Account, base: Path, keys: Sequence[str]) -> Row:
    cells: dict[str, Cell] = {
        "date": line.date,
        "words": line.words,
        "side": "借" if line.balance > 0 else "贷" if line.balance < 0 else "平",
        "balance": abs(line.balance),
    }
    posting = line.posting
    if posting is None:
        sums = {"debit": line.debit, "credit": line.credit}
        return Row(cells | {key: fen for key, fen in sums.items() if fen is not None}, total=True)
    amount: dict[str, Cell] = {"credit": -posting.fen} if posting.fen < 0 else {"debit": posting.fen}
    place = posting.place.shown(base)
    voucher = posting.voucher
    return Row(
        {
            **cells,
            **amount,
            "voucher": posting.number or Place(voucher.file, voucher.line).shown(base),
            "words": f"{voucher.payee} {voucher.narration}",
            "detail": _below(posting.account, account),
            "account": posting.account,
            "place": place,
            "contra": "，".join(line.contra),
            **{key: getattr(posting, key) for key in keys},
        }
    )


def _below(name: str, account: Account) -> str:
    """What of an account's name comes after that of one above it."""
    return ":".join(name.split(":")[len(account.steps) + 1 :])
