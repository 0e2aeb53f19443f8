"""``gov-accounts report``: the tables of a year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from gov_accounts.cli import ChineseCommand, options
from gov_accounts.cli.output import check_output, document_content, put_out, put_out_statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.printing.units import MoneyUnit


DOCUMENTS: Final = ("xlsx", "html", "docx", "pdf")
"""The formats of the whole document."""
KINDS: Final = ("text", "csv", "json", *DOCUMENTS)
_WHOLE: Final = "决算公开表"
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
@click.option(
    "--table", "tables", multiple=True, metavar="表", help="只要这张表：表号或键，如 5、表5、sangong；可写多次。"
)
@options.file_format(KINDS)
@options.money_unit("wan")
@click.option(
    "--rounding",
    "how",
    type=click.Choice(["controlled", "half-up"]),
    default="controlled",
    help="取整：controlled 舍位平衡，各表处处加得起来（默认）；half-up 逐格四舍五入，可能有尾差。",
)
@click.option("--explain-rounding", is_flag=True, help="不印表，列出舍位平衡后与四舍五入不同的每一格和原因。")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="文件或文件夹",
    help="写到文件；CSV 写到文件夹，每表一个文件。不写就输出到屏幕。",
)
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
    from gov_accounts.printing.messages import explanation_lines, rounding_findings  # noqa: PLC0415
    from gov_accounts.printing.printed import print_statement  # noqa: PLC0415
    from gov_accounts.printing.units import MONEY_UNITS  # noqa: PLC0415
    from gov_accounts.printing.years import PrintedYears  # noqa: PLC0415
    from gov_accounts.publishing.implausible import table_findings  # noqa: PLC0415

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
    formats = common.formats_for(loaded, chosen)
    if unsure := loaded.profile(chosen).unsure:
        click.echo(f"提示：表样里没有找到实例核对的：{'；'.join(unsure)}。", err=True)
    keys = common.choose_tables(formats, tables)
    money_unit = MONEY_UNITS[unit]
    if kind in DOCUMENTS and not tables and not explain_rounding:
        return _whole_document(loaded, chosen, money_unit, how, kind, output, overwrite=overwrite)
    years = PrintedYears.of(loaded, money_unit, how)
    statements, rounding = years.tables.linked(chosen), years.rounding(chosen)
    implausible = table_findings(loaded, chosen, statements)
    findings = [*loaded.findings, *implausible, *rounding_findings(rounding, statements)]
    common.show(findings, err=True)
    if explain_rounding:
        lines = "".join(f"{line}\n" for line in explanation_lines(rounding, statements, keys))
        put_out(lines.encode(), "text", output, "舍位平衡说明", loaded, overwrite=overwrite)
        return int(common.has_errors(findings))
    printed = [print_statement(statements[key], loaded.unit_name, rounding) for key in keys]
    put_out_statements(
        printed,
        kind,
        output,
        loaded,
        whole=_WHOLE,
        names=[each.name for each in printed],
        profile=loaded.profile(chosen).name,
        overwrite=overwrite,
    )
    return int(common.has_errors(findings))


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


def _whole_document(
    ledger: Ledger, year: int, unit: MoneyUnit, how: str, kind: str, output: Path | None, *, overwrite: bool
) -> int:
    """Write the published document of a year, unless a fact that it needs is wrong."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import errors  # noqa: PLC0415
    from gov_accounts.publishing.assemble import make_document  # noqa: PLC0415
    from gov_accounts.publishing.implausible import table_findings  # noqa: PLC0415
    from gov_accounts.statements.years import statements_of  # noqa: PLC0415

    made = make_document(ledger, year, unit, how)
    wrong = errors(made.findings)
    # What lacks may only seem to, where what is written can't be used: it is told once there is a document.
    implausible = table_findings(ledger, year, statements_of(ledger, year)) if not wrong else []
    common.show([*ledger.findings, *implausible, *(wrong or made.findings)], err=True)
    if wrong:
        click.echo("没有写出：先改正上面说的各处。", err=True)
        return common.UNUSABLE
    put_out(document_content(made.document, kind), kind, output, f"{year}年度部门决算", ledger, overwrite=overwrite)
    return int(common.has_errors(ledger.findings))
