"""The tables of a year and the ties between them. One folder a year, one file a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gov_accounts.law.form_file import read_form
from gov_accounts.law.reading import official, read
from gov_accounts.law.tie import read_ties

if TYPE_CHECKING:
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

    def find(self, name: str) -> Format | None:
        """The table called `name`: its key, its number, or its number with 表 before it."""
        text = name.strip()
        number = text.removeprefix("表")
        for each in self.formats:
            if text == each.key or number == str(each.number):
                return each
        return None


@cache
def official_formats(year: int) -> FormatSet:
    """The formats for `year`: its own folder, or the last one before it, or the first there is."""
    root = official("formats")
    years = sorted(int(folder.name) for folder in root.iterdir() if folder.name.isdigit())
    chosen = max((each for each in years if each <= year), default=years[0])
    return read_formats(root / str(chosen), chosen)


def read_formats(folder: Traversable, year: int) -> FormatSet:
    """Read a folder of formats.

    Raises:
        DataError: a file is not as it should be, or a tie names what no form has.
    """
    files = {each.name: each for each in folder.iterdir() if each.name.endswith(".toml")}
    ties = files.pop("ties.toml", None)
    formats = [read_form(read(file)) for _, file in sorted(files.items())]
    by_key = {each.key: each for each in formats}
    content = read(ties).known("ties", "lists") if ties is not None else None
    return FormatSet(
        year,
        tuple(sorted(formats, key=lambda each: each.number)),
        tuple(read_ties(content, by_key)) if content is not None else (),
        content.text("source", "") if content is not None else "",
    )
