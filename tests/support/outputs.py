"""Everything the commands print of the examples, to the byte: what a change of the house must leave as it is.

    python -m tests.support.outputs FOLDER

writes all of it into a folder: written at two commits, ``diff -r`` shows what changed and where. ``test_outputs``
compares the hashes with those kept in ``snapshots/outputs/``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from gov_accounts.books.ledger import Ledger
from gov_accounts.cli import cli, common
from gov_accounts.ledger import load
from gov_accounts.reports.book_kinds import KINDS
from gov_accounts.statements.fill import Statement
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.years import statements_of
from tests.support.paths import EXAMPLES

if TYPE_CHECKING:
    from gov_accounts.reading.permissions import Permissions

YEARS = {"wuhan_2020": (2020,), "qingshi_2019_2020": (2019, 2020), "puhui_2024": (2024,)}
MAIN = "main.beancount"
SHEETS = ("text", "csv", "json", "xlsx")
WRITERS = {"docx": ("python-docx",), "pdf": ("typst", "manimgx-fonts-cjk"), "xlsx": ("xlsxwriter",)}
"""Whose bytes a format's are: those of another version of a library may be others."""


@dataclass(frozen=True, slots=True)
class Output:
    """What commands printed. Many that answer one question each are one output.

    Attributes:
        name: the example, and what was asked.
        libraries: the libraries that wrote it and their versions, where it is a library's.
    """

    name: str
    content: bytes
    libraries: str = ""


def commands(year: int) -> Iterator[tuple[str, Sequence[str]]]:
    """Commands of a year of an example, each with the extension of what it prints."""
    of_year = ("--year", str(year))
    yield "txt", ("check", MAIN)
    for kind in (*SHEETS, "html", "docx", "pdf"):
        yield kind, ("report", MAIN, *of_year, "--format", kind)
    for kind in ("text", "json"):
        yield kind, ("report", MAIN, *of_year, "--format", kind, "--unit", "yuan")
        yield kind, ("report", MAIN, *of_year, "--format", kind, "--rounding", "half-up")
    yield "xlsx", ("report", MAIN, *of_year, "--format", "xlsx", "--table", "6")
    yield "txt", ("report", MAIN, *of_year, "--explain-rounding")
    for unit in ("yuan", "wan"):
        for kind in SHEETS:
            yield kind, ("ties", MAIN, *of_year, "--all", "--unit", unit, "--format", kind)
    yield "txt", ("ties", MAIN, *of_year, "--unit", "wan", "--rounding", "half-up")
    for part in ("一", "二", "三", "四", "五"):
        yield "txt", ("explain", MAIN, *of_year, f"第{part}部分")
    for by in ("func", "econ", "project"):
        for kind in SHEETS:
            yield kind, ("budget", MAIN, *of_year, "--by", by, "--format", kind)
    yield "txt", ("budget", MAIN, "--as-of", f"{year}-06-30", "--fund", "11", "--unit", "yuan")
    for kind in SHEETS:
        yield kind, ("balance", MAIN, *of_year, "--by", "func,econ,fund,project", "--format", kind)
        yield kind, ("journal", MAIN, "8001", *of_year, "--codes", "--daily", "--format", kind)
        yield kind, ("reconcile", MAIN, *of_year, "--format", kind)
    yield "txt", ("balance", MAIN, "--from", f"{year}-06", "--to", f"{year}-06", "--level", "1", "--before-close")
    yield from books(year)
    for line in ("加1.1", "加2.1", "减1.1", "减2.1", "其他"):
        yield "txt", ("reconcile", MAIN, *of_year, "--explain", line)
    yield "txt", ("close", MAIN, *of_year, "--dry-run")
    for kind in (*SHEETS, "html"):
        yield kind, ("report", MAIN, *of_year, "--set", "会计报表", "--format", kind)
    for kind in ("text", "xlsx"):
        yield kind, ("report", MAIN, "--set", "会计报表", "--period", f"{year}-06", "--format", kind)
    yield "txt", ("explain", MAIN, *of_year, "会政财01", "货币资金", "期末余额")
    yield "txt", ("explain", MAIN, *of_year, "会政财01", "资产总计", "年初余额", "--full")
    yield "txt", ("explain", MAIN, "会政财02", "财政拨款收入", "本月数", "--period", f"{year}-06")


