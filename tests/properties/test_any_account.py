"""The statements of vouchers between any accounts and official details, whatever business they'd be: sums of legs.

Drawn events are what units do; here each account and each detail of the chart is posted to, so that no cell of the
forms is only ever zero. The oracle is that of test_accounting: it reads the legs drawn, none of our forms.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.law.chart import official_chart
from gov_accounts.ledger import load
from gov_accounts.statements.accounting import Accounts
from gov_accounts.statements.fill import Statement
from tests.properties.test_accounting import (
    ASSETS,
    BUDGET_INCOME,
    EXPENDITURE,
    EXPENSES,
    INCOME,
    KEPT_ROWS,
    LIABILITIES,
    Leg,
    balances,
    budget_moves,
    compare,
    detailed,
    flows,
    parts,
    total,
)
from tests.support.draws import draws
from tests.support.statements import figures_of

YEAR = 2020
ROOTS = {"1": "Assets", "2": "Liabilities", "3": "Equity", "4": "Income", "5": "Expenses",
         "6": "Income", "7": "Expenses", "8": "Equity"}  # fmt: skip
PASSING = ("3301", "3302", "1841", "1842", "1614", "1615", "2308", "2309", "2310", "5701", "8001", "8501", "8701")
"""Accounts that nothing is left on or that only some units have, and money of the budget book."""
HEAD = """option "title" "某中心"
option "operating_currency" "CNY"
plugin "gov_accounts_plugins"
2018-01-01 custom "gov-unit" "name" "某中心"
2018-01-01 custom "gov-unit" "kind" "事业单位"
2018-01-01 custom "gov-project" "P1" "项目"
2018-01-01 open Assets:8001-资金结存:800102-货币资金 CNY.B
"""


def paths(first: str) -> list[str]:
    """The accounts of a digit and their official details, each as a ledger names it."""
    chart = official_chart().rows
    made = []
    for code, row in chart.items():
        above = chart.get(code[:4])
        if code[0] != first or code[:4] in PASSING or above is None or above.optional:
            continue
        if not row.first_year <= YEAR <= row.last_year:
            continue
        steps = [code[:length] for length in range(4, len(code) + 1, 2)]
        if all(each in chart for each in steps):
            made.append(":".join((ROOTS[first], *(f"{each}-{chart[each].name}" for each in steps))))
    return sorted(set(made))


FINANCIAL = [path for first in "12345" for path in paths(first)]
BUDGETARY = [path for first in "678" for path in paths(first)]
STAFF = ("30101", "30305")
FUNDS = ("11", "12", "13", "2", "3")


class Drawn(NamedTuple):
    """A voucher of two legs; of the budget book, the other is money."""

    date: dt.date
    account: str
    other: str
    fen: int
    fund: str
    project: str

    @property
    def text(self) -> str:
        budget = self.account in BUDGETARY
        commodity = "CNY.B" if budget else "CNY"
        tags = f"#2060501 #{self.econ}" if budget else "#no-budget"
        yuan = f"{self.fen // 100}.{self.fen % 100:02}"
        lines = [f'{self.date} * "甲" "某事" {tags}', f"  {self.account}  {yuan} {commodity}"]
        if budget:
            lines.append(f'    fund: "{self.fund}"')
            lines += [f'    project: "{self.project}"'] * bool(self.project)
        return "\n".join([*lines, f"  {self.other}  -{yuan} {commodity}", ""])

    @property
    def econ(self) -> str:
        """Its economic item: of 人员经费 or of 日常公用经费."""
        return STAFF[self.fen // 2 % 2] if self.fen % 2 else "30201"

    @property
    def carries(self) -> bool:
        """Whether it is between net assets and income or cost: that is a carry-over, which the statements tell."""
        classes = {path.partition(":")[2][0] for path in (self.account, self.other)}
        return "3" in classes and bool(classes & {"4", "5"})

    @property
    def legs(self) -> list[Leg]:
        return [
            (self.date, path.partition(":")[2], fen)
            for path, fen in ((self.account, self.fen), (self.other, -self.fen))
        ]


MONEY_OF_BUDGET = "Assets:8001-资金结存:800102-货币资金"
DATES = st.dates(dt.date(2019, 1, 1), dt.date(2020, 12, 31))
FEN = st.integers(1, 10**9)
NOTHING = st.just("")
ACCRUED = st.builds(Drawn, DATES, st.sampled_from(FINANCIAL), st.sampled_from(FINANCIAL), FEN, NOTHING, NOTHING).filter(
    lambda each: not each.carries
)
PROJECTS = st.sampled_from(("", "P1"))
BUDGETED = st.builds(
    Drawn, DATES, st.sampled_from(BUDGETARY), st.just(MONEY_OF_BUDGET), FEN, st.sampled_from(FUNDS), PROJECTS
)
VOUCHERS = st.lists(ACCRUED | BUDGETED, min_size=1, max_size=60)


def statements(drawn: Sequence[Drawn], month: int = 0) -> Mapping[str, Statement]:
    return accounts(drawn, month).statements


def accounts(drawn: Sequence[Drawn], month: int = 0) -> Accounts:
    used = sorted({path for each in drawn for path in (each.account, each.other)} - {MONEY_OF_BUDGET})
    opens = "".join(f"2018-01-01 open {path} {'CNY.B' if path in BUDGETARY else 'CNY'}\n" for path in used)
    with tempfile.TemporaryDirectory() as folder:
        main = Path(folder) / "main.beancount"
        main.write_text(HEAD + opens + "\n".join(each.text for each in drawn), encoding="utf-8", newline="\n")
        return Accounts.of(load(main), YEAR, month)


def legs_of(drawn: Iterable[Drawn]) -> list[Leg]:
    return [leg for each in drawn for leg in each.legs]


def of_year(drawn: Iterable[Drawn], year: int = YEAR) -> list[Drawn]:
    return [each for each in drawn if each.date.year == year]


OPEN_TOTALS = frozenset({"负债和净资产总计", "净资产合计"})
"""Without 年末结转, income and cost aren't in them."""


