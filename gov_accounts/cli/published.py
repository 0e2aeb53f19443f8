"""The published tables and the whole document of a ledger's year, put out: one unit's, or those of a sum of many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from gov_accounts.cli.output import document_content, put_out, put_out_statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.printing.units import MoneyUnit

DOCUMENTS: Final = ("xlsx", "html", "docx", "pdf")
"""The formats of the whole document."""
KINDS: Final = ("text", "csv", "json", *DOCUMENTS)
_WHOLE: Final = "决算公开表"
TABLES: Final = click.option(
    "--table", "tables", multiple=True, metavar="表", help="只要这张表：表号或键，如 5、表5、sangong；可写多次。"
)
ROUNDING: Final = click.option(
    "--rounding",
    "how",
    type=click.Choice(["controlled", "half-up"]),
    default="controlled",
    help="取整：controlled 舍位平衡，各表处处加得起来（默认）；half-up 逐格四舍五入，可能有尾差。",
)
EXPLAIN_ROUNDING: Final = click.option(
    "--explain-rounding", is_flag=True, help="不印表，列出舍位平衡后与四舍五入不同的每一格和原因。"
)
OUTPUT: Final = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="文件或文件夹",
    help="写到文件；CSV 写到文件夹，每表一个文件。不写就输出到屏幕。",
)


class Asked(NamedTuple):
    """What is asked for.

    Attributes:
        year: of what year.
        tables: which tables, as a person names them; all, or the whole document, where there are none.
        kind: the format.
        unit: in what money.
        how: ``controlled`` or ``half-up``.
        output: where it goes, if not on the screen.
        explain_rounding: whether not the tables are wanted but what rounding did.
        overwrite: whether files that this program didn't write may be replaced.
        units: how many units the ledger sums; 0 where it is one's own.
    """

    year: int
    tables: Sequence[str]
    kind: str
    unit: MoneyUnit
    how: str
    output: Path | None
    explain_rounding: bool
    overwrite: bool
    units: int = 0


def put_out_published(ledger: Ledger, asked: Asked) -> int:
    """Print the tables or write the document that is asked for. Returns the exit status."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.printing.messages import explanation_lines, rounding_findings  # noqa: PLC0415
    from gov_accounts.printing.printed import print_statement  # noqa: PLC0415
    from gov_accounts.printing.years import PrintedYears  # noqa: PLC0415
    from gov_accounts.publishing.implausible import table_findings  # noqa: PLC0415

    formats = common.formats_for(ledger, asked.year)
    if unsure := ledger.profile(asked.year).unsure:
        click.echo(f"提示：表样里没有找到实例核对的：{'；'.join(unsure)}。", err=True)
    keys = common.choose_tables(formats, asked.tables)
    if asked.kind in DOCUMENTS and not asked.tables and not asked.explain_rounding:
        return _whole_document(ledger, asked)
    years = PrintedYears.of(ledger, asked.unit, asked.how)
    statements, rounding = years.tables.linked(asked.year), years.rounding(asked.year)
    implausible = table_findings(ledger, asked.year, statements)
    findings = [*ledger.findings, *implausible, *rounding_findings(rounding, statements)]
    common.show(findings, err=True)
    if asked.explain_rounding:
        lines = "".join(f"{line}\n" for line in explanation_lines(rounding, statements, keys))
        put_out(lines.encode(), "text", asked.output, "舍位平衡说明", ledger, overwrite=asked.overwrite)
        return int(common.has_errors(findings))
    printed = [print_statement(statements[key], ledger.unit_name, rounding) for key in keys]
    put_out_statements(
        printed,
        asked.kind,
        asked.output,
        ledger,
        whole=_WHOLE,
        names=[each.name for each in printed],
        profile=ledger.profile(asked.year).name,
        units=asked.units,
        overwrite=asked.overwrite,
    )
    return int(common.has_errors(findings))


def _whole_document(ledger: Ledger, asked: Asked) -> int:
    """Write the published document of a year, unless a fact that it needs is wrong."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import errors  # noqa: PLC0415
    from gov_accounts.publishing.assemble import make_document  # noqa: PLC0415
    from gov_accounts.publishing.implausible import table_findings  # noqa: PLC0415
    from gov_accounts.statements.years import statements_of  # noqa: PLC0415

    made = make_document(ledger, asked.year, asked.unit, asked.how)
    wrong = errors(made.findings)
    # What lacks may only seem to, where what is written can't be used: it is told once there is a document.
    implausible = table_findings(ledger, asked.year, statements_of(ledger, asked.year)) if not wrong else []
    common.show([*ledger.findings, *implausible, *(wrong or made.findings)], err=True)
    if wrong:
        click.echo("没有写出：先改正上面说的各处。", err=True)
        return common.UNUSABLE
    content = document_content(made.document, asked.kind)
    put_out(content, asked.kind, asked.output, f"{asked.year}年度部门决算", ledger, overwrite=asked.overwrite)
    return int(common.has_errors(ledger.findings))
