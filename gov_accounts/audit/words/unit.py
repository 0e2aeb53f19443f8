"""The unit's name: written another way by a few characters where it is the unit's own that stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.misspelt import misspelt_unit
from gov_accounts.audit.words.passages import bodies, finding, headings, notes, outside, squeezed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose, Tables
    from gov_accounts.audit.source import Source
    from gov_accounts.audit.spot import Spot
    from gov_accounts.audit.words.passages import Passage
    from gov_accounts.law.reading import Entry

_PART: Final = re.compile(r"^第[一二三四五六七八九十]部分")
_STOPS: Final = re.compile(r"[。；，：:、\n“”《》0-9）)]")
_ALIKE: Final = 4
"""A name is like another if at most one character in so many differs."""
_LONGEST: Final = 60


def check_unit(source: Source, tables: Tables, prose: Prose) -> Iterator[AuditFinding]:
    """Variants of the unit's name, each once, with all its places."""
    whole = _whole(tables.unit_name)
    name = _plain(whole)
    if not name or len(whole) > _LONGEST:
        return
    words = data("words").entry("unit")
    members = _members(prose, words)
    found: dict[str, list[Spot]] = {}
    if len(name) >= _ALIKE:
        for variant, spot in _candidates(source, tables, prose, words):
            plain = _plain(variant)
            if plain != name and plain not in members and _near(plain, name):
                found.setdefault(plain, []).append(spot)
    for variant, spot in _misspelt(source, tables, prose, {whole, name}):
        if variant not in members and spot not in found.get(variant, ()):
            found.setdefault(variant, []).append(spot)
    for variant, spots in found.items():
        places = list(dict.fromkeys(spots))
        times = f"，共 {len(places)} 处" if len(places) > 1 else ""
        what = f"单位名称写成“{variant}”{times}；全文通用的是“{tables.unit_name}”"
        yield finding("unit-name", places, what, "同一单位在一份文件里应是同一个名称", tables.unit_name)


def _candidates(source: Source, tables: Tables, prose: Prose, words: Entry) -> Iterator[tuple[str, Spot]]:
    """What stands where the unit's own name stands."""
    after = pattern(words, "after")
    own = words.texts("own")
    lines = pattern(words, "lines")
    beside = outside(source, tables, prose)
    for passage in (*headings(prose), *bodies(prose), *beside, *(note for _, note in notes(tables))):
        yield from _before(passage, after, own)
    for passage in (*beside, *bodies(prose)):
        for match in lines.finditer(passage.text):
            yield match[1], passage.spot(*match.span(1))


def _misspelt(source: Source, tables: Tables, prose: Prose, names: Collection[str]) -> Iterator[tuple[str, Spot]]:
    """Where one of the unit's names stands but for one character, each once."""
    beside = (*outside(source, tables, prose), *(note for _, note in notes(tables)))
    for passage in (*headings(prose), *bodies(prose), *beside):
        told: set[int] = set()
        for name in sorted(names, key=len, reverse=True):
            for variant, begin in misspelt_unit(name, passage):
                if begin not in told:
                    told.add(begin)
                    yield variant, passage.spot(begin, begin + len(variant))


def _members(prose: Prose, words: Entry) -> str:
    """What is said of the units that belong to it: their names aren't variants. The unit's own name is left out."""
    about, after = pattern(words, "members"), pattern(words, "after")
    found = []
    for each in bodies(prose):
        if each.section is not None and about.search(each.section.heading):
            text = each.text
            for name, _ in _before(each, after, ()):
                text = text.replace(name, "\n", 1)
            found.append(_plain(text))
    return "\n".join(found)


def _before(passage: Passage, after: re.Pattern[str], own: tuple[str, ...]) -> Iterator[tuple[str, Spot]]:
    """The words before each sign that a name has ended."""
    for match in after.finditer(passage.text):
        start = max(0, match.start() - _LONGEST)
        text = passage.text[start : match.start()]
        begin = max((each.end() for each in _STOPS.finditer(text)), default=0)
        part = _PART.match(text[begin:])
        begin += part.end() if part is not None else 0
        name = text[begin:]
        if name and not name.endswith(own):
            yield name, passage.spot(start + begin, match.start())


def _whole(name: str) -> str:
    return squeezed(name).replace("(", "（").replace(")", "）")


def _plain(name: str) -> str:
    return _whole(name).removesuffix("（本级）")


def _near(variant: str, name: str) -> bool:
    """Whether a name differs by a few characters, and isn't the same with something before it, or without."""
    if not variant or variant.endswith(name) or name.endswith(variant) or variant.startswith(name):
        return False
    if abs(len(variant) - len(name)) * _ALIKE > len(name):
        return False
    return distance(variant, name) * _ALIKE <= len(name)


def distance(one: str, other: str) -> int:
    """How many characters must be put in, taken out or changed to make one text of another."""
    row = list(range(len(other) + 1))
    for at, character in enumerate(one, 1):
        corner, row[0] = row[0], at
        for place, against in enumerate(other, 1):
            corner, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, corner + (character != against))
    return row[-1]
