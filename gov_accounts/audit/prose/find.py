"""Claims of a whole document: section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.audit.paper import Prose
from gov_accounts.audit.prose.items import Items
from gov_accounts.audit.prose.plain import figures, plain
from gov_accounts.audit.prose.reader import SectionReader, amounts
from gov_accounts.audit.prose.relations import find_relations
from gov_accounts.audit.prose.sections import CONTENTS, COVER, find_sections
from gov_accounts.audit.prose.vocabulary import vocabulary
from gov_accounts.audit.source import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.paper import Claim, Section, Tables
    from gov_accounts.audit.prose.plain import Figure
    from gov_accounts.audit.prose.vocabulary import Scope, Vocabulary
    from gov_accounts.audit.source import Source


def find_prose(source: Source, tables: Tables) -> Prose:
    """What the document's words say of its figures."""
    sections = find_sections(source, tables.used)
    words = vocabulary()
    items = Items(tables)
    kinds = _budget_kinds(words, tables)
    claims: list[Claim] = []
    unread: list[Unread] = []
    for section in _read(sections, tables):
        scope = _scope(words, section)
        if scope is None:
            unread += _left(section, tuple(amounts(words, plain(section.text))), "没有认出这一节说的是什么")
            continue
        reader = SectionReader(words, scope, items, section, kinds)
        claims += reader.claims()
        unread += _left(section, reader.left, "没有认出它说的是哪个数")
    return Prose(sections, tuple(claims), find_relations(words, claims), tuple(unread))


def _left(section: Section, left: Sequence[Figure], why: str) -> Iterator[Unread]:
    """One line a section of what wasn't understood, with its first number."""
    if left:
        example = section.spot(left[0].begin, left[0].after)
        what = f"{section.id}的 {len(left)} 个数，如“{example.printed}”"
        yield Unread(what, f"{why}（{example.around[:40]}）")


def _read(sections: Sequence[Section], tables: Tables) -> Iterator[Section]:
    """The sections with sentences. A cut from a document, with neither headings nor tables, is a section itself."""
    whole = len(sections) > 1 or bool(tables.tables)
    return (each for each in sections if each.id != CONTENTS and not (whole and each.id == COVER))


def _scope(words: Vocabulary, section: Section) -> Scope | None:
    """What a section is about: by its heading, or without one by what stands before its first figure."""
    text = plain(section.heading)
    if not text:
        whole = plain(section.text)
        first = next(figures(whole), None)
        text = whole[: first.begin].rpartition("\n")[2] if first is not None else ""
    return words.scope(text)


def _budget_kinds(words: Vocabulary, tables: Tables) -> dict[str, str]:
    """Of each table with budgets, by its form's remark: those of the year's beginning, or of the whole year."""
    found = {}
    for form in tables.profile.formats.formats:
        for which in ("initial", "whole"):
            if words.patterns[f"budget.of_{which}"].search(form.remark):
                found[form.key] = which
    return found
