"""A year after another: closed, opened, and every account, table and note of both going on where it ended.

Two sources of ledgers of two years: a stream of events kept in accrual legs alone, as a bookkeeper keeps them, half of
it moved to the next year; and two random ledgers joined, with every fund and projects that are completed. The command
closes each year. What must hold is worked out from the postings, apart from the library's own books.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from beancount import loader
from beancount.core.data import Balance, Open, Transaction
from hypothesis import assume, given
from hypothesis import strategies as st

from gov_accounts.bookkeeping.year_end.closing import ClosingRefusedError, close_year
from gov_accounts.bookkeeping.year_end.file import closing_path
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import Period, read_postings
from gov_accounts.findings import Finding, Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.ledger import load
from gov_accounts.money import APPROPRIATIONS, BUDGETARY, FINANCIAL
from gov_accounts.reports.reconciliation import reconcile
from gov_accounts.reports.trial_balance import trial_balance
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, event_streams, ledgers
from gov_accounts.testing.oracle import form_of
from gov_accounts.testing.writing import join_books, move_book, render
from tests.support.draws import draws
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES
from tests.support.two_years import TwoYears, spread, stripped

if TYPE_CHECKING:
    from gov_accounts.statements.fill import Statement

KEPT = {"1": FINANCIAL, "2": FINANCIAL, "3": FINANCIAL, "8": BUDGETARY}
COMMODITIES = {"财务": FINANCIAL, "预算": BUDGETARY, "指标": APPROPRIATIONS}
FISCAL = ("11", "12", "13")
COLUMNS = {"11": "general", "12": "gov_fund", "13": "state_capital"}
"""Where 表4 has each of them."""
FISCAL_CARRIED = ("8101", "8102")
NEVER_SPECIAL = ("6602", "7401", "7501", "7601", "7701")
CARRIED = (*FISCAL_CARRIED, "8201", "8401")
EXAMPLE = EXAMPLES / "wuhan_2020" / "main.beancount"


# Ledgers of two years


@st.composite
def joined(draw: st.DrawFn, first: int) -> TwoYears:
    """The vouchers of one random ledger up to its year and another's after it, on details of their own."""
    kind = draw(st.sampled_from(("事业单位", "事业单位", "行政单位")))
    drawn: RandomLedger = stripped(draw(ledgers(first, kind=kind, closed=True)))
    later = stripped(draw(ledgers(first + 1, kind=kind, closed=True)))
    one, other = move_book(drawn.book, "A"), move_book(later.book, "B")
    one = dataclasses.replace(one, vouchers=tuple(v for v in one.vouchers if v.date.year <= drawn.year))
    other = dataclasses.replace(other, vouchers=tuple(v for v in other.vouchers if v.date.year > drawn.year))
    book = join_books(one, dataclasses.replace(other, roots=one.roots))
    files = render(book, drawn.layout)
    completed = draw(st.lists(st.sampled_from(book.projects), unique=True)) if book.projects else []
    year = drawn.year + draw(st.sampled_from((0, 0, 1)))
    said = "".join(f'\n{year}-12-20 custom "gov-project-completed" "{each}"\n' for each in completed)
    return TwoYears({**files, drawn.main: files[drawn.main] + said}, drawn.main, drawn.year)


def two_years(first: int = 2020) -> st.SearchStrategy[TwoYears]:
    return st.one_of(event_streams(first).map(spread), joined(first))


