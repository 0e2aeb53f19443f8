"""What the outputs of an audit share: its head, its counts, and which of its findings is the worst."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.audit.findings import KIND_NAMES, KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.audit.audited import Audit

NAME: Final = "部门决算公开审核表"
SIGNED: Final = ("审核人", "复核人", "日期")
NO_UNIT: Final = "（没有认出单位名称）"
NO_FINDING: Final = "没有发现问题"


def unit_name(audit: Audit) -> str:
    """Whose document it is, as far as it says."""
    return audit.tables.unit_name or NO_UNIT


def year(audit: Audit) -> str:
    """The year it is of; nothing where it doesn't say."""
    return str(audit.tables.year) if audit.tables.year else ""


def profile(audit: Audit) -> str:
    """The forms it was read by, and whether they are only the nearest."""
    return audit.tables.profile.name + ("" if audit.tables.exactly else "（最接近的表样）")


def counts(audit: Audit) -> Mapping[str, int]:
    """How many causes there are of each kind, in the order of kinds, 0 too."""
    causes = {(each.kind, each.cause) for each in audit.findings}
    return {kind: sum(found == kind for found, _ in causes) for kind in KINDS}


def told_counts(audit: Audit) -> str:
    """The same in words."""
    found = counts(audit).items()
    return "，".join(f"{KIND_NAMES[kind]} {count} 条" for kind, count in found if count) or NO_FINDING


def worst(audit: Audit) -> str:
    """The first finding that is no tail; the order of findings is that of their kinds."""
    return next((each.what for each in audit.findings if each.kind != "tail"), "")


def sentence(text: str) -> str:
    """With its full stop, once."""
    return text if text.endswith(("。", "！", "？", "；")) else f"{text}。"
