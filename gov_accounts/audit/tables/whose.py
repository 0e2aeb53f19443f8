"""Whose document it is, and of what year: what its cover, its tables' heads and its words say most."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.source import Line
from gov_accounts.audit.tables.amounts import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gov_accounts.audit.source import GridCell, Source
    from gov_accounts.audit.tables.regions import Region
    from gov_accounts.audit.tables.vocabulary import Vocabulary

_COVER: Final = 80
"""Lines in which the document may be said to be somebody's."""
_COVERED: Final = (
    re.compile(r"^(.{3,40}?)(?:19|20)\d\d年度?(?:部门|单位)?决算"),
    re.compile(r"^第[一二三]部分(.{3,40}?)(?:部门|单位)?(?:概况|(?:19|20)\d\d年度?)"),
    re.compile(r"^(.{3,40}?)(?:部门|单位)?概况$"),
)
_YEAR: Final = re.compile(r"((?:19|20)\d\d)年度")


def year_of(source: Source, regions: Iterable[Region]) -> int:
    """The year that most tables are headed with, else most of the words; 0 where none is said."""
    years = Counter(filter(None, (each.year() for each in regions)))
    if not years:
        cover = (squeezed(each.text) for each, _ in zip(source.lines(), range(_COVER), strict=False))
        years = Counter(int(year) for text in cover for year in _YEAR.findall(text))
    if not years:
        years = Counter(int(year) for text in _texts(source) for year in _YEAR.findall(text))
    return max(years, key=lambda year: (years[year], year)) if years else 0


def _texts(source: Source) -> Iterator[str]:
    """The words of lines, and of cells of grids that stand alone in their row: a workbook has all its words so."""
    for block in source.blocks:
        if isinstance(block, Line):
            yield squeezed(block.text)
            continue
        alone: dict[int, GridCell | None] = {}
        for cell in block.cells:
            if cell.text:
                alone[cell.row] = None if cell.row in alone else cell
        yield from (squeezed(cell.text) for cell in alone.values() if cell is not None)


def unit_name_of(source: Source, regions: Sequence[Region], words: Vocabulary) -> str:
    """The unit's name: of those that cover, heads and headings give, the one that the words have most."""
    named = Counter(filter(None, (each.department(words) for each in regions)))
    lines = list(_texts(source))
    for line in [*lines[:_COVER], *(each for each in lines if each.startswith("第"))]:
        for pattern in _COVERED:
            found = pattern.match(line)
            named_part = found is not None and found[1].startswith("第") and found[1].endswith("部分")
            if (
                found is not None
                and not named_part
                and not any(each.isdigit() or each in "。，、；：:" for each in found[1])
            ):
                named[found[1]] += 1
    if not named:
        return ""
    text = "\n".join(lines)
    counts = {name: text.count(name) + count for name, count in named.items()}
    most = max(counts.values())
    return max((name for name, count in counts.items() if count * 5 >= most * 3), key=lambda name: (len(name), name))
