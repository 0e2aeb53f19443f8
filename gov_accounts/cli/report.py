"""``gov-accounts report``: the tables of a year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from gov_accounts.cli import ChineseCommand, options, published
from gov_accounts.cli.output import check_output

if TYPE_CHECKING:
    from collections.abc import Sequence


PUBLISHED: Final = "决算公开"


@click.command("report", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@options.YEAR
@click.option(
    "--set",
    "which",
    type=click.Choice([PUBLISHED, options.STATEMENTS, options.NOTES]),
    default=PUBLISHED,
    help=f"哪一套：{PUBLISHED}（默认）；{options.STATEMENTS}，政府会计制度的报表，以元为单位；"
    f"{options.NOTES}，报表附注里的表，只有年报。",
)
@click.option("--period", metavar="月份", help=f"{options.STATEMENTS}的月报：到哪个月为止，如 2020-06；不写是年报。")
@published.TABLES
@options.file_format(published.KINDS)
@options.money_unit("wan")
@published.ROUNDING
@published.EXPLAIN_ROUNDING
@published.OUTPUT
@options.OVERWRITE
def command(
    ledger: str,
    year: int | None,
    which: str,
    period: str | None,
    tables: Sequence[str],
    kind: str,
    unit: str,
    how: str,
    output: Path | None,
    *,
    explain_rounding: bool,
    overwrite: bool,
) -> int:
    """生成账本一年的各张表，或整份公开文件。

    \b
    text、csv、json 是九张表；html、docx、pdf、xlsx 是整份部门决算公开文件：概况、九张表、情况说明、图、
    项目自评表、名词解释。账上没有的事实写在主文件旁边的 disclosure.toml 里。加 --table 就只要那张表。

    \b
    例：
      gov-accounts report main.beancount
      gov-accounts report main.beancount --table 5 --unit yuan
      gov-accounts report main.beancount --format docx -o 部门决算.docx
      gov-accounts report main.beancount --format csv -o 决算表/
      gov-accounts report main.beancount --set 会计报表
      gov-accounts report main.beancount --set 会计报表 --period 2020-06 --table 资产负债表
      gov-accounts report main.beancount --set 附注 --table 固定资产 --format xlsx -o 固定资产.xlsx
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.printing.units import MONEY_UNITS  # noqa: PLC0415

    check_output(kind, output, "决算", ("xlsx", "docx", "pdf"))
    if which != PUBLISHED:
        _refuse_of_published(which, unit)
    if period and which != options.STATEMENTS:
        name = options.STATEMENTS
        if which == options.NOTES:
            raise click.BadOptionUsage("period", f"{which}只有年报；去掉 --period，用 --year 写年度。")
        raise click.BadOptionUsage("period", f"--period 是{name}的月报，加上 --set {name}。")
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    if which == options.STATEMENTS:
        from gov_accounts.cli import accounting  # noqa: PLC0415

        accounts = accounting.chosen(loaded, year, period)
        return accounting.report(loaded, accounts, tables, kind, output, overwrite=overwrite)
    if which == options.NOTES:
        from gov_accounts.cli import notes  # noqa: PLC0415

        return notes.report(loaded, common.choose_year(loaded, year), tables, kind, output, overwrite=overwrite)
    chosen = common.choose_year(loaded, year)
    asked = published.Asked(
        chosen, tables, kind, MONEY_UNITS[unit], how, output, explain_rounding=explain_rounding, overwrite=overwrite
    )
    return published.put_out_published(loaded, asked)


def _refuse_of_published(which: str, unit: str) -> None:
    """Refuse options that are of the published tables alone: statements are exact, in 元."""
    given = click.get_current_context().get_parameter_source
    for name, option, wrong in (
        ("unit", "--unit", unit != "yuan"),
        ("how", "--rounding", True),
        ("explain_rounding", "--explain-rounding", True),
    ):
        if wrong and given(name) is ParameterSource.COMMANDLINE:
            raise click.BadOptionUsage(name, f"{which}以元为单位，逐分列报，没有取整；去掉 {option}。")
