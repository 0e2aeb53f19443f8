"""Shares that were made to add up to 100: each may then differ by one of its last decimal, which is no error."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gov_accounts.audit.judge.system import PERCENT, System

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def adjusted(system: System) -> System:
    """The system, with ratios that are parts of exactly 100 allowed one of their last decimal."""
    groups: dict[str, list[int]] = {}
    for number, node in enumerate(system.nodes):
        if node.claim is not None and node.claim.kind == "ratio" and node.claim.group:
            groups.setdefault(node.claim.group, []).append(number)
    nodes = list(system.nodes)
    for members in groups.values():
        if len(members) > 1 and (_adds_up(system, members) or _adds_up_but_for_one(system, members)):
            for number in members:
                nodes[number] = replace(nodes[number], slack=3 * nodes[number].slack)
    return System(nodes, system.rules, system.touching, system.left_out)


def _adds_up(system: System, members: Iterable[int]) -> bool:
    return sum(system.nodes[number].value for number in members) == PERCENT * 10**6


def _adds_up_but_for_one(system: System, members: Sequence[int]) -> bool:
    """Whether they would add up, were the only one that is far from its quotient what it should be, or next to it."""
    exact: dict[int, int] = {}
    for rule in system.rules:
        bottom = system.total(rule.right, {}) if rule.ratio in members else 0
        if rule.ratio is not None and bottom:
            exact[rule.ratio] = system.total(rule.left, {}) * PERCENT * 10**6 // bottom
    if len(exact) != len(members):
        return False
    step = 2 * max(system.nodes[number].slack for number in members)
    far = [number for number in members if abs(system.nodes[number].value - exact[number]) > step]
    if len(far) != 1:
        return False
    lacking = PERCENT * 10**6 - sum(system.nodes[number].value for number in members if number not in far)
    return abs(lacking - exact[far[0]]) <= step
