"""A department of twelve invented units: what they pay each other, its tables, and its printed document."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from gov_accounts.audit.audited import audit
from gov_accounts.findings import errors
from gov_accounts.ledger import load
from tests.support.paths import EXAMPLES

pytest.importorskip("duckdb")
FOLDER = EXAMPLES / "yunxi_2020"
LEDGERS = sorted(FOLDER.glob("*.beancount"))


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The facts of all units, and beside them what a department writes itself."""
    folder = tmp_path_factory.mktemp("yunxi")
    for each in LEDGERS:
        run("export", each, "--format", "parquet", "-o", folder / "facts")
    for name in ("单位清单.csv", "disclosure.toml"):
        shutil.copy(FOLDER / name, folder)
    return folder


def run(*arguments: object, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "gov_accounts", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done.stdout


def consolidate(facts: Path, *more: object, status: int = 1) -> str:
    listed = ("--units", facts / "单位清单.csv", "--level", "301")
    return run("consolidate", facts / "facts", "--year", 2020, *listed, *more, status=status)


def test_every_ledger_is_clean() -> None:
    assert len(LEDGERS) == 12
    for each in LEDGERS:
        ledger = load(each)
        assert [finding.shown() for finding in (*errors(ledger.findings), *ledger.slips())] == []


def test_the_tables_are_the_units_without_what_they_pay_each_other(facts: Path) -> None:
    """By the units' own tables as JSON, in yuan, where nothing is rounded."""
    units: Counter[tuple[str, str, str]] = Counter()
    for each in LEDGERS:
        add(units, json.loads(run("report", each, "--year", 2020, "--unit", "yuan", "--format", "json")))
    before: Counter[tuple[str, str, str]] = Counter()
    add(before, json.loads(consolidate(facts, "--unit", "yuan", "--format", "json", status=0)))
    assert +before == +units
    after: Counter[tuple[str, str, str]] = Counter()
    made = json.loads(consolidate(facts, "--unit", "yuan", "--format", "json", "--eliminate"))
    assert (made["units"], made["unit_name"]) == (12, "云溪区文化和旅游局")
    add(after, made)
    gone = {place: before[place] - after[place] for place in before if before[place] != after[place]}
    assert set(gone.values()) == {Decimal(20000), Decimal(60000), Decimal(80000)}
    assert gone["income", "total", "superior"] == gone["expenditure", "total", "subsidiary"] == 20000
    assert gone["income", "total", "subsidiary"] == gone["expenditure", "total", "superior"] == 60000


def add(cells: Counter[tuple[str, str, str]], made: dict[str, object]) -> None:
    tables = made["tables"]
    assert isinstance(tables, list)
    for table in tables:
        keys = {column["id"]: column["key"] for column in table["columns"]}
        for row in table["rows"]:
            for column, value in row["values"].items():
                cells[table["key"], row["key"], keys[column]] += Decimal(value)  # type: ignore[assignment]


def test_what_differs_is_listed(facts: Path) -> None:
    rows = json.loads(consolidate(facts, "--differences", "--format", "json"))["tables"][0]["rows"]
    states = Counter((row["state"], row.get("difference")) for row in rows)
    assert states == {
        ("不符", "1000.00"): 2,
        ("不符", "9000.00"): 2,
        ("已抵销", None): 2,
        ("相符", None): 3,
    }


@pytest.mark.parametrize("kind", ["docx", "html", "pdf", "xlsx"])
def test_its_document_audits_clean(facts: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"云溪.{kind}"
    consolidate(facts, "--eliminate", "--format", kind, "-o", path)
    result = audit([path])
    assert result.tables.unit_name == "云溪区文化和旅游局"
    assert [each.what for each in result.findings] == []
    text = "".join(each.text for each in result.prose.sections)
    assert "12个单位的决算汇总组成" in text.replace(" ", "")
    assert "数字图书馆建设" in text
