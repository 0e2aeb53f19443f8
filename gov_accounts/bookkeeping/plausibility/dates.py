"""Dates that can't be meant: a year far from the ledger's others, a month that isn't the file's."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.bookkeeping.plausibility.rules import is_checked, place_of, right, rules, says_checked, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gov_accounts.bookkeeping.plausibility.reading import Reading
    from gov_accounts.findings import Finding

_MONTHS_OF_QUARTER: Final = 3
_MONTHS: Final = 12
_DAY: Final = datetime.timedelta(days=1)


class _Span(NamedTuple):
    """The months a file's name says it is of, and how the name puts it."""

    year: int
    first: int
    last: int
    name: str

    def covers(self, year: int, month: int) -> bool:
        """Whether a month is one of them."""
        return year == self.year and self.first <= month <= self.last


def date_findings(reading: Reading, assertions: Iterable[Any]) -> Iterator[Finding]:
    """What is wrong with the dates of vouchers, and of ``balance`` directives."""
    yield from _years(reading, assertions)
    yield from _files(reading)


def _years(reading: Reading, assertions: Iterable[Any]) -> Iterator[Finding]:
    """Years apart from those in which most vouchers are."""
    rule = rules()["date-year-far"]
    apart = rule.data.number("years")
    counts: dict[int, int] = {}
    for (_, year, _), count in reading.months.items():
        counts[year] = counts.get(year, 0) + count
    if not counts:
        return
    runs: list[list[int]] = []
    for year in sorted(counts):
        if runs and year - runs[-1][-1] <= apart:
            runs[-1].append(year)
        else:
            runs.append([year])
    # Of as many vouchers each, the earlier: years are more often mistyped into the future, which nothing else tells.
    main = max(runs, key=lambda run: sum(counts[year] for year in run))
    near = range(main[0] - apart, main[-1] + apart + 1)
    far: dict[int, list[Any]] = {}
    for entry in (*reading.vouchers, *assertions):
        if entry.date.year not in near and not says_checked(entry.meta):
            far.setdefault(entry.date.year, []).append(entry)
    others = f"{main[0]} 年" if main[0] == main[-1] else f"{main[0]} 至 {main[-1]} 年"
    for year, those in far.items():
        several = f"，共 {len(those)} 处：{shown(those)}" if len(those) > 1 else ""
        yield rule.finding(
            f"日期 {those[0].date} 的年份是 {year}，账本的凭证都在 {others}{several}。",
            "改正年份。" + right("它下面"),
            place_of(those[0]),
        )


def _files(reading: Reading) -> Iterator[Finding]:
    """Vouchers in a file of another month."""
    spans = {file: span for file in {file for file, _, _ in reading.months} if (span := _span(file))}
    if all(file not in spans or spans[file].covers(year, month) for file, year, month in reading.months):
        return
    outside: dict[str, list[Any]] = {}
    for voucher in reading.vouchers:
        file, date = voucher.meta["filename"], voucher.date
        span = spans.get(file)
        if span is None or span.covers(date.year, date.month):
            continue
        opens = date + _DAY == datetime.date(span.year, span.first, 1)
        if not opens and not is_checked(voucher):
            outside.setdefault(file, []).append(voucher)
    for file, those in outside.items():
        count = f"；这样的共 {len(those)} 张：{shown(those)}" if len(those) > 1 else ""
        yield rules()["date-not-of-file"].finding(
            f"{Path(file).name} 是{spans[file].name}的，这张凭证的日期是 {those[0].date}{count}。",
            "改正日期，或把凭证移到它那个月的文件里。" + right("凭证上"),
            place_of(those[0]),
        )


def _span(file: str) -> _Span | None:
    """The months that a file's name, with its folder's, says it is of; None where it says none."""
    path = Path(file)
    name = f"{path.parent.name}/{path.stem}"
    for pattern in rules()["date-not-of-file"].texts("names"):
        match = re.search(pattern, name)
        if match is None:
            continue
        said = match.groupdict()
        year = int(said["year"])
        if said.get("month"):
            month = int(said["month"])
            return _Span(year, month, month, f" {year} 年 {month} 月")
        if said.get("quarter"):
            last = int(said["quarter"]) * _MONTHS_OF_QUARTER
            return _Span(year, last - _MONTHS_OF_QUARTER + 1, last, f" {year} 年{said['quarter']}季度")
        return _Span(year, 1, _MONTHS, f" {year} 年")
    return None
