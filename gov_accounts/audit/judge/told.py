"""Findings in words: both values, and the sum that a person does again with a calculator."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.findings import AuditFinding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.audit.findings import Kind
    from gov_accounts.audit.judge.repairs import Repair
    from gov_accounts.audit.judge.system import Rule, System, Terms
    from gov_accounts.audit.spot import Spot

_SHOWN_TERMS: Final = 12
_SHOWN_PLACES: Final = 6
_MOST_PLACES: Final = 60
"""Of a sum of which any number may be wrong, all are places."""
_SHOWN_PROOFS: Final = 3
_MILLION: Final = 10**6
WHAT_HAPPENED: Final = {
    "尾数": "末位差一",
    "错行": "数放到了别的行",
    "多一位": "多印了一位数字",
    "少一位": "少印了一位数字",
    "数字颠倒": "两位数字颠倒了",
    "正负号": "正负号相反",
    "口径": "是另一个口径的数",
    "上年数": "是上年的数",
    "邻栏": "是旁边一栏的数",
    "单位": "元和万元用错了",
    "抄错": "像是抄错了",
}


def shown(system: System, node: int, value: int | None = None) -> str:
    """A number as it stands, or as it would be printed there with another value."""
    each = system.nodes[node]
    if value is None and each.number is not None:
        return each.spot.printed or _plain(each.number.value, each.number.decimals)
    amount = each.value if value is None else value
    if each.claim is not None and each.claim.kind == "ratio":
        decimals = each.number.decimals if each.number is not None else 2
        return f"{Decimal(amount).scaleb(-6):.{decimals}f}%"
    unit, decimals = (each.number.unit, each.number.decimals) if each.number is not None else (_MILLION, 2)
    if unit == 0:
        return str(amount)
    exponent = len(str(unit)) - 1
    return f"{Decimal(amount).scaleb(-exponent):.{decimals}f}"


def _plain(value: Decimal, decimals: int) -> str:
    return f"{value:.{decimals}f}"


def place(spot: Spot) -> str:
    """A place as a person is told."""
    if spot.table:
        row = f" {spot.row} 行" if spot.row else ""
        column = f" {spot.column} 栏" if spot.column else ""
        return f"{spot.table}{row}{column}"
    return spot.section or "文字"


def told(system: System, repair: Repair, why_it_happened: str) -> AuditFinding:
    """A repair as a finding: the guilty places first, then what they were compared with."""
    guilty = [*repair.values, *repair.copies]
    rules = [system.rules[number] for number in sorted(repair.fixed)]
    first = rules[0]
    others = list(dict.fromkeys(node for rule in rules for node in rule.nodes if node not in repair.all))
    counterparts = [node for node in others if system.nodes[node].number is not None]
    spots = [system.nodes[node].spot for node in guilty]
    most = _SHOWN_PLACES if len(rules) <= _SHOWN_PROOFS else 2 * _SHOWN_PLACES
    spots += [system.nodes[node].spot for node in counterparts[:most]]
    lead = guilty[0]
    expected = shown(system, lead, repair.all[lead])
    kind: Kind = "same" if all(rule.sort == "same" for rule in rules) else "impossible"
    what = _what(system, repair, guilty, expected, why_it_happened)
    proofs = "；".join(dict.fromkeys(proof(system, rule) for rule in rules[:_SHOWN_PROOFS]))
    more = f"；共 {len(rules)} 处对不上" if len(rules) > _SHOWN_PROOFS else ""
    source = f"（{first.source}）" if first.source else ""
    return AuditFinding(
        _rule(first),
        kind,
        tuple(spots),
        expected,
        what,
        f"{first.why}{source}。{proofs}{more}。",
        reason=why_it_happened,
    )


def _rule(rule: Rule) -> str:
    return rule.rule if rule.rule.isascii() else "sum"


def _what(system: System, repair: Repair, guilty: Sequence[int], expected: str, reason: str) -> str:
    lead = guilty[0]
    spot = system.nodes[lead].spot
    happened = WHAT_HAPPENED.get(reason, "")
    if repair.way == "moved":
        return f"{spot.table} {spot.column} 栏有 {len(repair.values)} 格的数错了一行，各移一行后全部对得上"
    if repair.way == "unit":
        return f"{spot.table}的数和别的表差一万倍，{happened}"
    name = system.nodes[lead].claim
    said = f"{name.name} " if name is not None and name.name else ""
    more = f"，连同由它而来的 {len(guilty) - 1} 处" if len(guilty) > 1 else ""
    return f"{place(spot)}印的 {said}{shown(system, lead) or '空白'}{more}，应为 {expected}：{happened}"


def unexplained(system: System, number: int) -> AuditFinding:
    """A broken rule of which it can't be told which number is wrong."""
    rule = system.rules[number]
    spots = tuple(system.nodes[node].spot for node in rule.nodes if system.nodes[node].number is not None)
    source = f"（{rule.source}）" if rule.source else ""
    kind: Kind = "same" if rule.sort == "same" else "impossible"
    return AuditFinding(_rule(rule), kind, spots[:_MOST_PLACES], "", proof(system, rule), f"{rule.why}{source}。")


