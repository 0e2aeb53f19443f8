"""``gov-accounts serve``: the books in a browser, by Fava."""

from __future__ import annotations

import gc
import ipaddress
import re
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from gov_accounts.cli import ChineseCommand, options

_EXTENSION: Final = "gov_accounts.fava"
_NEEDED: Final = re.compile(r"^fava\s*>=\s*([0-9.]+)", re.MULTILINE)
"""How this package's own requirements name Fava."""


@click.command("serve", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.option("--port", type=int, metavar="端口", default=5000, help="端口，默认 5000；写 0 由系统挑一个空闲的。")
@click.option("--host", metavar="地址", default="127.0.0.1", help="监听的地址，默认 127.0.0.1，只有本机能打开。")
@click.option("--read-only", is_flag=True, help="只看，不能在浏览器里改账本。")
def command(ledger: str, port: int, host: str, *, read_only: bool) -> int:
    """在浏览器里看账：用 Fava 打开账本，印出网址，按 Ctrl+C 停止。

    账本里有这一行，左边就有“政府会计”一页：决算报表、核对、预算执行、图表、科目余额，每个数都能点开看凭证：

    \b
      2020-01-01 custom "fava-extension" "gov_accounts.fava"
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415

    _require_fava()
    loaded = common.load_or_exit(ledger)
    if not any(getattr(each, "type", "") == "fava-extension" and _names_us(each) for each in loaded.entries):
        click.echo(
            f'提示：账本里没有这一行，浏览器里不会有决算报表：2020-01-01 custom "fava-extension" "{_EXTENSION}"',
            err=True,
        )
    if not _loopback(host):
        click.echo(f"警告：{host} 不是本机地址，网络上的人都能看账、改账，Fava 没有登录。", err=True)

    from cheroot.wsgi import Server  # noqa: PLC0415

    from gov_accounts.fava.site import site  # noqa: PLC0415

    del loaded  # Fava loads the ledger itself, and loads it again whenever it changes.
    gc.enable()
    server = Server((host, port), site(Path(ledger), read_only=read_only, permissions=common.permissions(ledger)))
    try:
        server.prepare()
    except OSError:
        common.refuse(
            Finding(
                "port-in-use",
                f"{host} 的 {port} 端口用不了。",
                "别的程序（也许是另一个 Fava）正占用它，或地址不是这台机器的。",
                f"换一个端口，如 --port {port + 1 if port else 5001}。",
                Place(ledger, 0),
            )
        )
    shown = f"[{host}]" if ":" in host else host
    taken = server.socket.getsockname()[1]
    click.echo(f"在浏览器里打开 http://{shown}:{taken}/ ，按 Ctrl+C 停止。")
    try:
        server.serve()
    except KeyboardInterrupt:
        click.echo("已停止。", err=True)
    finally:
        server.stop()
    return 0


def _require_fava() -> None:
    """Refuse to go on without Fava, or with one older than this package says it needs."""
    from importlib import metadata  # noqa: PLC0415

    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding  # noqa: PLC0415

    needed = _NEEDED.search("\n".join(metadata.requires("gov-accounts") or ()))
    least = needed[1] if needed else "0"
    try:
        present = metadata.version("fava")
    except metadata.PackageNotFoundError:
        present = ""
    if present and _numbers(present) >= _numbers(least):
        return
    common.refuse(
        Finding(
            "fava-too-old" if present else "fava-missing",
            f"Fava 的版本是 {present}，太旧了。" if present else "没有安装 Fava。",
            f"在浏览器里看账要用 Fava {least} 或更新的版本。",
            f'运行：python -m pip install --upgrade "fava>={least}"',
        )
    )


def _numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version, for comparison."""
    return tuple(int(part) for part in re.match(r"[0-9.]*", version)[0].split(".") if part)  # type: ignore[index]


def _names_us(entry: object) -> bool:
    values: Sequence[Any] = getattr(entry, "values", None) or ()
    return bool(values) and values[0].value == _EXTENSION


def _loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(each[4][0]).partition("%")[0]).is_loopback for each in found)
