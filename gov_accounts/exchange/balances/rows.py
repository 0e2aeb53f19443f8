"""The rows of a 科目余额表 as values: an account or a part of one, and its figures in fen, debits positive."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.balances import messages
from gov_accounts.exchange.balances.dimensions import Said, read_auxiliaries, said_of
from gov_accounts.exchange.balances.period import Months, months_of
from gov_accounts.exchange.balances.words import BALANCES, DIMENSIONS, Words, plain
from gov_accounts.sheets import cells
from gov_accounts.sheets.cells import read_amount

if TYPE_CHECKING:
    from gov_accounts.exchange.balances.columns import Columns
    from gov_accounts.exchange.source import Source
    from gov_accounts.findings import Finding, Place
    from gov_accounts.sheets.cells import Value
    from gov_accounts.sheets.table import RawRow

_CODE: Final = re.compile(r"[0-9]{3,}(?:[.\-_/\\ ][0-9A-Za-z]+)*")
_NUMBERS: Final = re.compile(r"[0-9]+")
_YEAR_AND_MONTH: Final = re.compile("([0-9]{4})([0-9]{2})")
_PAIR: Final = 2
"""Digits of a detail's level: where Excel kept a code as a number, a zero at its end is lost."""


_SAME: Final = 1 << 16
"""So many cells are remembered: codes, names and amounts stand in a table again and again."""


@lru_cache(_SAME)
def text_of(value: Value) -> str:
    """A cell as words on one line."""
    return cells.text_of(value)


@lru_cache(_SAME)
def fen_of(value: Value) -> int | None:
    """A cell's amount: nothing where it is blank or a dash, None where it is none."""
    return 0 if is_blank(value) else read_amount(value)


@lru_cache(_SAME)
def is_blank(value: Value) -> bool:
    """Whether nothing stands in a cell, or a dash."""
    return cells.is_blank(value)


@dataclass(frozen=True, slots=True)
class Row:
    """A row.

    Attributes:
        code: as it is written; nothing where it has none.
        name: its own name, without what the row is indented by.
        above: the names of the levels above it, of a column of whole names.
        indent: its level, or how far its name is indented.
        figures: (span, ``debit`` or ``credit``) → fen of a sum; (span, ``balance``) → fen of a balance, debit positive;
            (span, ``amount``) → fen of a balance whose side nothing beside it says.
        codes: key → what it says of it, also that it says nothing, where the table has a column for it.
        leaf: whether it is said to have nothing below; None where nothing says so.
        months: of which it is, where its own columns say so.
        place: file and row.
        row: ``file#row``.
        details: names of details below the account that have no code.
    """

    code: str
    name: str
    above: tuple[str, ...]
    indent: int
    figures: Mapping[tuple[str, str], int]
    codes: Mapping[str, Said]
    leaf: bool | None
    months: Months | None
    place: Place
    row: str
    details: tuple[str, ...] = field(default=())


