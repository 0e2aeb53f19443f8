"""Audits as text, for a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.audit.findings import KIND_NAMES, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.audited import Audit
    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.spot import Spot

_MOST_PLACES: Final = 8
_MOST_UNCHECKED: Final = 20


def render(audits: Sequence[Audit]) -> bytes:
    """All documents, one after the other."""
    return ("\n".join("\n".join(_lines(each)) for each in audits) + "\n").encode()


def _lines(audit: Audit) -> Iterator[str]:
    tables = audit.tables
    unit = tables.unit_name or "（没有认出单位名称）"
    nearest = "" if tables.exactly else "（最接近的表样）"
    yield f"{audit.file}"
    yield f"  {unit} {tables.year} 年度，按 {tables.profile.name} 表样{nearest}，认出 {len(tables.tables)} 张表。"
    counts = {kind: sum(each.kind == kind for each in audit.findings) for kind in KINDS}
    told = "，".join(f"{KIND_NAMES[kind]} {count} 条" for kind, count in counts.items() if count)
    yield f"  {told or '没有发现问题'}。"
    for finding in audit.findings:
        yield ""
        yield from _finding(finding)
    if audit.unchecked:
        yield ""
        yield f"  没有核对的（{len(audit.unchecked)} 项）："
        for each in audit.unchecked[:_MOST_UNCHECKED]:
            yield f"    {each.what}：{each.why}。"
        if len(audit.unchecked) > _MOST_UNCHECKED:
            yield f"    ……其余 {len(audit.unchecked) - _MOST_UNCHECKED} 项见 --format json 或 xlsx。"
    yield ""


def _finding(finding: AuditFinding) -> Iterator[str]:
    yield f"  {finding.cause}. 〔{KIND_NAMES[finding.kind]}〕{finding.what}。"
    yield f"     依据：{finding.why}"
    shown = [place(each) for each in finding.places[:_MOST_PLACES]]
    more = f"等 {len(finding.places)} 处" if len(finding.places) > _MOST_PLACES else ""
    if shown:
        yield f"     位置：{'；'.join(dict.fromkeys(shown))}{more}"
    if finding.expected:
        yield f"     应为：{finding.expected}"


def place(spot: Spot) -> str:
    """A place with what stands there: ``表5 2060501 行 1 栏（第 11 页）“19.40”``."""
    where = spot.section or " ".join(
        filter(None, (spot.table, spot.row and f"{spot.row} 行", spot.column and f"{spot.column} 栏"))
    )
    page = f"（第 {spot.page} 页）" if spot.page else ""
    printed = f"“{spot.printed}”" if spot.printed else ""
    return f"{where}{page}{printed}"
