"""The statements of 政府会计制度 of drawn ledgers against sums of what was drawn, row by row as the law names accounts.

The oracle reads no ledger and none of our forms: it adds up the legs that the vouchers were written from.
Source: 财会〔2017〕25号 part five.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from beancount.core.data import Transaction
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.cube import group_postings
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import counted_postings
from gov_accounts.reports.accounting import accounting_findings, beside
from gov_accounts.statements.accounting import Accounts
from gov_accounts.statements.fill import Statement
from gov_accounts.testing import EventStream, event_streams
from tests.properties.test_parallel_events import errors, loaded
from tests.properties.test_two_years import Entered, closed, entered, two_years
from tests.support.draws import draws
from tests.support.statements import figures_of
from tests.support.two_years import TwoYears

Leg = tuple[dt.date, str, int]
TRUST = "受托代理资产"
ASSETS: Mapping[str, Sequence[str]] = {
    "货币资金": ("1001", "1002", "1011", "1021"),
    "短期投资": ("1101",),
    "财政应返还额度": ("1201",),
    "应收票据": ("1211",),
    "预付账款": ("1214",),
    "应收股利": ("1215",),
    "应收利息": ("1216",),
    "存货": ("1301", "1302", "1303"),
    "待摊费用": ("1401",),
    "长期股权投资": ("1501",),
    "长期债券投资": ("1502",),
    "固定资产原值": ("1601",),
    "固定资产净值": ("1601", "1602"),
    "工程物资": ("1611",),
    "在建工程": ("1613",),
    "无形资产净值": ("1701", "1702"),
    "研发支出": ("1703",),
    "公共基础设施净值": ("1801", "1802"),
    "政府储备物资": ("1811",),
    "文物文化资产": ("1821",),
    "保障性住房净值": ("1831", "1832"),
    "长期待摊费用": ("1901",),
    "待处理财产损溢": ("1902",),
    "无形资产原值": ("1701",),
    "公共基础设施原值": ("1801",),
    "保障性住房原值": ("1831",),
    "其他流动资产": (),
    "一年内到期的非流动资产": (),
    "资产总计": ("1",),
}
LIABILITIES: Mapping[str, Sequence[str]] = {
    "减：固定资产累计折旧": ("1602",),
    "减：无形资产累计摊销": ("1702",),
    "减：公共基础设施累计折旧（摊销）": ("1802",),
    "减：保障性住房累计折旧": ("1832",),
    "短期借款": ("2001",),
    "应交增值税": ("2101",),
    "其他应交税费": ("2102",),
    "应缴财政款": ("2103",),
    "应付职工薪酬": ("2201",),
    "应付票据": ("2301",),
    "应付账款": ("2302",),
    "应付政府补贴款": ("2303",),
    "应付利息": ("2304",),
    "预收账款": ("2305",),
    "其他应付款": ("2307",),
    "预提费用": ("2401",),
    "长期借款": ("2501",),
    "长期应付款": ("2502",),
    "预计负债": ("2601",),
    "受托代理负债": ("2901",),
    "一年内到期的非流动负债": (),
    "其他流动负债": (),
    "流动负债合计": ("20", "21", "22", "23", "24"),
    "其他非流动负债": (),
    "非流动负债合计": ("25", "26"),
    "负债合计": ("2",),
    "PPP项目净资产": ("3601",),
    "净资产合计": ("3", "4", "5"),
    "专用基金": ("3101",),
    "权益法调整": ("3201",),
    "负债和净资产总计": ("2", "3", "4", "5"),
}
"""Of the credit side, and what is taken off assets."""
INCOME: Mapping[str, Sequence[str]] = {
    "一、本期收入": ("4",),
    "（一）财政拨款收入": ("4001",),
    "（二）事业收入": ("4101",),
    "（三）上级补助收入": ("4201",),
    "（四）附属单位上缴收入": ("4301",),
    "（五）经营收入": ("4401",),
    "（六）非同级财政拨款收入": ("4601",),
    "（七）投资收益": ("4602",),
    "（八）捐赠收入": ("4603",),
    "（九）利息收入": ("4604",),
    "（十）租金收入": ("4605",),
    "（十一）其他收入": ("4609",),
    "三、本期盈余": ("4", "5"),
}
EXPENSES: Mapping[str, Sequence[str]] = {
    "二、本期费用": ("5",),
    "（一）业务活动费用": ("5001",),
    "（二）单位管理费用": ("5101",),
    "（三）经营费用": ("5201",),
    "（四）资产处置费用": ("5301",),
    "（五）上缴上级费用": ("5401",),
    "（六）对附属单位补助费用": ("5501",),
    "（七）所得税费用": ("5801",),
    "（八）其他费用": ("5901",),
}
BUDGET_INCOME: Mapping[str, Sequence[str]] = {
    "一、本年预算收入": ("6",),
    "（一）财政拨款预算收入": ("6001",),
    "（二）事业预算收入": ("6101",),
    "（三）上级补助预算收入": ("6201",),
    "（四）附属单位上缴预算收入": ("6301",),
    "（五）经营预算收入": ("6401",),
    "（六）债务预算收入": ("6501",),
    "（七）非同级财政拨款预算收入": ("6601",),
    "（八）投资预算收益": ("6602",),
    "（九）其他预算收入": ("6609",),
    "三、本年预算收支差额": ("6", "7"),
}
OF_BUDGET: Mapping[str, tuple[str, int]] = {
    "其中：利息预算收入": ("6609", -1),
    "捐赠预算收入": ("6609", -1),
    "租金预算收入": ("6609", -1),
    "其中：利息支出": ("7901", 1),
    "捐赠支出": ("7901", 1),
}
"""Rows of an account's details, and their side."""
KEPT_ROWS: Mapping[str, str] = {
    "1.财政拨款结转": "8101",
    "2.财政拨款结余": "8102",
    "1.非财政拨款结转": "8201",
    "2.非财政拨款结余": "8202",
    "3.专用结余": "8301",
    "4.经营结余（如有余额，以“-”号填列）": "8401",
}
EXPENDITURE: Mapping[str, Sequence[str]] = {
    "二、本年预算支出": ("7",),
    "（一）行政支出": ("7101",),
    "（二）事业支出": ("7201",),
    "（三）经营支出": ("7301",),
    "（四）上缴上级支出": ("7401",),
    "（五）对附属单位补助支出": ("7501",),
    "（六）投资支出": ("7601",),
    "（七）债务还本支出": ("7701",),
    "（八）其他支出": ("7901",),
}


