"""What is in the columns of a sheet of vouchers, by name: the shared vocabulary, and what a map says beside it.

The vocabulary is ``exchange/words/journal.toml``, where each kind of column is explained. A map's own names go first;
an empty list says that its files have no such column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.bank.vocabulary import plain_head
from gov_accounts.exchange.accounts import Override
from gov_accounts.law.reading import Entry, official, read

if TYPE_CHECKING:
    from gov_accounts.exchange.maps import Map

CODES: Final = ("func", "econ", "fund", "project")
SINGLE: Final = (
    *("date", "year", "month", "day", "word", "number", "line", "id", "related", "summary"),
    *("code", "name", "full_name", "debit", "credit", "amount", "side"),
    *("attachments", "maker", "checker", "cashier", "poster", "void", "closing", "book", "budget_book"),
    *("payee", "unit", "spending"),
    *(f"{key}_{part}" for key in CODES for part in ("code", "name")),
)
"""Kinds of columns of which one is read."""
SEVERAL: Final = ("aux",)
"""Kinds of columns that are all read."""
LABELS: Final = (*CODES, "spending", "payee", "passed")
_KEYS: Final = (
    *("kind", "title", "marks", "opening", "positions", "columns", "several", "elements", "levels", "accounts"),
    *("values", "numbering", "year", "first_row", "digits"),
)
BY_MONTH: Final = "month"
BY_YEAR: Final = "year"


class Elements(NamedTuple):
    """Of XML: the element of a line, that of a voucher, and those by which lines outside are joined to theirs."""

    row: str
    above: str
    join: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a map and of the vocabulary, made plain by `plain_head`.

    Attributes:
        columns: the kind of a column → its names, those preferred first.
        labels: what stands before a code in an auxiliary text → its kind of `LABELS`.
        funds: words in the name of a fund → its code, in order.
        basic: what stands for no project.
        debit, credit: what a column of sides says.
        yes: what a column of flags says for yes.
        kinds: names of kinds of vouchers → 记, 收, 付, 转.
        passed: what rows that are no lines begin with.
        rules: how codes of accounts may be cut, those preferred first.
        carried: what a voucher says that carries balances on at a year's end.
    """

    columns: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    funds: tuple[tuple[str, str], ...]
    basic: frozenset[str]
    debit: frozenset[str]
    credit: frozenset[str]
    yes: frozenset[str]
    kinds: Mapping[str, str]
    passed: tuple[str, ...]
    rules: tuple[tuple[int, ...], ...]
    carried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a map of kind ``journal`` says.

    Attributes:
        words: the names of columns.
        marks: columns that a file must have to be of this kind, made plain.
        opening: what the first line of a file without names of columns begins with.
        positions: where columns aren't found by names, kind of a column → its index, from 0.
        first_row: where columns aren't found by names, the number of the first row that isn't a head.
        elements: of XML.
        levels: how codes of accounts are cut; nothing where that is seen from the file.
        accounts: others' codes or names → ours.
        values: key of `CODES` → others' code or name → our code.
        by_year: whether numbers run on through the year, and not from 1 each month.
        year: of dates without one; 0 where the file says it.
    """

    words: Words
    marks: tuple[str, ...]
    opening: str
    positions: Mapping[str, int]
    first_row: int
    elements: Elements | None
    levels: tuple[int, ...]
    accounts: Mapping[str, Override]
    values: Mapping[str, Mapping[str, str]]
    by_year: bool
    year: int
    digits: Mapping[str, int]


@cache
def shared() -> Words:
    """The vocabulary that ships with the package.

    Raises:
        DataError: the file isn't as it should be.
    """
    content = read(official("exchange", "words", "journal.toml"), "exchange/words/journal.toml")
    content.known(
        "columns", "several", "labels", "funds", "basic", "sides", "flags", "carried", "kinds", "rows", "levels"
    )
    labels = content.entry("labels").known(*LABELS)
    sides = content.entry("sides").known("debit", "credit")
    rules = content.entry("levels").known("rules")
    return Words(
        _columns(content),
        {plain_head(name): key for key in LABELS for name in labels.texts(key, ())},
        tuple((plain_head(word), code) for code, words in content.lists("funds").items() for word in words),
        frozenset(map(plain_head, content.entry("basic").known("names").texts("names"))),
        frozenset(map(plain_head, sides.texts("debit"))),
        frozenset(map(plain_head, sides.texts("credit"))),
        frozenset(map(plain_head, content.entry("flags").known("yes").texts("yes"))),
        {plain_head(name): kind for kind, names in content.lists("kinds").items() for name in names},
        tuple(map(plain_head, content.entry("rows").known("passed").texts("passed"))),
        tuple(_levels(rules, "rules", each) for each in rules.values["rules"]),
        content.entry("carried").known("said").texts("said"),
    )


def _columns(entry: Entry) -> dict[str, tuple[str, ...]]:
    columns: dict[str, tuple[str, ...]] = {}
    for table, keys in (("columns", SINGLE), ("several", SEVERAL)):
        if table in entry:
            inner = entry.entry(table).known(*keys)
            columns |= {key: tuple(map(plain_head, inner.texts(key))) for key in keys if key in inner}
    return columns


def _levels(entry: Entry, key: str, value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not value or not all(type(each) is int and each > 0 for each in value):
        raise entry.wrong(key, "各级编码的位数，如 [4, 2, 2, 2]")
    return tuple(value)


def layout(map_: Map) -> Layout:
    """What a map says.

    Raises:
        DataError: it isn't as it should be.
    """
    entry = map_.entry.known(*_KEYS)
    own, common = _columns(entry), shared()
    columns = {
        key: () if key in own and not own[key] else tuple(dict.fromkeys((*own.get(key, ()), *names)))
        for key, names in common.columns.items()
    }
    return Layout(
        Words(
            columns,
            common.labels,
            common.funds,
            common.basic,
            common.debit,
            common.credit,
            common.yes,
            common.kinds,
            common.passed,
            common.rules,
            common.carried,
        ),
        tuple(map(plain_head, entry.texts("marks", ()))),
        plain_head(entry.text("opening", "")),
        _positions(entry),
        entry.number("first_row", 1),
        _elements(entry),
        _levels(entry, "levels", entry.values["levels"]) if "levels" in entry else (),
        _accounts(entry),
        {key: dict(entry.entry("values").known(*CODES).words(key)) for key in CODES} if "values" in entry else {},
        entry.choice("numbering", (BY_MONTH, BY_YEAR), BY_MONTH) == BY_YEAR,
        entry.number("year", 0),
        _digits(entry),
    )


def _digits(entry: Entry) -> Mapping[str, int]:
    """Columns that hold numbers of so many digits, or nothing: by them a file without names of columns is told."""
    if "digits" not in entry:
        return {}
    inner = entry.entry("digits").known(*SINGLE)
    return {key: inner.number(key) for key in inner.values if key != "source"}


def _positions(entry: Entry) -> Mapping[str, int]:
    if "positions" not in entry:
        return {}
    inner = entry.entry("positions").known(*SINGLE, *SEVERAL)
    positions = {key: inner.number(key) - 1 for key in inner.values if key != "source"}
    for key, place in positions.items():
        if place < 0:
            raise inner.wrong(key, "第几列，从 1 数起")
    return positions


def _elements(entry: Entry) -> Elements | None:
    if "elements" not in entry:
        return None
    inner = entry.entry("elements").known("row", "above", "join")
    return Elements(inner.text("row").casefold(), inner.text("above", "").casefold(), inner.texts("join", ()))


def _accounts(entry: Entry) -> Mapping[str, Override]:
    """Others' codes or names → ours: an account's name, or a table with ``account`` and what its ``open`` says."""
    if "accounts" not in entry:
        return {}
    inner = entry.entry("accounts").without("source")
    found: dict[str, Override] = {}
    for name, value in inner.values.items():
        if isinstance(value, str):
            found[name] = Override(inner.text(name))
        else:
            each = inner.entry(name).known("account", *CODES, "budget")
            meta = {key: each.text(key) for key in (*CODES, "budget") if key in each}
            found[name] = Override(each.text("account", ""), meta)
    return found
