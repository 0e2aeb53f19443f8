"""``gov-accounts export``: the books in the formats that others ask for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, options

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.exchange.export.value import Made

_FACTS: Final = "parquet"
_KINDS: Final = ("audit", "dat95", "gb24589", "v800", "receiver", _FACTS)


@click.command("export", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.option("--format", "kind", type=click.Choice(_KINDS), required=True, help="格式，见上面。")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="文件或文件夹",
    help="写到这里：只有一个文件的格式可以写文件名，其余写文件夹，没有就新建。",
)
@options.YEAR
@options.OVERWRITE
def command(ledger: str, kind: str, output: Path, year: int | None, *, overwrite: bool) -> int:
    """把一年的账导出成别人要的格式：财务会计、预算会计两本账，推出的分录也在内。

    \b
    audit    审计采集表：记账凭证、科目余额、会计科目、单位、账簿、会计期间，csv，一个文件夹
    dat95    DA/T 95—2022 电子记账凭证，一个 xml
    gb24589  国家标准的数据接口：公共档案、总账，xml，一个文件夹，按 24589.1 的结构
    v800     用友“填制凭证”引入的文本，一个 txt
    receiver 入账信息：凭证写着 invoice 的，一张一个 xml，一个文件夹
    parquet  各单位汇总用的事实：三本账一条分录一行，每年一个文件；要装 duckdb

    凭证号照账本；没有编号的编临时的号。没有编码的明细科目编号，科目编码规则会说明。
    上一年及以前的凭证是年初余额。预算指标（CNY.A）只在 parquet 里。

    \b
    例：
      gov-accounts export main.beancount --format audit -o 审计数据
      gov-accounts export main.beancount --format dat95 -o 凭证.xml --year 2020
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.cli.output import said_if_slow  # noqa: PLC0415
    from gov_accounts.exchange.export.books import NotExportedError  # noqa: PLC0415
    from gov_accounts.units.engine import EngineMissingError  # noqa: PLC0415

    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    try:
        with said_if_slow("正在导出……"):
            made = (
                _facts(loaded, output, year)
                if kind == _FACTS
                else _made(loaded, kind, common.choose_year(loaded, year))
            )
    except (NotExportedError, EngineMissingError) as error:
        common.refuse(error.finding)
    findings = (*loaded.findings, *made.findings)
    common.show(findings, err=True)
    _write(loaded, made, output, overwrite=overwrite)
    for line in made.said:
        click.echo(line, err=True)
    return int(common.has_errors(findings))


def _made(ledger: Ledger, kind: str, year: int | None) -> Made:
    """A year's books in a format."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.exchange.export.books import books_of  # noqa: PLC0415
    from gov_accounts.exchange.export.kinds import made_as  # noqa: PLC0415

    books = books_of(ledger, common.choose_year(ledger, year))
    made = made_as(kind, books)
    rule = f"科目编码规则：{books.rule}。"
    return made._replace(findings=(*books.findings, *made.findings), said=(rule, *made.said))


def _facts(ledger: Ledger, output: Path, year: int | None) -> Made:
    """Facts of a year; into a folder, of every year that the ledger has vouchers of."""
    from gov_accounts.books.postings import read_postings  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.units.writing import made  # noqa: PLC0415

    if year is not None or output.suffix == f".{_FACTS}":
        return made(ledger, [common.choose_year(ledger, year)])
    years = sorted({each.date.year for each in read_postings(ledger.entries)})
    return made(ledger, years)._replace(single=False)


def _write(ledger: Ledger, made: Made, output: Path, *, overwrite: bool) -> None:
    """Write what was made: one file under the name asked for, or all into a folder."""
    from gov_accounts.cli import common  # noqa: PLC0415

    if not made.files:
        return
    if len(made.files) == 1 and made.single and not os.path.isdir(output):  # noqa: PTH112 (never raises)
        common.write_file(output, next(iter(made.files.values())), ledger, overwrite=overwrite)
    else:
        common.write_files(output, made.files, ledger, overwrite=overwrite)
