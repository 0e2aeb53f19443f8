"""Functional items that spent more fiscal money than they were given, by item and fund."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gov_accounts.accounts import account_code
from gov_accounts.bookkeeping.plausibility.rules import Rule, is_checked, place_of, right, rules
from gov_accounts.facts import CLOSING_TAG
from gov_accounts.money import BUDGETARY, FEN_PER_YUAN, yuan_text

if TYPE_CHECKING:
    from gov_accounts.codes import Codes
    from gov_accounts.findings import Finding
    from gov_accounts.statements import Group


def item_findings(vouchers: Iterable[Any], groups: Iterable[Group], codes: Codes) -> Iterator[Finding]:
    """An item of a year with less than nothing left: opening + appropriated − spent, by fund.

    Args:
        vouchers: transactions, in date order.
        groups: the facts of the budget book, summed.
        codes: the official lists and the unit's own.
    """
    rule = rules()["item-overspent"]
    for (year, func, fund), (opening, given, spent) in sorted(_items(groups, rule).items()):
        # A code that isn't in the lists is told, and its money may be under the right one.
        if opening + given - spent >= 0 or codes.functional.row(func, year) is None:
            continue
        turning = _turning(vouchers, rule, year, func, fund)
        if turning is None or is_checked(turning):
            continue
        name, money = codes.functional.name(func, year), codes.fund.name(fund, year)
        yield rule.finding(
            f"{year} 年 {func} {name}（{money}）的支出多过给它的钱：年初结转结余 {yuan_text(opening)} 元，"
            f"拨款 {yuan_text(given)} 元，支出 {yuan_text(spent)} 元，差 {yuan_text(spent - opening - given)} 元。",
            "收拨款的凭证按项分开写 func（各项多少看批复），或改正支出的 func；年初的结转结余没有记的补记。"
            + right("这张凭证上"),
            place_of(turning),
        )


def _items(groups: Iterable[Group], rule: Rule) -> Mapping[tuple[int, str, str], Sequence[int]]:
    """Year, item and fund → opening, appropriated and spent, in fen, of items that spent in the year."""
    carried, funds = rule.texts("carried"), rule.texts("funds")
    income, spent = rule.texts("income"), rule.texts("spent")
    balances: dict[tuple[str, str], dict[int, int]] = {}
    items: dict[tuple[int, str, str], list[int]] = {}
    for group in groups:
        code, func, fund = group.code, group.func, group.fund
        kept, given, used = code in carried, code.startswith(income), code.startswith(spent)
        if fund not in funds or not (kept or given or used):
            continue
        # After the year all of it is carried, closed or not: a year's closing moves it from the flows to 8101.
        by_year = balances.setdefault((func, fund), {})
        by_year[group.year] = by_year.get(group.year, 0) + (-group.fen if used else group.fen)
        if not group.closing:
            parts = items.setdefault((group.year, func, fund), [0, 0, 0])
            parts[0 if kept else 1 if given else 2] += group.fen
    for (year, func, fund), parts in items.items():
        parts[0] += sum(fen for each, fen in balances[func, fund].items() if each < year)
    return {key: parts for key, parts in items.items() if parts[2]}


def _turning(vouchers: Iterable[Any], rule: Rule, year: int, func: str, fund: str) -> Any:
    """The voucher after which the item stays below zero to the year's end."""
    counted = (*rule.texts("carried"), *rule.texts("income"), *rule.texts("spent"))
    total, turning = 0, None
    for voucher in vouchers:
        if voucher.date.year > year or (voucher.date.year == year and CLOSING_TAG in voucher.tags):
            continue
        moved = sum(
            (
                -int(posting.units.number * FEN_PER_YUAN)
                for posting in voucher.postings
                if posting.meta
                and posting.meta.get("func") == func
                and posting.meta.get("fund") == fund
                and posting.units is not None
                and posting.units.currency == BUDGETARY
                and account_code(posting.account).startswith(counted)
            ),
            0,
        )
        if moved:
            before, total = total, total + moved
            turning = None if total >= 0 else voucher if before >= 0 else turning
    return turning
