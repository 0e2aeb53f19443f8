"""``gov-accounts archive``: a year's archive, and a look at one again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, options

if TYPE_CHECKING:
    from gov_accounts.archive.verify import Verified

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SHOWN: Final = 50
"""Findings of an archive: of an empty folder there would be one a file."""


@click.command("archive", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@options.YEAR
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="文件夹或zip",
    help="写成 zip（名字以 .zip 结尾），或一个新的文件夹；不写就是 会计档案-年度.zip。",
)
@options.file_format(("pdf", "html"))
@options.OVERWRITE
@click.option("--verify", is_flag=True, help="核对一个归档或备份：参数写 zip 或文件夹，不写账本。")
@click.option("--digest", metavar="校验值", help="和 --verify 一起用：归档时抄下的校验值，不同的说出来。")
def command(
    ledger: str,
    year: int | None,
    output: Path | None,
    kind: str,
    digest: str | None,
    *,
    overwrite: bool,
    verify: bool,
) -> int:
    """归档：把一年的会计档案写成一个 zip 或文件夹；--verify 核对归档、备份有没有变。

    里面有：会计报表（年报、附注、各月月报）、部门决算公开文件、账簿（总账、明细账、日记账、多栏账、科目余额表、
    科目汇总表）、记账凭证、全年分录（CSV）、账本文本、posted.log、附件、disclosure.toml，一份目录（保管期限），
    一份清单（每个文件的校验值）。
    同一本账归档几次，每个字节都一样。账本有错误的不归档；没有结账、没有记账的月份会提示。

    印出的校验值抄在纸上：有人把归档包连同清单一起换过，只有它认得出来。文件总可以改，
    本软件只能发现，不能防止。

    \b
    例：
      gov-accounts archive main.beancount --year 2020
      gov-accounts archive main.beancount --year 2020 -o 2020年会计档案
      gov-accounts archive --verify 会计档案-2020.zip

    PDF（PDF/A）由可选的 typst 排版；没有装的，用 --format html。
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    if verify:
        return _verify(Path(ledger), (digest or "").strip().lower())
    if digest:
        raise click.BadOptionUsage("digest", "--digest 和 --verify 一起用：核对归档包和抄下的校验值。")
    from gov_accounts.archive.make import archive  # noqa: PLC0415
    from gov_accounts.archive.sources import ArchiveRefusedError  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.cli.output import said_if_slow  # noqa: PLC0415
    from gov_accounts.cli.package import put_out_package  # noqa: PLC0415
    from gov_accounts.files.change import ChangedMeanwhileError  # noqa: PLC0415
    from gov_accounts.findings import in_order  # noqa: PLC0415
    from gov_accounts.render.extras import UnavailableError  # noqa: PLC0415

    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    chosen = common.choose_year(loaded, year)
    common.formats_for(loaded, chosen)
    try:
        with said_if_slow(f"正在归档 {chosen} 年……"):
            package, notices = archive(loaded, chosen, kind, outside="outside" in options.allowed())
    except ArchiveRefusedError as refused:
        common.show(in_order(refused.findings), err=True)
        click.echo("没有归档：先改正以上各处。什么也没有写。", err=True)
        return common.UNUSABLE
    except UnavailableError as error:
        common.refuse(error.finding)
    except ChangedMeanwhileError as error:
        common.refuse(common.ledger_changed(error))
    common.show(in_order(notices), err=True)
    target = output or Path(f"会计档案-{chosen}.zip")
    put_out_package(package, target, common.ledger_files(loaded), overwrite=overwrite)
    return 0


def _verify(path: Path, digest: str) -> int:
    """Look at an archive, and say what is found."""
    from gov_accounts.archive.opening import UnreadableError  # noqa: PLC0415
    from gov_accounts.archive.verify import verified  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415

    if digest and not _DIGEST.fullmatch(digest):
        raise click.BadOptionUsage("digest", "--digest 写 64 位校验值，归档时印出的那一行。")
    try:
        done = verified(path, digest)
    except UnreadableError as error:
        common.refuse(error.finding)
    common.show(done.findings[:_SHOWN], err=False)
    if len(done.findings) > _SHOWN:
        click.echo(f"……另有 {len(done.findings) - _SHOWN} 处，没有列出。")
    for line in _said(done, digest=bool(digest)):
        click.echo(line)
    return int(bool(done.findings))


def _said(done: Verified, *, digest: bool) -> list[str]:
    """What the archive is, and what was found."""
    from gov_accounts.archive.manifest import ARCHIVE, OWN  # noqa: PLC0415
    from gov_accounts.text import clean  # noqa: PLC0415

    manifest = done.manifest
    what = f"{manifest.year} 年归档" if manifest.purpose == ARCHIVE else "备份"
    said = [clean(f"{manifest.unit} {what}，由 {manifest.program} 写出，{len(manifest.files) + len(OWN)} 个文件。")]
    if manifest.errors:
        said.append("写出时账本有错误。" if manifest.errors > 0 else "写出时账本不能读入，没有检查。")
    if done.before:
        said.append(f"记账以后改过的 {len(done.before)} 处，写出时就有：用 gov-accounts check 看恢复的账本。")
    said.append(
        f"已记账 {manifest.posted} 张，最后的校验值 {manifest.posted_last}"
        if manifest.posted_last
        else "账本没有记过账（post），凭证本身没有校验值。"
    )
    compared = "" if digest else "，和归档时抄下的比对"
    said.append(f"清单的校验值 {done.digest}{compared}")
    count = len(done.findings)
    said.append(f"发现 {count} 处不一样。" if count else "没有发现改动。")
    return said
