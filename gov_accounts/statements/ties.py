"""Ties (勾稽关系): what must hold within a table and between tables, checked on whatever figures one has.

    (shapes of the tables, ties.toml) ──equations──► Equations ──check(value of a cell)──► Checks ──► findings

Within a table the ties are the very formulas of its format, and a code's row is the sum of the rows one level below it.
Between tables they are the rows of the formats' ``ties.toml``. An equation knows only the names of cells, so the same
ones are checked on exact statements in fen, on printed figures, and on tables from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.formula import Formula, Positive, Reference, Term
from gov_accounts.law.tie import EACH_ROW, PREVIOUS, Tie, TieKind, TieWhen
from gov_accounts.money import yuan_text

if TYPE_CHECKING:
    from gov_accounts.books.cube import Key
    from gov_accounts.law.form import Format, Panel
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.statements.fill import Statement, StatementRow
    from gov_accounts.statements.lineage import Lineage

_SUSPECTS_SHOWN: Final = 3
_CONTRIBUTORS_SHOWN: Final = 12
ABBREVIATE_FROM: Final = 9
"""A sum of so many terms is written 31＋32＋…＋56."""

Value = Callable[[Reference], int]
"""A figure by the name of its cell (table, row, column), or of an auxiliary quantity (table, id)."""


class Shape(Protocol):
    """Which rows a table has: all that its equations depend on."""

    @property
    def format(self) -> Format:
        """The table's format."""

    @property
    def panels(self) -> tuple[tuple[StatementRow, ...], ...]:
        """The rows of each of the format's panels."""


@dataclass(frozen=True, slots=True)
class Equation:
    """One tie in the tables at hand. Every reference names its table.

    Attributes:
        id: unique among the equations of a year.
        rule: the rule it is an instance of: a row of ``ties.toml``, a formula, or a level of a classification.
    """

    id: str
    rule: str
    kind: TieKind
    when: TieWhen
    left: Formula
    right: Formula
    why: str
    source: str

    def references(self) -> tuple[Reference, ...]:
        """Every cell and auxiliary quantity either side names."""
        return (*self.left.references(), *self.right.references())

    def tables(self) -> frozenset[str]:
        """Keys of the tables it links."""
        return frozenset(str(each.table) for each in self.references())

    def printed(self) -> bool:
        """Whether it is about printed cells alone, so that whoever has the paper can check it."""
        terms = (*self.left.terms, *self.right.terms)
        return all(isinstance(term.of, Reference) and term.of.column is not None for term in terms)


@dataclass(frozen=True, slots=True)
class Check:
    """An equation with what both its sides come to."""

    equation: Equation
    left: int
    right: int

    @property
    def holds(self) -> bool:
        """Whether the sides relate as they must."""
        return self.left >= self.right if self.equation.kind == "at-least" else self.left == self.right


def equations(shapes: Mapping[str, Shape], formats: FormatSet) -> Iterator[Equation]:
    """Every tie of a year's tables, within them and between them. A tie of a table that isn't there is left out.

    Args:
        shapes: the year's tables by key, and last year's by ``previous.`` and key.
        formats: the year's.
    """
    for key, shape in shapes.items():
        if key.startswith(PREVIOUS):
            continue
        yield from _row_formulas(shape, formats.source)
        yield from _column_formulas(shape, formats.source)
        yield from _levels(shape, formats.source)
    for tie in formats.ties:
        if all(str(reference.table) in shapes for reference in tie.references()):
            yield from _between(shapes, tie)


def check(ties: Iterable[Equation], value: Value, whens: Collection[TieWhen]) -> Iterator[Check]:
    """The ties on figures, of those kinds of time that apply."""
    for each in ties:
        if each.when in whens:
            yield Check(each, each.left.evaluate(value), each.right.evaluate(value))


def exact(statements: Mapping[str, Statement]) -> Value:
    """The exact figures of statements, in fen."""

    def value(reference: Reference) -> int:
        return statements[str(reference.table)].named(reference).fen

    return value


