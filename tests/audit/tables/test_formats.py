"""The files that we write ourselves: every cell of every table is read as our JSON has it, whatever the format."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from gov_accounts.audit.reading import read
from gov_accounts.audit.tables import find_tables
from gov_accounts.cli import cli
from tests.audit.tables import made
from tests.support.paths import EXAMPLES

KINDS = ("pdf", "docx", "xlsx", "html", "json", "csv", "text")


@pytest.fixture(scope="module", params=["wuhan_2020", "puhui_2024"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An example's document in every format; the CSV as a folder with a file for each table."""
    found = tmp_path_factory.mktemp(request.param)
    year = request.param[-4:]
    for kind in KINDS:
        output = found.joinpath("csv" if kind == "csv" else "own.txt" if kind == "text" else f"own.{kind}")
        ledger = EXAMPLES.joinpath(request.param, "main.beancount")
        done = CliRunner().invoke(cli, ["report", str(ledger), "--year", year, "--format", kind, "-o", str(output)])
        assert done.exit_code == 0, done.output
    return found


def written(folder: Path) -> dict[made.Cell, Decimal]:
    """Every number by our JSON."""
    whole = json.loads(folder.joinpath("own.json").read_text(encoding="utf-8"))
    return {
        (table["key"], row["key"], {each["id"]: each["key"] for each in table["columns"]}[column]): Decimal(value)
        for table in whole["tables"]
        for row in table["rows"]
        for column, value in row["values"].items()
    }


def test_every_cell_of_every_format(folder: Path) -> None:
    expected = written(folder)
    for kind in KINDS:
        paths = sorted(folder.joinpath("csv").iterdir()) if kind == "csv" else [folder.joinpath(f"own.{kind}")]
        if kind == "text":
            paths = [folder.joinpath("own.txt")]
        found = find_tables(read(paths))
        assert made.found_figures(found) == expected, kind
        assert found.exactly, kind
        assert not found.unplaced, kind
        assert not found.unchecked, kind
        assert len(found.tables) == 9, kind
        if kind in ("pdf", "docx", "html", "xlsx"):
            assert found.year == (2024 if "puhui" in folder.name else 2020), kind
            assert found.profile.name == ("2024-上海" if "puhui" in folder.name else "2020"), kind
            assert found.unit_name, kind
        if kind == "pdf":
            assert all(
                spot.box is not None for table in found.tables.values() for spot in table.spots.values() if spot.printed
            )
