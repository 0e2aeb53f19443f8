"""本年盈余与预算结余的差异: the statutory note that leads from the year's budget result to its surplus.

In every voucher money N, other balance-sheet legs B and income and cost P sum to zero (CNY), as do 资金结存 M, direct
balances D and budget flows F (CNY.B); so surplus - result = (-P) - (-F) = B + (N - M) - D. Where a voucher is written
by 平行记账, N = M and D = 0: each fen of the difference is a leg B, and its account and side tell the row. A voucher
without P and F adds nothing to either, so its legs are passed by.

What no row takes goes to 其他事项差异, never lost: the rows sum exactly for every ledger, even a broken one.
Amounts are integer fen. Source: 财会〔2017〕25号, 报表附注; rows and what they take are ``reconciliation.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.law.chart import Cash, role
from gov_accounts.law.form import Column, Stub
from gov_accounts.law.known import ACCOUNTS, beginning_in, codes_in
from gov_accounts.law.parallel import official_rules
from gov_accounts.law.reading import Entry, official, read
from gov_accounts.money import BUDGETARY, FINANCIAL, yuan_text
from gov_accounts.printing.printed import PrintedPanel, PrintedRow, PrintedStatement
from gov_accounts.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from gov_accounts.books.postings import Posting
    from gov_accounts.law.chart import Chart
    from gov_accounts.printing.units import MoneyUnit

_RESULT, _SURPLUS, _OTHER = "budget-result", "surplus", "other"
_DEBIT: Final = "借"
_CREDIT: Final = "贷"
_INDENT: Final = "　"


# The form


@dataclass(frozen=True, slots=True)
class Row:
    """A row of reconciliation.toml, where each key is explained.

    Attributes:
        of: ``budget-result``, ``surplus`` or ``other``; nothing for a row of legs or a sum.
        sums: 1 or -1 and the id of each row it adds up.
        sign: of legs, by which the row's side is positive; 1 for 借.
        beside: the flow of the same voucher, a code or its beginning, that a leg stands against.
        accounts: whose legs the row takes.
        offset: whose legs may be set off against one of the row's.
    """

    id: str
    label: str
    level: int
    of: str
    sums: tuple[tuple[int, str], ...]
    sign: int
    beside: str
    accounts: frozenset[str]
    offset: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class Form:
    """The note's form: rows as printed, and accounts that no row takes with the reason why."""

    key: str
    name: str
    title: str
    law: str
    remark: str
    rows: tuple[Row, ...]
    other: Mapping[str, str]

    def row_of(self, kind: str) -> Row:
        """The one row that is ``of`` a kind."""
        return next(row for row in self.rows if row.of == kind)

    def most_specific_first(self) -> list[Row]:
        """The rows that take legs: those beside 4603 before those beside 4, otherwise in the form's order."""
        return sorted((row for row in self.rows if row.beside), key=lambda row: -len(row.beside))


@cache
def official_form() -> Form:
    """The form of 财会〔2017〕25号. Read once.

    Raises:
        DataError: reconciliation.toml isn't as it should be.
    """
    data = read(official("reconciliation.toml")).known("key", "name", "title", "law", "remark", "rows", "other")
    others = [each.known("accounts", "why") for each in data.entries("other")]
    ids = {each.text("id") for each in data.entries("rows")}
    for each in data.entries("rows"):
        for name in each.texts("sum", ()):
            if name.removeprefix("-") not in ids:
                raise each.wrong("sum", f"各行的编号，没有 {name}")
    return Form(
        data.text("key"),
        data.text("name"),
        data.text("title"),
        data.text("law"),
        data.text("remark"),
        tuple(map(_row, data.entries("rows", least=1))),
        {account: each.text("why") for each in others for account in codes_in(each, "accounts", ACCOUNTS)},
    )


def _row(each: Entry) -> Row:
    each.known("id", "label", "level", "of", "sum", "side", "beside", "accounts", "offset")
    return Row(
        each.text("id"),
        each.text("label"),
        each.number("level", 0),
        each.choice("of", ("", _RESULT, _SURPLUS, _OTHER), ""),
        tuple((-1 if name.startswith("-") else 1, name.removeprefix("-")) for name in each.texts("sum", ())),
        -1 if each.choice("side", (_DEBIT, _CREDIT), _DEBIT) == _CREDIT else 1,
        beginning_in(each, "beside", ACCOUNTS, ""),
        frozenset(codes_in(each, "accounts", ACCOUNTS, ())),
        frozenset(codes_in(each, "offset", ACCOUNTS, ())),
        each.text("source", ""),
    )


# The figures


