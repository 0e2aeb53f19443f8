"""``gov-accounts codes find``: a code by words of its name, its first digits, or the first letters in pinyin."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.law.codes import Codes
    from gov_accounts.search.codes import FoundCode

_KINDS: Final = ("func", "econ", "fund", "account")
_SHOWN: Final = 100
_OTHERS: Final = 5


@click.command("find", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("words", metavar="词…", nargs=-1, required=True)
@click.option("--year", type=int, metavar="年度", help="只列这一年适用的；不写是今年，有 --ledger 的是账本的最后一年。")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(_KINDS),
    multiple=True,
    help="只找一种：func 功能分类，econ 经济分类，fund 资金性质，account 会计科目；可以写几次。",
)
@click.option("--ledger", metavar="账本", type=click.Path(), help="也找这个账本自己声明的、载入的科目。")
def command(words: tuple[str, ...], year: int | None, kinds: tuple[str, ...], ledger: str | None) -> int:
    """找科目：按名称里的字、编码开头的数字，或名称的拼音首字母。几个词要都符合，上级科目的名称也算。

    每行是种类、编码、从上级到自己的名称、能不能记账。功能分类记到项，经济分类记到款。

    \b
    例：
      gov-accounts codes find 水费 --year 2020
      gov-accounts codes find sf --kind econ
      gov-accounts codes find 科学技术 行政运行
      gov-accounts codes find 20605 --ledger main.beancount
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.law.codes import official_codes  # noqa: PLC0415
    from gov_accounts.search.codes import ECON, find_codes  # noqa: PLC0415

    wanted = [word.strip() for word in words if word.strip()]
    if not wanted:
        raise click.BadArgumentUsage("要找的词是空的。写名称里的字、编码开头的数字，或拼音首字母。")
    codes = official_codes()
    if ledger is not None:
        loaded = common.load_or_exit(ledger)
        codes = loaded.codes
        year = year or (loaded.years[-1] if loaded.years else None)
    chosen = datetime.datetime.now(tz=datetime.UTC).astimezone().year if year is None else year
    if not 1 <= chosen <= datetime.MAXYEAR:
        raise click.BadOptionUsage("year", f"--year {chosen} 不是年度。写 4 位年份，如 --year 2020。")
    asked = kinds or _KINDS
    found = find_codes(codes, wanted, chosen, asked)
    typed = " ".join(wanted)
    if found:
        click.echo(f"{chosen} 年适用的，符合“{typed}”的有 {len(found)} 个：")
        for line in _lines(found[:_SHOWN]):
            click.echo(line)
        if len(found) > _SHOWN:
            click.echo(f"……还有 {len(found) - _SHOWN} 个，多写一个词，或加 --kind。")
    else:
        _say_none(codes, wanted, chosen, asked)
    known = codes.economic.complete_until
    if ECON in asked and chosen > known and chosen not in codes.economic.lists:
        click.echo(
            f"提示：本软件所附的经济分类到 {known} 年是全的，{chosen} 年的以财政部门的目录为准；"
            f"用 gov-accounts codes 账本 目录.xlsx --year {chosen} 载入。",
            err=True,
        )
    return 0


def _lines(found: Sequence[FoundCode]) -> list[str]:
    from gov_accounts.search.codes import KINDS  # noqa: PLC0415

    rows = [(KINDS[each.kind], each.code, "／".join(each.path), _state(each)) for each in found]
    widths = [max(text_width(row[column]) for row in rows) for column in range(3)]
    return ["  ".join([*map(_padded, row, widths), row[-1]]) for row in rows]


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - text_width(cell))


def _state(each: FoundCode) -> str:
    from gov_accounts.search.codes import ACCOUNT  # noqa: PLC0415

    state = "可以记账" if each.posted else "有明细，记到明细" if each.kind == ACCOUNT else "不能记账，记到下级"
    return f"{state}（{each.note}）" if each.note else state


def _say_none(codes: Codes, words: Sequence[str], year: int, kinds: Sequence[str]) -> None:
    from gov_accounts.search.codes import find_codes, near_codes, other_years  # noqa: PLC0415

    click.echo(f"{year} 年适用的科目里没有符合“{' '.join(words)}”的。")
    others = other_years(codes, words, year, kinds)
    if others:
        more = f"……共 {len(others)} 个" if len(others) > _OTHERS else ""
        click.echo(f"别的年度有：{'、'.join(others[:_OTHERS])}{more}。")
    said = bool(others)
    for word in words:
        near = () if others or find_codes(codes, [word], year, kinds) else near_codes(codes, word, year, kinds)
        if near:
            click.echo(f"与“{word}”相近的有：{'、'.join(near)}。")
            said = True
    if not said:
        click.echo("少写一个词，或只写名称里的一个字；也可以写编码开头的数字、拼音首字母。")
