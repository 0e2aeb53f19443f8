"""Statements: a format filled from sums of postings. Exact, in integer fen; each cell knows which sums it is of.

groups (same codes, same year, summed) ──Selector──► cells ──formulas──► Statement
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.books.cube import Group, is_closed
from gov_accounts.law.chart import role
from gov_accounts.law.form import Format, Panel, Period, Row, Side, Take, code_row
from gov_accounts.law.formula import Formula, Positive, Reference, Term
from gov_accounts.law.reading import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gov_accounts.law.codes import Codes
    from gov_accounts.law.formats import FormatSet

    PositivePart = Callable[[Format, Formula], int]

_SOME: Final = "有"
"""Stands for any project, where only having one matters."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one term of a formula adds to a cell: its sign, what it is, and its cell."""

    sign: int
    label: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and where it comes from.

    Attributes:
        fen: the exact amount.
        groups: the sums of postings it was taken from; or
        formula, parts: the formula it was computed by, and each term's contribution.
        dropped: what the formula came to, where only its positive part counts and it has none.
    """

    fen: int
    groups: tuple[Group, ...] = ()
    formula: str = ""
    parts: tuple[Part, ...] = ()
    dropped: int = 0

    def sums(self, sign: int = 1) -> Iterator[tuple[Group, int]]:
        """The groups of one key that are behind the cell, through its formula, each with its sign there."""
        for group in self.groups:
            yield from ((each, sign) for each in group.of or (group,))
        for part in self.parts:
            yield from part.cell.sums(sign * part.sign)

    def count(self) -> int:
        """How many postings are behind the cell; one that counts twice is counted twice."""
        return sum(group.postings for group, _ in self.sums())


EMPTY: Final = Cell(0)


class UnknownCellError(LookupError):
    """A cell that a form hasn't got: a slip of the program or of its data, never a figure of zero."""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A row as it stands in a statement: fixed by the form or there because it has figures."""

    row: Row
    label: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A table of one year.

    Attributes:
        panels: the rows of each of the format's panels.
        cells: (row key, column key) → cell; what isn't there is zero.
        auxiliary: quantities formulas use.
        closed: whether the year's income and expenditure have been carried over.
        month: the last month it is of; 0 for the whole year.
        many: whether it is the sum of many units, whose positive parts are the sum of theirs.
    """

    format: Format
    year: int
    panels: tuple[tuple[StatementRow, ...], ...]
    cells: Mapping[tuple[str, str], Cell]
    auxiliary: Mapping[str, Cell]
    closed: bool
    month: int = 0
    many: bool = False

    def cell(self, row: str, column: str) -> Cell:
        """The cell of a row and a column by their keys; an empty one where the row has no figures.

        Raises:
            UnknownCellError: the form has no such row, or the row no such column.
        """
        found = self.cells.get((row, column))
        if found is None and not self.format.has(row, column):
            raise UnknownCellError(f"{self.format.key}.{row}[{column}]")
        return found or EMPTY

    def named(self, reference: Reference) -> Cell:
        """What a reference names: a cell, or an auxiliary quantity where it gives no column.

        Raises:
            UnknownCellError: the form hasn't got it.
        """
        if reference.column is not None:
            return self.cell(reference.key, reference.column)
        if reference.key not in self.auxiliary:
            raise UnknownCellError(f"{self.format.key}.{reference.key}")
        return self.auxiliary[reference.key]

    def rows(self) -> Iterator[tuple[Panel, StatementRow]]:
        """Every row with its panel, in print order."""
        for panel, rows in zip(self.format.panels, self.panels, strict=True):
            for row in rows:
                yield panel, row

    def empty(self) -> bool:
        """Whether there is no figure at all."""
        return not any(cell.fen for cell in self.cells.values())


def make_statements(
    formats: FormatSet,
    groups: Sequence[Group],
    year: int,
    codes: Codes,
    month: int = 0,
    positive: PositivePart | None = None,
) -> dict[str, Statement]:
    """All tables of a year by key, in the order of the formats.

    Args:
        formats: the tables.
        groups: the sums of the postings; none later than the month, where there is one.
        year: the year.
        codes: the lists.
        month: the last month they are of; 0 for the whole year.
        positive: what the positive part of a formula in a form comes to, where it isn't that of what is filled, as
            where many units are: what one has too little isn't taken from another.
    """
    closed = is_closed(groups, year)
    dated: dict[_Asked, list[tuple[Group, int]]] = {}
    statements: dict[str, Statement] = {}
    for form in formats.formats:
        asked = _asked(form)
        if asked not in dated:
            merged = _merged([group for group in groups if group.year <= year], asked)
            dated[asked] = [(group, _periods(group, year, month)) for group in merged]
        own = partial(positive, form) if positive is not None else None
        statements[form.key] = _Filling(form, dated[asked], year, codes, closed, month, own).statement()
    return statements


# Selecting. A group meets a Take's condition on an attribute or not, whatever its other attributes are. So for each
# attribute the selector knows which of its Takes accept a value, as bits, and ANDs them.

_PERIOD_BITS: Final[Mapping[Period, int]] = {
    "year": 1,
    "opening": 2,
    "closing": 4,
    "before": 8,
    "month": 16,
    "posted": 32,
}

_OF_THE_YEAR: Final = _PERIOD_BITS["year"] | _PERIOD_BITS["posted"] | _PERIOD_BITS["closing"]


def _periods(group: Group, year: int, month: int) -> int:
    """For which periods of `year` a group counts.

    What is posted in the year itself to an account that is carried over, not by 结转, adjusts its opening.
    """
    if group.year < year:
        return _PERIOD_BITS["opening"] | _PERIOD_BITS["closing"] | _PERIOD_BITS["before"]
    if group.closing:
        return _PERIOD_BITS["closing"] | _PERIOD_BITS["posted"]
    adjusts = _PERIOD_BITS["opening"] if role(group.code).carries else 0
    of_month = _PERIOD_BITS["month"] if month and group.month == month else 0
    return _OF_THE_YEAR | adjusts | of_month


@dataclass(slots=True)
class _Condition:
    """What a list of Takes asks of one attribute, indexed so that a value's takers are found without trying each.

    Attributes:
        always: bits of the Takes that ask nothing.
        wanted: code → bits of the Takes that want it, or what begins with it.
        excepted: likewise, of those that refuse it.
        known: value → bits, as worked out before.
    """

    whole: bool = False
    always: int = 0
    wanted: dict[str, int] = field(default_factory=dict)
    excepted: dict[str, int] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)

    def add(self, bit: int, wanted: tuple[str, ...], excepted: tuple[str, ...]) -> None:
        if not wanted:
            self.always |= bit
        for code in wanted:
            self.wanted[code] = self.wanted.get(code, 0) | bit
        for code in excepted:
            self.excepted[code] = self.excepted.get(code, 0) | bit

    def bits(self, value: str) -> int:
        known = self.known.get(value)
        if known is None:
            known, refused = self.always, 0
            for prefix in (value,) if self.whole else (value[:length] for length in range(len(value) + 1)):
                known |= self.wanted.get(prefix, 0)
                refused |= self.excepted.get(prefix, 0)
            known &= ~refused
            self.known[value] = known
        return known


class _Selector:
    """Which of a list of Takes accept a group, as bits: bit n for the nth. None accepts nothing."""

    def __init__(self, takes: Sequence[Take | None]) -> None:
        self.code, self.func, self.econ = _Condition(), _Condition(), _Condition()
        self.fund, self.project, self.projects = (_Condition(whole=True) for _ in range(3))
        for index, take in enumerate(takes):
            if take is None:
                continue
            bit = 1 << index
            self.code.add(bit, take.accounts, take.accounts_except)
            self.func.add(bit, take.func, take.func_except)
            self.econ.add(bit, take.econ, take.econ_except)
            self.fund.add(bit, take.fund, take.fund_except)
            wanted = () if take.project is None else (_SOME if take.project else "",)
            self.project.add(bit, wanted, ())
            self.projects.add(bit, take.projects, ())

    def select(self, group: Group) -> int:
        bits = self.code.bits(group.code)
        bits = bits and bits & self.fund.bits(group.fund)
        bits = bits and bits & self.func.bits(group.func)
        bits = bits and bits & self.econ.bits(group.econ)
        bits = bits and bits & self.project.bits(_SOME if group.project else "")
        return bits and bits & self.projects.bits(group.project)


class _Asked(NamedTuple):
    """Whether a table asks anything about functional and about economic codes, and which project it is."""

    func: bool
    econ: bool
    project: bool


def _asked(form: Format) -> _Asked:
    takes = list(form.takes())
    kinds = {panel.classification for panel in form.panels}
    return _Asked(
        "func" in kinds or any(take.func or take.func_except for take in takes),
        "econ" in kinds or any(take.econ or take.econ_except for take in takes),
        any(take.projects for take in takes),
    )


def _merged(groups: Sequence[Group], asked: _Asked) -> Sequence[Group]:
    """The groups, those alike but for what isn't asked about put together: far fewer in a large ledger."""
    if asked.func and asked.econ:
        return groups
    alike: dict[tuple[str, str, str, str, str, int, bool, int], list[Group]] = {}
    for group in groups:
        code, funcs, econs, fund, own, year, closing = group[:7]
        of_project = own if asked.project else own and _SOME
        of_codes = (code, funcs if asked.func else "", econs if asked.econ else "")
        key = (*of_codes, fund, of_project, year, closing, group.month)
        alike.setdefault(key, []).append(group)
    return [
        Group(
            *key[:7],
            sum(group.fen for group in together),
            together[0].sign,
            sum(group.postings for group in together),
            tuple(together),
            key[7],
        )
        for key, together in alike.items()
    ]


