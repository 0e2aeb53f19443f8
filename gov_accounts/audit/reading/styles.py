"""Word's styles, as far as they say what a paragraph is: a heading of some level, a title, one of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from gov_accounts.audit.reading.parts import attribute, child, local, number

_HEADING: Final = re.compile(r"heading ([1-9])", re.IGNORECASE)
_DEEPEST: Final = 20
"""Of styles based on styles."""
_BODY_LEVEL: Final = 9
"""The outline level of what is no heading."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, itself or by those it is based on: a level from 1, 0 for no heading."""

    heading: int = 0
    title: bool = False
    list_: str = ""
    level: int = -1


@dataclass(slots=True)
class Styles:
    """A document's styles."""

    styles: dict[str, Style] = field(default_factory=dict)

    def name_of(self, paragraph: Any) -> str:
        """The id of a paragraph's style."""
        named = child(paragraph, "pPr", "pStyle")
        return attribute(named, "val") if named is not None else ""

    def of(self, paragraph: Any) -> Style:
        """A paragraph's style, with the heading level that it has of its own."""
        style = self.styles.get(self.name_of(paragraph), Style())
        own = child(paragraph, "pPr", "outlineLvl")
        return Style(_heading(own), style.title, style.list_, style.level) if own is not None else style

    def list_of(self, paragraph: Any) -> tuple[str, int]:
        """The list that numbers a paragraph, and its level, -1 where only the list knows; nothing where none does."""
        style = self.of(paragraph)
        own = child(paragraph, "pPr", "numPr")
        list_, level = style.list_, style.level
        if own is not None:
            named, deep = child(own, "numId"), child(own, "ilvl")
            list_ = attribute(named, "val") if named is not None else list_
            level = (
                number(attribute(deep, "val")) if deep is not None else max(level, 0) if named is not None else level
            )
        return ("", 0) if list_ == "0" else (list_, level)


def read_styles(root: Any) -> Styles:
    """The styles of ``styles.xml``; none where there is none."""
    elements = {
        attribute(each, "styleId"): each for each in (root if root is not None else ()) if local(each) == "style"
    }
    return Styles({name: _style(name, elements) for name in elements})


def _style(name: str, elements: dict[str, Any]) -> Style:
    """A style with what it inherits: of each fact, the nearest that says it."""
    heading: int | None = None
    title = False
    list_, level = "", -1
    for _ in range(_DEEPEST):
        element = elements.get(name)
        if element is None:
            break
        called = child(element, "name")
        title = title or (called is not None and attribute(called, "val").lower() == "title")
        outline = child(element, "pPr", "outlineLvl")
        by_name = _HEADING.fullmatch(attribute(called, "val")) if called is not None else None
        if heading is None and outline is not None:
            heading = _heading(outline)
        elif heading is None and by_name is not None:
            heading = int(by_name[1])
        numbered = child(element, "pPr", "numPr")
        if numbered is not None:
            named, deep = child(numbered, "numId"), child(numbered, "ilvl")
            list_ = list_ or (attribute(named, "val") if named is not None else "")
            level = number(attribute(deep, "val")) if level < 0 and deep is not None else level
        base = child(element, "basedOn")
        name = attribute(base, "val") if base is not None else ""
    return Style(heading or 0, title, list_, level)


def _heading(outline: Any) -> int:
    level = number(attribute(outline, "val"), _BODY_LEVEL)
    return level + 1 if level < _BODY_LEVEL else 0