@draws(120)
@given(VOUCHERS)
def test_balances_and_flows_of_any_accounts(drawn: list[Drawn]) -> None:
    whole = accounts(drawn)
    made = whole.statements
    until, before = legs_of(drawn), legs_of(of_year(drawn, YEAR - 1))
    for column, legs in (("closing", until), ("opening", before)):
        rows = {label: fen for label, fen in balances(legs).items() if label not in OPEN_TOTALS}
        net = -total(legs, ("3001", "3101", "3201", "3601"))
        compare(made["balance_sheet"], column, rows | {"累计盈余": -total(legs, ("3001",)), "净资产合计": net})
    this, last = legs_of(of_year(drawn)), legs_of(of_year(drawn, YEAR - 1))
    # A ledger has the years that it has something of in the budget book.
    columns = (("year", this), *([("last", last)] if YEAR - 1 in whole.ledger.years else []))
    for column, legs in columns:
        compare(made["income_statement"], column, flows(legs, EXPENSES, INCOME))
        compare(made["budget_income_statement"], column, flows(legs, EXPENDITURE, BUDGET_INCOME) | parts(legs))
    kept = made["budget_surplus_changes"]
    moved = budget_moves(this)
    assert {key: kept.cell(key, "year").fen for key in moved} == moved
    compare(kept, "year", {label: -total(until, (account,)) for label, account in KEPT_ROWS.items()})


@draws(60)
@given(VOUCHERS, st.integers(1, 12))
def test_a_months_statements_of_any_accounts(drawn: list[Drawn], month: int) -> None:
    made = statements(drawn, month)
    until = [each for each in drawn if (each.date.year, each.date.month) <= (YEAR, month)]
    compare(made["balance_sheet"], "closing", balances(legs_of(until)))
    this = of_year(until)
    compare(made["income_statement"], "year", flows(legs_of(this), EXPENSES, INCOME))
    of_month = [each for each in this if each.date.month == month]
    compare(made["income_statement"], "month", flows(legs_of(of_month), EXPENSES, INCOME))


