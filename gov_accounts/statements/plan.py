"""A plan: which figures each kind of posting counts in, and how, worked out once for any number of units.

What is alike in its codes counts alike, whoever it is of: a figure of a unit is the sum of its kinds of postings, each
times its coefficient.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from gov_accounts.books.cube import grouped
from gov_accounts.law.reading import DataError
from gov_accounts.statements.fill import make_statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gov_accounts.books.cube import Key
    from gov_accounts.law.codes import Codes
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.statements.fill import Cell, Statement


class Share(NamedTuple):
    """What a posting of a key counts in a figure.

    Attributes:
        key: the key.
        figure: the figure's number among those asked for.
        times: what the posting's fen, debits positive, count times in it.
    """

    key: Key
    figure: int
    times: int


def plan(
    formats: FormatSet,
    keys: Iterable[tuple[Any, ...]],
    year: int,
    codes: Codes,
    figures: Callable[[Mapping[str, Statement]], Sequence[Cell]],
) -> Iterator[Share]:
    """The shares of all keys in some figures of a year, in the order of figures and keys.

    Args:
        formats: the forms.
        keys: the fields of `Key`, each key once.
        year: the year.
        codes: the lists.
        figures: which figures of the forms, filled, are asked for.

    Raises:
        DataError: a figure depends on the positive part of a formula.
    """
    one_of_each = grouped(((key, 1, 1) for key in keys), codes)
    statements = make_statements(formats, one_of_each, year, codes, positive=lambda *_: 0)
    for number, cell in enumerate(figures(statements)):
        if _has_positive(cell):
            raise DataError("取正数的格不能按分录的种类分：它不是各种分录之和")
        times: Counter[Key] = Counter()
        for group, sign in cell.sums():
            times[group.key] += sign * group.fen
        for key, counted in sorted(times.items()):
            if counted:
                yield Share(key, number, counted)


def _has_positive(cell: Cell) -> bool:
    """Whether a positive part is in a cell: it alone has a formula and nothing that it is made of."""
    alone = bool(cell.formula) and not cell.parts and not cell.groups
    return alone or any(_has_positive(part.cell) for part in cell.parts)
