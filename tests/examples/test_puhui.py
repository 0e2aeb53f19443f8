"""The example of an institution without 零余额账户: every figure added up again from the vouchers' text.

Of a voucher that moves money, or that the treasury pays directly, every leg that is neither money, income nor held for
others is expenditure. Figures are looked for by code and by label, not by the numbers that a year's forms print.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import pytest

from gov_accounts.bookkeeping.year_end.closing import close_year
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import counted_postings
from gov_accounts.ledger import load
from gov_accounts.printing.rounding import round_statements
from gov_accounts.printing.units import WAN, YUAN, MoneyUnit
from gov_accounts.publishing.assemble import make_document
from gov_accounts.render import as_docx, as_html, as_pdf, xlsx
from gov_accounts.statements.fill import Statement
from gov_accounts.statements.years import statements_of
from tests.support.paths import EXAMPLES
from tests.support.voucher_text import Leg, Voucher, code_of, opened_in, vouchers_in

EXAMPLE: Final = EXAMPLES / "puhui_2024"
README: Final = (EXAMPLE / "README.md").read_text(encoding="utf-8")
YEARS: Final = (2023, 2024)
FISCAL: Final = ("11", "12", "13")
BANK: Final = "1002"
TREASURY: Final = "4001"
GRANTS: Final = "Assets:1002-银行存款:02-财政实拨资金"
KEPT: Final = ("8101", "8102", "8201")
"""What a year leaves to the next in the tables; 8202 is other money that may be used for anything."""
SANGONG: Final = ("30212", "30217", "30231", "31013")
FILES: Final = ("2023", *(f"2024-q{quarter}" for quarter in (1, 2, 3, 4)))

OPENED: Final = opened_in(EXAMPLE / "accounts.beancount")
VOUCHERS: Final = [voucher for name in FILES for voucher in vouchers_in(EXAMPLE / f"{name}.beancount")]
APPROVALS: Final = vouchers_in(EXAMPLE / "appropriations.beancount")
OPENING: Final = [leg for voucher in vouchers_in(EXAMPLE / "opening.beancount") for leg in voucher.legs]


# The second reading


class Flow(NamedTuple):
    """Income (of no economic code) or expenditure of a year, with its codes; both positive, in fen."""

    year: int
    func: str
    econ: str
    fund: str
    project: str
    account: str
    fen: int

    @property
    def income(self) -> bool:
        return not self.econ


def flows(voucher: Voucher) -> Iterator[Flow]:
    if not any(leg.code in (BANK, TREASURY) for leg in voucher.legs):
        return
    fund = voucher.said.get("fund") or next(
        (OPENED[leg.account]["fund"] for leg in voucher.legs if "fund" in OPENED[leg.account]), "11"
    )
    year, project = voucher.date.year, voucher.said.get("project", "")
    earned = [leg for leg in voucher.legs if leg.code.startswith("4") or leg.code == "1212"]
    spent = [leg for leg in voucher.legs if leg not in earned and leg.code != BANK and not held(leg)]
    costs = [
        Flow(year, func_of(voucher, leg), code_of(voucher, leg, "econ", OPENED), fund, project, leg.code, leg.fen)
        for leg in spent
    ]
    yield from costs
    for leg in earned:
        if func := func_of(voucher, leg):
            yield Flow(year, func, "", fund, project, leg.code, -leg.fen)
        else:
            assert -leg.fen == sum(each.fen for each in costs)
            # The treasury pays directly, in one line, what says its function itself.
            yield from (each._replace(econ="", account=leg.code) for each in costs)


def func_of(voucher: Voucher, leg: Leg) -> str:
    return code_of(voucher, leg, "func", OPENED)


def held(leg: Leg) -> bool:
    """Whether a leg is of money that is others', or is lent."""
    return leg.code == "2103" or OPENED[leg.account].get("budget") == "8001"


FLOWS: Final = [flow for voucher in VOUCHERS for flow in flows(voucher)]

Wanted = Callable[[Flow], bool]


def everything(_: Flow) -> bool:
    return True


