"""Figures in words: which quantity each number of the 情况说明 is said to be, by names and clauses that are data."""

from gov_accounts.audit.prose.find import find_prose
from gov_accounts.audit.prose.sections import find_sections

__all__ = ("find_prose", "find_sections")
