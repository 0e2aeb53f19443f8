"""What the ledger remembers of matches: ``bank: "2020-06-03#10203344"`` under a leg, the movement's day and number.

A movement without a number that is its own that day is called by its place in the day: ``2020-06-03#第2笔``. A leg
that several movements make names them all, with blanks between.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.bank import messages
from gov_accounts.bank.matching import Basis, Match
from gov_accounts.bank.statement import plain_reference
from gov_accounts.money import yuan_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.bank.lines import BookLine
    from gov_accounts.bank.statement import Movement
    from gov_accounts.books.postings import Period
    from gov_accounts.findings import Finding

_MARK: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})#(\S+)")
_ORDINAL: Final = re.compile(r"第([0-9]{1,6})笔")
Key = tuple[datetime.date, str | int]
"""A movement's day, and its number or its place in the day."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the marks of an account come to.

    Attributes:
        matches: what holds in the statement.
        before: lines that the bank has before the statement begins.
        after: lines that the bank has after the last day.
        findings: marks that don't hold.
    """

    matches: tuple[Match, ...]
    before: frozenset[int]
    after: frozenset[int]
    findings: tuple[Finding, ...]


def mark_of(rows: Iterable[int], bank: Sequence[Movement], keys: Mapping[Key, int]) -> str:
    """The mark of a leg that movements are."""
    return " ".join(_named(bank[index], index, keys) for index in rows)


def movement_keys(bank: Sequence[Movement]) -> dict[Key, int]:
    """Movements by what a mark may call them; a number that two have on a day is no name."""
    found: dict[Key, int] = {}
    several: set[Key] = set()
    for index, each in enumerate(bank):
        found[each.date, each.ordinal] = index
        for reference in each.references:
            key = (each.date, reference)
            if key in found:
                several.add(key)
            found[key] = index
    return {key: index for key, index in found.items() if key not in several}


def _named(movement: Movement, index: int, keys: Mapping[Key, int]) -> str:
    for reference in movement.references:
        if keys.get((movement.date, reference)) == index and not re.search(r"\s", reference):
            return f"{movement.date}#{reference}"
    return f"{movement.date}#第{movement.ordinal}笔"


def remembered(books: Sequence[BookLine], bank: Sequence[Movement], period: Period) -> Remembered:
    """What the marks say.

    Args:
        books: the account's lines.
        bank: the statement's movements.
        period: from the statement's first day to the last that is looked at.
    """
    keys = movement_keys(bank)
    groups: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(books):
        if line.mark:
            groups[" ".join(line.mark.split())].append(index)
    matches: list[Match] = []
    before: set[int] = set()
    after: set[int] = set()
    findings: list[Finding] = []
    used: set[int] = set()
    for mark, lines in groups.items():
        named = _read(mark)
        days = [day for day, _ in named]
        rows = [keys[each] for each in named if each in keys]
        why = ""
        if not named:
            why = "写法不对，写成 2020-06-03#流水号"
        elif all(day < period.first for day in days):
            before.update(lines)
            continue
        elif all(day > period.last for day in days):
            after.update(lines)
            continue
        elif len(rows) < len(named) or len(set(rows)) < len(rows):
            why = "对账单里没有这一笔"
        elif used.intersection(rows):
            why = "这笔银行收支已经记在别的分录下"
        elif (total := sum(books[each].fen for each in lines)) != (paid := sum(bank[each].fen for each in rows)):
            why = f"分录合计 {yuan_text(total)}，银行是 {yuan_text(paid)}"
        if why:
            findings.append(messages.mark_fails(mark, why, books[lines[0]].posting.place))
            continue
        used.update(rows)
        matches.append(Match(tuple(lines), tuple(sorted(rows)), Basis.REMEMBERED))
    return Remembered(tuple(matches), frozenset(before), frozenset(after), tuple(findings))


def _read(mark: str) -> list[Key]:
    """The movements that a mark names; none where it isn't written as one."""
    named: list[Key] = []
    for part in mark.split():
        match = _MARK.fullmatch(part)
        if match is None:
            return []
        try:
            day = datetime.date.fromisoformat(match[1])
        except ValueError:
            return []
        ordinal = _ORDINAL.fullmatch(match[2])
        named.append((day, int(ordinal[1]) if ordinal else plain_reference(match[2])))
    return named
