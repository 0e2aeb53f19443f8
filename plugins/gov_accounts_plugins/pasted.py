"""Derived legs that were pasted into the ledger's text.

Fava's "Duplicate" and beancount's printer write out what the plugins added::

    2020-04-07 * "某供电公司" "四月电费" #2060501 #30206
      Expenses:5001-业务活动费用                   99.40 CNY
      Assets:1011-零余额账户用款额度              -99.40 CNY
      Expenses:7201-事业支出:基本支出              99.40 CNY.B
        derived: "平行记账"

Such legs count as written, once: none are derived beside them. But they say of themselves that they follow the other
legs, and they don't any more.

A leg that ``parallel`` derives stands at its voucher's first line, since it has no line of its own. A leg that was
typed or pasted has one. So this may run before ``parallel`` or after it, and on its own result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from beancount.core.data import Transaction

from gov_accounts.books.marks import DERIVED
from gov_accounts.findings import Finding, Place
from gov_accounts_plugins.error import LedgerError, error_of

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence


def pasted(entries: list[Any], options: MutableMapping[str, Any]) -> tuple[list[Any], list[LedgerError]]:
    """Find vouchers with written legs that have ``derived:``. Returns the entries as they are."""
    del options
    marked = []
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:  # Of all legs a ledger has: nothing is called for each.
                if posting.meta and DERIVED in posting.meta:
                    marked.append(entry)
                    break
    found = ((entry, _pasted_legs(entry)) for entry in marked)
    return entries, [error_of(_finding(legs), entry) for entry, legs in found if legs]


def _pasted_legs(txn: Any) -> list[tuple[str, Place]]:
    """The accounts and places of a voucher's written legs that say that they were derived."""
    voucher = Place(txn.meta["filename"], txn.meta["lineno"])
    legs = []
    for posting in txn.postings:
        meta = posting.meta
        if meta is not None and DERIVED in meta:
            place = Place(meta.get("filename", voucher.file), meta.get("lineno") or voucher.line)
            if place != voucher:
                legs.append((posting.account, place))
    return legs


def _finding(legs: Sequence[tuple[str, Place]]) -> Finding:
    accounts = "、".join(account for account, _ in legs)
    return Finding(
        "derived-leg-written",
        f"凭证里有 {len(legs)} 条分录写着 {DERIVED}:，是软件推出后被粘贴进账本的：{accounts}。",
        "推出的分录不写进账本，每次读账本时由财务分录推出；写进了账本的照写的算，不再推出，财务分录改了它也不跟着变。"
        "在 Fava 里复制凭证，或用 beancount 打印凭证，会把它们一起写出来。",
        f"删掉这张凭证里写着 {DERIVED}: 的各条分录，由软件推出；确实要自己写的，只删掉 {DERIVED}: 这几行。",
        legs[0][1],
    )
