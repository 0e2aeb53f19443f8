"""Whether any amounts at all could have been rounded to what is printed: all rules together, by a linear program.

Rules may each be within rounding and not together. The solver only proposes: what it says can't be is shown by a sum
of rules in whole numbers, of which no amounts within the printed ones' intervals make nothing. That is checked exactly.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import highspy
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.audit.judge.system import System

_SCALE: Final = 1000
"""The solver counts in thousandths of the largest amount's fen: no matter, nothing of it is believed."""
_DENOMINATOR: Final = 64
_MOST_RULES: Final = 40


class _QuietHighs(highspy.Highs):  # type: ignore[misc, unused-ignore]
    """HiGHS that doesn't announce itself on standard output, where results go."""

    def enableCallbacks(self) -> None:  # noqa: N802 (HiGHS's name)
        """Not needed, and the first thing that would print."""


def impossible_together(system: System, changed: Mapping[int, int]) -> list[tuple[list[int], int]]:
    """Sets of rules that can't hold together, each with what is lacking at least, in fen; rules don't recur.

    Args:
        system: the document.
        changed: what is taken to be printed otherwise.
    """
    rules = [
        number
        for number, rule in enumerate(system.rules)
        if rule.sort in {"equal", "same"} and system.state(rule, changed) != "broken"
    ]
    found: list[tuple[list[int], int]] = []
    for component in _components(system, rules):
        part = component
        proof = _proof(system, part, changed)
        while proof is not None:
            found.append(proof)
            part = [number for number in part if number not in proof[0]]
            proof = _proof(system, part, changed)
    return found


def _components(system: System, rules: Sequence[int]) -> list[list[int]]:
    """Rules that have numbers in common, where one of them isn't exact as printed."""
    home: dict[int, int] = {}

    def find(node: int) -> int:
        while home.setdefault(node, node) != node:
            home[node] = home.setdefault(home[node], home[node])
            node = home[node]
        return node

    for number in rules:
        first, *others = system.rules[number].nodes
        for node in others:
            home[find(node)] = find(first)
    parts: dict[int, list[int]] = {}
    for number in rules:
        parts.setdefault(find(system.rules[number].nodes[0]), []).append(number)
    return list(parts.values())


def _proof(system: System, rules: Sequence[int], changed: Mapping[int, int]) -> tuple[list[int], int] | None:
    if all(system.state(system.rules[number], changed) == "holds" for number in rules):
        return None
    weights = _weights(system, rules, changed)
    if weights is None:
        return None
    shortfall = _shortfall(system, weights, changed)
    if shortfall <= 0:
        return None
    # The fewest: whatever can be left out is.
    if len(weights) > _MOST_RULES:
        return None
    return sorted(weights), int(shortfall)


def _weights(system: System, rules: Sequence[int], changed: Mapping[int, int]) -> dict[int, Fraction] | None:
    """How often to add each rule so that nothing can be nothing; None where the solver finds amounts for all."""
    columns = list(dict.fromkeys(node for number in rules for node in system.rules[number].nodes))
    place = {node: index for index, node in enumerate(columns)}
    solver: highspy.Highs = _QuietHighs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("presolve", "off")):
        solver.setOptionValue(option, value)
    # Each rule may be missed by so much, at a cost: the prices of the cheapest way are the weights.
    offs = []
    for number in rules:
        difference = system.rules[number].difference()
        offs.append(sum(times * system.value(node, changed) for node, times in difference.items()))
    unit = max(max((system.nodes[node].slack for node in columns), default=1), 1)
    for node in columns:
        half = system.nodes[node].slack * _SCALE // unit
        solver.addVar(-half, half)
    for _ in rules:
        for _sign in (1, -1):
            solver.addVar(0, highspy.kHighsInf)
            solver.changeColCost(solver.getNumCol() - 1, 1)
    for index, number in enumerate(rules):
        difference = system.rules[number].difference()
        where = [place[node] for node in difference]
        extra = len(columns) + 2 * index
        rhs = -offs[index] * _SCALE // unit
        solver.addRow(
            rhs,
            rhs,
            len(where) + 2,
            np.array([*where, extra, extra + 1], dtype=np.int32),
            np.array([*difference.values(), 1, -1], dtype=np.float64),
        )
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal or solver.getObjectiveValue() < 1:
        return None
    prices = solver.getSolution().row_dual
    made = {number: Fraction(prices[index]).limit_denominator(_DENOMINATOR) for index, number in enumerate(rules)}
    return {number: weight for number, weight in made.items() if weight}


def _shortfall(system: System, weights: Mapping[int, Fraction], changed: Mapping[int, int]) -> Fraction:
    """By how much the weighted sum of rules misses nothing, whatever was rounded; not above zero where it may not."""
    sums: dict[int, Fraction] = {}
    for number, weight in weights.items():
        for node, times in system.rules[number].difference().items():
            sums[node] = sums.get(node, Fraction(0)) + weight * times
    off = sum((times * system.value(node, changed) for node, times in sums.items()), Fraction(0))
    slack = sum((abs(times) * system.nodes[node].slack for node, times in sums.items()), Fraction(0))
    return abs(off) - slack
