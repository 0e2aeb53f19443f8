"""``audit/prose.toml``, read: of each section by which names it calls which quantity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gov_accounts.law.formula import Formula, parse
from gov_accounts.law.reading import official, read

if TYPE_CHECKING:
    from gov_accounts.law.reading import Entry


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity and what it is called.

    Attributes:
        words: what it is called.
        cell: what it is.
        budget: its budget: a cell, or the quantity ``TABLE.KEY`` with the columns ``initial`` and ``whole``.
    """

    words: re.Pattern[str]
    cell: Formula
    budget: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What is said in sections of one kind.

    Attributes:
        heading, unless: which headings are of it.
        other_than: what makes a name that follows it the name of something else.
        names: the longer ones first.
        pair: what two numbers with one unit are, ``收、支总计各是``.
        func, econ: of a code, its cell and its budget, with ``{code}``.
        own: whether what its names mean is another quantity each time a budget is told: a project's.
        wholes: what a share is of where no words say it: by words in the section's heading.
        main: what a sentence is about that names nothing.
    """

    heading: re.Pattern[str]
    unless: re.Pattern[str] | None
    other_than: re.Pattern[str] | None
    names: tuple[Name, ...]
    pair: tuple[Formula, ...]
    func: tuple[str, str] | None
    econ: str
    wholes: tuple[tuple[str, Formula], ...]
    own: bool


@dataclass(frozen=True, slots=True)
class WordsRelation:
    """What amounts that only words have must be to each other."""

    rule: str
    whole: Formula
    parts: tuple[Formula, ...]
    exact: bool
    why: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The whole file."""

    scopes: tuple[Scope, ...]
    wholes: tuple[tuple[re.Pattern[str], Formula], ...]
    relations: tuple[WordsRelation, ...]
    patterns: dict[str, re.Pattern[str]]
    up: frozenset[str]

    def scope(self, heading: str) -> Scope | None:
        """The scope of a section by its heading."""
        for each in self.scopes:
            if each.heading.search(heading) and not (each.unless and each.unless.search(heading)):
                return each
        return None


@cache
def vocabulary() -> Vocabulary:
    """The file, read once.

    Raises:
        DataError: it isn't as it should be.
    """
    whole = read(official("audit", "prose.toml"), "audit/prose.toml")
    whole.text("source")
    change, budget, share = whole.entry("change"), whole.entry("budget"), whole.entry("share")
    filler = whole.text("filler")
    patterns = {
        "filler": _compiled(whole, "filler"),
        "reasons": _compiled(whole, "reasons"),
        "neutral": _compiled(whole, "neutral"),
        "other_than": _compiled(whole, "other_than"),
        "limits": _compiled(whole, "limits"),
        **{f"change.{key}": _compiled(change, key) for key in ("amount", "percent", "against_budget", "against_last")},
        **{
            f"budget.{key}": _compiled(budget, key)
            for key in (
                "initial",
                "whole",
                "plain",
                "final",
                "final_alone",
                "done",
                "done_initial",
                "done_whole",
                "of_initial",
                "of_whole",
            )
        },
        "share": _compiled(share, "percent"),
    }
    return Vocabulary(
        tuple(_scope(each, filler) for each in whole.entries("scopes", least=1)),
        tuple((_compiled(each, "words"), _formula(each, "cell")) for each in whole.entries("wholes")),
        tuple(
            WordsRelation(
                each.text("rule"),
                _formula(each, "whole"),
                tuple(map(parse, each.texts("parts"))),
                each.flag("exact"),
                each.text("why"),
            )
            for each in whole.entries("relations")
        ),
        patterns,
        frozenset(change.texts("up")),
    )


def _scope(entry: Entry, filler: str) -> Scope:
    names = tuple(
        Name(re.compile(f"(?P<name>{each.text('words')})"), _formula(each, "cell"), each.text("budget", ""))
        for each in entry.entries("names")
    )
    del filler
    func = entry.entry("func") if "func" in entry else None
    return Scope(
        _compiled(entry, "heading"),
        _compiled(entry, "unless") if "unless" in entry else None,
        _compiled(entry, "other_than") if "other_than" in entry else None,
        names,
        tuple(map(parse, entry.texts("pair", ()))),
        (func.text("cell"), func.text("budget")) if func is not None else None,
        entry.text("econ", ""),
        tuple((each.text("within", ""), _formula(each, "cell")) for each in entry.entries("whole"))
        if "whole" in entry
        else (),
        entry.flag("own"),
    )


def _compiled(entry: Entry, key: str) -> re.Pattern[str]:
    try:
        return re.compile(entry.text(key))
    except re.error as error:
        raise entry.wrong(key, f"正则表达式：{error}") from error


def _formula(entry: Entry, key: str) -> Formula:
    return entry.parsed(key, parse, "一个公式")
