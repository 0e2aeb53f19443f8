"""The example of an administrative unit: two years, every fund, every figure added up again from the vouchers' text.

The second reading knows neither beancount nor the library. Of a voucher that moves money, every leg that is neither
money nor income is expenditure, and an income leg is income; that is all there is to 平行记账 in this ledger.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import pytest

from gov_accounts.bookkeeping.year_end.closing import close_year
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import counted_postings
from gov_accounts.law.profile import profile_of
from gov_accounts.ledger import load
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.rounding import HALF_UP, printed, round_statements
from gov_accounts.printing.units import WAN, YUAN, MoneyUnit
from gov_accounts.render import as_json
from gov_accounts.statements.ties import check_figures
from gov_accounts.statements.years import statements_of
from gov_accounts.testing.oracle import form_of
from tests.support.contract_ties import broken
from tests.support.paths import EXAMPLES
from tests.support.voucher_text import Leg, Voucher, code_of, opened_in, vouchers_in

EXAMPLE: Final = EXAMPLES / "qingshi_2019_2020"
ACCOUNTS: Final = EXAMPLE / "accounts.beancount"
README: Final = (EXAMPLE / "README.md").read_text(encoding="utf-8")
YEARS: Final = (2019, 2020)
FISCAL: Final = ("11", "12", "13")
MONEY: Final = ("1001", "1002", "1011", "1201", "1218", "2103", "2307")
PAID_WITH: Final = ("1001", "1002", "1011", "1201", "4001")
SANGONG: Final = {"8": ("30212",), "10": ("31013",), "11": ("30231",), "12": ("30217",)}
COMPLETED: Final = {2019: ("P6",), 2020: ("P6", "P2")}


# The second reading


class Flow(NamedTuple):
    """Income (negative) or expenditure of a year, with its codes."""

    year: int
    func: str
    econ: str
    fund: str
    project: str
    fen: int

    @property
    def income(self) -> bool:
        return not self.econ


def paid_in(voucher: Voucher) -> int:
    return -sum(leg.fen for leg in voucher.legs if leg.code in PAID_WITH)


def fund_of(voucher: Voucher, leg: Leg, opened: Mapping[str, Mapping[str, str]]) -> str:
    paid_from = [opened[each.account].get("fund") for each in voucher.legs if each.code in PAID_WITH]
    said = code_of(voucher, leg, "fund", opened) or next((each for each in paid_from if each), "")
    # Where the treasury pays and nothing is said it is 一般公共预算.
    return said or ("11" if any(each.code == "4001" for each in voucher.legs) else "")


def flows(vouchers: list[Voucher]) -> Iterator[Flow]:
    opened = opened_in(ACCOUNTS)
    for voucher in vouchers:
        if not any(leg.code in (*MONEY, "4001") for leg in voucher.legs):
            continue
        for leg in voucher.legs:
            if leg.code in MONEY:
                continue
            income = leg.code.startswith("4")
            econ = "" if income else code_of(voucher, leg, "econ", opened)
            func, project = (code_of(voucher, leg, key, opened) for key in ("func", "project"))
            if not func:
                # The treasury pays directly what says its function itself.
                (func,) = {code_of(voucher, each, "func", opened) for each in voucher.legs if each is not leg}
            yield Flow(voucher.date.year, func, econ, fund_of(voucher, leg, opened), project, leg.fen)


QUARTERS: Final = [f"{year}-q{quarter}.beancount" for year in YEARS for quarter in (1, 2, 3, 4)]
VOUCHERS: Final = [voucher for name in QUARTERS for voucher in vouchers_in(EXAMPLE / name)]
FLOWS: Final = list(flows(VOUCHERS))
APPROVALS: Final = vouchers_in(EXAMPLE / "appropriations.beancount")
OPENING: Final = [leg for voucher in vouchers_in(EXAMPLE / "opening.beancount") for leg in voucher.legs]


def income(year: int, wanted: Callable[[Flow], bool] = lambda _: True) -> int:
    return -sum(flow.fen for flow in FLOWS if flow.year == year and flow.income and wanted(flow))


def spent(year: int, wanted: Callable[[Flow], bool] = lambda _: True) -> int:
    return sum(flow.fen for flow in FLOWS if flow.year == year and not flow.income and wanted(flow))


def begun(year: int, fund: str = "", func: str = "", project: str = "") -> int:
    """What 8101, 8102 and 8201 hold as a year begins, of a fund, a code, a project: fen, a surplus positive."""

    def meant(one: str, other: str) -> bool:
        return not one or other.startswith(one)

    fen = -sum(
        leg.fen
        for leg in OPENING
        if leg.code in ("8101", "8102", "8201")
        and (meant(fund, leg.said["fund"]) and meant(func, leg.said["func"]))
        and (not project or leg.said.get("project") == project)
    )
    for each in FLOWS:
        # 8202 isn't among them, and that is where other money without a project goes.
        kept = each.fund in FISCAL or each.project
        if each.year < year and kept and meant(fund, each.fund) and meant(func, each.func):
            fen -= each.fen if not project or each.project == project else 0
    return fen


def approved(year: int, econ: str) -> int:
    """年初预算 of 一般公共预算 for an economic code."""
    opened = opened_in(ACCOUNTS)
    return sum(
        leg.fen
        for voucher in APPROVALS
        if voucher.date.year == year and any(each.code == "9101" for each in voucher.legs)
        for leg in voucher.legs
        if leg.code == "9001" and voucher.said["fund"] == "11" and code_of(voucher, leg, "econ", opened) == econ
    )


# The ledger, and its tables as others read them


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return load(EXAMPLE / "main.beancount")


def report(ledger: Ledger, year: int, unit: MoneyUnit) -> dict[str, Any]:
    statements = statements_of(ledger, year)
    rounding = round_statements(statements, profile_of(year).formats, unit)
    printed = [print_statement(each, ledger.unit_name, rounding) for each in statements.values()]
    text = as_json.render(printed)
    content: dict[str, Any] = json.loads(text)
    return content


@pytest.fixture(scope="module")
def tables(ledger: Ledger) -> dict[tuple[int, int], dict[tuple[str, str], int]]:
    """Cells in fen by row and column, of each year and table."""
    return {
        (year, table["number"]): {
            (row["id"], column): int(value.replace(".", ""))
            for row in table["rows"]
            for column, value in row["values"].items()
        }
        for year in YEARS
        for table in report(ledger, year, YUAN)["tables"]
    }


Tables = Mapping[tuple[int, int], Mapping[tuple[str, str], int]]


def tree(codes: set[str], lengths: tuple[int, ...], figure: Callable[[str], int]) -> dict[str, int]:
    """A figure of every code and of the codes above it; those that are zero left out, as in print."""
    every = {code[:length] for code in codes for length in lengths}
    return {code: fen for code in every if (fen := figure(code))}


def column(tables: Tables, year: int, number: int, name: str) -> dict[str, int]:
    return {row: fen for (row, each), fen in tables[year, number].items() if each == name and row.isdigit()}


FUNCS: Final = {flow.func for flow in FLOWS}
ECONS: Final = {flow.econ for flow in FLOWS if flow.econ}


def test_the_second_reading_reads_everything() -> None:
    assert len(VOUCHERS) == 412
    assert all(sum(leg.fen for leg in each.legs) == 0 for each in (*VOUCHERS, *APPROVALS))
    assert {flow.fund for flow in FLOWS} == {"11", "12", "13", "3"}
    assert all(len(flow.func) == 7 for flow in FLOWS)
    assert all(flow.income or len(flow.econ) == 5 for flow in FLOWS)


# The ledger is as it should be


def test_the_ledger_is_clean(ledger: Ledger) -> None:
    assert [finding.shown() for finding in ledger.findings] == []


def test_vouchers_are_written_in_accrual_legs_alone_and_numbered_without_a_gap() -> None:
    assert {leg.commodity for voucher in VOUCHERS for leg in voucher.legs} == {"CNY"}
    assert {tag for voucher in VOUCHERS for tag in voucher.tags if not tag.isdigit()} == set()
    assert [each.said["voucher"] for each in VOUCHERS] == numbered("记", VOUCHERS, "%Y-%m")
    assert [each.said["voucher"] for each in APPROVALS] == numbered("指", APPROVALS, "%Y")


def numbered(word: str, vouchers: list[Voucher], period: str) -> list[str]:
    counted: Counter[str] = Counter()
    numbers = []
    for voucher in vouchers:
        when = format(voucher.date, period)
        counted[when] += 1
        numbers.append(f"{word}-{when}-{counted[when]:03d}")
    return numbers


@pytest.mark.parametrize("year", YEARS)
def test_closing_again_changes_nothing(ledger: Ledger, year: int) -> None:
    closing = close_year(ledger, year)
    assert not closing.changed
    assert not closing.include
    assert closing.entries


# Every table against the second reading


@pytest.mark.parametrize("year", YEARS)
def test_every_table_has_figures(tables: Tables, year: int) -> None:
    """2019's form has no table of 国有资本经营预算."""
    numbers = [number for each, number in tables if each == year]
    assert numbers == list(range(1, len(form_of(year).tables) + 1))
    assert all(len(tables[year, number]) >= 8 for number in numbers)


