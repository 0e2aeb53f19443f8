"""What others call the tables, their rows and columns: ``ledger/gov_accounts_ledger/audit/tables.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.tables.amounts import squeezed
from gov_accounts.law.reading import official, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MARKS: Final = ("not_rows", "columns_numbered", "rows_numbered", "totals", "amounts", "notes", "departments", "ends")
_QUOTES: Final = str.maketrans("", "", "“”\"'‘’《》〈〉「」『』〝〞＂")
_NUMBERED: Final = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.,:]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|其中:|减:|加:|\*|-)+"
)
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_YEAR: Final = re.compile(r"(?:19|20)\d\d年度?")


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it is compared.

    Attributes:
        bare: without what numbers it.
        short: without its brackets, too.
        number: what numbers it: ``一、``.
    """

    bare: str
    short: str
    number: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of tables, in the form in which they are compared.

    Attributes:
        same: what is replaced by what, longest first.
        titles: table key → its titles.
        rows: table key → row key → other labels.
        heads: table key → column key → other headings, level by level.
        stubs: ``code``, ``label``, ``number`` → the headings of columns that hold no figures.
        not_rows: words in a cell of their own that make no row.
        columns_numbered, rows_numbered: what stands before the numbers of columns, and above those of rows.
        totals: what heads of sums say, all of them alike.
        amounts: what a head ends with that sentences leave out: 决算数.
        notes: what a note begins with.
        departments: what stands before the unit's name above a table.
        ends: patterns of lines that no table goes beyond.
        money: what a money unit is called → one of it in fen.
        usual_money: the unit of tables that name none.
        not_before: what makes another table's title of one that it stands before.
        number: the pattern of a table's printed number.
    """

    same: tuple[tuple[str, str], ...]
    titles: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, Mapping[str, tuple[str, ...]]]
    heads: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]
    stubs: Mapping[str, frozenset[str]]
    not_rows: frozenset[str]
    columns_numbered: str
    rows_numbered: str
    totals: tuple[str, ...]
    amounts: str
    notes: tuple[str, ...]
    departments: tuple[str, ...]
    ends: tuple[re.Pattern[str], ...]
    money: Mapping[str, int]
    usual_money: str
    not_before: tuple[str, ...]
    number: re.Pattern[str]

    def word(self, text: str) -> str:
        """A heading as it is compared."""
        return _worded(text, self.same)

    def head(self, word: str) -> str:
        """A word of a heading, all that say a sum alike."""
        return self.totals[0] if word in self.totals else word

    def label(self, text: str) -> Label:
        """A row's label as it is compared."""
        plain = self.word(text)
        bare = _NUMBERED.sub("", plain)
        return Label(bare, _BRACKETS.sub("", bare) or bare, plain[: len(plain) - len(bare)])


@cache
def vocabulary() -> Vocabulary:
    """The data file, read.

    Raises:
        DataError: it isn't as it should be.
    """
    content = read(official("audit", "tables.toml"))
    content.known("same", "titles", "rows", "heads", "stubs", "marks", "money", "usual", "titled")
    same = [
        (squeezed(variant), squeezed(name))
        for name, variants in content.lists("same").items()
        for variant in variants
        if variant
    ]
    marks = content.entry("marks").known(*_MARKS)
    titled = content.entry("titled").known("not_before", "number")
    money = content.entry("money")
    same.sort(key=lambda pair: -len(pair[0]))

    def word(text: str) -> str:
        return _worded(text, same)

    stubs = content.entry("stubs").known("code", "label", "number")
    return Vocabulary(
        same=tuple(same),
        titles={key: tuple(map(word, titles)) for key, titles in content.lists("titles").items()},
        rows={
            table: {row: tuple(map(word, entry.texts(row))) for row in entry.values}
            for table, entry in content.named("rows").items()
        },
        heads={
            table: {
                column: tuple(tuple(map(word, head.split("/"))) for head in entry.texts(column))
                for column in entry.values
            }
            for table, entry in content.named("heads").items()
        },
        stubs={kind: frozenset(map(squeezed, stubs.texts(kind))) for kind in ("code", "label", "number")},
        not_rows=frozenset(marks.texts("not_rows")),
        columns_numbered=marks.text("columns_numbered"),
        rows_numbered=marks.text("rows_numbered"),
        totals=marks.texts("totals"),
        amounts=marks.text("amounts"),
        notes=marks.texts("notes"),
        departments=marks.texts("departments"),
        ends=tuple(re.compile(each) for each in marks.texts("ends")),
        money={name: money.number(name) for name in money.values},
        usual_money=content.entry("usual").choice("money", tuple(money.values)),
        not_before=titled.texts("not_before"),
        number=re.compile(titled.text("number")),
    )


def _worded(text: str, same: Iterable[tuple[str, str]]) -> str:
    plain = _YEAR.sub("", squeezed(text).translate(_QUOTES))
    for variant, name in same:
        if variant in plain and name not in plain:
            plain = plain.replace(variant, name)
    return plain
