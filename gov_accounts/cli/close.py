"""``gov-accounts close``: the year-end entries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand, options

if TYPE_CHECKING:
    from gov_accounts.bookkeeping.year_end.closing import Closing


@click.command("close", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.option("--year", type=int, metavar="年度", help="要结账的年度；账本只有一年时可以不写。")
@click.option("--dry-run", is_flag=True, help="只输出结账文件的内容和要做的改动，什么也不写。")
def command(ledger: str, year: int | None, *, dry_run: bool) -> int:
    """年末结账：把一年的结转分录写进主文件旁边的 close-年度.beancount，并在主文件末尾加一行 include。

    收入和费用转入累计盈余，预算收支转入各项结转和结余，结转和结余的明细科目冲销到“累计结转”“累计结余”。
    结转分录带标签 #year-close，不算本年收支。
    下一年由结转后的余额开账：结账文件末尾逐个账户断言年初余额，beancount 和 Fava 都会核对。

    结账后补记了凭证，再运行一次就会重新结转。改动过的结账文件不会被覆盖；主文件除了加一行 include，不作别的改动。

    额度没有注销、待处理财产损溢和应缴财政款有余额、钱是贷方余额等，先提示要记的分录；补记以后再结一次。

    \b
    例：
      gov-accounts close main.beancount --year 2020 --dry-run
      gov-accounts close main.beancount --year 2020

    项目完成的，在账本里写一行，它的结转就转入结余：

    \b
      2020-12-20 custom "gov-project-completed" "P1"
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.bookkeeping.year_end.closing import ClosingRefusedError, close_year  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.files.staged import clear_stale  # noqa: PLC0415
    from gov_accounts.findings import Place  # noqa: PLC0415

    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    chosen = common.choose_year(loaded, year)
    try:
        closing = close_year(loaded, chosen)
    except ClosingRefusedError as refused:
        common.show(refused.findings, err=True)
        click.echo("没有结账：先改正以上各处。什么也没有写。", err=True)
        return common.UNUSABLE
    common.show(closing.notices, err=True)
    shown = {path: Place(str(path), 0).shown(Path.cwd()) for path in (closing.path, closing.main_file)}
    if not (closing.changed or closing.include):
        clear_stale(closing.path.parent)
        click.echo(
            f"{shown[closing.path]} 没有变化。"
            if closing.path.exists()
            else f"{chosen} 年没有要结转的发生额，年末也没有余额。",
            err=True,
        )
        return 0
    if dry_run:
        click.echo(closing.text, nl=False)
    common.write_beside(
        (closing.path, _contents(closing)) if closing.changed else None,
        (closing.main_file, closing.include) if closing.include else None,
        closing.write,
        dry_run=dry_run,
    )
    return 0


def _contents(closing: Closing) -> str:
    return f"{len(closing.entries)} 张结转分录，{closing.year + 1} 年年初余额 {len(closing.opening)} 个账户"
