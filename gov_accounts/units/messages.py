"""What is said of facts files and of units, in the words of whoever puts them together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from gov_accounts.units.facts import Manifest

_SHOWN: Final = 5
_INSTALL: Final = "运行 pip install {name}，或在源码文件夹里运行 pip install '.[{extra}]'。"
_AGAIN: Final = "请报送单位用 gov-accounts export 账本 --format parquet -o 文件夹 重新导出，再收进来。"

DUCKDB_MISSING: Final = Finding(
    "department-missing",
    "没有安装 duckdb，不能读写 parquet。",
    "各单位的事实（parquet）由 duckdb 读写、汇总，它属于可选依赖 department，默认不安装。",
    _INSTALL.format(name="duckdb", extra="department"),
)
SPARK_MISSING: Final = Finding(
    "spark-missing",
    "没有安装 pyspark，不能用 Spark 汇总。",
    "Spark 属于可选依赖 spark，默认不安装；它还要 Java 17 或更新。",
    _INSTALL.format(name="pyspark", extra="spark"),
)


NO_TOTAL: Final = Finding(
    "by-unit-no-total",
    "这张表没有代表整个单位的合计行，不能一行一个单位。",
    "收支总表、基本支出明细表按行分项，一个单位不止一行。",
    "用 --table 选有合计行的表，如收入决算表、支出决算表、“三公”经费表。",
)


def spark_unreachable(master: str, why: str) -> Finding:
    """Spark that can't be started or reached."""
    return Finding(
        "spark-unreachable",
        f"Spark（{master}）连不上或启动不了：{why}。",
        "Spark 要 Java 17 或更新，--master 要写对：local[*]、spark://主机:7077、yarn、k8s://…、sc://主机:15002。",
        "检查 java -version 和 --master；在一台机器上，不加 --engine，用 duckdb 就可以。",
    )


def spark_cannot_read(why: str) -> Finding:
    """Files that Spark can't read."""
    return Finding(
        "spark-cannot-read",
        f"Spark 读不了这些文件：{why}。",
        "路径要让 Spark 的每台机器都读得到：hdfs://、s3a://、共享文件夹。",
        "核对路径和权限。",
    )


def about_unit(unit: str, ledger: Path) -> Iterator[Finding]:
    """That the unit has no code, by which facts of many units are put together."""
    if not unit:
        yield Finding(
            "export-unit-code-missing",
            "账本没有写单位代码，各单位汇总时分不清是谁的。",
            "汇总按单位代码合并、分级。",
            '在主文件加：2020-01-01 custom "gov-unit" "code" "101001"。',
            Place(str(ledger), 0),
            Severity.NOTICE,
        )


def nothing_found(where: Sequence[str]) -> Finding:
    """No facts file where they were looked for."""
    return Finding(
        "facts-none",
        f"没有找到事实文件：{first_few(where, _SHOWN)}。",
        "汇总读的是 gov-accounts export --format parquet 写出的文件，名称以 .parquet 结尾。",
        "核对文件、文件夹或通配符。",
    )


def not_facts(file: str, why: str) -> Finding:
    """A file that isn't whole: nothing is summed from it."""
    return Finding(
        "facts-unusable", f"没有汇总这个文件：{why}。", "不完整、不认识或改动过的数据不能汇总。", _AGAIN, Place(file, 0)
    )


def without_code(file: str) -> Finding:
    """A file of a unit without a code."""
    return Finding(
        "facts-no-code",
        "没有汇总这个文件：它没有单位代码。",
        "汇总按单位代码合并、分级，没有代码分不清是谁的。",
        '单位在账本主文件加 2020-01-01 custom "gov-unit" "code" "101001"，重新导出。',
        Place(file, 0),
    )


def rows_differ(file: str, manifest: Manifest) -> Finding:
    """A file whose rows aren't as many, or of whom, it says."""
    return not_facts(file, f"里面的分录与它的说明对不上（{manifest.shown} {manifest.year} 年，{manifest.rows} 条）")


def twice(first: str, other: str, manifest: Manifest, *, same: bool) -> Finding:
    """A unit's year that is there twice."""
    whose = f"{manifest.shown} {manifest.year} 年"
    if same:
        return Finding(
            "facts-twice",
            f"{whose}的数据来了两份，内容相同，只算一份：{first}。",
            "同一单位同一年只能汇总一次。",
            "不用改；多余的一份可以移走。",
            Place(other, 0),
            Severity.NOTICE,
        )
    return Finding(
        "facts-differ",
        f"{whose}的数据来了两份，内容不同，两份都没有汇总：{first}。",
        "同一单位同一年只能汇总一次，软件不猜哪一份是对的。",
        "留下对的一份，移走另一份。",
        Place(other, 0),
    )


