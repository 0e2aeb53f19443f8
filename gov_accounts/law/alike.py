"""Codes that are like another: what somebody may have meant. Of codes a slip of a digit is the likelier the later."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SUGGESTIONS: Final = 3
_FAR_LONGER: Final = 3
"""A code so many times as long as those of its level is no slip."""


class Coded(Protocol):
    """A row of a list."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def name(self) -> str:
        """Its name."""


_Row = TypeVar("_Row", bound=Coded)


def most_like(code: str, rows: Sequence[_Row], name: str = "") -> tuple[_Row, ...]:
    """Those of the rows, all of one length of code, that one may have meant by `code`, best first.

    A slip of a digit is the more likely the further right it is; a row of that `name` goes before others. What is much
    longer than a code is none that was meant.
    """
    if not rows or len(code) > _FAR_LONGER * len(rows[0].code):
        return ()
    whole = len(code) + len(rows[0].code)
    matcher = difflib.SequenceMatcher(None, code, "", autojunk=False)
    in_order = _most_in_order(code)

    def score(row: _Row, alike: int) -> int:
        begins = 0
        for one, other in zip(code, row.code, strict=False):
            if one != other:
                break
            begins += 1
        return 20 * alike + whole * begins + 10 * whole * (row.name == name)

    best: list[tuple[int, str, _Row]] = []
    bounds = sorted([(-score(row, in_order(row.code)), row.code, row) for row in rows], key=lambda each: each[:2])
    for bound, _, row in bounds:
        if len(best) == _SUGGESTIONS and bound > best[-1][0]:
            break
        matcher.set_seq2(row.code)
        alike = sum(block.size for block in matcher.get_matching_blocks())
        best.append((-score(row, alike), row.code, row))
        best.sort(key=lambda each: each[:2])
        del best[_SUGGESTIONS:]
    return tuple(row for _, _, row in best)


def _most_in_order(code: str) -> Callable[[str], int]:
    """How many digits of `code` another has in the same order: no fewer than what `difflib` finds alike, and sooner."""
    every = (1 << len(code)) - 1
    places: dict[str, int] = {}
    for place, digit in enumerate(code):
        places[digit] = places.get(digit, 0) | 1 << place

    def found(other: str) -> int:
        rows = every
        for digit in other:
            match = rows & places.get(digit, 0)
            rows = (rows + match | rows - match) & every
        return len(code) - rows.bit_count()

    return found
