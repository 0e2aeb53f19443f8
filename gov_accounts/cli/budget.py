"""``gov-accounts budget``: how the budget has been carried out."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, options
from gov_accounts.cli.output import check_output, put_out, tables_content

if TYPE_CHECKING:
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@click.command("budget", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.option("--year", type=int, metavar="年度", help="年度；账本只有一年，或写了 --as-of 时可以不写。")
@click.option("--as-of", "as_of", metavar="日期", help="截至哪一天（含当天），如 2020-06-30；不写是全年。")
@click.option(
    "--by",
    type=click.Choice(["func", "econ", "project"]),
    default="func",
    help="行是什么：func 功能分类（默认）、econ 经济分类、project 项目。",
)
@click.option("--fund", metavar="资金性质", help="只要这种资金，如 11 一般公共预算；不写是全部资金。")
@options.file_format()
@options.money_unit("wan")
@options.OUTPUT_OR_FOLDER
@options.OVERWRITE
def command(
    ledger: str,
    year: int | None,
    as_of: str | None,
    by: str,
    fund: str | None,
    kind: str,
    unit: str,
    output: Path | None,
    *,
    overwrite: bool,
) -> int:
    """预算执行情况表：上年结转、年初预算、预算调整、支出、余额和执行率。

    \b
    例：
      gov-accounts budget main.beancount
      gov-accounts budget main.beancount --as-of 2020-06-30 --by econ --fund 11
      gov-accounts budget main.beancount --by project --format xlsx -o 预算执行.xlsx
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.books.postings import counted_postings  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.printing.units import MONEY_UNITS  # noqa: PLC0415
    from gov_accounts.reports.budget_execution import execution, print_execution  # noqa: PLC0415

    check_output(kind, output, "预算执行")
    until = _day(as_of)
    if until is not None and year is not None and until.year != year:
        raise click.BadOptionUsage(
            "as_of", f"--as-of 的 {until} 不在 --year 的 {year} 年里，两者只写一个，或写成同一年。"
        )
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    chosen = common.choose_year(loaded, year if until is None else until.year)
    table = execution(counted_postings(loaded.entries), loaded.codes, chosen, by, fund=_fund(fund, loaded), until=until)
    printed = print_execution(table, loaded.declarations, MONEY_UNITS[unit])
    common.show(loaded.findings, err=True)
    put_out(
        tables_content([printed], kind, output),
        kind,
        output,
        f"{printed.title}-{printed.name}",
        loaded,
        overwrite=overwrite,
    )
    return int(common.has_errors(loaded.findings))


def _day(text: str | None) -> datetime.date | None:
    """The day of ``--as-of``."""
    if text is None:
        return None
    try:
        if _DATE.fullmatch(text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise click.BadOptionUsage("as_of", f"--as-of 的“{text}”不是日期，要写成年-月-日，如 2020-06-30。")


def _fund(wanted: str | None, ledger: Ledger) -> str:
    """The fund asked for, or nothing."""
    funds = ledger.codes.fund.rows
    if wanted is None or wanted in funds:
        return wanted or ""
    known = "、".join(f"{code}（{rows[0].name}）" for code, rows in funds.items())
    raise click.BadOptionUsage("fund", f"--fund 没有“{wanted}”这种资金性质。可写：{known}。")
