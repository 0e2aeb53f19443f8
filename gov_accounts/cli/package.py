"""Where an archive or a backup goes: a zip or a new folder, written whole or not at all; and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import common

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from gov_accounts.archive.packing import Package

_MEGABYTE: Final = 1 << 20


def put_out_package(package: Package, output: Path, ledger: Collection[Path], *, overwrite: bool) -> None:
    """Write a package and say its hash; or say why not and exit with status 2.

    Args:
        package: the package.
        output: a zip where its name ends so, else a folder.
        ledger: the files of the ledger, which are never written over.
        overwrite: whether a zip that this program didn't write may be replaced.
    """
    from gov_accounts.archive.container import SUFFIX, zipped  # noqa: PLC0415
    from gov_accounts.files.outputs import Guarded, OutputRefusedError, write_folder, write_outputs  # noqa: PLC0415

    try:
        if output.suffix.lower() == SUFFIX:
            guarded = Guarded(ledger, common.user_folder() / "written", overwrite)
            write_outputs(output.parent, {output.name: zipped(package.files)}, guarded)
            written = True
        else:
            written = write_folder(output, package.files, ledger)
    except OutputRefusedError as error:
        common.refuse(error.finding)
    size = sum(map(len, package.files.values()))
    done = "已写入" if written else "没有变化："
    click.echo(f"{done} {common.shown(output)}：{len(package.files)} 个文件，{_size(size)}。", err=True)
    click.echo(f"校验值（manifest.json 的 SHA-256，抄在纸上）：{package.digest}", err=True)
    click.echo(f"核对：gov-accounts archive --verify {common.shown(output)}", err=True)


def _size(size: int) -> str:
    tenths = 10 * size // _MEGABYTE
    return f"{tenths // 10}.{tenths % 10} MB" if tenths else f"{size} 字节"
