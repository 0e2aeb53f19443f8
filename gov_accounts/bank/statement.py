"""A bank's statement as a value: its movements in order, its balances, and what couldn't be read of it.

Money received by the unit is positive. A bank keeps its own books: its 贷方 is money received.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.bank import messages
from gov_accounts.bank.vocabulary import SEVERAL, SINGLE, plain_head, vocabulary
from gov_accounts.findings import Place
from gov_accounts.sheets.cells import is_blank, read_amount, read_day, text_of
from gov_accounts.sheets.errors import TableError
from gov_accounts.sheets.table import read_sheets
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from gov_accounts.findings import Finding
    from gov_accounts.sheets.cells import Value
    from gov_accounts.sheets.table import RawRow, RawSheet

_HEAD_ROWS: Final = 60
"""So many rows are looked at for the names of columns."""
_SHORTEST: Final = 4
"""Characters of a reference; shorter ones are ordinals."""


class Movement(NamedTuple):
    """A movement of a statement.

    Attributes:
        date: the day.
        fen: received positive, paid negative.
        words: what the bank says of it.
        party: the other side's name.
        references: the numbers it goes by.
        balance: of the account after it, None where the statement doesn't say.
        place: file and row.
        sheet: the sheet's name; nothing for csv.
        ordinal: the how-manieth of its day, from 1.
    """

    date: datetime.date
    fen: int
    words: str
    party: str
    references: tuple[str, ...]
    balance: int | None
    place: Place
    sheet: str = ""
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, of one file or several.

    Attributes:
        movements: by day; those of one day as the statement has them.
        opening: the balance before the first movement, None where nothing tells it.
        findings: what can't be read, and what doesn't add up.
    """

    movements: tuple[Movement, ...]
    opening: int | None
    findings: tuple[Finding, ...]

    @property
    def closing(self) -> int | None:
        """The balance after the last movement: what the statement says, else what it comes to."""
        if self.movements and self.movements[-1].balance is not None:
            return self.movements[-1].balance
        return None if self.opening is None else self.opening + sum(each.fen for each in self.movements)

    def between(self, first: datetime.date, last: datetime.date) -> Statement:
        """The statement from a day to another, its opening that of the first."""
        before = [each for each in self.movements if each.date < first]
        kept = tuple(each for each in self.movements if first <= each.date <= last)
        opening = Statement(tuple(before), self.opening, ()).closing if before else self.opening
        return replace(self, movements=kept, opening=opening)


