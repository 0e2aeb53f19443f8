"""``serve``: what it refuses, and what it warns of. That it serves is seen in the browser tests."""

from __future__ import annotations

import socket
import subprocess
import sys
from importlib import metadata
from typing import TYPE_CHECKING

import cheroot.wsgi
import pytest
from click.testing import CliRunner

from gov_accounts.cli import cli
from tests.conftest import HEAD

if TYPE_CHECKING:
    from pathlib import Path

LINE = '2019-12-31 custom "fava-extension" "gov_accounts.fava"\n'


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger with the extension; a server that is asked to serve stops at once."""

    def serve(_: cheroot.wsgi.Server) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cheroot.wsgi.Server, "serve", serve)
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + LINE, encoding="utf-8", newline="\n")
    return path


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["serve", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


def test_it_prints_the_link_and_stops(ledger: Path) -> None:
    status, said, warned = run(ledger, "--port", 0)
    assert status == 0
    assert said.startswith("在浏览器里打开 http://127.0.0.1:")
    assert warned == "已停止。\n"


@pytest.mark.parametrize("version", ["1.29", "1.3", "1.29.9", "1.30.2", "0.99"])
def test_an_old_fava_is_refused(ledger: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: version if name == "fava" else real(name))
    status, said, why = run(ledger)
    assert (status, said) == (2, "")
    assert f"Fava 的版本是 {version}，太旧了" in why
    assert "fava>=1.30.15" in why


@pytest.mark.parametrize("version", ["1.30.15", "1.30.16", "1.31rc1", "2.0"])
def test_a_newer_fava_is_not(ledger: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: version if name == "fava" else real(name))
    assert run(ledger, "--port", 0)[0] == 0


def test_without_fava_it_says_how_to_get_it(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version

    def missing(name: str) -> str:
        if name == "fava":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", missing)
    status, _, why = run(ledger)
    assert status == 2
    assert "没有安装 Fava" in why
    assert "Traceback" not in why


def test_a_ledger_without_the_line_is_told(ledger: Path) -> None:
    ledger.write_text(HEAD, encoding="utf-8", newline="\n")
    status, _, warned = run(ledger, "--port", 0)
    assert status == 0
    assert 'custom "fava-extension" "gov_accounts.fava"' in warned


def test_another_host_is_warned_of(ledger: Path) -> None:
    status, said, warned = run(ledger, "--port", 0, "--host", "0.0.0.0")
    assert status == 0
    assert "0.0.0.0:" in said
    assert "Fava 没有登录" in warned
    assert "警告" not in run(ledger, "--port", 0, "--host", "127.0.0.1")[2]


def test_a_port_in_use_is_named(ledger: Path) -> None:
    """In a process of its own: the server leaves the socket it couldn't bind to the end of the process."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-X", "utf8", "-m", "gov_accounts", "serve", str(ledger), "--port", str(port)]
        done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", timeout=60)
    assert done.returncode == 2
    assert f"{port} 端口用不了" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_such_ledger(tmp_path: Path) -> None:
    status, _, why = run(tmp_path / "none.beancount")
    assert status == 2
    assert "找不到这个文件" in why