@contextlib.contextmanager
def closed(drawn: TwoYears) -> Iterator[tuple[Ledger, list[int]]]:
    """The ledger with every year closed that has vouchers, and those years."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in drawn.files.items():
            target = Path(folder) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        ledger = load(Path(folder) / drawn.main)
        done = []
        for year in range(drawn.year - 1, drawn.year + 2):
            try:
                closing = close_year(ledger, year)
            except ClosingRefusedError as error:
                assert {finding.rule for finding in error.findings} == {"closing-no-vouchers"}  # noqa: PT017
                continue
            closing.write()
            ledger = load(ledger.path)
            done.append(year)
        yield ledger, done


def wrong(ledger: Ledger) -> list[Finding]:
    return [finding for finding in ledger.findings if finding.severity is Severity.ERROR]


# The books, read without the library's


class Entered(NamedTuple):
    """A posting: fen, debit positive, and whether it is part of a 结转分录."""

    date: datetime.date
    account: str
    commodity: str
    fen: int
    func: str
    fund: str
    project: str
    closing: bool

    @property
    def code(self) -> str:
        return account_code(self.account)


def entered(ledger: Ledger) -> list[Entered]:
    found = []
    for entry in ledger.entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                assert posting.units.number is not None
                meta = posting.meta or {}
                found.append(
                    Entered(
                        entry.date,
                        posting.account,
                        posting.units.currency,
                        int(posting.units.number * 100),
                        meta.get("func", ""),
                        meta.get("fund", ""),
                        meta.get("project", ""),
                        "year-close" in entry.tags,
                    )
                )
    return found


def total(postings: Iterable[Entered], by: Callable[[Entered], str]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for each in postings:
        sums[by(each)] += each.fen
    return {key: fen for key, fen in sums.items() if fen}


def account_of(posting: Entered) -> str:
    return posting.account


def under(sums: Mapping[str, int], account: str) -> int:
    return sum(fen for each, fen in sums.items() if each == account or each.startswith(f"{account}:"))


# What holds for every ledger


@draws(50)
@given(two_years())
def test_every_account_goes_on_where_it_ended(drawn: TwoYears) -> None:
    """Opening + debits - credits = closing, each added up from the vouchers; and the next year's opening is that."""
    with closed(drawn) as (ledger, years):
        assert [each.shown() for each in wrong(ledger)] == []
        books, postings = entered(ledger), list(read_postings(ledger.entries))
        ended: dict[str, int] = {}
        for year in years:
            first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
            begun: dict[str, int] = {}
            after: dict[str, int] = {}
            for book in trial_balance(postings, Period(first, last), ledger.codes.chart):
                own = [each for each in books if each.commodity == COMMODITIES[book.book] and each.date <= last]
                sums = (
                    total((each for each in own if each.date < first), account_of),
                    total((each for each in own if each.date >= first and each.fen > 0), account_of),
                    total((each for each in own if each.date >= first and each.fen < 0), account_of),
                    total(own, account_of),
                )
                shown = set()
                for line in book.lines:
                    opening, debit, credit, closing = (
                        each.get(line.account, 0) if line.direct else under(each, line.account) for each in sums
                    )
                    assert line.figures.period == (opening, debit, -credit)
                    assert line.figures.closing == closing == opening + debit + credit
                    shown.add(line.account)
                assert {account for each in sums for account in each} <= shown
                begun |= sums[0]
                after |= sums[3]
            if year > years[0]:
                assert begun == ended
            ended = after
            assert not [account for account in ended if account_code(account)[0] in "4567"]


@draws(60)
@given(two_years())
def test_the_tables_carry_forward_what_the_books_hold(drawn: TwoYears) -> None:
    """表1, 表4 and 表8 end with what 8xxx holds once closed, by fund and code, and begin with it the year after."""
    with closed(drawn) as (ledger, years):
        books = [each for each in entered(ledger) if each.commodity == BUDGETARY]
        # 经营支出 from fiscal money is against the law (closing-fiscal-business), and parts tables and books.
        assume(not any(each.code == "7301" and each.fund in FISCAL for each in books))
        for year in years:
            held = [each for each in books if each.date.year <= year and each.code in CARRIED]
            ends = statements_of(ledger, year)
            assert ends["income_expenditure"].cell("closing", "amount").fen == -sum(each.fen for each in held) + apart(
                books, year
            )
            table = ends["fiscal_income_expenditure"]
            # 2019's form has no column for state capital money.
            columns = {fund: COLUMNS[fund] for fund in form_of(year).funds}
            shown = [each for each in held if each.fund in columns or each.fund not in COLUMNS]
            assert carried(
                ends, {fund: ("closing", key) for fund, key in columns.items()}, "closing"
            ) == by_fund_and_code(shown)
            assert [table.cell("closing", column).fen for column in ("total", *columns.values())] == [
                -sum(each.fen for each in held if each.code in FISCAL_CARRIED and each.fund in funds)
                for funds in (tuple(columns), *((fund,) for fund in columns))
            ]
            if year + 1 in years:
                # What is recorded on these accounts within a year is an adjustment of its opening.
                held += [e for e in books if e.date.year == year + 1 and e.code in CARRIED and not e.closing]
                begins = statements_of(ledger, year + 1)
                assert begins["income_expenditure"].cell("opening", "amount").fen == -sum(each.fen for each in held)
                rows = {fund: (f"opening_{key}", "amount") for fund, key in COLUMNS.items()}
                assert carried(begins, rows, "opening") == by_fund_and_code(held)
                assert begins["fiscal_income_expenditure"].cell("opening", "amount").fen == -sum(
                    each.fen for each in held if each.code in FISCAL_CARRIED
                )