FUND_ROWS = {"general": "11", "gov_fund": "12", "state_capital": "13"}


FISCAL = [path for path in BUDGETARY if path.partition(":")[2].startswith(("6001", "7201", "7301", "8101", "8102"))]
FISCAL_VOUCHERS = st.lists(
    st.builds(Drawn, DATES, st.sampled_from(FISCAL), st.just(MONEY_OF_BUDGET), FEN, st.sampled_from(FUNDS), PROJECTS),
    min_size=1,
    max_size=40,
)


@draws(120)
@given(FISCAL_VOUCHERS)
def test_fiscal_money_by_fund_and_project(drawn: list[Drawn]) -> None:
    """Every column of 财政拨款预算收入支出表, of each fund, of what has no project, and of what has one."""
    made = statements(drawn)["fiscal_budget"]
    for key, fund in FUND_ROWS.items():
        own = [each for each in drawn if each.fund == fund]
        for row, chosen in (
            (key, own),
            (f"{key}_basic", [each for each in own if not each.project]),
            (f"{key}_projects", [each for each in own if each.project]),
        ):
            until, before, this = (legs_of(each) for each in (chosen, of_year(chosen, YEAR - 1), of_year(chosen)))
            moves = budget_moves(this)
            within = [-detailed(this, (account,), "单位内部调剂") for account in ("8101", "8102")]
            wanted = {
                "opening_carryover": -total(before, ("8101",)),
                "opening_surplus": -total(before, ("8102",)),
                "adjusted": moves["adjusted_fiscal"] - sum(within),
                "moved_in": moves["moved_in"],
                "moved_out": moves["moved_out"],
                "within_carryover": within[0],
                "within_surplus": within[1],
                "income": -total(this, ("6001",)),
                "spent": total(this, ("7",)) - total(this, ("7301",)),
                "closing_carryover": -total(until, ("8101",)),
                "closing_surplus": -total(until, ("8102",)),
            }
            assert {column: made.cell(row, column).fen for column in wanted} == wanted, row
        basic = [each for each in of_year(own) if not each.project]
        for row, staff in (("staff", True), ("office", False)):
            of_kind = legs_of(each for each in basic if (each.econ in STAFF) == staff)
            spent = total(of_kind, ("7",)) - total(of_kind, ("7301",))
            assert made.cell(f"{key}_{row}", "spent").fen == spent
            name = "人员经费" if staff else "日常公用经费"
            assert made.cell(f"{key}_{row}", "income").fen == -detailed(legs_of(of_year(own)), ("6001",), name)


def test_each_row_of_the_forms_is_compared() -> None:
    """But for headings, and rows that only business of a kind fills: the oracle has a sum for each."""
    everything = [
        Drawn(dt.date(YEAR, 6, 1), path, FINANCIAL[0] if path in FINANCIAL else MONEY_OF_BUDGET, 100 + index, "11", "")
        for index, path in enumerate([*FINANCIAL[1:], *BUDGETARY])
    ]
    made = statements(everything)
    compared = {*ASSETS, *LIABILITIES, *balances([]), "累计盈余"}
    filled = {label for label, fen in figures_of(made["balance_sheet"], "closing").items() if fen}
    assert filled <= compared
    flowing = {label for label, fen in figures_of(made["income_statement"], "year").items() if fen}
    assert flowing - {"其中：政府性基金收入"} <= {*INCOME, *EXPENSES}
    budget = {label for label, fen in figures_of(made["budget_income_statement"], "year").items() if fen}
    assert budget - {"其中：政府性基金收入"} <= {*BUDGET_INCOME, *EXPENDITURE, *parts([])}
    assert len(filled) > 50
    assert len(flowing) > 20
    assert len(budget) > 20
