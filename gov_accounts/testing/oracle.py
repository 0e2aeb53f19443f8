"""What the nine tables of 2020 hold, worked out from drawn facts alone: a second implementation, in whole fen.

It reads no ledger, no format file and nothing else of gov_accounts, so that it can disagree with them. How it
reads section 6 of the contract, where that leaves room:

- A flow counts when its fact is dated in the year and isn't closing (``#year-close``).
- The opening of 8101, 8102, 8201 and 8401 is everything recorded on them before the year, year-ends included, and
  what is recorded on them within the year outside the year's closing, such as 以前年度调整.
- 表1: row 8 is every 6xxx that rows 1-7 don't name. U leaves out 6001, 6401, 7301, whatever has a project, and
  expenditure of funds 11, 12, 13. J is all of 6401 less all of 7301, with a project or without. Row 59 is
  60 - 57 - 58.
- 表4: rows 61-63 on the right have a 行次 and nothing else.
- 表6 and 表7 take every 7xxx account, 表7 with and without a project; its budget is 9101 of fund 11 only.
- Expenditure without a fund is nobody's fiscal money: it is in 表1 and 表3 and in no fiscal table.

Cells are keyed ``(row id, column id)`` as in the JSON of ``report``; cells of zero are left out.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeAlias

Cells: TypeAlias = Mapping[tuple[str, str], int]
Tables: TypeAlias = Mapping[str, Cells]

FISCAL_FUNDS: Final = ("11", "12", "13")
"""一般公共预算, 政府性基金预算, 国有资本经营预算: what the fiscal tables are about."""

CLASSES: Final = (
    *("201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214"),
    *("215", "216", "217", "219", "220", "221", "222", "223", "224", "229", "231", "232", "234"),
)
"""The functional classes in the order of the form: 表1 rows 31-56, 表4 rows 33-58."""

TABLES: Final = (
    "income_expenditure",
    "income",
    "expenditure",
    "fiscal_income_expenditure",
    "general_expenditure",
    "general_basic",
    "sangong",
    "gov_fund",
    "state_capital",
)
"""The keys of the nine tables, 表1 to 表9."""

_TOTAL: Final = "合计"
_PERSONNEL: Final = "人员经费合计"
_OPERATING: Final = "公用经费合计"
_CARRIED: Final = frozenset({"8101", "8102", "8201", "8401"})
_INCOME_COLUMNS: Final = {"6001": "2", "6201": "3", "6101": "4", "6401": "5", "6301": "6"}
_INCOME_ROWS: Final = {"6201": "4", "6101": "5", "6401": "6", "6301": "7"}
_SANGONG: Final = {"30212": ("2",), "31013": ("3", "4"), "30231": ("3", "5"), "30217": ("6",)}
NEVER_SPECIAL: Final = frozenset({"6602", "7401", "7501", "7601", "7701"})
"""Accounts that go to 8501 whole, with a project too (25号, 8501)."""
_INSTITUTION: Final = "事业单位"


@dataclass(frozen=True)
class DrawnFact:
    """One amount on one account, with the codes it means, however the text says them.

    ``fen`` is positive on the account's normal side (income and balances credit, expenditure debit) and negative
    for a refund or reversal. A code is None when the fact has none. ``closing`` says that its voucher is tagged
    ``#year-close``. An appropriation is a fact on 9101 or 9102, though its codes are written on 9001. ``path``
    is the account without its root (an appropriation's: that of the 9001 leg).
    """

    date: dt.date
    account: str
    func: str | None
    econ: str | None
    fund: str | None
    project: str | None
    fen: int
    closing: bool = False
    path: str = ""

    @property
    def is_income(self) -> bool:
        """Tell whether this is 预算收入."""
        return self.account.startswith("6")

    @property
    def is_expenditure(self) -> bool:
        """Tell whether this is 预算支出."""
        return self.account.startswith("7")

    @property
    def is_flow(self) -> bool:
        """Tell whether this is income or expenditure."""
        return self.is_income or self.is_expenditure

    @property
    def is_fiscal(self) -> bool:
        """Tell whether its money is 财政拨款: 6001, or expenditure of fund 11, 12 or 13."""
        return self.account == "6001" or (self.is_expenditure and self.fund in FISCAL_FUNDS)


def expected_tables(facts: Iterable[DrawnFact], year: int) -> Tables:
    """Return every table's non-zero cells, in fen."""
    kept = tuple(facts)
    flows = tuple(f for f in kept if f.is_flow and f.date.year == year and not f.closing)
    opening = tuple(f for f in kept if f.account in _CARRIED and _opens(f, year))
    income = tuple(f for f in flows if f.is_income)
    spent = tuple(f for f in flows if f.is_expenditure)
    budget = tuple(f for f in kept if f.account == "9101" and f.date.year == year and not f.closing)
    cells = (
        _income_expenditure(income, spent, opening),
        _income(income),
        _expenditure(spent),
        _fiscal(income, spent, opening),
        _basic_and_project(f for f in spent if f.fund == "11"),
        _general_basic(f for f in spent if f.fund == "11" and f.project is None),
        _sangong(budget, spent),
        _gov_fund(income, spent, opening),
        _basic_and_project(f for f in spent if f.fund == "13"),
    )
    return MappingProxyType(
        {
            key: MappingProxyType({cell: fen for cell, fen in table.items() if fen})
            for key, table in zip(TABLES, cells, strict=True)
        }
    )


def carried_forward(facts: Iterable[DrawnFact], year: int) -> int:
    """Return what row 59 of 表1 is once the year is closed, from what the books hold then, in fen, credit positive.

    That is 8101, 8102, 8201 and 8401 together, and what 财会〔2017〕25号 moves to 8202 without its being in row 58 or
    28: what is left of completed projects (8201 (六)), of accounts that go to 8501 with a project too (8501 (一)),
    less the year's profit of 6401 and 7301 that makes good an earlier loss (8401 一).
    """
    kept = tuple(facts)
    flows = tuple(f for f in kept if f.is_flow and f.date.year == year and not f.closing)
    held = _sum(f for f in kept if f.account in _CARRIED and f.date.year <= year)
    done = _sum(f for f in kept if f.account == "8202" and f.closing and f.date.year == year and f.project is not None)
    apart = [f for f in flows if f.account in NEVER_SPECIAL and f.project is not None and not f.is_fiscal]
    profit = _sum(f for f in flows if f.account == "6401") - _sum(f for f in flows if f.account == "7301")
    begun = _sum(f for f in kept if f.account == "8401" and _opens(f, year))
    return held + done + _net(apart) + max(begun + profit, 0) - max(profit, 0)


def unclosed(facts: Iterable[DrawnFact], year: int) -> Mapping[DrawnFact, int]:
    """Return what is left on income and expenditure accounts at the year's end.

    The keys are facts with the account, path and codes of the balance, dated at the year's end.
    """
    balances: defaultdict[DrawnFact, int] = defaultdict(int)
    for fact in facts:
        if fact.is_flow and fact.date.year <= year:
            balances[replace(fact, date=dt.date(year, 12, 31), fen=0, closing=True)] += fact.fen
    return {key: fen for key, fen in balances.items() if fen}


def year_end(facts: Iterable[DrawnFact], year: int, kind: str) -> tuple[tuple[DrawnFact, ...], ...]:
    """Return the vouchers that close the year (财会〔2017〕25号, 8101, 8201, 8401, 8501, 8701, 8202).

    Each voucher is a tuple of facts that balance by themselves. Fiscal money goes to 8101, other money with a
    project to 8201, 6401 and 7301 to 8401, the rest to 8501, and so do 6602, 7401, 7501, 7601 and 7701 with a project;
    what 8401 has on its credit side then, and 8501, go on to 8202, by 8701 where the unit is a 事业单位. Facts on 8xxx
    have no path yet.
    """
    facts = tuple(facts)
    end = dt.date(year, 12, 31)
    parts: defaultdict[tuple[str, str | None, str | None], list[DrawnFact]] = defaultdict(list)
    for key, fen in unclosed(facts, year).items():
        parts[_destination(key)].append(replace(key, fen=-fen))
    vouchers: list[tuple[DrawnFact, ...]] = []
    sums: defaultdict[str, int] = defaultdict(int)
    last_func = "2299999"
    for (account, func, fund), legs in parts.items():
        moved = -sum(f.fen if f.is_income else -f.fen for f in legs)
        last_func = legs[0].func or last_func
        sums[account] += moved
        rest = (_balance(end, account, func, fund, moved),) if moved else ()
        vouchers.append((*legs, *rest))
    profit = max(sums["8401"] + _sum(f for f in facts if f.account == "8401" and f.date.year <= year), 0)
    for account, fen in (("8401", profit), ("8501", sums["8501"])):
        if fen:
            by_way = _balance(end, "8701", None, None, fen)
            last = _balance(end, "8202", last_func, "3", fen)
            vouchers.append(
                (
                    _balance(end, account, None, None, -fen),
                    by_way if kind == _INSTITUTION else last,
                )
            )
    distributed = profit + sums["8501"]
    if kind == _INSTITUTION and distributed:
        vouchers.append(
            (
                _balance(end, "8701", None, None, -distributed),
                _balance(end, "8202", last_func, "3", distributed),
            )
        )
    return tuple(vouchers)


def _balance(end: dt.date, account: str, func: str | None, fund: str | None, fen: int) -> DrawnFact:
    return DrawnFact(end, account, func, None, fund, None, fen, closing=True)


def _destination(fact: DrawnFact) -> tuple[str, str | None, str | None]:
    if fact.account in {"6401", "7301"}:
        return "8401", None, None
    if fact.is_fiscal:
        return "8101", fact.func, fact.fund
    if fact.project is not None and fact.account not in NEVER_SPECIAL:
        return "8201", fact.func, "3"
    return "8501", None, None


def _opens(fact: DrawnFact, year: int) -> bool:
    return fact.date.year < year or (fact.date.year == year and not fact.closing)


def _sum(facts: Iterable[DrawnFact]) -> int:
    return sum(f.fen for f in facts)


def _net(flows: Iterable[DrawnFact]) -> int:
    """Income less expenditure."""
    return sum(f.fen if f.is_income else -f.fen for f in flows)


def _levels(func: str | None) -> tuple[str, ...]:
    """Return the rows a functional code is in: 合计, 类, 款, 项."""
    return (_TOTAL,) if func is None else (_TOTAL, func[:3], func[:5], func)


def _income_expenditure(
    income: Sequence[DrawnFact], spent: Sequence[DrawnFact], opening: Sequence[DrawnFact]
) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fact in income:
        row = _INCOME_ROWS.get(fact.account, "8")
        if fact.account == "6001":
            row = str(1 + FISCAL_FUNDS.index(fact.fund or "11"))
        cells[row, "1"] += fact.fen
        cells["27", "1"] += fact.fen
    for fact in spent:
        cells[str(31 + CLASSES.index((fact.func or "")[:3])), "2"] += fact.fen
        cells["57", "2"] += fact.fen
    undirected = _sum(f for f in income if f.account not in {"6001", "6401"} and f.project is None) - _sum(
        f for f in spent if f.account != "7301" and not f.is_fiscal and f.project is None
    )
    operating = _sum(f for f in income if f.account == "6401") - _sum(f for f in spent if f.account == "7301")
    distributed = undirected + max(operating, 0)
    cells["58", "2"] = max(distributed, 0)
    cells["28", "1"] = max(-distributed, 0)
    cells["29", "1"] = _sum(opening)
    cells["30", "1"] = cells["27", "1"] + cells["28", "1"] + cells["29", "1"]
    cells["60", "2"] = cells["30", "1"]
    cells["59", "2"] = cells["60", "2"] - cells["57", "2"] - cells["58", "2"]
    return cells


def _income(income: Sequence[DrawnFact]) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fact in income:
        for row in _levels(fact.func):
            cells[row, "1"] += fact.fen
            cells[row, _INCOME_COLUMNS.get(fact.account, "7")] += fact.fen
    return cells


def _expenditure(spent: Sequence[DrawnFact]) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fact in spent:
        other = "2" if fact.project is None else "3"
        column = {"7401": "4", "7301": "5", "7501": "6"}.get(fact.account, other)
        for row in _levels(fact.func):
            cells[row, "1"] += fact.fen
            cells[row, column] += fact.fen
    return cells


def _fiscal(
    income: Sequence[DrawnFact], spent: Sequence[DrawnFact], opening: Sequence[DrawnFact]
) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for place, fund in enumerate(FISCAL_FUNDS):
        column = str(3 + place)
        received = _sum(f for f in income if f.account == "6001" and f.fund == fund)
        opened = _sum(f for f in opening if f.account in {"8101", "8102"} and f.fund == fund)
        paid = [f for f in spent if f.fund == fund]
        for row, fen in ((1 + place, received), (27, received), (29 + place, opened), (28, opened)):
            cells[str(row), "1"] += fen
        cells["32", "1"] += received + opened
        for fact in paid:
            row = 33 + CLASSES.index((fact.func or "")[:3])
            for where in ("2", column):
                cells[str(row), where] += fact.fen
        rest = received + opened - _sum(paid)
        for row, fen in ((59, _sum(paid)), (60, rest), (64, received + opened)):
            for where in ("2", column):
                cells[str(row), where] += fen
    return cells


def _basic_and_project(spent: Iterable[DrawnFact]) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fact in spent:
        for row in _levels(fact.func):
            cells[row, "1"] += fact.fen
            cells[row, "2" if fact.project is None else "3"] += fact.fen
    return cells


def _general_basic(spent: Iterable[DrawnFact]) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fact in spent:
        econ = fact.econ or ""
        total = _PERSONNEL if econ[:3] in {"301", "303"} else _OPERATING
        for row in (econ[:3], econ, total):
            cells[row, "1"] += fact.fen
    return cells


def _sangong(budget: Sequence[DrawnFact], spent: Sequence[DrawnFact]) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for facts, shift in ((budget, 0), (spent, 6)):
        for fact in facts:
            columns = _SANGONG.get(fact.econ or "", ())
            if fact.fund == "11" and columns:
                for column in ("1", *columns):
                    cells[_TOTAL, str(int(column) + shift)] += fact.fen
    return cells


def _gov_fund(
    income: Sequence[DrawnFact], spent: Sequence[DrawnFact], opening: Sequence[DrawnFact]
) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    opened = (("1", 1, f) for f in opening if f.account in {"8101", "8102"})
    received = (("2", 1, f) for f in income if f.account == "6001")
    paid = (("3", -1, f) for f in spent)
    for column, sign, fact in (*opened, *received, *paid):
        if fact.fund != "12":
            continue
        for row in _levels(fact.func):
            cells[row, column] += fact.fen
            cells[row, "6"] += sign * fact.fen
            if column == "3":
                cells[row, "4" if fact.project is None else "5"] += fact.fen
    return cells