class RowReader:
    """Reads the rows below a head, one by one.

    Attributes:
        findings: of rows that aren't understood.
        unit: whose they are, where a column says so.
    """

    def __init__(self, columns: Columns, words: Words, source: Source, sheet: str) -> None:
        self.columns = columns
        self.words = words
        self.source = source
        self.sheet = sheet
        self.findings: list[Finding] = []
        self.unit = ""
        self._keyed = tuple(key for key in DIMENSIONS if key in columns.texts or f"{key}_name" in columns.texts)

    def read(self, rows: Sequence[RawRow]) -> Iterator[Row]:
        """The rows that are accounts, in order; the others are passed by, or are findings."""
        above: Row | None = None
        details: list[tuple[int, str]] = []
        for raw in rows:
            row = self._row(raw, self.source.place(raw.number), self.source.row(raw.number, self.sheet))
            if row is None:
                continue
            if row.code:
                above, details = row, []
            elif above is not None:
                # A part of the account above, without its code: of some codes, or a detail by name.
                if row.name and not any(row.codes.values()) and not self.words.has("rows", "none", row.name):
                    details = [*(each for each in details if each[0] < row.indent), (row.indent, row.name)]
                names = tuple(name for _, name in details)
                row = replace(row, code=above.code, name=above.name, above=above.above, details=(*names, *row.details))
            yield row

    def _row(self, raw: RawRow, place: Place, label: str) -> Row | None:
        code, written = self._code(raw), self._name(raw)
        name = text_of(written)
        first = next((text_of(cell) for cell in raw.cells if not is_blank(cell)), "")
        if self._is_passed(raw, code, name, first):
            return None
        figures = self._figures(raw, place)
        if figures is None:
            return None
        coded = bool(_CODE.fullmatch(code))
        if not coded and (code or not name):
            if any(figures.values()):
                self.findings.append(messages.no_account(place, self.sheet, code or first))
            return None
        codes, details, auxiliary = self._codes(raw, name if not coded else "")
        full = text_of(self._cell(raw, "full"))
        level = text_of(self._cell(raw, "level"))
        indent = int(level) if level.isdecimal() else len(written) - len(written.lstrip())
        self.unit = self.unit or text_of(self._cell(raw, "unit"))
        leaf = self._cell(raw, "leaf")
        return Row(
            code if coded else "",
            "" if auxiliary else name,
            tuple(filter(None, re.split(r"[/\\>_]+|--+|—+", full)))[:-1],
            indent,
            figures,
            codes,
            None if is_blank(leaf) else self.words.has("rows", "leaf", text_of(leaf)),
            self._months(raw),
            place,
            label,
            details,
        )

    # Cells

    def _cell(self, raw: RawRow, kind: str) -> Value:
        index = self.columns.texts.get(kind)
        return "" if index is None or index >= len(raw.cells) else raw.cells[index]

    def _at(self, raw: RawRow, index: int | None) -> Value:
        return "" if index is None or index >= len(raw.cells) else raw.cells[index]

    def _code(self, raw: RawRow) -> str:
        value = self._cell(raw, "code")
        text = unicodedata.normalize("NFKC", text_of(value))
        if isinstance(value, Decimal) and "." in text:
            whole, _, part = text.partition(".")
            return f"{whole}.{part + '0' * (len(part) % _PAIR)}"
        if text and "name" not in self.columns.texts:
            # 1001 库存现金, in one column; parts of the account below may stand there, too.
            return said_of(text).code or ("" if read_auxiliaries(text, self.words) else text)
        return text

    def _name(self, raw: RawRow) -> str:
        value = self._cell(raw, "name")
        if "name" not in self.columns.texts:
            text = text_of(self._cell(raw, "code"))
            return said_of(text).name if said_of(text).code else text
        return value if isinstance(value, str) else text_of(value)

    def _amounts(self, raw: RawRow) -> Iterator[bool]:
        """Of each column of figures whether there is an amount in it."""
        for index in self.columns.figures.values():
            value = self._at(raw, index)
            yield bool(fen_of(value))

    def _is_passed(self, raw: RawRow, code: str, name: str, first: str) -> bool:
        """Whether a row is a sum, a heading, a note, or the head once more."""
        words = self.words.lists["rows"]
        said = [plain(each) for each in (code, name, first) if each]
        if any(word in each for each in said for word in words["sums"]) and not _CODE.fullmatch(code):
            return True
        if any(each in self.words.lists["texts"]["code"] for each in said[:1]):
            return True
        if any(each in words["classes"] for each in said) and not _CODE.fullmatch(code):
            return True
        if any(self._amounts(raw)) or _CODE.fullmatch(code):
            return False
        return not said or any(each.startswith(words["passed"]) for each in said) or bool(code)

    def _figures(self, raw: RawRow, place: Place) -> dict[tuple[str, str], int] | None:
        """The row's figures; None where one isn't an amount, which is a finding."""
        found: dict[tuple[str, str], int] = {}
        for (span, side), index in self.columns.figures.items():
            value = self._at(raw, index)
            fen = fen_of(value)
            if fen is None:
                self.findings.append(
                    messages.bad_amount(place, self.sheet, self.columns.names.get(index, ""), text_of(value))
                )
                return None
            found[span, side] = fen
        for span in BALANCES:
            if (span, "debit") in found:
                found[span, "balance"] = found.pop((span, "debit")) - found.pop((span, "credit"))
            elif (span, "amount") in found and not self._turn(raw, span, found, place):
                return None
        if "" in self.columns.directions:
            _by_movement(found)
        return found

    def _turn(self, raw: RawRow, span: str, found: dict[tuple[str, str], int], place: Place) -> bool:
        """Turn a balance of one column by the side beside it. Whether that is understood."""
        index = self.columns.directions.get(span)
        if index is None:
            index = self.columns.directions.get("")
        if index is None:
            return True
        said = text_of(self._at(raw, index))
        words = self.words.lists["directions"]
        fen = found[span, "amount"]
        sign = 1 if plain(said) in words["debit"] else -1 if plain(said) in words["credit"] else 0
        if not sign and (fen or plain(said) not in words["flat"]):
            self.findings.append(messages.bad_direction(place, self.sheet, said, fen))
            return False
        found[span, "balance"] = sign * found.pop((span, "amount"))
        return True

    def _codes(self, raw: RawRow, name: str) -> tuple[dict[str, Said], tuple[str, ...], bool]:
        """What a row says of codes, names of details that have none, and whether its name is a text of auxiliaries."""
        codes: dict[str, Said] = {}
        for key in self._keyed:
            code = text_of(self._cell(raw, key))
            label = text_of(self._cell(raw, f"{key}_name"))
            codes[key] = Said(code, label) if code or key in self.columns.texts else said_of(label)
        details: tuple[str, ...] = ()
        auxiliary = False
        for text in (text_of(self._cell(raw, "aux")), name):
            read = read_auxiliaries(text, self.words) if text else None
            if read is not None:
                codes |= read.codes
                details = (*details, *read.details)
                auxiliary = auxiliary or text == name
            elif text and text != name:
                details = (*details, text)
        return codes, details, auxiliary

    def _months(self, raw: RawRow) -> Months | None:
        year = _NUMBERS.findall(text_of(self._cell(raw, "year")))
        month = _NUMBERS.findall(text_of(self._cell(raw, "month")))
        if len(month) == 1 and (both := _YEAR_AND_MONTH.fullmatch(month[0])) is not None:
            return months_of(int(both[1]), int(both[2]), int(both[2]))
        if not month:
            return None
        numbers = [int(each) for each in (*year[:1], *month)]
        match numbers:
            case [of_year, one]:
                return months_of(of_year, one, one)
            case [of_year, again, one] if of_year == again:
                return months_of(of_year, one, one)
        return None


def _by_movement(found: dict[tuple[str, str], int]) -> None:
    """Where one column says the side of both balances, but the balance has changed sides, the sums tell which."""
    try:
        opening, closing = found["opening", "balance"], found["closing", "balance"]
        moved = found["period", "debit"] - found["period", "credit"]
    except KeyError:
        return
    if opening + moved != closing:
        if moved - opening == closing:
            found["opening", "balance"] = -opening
        elif opening + moved == -closing:
            found["closing", "balance"] = -closing
