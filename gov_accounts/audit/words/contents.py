"""The page of contents against what the document has."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.spot import Spot
from gov_accounts.audit.words.data import any_of, data, pattern
from gov_accounts.audit.words.passages import bodies, finding, headings, outside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose, Section, Tables
    from gov_accounts.audit.source import Source

_WHOSE: Final = re.compile(r"^[^\n]{2,40}?[0-9]{4}年度?|^[^\n]{2,40}(?=概况$)")
_CONTENTS: Final = "目录"
_FIRST_LEVEL: Final = re.compile(r"^[一二三四五六七八九十]+部分[一二三四五六七八九十]*$")
_NUMBER: Final = re.compile(r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、)")


def check_contents(source: Source, tables: Tables, prose: Prose) -> Iterator[AuditFinding]:
    """What is in the contents and not in the document, and the other way round. Trivial differences aren't told."""
    words = data("completeness").entry("contents")
    listed = next((each for each in bodies(prose) if each.id == _CONTENTS), None)
    if listed is None:
        return
    entries = list(islice(pattern(words, "entry").finditer(listed.text), words.number("most")))
    if len(entries) < words.number("least"):
        return
    loose = any_of(words, "loose") or re.compile("$^")

    def plain(text: str) -> str:
        # Whose and of what year: other checks look at that.
        text = _WHOSE.sub("", text.replace(tables.unit_name, "") if tables.unit_name else text)
        return loose.sub("", loose.sub("", re.sub(r"[0-9]{4}年度?", "", text)))

    rest = (each for each in bodies(prose) if each.id != _CONTENTS)
    inside = (each for each in outside(source, tables, prose) if each.at is not None)
    everything = plain(
        "\n".join(each.text for each in (*headings(prose), *rest, *inside)).replace(tables.unit_name or "\n", "")
    )
    everything = re.sub(r"[“”\"的]|说明|情况", "", everything)
    without = pattern(words, "tables")
    gone = []
    for entry in entries:
        name = plain(entry[2])
        if not tables.tables and without.search(name):
            continue
        if len(name) > 1 and name not in everything and not _split(name, everything):
            gone.append(entry)
    # Where most are gone, it is a part of the document, or one that reads otherwise than it is written.
    for entry in gone if 2 * len(gone) <= len(entries) else ():
        what = f"目录有“{entry[1]}{entry[2].strip()}”，正文没有"
        yield finding("contents", (listed.spot(*entry.span(2)),), what, "目录应与正文一致")
    # Lines of the contents may be broken anywhere: numbers tell where an entry begins.
    joined = pattern(words, "entry").finditer(listed.text.replace("\n", ""))
    all_listed = frozenset(plain(each[2]) for each in (*entries, *joined))
    for section in _missing(prose, all_listed, plain):
        spot = section.head or Spot(section=section.id, printed=section.heading)
        what = f"正文有“{section.heading}”，目录没有"
        yield finding("contents", (spot,), what, "目录应与正文一致")


def _split(name: str, everything: str) -> bool:
    """Whether a name stands in the document in two halves, as a page may break it."""
    return any(name[:at] in everything and name[at:] in everything for at in range(4, len(name) - 3))


def _missing(prose: Prose, listed: frozenset[str], plain: Callable[[str], str]) -> Iterator[Section]:
    """Sections of the first level that the contents lack, where they have others of the same part."""
    known: dict[str, list[tuple[Section, bool]]] = {}
    for section in prose.sections:
        if not _FIRST_LEVEL.match(section.id) or not _NUMBER.match(section.heading):
            continue
        name = plain(_NUMBER.sub("", section.heading))
        part = section.id.partition("部分")[0] if not section.id.endswith("部分") else ""
        known.setdefault(part, []).append((section, name in listed))
    for siblings in known.values():
        if sum(there for _, there in siblings) * 2 > len(siblings):
            yield from (section for section, there in siblings if not there)
