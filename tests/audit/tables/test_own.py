"""Our own tables are read back cell by cell: every profile, every layout, random ledgers."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.audit.tables import find_tables
from gov_accounts.books.ledger import Ledger
from gov_accounts.law.profile import official_profile
from gov_accounts.ledger import load
from gov_accounts.printing.units import WAN, YUAN
from gov_accounts.statements.fill import Statement
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, ledgers
from tests.audit.tables import made
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.paths import EXAMPLES

CHOSEN = {"2021": "2021", "2023": "2023"}


@cache
def example(name: str) -> Ledger:
    return load(EXAMPLES.joinpath(name, "main.beancount"))


def statements(ledger: Ledger, year: int, name: str, variant: str) -> dict[str, Statement]:
    return statements_of(ledger, year, official_profile(name, variant).formats)


@pytest.mark.parametrize("layout", made.LAYOUTS)
@pytest.mark.parametrize(("name", "variant"), made.VARIANTS, ids=str)
def test_every_profile_in_every_layout(name: str, variant: str, layout: str) -> None:
    check(example("wuhan_2020"), 2020, name, variant, layout)


@pytest.mark.parametrize("layout", made.LAYOUTS)
@pytest.mark.parametrize(
    ("ledger", "year", "name"), [("puhui_2024", 2024, "2024-上海"), ("qingshi_2019_2020", 2019, "2019")]
)
def test_examples(ledger: str, year: int, name: str, layout: str) -> None:
    check(example(ledger), year, name, "", layout)


@given(
    drawn=ledgers(), chosen=st.sampled_from(made.VARIANTS), layout=st.sampled_from([*made.LAYOUTS]), yuan=st.booleans()
)
@draws(60)
def test_random_ledgers(drawn: RandomLedger, chosen: tuple[str, str], layout: str, *, yuan: bool) -> None:
    with loaded(drawn) as ledger:
        check(ledger, drawn.year, *chosen, layout, yuan=yuan)


def check(ledger: Ledger, year: int, name: str, variant: str, layout: str, *, yuan: bool = False) -> None:
    profile = official_profile(name, variant)
    tables = made.printed_tables(statements(ledger, year, name, variant), profile, YUAN if yuan else WAN)
    found = find_tables(made.LAYOUTS[layout](tables))
    assert not found.unplaced
    assert made.found_figures(found) == made.figures(tables)
    assert made.found_blanks(found) >= made.blanks(tables)
    assert [*found.tables] == [each.key for each in tables]
    assert not found.unchecked
