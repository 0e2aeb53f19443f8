"""Numbers of items and headings that come twice, or are left out: 四是…五是…五是…六是."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.audit.source import Line
from gov_accounts.audit.spot import Spot
from gov_accounts.audit.words.data import data
from gov_accounts.audit.words.numerals import numeral, written
from gov_accounts.audit.words.passages import bodies, finding, squeezed, widened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose
    from gov_accounts.audit.source import Source
    from gov_accounts.audit.words.passages import Passage

_ARABIC: Final = re.compile(r"(?:^|\n)([0-9]{1,2})[、.．](?![0-9])")
_ID: Final = re.compile(r"^(.*?)(（?)([一二三四五六七八九十]+)(）?)$")
_WHY: Final = "同一段里的序号应从一起逐个排下去"


class Item(NamedTuple):
    """A number of an item, and where it stands."""

    number: int
    spot: Spot
    at: int = 0


def check_ordinals(source: Source, prose: Prose) -> Iterator[AuditFinding]:
    """Runs of numbers within sections, and of the sections' own."""
    words = data("words").entry("ordinals")
    said = re.compile(f"{words.text('before')}([一二三四五六七八九十]{{1,3}})是")
    most = words.number("most")
    for passage in bodies(prose):
        if passage.id == "目录":
            continue
        yield from _judged(_items(passage, said), "{}是", most)
        yield from _judged(_items(passage, _ARABIC), "{}、", most, passage)
    lines = tuple(squeezed(each.text) if isinstance(each, Line) else "" for each in source.blocks)
    yield from _headings(prose, lines)


def _items(passage: Passage, numbers: re.Pattern[str]) -> list[Item]:
    return [
        Item(numeral(match[1]), passage.spot(match.start(1), match.end()), match.start())
        for match in numbers.finditer(passage.text)
    ]


def _runs(items: Sequence[Item], most: int) -> Iterator[list[Item]]:
    """Items from each first one to the next."""
    run: list[Item] = []
    for item in items:
        if item.number == 1:
            if run:
                yield run
            run = [item]
        elif run and 0 < item.number <= most:
            run.append(item)
    if run:
        yield run


def _judged(items: Sequence[Item], form: str, most: int, passage: Passage | None = None) -> Iterator[AuditFinding]:
    """What comes twice in a row, and what is left out where the numbers go on as they should."""
    chinese = form == "{}是"
    ended: set[int] = set()
    for run in _runs(items, most):
        numbers = [each.number for each in run]
        if any(later < former for former, later in pairwise(numbers)):
            continue  # Lists within lists.
        shown = [form.format(written(each) if chinese else each) for each in numbers]
        for place in range(1, len(run)):
            former, now = numbers[place - 1], numbers[place]
            # What follows the end of a list before may go on with that one.
            if now == former and now - 1 not in ended and (place == 1 or numbers[place - 2] != now):
                again = [each.spot for each in run if each.number == now]
                what = f"“{shown[place]}”写了 {len(again)} 次：{'…'.join(shown)}"
                yield finding("ordinal-doubled", again[::-1], what, _WHY)
            elif now == former + 2 and place > 1:
                left_out = form.format(written(former + 1) if chinese else former + 1)
                between = passage.text[run[place - 1].at : run[place].at] if passage is not None else ""
                if left_out not in between and f"{former + 1}." not in between and f"{former + 1}．" not in between:
                    what = f"“{shown[place - 1]}”之后是“{shown[place]}”，少了“{left_out}”"
                    yield finding("ordinal-skipped", (run[place].spot, run[place - 1].spot), what, _WHY, left_out)
        ended.add(numbers[-1])


def _headings(prose: Prose, lines: Sequence[str]) -> Iterator[AuditFinding]:
    """Numbers of headings below the same heading, in one style.

    A heading may stand there without having been recognised: then its number stands between the others.
    """
    found: dict[tuple[str, str], list[tuple[Item, str]]] = {}
    for section in prose.sections:
        match = _ID.match(section.id)
        if match is None or section.id.endswith("部分") or not section.heading:
            continue
        spot = section.head or Spot(section=section.id, printed=section.heading)
        item = Item(numeral(match[3]), spot, section.marks[0][1] if section.marks else -1)
        found.setdefault((match[1], match[2]), []).append((item, section.heading))
    for siblings in found.values():
        numbers = [item.number for item, _ in siblings]
        if numbers[0] != 1 or sorted(numbers) != numbers:
            continue
        for place in range(1, len(siblings)):
            (before, heading_before), (item, heading) = siblings[place - 1], siblings[place]
            if item.number == before.number and heading != heading_before:
                what = f"序号“{written(item.number)}”用了两次：“{heading_before}”“{heading}”"
                yield finding("heading-doubled", (item.spot, before.spot), what, "同一级标题的序号应逐个排下去")
            elif item.number > before.number + 1:
                left_out = tuple(map(written, range(before.number + 1, item.number)))
                missing = "、".join(left_out)
                marks = tuple(f"{each}、" for each in left_out) + tuple(f"（{each}）" for each in left_out)
                after = len(lines) if item.at < 0 else item.at
                between = widened("".join(lines[max(before.at, 0) : after + 1]))
                if any(mark in between for mark in marks):
                    continue
                what = f"标题的序号从“{written(before.number)}”跳到“{written(item.number)}”，少了“{missing}”"
                yield finding("heading-skipped", (item.spot, before.spot), what, "同一级标题的序号应逐个排下去")
