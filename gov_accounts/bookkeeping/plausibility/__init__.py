"""Slips that balance and make tables, and are wrong all the same: one module a family, their rules in data.

    vouchers ──read──► Reading ──rules of plausibility.toml──► findings of a ledger
    tables of a year ──tables.table_findings──► findings of its tables

All of them are of ledgers that may yet be right: ``checked: "说明"`` says so, see `rules`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from beancount.core.data import Balance, Open, Transaction

from gov_accounts.bookkeeping.plausibility.balances import balance_findings
from gov_accounts.bookkeeping.plausibility.dates import date_findings
from gov_accounts.bookkeeping.plausibility.economic import economic_findings
from gov_accounts.bookkeeping.plausibility.items import item_findings
from gov_accounts.bookkeeping.plausibility.keys import key_findings
from gov_accounts.bookkeeping.plausibility.numbering import numbering_findings
from gov_accounts.bookkeeping.plausibility.reading import read
from gov_accounts.bookkeeping.plausibility.rules import rules
from gov_accounts.bookkeeping.plausibility.vouchers import voucher_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.books.cube import Group
    from gov_accounts.findings import Finding
    from gov_accounts.law.codes import Codes

__all__ = ["plausibility_findings"]


def plausibility_findings(entries: Sequence[Any], groups: Iterable[Group], codes: Codes) -> list[Finding]:
    """What in a ledger is implausible.

    Args:
        entries: beancount's directives in date order, the plugins run.
        groups: the facts of its budget book, summed.
        codes: the official lists and the unit's own.
    """
    vouchers = [entry for entry in entries if isinstance(entry, Transaction)]
    opened = {entry.account: entry for entry in entries if isinstance(entry, Open)}
    assertions = (entry for entry in entries if isinstance(entry, Balance))
    reading = read(vouchers, opened, rules()["money-below-zero"].texts("accounts"))
    return [
        *balance_findings(reading, codes.chart),
        *item_findings(reading, groups, codes),
        *voucher_findings(reading),
        *numbering_findings(reading),
        *date_findings(reading, assertions),
        *key_findings(reading),
        *economic_findings(reading, codes),
    ]
