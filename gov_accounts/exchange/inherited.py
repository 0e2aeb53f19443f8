"""The codes that an account gives its postings by its ``open``, or those of the accounts above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from beancount.core.data import Open

from gov_accounts.books.metadata import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.exchange.maps import Target

_KEYS: Final = ("func", "econ", "fund", "project", "budget")


class Inherited:
    """The codes of accounts: of those that a ledger opens, and of those to be opened."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._own: dict[str, Mapping[str, str]] = {
            each.account: {key: text_of(each.meta[key]) for key in _KEYS if key in each.meta}
            for each in target.ledger.entries
            if isinstance(each, Open)
        }
        self._found: dict[str, Mapping[str, str]] = {}

    def of(self, account: str) -> Mapping[str, str]:
        """Key → code."""
        if account not in self._found:
            new = {each.account: each.meta for each in self._target.accounts.new}
            codes: dict[str, str] = {}
            parts = account.split(":")
            for length in range(1, len(parts) + 1):
                name = ":".join(parts[:length])
                codes |= self._own.get(name) or new.get(name, {})
            self._found[account] = codes
        return self._found[account]
