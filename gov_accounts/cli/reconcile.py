"""``gov-accounts reconcile``: 本年盈余与预算结余的差异情况说明."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand, options
from gov_accounts.cli.output import check_output, put_out, tables_content

if TYPE_CHECKING:
    from gov_accounts.reports.reconciliation import Reconciliation

_NAME = "本年盈余与预算结余的差异"


@click.command("reconcile", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@options.YEAR
@click.option("--explain", "row", metavar="行", help="列出这一行的分录，加起来就是这个数；行如 加2.1、减2.2、其他。")
@options.file_format()
@options.money_unit("yuan")
@options.OUTPUT_OR_FOLDER
@options.OVERWRITE
def command(
    ledger: str,
    year: int | None,
    row: str | None,
    kind: str,
    unit: str,
    output: Path | None,
    *,
    overwrite: bool,
) -> int:
    """报表附注的“本年盈余与预算结余的差异情况说明”：从预算结余到盈余，每一分差异归在一行里。

    \b
    例：
      gov-accounts reconcile main.beancount
      gov-accounts reconcile main.beancount --explain 加2.3
      gov-accounts reconcile main.beancount --format xlsx -o 差异情况说明.xlsx
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.printing.units import MONEY_UNITS  # noqa: PLC0415
    from gov_accounts.reports.accounting import difference_note  # noqa: PLC0415
    from gov_accounts.reports.reconciliation import print_reconciliation  # noqa: PLC0415
    from gov_accounts.statements.accounting import Accounts  # noqa: PLC0415

    check_output(kind, output, "差异情况说明")
    if row is not None and kind != "text":
        raise click.BadOptionUsage("row", f"--explain 只输出文本，不能和 --format {kind} 一起用。")
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    chosen = common.choose_year(loaded, year)
    note = difference_note(Accounts.of(loaded, chosen))
    if row is None:
        indented = kind in ("text", "xlsx")
        printed = print_reconciliation(note, loaded.codes.chart, loaded.unit_name, MONEY_UNITS[unit], indented=indented)
        content = tables_content([printed], kind, output)
    else:
        content = _explained(note, row)
    common.show(loaded.findings, err=True)
    put_out(content, kind, output, f"{_NAME}{f'-{row}' if row else ''}", loaded, overwrite=overwrite)
    return int(common.has_errors(loaded.findings))


def _explained(note: Reconciliation, row: str) -> bytes:
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding  # noqa: PLC0415
    from gov_accounts.reports.reconciliation import item_lines  # noqa: PLC0415

    line = note.line(row)
    if line is None:
        common.refuse(
            Finding(
                "row-unknown",
                f"差异情况说明没有“{row}”这一行。",
                "--explain 写行的名字：加、减后面是表里的序号，如“加：2.”下的“（3）”是 加2.3。",
                f"可写：{'、'.join(each.row.id for each in note.lines)}。",
            )
        )
    return "".join(f"{text}\n" for text in item_lines(line, Path.cwd())).encode()