@pytest.mark.parametrize("year", YEARS)
def test_income_by_function(tables: Tables, year: int) -> None:
    def of(*funds: str) -> dict[str, int]:
        return tree(FUNCS, (3, 5, 7), lambda code: income(year, lambda f: f.func.startswith(code) and f.fund in funds))

    assert column(tables, year, 2, "1") == of(*FISCAL, "3")
    assert column(tables, year, 2, "2") == of(*form_of(year).funds)
    assert column(tables, year, 2, "7") == of(*(fund for fund in (*FISCAL, "3") if fund not in form_of(year).funds))


def spent_by_function(year: int, *funds: str) -> list[dict[str, int]]:
    """All, 基本支出 and 项目支出 of some funds."""
    return [
        tree(
            FUNCS,
            (3, 5, 7),
            lambda code: spent(
                year,
                lambda f: f.func.startswith(code) and f.fund in funds and bool(f.project) in projects,  # noqa: B023
            ),
        )
        for projects in ((False, True), (False,), (True,))
    ]


@pytest.mark.parametrize("year", YEARS)
def test_expenditure_by_function(tables: Tables, year: int) -> None:
    assert [column(tables, year, 3, each) for each in "123"] == spent_by_function(year, *FISCAL, "3")
    assert [column(tables, year, 5, each) for each in "123"] == spent_by_function(year, "11")
    assert [column(tables, year, 8, each) for each in "345"] == spent_by_function(year, "12")
    if "13" in form_of(year).funds:
        assert [column(tables, year, 9, each) for each in "123"] == spent_by_function(year, "13")


