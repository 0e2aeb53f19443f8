"""``serve``: what it refuses, and what it warns of. That it serves is seen in the browser tests."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from gov_accounts.cli import cli
from gov_accounts.fava import server
from tests.support.heads import EXTENSION_LINE, HEAD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger with the extension, and a home of its own; a server that is asked to run stops at once."""
    for name in ("HOME", "APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))

    def stopped(serving: Any) -> None:
        serving.close()
        serving.task_dispatcher.shutdown()

    monkeypatch.setattr(server, "run", stopped)
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE, encoding="utf-8", newline="\n")
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


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "no.such.host.invalid", "", "ü" * 70])
def test_others_are_not_let_in_without_a_password(ledger: Path, host: str) -> None:
    status, said, why = run(ledger, "--port", 0, "--host", host)
    assert (status, said) == (2, "")
    assert "错误[password-needed]" in why
    assert "--password-file" in why


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_this_machine_needs_none(ledger: Path, host: str) -> None:
    if sys.platform == "darwin" and host == "127.0.0.2":
        pytest.skip("macOS has one loopback address")
    status, said, warned = run(ledger, "--port", 0, "--host", host)
    assert status == 0
    assert re.search(rf"http://{host}:\d+/\?token=[\w-]{{32}} ，", said)
    assert warned == "已停止。\n"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A good password, that nobody else can read."""
    path = tmp_path / "password"
    path.write_text("correct horse\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def test_others_are_let_in_with_a_password(ledger: Path, secret: Path) -> None:
    """And told that it goes over the network as it is. The link holds no token, and a name that opens."""
    status, said, warned = run(ledger, "--port", 0, "--host", "0.0.0.0", "--password-file", secret)
    assert status == 0
    assert f"http://{socket.gethostname()}:" in said
    assert "token" not in said
    assert "明文" in warned
    assert "TLS" in warned


def test_a_password_on_this_machine_alone_needs_no_warning(ledger: Path, secret: Path) -> None:
    assert run(ledger, "--port", 0, "--password-file", secret)[2] == "已停止。\n"


@pytest.mark.parametrize("content", ["", "\n", " \n", "two\nlines\n", "\ufeff\n", "a\rb"])
def test_no_password_is_no_password(ledger: Path, secret: Path, content: str) -> None:
    secret.write_text(content, encoding="utf-8", newline="")
    status, said, why = run(ledger, "--port", 0, "--password-file", secret)
    assert (status, said) == (2, "")
    assert "错误[password-file-unreadable]" in why


def test_a_password_file_that_cannot_be_read_is_named(ledger: Path, secret: Path, tmp_path: Path) -> None:
    secret.write_bytes("密码密码密码密码".encode("gbk"))
    for path in (secret, tmp_path, tmp_path / "none"):
        status, _, why = run(ledger, "--port", 0, "--password-file", path)
        assert status == 2
        assert f"{path.as_posix()}: 错误[password-file-unreadable]" in why
        assert "Traceback" not in why


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no such mode")
def test_a_password_that_others_can_read_is_told(ledger: Path, secret: Path) -> None:
    secret.chmod(0o640)
    status, _, warned = run(ledger, "--port", 0, "--password-file", secret)
    assert status == 0
    assert "提示[password-file-open]" in warned
    assert f"chmod 600 {secret}" in warned


def test_a_short_password_is_told(ledger: Path, secret: Path) -> None:
    secret.write_text("1234567", encoding="utf-8")
    assert "提示[password-short] 密码只有 7 个字" in run(ledger, "--port", 0, "--password-file", secret)[2]


@pytest.mark.parametrize("port", [-1, 65536, 10**30])
def test_a_port_that_is_none(ledger: Path, port: int) -> None:
    status, _, why = run(ledger, "--port", port)
    assert status == 2
    assert f"{port} 端口用不了" in why
    assert "--port 5001" in why


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
