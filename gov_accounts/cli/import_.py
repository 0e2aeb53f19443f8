"""``gov-accounts import``: what others' software wrote, into the ledger."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.exchange.importing import Import
    from gov_accounts.exchange.maps import Map
    from gov_accounts.findings import Finding

_MOST: Final = 50
"""Findings of one rule that are shown, where nothing else is asked for."""
_EACH: Final = 3
"""Of what the ledger itself would find, as many of each rule are shown: `check` shows all."""


@click.command("import", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.argument("files", metavar="文件…", nargs=-1, type=click.Path(path_type=Path))
@click.option("--map", "map_name", metavar="格式", help="文件的格式：一个名字，或自己写的 .toml；不写由软件认。")
@click.option("--maps", is_flag=True, help="列出认得的格式。")
@click.option("--account", metavar="科目", default="", help="银行流水是哪个科目、明细的，写法如 journal。")
@click.option("--year", metavar="年度", default="", help="文件是哪一年的；文件里没有写的时候要。")
@click.option("--rules", is_flag=True, help="写出记账规则的样子 import-rules.toml：银行流水、支付凭证、发票、工资表。")
@click.option(
    "--learn", is_flag=True, help="给认不出的文件写一份格式：看不出的问你，写在账本旁边的 exchange 文件夹里。"
)
@click.option("--dry-run", is_flag=True, help="只印出会写什么，不写。")
@click.option("--partial", is_flag=True, help="有读不懂的行，也把读得懂的凭证写进去；默认一张也不写。")
def command(
    ledger: str,
    files: tuple[Path, ...],
    map_name: str | None,
    account: str,
    year: str,
    *,
    maps: bool,
    rules: bool,
    learn: bool,
    dry_run: bool,
    partial: bool,
) -> int:
    """导入：其他财务软件的凭证和余额表、银行流水、工资表、额度到账单、电子凭证。

    文件可以是 csv、txt、xls、xlsx、ods、xml、ofd、pdf，几个一起写。格式由软件认，或用 --map 写明。

    财务会计和预算会计的分录合成一张凭证，写进当月的文件；没有的明细科目、项目一并开好。写以前先试一遍：
    账本读不通的不写；有一行读不懂，就一张也不写（--partial 除外），逐行说明原因和改法。
    每张凭证记着出处（source），再导一次不会重复。

    \b
    例：
      gov-accounts import main.beancount 序时账.xlsx 科目余额表.xlsx --dry-run
      gov-accounts import main.beancount 凭证.txt --map v800
      gov-accounts import main.beancount 六月流水.xlsx --account 1002
      gov-accounts import main.beancount --maps
      gov-accounts import main.beancount 别的软件的凭证.xlsx --learn
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.exchange.importing import import_files  # noqa: PLC0415

    loaded = common.load_or_exit(ledger)
    known = _maps(loaded, map_name)
    if maps:
        click.echo("\n".join(f"{each.key}\t{each.title}" for each in known))
        return 0
    if rules:
        _write_rules(loaded)
        return 0
    if not files:
        raise click.BadArgumentUsage("要写明导入哪些文件；--maps 列出认得的格式。")
    if learn:
        from gov_accounts.cli.import_learn import learn as learn_format  # noqa: PLC0415

        if len(files) > 1:
            raise click.BadArgumentUsage("--learn 一次写一份格式，只写一个文件。")
        return learn_format(files[0], loaded)
    common.require_checked(loaded)
    said = {key: value for key, value in (("account", account), ("year", year)) if value}
    made = import_files(loaded, files, known, said, common.permissions(ledger))
    for line in _read_lines(made):
        click.echo(line, err=True)
    common.show(_at_most(made.told), err=True)
    common.show(_at_most(made.refused), err=True)
    common.show(made.blocking, err=True)
    if made.blocking or (made.refused and not partial):
        click.echo(_refused_line(made), err=True)
        return 1
    differ = _audited(made, ledger)
    _write(made, loaded, dry_run=dry_run)
    for line in (*differ, *made.compared.lines):
        click.echo(line, err=True)
    return int(bool(made.refused) | bool(made.compared.differences) | _tell_worse(made, loaded))


