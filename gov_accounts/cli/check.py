"""``gov-accounts check``: every check and every tie."""

from __future__ import annotations

import click

from gov_accounts.cli import ChineseCommand


@click.command("check", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("ledger", metavar="账本", type=click.Path())
def command(ledger: str) -> int:
    """检查账本，列出发现的每个问题：在哪里，是什么，为什么，怎么改。

    没有错误时退出码为 0，有错误为 1，账本读不了为 2。
    """
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Severity  # noqa: PLC0415
    from gov_accounts.formats import official_formats  # noqa: PLC0415
    from gov_accounts.ties import equations  # noqa: PLC0415

    loaded = common.load_or_exit(ledger)
    common.show(loaded.findings, err=False)
    errors = sum(finding.severity is Severity.ERROR for finding in loaded.findings)
    notices = len(loaded.findings) - errors
    if errors:
        click.echo(f"发现 {errors} 个错误" + (f"，{notices} 条提示" if notices else "") + "。", err=True)
        return 1
    for year in loaded.years:
        ties = sum(1 for _ in equations(loaded.statements(year), official_formats(year).ties))
        click.echo(f"{year} 年：没有错误，{ties} 个勾稽关系全部成立。", err=True)
    return 0
