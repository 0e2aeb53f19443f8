"""What a renderer needs and may not find: an optional library, a font."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gov_accounts.findings import Finding


class UnavailableError(Exception):
    """A format that can't be made on this machine as it is. Its finding says what to install."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown())
        self.finding = finding
