"""Functional items that spent more fiscal money than they were given, by item and fund."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from gov_accounts.bookkeeping.plausibility.rules import Rule, is_checked, place_of, right, rules
from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.law.accounts import account_code
from gov_accounts.money import BUDGETARY, FEN_PER_YUAN, yuan_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from gov_accounts.bookkeeping.plausibility.reading import Reading
    from gov_accounts.books.cube import Group
    from gov_accounts.findings import Finding
    from gov_accounts.law.codes import Codes


def item_findings(reading: Reading, groups: Iterable[Group], codes: Codes) -> Iterator[Finding]:
    """An item of a year with less than nothing left: opening + appropriated − spent, by fund.

    Args:
        reading: the ledger's vouchers.
        groups: the facts of the budget book, summed.
        codes: the official lists and the unit's own.
    """
    rule = rules()["item-overspent"]
    # A code that isn't in the lists is told, and its money may be under the right one.
    short = {
        item: parts
        for item, parts in _items(groups, rule).items()
        if parts.left < 0 and codes.functional.row(item.func, item.year) is not None
    }
    turning = _turning(reading.vouchers, rule, short) if short else {}
    for item, parts in sorted(short.items()):
        voucher = turning.get(item)
        if voucher is None or is_checked(voucher):
            continue
        name, money = codes.functional.name(item.func, item.year), codes.fund.name(item.fund, item.year)
        yield rule.finding(
            f"{item.year} 年 {item.func} {name}（{money}）的支出多过给它的钱："
            f"年初结转结余 {yuan_text(parts.opening)} 元，拨款 {yuan_text(parts.given)} 元，"
            f"支出 {yuan_text(parts.spent)} 元，差 {yuan_text(-parts.left)} 元。",
            "收拨款的凭证按项分开写 func（各项多少看批复），或改正支出的 func；年初的结转结余没有记的补记。"
            + right("这张凭证上"),
            place_of(voucher),
        )


class _Item(NamedTuple):
    """A functional item's money of a fund in a year."""

    year: int
    func: str
    fund: str


@dataclass(slots=True)
class _Parts:
    """What an item had at the year's start, was given and spent, in fen."""

    opening: int = 0
    given: int = 0
    spent: int = 0

    @property
    def left(self) -> int:
        return self.opening + self.given - self.spent


def _items(groups: Iterable[Group], rule: Rule) -> Mapping[_Item, _Parts]:
    """The items that were given or spent anything, by year.

    Those of a fund of which the ledger has neither income nor opening by then are left out: it doesn't keep them, and
    that all of it is below zero is plain from the tables.
    """
    carried, funds = rule.texts("carried"), rule.texts("funds")
    income, spent = rule.texts("income"), rule.texts("spent")
    balances: dict[tuple[str, str], dict[int, int]] = {}
    items: dict[_Item, _Parts] = {}
    first_given: dict[str, int] = {}
    for group in groups:
        code, func, fund = group.code, group.func, group.fund
        kept, given, used = code in carried, code.startswith(income), code.startswith(spent)
        if fund not in funds or not (kept or given or used):
            continue
        if not used:
            first_given[fund] = min(group.year, first_given.get(fund, group.year))
        # After the year all of it is carried, closed or not: a year's closing moves it from the flows to 8101.
        by_year = balances.setdefault((func, fund), {})
        by_year[group.year] = by_year.get(group.year, 0) + (-group.fen if used else group.fen)
        if not group.closing:
            parts = items.setdefault(_Item(group.year, func, fund), _Parts())
            parts.opening += group.fen if kept else 0
            parts.given += group.fen if given else 0
            parts.spent += group.fen if used else 0
    for item, parts in items.items():
        parts.opening += sum(fen for year, fen in balances[item.func, item.fund].items() if year < item.year)
    return {
        item: parts
        for item, parts in items.items()
        if (parts.given or parts.spent) and first_given.get(item.fund, item.year + 1) <= item.year
    }


def _turning(vouchers: Iterable[Any], rule: Rule, items: Collection[_Item]) -> Mapping[_Item, Any]:
    """For each item the voucher after which it stays below zero to the year's end, where there is one."""
    wanted = {(item.func, item.fund): 0 for item in items}
    funcs = frozenset(func for func, _ in wanted)
    counted = _Counted((*rule.texts("carried"), *rule.texts("income"), *rule.texts("spent")))
    turned: dict[tuple[str, str], Any] = {}
    found: dict[_Item, Any] = {}
    closings: list[Any] = []
    for year, those in itertools.groupby(vouchers, key=lambda voucher: voucher.date.year):
        closings.clear()
        for voucher in those:
            if voucher.tags.isdisjoint(funcs):
                continue
            if CLOSING_TAG in voucher.tags:
                closings.append(voucher)
                continue
            _post(voucher, wanted, turned, counted)
        found.update({item: turned[item[1:]] for item in items if item.year == year and item[1:] in turned})
        for voucher in closings:
            _post(voucher, wanted, turned, counted)
    return found


class _Counted(dict[str, bool]):
    """Whether what is posted to an account counts."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__()
        self.codes = codes

    def __missing__(self, account: str) -> bool:
        self[account] = result = account_code(account).startswith(self.codes)
        return result


def _post(
    voucher: Any, totals: dict[tuple[str, str], int], turned: dict[tuple[str, str], Any], counted: Mapping[str, bool]
) -> None:
    """Add a voucher to the totals of its items, in fen, and remember it where it brings one below zero."""
    before: dict[tuple[str, str], int] = {}
    for account, units, _, _, _, meta in voucher.postings:
        if not counted[account] or units is None or units.currency != BUDGETARY or not meta:
            continue
        key = (meta.get("func"), meta.get("fund"))
        if key in totals:
            before.setdefault(key, totals[key])
            totals[key] -= int(units.number * FEN_PER_YUAN)
    for key, was in before.items():
        if totals[key] >= 0:
            turned.pop(key, None)
        elif was >= 0:
            turned[key] = voucher
