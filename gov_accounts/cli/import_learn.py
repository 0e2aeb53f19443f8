"""``gov-accounts import --learn``: a format for a file that none is for, asked for on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from gov_accounts.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.exchange.learn import Look, Question


def learn(file: Path, ledger: Ledger, output: Path | None = None, *, overwrite: bool = False) -> int:
    """Write a format for a file: ask what can't be seen of it, or say what is to be asked where nobody can answer.

    Args:
        file: a file of other software, of the kind that the format is to read.
        ledger: the ledger, beside which the format is written, in ``exchange/``.
        output: where it is written instead.
        overwrite: whether a format that a person wrote may be replaced.

    Returns:
        0 where the format is written, 1 where it isn't, since nobody could be asked.
    """
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.exchange import learn as learning  # noqa: PLC0415
    from gov_accounts.exchange.maps import FOLDER  # noqa: PLC0415
    from gov_accounts.exchange.source import Source  # noqa: PLC0415
    from gov_accounts.files.reasons import reason  # noqa: PLC0415
    from gov_accounts.sheets.errors import TableError  # noqa: PLC0415

    try:
        seen = learning.look(Source(file))
    except TableError as error:
        common.refuse(Finding("import-unreadable", error.what, error.why, error.remedy, Place(str(file), error.line)))
    except OSError as error:
        common.refuse(
            Finding(
                "import-not-there",
                f"读不了这个文件（{reason(error)}）。",
                "文件不在那里，或没有读取的权限。",
                "核对文件名；正用别的程序打开的，先关闭它。",
                Place(str(file), 0),
            )
        )
    path = output or ledger.path.parent.joinpath(FOLDER, f"{file.stem}.toml")
    asked = learning.questions(seen)
    _tell(seen)
    if not _can_ask():
        _tell_questions(asked, path)
        return 1
    answers: dict[str, str] = {}
    while True:
        answers = _asked(asked, answers)
        try:
            text = learning.map_text(seen, answers)
        except learning.UnansweredError as error:
            click.echo(f"还不行：{error}。再答一遍，不改的按回车。", err=True)
        else:
            break
    _write(path, text.encode(), overwrite=overwrite)
    click.echo(f"现在可以：gov-accounts import 账本 {file.name} --dry-run", err=True)
    return 0


def _write(path: Path, content: bytes, *, overwrite: bool) -> None:
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.files.change import Before, Change  # noqa: PLC0415
    from gov_accounts.files.texts import present  # noqa: PLC0415
    from gov_accounts.files.whole import write_whole  # noqa: PLC0415

    def write() -> list[Path]:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole([Change(path, content, present(path) if overwrite else Before.ABSENT)])
        return [path]

    if path.exists() and not overwrite:
        common.refuse(
            Finding(
                "import-map-there",
                "已经有这份格式了，没有写。",
                "格式可能有人改过，软件不覆盖它。",
                "换一个文件名，或先把原来的挪开。",
                Place(str(path), 0),
            )
        )
    common.write_changes(write, path)


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _tell(seen: Look) -> None:
    """What is seen of the file."""
    from gov_accounts.exchange.learn import ASKED  # noqa: PLC0415

    where = f"第 {seen.head} 行是列名" if seen.head else "没有看到列名"
    click.echo(f"{seen.name}：{len(seen.columns)} 列，{where}。", err=True)
    kinds = {place: key for key, place in seen.known.items()}
    for column in seen.columns:
        known = f"  ← {ASKED[kinds[column.place]]}" if column.place in kinds else ""
        click.echo(f"  {column.shown()}{known}", err=True)


def _asked(questions: Sequence[Question], before: dict[str, str]) -> dict[str, str]:
    click.echo("答列的号码，没有这一列的写 0，回车用方括号里的：", err=True)
    answers = {}
    for each in questions:
        default = before.get(each.key) or each.guess or "0"
        answer = click.prompt(each.text, default=default, err=True).strip()
        answers[each.key] = "" if answer == "0" else answer
    return answers


def _tell_questions(questions: Sequence[Question], path: Path) -> None:
    """What would be asked, for who writes the format by hand."""
    click.echo("不是在终端里运行，没有人回答。要知道的是：", err=True)
    for each in questions:
        guess = f"（像是第 {each.guess} 列）" if each.guess and each.key != "year" else ""
        click.echo(f"  {each.key}：{each.text}{guess}{'必须有。' if each.needed else ''}", err=True)
    click.echo(
        f"在终端里再运行一次，逐条回答；或自己写 {path.name}，放在账本旁的 exchange 文件夹里，写法如 docs/import.md。",
        err=True,
    )
