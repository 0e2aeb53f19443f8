"""``gov-accounts post``: a month's vouchers are numbered and noted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, options

if TYPE_CHECKING:
    from gov_accounts.bookkeeping.sealing.posting import PostingPlan, Wanted

_KIND: Final = re.compile(r"[^\W\d_]{1,8}")
_LINES: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


@click.command("post", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.option("--month", required=True, metavar="月份", help="要记账的月份，如 2020-05。")
@click.option("--kind", default="记", metavar="字", help="凭证的字，用在没有编号的凭证上，默认 记。")
@click.option("--poster", default="", metavar="姓名", help="记账人，写在还没有 poster 的凭证上。")
@click.option(
    "--confirm", is_flag=True, help="凭证没有改、推出的分录或编码却变了的月份：核对过，确认现在的数（另记一笔）。"
)
def command(ledger: str, month: str, kind: str, poster: str, *, confirm: bool) -> int:
    """记账：给一个月的凭证编号，记下每张凭证的校验值；以后改过、删过、插过的，check 都会发现。

    没有 voucher 的凭证按日期编号（记-5-001），号写在凭证第一行下面；主文件旁边的 posted.log 每张凭证一行，
    主文件末尾加一行 gov-posted。几个文件要么都写，要么都不写。

    账本有错误的、有标着 ! 的凭证的、前面的月份还没有记账的、号有重复或空缺的，不记账，说明在哪里。
    已经记过的，什么也不写。

    结账（close）写出的结转分录，在 12 月记账时一起记；12 月已经记过的，结账以后再运行一次。
    记了账的结转分录不再重新生成。

    没有取消记账的命令：单位不得对已记账凭证进行删除、插入或修改（财会〔2020〕15号《政府会计准则制度解释第3号》）。
    要更正的，另记一张红字凭证（gov-accounts reverse）。文本总可以改，本软件只能发现，不能防止；
    把印出的校验值抄在当月凭证的封面上，连同 posted.log 一起换过的账本也能认出来。

    \b
    例：
      gov-accounts post main.beancount --month 2020-05 --poster 李某
      gov-accounts check main.beancount
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.bookkeeping.sealing.posting import PostRefusedError, Wanted, post  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.files.staged import clear_stale  # noqa: PLC0415
    from gov_accounts.findings import in_order  # noqa: PLC0415
    from gov_accounts.months import read_month  # noqa: PLC0415
    from gov_accounts.publishing.checking import check_all  # noqa: PLC0415

    chosen = read_month(month)
    if chosen is None:
        raise click.BadOptionUsage("month", f"--month 的“{month}”不是月份，写成 2020-05。")
    if not _KIND.fullmatch(kind):
        raise click.BadOptionUsage("kind", f"--kind 的“{kind}”不能用，写一两个字，如 记、收、付、转。")
    if _LINES.search(poster):
        raise click.BadOptionUsage("poster", "--poster 只写姓名，写在一行里。")
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    wanted = Wanted(chosen, kind, poster.strip(), confirm)
    try:
        posting = post(loaded, check_all(loaded).findings, wanted)
    except PostRefusedError as refused:
        common.show(in_order(refused.findings), err=True)
        click.echo("没有记账：先改正以上各处。什么也没有写。", err=True)
        return common.UNUSABLE
    if not posting.changes:
        clear_stale(loaded.path.parent)
        click.echo(f"{chosen} 已经记账（{posting.count} 张），没有要做的。", err=True)
        return 0
    for line in _said(posting, wanted):
        click.echo(line, err=True)
    common.write_changes(posting.write, loaded.path)
    click.echo(f"{chosen} 已记账 {posting.count} 张，校验值 {posting.chain}", err=True)
    return 0


def _said(posting: PostingPlan, wanted: Wanted) -> list[str]:
    """What is posted, in words."""
    if wanted.confirm and not posting.numbered and not posting.closing:
        return [f"{wanted.month}：{posting.posted} 张凭证按现在推出的数确认。"]
    given = posting.numbered
    numbered = f"编号 {given[0]} 至 {given[-1]}，{len(given)} 张" if given else "号都已有"
    closing = f"，其中结转分录 {posting.closing} 张" if posting.closing else ""
    return [f"{wanted.month}：{posting.posted} 张凭证{closing}；{numbered}。"]
