"""Word's automatic numbers, which aren't in a paragraph's text: 一、, （一）, 1., 第一部分."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.numerals import numeral
from gov_accounts.audit.reading.parts import attribute, child, local, number

if TYPE_CHECKING:
    from collections.abc import Mapping

_LEVELS: Final = 9
_SLOT: Final = re.compile(r"%([1-9])")
_SPACED: Final = re.compile(r"[\w]$")
"""A number that ends in a character is apart from its text by a blank; one that ends in a sign needs none."""


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    kind: str = "decimal"
    text: str = ""
    start: int = 1
    plain: bool = False
    """Whether all numbers in it are digits, whatever their own levels say."""


@dataclass(slots=True)
class Numbering:
    """The lists of a document, with what they have counted so far.

    Attributes:
        levels: abstract list → its levels.
        lists: list → its abstract list.
        starts: list → level → where it starts anew.
        styles: abstract list → level → the style of paragraphs that are numbered by it.
    """

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    styles: dict[tuple[str, str], int] = field(default_factory=dict)
    _counted: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, list_: str, level: int) -> str:
        """The number of the next paragraph of a list at a level, from 0; nothing where it has none, or a bullet."""
        abstract = self.lists.get(list_, "")
        levels = self.levels.get(abstract)
        if levels is None or level not in levels:
            return ""
        counted = self._counted.setdefault(abstract, {})
        anew = self.starts.get(list_, {}).get(level)
        if anew is not None and (list_, level) not in self._begun:
            counted[level] = anew
        elif level in counted:
            counted[level] += 1
        else:
            counted[level] = levels[level].start
        self._begun.add((list_, level))
        for deeper in [each for each in counted if each > level]:
            del counted[deeper]
        own = levels[level]
        if own.kind in ("bullet", "none"):
            return ""

        def of(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shown = levels.get(at, Level())
            return numeral(counted.get(at, shown.start), "decimal" if own.plain else shown.kind)

        text = _SLOT.sub(of, own.text)
        return f"{text} " if _SPACED.search(text) else text

    def level_of(self, list_: str, style: str) -> int:
        """The level that paragraphs of a style have in a list."""
        return self.styles.get((self.lists.get(list_, ""), style), 0)


def read_numbering(root: Any) -> Numbering:
    """The lists of ``numbering.xml``; none where there is none."""
    found = Numbering()
    for each in root if root is not None else ():
        if local(each) == "abstractNum":
            name = attribute(each, "abstractNumId")
            found.levels[name] = dict(map(_level, _levels(each)))
            for level in _levels(each):
                style = child(level, "pStyle")
                if style is not None:
                    found.styles[name, attribute(style, "val")] = number(attribute(level, "ilvl"))
        elif local(each) == "num":
            _read_list(each, found)
    return found


def _read_list(element: Any, found: Numbering) -> None:
    name = attribute(element, "numId")
    abstract = child(element, "abstractNumId")
    if abstract is None:
        return
    base = attribute(abstract, "val")
    found.lists[name] = base
    for override in element:
        if local(override) != "lvlOverride":
            continue
        level = number(attribute(override, "ilvl"))
        start = child(override, "startOverride")
        if start is not None:
            found.starts.setdefault(name, {})[level] = number(attribute(start, "val"), 1)
        own = child(override, "lvl")
        if own is not None:
            # A list with levels of its own counts by itself.
            alone = f"{base} {name}"
            levels: Mapping[int, Level] = found.levels.get(found.lists[name], {})
            found.levels[alone] = {**levels, level: _level(own)[1]}
            found.lists[name] = alone


def _levels(element: Any) -> list[Any]:
    return [each for each in element if local(each) == "lvl"][:_LEVELS]


def _level(element: Any) -> tuple[int, Level]:
    def value(name: str, otherwise: str) -> str:
        found = child(element, name)
        return attribute(found, "val") if found is not None else otherwise

    return number(attribute(element, "ilvl")), Level(
        kind=value("numFmt", "decimal"),
        text=value("lvlText", "")[:60],
        start=number(value("start", "1"), 1),
        plain=child(element, "isLgl") is not None and value("isLgl", "1") not in ("0", "false"),
    )
