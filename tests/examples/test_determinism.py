"""The same ledger gives the same bytes: twice, and under another locale, time zone, hash seed and folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import EXAMPLES, LEDGERS

EXAMPLE = EXAMPLES / "wuhan_2020"
ENVIRONMENTS = (
    {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    {"LC_ALL": "zh_CN.GBK", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1"},
    {"LC_ALL": "C", "TZ": "America/St_Johns", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0"},
)


def run(folder: Path, environment: dict[str, str], *arguments: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", "gov_accounts", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.parametrize("kind", ["text", "csv", "json", "xlsx"])
def test_same_ledger_same_bytes(tmp_path: Path, kind: str) -> None:
    elsewhere = tmp_path / "另一处 with spaces"
    shutil.copytree(EXAMPLE, elsewhere)
    arguments = ("report", "main.beancount", "--format", kind)
    outputs = [run(EXAMPLE, environment, *arguments) for environment in ENVIRONMENTS]
    outputs.append(run(elsewhere, ENVIRONMENTS[0], *arguments))
    assert len(outputs[0]) > 5000
    assert len(set(outputs)) == 1


def test_explanations_and_findings_too() -> None:
    for arguments in (("explain", "clean.beancount", "1", "59", "2", "--full"), ("check", "clean.beancount")):
        assert len({run(LEDGERS, environment, *arguments) for environment in ENVIRONMENTS}) == 1


def test_files_are_the_bytes_of_standard_output(tmp_path: Path) -> None:
    """And a folder of CSV files has one for each table, readable by Excel."""
    arguments = ("report", "main.beancount", "--format")
    for kind in ("text", "json", "xlsx"):
        target = tmp_path / f"表.{kind}"
        run(EXAMPLE, ENVIRONMENTS[0], *arguments, kind, "-o", str(target))
        assert target.read_bytes() == run(EXAMPLE, ENVIRONMENTS[0], *arguments, kind)
    run(EXAMPLE, ENVIRONMENTS[0], *arguments, "csv", "-o", str(tmp_path / "决算表"))
    names = sorted(path.name for path in (tmp_path / "决算表").iterdir())
    assert names == [f"表{number}.csv" for number in range(1, 10)]
    assert (tmp_path / "决算表" / "表5.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_other_libraries_in_the_process_change_nothing(kind: str) -> None:
    """openpyxl tells lxml prefixes of name spaces, for all who write XML."""
    pytest.importorskip("docx")
    run_command = f"from gov_accounts.cli import main; main(['report', 'main.beancount', '--format', '{kind}'])"
    outputs = {
        subprocess.run([sys.executable, "-c", first + run_command], cwd=EXAMPLE, capture_output=True, check=True).stdout
        for first in ("", "import openpyxl; ")
    }
    assert len(outputs) == 1
