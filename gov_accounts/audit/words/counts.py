"""Counts in words: beside the money of the same item, of kinds beside their total, of grades beside their average."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.words.amounts import fen, plain
from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.passages import bodies, finding

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import FoundTable, Prose, Tables
    from gov_accounts.audit.words.passages import Passage
    from gov_accounts.law.reading import Entry

_NEAR: Final = 8
"""So many characters before a count say what is counted."""
_FAR: Final = 200
"""Money stands within so many characters before its count."""
_ITEMS: Final = (
    ("abroad", "因公出国（境）", "组团、人次"),
    ("reception", "公务接待", "批次、人次"),
    ("purchase", "公务用车购置", "购置辆数"),
)
_COUNTED_WITHOUT_MONEY: Final = "reception"
"""Receptions that cost the unit nothing are told, too."""


def check_counts(tables: Tables, prose: Prose) -> Iterator[AuditFinding]:
    """Counts that can't be."""
    words = data("words").entry("counts")
    table = tables.tables.get(words.text("table"))
    row = table.rows.get(words.text("row")) if table is not None else None
    if table is not None and row is not None:
        for key, name, counted in _ITEMS:
            yield from _beside_table(prose, words, (key, name, counted), table)
    for passage in bodies(prose):
        for key, name, counted in _ITEMS if row is None else ():
            yield from _beside_money(passage, words, key, name, counted)
        yield from _foreign(passage, words)
        yield from _vehicles(passage, words)
        yield from _grades(passage, words)
        yield from _problems(passage, words)


def _beside_money(passage: Passage, words: Entry, key: str, name: str, counted: str) -> Iterator[AuditFinding]:
    """Counts where no money was spent, and money where nothing is counted."""
    money, counts = pattern(words, f"{key}_money"), pattern(words, f"{key}_counts")
    other, foreign = pattern(words, "other_money"), pattern(words, "foreign")
    for count in counts.finditer(passage.text):
        spent = list(money.finditer(passage.text, max(0, count.start() - _FAR), count.start()))
        if not spent:
            continue
        last = spent[-1]
        if other.search(passage.text, last.end(), count.start()) or foreign.search(
            passage.text, max(last.end(), count.start() - _NEAR), count.start()
        ):
            continue
        any_money = bool(fen(last[1], last[2]))
        any_count = any(int(each) for each in count.groups())
        if any_money == any_count:
            continue
        if not any_money and key == _COUNTED_WITHOUT_MONEY:
            continue
        spots = (passage.spot(*count.span()), passage.spot(*last.span(1)))
        what = f"{name}支出{last[1]}{last[2]}，{counted}却是“{count[0]}”"
        yield finding("count", spots, what, "有支出就有人次、批次或数量，没有支出就没有")


def _beside_table(prose: Prose, words: Entry, item: tuple[str, str, str], table: FoundTable) -> Iterator[AuditFinding]:
    """Counts against the money of the table: all of them are nothing, or one of them isn't."""
    key, name, counted = item
    number = table.rows[words.text("row")].get(f"final_{key}")
    if f"final_{key}" not in table.rows[words.text("row")]:
        return
    counts, foreign = pattern(words, f"{key}_counts"), pattern(words, "foreign")
    found = [
        (passage, match)
        for passage in bodies(prose)
        for match in counts.finditer(passage.text)
        if not foreign.search(passage.text, max(0, match.start() - _NEAR), match.start() + 1)
    ]
    some = [(passage, match) for passage, match in found if any(int(each) for each in match.groups())]
    any_money = number is not None and bool(number.value)
    if not found or bool(some) == any_money or (some and key == _COUNTED_WITHOUT_MONEY):
        return
    passage, match = (some or found)[0]
    printed = number.spot.printed or str(number.value) if number is not None else "空"
    spots = (passage.spot(*match.span()), *((number.spot,) if number is not None else ()))
    what = f"{name}支出{printed}（{table.number}，{table.unit_name}），{counted}却是“{match[0]}”"
    yield finding("count", spots, what, "有支出就有人次、批次或数量，没有支出就没有")


