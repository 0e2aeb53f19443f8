"""Random ledgers in Shanghai's forms: every printed cell is the oracle's, by the words beside it; every tie holds."""

from __future__ import annotations

import pytest
from hypothesis import given

from gov_accounts.law.profile import official_profile
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.rounding import round_statements
from gov_accounts.printing.units import WAN, YUAN
from gov_accounts.statements.figures import exact
from gov_accounts.statements.fill import Statement, make_statements
from gov_accounts.statements.ties import check_figures
from gov_accounts.testing import RandomLedger, ledgers, shanghai_tables
from tests.support.as_printed import figures
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.units import units_of

SHANGHAI = "2024-上海"
FORMS = [pytest.param("", 24, id="24"), pytest.param("26", 26, id="26")]
NO_ROW = {"231", "232"}
"""Classes that the form of 24 rows hasn't."""


def filled(drawn: RandomLedger, form: str) -> dict[str, Statement]:
    """The ledger in Shanghai's forms, whatever its year: nothing of a form but the names of codes is of a year."""
    with loaded(drawn) as ledger:
        return make_statements(official_profile(SHANGHAI, form).formats, ledger.groups, drawn.year, ledger.codes)


def fen(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


@pytest.mark.parametrize(("form", "classes"), FORMS)
@draws(60)
@given(drawn=ledgers())
def test_every_printed_cell_is_the_oracles(form: str, classes: int, drawn: RandomLedger) -> None:
    printed = [print_statement(each, "某单位", YUAN) for each in filled(drawn, form).values()]
    found = {each.title: {cell: fen(text) for cell, text in figures(each).items()} for each in printed}
    assert found == shanghai_tables(drawn.facts, drawn.year, classes)


@pytest.mark.parametrize(("form", "classes"), FORMS)
@draws(40)
@given(drawn=ledgers())
def test_ties_hold_but_where_money_has_no_row(form: str, classes: int, drawn: RandomLedger) -> None:
    """What a form has no row for is in its totals, and a tie says so: once for each total that it is in."""
    formats = official_profile(SHANGHAI, form).formats
    statements = filled(drawn, form)
    broken = {
        (each.equation.rule, each.left - each.right)
        for each in check_figures(exact(statements), formats)
        if not each.holds and each.equation.kind != "at-least" and each.equation.when == "always"
    }
    lost = [
        fact
        for fact in drawn.facts
        if fact.date.year == drawn.year and not fact.closing and fact.is_expenditure and (fact.func or "")[:3] in NO_ROW
    ]
    sums = {"income_expenditure": [sum(each.fen for each in lost)]}
    columns = (("11", "12", "13"), ("11",), ("12",), ("13",))
    sums["fiscal_income_expenditure"] = [sum(each.fen for each in lost if each.fund in funds) for funds in columns]
    expected = {(f"{key}-row-本年支出合计", each) for key, some in sums.items() for each in some if each}
    assert broken == (expected if classes == 24 else set())


@draws(40)
@given(statements=units_of(SHANGHAI, "26"))
def test_what_is_printed_adds_up(statements: dict[str, Statement]) -> None:
    formats = official_profile(SHANGHAI, "26").formats
    assert all(each.holds for each in check_figures(exact(statements), formats) if each.equation.kind != "at-least")
    rounding = round_statements(statements, formats, WAN)
    assert (rounding.conflict, rounding.unsolved, rounding.tails) == ((), False, ())
