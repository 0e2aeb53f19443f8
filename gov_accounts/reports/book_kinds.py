"""The kinds of books of account, and what the columns of a 多栏账 can be."""

from __future__ import annotations

from typing import Final

GENERAL: Final = "总账"
DETAILED: Final = "明细账"
DAILY: Final = "日记账"
COLUMNAR: Final = "多栏账"
SUMMARY: Final = "科目汇总表"
BALANCES: Final = "科目余额表"
KINDS: Final = (GENERAL, DETAILED, DAILY, COLUMNAR, SUMMARY, BALANCES)
"""The books there are, in the order in which they are printed."""
OF_ACCOUNTS: Final = (GENERAL, DETAILED, DAILY, COLUMNAR)
"""Those that have a sheet for each account."""
DETAIL: Final = "detail"
ECON: Final = "econ"
BY: Final = (DETAIL, ECON, "func", "fund", "project")
"""Details, or the codes of one key."""
