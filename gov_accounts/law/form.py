"""The forms of statutory tables, as values.

A table is panels side by side; a panel is rows by columns. What a cell *takes* is what its table, its row and its
column all take; a row or column may instead, or besides, have a *formula*. Where there are both, the figure is
taken from the postings and the formula is a tie that must hold; where there is a formula alone, it gives the figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from gov_accounts.law.chart import official_chart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gov_accounts.law.formula import Formula, Reference
    from gov_accounts.law.selection import Meaning

Period = Literal["year", "opening", "closing", "before", "month", "posted"]
Side = Literal["debit", "credit"]
Names: TypeAlias = tuple[str, ...]
_BEFORE_LABEL: Final = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]+[.．]|其中：|减：)")
"""What numbers a row's label, or says how it counts."""
_JOINTS: Final = str.maketrans("", "", "·／/－-")
"""Signs that join headings in a column's name, as they may be typed."""
PERIODS: Final = ("year", "opening", "closing", "before", "month", "posted")
SIDES: Final = ("debit", "credit")


@dataclass(frozen=True, slots=True)
class Take:
    """Which postings count. Codes are prefixes: ``6`` is every 6xxx account; funds are whole codes.

    Attributes:
        accounts: ``8101:归集调入`` is a detail of an account, by its official name.
        project: True for postings with a project, False for those without, None for both.
        projects: those of these projects alone.
        side: on which side amounts are positive; None for each account's normal one.
        period: of the year (结转分录 left out), the opening balance, the closing balance, or the balance before the
            year. They begin alike but for accounts that are carried over (结转结余): to these the year's own
            adjustments are opening, too. Or of the last month that a statement is of, 结转分录 left out;
            or posted in the year, 结转分录 and all.
    """

    accounts: tuple[str, ...] = ()
    accounts_except: tuple[str, ...] = ()
    func: tuple[str, ...] = ()
    func_except: tuple[str, ...] = ()
    econ: tuple[str, ...] = ()
    econ_except: tuple[str, ...] = ()
    fund: tuple[str, ...] = ()
    fund_except: tuple[str, ...] = ()
    project: bool | None = None
    period: Period | None = None
    side: Side | None = None
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        key: what it is called in every year and place; unique in its panel.
        no: its 栏次; nothing where the form prints none.
        name: how a person names it: its 栏次, or else as many of its headings as tell it from the table's others.
        heads: the headings above it, from the top; one without words is the heading above it, merged down.
        take: what it takes.
        last: the column of which it repeats last year's figures, where it does: then it takes nothing itself.
    """

    key: str
    no: str
    name: str
    heads: tuple[str, ...]
    take: Take | None
    formula: Formula | None
    last: str = ""

    @property
    def label(self) -> str:
        """The heading just above the figures."""
        return self.words[-1]

    @property
    def words(self) -> tuple[str, ...]:
        """Its headings that have words, from the top."""
        return tuple(filter(None, self.heads))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form.

    Attributes:
        key: what it is called in every year and place, a code where it is one's; unique in its table.
        no: its 行次; nothing where the form prints none.
        name: how a person names it: its 行次, its code or its label.
        label: what is printed; for a row of a classification, the code's name of the year takes its place.
        code: the row's code in its panel's classification, or nothing.
        take: None for a row that takes nothing itself.
        formula: the row's formula in every column; `formulas` gives it column by column instead.
        foot: stands at the bottom of its panel, in line with the other panels' foot.
        why: what is said where its formula doesn't hold, as a sentence without its full stop, if the form has its own.
        each_project: whether it stands for a row of each project, see `with_projects`; ``{number}`` and ``{name}`` are
            put into its label.
        bold: whether its label is printed bold: a heading of a class, or a total.
        indent: how many characters its label is moved to the right.
        unfilled: keys of the columns in which the form has a dash in place of a figure.
    """

    key: str
    no: str
    name: str
    label: str
    code: str = ""
    take: Take | None = None
    formula: Formula | None = None
    formulas: Mapping[str, Formula] | None = None
    foot: bool = False
    why: str = ""
    each_project: bool = False
    bold: bool = False
    indent: int = 0
    unfilled: tuple[str, ...] = ()

    def formula_in(self, column: str) -> Formula | None:
        """The row's formula in a column."""
        return self.formulas.get(column) if self.formulas is not None else self.formula


