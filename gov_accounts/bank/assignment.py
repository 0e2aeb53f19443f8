"""Days paired with days: as many pairs as can be within a window, and of those ways the fewest days in all.

On a line, pairs that cross can be uncrossed: no pair gets further apart than the furthest was, and the sum doesn't
grow. So the best way is found among those that keep the order, by a table of the days of one side against those of the
other, of which only what is within the window is looked at.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_CELLS: Final = 2_000_000
"""Of a table; beyond it, equal days are paired first."""
_LEFT_OUT, _PASSED, _PAIRED = 0, 1, 2


def paired(ours: Sequence[int], theirs: Sequence[int], window: int) -> list[tuple[int, int]]:
    """Pairs of indices, by the first.

    Args:
        ours: days as ordinals, ascending.
        theirs: those of the other side.
        window: how many days a pair may be apart.
    """
    bands = _bands(ours, theirs, window)
    if sum(high - low + 1 for low, high in bands) > _MOST_CELLS:
        return equal_first(ours, theirs, window)
    return _best(ours, theirs, bands, window)


def _bands(ours: Sequence[int], theirs: Sequence[int], window: int) -> list[tuple[int, int]]:
    """For each of ours, how many of theirs are too early for it, and how many aren't too late."""
    return [(bisect_left(theirs, day - window), bisect_right(theirs, day + window)) for day in ours]


def _best(
    ours: Sequence[int], theirs: Sequence[int], bands: Sequence[tuple[int, int]], window: int
) -> list[tuple[int, int]]:
    unit = window * (min(len(ours), len(theirs)) + 1) + 1
    """What a pair is worth: more than all days together."""
    above, above_low = [0], 0
    choices: list[bytearray] = []
    for day, (low, high) in zip(ours, bands, strict=True):
        last = len(above) - 1
        row: list[int] = []
        chosen = bytearray(high - low + 1)
        for j in range(low, high + 1):
            best, choice = above[min(j - above_low, last)], _LEFT_OUT
            if j > low:
                if row[-1] > best:
                    best, choice = row[-1], _PASSED
                with_pair = above[min(j - 1 - above_low, last)] + unit - abs(day - theirs[j - 1])
                if with_pair > best:
                    best, choice = with_pair, _PAIRED
            row.append(best)
            chosen[j - low] = choice
        choices.append(chosen)
        above, above_low = row, low
    pairs = []
    j = len(theirs)
    for index in range(len(ours) - 1, -1, -1):
        low, high = bands[index]
        j = min(j, high)
        while j >= low:
            choice = choices[index][j - low]
            if choice == _PASSED:
                j -= 1
                continue
            if choice == _PAIRED:
                j -= 1
                pairs.append((index, j))
            break
    return pairs[::-1]


def equal_first(ours: Sequence[int], theirs: Sequence[int], window: int) -> list[tuple[int, int]]:
    """Equal days paired, then the rest in order: for amounts that come thousands of times."""
    pairs = []
    rest_ours, rest_theirs = [], []
    i = j = 0
    while i < len(ours) or j < len(theirs):
        if j == len(theirs) or (i < len(ours) and ours[i] < theirs[j]):
            rest_ours.append(i)
            i += 1
        elif i == len(ours) or theirs[j] < ours[i]:
            rest_theirs.append(j)
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    left, right = [ours[each] for each in rest_ours], [theirs[each] for each in rest_theirs]
    bands = _bands(left, right, window)
    if sum(high - low + 1 for low, high in bands) <= _MOST_CELLS:
        more = _best(left, right, bands, window)
    else:
        more = _in_order(left, right, window)
    return sorted([*pairs, *((rest_ours[one], rest_theirs[other]) for one, other in more)])


def _in_order(ours: Sequence[int], theirs: Sequence[int], window: int) -> list[tuple[int, int]]:
    """Each with the earliest that is within the window: as many pairs as can be, not the fewest days."""
    pairs = []
    j = 0
    for i, day in enumerate(ours):
        while j < len(theirs) and theirs[j] < day - window:
            j += 1
        if j < len(theirs) and theirs[j] <= day + window:
            pairs.append((i, j))
            j += 1
    return pairs
