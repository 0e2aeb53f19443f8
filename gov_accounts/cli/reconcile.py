"""``gov-accounts reconcile``: 本年盈余与预算结余的差异情况说明."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand

if TYPE_CHECKING:
    from gov_accounts.ledger import Ledger
    from gov_accounts.reconciliation import Reconciliation
    from gov_accounts.rounding import MoneyUnit

_NAME = "本年盈余与预算结余的差异"


@click.command("reconcile", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("ledger", metavar="账本", type=click.Path())
@click.option("--year", type=int, metavar="年度", help="年度；账本只有一年时可以不写。")
@click.option("--explain", "row", metavar="行", help="列出这一行的分录，加起来就是这个数；行如 加2.1、减2.2、其他。")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "csv", "json", "xlsx"]),
    default="text",
    help="格式，默认 text。",
)
@click.option(
    "--unit", type=click.Choice(["yuan", "wan"]), default="yuan", help="金额单位：yuan 元（默认）、wan 万元。"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="文件或文件夹",
    help="写到文件，或写到文件夹里。不写就输出到屏幕。",
)
def command(ledger: str, year: int | None, row: str | None, kind: str, unit: str, output: Path | None) -> int:
    """报表附注的“本年盈余与预算结余的差异情况说明”：从预算结余到盈余，每一分差异归在一行里。

    \b
    例：
      gov-accounts reconcile main.beancount
      gov-accounts reconcile main.beancount --explain 加2.3
      gov-accounts reconcile main.beancount --format xlsx -o 差异情况说明.xlsx
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.postings import read_postings  # noqa: PLC0415
    from gov_accounts.reconciliation import reconcile  # noqa: PLC0415
    from gov_accounts.rounding import MONEY_UNITS  # noqa: PLC0415

    if kind == "xlsx" and output is None and sys.stdout.isatty():
        raise click.BadOptionUsage("output", "xlsx 是二进制文件，请用 -o 写明文件名，如 -o 差异情况说明.xlsx。")
    if row is not None and kind != "text":
        raise click.BadOptionUsage("row", f"--explain 只输出文本，不能和 --format {kind} 一起用。")
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    chosen = common.choose_year(loaded, year)
    note = reconcile(read_postings(loaded.entries), chosen)
    if row is None:
        content = _rendered(note, loaded, kind, MONEY_UNITS[unit], to_file=output is not None)
    else:
        content = _explained(note, row)
    common.show(loaded.findings, err=True)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        suffix = {"text": "txt"}.get(kind, kind)
        name = f"{_NAME}{f'-{row}' if row else ''}.{suffix}"
        common.write_file(output / name if output.is_dir() else output, content, loaded)
    return int(common.has_errors(loaded.findings))


def _explained(note: Reconciliation, row: str) -> bytes:
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding  # noqa: PLC0415
    from gov_accounts.reconciliation import item_lines  # noqa: PLC0415

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


def _rendered(note: Reconciliation, ledger: Ledger, kind: str, unit: MoneyUnit, *, to_file: bool) -> bytes:
    from gov_accounts.reconciliation import print_reconciliation  # noqa: PLC0415

    indented = kind in ("text", "xlsx")
    printed = print_reconciliation(note, ledger.codes.chart, ledger.unit_name, unit, indented=indented)
    match kind:
        case "json":
            from gov_accounts.render import as_json  # noqa: PLC0415

            text = as_json.render([printed], unit_name=printed.unit_name, year=printed.year, money_unit=unit.name)
            return text.encode()
        case "xlsx":
            from gov_accounts.render import as_xlsx  # noqa: PLC0415

            return as_xlsx.render([printed])
        case "csv":
            from gov_accounts.render import as_csv  # noqa: PLC0415

            return as_csv.render(printed).encode(as_csv.ENCODING if to_file else "utf-8")
        case _:
            from gov_accounts.render import as_text  # noqa: PLC0415

            width = shutil.get_terminal_size().columns if not to_file and sys.stdout.isatty() else None
            return as_text.render(printed, width).encode()
