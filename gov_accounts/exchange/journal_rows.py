"""The rows of a sheet of vouchers as lines: what is left blank filled from above, rows that are no lines passed by.

A line is what a file says, not yet what it means to a ledger; what can't be read of it is a finding on its row.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.bank.vocabulary import plain_head
from gov_accounts.exchange import journal_messages as messages
from gov_accounts.exchange.journal_codes import Said, said
from gov_accounts.exchange.journal_words import CODES
from gov_accounts.sheets import cells
from gov_accounts.sheets.cells import is_blank, read_amount, read_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gov_accounts.exchange.journal_columns import Columns
    from gov_accounts.exchange.journal_words import Layout
    from gov_accounts.exchange.source import Source
    from gov_accounts.findings import Finding, Place
    from gov_accounts.sheets.cells import Value
    from gov_accounts.sheets.table import RawSheet

_MONTH_DAY: Final = re.compile(r"([0-9]{1,2})(?:[-./月]|月份)([0-9]{1,2})日?")
_SHORT: Final = re.compile(r"([0-9]{2})([0-9]{2})")
_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2})(?:年|年度)?")
_SERIAL: Final = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_FEW: Final = re.compile(r"[0-9]{1,6}")
_FIRST_DAY: Final = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 (a day)
_SERIALS: Final = range(30_000, 80_000)
"""Days since 1899-12-30 that are taken for dates: 1982 to 2119."""
_ACCOUNT: Final = re.compile(r"([0-9]{4}(?:[0-9]|[.\-_/\\](?=[0-9]))*)[\s\-—_:：]*(.*)", re.DOTALL)
PEOPLE: Final = ("maker", "checker", "cashier", "poster")
_READ: Final = (
    *("date", "year", "month", "day", "word", "number", "id", "related", "summary", "code", "name", "full_name"),
    *("debit", "credit", "amount", "side", "attachments", "void", "closing", "payee", "unit", "spending"),
)


class Key(NamedTuple):
    """What a voucher is known by in a file."""

    date: datetime.date | None
    word: str
    number: str


class Line(NamedTuple):
    """A line of a voucher.

    Attributes:
        row: its row in the file.
        sheet: the sheet's name.
        key: day, kind and number of its voucher.
        id, related: the voucher's own mark, and that of another of the same business.
        summary: 摘要.
        code, name: its account's, as written; `name` is all levels' where the file says them.
        fen: debit positive.
        said: key of `CODES` → what columns say.
        texts: auxiliary texts, each with its column's name.
        spending: 支出类型.
        payee: the other side.
        unit: the unit's code.
        closing, void: whether it is marked as a 结转分录, and as void.
        attachments: how many; None where it isn't said, or no number.
        people: maker, checker, cashier and poster, nothing where it isn't said.
        sound: whether all of it can be read.
    """

    row: int
    sheet: str
    key: Key
    id: str
    related: str
    summary: str
    code: str
    name: str
    fen: int
    said: Mapping[str, Said]
    texts: tuple[tuple[str, str], ...]
    spending: str
    payee: str
    unit: str
    closing: bool
    void: bool
    attachments: int | None
    people: tuple[str, ...]
    sound: bool


@lru_cache(maxsize=65536)
def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", cells.text_of(text))


def text_of(value: Value) -> str:
    """A cell as words; a number without decimals that are none."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value == value.to_integral_value() else f"{value:f}"
    return cells.text_of(value)


_plain: Final = lru_cache(maxsize=65536)(plain_head)
_no_words: Final = lru_cache(maxsize=65536)(is_blank)
_amount_in: Final = lru_cache(maxsize=65536)(read_amount)


def _is_empty(value: Value) -> bool:
    """Whether nothing stands in a cell, or a dash."""
    return value == "" or (isinstance(value, str) and _no_words(value))


@lru_cache(maxsize=65536)
def _digits(text: str) -> str:
    """A code or a number: full-width digits as digits."""
    return unicodedata.normalize("NFKC", text)


class Row(NamedTuple):
    """A row's cells, and the same as words."""

    values: tuple[Value, ...]
    words: list[str]


