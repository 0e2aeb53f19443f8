"""How long many units take to add up, against DuckDB's bare ``sum(fen) GROUP BY`` of the same columns, in one run.

So many units of 10,000 postings each are made (every unit's codes and accounts its own mix), then consolidated as
``gov-accounts consolidate`` does it: every file hashed, sums made, checked against the manifests, tables filled and
rounded. Beside it the bare query on the same files. To run it::

    python -m benchmarks.bench_units [--units 50 500 5000] [--folder FOLDER] [--engine duckdb|spark]

Figures are ratios of this machine and this run; memory is the process's highest.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from gov_accounts.printing.units import WAN
from gov_accounts.printing.years import PrintedYears
from gov_accounts.units.checking import hand_in
from gov_accounts.units.duck import Duck
from gov_accounts.units.facts import COLUMNS, MANIFEST, TAIL, Manifest, footer_size
from gov_accounts.units.spark import Spark
from gov_accounts.units.summed import Department, summed

if TYPE_CHECKING:
    from gov_accounts.units.engine import Engine

ROWS = 10_000
YEAR = 2020
BARE = """
SELECT unit_code, year, book, code, counted, func, econ, fund, project, closing, counterparty, sum(fen)
FROM facts GROUP BY ALL
"""
ACCOUNTS = (("B", "7201", "2060501", "30201"), ("B", "7101", "2010301", "30101"), ("B", "6001", "2060501", ""))
MAKE = """
SELECT '{unit}' AS unit_code, '单位{unit}' AS unit_name, CAST({year} AS INTEGER) AS year,
       CASE WHEN i % 2 = 0 THEN 'B' ELSE 'F' END AS book,
       CAST(DATE '{year}-01-01' + CAST(i % 365 AS INTEGER) AS DATE) AS date,
       code, 'Expenses:' || code || '-科目:明细' || (i % 7) AS account,
       func, econ, fund, CASE WHEN i % 3 = 0 THEN 'P' || (i % 5) ELSE '' END AS project,
       CAST(hash(i, {seed}) % 10000000 AS BIGINT) - 5000000 AS fen,
       false AS closing, false AS derived, '记-' || (i % 12 + 1) || '-' || i AS voucher,
       (i % 12 + 1) || '月.beancount' AS file, CAST(i AS INTEGER) AS line, '某公司' AS payee, '付款' || i AS narration,
       code AS counted, '' AS counterparty
FROM (SELECT i,
             CASE WHEN i % 2 = 1 THEN ['5001', '1002', '4001', '2307'][1 + i % 4]
                  ELSE ['7201', '8001', '6001', '6101', '7101'][1 + i // 2 % 5] END AS code,
             ['2060501', '2060599', '2080505', '2101102', '2210201'][1 + (i // 10 + {seed}) % 5] AS func,
             ['30101', '30201', '30206', '30211', '31002'][1 + (i // 50 + {seed}) % 5] AS econ,
             ['11', '3', '2'][1 + i // 250 % 3] AS fund
      FROM range({rows}) t(i))
ORDER BY book, code, account, func, econ
"""


def make(folder: Path, first: int, last: int) -> None:
    """The facts of some units, as `export` seals them."""
    connection = duckdb.connect()
    for number in range(first, last):
        unit = f"{101 + number // 100}{number % 100:03}"
        connection.execute(
            f"CREATE OR REPLACE TABLE facts AS {MAKE.format(unit=unit, year=YEAR, seed=number, rows=ROWS)}"
        )
        debits = dict(
            connection.execute("SELECT book, sum(greatest(fen, 0))::BIGINT FROM facts GROUP BY book").fetchall()
        )
        manifest = Manifest(
            unit, f"单位{unit}", "事业单位", "", "", YEAR, YEAR, "2020", (), (), (), "", "", "bench", ROWS,
            {"F": 0, "B": 0, "A": 0, **debits}, "",
        )  # fmt: skip
        path = folder / f"{unit}-{YEAR}.parquet"
        for _ in range(2):
            text = manifest.text().replace("'", "''")
            connection.execute(
                f"COPY facts TO '{path}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{MANIFEST}: '{text}'}})"
            )
            content = path.read_bytes()
            data = content[: -TAIL - footer_size(content[-TAIL:])]
            manifest = replace(manifest, data=hashlib.sha256(data).hexdigest())


def bare(files: list[str]) -> int:
    """The bare query."""
    connection = duckdb.connect()
    connection.read_parquet(files).select(*COLUMNS).create_view("facts")
    connection.execute(f"CREATE TABLE bare AS {BARE}")
    return len(files)


def consolidated(engine: Engine, files: list[str]) -> int:
    """All that the command does but write."""
    handed = hand_in(engine, files)
    ledger = summed(handed, Department("某部门"))
    years = PrintedYears.of(ledger, WAN)
    return len(years.rounding(YEAR).printed)


def timed(work: Callable[[], int], times: int) -> float:
    """The median of so many runs, in seconds."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def main() -> int:
    """Make, sum, say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="+", default=[50, 500, 5000])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    random.seed(1)
    with tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name)
        folder.mkdir(exist_ok=True)
        made = len(list(folder.glob("*.parquet")))
        engine: Engine | None = Spark("local[2]") if given.engine == "spark" else None
        for units in sorted(given.units):
            make(folder, made, units)
            made = max(made, units)
            files = sorted(map(str, folder.glob("*.parquet")))[:units]
            size = sum(Path(each).stat().st_size for each in files)
            one = timed(lambda files=files: bare(files), given.times)  # type: ignore[misc]
            whole = timed(lambda files=files: consolidated(engine or Duck(), files), given.times)  # type: ignore[misc]
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            sys.stdout.write(
                f"{units} units, {units * ROWS:,} rows, {size // 1_000_000} MB: bare {one:.2f} s, "
                f"{given.engine} {whole:.2f} s, ratio {whole / one:.2f}, highest memory {peak} MB\n"
            )
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
