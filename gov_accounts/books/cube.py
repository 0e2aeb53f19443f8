"""The cube: postings alike in all that tables ask about, summed.

Debits and credits turn once, here: an amount is positive on its account's normal side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter, is_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.books.metadata import code_of, text_of
from gov_accounts.books.postings import counted_postings
from gov_accounts.books.sums import Sums, sum_postings
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import role
from gov_accounts.money import APPROPRIATIONS, BUDGETARY, FINANCIAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence

    from gov_accounts.books.postings import Posting
    from gov_accounts.law.codes import Codes

DETAIL: Final = ":"
"""Between an account and the name of a detail of it, in a code."""
_SUMS: Final = "gov_accounts_sums"
"""The key of beancount's options under which they are handed on."""


class Key(NamedTuple):
    """All that tables ask of a posting: postings of one key count alike.

    Where details of accounts are told apart, the code is ``8101:归集调入``; where months are, there is one.
    """

    code: str
    func: str
    econ: str
    fund: str
    project: str
    year: int
    closing: bool
    month: int = 0


_KEY: Final = attrgetter("code", "func", "econ", "fund", "project", "voucher.date.year", "closing")
"""The same as `key_of`, as a plain tuple: asked of every posting, so it must be quick."""


def key_of(posting: Posting) -> Key:
    """The key of a posting."""
    return Key(*_KEY(posting))


class Group(NamedTuple):
    """Postings of one key, summed; or groups alike in what a table asks, put together.

    Attributes:
        fen: their sum, positive on the account's normal side.
        sign: what a posting's fen counts with in it.
        postings: how many they are.
        of: the groups that were put together to be this one, for a table that asks less.
        month: 1 to 12, where months are told apart.
    """

    code: str
    func: str
    econ: str
    fund: str
    project: str
    year: int
    closing: bool
    fen: int
    sign: int
    postings: int
    of: tuple[Group, ...] = ()
    month: int = 0

    @property
    def key(self) -> Key:
        """The key of its postings."""
        return Key(self.code, self.func, self.econ, self.fund, self.project, self.year, self.closing, self.month)


def group_postings(
    postings: Iterable[Posting], codes: Codes, key: Callable[[Posting], tuple[Any, ...]] = _KEY
) -> tuple[Group, ...]:
    """Postings summed by their keys. One pass.

    Args:
        postings: the postings.
        codes: the lists.
        key: what is told apart; the fields of a `Key`.
    """
    return grouped(((key(posting), posting.fen, 1) for posting in postings), codes)


def grouped(sums: Iterable[tuple[tuple[Any, ...], int, int]], codes: Codes) -> tuple[Group, ...]:
    """Sums of postings put together by the fields of a `Key`, each with what it comes to and how many it is of."""
    by_key: dict[tuple[Any, ...], list[int]] = {}
    for key, fen, postings in sums:
        found = by_key.setdefault(key, [0, 0])
        found[0] += fen
        found[1] += postings
    groups: list[Group] = []
    for told in sorted(by_key):
        each, (fen, postings) = Key(*told), by_key[told]
        row = codes.chart.rows.get(each.code.partition(DETAIL)[0])
        sign = -1 if row is not None and row.credit_normal else 1
        groups.append(Group(*each[:7], sign * fen, sign, postings, month=each.month))
    return tuple(groups)


def counted_groups(sums: Sums, codes: Codes) -> tuple[Group, ...]:
    """The groups of what tables count, as those of `counted_postings` are."""

    def counted() -> Iterator[tuple[tuple[Any, ...], int, int]]:
        for each in sums:
            if each.commodity == BUDGETARY and (code := account_code(each.account)):
                found = (code, code_of(each.func), code_of(each.econ), text_of(each.fund), text_of(each.project))
                yield (*found, each.year, each.closing), each.fen, each.postings
        for posting in counted_postings(sums.appropriating):
            if posting.commodity == APPROPRIATIONS:
                yield _KEY(posting), posting.fen, 1

    return grouped(counted(), codes)


def financial_groups(sums: Sums, codes: Codes) -> tuple[Group, ...]:
    """The groups of the financial book, as those of `financial_postings` are."""
    return grouped(
        (
            ((code, *map(text_of, each[2:6]), each.year, each.closing), each.fen, each.postings)
            for each in sums
            if each.commodity == FINANCIAL and (code := account_code(each.account))
        ),
        codes,
    )


@dataclass(frozen=True, slots=True)
class _HandedOn:
    """Sums, and the very directives that they are of: a plugin that runs later may have changed some."""

    entries: Sequence[Any] = field(repr=False)
    sums: Sums = field(repr=False)
    groups: tuple[Group, ...] = field(repr=False)

    def are_of(self, entries: Sequence[Any]) -> bool:
        return len(self.entries) == len(entries) and all(map(is_, self.entries, entries))


def sums_of(entries: Sequence[Any], codes: Codes, options: MutableMapping[str, Any]) -> tuple[Sums, tuple[Group, ...]]:
    """The sums of a ledger's directives, and the groups of what tables count: as a plugin has handed them on, or made.

    Args:
        entries: the directives.
        codes: the lists.
        options: beancount's options map, in which they are handed on.
    """
    known = options.get(_SUMS)
    if not (isinstance(known, _HandedOn) and known.are_of(entries)):
        sums = sum_postings(entries)
        known = options[_SUMS] = _HandedOn(entries, sums, counted_groups(sums, codes))
    return known.sums, known.groups


def years_of(groups: Iterable[Group]) -> tuple[int, ...]:
    """The years a ledger has income, expenditure or appropriations of."""
    return tuple(sorted({group.year for group in groups if not group.closing and role(group.code).yearly}))


def is_closed(groups: Sequence[Group], year: int) -> bool:
    """Whether a year's income and expenditure were carried over: 结转分录 took from each account just what it had."""
    flows: dict[str, int] = {}
    carried: dict[str, int] = {}
    for group in groups:
        if group.year == year and role(group.code).budget_flow:
            sums = carried if group.closing else flows
            sums[group.code] = sums.get(group.code, 0) + group.fen
    accounts = flows.keys() | carried.keys()
    return any(flows.values()) and all(flows.get(each, 0) + carried.get(each, 0) == 0 for each in accounts)


def well_coded(group: Group, codes: Codes) -> bool:
    """Whether income has a functional code in force, and expenditure an economic one too. Nothing else needs any."""
    known = role(group.code)
    if group.closing or not known.budget_flow:
        return True
    return all(codes.classification(key).row(getattr(group, key), group.year) is not None for key in known.needs)
