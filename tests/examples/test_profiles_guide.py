"""docs/profiles.md, followed word for word: each file it shows is written, and each answer it promises is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gov_accounts.ledger import load
from gov_accounts.statements.years import statements_of
from tests.support.commands import run
from tests.support.paths import DOCS, LEDGERS

GUIDE = (DOCS / "profiles.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)


def steps() -> Iterator[tuple[dict[str, str], str]]:
    """The files written since the last answer, and the answer."""
    files: dict[str, str] = {}
    for language, text in BLOCKS:
        if language == "toml":
            files[text.partition("\n")[0].removeprefix("# ")] = text
        elif language == "text":
            yield files, text
            files = {}
    assert not files, "the last file is not checked"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    new = next(text for language, text in BLOCKS if language == "sh")
    assert run(*new.split()[1:]).endswith("退出码 0\n")
    return tmp_path / "账本"


def test_each_step_is_answered_as_it_says(folder: Path) -> None:
    """What was wrong only to show it is taken away again: of the last part, each file by itself."""
    check = next(text for language, text in BLOCKS if language == "sh" and "--check" in text).split()[1:]
    assert len(list(steps())) > 12
    good: dict[str, str] = {}
    for files, answer in steps():
        write(folder, files)
        said = run(*check)
        assert answer.rstrip("\n") in said.splitlines(), (list(files), said)
        works = answer.startswith("可以用")
        assert said.endswith("退出码 0\n" if works else "退出码 1\n")
        if works:
            good = {str(each.relative_to(folder)): each.read_text(encoding="utf-8") for each in toml_files(folder)}
        elif "常见的写错" in GUIDE[: GUIDE.index(answer)]:
            for each in toml_files(folder):
                each.unlink()
            write(folder, good)


def toml_files(folder: Path) -> list[Path]:
    return sorted(each for each in folder.rglob("*") if ".toml" in each.name)


def test_a_ledger_goes_by_it(folder: Path) -> None:
    for files, answer in steps():
        if "常见的写错" in GUIDE[: GUIDE.index(answer)]:
            break
        write(folder, files)
    (line,) = (text for language, text in BLOCKS if language == "beancount")
    text = (LEDGERS / "clean.beancount").read_text(encoding="utf-8").replace("2020-", "2026-")
    (folder / "main.beancount").write_text(f"{text}\n{line}", encoding="utf-8")
    ledger = load(folder / "main.beancount")
    assert [each.rule for each in ledger.findings] == ["quota-retired"]
    assert ledger.profile(2026).title == "某地 2026 年度部门决算公开表样"
    assert ledger.profile(2025).name == "2024"
    tables = statements_of(ledger, 2026)
    assert list(tables)[6] == "sangong"
    assert "234" not in tables["income_expenditure"].format.fixed
    assert tables["general_expenditure"].cell("2060501", "personnel").fen == 0
    assert tables["general_expenditure"].cell("2060501", "basic").fen == 9940