class Item(NamedTuple):
    """A posting, and the fen it counts for in a line."""

    posting: Posting
    fen: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its figure in fen and the postings that sum to it."""

    row: Row
    items: tuple[Item, ...]

    @property
    def fen(self) -> int:
        """The figure."""
        return sum(item.fen for item in self.items)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The note of a year.

    Attributes:
        lines: one for each row of the form, in its order.
        accrual: whether the year has anything in the financial book.
    """

    year: int
    lines: tuple[Line, ...]
    accrual: bool

    def line(self, row: str) -> Line | None:
        """The line of a row by its id, or nothing if the form has no such row."""
        return next((line for line in self.lines if line.row.id == row), None)


def reconcile(postings: Iterable[Posting], year: int) -> Reconciliation:
    """The note of a year, from the postings of all books.

    Only vouchers dated in the year count, and 结转分录 don't.

    Args:
        postings: of any years; those of one voucher stand together, as ``read_postings`` gives them.
        year: the year.
    """
    form = official_form()
    in_year = [each for each in postings if each.date.year == year and not each.closing]
    taken: dict[str, list[Item]] = {row.id: [] for row in form.rows}
    ranked = form.most_specific_first()
    result, surplus, other = (form.row_of(kind).id for kind in (_RESULT, _SURPLUS, _OTHER))
    for _, group in groupby(in_year, key=attrgetter("entry")):
        voucher = list(group)
        accrued = [each for each in voucher if _is_flow(each, FINANCIAL)]
        budgeted = [each for each in voucher if _is_flow(each, BUDGETARY)]
        if not accrued and not budgeted:
            continue
        taken[surplus].extend(Item(each, -each.fen) for each in accrued)
        taken[result].extend(Item(each, -each.fen) for each in budgeted)
        if _sum(voucher, FINANCIAL) or _sum(voucher, BUDGETARY):
            # No sum of legs is sure here: the voucher's own difference is all that can be said.
            taken[other].extend(Item(each, -each.fen) for each in accrued)
            taken[other].extend(Item(each, each.fen) for each in budgeted)
            continue
        money = _money(voucher)
        taken[other].extend(_apart(voucher, money))
        legs = [each for each in voucher if _is_balance(each) and each not in money]
        for leg, row in _rows_of(legs, [*accrued, *budgeted], ranked):
            taken[row.id if row else other].append(Item(leg, row.sign * leg.fen if row else leg.fen))
    accrual = any(each.commodity == FINANCIAL for each in in_year)
    return Reconciliation(year, tuple(_lines(form, taken)), accrual)


def _is_flow(posting: Posting, commodity: str) -> bool:
    """Whether a leg is income, cost or expenditure of a book: an account of the other, posted to by mistake, isn't."""
    known = role(posting.code)
    return posting.commodity == commodity and known.flow and known.budgetary == (commodity == BUDGETARY)


def _is_money(posting: Posting) -> bool:
    """Whether a leg is of money, as 平行记账 has it, or of what stands for it in the budget book."""
    if posting.commodity == BUDGETARY:
        return role(posting.code).cash is Cash.IN_HAND
    return posting.commodity == FINANCIAL and posting.code in official_rules().money


def _money(voucher: Sequence[Posting]) -> list[Posting]:
    """The legs of money, and of what is held or advanced: those that 资金结存 moves with."""
    money = [each for each in voucher if _is_money(each)]
    rules = official_rules()
    details = rules.always_held | rules.natures.keys()
    open_to = [each for each in voucher if each.commodity == FINANCIAL and each.code in details]
    apart = sum(each.fen if each.commodity == FINANCIAL else -each.fen for each in money)
    for count in range(len(open_to), 0, -1):
        for held in combinations(open_to, count):
            if sum(each.fen for each in held) == -apart:
                return [*money, *held]
    return money


def _is_balance(posting: Posting) -> bool:
    """Whether a leg is of the balance sheet and not money: B in the docstring above."""
    return posting.commodity == FINANCIAL and not _is_money(posting) and not _is_flow(posting, FINANCIAL)


def _sum(postings: Iterable[Posting], commodity: str) -> int:
    return sum(each.fen for each in postings if each.commodity == commodity)


def _apart(voucher: Sequence[Posting], money: Sequence[Posting]) -> Iterator[Item]:
    """What parts the books beside the legs B: money that 资金结存 doesn't follow (N - M), and direct balances (-D)."""
    moved = [Item(each, each.fen if each.commodity == FINANCIAL else -each.fen) for each in money]
    if sum(item.fen for item in moved):
        yield from moved
    for each in voucher:
        if each.commodity == BUDGETARY and not _is_money(each) and not role(each.code).budget_flow:
            yield Item(each, -each.fen)


