"""``gov-accounts init``: a new unit's first ledger, empty or from the balances of other software."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand

if TYPE_CHECKING:
    from gov_accounts.exchange.maps import Map
    from gov_accounts.exchange.new_from import NewBooks


@click.command("init", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("folder", metavar="文件夹", type=click.Path())
@click.option("--name", metavar="单位名", help="单位全称，印在每张表上。必须写，除非余额表的标题里有。")
@click.option("--year", type=int, metavar="年度", help="开始记账的年度，如 2020。必须写，除非余额表的标题里有。")
@click.option(
    "--kind",
    type=click.Choice(["事业单位", "行政单位"]),
    help="单位类型，决定用哪些科目；不写按余额表里的科目，没有余额表的是事业单位。",
)
@click.option("--region", default="", metavar="地区", help="表样按哪个地区的，如 上海；不写就按财政部的。")
@click.option(
    "--from", "table", type=click.Path(path_type=Path), metavar="科目余额表", help="原来的财务软件导出的科目余额表。"
)
@click.option(
    "--map", "map_file", type=click.Path(path_type=Path), metavar="格式.toml", help="余额表的格式，自己写的。"
)
def command(
    folder: str,
    name: str | None,
    year: int | None,
    kind: str | None,
    region: str,
    table: Path | None,
    map_file: Path | None,
) -> int:
    """建一个可以开始记账的新账本：主文件、账户、预算指标、每月一个凭证文件、记账指南。

    有科目余额表（--from，xlsx、xls、ods、csv）的，科目和明细照表开，年初余额记好；单位名称和年度取自表的标题。

    文件夹没有就新建。已有同名文件时什么也不写，从不覆盖。中途被打断的，再运行一次就接着建好。

    \b
    例：
      gov-accounts init 账本 --name 某某中心 --year 2020
      gov-accounts init . --name 某某局 --year 2020 --kind 行政单位
      gov-accounts init 账本 --name 上海市某某中心 --year 2024 --region 上海
      gov-accounts init 账本 --from 科目余额表.xlsx
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.books.new_ledger import GUIDE, MAIN_FILE, LedgerNotWrittenError, new_ledger, write_new  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Place  # noqa: PLC0415
    from gov_accounts.law.accounts import UNIT_KINDS  # noqa: PLC0415
    from gov_accounts.law.profile import regions  # noqa: PLC0415

    files: Mapping[str, str]
    try:
        if table is not None:
            made = _from_table(table, Path(folder), name, year, kind, region, map_file)
            files, kind, year = made.files, made.kind, made.year
        else:
            if map_file is not None:
                raise click.BadOptionUsage("map_file", "--map 说明余额表的格式，与 --from 一起写。")
            if name is None:
                raise click.BadOptionUsage("name", "要写明单位名称，如 --name 某某中心。")
            if year is None:
                raise click.BadOptionUsage("year", "要写明开始记账的年度，如 --year 2020。")
            kind = kind or UNIT_KINDS[0]
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


def _from_table(
    table: Path, folder: Path, name: str | None, year: int | None, kind: str | None, region: str, map_file: Path | None
) -> NewBooks:
    """The new ledger that a 科目余额表 gives; or what is wrong with it, and exit status 2."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.exchange.new_from import NotTakenError, new_from  # noqa: PLC0415

    try:
        made = new_from(table, folder, name=name or "", year=year, kind=kind or "", region=region, maps=_maps(map_file))
    except NotTakenError as error:
        common.show(error.findings, err=True)
        click.echo("什么也没有写。", err=True)
        raise click.exceptions.Exit(common.UNUSABLE) from error
    for line in (*made.said, *made.opening.lines):
        click.echo(line, err=True)
    common.show(made.notices, err=True)
    return made


def _maps(file: Path | None) -> list[Map]:
    """The map that is given; none where the program is to choose."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.exchange.maps import own  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415
    from gov_accounts.law.reading import DataError  # noqa: PLC0415

    if file is None:
        return []
    try:
        return [own(file)]
    except (DataError, OSError) as error:
        what = str(error) if isinstance(error, DataError) else "文件不在那里，或打不开"
        common.refuse(
            Finding(
                "import-map-unusable",
                f"格式写得不对：{what}。",
                "格式（.toml）写明一份文件里哪一栏是什么。",
                "按上面说的文件和位置改正。",
                Place(str(file), 0),
            )
        )


def _argument(path: str) -> str:
    """A path as it is typed on a command line, of PowerShell too."""
    return f'"{path}"' if " " in path else path