def income(year: int, wanted: Wanted = everything) -> int:
    return sum(flow.fen for flow in FLOWS if flow.year == year and flow.income and wanted(flow))


def spent(year: int, wanted: Wanted = everything) -> int:
    return sum(flow.fen for flow in FLOWS if flow.year == year and not flow.income and wanted(flow))


def begun(year: int, fund: str = "", func: str = "", project: str = "") -> int:
    """What the year before left of a fund, a code, a project, other money without a project apart: fen."""

    def meant(other_fund: str, other_func: str, other_project: str) -> bool:
        return fund in ("", other_fund) and other_func.startswith(func) and project in ("", other_project)

    opening = sum(
        -leg.fen
        for leg in OPENING
        if leg.code in KEPT and meant(leg.said["fund"], leg.said["func"], leg.said.get("project", ""))
    )
    return opening + sum(
        each.fen if each.income else -each.fen
        for each in FLOWS
        if each.year < year and (each.fund in FISCAL or each.project) and meant(each.fund, each.func, each.project)
    )


def approved(year: int, wanted: Callable[[Voucher, Leg], bool], *accounts: str) -> int:
    """What was approved (9101), and adjusted where 9102 is asked for too."""
    return sum(
        leg.fen
        for voucher in APPROVALS
        if voucher.date.year == year and any(each.code in accounts for each in voucher.legs)
        for leg in voucher.legs
        if leg.code == "9001" and wanted(voucher, leg)
    )


def test_the_second_reading_reads_everything() -> None:
    assert all(sum(leg.fen for leg in each.legs) == 0 for each in (*VOUCHERS, *APPROVALS))
    assert {flow.fund for flow in FLOWS} == {*FISCAL, "3"}
    assert all(len(flow.func) == 7 for flow in FLOWS)
    assert all(flow.income or len(flow.econ) == 5 for flow in FLOWS)
    assert sum(voucher.date.year == 2024 for voucher in VOUCHERS) >= 120
    assert {voucher.date.month for voucher in VOUCHERS if voucher.date.year == 2024} == set(range(1, 13))


# The ledger is as it should be


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return load(EXAMPLE / "main.beancount")


def test_the_ledger_is_clean(ledger: Ledger) -> None:
    """``check`` says nothing: also all ties hold."""
    assert [finding.shown() for finding in ledger.findings] == []
    assert list(ledger.slips()) == []


def test_there_is_no_quota() -> None:
    """预算管理一体化: neither 零余额账户, nor 财政应返还额度, nor the details of 8001 that mirror them."""
    codes = {account.split(":")[1][:4] for account in OPENED}
    assert not codes & {"1011", "1201"}
    assert [account for account in OPENED if ":8001-" in account] == ["Assets:8001-资金结存:800102-货币资金"]


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


# The books against the second reading


@pytest.mark.parametrize("year", YEARS)
def test_income_and_expenditure_by_all_their_codes(ledger: Ledger, year: int) -> None:
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for posting in counted_postings(ledger.entries):
        if posting.code[0] in "67" and posting.date.year == year and not posting.closing:
            fen = -posting.fen if posting.code.startswith("6") else posting.fen
            counted[posting.func, posting.econ, posting.fund, posting.project] += fen
    wanted: Counter[tuple[str, str, str, str]] = Counter()
    for flow in FLOWS:
        if flow.year == year:
            wanted[flow.func, flow.econ, flow.fund, flow.project] += flow.fen
    assert {codes: fen for codes, fen in counted.items() if fen} == {codes: fen for codes, fen in wanted.items() if fen}


@pytest.mark.parametrize("year", YEARS)
def test_what_is_left_by_fund_code_and_project(ledger: Ledger, year: int) -> None:
    left: Counter[tuple[str, str, str]] = Counter()
    surplus: Counter[str] = Counter()
    for posting in counted_postings(ledger.entries):
        if posting.code in KEPT and posting.date.year <= year:
            left[posting.fund, posting.func, posting.project] -= posting.fen
            surplus[posting.project] -= posting.fen if posting.code == "8102" else 0
    wanted = {each: begun(year + 1, *each) for each in left}
    assert dict(left) == wanted
    assert sum(wanted.values()) == begun(year + 1)
    completed = {"P2": begun(2025, project="P2")} if year == 2024 else {}
    assert {project: fen for project, fen in surplus.items() if fen} == completed
    # Each fund has something to carry over in both years.
    assert all(begun(year + 1, fund) > 0 for fund in (*FISCAL, "3"))


