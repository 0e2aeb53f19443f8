"""Balances that can't be: money below zero, a balance on the wrong side, more depreciation than cost.

An account stands for itself and the accounts below it. Amounts are beancount's, in yuan, debit positive, exact.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.bookkeeping.plausibility.reading import ZERO, Reading
from gov_accounts.bookkeeping.plausibility.rules import is_checked, place_of, right, rules, says_checked
from gov_accounts.law.accounts import account_code

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from gov_accounts.findings import Finding
    from gov_accounts.law.chart import Chart

_NAME_PARTS: Final = 2
"""Root and account; what follows is the detail."""
_OPEN_OR_VOUCHER: Final = "凭证上或账户的 open 下面"


def balance_findings(reading: Reading, chart: Chart) -> Iterator[Finding]:
    """What is wrong with balances, by the normal sides of the official chart."""
    yield from _money(reading)
    yield from _sides(reading, chart)
    yield from _depreciation(reading)


def _checked(reading: Reading, *accounts: str) -> bool:
    """Whether the ``open`` of one of the accounts says that its balance is right."""
    return any(account in reading.opened and says_checked(reading.opened[account].meta) for account in accounts)


def _below(reading: Reading, account: str) -> frozenset[str]:
    """The account and those below it."""
    return frozenset({account, *(each for each in reading.opened if each.startswith(f"{account}:"))})


# Money


def _money(reading: Reading) -> Iterator[Finding]:
    for account, own in reading.daily.items():
        if not own or _checked(reading, account) or min(own.values()) >= 0:
            continue
        accounts = _below(reading, account)
        days = own if len(accounts) == 1 else _together([reading.daily[each] for each in accounts])
        spells = [spell for spell in _spells(days) if not _is_explained(reading.vouchers, accounts, spell)]
        if spells:
            yield _below_zero(reading.vouchers, account, accounts, spells)


@dataclass(frozen=True, slots=True)
class _Spell:
    """Days on end with less than nothing: the first, what was left, the least, and the day it was over, if any."""

    first: datetime.date
    left: Decimal
    least: Decimal
    over: datetime.date | None


def _together(days: Iterable[Mapping[datetime.date, Decimal]]) -> dict[datetime.date, Decimal]:
    """Balances of several accounts at each day's end."""
    changes: dict[datetime.date, Decimal] = {}
    for each in days:
        before = ZERO
        for day, now in each.items():
            changes[day] = changes.get(day, ZERO) + now - before
            before = now
    return dict(zip(sorted(changes), itertools.accumulate(changes[day] for day in sorted(changes)), strict=True))


def _spells(days: Mapping[datetime.date, Decimal]) -> Iterator[_Spell]:
    first: datetime.date | None = None
    left = least = ZERO
    for day, balance in days.items():
        if balance < 0:
            if first is None:
                first, left, least = day, balance, balance
            least = min(least, balance)
        elif first is not None:
            yield _Spell(first, left, least, day)
            first = None
    if first is not None:
        yield _Spell(first, left, least, None)


def _payment(vouchers: Sequence[Any], accounts: frozenset[str], day: datetime.date) -> Any:
    """The last voucher of a day that took from the accounts: what brought them below zero."""
    return next(each for each in reversed(vouchers) if each.date == day and _moved(each, accounts) < 0)


def _is_explained(vouchers: Sequence[Any], accounts: frozenset[str], spell: _Spell) -> bool:
    """Whether a voucher of the spell's first day that took from the accounts is said to be right."""
    return any(each.date == spell.first and _moved(each, accounts) < 0 and is_checked(each) for each in vouchers)


def _moved(voucher: Any, accounts: frozenset[str]) -> Decimal:
    """What a voucher moved on accounts."""
    return sum((each.units.number for each in voucher.postings if each.account in accounts and each.units), ZERO)


def _below_zero(vouchers: Sequence[Any], account: str, accounts: frozenset[str], spells: Sequence[_Spell]) -> Finding:
    spell = spells[0]
    until = f"到 {spell.over} 才补上" if spell.over else "到账本最后一天还没有补上"
    least = f"，最低 {spell.least:,.2f} 元" if spell.least < spell.left else ""
    again = f"；以后又有 {len(spells) - 1} 次" if len(spells) > 1 else ""
    return rules()["money-below-zero"].finding(
        f"{account} 从 {spell.first} 起日终余额小于零：{spell.left:,.2f} 元，{until}{least}{again}。",
        "核对这张凭证以前的到账、提现和付款，年初数没有记的补记。" + right(_OPEN_OR_VOUCHER),
        place_of(_payment(vouchers, accounts, spell.first)),
    )


