"""Brackets and quotation marks that are opened and not closed, or closed and not opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.words.passages import bodies, finding, widened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose

_PAIRS: Final = (("（", "）"), ("《", "》"), ("【", "】"), ("“", "”"))
_ITEM: Final = re.compile(r"(?:^|[\n。；，：:;,、“])(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])$")
"""What stands before a closing bracket that counts items: ``1）``."""
_SENTENCE: Final = "，。"
_LONGEST: Final = 60
_MOST: Final = 10
"""A section in which more are lost is no text."""


def check_marks(prose: Prose) -> Iterator[AuditFinding]:
    """Marks without their other half.

    Only where a section has more of one half than of the other: what is read from side-by-side cells may come in
    another order. Words of tables, where a sentence has no punctuation, aren't looked at.
    """
    for passage in bodies(prose):
        if not all(mark in passage.text for mark in _SENTENCE):
            continue
        heading = widened(passage.section.heading) if passage.section is not None else ""
        for openers, closers in _PAIRS:
            # A heading over two lines is closed in the text.
            before = _unpaired(heading, openers, closers)[0]
            opened, extra = _unpaired(passage.text, openers, closers)
            extra = extra[len(before) :]
            if bool(opened) == bool(extra):
                continue
            for at in (opened or extra)[:_MOST]:
                spot = passage.spot(at, _end(passage.text, at) if opened else at + 1)
                mark, other = passage.text[at], (closers if opened else openers)[0]
                what = f"“{mark}”没有对应的“{other}”：{spot.printed if opened else spot.around[-_LONGEST:]}"
                yield finding("mark-unpaired", (spot,), what, "括号、引号、书名号应成对")


def _end(text: str, at: int) -> int:
    """The end of the words that stand after an opening mark, as far as they are shown."""
    stop = min(len(text), at + _LONGEST)
    return next((each for each in range(at + 1, stop) if text[each] in "。；\n"), stop)


def _unpaired(text: str, openers: str, closers: str) -> tuple[list[int], list[int]]:
    """Where marks stand that have no closing half, and those that have no opening one."""
    opened: list[int] = []
    extra: list[int] = []
    for at, character in enumerate(text):
        if character in openers:
            opened.append(at)
        elif character in closers:
            if opened:
                opened.pop()
            elif character != "）" or not _ITEM.search(text[max(0, at - 4) : at]):
                extra.append(at)
    return opened, extra
