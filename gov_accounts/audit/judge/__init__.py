"""Figures judged: which printed numbers no ledger could have printed, by their rules, alone and all together.

Tables, Prose ──system──► nodes and rules ──repairs──► what should be printed otherwise ──joint──► what can't be
together. What is left is within rounding: tails. ──told──► findings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gov_accounts.audit.judge.adjusted import adjusted
from gov_accounts.audit.judge.joint import impossible_together
from gov_accounts.audit.judge.reasons import reason
from gov_accounts.audit.judge.repairs import merged, repairs, together
from gov_accounts.audit.judge.system import system_of
from gov_accounts.audit.judge.told import tails, together_told, told, unexplained
from gov_accounts.audit.source import Unread

if TYPE_CHECKING:
    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.judge.system import System
    from gov_accounts.audit.paper import Prose, Tables


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong with a document's figures.

    Attributes:
        findings: each of one cause, numbered from 1.
        unchecked: rules that name what the document doesn't print.
    """

    findings: tuple[AuditFinding, ...]
    unchecked: tuple[Unread, ...] = ()


def judge(tables: Tables, prose: Prose, previous: Tables | None = None) -> Judged:
    """Every rule on every printed number.

    Args:
        tables: the document's.
        prose: its claims and relations.
        previous: last year's document's tables.
    """
    system = adjusted(system_of(tables, prose, previous))
    found, left = repairs(system)
    findings = []
    for group in together(system, found):
        one = merged(system, group)
        findings.append(told(system, one, reason(system, one)))
    findings += [unexplained(system, number) for number in left]
    changed = {node: value for each in found for node, value in each.all.items()}
    touched = {number for each in found for number in each.fixed} | set(left)
    joint = impossible_together(system, changed)
    findings += [together_told(system, rules, lacking, changed) for rules, lacking in joint]
    touched |= {number for rules, _ in joint for number in rules}
    open_rules = [
        number
        for number, rule in enumerate(system.rules)
        if number not in touched
        and rule.sort != "at-least"
        and system.state(rule) == "open"
        and not _nothing(system, number)
    ]
    findings += tails(system, open_rules)
    numbered = tuple(replace(each, cause=cause) for cause, each in enumerate(findings, 1))
    unchecked = []
    if system.left_out:
        unchecked.append(
            Unread(
                f"{len(system.left_out)} 个勾稽关系",
                f"用到文件里没有印的数，如 {'、'.join(system.left_out[:3])}",
            )
        )
    return Judged(numbered, tuple(unchecked))


def _nothing(system: System, number: int) -> bool:
    """Whether a ratio is to nothing: that is a matter of words."""
    rule = system.rules[number]
    return rule.sort == "ratio" and system.total(rule.right, {}) == 0
