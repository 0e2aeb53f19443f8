"""``gov-accounts init``: a new unit's first ledger."""

from __future__ import annotations

from pathlib import Path

import click

from gov_accounts.cli import ChineseCommand


@click.command("init", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("folder", metavar="文件夹", type=click.Path())
@click.option("--name", metavar="单位名", help="单位全称，印在每张表上。必须写。")
@click.option("--year", type=int, metavar="年度", help="开始记账的年度，如 2020。必须写。")
@click.option(
    "--kind",
    type=click.Choice(["事业单位", "行政单位"]),
    default="事业单位",
    help="单位类型，决定用哪些科目；默认事业单位。",
)
@click.option("--region", default="", metavar="地区", help="表样按哪个地区的，如 上海；不写就按财政部的。")
def command(folder: str, name: str | None, year: int | None, kind: str, region: str) -> int:
    """建一个可以开始记账的新账本：主文件、账户、预算指标、每月一个凭证文件、记账指南。

    文件夹没有就新建。已有同名文件时什么也不写，从不覆盖。中途被打断的，再运行一次就接着建好。

    \b
    例：
      gov-accounts init 账本 --name 某某中心 --year 2020
      gov-accounts init . --name 某某局 --year 2020 --kind 行政单位
      gov-accounts init 账本 --name 上海市某某中心 --year 2024 --region 上海
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.books.new_ledger import GUIDE, MAIN_FILE, LedgerNotWrittenError, new_ledger, write_new  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Place  # noqa: PLC0415
    from gov_accounts.law.profile import regions  # noqa: PLC0415

    if name is None:
        raise click.BadOptionUsage("name", "要写明单位名称，如 --name 某某中心。")
    if year is None:
        raise click.BadOptionUsage("year", "要写明开始记账的年度，如 --year 2020。")
    try:
        files = new_ledger(name, kind, year, region)
        target = write_new(Path(folder), files)
    except LedgerNotWrittenError as error:
        common.refuse(error.finding)
    if region and region not in regions():
        click.echo(
            f"提示：没有“{region}”的表样，按财政部的编制；有的是：{'、'.join(regions())}。"
            "本地表样不同的，用 gov-accounts profiles --new 写一份。",
            err=True,
        )
    main_file = _argument(Place(str(target / MAIN_FILE), 0).shown(Path.cwd()))
    click.echo(
        f"已建好 {year} 年的账本（{kind}），{len(files)} 个文件，主文件是 {main_file}。\n"
        "\n"
        "接下来：\n"
        f"  1. 看{GUIDE}：常用的凭证，抄来改成自己的。\n"
        f"  2. 年初预算记在 appropriations.beancount，凭证记在当月的文件，如 {year}-01.beancount；"
        "账户和备用科目在 accounts.beancount。\n"
        f"  3. 记了就检查：gov-accounts check {main_file}\n"
        f"  4. 在浏览器里看账：gov-accounts serve {main_file}"
    )
    return 0


def _argument(path: str) -> str:
    """A path as it is typed on a command line, of PowerShell too."""
    return f'"{path}"' if " " in path else path
