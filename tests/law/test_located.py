"""A cell is found as a person calls it: by numbers where the form prints them, else by words, as many as tell it."""

from __future__ import annotations

import pytest

from gov_accounts.law.profile import official_profile, official_profiles
from tests.support.numbered import names

SHANGHAI = official_profile("2024-上海").formats.by_key


@pytest.mark.parametrize(
    ("table", "row", "column", "cell"),
    [
        ("income_expenditure", "总计", "收入·决算数", ("total_in", "amount")),
        ("income_expenditure", "总计", "支出/决算数", ("total_out", "amount")),
        ("income_expenditure", "总计", "支出决算数", ("total_out", "amount")),
        ("income_expenditure", "结余分配", "决算数", ("distribution", "amount")),
        ("income_expenditure", "一般公共服务支出", "决算数", ("201", "amount")),
        ("income_expenditure", "201", "支出·决算数", ("201", "amount")),
        ("general_expenditure", "2010101", "合计", ("2010101", "total")),
        ("general_expenditure", "合计", "基本支出", ("total", "basic")),
        ("fiscal_income_expenditure", "一、一般公共预算财政拨款", "收入·决算数", ("general", "amount")),
        ("fiscal_income_expenditure", "年初一般公共预算财政拨款结转和结余", "决算数", ("opening_general", "amount")),
        ("fiscal_income_expenditure", "总计", "一般公共预算财政拨款", ("total_out", "general")),
        ("general_basic", "公用经费合计", "决算数", ("public", "amount")),
        ("general_basic", "30901", "决算数", ("30901", "amount")),
        ("sangong", "合计", "公务接待费·决算数", ("total", "final_reception")),
        ("sangong", "合计", "公务用车购置及运行维护费·小计·预算数", ("total", "budget_vehicles")),
        ("sangong", "合计", "因公出国（境）费决算数", ("total", "final_abroad")),
        ("gov_fund", "合计", "本年支出·合计", ("total", "total")),
        ("state_capital", "合计", "年末结转和结余", ("total", "closing")),
    ],
)
def test_words_name_a_cell(table: str, row: str, column: str, cell: tuple[str, str]) -> None:
    assert SHANGHAI[table].located(row, column) == cell


@pytest.mark.parametrize(
    ("table", "row", "column", "several"),
    [
        ("income_expenditure", "总计", "决算数", {("total_in", "amount"), ("total_out", "amount")}),
        (
            "sangong",
            "合计",
            "决算数",
            {
                ("total", f"final_{each}")
                for each in ("total", "abroad", "vehicles", "purchase", "running", "reception")
            },
        ),
        ("income_expenditure", "", "决算数", set()),
        ("income_expenditure", "总计", "", set()),
        ("income_expenditure", "合计", "决算数", set()),
        ("income", "2010101", "9", set()),
    ],
)
def test_words_of_several_cells_or_none_name_none(
    table: str, row: str, column: str, several: set[tuple[str, str]]
) -> None:
    assert set(SHANGHAI[table].called(row, column)) == several
    assert SHANGHAI[table].located(row, column) is None


@pytest.mark.parametrize("profile", official_profiles())
def test_every_cell_is_found_by_its_own_name_and_by_its_keys(profile: str) -> None:
    """But those of blank rows that the form doesn't number, which nobody can call."""
    forms = official_profile(profile).formats.formats
    for form in forms:
        cells = [(key, column.key) for key, panel in form.fixed.items() for column in panel.columns]
        called = [cell for cell in cells if form.row_name(cell[0])]
        assert called
        for cell in called:
            assert form.located(*names(form, *cell)) == form.located(*cell) == cell
