"""What is installed is what is needed: three packages with their data, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import DATA, LEDGERS, ROOT


def built(source: Path, target: str, folder: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (file,) = folder.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return file


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_the_packages_and_their_data(wheel: Path) -> None:
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
        "profiles/2020/forms/sangong.toml",
        "profiles/2020/ties.toml",
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
    data_here = DATA
    assert {name for name in names if name.startswith("gov_accounts_ledger/")} == {
        f"gov_accounts_ledger/{path.relative_to(data_here).as_posix()}"
        for path in data_here.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "gov_accounts/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_of_the_sdist_is_the_wheel(wheel: Path, tmp_path: Path) -> None:
    sdist = built(ROOT, "sdist", tmp_path)
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
        archive.extractall(tmp_path, filter="data")
    (top,) = {name.split("/")[0] for name in names}
    assert built(tmp_path / top, "wheel", tmp_path / "again").read_bytes() == wheel.read_bytes()
    # The checks come along, and nothing that is made while they run.
    assert f"{top}/tests/examples/test_package.py" in names
    assert not [name for name in names if re.search(r"__pycache__|/\.(venv|git|ci|\w+_cache|hypothesis)(/|$)", name)]


def test_what_is_installed_works_in_another_folder(wheel: Path, tmp_path: Path) -> None:
    """By its own command, from the files of the wheel and not from those here."""
    site, elsewhere = tmp_path / "site", tmp_path / "别处"
    elsewhere.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    program = (
        "import sys\n"
        f"sys.path.insert(0, {str(site)!r})\n"
        "import gov_accounts, gov_accounts_ledger, gov_accounts_plugins\n"
        f"assert all(m.__file__.startswith({str(site)!r}) for m in (gov_accounts, gov_accounts_plugins))\n"
        "from gov_accounts.cli import main\n"
        "main(sys.argv[1:])\n"
    )

    def gov_accounts(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=elsewhere,
            check=False,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    gov_accounts("init", "账本", "--name", "某某中心", "--year", "2020")
    gov_accounts("check", "账本/main.beancount")
    assert '"2060501"' in gov_accounts("report", str(LEDGERS / "clean.beancount"), "--format", "json")


def requirements() -> Iterator[str]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    yield from project["build-system"]["requires"]
    yield from project["project"]["dependencies"]
    for extra in project["project"]["optional-dependencies"].values():
        yield from extra


def test_every_requirement_names_the_lowest_version_it_was_tried_at() -> None:
    """`.ci/lowest` installs just these, so it must find each, and no two of one library may differ."""
    floors: dict[str, str] = {}
    for each in requirements():
        match = re.fullmatch(r"([A-Za-z0-9-]+)>=([0-9]+(?:\.[0-9]+)*)", each)
        assert match, each
        assert floors.setdefault(match[1], match[2]) == match[2]
