"""Ties (勾稽关系): what must hold within a table and between tables, checked on whatever figures one has.

    shapes of the tables, ties.toml ──equations──► Equations ──due──► those that must hold now
    Equations, Figures (exact, printed, paper) ──check──► Checks: hold, broken, or open ──broken_ties──► findings

Within a table the ties are the very formulas of its format, and a code's row is the sum of the rows one level below it.
Between tables they are the rows of the formats' ``ties.toml``. An equation knows only the names of cells, so the same
ones are checked on exact statements, on printed figures, and on tables from elsewhere, and `check` alone checks them.

Exact figures satisfy a tie or don't. Rounded ones may differ by 尾差, though what was rounded doesn't: a tie on them is
broken only if no exact figures that round so satisfy it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.form import Take
from gov_accounts.law.formula import Formula, Operand, Positive, Reference, Term
from gov_accounts.law.selection import same_figure
from gov_accounts.law.tie import BESIDE, EACH_ROW, PREVIOUS, Tie, TieKind, TieWhen, resolves
from gov_accounts.statements.figures import Interval
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from gov_accounts.books.cube import Key
    from gov_accounts.law.form import Format, Panel, Row
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.statements.figures import Figures, Shape
    from gov_accounts.statements.fill import Statement
    from gov_accounts.statements.lineage import Lineage

_SUSPECTS_SHOWN: Final = 3
_CONTRIBUTORS_SHOWN: Final = 12
ABBREVIATE_FROM: Final = 9
"""A sum of so many terms is written 31＋32＋…＋56."""

State = Literal["holds", "broken", "open"]
Suspects = Callable[["Equation"], Sequence[Place]]
Table = TypeVar("Table")


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
    remedy: str = ""

    def has_positive(self) -> bool:
        """Whether a positive part is on one of its sides."""
        return any(isinstance(term.of, Positive) for side in (self.left, self.right) for term in side.terms)

    def references(self) -> tuple[Reference, ...]:
        """Every cell and auxiliary quantity either side names."""
        return (*self.left.references(), *self.right.references())

    def tables(self) -> frozenset[str]:
        """Keys of the tables it links."""
        return frozenset(str(each.table) for each in self.references())

    def difference(self) -> Iterator[tuple[int, Operand]]:
        """The left side less the right one, which must be zero, or not below: each term with its sign there."""
        yield from ((term.sign, term.of) for term in self.left.terms)
        yield from ((-term.sign, term.of) for term in self.right.terms)

    def printed(self) -> bool:
        """Whether it is about printed cells alone, so that whoever has the paper can check it."""
        terms = (*self.left.terms, *self.right.terms)
        return all(isinstance(term.of, Reference) and term.of.column is not None for term in terms)


@dataclass(frozen=True, slots=True)
class Check:
    """An equation with what both its sides come to.

    Attributes:
        left, right: in fen, with the figures as they stand.
        within: where the left side less the right one is, with the exact figures behind them; None where they are
            exact themselves.
    """

    equation: Equation
    left: int
    right: int
    within: Interval | None = None

    @property
    def difference(self) -> Interval:
        """Within which the left side less the right one is for certain."""
        return self.within or Interval(self.left - self.right, self.left - self.right)

    @property
    def adds_up(self) -> bool:
        """Whether the figures as they stand relate as they must: what a reader with a pencil sees."""
        return self.left >= self.right if self.equation.kind == "at-least" else self.left == self.right

    @property
    def state(self) -> State:
        """Whether the exact figures relate as they must: for certain, for certain not, or that can't be told."""
        if self.within is None:
            return "holds" if self.adds_up else "broken"
        least, most = self.within.low, self.within.high
        if self.equation.kind == "at-least":
            return "holds" if least >= 0 else "broken" if most < 0 else "open"
        return "holds" if least == most == 0 else "open" if 0 in self.within else "broken"

    @property
    def holds(self) -> bool:
        """Whether it holds, for certain."""
        return self.state == "holds"

    @property
    def broken(self) -> bool:
        """Whether it doesn't, for certain: no exact figures within the intervals satisfy it."""
        return self.state == "broken"