def apart(books: Iterable[Entered], year: int) -> int:
    """What 25号 moves to 8202 and 表1 doesn't count as 结余分配: rows 28 and 58 are of what has no project.

    What is left of completed projects (8201 三（六）); accounts that go to 8501 with a project too (8501 二（一）); and
    less the year's profit that makes good an earlier loss (8401 一).
    """
    flows = [each for each in books if each.date.year == year and not each.closing]
    done = [e for e in books if e.code == "8202" and e.closing and e.date.year == year and e.project]
    never = [e for e in flows if e.code in NEVER_SPECIAL and e.project and not (e.code != "6602" and e.fund in FISCAL)]
    profit = -sum(each.fen for each in flows if each.code in ("6401", "7301"))
    begun = -sum(e.fen for e in books if e.code == "8401" and (e.date.year < year or e in flows))
    return -sum(each.fen for each in (*done, *never)) + max(begun + profit, 0) - max(profit, 0)


def by_fund_and_code(held: Iterable[Entered]) -> dict[str, int]:
    """What 8101 and 8102 hold, credit positive: by fund, and of fund 12 by func and in all."""
    fiscal = [each for each in held if each.code in FISCAL_CARRIED]
    sums = total(fiscal, lambda each: each.fund)
    for key in (lambda each: each.func[:3], lambda each: each.func[:5], lambda each: each.func, lambda _: "合计"):
        sums |= total((each for each in fiscal if each.fund == "12"), key)
    return {key: -fen for key, fen in sums.items()}


def carried(tables: Mapping[str, Statement], cells: Mapping[str, tuple[str, str]], of_funds: str) -> dict[str, int]:
    """The same as 表4 says in a cell for each fund, and 表8 in a column."""
    of_table4 = {fund: tables["fiscal_income_expenditure"].cell(*cell).fen for fund, cell in cells.items()}
    table8 = tables["gov_fund"]
    of_table8 = {each.row.name: table8.cell(each.row.key, of_funds).fen for _, each in table8.rows()}
    return {key: fen for key, fen in {**of_table4, **of_table8}.items() if fen}


@draws(40)
@given(event_streams().map(spread))
def test_the_differences_of_the_note_sum_exactly_in_every_year(drawn: TwoYears) -> None:
    with closed(drawn) as (ledger, years):
        books, postings = entered(ledger), list(read_postings(ledger.entries))
        for year in years:
            note = reconcile(postings, year)
            figures = {line.row.id: line.fen for line in note.lines}
            of_year = [each for each in books if each.date.year == year and not each.closing]
            result = -sum(each.fen for each in of_year if each.code[0] in "67")
            surplus = -sum(each.fen for each in of_year if each.code[0] in "45")
            assert figures["预算结余"] == result
            assert figures["盈余"] == surplus
            detailed = {name: fen for name, fen in figures.items() if "." in name}
            signs = {"加": 1, "减": -1}
            assert sum(signs[name[0]] * fen for name, fen in detailed.items()) + figures["其他"] == surplus - result
            assert figures["差异"] == surplus - result


