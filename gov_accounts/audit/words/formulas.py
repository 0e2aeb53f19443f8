"""Formulas printed below a table (24行＝（1＋2＋…＋7）行), against the form's own numbers and formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.audit.source import Unread
from gov_accounts.audit.words.passages import finding, notes
from gov_accounts.law.formula import Range, Reference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import FoundTable, Tables
    from gov_accounts.audit.spot import Spot
    from gov_accounts.law.formula import Formula

_FORMULA: Final = re.compile(r"([0-9]{1,3})(行|栏)(?:各[行栏])?[=＝][（(]?([0-9][0-9＋+－—\-…⋯.]*[0-9])[）)]?(?:行|栏)")
_TERM: Final = re.compile(r"([＋+－—\-]?)((?:…|⋯|\.{2,})*)([0-9]+)")
_MINUS: Final = "－—-"


class Sum(NamedTuple):
    """A number's formula: the numbers that are added up, and those that are taken away."""

    plus: frozenset[int]
    minus: frozenset[int] = frozenset()


class Numbered(NamedTuple):
    """A row or column with a number.

    Attributes:
        label: what it is.
        sum: the form's formula; None where it has none, or one that isn't a sum of numbered ones.
        total: whether it has a formula at all.
    """

    label: str
    sum: Sum | None
    total: bool


def check_formulas(tables: Tables) -> tuple[tuple[AuditFinding, ...], tuple[Unread, ...]]:
    """Formulas that name other rows or columns, one finding a table."""
    found: list[AuditFinding] = []
    unknown: list[str] = []
    for table in tables.tables.values():
        lines = [
            (note, match) for owner, note in notes(tables) if owner is table for match in _FORMULA.finditer(note.text)
        ]
        if not lines:
            continue
        known: Mapping[str, Mapping[int, Numbered]] = {"行": _rows(table), "栏": _columns(table)}
        if not tables.exactly:
            unknown.append(table.number)
            continue
        wrong: list[tuple[Spot, str]] = []
        for note, match in lines:
            why = _wrong(match, known[match[2]])
            if why:
                wrong.append((note.spot(*match.span()), why))
        if wrong:
            what = f"{table.number}下的公式与本表的{lines[0][1][2]}次对不上：{'；'.join(why for _, why in wrong)}"
            why = "公式里的行次、栏次应是本表的；对不上的多是沿用了别的年度的表样"
            found.append(finding("note-formula", [spot for spot, _ in wrong], what, why))
    skipped = (
        (Unread(f"{'、'.join(unknown)}下印的公式", "表样与已知的不完全一样，行次、栏次不能对照"),) if unknown else ()
    )
    return tuple(found), skipped


def _wrong(match: re.Match[str], known: Mapping[int, Numbered]) -> str:
    """What is wrong with a formula; nothing if it holds, or can't be told."""
    number, kind = int(match[1]), match[2]
    printed = _sum(match[3])
    if not known or printed is None:
        return ""
    if number not in known:
        return f"{match[0]}，而没有{number}{kind}"
    this = known[number]
    if not this.total:
        totals = ""
        if number in printed.plus:
            right = [each for each, other in known.items() if other.sum == printed]
            right = right or [each for each, other in known.items() if other.sum and other.sum.plus == printed.plus]
            totals = f"，和是{right[0]}{kind}" if right else ""
        return f"{match[0]}，而{number}{kind}是“{this.label}”，不是合计{totals}"
    if this.sum is not None and this.sum != printed and not this.sum.minus and not printed.minus:
        return f"{match[0]}，而{number}{kind}“{this.label}”＝（{_shown(this.sum.plus)}）{kind}"
    return ""


def _sum(text: str) -> Sum | None:
    """A printed formula: 1+2+…+7 has all from 2 to 7."""
    plus: set[int] = set()
    minus: set[int] = set()
    last = 0
    for sign, dots, digits in _TERM.findall(text.replace("+…+", "…").replace("＋…＋", "…").replace("…＋", "…")):
        number = int(digits)
        here = minus if sign and sign in _MINUS and not dots else plus
        if dots:
            if number - last > 100 or number <= last:  # noqa: PLR2004 - no form has so many rows
                return None
            plus.update(range(last, number + 1))
        here.add(number)
        last = number
    return Sum(frozenset(plus), frozenset(minus))


def _rows(table: FoundTable) -> Mapping[int, Numbered]:
    """The form's rows by their 行次."""
    found: dict[int, Numbered] = {}
    for panel in table.form.panels:
        numbers = {row.key: int(row.no) for row in panel.rows if row.no.isdigit()}
        for row in panel.rows:
            if row.key in numbers:
                formula = row.formula
                total = formula is not None or row.formulas is not None or row.foot
                found[numbers[row.key]] = Numbered(row.label.strip() or "空行", _of(formula, numbers), total)
    return found


def _columns(table: FoundTable) -> Mapping[int, Numbered]:
    """The form's columns by their 栏次."""
    found: dict[int, Numbered] = {}
    for panel in table.form.panels:
        numbers = {column.key: int(column.no) for column in panel.columns if column.no.isdigit()}
        for column in panel.columns:
            if column.key in numbers:
                total = column.formula is not None
                found[numbers[column.key]] = Numbered(column.label, _of(column.formula, numbers), total)
    return found


def _of(formula: Formula | None, numbers: Mapping[str, int]) -> Sum | None:
    """A formula of the form as numbers; None where it isn't a plain sum of what has a number."""
    if formula is None:
        return None
    plus: set[int] = set()
    minus: set[int] = set()
    for term in formula.terms:
        keys: Sequence[str]
        if isinstance(term.of, Range):
            order = list(numbers)
            if term.of.first not in numbers or term.of.last not in numbers:
                return None
            keys = order[order.index(term.of.first) : order.index(term.of.last) + 1]
        elif isinstance(term.of, Reference) and term.of.key in numbers and term.of.table is None:
            keys = (term.of.key,)
        else:
            return None
        (plus if term.sign > 0 else minus).update(numbers[key] for key in keys)
    return Sum(frozenset(plus), frozenset(minus))


def _shown(numbers: frozenset[int]) -> str:
    """Numbers as a form prints their sum, runs cut."""
    ordered = sorted(numbers)
    if len(ordered) > 4 and ordered[-1] - ordered[0] == len(ordered) - 1:  # noqa: PLR2004 - shorter ones are written out
        return f"{ordered[0]}＋{ordered[1]}＋…＋{ordered[-1]}"
    return "＋".join(map(str, ordered))
