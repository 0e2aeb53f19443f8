"""Commands are killed while they write: a short draw of ``python -m tests.support.kills``, and each way to end one."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.support.kills import SCENARIOS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="only where a process can be copied")


@pytest.mark.parametrize("command", SCENARIOS)
@pytest.mark.parametrize(("ended", "count"), [("KILL", 16), ("TERM", 8)])
def test_a_killed_command_leaves_every_file_whole(command: str, ended: str, count: int) -> None:
    """In a process of its own: one with threads can't be copied. Told to end, it leaves nothing of its own either."""
    program = [sys.executable, "-m", "tests.support.kills", "--count", str(count), "--signal", ended, command]
    done = subprocess.run(program, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{count} runs" in done.stdout
    assert "0 files empty, cut or lost" in done.stdout
    assert ended == "KILL" or "; 0 temporary files left," in done.stdout


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_command_told_to_end_says_by_its_status_what_ended_it(name: str) -> None:
    program = (
        "import os, signal, sys\n"
        "from gov_accounts.cli import cli, main\n"
        f"cli.main = lambda **_: os.kill(os.getpid(), signal.{name})\n"
        "main([])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert done.returncode == 128 + signal.Signals[name]
    ignoring = f"import signal\nsignal.signal(signal.{name}, signal.SIG_IGN)\n" + program
    assert subprocess.run([sys.executable, "-c", ignoring], check=False, capture_output=True).returncode == 0
