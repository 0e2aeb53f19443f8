"""``history``: what was in a file before it was written over, listed, shown and restored."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gov_accounts.cli import cli
from gov_accounts.files.versions import FOLDER, keep, versions_of
from tests.support.failing import tree


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """A file in a folder of the ledger's, written over twice."""
    file = tmp_path / "账" / "2020" / "2020-03.beancount"
    file.parent.mkdir(parents=True)
    for content in (b"one\r\n", "二\n".encode(), b"now\n"):
        if file.exists():
            keep(file, file.read_bytes(), tmp_path / "账", "serve")
        file.write_bytes(content)
    return file


def run(*arguments: object) -> tuple[int, bytes, str]:
    done = CliRunner().invoke(cli, ["history", *map(str, arguments)])
    return done.exit_code, done.stdout_bytes, done.stderr


def test_it_lists_the_newest_first(month: Path) -> None:
    status, said, _ = run(month)
    lines = said.decode().splitlines()
    assert status == 0
    assert lines[0].split() == ["编号", "换掉的时间", "字节", "换掉它的"]
    found = [re.fullmatch(r" *(\d+)  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d +(\d+)  serve.*", line) for line in lines[1:]]
    assert [each.groups() for each in found if each] == [("2", "4"), ("1", "5")]


def test_it_shows_a_version_as_it_was(month: Path, tmp_path: Path) -> None:
    assert run(month, "--show", 1)[:2] == (0, b"one\r\n")
    output = tmp_path / "old.txt"
    assert run(month, "--show", 2, "-o", output)[0] == 0
    assert output.read_bytes() == "二\n".encode()
    status, _, why = run(month, "--show", 2, "-o", month)
    assert status == 2
    assert "输出文件是账本" in why
    assert month.read_bytes() == b"now\n"


def test_it_restores_a_version_and_keeps_what_was_there(month: Path) -> None:
    status, _, said = run(month, "--restore", 1)
    assert status == 0
    assert "已恢复成编号 1" in said
    assert month.read_bytes() == b"one\r\n"
    assert [each.path.read_bytes() for each in versions_of(month)] == [b"now\n", "二\n".encode(), b"one\r\n"]
    assert versions_of(month)[0].by.startswith("history")
    assert run(month, "--restore", 3)[0] == 0
    assert month.read_bytes() == b"now\n"
    assert "没有变" in run(month, "--restore", 3)[2]
    assert not (month.parent / FOLDER.parts[0]).exists()


def test_a_file_that_is_gone_comes_back(month: Path) -> None:
    month.unlink()
    assert run(month, "--restore", 2)[0] == 0
    assert month.read_bytes() == "二\n".encode()
    month.unlink()
    month.parent.rmdir()
    assert run(month, "--restore", 2)[0] == 0
    assert month.read_bytes() == "二\n".encode()


def test_it_is_found_from_anywhere(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(month.parent)
    assert run(month.name)[1] == run(month)[1] != b""
    assert run(os.path.join("..", "2020", month.name))[1] == run(month)[1]  # noqa: PTH118


def test_what_there_is_not_is_told(month: Path, tmp_path: Path) -> None:
    status, said, why = run(tmp_path / "x.beancount")
    assert (status, said) == (0, b"")
    assert "没有旧版本" in why
    status, _, why = run(month, "--restore", 9)
    assert status == 2
    assert "没有编号 9 的旧版本" in why
    assert "有这些：2、1" in why
    before = tree(tmp_path)
    assert run(month, "--show", 1, "--restore", 1)[0] == 2
    assert run(month, "-o", tmp_path / "y.txt")[0] == 2
    assert tree(tmp_path) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_file_that_may_not_be_written_stays(month: Path) -> None:
    month.chmod(0o444)
    status, _, why = run(month, "--restore", 1)
    assert status == 2
    assert "文件是只读的" in why
    assert month.read_bytes() == b"now\n"