def equations(shapes: Mapping[str, Shape], formats: FormatSet) -> Iterator[Equation]:
    """Every tie of a year's tables, within them and between them.

    A tie of a table that isn't there is left out, and so is one of what last year's form of a table hasn't got.

    Args:
        shapes: the year's tables by key, and last year's by ``previous.`` and key; tables of another set that ties
            name are not looked at themselves.
        formats: the year's.
    """
    for key, shape in shapes.items():
        if key.startswith((PREVIOUS, *BESIDE)):
            continue
        yield from _row_formulas(shape, formats.source)
        yield from _column_formulas(shape, formats.source)
        yield from _levels(shape, formats.source)
    for tie in formats.ties:
        if all(str(reference.table) in shapes for reference in tie.references()):
            yield from _between(shapes, tie, formats.by_key)


def due(ties: Iterable[Equation], whens: Collection[TieWhen]) -> Iterator[Equation]:
    """The ties that must hold at those times."""
    return (each for each in ties if each.when in whens)


def check(ties: Iterable[Equation], figures: Figures) -> Iterator[Check]:
    """Ties on figures, those left out that name a figure that isn't known."""
    stated, knows, rounded = figures.stated, figures.knows, figures.slack is not None
    for each in ties:
        if knows is None or all(map(knows, each.references())):
            within = figures.sum(each.difference()) if rounded else None
            yield Check(each, each.left.evaluate(stated), each.right.evaluate(stated), within)


def check_figures(figures: Figures, formats: FormatSet) -> Iterator[Check]:
    """Every tie that must hold on figures, as things stand. Last year's may be among them, see `with_previous`.

    Of the sum of many units, a positive part is the sum of theirs, not that of their sum: its ties are each unit's own.
    """
    ties = due(equations(figures.shapes, formats), figures.whens)
    many = any(getattr(shape, "many", False) for shape in figures.shapes.values())
    return check((each for each in ties if not (many and each.has_positive())), figures)


def with_previous(tables: Mapping[str, Table], previous: Mapping[str, Table] | None) -> Mapping[str, Table]:
    """A year's tables together with last year's, as ties name them."""
    return {**tables, **{f"{PREVIOUS}{key}": table for key, table in (previous or {}).items()}}


def broken_ties(figures: Figures, formats: FormatSet, suspects: Suspects | None = None) -> list[Finding]:
    """A finding for each tie that doesn't add up: an error, or a notice where that may be as it should.

    It may where refunds can well break an inequality, and where figures are rounded and differ by no more than that.

    Args:
        figures: the year's; last year's may be among them, see `with_previous`.
        formats: the year's.
        suspects: postings that count on one side only, see `suspects_in`; None where there are none to look among.
    """
    return [_broken(each, figures, suspects) for each in check_figures(figures, formats) if not each.adds_up]


def _broken(broken: Check, figures: Figures, suspects: Suspects | None) -> Finding:
    equation, text = broken.equation, figures.text
    places = suspects(equation) if suspects is not None else ()
    unequal = equation.kind == "at-least"
    parts = "".join(contributors(side, figures) for side in (equation.left, equation.right))
    left, right = (
        f"{side_text(side, figures.shapes)} ＝ {text(fen)} {figures.unit}，"
        for side, fen in ((equation.left, broken.left), (equation.right, broken.right))
    )
    return Finding(
        f"tie-{equation.rule}",
        f"{figures.year} 年度勾稽{'不符' if unequal else '不平'}：{left}{right}"
        f"{'少' if unequal else '相差'} {text(abs(broken.left - broken.right))} {figures.unit}。{parts}",
        f"{equation.why}。",
        _remedy(broken, places, rounded=figures.slack is not None),
        places[0] if places else None,
        Severity.ERROR if broken.broken and not unequal else Severity.NOTICE,
    )


def _remedy(broken: Check, suspects: Sequence[Place], *, rounded: bool) -> str:
    if not broken.broken:
        return "各数分别四舍五入，会有这样的尾差，不一定有错。"
    if broken.equation.remedy:
        return broken.equation.remedy
    shown = first_few([f"{Path(place.file).name}:{place.line}" for place in suspects], _SUSPECTS_SHOWN)
    remedy = (
        "四舍五入造成不了这么大的差，核对两边各数，看哪个抄错、算错，或者口径不同。"
        if rounded
        else f"核对只算进一边的 {len(suspects)} 条分录（{shown}）的科目和资金性质。"
        if suspects
        else "用 gov-accounts explain 列出两边的凭证来核对。"
    )
    return f"如不是退款冲减造成，{remedy}" if broken.equation.kind == "at-least" else remedy


def cell_name(shape: Shape, row: str, column: str) -> str:
    """A cell as a reader names it: ``表5 2060501 行 1 栏``."""
    form = shape.format
    return f"{form.name} {form.row_name(row)} 行 {form.column_name(row, column)} 栏"


