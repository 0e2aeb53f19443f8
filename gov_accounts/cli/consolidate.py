"""``gov-accounts consolidate``: the tables of many units together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, options, published
from gov_accounts.cli.output import check_output, put_out, put_out_statements, said_if_slow, tables_content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.units.checking import HandedIn
    from gov_accounts.units.engine import Engine
    from gov_accounts.units.facts import Manifest
    from gov_accounts.units.unit_list import UnitList

_PLACE: Final = 3
"""Words that name a cell: table, row, column."""
_DUCKDB: Final = "duckdb"
_SPARK: Final = "spark"


@click.command("consolidate", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("facts", metavar="事实文件…", nargs=-1, required=True)
@options.YEAR
@click.option(
    "--units", "listed", type=click.Path(path_type=Path), metavar="单位清单.csv", help="应汇总的单位：代码,名称。"
)
@click.option("--level", metavar="代码", default="", help="只汇总代码以它开头的单位，如 101。")
@click.option("--name", default="", metavar="名称", help="汇总的部门叫什么；不写取单位清单里的名称。")
@click.option("--region", default="", metavar="地区", help="按哪个地区的表样；不写按多数单位的。")
@click.option("--by", type=click.Choice(["unit"]), help="unit：每张表一行一个单位，加成部门的合计。")
@click.option("--eliminate", is_flag=True, help="抵销单位之间的收支：两边写了对方代码（counterparty）、金额相等的。")
@click.option("--differences", is_flag=True, help="不出表，列出单位之间的收支、往来两边各记多少，差多少。")
@click.option(
    "--explain",
    "explained",
    metavar="表·行·栏",
    default="",
    help="不出表，列出一格是哪些单位加起来的，如 “表5 2060501 1”；--level 写一个单位的代码，列出它的分录。",
)
@published.TABLES
@options.file_format(published.KINDS)
@options.money_unit("wan")
@published.ROUNDING
@published.EXPLAIN_ROUNDING
@published.OUTPUT
@options.OVERWRITE
@click.option("--engine", type=click.Choice([_DUCKDB, _SPARK]), default=_DUCKDB, help="由谁来加；默认 duckdb，在本机。")
@click.option(
    "--master", default="local[*]", metavar="地址", help="Spark 的地址：local[*]、spark://…、yarn、k8s://…、sc://…。"
)
def command(
    facts: Sequence[str],
    year: int | None,
    listed: Path | None,
    level: str,
    name: str,
    region: str,
    by: str | None,
    explained: str,
    tables: Sequence[str],
    kind: str,
    unit: str,
    how: str,
    output: Path | None,
    engine: str,
    master: str,
    *,
    eliminate: bool,
    differences: bool,
    explain_rounding: bool,
    overwrite: bool,
) -> int:
    """汇总许多单位：把各单位的事实加起来，照同一套表样填列，舍位平衡后的各表处处加得起来。

    事实由 gov-accounts export --format parquet 写出，一个单位一年一个文件。参数是文件、文件夹或通配符；
    年初数要用以前各年的文件。不完整、改动过的文件不汇总；缺的、重的、检查没有通过的单位逐个列出。
    整份文件（docx、pdf、html、xlsx）里账上没有的事实，写在单位清单旁边的 disclosure.toml 里。

    \b
    例：
      gov-accounts consolidate 事实/ --year 2020
      gov-accounts consolidate 事实/ --year 2020 --by unit --table 3
      gov-accounts consolidate 事实/ --year 2020 --units 单位清单.csv --level 101 --format xlsx -o 决算.xlsx
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.printing.units import MONEY_UNITS  # noqa: PLC0415
    from gov_accounts.units import messages  # noqa: PLC0415
    from gov_accounts.units.checking import missing  # noqa: PLC0415
    from gov_accounts.units.elimination import differences_sheet  # noqa: PLC0415
    from gov_accounts.units.elimination import eliminate as find_between  # noqa: PLC0415
    from gov_accounts.units.summed import Department, broken_in, other_profiles, summed  # noqa: PLC0415

    check_output(kind, output, "决算", ("xlsx", "docx", "pdf"))
    if (differences or explained) and kind == "docx":
        raise click.BadOptionUsage("kind", "核对表没有 docx；用 text、csv、json、xlsx、pdf 或 html。")
    wanted = _list(listed)
    with said_if_slow("正在汇总……"):
        handed = _handed_in(facts, engine, master, wanted)
        chosen = _year(handed, year)
        units = {code: each for code, each in handed.units(chosen).items() if code.startswith(level)}
        department = Department(
            name or _called(wanted, level, units), level, listed.parent if listed is not None else Path(), region
        )
        ledger = summed(handed, department)
        between = find_between(handed.engine, chosen) if eliminate or differences else None
        if between is not None and eliminate:
            ledger = summed(handed, department, between.taken_out)
    lacking = [*missing(handed, chosen, wanted, level), *other_profiles(units, ledger.profile(chosen).name)]
    differ = between.differences if between is not None and not differences else ()
    ties = broken_in(ledger, chosen)
    told = [*handed.findings, *lacking, *([messages.between_differ(len(differ))] if differ else []), *ties]
    common.show(told, err=True)
    asked = published.Asked(
        chosen, tables, kind, MONEY_UNITS[unit], how, output, explain_rounding, overwrite, units=len(units)
    )
    names = {code: each.unit_name for code, each in handed.known(chosen).items() if code.startswith(level)}
    if explained:
        status = _explained(handed, ledger, asked, names, explained)
    elif between is not None and differences:
        sheet = differences_sheet(between, names, chosen, ledger.unit_name, MONEY_UNITS["yuan"])
        put_out(tables_content([sheet], kind, output), kind, output, sheet.name, ledger, overwrite=overwrite)
        status = int(bool(between.differences))
    elif by:
        status = _by_unit(handed, ledger, asked, names)
    else:
        status = published.put_out_published(ledger, asked)
    return max(status, int(common.has_errors(told)))


