"""Ties of the statements with what stands beside them: the public tables, and the note of differences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gov_accounts.law.accounting import accounting_set, note_format
from gov_accounts.law.profile import official_profile, official_profiles
from gov_accounts.law.reading import DataError, Entry
from gov_accounts.law.tie import BESIDE, Tie, read_ties, resolves
from gov_accounts.ledger import load
from gov_accounts.publishing.checking import check_all
from gov_accounts.reports.accounting import accounting_checks, accounting_errors, beside
from gov_accounts.reports.reconciliation import official_form
from gov_accounts.statements.accounting import Accounts
from gov_accounts.statements.fill import Cell
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES

AGENCY = EXAMPLES / "qingshi_2019_2020" / "main.beancount"
YEARLY = accounting_set(monthly=False)
TIES = [each for each in YEARLY.formats.ties if any(str(ref.table).startswith(BESIDE) for ref in each.references())]


def test_there_are_ties_with_both() -> None:
    tables = {str(ref.table) for tie in TIES for ref in tie.references()}
    assert {each for each in tables if each.startswith("note.")} == {"note.surplus_reconciliation"}
    assert {each for each in tables if each.startswith("published.")} == {
        "published.income_expenditure",
        "published.fiscal_income_expenditure",
        "published.general_expenditure",
        "published.gov_fund",
    }


def test_a_month_has_none() -> None:
    ties = accounting_set(monthly=True).formats.ties
    assert [each.id for each in ties if any(str(ref.table).startswith(BESIDE) for ref in each.references())] == []


def test_the_notes_form_is_the_notes() -> None:
    assert [row.key for row in note_format().panels[0].rows] == [row.id for row in official_form().rows]


@pytest.mark.parametrize("name", official_profiles())
def test_what_a_years_forms_have_not_is_left_out_and_nothing_else(name: str) -> None:
    """2019 has no 国有资本经营预算财政拨款."""
    forms = {f"published.{key}": form for key, form in official_profile(name).formats.by_key.items()}
    absent = {
        tie.id
        for tie in TIES
        for ref in tie.references()
        if str(ref.table).startswith("published.") and not resolves(ref, forms)
    }
    without = {"published-appropriations", *(f"published-{each}-state_capital" for each in _BY_FUND)}
    assert absent == (without if name == "2019" else set())


_BY_FUND = ("income", "opening", "closing", "spent")


@pytest.mark.parametrize(
    ("side", "wrong"),
    [
        ("published.income_expenditure.no_such_row[amount]", "no_such_row"),
        ("published.income_expenditure.total_income[year]", "total_income[year]"),
        ("published.no_such_table.total[amount]", "no_such_table"),
        ("note.surplus_reconciliation.没有[amount]", "没有"),
        ("income_expenditure.total_income[amount]", "income_expenditure.total_income"),
    ],
)
def test_an_unknown_cell_is_an_error_with_file_and_key(side: str, wrong: str) -> None:
    forms = {**YEARLY.formats.by_key, "note.surplus_reconciliation": note_format()}
    forms |= {f"published.{key}": form for key, form in official_profile("2020").formats.by_key.items()}
    tie = {"id": "x", "left": "budget_income_statement.income[year]", "right": side, "why": "相等"}
    content = Entry("yearly/ties.toml", "", {"source": "某文", "ties": [tie]})
    with pytest.raises(DataError, match=r"yearly/ties\.toml: ties\[x\]\.right") as refused:
        list(read_ties(content, forms))
    assert wrong in str(refused.value)


@pytest.mark.parametrize("tie", TIES, ids=lambda tie: tie.id)
def test_each_finds_a_figure_that_is_another(tie: Tie) -> None:
    """Each holds on two closed years, and doesn't once a figure beside the statements is a fen more."""
    for year in (2020,):
        accounts = Accounts.of(load(AGENCY), year)
        tables = dict(beside(accounts))
        assert [
            each for each in accounting_checks(accounts, tables) if each.equation.rule == tie.id and not each.holds
        ] == []
        ref = next(each for each in tie.references() if str(each.table).startswith(BESIDE))
        statement = tables[str(ref.table)]
        assert ref.column is not None
        cells = {**statement.cells, (ref.key, ref.column): Cell(statement.named(ref).fen + 1)}
        tables[str(ref.table)] = replace(statement, cells=cells)
        errors = [each for each in accounting_errors(accounts, tables) if each.rule == f"tie-{tie.id}"]
        assert len(errors) == 1
        assert "相差 0.01 元" in errors[0].what


BUSINESS = """
2020-03-01 * "某公司" "经营" #2060501 #30201
  fund: "{fund}"
  Expenses:7301-经营支出                                  7.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度           -7.00 CNY.B
2020-01-01 open Expenses:7301-经营支出 CNY.B
2020-02-01 * "财政局" "拨款" #2060501
  fund: "{fund}"
  Assets:8001-资金结存:800101-零余额账户用款额度           9.00 CNY.B
  Income:6001-财政拨款预算收入                            -9.00 CNY.B
"""


def test_fiscal_business_expenditure_is_spent_in_public_tables_alone(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + BUSINESS.format(fund="11"), encoding="utf-8", newline="\n")
    ledger = load(path)
    accounts = Accounts.of(ledger, 2020)
    assert accounts.statements["fiscal_budget"].cell("total", "spent").fen == 0
    assert beside(accounts)["published.fiscal_income_expenditure"].cell("total_expenditure", "total").fen == 700
    assert [each.shown() for each in check_all(ledger).findings if each.rule.startswith("tie-")] == []