def reference_name(reference: Reference, shapes: Mapping[str, Shape]) -> str:
    """A cell or an auxiliary quantity as a reader names it."""
    shape = shapes[str(reference.table)]
    if reference.column is None:
        return shape.format.auxiliary[reference.key].label
    year = "上年" if str(reference.table).startswith(PREVIOUS) else ""
    return year + cell_name(shape, reference.key, reference.column)


def side_text(side: Formula, shapes: Mapping[str, Shape]) -> str:
    """A side of an equation as a reader writes it: cells of one row, or of one column, are put together."""
    cells = [term.of for term in side.terms if isinstance(term.of, Reference) and term.of.column is not None]
    if len(cells) == len(side.terms) > 1 and len({cell.table for cell in cells}) == 1:
        form = shapes[str(cells[0].table)].format
        signs = ["－" if term.sign < 0 else "＋" for term in side.terms]
        if len({cell.column for cell in cells}) == 1:
            columns = {form.column_name(cell.key, str(cell.column)) for cell in cells}
            if len(columns) == 1:
                return (
                    f"{form.name} {_joined(signs, [form.row_name(cell.key) for cell in cells])} 行 {columns.pop()} 栏"
                )
        if len({cell.key for cell in cells}) == 1:
            names = [form.column_name(cell.key, str(cell.column)) for cell in cells]
            return f"{form.name} {form.row_name(cells[0].key)} 行 {_joined(signs, names)} 栏"
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


def tables_text(equation: Equation, shapes: Mapping[str, Shape]) -> str:
    """The tables a tie is between, by name: ``表1、表4``."""
    forms = sorted((shapes[key].format for key in equation.tables()), key=lambda form: form.number)
    return "、".join(dict.fromkeys(form.name for form in forms))


def contributors(side: Formula, figures: Figures) -> str:
    """What a side adds up, where it is more than one figure: each that isn't zero."""
    amounts = [(reference, figures.stated(reference)) for reference in side.references()]
    listed = [f"{reference_name(reference, figures.shapes)} {figures.text(fen)}" for reference, fen in amounts if fen]
    if len(amounts) < 2:  # noqa: PLR2004
        return ""
    more = f"……共 {len(listed)} 项" if len(listed) > _CONTRIBUTORS_SHOWN else ""
    return f"\n    其中：{'，'.join(listed[:_CONTRIBUTORS_SHOWN]) or '各项都是零'}{more}。"


def suspects_in(statements: Mapping[str, Statement], lineage: Lineage) -> Suspects:
    """What finds the postings that count on one side of a tie only, or not alike on both: where to look first."""

    def suspects(equation: Equation) -> list[Place]:
        if any(table.startswith(BESIDE) for table in equation.tables()):
            return []  # Tables of two sets tell postings apart by different keys.
        counted: dict[Key, int] = {}
        for sign, operand in equation.difference():
            for reference in Formula((Term(sign, operand),)).references():
                for group, inside in statements[str(reference.table)].named(reference).sums():
                    key = group.key
                    counted[key] = counted.get(key, 0) + sign * inside * group.sign
        places = (
            posting.place for key, times in counted.items() if times for posting in lineage.of_key(key) if posting.fen
        )
        return sorted(set(places), key=lambda each: (each.file, each.line))

    return suspects


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
    home = {each.row.key: panel for panel, rows in zip(shape.format.panels, shape.panels, strict=True) for each in rows}
    for panel, rows in zip(shape.format.panels, shape.panels, strict=True):
        keys = [each.row.key for each in rows]
        for row in panel.rows:
            for column in panel.columns:
                formula = row.formula_in(column.key)
                if formula is None or column.last:
                    continue  # What is repeated was looked at last year.

                def name(reference: Reference, column: str = column.key) -> Reference:
                    """In the same column, the one it gives, or its panel's only one, as statements are filled."""
                    if reference.key in shape.format.auxiliary:
                        return Reference(reference.key, None, key)
                    if reference.column is not None:
                        return Reference(reference.key, reference.column, key)
                    there = [each.key for each in home[reference.key].columns] if reference.key in home else [column]
                    return Reference(reference.key, column if column in there else there[0], key)

                yield Equation(
                    f"{key}-row-{row.name}-{column.name}",
                    f"{key}-row-{row.name}",
                    "equal",
                    "always",
                    _one(key, row.key, column.key),
                    _qualified(formula.expanded(keys), name),
                    row.why or f"{shape.format.title}的{row.name}行应等于 {formula.renamed(shape.format.row_name)} 行",
                    source,
                )


