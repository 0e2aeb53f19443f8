"""``gov-accounts report``: the tables of a year."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand, options

if TYPE_CHECKING:
    from gov_accounts.ledger import Ledger
    from gov_accounts.printed import PrintedStatement


@click.command("report", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@options.YEAR
@click.option(
    "--table", "tables", multiple=True, metavar="表", help="只要这张表：表号或键，如 5、表5、sangong；可写多次。"
)
@options.file_format()
@options.money_unit("wan")
@click.option(
    "--rounding",
    "how",
    type=click.Choice(["controlled", "half-up"]),
    default="controlled",
    help="取整：controlled 舍位平衡，各表处处加得起来（默认）；half-up 逐格四舍五入，可能有尾差。",
)
@click.option("--explain-rounding", is_flag=True, help="不印表，列出舍位平衡后与四舍五入不同的每一格和原因。")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="文件或文件夹",
    help="写到文件；CSV 写到文件夹，每表一个文件。不写就输出到屏幕。",
)
def command(
    ledger: str,
    year: int | None,
    tables: Sequence[str],
    kind: str,
    unit: str,
    how: str,
    output: Path | None,
    *,
    explain_rounding: bool,
) -> int:
    """生成账本一年的各张表。

    \b
    例：
      gov-accounts report main.beancount
      gov-accounts report main.beancount --table 5 --unit yuan
      gov-accounts report main.beancount --format xlsx -o 决算.xlsx
      gov-accounts report main.beancount --format csv -o 决算表/
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.printed import print_statement  # noqa: PLC0415
    from gov_accounts.rounding import MONEY_UNITS, round_year  # noqa: PLC0415
    from gov_accounts.rounding_messages import explanation_lines, rounding_findings  # noqa: PLC0415

    if kind == "xlsx" and output is None and sys.stdout.isatty():
        raise click.BadOptionUsage("output", "xlsx 是二进制文件，请用 -o 写明文件名，如 -o 决算.xlsx。")
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    chosen = common.choose_year(loaded, year)
    formats = common.formats_for(chosen)
    keys = common.choose_tables(formats, tables)
    statements = loaded.linked(chosen)
    money_unit = MONEY_UNITS[unit]
    rounding = round_year(loaded, chosen, money_unit, how)
    findings = [*loaded.findings, *rounding_findings(rounding, statements)]
    common.show(findings, err=True)
    if explain_rounding:
        lines = "".join(f"{line}\n" for line in explanation_lines(rounding, statements, keys))
        results = [("舍位平衡说明", lines.encode())]
        kind = "text"
    else:
        printed = [print_statement(statements[key], loaded.unit_name, rounding) for key in keys]
        results = _rendered(kind, printed, loaded, money_unit.name, output)
    for name, content in results:
        if output is None:
            sys.stdout.buffer.write(content)
        else:
            common.write_file(_target(output, name, kind), content, loaded)
    return int(common.has_errors(findings))


def _rendered(
    kind: str, printed: Sequence[PrintedStatement], ledger: Ledger, money_unit: str, output: Path | None
) -> list[tuple[str, bytes]]:
    """What to write: names of files, without suffix, and their content."""
    whole = "决算公开表"
    match kind:
        case "json":
            from gov_accounts.render import as_json  # noqa: PLC0415

            year = printed[0].year
            text = as_json.render(printed, unit_name=ledger.unit_name, year=year, money_unit=money_unit)
            return [(whole, text.encode())]
        case "xlsx":
            from gov_accounts.render import as_xlsx  # noqa: PLC0415

            return [(whole, as_xlsx.render(printed))]
        case "csv":
            from gov_accounts.render import as_csv  # noqa: PLC0415

            if output is not None:
                return [(each.name, as_csv.render(each).encode(as_csv.ENCODING)) for each in printed]
            if len(printed) == 1:
                return [("", as_csv.render(printed[0]).encode())]
            return [("", f"{each.name} {each.heading}\r\n{as_csv.render(each)}\r\n".encode()) for each in printed]
        case _:
            from gov_accounts.render import as_text  # noqa: PLC0415

            width = shutil.get_terminal_size().columns if output is None and sys.stdout.isatty() else None
            text = "\n".join(as_text.render(each, width) for each in printed)
            return [(whole, text.encode())]


def _target(output: Path, name: str, kind: str) -> Path:
    """The file to write: `output` itself, or one named after the table in it."""
    suffix = {"text": "txt"}.get(kind, kind)
    if output.is_dir() or (kind == "csv" and output.suffix != ".csv"):
        return output / f"{name}.{suffix}"
    return output