class Rows:
    """The rows of one sheet, read one by one.

    Attributes:
        findings: what can't be read.
    """

    def __init__(self, source: Source, sheet: RawSheet, columns: Columns, layout: Layout) -> None:
        self.findings: list[Finding] = []
        self._source = source
        self._sheet = sheet
        self._columns = columns
        self._words = layout.words
        at = columns.at
        self._at = {key: at.get(key, -1) for key in _READ}
        self._coded = [(key, at.get(f"{key}_code", -1), at.get(f"{key}_name", -1)) for key in CODES]
        self._coded = [each for each in self._coded if each[1:] != (-1, -1)]
        self._aux = columns.several.get("aux", ())
        places = [*at.values(), *(place for each in columns.several.values() for place, _ in each)]
        self._blank = ("",) * (max(places, default=0) + 1)
        self._people = tuple(at.get(key, -1) for key in PEOPLE)
        self._last: Line | None = None
        self._year = columns.year
        self._days: dict[tuple[str, int], datetime.date | None] = {}

    def lines(self) -> Iterator[Line]:
        """The lines, in order."""
        for row in self._sheet.rows:
            if row.number > self._columns.head and (line := self._line(row.number, self._row(row.cells))) is not None:
                self._last = line
                yield line

    def _row(self, values: tuple[Value, ...]) -> Row:
        """A row as wide as the columns are, and one blank more, which stands for columns that there aren't."""
        padded = (*values, *self._blank[len(values) :], "")
        return Row(padded, [text_of(each) if each else "" for each in padded])

    def _line(self, number: int, row: Row) -> Line | None:
        code, name = self._account(row)
        if not (code or name):
            if self._is_passed(row, begins=True) or self._is_bare(row):
                return None
            return self._unread(number, row, messages.no_account)
        if self._is_passed(row, begins=False):
            return None
        fen, wrong = self._fen(row)
        if fen is None and (not wrong or (self._is_head(row) and _in_words(row.words[self._at["number"]]))):
            return None
        key, sound = self._key(number, row)
        if wrong:
            self.findings.append(messages.bad_amount(self._source.place(number), self._sheet.name, wrong))
        return self._made(number, row, key, (code, name), fen or 0, sound=sound and not wrong)

    def _made(self, number: int, row: Row, key: Key, account: tuple[str, str], fen: int, *, sound: bool) -> Line:
        words, at = row.words, self._at
        last = self._last
        same = last is not None and last.key == key
        attachments = words[at["attachments"]]
        return Line(
            number,
            self._sheet.name,
            key,
            words[at["id"]] or (last.id if same and last else ""),
            words[at["related"]],
            words[at["summary"]] or (last.summary if same and last else ""),
            *account,
            fen,
            {key: _said(words[one], words[other]) for key, one, other in self._coded if words[one] or words[other]},
            tuple((head, words[place]) for place, head in self._aux if words[place]),
            words[at["spending"]],
            words[at["payee"]],
            words[at["unit"]],
            _plain(words[at["closing"]]) in self._words.yes,
            _plain(words[at["void"]]) in self._words.yes,
            int(attachments) if _FEW.fullmatch(attachments) else None,
            tuple(words[place] for place in self._people),
            sound,
        )

    # Cells

    def _account(self, row: Row) -> tuple[str, str]:
        """The account's code and name; a cell may hold both."""
        code, name = (
            _digits(row.words[self._at["code"]]),
            row.words[self._at["full_name"]] or row.words[self._at["name"]],
        )
        both = code or _digits(name)
        if both.isascii() and both.isalnum() and code:
            return code, name
        found = _ACCOUNT.fullmatch(both)
        return (found[1], name if code and name else found[2]) if found else (code, name)

    # What is no line

    def _unread(self, number: int, row: Row, message: Callable[[Place, str], Finding]) -> Line:
        """A row that can't be read: its voucher isn't sound."""
        self.findings.append(message(self._source.place(number), self._sheet.name))
        key, _ = self._key(number, row)
        return self._made(number, row, key, ("", ""), 0, sound=False)

    def _is_bare(self, row: Row) -> bool:
        """Whether a row has no amount: a title again, a note, a line of zero."""
        fen, wrong = self._fen(row)
        return not fen and (not wrong or self._is_head(row))

    def _is_head(self, row: Row) -> bool:
        """Whether a row has words where amounts are: names of columns again, as each printed page has, or a note."""
        amounts = [row.words[self._at[key]] for key in ("debit", "credit", "amount", "side")]
        return all(not each or _in_words(each) for each in amounts)

    def _is_passed(self, row: Row, *, begins: bool) -> bool:
        """Whether a cell says that a row is a sum, or a balance brought forward.

        Args:
            row: the row's cells.
            begins: whether words may follow; else a number of its own says that it is a line.
        """
        if not begins and row.words[self._at["number"]]:
            return False
        words = (_plain(each) for each in row.words if each and not each[0].isdigit())
        passed = self._words.passed
        return any(each.startswith(passed) if begins else each in passed for each in words)

    # What a line is known by

    def _key(self, number: int, row: Row) -> tuple[Key, bool]:
        """Day, kind and number of a line's voucher, what is blank as above; and whether all can be read."""
        last = self._last.key if self._last else None
        word, text = row.words[self._at["word"]], _digits(row.words[self._at["number"]])
        day, said_ = self._day(row, last)
        sound = day is not None
        if day is None and said_:
            self.findings.append(messages.bad_day(self._source.place(number), self._sheet.name, said_))
        elif day is None and (last is None or last.date is not None):
            self.findings.append(messages.no_day(self._source.place(number), self._sheet.name))
        if day is None and last is not None and text in ("", last.number):
            return Key(last.date, word or last.word, last.number), False
        if not text and not row.words[self._at["id"]]:
            if last is None or (day is not None and day != last.date):
                self.findings.append(messages.no_number(self._source.place(number), self._sheet.name))
                sound = False
            elif last is not None:
                text = last.number
        if not word and last is not None:
            word = last.word
        return Key(day, word, text), sound

    def _day(self, row: Row, last: Key | None) -> tuple[datetime.date | None, str]:
        """The day of a row, that above where it has none; and what it says."""
        year = self._year
        if found := _YEAR.fullmatch(_digits(row.words[self._at["year"]])):
            year = self._year = int(found[1])
        if self._at["date"] < 0:
            return self._day_in_parts(row, year, last)
        value = row.values[self._at["date"]]
        if _is_empty(value):
            return (last.date if last else None), ""
        text = row.words[self._at["date"]]
        at = (text, year)
        if at not in self._days:
            self._days[at] = read_day_in(value, year)
        day = self._days[at]
        if day is not None and found and day.year != year:
            return None, f"{text}（年度 {year}）"
        return day, text

    def _day_in_parts(self, row: Row, year: int, last: Key | None) -> tuple[datetime.date | None, str]:
        month, day = _digits(row.words[self._at["month"]]), _digits(row.words[self._at["day"]])
        before = last.date if last else None
        if not month and not day:
            return before, ""
        month = month or (str(before.month) if before else "")
        day = day or (str(before.day) if before and not row.words[self._at["month"]] else "")
        return _made_day(year, month.rstrip("月"), day.rstrip("日")), f"{month}月{day}日"

    # Amounts

    def _fen(self, row: Row) -> tuple[int | None, str]:
        """A row's amount, debit positive; None where it has none, or of zero; and what of it can't be read."""
        if self._at["debit"] < 0:
            return self._signed(row)
        sides = []
        for key in ("debit", "credit"):
            value = row.values[self._at[key]]
            fen = 0 if _is_empty(value) else _amount_in(value)
            if fen is None:
                return None, f"“{text_of(value)}”不是金额"
            sides.append(fen)
        if all(sides):
            return None, "借方、贷方都有金额"
        return (sides[0] - sides[1]) or None, ""

    def _signed(self, row: Row) -> tuple[int | None, str]:
        value, side = row.values[self._at["amount"]], _plain(row.words[self._at["side"]])
        if _is_empty(value):
            return None, ""
        fen = _amount_in(value)
        if fen is None:
            return None, f"“{text_of(value)}”不是金额"
        if side in self._words.debit or side in self._words.credit:
            return (fen if side in self._words.debit else -fen) or None, ""
        if not fen:
            return None, ""
        return None, f"借贷方向“{side}”看不懂" if side else "没有借贷方向"


def _said(code: str, name: str) -> Said:
    """What two columns say of a code; the first may hold the name too, or the second both."""
    if code and not code.isascii():
        found = said(code)
        return Said(found.code, name or found.name)
    if code:
        return Said(_digits(code), said(name).name or name) if name else Said(_digits(code))
    return said(name) if name else Said()


def _in_words(text: str) -> bool:
    return not any(each.isdigit() for each in text)


def read_day_in(value: Value, year: int) -> datetime.date | None:
    """A day: a date, its number in a workbook, or a month and a day of a year that is told elsewhere."""
    if (day := read_day(value)) is not None:
        return day
    text = _digits(text_of(value))
    if _SERIAL.fullmatch(text) and int(text.partition(".")[0]) in _SERIALS:
        return (_FIRST_DAY + datetime.timedelta(days=int(text.partition(".")[0]))).date()
    found = _MONTH_DAY.fullmatch(text) or _SHORT.fullmatch(text)
    return _made_day(year, found[1], found[2]) if found else None


def _made_day(year: int, month: str, day: str) -> datetime.date | None:
    if not year or not (_FEW.fullmatch(month) and _FEW.fullmatch(day)):
        return None
    try:
        return datetime.date(year, int(month), int(day))
    except ValueError:
        return None
