"""Of whom a 科目余额表 is, and of which months: told by the lines above and below the table, or by a name.

科目余额表
核算单位：某某中心      期间：2020年1月-2020年12月      单位：元
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.exchange.balances.words import Words, plain
from gov_accounts.months import last_day

if TYPE_CHECKING:
    from gov_accounts.sheets.cells import Value

_FIRST: Final = 1990
_LAST: Final = 2100
_MONTHS: Final = 12
_DASH: Final = r"\s*(?:-+|~|至|到)\s*"
_DAY: Final = re.compile(
    r"(?<!\d)(?:(\d{4})([.\-/])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日?|((?:19|20)\d\d)([01]\d)([0-3]\d))(?!\d)"
)
_DAYS: Final = re.compile(rf"<(\d+),(\d+),(\d+)>{_DASH}<(\d+),(\d+),(\d+)>")
_MONTH: Final = r"(\d{4})(?:年度?第?|[.\-/])(\d{1,2})(?:月份?|期)?"
_RANGES: Final = (
    re.compile(rf"(?<!\d){_MONTH}{_DASH}(?:{_MONTH}|()第?(\d{{1,2}})(?:月份?|期)?)(?![\d.\-/年月期])"),
    re.compile(rf"(?<!\d)((?:19|20)\d\d)([01]\d){_DASH}((?:19|20)\d\d)([01]\d)(?!\d)"),
)
_ONE: Final = (
    re.compile(rf"(?<!\d){_MONTH}(?![\d.\-/日月期])"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)(?!\d)"),
)
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年度?(?!\s*\d)")
_LABEL: Final = re.compile(r"([^\s::]{1,10})\s*:\s*(.*?)(?=\s{2,}|\s+[^\s:]{1,10}\s*:|$)")


class Months(NamedTuple):
    """From the first day of a month to the last day of another.

    Attributes:
        first, last: the days.
    """

    first: datetime.date
    last: datetime.date


class Title(NamedTuple):
    """What stands around a table.

    Attributes:
        months: of which it is; None where nothing says so.
        unit: of whom; nothing where nothing says so.
        money: in what its amounts are, where that isn't 元.
    """

    months: Months | None
    unit: str
    money: str


def read_title(texts: Iterable[str], words: Words) -> Title:
    """What lines of text say, the first that says it."""
    title = words.lists["title_words"]
    months: Months | None = None
    unit = money = ""
    for text in texts:
        clean = _clean(text)
        for label, said in _labels(clean, words):
            # 单位：元 is of money, 单位：某某中心 of whom.
            if plain(said) in title["other_money"]:
                money = money or said
            elif (
                said and said not in words.lists["title_words"]["yuan"] and label in words.lists["title_words"]["unit"]
            ):
                unit = unit or said
        if months is None and not any(word in clean for word in title["passed"]):
            months = find_months(clean)
    return Title(months, unit, money)


def find_months(text: str) -> Months | None:
    """The months that a text names: from one to another, one, or all of a year. A day alone is none."""
    text = _DAY.sub(_as_day, _clean(text).replace(" ", ""))
    if (found := _DAYS.search(text)) is not None:
        return _from_to([int(each) for each in found.groups()])
    text = re.sub("<[^>]*>", " ", text)
    for pattern in _RANGES:
        if (found := pattern.search(text)) is not None:
            return _from_to([int(each) for each in found.groups() if each])
    for pattern in _ONE:
        if (found := pattern.search(text)) is not None:
            return months_of(int(found[1]), int(found[2]), int(found[2]))
    found = _YEAR.search(text)
    return months_of(int(found[1]), 1, _MONTHS) if found is not None else None


def _as_day(found: re.Match[str]) -> str:
    numbers = [each for each in found.groups() if each and each.isdigit()]
    return f"<{','.join(numbers)}>"


def months_of(year: int, first: int, last: int) -> Months | None:
    """Some months of a year; None where there are none such."""
    if not _FIRST <= year <= _LAST or not 1 <= first <= last <= _MONTHS:
        return None
    return Months(datetime.date(year, first, 1), last_day(year, last))


def _from_to(numbers: list[int]) -> Months | None:
    match numbers:
        case [year, first, last]:
            return months_of(year, first, last)
        case [year, first, other, last] if year == other:
            return months_of(year, first, last)
        case [year, first, begins, other, last, ends] if year == other and begins == 1:
            months = months_of(year, first, last)
            return months if months is not None and months.last.day == ends else None
    return None


def _clean(text: str) -> str:
    return re.sub("[—–－―‐~〜]", "-", unicodedata.normalize("NFKC", text)).strip()


def _labels(text: str, words: Words) -> Iterable[tuple[str, str]]:
    for found in _LABEL.finditer(text):
        yield plain(found[1]), found[2].strip()
    # 金额单位 beside the unit's name: (单位:元).
    bracket = re.search(r"\((?:金额)?单位:(.*?)\)", text)
    if bracket is not None and plain(bracket[1]) in words.lists["title_words"]["other_money"]:
        yield "", bracket[1]


def texts_of(cells: Iterable[Value]) -> list[str]:
    """The cells of a line that are words."""
    return [each for each in cells if isinstance(each, str) and each.strip()]
