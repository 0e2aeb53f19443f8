"""A set of tables and the ties between them: one file a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gov_accounts.law.form_file import read_form
from gov_accounts.law.reading import read
from gov_accounts.law.tie import read_ties

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from gov_accounts.law.form import Format
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
        """The table called `name`: its key, its number, or its number with 表 before it."""
        text = name.strip()
        number = text.removeprefix("表")
        for each in self.formats:
            if text == each.key or number == str(each.number):
                return each
        return None


def read_formats(folder: Traversable, year: int, ties: Traversable | None = None) -> FormatSet:
    """Read a folder of forms.

    Args:
        folder: in which each file is a form.
        year: whose they are.
        ties: the file of the ties between them, if there are any.

    Raises:
        DataError: a file is not as it should be, or a tie names what no form has.
    """
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
    forms = [read_form(read(file)) for file in files]
    content = read(ties).known("ties", "lists") if ties is not None else None
    return FormatSet(
        year,
        tuple(sorted(forms, key=lambda each: each.number)),
        tuple(read_ties(content, {each.key: each for each in forms})) if content is not None else (),
        content.text("source", "") if content is not None else "",
    )