def _column_formulas(shape: Shape, source: str) -> Iterator[Equation]:
    """A column's formula in each row that has no formula of its own there."""
    key = shape.format.key
    for panel, rows in zip(shape.format.panels, shape.panels, strict=True):
        columns = [other.key for other in panel.columns]
        for column in panel.columns:
            if column.formula is None:
                continue
            formula = column.formula.expanded(columns)
            names = {other.key: other.name for other in panel.columns}
            for each in rows:
                if each.row.take is None:
                    continue

                def name(reference: Reference, row: str = each.row.key) -> Reference:
                    return Reference(row, reference.key, key)

                yield Equation(
                    f"{key}-column-{column.name}-{each.row.name}",
                    f"{key}-column-{column.name}",
                    "equal",
                    "always",
                    _one(key, each.row.key, column.key),
                    _qualified(formula, name),
                    f"{shape.format.title}的{column.name}栏应等于 {column.formula.renamed(names.__getitem__)} 栏",
                    source,
                )


def _levels(shape: Shape, source: str) -> Iterator[Equation]:
    """A code's row is the sum of the rows one level below; a total row, above or below them, of the first level's."""
    for panel, rows in zip(shape.format.panels, shape.panels, strict=True):
        if not panel.levels:
            continue
        codes = [each.row.code for each in rows if each.row.code]
        totals = [each.row.key for each in rows if not each.row.code and (not each.row.foot or _takes_all(each.row))]
        below: dict[str, list[str]] = {}
        for code in codes:
            above = [length for length in panel.levels if length < len(code)]
            below.setdefault(code[: above[-1]] if above else "", []).append(code)
        for total in totals:
            yield from _level(shape.format, panel, total, below.get("", []), source)
        for code in codes:
            if code in below:
                yield from _level(shape.format, panel, code, below[code], source)


def _takes_all(row: Row) -> bool:
    """Whether a row takes whatever its table takes."""
    return row.take == Take() and row.formula is None and row.formulas is None


def _level(table: Format, panel: Panel, row: str, below: Sequence[str], source: str) -> Iterator[Equation]:
    name = table.row_name(row)
    for column in panel.columns:
        yield Equation(
            f"{table.key}-level-{name}-{column.name}",
            f"{table.key}-level-{name}",
            "equal",
            "always",
            _one(table.key, row, column.key),
            Formula(tuple(Term(1, Reference(code, column.key, table.key)) for code in below)),
            f"{table.title}的{name}行应等于下一级各行之和",
            source,
        )


def _between(shapes: Mapping[str, Shape], tie: Tie, forms: Mapping[str, Format]) -> Iterator[Equation]:
    """A row of ties.toml, once; or once for every row of its tables.

    None where last year's form hasn't got a figure that it names, or has another one there.
    """
    tables = dict.fromkeys(str(reference.table) for reference in tie.references())
    rows: dict[str, Shape | None] = {"": None}
    if any(reference.key == EACH_ROW for reference in tie.references()):
        rows = {each.row.key: shapes[table] for table in tables for panel in shapes[table].panels for each in panel}
    for row, shape in rows.items():

        def name(reference: Reference, row: str = row) -> Reference:
            return Reference(row, reference.column, reference.table) if reference.key == EACH_ROW else reference

        left, right = tie.left, tie.right
        if shape is not None:
            left, right = _qualified(left, name), _qualified(right, name)
        if all(comparable(each, shapes, forms) for each in (*left.references(), *right.references())):
            ending = f"-{shape.format.row_name(row)}" if shape is not None else ""
            yield Equation(
                f"{tie.id}{ending}", tie.id, tie.kind, tie.when, left, right, tie.why, tie.source, tie.remedy
            )


def comparable(reference: Reference, shapes: Mapping[str, Shape], forms: Mapping[str, Format]) -> bool:
    """Whether a figure of last year's tables is what this year's forms mean by its name; one of this year's always is.

    Public tables beside statements are of the year's own profile, which may not have what the others have.

    Args:
        reference: the figure's name.
        shapes: the tables there are.
        forms: this year's forms, by key.
    """
    key = str(reference.table)
    if key.startswith(BESIDE):
        return resolves(reference, {key: shapes[key].format})
    if not key.startswith(PREVIOUS):
        return True
    form = forms.get(key.removeprefix(PREVIOUS))
    return form is not None and same_figure(form, shapes[key].format, reference)
