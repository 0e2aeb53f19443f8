"""Finding a code by what a person knows of it: words of its name, its first digits, or the first letters in pinyin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.law.codes import item_key
from gov_accounts.nearest import nearest
from gov_accounts.search.initials import spelt
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gov_accounts.law.codes import Codes

FUNC: Final = "func"
ECON: Final = "econ"
FUND: Final = "fund"
ACCOUNT: Final = "account"
KINDS: Final[Mapping[str, str]] = {FUNC: "功能分类", ECON: "经济分类", FUND: "资金性质", ACCOUNT: "会计科目"}
_LAST_YEAR: Final = 9999
_NEAREST: Final = 3


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code, and what a person has to know to post to it.

    Attributes:
        kind: one of `KINDS`.
        path: its name, after those of the codes above it.
        posted: whether it may stand on a leg.
        note: what else there is to know of it.
    """

    kind: str
    code: str
    path: tuple[str, ...]
    posted: bool
    note: str = ""

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]


def find_codes(codes: Codes, words: Sequence[str], year: int, kinds: Iterable[str] = KINDS) -> tuple[FoundCode, ...]:
    """The codes in force in a year that meet all words; at least one word must be met by the code itself.

    Args:
        codes: the lists.
        words: digits are what a code begins with, Latin letters the pinyin of a name; anything else, and letters too,
            is a part of a name. A name above counts too, so that 行政运行 of one class is found.
        year: the year.
        kinds: which lists.

    Returns:
        Those named just so first, then by list and code.
    """
    wanted = [plain(word) for word in words]
    found = [
        each
        for kind in kinds
        for each in _all(codes, kind, year)
        if all(_meets(each, word) for word in wanted) and any(_is_named(each.code, each.name, word) for word in wanted)
    ]
    order = list(KINDS)
    return tuple(sorted(found, key=lambda each: (plain(each.name) not in wanted, order.index(each.kind), each.code)))


def other_years(codes: Codes, words: Sequence[str], year: int, kinds: Iterable[str] = KINDS) -> tuple[str, ...]:
    """Codes that meet all words, but not in that year: each with the years in which it holds."""
    wanted = [plain(word) for word in words]
    return tuple(
        f"{code} {name}（{_span(first, last)}）"
        for kind in kinds
        for code, name, first, last in _dated(codes, kind)
        if not first <= year <= last and all(_is_named(code, name, word) for word in wanted)
    )


def near_codes(codes: Codes, word: str, year: int, kinds: Iterable[str] = KINDS) -> tuple[str, ...]:
    """Codes of a year that one may have meant by a word: its nearest neighbours, or those of nearly its name."""
    wanted = plain(word)
    if wanted.isdigit():
        rows = [
            f"{row.code} {row.name}"
            for kind in kinds
            if kind in (FUNC, ECON) and item_key(wanted) == kind
            for row in codes.classification(kind).nearest(wanted, year)
        ]
        return tuple(rows[:_NEAREST])
    named: dict[str, str] = {}
    for kind in kinds:
        for each in _all(codes, kind, year):
            named.setdefault(each.name, f"{each.code} {each.name}")
    return tuple(named[name] for name in nearest(wanted, named, _NEAREST))


def _meets(each: FoundCode, word: str) -> bool:
    return any(_is_named(each.code, name, word) for name in each.path)


def _is_named(code: str, name: str, word: str) -> bool:
    if word.isascii() and word.isdigit():
        return code.startswith(word)
    return word in plain(name) or (word.isascii() and word.isalpha() and spelt(name, word))


def _all(codes: Codes, kind: str, year: int) -> Iterator[FoundCode]:
    """All codes of a list in force in a year."""
    if kind == ACCOUNT:
        yield from _accounts(codes, year)
        return
    classification = codes.classification(kind)
    for code in classification.rows:
        if classification.row(code, year) is None:
            continue
        path = tuple(classification.name(each, year) for each in classification.ancestors(code))
        note = f"不在 {year} 年载入的目录里" if classification.left_out(code, year) else ""
        yield FoundCode(kind, code, tuple(filter(None, path)), kind == FUND or item_key(code) == kind, note)


def _accounts(codes: Codes, year: int) -> Iterator[FoundCode]:
    chart = codes.chart
    for code, row in chart.rows.items():
        if chart.row(code, year) is None:
            continue
        above = [chart.rows[code[:length]] for length in range(4, len(code), 2) if code[:length] in chart.rows]
        only = "" if len(row.unit_kinds) > 1 else f"{'、'.join(sorted(row.unit_kinds))}用"
        path = tuple(each.name_in(year) for each in (*above, row))
        yield FoundCode(
            ACCOUNT, code, path, not (row.closed and chart.details(code)), "，".join(filter(None, (only, row.optional)))
        )


def _dated(codes: Codes, kind: str) -> Iterator[tuple[str, str, int, int]]:
    """Every code of a list with its name, and the first and last year in which it holds."""
    if kind == ACCOUNT:
        for code, account in codes.chart.rows.items():
            yield code, account.name, account.first_year, account.last_year
        return
    for code, rows in codes.classification(kind).rows.items():
        for row in rows:
            yield code, row.name, row.first_year, row.last_year


def _span(first: int, last: int) -> str:
    if first == last:
        return f"{first} 年"
    return f"{f'{first} 年起' if first else ''}{f'{last} 年止' if last < _LAST_YEAR else ''}"