@dataclass(frozen=True, slots=True)
class Stub:
    """A column of words at the left of a panel: the rows' ``label``, or ``id``, their 行次 or code, under headings."""

    field: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the blocks a table is printed in, side by side.

    Attributes:
        classification: ``func`` or ``econ`` where rows are codes.
        levels: lengths of the codes for which a row is printed whenever it has figures.
        under: first-level codes whose rows belong to this panel; all, when empty.
        blank_lines: how many are printed in place of codes where there is none.
    """

    stubs: tuple[Stub, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    classification: str
    levels: tuple[int, ...]
    under: tuple[str, ...]
    blank_lines: int = 0


@dataclass(frozen=True, slots=True)
class Auxiliary:
    """A quantity that formulas use and no cell prints."""

    key: str
    label: str
    take: Take | None
    formula: Formula | None


@dataclass(frozen=True, slots=True)
class Printing:
    """How the tables of a set are printed.

    Attributes:
        heading: what stands above a table; ``{title}`` and ``{year}`` are put in.
        department, money: what stands before the unit's name at the left, and before the money unit at the right, of
            the line above the table; the unit's name isn't printed there where nothing stands before it.
        numbered: whether a table's number is printed with it.
        totals_across: whether the label of a row without a code takes its place as well.
        date: what stands in the middle of that line; ``{year}``, ``{month}`` and ``{day}`` are put in.
        flowing: whether a table stands on a page with others where it has the room; else each begins a page.
    """

    heading: str = "{year} 年度{title}"
    department: str = "部门："
    money: str = "单位："
    numbered: bool = True
    totals_across: bool = False
    date: str = ""
    flowing: bool = False


MINISTRY: Final = Printing()
"""As the Ministry's forms are."""