def _indices(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


# Filling


@dataclass(slots=True)
class _Filling:
    """The making of one statement."""

    format: Format
    dated: Sequence[tuple[Group, int]]
    year: int
    codes: Codes
    closed: bool
    month: int = 0
    positive: Callable[[Formula], int] | None = None
    taken: dict[tuple[str, str], list[Group]] = field(default_factory=dict)
    made: dict[tuple[str, str], Cell] = field(default_factory=dict)
    auxiliary: dict[str, Cell] = field(default_factory=dict)
    panel_rows: list[tuple[Row, ...]] = field(default_factory=list)
    row_keys: list[list[str]] = field(default_factory=list)
    places: dict[str, tuple[int, Row]] = field(default_factory=dict)
    computing: set[tuple[str, str]] = field(default_factory=set)

    def statement(self) -> Statement:
        table = _Selector([self.format.take])
        inside = [(group, periods) for group, periods in self.dated if table.select(group)]
        claimed = tuple(chain.from_iterable(panel.under for panel in self.format.panels))
        self.panel_rows = [self.rows(panel, inside, claimed) for panel in self.format.panels]
        self.row_keys = [[row.key for row in rows] for rows in self.panel_rows]
        self.places = {row.key: (index, row) for index, rows in enumerate(self.panel_rows) for row in rows}
        for panel, rows in zip(self.format.panels, self.panel_rows, strict=True):
            self.take(panel, rows, inside)
        self.take_auxiliary()
        for panel, rows in zip(self.format.panels, self.panel_rows, strict=True):
            for row in rows:
                for column in panel.columns:
                    self.cell(row.key, column.key)
        panels = tuple(
            tuple(StatementRow(row, self.label(panel, row)) for row in self.with_figures(panel, rows))
            for panel, rows in zip(self.format.panels, self.panel_rows, strict=True)
        )
        cells = {key: cell for key, cell in self.made.items() if cell.groups or cell.parts}
        many = self.positive is not None
        return Statement(self.format, self.year, panels, cells, self.auxiliary, self.closed, self.month, many)

    def rows(self, panel: Panel, inside: Iterable[tuple[Group, int]], claimed: tuple[str, ...]) -> tuple[Row, ...]:
        """The panel's own rows, and one for each code of its levels that any group has."""
        if not panel.levels:
            return panel.rows
        fixed = {row.code: row for row in panel.rows if row.code}
        found = {
            code[:level]
            for group, _ in inside
            if (code := getattr(group, panel.classification))
            and (code.startswith(panel.under) if panel.under else not (claimed and code.startswith(claimed)))
            for level in panel.levels
            if len(code) >= level
        }
        coded = [fixed.get(code) or code_row(panel.classification, code) for code in sorted({*fixed, *found})]
        head = [row for row in panel.rows if not row.code and not row.foot]
        foot = [row for row in panel.rows if row.foot]
        return (*head, *coded, *foot)

    def with_figures(self, panel: Panel, rows: Sequence[Row]) -> Sequence[Row]:
        """Rows the form fixes, and of the others those with figures or above one with figures."""
        fixed = {row.key for row in panel.rows}
        shown: set[str] = set()
        for row in rows:
            if row.code and any(self.made[row.key, column.key].fen for column in panel.columns):
                shown.update(row.code[:level] for level in panel.levels)
        return [row for row in rows if row.key in fixed or row.key in shown]

    def label(self, panel: Panel, row: Row) -> str:
        if not row.code:
            return row.label
        return self.codes.classification(panel.classification).name(row.code, self.year)

    def take(self, panel: Panel, rows: Sequence[Row], inside: Iterable[tuple[Group, int]]) -> None:
        """Put each group in the cells that take it."""
        row_takes = [row.take for row in rows]
        column_takes = [
            column.take if column.take is not None or column.formula is not None or column.last else Take()
            for column in panel.columns
        ]
        row_selector, column_selector = _Selector(row_takes), _Selector(column_takes)
        periods = {
            (r, c): _PERIOD_BITS[row.period or column.period or self.format.take.period or "year"]
            for r, row in enumerate(row_takes)
            if row is not None
            for c, column in enumerate(column_takes)
            if column is not None
        }
        sides: dict[tuple[int, int], Side | None] = {
            (r, c): (row_takes[r] or Take()).side or (column_takes[c] or Take()).side or self.format.take.side
            for r, c in periods
        }
        for r, c in periods:
            self.taken[rows[r].key, panel.columns[c].key] = []
        for group, group_periods in inside:
            columns = column_selector.select(group)
            if not columns:
                continue
            for r in _indices(row_selector.select(group)):
                for c in _indices(columns):
                    if periods[r, c] & group_periods:
                        self.taken[rows[r].key, panel.columns[c].key].append(_on(group, sides[r, c]))

    def take_auxiliary(self) -> None:
        quantities = list(self.format.auxiliary.values())
        selector = _Selector([quantity.take for quantity in quantities])
        taken: list[list[Group]] = [[] for _ in quantities]
        for group, periods in self.dated:
            for index in _indices(selector.select(group)):
                take = quantities[index].take
                if take is not None and _PERIOD_BITS[take.period or "year"] & periods:
                    taken[index].append(_on(group, take.side))
        for quantity, groups in zip(quantities, taken, strict=True):
            if quantity.formula is None:
                self.auxiliary[quantity.key] = _taken(groups)
            else:
                self.auxiliary[quantity.key] = compute(
                    quantity.formula, lambda reference: self.auxiliary[reference.key], self.row_name, self.positive
                )

    def cell(self, row_key: str, column_key: str) -> Cell:
        """The cell, made on first asking: taken, or computed by its row's formula, or by its column's."""
        key = (row_key, column_key)
        if key in self.made:
            return self.made[key]
        if key in self.computing:
            raise DataError(f"{self.format.key}: {row_key} 行 {column_key} 栏的公式绕回了自己")
        self.computing.add(key)
        panel_index, row = self.places[row_key]
        panel = self.format.panels[panel_index]
        column = next(each for each in panel.columns if each.key == column_key)
        row_formula = row.formula_in(column_key)
        if key in self.taken:
            result = _taken(self.taken[key])
        elif column.last:
            result = EMPTY
        elif row.take is None and row_formula is not None:
            result = compute(
                row_formula.expanded(self.row_keys[panel_index]),
                lambda reference: self.row_reference(reference, column_key),
                self.row_name,
                self.positive,
            )
        elif row.take is not None and column.formula is not None:
            expanded = column.formula.expanded([each.key for each in panel.columns])
            result = compute(
                expanded,
                lambda reference: self.cell(row_key, reference.key),
                lambda reference: f"{self.format.column_name(row_key, reference.key)} 栏",
                self.positive,
            )
        else:
            result = EMPTY
        self.computing.discard(key)
        self.made[key] = result
        return result

    def row_name(self, reference: Reference) -> str:
        """What a row's formula names, as a person reads it."""
        if reference.key in self.format.auxiliary:
            return self.format.auxiliary[reference.key].label
        name = f"{self.format.row_name(reference.key)} 行"
        return name + (f" {self.format.column_name(reference.key, reference.column)} 栏" if reference.column else "")

    def row_reference(self, reference: Reference, column_key: str) -> Cell:
        """The cell a row's formula names: in the same column, the one it gives, or its panel's only one."""
        if reference.key not in self.places:
            return self.auxiliary.get(reference.key, EMPTY)
        columns = [column.key for column in self.format.panels[self.places[reference.key][0]].columns]
        if reference.column is not None:
            return self.cell(reference.key, reference.column)
        return self.cell(reference.key, column_key if column_key in columns else columns[0])


def _on(group: Group, side: Side | None) -> Group:
    """A group, its amount positive on a side; as it is where that is its account's normal one, or none is asked."""
    if side is None or (group.sign == 1) == (side == "debit"):
        return group
    return group._replace(fen=-group.fen, sign=-group.sign, of=tuple(_on(each, side) for each in group.of))


def _taken(groups: Sequence[Group]) -> Cell:
    return Cell(sum(group.fen for group in groups), tuple(groups)) if groups else EMPTY


def compute(
    formula: Formula,
    find: Callable[[Reference], Cell],
    name: Callable[[Reference], str] = str,
    positive: Callable[[Formula], int] | None = None,
) -> Cell:
    """The cell a formula gives, its references found by `find` and called what `name` says. Its parts sum to it.

    What the positive part of a formula comes to, `positive` says, where it is given.
    """
    parts: list[Part] = []
    for term in formula.terms:
        match term.of:
            case Reference() as reference:
                parts.append(Part(term.sign, name(reference), find(reference)))
            case Positive(of=inner) as operand:
                whole = compute(inner, find, name, positive)
                if positive is not None:
                    kept = Cell(positive(inner), formula=whole.formula)
                else:
                    kept = whole if whole.fen > 0 else Cell(0, formula=whole.formula, dropped=whole.fen)
                parts.append(Part(term.sign, Formula((Term(1, operand),)).shown(name), kept))
            case unexpanded:
                raise DataError(f"{unexpanded}")
    return Cell(sum(part.sign * part.cell.fen for part in parts), (), formula.shown(name), tuple(parts))
