"""The glossary of an outline: fixed terms, and what functional items are for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gov_accounts.publishing.outline.template import CellSum, Name, name, names, read_sum

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.law.reading import At, Entry


class Term(NamedTuple):
    """A term that tables use.

    Attributes:
        cells: it is used where all of them have a figure.
        kind: the kind of unit that uses it; None for any.
    """

    term: str
    told: str
    cells: tuple[CellSum, ...]
    kind: Name | None


class Glossary(NamedTuple):
    """The terms in order, and functional code → explanation."""

    terms: tuple[Term, ...]
    func: Mapping[str, str]
    at: At


def read_glossary(file: Entry) -> Glossary:
    """The glossary.

    Raises:
        DataError: it isn't as it should be.
    """
    file.known("terms", "func")
    return Glossary(tuple(_term(each) for each in file.entries("terms")), file.words("func"), file.at("func"))


def _term(entry: Entry) -> Term:
    entry.known("term", "told", "cells", "kind")
    cells = tuple(read_sum(each) for each in names(entry, "cells", optional=True))
    return Term(entry.text("term"), entry.text("told"), cells, name(entry, "kind") if "kind" in entry else None)
