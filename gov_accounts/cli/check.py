"""``gov-accounts check``: every check and every tie."""

from __future__ import annotations

import click

from gov_accounts.cli import ChineseCommand, options


@click.command("check", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
def command(ledger: str) -> int:
    """检查账本，列出发现的每个问题：在哪里，是什么，为什么，怎么改。

    没有错误时退出码为 0，有错误为 1，账本读不了为 2。
    """
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import errors, in_order  # noqa: PLC0415
    from gov_accounts.publishing.implausible import table_findings  # noqa: PLC0415
    from gov_accounts.publishing.ledger_findings import ledger_findings  # noqa: PLC0415
    from gov_accounts.statements.figures import exact  # noqa: PLC0415
    from gov_accounts.statements.lineage import Lineage  # noqa: PLC0415
    from gov_accounts.statements.ties import broken_ties, check_figures, suspects_in  # noqa: PLC0415
    from gov_accounts.statements.years import Tables  # noqa: PLC0415

    loaded = common.load_or_exit(ledger)
    findings = list(ledger_findings(loaded))
    years = Tables.of(loaded)
    ties: dict[int, int] = {}
    unequal = False
    for year in () if errors(findings) else loaded.years:
        tables = years.linked(year)
        findings.extend(table_findings(loaded, year, tables))
        figures, formats = exact(tables), loaded.profile(year).formats
        checks = list(check_figures(figures, formats))
        ties[year] = len(checks)
        if not all(each.holds for each in checks):
            unequal = True
            findings.extend(broken_ties(figures, formats, suspects_in(tables, Lineage.of(loaded.entries))))
    common.show(in_order(findings), err=False)
    wrong = errors(findings)
    noted = len(findings) - len(wrong)
    if wrong:
        click.echo(f"发现 {len(wrong)} 个错误" + (f"，{noted} 条提示" if noted else "") + "。", err=True)
        return 1
    for year, count in ties.items():
        held = "全部成立" if not unequal else "中的等式全部成立"
        click.echo(f"{year} 年：没有错误，{count} 个勾稽关系{held}。", err=True)
    return 0