def with_previous(
    statements: Mapping[str, Statement], previous: Mapping[str, Statement] | None
) -> Mapping[str, Statement]:
    """A year's statements together with last year's, as ties name them."""
    return {**statements, **{f"{PREVIOUS}{key}": statement for key, statement in (previous or {}).items()}}


def whens(statements: Mapping[str, Statement]) -> set[TieWhen]:
    """When ties must hold, as things stand: always; and once the year, or last year, is closed."""
    result: set[TieWhen] = {"always"}
    for key, statement in statements.items():
        if statement.closed:
            result.add("carried" if key.startswith(PREVIOUS) else "closed")
    return result


def check_statements(statements: Mapping[str, Statement], formats: FormatSet) -> Iterator[Check]:
    """The ties on exact statements, in fen. Last year's may be among them, see `with_previous`."""
    return check(equations(statements, formats), exact(statements), whens(statements))


def broken_ties(
    statements: Mapping[str, Statement], formats: FormatSet, lineage: Lineage | None = None
) -> list[Finding]:
    """A finding for each tie that doesn't hold: an error, or notice of an inequality that refunds may well break.

    Args:
        statements: the year's; last year's may be among them, see `with_previous`.
        formats: the year's.
        lineage: the ledger's postings, for those that count on one side only to be named; None where there are none.
    """
    return [_broken(each, statements, lineage) for each in check_statements(statements, formats) if not each.holds]


def _broken(broken: Check, statements: Mapping[str, Statement], lineage: Lineage | None) -> Finding:
    equation = broken.equation
    year = max(statement.year for statement in statements.values())
    suspects = _suspects(equation, statements, lineage) if lineage is not None else []
    shown = "、".join(f"{Path(place.file).name}:{place.line}" for place in suspects[:_SUSPECTS_SHOWN])
    more = "……" if len(suspects) > _SUSPECTS_SHOWN else ""
    unequal = equation.kind == "at-least"
    parts = "".join(contributors(side, statements, exact(statements)) for side in (equation.left, equation.right))
    remedy = (
        f"核对只算进一边的 {len(suspects)} 条分录（{shown}{more}）的科目和资金性质。"
        if suspects
        else "用 gov-accounts explain 列出两边的凭证来核对。"
    )
    left, right = (
        f"{side_text(side, statements)} ＝ {yuan_text(fen)} 元，"
        for side, fen in ((equation.left, broken.left), (equation.right, broken.right))
    )
    return Finding(
        f"tie-{equation.rule}",
        f"{year} 年度勾稽{'不符' if unequal else '不平'}：{left}{right}"
        f"{'少' if unequal else '相差'} {yuan_text(abs(broken.left - broken.right))} 元。{parts}",
        f"{equation.why}。",
        f"如不是退款冲减造成，{remedy}" if unequal else remedy,
        suspects[0] if suspects else None,
        Severity.NOTICE if unequal else Severity.ERROR,
    )


def cell_name(shape: Shape, row: str, column: str) -> str:
    """A cell as a reader names it: ``表5 2060501 行 1 栏``."""
    return f"表{shape.format.number} {row} 行 {column} 栏"


def reference_name(reference: Reference, shapes: Mapping[str, Shape]) -> str:
    """A cell or an auxiliary quantity as a reader names it."""
    shape = shapes[str(reference.table)]
    if reference.column is None:
        return shape.format.auxiliary[reference.id].label
    year = "上年" if str(reference.table).startswith(PREVIOUS) else ""
    return year + cell_name(shape, reference.id, reference.column)


