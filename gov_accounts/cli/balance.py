"""``gov-accounts balance``: 科目余额表."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand

if TYPE_CHECKING:
    from gov_accounts.ledger import Ledger
    from gov_accounts.postings import Period, Posting
    from gov_accounts.render.sheet import Sheet


@click.command("balance", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("ledger", metavar="账本", type=click.Path())
@click.option("--year", type=int, metavar="年度", help="年度；账本只有一年时可以不写。")
@click.option("--from", "first", metavar="日期", help="期间的第一天，如 2020-06-15；也可写 2020-06、2020。")
@click.option("--to", "last", metavar="日期", help="期间的最后一天；写月份、年度时是它的最后一天。")
@click.option(
    "--book", "books", multiple=True, type=click.Choice(["财务", "预算", "指标"]), help="只要这本账；可写多次。"
)
@click.option("--level", type=int, metavar="级次", help="印到第几级：1 只印总账科目；不写印到最末级。")
@click.option("--by", metavar="键", help="末级科目按编码细分：func、econ、fund、project，可用逗号连写几个。")
@click.option("--before-close", is_flag=True, help="不计本期的年末结转分录（#year-close）。")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "csv", "json", "xlsx"]),
    default="text",
    help="格式，默认 text。",
)
@click.option(
    "--unit", type=click.Choice(["yuan", "wan"]), default="yuan", help="金额单位：yuan 元（默认）、wan 万元。"
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="文件", help="写到文件；不写就输出到屏幕。")
def command(
    ledger: str,
    year: int | None,
    first: str | None,
    last: str | None,
    books: tuple[str, ...],
    level: int | None,
    by: str | None,
    kind: str,
    unit: str,
    output: Path | None,
    *,
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
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.postings import read_postings  # noqa: PLC0415
    from gov_accounts.rounding import MONEY_UNITS  # noqa: PLC0415
    from gov_accounts.trial_balance import balance_sheets, trial_balance  # noqa: PLC0415

    check_output(kind, output)
    if level is not None and level < 1:
        raise click.BadOptionUsage("level", "--level 从 1 起：1 是总账科目，2 起是明细科目。")
    keys = _keys(by)
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    postings = list(read_postings(loaded.entries))
    period = chosen_period(loaded, postings, year, first, last)
    balances = trial_balance(postings, period, loaded.codes.chart, level=level, by=keys, before_close=before_close)
    wanted = [each for each in balances if each.book in books] if books else [each for each in balances if each.lines]
    sheets = balance_sheets(
        wanted or balances,
        period,
        codes=loaded.codes,
        projects=loaded.declarations.projects,
        unit_name=loaded.unit_name,
        money_unit=MONEY_UNITS[unit],
    )
    common.show(loaded.findings, err=True)
    put_out(sheets, kind, output, "科目余额表", loaded)
    return int(common.has_errors(loaded.findings))


def _keys(by: str | None) -> tuple[str, ...]:
    """The keys of ``--by``, each once."""
    from gov_accounts.postings import KEYS  # noqa: PLC0415

    keys = tuple(dict.fromkeys(key.strip() for key in (by or "").replace("，", ",").split(",") if key.strip()))
    unknown = [key for key in keys if key not in KEYS]
    if unknown:
        known = "、".join(f"{key}（{name}）" for key, name in KEYS.items())
        raise click.BadOptionUsage("by", f"--by 没有“{unknown[0]}”这个键。可写：{known}，用逗号连写几个。")
    return keys


# What books of account share


def check_output(kind: str, output: Path | None) -> None:
    """Refuse to write a workbook on a terminal."""
    if kind == "xlsx" and output is None and sys.stdout.isatty():
        raise click.BadOptionUsage("output", "xlsx 是二进制文件，请用 -o 写明文件名，如 -o 账.xlsx。")


def chosen_period(
    ledger: Ledger, postings: Sequence[Posting], year: int | None, first: str | None, last: str | None
) -> Period:
    """The period asked for, by default the ledger's year; or a message and exit status 2.

    A ledger has the years that tables can be made of; where it has none, those it has vouchers of.
    """
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415
    from gov_accounts.postings import choose_period  # noqa: PLC0415

    from_period, to_period = _asked("--from", first), _asked("--to", last)
    if year is not None:
        common.choose_year(ledger, year)
    chosen = choose_period(
        year,
        from_period and from_period.first,
        to_period and to_period.last,
        ledger.years or {posting.date.year for posting in postings},
        Place(str(ledger.path), 0),
    )
    if isinstance(chosen, Finding):
        common.refuse(chosen)
    return chosen


def _asked(option: str, text: str | None) -> Period | None:
    from gov_accounts.postings import read_period  # noqa: PLC0415

    if text is None:
        return None
    period = read_period(text)
    if period is None:
        raise click.BadOptionUsage(
            option.strip("-"), f"{option} 的“{text}”不是日期。写成 2020-06-15，或只写到月（2020-06）、年（2020）。"
        )
    return period


def put_out(sheets: Sequence[Sheet], kind: str, output: Path | None, name: str, ledger: Ledger) -> None:
    """Write sheets to a file, to one called `name` in a folder, or to standard output."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.render.sheet import render  # noqa: PLC0415

    width = shutil.get_terminal_size().columns if output is None and sys.stdout.isatty() else None
    content = render(sheets, kind, width, to_file=output is not None)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    suffix = {"text": "txt"}.get(kind, kind)
    common.write_file(output / f"{name}.{suffix}" if output.is_dir() else output, content, ledger)
