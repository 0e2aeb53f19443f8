"""``-o``: onto every path of a ledger, by every way there is to it, nothing of the ledger is touched."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gov_accounts.files import outputs, record
from tests.support.commands import assert_mendable, run
from tests.support.paths import LEDGERS

Snapshot = Callable[[str, str], None]
POSIX = sys.platform != "win32"
COMMANDS = {
    "report": ("report",),
    "document": ("report", "--format", "html"),
    "csv": ("report", "--format", "csv"),
    "rounding": ("report", "--explain-rounding"),
    "ties": ("ties",),
    "budget": ("budget",),
    "balance": ("balance",),
    "reconcile": ("reconcile",),
    "journal": ("journal", "8001"),
}
LEDGER_FILES = (
    "main.beancount",
    "vouchers.txt",
    "凭证/2020-02.beancount",
    "codes-2020.csv",
    "disclosure.toml",
    "disclosure-2020.toml",
    "close-2019.beancount",
    "记账指南.md",
    "发票.pdf",
    ".gitignore",
    "posted.log",
    ".gov-accounts/history/1.txt",
    "../别的账/main.beancount",
    "../别的账/MAIN.BEAN",
    "../别的账/settings.TOML",
)


def states(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Everything below a folder: content, what it is and may be done with it, and which file it is."""
    found = {}
    for path in folder.rglob("*"):
        state = path.lstat()
        content = os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder).as_posix()] = (content, state.st_mode, state.st_ino)
    return found


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a ledger, another ledger beside it, and all ways to them."""
    ledger = tmp_path / "账"
    for name in LEDGER_FILES:
        path = ledger / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name != "posted.log":  # one that no month was posted by is an error of the ledger
            path.write_bytes(f"; {name}\n".encode())
    text = (LEDGERS / "clean.beancount").read_text(encoding="utf-8")
    text += 'include "vouchers.txt"\ninclude "凭证/2020-02.beancount"\n2020-01-01 custom "gov-codes" "codes-2020.csv"\n'
    text += '2020-03-01 document Assets:8001-资金结存:800101-零余额账户用款额度 "发票.pdf"\n'
    (ledger / "main.beancount").write_text(text, encoding="utf-8", newline="\n")
    (ledger / "codes-2020.csv").write_text("year,code,name\n2020,2060577,科研设施共享\n", encoding="utf-8")
    for name in ("disclosure.toml", "disclosure-2020.toml"):
        (ledger / name).write_text("year = 2020\n", encoding="utf-8")
    (ledger / "out").mkdir()
    if POSIX:
        (tmp_path / "linked").symlink_to(ledger)
        (ledger / "out" / "up").symlink_to(ledger)
        for name in ("main.beancount", "vouchers.txt"):
            (tmp_path / f"link-{name}.txt").symlink_to(ledger / name)
            os.link(ledger / name, tmp_path / f"hard-{name}.txt")
        (tmp_path / "chain.txt").symlink_to(tmp_path / "link-vouchers.txt.txt")
        (tmp_path / "dangling.txt").symlink_to(ledger / "new.beancount")
        (tmp_path / "outside.csv").symlink_to(ledger / "codes-2021.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


WAYS = [
    *(f"账/{name}" for name in LEDGER_FILES),
    "账/out/../main.beancount",
    "账/out/../../账/vouchers.txt",
    "账/no/../main.beancount",
    "账/no/../vouchers.txt",
    "./账/./disclosure.toml",
    "new.beancount",
    "new.Bean",
    "new.toml",
    "账/codes-2031.csv",
    *(
        (
            "linked/main.beancount",
            "linked/vouchers.txt",
            "linked/codes-2020.csv",
            "linked/记账指南.md",
            "账/out/up/vouchers.txt",
            "linked/out/../vouchers.txt",
            "link-main.beancount.txt",
            "link-vouchers.txt.txt",
            "chain.txt",
            "hard-main.beancount.txt",
            "hard-vouchers.txt.txt",
            "dangling.txt",
            "outside.csv",
        )
        if POSIX
        else ()
    ),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("overwrite", [False, True])
def test_no_file_of_a_ledger_is_written_over(place: Path, way: str, *, overwrite: bool) -> None:
    """Whatever the user says. As a folder of CSV it can't be one either."""
    before = states(place)
    for name in ("report", "csv"):
        text = run(*COMMANDS[name], "账/main.beancount", "-o", way, *(["--overwrite"] if overwrite else []))
        assert text.endswith("退出码 2\n"), text
        assert "错误[output-is-ledger]" in text or (name == "csv" and "错误[output-not-writable]" in text), text
        assert states(place) == before


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("way", ["账/main.beancount", "账/vouchers.txt", "new.toml", "账/记账指南.md"])
def test_every_command_keeps_off_the_ledger(place: Path, command: str, way: str) -> None:
    before = states(place)
    arguments = COMMANDS[command]
    text = run(arguments[0], "账/main.beancount", *arguments[1:], "-o", way, "--overwrite")
    assert text.endswith("退出码 2\n"), text
    assert states(place) == before


