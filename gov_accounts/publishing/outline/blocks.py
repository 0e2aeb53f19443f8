"""Blocks of the outline: a heading, what is said, drawn or printed below it, and what should be written for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from gov_accounts.publishing.outline.figures import Figure, read_figures
from gov_accounts.publishing.outline.lists import Listed, read_lists
from gov_accounts.publishing.outline.template import (
    Condition,
    Name,
    Sentence,
    Template,
    conditions,
    name,
    sentences,
    template,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gov_accounts.law.reading import At, Entry

_DEEPEST: Final = 3


class Title(NamedTuple):
    """A heading: level 1 is a part (第一部分), 2 a section (一、), 3 a subsection （一）."""

    level: int
    text: Template


class SayIt(NamedTuple):
    """A paragraph."""

    sentences: tuple[Sentence, ...]


class DrawIt(NamedTuple):
    """A chart, by its key."""

    chart: Name


class PrintIt(NamedTuple):
    """A table, by its key."""

    table: Template


class FillIt(NamedTuple):
    """A form, by its key."""

    form: Name


Print: TypeAlias = SayIt | DrawIt | PrintIt | FillIt


class Content(NamedTuple):
    """What is printed under a heading, where conditions are met; for each element of a list, where one is named."""

    each: Name | None
    when: tuple[Condition, ...]
    title: Title | None
    print: Print


class Need(NamedTuple):
    """A key of disclosure.toml that should be written, where conditions are met.

    Attributes:
        each: a list: so for each of its elements.
        reason: whether it is the reason of a change.
        what: what is known, said before it.
    """

    each: Name | None
    when: tuple[Condition, ...]
    key: Template
    reason: bool
    what: Template | None


@dataclass(frozen=True, slots=True)
class Block:
    """A part, a section or a subsection; nothing of it is printed where its conditions aren't met.

    Attributes:
        id: its number, where the ids of its figures begin. (Its ``key``, where it has another number in other years or
            places, is only for profiles that extend its own.)
    """

    id: str
    title: Title
    when: tuple[Condition, ...]
    figures: Mapping[str, Figure]
    lists: Mapping[str, Listed]
    content: tuple[Content, ...]
    needs: tuple[Need, ...]
    at: At


def read_blocks(file: Entry) -> tuple[Block, ...]:
    """The blocks of a part's file.

    Raises:
        DataError: one isn't as it should be.
    """
    return tuple(_block(each) for each in file.known("blocks").entries("blocks", least=1))


def _block(entry: Entry) -> Block:
    entry.known("key", "id", "level", "heading", "when", "figures", "lists", "content", "needs")
    entry.text("key", "")
    return Block(
        entry.text("id"),
        _title(entry),
        conditions(entry, "when"),
        read_figures(entry),
        read_lists(entry),
        tuple(_content(each) for each in entry.entries("content")),
        tuple(_need(each) for each in entry.entries("needs")),
        entry.at(),
    )


def _title(entry: Entry) -> Title:
    level = entry.number("level")
    if not 1 <= level <= _DEEPEST:
        raise entry.wrong("level", f" 1 到 {_DEEPEST}")
    return Title(level, template(entry, "heading"))


def _content(entry: Entry) -> Content:
    entry.known("each", "when", "level", "heading", *_PRINTS)
    prints = [key for key in _PRINTS if key in entry]
    if len(prints) != 1:
        raise entry.at().wrong(f"有 {'、'.join(_PRINTS)} 之一的一组键")
    return Content(
        _each(entry),
        conditions(entry, "when"),
        _title(entry) if "heading" in entry or "level" in entry else None,
        _PRINTS[prints[0]](entry),
    )


def _need(entry: Entry) -> Need:
    entry.known("each", "when", "key", "reason", "what")
    return Need(
        _each(entry),
        conditions(entry, "when"),
        template(entry, "key"),
        entry.flag("reason"),
        template(entry, "what") if "what" in entry else None,
    )


def _each(entry: Entry) -> Name | None:
    return name(entry, "each") if "each" in entry else None


_PRINTS: Final[Mapping[str, Callable[[Entry], Print]]] = {
    "say": lambda entry: SayIt(sentences(entry, "say")),
    "chart": lambda entry: DrawIt(name(entry, "chart")),
    "table": lambda entry: PrintIt(template(entry, "table")),
    "form": lambda entry: FillIt(name(entry, "form")),
}
