"""Vouchers entered twice, invoices booked twice, vouchers not yet checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.bookkeeping.plausibility.reading import ZERO, Reading
from gov_accounts.bookkeeping.plausibility.rules import is_checked, place_of, right, rules, shown
from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.law.accounts import account_code
from gov_accounts.money import FINANCIAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from gov_accounts.findings import Finding

_INVOICE: Final = "invoice"
_CODES: Final = ("func", "econ", "fund", "project")
_UNCHECKED: Final = "!"
_SEVERAL: Final = re.compile(r"[\s、，,；;]+")
_DIGIT: Final = re.compile(r"[0-9]")


def voucher_findings(reading: Reading) -> Iterator[Finding]:
    """What vouchers say twice, and which are flagged as not yet checked."""
    yield from _twice(reading.alike.values())
    if _INVOICE in reading.used:
        yield from _invoices(reading.vouchers)
    yield from _flagged(reading.vouchers)


# The same voucher


def _twice(alike: Iterable[Sequence[Any]]) -> Iterator[Finding]:
    for those in alike:
        same: dict[tuple[Any, ...], list[Any]] = {}
        for voucher in those:
            if CLOSING_TAG not in voucher.tags and any(each.units and each.units.number for each in voucher.postings):
                same.setdefault(_content(voucher), []).append(voucher)
        for each in same.values():
            again = [voucher for voucher in each[1:] if not is_checked(voucher)]
            if again and not is_checked(each[0]):
                yield _entered_twice(each[0], again)


def _content(voucher: Any) -> tuple[Any, ...]:
    """What makes vouchers of one day and payee the same: legs with their codes, and invoices.

    Without a payee the words tell what a voucher is about, so those must be the same too.
    """
    legs = sorted(
        (
            each.account,
            str(each.units.number.normalize()),
            each.units.currency,
            *(str((each.meta or {}).get(key, "")) for key in _CODES),
        )
        for each in voucher.postings
        if each.units is not None
    )
    said = tuple(str(voucher.meta.get(key, "")) for key in _CODES)
    words = "" if voucher.payee else (voucher.narration or "").strip()
    return tuple(legs), said, voucher.tags, words, tuple(sorted(_invoice_numbers(voucher)))


def _entered_twice(first: Any, again: Sequence[Any]) -> Finding:
    about = " ".join(f"“{each}”" for each in (first.payee, first.narration) if each)
    amounts = [each.units for each in first.postings if each.units is not None]
    book = FINANCIAL if any(each.currency == FINANCIAL for each in amounts) else amounts[0].currency
    amount = sum((each.number for each in amounts if each.currency == book and each.number > 0), ZERO)
    return rules()["voucher-twice"].finding(
        f"{first.date} {about}的凭证记了 {len(again) + 1} 次，科目和金额都一样（{amount:,.2f} 元）："
        f"{shown([first, *again])}。",
        "删掉重复的一张。" + right("后一张凭证上"),
        place_of(again[0]),
    )


# The same invoice


class _Use(NamedTuple):
    """What a voucher does with an invoice: what it books as cost or asset, and what money it pays."""

    voucher: Any
    booked: Decimal
    paid: Decimal


def _invoices(vouchers: Iterable[Any]) -> Iterator[Finding]:
    uses: dict[str, list[_Use]] = {}
    for voucher in vouchers:
        numbers = _invoice_numbers(voucher)
        if numbers:
            use = _use(voucher)
            for number in numbers:
                uses.setdefault(number, []).append(use)
    for number, those in uses.items():
        again = [use for index, use in enumerate(those) if any(_repeats(use, other) for other in those[:index])]
        # What was taken back may be booked anew.
        again = [] if any(use.booked < 0 or use.paid < 0 for use in those) else again
        again = [use for use in again if not is_checked(use.voucher)]
        first = next((use for use in those if any(_repeats(other, use) for other in again)), None)
        if again and first is not None and not is_checked(first.voucher):
            told = [first.voucher, *(use.voucher for use in again)]
            yield rules()["invoice-twice"].finding(
                f"发票 {number} 用了 {len(told)} 次：{shown(told)}。",
                "删掉重复的凭证，或改正发票号；分次付款的，发票号只写在列账的凭证上。" + right("后一张凭证上"),
                place_of(again[0].voucher),
            )


def _invoice_numbers(voucher: Any) -> frozenset[str]:
    """The numbers of a voucher's invoices, written on it or on its postings. A word without a digit isn't one."""
    written = [voucher.meta[_INVOICE]] if _INVOICE in voucher.meta else []
    written += [each.meta[_INVOICE] for each in voucher.postings if each.meta and _INVOICE in each.meta]
    return frozenset(number for text in written for number in _SEVERAL.split(str(text)) if _DIGIT.search(number))


def _use(voucher: Any) -> _Use:
    rule = rules()["invoice-twice"]
    money = rule.texts("money")
    legs = [(account_code(each.account), each.units) for each in voucher.postings if each.units is not None]
    # The budget book books when it pays; where both books are written, the financial legs tell which it is.
    financial = any(units.currency == FINANCIAL for _, units in legs)
    recognises = rule.texts("recognises" if financial else "spends")
    booked = sum((units.number for code, units in legs if code.startswith(recognises)), ZERO)
    paid = -sum((units.number for code, units in legs if code in money), ZERO)
    return _Use(voucher, booked, paid)


def _repeats(use: _Use, other: _Use) -> bool:
    """Whether both book the invoice, or both pay the same of it."""
    return (use.booked > 0 and other.booked > 0) or (use.paid > 0 and use.paid == other.paid)


# Flags


def _flagged(vouchers: Iterable[Any]) -> Iterator[Finding]:
    flagged = [each for each in vouchers if each.flag == _UNCHECKED and not is_checked(each)]
    if flagged:
        yield rules()["voucher-flagged"].finding(
            f"有 {len(flagged)} 张凭证标着 !，还没有审核：{shown(flagged)}。",
            "审核以后把 ! 改成 *。",
            place_of(flagged[0]),
        )
