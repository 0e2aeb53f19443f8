"""``gov-accounts serve``: the books in a browser, by Fava."""

from __future__ import annotations

import gc
import ipaddress
import os
import re
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gov_accounts.cli import ChineseCommand, options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.fava.guard import Names
    from gov_accounts.fava.password import Password

_EXTENSION: Final = "gov_accounts.fava"
_NEEDED: Final = re.compile(r"^fava\s*>=\s*([0-9.]+)", re.MULTILINE)
"""How this package's own requirements name Fava."""
_PORTS: Final = range(1 << 16)
_KEY: Final = "serve.key"
_SHORT: Final = 8
"""Characters under which a password is told as easy to guess."""


@click.command("serve", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.option("--port", type=int, metavar="端口", default=5000, help="端口，默认 5000；写 0 由系统挑一个空闲的。")
@click.option(
    "--host",
    metavar="地址",
    default="127.0.0.1",
    help="监听的地址，默认 127.0.0.1，只有本机能打开；别的地址要有密码。",
)
@click.option(
    "--host-name",
    "host_names",
    metavar="名字",
    multiple=True,
    help="浏览器用来打开它的别的主机名，如反向代理的域名，可写多次；不认识的名字不回答。",
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="看账要密码，密码写在这个文件里（一行）。不加时用启动时印出的带 token 的网址。",
)
@click.option("--read-only", is_flag=True, help="只看，不能在浏览器里改账本。")
def command(
    ledger: str, port: int, host: str, host_names: tuple[str, ...], password_file: Path | None, *, read_only: bool
) -> int:
    """在浏览器里看账：用 Fava 打开账本，印出网址，按 Ctrl+C 停止。

    账本里有这一行，左边就有“政府会计”一页：决算报表、核对、预算执行、图表、科目余额，每个数都能点开看凭证：

    \b
      2020-01-01 custom "fava-extension" "gov_accounts.fava"

    印出的网址里有 token，每次启动都是新的。打开过一次的浏览器，三十天里用书签也能打开；别的浏览器、别的网页打不开。

    给别的机器看：加 --password-file 和 --host 0.0.0.0。密码和账在网上是明文，同一网络上的人能截取；
    正式使用时在前面放一个有 TLS 的反向代理（https），让它把 Host 原样转来，并加 --host-name 域名。
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415

    _require_fava()
    open_to_others = not _loopback(host)
    password = None if password_file is None else _password(password_file)
    if open_to_others and password is None:
        common.refuse(
            Finding(
                "password-needed",
                f"{host} 不只是本机的地址，又没有密码。",
                "网络上的人都能看账、改账。",
                "把密码写进一个文件，加上 --password-file 文件；只在本机看，去掉 --host。",
            )
        )
    loaded = common.load_or_exit(ledger)
    if not any(getattr(each, "type", "") == "fava-extension" and _names_us(each) for each in loaded.entries):
        click.echo(
            f'提示：账本里没有这一行，浏览器里不会有决算报表：2020-01-01 custom "fava-extension" "{_EXTENSION}"',
            err=True,
        )
    if open_to_others:
        click.echo(
            "警告：密码和账在网上是明文，同一网络上的人能截取。正式使用时，在前面放一个有 TLS 的反向代理（https）。",
            err=True,
        )

    from gov_accounts.fava import server  # noqa: PLC0415
    from gov_accounts.fava.door import Door, user_key  # noqa: PLC0415
    from gov_accounts.fava.site import site  # noqa: PLC0415

    del loaded  # Fava loads the ledger itself, and loads it again whenever it changes.
    gc.enable()
    try:
        listening = server.listen(host, port) if port in _PORTS else None
    except (OSError, UnicodeError):
        listening = None
    if listening is None:
        common.refuse(
            Finding(
                "port-in-use",
                f"{host} 的 {port} 端口用不了。",
                "别的程序（也许是另一个 Fava）正占用它，或地址不是这台机器的。",
                f"换一个端口，如 --port {port + 1 if port in _PORTS[1:-1] else 5001}。",
                Place(ledger, 0),
            )
        )
    taken = listening.getsockname()[1]
    door = Door(user_key(common.user_folder() / _KEY), password=password)
    names = _names(host, host_names, open_to_others=open_to_others)
    app = site(Path(ledger), read_only=read_only, names=names, door=door, permissions=common.permissions(ledger))
    serving = server.server(
        listening, app, lambda headers: door.admits(headers.get("COOKIE", ""), headers.get("HOST", ""))
    )
    server.say_in_one_line()
    click.echo(f"在浏览器里打开 {_address(host, taken)}{'' if password else f'?token={door.token}'} ，按 Ctrl+C 停止。")
    server.run(serving)
    click.echo("已停止。", err=True)
    return 0


def _password(file: Path) -> Password:
    """The password in a file; refused where it is none, and told where others can read it or guess it."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.fava.password import password  # noqa: PLC0415
    from gov_accounts.files.reasons import reason  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place, Severity  # noqa: PLC0415

    place = Place(str(file), 0)
    try:
        text = file.read_text(encoding="utf-8-sig").rstrip("\r\n")
        others = os.name == "posix" and file.stat().st_mode & 0o077
    except (OSError, UnicodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "不是 UTF-8 的文本"
        common.refuse(
            Finding(
                "password-file-unreadable",
                f"密码文件读不了（{why}）。",
                "没有密码就不启动。",
                "检查 --password-file 的文件名；文件里写一行密码，用 UTF-8 保存。",
                place,
            )
        )
    if not text.strip() or len(text.splitlines()) > 1:
        common.refuse(
            Finding(
                "password-file-unreadable",
                "密码文件是空的。" if not text.strip() else "密码文件有好几行。",
                "密码是文件里的一行字。",
                "文件里只写一行密码。",
                place,
            )
        )
    told = []
    if others:
        told.append(
            Finding(
                "password-file-open",
                "密码文件别的用户也能读。",
                "能读它的人都能看账、改账。",
                f"运行：chmod 600 {file}",
                place,
                Severity.NOTICE,
            )
        )
    if len(text) < _SHORT:
        told.append(
            Finding(
                "password-short",
                f"密码只有 {len(text)} 个字。",
                "短的密码试得出来。",
                f"用 {_SHORT} 个字以上、别处没有用过的密码。",
                place,
                Severity.NOTICE,
            )
        )
    common.show(told, err=True)
    return password(text)


def _names(host: str, more: Sequence[str], *, open_to_others: bool) -> Names:
    """The names that the server answers to: this machine's, and those given."""
    from gov_accounts.fava.guard import LOOPBACK, Names  # noqa: PLC0415

    names = {host, *more, *([socket.gethostname()] if open_to_others else [])}
    return Names(LOOPBACK | {each.lower().strip("[]").rstrip(".") for each in names}, addresses=open_to_others)


def _address(host: str, port: int) -> str:
    """What to open; where it listens on every address, this machine's name."""
    try:
        everywhere = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        everywhere = False
    name = socket.gethostname() if everywhere else host
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


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
    except (OSError, UnicodeError):
        return False
    return all(ipaddress.ip_address(str(each[4][0]).partition("%")[0]).is_loopback for each in found)
