"""Lines above tables: titles, numbers, the unit, the money unit, the year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.tables.amounts import squeezed

if TYPE_CHECKING:
    from gov_accounts.audit.tables.vocabulary import Vocabulary

_AFTER_NAME: Final = re.compile(r"(?:金额)?单位:|(?:公开|附)?表?\d{1,2}表|表\d|填报日期|编制日期|\d{4}年")
"""What may stand in one line behind the unit's name."""
_LONGEST: Final = 120
_BEFORE: Final = 40
_STOPS: Final = frozenset("。,，;；:!?")
_YEAR: Final = re.compile(r"((?:19|20)\d\d)年")
_CONTENTS: Final = re.compile(r"\s*[.…·]{2,}\s*\d*$")
_ENDS: Final = "()[]【】、.:-—,_ "
_NUMBERED: Final = re.compile(r"^\s*(?:公开|附)?表\s*[一二三四五六七八九十]+\s*[:：、]?")
_TRIMMED: Final = " \t\u3000、.。:：-—_"
_CONTINUED: Final = ("(续)", "(续表)", "续表", "(续1)", "续")


@dataclass(frozen=True, slots=True)
class Title:
    """A table's title in a line.

    Attributes:
        key: the table's.
        text: as printed, without what stands beside it.
        matched: how many characters of it are the title that was known.
        year: in it; 0 for none.
    """

    key: str
    text: str
    matched: int
    year: int


def year_in(text: str) -> int:
    """The year that a line names first; 0 for none."""
    found = _YEAR.search(squeezed(text))
    return int(found[1]) if found else 0


def number_in(text: str, words: Vocabulary) -> str:
    """A table's number as printed: ``表5``, ``公开05表``; nothing where there is none."""
    found = words.number.search(squeezed(text))
    return found[0] if found and any(each.isdigit() for each in found[0]) else ""


def money_in(text: str, words: Vocabulary) -> str:
    """The money unit that a line names: ``万元``."""
    plain = squeezed(text)
    for name in sorted(words.money, key=lambda each: -len(each)):
        if f"单位:{name}" in plain or f"单位({name})" in plain:
            return name
    return ""


def department_in(text: str, words: Vocabulary) -> str:
    """The unit that a line above a table names."""
    plain = squeezed(text)
    for head in sorted(words.departments, key=lambda each: -len(each)):
        found = re.match(rf"(?:.*[^\u4e00-\u9fff])?{head}:(.*)", plain)
        if found is None:
            continue
        name = _AFTER_NAME.split(found[1])[0].strip(_ENDS)
        if len(name) > 2 and name not in words.money:  # noqa: PLR2004 - no unit has a shorter name
            return name
    return ""


def title_of(text: str, words: Vocabulary) -> Title | None:
    """The title of a table, if a line is one."""
    if len(text) > _LONGEST or "表" not in text:
        return None
    plain = squeezed(text)
    marks = [*words.departments, "金额单位"]
    cut = min((at for at in (plain.find(f"{mark}:") for mark in marks) if at > 0), default=len(plain))
    printed = _CONTENTS.sub("", plain[:cut])
    base = words.label(_NUMBERED.sub("", printed)).bare
    found = words.number.search(base)
    while found is not None and found[0]:
        base = (base[: found.start()] + " " + base[found.end() :]).strip(_ENDS)
        found = words.number.search(base)
    base = base.strip(_ENDS)
    for ending in _CONTINUED:
        base = base.removesuffix(ending).strip(_ENDS)
    best: tuple[int, str] | None = None
    for key, titles in words.titles.items():
        for title in titles:
            if base.endswith(title) and (best is None or len(title) > best[0]):
                best = len(title), key
    if best is None:
        return None
    length, key = best
    before = base[: len(base) - length].rstrip(_ENDS)
    if len(before) > _BEFORE or _STOPS & set(before) or before.endswith(words.not_before):
        return None
    return Title(key, _as_printed(text, words), length, year_in(printed))


def _as_printed(text: str, words: Vocabulary) -> str:
    """A title as it stands in its line, without its number and what follows it."""
    beside = "|".join((*words.departments, "金额单位"))
    printed = re.split(rf"(?<=\S)[\s　]*(?:{beside})[:：]", text)[0]
    printed = _NUMBERED.sub("", printed)
    printed = words.number.sub("", re.sub(rf"[(（]\s*(?:{words.number.pattern})\s*[)）]", "", _close(printed)))
    return _CONTENTS.sub("", printed).strip(_TRIMMED)


def _close(text: str) -> str:
    """A text in which nothing stands between 表 and its number."""
    return re.sub(r"表\s+(?=\d)", "表", text)
