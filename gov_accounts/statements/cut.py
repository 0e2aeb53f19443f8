"""How postings are told apart for the statements of 政府会计制度: by details, by what they are against, and by months.

A code says what the forms ask of an account, after a colon: an official detail (``8101:归集调入``), what falls due
(``1502:一年内到期``), a debit (``3101:借方``), or for a credit the account it is against (``3101:对方3302``).
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.cube import DETAIL, Key, key_of
from gov_accounts.books.metadata import text_of
from gov_accounts.books.postings import read_postings
from gov_accounts.law.accounts import AGAINST, DEBITS, WITHIN_YEAR, account_code
from gov_accounts.law.cashflow import flow_code
from gov_accounts.law.chart import Cash, Element, official_chart, role
from gov_accounts.money import APPROPRIATIONS
from gov_accounts.months import last_day
from gov_accounts.statements.cashflow import Flow, flows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gov_accounts.books.postings import Posting
    from gov_accounts.books.sums import Sum
    from gov_accounts.law.accounting import Accounting

_NUMBER: Final = re.compile(r"[0-9]+[-－]?")


@dataclass(frozen=True)
class Cut:
    """How postings are told apart for a set of statements.

    Attributes:
        statements: the set.
        last: the last day that counts.
        monthly: whether they are of a month: as things stand before the year's 结转分录, in December too.
        due: account → when what stands on it falls due, as its ``open`` says.
    """

    statements: Accounting
    last: datetime.date
    monthly: bool
    due: Mapping[str, datetime.date]
    _known: dict[tuple[str, frozenset[str]], str] = field(default_factory=dict, compare=False, repr=False)

    def postings(self, vouchers: Iterable[Sequence[Posting]]) -> Iterator[Posting]:
        """The postings of vouchers, see `vouchers`, their codes as the forms ask for them.

        Those of a voucher that carries a period's income and expense over count as 结转, whatever its tags. A posting
        against several accounts that the forms tell apart is several.
        """
        for legs in vouchers:
            yield from self.parts(legs)
            for flow in self.flows(legs):
                yield flow.leg._replace(code=flow_code(flow.row), fen=flow.fen)

    def parts(self, voucher: Sequence[Posting]) -> Iterator[Posting]:
        """The same of one voucher, but for what its money was paid or received for."""
        for each in voucher:
            for detail, fen in self._parts(each, voucher):
                code = f"{each.code}{DETAIL}{detail}" if detail else each.code
                yield each if (code, fen) == (each.code, each.fen) else each._replace(code=code, fen=fen)

    def sums(self, sums: Iterable[Sum]) -> Iterator[tuple[Key, int, int]]:
        """Sums of postings by what the forms ask of them, with what they come to and of how many they are.

        None of them is of a voucher with an account that is `Accounting.by_voucher`.
        """
        last = (self.last.year, self.last.month)
        coded: dict[str, str] = {}
        for each in sums:
            closes = self.monthly and each.closing and each.year == self.last.year
            if each.commodity == APPROPRIATIONS or (each.year, each.month) > last or closes:
                continue
            code = coded.get(each.account)
            if code is None:
                code = coded[each.account] = self._of_account(each.account)
            if code:
                told = (text_of(each.func), text_of(each.econ), text_of(each.fund), text_of(each.project))
                month = each.month if self.monthly else 0
                yield Key(code, *told, each.year, each.closing, month), each.fen, each.postings

    def _of_account(self, account: str) -> str:
        """The code of what is posted to an account, with the detail that the forms ask for; nothing for one without."""
        code = account_code(account)
        asked = self.statements.details.get(code, frozenset())
        detail = self._official(account, code, asked) if asked else ""
        return f"{code}{DETAIL}{detail}" if detail else code

    def vouchers(self, entries: Iterable[Any]) -> list[list[Posting]]:
        """The vouchers that count, each the legs of its financial and budget books, with their own codes."""
        read = (each for each in read_postings(entries) if each.commodity != APPROPRIATIONS and each.code)
        kept = [each for each in read if each.date <= self.last and not self._ends_the_year(each)]
        moving = {each.entry for each in kept if _moves(each.code)}
        carrying = {each.entry for each in kept if each.code in self.statements.transfers} - moving
        vouchers: dict[int, list[Posting]] = defaultdict(list)
        for each in kept:
            vouchers[each.entry].append(each._replace(closing=True) if each.entry in carrying else each)
        return list(vouchers.values())

    def flows(self, voucher: Sequence[Posting]) -> Iterator[Flow]:
        """What a voucher's money was paid or received for, where the set has 现金流量表."""
        if self.statements.cash_flow is not None:
            yield from flows(voucher, self.statements.cash_flow, self._coded)

    def _coded(self, posting: Posting) -> str:
        detail = self._detail(posting, self.statements.details.get(posting.code, frozenset()))
        return f"{posting.code}{DETAIL}{detail}" if detail else posting.code

    def key(self, posting: Posting) -> Key:
        """All that the forms ask of one of these postings."""
        found = key_of(posting)
        return found._replace(month=posting.date.month) if self.monthly else found

    def _ends_the_year(self, posting: Posting) -> bool:
        return self.monthly and posting.closing and posting.date.year == self.last.year

    def _against(self, code: str) -> tuple[str, ...]:
        """The accounts, or what they begin with, that the forms tell an account's credits apart by."""
        asked = self.statements.details.get(code, frozenset())
        return tuple(each.removeprefix(AGAINST) for each in sorted(asked) if each.startswith(AGAINST))

    def _parts(self, posting: Posting, voucher: Sequence[Posting]) -> list[tuple[str, int]]:
        """The details that a posting is of, and how much of it; nothing for one that the forms don't ask for."""
        asked = self.statements.details.get(posting.code, frozenset())
        if not asked:
            return [("", posting.fen)]
        if DEBITS in asked and posting.fen > 0:
            return [(DEBITS, posting.fen)]
        if against := self._against(posting.code):
            return _shares(posting, voucher, against)
        return [(self._detail(posting, asked), posting.fen)]

    def _detail(self, posting: Posting, asked: frozenset[str]) -> str:
        if WITHIN_YEAR in asked:
            due = posting.due if isinstance(posting.due, datetime.date) else self.due.get(posting.account)
            if due is not None and due <= _year_after(self.last):
                return WITHIN_YEAR
        key = (posting.account, asked)
        if key not in self._known:
            self._known[key] = self._official(posting.account, posting.code, asked)
        return self._known[key]

    def _official(self, account: str, code: str, asked: frozenset[str]) -> str:
        """The detail of an account, among those asked for, by its official name or code."""
        official = {row.code: row.name for row in official_chart().under(code) if row.name in asked}
        for part in account.split(":")[2:]:
            number = _NUMBER.match(part)
            name = part[number.end() :] if number else part
            found = name if name in official.values() else official.get(number[0].rstrip("-－") if number else "", "")
            if found:
                return found
        return ""


