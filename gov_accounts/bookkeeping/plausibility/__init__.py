"""Slips that balance and make tables, and are wrong all the same: one module a family, their rules in data.

    vouchers + rules/plausibility.toml ──plausibility_findings──► findings of a ledger
    tables of a year ──tables.table_findings──► findings of its tables

All of them are of ledgers that may yet be right: ``checked: "说明"`` says so, see `rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from beancount.core.data import Balance, Open, Transaction

from gov_accounts.bookkeeping.plausibility.balances import balance_findings
from gov_accounts.bookkeeping.plausibility.dates import date_findings
from gov_accounts.bookkeeping.plausibility.economic import economic_findings
from gov_accounts.bookkeeping.plausibility.items import item_findings
from gov_accounts.bookkeeping.plausibility.keys import key_findings
from gov_accounts.bookkeeping.plausibility.numbering import numbering_findings
from gov_accounts.bookkeeping.plausibility.vouchers import voucher_findings

if TYPE_CHECKING:
    from gov_accounts.codes import Codes
    from gov_accounts.findings import Finding
    from gov_accounts.statements import Group

__all__ = ["plausibility_findings"]


def plausibility_findings(entries: Sequence[Any], groups: Iterable[Group], codes: Codes) -> list[Finding]:
    """What in a ledger is implausible.

    Args:
        entries: beancount's directives in date order, the plugins run.
        groups: the facts of its budget book, summed.
        codes: the official lists and the unit's own.
    """
    vouchers = [entry for entry in entries if isinstance(entry, Transaction)]
    opens = {entry.account: entry for entry in entries if isinstance(entry, Open)}
    assertions = (entry for entry in entries if isinstance(entry, Balance))
    return [
        *balance_findings(vouchers, opens, codes.chart),
        *item_findings(vouchers, groups, codes),
        *voucher_findings(vouchers),
        *numbering_findings(vouchers),
        *date_findings(vouchers, assertions),
        *key_findings(opens.values(), vouchers),
        *economic_findings(vouchers, codes),
    ]
