"""The questions of ``import --learn``, asked and answered; and what is said where nobody can answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.testing import CliRunner, Result

from gov_accounts.cli import import_learn
from gov_accounts.exchange.kinds import reader
from gov_accounts.exchange.maps import own
from gov_accounts.exchange.source import Source
from tests.exchange.support import new

if TYPE_CHECKING:
    import pytest

SHEET = """某软件凭证
何时,第几号,说了什么,编号码,进,出
2020-05-08,1,付电费,5001,100.00,
2020-05-08,1,付电费,1002,,100.00
2020-05-09,2,收款,1002,70.00,
2020-05-09,2,收款,4101,,70.00
"""


def run(folder: Path, typed: str) -> Result:
    ledger = new(folder)
    (folder / "怪.csv").write_text(SHEET, encoding="utf-8")

    @click.command()
    def command() -> int:
        return import_learn.learn(folder / "怪.csv", ledger)

    return CliRunner().invoke(command, input=typed, standalone_mode=False)


def test_a_format_is_asked_for_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_learn, "_can_ask", lambda: True)
    # 日期 right as guessed; no 凭证字; number is guessed; summary 3; code guessed; no name; debit, credit as guessed; …
    done = run(tmp_path, "\n0\n2\n3\n\n0\n\n\n" + "0\n" * 9)
    assert done.return_value == 0, done.output
    path = tmp_path / "exchange" / "怪.toml"
    text = path.read_text(encoding="utf-8")
    assert 'date = ["何时"]  # 凭证日期，如 2020-05-08、2020-05-09' in text
    assert reader(own(path)).fits(Source(tmp_path / "怪.csv")) > 60
    assert "哪一列是凭证日期？" in done.output


def test_answers_that_are_not_enough_are_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_learn, "_can_ask", lambda: True)
    first = "\n0\n99\n3\n\n0\n\n\n" + "0\n" * 9
    done = run(tmp_path, first + "\n0\n2\n" + "\n" * 14)
    assert done.return_value == 0, done.output
    assert "还不行：凭证号：没有第“99”列，有 1 到 6 列。" in done.output


def test_where_nobody_can_answer_it_is_said_what_to_write(tmp_path: Path) -> None:
    done = run(tmp_path, "")
    assert done.return_value == 1
    assert "number：哪一列是凭证号？（像是第 2 列）必须有。" in done.output
    assert not (tmp_path / "exchange").exists()


def test_a_file_that_is_no_table(tmp_path: Path) -> None:
    ledger = new(tmp_path)
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")

    @click.command()
    def command() -> int:
        return import_learn.learn(tmp_path / "a.xlsx", ledger)

    done = CliRunner().invoke(command)
    assert done.exit_code == 2
    assert "不是 Excel 工作簿" in done.output