@pytest.mark.parametrize("year", YEARS)
def test_the_general_table(tables: Tables, year: int) -> None:
    table, form = tables[year, 1], form_of(year)
    size, right = len(form.classes), len(form.classes) + 4
    for row, fund in enumerate(form.funds, 1):
        assert table[str(row), "1"] == income(year, lambda f: f.fund == fund)  # noqa: B023
    others = income(year, lambda f: f.fund not in form.funds)
    assert table[str(len(form.income)), "1"] == others > 0
    for number, func in enumerate(form.classes, right + 1):
        own = (func, "223") if func == "229" and "223" not in form.classes else (func,)
        assert table.get((str(number), "2"), 0) == spent(year, lambda f: f.func.startswith(own))  # noqa: B023
    used = spent(year, lambda f: f.fund == "3" and not f.project) - income(
        year, lambda f: f.fund == "3" and not f.project
    )
    last = [[str(side + size + each) for each in (1, 2, 3, 4)] for side in (0, right)]
    assert (table.get((last[0][1], "1"), 0), table.get((last[1][1], "2"), 0)) == (max(used, 0), max(-used, 0))
    assert (table[last[0][2], "1"], table[last[1][2], "2"]) == (begun(year), begun(year + 1))
    assert table[last[0][3], "1"] == table[last[1][3], "2"] == income(year) + max(used, 0) + begun(year)


def test_the_years_differ_in_what_becomes_of_other_money(tables: Tables) -> None:
    """One year leaves a surplus to distribute, the other uses what earlier years left."""
    assert ("54", "2") in tables[2019, 1]
    assert ("28", "1") in tables[2020, 1]


@pytest.mark.parametrize("year", YEARS)
def test_fiscal_money_by_fund(tables: Tables, year: int) -> None:
    table, form = tables[year, 4], form_of(year)
    sums = len(form.classes) + 1
    right = sums + 2 + len(form.funds)
    for place, fund in enumerate(form.funds):
        name = str(3 + place)
        assert table[str(1 + place), "1"] == income(year, lambda f: f.fund == fund)  # noqa: B023
        assert table[str(right + sums), name] == spent(year, lambda f: f.fund == fund)  # noqa: B023
        assert table.get((str(sums + 2 + place), "1"), 0) == begun(year, fund)
        assert table[str(right + sums + 1), name] == begun(year + 1, fund)
        for number, func in enumerate(form.classes, right + 1):
            figure = spent(year, lambda f: f.fund == fund and f.func.startswith(func))  # noqa: B023
            assert table.get((str(number), name), 0) == figure


