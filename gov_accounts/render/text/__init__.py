"""Tables as text for a terminal: aligned with Chinese characters, within the width there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.render.text import sheets
from gov_accounts.reports.sheet import Sheet

if TYPE_CHECKING:
    from gov_accounts.render.values import Table


def render(table: Table, width: int | None) -> str:
    """A table no wider than `width` columns where that is possible; as wide as it is where that is None."""
    if isinstance(table, Sheet):
        return sheets.render(table, width)
    from gov_accounts.render.text import statements  # noqa: PLC0415 (only they need rich)

    return statements.render(table, width)
