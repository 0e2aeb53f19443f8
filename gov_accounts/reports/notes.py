"""附注 of the statements: the tables of 会计报表重要项目说明, from the postings of accounts and of their details.

    vouchers ──Cut, Reader──► legs ──a row each──► Lines ──► tables, and what their sums must equal

A block's sum is that of its rows, so what no row takes is missing there, and is told: it must equal the statements'.
What kind of cost a leg is, is asked in this order: its detail's name, the account it is against, its economic code.
Amounts are integer fen. Source: 财会〔2017〕25号 part five 八（五）.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.books.parties import read_parties
from gov_accounts.books.postings import due_days
from gov_accounts.law.accounts import AGAINST, account_code
from gov_accounts.law.chart import official_chart
from gov_accounts.law.notes import official_notes
from gov_accounts.months import DECEMBER, last_day
from gov_accounts.reports.accounting import difference_note
from gov_accounts.reports.note_legs import Reader
from gov_accounts.statements.cut import Cut
from gov_accounts.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gov_accounts.books.postings import Posting
    from gov_accounts.findings import Finding
    from gov_accounts.law.notes import Block, Measure, NoteRow, Notes, NoteTable
    from gov_accounts.reports.note_legs import Leg
    from gov_accounts.reports.reconciliation import Reconciliation
    from gov_accounts.statements.accounting import Accounts

_UNSPLIT: Final = "未分明细"
_PATH: Final = "—"
"""Between the names of a detail and of the details above it."""


# Figures


class Item(NamedTuple):
    """A posting, and the fen it counts for."""

    posting: Posting
    fen: int


@dataclass(slots=True)
class Items:
    """Postings that count together, positive on their block's side.

    Attributes:
        year: the year of the notes.
        has_last: whether the ledger has the year before as the statements have it: else nothing stands for that.
        before: those up to the end of the year before, as they were told apart then.
        until: those up to the end of the year.
    """

    year: int
    has_last: bool
    before: list[Item] = field(default_factory=list)
    until: list[Item] = field(default_factory=list)
    sums: dict[Measure, int] = field(default_factory=dict)

    def of(self, measure: Measure) -> Sequence[Item]:
        """The items that sum to a measure."""
        match measure:
            case "opening":
                return self.before
            case "closing":
                return self.until
            case "increase":
                return [each for each in self.until if each.fen > 0 and each.posting.date.year == self.year]
            case "decrease":
                return self._decrease()
            case "year":
                return self._flow(self.year)
            case "last":
                return self._flow(self.year - 1) if self.has_last else ()
        return ()

    def fen(self, measure: Measure) -> int:
        """A measure."""
        if measure not in self.sums:
            self.sums[measure] = sum(each.fen for each in self.of(measure))
        return self.sums[measure]

    def _flow(self, year: int) -> Sequence[Item]:
        return [each for each in self.until if each.posting.date.year == year and not each.posting.closing]

    def _decrease(self) -> Sequence[Item]:
        """Opening and increase less closing, without what is in them twice.

        What counts no longer has left, too, such as what falls due within a year by now.
        """
        left = Counter(chain(self.before, self.of("increase")))
        left.subtract(self.until)
        return [Item(each.posting, each.fen * times) for each, times in left.items() if times]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table as it is printed.

    Attributes:
        key: unique in its table.
        name: how a person names it, unique in its table.
        level: how many steps it is moved to the right.
        parts: what it adds up, each with its sign.
    """

    key: str
    name: str
    label: str
    level: int
    parts: tuple[tuple[int, Items], ...]

    def fen(self, measure: Measure) -> int:
        """A figure."""
        return sum(sign * part.fen(measure) for sign, part in self.parts)

    def items(self, measure: Measure) -> Iterator[Item]:
        """The postings behind a figure; they sum to it."""
        for sign, part in self.parts:
            yield from (Item(each.posting, sign * each.fen) for each in part.of(measure))


@dataclass(frozen=True, slots=True)
class Made:
    """A table with its figures.

    Attributes:
        lines: in print order.
        sums: each block with the line of its sum.
        unsorted: what fell to the last row in the year, where that is told.
    """

    table: NoteTable
    lines: tuple[Line, ...]
    sums: tuple[tuple[Block, Line], ...]
    unsorted: tuple[Item, ...]

    def called(self, row: str) -> Sequence[Line]:
        """The lines of a key or a name, else of a label."""
        named = [each for each in self.lines if row in (each.key, each.name)]
        return named or [each for each in self.lines if row == each.label]


