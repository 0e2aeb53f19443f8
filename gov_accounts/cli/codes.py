"""``gov-accounts codes``: the finance office's own list of codes of a year; and ``codes find``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gov_accounts.cli import ChineseCommand, options

if TYPE_CHECKING:
    from gov_accounts.exchange.code_list import CodeList

_YEARS: Final = (2007, 2100)
"""政府收支分类科目 in its present form began in 2007 (财预〔2006〕13号)."""
_KINDS: Final = {"func": "功能分类", "econ": "经济分类"}


class _CodesCommand(ChineseCommand):
    """A command that goes on to ``find`` where that is its first word; a ledger of that name is ``./find``."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """A context of this command, or of the other."""
        if args[:1] != ["find"]:
            return super().make_context(info_name, args, parent, **extra)
        from gov_accounts.cli.codes_find import command as find  # noqa: PLC0415

        return find.make_context(f"{info_name} find", args[1:], parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run whichever the context is of."""
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)


@click.command("codes", cls=_CodesCommand, options_metavar="[选项]")
@options.LEDGER
@click.argument("file", metavar="目录", type=click.Path(path_type=Path))
@click.option("--year", type=int, required=True, metavar="年度", help="目录是哪一年的；只用于这一年的凭证。")
@click.option("--dry-run", is_flag=True, help="只列出新增、改名和缺少的科目，什么也不写。")
def command(ledger: str, file: Path, year: int, *, dry_run: bool) -> int:
    """载入财政部门下发的科目目录：支出功能分类和部门预算支出经济分类，补充本软件所附的目录。

    目录是 .xlsx 或 .csv，要有编码和名称两列（科目编码、科目名称也行；编码分成类、款、项三列也行）。功能分类和经济分类
    按编码的样子区分，可以在一个文件里。收入科目、政府预算支出经济分类和更细的级次略过。

    核对无误后，写成主文件旁边的 codes-年度.csv，并在主文件末尾加一行 gov-codes。从此这一年的凭证按它核对、印名称；
    别的年度不变。目录里没有、本软件有的科目仍然可以用，check 会提示。改动过的 codes-年度.csv 不会被覆盖。

    找一个科目的编码，用 gov-accounts codes find 词…，见 gov-accounts codes find --help。

    \b
    例：
      gov-accounts codes main.beancount 2024年科目.xlsx --year 2024 --dry-run
      gov-accounts codes main.beancount 2024年科目.xlsx --year 2024
      gov-accounts codes find 水费
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.exchange.code_list import ListRefusedError, plan_update, read_list  # noqa: PLC0415
    from gov_accounts.files.staged import clear_stale  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415
    from gov_accounts.law.codes import official_codes  # noqa: PLC0415

    if year not in range(*_YEARS):
        common.refuse(
            Finding(
                "year-not-possible",
                f"--year {year} 不是政府收支分类科目的年度。",
                "现行的政府收支分类从 2007 年开始（财预〔2006〕13号），目录按年度下发。",
                "写 4 位年份，如 --year 2024。",
            )
        )
    loaded = common.load_or_exit(ledger)
    try:
        listed = read_list(file, year, official_codes())
        update = plan_update(loaded, listed, loaded.declarations.code_files)
    except ListRefusedError as refused:
        common.show(refused.findings, err=True)
        click.echo("没有载入：先改正以上各处。什么也没有写。", err=True)
        return common.UNUSABLE
    _show(listed)
    shown = {path: Place(str(path), 0).shown(Path.cwd()) for path in (update.path, update.main_file)}
    if not (update.changed or update.line):
        clear_stale(update.path.parent)
        click.echo(f"{shown[update.path]} 没有变化。", err=True)
        return 0
    common.write_beside(
        (update.path, f"{len(listed.codes)} 个科目") if update.changed else None,
        (update.main_file, update.line) if update.line else None,
        update.write,
        dry_run=dry_run,
    )
    return 0


def _show(listed: CodeList) -> None:
    counts = "，".join(f"{name} {listed.count(key)} 个" for key, name in _KINDS.items() if listed.count(key))
    click.echo(f"{listed.year} 年科目目录：{counts}。")
    for reason, number in listed.skipped:
        click.echo(f"略过 {number} 行：{reason}。")
    click.echo(f"新增 {len(listed.added)} 个：" if listed.added else "没有新增的科目。")
    for each in listed.added:
        click.echo(f"  {each.code} {each.name}")
    click.echo(f"改名 {len(listed.renamed)} 个：" if listed.renamed else "没有改名的科目。")
    for renamed in listed.renamed:
        click.echo(f"  {renamed.code} {renamed.official} → {renamed.name}")
    if listed.missing:
        click.echo(f"本软件有、这份目录没有的 {len(listed.missing)} 个（这一年用到时 check 会提示）：")
    lost = {row.code for row in listed.missing}
    for row in listed.missing:
        if row.parent not in lost:
            below = sum(code != row.code and code.startswith(row.code) for code in lost)
            click.echo(f"  {row.code} {row.name}{f'，连同下级 {below} 个' if below else ''}")
