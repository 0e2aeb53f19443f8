"""A ledger's vouchers as others' software would have them: both books, numbered by month, accounts by their codes."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import TypeGuard

from beancount.core.data import Custom, Directive, Transaction
from beancount.parser import printer

from gov_accounts.books.draft_text import code_line, quoted
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import Posting, read_postings
from gov_accounts.money import APPROPRIATIONS
from tests.exchange.layouts import Entry, Slip

_DECLARED = ("gov-code", "gov-project")
_OFFICIAL = re.compile(r"([0-9]{6,})-")


class Numbered:
    """Accounts by code, as software that knows only codes has them: two digits more for each level."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._used: Counter[str] = Counter()

    def code(self, account: str) -> str:
        """The code of an account; official details keep theirs."""
        path = account.partition(":")[2]
        if path not in self._codes:
            above, _, own = path.rpartition(":")
            official = _OFFICIAL.match(own)
            if not above:
                code = own[:4]
            elif official:
                code = official[1]
            else:
                parent = self.code(f"x:{above}")
                self._used[parent] += 1
                code = f"{parent}{50 + self._used[parent]}"
            self._codes[path] = code
        return self._codes[path]


def name_of(account: str) -> str:
    """The last part of an account, without the number that it begins with."""
    own = account.rpartition(":")[2]
    return re.sub(r"^[0-9]+-", "", own) or own


def slips_of(ledger: Ledger) -> list[Slip]:
    """The vouchers of the two books, in the ledger's order."""
    numbered = Numbered()
    numbers: Counter[tuple[int, int]] = Counter()
    made = []
    for _, group in groupby(read_postings(ledger.entries), attrgetter("entry")):
        legs = [each for each in group if each.commodity != APPROPRIATIONS and each.fen]
        if not legs:
            continue
        month = (legs[0].date.year, legs[0].date.month)
        numbers[month] += 1
        entries = tuple(_entry(each, numbered) for each in legs)
        words = " ".join(legs[0].voucher.narration.split()) or "凭证"
        made.append(Slip(legs[0].date, "记", numbers[month], entries, words, closing=legs[0].closing))
    return made


def _entry(leg: Posting, numbered: Numbered) -> Entry:
    name = name_of(leg.account)
    return Entry(numbered.code(leg.account), name, leg.fen, leg.func, leg.econ, leg.fund, leg.project)


def coded(ledger: Ledger) -> str:
    """The details that vouchers are posted to, open, and the code that each has: what a 科目余额表 tells beforehand."""
    numbered = Numbered()
    lines: dict[str, str] = {}
    for each in read_postings(ledger.entries):
        if each.commodity != APPROPRIATIONS and each.fen:
            code = numbered.code(each.account)
            if each.account.count(":") > 1:
                account = _official(each.account)
                opened = f"2000-01-01 open {account} {each.commodity}\n"
                lines[account] = opened + code_line(datetime.date(2000, 1, 1), code, account)
    return "\n".join(lines.values())


def beside(ledger: Ledger) -> str:
    """What no journal has: what the unit declares, and the vouchers of the appropriations with their accounts."""
    lines = [
        " ".join([f"2000-01-01 custom {quoted(each.type)}", *(quoted(str(value.value)) for value in each.values)])
        for each in ledger.entries
        if isinstance(each, Custom) and each.type in _DECLARED
    ]
    # Loading has added the codes found as tags, which legs without one would take.
    vouchers = [
        each._replace(tags=frozenset(tag for tag in each.tags if not tag.isdigit()))
        for each in ledger.entries
        if _is_appropriation(each)
    ]
    used = {leg.account for each in vouchers for leg in each.postings}
    # The template has opened the accounts without details.
    lines += [f"2000-01-01 open {_official(each)} {APPROPRIATIONS}" for each in sorted(used) if each.count(":") > 1]
    return "\n".join([*lines, *(_renamed(printer.format_entry(each), used) for each in vouchers)])


_ROOTS = {"1": "Assets", "2": "Liabilities", "4": "Income", "5": "Expenses", "6": "Income", "7": "Expenses"}


def _official(account: str) -> str:
    """An account with its root's own name: the ledger may have renamed its roots."""
    path = account.partition(":")[2]
    root = "Assets" if path.startswith(("8001", "9001")) else _ROOTS.get(path[0], "Equity")
    return f"{root}:{path}"


def _renamed(text: str, accounts: Iterable[str]) -> str:
    for each in sorted(accounts, key=len, reverse=True):
        # A leg may have a flag before its account.
        text = re.sub(rf"^( +(?:\S )?){re.escape(each)} ", rf"\1{_official(each)} ", text, flags=re.MULTILINE)
    return text


def _is_appropriation(entry: Directive) -> TypeGuard[Transaction]:
    return isinstance(entry, Transaction) and all(
        leg.units is not None and leg.units.currency == APPROPRIATIONS for leg in entry.postings
    )
