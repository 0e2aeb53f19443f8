"""``gov-accounts check``: every check and every tie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand, options

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger


@click.command("check", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.option(
    "--parallel", is_flag=True, help="再按平行记账的规定核对写好的预算分录（从别的软件导入的账），逐类列出不同的凭证。"
)
def command(ledger: str, *, parallel: bool) -> int:
    """检查账本，列出发现的每个问题：在哪里，是什么，为什么，怎么改。

    没有错误时退出码为 0，有错误为 1，账本读不了为 2。
    """
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import errors, in_order  # noqa: PLC0415
    from gov_accounts.publishing.checking import check_all  # noqa: PLC0415

    loaded = common.load_or_exit(ledger)
    checked = check_all(loaded)
    findings = checked.findings
    common.show(in_order(findings), err=False)
    differ = parallel and _audited(loaded, ledger)
    wrong = errors(findings)
    noted = len(findings) - len(wrong)
    if wrong:
        click.echo(f"发现 {len(wrong)} 个错误" + (f"，{noted} 条提示" if noted else "") + "。", err=True)
        return 1
    for year, count in checked.ties.items():
        held = "全部成立" if not checked.unequal else "中的等式全部成立"
        click.echo(f"{year} 年：没有错误，{count} 个勾稽关系{held}。", err=True)
    return int(differ)


def _audited(ledger: Ledger, path: str) -> bool:
    """Print how written budget legs differ from the law's. Returns whether any do."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.exchange.parallel_audit import audit  # noqa: PLC0415

    made = audit(ledger, permissions=common.permissions(path))
    for line in made.lines() or ["平行记账核对：没有写好的预算分录，都是软件推出的。"]:
        click.echo(line)
    return bool(made.wrong)
