"""Which of some amounts come to a given one: searched exactly, within limits, and taken only where there is one way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_TAKEN: Final = 4
"""Amounts that may make a sum."""


class Budget:
    """How many steps searches may still take, all together: they end, whatever they are asked."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def take(self) -> bool:
        """One step; False where none is left."""
        self.steps -= 1
        return self.steps >= 0


def ways(
    target: int, amounts: Sequence[int], budget: Budget, *, most: int = MOST_TAKEN, enough: int = 2
) -> list[tuple[int, ...]] | None:
    """Indices of two or more amounts that come to a target, way by way, at most `enough` ways.

    Ways that take equal amounts are one way, of those that stand first.

    Args:
        target: what they come to; above nothing, as all amounts are.
        amounts: what there is, those preferred among equals first.
        budget: the steps there are.
        most: how many amounts may be taken.
        enough: how many ways are enough.

    Returns:
        The ways, of fewest amounts first; None where the budget ended before all was searched.
    """
    order = sorted((index for index, each in enumerate(amounts) if each < target), key=lambda index: -amounts[index])
    values = [amounts[index] for index in order]
    found: list[tuple[int, ...]] = []

    def search(start: int, left: int, size: int, taken: tuple[int, ...]) -> bool:
        """Go on with `size` more amounts from `start`; False to end all."""
        for index in range(start, len(values)):
            if not budget.take():
                return False
            value = values[index]
            if index > start and value == values[index - 1]:
                continue
            if value * size < left:
                return True  # All that follow are smaller still.
            if value > left or (size == 1 and value != left) or (size > 1 and value == left):
                continue
            if size == 1:
                found.append((*taken, order[index]))
                if len(found) >= enough:
                    return False
            elif not search(index + 1, left - value, size - 1, (*taken, order[index])):
                return False
        return True

    for size in range(2, most + 1):
        if not search(0, target, size, ()):
            return found if len(found) >= enough else None
    return found
