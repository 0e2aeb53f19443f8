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
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.printing.printed import PrintedStatement
    from gov_accounts.publishing.document import Document
    from gov_accounts.render.values import Table

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


def tables_content(
    tables: Sequence[Table], kind: str, output: Path | None, profile: str = "", name: str = "", *, units: int = 0
) -> bytes:
    """Statements or sheets in a format; or a message and exit status 2 where what it takes isn't installed.

    Args:
        tables: what is printed.
        kind: the format.
        output: where it goes.
        profile: whose forms statements are, if any's.
        name: what sheets are together, for a cover.
        units: how many units they are the sum of; 0 where they are one's own.
    """
    from gov_accounts.render.formats import rendered  # noqa: PLC0415

    width, to_file = terminal_width(output), output is not None
    return made_or_exit(
        kind,
        lambda: rendered(tables, kind, width=width, to_file=to_file, profile=profile, name=name, units=units),
    )


def put_out_statements(
    printed: Sequence[PrintedStatement],
    kind: str,
    output: Path | None,
    ledger: Ledger,
    *,
    whole: str,
    names: Sequence[str],
    profile: str,
    overwrite: bool,
    units: int = 0,
) -> None:
    """Write statements to a file or to standard output; CSV into a folder, a file for each.

    Args:
        printed: the statements, of one year and one unit of money.
        kind: the format; a document of the statements alone where it is a format of documents.
        output: the file or folder, if any.
        ledger: its files are never written over.
        whole: the name of a file of all of them, in a folder.
        names: what a file of each alone is called.
        profile: whose forms they are; empty for none.
        overwrite: whether files that this program didn't write may be replaced.
        units: how many units they are the sum of; 0 where they are one's own.
    """
    from gov_accounts.cli import common, options  # noqa: PLC0415

    if kind == "csv" and output is not None and output.suffix.lower() != ".csv":
        contents = (tables_content([each], kind, output) for each in printed)
        files = {file_name(name, kind): content for name, content in zip(names, contents, strict=True)}
        common.write_files(output, files, ledger, overwrite=overwrite)
        return
    if kind in options.FORMATS:
        content = tables_content(printed, kind, output, profile, units=units)
    else:
        from gov_accounts.publishing.document import of_tables  # noqa: PLC0415

        first = printed[0]
        content = document_content(of_tables(printed, first.unit_name, first.year, first.money_unit), kind)
    put_out(content, kind, output, whole, ledger, overwrite=overwrite)


def document_content(document: Document, kind: str) -> bytes:
    """A document in a format; or a message and exit status 2 where what it takes isn't installed."""
    from gov_accounts.render.formats import rendered_document  # noqa: PLC0415

    return made_or_exit(kind, lambda: rendered_document(document, kind))


def made_or_exit(kind: str, render: Callable[[], bytes]) -> bytes:
    """What is rendered in a format; or a message and exit status 2 where what it takes isn't installed."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.render.extras import UnavailableError  # noqa: PLC0415

    with said_if_slow(f"正在排版 {kind}……"):
        try:
            return render()
        except UnavailableError as error:
            common.refuse(error.finding)
