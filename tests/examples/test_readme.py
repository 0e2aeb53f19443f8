"""The README is true: its ledger loads clean, its commands exist, its files are there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest

from gov_accounts.cli import cli
from gov_accounts.ledger import load
from gov_accounts.statements.years import statements_of
from tests.support.paths import DOCS, ROOT, SNAPSHOTS

README = (ROOT / "README.md").read_text(encoding="utf-8")
ENGLISH = (ROOT / "README.en.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_its_ledger_is_a_ledger(tmp_path: Path) -> None:
    ledger, declaration = blocks(README, "beancount")
    path = tmp_path / "main.beancount"
    path.write_text(ledger + declaration, encoding="utf-8")
    loaded = load(path)
    assert loaded.findings == ()
    assert statements_of(loaded, 2020)["general_expenditure"].cell("2060501", "total").fen == 9940


@pytest.mark.parametrize("text", [README, ENGLISH], ids=["zh", "en"])
def test_every_command_is_documented_and_every_documented_command_exists(text: str) -> None:
    documented = set(re.findall(r"^gov-accounts ([\w-]+)", "\n".join(blocks(text, "sh")), re.MULTILINE))
    assert documented == set(cli.list_commands(click.Context(cli)))


@pytest.mark.parametrize("text", [README, ENGLISH], ids=["zh", "en"])
def test_every_option_it_uses_exists(text: str) -> None:
    for name, rest in re.findall(r"^gov-accounts ([\w-]+)([^#\n]*)", "\n".join(blocks(text, "sh")), re.MULTILINE):
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        known = {option for param in command.params for option in param.opts}
        assert set(re.findall(r"(?<!\S)--?\w[\w-]*", rest)) <= known


@pytest.mark.parametrize("text", [README, ENGLISH], ids=["zh", "en"])
def test_every_link_leads_somewhere(text: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


def test_its_error_is_the_error() -> None:
    shown = re.search(r"错误\[code-unknown\].*?？", README, re.DOTALL)
    assert shown is not None
    assert shown.group() in (SNAPSHOTS / "check" / "code_unknown_econ.txt").read_text(encoding="utf-8")


def test_both_languages_have_the_same_two_lines() -> None:
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert lines == [line for line in ENGLISH.splitlines() if line.startswith("python3 -m venv")]


@pytest.mark.parametrize("number", [0, 1])
def test_the_examples_of_testing_run(number: int) -> None:
    """Each block of docs/testing.md is a whole test file."""
    text = (DOCS / "testing.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": f"testing_{number}"}
    exec(compile(blocks(text, "python")[number], f"testing_{number}", "exec"), names)
    (test,) = [value for name, value in names.items() if name.startswith("test_")]
    test()
