"""Where a ledger's options and directives would let an amount pass that isn't exact to the fen.

A ``balance`` is an assertion of an amount to the fen, whatever tolerance is written behind it (``~ 100``) or set by
``option "tolerance_multiplier"``. In beancount's ``raw`` mode no ``balance`` is checked at all.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Balance, Transaction
from beancount.ops.balance import get_balance_tolerance

from gov_accounts.files.texts import last_line
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.money import BOOK_OF_COMMODITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_MODE: Final = "plugin_processing_mode"
_DEFAULT: Final = "inferred_tolerance_default"
_ENDLESS: Final = Decimal("Infinity")
_ZERO: Final = Decimal(0)
_FEN: Final = Decimal("0.01")


# Options


def option_findings(options: Mapping[str, Any]) -> Iterator[Finding]:
    """What a ledger's options turn off, or round."""
    if options[_MODE] == "raw":
        yield Finding(
            "option-raw",
            f'账本设了 option "{_MODE}" "raw"，beancount 不再核对任何 balance。',
            "raw 关掉 beancount 自己的检查，余额断言写什么都算对。",
            "删掉这一行。",
            _option_place(options, _MODE),
        )
    rounded = {currency: value for currency, value in options[_DEFAULT].items() if value}
    if rounded:
        shown = "、".join(f"{currency}:{value}" for currency, value in sorted(rounded.items()))
        yield Finding(
            "option-tolerance",
            f'账本设了 option "{_DEFAULT}" "{shown}"，省略的金额由 beancount 推算时会按它取整。',
            "人民币以分为最小单位，每张凭证的每本账都要借贷相等，精确到分。",
            "删掉这一行。",
            _option_place(options, _DEFAULT),
            Severity.NOTICE,
        )


def _option_place(options: Mapping[str, Any], name: str) -> Place:
    """The last line of the main file that sets an option: beancount heeds no other."""
    file = str(options["filename"])
    return Place(file, last_line(file, re.compile(rf'option\s+"{name}"')))


# Assertions


def assertion_findings(
    entries: Iterable[Any], balances: Sequence[Any], options: Mapping[str, Any]
) -> Iterator[tuple[Finding, Any]]:
    """Assertions that don't hold to the fen though beancount lets them pass, each with its directive.

    Args:
        entries: the ledger's directives, in order.
        balances: those of them that are assertions.
        options: the options map.
    """
    raw = options[_MODE] == "raw"
    doubtful = [each for each in balances if raw or _tolerance(each, options)]
    if not doubtful:
        return
    held = _held(entries, {each.account for each in doubtful})
    for balance, number in held:
        tolerance = _tolerance(balance, options)
        difference = abs(number - balance.amount.number)
        if difference and (raw or difference <= tolerance):
            yield _failed(balance, number, options, raw=raw), balance
        elif not difference and balance.tolerance and balance.tolerance >= _FEN:
            yield _needless(balance), balance


def _tolerance(balance: Any, options: Mapping[str, Any]) -> Decimal:
    """How far off beancount lets an assertion be."""
    if balance.amount.currency not in BOOK_OF_COMMODITY:
        return _ZERO
    tolerance: Decimal = get_balance_tolerance(balance, options)  # type: ignore[no-untyped-call]
    return _ENDLESS if tolerance.is_nan() else tolerance


def _held(entries: Iterable[Any], asserted: set[str]) -> Iterator[tuple[Any, Decimal]]:
    """Each assertion of these accounts, with what the account and those below it hold of its commodity then."""
    above: dict[str, tuple[str, ...]] = {}
    sums: dict[tuple[str, str], Decimal] = {}
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                account, units = posting.account, posting.units
                if account not in above:
                    parts = account.split(":")
                    names = (":".join(parts[:length]) for length in range(1, len(parts) + 1))
                    above[account] = tuple(name for name in names if name in asserted)
                if units is not None and units.number is not None:
                    for name in above[account]:
                        key = (name, units.currency)
                        sums[key] = sums.get(key, _ZERO) + units.number
        elif isinstance(entry, Balance) and entry.account in asserted:
            yield entry, sums.get((entry.account, entry.amount.currency), _ZERO)


def _failed(balance: Any, number: Decimal, options: Mapping[str, Any], *, raw: bool) -> Finding:
    asserted, currency = balance.amount
    place = _place(balance)
    what = (
        f"账户 {balance.account} 的余额断言不成立：断言 {asserted} {currency}，账上 {number} {currency}，"
        f"相差 {abs(number - asserted)}。"
    )
    look = "核对断言的金额与日期，或查找这一天之前漏记、错记、重记的凭证"
    if raw:
        why, remedy = f'账本设了 option "{_MODE}" "raw"，beancount 没有核对它。', f"{look}。"
    elif balance.tolerance is not None:
        why = f"断言后面写了容差 ~ {balance.tolerance}，把差额盖住了；余额要精确到分。"
        remedy = f"{look}；再删掉 ~ {balance.tolerance}。"
    else:
        why = f"账本的容差（tolerance_multiplier 是 {options['tolerance_multiplier']}）把差额盖住了；余额要精确到分。"
        remedy = f'{look}；在主文件写 option "tolerance_multiplier" "0"。'
    return Finding("balance-failed", what, why, remedy, place)


def _needless(balance: Any) -> Finding:
    return Finding(
        "balance-tolerance",
        f"账户 {balance.account} 的余额断言写了容差 ~ {balance.tolerance}，现在没有差额。",
        "写了容差，beancount 就容许这么大的差额；本软件不管容差，有一分差额就报错。",
        f"删掉 ~ {balance.tolerance}。",
        _place(balance),
        Severity.NOTICE,
    )


def _place(entry: Any) -> Place:
    return Place(entry.meta["filename"], entry.meta["lineno"])