def side_text(side: Formula, shapes: Mapping[str, Shape]) -> str:
    """A side of an equation as a reader writes it: cells of one row, or of one column, are put together."""
    cells = [term.of for term in side.terms if isinstance(term.of, Reference) and term.of.column is not None]
    if len(cells) == len(side.terms) > 1 and len({cell.table for cell in cells}) == 1:
        shape = shapes[str(cells[0].table)]
        signs = ["－" if term.sign < 0 else "＋" for term in side.terms]
        if len({cell.column for cell in cells}) == 1:
            return cell_name(shape, _joined(signs, [cell.id for cell in cells]), str(cells[0].column))
        if len({cell.id for cell in cells}) == 1:
            return cell_name(shape, cells[0].id, _joined(signs, [str(cell.column) for cell in cells]))
    return side.shown(lambda reference: reference_name(reference, shapes)) or "零"


def _joined(signs: Sequence[str], words: Sequence[str]) -> str:
    """``（27＋28＋29）``; a long one ``（31＋32＋…＋56）``."""
    written = [f"{sign}{word}" for sign, word in zip(signs, words, strict=True)]
    if len(written) >= ABBREVIATE_FROM:
        written = [*written[:2], "＋…", written[-1]]
    return f"（{''.join(written).removeprefix('＋')}）"


def equation_text(equation: Equation, shapes: Mapping[str, Shape]) -> str:
    """``表1 30 行 1 栏 ＝ 表1（27＋28＋29）行 1 栏``."""
    relation = "≥" if equation.kind == "at-least" else "＝"
    return f"{side_text(equation.left, shapes)} {relation} {side_text(equation.right, shapes)}"


def contributors(side: Formula, shapes: Mapping[str, Shape], value: Value) -> str:
    """What a side adds up, where it is more than one figure: each that isn't zero, in yuan."""
    amounts = [(reference, value(reference)) for term in side.terms for reference in Formula((term,)).references()]
    listed = [f"{reference_name(reference, shapes)} {yuan_text(fen)}" for reference, fen in amounts if fen]
    if len(amounts) < 2:  # noqa: PLR2004
        return ""
    more = f"……共 {len(listed)} 项" if len(listed) > _CONTRIBUTORS_SHOWN else ""
    return f"\n    其中：{'，'.join(listed[:_CONTRIBUTORS_SHOWN]) or '各项都是零'}{more}。"


def _suspects(equation: Equation, statements: Mapping[str, Statement], lineage: Lineage) -> list[Place]:
    """Postings that count on one side only, or not alike on both: where to look when it doesn't hold."""
    counted: dict[Key, int] = {}
    for sign, side in ((1, equation.left), (-1, equation.right)):
        for term in side.terms:
            for reference in Formula((term,)).references():
                for group, inside in statements[str(reference.table)].named(reference).sums():
                    key = group.key
                    counted[key] = counted.get(key, 0) + sign * term.sign * inside * group.sign
    places = (
        posting.place for key, times in counted.items() if times for posting in lineage.of_key(key) if posting.fen
    )
    return sorted(set(places), key=lambda each: (each.file, each.line))


# Making the equations


def _qualified(formula: Formula, name: Callable[[Reference], Reference]) -> Formula:
    """The same formula with every reference replaced by its full name."""
    terms: list[Term] = []
    for term in formula.terms:
        match term.of:
            case Reference():
                terms.append(Term(term.sign, name(term.of)))
            case Positive(of=inner):
                terms.append(Term(term.sign, Positive(_qualified(inner, name))))
            case _:
                terms.append(term)
    return Formula(tuple(terms))


def _one(table: str, row: str, column: str) -> Formula:
    return Formula((Term(1, Reference(row, column, table)),))


