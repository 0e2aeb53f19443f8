"""Ledgers drawn elsewhere, their vouchers as sheets: what was drawn says what their tables are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from beancount.core.data import Transaction

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.marks import DERIVED
from gov_accounts.books.postings import read_postings
from gov_accounts.ledger import load
from tests.exchange.layouts import Entry, Slip


def slips_of(entries: Sequence[Any], start: int = 1) -> list[Slip]:
    """The vouchers of a ledger, codes resolved, accounts by their whole names; derived legs left out."""
    legs: dict[int, list[Entry]] = {}
    for each in read_postings(entries):
        if not each.derived and each.fen:
            entry = Entry(each.account, "", each.fen, each.func, each.econ, each.fund, each.project)
            legs.setdefault(each.entry, []).append(entry)
    numbers: dict[tuple[int, int], int] = {}
    slips = []
    for index, found in legs.items():
        txn = entries[index]
        month = (txn.date.year, txn.date.month)
        numbers[month] = number = numbers.get(month, start - 1) + 1
        slips.append(Slip(txn.date, "记", number, tuple(found), closing="year-close" in txn.tags))
    return slips


def without_vouchers(text: Mapping[str, str], entries: Iterable[Any], folder: Path, main: str) -> Ledger:
    """The ledger without its vouchers, written and loaded: each transaction's lines are left out."""
    written = {name: content.split("\n") for name, content in text.items()}
    for txn in entries:
        if isinstance(txn, Transaction):
            name = Path(txn.meta["filename"]).relative_to(folder).as_posix()
            lines = written[name]
            line = txn.meta["lineno"] - 1
            lines[line] = ""
            line += 1
            while line < len(lines) and lines[line][:1].isspace() and lines[line].strip():
                lines[line] = ""
                line += 1
    for name, lines in written.items():
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return load(folder / main)


def derived(entries: Iterable[Any]) -> bool:
    """Whether a leg was derived."""
    return any(
        DERIVED in (leg.meta or {}) for each in entries if isinstance(each, Transaction) for leg in each.postings
    )
