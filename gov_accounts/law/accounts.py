"""What an account is, read from its name: ``<Root>:<4-digit code>-<official name>[:<detail>…]``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

UNIT_KINDS: Final = ("事业单位", "行政单位")
"""Kinds of units: the chart says which accounts each has."""
AGAINST: Final = "对方"
"""Begins a detail of an account's credits that is told by the account they are against: ``3101:对方3302``."""
DEBITS: Final = "借方"
"""A detail that is an account's debits."""
FLOW: Final = "流"
"""Begins what money was paid or received for: ``1:流goods/``, the row of 现金流量表."""
WITHIN_YEAR: Final = "一年内到期"
"""A detail of an account that its due date tells, not its name."""
_CODE: Final = re.compile(r"[^:]+:([0-9]{4})(?![0-9])")


@lru_cache(maxsize=65536)
def account_code(account: str) -> str:
    """The 4-digit code of an account, or nothing if its second component doesn't begin with one.

    Neither the root's name (roots can be renamed) nor the Chinese label matters.
    """
    match = _CODE.match(account)
    return match.group(1) if match else ""
