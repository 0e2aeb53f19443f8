"""``close`` and ``codes`` add to a ledger that somebody else may be writing: his edit stays, or nothing is written."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gov_accounts.cli import common
from gov_accounts.findings import Severity
from gov_accounts.ledger import load
from tests.support.commands import run
from tests.support.failing import Killed, failing, tree
from tests.support.heads import HEAD
from tests.support.kills import LISTED, VOUCHERS

BOM = b"\xef\xbb\xbf"
COMMANDS = {
    "close": ("close", "main.beancount", "--year", "2020"),
    "codes": ("codes", "main.beancount", "list.csv", "--year", "2020"),
}
ADDED = {
    "close": b'include "close-2020.beancount"',
    "codes": b'2020-01-01 custom "gov-codes" "codes-2020.csv"',
}
NEW = {"close": "close-2020.beancount", "codes": "codes-2020.csv"}
commands = pytest.mark.parametrize("command", COMMANDS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger of two files, and a list of codes, in the current folder."""
    monkeypatch.chdir(tmp_path)
    text = HEAD + 'include "vouchers.beancount"\n; the end'
    (tmp_path / "main.beancount").write_text(text, encoding="utf-8", newline="\n")
    (tmp_path / "vouchers.beancount").write_text(VOUCHERS, encoding="utf-8", newline="\n")
    (tmp_path / "list.csv").write_text(LISTED, encoding="utf-8")
    return tmp_path


MAINS: dict[str, Callable[[bytes], bytes]] = {
    "no last newline": lambda text: text,
    "a last newline": lambda text: text + b"\n",
    "blank lines": lambda text: text + b"\n\n  \n",
    "CRLF": lambda text: text.replace(b"\n", b"\r\n") + b"\r\n",
    "CRLF, no last newline": lambda text: text.replace(b"\n", b"\r\n"),
    "BOM": lambda text: BOM + text,
    "BOM and CRLF": lambda text: BOM + text.replace(b"\n", b"\r\n"),
    "mixed": lambda text: text.replace(b"\n", b"\r\n", 5) + b"\n",
    "a carriage return at the end": lambda text: text + b"\r",
    "carriage returns after a comment": lambda text: text + b"\r \r",
    "a carriage return after a newline": lambda text: text + b"\n\r",
}


@commands
@pytest.mark.parametrize("made", MAINS)
def test_the_main_file_keeps_every_byte_and_gains_a_line_that_is_read(folder: Path, command: str, made: str) -> None:
    main = folder / "main.beancount"
    main.write_bytes(MAINS[made](main.read_bytes()))
    before = main.read_bytes()
    assert run(*COMMANDS[command]).endswith("退出码 0\n")
    after = main.read_bytes()
    assert after.startswith(before)
    added = after.removeprefix(before)
    newline = b"\r\n" if "CRLF" in made else b"\n"
    assert added in (ADDED[command] + newline, newline + ADDED[command] + newline)
    ledger = load(main)
    assert not [each for each in ledger.findings if each.severity is Severity.ERROR]
    assert folder / "close-2020.beancount" in ledger.files or ledger.declarations.code_files == ("codes-2020.csv",)
    assert "没有变化" in run(*COMMANDS[command])
    assert main.read_bytes() == after


@commands
def test_a_main_file_of_carriage_returns_alone_stays_as_it_is(folder: Path, command: str) -> None:
    """beancount takes it for one line: nothing of it is read, which is told."""
    main = folder / "main.beancount"
    main.write_bytes(main.read_bytes().replace(b"\n", b"\r"))
    before = tree(folder)
    text = run(*COMMANDS[command])
    assert "错误[line-ends]" in (text if command == "close" else run("check", "main.beancount"))
    if command == "close":
        assert text.endswith("退出码 2\n")
        assert tree(folder) == before
    else:
        assert main.read_bytes().startswith(before["main.beancount"] + b"\n")


