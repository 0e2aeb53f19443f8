"""Shares that were made to add up to 100: each may then differ by one of its last decimal, which is no error."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gov_accounts.audit.judge.system import PERCENT, System

if TYPE_CHECKING:
    from collections.abc import Iterable


def adjusted(system: System) -> System:
    """The system, with ratios that are parts of exactly 100 allowed one of their last decimal."""
    groups: dict[str, list[int]] = {}
    for number, node in enumerate(system.nodes):
        if node.claim is not None and node.claim.kind == "ratio" and node.claim.group:
            groups.setdefault(node.claim.group, []).append(number)
    nodes = list(system.nodes)
    for members in groups.values():
        if len(members) > 1 and _adds_up(system, members):
            for number in members:
                nodes[number] = replace(nodes[number], slack=3 * nodes[number].slack)
    return System(nodes, system.rules, system.touching, system.left_out)


def _adds_up(system: System, members: Iterable[int]) -> bool:
    return sum(system.nodes[number].value for number in members) == PERCENT * 10**6
