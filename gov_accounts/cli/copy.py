"""``gov-accounts copy``: a voucher once more, with another date."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand, options, period

if TYPE_CHECKING:
    from pathlib import Path


@click.command("copy", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.argument("voucher", metavar="凭证号")
@click.option("--date", "day", required=True, metavar="日期", help="新凭证的日期，如 2020-06-03。")
@options.VOUCHER_YEAR
@options.APPEND
def command(ledger: str, voucher: str, day: str, year: int | None, output: Path | None) -> int:
    """复制一张凭证，换一个日期：每月一样的工资、电费，不用重打。

    凭证号写 记-5-003、5-3；没有号的写文件名和行号，如 2020-05.beancount:21。原来的缩进、对齐和注释照旧；
    凭证号、附件张数、发票号、制单审核等签名不抄，软件推出的分录不写（读账本时再推出）。

    -o 写账本自己的文件：主文件，或它 include 的文件。文件要么加上整张凭证，要么不变。

    \b
    例：
      gov-accounts copy main.beancount 记-5-003 --date 2020-06-03
      gov-accounts copy main.beancount 5-3 --date 2020-06-03 -o 2020-06.beancount
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.bookkeeping.appending import append_to  # noqa: PLC0415
    from gov_accounts.bookkeeping.copying import copied  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.files.change import ChangedMeanwhileError  # noqa: PLC0415
    from gov_accounts.findings import Finding  # noqa: PLC0415

    date = period.day("--date", day)
    loaded = common.load_or_exit(ledger)
    try:
        copy = copied(loaded, voucher, date, year)
    except ChangedMeanwhileError as error:
        common.refuse(common.ledger_changed(error))
    if isinstance(copy, Finding):
        common.refuse(copy)
    appending = None if output is None else append_to(loaded, output, copy.text)
    if isinstance(appending, Finding):
        common.refuse(appending)
    if appending is None:
        sys.stdout.buffer.write(copy.text.encode())
    else:
        said = f"{voucher} 的副本，日期 {date}，加在末尾"
        common.write_beside((appending.change.path, said), None, appending.write, dry_run=False)
    if copy.left_out:
        click.echo(f"没有照抄：{'、'.join(copy.left_out)}。新凭证的要自己写。", err=True)
    return 0