def _shares(posting: Posting, voucher: Sequence[Posting], against: Sequence[str]) -> list[tuple[str, int]]:
    """How much of a posting is against each of some accounts.

    By the legs of the other side: all of it where they are of one kind; what they come to, where the posting is alone
    on its side; else the kind that comes to the same amount. Where none of that tells, it is against none of them.
    """
    sums: dict[str, int] = defaultdict(int)
    alone = True
    for each in voucher:
        if each.commodity != posting.commodity or not each.fen:
            continue
        if (each.fen > 0) == (posting.fen > 0):
            alone = alone and each is posting
        else:
            kind = next((begin for begin in against if each.code.startswith(begin)), "")
            sums[f"{AGAINST}{kind}" if kind else ""] -= each.fen
    if len(sums) == 1:
        return [(next(iter(sums)), posting.fen)]
    if alone and sum(sums.values()) == posting.fen:
        return [(kind, fen) for kind, fen in sums.items() if fen]
    same = [kind for kind, fen in sums.items() if kind and fen == posting.fen]
    return [(same[0] if len(same) == 1 else "", posting.fen)]


def _moves(code: str) -> bool:
    """Whether an account is of what a unit has or owes, or of its money: then a voucher does more than carry over."""
    known = role(code)
    return known.element in (Element.ASSET, Element.LIABILITY) or known.cash is Cash.IN_HAND


def _year_after(day: datetime.date) -> datetime.date:
    return last_day(day.year + 1, day.month)
