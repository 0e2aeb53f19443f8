"""``gov-accounts explain``: where a figure comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand, options
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.findings import Finding
    from gov_accounts.law.form import Format
    from gov_accounts.statements.origin import NoSuchCellError

_SHOWN_ROWS = 40


@click.command("explain", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.argument("table", metavar="表或文字部分")
@click.argument("row", metavar="[行", required=False)
@click.argument("column", metavar="栏]", required=False)
@options.YEAR
@click.option("--period", metavar="月份", help="会计报表的月报里的一格：到哪个月为止，如 2020-06。")
@click.option("--full", is_flag=True, help="公式的各部分也逐条列出分录。")
def command(
    ledger: str, table: str, row: str | None, column: str | None, year: int | None, period: str | None, *, full: bool
) -> int:
    """列出一个单元格背后的分录，每条有文件名和行号，加起来就是这个数；公式算出的，列出公式和各部分。

    不写行和栏，写决算公开文件的一节或一个数的编号，就列出那一节的每个数从哪里来。

    \b
    例：
      gov-accounts explain main.beancount 表5 2060501 1
      gov-accounts explain main.beancount 表1 30 1 --full
      gov-accounts explain main.beancount 表1 总计 收入·决算数
      gov-accounts explain main.beancount 会政财01 货币资金 期末余额
      gov-accounts explain main.beancount 附注五6 原值通用设备 期末余额
      gov-accounts explain main.beancount 三部分五（三）
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import accounting, common, notes  # noqa: PLC0415
    from gov_accounts.statements.lineage import Lineage  # noqa: PLC0415
    from gov_accounts.statements.origin import NoSuchCellError, explain, explanation_lines  # noqa: PLC0415
    from gov_accounts.statements.years import statements_of  # noqa: PLC0415

    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    if row is not None and column is None:
        raise click.BadArgumentUsage("写了行，还要写栏：表 行 栏，如 表5 2060501 1。")
    if notes.is_note(table):
        if row is None or column is None or period:
            raise click.BadArgumentUsage("附注里的数写：表 行 栏，如 附注五6 原值通用设备 期末余额；附注只有年报。")
        return notes.explain(loaded, common.choose_year(loaded, year), table, row, column)
    accounts = accounting.asked(loaded, table, year, period)
    chosen = accounts.year if accounts is not None else common.choose_year(loaded, year)
    if row is None or column is None:
        return _figures(loaded, ledger, chosen, table)
    if accounts is not None:
        key = common.choose_tables(accounts.set.formats, [table], accounts.set.title)[0]
        statement = accounts.statements[key]
        located = statement.format.located(row, column)
        lineage = accounts.lineage(located[1] if located else "")
    else:
        key = common.choose_tables(common.formats_for(loaded, chosen), [table])[0]
        statement, lineage = statements_of(loaded, chosen)[key], Lineage.of(loaded.entries)
    try:
        explanation = explain(statement, row, column)
    except NoSuchCellError as error:
        common.refuse(_unknown(error, statement.format, chosen))
    common.show(loaded.findings, err=True)
    for line in explanation_lines(explanation, lineage, Path.cwd(), full=full):
        click.echo(line)
    return int(common.has_errors(loaded.findings))


def _unknown(error: NoSuchCellError, form: Format, year: int) -> Finding:
    """That a table has no such row or column, or several cells of one name."""
    from gov_accounts.findings import Finding  # noqa: PLC0415
    from gov_accounts.nearest import nearest  # noqa: PLC0415

    present = first_few(error.present, _SHOWN_ROWS)
    numbered = any(column.no for panel in form.panels for column in panel.columns)
    how = "行写行次、科目编码或“合计”，栏写栏次" if numbered else "行写科目编码或项目名称，栏写表头"
    deeper = "" if numbered else "，有几层的从下往上写到能分清，如 收入·决算数"
    why = f"{how}{deeper}；没有数的科目不印，也就没有这一行。"
    if error.what == "格":
        what = f"{year} 年的{form.name}不止一格叫 {error.wanted}。"
        return Finding("cell-ambiguous", what, why, f"写成其中一个：{present}。")
    near = nearest(error.wanted, error.present) if len(error.present) > _SHOWN_ROWS else ()
    meant = f"是不是要写：{'、'.join(near)}？" if near else ""
    return Finding(
        "cell-unknown",
        f"{year} 年的{form.name}没有 {error.wanted} {error.what}。",
        why,
        f"{meant}这张表的{error.what}有：{present}。",
    )


def _figures(loaded: Ledger, ledger: str, year: int, wanted: str) -> int:
    """Where the figures of a section of the published document come from, or one figure by its id."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding, errors  # noqa: PLC0415
    from gov_accounts.publishing.assemble import make_document  # noqa: PLC0415
    from gov_accounts.publishing.figures import figure_lines, find_figures, section_id  # noqa: PLC0415
    from gov_accounts.statements.years import statements_of  # noqa: PLC0415

    made = make_document(loaded, year)
    document = made.document
    figures = find_figures(document, wanted)
    headings = {heading.id: heading.text for heading in document.headings()}
    if not figures:
        place = section_id(wanted)
        absent = f"{year} 年的决算公开文件里没有“{wanted}”这一节或这个数。"
        present = "、".join(each for each in headings if find_figures(document, each))
        common.refuse(
            Finding(
                "figure-unknown",
                f"{headings[place]}里没有数。" if place in headings else absent,
                "写一节，如 三部分五（三），或一个数的编号，如 三.五.三.完成年初预算；表里的数写 表 行 栏。",
                f"有数的节：{present}。",
            )
        )
    findings = [*loaded.findings, *errors(made.findings)]
    common.show(findings, err=True)
    for line in figure_lines(figures, statements_of(loaded, year), ledger, year):
        click.echo(line)
    return int(common.has_errors(findings))