def _maps(ledger: Ledger, name: str | None) -> Sequence[Map]:
    """The map that is named; else the unit's own, and those that ship."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.exchange.maps import FOLDER, own, shipped  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415
    from gov_accounts.law.reading import DataError  # noqa: PLC0415
    from gov_accounts.nearest import nearest  # noqa: PLC0415

    path = Path()
    try:
        if name is not None and name.lower().endswith(".toml"):
            path = Path(name)
            return [own(path)]
        folder = ledger.path.parent.joinpath(FOLDER)
        mine = []
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else []:
            mine.append(own(path))
    except DataError as error:
        common.refuse(_unusable(str(error)))
    except OSError as error:
        from gov_accounts.files.reasons import reason  # noqa: PLC0415

        common.refuse(
            Finding(
                "import-map-missing",
                f"读不了这份格式（{reason(error)}）。",
                "格式是一个 .toml 文件。",
                "核对文件名；--maps 列出认得的格式。",
                Place(str(path), 0),
            )
        )
    known = [*mine, *(each for each in shipped() if each.key not in {one.key for one in mine})]
    if name is None:
        return known
    chosen = [each for each in known if each.key == name]
    if not chosen:
        near = nearest(name, [each.key for each in known]) or [each.key for each in known]
        raise click.BadOptionUsage("map_name", f"没有叫“{name}”的格式；有 {'、'.join(near)}。")
    return chosen


def _unusable(said: str) -> Finding:
    from gov_accounts.findings import Finding  # noqa: PLC0415

    return Finding(
        "import-map-unusable",
        f"格式写得不对：{said}。",
        "格式（.toml）写明一份文件里哪一栏是什么。",
        "按上面说的文件和位置改正；也可以用 gov-accounts import --learn 文件 另写一份。",
    )


def _write_rules(ledger: Ledger) -> None:
    """Write rules to begin with, beside the main file; never over those that are there."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.exchange.rules import FILE, template  # noqa: PLC0415
    from gov_accounts.files.change import Before, Change  # noqa: PLC0415
    from gov_accounts.files.whole import write_whole  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415
    from gov_accounts.law.accounts import UNIT_KINDS  # noqa: PLC0415

    path = ledger.path.with_name(FILE)
    if path.exists():
        common.refuse(
            Finding(
                "import-rules-there",
                "记账规则已经有了，没有改动。",
                "规则是单位自己写的，软件不覆盖它。",
                "直接改这个文件；要看样子的，先把它改名，再运行一次。",
                Place(str(path), 0),
            )
        )
    kind = ledger.declarations.unit.get("kind", "")
    content = template(kind if kind in UNIT_KINDS else UNIT_KINDS[0]).encode()

    def write() -> list[Path]:
        write_whole([Change(path, content, Before.ABSENT)])
        return [path]

    common.write_changes(write, path)


def _read_lines(made: Import) -> list[str]:
    """What was read of each file."""
    lines = []
    for source, map_, taken in made.read:
        count = f"{len(taken.drafts)} 张凭证" if taken.drafts else "没有凭证"
        lines.append(f"{source.name}：{map_.title}（{map_.key}），{count}。")
        lines += [f"  {each}" for each in taken.said]
    return lines


def _at_most(findings: Sequence[Finding]) -> list[Finding]:
    """The first of each rule; how many more there are is said in a line."""
    from gov_accounts.exchange.importing import counted  # noqa: PLC0415

    shown = []
    for rule, some in counted(findings).items():
        shown += some[:_MOST]
        if len(some) > _MOST:
            click.echo(f"[{rule}] 共 {len(some)} 处，先说前 {_MOST} 处。", err=True)
    return shown


def _refused_line(made: Import) -> str:
    if made.blocking:
        return "什么也没有写：写了以后账本读不通，见上。"
    rows = len(made.refused)
    rest = f"；或加 --partial，先写读得懂的 {len(made.plan.new)} 张" if made.plan.new else ""
    return f"什么也没有写：有 {rows} 处读不懂，见上。改好再导{rest}。"


def _write(made: Import, ledger: Ledger, *, dry_run: bool) -> None:
    """Write what is new, or print it."""
    from gov_accounts.cli import common  # noqa: PLC0415

    plan = made.plan
    known = f"，账本里已有 {plan.known} 张" if plan.known else ""
    if not plan.new:
        click.echo(f"没有新的凭证{known}。", err=True)
        return
    click.echo(f"新的凭证 {len(plan.new)} 张{known}。", err=True)
    if not dry_run:
        common.write_changes(plan.write, ledger.path)
        return
    for path, text in plan.texts.items():
        sys.stdout.buffer.write(f"; ── 会加在 {common.shown(path)} 末尾 ──\n\n{text}\n".encode())
    for change in plan.changes:
        if change.path not in plan.texts:
            sys.stdout.buffer.write(
                f"; ── 会存一份 {common.shown(change.path)}，{len(change.content)} 字节 ──\n".encode()
            )


def _audited(made: Import, path: str) -> list[str]:
    """How the other software's 平行记账 differs from the law's, as lines: of files that have both books."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.exchange.parallel_audit import audit  # noqa: PLC0415
    from gov_accounts.money import BUDGETARY  # noqa: PLC0415

    if made.after is None or not any(leg.commodity == BUDGETARY for each in made.plan.new for leg in each.legs):
        return []
    return audit(made.after, made.plan.contents, common.permissions(path)).lines()


def _tell_worse(made: Import, ledger: Ledger) -> bool:
    """Say what the ledger finds in what was taken in. Returns whether it finds anything."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.exchange.importing import counted  # noqa: PLC0415

    if not made.worse:
        return False
    for rule, some in counted(made.worse).items():
        common.show(some[:_EACH], err=True)
        if len(some) > _EACH:
            click.echo(f"[{rule}] 共 {len(some)} 处，先说前 {_EACH} 处。", err=True)
    click.echo(
        f"导入的凭证里有 {len(made.worse)} 处不合规定，见上；全部的：gov-accounts check {common.shown(ledger.path)}",
        err=True,
    )
    return True