class UnusableStatementError(Exception):
    """A statement that can't be used. Its finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown())
        self.finding = finding


class Columns(NamedTuple):
    """Where a sheet's columns are.

    Attributes:
        head: the number of the last row of names.
        at: the kind of a column → its indices.
        names: the name that each of these columns has.
    """

    head: int
    at: Mapping[str, tuple[int, ...]]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Part:
    """What one sheet has."""

    movements: tuple[Movement, ...]
    opening: int | None
    findings: tuple[Finding, ...]


def read_statement(paths: Sequence[Path], *, swapped: bool = False) -> Statement:
    """The statement that files hold together, by their first day.

    Args:
        paths: the files, at least one.
        swapped: whether 借方 is money received in them: a statement that keeps the unit's view.

    Raises:
        UnusableStatementError: a file can't be read, has no columns of a statement, or no movement.
    """
    parts: list[_Part] = []
    for path in paths:
        try:
            sheets = read_sheets(path)
            parts.extend(_parts(sheets, str(path), swapped=swapped))
        except TableError as error:
            raise UnusableStatementError(messages.unreadable(error, path)) from error
        except OSError as error:
            raise UnusableStatementError(messages.not_there(error, path)) from error
    findings = [each for part in parts for each in part.findings]
    parts = sorted((each for each in parts if each.movements), key=lambda each: each.movements[0].date)
    if not parts:
        raise UnusableStatementError(findings[0] if findings else messages.no_movements(paths[0]))
    parts, twice = _once(parts)
    findings += twice
    findings += [finding for one, other in pairwise(parts) for finding in _gap(one, other)]
    movements = sorted((each for part in parts for each in part.movements), key=lambda each: each.date)
    return Statement(_counted(movements), parts[0].opening, tuple(findings))


def _counted(movements: Iterable[Movement]) -> tuple[Movement, ...]:
    """Movements with their number within their day."""
    seen: Counter[datetime.date] = Counter()
    done = []
    for each in movements:
        seen[each.date] += 1
        done.append(each._replace(ordinal=seen[each.date]))
    return tuple(done)


def _once(parts: Sequence[_Part]) -> tuple[list[_Part], list[Finding]]:
    """Parts without the movements that an earlier file has too: same day, amount, balance and numbers."""
    known: set[tuple[object, ...]] = set()
    kept, findings = [], []
    for part in parts:
        keys = [(each.date, each.fen, each.balance, each.references, each.words) for each in part.movements]
        mine = [
            each
            for each, key in zip(part.movements, keys, strict=True)
            if key not in known or (each.balance is None and not each.references)
        ]
        twice = len(keys) - len(mine)
        if twice:
            findings.append(messages.twice(part.movements[0].place, twice))
        known.update(keys)
        if mine:
            opening = part.opening if len(mine) == len(keys) else _before(mine)
            kept.append(replace(part, movements=tuple(mine), opening=opening))
    return kept, findings


def _before(movements: Sequence[Movement]) -> int | None:
    """The balance before the first movement, as its own balance tells."""
    first = movements[0]
    return None if first.balance is None else first.balance - first.fen


def _gap(one: _Part, other: _Part) -> Iterator[Finding]:
    """What is missing between a file and the next."""
    ends = Statement(one.movements, one.opening, ()).closing
    if other.movements[0].date < one.movements[-1].date:
        return  # They overlap; balances say nothing then.
    if ends is not None and other.opening is not None and ends != other.opening:
        yield messages.gap(one.movements[-1], other.movements[0], ends, other.opening)


# One sheet


def _parts(sheets: Sequence[RawSheet], file: str, *, swapped: bool) -> list[_Part]:
    """The sheets that have the columns; where none has, what is wrong with the first that isn't empty."""
    parts = []
    problem: TableError | None = None
    for sheet in sheets:
        if not sheet.rows:
            continue
        columns = find_columns(sheet.rows)
        if columns is None:
            problem = problem or messages.no_columns(sheet)
        else:
            parts.append(_part(sheet, columns, file, swapped=swapped))
    if not parts:
        raise problem or TableError("文件是空的。", "对账单每行是一笔收支。", "核对是不是选错了文件。")
    return parts


def find_columns(rows: Sequence[RawRow]) -> Columns | None:
    """Where the columns are, from the first row, or two, that name a day and amounts."""
    near = [(row, _heads(row)) for row in rows[:_HEAD_ROWS]]
    for index, (row, heads) in enumerate(near):
        if "date" not in _kinds(heads):
            continue
        below, under = near[index + 1] if index + 1 < len(near) else (row, [])
        if {"received", "paid"} <= _kinds(under) and "date" not in _kinds(under):
            # 发生额 over 借方 and 贷方, in two rows.
            both = [one or other for one, other in zip_longest(under, heads, fillvalue="")]
            found = _columns(below.number, both)
        else:
            found = _columns(row.number, heads)
        if found is not None:
            return found
    return None


def _heads(row: RawRow) -> list[str]:
    return [plain_head(each) if isinstance(each, str) else "" for each in row.cells]


def _kinds(heads: Sequence[str]) -> set[str]:
    return {kind for kind, names in vocabulary().columns.items() if any(each in names for each in heads)}


