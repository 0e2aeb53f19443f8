"""What is installed is what is needed: three packages with their data, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_holds_the_packages_and_their_data(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "gov_accounts",
        "gov_accounts_ledger",
        "gov_accounts_plugins",
    }
    for data in (
        "chart/accounts.csv",
        "classification/functional.csv",
        "classification/economic.csv",
        "classification/fund.csv",
        "formats/2020/sangong.toml",
        "formats/2020/ties.toml",
        "parallel.toml",
        "closing.toml",
        "reconciliation.toml",
        "reports/budget_func.toml",
        "reports/budget_econ.toml",
        "reports/budget_project.toml",
        "template/template.toml",
        "template/main.beancount",
        "template/guide.md",
        "template/gitignore",
    ):
        assert f"gov_accounts_ledger/{data}" in names
    data_here = ROOT / "ledger" / "gov_accounts_ledger"
    assert {name for name in names if name.startswith("gov_accounts_ledger/")} == {
        f"gov_accounts_ledger/{path.relative_to(data_here).as_posix()}"
        for path in data_here.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "gov_accounts/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_runs_without_the_checkout(tmp_path: Path) -> None:
    """Unpacked in an empty folder and put first on the path, it makes the tables of a ledger."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    program = (
        "import sys\n"
        f"sys.path.insert(0, {str(site)!r})\n"
        "import gov_accounts, gov_accounts_ledger, gov_accounts_plugins\n"
        f"assert all(m.__file__.startswith({str(site)!r}) for m in (gov_accounts, gov_accounts_plugins))\n"
        "from gov_accounts.cli import main\n"
        "main(['report', sys.argv[1], '--format', 'json'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(ROOT / "tests" / "ledgers" / "clean.beancount")],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert '"2060501"' in done.stdout