def _foreign(passage: Passage, words: Entry) -> Iterator[AuditFinding]:
    """More foreign guests than guests; fewer persons than groups."""
    reception, foreign = pattern(words, "reception_counts"), pattern(words, "foreign_counts")
    for match in foreign.finditer(passage.text):
        all_of = next(
            (each for each in reception.finditer(passage.text, 0, match.start()) if each.start() != match.start()), None
        )
        if all_of is None:
            continue
        for place, unit in ((1, "批次"), (2, "人次")):
            if int(match[place]) > int(all_of[place]):
                spots = (passage.spot(*match.span(place)), passage.spot(*all_of.span(place)))
                what = f"接待外宾{match[place]}{unit}，多于接待的全部{all_of[place]}{unit}"
                yield finding("count", spots, what, "外宾是全部接待的一部分")
    for match in reception.finditer(passage.text):
        if int(match[2]) < int(match[1]):
            what = f"公务接待{match[1]}批次，只有{match[2]}人次"
            yield finding("count", (passage.spot(*match.span()),), what, "一批至少有一个人")


def _vehicles(passage: Passage, words: Entry) -> Iterator[AuditFinding]:
    """Vehicles by kind against all of them."""
    kind = pattern(words, "vehicle_kind")
    for match in pattern(words, "vehicles").finditer(passage.text):
        kinds: list[re.Match[str]] = []
        at = match.end()
        while (found := kind.match(passage.text, at)) is not None:
            kinds.append(found)
            at = found.end()
        total = sum(int(each[2]) for each in kinds)
        nested = any("其中" in each[1] for each in kinds)
        if kinds and not nested and total != int(match[1]):
            spots = (passage.spot(*match.span(1)), *(passage.spot(*each.span(2)) for each in kinds if int(each[2])))
            terms = "＋".join(each[2] for each in kinds if int(each[2])) or "0"
            what = f"车辆{match[1]}辆，各类合计{total}辆（{terms}）"
            yield finding("count", spots, what, "车辆总数是各类车辆之和", str(total))


def _grades(passage: Passage, words: Entry) -> Iterator[AuditFinding]:
    """Projects by grade against all of them, and their average against the grades."""
    graded = pattern(words, "graded").search(passage.text)
    grades = list(pattern(words, "grade").finditer(passage.text))
    average = pattern(words, "average").search(passage.text)
    count = sum(int(each[2]) for each in grades)
    if graded is not None and grades and count != int(graded[1]):
        spots = (passage.spot(*graded.span(1)), *(passage.spot(*each.span(2)) for each in grades))
        terms = "＋".join(each[2] for each in grades)
        what = f"自评项目{graded[1]}个，各等级合计{count}个（{terms}）"
        yield finding("count", spots, what, "各等级的项目数之和是自评的项目数")
    ranges = words.entry("ranges")
    if average is None or not count:
        return
    low = sum(int(each[2]) * ranges.numbers(each[1])[0] for each in grades)
    high = sum(int(each[2]) * ranges.numbers(each[1])[1] for each in grades)
    score = Fraction(plain(average[1])) * count
    if not low <= score <= high:
        spots = (passage.spot(*average.span(1)), *(passage.spot(*each.span(2)) for each in grades if int(each[2])))
        shown = "、".join(f"{each[1]}{each[2]}个" for each in grades if int(each[2]))
        what = f"平均得分{average[1]}分，而{shown}，平均应在{_mean(low, count)}分至{_mean(high, count)}分之间"
        yield finding("average", spots, what, words.text("ranges_source"))


def _mean(total: int, count: int) -> str:
    whole, rest = divmod(total, count)
    return f"{whole}.{rest * 100 // count:02d}".removesuffix(".00")


def _problems(passage: Passage, words: Entry) -> Iterator[AuditFinding]:
    """Problems that were put right, and those that are being, against all of them."""
    for match in pattern(words, "problems").finditer(passage.text):
        total = int(match[2]) + int(match[3])
        if total != int(match[1]):
            spots = [passage.spot(*match.span(each)) for each in (1, 2, 3)]
            what = f"发现问题{match[1]}个，已整改{match[2]}个与正在整改{match[3]}个合计{total}个"
            yield finding("count", spots, what, "发现的问题是已整改的与正在整改的之和")