@pytest.mark.skipif(not POSIX, reason="other devices there")
@pytest.mark.parametrize(
    "way", ["/dev/null", "/dev/full", "/dev/stdout", "/dev/fd/1", "-", "fifo", "socket", "to-null"]
)
@pytest.mark.parametrize("command", ["report", "ties"])
def test_a_device_is_left_alone(place: Path, way: str, command: str) -> None:
    os.mkfifo(place / "fifo")
    (place / "to-null").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        before = states(place)
        text = run(command, "账/main.beancount", "-o", way, "--overwrite")
        assert "错误[output-is-device]" in text
        assert text.endswith("退出码 2\n")
        assert states(place) == before
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.skipif(not POSIX, reason="there is no such path to it")
def test_standard_output_that_is_a_file_is_left_alone(place: Path) -> None:
    """The shell has the file open already: it would go on writing in one that has lost its name."""
    with (place / "out.txt").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "gov_accounts", "report", "账/main.beancount", "-o", "out.txt"],
            check=False,
            stdout=out,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    assert done.returncode == 2
    assert "错误[output-is-device]" in done.stderr
    assert (place / "out.txt").read_bytes() == b""


@pytest.mark.parametrize("command", COMMANDS)
def test_only_what_this_program_wrote_is_replaced(place: Path, command: str) -> None:
    """And no more than it wrote: what a person has changed since is his."""
    arguments = COMMANDS[command]
    name = "决算表" if command == "csv" else "结果.html" if command == "document" else "结果.txt"
    target = place / name / "表1.csv" if command == "csv" else place / name

    def again(*more: str) -> str:
        return run(arguments[0], "账/main.beancount", *arguments[1:], "-o", name, *more)

    assert "退出码 2" not in again()
    ours = target.read_bytes()
    if POSIX:
        target.chmod(0o640)
    assert "退出码 2" not in again()
    append(place, VOUCHER)
    assert "退出码 2" not in again()
    if command not in ("rounding", "reconcile"):
        assert target.read_bytes() != ours
    assert not POSIX or stat.S_IMODE(target.stat().st_mode) == 0o640
    for mine in (target.read_bytes() + b"\n", b"mine", ours[:-1] + b"x"):
        target.write_bytes(mine)
        before = states(place)
        text = again()
        assert "错误[output-not-ours]" in text
        assert text.endswith("退出码 2\n")
        assert states(place) == before
    assert "退出码 2" not in again("--overwrite")
    target.write_bytes(b"")
    assert "退出码 2" not in again()


VOUCHER = """
2020-04-05 * "电费" #2060501 #30206
  Expenses:7201-事业支出:基本支出            40000.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度   -40000.00 CNY.B
"""


def append(place: Path, text: str) -> None:
    with (place / "账" / "main.beancount").open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)


