"""Texts of the outline that name figures, and the conditions under which they are said.

{total}                       a figure, a text or a list, by its name
{change?增加|减少|持平}        a word by the sign of a figure: above zero, below, zero
when = ["change > 0"]         a condition: a comparison, ``name`` (there is one) or ``!name`` (there is none)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from gov_accounts.law.formula import Formula, FormulaError, parse
from gov_accounts.law.reading import Entry

if TYPE_CHECKING:
    from gov_accounts.law.reading import At

_SLOT: Final = re.compile(r"\{(\w+)(?:\?([^{}|]*)\|([^{}|]*)\|([^{}|]*))?\}")
_COMPARISON: Final = re.compile(r"(?:\|(\w+)\||(\w+))\s*(!=|>=|<=|=|>|<)\s*(\S+)")
_PRESENCE: Final = re.compile(r"(!?)(\w+)")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class Name(NamedTuple):
    """What something else is called: a figure, a list, a table, a form, a code."""

    text: str
    at: At


class Signs(NamedTuple):
    """Words by the sign of a figure."""

    above: str
    below: str
    zero: str


class Slot(NamedTuple):
    """Where a text names something, or says one of three words by its sign."""

    name: str
    signs: Signs | None


@dataclass(frozen=True, slots=True)
class Template:
    """A text, in pieces: what is printed as it is, and what is named."""

    pieces: tuple[str | Slot, ...]
    at: At

    def slots(self) -> Iterator[Slot]:
        """What is named, in order."""
        return (piece for piece in self.pieces if isinstance(piece, Slot))

    def filled(self, words: Mapping[str, str]) -> str:
        """The text with words for what is named."""
        return "".join(piece if isinstance(piece, str) else words[piece.name] for piece in self.pieces)


class Comparison(NamedTuple):
    """A condition: a figure, or its size, beside a number or another figure; or a text beside another.

    Attributes:
        sign: ``=``, ``!=``, ``>``, ``<``, ``>=`` or ``<=``.
        other: a number; else a figure's name, or a text where `name` is one.
    """

    name: str
    size: bool
    sign: str
    other: Decimal | str
    at: At


class Presence(NamedTuple):
    """A condition: that there is something, or nothing, of a name."""

    name: str
    there: bool
    at: At


Condition: TypeAlias = Comparison | Presence


class Alternative(NamedTuple):
    """A way of saying something, and when it is the right one."""

    when: tuple[Condition, ...]
    say: Template


Sentence: TypeAlias = Template | tuple[Alternative, ...]
"""What is said as it is; or the first alternative whose conditions are met, if any."""


class CellSum(NamedTuple):
    """A formula over cells of tables."""

    formula: Formula
    at: At


def read_template(text: str, at: At) -> Template:
    """A template.

    Raises:
        DataError: a brace is left over.
    """
    pieces: list[str | Slot] = []
    position = 0
    for slot in _SLOT.finditer(text):
        pieces.append(text[position : slot.start()])
        pieces.append(Slot(slot[1], None if slot[2] is None else Signs(slot[2], slot[3], slot[4])))
        position = slot.end()
    pieces.append(text[position:])
    for piece in pieces:
        if isinstance(piece, str) and ("{" in piece or "}" in piece):
            raise at.wrong(f"花括号成对、里面是 {{名字}} 或 {{名字?正|负|零}} 的文字，读到“{piece}”处读不下去")
    return Template(tuple(piece for piece in pieces if piece != ""), at)


def template(entry: Entry, key: str) -> Template:
    """The template under a key."""
    return read_template(entry.text(key), entry.at(key))


def conditions(entry: Entry, key: str) -> tuple[Condition, ...]:
    """Conditions under a key, all of which have to be met; none where it isn't there."""
    return tuple(_condition(name) for name in names(entry, key, optional=True))


def _condition(written: Name) -> Condition:
    text, at = written
    if comparison := _COMPARISON.fullmatch(text):
        size, name, sign, other = comparison.groups()
        return Comparison(size or name, bool(size), sign, Decimal(other) if _NUMBER.fullmatch(other) else other, at)
    if presence := _PRESENCE.fullmatch(text):
        return Presence(presence[2], not presence[1], at)
    raise at.wrong("一个条件：名字、!名字，或 名字 > 数")


def sentences(entry: Entry, key: str) -> tuple[Sentence, ...]:
    """Sentences under a key, one after the other: texts, and lists of alternatives."""
    value = entry.values.get(key)
    if not isinstance(value, list) or not value:
        raise entry.wrong(key, "至少一句话")
    return tuple(_sentence(entry, f"{key}[{index}]", each) for index, each in enumerate(value))


def _sentence(entry: Entry, key: str, value: Any) -> Sentence:
    if isinstance(value, str):
        return read_template(value, entry.at(key))
    if not isinstance(value, list) or not value:
        raise entry.wrong(key, "一句话，或几种说法的列表")
    return tuple(_alternative(entry, f"{key}[{index}]", each) for index, each in enumerate(value))


def _alternative(entry: Entry, key: str, value: Any) -> Alternative:
    if isinstance(value, str):
        return Alternative((), read_template(value, entry.at(key)))
    if not isinstance(value, Mapping):
        raise entry.wrong(key, "一句话，或 { when = […], say = … }")
    inner = Entry(entry.file, entry.at(key).key, value).known("when", "say")
    return Alternative(conditions(inner, "when"), read_template(inner.text("say", ""), inner.at("say")))


def label(entry: Entry, key: str) -> tuple[Sentence, ...]:
    """A text under a key, which may be empty, or sentences."""
    value = entry.values.get(key)
    return (read_template(value, entry.at(key)),) if isinstance(value, str) else sentences(entry, key)


def name(entry: Entry, key: str) -> Name:
    """The name under a key."""
    return Name(entry.text(key), entry.at(key))


def names(entry: Entry, key: str, *, optional: bool = False) -> tuple[Name, ...]:
    """The names listed under a key; none where it isn't there and may be left out."""
    texts = entry.texts(key, () if optional else None)
    return tuple(Name(text, entry.at(f"{key}[{index}]")) for index, text in enumerate(texts))


def read_sum(written: Name) -> CellSum:
    """A formula."""
    try:
        return CellSum(parse(written.text), written.at)
    except FormulaError as error:
        raise written.at.wrong(f"一个公式，读到“{error}”处读不下去") from error


def cell_sum(entry: Entry, key: str) -> CellSum:
    """The formula under a key."""
    return read_sum(name(entry, key))
