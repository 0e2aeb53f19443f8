"""Voucher numbers (``voucher: "记-5-001"``): double, missing, or against the dates.

Numbers of one kind, year and month run on; `gov_accounts.books.voucher_number` takes them apart.

Source: 财政部令第98号《会计基础工作规范》第五十一条（二）.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.bookkeeping.plausibility.rules import is_checked, place_of, right, rules, shown
from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.books.voucher_number import NUMBER, read_number
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gov_accounts.bookkeeping.plausibility.reading import Reading
    from gov_accounts.findings import Finding

_MISSING_SHOWN: Final = 5


class _Numbered(NamedTuple):
    """A voucher with its number taken apart; `year` and `month` are 0 where the number names none."""

    voucher: Any
    year: int
    month: int
    number: int
    part: str


class _Series(NamedTuple):
    """Numbers that run on: of one kind in one month, or in one year where they name no month."""

    kind: str
    year: int
    month: int


def numbering_findings(reading: Reading) -> Iterator[Finding]:
    """What is wrong with the numbers of vouchers."""
    if NUMBER not in reading.used:
        return
    series: dict[_Series, list[_Numbered]] = {}
    without: dict[tuple[int, int], int] = {}
    for voucher in reading.vouchers:
        text = voucher.meta.get(NUMBER)
        if text is None:
            if CLOSING_TAG not in voucher.tags:
                day = (voucher.date.year, voucher.date.month)
                without[day] = without.get(day, 0) + 1
            continue
        read = read_number(str(text))
        if read is not None:
            numbered = _Numbered(voucher, read.year, read.month, read.number, read.part)
            series.setdefault(_Series(read.kind, read.year or voucher.date.year, read.month), []).append(numbered)
    for key, those in series.items():
        yield from _elsewhere(those)
        if key.month:
            yield from _run(key, those, without.get((key.year, key.month), 0))
        else:
            yield from _plain(key, those, without)


def _plain(key: _Series, those: Sequence[_Numbered], without: dict[tuple[int, int], int]) -> Iterator[Finding]:
    """Numbers that name no month: they begin anew each month, or run through the year."""
    months: dict[int, list[_Numbered]] = {}
    for each in those:
        months.setdefault(each.voucher.date.month, []).append(each)
    seen: set[tuple[int, str]] = set()
    anew = False
    for month in months.values():
        numbers = {(each.number, each.part) for each in month}
        anew = anew or bool(seen & numbers)
        seen |= numbers
    if anew and all(min(each.number for each in month) == 1 for month in months.values()):
        for number, month in months.items():
            yield from _run(key._replace(month=number), month, without.get((key.year, number), 0))
    else:
        yield from _run(key, those, sum(count for (year, _), count in without.items() if year == key.year))


def _run(key: _Series, those: Sequence[_Numbered], without: int) -> Iterator[Finding]:
    """Numbers that ought to run on without a gap, none twice, in date order."""
    name = _name(key)
    by_number: dict[tuple[int, str], list[Any]] = {}
    for each in those:
        by_number.setdefault((each.number, each.part), []).append(each.voucher)
    for same in by_number.values():
        if len(same) > 1 and not any(map(is_checked, same)):
            yield rules()["voucher-number-twice"].finding(
                f"凭证号 {same[0].meta[NUMBER]} 有 {len(same)} 张凭证：{shown(same)}。",
                "改正其中一张的号。" + right("后一张凭证上"),
                place_of(same[1]),
            )
    numbers = {number for number, _ in by_number}
    # A year's numbers may go on from those of other software; a month's begin with 1.
    first = 1 if key.month else min(numbers)
    missing = [number for number in range(first, max(numbers)) if number not in numbers]
    ordered = sorted(those, key=lambda each: each.number)
    # Vouchers without a number may be those that are missing.
    if len(missing) > without:
        after = next((each.voucher for each in ordered if each.number > missing[0]), ordered[-1].voucher)
        if not is_checked(after):
            listed = first_few([*map(str, missing)], _MISSING_SHOWN)
            yield rules()["voucher-number-missing"].finding(
                f"{name}的凭证缺 {len(missing)} 个号：{listed}（有的最大到 {max(numbers)}）。",
                "补记漏掉的凭证，或改正号。" + right("这张凭证上"),
                place_of(after),
            )
    late = [(one, other) for one, other in itertools.pairwise(ordered) if _is_late(one, other)]
    if late:
        before, after = late[0]
        more = f"；共 {len(late)} 处" if len(late) > 1 else ""
        yield rules()["voucher-number-date"].finding(
            f"凭证号 {after.voucher.meta[NUMBER]} 的日期 {after.voucher.date}，早于它前面的 "
            f"{before.voucher.meta[NUMBER]}（{before.voucher.date}）{more}。",
            "核对这两张凭证的日期和号。" + right("这张凭证上"),
            place_of(after.voucher),
        )


def _is_late(before: _Numbered, after: _Numbered) -> bool:
    """Whether a later number has an earlier date, and nobody has said that this is right."""
    return after.voucher.date < before.voucher.date and not is_checked(before.voucher) and not is_checked(after.voucher)


def _elsewhere(those: Iterable[_Numbered]) -> Iterator[Finding]:
    """Vouchers whose number names another month or year than their date."""
    other = [each for each in those if not _is_named(each) and not is_checked(each.voucher)]
    if other:
        first, vouchers = other[0], [each.voucher for each in other]
        named = (f" {first.year} 年" if first.year else "") + (f" {first.month} 月" if first.month else "")
        yield rules()["voucher-number-date"].finding(
            f"凭证号 {first.voucher.meta[NUMBER]} 是{named}的，日期却是 {first.voucher.date}"
            + (f"；这样的共 {len(other)} 张：{shown(vouchers)}。" if len(other) > 1 else "。"),
            "改正日期或凭证号。" + right("这张凭证上"),
            place_of(first.voucher),
        )


def _is_named(each: _Numbered) -> bool:
    """Whether a voucher's date is of the year and the month that its number names."""
    date = each.voucher.date
    return each.year in (0, date.year) and each.month in (0, date.month)


def _name(key: _Series) -> str:
    kind = f"“{key.kind}”字" if key.kind else ""
    return f"{key.year} 年{f' {key.month} 月' if key.month else ''}{kind}"