@draws(50)
@given(two_years(), st.data())
def test_the_next_year_is_opened_by_what_every_account_holds(drawn: TwoYears, data: st.DataObject) -> None:
    """Assertions that beancount checks itself: of every account that keeps a balance, of no other, true, and each
    of them read: changed by a fen, one fails."""
    with closed(drawn) as (ledger, years):
        for year in years:
            first = datetime.date(year + 1, 1, 1)
            sums = total((each for each in entered(ledger) if each.date < first), account_of)
            assert asserted(ledger, year) == {
                account: (first, under(sums, account), KEPT[account_code(account)[0]])
                for account in sums
                if account_code(account)[0] in KEPT
            }
            assert close_year(ledger, year).changed is False
        entries, failures, _ = loader.load_file(str(ledger.path))
        assert failures == []
        balances = [each for each in entries if isinstance(each, Balance)]
        assume(balances)
        chosen = data.draw(st.sampled_from(balances))
        assert chosen.amount.number is not None
        file, line = Path(chosen.meta["filename"]), chosen.meta["lineno"] - 1
        lines = file.read_text(encoding="utf-8").split("\n")
        changed = chosen.amount.number + data.draw(st.sampled_from((-1, 1))) * Decimal("0.01")
        lines[line] = re.sub(r" -?[0-9.]+(?= CNY)", f" {changed}", lines[line])
        file.write_text("\n".join(lines), encoding="utf-8", newline="\n")
        _, failures, _ = loader.load_file(str(ledger.path))
        (failure,) = failures
        assert type(failure).__name__ == "BalanceError"
        assert (failure.source["filename"], failure.source["lineno"]) == (str(file), line + 1)
        (finding,) = [each for each in wrong(load(ledger.path)) if each.place and each.place.file == str(file)]
        assert finding.rule == "closing-stale"
        assert chosen.account in finding.what


def asserted(ledger: Ledger, year: int) -> dict[str, tuple[datetime.date, int, str]]:
    """The assertions of a closing file by account: date, fen and commodity."""
    path = str(closing_path(ledger.path, year))
    found = {}
    for each in ledger.entries:
        if isinstance(each, Balance) and each.meta["filename"] == path:
            assert each.amount.number is not None
            assert each.account not in found
            found[each.account] = (each.date, int(each.amount.number * 100), each.amount.currency)
    return found


@draws(25)
@given(two_years(), st.data())
def test_a_late_voucher_of_any_year_is_said_and_mended_by_closing_again(drawn: TwoYears, data: st.DataObject) -> None:
    """Of the year it is dated in and of every year after it, once each; closing those in turn heals the ledger."""
    with closed(drawn) as (ledger, done):
        # A year of appropriations alone leaves nothing to carry over: no closing is written, and none can be stale.
        years = [year for year in done if closing_path(ledger.path, year).exists()]
        assume(years)
        late = data.draw(st.sampled_from(years))
        opened = [each.account for each in ledger.entries if isinstance(each, Open)]
        root = next(each.split(":")[0] for each in opened if account_code(each) == "8001")
        with ledger.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(LATE.format(year=late, root=root))
        behind = [year for year in years if year >= late]
        for year in behind:
            said = [(each.rule, each.place and Path(each.place.file).name) for each in wrong(load(ledger.path))]
            assert said == [("closing-stale", f"close-{each}.beancount") for each in behind if each >= year]
            close_year(load(ledger.path), year).write()
        healed = load(ledger.path)
        assert wrong(healed) == []
        assert not any(close_year(healed, year).changed for year in years)


LATE = """
2018-12-31 open {root}:1302-库存物品:补记 CNY
2018-12-31 open {root}:1303-加工物品:补记 CNY
{year}-12-30 * "领料加工，补记" #no-budget
  {root}:1303-加工物品:补记        50.00 CNY
  {root}:1302-库存物品:补记       -50.00 CNY
"""


# A small ledger

