"""A line without its strings and its comment, however its quotation marks were typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from gov_accounts.spelling.characters import DOUBLE, EVERYWHERE, GONE, NOTHING, SINGLE

CLOSING: Final = {"“": "”", "‘": "’", "„": "“”", "«": "»", "「": "」", "『": "』", "”": "”“", "’": "’‘"}
_TAGS: Final = re.compile(r"(?:\s+|(?<=[”’」』»＂])[，,、]\s*)[#＃^]\s*[A-Za-z0-9０-９]")
"""Where tags begin after a string that nothing closes: after a blank, or a comma behind a mark of another kind."""
STRING: Final = "\ue000-\uf8ff"
"""A string stands in the text that is read as one character of these."""


@dataclass(slots=True)
class Cut:
    """A line without its strings and its comment.

    Attributes:
        base: the text, each string one character; what has no width is gone.
        norm: the same with half-width signs, character for character.
        strings: the strings, in quotation marks as they should be.
        typed: the strings as they were.
    """

    base: str
    norm: str
    strings: list[str]
    comment: str
    typed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def restored(self, text: str) -> str:
        """The strings and the comment put back."""
        whole = re.sub(rf"[{STRING}]", lambda match: self.strings[ord(match[0]) - 0xE000], text)
        return f"{whole.rstrip()} {self.comment}".lstrip(" " if not whole.strip() else "") if self.comment else whole

    def string(self, content: str) -> str:
        """A new string, as it stands in the text."""
        self.strings.append('"' + re.sub(r'(?<!\\)"', r"\"", content.translate(GONE)) + '"')
        return chr(0xE000 + len(self.strings) - 1)


def cut_strings(line: str, *, loose: bool) -> Cut:
    """Take the strings and the comment out of a line.

    Args:
        line: the line.
        loose: whether any quotation mark closes what any other opened.
    """
    base: list[str] = []
    cut = Cut("", "", [], "")
    at = 0
    while at < len(line):
        each = line[at]
        if each == ";" or (each in "；﹔" and _ends_something("".join(base))):
            cut.comment = ";" + line[at + 1 :]
            break
        if each in DOUBLE or (each in SINGLE and _may_open(line, at)):
            end = _closing(line, at, loose=loose)
            content = line[at + 1 : end]
            if each == '"' and line[end : end + 1] == '"':
                cut.strings.append(f'"{content}"')
            elif end < len(line) and line[end] in DOUBLE + SINGLE:
                cut.string(content)
            else:
                cut.notes.append("引号没有收尾")
                cut.string(_without_lone_mark(content.rstrip()))
                end -= 1
            base.append(chr(0xE000 + len(cut.strings) - 1))
            cut.typed.append(line[at : end + 1])
            at = end + 1
            continue
        if each not in NOTHING and not "\ue000" <= each <= "\uf8ff":
            base.append(each)
        at += 1
    cut.base = "".join(base)
    cut.norm = cut.base.translate(EVERYWHERE)
    return cut


def _without_lone_mark(content: str) -> str:
    """The content of a string that no mark of its kind closes; a lone mark at its end was meant to."""
    last = content[-1:]
    lone = last in "”’」』»" and content.count(last) > content.count({"”": "“", "’": "‘"}.get(last, "「"))
    return content[:-1] if last and (lone or last in "＂＇'") else content


def _may_open(line: str, at: int) -> bool:
    return at == 0 or not line[at - 1].isalnum()


def _ends_something(text: str) -> bool:
    """Whether a line could end here, so that a full-width semicolon may begin a comment."""
    return bool(re.search(rf"(?:^|[A-Z元]|[{STRING}]|[#＃]\w+)\s*$", text.rstrip()))


def _begins_another(line: str, at: int, mark: str) -> bool:
    """Whether a mark within a string that another one opened begins words in marks of their own.

    Within what ” opened, “ does where more than a blank, a tag or a comma follows it, and ” twice: it and the string
    are closed then.
    """
    each = line[at]
    if mark == "”" and each == "“":
        return line[at + 1 : at + 2].strip(" #＃^，,") != "" and line.count("”", at + 1) > 1
    return each == mark and each not in CLOSING.get(mark, mark)


def _closing(line: str, start: int, *, loose: bool) -> int:
    """Where the string that begins at `start` ends; where nothing closes it, where its tags begin or the line ends."""
    mark = line[start]
    kind = DOUBLE if mark in DOUBLE else SINGLE
    closing = kind if loose else CLOSING.get(mark, mark)
    depth, at = 1, start + 1
    while at < len(line):
        each = line[at]
        if each == "\\" and mark == '"':
            at += 2
            continue
        if not loose and _begins_another(line, at, mark):
            depth += 1
        elif each in closing:
            depth -= 1
            if not depth:
                return at
        at += 1
    tags = _TAGS.search(line[start:])
    return start + tags.start() if tags else len(line.rstrip())