# The wrong side


def _sides(reading: Reading, chart: Chart) -> Iterator[Finding]:
    rule = rules()["balance-wrong-side"]
    money = rules()["money-below-zero"].texts("accounts")
    wanted: dict[str, int] = {}
    for account in {account for end in reading.ends.values() for account in end}:
        code = account_code(account)
        row = chart.rows.get(code)
        if row and code.startswith(rule.texts("accounts")) and code not in (*rule.texts("both_sides"), *money):
            wanted[account] = -1 if row.credit_normal else 1
    told: set[str] = set()
    for year, end in reading.ends.items():
        for account, sign in wanted.items():
            if account in told or sign * end.get(account, ZERO) >= 0 or _checked(reading, account):
                continue
            accounts = _below(reading, account)
            balance = sum((end.get(each, ZERO) for each in accounts), ZERO)
            if sign * balance >= 0:
                continue
            told.add(account)
            turning = _turning(reading.vouchers, dict.fromkeys(accounts, sign), year)
            if turning is not None and not is_checked(turning):
                normal, wrong = ("借", "贷") if sign > 0 else ("贷", "借")
                yield rule.finding(
                    f"{account} {_when(reading.vouchers, year)}余额在{wrong}方，{abs(balance):,.2f} 元；"
                    f"正常在{normal}方。",
                    "核对这张凭证和这个账户的明细账（gov-accounts journal），改正科目、明细或金额。"
                    + right(_OPEN_OR_VOUCHER),
                    place_of(turning),
                )


def _when(vouchers: Sequence[Any], year: int) -> str:
    last = max(each.date for each in reversed(vouchers) if each.date.year == year)
    return f"{year} 年末" if last.month == 12 else f"到 {last}，"  # noqa: PLR2004


def _turning(vouchers: Iterable[Any], signs: Mapping[str, int], year: int) -> Any:
    """The voucher after which a sum of balances stays below zero to the year's end; None if it isn't."""
    total, turning = ZERO, None
    for voucher in vouchers:
        if voucher.date.year > year:
            break
        before = total
        for posting in voucher.postings:
            if posting.account in signs and posting.units is not None:
                total += signs[posting.account] * posting.units.number
        if total >= 0:
            turning = None
        elif before >= 0:
            turning = voucher
    return turning


# Depreciation


def _depreciation(reading: Reading) -> Iterator[Finding]:
    for depreciation, cost in rules()["depreciation-above-cost"].data.words("of").items():
        told: set[frozenset[str]] = set()
        for year, end in reading.ends.items():
            for name, accounts in _written_off(end, cost, depreciation):
                turning = _turning(reading.vouchers, dict.fromkeys(accounts, 1), year)
                if accounts in told or _checked(reading, *accounts) or turning is None or is_checked(turning):
                    continue
                told.add(accounts)
                written_off = -sum((end[each] for each in accounts if account_code(each) == depreciation), ZERO)
                worth = sum((end[each] for each in accounts if account_code(each) == cost), ZERO)
                yield rules()["depreciation-above-cost"].finding(
                    f"{name} {_when(reading.vouchers, year)}有 {written_off:,.2f} 元，多过原值 {worth:,.2f} 元。",
                    "核对折旧（摊销）的金额和起止月份，处置资产时累计折旧是否一起转销，原值的年初数是否记全。"
                    + right(_OPEN_OR_VOUCHER),
                    place_of(turning),
                )


def _written_off(end: Mapping[str, Decimal], cost: str, depreciation: str) -> Iterator[tuple[str, frozenset[str]]]:
    """What is written off by more than its cost, with its accounts: details of one name; or else all in all."""
    costs = {_detail(account): account for account in end if account_code(account) == cost}
    found = False
    for account in end:
        detail = _detail(account)
        if account_code(account) == depreciation and detail in costs and end[costs[detail]] + end[account] < 0:
            found = True
            yield account, frozenset((costs[detail], account))
    whole = frozenset(account for account in end if account_code(account) in (cost, depreciation))
    names = sorted(each.split(":")[1] for each in whole if account_code(each) == depreciation)
    if names and not found and sum(end[each] for each in whole) < 0:
        yield names[0], whole


def _detail(account: str) -> str:
    return ":".join(account.split(":")[_NAME_PARTS:])
