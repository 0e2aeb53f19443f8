"""The sum of many units: every cell is the sum of what the oracle says of each."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, ledgers
from gov_accounts.units.checking import hand_in
from gov_accounts.units.summed import Department, summed
from tests.support.draws import draws
from tests.support.many import YEAR, Unit, same, sum_of_oracles, tables_of, write_facts

pytest.importorskip("duckdb")
from gov_accounts.units.duck import Duck

UNITS = st.lists(ledgers(YEAR, max_vouchers=20), min_size=1, max_size=6)


@draws(40)
@given(UNITS)
def test_every_cell_is_the_sum_of_the_oracles(drawn: list[RandomLedger]) -> None:
    units = [Unit(f"10{1 + number % 2}{number:03}", each) for number, each in enumerate(drawn)]
    with tempfile.TemporaryDirectory() as name:
        write_facts(units, Path(name))
        engine = Duck()
        handed = hand_in(engine, engine.files([name]))
        for code in ("", "101", "102", units[0].code):
            of = [unit for unit in units if unit.code.startswith(code)]
            assert same(tables_of(handed, code), sum_of_oracles(of))


@draws(12)
@given(UNITS, st.randoms(use_true_random=False))
def test_any_order_and_place_of_the_files_gives_the_same(drawn: list[RandomLedger], chance: random.Random) -> None:
    units = [Unit(f"101{number:03}", each) for number, each in enumerate(drawn)]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        write_facts(units, Path(one))
        files = sorted(Path(one).iterdir())
        for number, file in enumerate(files):
            folder = Path(other) / str(chance.randrange(3))
            folder.mkdir(exist_ok=True)
            (folder / f"{chance.randrange(1000)}-{number}.parquet").write_bytes(file.read_bytes())
        found = []
        for where in (one, other):
            engine = Duck()
            ledger = summed(hand_in(engine, engine.files([where])), Department("某部门"))
            found.append((ledger.groups, statements_of(ledger, YEAR)))
        assert found[0] == found[1]