@dataclass(frozen=True)
class AccountNotes:
    """附注 of a year.

    Attributes:
        accounts: the year's statements.
        law: the tables.
    """

    accounts: Accounts
    law: Notes

    @classmethod
    def of(cls, accounts: Accounts) -> AccountNotes:
        """The notes to the statements of a year."""
        return cls(accounts, official_notes())

    @property
    def year(self) -> int:
        """The year."""
        return self.accounts.year

    @cached_property
    def reconciliation(self) -> Reconciliation:
        """差异情况说明."""
        return difference_note(self.accounts)

    @cached_property
    def tables(self) -> tuple[Made, ...]:
        """The tables that have figures, in order."""
        until, before = (self._reader.legs(self._vouchers, self._cut(year)) for year in (self.year, self.year - 1))
        has_last = self.year - 1 in self.accounts.ledger.years
        made = (_Making(each, self.year, has_last, until, before).made() for each in self.law.tables)
        return tuple(each for each in made if each is not None)

    @property
    def findings(self) -> Sequence[Finding]:
        """What is wrong with what the ledger says of parties."""
        return self._parties[1]

    @property
    def unmet(self) -> Sequence[str]:
        """The parties that the ledger declares, and nothing up to the year's end is with."""
        return [each for each in self._parties[0] if self.tables and each not in self._reader.met]

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.accounts.ledger, self._parties[0])

    @cached_property
    def _parties(self) -> tuple[Mapping[str, str], Sequence[Finding]]:
        return read_parties(self.accounts.ledger.entries, self.law.classes)

    @cached_property
    def _vouchers(self) -> Sequence[Sequence[Posting]]:
        return self._cut(self.year).vouchers(self.accounts.ledger.entries)

    def _cut(self, year: int) -> Cut:
        """How postings are told apart at the end of a year: by what the notes ask, which isn't what statements ask."""
        asked = replace(self.accounts.set, cash_flow=None, details=self.law.details)
        return Cut(asked, last_day(year, DECEMBER), monthly=False, due=due_days(self.accounts.ledger.entries))


# Which row a leg is of


def row_of(block: Block, leg: Leg) -> NoteRow | None:
    """The one row of a block that takes a leg, or None."""
    rows = [row for row in block.rows if _takes(row, leg)]
    for told in (_by_name, _against, _by_code, _plain):
        for row in rows:
            if told(row, leg):
                return row
    return None


def _takes(row: NoteRow, leg: Leg) -> bool:
    return (
        leg.code.startswith(row.accounts)
        and not (row.accounts_except and leg.code.startswith(row.accounts_except))
        and (not row.fund or leg.fund in row.fund)
        and (not row.party or leg.kind in row.party)
    )


def _by_name(row: NoteRow, leg: Leg) -> bool:
    return bool(row.names) and any(name.startswith(row.names) for name in leg.path)


def _against(row: NoteRow, leg: Leg) -> bool:
    return any(leg.code.endswith(f"{AGAINST}{code}") for code in row.against)


def _by_code(row: NoteRow, leg: Leg) -> bool:
    return bool(row.econ) and leg.econ.startswith(row.econ)


def _plain(row: NoteRow, _: Leg) -> bool:
    return row.plain


def _line_of(row: NoteRow, leg: Leg) -> str:
    """Which of a row's lines a leg is of, by its label; nothing for the only one.

    Details that the law prescribes (成本, 自制物品) say what of a thing it is, not which thing: they aren't named where
    others are; nor is the detail that the row stands for.
    """
    if not row.each:
        return ""
    if row.each == "party":
        return leg.party
    account, *details = leg.path
    others = [each for each in details if each != row.label]
    official = _official(account_code(leg.posting.account))
    things = [each for each in others if each not in official] or others
    if not things:
        return _UNSPLIT if details else account
    return things[0] if row.each == "detail" else _PATH.join(things)


def _nothing_of(row: NoteRow) -> frozenset[str]:
    """What the lines of a row's legs without details are called."""
    chart = official_chart().rows
    return frozenset({_UNSPLIT, *(chart[code].name for code in _accounts(row) if code in chart)})


@cache
def _official(code: str) -> frozenset[str]:
    """The names of an account's official details."""
    return frozenset(each.name for each in official_chart().under(code))


# Making


_Taken = dict[str, dict[str, list[tuple[int, Items]]]]
"""Row → line → what it adds up."""