VOUCHERS = """
2019-12-31 open Assets:1302-库存物品 CNY
2019-12-31 open Assets:1303-加工物品 CNY
2019-12-31 open Expenses:5001-业务活动费用 CNY
2019-12-31 open Income:4001-财政拨款收入 CNY
2019-12-31 open Liabilities:2302-应付账款 CNY

2020-05-06 * "市财政局" "直接支付" #2060501 #30206
  fund: "11"
  Expenses:5001-业务活动费用     20.00 CNY
  Income:4001-财政拨款收入      -20.00 CNY

2020-06-06 * "赊购材料" #no-budget
  Assets:1302-库存物品           50.00 CNY
  Liabilities:2302-应付账款     -50.00 CNY
"""
MOVED = """
2020-12-30 * "领料加工" #no-budget
  Assets:1303-加工物品           30.00 CNY
  Assets:1302-库存物品          -30.00 CNY
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    main = tmp_path / "main.beancount"
    main.write_text(HEAD + VOUCHERS, encoding="utf-8", newline="\n")
    close_year(load(main), 2020).write()
    return main


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)


def opening(path: Path, year: int = 2020) -> dict[str, int]:
    return {account: fen for account, (_, fen, _) in asserted(load(path), year).items()}


def test_the_closing_opens_the_next_year(path: Path) -> None:
    text = closing_path(path, 2020).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if " balance " in line]
    assert [line.split() for line in lines] == [
        ["2021-01-01", "balance", "Assets:1302-库存物品", "50.00", "CNY"],
        ["2021-01-01", "balance", "Liabilities:2302-应付账款", "-50.00", "CNY"],
    ]
    assert wrong(load(path)) == []
    assert load(path).years == (2020,)


def test_an_account_is_asserted_with_those_below_it_as_beancount_does(path: Path) -> None:
    append(path, "2019-12-31 open Assets:1302-库存物品:纸 CNY\n")
    append(path, MOVED.replace("Assets:1303-加工物品 ", "Assets:1302-库存物品:纸"))
    close_year(load(path), 2020).write()
    assert opening(path) == {
        "Assets:1302-库存物品": 5000,
        "Assets:1302-库存物品:纸": 3000,
        "Liabilities:2302-应付账款": -5000,
    }
    assert wrong(load(path)) == []


def test_a_voucher_of_new_years_day_comes_after_the_opening(path: Path) -> None:
    append(path, MOVED.replace("2020-12-30", "2021-01-01"))
    close_year(load(path), 2020).write()
    ledger = load(path)
    assert wrong(ledger) == []
    assert opening(path)["Assets:1302-库存物品"] == 5000
    assert total(entered(ledger), account_of)["Assets:1302-库存物品"] == 2000


def test_a_completed_project_is_surplus_when_the_next_year_opens(path: Path) -> None:
    """25号 8201 三（六）: on the year's last day."""
    append(path, '2020-12-20 custom "gov-project-completed" "P1"\n')
    append(
        path,
        """
2019-12-31 open Income:4101-事业收入 CNY
2020-12-05 * "项目收入" #2060501
  fund: "3"
  project: "P1"
  Assets:1002-银行存款        500.00 CNY
  Income:4101-事业收入       -500.00 CNY
""",
    )
    close_year(load(path), 2020).write()
    ledger = load(path)
    assert wrong(ledger) == []
    begun = opening(path)
    assert begun["Equity:8202-非财政拨款结余"] == -50000
    assert "Equity:8201-非财政拨款结转" not in begun
    assert statements_of(ledger, 2020)["income_expenditure"].cell("closing", "amount").fen == 50000
    append(path, VOUCHERS[VOUCHERS.index("2020-05-06") :].replace("2020-", "2021-"))
    ledger = load(path)
    assert statements_of(ledger, 2021)["income_expenditure"].cell("opening", "amount").fen == 0
    close_year(ledger, 2021).write()
    assert wrong(load(path)) == []
    assert opening(path, 2021)["Equity:8202-非财政拨款结余"] == -50000


def test_a_late_change_of_balances_alone_is_said_once_and_mended(path: Path) -> None:
    """Income and expenditure are as they were; the opening isn't. beancount's own errors would say it twice more."""
    append(path, MOVED)
    (finding,) = wrong(load(path))
    assert finding.rule == "closing-stale"
    assert "Assets:1303-加工物品 年末余额是借方 30.00 元，结账时是 0 元，相差 30.00 元" in finding.what
    assert "Assets:1302-库存物品 年末余额是借方 20.00 元，结账时是借方 50.00 元，相差 30.00 元" in finding.what
    close_year(load(path), 2020).write()
    assert wrong(load(path)) == []


