"""What a name of the outline may stand for, where it isn't a list: one type for each way of coming by a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from gov_accounts.publishing.outline.template import Name, Template, name, names, template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gov_accounts.law.reading import Entry

_PARTS: Final = 2


class Money(NamedTuple):
    """An amount: a formula over cells.

    Attributes:
        name: what it is, in words, and the end of its id.
        note: follows the formula where it is told where the figure comes from.
        size: whether it is printed without its sign.
        if_any: whether there is no figure where the tables have none of the cells.
    """

    name: str
    formula: Template
    note: str
    size: bool
    if_any: bool


class Percent(NamedTuple):
    """What per cent a figure is of another."""

    name: str
    part: Name
    whole: Name
    size: bool


class Share(NamedTuple):
    """What per cent an element's figure is of all elements'; they add up to 100."""

    name: str
    of: Name
    origin: str


class Count(NamedTuple):
    """How many elements a list has."""

    name: str
    items: Name
    unit: str
    origin: str


class Total(NamedTuple):
    """The sum of a figure over a list."""

    name: str
    items: Name
    figure: Name


class Words(NamedTuple):
    """A text of disclosure.toml."""

    path: Template


class Said(NamedTuple):
    """A text that is always the same: what forms of other years or places call otherwise."""

    text: str


class Setting(NamedTuple):
    """A number of disclosure.toml, or the sum of a table of numbers.

    Attributes:
        money: whether it is an amount in yuan, said in the document's unit.
        default: the number where it isn't written; None where there is no figure then.
    """

    name: str
    path: Template
    unit: str
    money: bool
    default: int | None


Figure: TypeAlias = Money | Percent | Share | Count | Total | Words | Said | Setting


def read_figures(entry: Entry) -> Mapping[str, Figure]:
    """The figures under ``figures``, by name.

    Raises:
        DataError: one isn't as it should be.
    """
    return {key: _figure(each) for key, each in entry.named("figures").items()}


def _figure(entry: Entry) -> Figure:
    entry.known(*_KINDS, "name", "origin", "unit", "note", "size", "if_any", "money", "default")
    kinds = [key for key in _KINDS if key in entry]
    if len(kinds) != 1:
        raise entry.at().wrong(f"有 {'、'.join(_KINDS)} 之一的一组键")
    return _KINDS[kinds[0]](entry)


def _money(entry: Entry) -> Money:
    entry.known("name", "formula", "note", "size", "if_any")
    return Money(
        entry.text("name"),
        template(entry, "formula"),
        entry.text("note", ""),
        entry.flag("size"),
        entry.flag("if_any"),
    )


def _percent(entry: Entry) -> Percent:
    entry.known("name", "of", "size")
    of = names(entry, "of")
    if len(of) != _PARTS:
        raise entry.wrong("of", "部分、整体两个名字")
    return Percent(entry.text("name"), *of, entry.flag("size"))


def _share(entry: Entry) -> Share:
    entry.known("name", "shares", "origin")
    return Share(entry.text("name"), name(entry, "shares"), entry.text("origin"))


def _count(entry: Entry) -> Count:
    entry.known("name", "count", "unit", "origin")
    return Count(entry.text("name"), name(entry, "count"), entry.text("unit", ""), entry.text("origin"))


def _total(entry: Entry) -> Total:
    entry.known("name", "total")
    total = names(entry, "total")
    if len(total) != _PARTS:
        raise entry.wrong("total", "列表、数两个名字")
    return Total(entry.text("name"), *total)


def _words(entry: Entry) -> Words:
    entry.known("words")
    return Words(template(entry, "words"))


def _said(entry: Entry) -> Said:
    entry.known("text")
    return Said(entry.text("text"))


def _setting(entry: Entry) -> Setting:
    entry.known("name", "setting", "unit", "money", "default")
    default = entry.number("default") if "default" in entry else None
    money = entry.flag("money")
    if money and "unit" in entry:
        raise entry.wrong("unit", "不写：金额按文件的单位印")
    return Setting(entry.text("name"), template(entry, "setting"), entry.text("unit", ""), money, default)


_KINDS: Final[Mapping[str, Callable[[Entry], Figure]]] = {
    "formula": _money,
    "of": _percent,
    "shares": _share,
    "count": _count,
    "total": _total,
    "words": _words,
    "text": _said,
    "setting": _setting,
}
