"""科目余额表: each account's opening balance, debits, credits and closing balance, book by book, level by level.

Opening + debit - credit = closing for every line; debits equal credits in every book; the lines below a line add
up to it. 财会〔2017〕25号 has accounts of one level; deeper ones are the unit's details (明细科目).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from operator import add
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from gov_accounts.books.postings import KEYS
from gov_accounts.law.accounts import account_code
from gov_accounts.money import BOOK_OF_COMMODITY, yuan_text
from gov_accounts.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gov_accounts.books.postings import Period, Posting
    from gov_accounts.law.chart import Chart
    from gov_accounts.law.codes import Codes
    from gov_accounts.printing.units import MoneyUnit

_DETAIL: Final = re.compile(r"([0-9]+)(?:-(.*))?")
_DEEPEST: Final = 20
"""Levels of an account that are told apart."""
_POSTED_ABOVE: Final = "（未分明细）"
_WITHOUT_CODES: Final = "（没有编码）"
_SUM: Final = "合计"
_FIGURE_COLUMNS: Final = {
    "opening": "期初余额",
    "period": "本期发生额",
    "year": "本年累计发生额",
    "closing": "期末余额",
}
_Shown: TypeAlias = "Mapping[str, str]"
"""The figures that are printed, each with a debit and a credit column, and their headings."""
_SIDES: Final = (("debit", "借方"), ("credit", "贷方"))


class Step(NamedTuple):
    """An account of one level, under its parent.

    Attributes:
        code: its code, as long as its parent's and longer; nothing for a detail without one.
        name: official name of a code of the chart, otherwise what the ledger calls it.
    """

    code: str
    name: str

    @property
    def key(self) -> str:
        """What tells it from its siblings: neither a root's name nor a label beside a code matters."""
        return self.code or self.name


def account_steps(account: str, chart: Chart) -> tuple[Step, ...]:
    """An account's levels, 总账科目 first; ``Assets:8001-资金结存:800102-货币资金`` has two, 8001 and 800102.

    An account without a 4-digit code is one level, under its whole name. What lies deeper than anybody keeps books is
    one level with the last.
    """
    code = account_code(account)
    if not code:
        return (Step("", account),)
    _, first, *details = account.split(":", _DEEPEST)
    steps = [_step(code, first[len(code) :].removeprefix("-"), chart)]
    parent = code
    for detail in details:
        match = _DETAIL.fullmatch(detail)
        if match and len(match[1]) > len(parent) and match[1].startswith(parent):
            parent = match[1]
            steps.append(_step(parent, match[2] or "", chart))
        else:
            steps.append(Step("", detail))
    return tuple(steps)


def _step(code: str, label: str, chart: Chart) -> Step:
    row = chart.rows.get(code)
    return Step(code, row.name if row else label)


def account_path(steps: Iterable[Step]) -> tuple[str, ...]:
    """What identifies an account of any level: the keys of its steps."""
    return tuple(step.key for step in steps)


class Figures(NamedTuple):
    """Opening balance (debit positive), debits and credits of a period, in fen.

    Attributes:
        year_debit, year_credit: since the year began in which the period ends.
    """

    opening: int
    debit: int
    credit: int
    year_debit: int = 0
    year_credit: int = 0

    @property
    def closing(self) -> int:
        """The balance at the end, debit positive."""
        return self.opening + self.debit - self.credit

    @property
    def period(self) -> tuple[int, int, int]:
        """Opening balance, debits and credits of the period."""
        return self.opening, self.debit, self.credit

    def plus(self, other: Figures) -> Figures:
        """The sum of two."""
        return Figures(*map(add, self, other))


