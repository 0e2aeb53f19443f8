"""Columns of figures by where they stand across the page: below the numbers or the heads of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.audit.tables.tokens import Token
    from gov_accounts.law.form import Format

Anchors: TypeAlias = "Mapping[int, tuple[tuple[int, int], ...]]"
"""A panel's number → the left and right ends of its columns' numbers."""


def anchors_of(tokens: Sequence[Sequence[Token]], form: Format) -> Anchors:
    """Where the columns are numbered, if that is known; only of a line that numbers all of a form's columns."""
    count = sum(len(panel.columns) for panel in form.panels)
    for line in tokens:
        numbers = [each for each in line if each.whole is not None and each.right > 0]
        if len(numbers) != count or any(
            each.figure is None and each.text not in ("栏次", "行次") and not each.blank for each in line
        ):
            continue
        places = [(each.left, each.right) for each in numbers]
        found: dict[int, tuple[tuple[int, int], ...]] = {}
        for panel, each in enumerate(form.panels):
            found[panel] = tuple(places[: len(each.columns)])
            places = places[len(each.columns) :]
        return found
    return {}


def anchored(amounts: Sequence[Token], places: Sequence[tuple[int, int]], columns: Sequence[str]) -> dict[str, Token]:
    """The amounts by the columns above them; nothing where their places don't tell, or two want one column."""
    if not places or len(places) != len(columns) or any(each.right == 0 for each in amounts):
        return {}
    found: dict[str, Token] = {}
    for token in amounts:
        distances = {at: _apart(place, token) for at, place in enumerate(places)}
        nearest = min(distances, key=lambda at: distances[at])
        if columns[nearest] in found:
            return {}
        found[columns[nearest]] = token
    return found


def _apart(place: tuple[int, int], token: Token) -> int:
    """How far an amount is from below a column's number: by their right ends, or by their middles."""
    return min(abs(place[1] - token.right), abs(sum(place) - token.left - token.right) // 2)
