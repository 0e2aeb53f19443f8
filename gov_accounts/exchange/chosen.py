"""The account that a rule or a user means: by code, name, or a part of it; opened where only the chart has it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gov_accounts.books.postings import opened_accounts
from gov_accounts.exchange.accounts import UnknownAccountError
from gov_accounts.findings import Finding, Place
from gov_accounts.reports.accounts import all_accounts, find_account
from gov_accounts.reports.trial_balance import account_path, account_steps
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from gov_accounts.exchange.maps import Target

_SHOWN: Final = 8
_WHY: Final = "凭证记在一个明细上；科目写编码（510102）、全名，或只有一个明细符合的一段名称。"


class Accounts:
    """The accounts of a ledger, as rules name them."""

    def __init__(self, target: Target) -> None:
        """The accounts that a ledger opens."""
        self._target = target
        self._chart = target.ledger.codes.chart
        self._names = opened_accounts(target.ledger.entries)
        self._all = all_accounts(dict.fromkeys(self._names), self._chart)
        self._found: dict[str, str | Finding] = {}

    def named(self, text: str) -> str | Finding:
        """The one account to be posted to.

        Args:
            text: a code, a whole name, or a part of one.

        Returns:
            The account's whole name; a finding without a place where it is none, or several.
        """
        if text not in self._found:
            self._found[text] = self._named(text.strip())
        return self._found[text]

    def under(self, text: str) -> tuple[str, ...]:
        """The open accounts that a text means, one and its details; none where it means none, or several."""
        found = find_account(text, self._all, Place("", 0))
        if isinstance(found, Finding):
            return ()
        return tuple(each for each in self._names if found.holds(account_path(account_steps(each, self._chart))))

    def _named(self, text: str) -> str | Finding:
        if text in self._names:
            return text
        found = find_account(text, self._all, Place("", 0))
        if isinstance(found, Finding):
            return self._of_chart(text) or replace(found, rule="import-account", why=_WHY, place=None)
        held = self.under(text)
        if found.name in held or len(held) == 1:
            return found.name if found.name in held else held[0]
        return Finding(
            "import-account",
            f"“{text}”有 {len(held)} 个明细，不知道记在哪一个。",
            _WHY,
            f"写到明细：{first_few(held, _SHOWN)}。",
        )

    def _of_chart(self, text: str) -> str:
        """An account of the official chart that isn't open yet, to be opened; nothing where it has none such."""
        code = text.partition("-")[0].strip()
        year = max(self._target.ledger.dated_years, default=0)
        if self._chart.row(code, year) is None:
            return ""
        try:
            return self._target.accounts.resolve(code)
        except UnknownAccountError:
            return ""
