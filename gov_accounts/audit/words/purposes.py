"""What an item is said to be for, copied from another item."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.passages import bodies, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose


def check_purposes(prose: Prose) -> Iterator[AuditFinding]:
    """A purpose that is the very words of the item before, of another class, and of that item's subject alone."""
    words = data("words").entry("purposes")
    item, common = pattern(words, "item"), frozenset(words.texts("common"))
    for passage in bodies(prose):
        matches = list(item.finditer(passage.text))
        for before, match in pairwise(matches):
            if match[4] != before[4] or match[1] == before[1]:
                continue
            purpose = _pairs(match[4], common)
            if purpose & _pairs(before[2] + before[3], common) and not purpose & _pairs(
                "".join(match.group(1, 2, 3)), common
            ):
                spots = (passage.spot(*match.span(4)), passage.spot(*before.span(4)))
                what = f"“{match[3]}”的用途“{match[4]}”是上一项“{before[3]}”的"
                yield finding("purpose-copied", spots, what, "用途应是本科目的；与上一项的用途一字不差")


def _pairs(text: str, common: frozenset[str]) -> frozenset[str]:
    """Pairs of characters that stand together in a text, but for those that say nothing."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) - common
