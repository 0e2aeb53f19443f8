"""Lines as vouchers: those of one voucher together, and the vouchers of both books for one business as one.

记-5  财务  5001 / 1011        凭证ID 7, 关联凭证ID 8  ┐
记-6  预算  7201 / 8001        凭证ID 8                ┴──►  one voucher, numbered as the financial one

Lines belong together by the voucher's own mark, where the file has one, else by day, kind and number. Two vouchers
are one where one names the other as related, or where day, kind and number are the same and one is of each book.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.bank.vocabulary import plain_head
from gov_accounts.books.voucher_number import read_number
from gov_accounts.exchange import journal_messages as messages
from gov_accounts.findings import Place
from gov_accounts.money import BUDGETARY, FINANCIAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.exchange.draft import Leg
    from gov_accounts.exchange.journal_rows import Key, Line
    from gov_accounts.findings import Finding

USUAL: Final = "记"
"""The kind of a voucher that says none."""
BUDGET_SERIES: Final = "预"
"""What the kind of budget vouchers is given where another's numbers are the same."""


class Read(NamedTuple):
    """A line with what it means: its leg; None where it can't be read."""

    line: Line
    leg: Leg | None


class Number(NamedTuple):
    """A voucher's number: kind, number, and what follows; `text` where it is of no known form."""

    kind: str
    number: int
    part: str
    text: str

    def shown(self, month: int, *, by_year: bool) -> str:
        """As a ledger writes it: ``记-5-003``; ``记-003`` where numbers run on through the year."""
        if not self.kind:
            return self.text
        return (
            f"{self.kind}-{self.number:03}{self.part}"
            if by_year
            else f"{self.kind}-{month}-{self.number:03}{self.part}"
        )


@dataclass(frozen=True, slots=True)
class Voucher:
    """The lines of one voucher, in the file's order.

    Attributes:
        date: its day.
        number: its number as a ledger writes it; nothing where it has none.
        budget_number: that of the budget voucher that is joined to it, where it is another.
        lines: its lines.
    """

    date: datetime.date
    number: str
    budget_number: str
    lines: tuple[Read, ...]

    @property
    def first(self) -> Line:
        """Its first line."""
        return self.lines[0].line

    @property
    def books(self) -> frozenset[str]:
        """The commodities of its legs."""
        return frozenset(each.leg.commodity for each in self.lines if each.leg is not None)


class _Joined:
    """Which groups are one: each knows another that it is one with."""

    def __init__(self, count: int) -> None:
        self._with = list(range(count))

    def find(self, one: int) -> int:
        while self._with[one] != one:
            self._with[one] = self._with[self._with[one]]
            one = self._with[one]
        return one

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._with[second] = first


def numbered(key: Key, kinds: Mapping[str, str]) -> Number:
    """A number taken apart: ``0003`` of kind 记账凭证, ``记-5-003`` and ``记字第3号`` are all 记 3."""
    found = read_number(key.number)
    if found is None:
        words = "-".join(filter(None, (key.word, key.number)))
        return Number("", 0, "", words if key.number else "")
    word = plain_head(key.word or found.kind)
    kind = kinds.get(word, kinds.get(plain_head(found.kind), ""))
    if not kind:
        kind = word if word.isalpha() else USUAL
    return Number(kind, found.number, found.part, "")


