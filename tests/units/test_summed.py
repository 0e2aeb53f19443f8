"""The sum of many units: every cell is the sum of what the oracle says of each."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.findings import errors
from gov_accounts.ledger import load
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.units import WAN
from gov_accounts.printing.years import PrintedYears
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, ledgers
from gov_accounts.units.checking import hand_in
from gov_accounts.units.summed import Department, broken_in, summed
from gov_accounts.units.writing import made
from tests.support.draws import draws
from tests.support.many import YEAR, Unit, same, sum_of_oracles, tables_of, write_facts
from tests.support.paths import EXAMPLES

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


@pytest.mark.parametrize("example", ["wuhan_2020", "qingshi_2019_2020", "puhui_2024"])
def test_one_unit_is_printed_as_by_itself(example: str, tmp_path: Path) -> None:
    """Every year, by whatever forms it goes: figures, notes and names of codes."""
    shutil.copytree(EXAMPLES / example, tmp_path / example)
    main = tmp_path / example / "main.beancount"
    main.write_text(main.read_text(encoding="utf-8") + '\n1999-01-01 custom "gov-unit" "code" "101001"\n', "utf-8")
    own = load(main)
    years = sorted({each.date.year for each in own.entries if type(each).__name__ == "Transaction"})
    for file, content in made(own, years).files.items():
        (tmp_path / file).write_bytes(content)
    engine = Duck()
    handed = hand_in(engine, engine.files([str(tmp_path / "*.parquet")]))
    ledger = summed(handed, Department(own.unit_name, "101001"))
    assert ledger.years == own.years
    for year in own.years:
        assert ledger.profile(year) is own.profile(year)
        found, wanted = (PrintedYears.of(each, WAN).year(year) for each in (ledger, own))
        for key, statement in wanted.statements.items():
            assert print_statement(found.statements[key], own.unit_name, found.rounding) == print_statement(
                statement, own.unit_name, wanted.rounding
            )
        assert errors(broken_in(ledger, year)) == []