def _rows_of(
    legs: Sequence[Posting], flows: Sequence[Posting], rows: Sequence[Row]
) -> Iterator[tuple[Posting, Row | None]]:
    """Each leg of a voucher with the row it belongs to, or with None if none takes it."""
    flows_of = {row.beside: sum(each.fen for each in flows if each.code.startswith(row.beside)) for row in rows}
    fitting = [next((row for row in rows if _fits(leg, row, flows_of[row.beside])), None) for leg in legs]
    direct = [(leg, row) for leg, row in zip(legs, fitting, strict=True) if row is not None]
    for leg, row in zip(legs, fitting, strict=True):
        yield leg, row if row is not None else _set_off(leg, direct)


def _fits(leg: Posting, row: Row, flow: int) -> bool:
    """Whether the leg is what parts the two books in the row's way, or takes such a thing back (红字).

    Income and cost stand on the other side of their voucher than the leg; budget flows, in a book of their own, on the
    same side.
    """
    against = not role(row.beside).budgetary
    return leg.code in row.accounts and (leg.fen * flow < 0 if against else leg.fen * flow > 0)


def _set_off(leg: Posting, direct: Iterable[tuple[Posting, Row]]) -> Row | None:
    """The one row of the voucher whose legs this one reduces; None if there is none, or more than one."""
    rows = {
        row.id: row
        for other, row in direct
        if (leg.code in row.accounts or leg.code in row.offset) and leg.fen * other.fen < 0
    }
    return next(iter(rows.values())) if len(rows) == 1 else None


def _lines(form: Form, taken: Mapping[str, Sequence[Item]]) -> Iterator[Line]:
    rows = {row.id: row for row in form.rows}

    def items(row: Row) -> Iterator[Item]:
        yield from taken[row.id]
        for sign, part in row.sums:
            yield from (Item(posting, sign * fen) for posting, fen in items(rows[part]))

    return (Line(row, tuple(items(row))) for row in form.rows)


# Print


def print_reconciliation(
    note: Reconciliation, chart: Chart, unit_name: str, unit: MoneyUnit, *, indented: bool = False
) -> PrintedStatement:
    """Round the note to `unit`, each figure by itself.

    Args:
        note: the note.
        chart: names of the accounts in 其他事项差异.
        unit_name: the unit's name.
        unit: what figures are printed in.
        indented: labels begin with spaces by level, for people; programs want them without.
    """
    form = official_form()
    column = Column("amount", "1", "1", ("金额",), None, None)
    rows = tuple(
        PrintedRow(
            line.row.id,
            line.row.id,
            line.row.id,
            (_INDENT * line.row.level if indented else "") + line.row.label,
            foot=False,
            values={column.key: unit.round(line.fen)} if line.fen else {},
        )
        for line in note.lines
    )
    return PrintedStatement(
        form.key,
        0,
        form.name,
        form.title,
        note.year,
        unit_name,
        unit.name,
        landscape=False,
        panels=(PrintedPanel((Stub("label", ("项目",)),), (column,), rows),),
        notes=tuple(_notes(note, chart, unit)),
    )


def _notes(note: Reconciliation, chart: Chart, unit: MoneyUnit) -> Iterator[str]:
    form = official_form()
    yield f"注：{form.remark}（{form.law}）"
    if not note.accrual:
        yield "说明：账本本年没有财务会计分录（CNY），差异不能按事项分析。"
    sums: dict[str, int] = {}
    for line in note.lines:
        if line.row.of == _OTHER:
            for posting, fen in line.items:
                cause = _cause(posting, chart)
                sums[cause] = sums.get(cause, 0) + fen
    said = [f"{cause} {unit.round(fen):,.2f} {unit.name}" for cause, fen in sorted(sums.items()) if fen]
    if said:
        yield f"说明：其他事项差异包括：{'；'.join(said)}。"


def _cause(posting: Posting, chart: Chart) -> str:
    """What puts a posting among 其他事项差异."""
    if _is_flow(posting, FINANCIAL) or _is_flow(posting, BUDGETARY):
        return "借贷不平的凭证"
    if _is_money(posting):
        return "资金变动与预算分录不一致的凭证"
    row = chart.rows.get(posting.code)
    return f"{row.code} {row.name}" if row else "没有科目编码的账户"


def item_lines(line: Line, base: Path) -> Iterator[str]:
    """A line as text: its figure, then its postings by date, each with file:line, summing to it.

    Args:
        line: the line.
        base: folder that file names are relative to.
    """
    yield f"{line.row.id}  {line.row.label} ＝ {yuan_text(line.fen)} 元"
    items = sorted(line.items, key=lambda item: (item.posting.date, item.posting.voucher.file, item.posting.line))
    for posting, fen in items:
        words = clean(f"{posting.voucher.payee} {posting.voucher.narration}")
        where = posting.place.shown(base)
        yield f"  {where}  {posting.date}  {yuan_text(fen):>14}  {posting.account}  {words}".rstrip()
    yield f"  共 {len(items)} 条分录，合计 {yuan_text(line.fen)} 元"