def _row_formulas(shape: Shape, source: str) -> Iterator[Equation]:
    """A row's formula in each column."""
    key = shape.format.key
    home = {each.row.id: panel for panel, rows in zip(shape.format.panels, shape.panels, strict=True) for each in rows}
    for panel, rows in zip(shape.format.panels, shape.panels, strict=True):
        ids = [each.row.id for each in rows]
        for row in panel.rows:
            for column in panel.columns:
                formula = row.formula_in(column.id)
                if formula is None:
                    continue

                def name(reference: Reference, column: str = column.id) -> Reference:
                    """In the same column, the one it gives, or its panel's only one, as statements are filled."""
                    if reference.id in shape.format.auxiliary:
                        return Reference(reference.id, None, key)
                    if reference.column is not None:
                        return Reference(reference.id, reference.column, key)
                    there = [each.id for each in home[reference.id].columns] if reference.id in home else [column]
                    return Reference(reference.id, column if column in there else there[0], key)

                yield Equation(
                    f"{key}-row-{row.id}-{column.id}",
                    f"{key}-row-{row.id}",
                    "equal",
                    "always",
                    _one(key, row.id, column.id),
                    _qualified(formula.expanded(ids), name),
                    f"{shape.format.title}的{row.id}行应等于 {formula} 行",
                    source,
                )


def _column_formulas(shape: Shape, source: str) -> Iterator[Equation]:
    """A column's formula in each row that has no formula of its own there."""
    key = shape.format.key
    for panel, rows in zip(shape.format.panels, shape.panels, strict=True):
        columns = [other.id for other in panel.columns]
        for column in panel.columns:
            if column.formula is None:
                continue
            formula = column.formula.expanded(columns)
            for each in rows:
                if each.row.take is None:
                    continue

                def name(reference: Reference, row: str = each.row.id) -> Reference:
                    return Reference(row, reference.id, key)

                yield Equation(
                    f"{key}-column-{column.id}-{each.row.id}",
                    f"{key}-column-{column.id}",
                    "equal",
                    "always",
                    _one(key, each.row.id, column.id),
                    _qualified(formula, name),
                    f"{shape.format.title}的{column.id}栏应等于 {column.formula} 栏",
                    source,
                )


def _levels(shape: Shape, source: str) -> Iterator[Equation]:
    """A code's row is the sum of the rows one level below; a total row of all the first level's."""
    for panel, rows in zip(shape.format.panels, shape.panels, strict=True):
        if not panel.levels:
            continue
        codes = [each.row.code for each in rows if each.row.code]
        totals = [each.row.id for each in rows if not each.row.code and not each.row.foot]
        below: dict[str, list[str]] = {}
        for code in codes:
            above = [length for length in panel.levels if length < len(code)]
            below.setdefault(code[: above[-1]] if above else "", []).append(code)
        for total in totals:
            yield from _level(shape.format, panel, total, below.get("", []), source)
        for code in codes:
            if code in below:
                yield from _level(shape.format, panel, code, below[code], source)


def _level(table: Format, panel: Panel, name: str, below: Sequence[str], source: str) -> Iterator[Equation]:
    for column in panel.columns:
        yield Equation(
            f"{table.key}-level-{name}-{column.id}",
            f"{table.key}-level-{name}",
            "equal",
            "always",
            _one(table.key, name, column.id),
            Formula(tuple(Term(1, Reference(code, column.id, table.key)) for code in below)),
            f"{table.title}的{name}行应等于下一级各行之和",
            source,
        )


def _between(shapes: Mapping[str, Shape], tie: Tie) -> Iterator[Equation]:
    """A row of ties.toml, once; or once for every row of its tables."""
    if all(reference.id != EACH_ROW for reference in tie.references()):
        yield Equation(tie.id, tie.id, tie.kind, tie.when, tie.left, tie.right, tie.why, tie.source)
        return
    rows = dict.fromkeys(
        each.row.id
        for table in dict.fromkeys(str(reference.table) for reference in tie.references())
        for panel in shapes[table].panels
        for each in panel
    )
    for row in rows:

        def name(reference: Reference, row: str = row) -> Reference:
            return Reference(row, reference.column, reference.table) if reference.id == EACH_ROW else reference

        left, right = _qualified(tie.left, name), _qualified(tie.right, name)
        yield Equation(f"{tie.id}-{row}", tie.id, tie.kind, tie.when, left, right, tie.why, tie.source)
