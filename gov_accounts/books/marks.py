"""How a posting or a voucher is marked."""

from __future__ import annotations

from typing import Final

CLOSING_TAG: Final = "year-close"
"""Transactions with this tag are 结转分录: they count for balances, never for a year's flows."""
DERIVED: Final = "derived"
"""Metadata of a posting that 平行记账 derived from its voucher's other legs."""
HEARD: Final = "__fund_heard__"
"""Metadata of a posting whose fund nobody said: it was heard from the money of its voucher, or its functional item."""
BANK: Final = "bank"
"""Metadata of a leg that tell which movement of the bank it is."""
