"""Where the columns of a sheet of vouchers are: found by their names, below titles, in one row or in two.

记账凭证一览表                                     a title
会计年度：2020                                     the year of dates without one
日期 │   凭证   │ 摘要 │     科目     │   金额      names in two rows, the upper ones over several columns
     │ 字 │ 号 │      │ 编码 │ 名称 │ 借方 │ 贷方
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.bank.vocabulary import plain_head
from gov_accounts.exchange.journal_words import SEVERAL, SINGLE
from gov_accounts.sheets.cells import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gov_accounts.exchange.journal_words import Layout, Words
    from gov_accounts.sheets.table import RawRow

HEAD_ROWS: Final = 60
"""So many rows are looked at for the names of columns."""
_YEAR: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=\s*[年./-])|(?<=年度)[:：\s]*((?:19|20)[0-9]{2})(?![0-9])")
_LONGEST: Final = 40
"""Characters of a column's name."""


class Columns(NamedTuple):
    """Where a sheet's columns are.

    Attributes:
        head: the number of the last row of names; 0 where there are none.
        at: the kind of a column → its index.
        several: the kind of a column → its indices and names.
        heads: the names that columns may go by, made plain.
        year: the year that titles or names tell; 0 where none does, or several do.
    """

    head: int
    at: Mapping[str, int]
    several: Mapping[str, tuple[tuple[int, str], ...]]
    heads: tuple[str, ...]
    year: int


def find_columns(rows: Sequence[RawRow], layout: Layout) -> Columns | None:
    """Where the columns are; None where the sheet has none of a journal."""
    if layout.positions:
        return _by_position(rows, layout)
    near = [(row, _heads(row)) for row in rows[:HEAD_ROWS]]
    found: list[Columns] = []
    for index, (row, heads) in enumerate(near):
        if not any(heads):
            continue
        below, under = near[index + 1] if index + 1 < len(near) else (row, [])
        for number, names in ((row.number, [(each,) for each in heads]), (below.number, _over(heads, under))):
            at = columns_at(names, layout.words)
            if is_journal(at):
                plain = tuple(name for each in names for name in each)
                year = layout.year or year_of(each for each, _ in near if each.number <= number)
                found.append(Columns(number, at, _several(names, layout.words), plain, year))
    # The first that tells most: a title above the names, or the upper one of two rows, may seem to be enough.
    return max(found, key=lambda each: len(each.at), default=None)


def _by_position(rows: Sequence[RawRow], layout: Layout) -> Columns | None:
    """The columns as the map has them, where the file begins as it says, or its first line has a day."""
    if layout.opening:
        if not rows or not "".join(_heads(rows[0])).startswith(layout.opening.replace(",", "")):
            return None
        head = rows[0].number
    else:
        head = layout.first_row - 1
        first = next((row.cells for row in rows if row.number > head), ())
        place = layout.positions.get("date", 0)
        if place >= len(first) or not any(each.isdigit() for each in text_of(first[place])):
            return None
    several = {key: ((layout.positions[key], key),) for key in SEVERAL if key in layout.positions}
    at = {key: place for key, place in layout.positions.items() if key not in SEVERAL}
    above = (row for row in rows[:HEAD_ROWS] if row.number <= head)
    return Columns(head, at, several, (), layout.year or year_of(above))


def _heads(row: RawRow) -> list[str]:
    return [plain_head(each) if isinstance(each, str) and len(each) <= _LONGEST else "" for each in row.cells]


def _over(heads: Sequence[str], under: Sequence[str]) -> list[tuple[str, ...]]:
    """The names of columns in two rows: both together, the lower one, the upper one; it holds for blanks after it."""
    names: list[tuple[str, ...]] = []
    last = ""
    for index in range(max(len(heads), len(under))):
        upper = heads[index] if index < len(heads) else ""
        lower = under[index] if index < len(under) else ""
        last = upper or (last if lower else "")
        names.append(tuple(filter(None, (last + lower if lower else "", lower, upper))) or ("",))
    return names


def columns_at(names: Sequence[tuple[str, ...]], words: Words) -> dict[str, int]:
    """The kind of a column → its index, by the names that each column may go by, those preferred first."""
    places: dict[str, int] = {}
    for index, each in enumerate(names):
        for name in each:
            places.setdefault(name, index)
    at: dict[str, int] = {}
    for kind in SINGLE:
        found = next((places[name] for name in words.columns.get(kind, ()) if name in places), None)
        if found is not None:
            at[kind] = found
    if "debit" in at and "credit" in at:
        at.pop("amount", None)
        at.pop("side", None)
    else:
        at.pop("debit", None)
        at.pop("credit", None)
    if "date" in at:
        at.pop("day", None)
    return at


def is_journal(at: Mapping[str, int]) -> bool:
    """Whether columns are enough for vouchers: a day, a number, an account and amounts."""
    return (
        ("date" in at or {"month", "day"} <= at.keys())
        and ("number" in at or "id" in at)
        and not at.keys().isdisjoint(("code", "name", "full_name"))
        and ({"debit", "credit"} <= at.keys() or {"amount", "side"} <= at.keys())
    )


def _several(names: Sequence[tuple[str, ...]], words: Words) -> Mapping[str, tuple[tuple[int, str], ...]]:
    return {
        kind: tuple(
            (index, each[0])
            for index, each in enumerate(names)
            if any(_unnumbered(name) in words.columns.get(kind, ()) for name in each)
        )
        for kind in SEVERAL
    }


def _unnumbered(name: str) -> str:
    """``辅助项1`` and ``核算项目二`` are each one of several."""
    return name.rstrip("0123456789一二三四五六七八九十")


def year_of(rows: Iterable[RawRow]) -> int:
    """The only year that rows tell; 0 where they tell none, or several."""
    found = {one or other for row in rows for cell in row.cells for one, other in _YEAR.findall(text_of(cell))}
    return int(found.pop()) if len(found) == 1 else 0
