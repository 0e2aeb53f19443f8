"""Figures of each unit: a plan over the kinds of postings there are, joined to their sums in SQL.

No unit's forms are filled. What is collected is a row a unit and figure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gov_accounts.law.formats import FormatSet
from gov_accounts.law.formula import Positive, Reference
from gov_accounts.law.reading import DataError
from gov_accounts.statements.plan import plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gov_accounts.law.codes import Codes
    from gov_accounts.law.form import Format
    from gov_accounts.law.formula import Formula
    from gov_accounts.statements.fill import Cell, Statement
    from gov_accounts.units.engine import Engine

_KINDS: Final = """
SELECT DISTINCT c.counted, c.func, c.econ, c.fund, CASE WHEN c.project = '' THEN '' ELSE '有' END AS project, c.year,
       c.closing
FROM cube c JOIN asked ON c.unit_code = asked.unit_code
WHERE c.counted <> '' AND c.book <> 'F'
"""
_PLAN: Final = {
    "counted": "VARCHAR",
    "func": "VARCHAR",
    "econ": "VARCHAR",
    "fund": "VARCHAR",
    "project": "VARCHAR",
    "year": "INTEGER",
    "closing": "BOOLEAN",
    "figure": "INTEGER",
    "times": "INTEGER",
}
_FIGURES: Final = """
SELECT c.unit_code, p.figure,
       CAST(sum(CASE WHEN c.counted = c.code THEN c.fen ELSE -c.fen END * p.times) AS BIGINT) AS fen
FROM cube c
JOIN asked ON c.unit_code = asked.unit_code
JOIN plan p ON c.counted = p.counted AND c.func = p.func AND c.econ = p.econ AND c.fund = p.fund
           AND CASE WHEN c.project = '' THEN '' ELSE '有' END = p.project AND c.year = p.year AND c.closing = p.closing
WHERE c.book <> 'F'
GROUP BY c.unit_code, p.figure
"""


def figures_of_units(
    engine: Engine,
    formats: FormatSet,
    year: int,
    codes: Codes,
    figures: Callable[[Mapping[str, Statement]], Sequence[Cell]],
) -> dict[str, dict[int, int]]:
    """Unit → number of a figure → fen, of the units in ``asked``; what isn't there is zero.

    Args:
        engine: where the sums are known as ``cube``.
        formats: the forms.
        year: the year.
        codes: the lists.
        figures: which figures of the forms are asked for.

    Raises:
        DataError: a figure depends on a positive part.
    """
    plan_into(engine, formats, year, codes, figures)
    found: dict[str, dict[int, int]] = {}
    for unit, figure, fen in engine.rows(_FIGURES):
        found.setdefault(unit, {})[figure] = int(fen)
    return found


def plan_into(
    engine: Engine,
    formats: FormatSet,
    year: int,
    codes: Codes,
    figures: Callable[[Mapping[str, Statement]], Sequence[Cell]],
) -> None:
    """Put the shares of the kinds of postings of the units in ``asked`` in some figures into a table ``plan``.

    Raises:
        DataError: a figure depends on a positive part.
    """
    keys = sorted(tuple(each) for each in engine.rows(_KINDS))
    shares = plan(formats, keys, year, codes, figures)
    engine.table("plan", _PLAN, [(*each.key[:7], each.figure, each.times) for each in shares])


@dataclass(slots=True)
class PositiveParts:
    """What positive parts of formulas come to together: one unit's too little isn't taken from another's too much.

    Attributes:
        engine: where the sums are known as ``cube``.
        codes: the lists.
        ask: puts the units into ``asked``.
    """

    engine: Engine
    codes: Codes
    ask: Callable[[], None]
    known: dict[tuple[int, str], list[dict[str, int]]] = field(default_factory=dict)

    def of(self, year: int, form: Format, formula: Formula) -> int:
        """The sum over all units of what a formula comes to, where it is above zero.

        Raises:
            DataError: it names more than quantities of its own form.
        """
        key = (year, form.key)
        if key not in self.known:
            self.known[key] = self._quantities(year, form)
        return sum(max(_value(formula, form, each), 0) for each in self.known[key])

    def _quantities(self, year: int, form: Format) -> list[dict[str, int]]:
        """Of each unit, what is taken for the form's quantities."""
        taken = [each.key for each in form.auxiliary.values() if each.formula is None]
        self.ask()
        of_units = figures_of_units(
            self.engine,
            FormatSet(year, (form,), ()),
            year,
            self.codes,
            lambda statements: [statements[form.key].auxiliary[each] for each in taken],
        )
        return [{name: each.get(number, 0) for number, name in enumerate(taken)} for each in of_units.values()]


def _value(formula: Formula, form: Format, taken: Mapping[str, int]) -> int:
    """What a formula of a form's quantities comes to in one unit."""
    total = 0
    for term in formula.terms:
        match term.of:
            case Positive(of=inner):
                total += term.sign * max(_value(inner, form, taken), 0)
            case Reference(key=key, column=None) if key in taken:
                total += term.sign * taken[key]
            case Reference(key=key, column=None) if key in form.auxiliary and (
                formula_of := form.auxiliary[key].formula
            ):
                total += term.sign * _value(formula_of, form, taken)
            case other:
                raise DataError(f"{form.key}：positive() 里只能写这张表的 auxiliary，不能写 {other}")
    return total
