"""The numbers of a month's vouchers: those that are there run on without a gap, and the others follow on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from gov_accounts.bookkeeping.sealing import refusals
from gov_accounts.bookkeeping.sealing.vouchers import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from gov_accounts.bookkeeping.sealing.vouchers import Written
    from gov_accounts.findings import Finding
    from gov_accounts.months import Month


_Series: TypeAlias = tuple[str, int]
"""A kind, and the month that its numbers name or 0."""


def number_text(kind: str, month: Month, number: int) -> str:
    """A number as it is written: ``记-5-001``."""
    return f"{kind}-{month.month}-{number:03}"


def number_findings(
    vouchers: Sequence[Written], earlier: Sequence[Written], month: Month, kind: str, base: Path
) -> Iterator[Finding]:
    """What is wrong with the numbers that a month's vouchers have: unreadable, double, or with a gap.

    Numbers with a month begin with 1. Those without go on from the year's earlier months; the first of a year may be
    any, since other software may have begun it.

    Args:
        vouchers: the month's.
        earlier: those of the year's earlier months.
        month: the month.
        kind: the kind that an example is given of.
        base: the folder of the ledger.
    """
    first: dict[object, Written] = {}
    series: dict[_Series, dict[int, Written]] = {}
    for each in vouchers:
        if not each.numbered:
            continue
        number = each.number
        if number is None or number.month not in (0, month.month) or number.year not in (0, month.year):
            yield refusals.number_unreadable(each, number_text(kind, month, 1))
            continue
        if each.key in first:
            yield refusals.number_double(first[each.key], each, base)
        first.setdefault(each.key, each)
        series.setdefault((number.kind, number.month), {}).setdefault(number.number, each)
    before = _last_of_year(earlier)
    for (name, named), numbered in series.items():
        start = 1 if named else before.get(name, min(numbered) - 1) + 1
        missing = [each for each in range(start, max(numbered)) if each not in numbered]
        if missing:
            after = min(each for each in numbered if each > missing[0])
            yield refusals.number_gap(name, missing, numbered[after])


def _last_of_year(vouchers: Sequence[Written]) -> dict[str, int]:
    """The highest number without a month, by kind."""
    last: dict[str, int] = {}
    for number in (each.number for each in vouchers):
        if number is not None and not number.month:
            last[number.kind] = max(number.number, last.get(number.kind, 0))
    return last


def following(vouchers: Sequence[Written], month: Month, kind: str) -> list[tuple[Written, str]]:
    """Each voucher without a number, with the one it gets; in order of date, file and line."""
    taken = [
        each.number.number
        for each in vouchers
        if each.number is not None and each.number.month and each.number.kind == kind
    ]
    start = max(taken, default=0) + 1
    without = sorted((each for each in vouchers if not each.numbered), key=lambda each: each.order)
    return [(each, number_text(kind, month, start + index)) for index, each in enumerate(without)]


def remaining(vouchers: Sequence[Written], numbers: Collection[str], month: Month) -> list[tuple[Written, str]] | None:
    """Of a posting that wasn't ended: the vouchers without a number, with those that they were to get.

    None where there aren't as many of these as of those.
    """
    there = {each.key for each in vouchers if each.numbered}
    left = [each for each in numbers if key_of(month.year, each) not in there]
    without = sorted((each for each in vouchers if not each.numbered), key=lambda each: each.order)
    return list(zip(without, left, strict=True)) if len(without) == len(left) else None
