"""What version control leaves in a file that two people changed at one place: both versions, between marks.

    <<<<<<< HEAD
      …one version…
    ||||||| base            (only if it was asked for)
      …what both began from…
    =======
      …the other version…
    >>>>>>> branch

Each is told once, with its lines. For what else is wrong the file is read with the first version only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import MutableSequence, Sequence

_OPEN: Final = re.compile(r"<{7}(?: (.*))?")
_BASE: Final = re.compile(r"\|{7}(?: .*)?")
_MIDDLE: Final = re.compile(r"={7}")
_CLOSE: Final = re.compile(r">{7}(?: (.*))?")
_PASSED_BY: Final = ("", "  ;")
"""What stands for a line that is passed by: between directives, and below one, which an empty line would end."""
_DIRECTIVE: Final = re.compile(r"\d|[ \t]+\S")
"""A directive with a date, or a line below one."""
_WHY: Final = "两边改了同一处，合并时没有选定。标记不是账本的写法；两份都留着，同一张凭证会记两次。"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of some lines; numbers of lines from 0.

    Attributes:
        first: the mark above one version.
        base: the mark below it: the middle, or the one above what both began from.
        middle: the mark above the other version.
        last: the mark below that.
        ours: what the one is called.
        theirs: what the other is called.
    """

    first: int
    base: int
    middle: int
    last: int
    ours: str
    theirs: str

    def finding(self, file: str) -> Finding:
        """What to do about it."""
        one = _version(self.ours, self.first + 1, self.base)
        other = _version(self.theirs, self.middle + 1, self.last)
        begun = _version("改动以前", self.base + 1, self.middle) if self.base < self.middle else ""
        marks = sorted({self.first, self.base, self.middle, self.last})
        return Finding(
            "conflict-marks",
            f"第 {self.first + 1}–{self.last + 1} 行有两份没有合并的内容（版本管理的冲突标记）。",
            _WHY,
            f"{one}，{other}{f'（{begun}）' if begun else ''}；对照着留下对的，"
            f"再删去第 {'、'.join(str(each + 1) for each in marks)} 行的标记。",
            Place(file, self.first + 1),
        )


def settle(file: str, lines: MutableSequence[str]) -> dict[int, tuple[Finding, Sequence[int]]]:
    """Pass by the lines of marks, and of all versions but the first.

    Args:
        file: the file's name.
        lines: its lines; those are replaced.

    Returns:
        For each conflict, and each mark without its counterpart, by its first line: what to do, and the lines passed
        by. All count from 0.
    """
    found: dict[int, tuple[Finding, Sequence[int]]] = {}
    for each in _conflicts(lines):
        found[each.first] = each.finding(file), (each.first, *range(each.base, each.last + 1))
    told = {index for _, gone in found.values() for index in gone}
    for index, line in enumerate(lines):
        if index not in told and (_OPEN.fullmatch(line.rstrip()) or _CLOSE.fullmatch(line.rstrip())):
            found[index] = _alone(Place(file, index + 1)), (index,)
    for index in sorted(index for _, gone in found.values() for index in gone):
        before = lines[index - 1] if index else ""
        lines[index] = _PASSED_BY[_DIRECTIVE.match(before) is not None]
    return found


def _conflicts(lines: Sequence[str]) -> list[Conflict]:
    conflicts: list[Conflict] = []
    first = base = middle = -1
    ours = ""
    for index, typed in enumerate(lines):
        line = typed.rstrip()
        if opened := _OPEN.fullmatch(line):
            first, base, middle, ours = index, -1, -1, opened[1] or "本地"
        elif first < 0:
            continue
        elif middle < 0 and base < 0 and _BASE.fullmatch(line):
            base = index
        elif middle < 0 and _MIDDLE.fullmatch(line):
            middle = index
        elif middle >= 0 and (closed := _CLOSE.fullmatch(line)):
            conflicts.append(Conflict(first, base if base >= 0 else middle, middle, index, ours, closed[1] or "对方"))
            first = -1
    return conflicts


def _version(name: str, start: int, stop: int) -> str:
    """Whose the lines are from `start` to before `stop`, both from 0; in the message they count from 1."""
    if stop == start:
        return f"“{name}”的是空的"
    return f"第 {start + 1}{f'–{stop}' if stop > start + 1 else ''} 行是“{name}”的"


def _alone(place: Place) -> Finding:
    return Finding(
        "conflict-marks",
        "这一行是版本管理的冲突标记，没有与它成对的。",
        _WHY,
        "看一下它上下有没有重复的凭证，留下对的，再删去这一行。",
        place,
    )