@pytest.mark.parametrize("year", YEARS)
def test_what_the_treasury_gave_and_is_not_spent_lies_in_the_bank(year: int) -> None:
    """Of what it pays directly nothing is ever left."""
    legs = [leg for voucher in VOUCHERS if voucher.date.year <= year for leg in voucher.legs]
    lies = sum(leg.fen for leg in (*OPENING, *legs) if leg.account == GRANTS)
    assert lies == sum(begun(year + 1, fund) for fund in FISCAL) > 0


@pytest.mark.parametrize("year", YEARS)
def test_nothing_is_spent_beyond_what_was_approved_and_carried_over(year: int) -> None:
    for fund, func, project in {(each.fund, each.func, each.project) for each in FLOWS if each.year == year}:
        granted = approved(
            year,
            lambda voucher, _: (
                (voucher.said["fund"], voucher.tags[0], voucher.said.get("project", "")) == (fund, func, project)  # noqa: B023
            ),
            *("9101", "9102"),
        )
        of_it = spent(year, lambda f: (f.fund, f.func, f.project) == (fund, func, project))  # noqa: B023
        carried = begun(year, fund, func, project) if fund in FISCAL else 0
        assert of_it <= granted + carried, (fund, func, project)


# The tables against the second reading


def figures(statement: Statement) -> Iterator[tuple[str, str, list[int]]]:
    """Of each row: what it is by the form, its label, and the amounts that aren't zero, from left to right."""
    for panel, row in statement.rows():
        cells = [statement.cell(row.row.key, column.key).fen for column in panel.columns]
        yield row.row.name, row.label, [fen for fen in cells if fen]


@pytest.fixture(scope="module")
def tables(ledger: Ledger) -> dict[int, dict[str, Statement]]:
    return {year: dict(statements_of(ledger, year)) for year in YEARS}


Tables = dict[int, dict[str, Statement]]


def by_code(statement: Statement) -> dict[str, list[int]]:
    return {code: cells for code, _, cells in figures(statement) if re.fullmatch(r"[23]\d+", code) and len(code) > 2}


def by_label(statement: Statement) -> dict[str, list[int]]:
    """By label without its number, 收入 and 支出 being two panels; of equal labels the first."""
    found: dict[str, list[int]] = {}
    for _, label, cells in figures(statement):
        found.setdefault(re.sub(r"^[一二三四五六七八九十]+、", "", label), cells)
    return found


def above(codes: set[str]) -> set[str]:
    return {code[:length] for code in codes for length in (3, 5, 7) if length <= len(code)}


def test_every_table_has_figures_in_2024(tables: Tables) -> None:
    assert [key for key, statement in tables[2024].items() if statement.empty()] == []


@pytest.mark.parametrize("year", YEARS)
def test_income_by_function(tables: Tables, year: int) -> None:
    wanted = {}
    for code in above({flow.func for flow in FLOWS if flow.year == year and flow.income}):
        kinds = [
            income(year, lambda f: f.func.startswith(code) and f.account in accounts)  # noqa: B023
            for accounts in (("4001",), ("4101", "1212"), ("4601", "4603", "4604"))
        ]
        wanted[code] = [fen for fen in (sum(kinds), *kinds) if fen]
    assert by_code(tables[year]["income"]) == wanted


def spent_by_code(year: int, *funds: str) -> dict[str, list[int]]:
    """Of each functional code all, 基本支出 and 项目支出 of some funds."""
    found = {}
    for code in above({flow.func for flow in FLOWS if flow.year == year and not flow.income and flow.fund in funds}):
        kinds = [
            spent(year, lambda f: f.func.startswith(code) and f.fund in funds and bool(f.project) == project)  # noqa: B023
            for project in (False, True)
        ]
        found[code] = [fen for fen in (sum(kinds), *kinds) if fen]
    return found


