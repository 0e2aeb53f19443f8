"""What a cell takes, in one form whoever wrote it, and what it is made of where it takes nothing itself.

A figure is what it selects: two cells that select the same are one figure, in whatever table, year and place they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from gov_accounts.law.form import Take, code_row
from gov_accounts.law.formula import Positive, Reference
from gov_accounts.law.known import FUND, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gov_accounts.law.form import Format, Period, Side
    from gov_accounts.law.formula import Formula

_ALL: Final = ("",)
"""The beginning of every code."""
_NO_FUND: Final = ""


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Codes that begin with one of some, and with none of others; both as few as say it, in order."""

    wanted: tuple[str, ...]
    excepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """What postings have that count; equal ones compare equal.

    Attributes:
        fund: of all kinds of money, and of having none, those that count.
        project: True for postings with a project, False for those without, None for both.
        side: on which side amounts are positive; None for each account's normal one.
        projects: of these alone; of all that ``project`` lets, where there are none.
    """

    accounts: Prefixes
    func: Prefixes
    econ: Prefixes
    fund: frozenset[str]
    project: bool | None
    period: Period
    side: Side | None = None
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Above:
    """What something is above zero, else zero."""

    of: Meaning


Meaning: TypeAlias = frozenset[tuple[Selection | Above, int]]
"""What is added up, each how often."""


def meaning(form: Format, row: str, column: str) -> Meaning | None:
    """What a cell is, by the keys of its row and column; None for one that the form hasn't or leaves blank."""
    panel = form.panel_of(row)
    head = next((each for each in panel.columns if each.key == column), None) if panel else None
    if panel is None or head is None:
        return None
    line = next((each for each in panel.rows if each.key == row), None) or code_row(panel.classification, row)
    formula = line.formula_in(column)
    if line.take is not None and (head.take is not None or head.formula is None):
        return _taken(form.take, line.take, head.take or Take())
    if line.take is None and formula is not None:
        return _sum(formula.expanded([each.key for each in panel.rows]), lambda of: _in_row(form, of, column))
    if line.take is not None and head.formula is not None:
        columns = [each.key for each in panel.columns]
        return _sum(head.formula.expanded(columns), lambda of: meaning(form, row, of.key))
    return None


def same_figure(one: Format, other: Format, reference: Reference) -> bool:
    """Whether what a reference names is the same figure in two forms of a table: both have it, and mean the same."""
    if one is other:
        return True
    found = [_known(each, reference) for each in (one, other)]
    return found[0] is not None and found[0] == found[1]


def _known(form: Format, reference: Reference) -> Meaning | None:
    """What a reference names, worked out once: every ledger's ties ask for the same."""
    place = (reference.key, reference.column)
    if place not in form.meanings:
        form.meanings[place] = _named(form, reference)
    return form.meanings[place]


def _named(form: Format, reference: Reference) -> Meaning | None:
    if reference.column is not None:
        return meaning(form, reference.key, reference.column)
    return _auxiliary(form, reference.key)


def _auxiliary(form: Format, key: str) -> Meaning | None:
    quantity = form.auxiliary.get(key)
    if quantity is None:
        return None
    if quantity.formula is None:
        return _taken(quantity.take or Take())
    return _sum(quantity.formula, lambda of: _auxiliary(form, of.key))


def _in_row(form: Format, reference: Reference, column: str) -> Meaning | None:
    """What a row's formula names in a column: see ``statements.fill`` for how it is found."""
    if reference.key in form.auxiliary and reference.key not in form.fixed:
        return _auxiliary(form, reference.key)
    panel = form.panel_of(reference.key)
    if reference.column is not None or panel is None or any(each.key == column for each in panel.columns):
        return meaning(form, reference.key, reference.column or column)
    return meaning(form, reference.key, panel.columns[0].key)


def _sum(formula: Formula, named: Callable[[Reference], Meaning | None]) -> Meaning:
    parts: dict[Selection | Above, int] = {}
    for term in formula.terms:
        if isinstance(term.of, Positive):
            of: Meaning | None = frozenset({(Above(_sum(term.of.of, named)), 1)})
        elif isinstance(term.of, Reference):
            of = named(term.of)
        else:
            raise TypeError(str(formula))
        for part, times in of or ():
            parts[part] = parts.get(part, 0) + term.sign * times
    return frozenset((part, times) for part, times in parts.items() if times)


def _taken(*takes: Take) -> Meaning:
    """What all of them take: the table's, the row's and the column's."""
    table, *inner = takes
    period: Period = next((each.period for each in (*inner, table) if each.period), "year")
    side: Side | None = next((each.side for each in (*inner, table) if each.side), None)
    some = {each.project for each in takes} - {None}
    projects = next((each.projects for each in takes if each.projects), ())
    accounts = _prefixes((each.accounts, each.accounts_except) for each in takes)
    func = _prefixes((each.func, each.func_except) for each in takes)
    econ = _prefixes((each.econ, each.econ_except) for each in takes)
    fund = frozenset({*listed(FUND), _NO_FUND})
    for each in takes:
        fund = fund.intersection(each.fund or fund).difference(each.fund_except)
    if accounts is None or func is None or econ is None or not fund or len(some) > 1:
        return frozenset()
    return frozenset({(Selection(accounts, func, econ, fund, next(iter(some), None), period, side, projects), 1)})


def _prefixes(conditions: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> Prefixes | None:
    """What meets all conditions, each what is wanted and what is excepted; None where nothing can."""
    wanted: Iterable[str] = _ALL
    excepted: list[str] = []
    for these, but in conditions:
        wanted = [max(a, b, key=len) for a in wanted for b in these or _ALL if a.startswith(b) or b.startswith(a)]
        excepted.extend(but)
    least = [each for each in _least(wanted) if not each.startswith(tuple(excepted))]
    within = [each for each in excepted if each.startswith(tuple(least))] if least else []
    return Prefixes(tuple(least), tuple(_least(within))) if least else None


def _least(codes: Iterable[str]) -> list[str]:
    """Without those that begin with another."""
    there = sorted(set(codes))
    return [each for each in there if not any(each != other and each.startswith(other) for other in there)]
