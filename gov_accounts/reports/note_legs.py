"""Postings as the rows of 附注 ask of them: told apart by details and what falls due, with their codes and parties."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.books.metadata import text_of
from gov_accounts.books.parties import opened_with
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import role
from gov_accounts.law.codes import item_key
from gov_accounts.money import FINANCIAL
from gov_accounts.reports.trial_balance import account_steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting
    from gov_accounts.statements.cut import Cut

_CODES: Final = ("econ", "fund")
_NUMBER: Final = re.compile(r"[0-9]+[-－]")


class Leg(NamedTuple):
    """A posting, or a part of one.

    Attributes:
        path: the names of its account and of its details, without their numbers.
        econ, fund: of income and cost.
        party: whom it is with, by the name that the ledger declares; nothing where it declares none.
        kind: the class of that party.
    """

    posting: Posting
    path: tuple[str, ...]
    econ: str
    fund: str
    party: str
    kind: str

    @property
    def code(self) -> str:
        """Its account's, with what tells it apart: see ``statements.cut``."""
        return self.posting.code


class Reader:
    """What a ledger says of postings that doesn't stand on them: in ``open``s, vouchers, and of parties.

    Attributes:
        met: the names, as they are declared, of parties that some posting is with.
    """

    def __init__(self, ledger: Ledger, parties: Mapping[str, str]) -> None:
        self._entries = ledger.entries
        self._chart = ledger.codes.chart
        # A detail may be named as its account has it, with its number.
        self._parties = {_plain(name): kind for name, kind in parties.items()} | dict(parties)
        self._declared = {_plain(name): name for name in parties} | {name: name for name in parties}
        self.met: set[str] = set()
        self._opened = {key: opened_with(ledger.entries, key) for key in _CODES}
        self._paths: dict[str, tuple[str, ...]] = {}

    def legs(self, vouchers: Sequence[Sequence[Posting]], cut: Cut) -> Mapping[str, Sequence[Leg]]:
        """The legs of the financial book up to the last day of a cut, by the code of their account."""
        found: dict[str, list[Leg]] = defaultdict(list)
        for voucher in vouchers:
            if voucher[0].date <= cut.last:
                for each in cut.postings([voucher]):
                    if each.commodity == FINANCIAL:
                        found[account_code(each.account)].append(self._leg(each, voucher))
        return found

    def _leg(self, posting: Posting, voucher: Sequence[Posting]) -> Leg:
        path = self._path(posting.account)
        if not role(account_code(posting.account)).flow:
            return Leg(posting, path, "", "", *self._party(path[1:]))
        econ, fund = (self._code(key, posting, voucher) for key in _CODES)
        return Leg(posting, path, econ, fund, *self._party((*path[1:], posting.voucher.payee)))

    def _path(self, account: str) -> tuple[str, ...]:
        if account not in self._paths:
            steps = account_steps(account, self._chart)
            self._paths[account] = tuple(_plain(each.name) or each.key for each in steps)
        return self._paths[account]

    def _party(self, names: Sequence[str]) -> tuple[str, str]:
        found = next((each for each in names if each in self._parties), "")
        if not found:
            return "", ""
        self.met.add(self._declared[found])
        return found, self._parties[found]

    def _code(self, key: str, posting: Posting, voucher: Sequence[Posting]) -> str:
        """A posting's code. ``classify`` gives it none where no budget legs are derived from the voucher.

        Then it is what the voucher says, or the account's ``open`` or a parent's; else what its budget legs agree on.
        """
        if own := str(getattr(posting, key)):
            return own
        entry = self._entries[posting.entry]
        if key in entry.meta:
            return text_of(entry.meta[key])
        tags = [str(tag) for tag in entry.tags if item_key(tag) == key]
        if len(tags) == 1:
            return tags[0]
        parts = posting.account.split(":")
        for length in range(len(parts), 1, -1):
            if said := self._opened[key].get(":".join(parts[:length])):
                return said
        agreed = {str(getattr(each, key)) for each in voucher if role(each.code).budget_flow}
        return agreed.pop() if len(agreed) == 1 else ""


def _plain(name: str) -> str:
    """A detail's name without its number."""
    return _NUMBER.sub("", name, count=1) if _NUMBER.match(name) else name
