"""A row a unit: exact figures are the oracle's, printed ones add up down and across."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.units import WAN, YUAN
from gov_accounts.printing.years import PrintedYears
from gov_accounts.testing import RandomLedger, expected_tables, ledgers
from gov_accounts.units.by_unit import TOTAL, exact_by_unit, has_total, print_by_unit
from gov_accounts.units.checking import hand_in
from gov_accounts.units.summed import Department, summed
from tests.support.draws import draws
from tests.support.many import YEAR, Unit, write_facts
from tests.support.numbered import names

pytest.importorskip("duckdb")
from gov_accounts.units.duck import Duck


@draws(24)
@given(st.lists(ledgers(YEAR, max_vouchers=20), min_size=1, max_size=6))
def test_rows_are_the_oracles_and_add_up(drawn: list[RandomLedger]) -> None:
    units = [Unit(f"101{number:03}", each) for number, each in enumerate(drawn)]
    with tempfile.TemporaryDirectory() as folder:
        write_facts(units, Path(folder))
        engine = Duck()
        handed = hand_in(engine, engine.files([folder]))
        ledger = summed(handed, Department("某部门"))
        called = {code: each.unit_name for code, each in handed.known(YEAR).items()}
        for money in (WAN, YUAN):
            years = PrintedYears.of(ledger, money)
            statements, rounding = years.tables.year(YEAR), years.rounding(YEAR)
            for key, statement in statements.items():
                form = statement.format
                if not has_total(form):
                    continue
                exact = exact_by_unit(engine, ledger, YEAR, form)
                for code, each in units:
                    oracle = expected_tables(each.facts, YEAR)[key]
                    for column in form.fixed[TOTAL].columns:
                        expected = oracle.get(names(form, TOTAL, column.key), 0)
                        assert exact.get(code, {}).get(column.key, 0) == expected, (key, code, column.key)
                whole = print_statement(statement, "某部门", rounding)
                total = next(row for panel in whole.panels for row in panel.rows if row.key == TOTAL)
                (panel,) = print_by_unit(statement, rounding, exact, called, "某部门").panels
                first, *rows = panel.rows
                assert first.values == total.values
                assert [row.key for row in rows] == sorted(called)
                for column in panel.columns:
                    printed = sum((row.values.get(column.key, Decimal(0)) for row in rows), Decimal(0))
                    assert printed == total.values.get(column.key, 0), (key, column.key)
                if key == "expenditure":
                    for row in rows:
                        parts = sum((value for name, value in row.values.items() if name != TOTAL), Decimal(0))
                        assert row.values.get(TOTAL, Decimal(0)) == parts
