"""``gov-accounts ledger-book``: 总账, 明细账, 日记账, 多栏账, 科目汇总表, 科目余额表."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, chosen, options, period
from gov_accounts.cli.output import check_output, file_name, put_out, tables_content
from gov_accounts.reports.book_kinds import BY, DETAILED, GENERAL, KINDS, OF_ACCOUNTS

if TYPE_CHECKING:
    from pathlib import Path

_DEFAULT: Final = (GENERAL, DETAILED)
_FORMATS: Final = ("text", "csv", "json", "xlsx", "pdf", "html")


@click.command("ledger-book", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.option(
    "--kind",
    "books",
    type=click.Choice(KINDS),
    multiple=True,
    help="哪一种账簿，可写多次；默认是总账和明细账。",
)
@click.option("--account", "accounts", metavar="科目", multiple=True, help="只要这个科目（连同它的明细），可写多次。")
@options.YEAR
@period.FIRST
@period.LAST
@click.option(
    "--by",
    type=click.Choice(BY),
    help="多栏账按什么分栏：detail 明细科目，econ、func、fund、project 编码；默认预算支出按经济分类，其余按明细科目。",
)
@chosen.CODES
@options.file_format(_FORMATS)
@options.OUTPUT
@options.OVERWRITE
def command(
    ledger: str,
    books: tuple[str, ...],
    accounts: tuple[str, ...],
    year: int | None,
    first: str | None,
    last: str | None,
    by: str | None,
    func: str,
    econ: str,
    fund: str,
    project: str,
    kind: str,
    output: Path | None,
    *,
    overwrite: bool,
) -> int:
    """账簿：总账、明细账、日记账、多栏账、科目汇总表、科目余额表，一个科目一张账页。金额单位为元。

    总账是各总账科目按月的合计；明细账逐笔登记到最末级科目；日记账是库存现金、银行存款，每日结出合计；
    多栏账是费用和支出，按明细或经济分类分栏。PDF 是 A4 账页，有页码，跨页的有过次页、承前页。

    \b
    例：
      gov-accounts ledger-book main.beancount
      gov-accounts ledger-book main.beancount --format pdf -o 账簿.pdf
      gov-accounts ledger-book main.beancount --kind 日记账 --from 2020-06 --to 2020-06 --format pdf -o 日记账.pdf
      gov-accounts ledger-book main.beancount --kind 多栏账 --account 7201 --by econ --format xlsx -o 事业支出.xlsx
      gov-accounts ledger-book main.beancount --kind 明细账 --project P1
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.books.postings import read_postings  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.reports.ledger_books import LedgerBooks  # noqa: PLC0415

    check_output(kind, output, "账簿", ("xlsx", "pdf"))
    if accounts and (without := [each for each in books if each not in OF_ACCOUNTS]):
        raise click.BadOptionUsage("accounts", f"{without[0]}是全部科目的，没有 --account；去掉它，或换一种账簿。")
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    every = list(read_postings(loaded.entries))
    asked_period = period.chosen_period(loaded, every, year, first, last)
    codes = chosen.chosen_codes(func, econ, fund, project)
    chosen.with_codes(loaded, every, codes)
    made = LedgerBooks(
        every,
        asked_period,
        loaded.codes,
        loaded.declarations.projects,
        loaded.unit_name,
        loaded.path.parent,
        codes,
        tuple(chosen.chosen_account(loaded, every, each) for each in accounts),
        by or "",
    )
    wanted = [each for each in KINDS if each in (books or _DEFAULT)]
    sheets = {each: made.sheets(each) for each in wanted}
    common.show(loaded.findings, err=True)
    whole = [sheet for of_kind in sheets.values() for sheet in of_kind]
    if not whole:
        click.echo(f"{asked_period} 没有余额，也没有发生额，账簿是空的。", err=True)
    elif kind == "csv" and output is not None and output.suffix.lower() != ".csv":
        files = {file_name(each, kind): tables_content(of, kind, output) for each, of in sheets.items() if of}
        common.write_files(output, files, loaded, overwrite=overwrite)
    else:
        name = "、".join(each for each in wanted if sheets[each])
        put_out(tables_content(whole, kind, output, name=name), kind, output, "账簿", loaded, overwrite=overwrite)
    return int(common.has_errors(loaded.findings))
