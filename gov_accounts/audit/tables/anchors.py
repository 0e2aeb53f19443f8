"""Columns of figures by where they stand across the page: below the numbers or the heads of the columns."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from gov_accounts.audit.tables.amounts import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.audit.tables.tokens import Token
    from gov_accounts.audit.tables.vocabulary import Vocabulary
    from gov_accounts.law.form import Format

Anchors: TypeAlias = "Mapping[int, tuple[tuple[int, int], ...]]"
"""A panel's number → the left and right ends of its columns' numbers."""
_PAGE: Final = 10_000
"""Wider than any page, in tenths of a point."""


def anchors_of(tokens: Sequence[Sequence[Token]], form: Format, words: Vocabulary) -> Anchors:
    """Where the columns are, if that is known: of a line that numbers all of them, or of the heads above one row."""
    count = sum(len(panel.columns) for panel in form.panels)
    for line in tokens:
        numbers = [each for each in line if each.whole is not None and each.right > 0]
        if len(numbers) != count or not is_numbering(line, words):
            continue
        places = [(each.left, each.right) for each in numbers]
        found: dict[int, tuple[tuple[int, int], ...]] = {}
        for panel, each in enumerate(form.panels):
            found[panel] = tuple(places[: len(each.columns)])
            places = places[len(each.columns) :]
        return found
    return _below_heads(tokens, form)


def _below_heads(tokens: Sequence[Sequence[Token]], form: Format) -> Anchors:
    """Where the columns are by the last line of heads that has one for each, with those of words or without."""
    panels = [[len(each.stubs) + at for at in range(len(each.columns))] for each in form.panels]
    widths = [len(each.stubs) + len(each.columns) for each in form.panels]
    count = sum(map(len, panels))
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for line in tokens:
        if any(each.figure is not None or not each.right for each in line):
            if len(line) > 1 and any(each.figure is not None for each in line):
                break
            continue
        places = [(each.left, each.right) for each in line]
        if len(places) == sum(widths):
            starts = [sum(widths[:at]) for at in range(len(widths))]
            found = {at: tuple(places[starts[at] + column] for column in panels[at]) for at in range(len(panels))}
        elif len(places) == count:
            found = {}
            for at, each in enumerate(panels):
                found[at] = tuple(places[: len(each)])
                places = places[len(each) :]
    return found


def is_numbering(line: Sequence[Token], words: Vocabulary) -> bool:
    """Whether a line has the numbers of columns: 栏次 1 2 3, or 1 2 3 alone, beside heads of words."""
    numbers = [token.whole for token in line if token.whole is not None]
    others = [squeezed(token.text) for token in line if token.whole is None]
    if not numbers or any(each not in words.not_rows and each not in words.stubs["label"] for each in others):
        return False
    return others[:1] == [words.columns_numbered] or (len(numbers) > 2 and numbers == list(range(1, len(numbers) + 1)))  # noqa: PLR2004


def anchored(amounts: Sequence[Token], places: Sequence[tuple[int, int]], columns: Sequence[str]) -> dict[str, Token]:
    """The amounts by the columns above them; nothing where their places don't tell, or two want one column."""
    if not places or len(places) != len(columns) or any(each.right == 0 for each in amounts):
        return {}
    gap = min((abs(after[1] - before[1]) for before, after in pairwise(places)), default=_PAGE)
    found: dict[str, Token] = {}
    for token in amounts:
        distances = {at: _apart(place, token) for at, place in enumerate(places)}
        nearest = min(distances, key=lambda at: distances[at])
        if 2 * distances[nearest] > gap:
            return {}
        if columns[nearest] in found:
            return {}
        found[columns[nearest]] = token
    return found


def _apart(place: tuple[int, int], token: Token) -> int:
    """How far an amount is from below a column's number: by their right ends, or by their middles."""
    return min(abs(place[1] - token.right), abs(sum(place) - token.left - token.right) // 2)