def _columns(number: int, heads: Sequence[str]) -> Columns | None:
    at: dict[str, tuple[int, ...]] = {}
    names = vocabulary().columns
    for kind in SINGLE:
        found = next((heads.index(name) for name in names[kind] if name in heads), None)
        if found is not None:
            at[kind] = (found,)
    for kind in SEVERAL:
        at[kind] = tuple(index for index, head in enumerate(heads) if head in names[kind])
    both = "received" in at and "paid" in at
    if "date" not in at or not (both or "amount" in at):
        return None
    if both:
        at.pop("amount", None)
        at.pop("side", None)
    else:
        at.pop("received", None)
        at.pop("paid", None)
    return Columns(number, at, {index: heads[index] for found in at.values() for index in found})


class _Reader:
    """The rows of one sheet, read one by one."""

    def __init__(self, sheet: RawSheet, columns: Columns, file: str, *, swapped: bool) -> None:
        self.sheet = sheet
        self.columns = columns
        self.file = file
        self.swapped = swapped
        self.movements: list[Movement] = []
        self.findings: list[Finding] = []
        self.opening: int | None = None

    def cell(self, row: RawRow, kind: str) -> Value:
        index = next(iter(self.columns.at.get(kind, ())), None)
        return "" if index is None or index >= len(row.cells) else row.cells[index]

    def cells(self, row: RawRow, kind: str) -> list[str]:
        return [text_of(row.cells[index]) for index in self.columns.at[kind] if index < len(row.cells)]

    def read(self, row: RawRow) -> None:
        """Read a row: a movement, the balance brought forward, what is no movement, or a finding."""
        place = Place(self.file, row.number)
        first = next((plain_head(text_of(each)) for each in row.cells if not is_blank(each)), "")
        said = [plain_head(text) for text in (first, *self.cells(row, "words"))]
        day = read_day(self.cell(row, "date"))
        dated = not is_blank(self.cell(row, "date"))
        fen = self.amount(row)
        balance = read_amount(self.cell(row, "balance"))
        if not fen and any(text.startswith(vocabulary().opening) for text in said):
            if balance is not None and not self.movements:
                self.opening = balance
            return
        if day is None and first.startswith(vocabulary().passed):
            return
        if day is None and not dated and (fen is None or fen == 0) and not self.has_amounts(row):
            return
        if day is None and dated and not self.has_amounts(row):
            return  # A note in the first column.
        if day is None:
            self.findings.append(messages.bad_day(place, self.sheet.name, text_of(self.cell(row, "date"))))
            return
        if isinstance(fen, str):
            self.findings.append(messages.bad_amount(place, self.sheet.name, fen))
            return
        if not fen:
            if fen is None and (balance is None or (self.movements and balance != self.movements[-1].balance)):
                self.findings.append(messages.no_amount(place, self.sheet.name))
            return
        if balance is None and not is_blank(self.cell(row, "balance")):
            self.findings.append(messages.bad_balance(place, self.sheet.name, text_of(self.cell(row, "balance"))))
        words = " ".join(dict.fromkeys(each for each in self.cells(row, "words") if each))
        party = text_of(self.cell(row, "party"))
        self.movements.append(Movement(day, fen, words, party, self.references(row), balance, place, self.sheet.name))

    def has_amounts(self, row: RawRow) -> bool:
        kinds = ("received", "paid", "amount")
        return any(read_amount(value) for kind in kinds if not is_blank(value := self.cell(row, kind)))

    def references(self, row: RawRow) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each for text in self.cells(row, "reference") if (each := plain_reference(text))))

    def amount(self, row: RawRow) -> int | str | None:
        """What a row received in fen; None where it has no amount; a text that says what can't be read."""
        if "amount" in self.columns.at:
            return self.signed(row)
        sides = []
        for kind in ("received", "paid"):
            value = self.cell(row, kind)
            fen = 0 if is_blank(value) else read_amount(value)
            if fen is None:
                return f"“{text_of(value)}”不是金额"
            sides.append(fen)
        received, paid = sides[::-1] if self.swapped and self.by_side() else sides
        if received and paid:
            return "借方、贷方（收入、支出）都有金额"
        if not received and not paid:
            return None if all(is_blank(self.cell(row, kind)) for kind in ("received", "paid")) else 0
        return received - paid

    def by_side(self) -> bool:
        """Whether the columns are called 借 and 贷, which another may take for its own."""
        return any("借" in name or "贷" in name for name in self.columns.names.values())

    def signed(self, row: RawRow) -> int | str | None:
        value = self.cell(row, "amount")
        if is_blank(value):
            return None
        fen = read_amount(value)
        if fen is None:
            return f"“{text_of(value)}”不是金额"
        if "side" not in self.columns.at:
            return fen
        side = plain_head(text_of(self.cell(row, "side")))
        if not fen:
            return 0
        if side in vocabulary().received or side in vocabulary().paid:
            received = (side in vocabulary().received) != (self.swapped and side[:1] in "借贷dc")
            return fen if received else -fen if fen > 0 else fen
        return f"借贷标志“{side}”看不懂" if side else "没有借贷标志"