@dataclass
class _Making:
    """The making of a table."""

    table: NoteTable
    year: int
    has_last: bool
    until: Mapping[str, Sequence[Leg]]
    before: Mapping[str, Sequence[Leg]]

    @property
    def measures(self) -> Sequence[Measure]:
        return [column.of for column in self.table.columns]

    def made(self) -> Made | None:
        """The table; None where there is nothing to print."""
        taken: dict[str, _Taken] = {}
        lines: list[Line] = []
        sums: list[tuple[Block, Line]] = []
        unsorted: list[Item] = []
        for block in self.table.blocks:
            rows = self._rows(block)
            found = taken[block.key] = _less(*(taken[key] for key in block.net)) if block.net else self._taken(block)
            every = chain.from_iterable(below.values() for below in found.values())
            total = Line(block.key, block.name, block.label, 0, _all(every))
            inner = list(self._lines(block, rows, found))
            lines += [total, *inner] if block.top else [*inner, total]
            sums.append((block, total))
            if self.table.sorted:
                last = found.get(rows[-1].key, {})
                unsorted += [each for parts in last.values() for _, part in parts for each in part.of("year")]
        wanted = [row.key for block in self.table.blocks for row in block.rows if row.each == "party"]
        classed = (parts for each in taken.values() for key in wanted for parts in each.get(key, {}).values())
        if self._empty(lines) or (self.table.parties and not any(self._counts(parts) for parts in classed)):
            return None
        return Made(self.table, tuple(lines), tuple(sums), tuple(unsorted))

    def _rows(self, block: Block) -> Sequence[NoteRow]:
        """The rows of a block; of a difference, those of both its blocks."""
        if not block.net:
            return block.rows
        rows: dict[str, NoteRow] = {}
        for each in self.table.blocks:
            if each.key in block.net:
                rows = {row.key: row for row in each.rows} | rows
        return tuple(rows.values())

    def _taken(self, block: Block) -> _Taken:
        """The legs that a block takes, by row and line; lines in the order of their accounts."""
        sign = -1 if block.side == "credit" else 1
        items: dict[tuple[str, str], Items] = {}
        first: dict[tuple[str, str], str] = {}
        for legs, until in ((self.before, False), (self.until, True)):
            for code, of_account in legs.items():
                if not any(code.startswith(_accounts(row)) for row in block.rows):
                    continue
                for leg in of_account:
                    row = row_of(block, leg)
                    if row is None:
                        continue
                    place = (row.key, clean(_line_of(row, leg)))
                    found = items.setdefault(place, Items(self.year, self.has_last))
                    item = Item(leg.posting, sign * leg.posting.fen)
                    (found.until if until else found.before).append(item)
                    account = leg.posting.account.partition(":")[2]
                    first[place] = min(first.get(place, account), account)
        taken: _Taken = {row.key: {} for row in block.rows}
        for key, label in sorted(items, key=lambda place: (first[place], place)):
            taken[key][label] = [(1, items[key, label])]
        return taken

    def _lines(self, block: Block, rows: Iterable[NoteRow], taken: _Taken) -> Iterator[Line]:
        prefix = block.name if len(self.table.blocks) > 1 else ""
        level = int(block.top)
        kinds = [row.key for row in rows if row.each and any(map(self._counts, taken.get(row.key, {}).values()))]
        for row in rows:
            below = taken.get(row.key, {})
            sign = -1 if row.less else 1
            headed = bool(row.label) and (row.alone or kinds != [row.key])
            whole = Line(f"{block.key}.{row.key}", f"{prefix}{row.name}", row.label, level, _all(below.values(), sign))
            if headed and not (row.optional and self._empty([whole])):
                yield whole
            if not row.each:
                continue
            shown = {label: parts for label, parts in below.items() if self._counts(parts)}
            if headed and len(shown) == 1 and not shown.keys().isdisjoint(_nothing_of(row)):
                continue
            for number, (label, parts) in enumerate(shown.items(), 1):
                name = f"{prefix}{row.name}·{label}" if headed else f"{prefix}{label}"
                yield Line(f"{whole.key}.{number}", name, label, level + headed, _all([parts], sign))

    def _counts(self, parts: Sequence[tuple[int, Items]]) -> bool:
        return any(sum(sign * each.fen(measure) for sign, each in parts) for measure in self.measures)

    def _empty(self, lines: Iterable[Line]) -> bool:
        return not any(self._counts(line.parts) for line in lines)


def _accounts(row: NoteRow) -> tuple[str, ...]:
    """The accounts that a row may take of, without their details."""
    return tuple(each.partition(":")[0] for each in row.accounts)


def _all(parts: Iterable[Iterable[tuple[int, Items]]], sign: int = 1) -> tuple[tuple[int, Items], ...]:
    return tuple((sign * each, items) for each, items in chain.from_iterable(parts))


def _less(one: _Taken, other: _Taken) -> _Taken:
    """What is left of the lines of one block, those of another taken off."""
    taken: _Taken = {}
    for sign, block in ((1, one), (-1, other)):
        for key, lines in block.items():
            for label, parts in lines.items():
                found = taken.setdefault(key, {}).setdefault(label, [])
                found += [(sign * each, items) for each, items in parts]
    return taken
