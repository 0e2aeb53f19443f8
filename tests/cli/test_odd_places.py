"""Where a program may find itself: its output closed or full, its folder gone, names that no disk takes."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gov_accounts.bookkeeping.year_end.closing import close_year
from gov_accounts.ledger import load
from tests.support.paths import EXAMPLES, LEDGERS

CLEAN = LEDGERS / "clean.beancount"
EXAMPLE = EXAMPLES / "wuhan_2020"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither /dev/full nor folders that go")
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
COMMANDS = [
    ("report", str(CLEAN)),
    ("report", str(CLEAN), "--format", "json"),
    ("report", str(CLEAN), "--format", "xlsx"),
    ("ties", str(CLEAN)),
    ("balance", str(CLEAN)),
    ("explain", str(CLEAN), "表5", "2060501", "1"),
    ("check", str(LEDGERS / "syntax.beancount")),
    ("check", "--help"),
    ("--version",),
]


def shell(line: str, *arguments: str, cwd: Path = LEDGERS) -> subprocess.CompletedProcess[str]:
    """A command of ours, its streams redirected by a shell; what it says is asked to be Chinese, and no traceback."""
    done = subprocess.run(
        ["sh", "-c", f'"$@" {line}', "sh", sys.executable, "-m", "gov_accounts", *arguments],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done


@POSIX
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_standard_output_that_is_closed_is_told(arguments: tuple[str, ...]) -> None:
    done = shell(">&-", *arguments)
    assert done.returncode == 2
    assert "错误[output-not-writable] 结果没有写出去：标准输出是关着的。" in done.stderr


@POSIX
@FULL
@pytest.mark.parametrize("arguments", COMMANDS[::3], ids=" ".join)
def test_standard_output_that_is_full_is_told(arguments: tuple[str, ...]) -> None:
    done = shell(">/dev/full", *arguments)
    assert done.returncode == 2
    assert "错误[output-not-writable] 结果没有写出去：磁盘已满。" in done.stderr


@POSIX
def test_what_has_nothing_to_write_needs_no_standard_output(tmp_path: Path) -> None:
    target = tmp_path / "表5.txt"
    assert shell(">&-", "report", str(CLEAN), "--table", "5", "-o", str(target)).returncode == 0
    assert target.exists()
    assert shell(">&- 2>&-", "check", str(CLEAN)).returncode == 0
    assert shell("2>&- >&-", "check", "syntax.beancount").returncode == 2


@POSIX
@FULL
def test_where_nothing_can_be_said_the_exit_status_says_it() -> None:
    assert shell(">/dev/full 2>/dev/full", "report", str(CLEAN)).returncode == 2
    assert shell("2>/dev/full", "check", "syntax.beancount").returncode in (1, 2)


@POSIX
def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    done = shell("| head -n 1", "report", str(CLEAN))
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


@POSIX
@pytest.mark.parametrize("arguments", [("check", str(CLEAN)), ("check", "main.beancount"), ("init", "新账本")])
def test_a_folder_that_is_gone_is_told(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "gone").mkdir()
    command = 'cd gone; rmdir ../gone; "$@"'
    done = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, "-m", "gov_accounts", *arguments],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert done.returncode == 2
    assert done.stderr == "错误：当前文件夹不在了（被删除、改名，或磁盘断开）。先 cd 到一个还在的文件夹。\n"


@POSIX
@pytest.mark.parametrize("name", ["长" * 300, "a" * 6000])
@pytest.mark.parametrize(
    "arguments",
    [("check", "{}.beancount"), ("report", str(CLEAN), "-o", "{}.txt"), ("close", "{}.beancount", "--year", "2020")],
    ids=lambda each: each[0],
)
def test_names_too_long_are_told(tmp_path: Path, name: str, arguments: tuple[str, ...]) -> None:
    done = shell("", *(each.format(name) for each in arguments), cwd=tmp_path)
    assert done.returncode == 2
    assert "太长" in done.stderr
    assert "改法：" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["账本[1]", "[a-z]", *(["a*b?", "**"] if sys.platform != "win32" else [])])
def test_a_folder_called_like_a_pattern_works(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    shutil.copytree(EXAMPLE, folder)
    ledger = load(folder / "main.beancount")
    assert ledger.findings == ()
    assert {path.parent for path in ledger.files} == {folder}
    assert close_year(ledger, 2020).include == ""


def test_an_include_that_is_missing_in_such_a_folder_is_told_as_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / "账本[1]"
    shutil.copytree(EXAMPLE, folder)
    (folder / "2020-03.beancount").unlink()
    (finding,) = [each for each in load(folder / "main.beancount").findings if each.rule == "include-missing"]
    assert "2020-03.beancount" in finding.what
    assert "[[]" not in finding.message()


def test_every_refusal_of_the_system_has_words() -> None:
    from gov_accounts.cli import system_message  # noqa: PLC0415

    for number in errno.errorcode:
        for name in (None, "x" * 500):
            text = system_message(OSError(number, "In English", name))
            assert "English" not in text
            assert text.count("    原因：") == text.count("    改法：") == 1
            assert max(map(len, text.split("\n"))) < 200
