"""A column of results that was pasted a row too low, or too high: the units of targets and results don't agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.passages import finding, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.words.rows import Row

_LEAST: Final = 2
"""So many rows must disagree before one speaks of a slip."""


class Pair(NamedTuple):
    """A row's target and its result."""

    row: Row
    target: str
    unit: str
    result: str
    result_unit: str

    @property
    def agrees(self) -> bool:
        """Whether both are counted in the same."""
        return self.unit == self.result_unit


def check_slips(rows: Sequence[Row]) -> Iterator[AuditFinding]:
    """Columns that agree when they are moved back by a row, and don't as they stand."""
    for pairs in _tables(rows):
        for step in (1, -1):
            slipped = _slipped(pairs, step)
            if slipped is None:
                continue
            first = pairs[slipped[0]]
            moved = pairs[slipped[0] + step] if step > 0 else pairs[slipped[0] - 1]
            wrong = [each for each in (pairs[at] for at in slipped) if not each.agrees]
            shown = "，".join(f"{each.target}|{each.result}" for each in wrong)
            way = "低" if step > 0 else "高"
            what = f"结果一栏从“{first.target}”一行起{way}了一行：{shown}；移回一行，单位就对得上"
            spots = [each.row.spot(each.result) for each in wrong]
            yield finding("column-slipped", spots, what, "目标和结果应是同一种计量单位", moved.result)
            break


def _tables(rows: Sequence[Row]) -> Iterator[list[Pair]]:
    """The pairs of each table."""
    words = data("words").entry("slips")
    pair, alike, apart = pattern(words, "pair"), words.words("alike"), words.number("apart")
    found: list[Pair] = []
    for row in rows:
        match = pair.match(row.text)
        if match is None:
            continue
        unit, result_unit = (alike.get(squeezed(each), squeezed(each)) for each in (match[3], match[5]))
        if found and row.block - found[-1].row.block > apart:
            yield found
            found = []
        found.append(Pair(row, match[2], unit, match[4], result_unit))
    if found:
        yield found


def _slipped(pairs: Sequence[Pair], step: int) -> range | None:
    """Which rows' results stand `step` rows too low; None where moving them doesn't make them agree."""
    wrong = [at for at, each in enumerate(pairs) if not each.agrees]
    if len(wrong) < _LEAST:
        return None
    first, last = wrong[0], wrong[-1]
    moved = range(first, last) if step > 0 else range(first + 1, last + 1)
    if len(moved) < 1 or not all(pairs[at].unit == pairs[at + step].result_unit for at in moved):
        return None
    return range(first, last + 1)
