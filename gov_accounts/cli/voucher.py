"""``gov-accounts voucher``: 记账凭证."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, options, period
from gov_accounts.cli.output import check_output, made_or_exit, put_out, tables_content

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.vouchers import Recorded

_PRINTED: Final = ("pdf", "html", "xlsx")
_PAPERS: Final = ("a4", "240x140")


@click.command("voucher", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.argument("numbers", metavar="[凭证号…]", nargs=-1)
@options.YEAR
@click.option("--month", metavar="月份", help="这个月的凭证，如 2020-05。")
@period.FIRST
@period.LAST
@click.option(
    "--paper", type=click.Choice(_PAPERS), default="a4", help="PDF 的纸：a4 一页两张（默认），240x140 一页一张。"
)
@options.file_format(("text", "csv", "json", *_PRINTED))
@options.OUTPUT
@options.OVERWRITE
def command(
    ledger: str,
    numbers: tuple[str, ...],
    year: int | None,
    month: str | None,
    first: str | None,
    last: str | None,
    paper: str,
    kind: str,
    output: Path | None,
    *,
    overwrite: bool,
) -> int:
    """记账凭证：财务会计、预算会计的分录印在同一张上，由财务分录推出的标 ※，合计有大写，下面是签名栏。

    凭证按月份和编号排列。不写凭证号、月份和日期，就是账本一年的凭证。未审核（!）的凭证注明未审核。

    \b
    例：
      gov-accounts voucher main.beancount 记-5-003
      gov-accounts voucher main.beancount --month 2020-05 --format pdf -o 凭证.pdf
      gov-accounts voucher main.beancount --month 2020-05 --paper 240x140 --format pdf -o 凭证.pdf
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.books.postings import Period  # noqa: PLC0415
    from gov_accounts.books.vouchers import recorded_vouchers  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.render.formats import rendered_vouchers  # noqa: PLC0415
    from gov_accounts.reports.voucher_form import NAME, voucher_forms, vouchers_sheet  # noqa: PLC0415

    check_output(kind, output, "凭证", ("xlsx", "pdf"))
    if month is not None and (first or last):
        raise click.BadOptionUsage("month", "--month 和 --from、--to 写一种就够。")
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    vouchers = recorded_vouchers(loaded.entries)
    wanted = _numbered(loaded, vouchers, numbers, year) if numbers else vouchers
    if numbers and not (month or first or last):
        chosen = Period(min(each.date for each in wanted), max(each.date for each in wanted))
    else:
        chosen = period.chosen_period(
            loaded, [leg for each in wanted for leg in each.postings], year, month or first, month or last
        )
    wanted = [each for each in wanted if chosen.covers(each.date)]
    common.show(loaded.findings, err=True)
    if not wanted:
        click.echo(f"{chosen} 没有凭证。", err=True)
        return int(common.has_errors(loaded.findings))
    forms = voucher_forms(
        wanted,
        codes=loaded.codes,
        projects=loaded.declarations.projects,
        unit_name=loaded.unit_name,
        base=loaded.path.parent,
    )
    if kind in _PRINTED:
        content = made_or_exit(kind, lambda: rendered_vouchers(forms, kind, paper, chosen.last))
    else:
        content = tables_content([vouchers_sheet(forms, chosen, loaded.unit_name)], kind, output)
    put_out(content, kind, output, NAME, loaded, overwrite=overwrite)
    return int(common.has_errors(loaded.findings))


def _numbered(ledger: Ledger, vouchers: Sequence[Recorded], numbers: Sequence[str], year: int | None) -> list[Recorded]:
    """The vouchers of the numbers asked for, in the order of vouchers; or a message and exit status 2."""
    from gov_accounts.books.voucher_lookup import find_voucher  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding  # noqa: PLC0415

    places = set()
    for typed in numbers:
        found = find_voucher(ledger.entries, typed, ledger.path, year)
        if isinstance(found, Finding):
            common.refuse(found)
        places.add((found.meta["filename"], found.meta["lineno"]))
    return [each for each in vouchers if (each.voucher.file, each.voucher.line) in places]