@pytest.mark.parametrize("there", [False, True])
def test_what_is_saved_while_a_result_is_written_stays(
    place: Path, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    target = place / "out.txt"
    if there:
        run("report", "账/main.beancount", "-o", "out.txt")
        append(place, VOUCHER)
    monkeypatch.setattr(outputs, "remember", lambda *_: target.write_bytes(b"mine"))
    text = run("report", "账/main.beancount", "-o", "out.txt")
    assert "错误[output-changed]" in text
    assert text.endswith("退出码 2\n")
    assert target.read_bytes() == b"mine"


def test_of_a_folder_of_tables_none_is_written_where_one_may_not(place: Path) -> None:
    (place / "决算表").mkdir()
    (place / "决算表" / "表5.csv").write_bytes(b"mine")
    (place / "决算表" / "读我.txt").write_bytes(b"mine")
    before = states(place)
    text = run("report", "账/main.beancount", "--format", "csv", "-o", "决算表")
    assert "错误[output-not-ours]" in text
    assert states(place) == before
    assert run("report", "账/main.beancount", "--format", "csv", "-o", "决算表", "--overwrite").endswith("退出码 0\n")
    assert len(list((place / "决算表").iterdir())) == 10


def test_a_new_folder_holds_its_tables_and_nothing_else(place: Path) -> None:
    assert run("report", "账/main.beancount", "--format", "csv", "-o", "新/决算表").endswith("退出码 0\n")
    assert sorted(path.name for path in place.joinpath("新", "决算表").iterdir()) == [
        f"表{n}.csv" for n in range(1, 10)
    ]
    assert [path.name for path in (place / "新").iterdir()] == ["决算表"]
    assert not list(place.rglob(".gov-accounts-*"))


def test_refusals_read_well(place: Path, snapshot: Snapshot) -> None:
    (place / "别人的.txt").write_bytes(b"mine")
    (place / "文件夹.txt").mkdir()
    (place / "文件夹.txt" / "决算公开表.txt").mkdir()
    ways = ["账/main.beancount", "账/disclosure.toml", "别人的.txt", "文件夹.txt", "-", "别人的.txt/表.txt", "长" * 300]
    said = "".join(f"$ report … -o {way[:20]}\n" + run("report", "账/main.beancount", "-o", way) for way in ways)
    assert_mendable(said)
    snapshot("report/output_refused.txt", said.replace("长" * 300, "长" * 20 + "…"))


# The record of what was written


def test_the_record_is_in_the_users_folder_only(place: Path, user_folder: Path) -> None:
    before = set(states(place))
    run("report", "账/main.beancount", "-o", "out.txt")
    assert set(states(place)) - before == {"out.txt"}
    assert [path.name for path in user_folder.iterdir()] == ["written"]
    (line,) = (user_folder / "written").read_text(encoding="utf-8").splitlines()
    assert line.startswith(f"{os.path.realpath(place / 'out.txt')}\t")


@pytest.mark.parametrize("content", [b"", b"\0\xff\n\t\n\t", b"x" * (1 << 21), b"/a\tb\tc\n" * 3])
def test_a_record_of_anything_is_no_obstacle(place: Path, user_folder: Path, content: bytes) -> None:
    (user_folder / "written").write_bytes(content)
    assert run("report", "账/main.beancount", "-o", "out.txt").endswith("退出码 0\n")
    append(place, VOUCHER)
    assert run("report", "账/main.beancount", "-o", "out.txt").endswith("退出码 0\n")


def test_without_a_record_it_asks_and_says_nothing_of_it(
    place: Path, user_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (user_folder / "file").write_bytes(b"")
    monkeypatch.setenv("GOV_ACCOUNTS_CONFIG", str(user_folder / "file" / "x"))
    done = run("report", "账/main.beancount", "-o", "out.txt")
    assert done.endswith("退出码 0\n")
    assert "written" not in done
    append(place, VOUCHER)
    assert "错误[output-not-ours]" in run("report", "账/main.beancount", "-o", "out.txt")


def test_the_record_is_bounded(tmp_path: Path) -> None:
    file = tmp_path / "written"
    for number in range(0, 1200, 100):
        record.remember(file, {tmp_path / str(each): b"x" for each in range(number, number + 100)})
    assert len(file.read_bytes().splitlines()) == 500
    assert record.was_written(file, tmp_path / "1199", b"x")
    assert not record.was_written(file, tmp_path / "1199", b"y")
    assert not record.was_written(file, tmp_path / "1", b"x")
    target = tmp_path / "target"
    for content in (b"1", b"2", b"3"):
        record.remember(file, {target: content})
        target.write_bytes(content)
    assert [record.was_written(file, target, each) for each in (b"1", b"2", b"3")] == [False, True, True]
