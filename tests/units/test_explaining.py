"""A department's figure is the sum of its units', and a unit's that of its postings."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.law.reading import DataError
from gov_accounts.printing.units import YUAN
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, ledgers
from gov_accounts.units.checking import hand_in
from gov_accounts.units.explaining import Place, by_units, postings_sheet, units_sheet
from gov_accounts.units.summed import Department, summed
from tests.support.draws import draws
from tests.support.many import YEAR, Unit, write_facts

pytest.importorskip("duckdb")
from gov_accounts.units.duck import Duck


@draws(12)
@given(st.lists(ledgers(YEAR, max_vouchers=20), min_size=1, max_size=3), st.data())
def test_figures_come_from_units_and_theirs_from_postings(drawn: list[RandomLedger], data: st.DataObject) -> None:
    units = [Unit(f"101{number:03}", each) for number, each in enumerate(drawn)]
    with tempfile.TemporaryDirectory() as folder:
        write_facts(units, Path(folder))
        engine = Duck()
        handed = hand_in(engine, engine.files([folder]))
        ledger = summed(handed, Department("某部门"))
        cells = [
            (Place(statement.format, *place), cell.fen)
            for statement in statements_of(ledger, YEAR).values()
            for place, cell in statement.cells.items()
            if cell.fen
        ]
        for place, fen in data.draw(st.lists(st.sampled_from(cells), max_size=4)) if cells else ():
            ledger = summed(handed, Department("某部门"))
            found = by_units(handed, ledger, YEAR, place)
            assert sum(found.values()) == fen, place.shown
            *rows, total = units_sheet(found, {}, place, YEAR, "某部门", YUAN).rows
            assert (len(rows), total.cells["amount"]) == (len(found), fen)
            for code, amount in found.items():
                own = summed(handed, Department(code, code))
                try:
                    sheet = postings_sheet(handed, own, YEAR, place, YUAN)
                except DataError:
                    assert place.form.key == "income_expenditure"
                    continue
                *rows, total = sheet.rows
                assert total.cells["amount"] == amount, (place.shown, code)
                assert rows