def proof(system: System, rule: Rule) -> str:
    """A rule with its numbers: ``表3 合计 行 1 栏 394.81，表1 57 行 2 栏 394.82，差 0.01``."""
    if rule.sort == "ratio" and rule.ratio is not None:
        top, bottom = system.total(rule.left, {}), system.total(rule.right, {})
        quotient = _percent(top, bottom) if bottom else "无从相除"
        return f"{_amount(top)}÷{_amount(bottom)}＝{quotient}，印的是 {shown(system, rule.ratio)}"
    left, right = _side(system, rule.left), _side(system, rule.right)
    off = abs(system.total(rule.difference().items(), {}))
    return f"{left}，{right}，差 {_amount(off)}"


def _side(system: System, terms: Terms) -> str:
    seen = [(node, times) for node, times in terms if system.nodes[node].value or len(terms) == 1]
    if not seen:
        return "另一边没有数"
    if len(seen) == 1 and seen[0][1] == 1:
        node = seen[0][0]
        return f"{place(system.nodes[node].spot)} {shown(system, node)}"
    parts = [f"{'－' if times < 0 else '＋'}{_amount(abs(times) * system.nodes[node].value)}" for node, times in seen]
    if len(parts) > _SHOWN_TERMS:
        parts = [*parts[:_SHOWN_TERMS], "＋……"]
    return f"{''.join(parts).removeprefix('＋')}＝{_amount(system.total(terms, {}))}"


def _amount(fen: int) -> str:
    """An amount in 万元, with as many decimals as it has, two at least."""
    text = f"{Decimal(fen).scaleb(-6):.6f}".rstrip("0")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals:0<2}"


def _percent(top: int, bottom: int) -> str:
    return f"{_quotient(top, bottom)}%"


def together_told(system: System, rules: Sequence[int], lacking: int, changed: Mapping[int, int]) -> AuditFinding:
    """Rules that hold each by itself within rounding, and not all at once."""
    nodes = dict.fromkeys(node for number in rules for node in system.rules[number].nodes if node not in changed)
    spots = tuple(system.nodes[node].spot for node in nodes if system.nodes[node].number is not None)
    proofs = "；".join(proof(system, system.rules[number]) for number in rules)
    return AuditFinding(
        "jointly",
        "impossible",
        spots,
        "",
        f"这 {len(rules)} 个等式单看都可能是四舍五入的尾差，合起来不可能：至少还差 {_amount(lacking)} 万元",
        f"没有哪一套账四舍五入后能同时印出这些数。{proofs}。",
        reason="尾数",
    )


def tails(system: System, numbers: Sequence[int]) -> list[AuditFinding]:
    """What rounding explains, one finding a table, and one for words."""
    tables: dict[str, list[int]] = {}
    for number in numbers:
        rule = system.rules[number]
        lead = rule.ratio if rule.ratio is not None else rule.nodes[0]
        tables.setdefault(system.nodes[lead].spot.table or "文字", []).append(number)
    return [_tail(system, name, rules) for name, rules in tables.items()]


def _tail(system: System, name: str, numbers: Sequence[int]) -> AuditFinding:
    rules = [system.rules[number] for number in numbers]
    leads = [rule.ratio if rule.ratio is not None else rule.nodes[0] for rule in rules]
    proofs = "；".join(proof(system, rule) for rule in rules[:_SHOWN_PROOFS])
    more = f"等 {len(rules)} 处" if len(rules) > _SHOWN_PROOFS else f"{len(rules)} 处"
    return AuditFinding(
        "tail",
        "tail",
        tuple(system.nodes[node].spot for node in dict.fromkeys(leads)),
        "",
        f"{name}有尾差 {more}：{proofs}",
        "金额逐格四舍五入，部分合计数与各分项数之和存在尾差，不一定有错。",
        reason="尾数",
    )


def _quotient(top: int, bottom: int) -> str:
    sign = "-" if (top < 0) != (bottom < 0) and top else ""
    ten_thousandths = (abs(top) * 100 * 10_000 * 2 + abs(bottom)) // (2 * abs(bottom))
    return f"{sign}{Decimal(ten_thousandths).scaleb(-4):.4f}"