@commands
@pytest.mark.parametrize("name", ["main.beancount", "vouchers.beancount"])
@pytest.mark.parametrize("how", ["in place", "renamed", "taken away"])
@pytest.mark.parametrize("again", [False, True])
def test_an_edit_between_reading_and_writing_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, name: str, how: str, *, again: bool
) -> None:
    """And what was computed without it isn't written."""
    if again:
        run(*COMMANDS[command])
        (folder / NEW[command]).unlink()
    path = folder / name
    edited = path.read_bytes() + b"\n; edited\n"
    real = common.write_beside

    def edit(*arguments: object, **options: object) -> None:
        if how == "in place":
            path.write_bytes(edited)
        elif how == "renamed":
            path.with_name("saved").write_bytes(edited)
            path.with_name("saved").replace(path)
        else:
            path.unlink()
        real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(common, "write_beside", edit)
    before = tree(folder)
    text = run(*COMMANDS[command])
    assert text.endswith("退出码 2\n")
    assert "Traceback" not in text
    assert "错误[ledger-changed]" in text or how == "taken away"
    expected = {**before, name: edited}
    if how == "taken away":
        del expected[name]
    assert tree(folder) == expected


@commands
def test_a_file_that_appears_meanwhile_stays(folder: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    real = common.write_beside

    def edit(*arguments: object, **options: object) -> None:
        (folder / NEW[command]).write_bytes(b"; mine\n")
        real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(common, "write_beside", edit)
    before = tree(folder)
    assert "错误[ledger-changed]" in run(*COMMANDS[command])
    assert tree(folder) == {**before, NEW[command]: b"; mine\n"}


def test_what_is_said_reads_well(
    folder: Path, monkeypatch: pytest.MonkeyPatch, snapshot: Callable[[str, str], None]
) -> None:
    real = common.write_beside

    def edit(*arguments: object, **options: object) -> None:
        (folder / "vouchers.beancount").write_bytes(b"")
        real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(common, "write_beside", edit)
    snapshot("close/changed_meanwhile.txt", run(*COMMANDS["close"]))


REFUSALS = [OSError(number, "x") for number in (errno.ENOSPC, errno.EROFS, errno.EIO, errno.ESTALE, errno.EACCES)]


@commands
def test_whatever_the_disk_refuses_all_is_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """At each thing done on the disk in turn, from when there is something to write."""
    real = common.write_beside
    before = tree(folder)
    done: list[str] = []
    for at in range(60):

        def fail(*arguments: object, at: int = at, **options: object) -> None:
            with failing(at, REFUSALS[at % len(REFUSALS)]) as calls:
                try:
                    real(*arguments, **options)  # type: ignore[arg-type]
                finally:
                    done[:] = calls

        monkeypatch.setattr(common, "write_beside", fail)
        text = run(*COMMANDS[command])
        assert "Traceback" not in text
        if text.endswith("退出码 2\n"):
            assert "错误[output-not-writable]" in text
            assert "什么也没有写" in text
            assert tree(folder) == before
        else:
            assert not list(folder.glob(".gov*"))
            assert (folder / "main.beancount").read_bytes().startswith(before["main.beancount"])
            (folder / NEW[command]).unlink()
            (folder / "main.beancount").write_bytes(before["main.beancount"])
        if len(done) <= at:
            return
    pytest.fail("it never ended")


def test_several_at_once_lose_nothing(folder: Path) -> None:
    """Closing two years and taking over lists, all at the same time: each line is there, or its command was refused."""
    (folder / "vouchers.beancount").write_text(
        VOUCHERS + VOUCHERS.replace("2020-", "2021-"), encoding="utf-8", newline="\n"
    )
    before = (folder / "main.beancount").read_bytes()
    asked = [
        ("close", "main.beancount", "--year", "2020"),
        ("close", "main.beancount", "--year", "2020"),
        ("codes", "main.beancount", "list.csv", "--year", "2020"),
        ("codes", "main.beancount", "list.csv", "--year", "2021"),
    ]
    lines = [ADDED["close"], ADDED["close"], ADDED["codes"], ADDED["codes"].replace(b"2020", b"2021")]
    for _ in range(2):
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "gov_accounts", *each], stderr=subprocess.PIPE, stdout=subprocess.PIPE
            )
            for each in asked
        ]
        said = [each.communicate()[1].decode() for each in running]
        main = (folder / "main.beancount").read_bytes()
        assert main.startswith(before)
        for ran, line, words in zip(running, lines, said, strict=True):
            assert "Traceback" not in words
            assert ran.returncode == 0 or "ledger-changed" in words, words
            assert main.count(line) == 1 or (ran.returncode == 2 and main.count(line) == 0)
        assert not list(folder.glob(".gov*"))
    assert not [each for each in load(folder / "main.beancount").findings if each.severity is Severity.ERROR]


