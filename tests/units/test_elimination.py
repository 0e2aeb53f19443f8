"""What units pay each other: taken out where both say the same, listed where they don't."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.bookkeeping.year_end.closing import close_year
from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import errors
from gov_accounts.ledger import load
from gov_accounts.printing.units import WAN
from gov_accounts.printing.years import PrintedYears
from gov_accounts.statements.figures import exact
from gov_accounts.statements.ties import broken_ties
from gov_accounts.statements.years import statements_of
from gov_accounts.units.by_unit import BETWEEN, exact_by_unit, print_by_unit
from gov_accounts.units.checking import HandedIn, hand_in
from gov_accounts.units.elimination import Elimination, eliminate
from gov_accounts.units.summed import Department, summed
from gov_accounts.units.writing import made
from tests.support.draws import draws

pytest.importorskip("duckdb")
from gov_accounts.units.duck import Duck

HEAD = """
option "operating_currency" "CNY"
option "operating_currency" "CNY.B"
plugin "gov_accounts_plugins"
2019-01-01 custom "gov-unit" "name" "单位{code}"
2019-01-01 custom "gov-unit" "kind" "事业单位"
2019-01-01 custom "gov-unit" "code" "{code}"
2019-01-01 open Assets:8001-资金结存:800102-货币资金 CNY.B
2019-01-01 open Income:6001-财政拨款预算收入 CNY.B
2019-01-01 open Income:6201-上级补助预算收入 CNY.B
2019-01-01 open Expenses:7201-事业支出 CNY.B
2019-01-01 open Expenses:7501-对附属单位补助支出 CNY.B
2019-01-01 open Assets:1218-其他应收款 CNY
2019-01-01 open Liabilities:2307-其他应付款 CNY
2019-01-01 open Assets:1002-银行存款 CNY
2019-01-01 open Equity:3001-累计盈余 CNY
"""
OWN = """
2020-02-01 * "拨款"
  Assets:8001-资金结存:800102-货币资金  {yuan} CNY.B
  Income:6001-财政拨款预算收入  -{yuan} CNY.B
    func: "2060501"
"""
PAID = """
2020-06-01 * "付补助"
  counterparty: "{other}"
  Expenses:7501-对附属单位补助支出  {yuan} CNY.B
    func: "2060599"
    econ: "39999"
    fund: "3"
  Assets:8001-资金结存:800102-货币资金  -{yuan} CNY.B
"""
RECEIVED = """
2020-06-02 * "收补助"
  counterparty: "{other}"
  Assets:8001-资金结存:800102-货币资金  {yuan} CNY.B
  Income:6201-上级补助预算收入  -{yuan} CNY.B
    func: "2060501"
    fund: "3"
"""
OWED = """
{year}-06-02 * "欠款" #no-budget
  counterparty: "{other}"
  {account}  {yuan} CNY
  Equity:3001-累计盈余  -{yuan} CNY
"""
CODES = ("101001", "101002", "101003", "102001")
TRANSFERS = st.lists(
    st.tuples(
        st.sampled_from(CODES), st.sampled_from(CODES), st.integers(1, 9), st.sampled_from(("both", "paid", "received"))
    ),
    max_size=8,
)


def handed_in(folder: Path, vouchers: dict[str, str], *, closed: bool = False) -> HandedIn:
    facts = folder / "facts"
    facts.mkdir()
    for code, text in vouchers.items():
        main = folder / f"{code}.beancount"
        main.write_text(HEAD.format(code=code) + text, encoding="utf-8", newline="\n")
        ledger = load(main)
        if closed:
            close_year(ledger, 2020).write()
            ledger = load(main)
        assert [each.shown() for each in errors(ledger.findings)] == []
        years = sorted({each.date.year for each in ledger.entries if type(each).__name__ == "Transaction"})
        for file, content in made(ledger, years).files.items():
            (facts / file).write_bytes(content)
    engine = Duck()
    return hand_in(engine, engine.files([str(facts)]))


def sums(handed: HandedIn, code: str) -> tuple[Ledger, Ledger, Elimination]:
    """A department's sum before and after, and what was found."""
    before = summed(handed, Department("某部门", code))
    found = eliminate(handed.engine, 2020)
    return before, summed(handed, Department("某部门", code), found.taken_out), found


