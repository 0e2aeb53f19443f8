"""Random units and their facts; and what their sum must be, by the oracle, which knows nothing of either.

    PYTHONPATH=plugins:ledger:. python -m tests.support.many 2000 1 --engine duckdb

draws so many units, sums them, and compares every cell of the sum with the sum of the oracles.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as drawn_from

from gov_accounts.ledger import load
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, expected_tables, ledgers, write_to
from gov_accounts.units.checking import HandedIn, hand_in
from gov_accounts.units.duck import Duck
from gov_accounts.units.engine import Engine
from gov_accounts.units.spark import Spark
from gov_accounts.units.summed import Department, summed
from gov_accounts.units.writing import made
from tests.support.numbered import numbered_tables

YEAR = 2020
Tables = dict[str, dict[tuple[str, str], int]]


class Unit(NamedTuple):
    """A unit's code and its ledger."""

    code: str
    drawn: RandomLedger


def write_facts(units: Iterable[Unit], folder: Path) -> None:
    """The facts of all years of some units, a file each."""
    for code, drawn in units:
        with tempfile.TemporaryDirectory() as name:
            main = write_to(drawn, Path(name))
            with main.open("a", encoding="utf-8", newline="\n") as more:
                more.write(f'\n1999-01-01 custom "gov-unit" "code" "{code}"\n')
            ledger = load(main)
            years = sorted({entry.date.year for entry in ledger.entries if type(entry).__name__ == "Transaction"})
            for file, content in made(ledger, years).files.items():
                (folder / file).write_bytes(content)


def sum_of_oracles(units: Iterable[Unit], year: int = YEAR) -> Tables:
    """Every cell that isn't zero of the units' tables, added."""
    total: dict[str, Counter[tuple[str, str]]] = {}
    for unit in units:
        for key, table in expected_tables(unit.drawn.facts, year).items():
            cells = total.setdefault(key, Counter())
            for place, fen in table.items():
                cells[place] += fen
    return {key: {place: fen for place, fen in cells.items() if fen} for key, cells in total.items()}


def tables_of(handed: HandedIn, code: str = "", year: int = YEAR) -> Tables:
    """The tables of a department, filled from the sum."""
    return numbered_tables(statements_of(summed(handed, Department("某部门", code)), year))


def same(found: Mapping[str, Mapping[tuple[str, str], int]], wanted: Tables) -> bool:
    """Whether tables are alike; one without a figure may be left out."""
    return {key: dict(each) for key, each in found.items() if each} == {
        key: each for key, each in wanted.items() if each
    }


def drawn_units(count: int, seed: int) -> list[Unit]:
    """So many units of both kinds: every fifth department has ten."""
    found: list[RandomLedger] = []

    @drawn_from(seed)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(ledgers(YEAR, max_vouchers=20))
    def draw(drawn: RandomLedger) -> None:
        found.append(drawn)

    draw()
    return [Unit(f"{101 + number % 97}{number // 97 + 1:03}", drawn) for number, drawn in enumerate(found)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, sum, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("--engine", action="append", choices=("duckdb", "spark"))
    given_ = parser.parse_args(arguments)
    units = drawn_units(given_.count, given_.seed)
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        write_facts(units, Path(name))
        for engine_name in given_.engine or ["duckdb"]:
            engine: Engine = Spark("local[2]") if engine_name == "spark" else Duck()
            handed = hand_in(engine, engine.files([name]))
            for code in ("", *sorted({unit.code[:3] for unit in units})):
                of = [unit for unit in units if unit.code.startswith(code)]
                if not same(tables_of(handed, code), sum_of_oracles(of)):
                    wrong += 1
                    sys.stdout.write(f"{engine_name}: the sum of {code or 'all'} differs\n")
            sys.stdout.write(f"{engine_name}: {len(units)} units, {len(handed.sound)} files, {wrong} sums differ\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
