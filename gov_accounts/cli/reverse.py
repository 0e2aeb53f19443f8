"""``gov-accounts reverse``: a red-letter voucher."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand, options, period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gov_accounts.findings import Finding


@click.command("reverse", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.argument("number", metavar="凭证号")
@click.option("--date", "day", required=True, metavar="日期", help="红字凭证的日期，在已经记账的月份以后。")
@options.VOUCHER_YEAR
@options.APPEND
def command(ledger: str, number: str, day: str, year: int | None, output: Path | None) -> int:
    """红字冲销：写出一张与原凭证相反的凭证，分录相同，金额相反，摘要写明冲销哪一张。

    已记账的凭证不能改、不能删，要更正的，先用红字凭证冲销，再另记一张正确的。红字凭证没有编号，由 post 编号；
    推出的预算分录不写，装载时照样推出；推不出正好相反的，才写明。各张表等于没有原凭证的表。

    以前年度的凭证，收入、费用记“以前年度盈余调整”，预算收支记结转结余的“年初余额调整”，印出以后要改科目。

    \b
    例：
      gov-accounts reverse main.beancount 记-5-003 --date 2020-06-03
      gov-accounts reverse main.beancount 记-5-003 --date 2020-06-03 -o 2020-06.beancount
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.bookkeeping.appending import append_to  # noqa: PLC0415
    from gov_accounts.bookkeeping.sealing import red_letter  # noqa: PLC0415
    from gov_accounts.bookkeeping.sealing.posting import PostRefusedError  # noqa: PLC0415
    from gov_accounts.bookkeeping.sealing.reversal import reverse  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding  # noqa: PLC0415

    date = period.day("--date", day)
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    try:
        reversal = reverse(loaded, number, date, year, common.permissions(ledger))
    except PostRefusedError as refused:
        return _refused(refused.findings, output)
    appending = append_to(loaded, output, reversal.text) if output is not None else None
    if isinstance(appending, Finding):
        return _refused([appending], output)
    original = reversal.original
    if original.date.year != date.year:
        common.show([red_letter.other_year(original, date)], err=True)
    if not reversal.posted:
        common.show([red_letter.not_posted(original, loaded.path.parent)], err=True)
    if not reversal.mirrored:
        common.show([red_letter.not_mirrored(original)], err=True)
    if appending is None:
        sys.stdout.buffer.write(reversal.text.encode())
    else:
        common.write_changes(appending.write, appending.change.path)
    return 0


def _refused(findings: Sequence[Finding], output: Path | None) -> int:
    """Say why there is none; whatever an ended writing left beside the file goes."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.files.staged import clear_stale  # noqa: PLC0415

    if output is not None:
        clear_stale(output.parent)
    common.show(findings, err=True)
    click.echo("没有写红字凭证。什么也没有写。", err=True)
    return common.UNUSABLE
