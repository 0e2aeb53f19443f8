"""Forms change from year to year: what holds for every ledger holds by each year's forms.

The oracle has small facts of its own for each year: which tables, rows and labels there are, and whose money is in
them. 2020's are asked about at greater length in ``test_every_ledger``.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.findings import Severity
from gov_accounts.law.form import Format
from gov_accounts.law.profile import profile_of
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.rounding import round_statements
from gov_accounts.printing.units import WAN, YUAN
from gov_accounts.statements.figures import exact
from gov_accounts.statements.ties import broken_ties, check_figures
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, ledgers
from gov_accounts.testing.oracle import form_of, labels
from tests.properties.test_every_ledger import CARRIED, as_dicts, errors_of
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.numbered import numbered_print, numbered_tables

YEARS = (2019, 2020, 2021, 2022, 2024)
CHANGED = (2019, 2022)
"""Years whose forms aren't those of the year before."""


def of(years: tuple[int, ...]) -> st.SearchStrategy[RandomLedger]:
    return st.sampled_from(years).flatmap(ledgers)


@pytest.mark.parametrize("year", YEARS)
def test_the_tables_of_a_year_have_its_titles_rows_and_labels(year: int) -> None:
    formats = profile_of(year).formats
    assert {each.key: each.title for each in formats.formats} == form_of(year).tables
    assert [each.key for each in formats.formats] == list(form_of(year).tables)
    assert [each.name for each in formats.formats] == [f"表{number}" for number in range(1, len(formats.formats) + 1)]
    for key, expected in labels(year).items():
        assert rows(formats.by_key[key]) == expected


def rows(form: Format) -> tuple[tuple[str, str], ...]:
    return tuple((row.no, row.label) for panel in form.panels for row in panel.rows)


@draws(120)
@given(of(CHANGED))
def test_every_cell_is_the_oracles_and_the_ledger_is_clean(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        assert not errors_of(ledger, drawn)
        assert numbered_tables(statements_of(ledger, drawn.year)) == as_dicts(drawn.expected)


@draws(20)
@given(of((2021, 2023, 2024)))
def test_years_that_changed_nothing_are_as_the_year_before(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        assert not errors_of(ledger, drawn)
        assert numbered_tables(statements_of(ledger, drawn.year)) == as_dicts(drawn.expected)


@draws(60)
@given(of(CHANGED))
def test_ties_hold_in_the_books_and_in_print(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        for year in {*ledger.years, drawn.year}:
            statements, formats = statements_of(ledger, year), profile_of(year).formats
            for each in check_figures(exact(statements), formats):
                excused = each.equation.kind == "at-least" or (each.equation.id in CARRIED and not drawn.closed)
                assert each.holds or excused, each
            for unit in (WAN, YUAN):
                rounding = round_statements(statements, formats, unit)
                assert not rounding.tails
                assert not rounding.conflict
                printed = {key: numbered_print(print_statement(each, "", rounding)) for key, each in statements.items()}
                assert_adds_up(printed, year)


def assert_adds_up(printed: Mapping[str, Mapping[tuple[str, str], Decimal]], year: int) -> None:
    """表1 and 表4 in print, by a second reading of their rows; and what other tables say of the same money."""
    form = form_of(year)
    size, funds = len(form.classes), len(form.funds)

    def at(key: str, row: int | str, column: str = "1") -> Decimal:
        return printed[key].get((str(row), column), Decimal(0))

    def total(key: str, first: int, count: int, column: str = "1") -> Decimal:
        return sum((at(key, row, column) for row in range(first, first + count)), Decimal(0))

    one, four = "income_expenditure", "fiscal_income_expenditure"
    right = size + 5
    assert total(one, 1, size) == at(one, size + 1) == at("income", "合计")
    assert total(one, size + 1, 3) == at(one, size + 4)
    assert total(one, right, size, "2") == at(one, right + size, "2") == at("expenditure", "合计")
    assert total(one, right + size, 3, "2") == at(one, right + size + 3, "2") == at(one, size + 4)
    assert total(one, 1, funds) == at("income", "合计", "2")
    last = size + 3 + funds
    assert total(four, 1, size) == at(four, size + 1) == total(one, 1, funds)
    assert total(four, size + 3, funds) == at(four, size + 2)
    assert at(four, size + 1) + at(four, size + 2) == at(four, last) == at(four, 2 * last, "2")
    for column in map(str, range(2, 3 + funds)):
        assert total(four, last + 1, size, column) == at(four, last + size + 1, column)
        assert total(four, last + size + 1, 2, column) == at(four, 2 * last, column)
    of_tables = (
        (at("general_expenditure", "合计"), at("gov_fund", "合计", "3"), at("state_capital", "合计"))
        if ("state_capital" in printed)
        else (at("general_expenditure", "合计"), at("gov_fund", "合计", "3"))
    )
    assert [at(four, last + size + 1, column) for column in ("3", "4", "5")[:funds]] == list(of_tables)
    assert at("sangong", "合计", "7") == sum(at("sangong", "合计", column) for column in ("8", "9", "12"))


@draws(60)
@given(ledgers(2019))
def test_state_capital_money_that_2019s_form_has_no_row_for_is_told(drawn: RandomLedger) -> None:
    """Its income is in 其他收入, its expenditure in 其他支出 or under its function; a notice says how much."""
    flows = [fact for fact in drawn.facts if fact.date.year == 2019 and not fact.closing and fact.fund == "13"]
    with loaded(drawn) as ledger:
        statements, formats = statements_of(ledger, 2019), profile_of(2019).formats
        noticed = {each.rule: each for each in broken_ties(exact(statements), formats) if "state-capital" in each.rule}
    for kind, first in (("income", "6"), ("expenditure", "7")):
        fen = sum(fact.fen for fact in flows if fact.account.startswith(first))
        notice = noticed.get(f"tie-state-capital-{kind}")
        assert (notice is not None) == (fen > 0)
        if notice is not None:
            assert notice.severity is Severity.NOTICE
            assert f"少 {fen // 100:,}.{fen % 100:02} 元" in notice.what
