"""What probably happened to a number: told by its digits, and by the numbers around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.audit.judge.slips import TEN_THOUSAND, slip_of_digits

if TYPE_CHECKING:
    from gov_accounts.audit.judge.repairs import Repair
    from gov_accounts.audit.judge.system import System


def reason(system: System, repair: Repair) -> str:
    """What probably happened, in the words of `AuditFinding`; ``抄错`` where nothing tells."""
    if repair.way == "moved":
        return "错行"
    if repair.way == "exchanged":
        return _exchanged(system, repair)
    if repair.way == "unit":
        return "单位"
    node, value = next(iter(repair.values.items()))
    return _of_number(system, node, value)


def _exchanged(system: System, repair: Repair) -> str:
    rows = {ref.key for node in repair.values if (ref := system.nodes[node].reference) is not None}
    return "错行" if len(rows) > 1 else "邻栏"


def _of_number(system: System, node: int, value: int) -> str:
    old = system.nodes[node].value
    number = system.nodes[node].number
    step = number.unit // 10**number.decimals if number is not None and number.unit else 0
    if old and old == -value:
        return "正负号"
    if number is not None and step and abs(old - value) <= step:
        return "尾数"
    if old and value and (old == value * TEN_THOUSAND or value == old * TEN_THOUSAND):
        return "单位"
    if system.nodes[node].claim is not None and old and (scope := _elsewhere(system, node, old)):
        return scope
    if number is not None and (digits := slip_of_digits(old, value, step or 1)):
        return digits
    return _around(system, node, old) or _elsewhere(system, node, old) or "抄错"


def _around(system: System, node: int, old: int) -> str:
    """Whether it is the number beside, above or below it, or last year's."""
    reference = system.nodes[node].reference
    if not old or reference is None or not system.nodes[node].table:
        return ""
    beside = {"column": False, "row": False, "previous": False}
    for other, each in enumerate(system.nodes):
        if other == node or each.reference is None or each.claim is not None or each.value != old:
            continue
        there = each.reference
        if there.table == f"previous.{reference.table}" and there.key == reference.key:
            beside["previous"] = True
        elif there.table == reference.table and there.key == reference.key:
            beside["column"] = True
        elif there.table == reference.table and there.column == reference.column:
            beside["row"] = True
    return "上年数" if beside["previous"] else "邻栏" if beside["column"] else "错行" if beside["row"] else ""


def _elsewhere(system: System, node: int, old: int) -> str:
    """Whether it is the same row's number in another table: of other funds."""
    reference = system.nodes[node].reference
    if reference is None or not old:
        return ""
    for each in system.nodes:
        there = each.reference
        if (
            each.claim is None
            and there is not None
            and each.value == old
            and there.table != reference.table
            and there.key == reference.key
            and there.column in {reference.column, "total"}
        ):
            return "上年数" if str(there.table).startswith("previous.") else "口径"
    return ""
