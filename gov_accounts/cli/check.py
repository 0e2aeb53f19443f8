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
    from gov_accounts.publishing.checking import check_all  # noqa: PLC0415

    checked = check_all(common.load_or_exit(ledger))
    findings = checked.findings
    common.show(in_order(findings), err=False)
    wrong = errors(findings)
    noted = len(findings) - len(wrong)
    if wrong:
        click.echo(f"发现 {len(wrong)} 个错误" + (f"，{noted} 条提示" if noted else "") + "。", err=True)
        return 1
    for year, count in checked.ties.items():
        held = "全部成立" if not checked.unequal else "中的等式全部成立"
        click.echo(f"{year} 年：没有错误，{count} 个勾稽关系{held}。", err=True)
    return 0
