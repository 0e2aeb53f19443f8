"""``gov-accounts journal``: 明细账."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand, chosen, options, period
from gov_accounts.cli.output import check_output, put_out, tables_content

if TYPE_CHECKING:
    from pathlib import Path


@click.command("journal", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.argument("account", metavar="科目")
@options.YEAR
@period.FIRST
@period.LAST
@click.option("--codes", "with_codes", is_flag=True, help="加上功能分类、经济分类、资金性质、项目四栏。")
@click.option("--daily", is_flag=True, help="每天加一行本日合计，如现金日记账。")
@chosen.CODES
@options.file_format()
@options.OUTPUT
@options.OVERWRITE
def command(
    ledger: str,
    account: str,
    year: int | None,
    first: str | None,
    last: str | None,
    func: str,
    econ: str,
    fund: str,
    project: str,
    kind: str,
    output: Path | None,
    *,
    overwrite: bool,
    with_codes: bool,
    daily: bool,
) -> int:
    """一个科目（连同它的明细）的明细账：逐笔登记，随时结出余额，月末有本月合计和本年累计。金额单位为元。

    科目写编码（1011、800101）、账户全名，或只有一个科目符合的一段名称。

    \b
    例：
      gov-accounts journal main.beancount 1011
      gov-accounts journal main.beancount 库存现金 --daily
      gov-accounts journal main.beancount 7201 --from 2020-06 --to 2020-06 --codes
      gov-accounts journal main.beancount 1002 --format xlsx -o 银行存款.xlsx
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.books.postings import read_postings  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.reports.account_journal import journal  # noqa: PLC0415
    from gov_accounts.reports.account_postings import AccountPostings  # noqa: PLC0415
    from gov_accounts.reports.journal_sheet import journal_sheet  # noqa: PLC0415

    check_output(kind, output, "账")
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    postings = list(read_postings(loaded.entries))
    asked = period.chosen_period(loaded, postings, year, first, last)
    found = chosen.chosen_account(loaded, postings, account)
    codes = chosen.chosen_codes(func, econ, fund, project)
    chosen.with_codes(loaded, postings, codes)
    own = AccountPostings(postings, loaded.codes.chart, codes).of(found)
    lines = journal(own, asked, daily=daily)
    sheet = journal_sheet(
        lines,
        found,
        asked,
        base=loaded.path.parent,
        unit_name=loaded.unit_name,
        with_codes=with_codes,
        notes=codes.notes(),
    )
    common.show(loaded.findings, err=True)
    put_out(tables_content([sheet], kind, output), kind, output, "明细账", loaded, overwrite=overwrite)
    return int(common.has_errors(loaded.findings))
