"""``gov-accounts explain``: where a figure comes from."""

from __future__ import annotations

from pathlib import Path

import click

from gov_accounts.cli import ChineseCommand

_SHOWN_ROWS = 40


@click.command("explain", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("ledger", metavar="账本", type=click.Path())
@click.argument("table", metavar="表")
@click.argument("row", metavar="行")
@click.argument("column", metavar="栏")
@click.option("--year", type=int, metavar="年度", help="年度；账本只有一年时可以不写。")
@click.option("--full", is_flag=True, help="公式的各部分也逐条列出分录。")
def command(ledger: str, table: str, row: str, column: str, year: int | None, *, full: bool) -> int:
    """列出一个单元格背后的分录，每条有文件名和行号，加起来就是这个数；公式算出的，列出公式和各部分。

    \b
    例：
      gov-accounts explain main.beancount 表5 2060501 1
      gov-accounts explain main.beancount 表1 30 1 --full
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.explain import NoSuchCellError, explain, explanation_lines  # noqa: PLC0415
    from gov_accounts.findings import Finding  # noqa: PLC0415

    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    chosen = common.choose_year(loaded, year)
    key = common.choose_tables(common.formats_for(chosen), [table])[0]
    statement = loaded.statements(chosen, with_facts=True)[key]
    try:
        explanation = explain(statement, row, column)
    except NoSuchCellError as error:
        present = "、".join(error.present[:_SHOWN_ROWS]) + ("……" if len(error.present) > _SHOWN_ROWS else "")
        common.refuse(
            Finding(
                "cell-unknown",
                f"{chosen} 年的表{statement.format.number}没有 {error.wanted} {error.what}。",
                "行写行次、科目编码或“合计”，栏写栏次；没有数的科目不印，也就没有这一行。",
                f"这张表的{error.what}有：{present}。",
            )
        )
    common.show(loaded.findings, err=True)
    for line in explanation_lines(explanation, Path.cwd(), full=full):
        click.echo(line)
    return int(common.has_errors(loaded.findings))
