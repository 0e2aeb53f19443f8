"""The cube: facts alike in all that tables ask about, summed.

Debits and credits turn once, here: an amount is positive on its account's normal side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import is_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.books.facts import read_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping, Sequence

    from gov_accounts.books.facts import Fact
    from gov_accounts.law.codes import Codes

_SUMS: Final = "gov_accounts_sums"
"""The key of beancount's options under which they are handed on."""
_FLOW_BOOK_DIGITS: Final = ("6", "7")
"""Income and expenditure of the budget book: what 年末结转 empties."""
_EXPENDITURE_DIGIT: Final = "7"
_YEARLY_DIGITS: Final = (*_FLOW_BOOK_DIGITS, "9")


class Group(NamedTuple):
    """Facts alike in all that tables ask about.

    Attributes:
        fen: their sum, positive on the account's normal side.
        postings: how many they are.
        facts: the facts themselves, where they were kept.
        of: the groups that were put together to be this one, for a table that asks less.
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
    facts: tuple[Fact, ...]
    of: tuple[Group, ...] = ()


def group_facts(facts: Iterable[Fact], codes: Codes, *, keep: bool = True) -> tuple[Group, ...]:
    """Facts grouped by everything tables ask about. One pass.

    With `keep` false the groups are sums only and forget their facts: enough to know whether ties hold.
    """
    sums: dict[tuple[str, str, str, str, str, int, bool], int] = {}
    counts: dict[tuple[str, str, str, str, str, int, bool], int] = {}
    kept: dict[tuple[str, str, str, str, str, int, bool], list[Fact]] = {}
    for fact in facts:
        code, _, func, econ, fund, project, fen, closing, _, _, voucher = fact
        key = (code, func, econ, fund, project, voucher.date.year, closing)
        if key in sums:
            sums[key] += fen
            counts[key] += 1
        else:
            sums[key] = fen
            counts[key] = 1
            kept[key] = []
        if keep:
            kept[key].append(fact)
    groups: list[Group] = []
    for key in sorted(sums):
        row = codes.chart.rows.get(key[0])
        sign = -1 if row is not None and row.credit_normal else 1
        groups.append(Group(*key, sign * sums[key], sign, counts[key], tuple(kept[key])))
    return tuple(groups)


@dataclass(frozen=True, slots=True)
class _HandedOn:
    """Sums, and the very directives that they are of: a plugin that runs later may have changed some."""

    entries: Sequence[Any] = field(repr=False)
    groups: tuple[Group, ...] = field(repr=False)

    def are_of(self, entries: Sequence[Any]) -> bool:
        return len(self.entries) == len(entries) and all(map(is_, self.entries, entries))


def sums_of(
    entries: Sequence[Any], codes: Codes, options: MutableMapping[str, Any], facts: Iterable[Fact] | None = None
) -> tuple[Group, ...]:
    """The sums of the facts of a ledger's directives: as a plugin has handed them on in beancount's options, or made.

    Args:
        entries: the directives.
        codes: the lists.
        options: the options map.
        facts: of the directives, if they are at hand.
    """
    known = options.get(_SUMS)
    if isinstance(known, _HandedOn) and known.are_of(entries):
        return known.groups
    groups = group_facts(read_facts(entries) if facts is None else facts, codes, keep=False)
    options[_SUMS] = _HandedOn(entries, groups)
    return groups


def years_of(groups: Iterable[Group]) -> tuple[int, ...]:
    """The years a ledger has income, expenditure or appropriations of."""
    return tuple(sorted({group.year for group in groups if not group.closing and group.code[:1] in _YEARLY_DIGITS}))


def is_closed(groups: Sequence[Group], year: int) -> bool:
    """Whether a year's income and expenditure were carried over: 结转分录 took from each account just what it had."""
    flows: dict[str, int] = {}
    carried: dict[str, int] = {}
    for group in groups:
        if group.year == year and group.code[:1] in _FLOW_BOOK_DIGITS:
            sums = carried if group.closing else flows
            sums[group.code] = sums.get(group.code, 0) + group.fen
    accounts = flows.keys() | carried.keys()
    return any(flows.values()) and all(flows.get(each, 0) + carried.get(each, 0) == 0 for each in accounts)


def well_coded(group: Group, codes: Codes) -> bool:
    """Whether income has a functional code in force, and expenditure an economic one too. Nothing else needs any."""
    kind = group.code[:1]
    if group.closing or kind not in _FLOW_BOOK_DIGITS:
        return True
    if codes.functional.row(group.func, group.year) is None:
        return False
    return kind != _EXPENDITURE_DIGIT or codes.economic.row(group.econ, group.year) is not None
