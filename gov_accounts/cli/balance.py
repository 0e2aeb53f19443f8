"""``gov-accounts balance``: 科目余额表."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand, chosen, options, period
from gov_accounts.cli.output import check_output, put_out, tables_content

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gov_accounts.books.postings import Posting


@click.command("balance", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@options.YEAR
@period.FIRST
@period.LAST
@click.option(
    "--book", "books", multiple=True, type=click.Choice(["财务", "预算", "指标"]), help="只要这本账；可写多次。"
)
@click.option("--level", type=int, metavar="级次", help="印到第几级：1 只印总账科目；不写印到最末级。")
@click.option("--by", metavar="键", help="末级科目按编码细分：func、econ、fund、project，可用逗号连写几个。")
@click.option("--before-close", is_flag=True, help="不计本期的年末结转分录（#year-close）。")
@chosen.CODES
@options.file_format()
@options.money_unit("yuan")
@options.OUTPUT
@options.OVERWRITE
def command(
    ledger: str,
    year: int | None,
    first: str | None,
    last: str | None,
    books: tuple[str, ...],
    level: int | None,
    by: str | None,
    func: str,
    econ: str,
    fund: str,
    project: str,
    kind: str,
    unit: str,
    output: Path | None,
    *,
    overwrite: bool,
    before_close: bool,
) -> int:
    """科目余额表：各科目的期初余额、本期发生额、期末余额，三本账各一张，借贷合计相等。

    \b
    例：
      gov-accounts balance main.beancount
      gov-accounts balance main.beancount --from 2020-06 --to 2020-06 --level 1
      gov-accounts balance main.beancount --book 预算 --by func,econ
      gov-accounts balance main.beancount --format xlsx -o 科目余额表.xlsx
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.books.postings import read_postings  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.printing.units import MONEY_UNITS  # noqa: PLC0415
    from gov_accounts.reports.trial_balance import balance_sheets, trial_balance  # noqa: PLC0415

    check_output(kind, output, "账")
    if level is not None and level < 1:
        raise click.BadOptionUsage("level", "--level 从 1 起：1 是总账科目，2 起是明细科目。")
    keys = _keys(by)
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    postings: Sequence[Posting] = list(read_postings(loaded.entries))
    asked = period.chosen_period(loaded, postings, year, first, last)
    codes = chosen.chosen_codes(func, econ, fund, project)
    postings = chosen.with_codes(loaded, postings, codes)
    balances = trial_balance(postings, asked, loaded.codes.chart, level=level, by=keys, before_close=before_close)
    wanted = [each for each in balances if each.book in books] if books else [each for each in balances if each.lines]
    sheets = balance_sheets(
        wanted or balances,
        asked,
        codes=loaded.codes,
        projects=loaded.declarations.projects,
        unit_name=loaded.unit_name,
        money_unit=MONEY_UNITS[unit],
        notes=codes.notes(),
    )
    common.show(loaded.findings, err=True)
    put_out(tables_content(sheets, kind, output), kind, output, "科目余额表", loaded, overwrite=overwrite)
    return int(common.has_errors(loaded.findings))


def _keys(by: str | None) -> tuple[str, ...]:
    """The keys of ``--by``, each once."""
    from gov_accounts.books.postings import KEYS  # noqa: PLC0415

    keys = tuple(dict.fromkeys(key.strip() for key in (by or "").replace("，", ",").split(",") if key.strip()))
    unknown = [key for key in keys if key not in KEYS]
    if unknown:
        known = "、".join(f"{key}（{name}）" for key, name in KEYS.items())
        raise click.BadOptionUsage("by", f"--by 没有“{unknown[0]}”这个键。可写：{known}，用逗号连写几个。")
    return keys
