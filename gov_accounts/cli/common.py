"""What commands share: loading, choosing a year and tables, showing findings, writing files."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import click

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.formats import FormatSet, official_formats
from gov_accounts.ledger import Ledger, LedgerUnusableError, load

UNUSABLE = 2


def load_or_exit(path: str) -> Ledger:
    """The ledger; or a message and exit status 2 where it can't be read.

    The process loads one ledger, a great many objects without cycles, and ends: collecting garbage while it loads, and
    once more at the end, would take a quarter of the time and find nothing. A process that runs more commands collects
    between them: else what the libraries that write documents leave behind is kept for good.
    """
    context = click.get_current_context(silent=True)
    if context is not None:
        context.call_on_close(gc.enable)
    gc.unfreeze()
    gc.disable()
    try:
        return load(Path(path))
    except LedgerUnusableError as error:
        refuse(error.finding)
    finally:
        gc.freeze()


def refuse(finding: Finding) -> NoReturn:
    """Say what can't be used and exit with status 2."""
    click.echo(finding.shown(Path.cwd()), err=True)
    raise click.exceptions.Exit(UNUSABLE)


def show(findings: Iterable[Finding], *, err: bool) -> None:
    """Findings, each with its place as seen from the current folder."""
    for finding in findings:
        click.echo(finding.shown(Path.cwd()), err=err)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is an error rather than a notice."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def require_checked(ledger: Ledger) -> None:
    """Refuse a ledger whose codes were never resolved: its figures would be wrong in silence."""
    if not ledger.checked:
        refuse(_told(ledger, "plugin-line-missing"))


def _told(ledger: Ledger, rule: str) -> Finding:
    """The finding of a rule; or the first of all, where it would follow from it, such as a line typed wrong."""
    return next((each for each in ledger.findings if each.rule == rule), ledger.findings[0])


def choose_year(ledger: Ledger, year: int | None) -> int:
    """The year asked for, or the only one there is."""
    place = Place(str(ledger.path), 0)
    present = "、".join(str(each) for each in ledger.years)
    if year is not None:
        if year in ledger.dated_years or year in ledger.years:
            return year
        refuse(
            Finding(
                "year-not-in-ledger",
                f"账本里没有 {year} 年的凭证。",
                "--year 是账本里有凭证的年度。",
                f"账本里有：{present}。" if present else "先记入凭证。",
                place,
            )
        )
    if len(ledger.years) == 1:
        return ledger.years[0]
    if not ledger.years:
        refuse(_told(ledger, "nothing-recorded"))
    refuse(
        Finding(
            "year-not-chosen",
            f"账本里有几个年度：{present}。",
            "报表按年度编制，不止一年时要说明是哪一年。",
            f"加上 --year，如 --year {ledger.years[-1]}。",
            place,
        )
    )


def formats_for(year: int) -> FormatSet:
    """The year's formats, with a notice where they are another year's."""
    formats = official_formats(year)
    if formats.year != year:
        click.echo(f"提示：没有 {year} 年的表样，按 {formats.year} 年的表样编制。", err=True)
    return formats


def choose_tables(formats: FormatSet, wanted: Sequence[str]) -> list[str]:
    """Keys of the tables asked for, all when none is, in the order of the year's formats."""
    keys: set[str] = set()
    for name in wanted:
        found = formats.find(name)
        if found is None:
            tables = "、".join(f"表{each.number}（{each.key}，{each.title}）" for each in formats.formats)
            refuse(
                Finding(
                    "table-unknown",
                    f"没有“{name}”这张表。",
                    f"{formats.year} 年的表样有 {len(formats.formats)} 张表。",
                    f"写表号或键：{tables}。",
                )
            )
        keys.add(found.key)
    return [each.key for each in formats.formats if not keys or each.key in keys]


def write_file(path: Path, content: bytes, ledger: Ledger) -> None:
    """Write a result whole or not at all. Never over a file of the ledger."""
    if path.absolute() in ledger.files or path.suffix in (".beancount", ".bean", ".toml"):
        refuse(
            Finding(
                "output-is-ledger",
                "输出文件是账本。",
                "账本是人写的，软件不覆盖它。",
                "换一个输出文件名。",
                Place(str(path), 0),
            )
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101 (mkstemp makes a file only its owner can read)
            os.replace(temporary, path)  # noqa: PTH105
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        refuse(
            Finding(
                "output-not-writable",
                f"写不进去（{error.strerror}）。",
                "输出文件夹没有写入权限，或同名文件正被 Excel 等程序打开。",
                "关闭打开它的程序，或换一个文件夹。",
                Place(str(path), 0),
            )
        )
    click.echo(f"已写入 {Place(str(path), 0).shown(Path.cwd())}", err=True)


def write_beside(
    data: tuple[Path, str] | None, main: tuple[Path, str] | None, write: Callable[[], Iterable[Path]], *, dry_run: bool
) -> None:
    """Say what is written beside a ledger and which line its main file gets, and write it unless it's a dry run.

    Args:
        data: the file and what is in it; None where it doesn't change.
        main: the main file and the line it gets; None where it has it.
        write: writes both, and gives the files written.
        dry_run: whether to say it only.
    """
    will = "会" if dry_run else "将"
    if data is not None:
        click.echo(f"{will}写入 {_shown(data[0])}：{data[1]}。", err=True)
    if main is not None:
        click.echo(f"{will}在 {_shown(main[0])} 末尾加一行：{main[1]}", err=True)
    if dry_run:
        return
    try:
        written = write()
    except OSError as error:
        place = Path(error.filename) if error.filename else (data or main or (Path(), ""))[0]
        refuse(
            Finding(
                "output-not-writable",
                f"写不进去（{error.strerror}）。",
                "账本所在的文件夹没有写入权限，文件是只读的，或正被别的程序打开。",
                "关闭打开它的程序，或请管理员给予写入权限，再运行一次。",
                Place(str(place), 0),
            )
        )
    click.echo("已写入 " + "、".join(map(_shown, written)) + "。", err=True)


def _shown(path: Path) -> str:
    return Place(str(path), 0).shown(Path.cwd())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
