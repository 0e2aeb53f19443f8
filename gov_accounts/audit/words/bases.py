"""Ratios to nothing: 完成年初预算的…% where there was no budget, 增长…% where there was nothing the year before."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from gov_accounts.audit.words.amounts import fen, plain
from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.passages import bodies, finding, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose, Tables
    from gov_accounts.audit.spot import Spot
    from gov_accounts.audit.words.passages import Passage
    from gov_accounts.law.reading import Entry

_NEAR: Final = 200
"""What is said of a ratio stands within so many characters before it."""
Place: TypeAlias = tuple[int, int]
_WHY: Final = "除数是0，没有比例可言；应说没有安排预算，或者说上年没有"


def check_bases(tables: Tables, prose: Prose) -> Iterator[AuditFinding]:
    """Ratios whose base is zero: by their own item, or by the table."""
    new: list[tuple[Spot, str]] = []
    none: list[tuple[Spot, str]] = []
    for passage in bodies(prose):
        new += _new(passage)
        # What the sentence itself says goes before what the table says.
        shares = {**dict(_parts(passage, tables)), **dict(_done(passage))}
        none += [(passage.spot(begin, end), shown) for (begin, end), shown in sorted(shares.items())]
    if new:
        spots, shown = [spot for spot, _ in new], new[0][1]
        what = f"上年没有，不能说增长百分之几：{shown}" + _times(len(spots))
        yield finding("zero-base", spots, what, _WHY)
    if none:
        what = f"预算是0，不能说完成百分之几：{none[0][1]}" + _times(len(none))
        yield finding("zero-base", [spot for spot, _ in none], what, _WHY)


def _times(count: int) -> str:
    return f"，共 {count} 处" if count > 1 else ""


def _new(passage: Passage) -> Iterator[tuple[Spot, str]]:
    """An increase by 100 % of what the sentence before it has in all."""
    words = data("words").entry("zero_base")
    amount = pattern(data("words").entry("amounts"), "amount")
    change = pattern(words, "change")
    for begin, end in paragraphs(passage.text):
        for match in change.finditer(passage.text, begin, end):
            near = max(begin, match.start() - _NEAR)
            before = [fen(each[1], each[2]) for each in amount.finditer(passage.text, near, match.start())]
            if before and before[-1] == fen(match[1], match[2]) > 0:
                text = f"本年{match[1]}{match[2]}，增加{match[1]}{match[2]}，上年是0"
                yield passage.spot(*match.span()), text


def _done(passage: Passage) -> Iterator[tuple[Place, str]]:
    """A share of a budget of zero, in the sentence itself."""
    words = data("words").entry("directions")
    budget, final, done = (pattern(words, key) for key in ("budget", "final", "done"))
    for match in done.finditer(passage.text):
        near = max(0, match.start() - _NEAR)
        begin = max(near - 1, *(passage.text.rfind(mark, near, match.start()) for mark in "。；\n"))
        budgets = list(budget.finditer(passage.text, begin + 1, match.start()))
        finals = list(final.finditer(passage.text, begin + 1, match.start()))
        # Which budget the share is of is told by its word, such as 年初; else it is the last one.
        which = next((each for each in ("年初", "全年") if each in match[0]), "")
        named = [each for each in budgets if which and which in each[0]] or budgets[-1:]
        if named and finals and len(finals) == 1 and not fen(named[-1][1], named[-1][2]):
            yield match.span(), f"{named[-1][0]}，{match[0]}"


def _parts(passage: Passage, tables: Tables) -> Iterator[tuple[Place, str]]:
    """Shares of the parts of 三公, whose budgets the table has, or the whole leaves nothing for."""
    words = data("words").entry("zero_base")
    table = tables.tables.get(words.text("table"))
    if table is None:
        yield from _rest(passage, words)
        return
    row = table.rows.get(words.text("row"), {})
    for match in pattern(words, "parts").finditer(passage.text):
        column = _column(words, match[1])
        if column not in row:
            continue
        number = row[column]
        if number is None or not number.value:
            printed = number.spot.printed if number is not None and number.spot.printed else "空"
            yield match.span(4), f"{match[1]}的预算数是{printed}（{table.number}），{match[4]}"


def _rest(passage: Passage, words: Entry) -> Iterator[tuple[Place, str]]:
    """Shares of parts with nothing, where the budgets of the others, by their own shares, are the whole already."""
    whole = pattern(words, "whole").search(passage.text)
    if whole is None:
        return
    parts = list(pattern(words, "parts").finditer(passage.text, whole.end()))
    spent = [each for each in parts if fen(each[2], each[3]) and plain(each[5])]
    budgets = [Fraction(100 * fen(each[2], each[3]), Fraction(plain(each[5]))) for each in spent]
    if not budgets or sum(budgets) != fen(whole[1], whole[2]):
        return
    terms = "＋".join(f"{each[2]}÷{each[5]}%" for each in spent)
    for match in parts:
        if match not in spent and not fen(match[2], match[3]):
            yield match.span(4), f"其余各项的预算（{terms}）已是全部{whole[1]}{whole[2]}，{match[1]}{match[4]}"


def _column(words: Entry, name: str) -> str:
    pairs = words.values.get("columns")
    if not isinstance(pairs, list):
        raise words.wrong("columns", "一列名称和栏")
    return next((str(column) for begin, column in pairs if name.startswith(begin)), "")