@dataclass(frozen=True, slots=True)
class Format:
    """A table.

    Attributes:
        key: what the table is called everywhere in the program.
        number: its 表 number; 0 for a table that isn't of the year's set.
        name: how a person names it: ``表5``, or by its title.
        remark: what the table shows, printed as 注.
        empty: the 说明 sentence of a table without any figure, or nothing.
        printing: how it is printed.
        fixed: row key → its panel, of the rows that the form has whatever the figures are.
        coded: length of a code → the panels that have rows of such codes, those for certain codes first.
        claimed: what the codes begin with that panels have for themselves.
        meanings: row key, column key → what `law.selection` has found that to be.
    """

    key: str
    number: int
    name: str
    title: str
    remark: str
    empty: str
    landscape: bool
    take: Take
    panels: tuple[Panel, ...]
    auxiliary: Mapping[str, Auxiliary]
    printing: Printing = MINISTRY
    fixed: Mapping[str, Panel] = field(init=False, compare=False, repr=False)
    coded: Mapping[int, tuple[Panel, ...]] = field(init=False, compare=False, repr=False)
    claimed: tuple[str, ...] = field(init=False, compare=False, repr=False)
    meanings: dict[tuple[str, str | None], Meaning | None] = field(
        init=False, compare=False, repr=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Work out once what is asked of every cell."""
        object.__setattr__(self, "fixed", {row.key: panel for panel in self.panels for row in panel.rows})
        coded: dict[int, tuple[Panel, ...]] = {}
        for panel in sorted((each for each in self.panels if each.classification), key=lambda each: not each.under):
            coded |= {level: (*coded.get(level, ()), panel) for level in panel.levels}
        object.__setattr__(self, "coded", coded)
        object.__setattr__(self, "claimed", tuple(prefix for each in self.panels for prefix in each.under))

    def panel_of(self, row: str) -> Panel | None:
        """The panel that a row stands in: one the form fixes, or a code's, which may have no figures; else None."""
        panel = self.fixed.get(row)
        if panel is not None or not (row.isascii() and row.isdigit()):
            return panel
        for each in self.coded.get(len(row), ()):
            if row.startswith(each.under) if each.under else not row.startswith(self.claimed):
                return each
        return None

    def has(self, row: str, column: str) -> bool:
        """Whether there is a cell of a row and a column, with a figure or without one."""
        panel = self.panel_of(row)
        return panel is not None and any(each.key == column for each in panel.columns)

    def resolves(self, reference: Reference, column: str) -> bool:
        """Whether what a row's formula names in a column is there: see ``statements.fill`` for how it is found."""
        if reference.key in self.auxiliary and reference.key not in self.fixed:
            return reference.column is None
        panel = self.panel_of(reference.key)
        if panel is None:
            return False
        if reference.column is not None:
            return self.has(reference.key, reference.column)
        return self.has(reference.key, column) or len(panel.columns) == 1

    def takes(self) -> Iterator[Take]:
        """Whatever its table, its rows and columns, and the quantities of its formulas take."""
        takes = [self.take, *(each.take for each in self.auxiliary.values())]
        for panel in self.panels:
            takes += [row.take for row in panel.rows]
            takes += [column.take for column in panel.columns]
        return (take for take in takes if take is not None)

    def financial(self) -> bool:
        """Whether it takes of the financial book."""
        named = tuple({code for take in self.takes() for code in take.accounts})
        return any(row.role.financial and row.code.startswith(named) for row in official_chart().accounts)

    def column_keys(self) -> tuple[str, ...]:
        """The keys of all columns in print order, each once."""
        return tuple(dict.fromkeys(column.key for panel in self.panels for column in panel.columns))

    def row_name(self, row: str) -> str:
        """How a person names a row, by its key, or a quantity of its formulas; a code is its own name."""
        panel = self.fixed.get(row)
        if panel is None:
            return self.auxiliary[row].label if row in self.auxiliary else row
        return next(each.name for each in panel.rows if each.key == row)

    def column_name(self, row: str, column: str) -> str:
        """How a person names a column of the panel that a row stands in, by their keys."""
        panel = self.panel_of(row)
        return next((each.name for each in panel.columns if each.key == column), column) if panel else column

    def located(self, row: str, column: str) -> tuple[str, str] | None:
        """The keys of the one cell whose row and column are so named; None for none, and where there are several."""
        found = self.called(row, column)
        return found[0] if len(found) == 1 else None

    def called(self, row: str, column: str) -> tuple[tuple[str, str], ...]:
        """The keys of the cells whose row and column are so named, by a person or by their keys.

        By their own names, before others'; else by a label or a key; else by a label without what numbers it. A
        column also by its headings, from any of them down.
        """
        cells = [
            (each, head)
            for panel in (self.panels if row and column else ())
            for each in (*panel.rows, *self._code_rows(panel, row))
            if each.name
            for head in panel.columns
        ]
        ways: tuple[tuple[Callable[[Row], Names], Callable[[Column], Names]], ...] = (
            (lambda each: (each.name,), lambda head: (head.name,)),
            (lambda each: (each.name,), _column_names),
            (lambda each: (each.name, each.label, each.key), lambda head: (head.name, head.label, head.key)),
            (_row_names, _column_names),
        )
        for rows, columns in ways:
            found = {
                (each.key, head.key): None
                for each, head in cells
                if row in rows(each) and (column in columns(head) or _plain(column) in columns(head))
            }
            if found:
                return tuple(found)
        return ()

    def _code_rows(self, panel: Panel, row: str) -> tuple[Row, ...]:
        """The row of a code, where the panel has it for its figures alone."""
        return (code_row(panel.classification, row),) if row not in self.fixed and self.panel_of(row) is panel else ()


def _row_names(row: Row) -> Names:
    """What else a row may be called: its label without 一、, （一）, 1. or 减： before it, and brackets after it."""
    plain = _BEFORE_LABEL.sub("", row.label)
    return (row.name, row.label, row.key, plain, plain.partition("（")[0] or plain, plain.rstrip("*"))


def _column_names(column: Column) -> Names:
    """What else a column may be called: its headings from any of them down, however they are joined."""
    ends = (_plain("".join(column.words[start:])) for start in range(len(column.words)))
    return (column.name, column.label, column.key, *ends)


def _plain(words: str) -> str:
    """Headings without what joins them."""
    return words.translate(_JOINTS)


def form_accounts(forms: Iterable[Format]) -> Iterator[tuple[str, ...]]:
    """Whatever accounts forms name, take by take."""
    for form in forms:
        for take in form.takes():
            yield from (take.accounts, take.accounts_except)


def details_named(accounts: Iterable[Iterable[str]]) -> Mapping[str, frozenset[str]]:
    """The details among accounts that are named: account → names."""
    found: dict[str, set[str]] = {}
    for account in chain.from_iterable(accounts):
        code, _, detail = account.partition(":")
        if detail:
            found.setdefault(code, set()).add(detail)
    return {code: frozenset(names) for code, names in found.items()}


def with_projects(form: Format, projects: Callable[[Take], Sequence[tuple[str, str]]]) -> Format:
    """A form with a row for each project in place of those that stand for them.

    Args:
        form: the form.
        projects: which there are of what a row takes: code and name, in order.
    """

    def rows(row: Row) -> Iterator[Row]:
        if not row.each_project or row.take is None:
            yield row
            return
        for number, (code, name) in enumerate(projects(row.take), 1):
            label = row.label.format(number=number, name=name)
            take = replace(row.take, projects=(code,))
            yield replace(
                row, key=f"{row.key}_{number}", name=f"{row.name}{code}", label=label, take=take, each_project=False
            )

    if not any(row.each_project for panel in form.panels for row in panel.rows):
        return form
    return replace(
        form,
        panels=tuple(
            replace(panel, rows=tuple(each for row in panel.rows for each in rows(row))) for panel in form.panels
        ),
    )


def code_row(classification: str, code: str) -> Row:
    """A row for a code of a classification."""
    return Row(code, "", code, "", code, selecting(classification, code))


def selecting(classification: str, code: str) -> Take:
    """What a code's row takes."""
    return Take(func=(code,)) if classification == "func" else Take(econ=(code,))