@commands
def test_a_lock_that_a_killed_run_held_is_gone(folder: Path, command: str) -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from gov_accounts.files.lock import locked\n"
        "with locked([Path(sys.argv[1])]): os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    if sys.platform != "win32":
        subprocess.run([sys.executable, "-c", program, str(folder)], check=False)
    assert run(*COMMANDS[command]).endswith("退出码 0\n")


# Results


def small_disk(folder: Path) -> bool:
    """Have a folder be a disk of 64 KB, where that is allowed."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    return subprocess.run(mount, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize("left", [0, 1, 3, 6, 9])
def test_on_a_full_disk_nothing_is_left(folder: Path, left: int) -> None:
    """With room for some of the tables, and not for all; or for a closing, and not for the line that includes it."""
    disk = folder / "disk"
    disk.mkdir()
    if not small_disk(disk):
        pytest.skip("no small disk can be had")
    try:
        for name in ("main.beancount", "vouchers.beancount", "list.csv"):
            (disk / name).write_bytes((folder / name).read_bytes())
        (disk / "old").mkdir()
        assert run("report", "disk/main.beancount", "--format", "csv", "-o", "disk/old").endswith("退出码 0\n")
        (disk / "filler").write_bytes(b"")
        with (disk / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"x" * 4096)
            except OSError:
                filler.truncate(max((disk / "filler").stat().st_size - 4096 * left, 0))
        before = tree(disk)
        for arguments in (
            ("report", "disk/main.beancount", "--format", "csv", "-o", "disk/new"),
            ("report", "disk/main.beancount", "--format", "csv", "--unit", "yuan", "-o", "disk/old"),
            ("report", "disk/main.beancount", "--format", "html", "-o", "disk/new.html"),
            ("close", "disk/main.beancount"),
            ("codes", "disk/main.beancount", "disk/list.csv", "--year", "2020"),
            ("init", "disk/另账", "--name", "某某中心", "--year", "2020"),
        ):
            text = run(*arguments)
            if text.endswith("退出码 0\n"):
                before = tree(disk)
            else:
                assert "磁盘已满" in text
                assert text.endswith("退出码 2\n")
                assert tree(disk) == before
                assert not [
                    path for path in disk.rglob("*") if path.is_dir() and path.name not in ("old", "新", "另账")
                ]
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def test_whatever_the_disk_refuses_no_table_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = common.write_files
    before = tree(folder)
    done: list[str] = []
    for at in range(80):

        def fail(*arguments: object, at: int = at, **options: object) -> None:
            with failing(at, OSError(errno.EIO, "x") if at % 2 else Killed()) as calls:
                try:
                    real(*arguments, **options)  # type: ignore[arg-type]
                except Killed:
                    raise SystemExit(2) from None
                finally:
                    done[:] = calls

        monkeypatch.setattr(common, "write_files", fail)
        text = run("report", "main.beancount", "--format", "csv", "-o", "表/决算表")
        after = {name: content for name, content in tree(folder).items() if name.startswith("表/")}
        assert len(after) in (0, 9), done
        if text.endswith("退出码 0\n"):
            assert len(after) == 9
        if after:
            for path in sorted((folder / "表").rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            (folder / "表").rmdir()
        assert tree(folder) == before
        if len(done) <= at:
            return
    pytest.fail("it never ended")
