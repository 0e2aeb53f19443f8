"""What to look at before a year is closed: what should be at zero by then and isn't, and what can't be below zero.

The rules, with their articles, are the last part of closing.toml. Amounts are integer fen, debit positive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Transaction

from gov_accounts.bookkeeping.year_end import messages
from gov_accounts.bookkeeping.year_end.accounts import place_of
from gov_accounts.bookkeeping.year_end.messages import VoucherLeg
from gov_accounts.findings import Finding, Place
from gov_accounts.law.accounts import account_code
from gov_accounts.law.closing import Key, official_rules
from gov_accounts.law.codes import official_codes
from gov_accounts.money import BUDGETARY, COMMODITY_OF_BOOK, FEN_PER_YUAN, FINANCIAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gov_accounts.bookkeeping.year_end.accounts import Accounts
    from gov_accounts.books.cube import Group
    from gov_accounts.books.ledger import Advance

_CODES: Final = " #功能科目 #经济科目"


def by_account(amounts: Iterable[tuple[Key, int]]) -> dict[str, int]:
    """What each account comes to, where it isn't nothing."""
    sums: dict[str, int] = {}
    for key, fen in amounts:
        sums[key.account] = sums.get(key.account, 0) + fen
    return {account: fen for account, fen in sums.items() if fen}


def money_below_zero(balances: Mapping[str, int], entries: Iterable[Any], year: int, main: Place) -> Iterator[Finding]:
    """A notice for each kind of money or quota that is below zero at the year's end, and where it fell below."""
    rule = official_rules().money
    for code in rule.accounts:
        fen = sum(each for account, each in balances.items() if account_code(account) == code)
        if fen < 0:
            place = _fell_below(code, entries, year) or main
            yield messages.money_negative(year, code, -fen, rule.basis, place)


def _fell_below(code: str, entries: Iterable[Any], year: int) -> Place | None:
    """The voucher with which an account went below zero for the last time."""
    held, place = 0, None
    for entry in entries:
        if isinstance(entry, Transaction) and entry.date.year <= year:
            before = held
            for posting in entry.postings:
                if account_code(posting.account) == code and posting.units is not None:
                    held += int((posting.units.number or 0) * FEN_PER_YUAN)
            if before >= 0 > held:
                place = Place(entry.meta["filename"], entry.meta["lineno"])
    return place


def not_settled(
    balances: Mapping[str, int], flows: Mapping[Key, int], year: int, accounts: Accounts, main: Place
) -> Iterator[Finding]:
    """A notice for each account that should be at zero, with the voucher that brings it there."""
    amounts = {"balance": balances, "year": by_account(flows.items())}
    for rule in official_rules().settled:
        left = {account: fen for account, fen in amounts[rule.amount].items() if rule.takes(account)}
        if rule.unless and any(account_code(each) == rule.unless for each in balances):
            continue
        for account in sorted(left):
            mend = rule.mend(left[account])
            if mend is None:
                continue
            remedy = f"{mend.remedy}，再结一次账"
            if mend.against:
                other = VoucherLeg(accounts.like(mend.against), left[account])
                legs = sorted((other, VoucherLeg(account, -left[account])), key=lambda leg: leg.fen < 0)
                remedy += f"：{messages.voucher_text(year, mend.remedy.partition('（')[0], legs, _commodity(account))}"
            else:
                remedy += "。"
            yield messages.not_settled(year, account, rule.state, left[account], rule.basis, remedy, main)


def _commodity(account: str) -> str:
    return COMMODITY_OF_BOOK[official_codes().chart.rows[account_code(account)].book]


def quota_unrecorded(groups: Sequence[Group], year: int, accounts: Accounts, main: Place) -> Iterator[Finding]:
    """A notice for each fund of which more was approved than income was recorded, in years that record it."""
    rules = official_rules()
    rule = rules.quota
    if year > rule.years_to:
        return
    approved: dict[str, int] = {}
    income: dict[str, int] = {}
    for group in groups:
        if group.year == year and not group.closing:
            if group.code in rule.approvals:
                approved[group.fund] = approved.get(group.fund, 0) + group.fen
            elif group.code == rule.income:
                income[group.fund] = income.get(group.fund, 0) + group.fen
    for fund in sorted(approved):
        short = approved[fund] - income.get(fund, 0)
        if fund not in rules.advances.fund_except or short <= 0:
            continue
        legs = (VoucherLeg(accounts.like(rule.debit), short), VoucherLeg(accounts.like(rule.credit), -short))
        remedy = (
            "没有用完的直接支付指标、没有下达的授权支付额度，按财政部门批复记下面的凭证；"
            "财政收回的，用 9102 调减指标："
            + messages.voucher_text(year, "年末确认财政应返还额度", legs, FINANCIAL, " #功能科目")
        )
        yield messages.quota_unrecorded(
            year,
            official_codes().fund.name(fund, year),
            approved[fund],
            income.get(fund, 0),
            rule.basis,
            remedy,
            main,
        )


def advances_open(
    advances: Iterable[Advance], year: int, kind: str, accounts: Accounts, main: Place
) -> Iterator[Finding]:
    """A notice for each advance of other than fiscal money that is open at the year's end (解释第1号三（一）)."""
    rule = official_rules().advances
    for account, fund, fen in advances:
        if fen <= 0 or fund in rule.fund_except:
            continue
        legs = (VoucherLeg(accounts.like(rule.debit[kind]), fen), VoucherLeg(accounts.like(rule.credit), -fen))
        told = [f'advance: "{account}"', *([f'fund: "{fund}"'] if fund else [])]
        text = messages.voucher_text(year, "年末暂付款项列入预算支出", legs, BUDGETARY, _CODES, told)
        place = place_of(accounts.opened[account]) if account in accounts.opened else main
        yield messages.advance_open(account, year, fund, fen, rule.basis, text, place)