def total(legs: Iterable[Leg], accounts: Sequence[str], *, trust: bool = True) -> int:
    """Debits less credits, without what is held in trust where that is asked."""
    return sum(
        fen for _, path, fen in legs if path.startswith(tuple(accounts)) and (trust or not is_detail(path, TRUST))
    )


def balances(legs: Sequence[Leg]) -> dict[str, int]:
    """The balance sheet of all legs up to a day, rows of both sides by label."""
    rows = {label: total(legs, accounts, trust=label != "货币资金") for label, accounts in ASSETS.items()}
    rows |= {label: -total(legs, accounts) for label, accounts in LIABILITIES.items()}
    # 坏账准备 is taken off what its detail says, off 应收账款 where it says nothing.
    doubtful = detailed(legs, ("1219",), "其他应收款")
    rows["应收账款净额"] = total(legs, ("1212", "1219")) - doubtful
    rows["其他应收款净额"] = total(legs, ("1218",)) + doubtful
    rows["受托代理资产"] = total(legs, ("1891",)) + detailed(legs, MONEY, TRUST)
    rows["流动资产合计"] = total(legs, ("10", "11", "12", "13", "14")) - detailed(legs, MONEY, TRUST)
    rows["非流动资产合计"] = total(legs, ("15", "16", "17", "18", "19")) - total(legs, ("1891",))
    return rows


MONEY = ("1001", "1002", "1011", "1021")


def detailed(legs: Iterable[Leg], accounts: Sequence[str], name: str) -> int:
    """Debits less credits of the details of accounts that are called so, with a number before it or not."""
    return sum(fen for _, path, fen in legs if path.startswith(tuple(accounts)) and is_detail(path, name))


def is_detail(path: str, name: str) -> bool:
    return any(part.lstrip("0123456789-") == name for part in path.split(":")[1:])