def vouchers(
    reads: Sequence[Read], kinds: Mapping[str, str], file: str, *, by_year: bool
) -> tuple[list[Voucher], list[str], list[Finding]]:
    """The vouchers of lines, in the file's order; which are void; and which can't be told apart.

    Vouchers with a line that isn't sound are left out: its finding is there already.
    """
    groups = list(_grouped(reads).values())
    marks = {line.id: index for index, each in enumerate(groups) for line, _ in each if line.id}
    joined = _Joined(len(groups))
    for index, each in enumerate(groups):
        for line, _ in each:
            other = marks.get(line.related) if line.related else None
            if other is not None and _day(groups[other]) == _day(each):
                joined.join(index, other)
    by_number: dict[tuple[datetime.date | None, Number], list[int]] = {}
    for index, each in enumerate(groups):
        number = numbered(each[0].line.key, kinds)
        if number.number or number.text:
            by_number.setdefault((_day(each), number), []).append(index)
    for same in by_number.values():
        for other in same[1:]:
            # Of one book each; or marked apart by the file, and then two of one number.
            if _books(groups[same[0]]).isdisjoint(_books(groups[other])):
                joined.join(same[0], other)
    whole: dict[int, list[Read]] = {}
    for index, each in enumerate(groups):
        whole.setdefault(joined.find(index), []).extend(each)
    made: list[Voucher] = []
    void: list[str] = []
    for each in whole.values():
        day = _day(each)
        number = numbered(_main(each).key, kinds)
        shown = number.shown(day.month if day else 0, by_year=by_year)
        if any(line.void for line, _ in each):
            void.append(shown)
        elif day is not None and all(leg is not None for _, leg in each):
            budget = _budget_number(each, kinds, by_year=by_year)
            made.append(Voucher(day, shown, "" if budget == shown else budget, tuple(each)))
    kept, findings = _told_apart(made, file)
    return kept, void, findings


def _grouped(reads: Iterable[Read]) -> dict[object, list[Read]]:
    groups: dict[object, list[Read]] = {}
    for each in reads:
        line = each.line
        key: object = (line.id, line.key.date) if line.id else (line.key.date, line.key.word, line.key.number)
        groups.setdefault(key, []).append(each)
    return groups


def _day(group: Sequence[Read]) -> datetime.date | None:
    return group[0].line.key.date


def _books(group: Iterable[Read]) -> frozenset[str]:
    return frozenset(leg.commodity for _, leg in group if leg is not None)


def _main(group: Sequence[Read]) -> Line:
    """The line that the voucher's number is of: the first of the financial book, where there is one."""
    return next((line for line, leg in group if leg is not None and leg.commodity == FINANCIAL), group[0].line)


def _budget_number(group: Sequence[Read], kinds: Mapping[str, str], *, by_year: bool) -> str:
    line = next((line for line, leg in group if leg is not None and leg.commodity == BUDGETARY), None)
    if line is None or line.key.date is None:
        return ""
    return numbered(line.key, kinds).shown(line.key.date.month, by_year=by_year)


def _told_apart(made: Sequence[Voucher], file: str) -> tuple[list[Voucher], list[Finding]]:
    """Vouchers with numbers of their own: budget vouchers of another series get one, others of one number are told."""
    by_number: dict[tuple[int, str], list[int]] = {}
    for index, each in enumerate(made):
        if each.number:
            by_number.setdefault((each.date.year, each.number), []).append(index)
    left_out: set[int] = set()
    renamed: dict[int, Voucher] = {}
    findings: list[Finding] = []
    for same in by_number.values():
        budget = [index for index in same if made[index].books == {BUDGETARY}]
        others = [index for index in same if index not in budget]
        if len(same) < 2:  # noqa: PLR2004 (two of one number)
            continue
        if len(budget) == 1 and len(others) == 1:
            each = made[budget[0]]
            kind, rest = each.number.partition("-")[::2]
            renamed[budget[0]] = Voucher(each.date, f"{kind}{BUDGET_SERIES}-{rest}", "", each.lines)
            continue
        left_out.update(same)
        first = made[same[0]].first
        for index in same[1:]:
            line = made[index].first
            findings.append(
                messages.number_twice(Place(file, line.row), line.sheet, made[index].number, Place(file, first.row))
            )
    if renamed:
        findings.append(messages.renumbered(Place(file, 0), [each.number for each in renamed.values()]))
    return [renamed.get(index, each) for index, each in enumerate(made) if index not in left_out], findings
