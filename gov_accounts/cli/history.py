"""``gov-accounts history``: the versions of a file that were kept when it was written over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand, options

if TYPE_CHECKING:
    from gov_accounts.files.versions import Version


@click.command("history", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--show", "shown", type=int, metavar="编号", help="输出这个旧版本的内容。")
@options.OUTPUT
@click.option(
    "--restore", "restored", type=int, metavar="编号", help="恢复成这个旧版本；现在的内容先留作一个新的旧版本。"
)
@options.OVERWRITE
def command(file: Path, shown: int | None, output: Path | None, restored: int | None, *, overwrite: bool) -> int:
    """列出账本里一个文件的旧版本：在浏览器里（serve）每保存一次，换掉的内容留一份。

    每个文件留最近二十份，一个账本合计不超过 20 MB，放在账本文件夹的 .gov-accounts 里，用记事本也能打开。
    别的编辑器保存时不留。

    \b
    例：
      gov-accounts history 2020-03.beancount
      gov-accounts history 2020-03.beancount --show 7
      gov-accounts history 2020-03.beancount --restore 7
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.files.reasons import reason  # noqa: PLC0415
    from gov_accounts.files.versions import versions_of  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415

    if shown is not None and restored is not None:
        raise click.BadOptionUsage("restore", "--show 和 --restore 一次只能写一个。")
    if output is not None and shown is None:
        raise click.BadOptionUsage("output", "-o 和 --show 一起用。")
    try:
        versions = versions_of(file)
        if shown is not None:
            content = _numbered(versions, shown, file).path.read_bytes()
            if output is None:
                sys.stdout.buffer.write(content)
            else:
                _write(output, content, file, overwrite=overwrite)
            return 0
        if restored is not None:
            _restore(file, _numbered(versions, restored, file))
            return 0
    except OSError as error:
        common.refuse(
            Finding(
                "history-failed",
                f"没有办成（{reason(error)}），文件没有变。",
                "旧版本在账本文件夹的 .gov-accounts 里，要能读它；恢复时还要能写这个文件和这个文件夹。",
                "关闭打开它的程序，或腾出磁盘空间，再运行一次。",
                Place(str(file), 0),
            )
        )
    _list(file, versions)
    return 0


def _list(file: Path, versions: list[Version]) -> None:
    if not versions:
        click.echo(f"{file} 没有旧版本：在浏览器里（serve）还没有改过它。", err=True)
        return
    size = max(len(f"{each.size:,}") for each in versions)
    number = max(len("编号") + 2, *(len(str(each.number)) for each in versions))
    click.echo(f"{'编号':>{number - 2}}  换掉的时间           {'字节':>{max(size - 2, 2)}}  换掉它的")
    for each in versions:
        click.echo(
            f"{each.number:>{number}}  {each.replaced:%Y-%m-%d %H:%M:%S}  {each.size:>{max(size, 4)},}  {each.by}"
        )


def _numbered(versions: list[Version], number: int, file: Path) -> Version:
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415

    found = next((each for each in versions if each.number == number), None)
    if found is None:
        present = "、".join(str(each.number) for each in versions)
        common.refuse(
            Finding(
                "version-unknown",
                f"没有编号 {number} 的旧版本。",
                "太旧的不再留着。" if versions else "在浏览器里（serve）还没有改过它。",
                f"有这些：{present}。" if versions else "核对文件名和所在文件夹。",
                Place(str(file), 0),
            )
        )
    return found


def _write(output: Path, content: bytes, file: Path, *, overwrite: bool) -> None:
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.files.outputs import Guarded, OutputRefusedError, write_outputs  # noqa: PLC0415

    try:
        written = write_outputs(
            output.parent, {output.name: content}, Guarded([file], common.user_folder() / "written", overwrite)
        )
    except OutputRefusedError as error:
        common.refuse(error.finding)
    click.echo(f"已写入 {'、'.join(map(str, written))}", err=True)


def _restore(file: Path, version: Version) -> None:
    """Write a version over the file, what is there now kept as a version first."""
    from gov_accounts.files.change import Before, Change  # noqa: PLC0415
    from gov_accounts.files.versions import keep, top_of  # noqa: PLC0415
    from gov_accounts.files.whole import write_whole  # noqa: PLC0415

    content = version.path.read_bytes()
    try:
        present: bytes | Before = file.read_bytes()
    except FileNotFoundError:
        present = Before.ABSENT
    if present == content:
        click.echo(f"{file} 现在就是这样，没有变。", err=True)
        return

    def require() -> None:
        if isinstance(present, bytes):
            keep(file, present, top_of(file), "history")

    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole([Change(file, content, present)], require)
    click.echo(f"{file} 已恢复成编号 {version.number} 的旧版本；恢复以前的内容也留了一份。", err=True)
