"""Where a command's result goes: standard output, a file, or a file of a given name in a folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.printing.printed import PrintedStatement
    from gov_accounts.reports.sheet import Sheet

_SUFFIXES: Final = {"text": "txt"}


def check_output(kind: str, output: Path | None, example: str, binary: Sequence[str] = ("xlsx",)) -> None:
    """Refuse to write a binary file on a terminal."""
    if kind in binary and output is None and sys.stdout.isatty():
        raise click.BadOptionUsage("output", f"{kind} 是二进制文件，请用 -o 写明文件名，如 -o {example}.{kind}。")


def terminal_width(output: Path | None) -> int | None:
    """How wide lines may be; None where nobody looks at them on a screen."""
    return shutil.get_terminal_size().columns if output is None and sys.stdout.isatty() else None


def put_out(content: bytes, kind: str, output: Path | None, name: str, ledger: Ledger, *, overwrite: bool) -> None:
    """Write content to a file, to one called `name` in a folder, or to standard output."""
    from gov_accounts.cli import common  # noqa: PLC0415

    if output is None:
        sys.stdout.buffer.write(content)
        return
    path = output / file_name(name, kind) if os.path.isdir(output) else output  # noqa: PTH112 (never raises)
    common.write_file(path, content, ledger, overwrite=overwrite)


@contextlib.contextmanager
def said_if_slow(words: str) -> Iterator[None]:
    """Say on standard error what is being done, if it takes longer than a second."""
    timer = threading.Timer(1, click.echo, (words,), {"err": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def file_name(name: str, kind: str) -> str:
    """A file's name with the suffix of its format."""
    return f"{name}.{_SUFFIXES.get(kind, kind)}"


def sheets_content(sheets: Sequence[Sheet], kind: str, output: Path | None) -> bytes:
    """Sheets in a format."""
    from gov_accounts.render.sheet import render  # noqa: PLC0415

    return render(sheets, kind, terminal_width(output), to_file=output is not None)


def table_content(printed: PrintedStatement, kind: str, output: Path | None) -> bytes:
    """One printed table in a format."""
    match kind:
        case "json":
            from gov_accounts.render import as_json  # noqa: PLC0415

            text = as_json.render(
                [printed], unit_name=printed.unit_name, year=printed.year, money_unit=printed.money_unit
            )
            return text.encode()
        case "xlsx":
            from gov_accounts.render import as_xlsx  # noqa: PLC0415

            return as_xlsx.render([printed])
        case "csv":
            from gov_accounts.render import as_csv  # noqa: PLC0415

            return as_csv.render(printed).encode(as_csv.ENCODING if output is not None else "utf-8")
        case _:
            from gov_accounts.render import as_text  # noqa: PLC0415

            return as_text.render(printed, terminal_width(output)).encode()