def flows(
    legs: Sequence[Leg], debit: Mapping[str, Sequence[str]], credit: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """The rows of income and expense, or of budget income and expenditure."""
    rows = {label: -total(legs, accounts) for label, accounts in credit.items()}
    return rows | {label: total(legs, accounts) for label, accounts in debit.items()}


def parts(legs: Sequence[Leg]) -> dict[str, int]:
    """The rows of details of 预算收入支出表."""
    return {
        label: side * detailed(legs, (account,), label.removeprefix("其中："))
        for label, (account, side) in OF_BUDGET.items()
    }


def compare(made: Statement, column: str, wanted: Mapping[str, int]) -> None:
    assert {label: fen for label, fen in figures_of(made, column).items() if label in wanted} == wanted


@draws(60)
@given(event_streams(), st.integers(1, 12))
def test_the_months_statements_are_what_was_drawn(stream: EventStream, month: int) -> None:
    with loaded(stream.accrual, stream.main) as ledger:
        assert errors(ledger) == []
        accounts = Accounts.of(ledger, stream.year, month)
        until = [leg for leg in stream.legs if (leg[0].year, leg[0].month) <= (stream.year, month)]
        before = [leg for leg in until if leg[0].year < stream.year]
        of_year = [leg for leg in until if leg[0].year == stream.year]
        of_month = [leg for leg in of_year if leg[0].month == month]
        sheet, statement = accounts.statements["balance_sheet"], accounts.statements["income_statement"]
        compare(sheet, "closing", balances(until))
        if before:
            compare(sheet, "opening", {k: v for k, v in balances(before).items() if k != "负债和净资产总计"})
        compare(statement, "month", flows(of_month, EXPENSES, INCOME))
        compare(statement, "year", flows(of_year, EXPENSES, INCOME))
        assert [each.shown() for each in accounting_findings(accounts) if each.rule.startswith("tie-")] == []


def assert_postings_add_up(accounts: Accounts) -> None:
    """Statements are filled from sums alone; the postings read for a figure are those that were summed."""
    for key, made in accounts.statements.items():
        for (row, column), cell in made.cells.items():
            behind = list(accounts.lineage(column).behind(cell))
            assert (sum(fen for _, fen in behind), len(behind)) == (cell.fen, cell.count()), (key, row, column)


@draws(25)
@given(event_streams(), st.integers(0, 12))
def test_the_sums_are_of_the_postings(stream: EventStream, month: int) -> None:
    with loaded(stream.accrual, stream.main) as ledger:
        assert_postings_add_up(Accounts.of(ledger, stream.year, month))
        assert ledger.groups == group_postings(counted_postings(ledger.entries), ledger.codes)


@draws(15)
@given(two_years())
def test_the_sums_of_closed_years_are_of_the_postings(drawn: TwoYears) -> None:
    with closed(drawn) as (ledger, years):
        for year in years:
            assert_postings_add_up(Accounts.of(ledger, year))
            assert_postings_add_up(Accounts.of(ledger, year, 12))
        assert ledger.groups == group_postings(counted_postings(ledger.entries), ledger.codes)


@draws(8)
@given(event_streams())
def test_the_months_of_a_year_add_up_to_it(stream: EventStream) -> None:
    with loaded(stream.accrual, stream.main) as ledger:
        made = [Accounts.of(ledger, stream.year, month).statements["income_statement"] for month in range(1, 13)]
        sums: Counter[str] = Counter()
        for statement in made:
            sums.update(figures_of(statement, "month"))
            assert figures_of(statement, "year") == {label: sums[label] for label in figures_of(statement, "year")}
        whole = figures_of(Accounts.of(ledger, stream.year).statements["income_statement"], "year")
        assert {label: sums[label] for label in whole} == whole


@draws(60)
@given(event_streams())
def test_the_years_flows_are_what_was_drawn(stream: EventStream) -> None:
    with loaded(stream.accrual, stream.main) as ledger:
        accounts = Accounts.of(ledger, stream.year)
        of_year = [leg for leg in stream.legs if leg[0].year == stream.year]
        compare(accounts.statements["income_statement"], "year", flows(of_year, EXPENSES, INCOME))
        budget = accounts.statements["budget_income_statement"]
        compare(budget, "year", flows(of_year, EXPENDITURE, BUDGET_INCOME))
        compare(budget, "year", parts(of_year))
        fund = [each for each in stream.facts if each.date.year == stream.year and each.account == "6001"]
        compare(budget, "year", {"其中：政府性基金收入": sum(each.fen for each in fund if each.fund == "12")})
        # The ties to the public tables and to the note of differences, too.
        if stream.year in ledger.years:
            assert {"published.income_expenditure", "note.surplus_reconciliation"} <= beside(accounts).keys()
        assert [each.shown() for each in accounting_findings(accounts) if each.rule.startswith("tie-")] == []


def legs_of(postings: Iterable[Entered]) -> list[Leg]:
    return [(each.date, each.account.partition(":")[2], each.fen) for each in postings]


@draws(40)
@given(two_years())
def test_the_statements_of_closed_years_are_what_their_vouchers_add_up_to(drawn: TwoYears) -> None:
    """Of all legs, 结转分录 told by their tag alone; every tie holds, and last year's figures are last year's."""
    with closed(drawn) as (ledger, years):
        books = entered(ledger)
        for year in years:
            accounts = Accounts.of(ledger, year)
            until = [each for each in books if each.date.year <= year and each.commodity != "CNY.A"]
            flow = [each for each in until if not each.closing]
            compare(accounts.statements["balance_sheet"], "closing", balances(legs_of(until)))
            before = legs_of(each for each in until if each.date.year < year)
            if before:
                compare(accounts.statements["balance_sheet"], "opening", balances(before))
            for key, debit, credit in (
                ("income_statement", EXPENSES, INCOME),
                ("budget_income_statement", EXPENDITURE, BUDGET_INCOME),
            ):
                for column, of in (("year", year), ("last", year - 1)):
                    if of == year or of in ledger.years:
                        wanted = flows(legs_of(each for each in flow if each.date.year == of), debit, credit)
                        compare(accounts.statements[key], column, wanted)
            changes = figures_of(accounts.statements["budget_surplus_changes"], "year")
            assert changes["四、年末预算结转结余"] == -total(legs_of(until), KEPT)
            assert changes["一、年初预算结转结余"] == -total(before, KEPT)
            moved = budget_moves(legs_of(of_year(flow, year)))
            compare(
                accounts.statements["budget_surplus_changes"],
                "year",
                {label: -total(legs_of(until), (account,)) for label, account in KEPT_ROWS.items()},
            )
            assert {key: named_fen(accounts, "budget_surplus_changes", key, "year") for key in moved} == moved
            funds = special_funds(ledger, year)
            assert {key: named_fen(accounts, "net_assets_changes", *key) for key in funds} == funds
            compare(accounts.statements["budget_income_statement"], "year", parts(legs_of(of_year(flow, year))))
            compare(accounts.statements["balance_sheet"], "closing", {"累计盈余": -total(legs_of(until), ("3001",))})
            fiscal = [each for each in of_year(flow, year) if is_fiscal(each)]
            named = accounts.statements["budget_surplus_changes"]
            assert named.cell("fiscal_difference", "year").fen == -total(legs_of(fiscal), ("6", "7"))
            net = accounts.statements["net_assets_changes"]
            for column, account in (("surplus", "3001"), ("funds", "3101"), ("equity", "3201")):
                ends = {
                    "一、上年年末余额": -total(before, (account,)),
                    "五、本年年末余额": -total(legs_of(until), (account,)),
                }
                compare(net, column, ends)
            of_this = legs_of(of_year(flow, year))
            changed = {
                "（一）本年盈余": -total(of_this, ("4", "5")),
                "（二）无偿调拨净资产": -total(of_this, ("3401",)),
                "二、以前年度盈余调整（减少以“-”号填列）": -total(of_this, ("3501",)),
                "一、上年年末余额": -total(before, ("3",)),
                "五、本年年末余额": -total(legs_of(until), ("3",)) + total(legs_of(until), ("3601",)),
            }
            compare(net, "total", changed)
            compare(net, "equity", {"（六）权益法调整": -total(of_this, ("3201",))})
            assert_projects(accounts.statements["fiscal_budget"], [each for each in until if each.fund in FISCAL], year)
            told = [each.shown() for each in accounting_findings(accounts) if each.rule.startswith("tie-")]
            assert told == []


def named_fen(accounts: Accounts, table: str, row: str, column: str) -> int:
    return accounts.statements[table].cell(row, column).fen


def budget_moves(legs: Sequence[Leg]) -> dict[str, int]:
    """What is posted directly on what is kept, by the details that 8101 to 8301 have for it (25号, 科目说明)."""
    moved_in = -detailed(legs, ("8101",), "归集调入")
    moved_out = -detailed(legs, ("8101", "8102"), "归集上缴") - detailed(legs, ("8101",), "归集调出")
    paid_back = -detailed(legs, ("8201",), "缴回资金")
    of_surplus = -sum(detailed(legs, ("8202",), each) for each in ("年初余额调整", "项目间接费用或管理费", "结转转入"))
    return {
        "moved_in": moved_in,
        "moved_out": moved_out,
        "adjusted_fiscal": -total(legs, ("8101", "8102")) - moved_in - moved_out,
        "paid_back": paid_back,
        # 提取专用基金 takes 8701 to 8301: nothing is used by it.
        "special_used": -total(legs, ("8301", "8701")),
        "tax_paid": -total(legs, ("8202",)) - of_surplus,
        "adjusted_other": -total(legs, ("8201", "8401")) - paid_back + of_surplus,
    }


def special_funds(ledger: Ledger, year: int) -> dict[tuple[str, str], int]:
    """What a year's vouchers put into 专用基金, by what stands on their other side, and take out of it."""
    sums: Counter[tuple[str, str]] = Counter()
    for entry in ledger.entries:
        if not isinstance(entry, Transaction) or entry.date.year != year:
            continue
        legs = [
            (leg.account.split(":")[1][:4], int((leg.units.number or 0) * 100))
            for leg in entry.postings
            if leg.units is not None and leg.units.currency == "CNY"
        ]
        codes = {code for code, _ in legs}
        for code, fen in legs:
            if code == "3101" and fen > 0:
                sums["used", "funds"] -= fen
            elif code == "3101":
                of_cost = any(each.startswith("5") for each in codes)
                sums["of_income" if of_cost else "of_surplus" if "3302" in codes else "set_up", "funds"] -= fen
            elif code == "3001" and "3101" in codes:
                sums["used", "surplus"] -= fen
            elif code == "3001" and "year-close" not in entry.tags:
                sums["pooled", "surplus"] -= fen
    keys = [("used", "funds"), ("of_income", "funds"), ("of_surplus", "funds"), ("set_up", "funds")]
    return {key: sums[key] for key in (*keys, ("used", "surplus"), ("pooled", "surplus"))}


FISCAL = ("11", "12", "13")
BUSINESS = "7301"
"""经营支出, carried over to 经营结余 whatever fund it says."""


def assert_projects(made: Statement, fiscal: Sequence[Entered], year: int) -> None:
    """Every project with money of a fund has a row of that fund, of its own sums; no other has."""
    shown = {}
    for _, each in made.rows():
        if each.row.take is not None and each.row.take.projects:
            (fund,), (project,) = each.row.take.fund, each.row.take.projects
            shown[fund, project] = each.row.key
    flow = [each for each in of_year(fiscal, year) if not each.closing]
    kept = [each for each in fiscal if each.code in ("8101", "8102")]
    budget = [each for each in flow if each.code[0] in "67"] + kept
    assert shown.keys() == {(each.fund, each.project) for each in budget if each.project}
    for (fund, project), key in shown.items():
        own = [each for each in fiscal if (each.fund, each.project) == (fund, project)]
        ours = of_year((each for each in own if not each.closing), year)
        assert made.cell(key, "income").fen == -total(legs_of(ours), ("6001",))
        spent = [each for each in ours if each.code != BUSINESS]
        assert made.cell(key, "spent").fen == total(legs_of(spent), ("7",))
        assert made.cell(key, "closing_carryover").fen == -total(legs_of(own), ("8101",))
        assert made.cell(key, "closing_surplus").fen == -total(legs_of(own), ("8102",))
        opening = [each for each in own if each.date.year < year]
        assert made.cell(key, "opening_carryover").fen == -total(legs_of(opening), ("8101",))


def of_year(postings: Iterable[Entered], year: int) -> list[Entered]:
    return [each for each in postings if each.date.year == year]


KEPT = ("8101", "8102", "8201", "8202", "8301", "8401")


def is_fiscal(posting: Entered) -> bool:
    if posting.code.startswith("6"):
        return posting.code == "6001"
    return posting.code.startswith("7") and posting.code != BUSINESS and posting.fund in FISCAL
