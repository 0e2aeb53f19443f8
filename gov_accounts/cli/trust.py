"""``gov-accounts trust``: allow a ledger to run its own programs and read files elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from gov_accounts.cli import ChineseCommand


@click.command("trust", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("ledger", metavar="账本", type=click.Path())
@click.option("--yes", is_flag=True, help="不问，直接允许。")
@click.option("--forget", is_flag=True, help="收回：以前允许的都不再允许。")
def command(ledger: str, *, yes: bool, forget: bool) -> int:
    """允许账本运行它自带的插件、Fava 扩展、导入配置，读账本文件夹外面的文件。

    这些都是程序或别处的文件，不经允许不运行、不读。列出账本里的这些行，问过之后记在本机的用户设置里；
    以后账本里的行变了，或旁边的程序改了，会再问。只对自己写的、信得过的账本用。
    """
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.files.reasons import reason  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415
    from gov_accounts.ledger import LedgerUnusableError, check_readable  # noqa: PLC0415
    from gov_accounts.reading import trust  # noqa: PLC0415
    from gov_accounts.reading.loading import read_files  # noqa: PLC0415
    from gov_accounts.reading.permissions import Permissions, text_of  # noqa: PLC0415
    from gov_accounts.reading.programs import lines_to_allow  # noqa: PLC0415

    folder, path = common.user_folder(), Path(ledger).absolute()
    try:
        if forget:
            click.echo(f"已收回，记在 {trust.allow(folder, path, ())}。", err=True)
            return 0
        check_readable(path)
        lines: set[str] = set()
        # What is in files outside is seen once they are allowed.
        while more := {
            each.line: each for each in lines_to_allow(read_files(path, Permissions(lines=frozenset(lines))).errors)
        }:
            for line, error in more.items():
                place = Place(error.source["filename"], error.source["lineno"])
                click.echo(f"{place.shown(Path.cwd())}: {text_of(line)}")
            lines |= set(more)
        if not lines:
            trust.allow(folder, path, ())
            click.echo("账本里没有要允许的：它不运行别的程序，也不读文件夹外面的文件。", err=True)
            return 0
        question = "这些行会运行程序，或读账本文件夹外面的文件。都允许就写 y，不允许就按回车"
        if not yes and click.prompt(question, default="", show_default=False).strip().lower() not in {"y", "yes", "是"}:
            click.echo("没有允许。", err=True)
            return 1
        click.echo(f"已允许，记在 {trust.allow(folder, path, lines)}。", err=True)
    except LedgerUnusableError as error:
        common.refuse(error.finding)
    except OSError as error:
        common.refuse(
            Finding(
                "output-not-writable",
                f"写不进去（{reason(error)}）。",
                "允许的行记在用户设置的文件夹里，没有写入权限。",
                "请管理员给予写入权限，或把环境变量 GOV_ACCOUNTS_CONFIG 设成能写的文件夹。",
                Place(str(folder), 0),
            )
        )
    return 0
