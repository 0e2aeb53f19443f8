"""A set of tables and the ties between them: one file a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gov_accounts.law.form_file import read_form
from gov_accounts.law.reading import read
from gov_accounts.law.tie import read_ties

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable

    from gov_accounts.law.form import Format, Printing
    from gov_accounts.law.reading import Entry
    from gov_accounts.law.tie import Tie


@dataclass(frozen=True, slots=True)
class FormatSet:
    """The tables of a year in order, and the ties between them.

    Attributes:
        source: where the forms and the formulas within them come from.
    """

    year: int
    formats: tuple[Format, ...]
    ties: tuple[Tie, ...]
    source: str = ""

    @property
    def by_key(self) -> Mapping[str, Format]:
        """The tables by their keys."""
        return {each.key: each for each in self.formats}

    def find(self, name: str) -> Format | None:
        """The table called `name`: its key, its number with or without 表 before it, its sign, or its title."""
        text = name.strip()
        number = text.removeprefix("表")
        for each in self.formats:
            if text in (each.key, each.name, each.title) or number == str(each.number):
                return each
        return None


def read_formats(folder: Traversable) -> FormatSet:
    """A folder of forms that are no set: they have no number, and belong to no year.

    Raises:
        DataError: a file is not as it should be.
    """
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
    return FormatSet(0, tuple(read_form(read(file)) for file in files), ())


def format_set(
    year: int,
    forms: Sequence[Entry],
    ties: Entry,
    printing: Printing | None = None,
    beside: Mapping[str, Format] | None = None,
    *,
    statements: bool = False,
) -> FormatSet:
    """A set of forms, in their order, and the ties between them.

    Args:
        year: whose they are.
        forms: the files, in the order that gives them their numbers.
        ties: the file of the ties.
        printing: how the tables are printed, where that is said.
        beside: tables of other sets that ties may name, by what they are called there.
        statements: whether they are the statements of 政府会计制度.

    Raises:
        DataError: a file is not as it should be, or a tie names what no form has.
    """
    made = tuple(read_form(each, number, printing, statements=statements) for number, each in enumerate(forms, 1))
    ties.known("ties", "lists")
    known = {each.key: each for each in made} | dict(beside or {})
    return FormatSet(year, made, tuple(read_ties(ties, known)), ties.text("source", ""))
