"""What commands share: loading, choosing a year and tables, showing findings, writing files."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from gov_accounts.books.profiles import stand_in
from gov_accounts.cli import options
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.ledger import LedgerUnusableError, load
from gov_accounts.reading import trust
from gov_accounts.reading.permissions import Permissions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.law.formats import FormatSet

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
        ledger = load(Path(path), permissions(path))
    except LedgerUnusableError as error:
        refuse(error.finding)
    finally:
        gc.freeze()
    if context is not None and isinstance(context.obj, list):
        context.obj.append(ledger)
    return ledger


def permissions(path: str) -> Permissions:
    """What the user allows a ledger: for this once, by options, and what was allowed it before."""
    allowed = options.allowed()
    lines = trust.allowed(user_folder(), Path(path))
    return Permissions(run="trust" in allowed, outside="outside" in allowed, lines=lines)


def refuse(finding: Finding) -> NoReturn:
    """Say what can't be used and exit with status 2."""
    click.echo(finding.shown(Path.cwd()), err=True)
    raise click.exceptions.Exit(UNUSABLE)


def unusable_profile(error: Exception) -> Finding:
    """What is said of a profile that can't be used."""
    from gov_accounts.files.reasons import reason  # noqa: PLC0415

    what = f"{error.filename}: {reason(error)}" if isinstance(error, OSError) else str(error)
    return Finding(
        "profile-unusable",
        f"表样不能用：{what}。",
        "各张表、勾稽、图和文字都照表样编制；表样写到的行、栏、科目都要有。",
        "按上面说的文件和位置改正，再用 gov-accounts profiles --check 检查。",
    )


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


def formats_for(ledger: Ledger, year: int) -> FormatSet:
    """The year's formats, with a notice where they are another year's."""
    profile = ledger.profile(year)
    if said := stand_in(ledger.declarations, year):
        click.echo(f"提示：{said}", err=True)
    return profile.formats


def choose_tables(formats: FormatSet, wanted: Sequence[str], called: str = "") -> list[str]:
    """Keys of the tables asked for, all when none is, in the order of the year's formats.

    Args:
        formats: the tables there are.
        wanted: what was asked for.
        called: what they are called together, where they are no year's forms.
    """
    keys: set[str] = set()
    for name in wanted:
        found = formats.find(name)
        if found is None:
            tables = "、".join(f"{each.name}（{each.key}，{each.title}）" for each in formats.formats)
            refuse(
                Finding(
                    "table-unknown",
                    f"没有“{name}”这张表。",
                    f"{called or f'{formats.year} 年的表样'}有 {len(formats.formats)} 张表。",
                    f"写表号、表名或键：{tables}。",
                )
            )
        keys.add(found.key)
    return [each.key for each in formats.formats if not keys or each.key in keys]


def user_folder() -> Path:
    """Where this program keeps what it remembers of the user. No ledger can bring it along; it may not be there."""
    return Path(os.environ.get("GOV_ACCOUNTS_CONFIG") or click.get_app_dir("gov-accounts"))


def write_file(path: Path, content: bytes, ledger: Ledger, *, overwrite: bool) -> None:
    """Write a result whole or not at all. Never over a file of the ledger."""
    write_files(path.parent, {path.name: content}, ledger, overwrite=overwrite)


def write_files(folder: Path, files: Mapping[str, bytes], ledger: Ledger, *, overwrite: bool) -> None:
    """Write results into a folder, all of them or none; or say why not and exit with status 2.

    Args:
        folder: the folder, made if it isn't there.
        files: contents by name.
        ledger: its files are never written over.
        overwrite: whether files that this program didn't write may be replaced.
    """
    _write_outputs(folder, files, ledger_files(ledger), overwrite=overwrite)


def write_results(folder: Path, files: Mapping[str, bytes], *, overwrite: bool) -> None:
    """Write results that are of no ledger into a folder, as `write_files` does."""
    _write_outputs(folder, files, (), overwrite=overwrite)


def _write_outputs(folder: Path, files: Mapping[str, bytes], guarded: Sequence[Path], *, overwrite: bool) -> None:
    from gov_accounts.files.outputs import Guarded, OutputRefusedError, write_outputs  # noqa: PLC0415

    try:
        written = write_outputs(folder, files, Guarded(guarded, user_folder() / "written", overwrite))
    except OutputRefusedError as error:
        refuse(error.finding)
    for path in written:
        click.echo(f"已写入 {shown(path)}", err=True)


def ledger_files(ledger: Ledger) -> list[Path]:
    """What a ledger is made of: the files read, the lists of codes, and the documents it names."""
    folders = dict.fromkeys(file.parent for file in (ledger.path, *ledger.files))
    codes = [folder / name for folder in folders for name in ledger.declarations.code_files]
    documents = [Path(name) for each in ledger.entries if isinstance(name := getattr(each, "filename", None), str)]
    return [ledger.path, *ledger.files, *codes, *documents]


def ledger_changed(error: OSError) -> Finding:
    """What is said where a file of the ledger isn't any more what was read."""
    return Finding(
        "ledger-changed",
        "读入账本以后，这个文件又被改动了；什么也没有写。",
        "要写的内容是按读入时的账本算出的，账本变了就不对了，也不能盖掉刚改的内容。",
        "再运行一次，就按改动以后的账本来写。",
        Place(str(error.filename), 0),
    )


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
        click.echo(f"{will}写入 {shown(data[0])}：{data[1]}。", err=True)
    if main is not None:
        click.echo(f"{will}在 {shown(main[0])} 末尾加一行：{main[1]}", err=True)
    if dry_run:
        return
    write_changes(write, (data or main or (Path(), ""))[0])


def write_changes(write: Callable[[], Iterable[Path]], named: Path) -> None:
    """Write files of a ledger and say which; or say why not and exit with status 2.

    Args:
        write: writes all or none, and gives the files written.
        named: the file that is named where the system names none.
    """
    from gov_accounts.files.change import ChangedMeanwhileError  # noqa: PLC0415
    from gov_accounts.files.reasons import reason  # noqa: PLC0415

    try:
        written = write()
    except ChangedMeanwhileError as error:
        refuse(ledger_changed(error))
    except OSError as error:
        place = Path(error.filename) if error.filename else named
        refuse(
            Finding(
                "output-not-writable",
                f"写不进去（{reason(error)}），什么也没有写。",
                "账本所在的文件夹没有写入权限，磁盘已满，文件是只读的，或正被别的程序打开。",
                "关闭打开它的程序，或请管理员给予写入权限，再运行一次。",
                Place(str(place), 0),
            )
        )
    click.echo("已写入 " + "、".join(map(shown, written)) + "。", err=True)


def shown(path: Path) -> str:
    """A path as seen from the current folder."""
    return Place(str(path), 0).shown(Path.cwd())