@pytest.mark.parametrize("year", YEARS)
def test_expenditure_by_function(tables: Tables, year: int) -> None:
    assert by_code(tables[year]["expenditure"]) == spent_by_code(year, *FISCAL, "3")
    assert by_code(tables[year]["general_expenditure"]) == spent_by_code(year, "11")


@pytest.mark.parametrize("year", YEARS)
def test_government_funds_and_state_capital_by_function(tables: Tables, year: int) -> None:
    """Whichever columns the year's form has, what was spent is among them; and what 政府性基金 began and ended with."""
    for key, fund in (("gov_fund", "12"), ("state_capital", "13")):
        printed, wanted = by_code(tables[year][key]), spent_by_code(year, fund)
        assert printed.keys() == wanted.keys()
        assert all(Counter(wanted[code]) <= Counter(printed[code]) for code in wanted)
    for code, cells in by_code(tables[year]["gov_fund"]).items():
        begins, ends = begun(year, "12", code), begun(year + 1, "12", code)
        received = income(year, lambda f: f.fund == "12" and f.func.startswith(code))  # noqa: B023
        assert cells[: 2 if begins else 1] == [fen for fen in (begins, received) if fen]
        assert not ends or cells[-1] == ends


@pytest.mark.parametrize("year", YEARS)
def test_basic_expenditure_by_economic_code(tables: Tables, year: int) -> None:
    def basic(code: str) -> int:
        return spent(year, lambda f: f.fund == "11" and not f.project and f.econ.startswith(code))

    printed = {code: sum(cells) for code, cells in by_code(tables[year]["general_basic"]).items() if cells}
    codes = above({flow.econ for flow in FLOWS if not flow.income})
    assert printed == {code: basic(code) for code in codes if basic(code)}


@pytest.mark.parametrize("year", YEARS)
def test_the_general_table(tables: Tables, year: int) -> None:
    table = by_label(tables[year]["income_expenditure"])
    for label, fund in (("一般公共预算", "11"), ("政府性基金预算", "12"), ("国有资本经营预算", "13")):
        assert table[f"{label}财政拨款收入"] == [income(year, lambda f: f.fund == fund)]  # noqa: B023
    assert table["事业收入"] == [income(year, lambda f: f.account in ("4101", "1212"))]
    assert table["本年收入合计"] == [income(year)]
    assert table["本年支出合计"] == [spent(year)]
    for label, func in (("一般公共服务支出", "201"), ("国有资本经营预算支出", "223"), ("其他支出", "229")):
        assert sum(table[label]) == spent(year, lambda f: f.func.startswith(func))  # noqa: B023
    assert table["年初结转和结余"] == [begun(year)]
    assert table["年末结转和结余"] == [begun(year + 1)]
    free = income(year, lambda f: f.fund == "3" and not f.project) - spent(
        year, lambda f: f.fund == "3" and not f.project
    )
    # One year leaves something to distribute, the other uses what earlier years left.
    assert free > 0 if year == 2023 else free < 0
    assert table["结余分配"] == ([free] if free > 0 else [])
    used = "使用非财政拨款结余（含专用结余）" if year == 2023 else "使用非财政拨款结余"
    assert table[used] == ([-free] if free < 0 else [])


@pytest.mark.parametrize("year", YEARS)
def test_fiscal_money_by_fund(tables: Tables, year: int) -> None:
    table = by_label(tables[year]["fiscal_income_expenditure"])
    assert table["本年收入合计"] == [income(year, lambda f: f.fund in FISCAL)]
    used = [spent(year, lambda f: f.fund == fund) for fund in FISCAL]  # noqa: B023
    assert table["本年支出合计"] == [sum(used), *used]
    assert table["年初财政拨款结转和结余"] == [sum(begun(year, fund) for fund in FISCAL)]
    ends = [begun(year + 1, fund) for fund in FISCAL]
    assert table["年末财政拨款结转和结余"] == [sum(ends), *ends]


