"""A year whose forms aren't last year's goes on where last year ended, exactly and in print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gov_accounts.law.codes import official_codes
from gov_accounts.law.formula import Reference
from gov_accounts.law.profile import profile_of
from gov_accounts.money import BUDGETARY
from gov_accounts.printing.units import WAN
from gov_accounts.printing.years import PrintedYears
from gov_accounts.statements.fill import make_statements
from gov_accounts.statements.ties import equations, with_previous
from gov_accounts.statements.years import statements_of
from gov_accounts.testing.oracle import form_of, labels
from tests.properties.test_two_years import (
    CARRIED,
    FISCAL,
    FISCAL_CARRIED,
    Entered,
    closed,
    entered,
    two_years,
    wrong,
)
from tests.support.draws import draws
from tests.support.numbered import keys
from tests.support.two_years import TwoYears

if TYPE_CHECKING:
    from gov_accounts.statements.fill import Statement

CHANGES = (2019, 2020, 2021)
"""The year before each change of forms; from 2020 to 2021 nothing but the title changes."""
ONE, FOUR, EIGHT = "income_expenditure", "fiscal_income_expenditure", "gov_fund"


class Carried(NamedTuple):
    """What a year ends with, and the next begins with: table, row and column as each year's form calls them."""

    table: str
    end: tuple[str, str]
    begin: tuple[str, str]


def carried_cells(year: int, ends: Mapping[str, Statement], begins: Mapping[str, Statement]) -> Iterator[Carried]:
    """By labels: 表1's one, 表4's of each fund that both forms have, 表8's rows."""
    yield Carried(ONE, (labelled(year, ONE, "年末结转和结余"), "2"), (labelled(year + 1, ONE, "年初结转和结余"), "1"))
    size = len(form_of(year + 1).classes)
    for place, fund in enumerate(form_of(year + 1).funds):
        if fund in form_of(year).funds:
            end = (labelled(year, FOUR, "年末财政拨款结转和结余"), str(3 + form_of(year).funds.index(fund)))
            yield Carried(FOUR, end, (str(size + 3 + place), "1"))
    for row in dict.fromkeys(row.row.name for tables in (ends, begins) for _, row in tables[EIGHT].rows()):
        yield Carried(EIGHT, (row, "6"), (row, "1"))


def labelled(year: int, table: str, label: str) -> str:
    """The 行次 of a label."""
    (row,) = (number for number, each in labels(year)[table] if each == label)
    return row


def fen(statement: Statement, name: tuple[str, str]) -> int:
    return statement.cell(*keys(statement.format, *name)).fen


def held_by_fund(books: list[Entered], year: int) -> dict[str, int]:
    """What 8101 and 8102 of each fund hold as a year begins, and what is adjusted within it."""
    return {
        fund: -sum(
            each.fen
            for each in books
            if each.code in FISCAL_CARRIED
            and each.fund == fund
            and (each.date.year < year or (each.date.year == year and not each.closing))
        )
        for fund in FISCAL
    }


@draws(60)
@given(st.sampled_from(CHANGES).flatmap(two_years))
def test_a_year_of_other_forms_begins_where_the_last_one_ended(drawn: TwoYears) -> None:
    with closed(drawn) as (ledger, years):
        assert [each.shown() for each in wrong(ledger)] == []
        books = [each for each in entered(ledger) if each.commodity == BUDGETARY]
        # 经营支出 from fiscal money is against the law (closing-fiscal-business), and parts tables and books.
        assume(not any(each.code == "7301" and each.fund in FISCAL for each in books))
        for year in (each for each in years if {each, each + 1} <= {*years} & {*ledger.years}):
            ends, begins = statements_of(ledger, year), statements_of(ledger, year + 1)
            adjusted = any(each.code in CARRIED and each.date.year == year + 1 and not each.closing for each in books)
            held = held_by_fund(books, year + 1)
            size = len(form_of(year + 1).classes)
            for place, fund in enumerate(form_of(year + 1).funds):
                assert fen(begins[FOUR], (str(size + 3 + place), "1")) == held[fund]
            before = sum(each.fen for each in books if each.code in CARRIED and each.date.year <= year)
            now = sum(
                each.fen for each in books if each.code in CARRIED and each.date.year == year + 1 and not each.closing
            )
            assert fen(begins[ONE], (labelled(year + 1, ONE, "年初结转和结余"), "1")) == -before - now
            printed = PrintedYears.of(ledger, WAN)
            for table, end, begin in carried_cells(year, ends, begins):
                exact = fen(ends[table], end), fen(begins[table], begin)
                assert exact[0] == exact[1] or adjusted or table == ONE
                if exact[0] == exact[1]:
                    both = (
                        printed.rounding(year).value(named(ends[table], end)),
                        printed.rounding(year + 1).value(named(begins[table], begin)),
                    )
                    assert both[0] == both[1] or printed.rounding(year + 1).changed_since


def named(statement: Statement, name: tuple[str, str]) -> Reference:
    row, column = keys(statement.format, *name)
    return Reference(row, column, statement.format.key)


@pytest.mark.parametrize(
    ("year", "gone"), [(2020, {"carried-fiscal-28", "carried-fiscal-31"}), (2021, set()), (2022, set())]
)
def test_ties_to_last_year_name_only_what_its_form_has(year: int, gone: set[str]) -> None:
    """2019's 表4 has no column of 国有资本经营预算 to go on from, and its total is without it."""
    codes = official_codes()
    formats = profile_of(year).formats
    last = make_statements(profile_of(year - 1).formats, (), year - 1, codes)
    tables = with_previous(make_statements(formats, (), year, codes), last)
    about_last = {
        tie.id for tie in formats.ties if any(str(each.table).startswith("previous.") for each in tie.references())
    }
    assert {each.rule for each in equations(tables, formats)} & about_last == about_last - gone
    assert len(about_last) > 5
