"""The vouchers that meet words: each word by the voucher itself, or by one of its legs."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from gov_accounts.books.voucher_number import VoucherNumber, read_number
from gov_accounts.reports.trial_balance import account_steps
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gov_accounts.books.postings import Posting
    from gov_accounts.law.codes import Codes
    from gov_accounts.search.words import Word


@dataclass(frozen=True, slots=True)
class Hit:
    """A voucher that meets all words.

    Attributes:
        legs: those that meet all words that any leg meets; where no leg meets all of these, those that meet one. Where
            it is the voucher itself that meets the words, all that were searched.
    """

    legs: tuple[Posting, ...]

    @property
    def first(self) -> Posting:
        """Its first leg shown, which knows its voucher."""
        return self.legs[0]


class _Account(NamedTuple):
    """What of an account is searched: the codes of its levels, and its names."""

    codes: frozenset[str]
    names: tuple[str, ...]


@dataclass(slots=True)
class Searched:
    """A ledger's names and codes as they are searched.

    Attributes:
        codes: the official lists and the unit's own.
        projects: project → its name.
    """

    codes: Codes
    projects: Mapping[str, str]
    _accounts: dict[str, _Account] = field(default_factory=dict)
    _projects: dict[str, tuple[str, str]] = field(default_factory=dict)
    _numbers: dict[str, tuple[str, VoucherNumber | None]] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def leg_meets(self, word: Word, leg: Posting) -> bool:
        """Whether a leg meets a word by its amount, its account, or one of its codes."""
        if word.amounts is not None and word.amounts.covers(leg.fen):
            return True
        account = self._account(leg.account)
        project, project_name = self._project(leg.project)
        if word.code and (
            word.code in account.codes
            or word.code in self.codes.functional.ancestors(leg.func)
            or word.code in self.codes.economic.ancestors(leg.econ)
            or (word.marked and word.code == leg.fund)
            or word.code == project
        ):
            return True
        return any(word.within(name) for name in (*account.names, project_name))

    def voucher_meets(self, word: Word, legs: Sequence[Posting]) -> bool:
        """Whether a voucher meets a word by its day, its number, its payee or narration, or its total in a book."""
        first = legs[0]
        if word.days is not None and word.days.covers(first.date):
            return True
        if first.number and self._numbered(word, first):
            return True
        if word.within(self._text(first.voucher.payee)) or word.within(self._text(first.voucher.narration)):
            return True
        amounts = word.amounts
        # Every large voucher has a total above some amount: nobody means that.
        return amounts is not None and amounts.one and any(amounts.covers(fen) for fen in totals(legs))

    def _numbered(self, word: Word, first: Posting) -> bool:
        if first.number not in self._numbers:
            text = plain(first.number)
            self._numbers[first.number] = text, read_number(text)
        text, number = self._numbers[first.number]
        if word.text == text:
            return True
        return word.number is not None and number is not None and word.number.means(number, first.date)

    def _account(self, name: str) -> _Account:
        if name not in self._accounts:
            steps = account_steps(name, self.codes.chart)
            names = dict.fromkeys([plain(name), *(plain(step.name) for step in steps)])
            self._accounts[name] = _Account(frozenset(step.code for step in steps if step.code), tuple(names))
        return self._accounts[name]

    def _project(self, project: str) -> tuple[str, str]:
        if project not in self._projects:
            self._projects[project] = plain(project), plain(self.projects.get(project, ""))
        return self._projects[project]

    def _text(self, text: str) -> str:
        if text not in self._texts:
            self._texts[text] = plain(text)
        return self._texts[text]


def totals(legs: Iterable[Posting]) -> Iterator[int]:
    """The debits and the credits of a voucher's legs, book by book, in fen; a credit is negative."""
    sums: dict[tuple[str, bool], int] = {}
    for leg in legs:
        side = leg.commodity, leg.fen < 0
        sums[side] = sums.get(side, 0) + leg.fen
    return iter(sums.values())


def search(postings: Iterable[Posting], words: Sequence[Word], searched: Searched) -> tuple[Hit, ...]:
    """The vouchers that meet all words, in the postings' order.

    Args:
        postings: those to be searched, the legs of a voucher one after the other.
        words: at least one.
        searched: the ledger's names and codes.
    """
    vouchers = (tuple(legs) for _, legs in groupby(postings, key=attrgetter("entry")))
    return tuple(hit for legs in vouchers if (hit := _hit(legs, words, searched)) is not None)


def _hit(legs: tuple[Posting, ...], words: Sequence[Word], searched: Searched) -> Hit | None:
    found: list[set[int]] = []
    for word in words:
        meeting = {index for index, leg in enumerate(legs) if searched.leg_meets(word, leg)}
        if meeting:
            found.append(meeting)
        elif not searched.voucher_meets(word, legs):
            return None
    if not found:
        return Hit(legs)
    shown = set.intersection(*found) or set.union(*found)
    return Hit(tuple(leg for index, leg in enumerate(legs) if index in shown))
