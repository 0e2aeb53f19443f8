"""Tables in others' documents: found, told apart by their titles, heads and labels, and read cell by cell.

``find_tables`` is all that others need.
"""

from __future__ import annotations

from gov_accounts.audit.tables.recognition import find_tables

__all__ = ["find_tables"]