def flows(ledger: Ledger) -> Counter[str]:
    counted: Counter[str] = Counter()
    for each in ledger.groups:
        counted[each.code] += each.fen if not each.closing else 0
    return counted


@draws(24)
@given(TRANSFERS, st.booleans())
def test_what_both_say_is_taken_out(transfers: list[tuple[str, str, int, str]], closed: bool) -> None:  # noqa: FBT001
    vouchers = {code: OWN.format(yuan=1000) for code in CODES}
    paid: Counter[tuple[str, str]] = Counter()
    received: Counter[tuple[str, str]] = Counter()
    for payer, receiver, yuan, who in transfers:
        if who != "received":
            vouchers[payer] += PAID.format(other=receiver, yuan=yuan)
            paid[payer, receiver] += 100 * yuan
        if who != "paid":
            vouchers[receiver] += RECEIVED.format(other=payer, yuan=yuan)
            received[payer, receiver] += 100 * yuan
    with tempfile.TemporaryDirectory() as folder:
        handed = handed_in(Path(folder), vouchers, closed=closed)
        for code in ("", "101"):
            inside = {
                pair for pair in paid | received if pair[0] != pair[1] and all(each.startswith(code) for each in pair)
            }
            matched = sum(paid[pair] for pair in inside if paid[pair] == received[pair])
            before, after, found = sums(handed, code)
            assert {(each.payer, each.receiver): (each.paid, each.received) for each in found.between} == {
                pair: (paid[pair], received[pair]) for pair in inside
            }
            for account in ("6201", "7501"):
                assert flows(before)[account] - flows(after)[account] == matched
            assert flows(before)["6001"] == flows(after)["6001"]
            one, other = (statements_of(each, 2020)["income_expenditure"] for each in (before, after))
            changed = {place: gone for place in one.cells if (gone := one.cell(*place).fen - other.cell(*place).fen)}
            assert set(changed.values()) <= {matched}
            assert len(changed) == (6 if matched else 0), "上级补助、本年收入、总计；教育支出、本年支出、总计"
            linked = PrintedYears.of(after, WAN).tables.linked(2020)
            assert one.closed == other.closed == closed
            assert [each.shown() for each in broken_ties(exact(linked), after.profile(2020).formats)] == []


def test_a_row_of_what_is_taken_out(tmp_path: Path) -> None:
    vouchers = {
        "101001": OWN.format(yuan=1000) + PAID.format(other="101002", yuan=20000),
        "101002": OWN.format(yuan=1000) + RECEIVED.format(other="101001", yuan=20000),
    }
    handed = handed_in(tmp_path, vouchers)
    _, after, _ = sums(handed, "")
    years = PrintedYears.of(after, WAN)
    statement = years.tables.year(2020)["expenditure"]
    by_unit = exact_by_unit(handed.engine, after, 2020, statement.format)
    names = {code: code for code in vouchers}
    (panel,) = print_by_unit(statement, years.rounding(2020), by_unit, names, "某部门").panels
    assert [(row.id, str(row.values.get("subsidiary", ""))) for row in panel.rows] == [
        ("合计", ""),
        ("101001", "2.00"),
        ("101002", ""),
        (BETWEEN, "-2.00"),
    ]


def test_debts_are_compared_by_what_stands_on_them(tmp_path: Path) -> None:
    """A year's postings don't match, what is owed does."""
    owed = [("2019", 5), ("2020", 3)]
    vouchers = {
        "101001": "".join(
            OWED.format(year=y, other="101002", account="Assets:1218-其他应收款", yuan=n) for y, n in owed
        ),
        "101002": OWED.format(year=2020, other="101001", account="Liabilities:2307-其他应付款", yuan=-8),
    }
    _, _, found = sums(handed_in(tmp_path, vouchers), "")
    assert [(each.payer, each.paid, each.received, each.matches) for each in found.between] == [
        ("101001", 800, 800, True)
    ]
