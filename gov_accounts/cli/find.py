"""``gov-accounts find``: vouchers by amount, words, account, code, number or day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, options, period
from gov_accounts.cli.chosen import chosen_account
from gov_accounts.cli.output import check_output, put_out, tables_content
from gov_accounts.money import COMMODITY_OF_BOOK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting

_CREDIT: Final = re.compile(r"-[0-9]")
_MINUS: Final = "−"
"""A minus that no command line takes for an option's hyphen."""


class _FindCommand(ChineseCommand):
    """A command that takes ``-18600`` for an amount."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, negative amounts no options."""
        return super().parse_args(ctx, [_MINUS + each[1:] if _CREDIT.match(each) else each for each in args])


@click.command("find", cls=_FindCommand, options_metavar="[选项]")
@options.LEDGER
@click.argument("words", metavar="词…", nargs=-1, required=True)
@click.option("--year", type=int, metavar="年度", help="只找这一年；不写就找账本的各年。")
@period.FIRST
@period.LAST
@click.option("--book", type=click.Choice(tuple(COMMODITY_OF_BOOK)), help="只找一本账：财务、预算或指标。")
@click.option("--account", metavar="科目", help="只找一个科目（连同它的明细），写法如 journal。")
@options.file_format()
@options.OUTPUT
@options.OVERWRITE
def command(
    ledger: str,
    words: tuple[str, ...],
    year: int | None,
    first: str | None,
    last: str | None,
    book: str | None,
    account: str | None,
    kind: str,
    output: Path | None,
    *,
    overwrite: bool,
) -> int:
    """找凭证：按金额、摘要和单位里的字、科目、功能分类等编码、凭证号、日期。几个词要都符合。

    \b
    一个词可以是：
      金额    18600  18,600.00  1.86万  18000..19000  '>=18000'  -18600（只找贷方）
      编码    1002  2060501  302（连同下级）  '#11'（资金性质）  '#P1'（项目）
      凭证号  记-5-003  5-3
      日期    2020-05  2020-05-08  5月  2020年5月8日
      文字    摘要、单位、科目、项目名称里的字
    既像金额又像编码的数，两样都找；只要金额写 302.00 或 =302，只要编码写 '#302'。凭证的合计也算金额。
    > 和 # 在命令行里要加引号。

    \b
    例：
      gov-accounts find main.beancount 18,600
      gov-accounts find main.beancount 电费 2020-05
      gov-accounts find main.beancount '>=50000' --account 1002 --format xlsx -o 大额.xlsx
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.books.postings import read_postings  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.search.near import near_misses  # noqa: PLC0415
    from gov_accounts.search.sheet import NAME, count_text, found_sheet  # noqa: PLC0415
    from gov_accounts.search.vouchers import Searched, search  # noqa: PLC0415
    from gov_accounts.search.words import LONGEST, read_words  # noqa: PLC0415

    check_output(kind, output, NAME)
    asked = read_words(words)
    if not asked:
        raise click.BadArgumentUsage("要找的词是空的。写金额、摘要里的字、科目编码、凭证号或日期。")
    if sum(map(len, words)) > LONGEST:
        raise click.BadArgumentUsage(f"要找的词太长，一共最多 {LONGEST} 个字。")
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    every = list(read_postings(loaded.entries))
    chosen = period.searched_period(loaded, every, year, first, last)
    postings = _narrowed(loaded, [each for each in every if chosen.covers(each.date)], every, book, account)
    searched = Searched(loaded.codes, loaded.declarations.projects)
    hits = search(postings, asked, searched)
    typed = " ".join(word.typed for word in asked)
    sheet = found_sheet(hits, typed, chosen, base=loaded.path.parent, unit_name=loaded.unit_name)
    common.show(loaded.findings, err=True)
    if not hits:
        click.echo(f"没有找到：{typed}（{chosen}）。", err=True)
        for each in near_misses(postings, asked, searched):
            click.echo(each, err=True)
    if hits or kind != "text" or output is not None:
        put_out(tables_content([sheet], kind, output), kind, output, NAME, loaded, overwrite=overwrite)
    if hits and (kind != "text" or output is not None):
        click.echo(f"找到 {count_text(hits)}。", err=True)
    return int(common.has_errors(loaded.findings))


def _narrowed(
    ledger: Ledger, postings: Sequence[Posting], every: Sequence[Posting], book: str | None, account: str | None
) -> Sequence[Posting]:
    """The postings of a book and an account, where they are asked for; or a message and exit status 2."""
    from gov_accounts.reports.trial_balance import account_path, account_steps  # noqa: PLC0415

    if book is not None:
        postings = [each for each in postings if each.commodity == COMMODITY_OF_BOOK[book]]
    if account is None:
        return postings
    found = chosen_account(ledger, every, account, "--account 一次只找一个科目（连同它的明细），要写到只有一个符合。")
    chart = ledger.codes.chart
    names = dict.fromkeys(posting.account for posting in postings)
    held = {name: found.holds(account_path(account_steps(name, chart))) for name in names}
    return [each for each in postings if held[each.account]]