def test_sangong(tables: Tables) -> None:
    """All four in 2024, budget and actual; 公务用车运行 of 政府性基金 too, which a form may or may not count."""
    opened = OPENED

    def budget(econ: str, *funds: str) -> int:
        return approved(
            2024,
            lambda voucher, leg: voucher.said["fund"] in funds and code_of(voucher, leg, "econ", opened) == econ,
            "9101",
        )

    printed = Counter(fen for _, _, cells in figures(tables[2024]["sangong"]) for fen in cells)
    counted = {
        funds: Counter(
            [
                *(budget(econ, *funds) for econ in SANGONG),
                *(spent(2024, lambda f: f.econ == econ and f.fund in funds) for econ in SANGONG),  # noqa: B023
            ]
        )
        for funds in (("11",), FISCAL)
    }
    assert all(each[0] == 0 for each in counted.values())
    assert counted["11",] != counted[FISCAL]
    assert any(each <= printed for each in counted.values())


def test_the_second_year_begins_where_the_first_ended(tables: Tables) -> None:
    first, second = (by_label(tables[year]["income_expenditure"]) for year in YEARS)
    assert first["年末结转和结余"] == second["年初结转和结余"] != []


# Print


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("unit", [YUAN, WAN], ids=["yuan", "wan"])
def test_everything_adds_up_in_print(ledger: Ledger, tables: Tables, year: int, unit: MoneyUnit) -> None:
    assert not round_statements(tables[year], ledger.profile(year).formats, unit).tails


def test_the_document_lacks_nothing_and_is_written_in_every_format(ledger: Ledger) -> None:
    made = make_document(ledger, 2024)
    assert [finding.shown() for finding in made.findings] == []
    assert as_html.render(made.document).startswith("<!DOCTYPE html>")
    assert xlsx.render_document(made.document).startswith(b"PK")
    assert as_docx.render(made.document).startswith(b"PK")
    assert as_pdf.render(made.document).startswith(b"%PDF")


# What the README says


def test_procurement_is_what_the_readme_says() -> None:
    said = {
        kind: [int(each.replace(".", "")) for each in amounts]
        for kind, *amounts in re.findall(r"\| 2024 \| (\S+) \| (\S+) \| (\S+) \| (\S+) \|", README)
    }
    sums: Counter[tuple[str, str]] = Counter()
    for voucher in VOUCHERS:
        if voucher.date.year == 2024 and "procurement" in voucher.said:
            paid = -sum(leg.fen for leg in voucher.legs if leg.code in (BANK, TREASURY))
            sums[voucher.said["procurement"], ""] += paid
            sums[voucher.said["procurement"], voucher.said.get("sme", "大型")] += paid
    kinds = {kind: [sums[kind, size] for size in ("", "中型", "小微")] for kind in ("货物", "工程", "服务")}
    assert said == {**kinds, "合计": [sum(column) for column in zip(*kinds.values(), strict=True)]}


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
    assert pointed > 40


def test_the_readme_tells_its_projects() -> None:
    told = {
        project: (fund, set(re.findall(r"\d{7}", funcs)))
        for project, fund, funcs in re.findall(r"\| (P\d) \| \S+ \| (\d+) \| (.*?) \|", README)
    }
    of: dict[str, tuple[str, set[str]]] = {}
    for flow in FLOWS:
        if flow.project:
            of.setdefault(flow.project, (flow.fund, set()))[1].add(flow.func)
    assert told == of


def test_the_readme_tells_how_large_it_is_and_that_it_is_invented() -> None:
    assert "虚构" in README.splitlines()[2]
    first, second = (sum(voucher.date.year == year for voucher in VOUCHERS) for year in YEARS)
    assert f"2024 年的凭证 {second} 张" in README
    assert f"2023 年的 {first} 张" in README
    assert f"指标凭证 {len(APPROVALS)} 张" in README
    amounts = [f"{fen // 100}.{fen % 100:02d}" for fen in (income(2024), spent(2024))]
    assert "2024 年收入 {} 元，支出 {} 元".format(*amounts) in README
