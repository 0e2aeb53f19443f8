"""``gov-accounts backup``: all of a ledger's files in one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, options

if TYPE_CHECKING:
    from collections.abc import Collection

    from gov_accounts.archive.packing import Package
    from gov_accounts.findings import Finding

_DEFAULT: Final = "账本备份.zip"


@click.command("backup", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="文件夹或zip",
    help=f"写成 zip（名字以 .zip 结尾），或一个新的文件夹；不写就是 {_DEFAULT}。",
)
@options.OVERWRITE
def command(ledger: str, output: Path | None, *, overwrite: bool) -> int:
    """备份：账本的全部文件（账本文本、posted.log、附件、disclosure.toml、科目目录）写成一个 zip 或文件夹。

    账本有错误也能备份。恢复就是解开：把里面的“账本”文件夹复制出来。核对用 gov-accounts archive --verify。
    备份放到另一台机器或另一块盘上，不要和账本放在一起。

    \b
    例：
      gov-accounts backup main.beancount -o 备份/2020-06-30.zip
      gov-accounts archive --verify 备份/2020-06-30.zip
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.archive.sources import ArchiveRefusedError  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.cli.package import put_out_package  # noqa: PLC0415
    from gov_accounts.files.change import ChangedMeanwhileError  # noqa: PLC0415
    from gov_accounts.findings import in_order  # noqa: PLC0415

    try:
        package, notices, files = _made(ledger)
    except ArchiveRefusedError as refused:
        common.show(in_order(refused.findings), err=True)
        return common.UNUSABLE
    except ChangedMeanwhileError as error:
        common.refuse(common.ledger_changed(error))
    common.show(in_order(notices), err=True)
    if package.manifest.errors:
        click.echo("提示：账本有错误，照样备份；错误用 gov-accounts check 看。", err=True)
    put_out_package(package, output or Path(_DEFAULT), files, overwrite=overwrite)
    return 0


def _made(name: str) -> tuple[Package, tuple[Finding, ...], Collection[Path]]:
    """The backup, what it lacks, and the files of the ledger; of one that can't be loaded, what can be read."""
    from gov_accounts.archive.make import backup, backup_unread  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.ledger import LedgerUnusableError, load  # noqa: PLC0415
    from gov_accounts.reading.files import refusal  # noqa: PLC0415
    from gov_accounts.reading.folders import kind_of  # noqa: PLC0415

    allowed, path = common.permissions(name), Path(name).absolute()
    try:
        loaded = load(path, allowed)
    except LedgerUnusableError as error:
        if kind_of(str(path)) != "file" or refusal(path) is not None:
            common.refuse(error.finding)
        common.show([error.finding], err=True)
        package, notices = backup_unread(path, allowed)
        return package, notices, [path]
    package, notices = backup(loaded, outside=allowed.outside)
    return package, notices, common.ledger_files(loaded)
