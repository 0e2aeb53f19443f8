"""``gov-accounts ties``: 勾稽关系表."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand, options
from gov_accounts.cli.output import check_output, put_out, tables_content

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@click.command("ties", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@options.YEAR
@click.option("--table", "tables", multiple=True, metavar="表", help="只要与这张表有关的：表号或键；可写多次。")
@click.option(
    "--unit",
    type=click.Choice(["yuan", "wan"]),
    default="yuan",
    help="yuan 账上的数，元（默认）；wan 印出的数，万元。",
)
@click.option(
    "--rounding",
    "how",
    type=click.Choice(["controlled", "half-up"]),
    default="controlled",
    help="印出的数怎样取整：controlled 舍位平衡（默认），half-up 逐格四舍五入。",
)
@click.option("--all", "everything", is_flag=True, help="两边都是零的也列出。")
@options.file_format()
@options.OUTPUT
@options.OVERWRITE
def command(
    ledger: str,
    year: int | None,
    tables: Sequence[str],
    unit: str,
    how: str,
    kind: str,
    output: Path | None,
    *,
    overwrite: bool,
    everything: bool,
) -> int:
    """列出表内、表间的每个勾稽关系：两边的数、相差多少、是否成立。

    \b
    例：
      gov-accounts ties main.beancount
      gov-accounts ties main.beancount --table 3 --all
      gov-accounts ties main.beancount --unit wan --rounding half-up
      gov-accounts ties main.beancount --format xlsx -o 勾稽关系.xlsx
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.printing.units import MONEY_UNITS, YUAN  # noqa: PLC0415
    from gov_accounts.printing.years import PrintedYears  # noqa: PLC0415
    from gov_accounts.reports.ties import exact_checks, printed_checks, tie_sheet  # noqa: PLC0415

    check_output(kind, output, "勾稽关系")
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    chosen = common.choose_year(loaded, year)
    formats = common.formats_for(loaded, chosen)
    keys = common.choose_tables(formats, tables)
    money_unit = MONEY_UNITS[unit]
    years = PrintedYears.of(loaded, money_unit, how)
    statements = years.tables.linked(chosen)
    if money_unit is YUAN:
        checks = exact_checks(statements, formats)
    else:
        checks = printed_checks(statements, formats, years.rounding(chosen))
    sheet = tie_sheet(
        checks, statements, keys, unit_name=loaded.unit_name, money_unit=money_unit, everything=everything
    )
    common.show(loaded.findings, err=True)
    put_out(tables_content([sheet], kind, output), kind, output, "勾稽关系", loaded, overwrite=overwrite)
    broken = any(not each.adds_up and each.equation.kind != "at-least" for each in checks)
    return int(broken or common.has_errors(loaded.findings))