def checks_failed(file: str, manifest: Manifest) -> Finding:
    """A unit whose ledger has errors."""
    return Finding(
        "facts-checks-failed",
        f"{manifest.shown} {manifest.year} 年导出时账本有错误：{first_few(manifest.errors, _SHOWN)}。",
        "账本通过全部检查，汇总的数才可靠；这份数据仍算在内。",
        "请单位改正（gov-accounts check），重新导出。",
        Place(file, 0),
    )


def years_missing(manifest: Manifest, years: Iterable[int]) -> Finding:
    """A unit whose earlier years aren't there: its openings aren't right."""
    named = "、".join(map(str, years))
    return Finding(
        "facts-years-missing",
        f"{manifest.shown} 缺 {named} 年的数据，年初数不全。",
        f"年初数是以前各年之和，它的账从 {manifest.first_year} 年开始。",
        "请单位把各年都导出（gov-accounts export 账本 --format parquet -o 文件夹），一起收进来。",
    )


def not_handed_in(units: Sequence[str], year: int) -> Finding:
    """Units of a list, or that handed in earlier years, of which there is nothing."""
    return Finding(
        "facts-missing",
        f"{len(units)} 个单位没有 {year} 年的数据：{first_few(units, _SHOWN)}。",
        "单位清单里有，或者以前年度交过，本年没有交：汇总数不含它们本年的收支。",
        "请这些单位报送；已经撤销的，从清单里去掉，以前年度的文件也移走。",
    )


def not_listed(units: Sequence[str]) -> Finding:
    """Units that a list hasn't got."""
    return Finding(
        "facts-not-listed",
        f"{len(units)} 个单位不在单位清单里，没有汇总：{first_few(units, _SHOWN)}。",
        "只汇总清单里的单位。",
        "该汇总的，加进清单；不是本部门的，把文件移走。",
    )


def profiles_differ(chosen: str, others: Sequence[str]) -> Finding:
    """Units that print by other forms than those of the sum."""
    return Finding(
        "facts-profiles-differ",
        f"各单位的表样不同：汇总按 {chosen}，{len(others)} 个单位自己用别的：{first_few(others, _SHOWN)}。",
        "汇总的是分录，都按同一套表样重新填列，不受单位表样影响；与单位自己印的表可能不同行。",
        "不用改；要用别的表样，加 --region。",
        severity=Severity.NOTICE,
    )


def names_differ(code: str, names: Sequence[str]) -> Finding:
    """A code that units call by different names."""
    return Finding(
        "facts-names-differ",
        f"单位自设的编码 {code} 有几个名称：{'、'.join(names)}；汇总用第一个。",
        "同一编码在一张表里只能有一个名称。",
        "请各单位统一名称。",
        severity=Severity.NOTICE,
    )


def no_such_cell(table: str, row: str, column: str) -> Finding:
    """A cell that a table hasn't got."""
    return Finding(
        "cell-unknown",
        f"{table}没有 {row} 行 {column} 栏这一格，或者不止一格叫这个名字。",
        "行写行次、科目编码或“合计”，栏写栏次或表头。",
        "先不加 --explain 看这张表有哪些行、栏。",
    )


def no_postings(place: str) -> Finding:
    """A figure with a positive part in it, of one unit."""
    return Finding(
        "cell-without-postings",
        f"{place}是差额取正数得来的，没有自己的分录。",
        "结余分配、使用非财政拨款结余由公式算出。",
        "在单位的账本上用 gov-accounts explain 看公式和各部分。",
    )


def between_differ(count: int) -> Finding:
    """What units say of each other and doesn't match."""
    return Finding(
        "between-units-differ",
        f"单位之间有 {count} 项收支、往来两边不一致，没有抵销。",
        "两边记的金额相等才能抵销，软件不猜哪一边对。",
        "用 --differences 列出，请两个单位核对。",
    )


def year_not_there(year: int, present: Sequence[int]) -> Finding:
    """A year that no file is of."""
    return Finding(
        "facts-year-none",
        f"交来的文件里没有 {year} 年的数据。" if year else f"交来的文件有几个年度：{'、'.join(map(str, present))}。",
        "汇总按年度编制。",
        f"加上 --year，如 --year {present[-1]}。" if present else "核对文件。",
    )