_NOTHING: Final = Figures(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a trial balance.

    Attributes:
        steps: the account's levels; the last one is the line's account.
        account: the account's full name in the ledger.
        level: 1 for 总账科目; the depth of its details below that.
        codes: of the keys asked for, where the line is the part of its account that carries them.
        direct: the line is what was posted to an account that has details, not to one of them.
    """

    steps: tuple[Step, ...]
    account: str
    level: int
    figures: Figures
    codes: tuple[str, ...] | None = None
    direct: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """What identifies the line's account."""
        return account_path(self.steps)


@dataclass(frozen=True, slots=True)
class Totals:
    """The bottom line of a book: its 总账科目 added up, debit and credit balances apart. In fen."""

    opening_debit: int
    opening_credit: int
    debit: int
    credit: int
    year_debit: int
    year_credit: int
    closing_debit: int
    closing_credit: int

    def difference(self) -> int:
        """By how much debits and credits differ, in fen; zero in books that balance."""
        return max(
            abs(self.opening_debit - self.opening_credit),
            abs(self.debit - self.credit),
            abs(self.year_debit - self.year_credit),
            abs(self.closing_debit - self.closing_credit),
        )


@dataclass(frozen=True, slots=True)
class BookBalance:
    """The trial balance of one book.

    Attributes:
        book: 财务, 预算 or 指标.
        lines: accounts in the order of their codes, each followed by its details.
        by: keys of the codes that lines are broken down by.
    """

    book: str
    lines: tuple[Line, ...]
    by: tuple[str, ...]

    def totals(self) -> Totals:
        """The book's sums."""
        firsts = [line.figures for line in self.lines if line.level == 1 and line.codes is None]
        return Totals(
            sum(max(each.opening, 0) for each in firsts),
            sum(max(-each.opening, 0) for each in firsts),
            sum(each.debit for each in firsts),
            sum(each.credit for each in firsts),
            sum(each.year_debit for each in firsts),
            sum(each.year_credit for each in firsts),
            sum(max(each.closing, 0) for each in firsts),
            sum(max(-each.closing, 0) for each in firsts),
        )


@dataclass(slots=True)
class _Node:
    """An account while it is summed: what was posted to it itself, by codes, and its details."""

    steps: tuple[Step, ...]
    account: str
    own: dict[tuple[str, ...], Figures] = field(default_factory=dict)
    details: dict[str, _Node] = field(default_factory=dict)

    def whole(self) -> dict[tuple[str, ...], Figures]:
        """What was posted to it and its details, by codes."""
        merged = dict(self.own)
        for detail in self.details.values():
            for codes, figures in detail.whole().items():
                merged[codes] = merged.get(codes, _NOTHING).plus(figures)
        return merged

    def shown(self) -> bool:
        """Whether there is anything to see of it or its details: a balance or a movement."""
        return any(map(any, self.own.values())) or any(detail.shown() for detail in self.details.values())


def trial_balance(
    postings: Iterable[Posting],
    period: Period,
    chart: Chart,
    *,
    level: int | None = None,
    by: Sequence[str] = (),
    before_close: bool = False,
) -> tuple[BookBalance, ...]:
    """The trial balances of the three books, those without a line too.

    Accounts without a balance or a posting in the period have no line.

    Args:
        postings: of any period; those after it are passed by.
        period: whose debits and credits are shown; everything before it is the opening.
        chart: names of accounts.
        level: the deepest level to show, 1 for 总账科目 only; all, where None.
        by: keys (func, econ, fund, project) to break down by: under each account without shown details, what
            carries each combination of codes.
        before_close: leave the period's 结转分录 out, as if the year were still to be closed.
    """
    roots: dict[str, _Node] = {commodity: _Node((), "") for commodity in BOOK_OF_COMMODITY}
    steps_of: dict[str, tuple[Step, ...]] = {}
    for posting in postings:
        if posting.date > period.last or (before_close and posting.closing and period.covers(posting.date)):
            continue
        steps = steps_of.get(posting.account)
        if steps is None:
            steps = steps_of[posting.account] = account_steps(posting.account, chart)
        node = _found(roots[posting.commodity], posting.account, steps)
        codes = tuple(getattr(posting, key) for key in by)
        node.own[codes] = node.own.get(codes, _NOTHING).plus(_figures(posting, period))
    return tuple(
        BookBalance(book, tuple(_lines(roots[commodity], level)), tuple(by))
        for commodity, book in BOOK_OF_COMMODITY.items()
    )


def _figures(posting: Posting, period: Period) -> Figures:
    debit, credit = max(posting.fen, 0), max(-posting.fen, 0)
    of_year = (debit, credit) if posting.date.year == period.last.year else (0, 0)
    if posting.date < period.first:
        return Figures(posting.fen, 0, 0, *of_year)
    return Figures(0, debit, credit, *of_year)


def _found(root: _Node, account: str, steps: tuple[Step, ...]) -> _Node:
    """The node of an account, made where there is none yet."""
    parts = account.split(":")
    node = root
    for level, step in enumerate(steps, 1):
        if step.key not in node.details:
            name = ":".join(parts[: level + 1]) if steps[0].code and level < len(steps) else account
            node.details[step.key] = _Node(steps[:level], name)
        node = node.details[step.key]
    return node


def _lines(node: _Node, deepest: int | None) -> Iterator[Line]:
    """The details of a node in the order of their codes, those without one by name, each with what is below it."""
    for child in sorted(node.details.values(), key=lambda each: (not each.steps[-1].code, each.steps[-1].key)):
        if not child.shown():
            continue
        level = len(child.steps)
        whole = child.whole()
        yield Line(child.steps, child.account, level, _sum(whole))
        below = list(_lines(child, deepest)) if deepest is None or level < deepest else []
        yield from below
        if not below:
            yield from _parts(child, level, whole)
        elif any(map(any, child.own.values())):
            yield Line(child.steps, child.account, level + 1, _sum(child.own), direct=True)
            yield from _parts(child, level + 1, child.own)


def _sum(by_codes: Mapping[tuple[str, ...], Figures]) -> Figures:
    total = _NOTHING
    for figures in by_codes.values():
        total = total.plus(figures)
    return total


def _parts(node: _Node, level: int, by_codes: Mapping[tuple[str, ...], Figures]) -> Iterator[Line]:
    """Lines for each combination of codes, unless there is none but of no codes."""
    if any(map(any, by_codes)):
        for codes, figures in sorted(by_codes.items()):
            if any(figures):
                yield Line(node.steps, node.account, level, figures, codes)


# Printing


def balance_sheets(
    balances: Iterable[BookBalance],
    period: Period,
    *,
    codes: Codes,
    projects: Mapping[str, str],
    unit_name: str,
    money_unit: MoneyUnit,
    notes: Sequence[str] = (),
) -> list[Sheet]:
    """Trial balances ready to lay out, one sheet a book.

    Args:
        balances: of the period.
        period: what they are of.
        codes: names of codes.
        projects: names of projects.
        unit_name: the unit's name.
        money_unit: what figures are printed in.
        notes: what is said below each of a part of the books; that a part's debits and credits differ says nothing.
    """
    # What a period from the year's first day on has is what the year has.
    from_new_year = period.first == datetime.date(period.last.year, 1, 1)
    shown = {key: head for key, head in _FIGURE_COLUMNS.items() if key != "year" or not from_new_year}
    year = period.last.year
    return [
        Sheet(
            balance.book,
            f"科目余额表（{balance.book}账）",
            unit_name,
            period,
            money_unit,
            _columns(balance.by, shown),
            (
                *(_row(line, balance, codes, projects, year, shown) for line in balance.lines),
                _bottom(balance, shown),
            ),
            (*_notes(balance, whole=not notes), *notes),
        )
        for balance in balances
    ]


def _columns(by: Sequence[str], shown: _Shown) -> tuple[Column, ...]:
    return (
        Column("book", "账本", printed=False),
        Column("code", "科目编码"),
        Column("name", "科目名称", narrowest=16),
        Column("account", "账户", printed=False),
        Column("level", "级次", printed=False),
        *(Column(key, KEYS[key]) for key in by),
        *(
            Column(f"{key}_{side}", word, head, figures=True, block=key)
            for key, head in shown.items()
            for side, word in _SIDES
        ),
    )


def _row(line: Line, balance: BookBalance, codes: Codes, projects: Mapping[str, str], year: int, shown: _Shown) -> Row:
    figures = line.figures
    cells: dict[str, str | int] = {
        "book": balance.book,
        "account": line.account,
        "name": line.steps[-1].name,
        **_figure_cells(
            shown,
            opening=(max(figures.opening, 0), max(-figures.opening, 0)),
            period=(figures.debit, figures.credit),
            year=(figures.year_debit, figures.year_credit),
            closing=(max(figures.closing, 0), max(-figures.closing, 0)),
        ),
    }
    if line.codes is not None:
        by_key = dict(zip(balance.by, line.codes, strict=True))
        names = (code_name(key, code, codes, projects, year) for key, code in by_key.items() if code)
        cells |= by_key | {"name": "/".join(names) or _WITHOUT_CODES}
    elif line.direct:
        cells["name"] = _POSTED_ABOVE
        cells["level"] = str(line.level)
    else:
        cells["code"] = line.steps[-1].code
        cells["level"] = str(line.level)
    return Row(cells, indent=line.level - (line.codes is None))


def code_name(key: str, code: str, codes: Codes, projects: Mapping[str, str], year: int) -> str:
    """The name of a code of a key (func, econ, fund, project) in a year; the code itself where it has none."""
    name = projects.get(code, "") if key == "project" else codes.classification(key).name(code, year)
    return name or code


def _bottom(balance: BookBalance, shown: _Shown) -> Row:
    totals = balance.totals()
    figures = _figure_cells(
        shown,
        opening=(totals.opening_debit, totals.opening_credit),
        period=(totals.debit, totals.credit),
        year=(totals.year_debit, totals.year_credit),
        closing=(totals.closing_debit, totals.closing_credit),
    )
    return Row({"book": balance.book, "name": _SUM, **figures}, total=True, ruled=True)


def _figure_cells(shown: _Shown, **figures: tuple[int, int]) -> dict[str, int]:
    """Debits and credits by column. A zero has no cell."""
    return {f"{key}_{side}": fen for key in shown for (side, _), fen in zip(_SIDES, figures[key], strict=True) if fen}


def _notes(balance: BookBalance, *, whole: bool) -> Iterator[str]:
    if not balance.lines:
        yield "说明：这本账在本期没有余额，也没有发生额。"
    difference = balance.totals().difference()
    if difference and whole:
        yield f"说明：借方与贷方相差 {yuan_text(difference)} 元，账本里有借贷不平的凭证，见 gov-accounts check。"
