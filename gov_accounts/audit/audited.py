"""The front door: files in, an audit out, a plain value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose, Tables
    from gov_accounts.audit.source import Source, Unread


@dataclass(frozen=True, slots=True)
class Audit:
    """A document's audit.

    Attributes:
        file: its name, or its files' names joined by ``、``.
        findings: grouped by cause, in the order of causes.
        unchecked: what was not checked, and why: always complete.
    """

    file: str
    source: Source
    tables: Tables
    prose: Prose
    findings: tuple[AuditFinding, ...]
    unchecked: tuple[Unread, ...]

    @property
    def clean(self) -> bool:
        """Whether there is nothing but tails."""
        return all(each.kind == "tail" for each in self.findings)