def test_a_late_voucher_is_said_once_too(path: Path) -> None:
    """Its income and expenditure are not carried over; that balances changed as well follows from it."""
    append(path, VOUCHERS[VOUCHERS.index("2020-05-06") :].replace("20.00", "33.00"))
    _, failures, _ = loader.load_file(str(path))
    assert len(failures) > 1
    (finding,) = wrong(load(path))
    assert finding.rule == "closing-stale"
    assert "Income:4001-财政拨款收入 应结转借方 53.00 元" in finding.what
    close_year(load(path), 2020).write()
    assert wrong(load(path)) == []


def test_a_persons_own_assertion_that_fails_is_still_said(path: Path) -> None:
    append(path, MOVED + "2021-01-01 balance Assets:1302-库存物品  50.00 CNY\n")
    assert {each.rule for each in wrong(load(path))} == {"closing-stale", "balance-failed"}


def test_a_year_that_left_no_balance_is_watched_as_well(tmp_path: Path) -> None:
    """No assertion of its closing fails when one is due; the finding says so all the same."""
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + VOUCHERS[: VOUCHERS.index("2020-06-06")], encoding="utf-8", newline="\n")
    close_year(load(path), 2020).write()
    assert opening(path) == {}
    append(path, VOUCHERS[VOUCHERS.index("2020-06-06") :])
    (finding,) = wrong(load(path))
    assert finding.rule == "closing-stale"
    assert "Assets:1302-库存物品 年末余额是借方 50.00 元" in finding.what
    close_year(load(path), 2020).write()
    assert wrong(load(path)) == []
    assert opening(path) == {"Assets:1302-库存物品": 5000, "Liabilities:2302-应付账款": -5000}


@pytest.mark.parametrize(
    ("account", "other"),
    [
        ("Assets:1302-库存物品", "Liabilities:2302-应付账款"),
        ("Expenses:5001-业务活动费用", "Income:4001-财政拨款收入"),
    ],
)
def test_a_late_amount_finer_than_a_fen_is_said(path: Path, account: str, other: str) -> None:
    append(path, f'2020-12-30 * "厘" #no-budget\n  {account}  1.005 CNY\n  {other}  -1.005 CNY\n')
    assert {each.rule for each in wrong(load(path))} == {"closing-stale", "finer-than-fen"}


@pytest.mark.parametrize(("day", "count"), [("2020-12-31", 1), ("2021-01-01", 2)])
def test_an_account_closed_by_then_is_not_asserted(path: Path, day: str, count: int) -> None:
    """On the day itself it still can be: an assertion is of the day's beginning."""
    append(path, f"{day} close Assets:1302-库存物品\n")
    close_year(load(path), 2020).write()
    assert len(opening(path)) == count
    assert wrong(load(path)) == []


def test_an_earlier_year_closed_again_asks_for_the_later_one(path: Path) -> None:
    append(path, VOUCHERS.partition("\n\n")[2].replace("2020-", "2021-"))
    close_year(load(path), 2021).write()
    assert wrong(load(path)) == []
    append(path, MOVED)
    assert [each.what[:4] for each in wrong(load(path))] == ["2020", "2021"]
    with pytest.raises(ClosingRefusedError):
        close_year(load(path), 2021)
    close_year(load(path), 2020).write()
    (finding,) = wrong(load(path))
    assert finding.what.startswith("2021")
    assert "2021 年或以前年度的凭证" in finding.why
    close_year(load(path), 2021).write()
    assert wrong(load(path)) == []


# The example


def test_the_example_is_opened_for_the_year_after() -> None:
    """By what its 1xxx to 3xxx and 8xxx hold; and it is a ledger of one year still."""
    ledger = load(EXAMPLE)
    sums = total((each for each in entered(ledger) if each.date.year <= 2020), account_of)
    begun = asserted(ledger, 2020)
    assert {account: fen for account, (_, fen, _) in begun.items()} == {
        account: fen for account, fen in sums.items() if account_code(account)[0] in KEPT
    }
    assert len(begun) > 10
    assert sum(fen for _, fen, _ in begun.values()) == 0
    assert ledger.years == (2020,)
    assert not close_year(ledger, 2020).changed