def books(year: int) -> Iterator[tuple[str, Sequence[str]]]:
    """Books of account and vouchers of a month."""
    june = ("--from", f"{year}-06", "--to", f"{year}-06")
    every = tuple(word for book in KINDS for word in ("--kind", book))
    for kind in (*SHEETS, "html", "pdf"):
        yield kind, ("ledger-book", MAIN, *june, *every, "--format", kind)
        yield kind, ("voucher", MAIN, "--month", f"{year}-06", "--format", kind)


def outputs(example: str, year: int) -> Iterator[Output]:
    """All outputs of a year of an example, in an order that stays."""
    with _copied(example) as ledger:
        for kind, arguments in commands(year):
            words = " ".join(arguments).replace(f" {MAIN}", "")
            libraries = " ".join(f"{name} {version(name)}" for name in WRITERS.get(kind, ()))
            yield Output(f"{example}: {words} .{kind}", _printed(arguments), libraries)
        with _made_once(ledger, year) as statements:
            for key, statement in statements.items():
                table = f"表{statement.format.number}"
                explained = [
                    _printed(("explain", MAIN, "--year", str(year), table, each.row.name, column.name, "--full"))
                    for panel, each in statement.rows()
                    for column in panel.columns
                ]
                yield Output(f"{example}: explain {year} {key} .txt", b"".join(explained))
    yield _closed_anew(example, year)


@contextlib.contextmanager
def _copied(example: str) -> Iterator[Ledger]:
    """A copy of an example to stand in, loaded once for all commands."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        for file in (EXAMPLES / example).iterdir():
            if file.is_file():
                shutil.copy(file, folder)
        ledger = load(Path(MAIN))

        def loaded(_path: Path, _permissions: Permissions) -> Ledger:
            return ledger

        patch.setattr(common, "load", loaded)
        yield ledger


@contextlib.contextmanager
def _made_once(ledger: Ledger, year: int) -> Iterator[Mapping[str, Statement]]:
    """A year's tables and the postings behind them, the same for all commands: a thousand ask for one cell each."""
    made, lineage = {year: statements_of(ledger, year)}, Lineage.of(ledger.entries)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gov_accounts.statements.years.statements_of", lambda _ledger, of: made[of])
        patch.setattr(Lineage, "of", lambda _entries: lineage)
        yield made[year]


def _closed_anew(example: str, year: int) -> Output:
    """What ``close`` writes where neither the year nor one after it is closed yet."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for file in (EXAMPLES / example).glob("*.beancount"):
            shutil.copy(file, folder)
        main = Path(MAIN)
        for closing in Path().glob("close-*.beancount"):
            if int(closing.stem.removeprefix("close-")) >= year:
                closing.unlink()
                text = main.read_text(encoding="utf-8").replace(f'include "{closing}"\n', "")
                main.write_text(text, encoding="utf-8", newline="\n")
        printed = _printed(("close", MAIN, "--year", str(year)))
        written = (Path(f"close-{year}.beancount").read_bytes(), main.read_bytes())
        return Output(f"{example}: close {year} .beancount", b"".join((printed, *written)))


def _printed(arguments: Sequence[str]) -> bytes:
    """What a command prints, on both streams, its exit status where it isn't 0; no progress."""
    done = CliRunner().invoke(cli, list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    lines = done.stderr_bytes.splitlines(keepends=True)
    told = b"".join(line for line in lines if not line.startswith("正在".encode()))
    return done.stdout_bytes + told + (f"退出码 {done.exit_code}\n".encode() if done.exit_code else b"")


def main(folder: Path) -> None:
    """Write all outputs into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for example, years in YEARS.items():
        for each in (output for year in years for output in outputs(example, year)):
            name = each.name.replace(": ", "__").replace(" .", ".").replace(" ", "_")
            (folder / name).write_bytes(each.content)


if __name__ == "__main__":
    os.environ["GOV_ACCOUNTS_CONFIG"] = tempfile.mkdtemp()
    main(Path(sys.argv[1]))