@pytest.mark.parametrize("year", YEARS)
def test_basic_expenditure_by_economic_code(tables: Tables, year: int) -> None:
    def basic(code: str) -> int:
        return spent(year, lambda f: f.fund == "11" and not f.project and f.econ.startswith(code))

    assert column(tables, year, 6, "1") == tree(ECONS, (3, 5), basic)
    people = basic("301") + basic("303")
    assert tables[year, 6]["人员经费合计", "1"] == people
    assert tables[year, 6]["公用经费合计", "1"] == basic("3") - people


@pytest.mark.parametrize("year", YEARS)
def test_sangong(tables: Tables, year: int) -> None:
    table = {name: fen for (_, name), fen in tables[year, 7].items()}
    actual = {name: spent(year, lambda f: f.fund == "11" and f.econ in econs) for name, econs in SANGONG.items()}  # noqa: B023
    assert {name: table.get(name, 0) for name in SANGONG} == actual
    assert table["7"] == sum(actual.values())
    budget = {str(int(name) - 6): approved(year, econ) for name, (econ,) in SANGONG.items()}
    assert {name: table.get(name, 0) for name in budget} == budget
    assert table["1"] == sum(budget.values())
    # In 2020 the unit does all four: goes abroad, buys a car, keeps cars, and receives guests.
    assert year == 2019 or all(actual.values())
    # 预算数 is 年初预算, not what was left of it after the cuts of December.
    assert table["1"] > table["7"]


@pytest.mark.parametrize("year", YEARS)
def test_government_funds_carry_over_by_code(tables: Tables, year: int) -> None:
    assert column(tables, year, 8, "1") == tree(FUNCS, (3, 5, 7), lambda code: begun(year, "12", code))
    assert column(tables, year, 8, "2") == tree(
        FUNCS, (3, 5, 7), lambda code: income(year, lambda f: f.fund == "12" and f.func.startswith(code))
    )
    assert column(tables, year, 8, "6") == tree(FUNCS, (3, 5, 7), lambda code: begun(year + 1, "12", code))


def test_the_second_year_begins_where_the_first_ended(tables: Tables) -> None:
    """2019's form tells nothing of 国有资本经营预算, which 2020's begins with all the same."""
    assert tables[2020, 1]["29", "1"] == tables[2019, 1]["55", "2"] > 0
    for begins, ends in (("29", "3"), ("30", "4")):
        assert tables[2020, 4][begins, "1"] == tables[2019, 4]["55", ends] > 0
    assert tables[2020, 4]["31", "1"] == begun(2020, "13") > 0
    assert tables[2020, 4]["28", "1"] == tables[2019, 4]["55", "2"] + begun(2020, "13")
    ended = {row: fen for (row, name), fen in tables[2019, 8].items() if name == "6"}
    assert len(ended) > 4
    assert {row: fen for (row, name), fen in tables[2020, 8].items() if name == "1"} == ended


# Projects


@pytest.mark.parametrize("year", YEARS)
def test_projects(ledger: Ledger, year: int) -> None:
    """What the library counts by project is what the vouchers say; at least four are under way in each year."""
    counted: Counter[str] = Counter()
    for fact in counted_postings(ledger.entries):
        if fact.code.startswith("7") and fact.date.year == year and not fact.closing:
            counted[fact.project] += fact.fen
    wanted = {flow.project for flow in FLOWS if flow.year == year and not flow.income}
    assert dict(counted) == {each: spent(year, lambda f: f.project == each) for each in wanted}  # noqa: B023
    assert len(wanted - {""}) >= 9