def plain_reference(text: str) -> str:
    """A reference as it is compared; nothing where it identifies nothing: too short, zeros, a dash."""
    folded = plain(text).replace(" ", "")
    if len(folded) < _SHORTEST or folded in vocabulary().no_reference or not folded.strip("0-/"):
        return ""
    return folded


def _part(sheet: RawSheet, columns: Columns, file: str, *, swapped: bool) -> _Part:
    if not _tells_sides(sheet, columns):
        columns = columns._replace(at={kind: found for kind, found in columns.at.items() if kind != "side"})
    reader = _Reader(sheet, columns, file, swapped=swapped)
    for row in sheet.rows:
        if row.number > columns.head:
            reader.read(row)
    movements = _ascending(reader.movements)
    findings = list(reader.findings)
    opening = _before(movements) if movements else None
    if reader.opening is not None:
        if opening is not None and opening != reader.opening:
            findings.append(messages.opening_differs(movements[0], reader.opening, opening))
        opening = reader.opening
    if "amount" in columns.at and "side" not in columns.at and movements and all(each.fen > 0 for each in movements):
        findings.append(messages.no_sides(Place(file, columns.head)))
        return _Part((), None, tuple(findings))
    findings += _arithmetic(movements, opening)
    return _Part(tuple(movements), opening, tuple(findings))


def _tells_sides(sheet: RawSheet, columns: Columns) -> bool:
    """Whether the column of sides says 借 or 贷 at least once: what is called 交易类型 may be of another kind."""
    known = vocabulary().received | vocabulary().paid
    cells = (
        row.cells[index]
        for row in sheet.rows
        for index in columns.at.get("side", ())
        if row.number > columns.head and index < len(row.cells)
    )
    return any(plain_head(text_of(each)) in known for each in cells)


def _ascending(movements: list[Movement]) -> list[Movement]:
    """Movements from the first to the last; many statements begin with the last."""
    if len(movements) < 2:  # noqa: PLR2004
        return movements
    if movements[0].date != movements[-1].date:
        return movements if movements[0].date < movements[-1].date else movements[::-1]
    return min((movements, movements[::-1]), key=lambda each: len(_breaks(each)))


def _breaks(movements: Sequence[Movement]) -> list[tuple[Movement, int]]:
    """Movements whose balance isn't that of the one before and their amount, with what it should be."""
    return [
        (other, one.balance + other.fen)
        for one, other in pairwise(movements)
        if one.balance is not None and other.balance is not None and one.balance + other.fen != other.balance
    ]


def _arithmetic(movements: Sequence[Movement], opening: int | None) -> list[Finding]:
    """Where the statement's own balances don't add up."""
    broken = _breaks(movements)
    first = movements[0] if movements else None
    if first is not None and opening is not None and first.balance is not None:
        expected = opening + first.fen
        if expected != first.balance:
            broken.insert(0, (first, expected))
    if not broken:
        return []
    turned = [each._replace(fen=-each.fen) for each in movements]
    if len(movements) - 1 == len(broken) > 1 and not _breaks(turned):
        return [messages.sides_swapped(movements[0])]
    return messages.breaks(broken)
