"""Spark gives what DuckDB gives, from the same SQL: started by the test, on two cores of this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gov_accounts.units.by_unit import exact_by_unit
from gov_accounts.units.checking import HandedIn, hand_in
from gov_accounts.units.elimination import eliminate
from gov_accounts.units.engine import Engine
from gov_accounts.units.summed import Department, summed
from tests.support.many import YEAR, Unit, drawn_units, same, sum_of_oracles, tables_of, write_facts

pytest.importorskip("duckdb")
if os.environ.get("GOV_ACCOUNTS_SPARK") != "required":
    pytest.importorskip("pyspark")
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("no Java", allow_module_level=True)
from gov_accounts.units.duck import Duck
from gov_accounts.units.spark import Spark

UNITS = 8


@pytest.fixture(scope="module")
def units() -> list[Unit]:
    return drawn_units(UNITS, 5)


@pytest.fixture(scope="module")
def folder(units: list[Unit], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("facts")
    write_facts(units, made)
    return made


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    engine = Spark("local[2]")
    yield engine
    engine.stop()


def handed_in(engine: Engine, folder: Path) -> HandedIn:
    return hand_in(engine, engine.files([str(folder)]))


def test_every_cell_is_the_sum_of_the_oracles(spark: Spark, units: list[Unit], folder: Path) -> None:
    handed = handed_in(spark, folder)
    assert handed.findings == ()
    for code in ("", units[0].code[:3], units[-1].code):
        of = [unit for unit in units if unit.code.startswith(code)]
        assert same(tables_of(handed, code), sum_of_oracles(of))


def test_units_and_what_is_between_them_are_the_same(spark: Spark, folder: Path) -> None:
    found = []
    for engine in (Duck(), spark):
        handed = handed_in(engine, folder)
        ledger = summed(handed, Department("某部门"))
        forms = {each.key: each for each in ledger.profile(YEAR).formats.formats}
        by_unit = {key: exact_by_unit(engine, ledger, YEAR, forms[key]) for key in ("income", "expenditure", "sangong")}
        found.append((ledger.groups, by_unit, eliminate(engine, YEAR)))
    assert found[0] == found[1]


@pytest.mark.parametrize("spoil", [lambda c: c[:-100], lambda c: c[:40] + bytes([c[40] ^ 1]) + c[41:], lambda _: b"no"])
def test_a_spoiled_file_is_named(spark: Spark, folder: Path, tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    bad, *others = sorted(folder.iterdir())
    for each in others:
        (tmp_path / each.name).write_bytes(each.read_bytes())
    (tmp_path / bad.name).write_bytes(spoil(bad.read_bytes()))
    (finding, *_) = handed_in(spark, tmp_path).findings
    assert (finding.rule, finding.place is not None and finding.place.file.endswith(bad.name)) == (
        "facts-unusable",
        True,
    )