@pytest.mark.parametrize("year", YEARS)
def test_completed_projects_become_surplus(ledger: Ledger, year: int) -> None:
    held: Counter[tuple[str, str]] = Counter()
    for fact in counted_postings(ledger.entries):
        if fact.code in ("8101", "8102", "8201") and fact.date.year <= year:
            held[fact.code, fact.project] -= fact.fen
    surplus = {project: fen for (code, project), fen in held.items() if code == "8102" and fen}
    assert surplus == {project: begun(year + 1, project=project) for project in COMPLETED[year]}
    assert all(surplus.values())
    assert not any(held["8101", project] for project in COMPLETED[year])
    # And what isn't completed is carried over, fiscal money and other.
    for project, code in (("P1", "8101"), ("P3", "8101"), ("P4", "8101"), ("P7", "8101"), ("P5", "8201")):
        assert held[code, project] == begun(year + 1, project=project) > 0


# Print


def test_everything_adds_up_in_print(ledger: Ledger) -> None:
    """By a second reading of 2020's ties."""
    exact, printed = report(ledger, 2020, YUAN), report(ledger, 2020, WAN)
    assert list(broken(printed, exact)) == []
    assert list(broken(exact)) == []


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("unit", [YUAN, WAN], ids=["yuan", "wan"])
def test_the_ties_of_each_years_forms_hold_in_print(ledger: Ledger, year: int, unit: MoneyUnit) -> None:
    formats, statements = profile_of(year).formats, statements_of(ledger, year)
    rounding = round_statements(statements, formats, unit)
    assert not rounding.tails
    checks = list(check_figures(printed(statements, rounding), formats))
    assert len(checks) > 100
    assert [each.equation.id for each in checks if not each.adds_up] == []


def test_half_up_would_not_and_few_figures_differ(ledger: Ledger) -> None:
    statements, formats = statements_of(ledger, 2020), profile_of(2020).formats
    assert round_statements(statements, formats, WAN, HALF_UP).tails
    rounding = round_statements(statements, formats, WAN)
    assert not rounding.tails
    said = re.search(r"(\d+) 格与四舍五入不同", README)
    assert said is not None
    assert len(rounding.changes) == int(said[1]) < 30


# What the README says


def procured(year: int) -> dict[tuple[str, str], int]:
    sums: Counter[tuple[str, str]] = Counter()
    for voucher in VOUCHERS:
        if voucher.date.year == year and "procurement" in voucher.said:
            sums[voucher.said["procurement"], voucher.said.get("sme", "")] += paid_in(voucher)
        else:
            assert "procurement" in voucher.said or "sme" not in voucher.said
    return dict(sums)


@pytest.mark.parametrize("year", YEARS)
def test_procurement_is_what_the_readme_says(year: int) -> None:
    said = {
        kind: [int(each.replace(".", "")) for each in figures]
        for kind, *figures in re.findall(rf"\| {year} \| (\S+) \| (\S+) \| (\S+) \| (\S+) \|", README)
    }
    sums = procured(year)
    kinds = {
        kind: [
            sum(fen for (each, _), fen in sums.items() if each == kind),
            sums.get((kind, "中型"), 0),
            sums.get((kind, "小微"), 0),
        ]
        for kind in ("货物", "工程", "服务")
    }
    assert said == {**kinds, "合计": [sum(column) for column in zip(*kinds.values(), strict=True)]}
    assert all(total for total, *_ in kinds.values())
    # It is paid for what was bought: never more than was spent.
    assert said["合计"][0] < spent(year)


def test_every_voucher_the_readme_points_to_is_in_the_file_it_names() -> None:
    where = {voucher.said["voucher"]: voucher.file for voucher in (*VOUCHERS, *APPROVALS)}
    pointed = 0
    for row in README.splitlines():
        file = ""
        for word in re.findall(r"[\w-]+\.beancount|[记指]-\d{4}-(?:\d\d-)?\d{3}", row):
            if word.endswith(".beancount"):
                file = word
                assert (EXAMPLE / file).exists(), row
            else:
                assert where[word] == file, row
                pointed += 1
    assert pointed > 50


def test_the_readme_tells_how_large_it_is_and_that_it_is_invented() -> None:
    assert "虚构" in README.splitlines()[2]
    first, second = (sum(voucher.date.year == year for voucher in VOUCHERS) for year in YEARS)
    assert f"凭证 {len(VOUCHERS)} 张（2019 年 {first} 张，2020 年 {second} 张）" in README
    assert f"指标凭证 {len(APPROVALS)} 张" in README
    amounts = [f"{fen // 100}.{fen % 100:02d}" for fen in (income(2020), spent(2020))]
    assert "2020 年收入 {} 元，支出 {} 元".format(*amounts) in README