def _explained(handed: HandedIn, ledger: Ledger, asked: published.Asked, names: Mapping[str, str], wanted: str) -> int:
    """Put out the units behind a figure; of one unit, the postings."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.law.reading import DataError  # noqa: PLC0415
    from gov_accounts.printing.units import YUAN  # noqa: PLC0415
    from gov_accounts.units import messages  # noqa: PLC0415
    from gov_accounts.units.explaining import Place, by_units, postings_sheet, units_sheet  # noqa: PLC0415

    words = wanted.split()
    if len(words) != _PLACE:
        raise click.BadOptionUsage("explained", "写三段：表 行 栏，如 --explain “表5 2060501 1”。")
    formats = common.formats_for(ledger, asked.year)
    form = formats.by_key[common.choose_tables(formats, words[:1])[0]]
    located = form.located(*words[1:])
    if located is None:
        common.refuse(messages.no_such_cell(form.name, *words[1:]))
    place = Place(form, *located)
    try:
        sheet = (
            postings_sheet(handed, ledger, asked.year, place, YUAN)
            if ledger.declarations.unit.get("code") in names
            else units_sheet(
                by_units(handed, ledger, asked.year, place), names, place, asked.year, ledger.unit_name, YUAN
            )
        )
    except DataError:
        common.refuse(messages.no_postings(place.shown))
    content = tables_content([sheet], asked.kind, asked.output)
    put_out(content, asked.kind, asked.output, sheet.name, ledger, overwrite=asked.overwrite)
    return 0


def _by_unit(handed: HandedIn, ledger: Ledger, asked: published.Asked, names: Mapping[str, str]) -> int:
    """Put out the tables that have a 合计 row, a row a unit."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.printing.years import PrintedYears  # noqa: PLC0415
    from gov_accounts.units import messages  # noqa: PLC0415
    from gov_accounts.units.by_unit import exact_by_unit, has_total, print_by_unit  # noqa: PLC0415

    formats = common.formats_for(ledger, asked.year)
    keys = common.choose_tables(formats, asked.tables)
    forms = [formats.by_key[key] for key in keys if has_total(formats.by_key[key])]
    if not forms:
        common.refuse(messages.NO_TOTAL)
    years = PrintedYears.of(ledger, asked.unit, asked.how)
    statements, rounding = years.tables.year(asked.year), years.rounding(asked.year)
    printed = [
        print_by_unit(
            statements[form.key],
            rounding,
            exact_by_unit(handed.engine, ledger, asked.year, form),
            names,
            ledger.unit_name,
        )
        for form in forms
    ]
    common.show(ledger.findings, err=True)
    put_out_statements(
        printed,
        asked.kind,
        asked.output,
        ledger,
        whole="分单位",
        names=[f"{each.name}分单位" for each in printed],
        profile=ledger.profile(asked.year).name,
        units=asked.units,
        overwrite=asked.overwrite,
    )
    return int(common.has_errors(ledger.findings))


def _called(listed: UnitList | None, level: str, units: Mapping[str, Manifest]) -> str:
    """What a sum is called that nobody has named: as the list says, or the only unit; or by its code."""
    if listed is not None and level in listed.names:
        return listed.names[level]
    if len(units) == 1:
        return next(iter(units.values())).unit_name
    return f"{level or '全部'}单位汇总"


def _list(path: Path | None) -> UnitList | None:
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.units.unit_list import UnitListError, read_unit_list  # noqa: PLC0415

    try:
        return None if path is None else read_unit_list(path)
    except UnitListError as error:
        common.refuse(error.finding)


def _handed_in(facts: Sequence[str], engine: str, master: str, listed: UnitList | None) -> HandedIn:
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.units import messages  # noqa: PLC0415
    from gov_accounts.units.checking import hand_in  # noqa: PLC0415
    from gov_accounts.units.engine import EngineMissingError  # noqa: PLC0415

    try:
        adds = _engine(engine, master)
        files = adds.files(facts)
        if not files:
            common.refuse(messages.nothing_found(facts))
        handed = hand_in(adds, files, listed)
    except EngineMissingError as error:
        common.refuse(error.finding)
    if not handed.sound:
        common.show(handed.findings, err=True)
        click.echo("没有可以汇总的文件。", err=True)
        raise click.exceptions.Exit(common.UNUSABLE)
    return handed


def _engine(engine: str, master: str) -> Engine:
    if engine == _SPARK:
        from gov_accounts.units.spark import Spark  # noqa: PLC0415

        return Spark(master)
    from gov_accounts.units.duck import Duck  # noqa: PLC0415

    return Duck()


def _year(handed: HandedIn, year: int | None) -> int:
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.units import messages  # noqa: PLC0415

    if year is None and len(handed.years) == 1:
        return handed.years[0]
    if year not in handed.years:
        common.refuse(messages.year_not_there(year or 0, handed.years))
    return year
