"""Commands run as a person runs them, and what must be true of all they say."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import click
import pytest

from gov_accounts.cli import main, usage_message


def run(*arguments: str | Path) -> str:
    """A command's output and exit status, as a person sees them in the folder where the test stands."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), pytest.raises(SystemExit) as done:
        main([str(each) for each in arguments])
    out.seek(0)
    return f"{out.read()}退出码 {done.value.code}\n"


def run_command(called: click.Command, *arguments: str) -> str:
    """A command's output and exit status; of wrong arguments, what a person is told."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            status = called.main(list(arguments), standalone_mode=False)
        except click.UsageError as error:
            click.echo(usage_message(error))
            status = 2
    out.seek(0)
    return f"{out.read()}退出码 {status}\n"


def assert_mendable(text: str) -> None:
    assert "Traceback" not in text
    findings = re.findall(r"^.*(?:错误|提示)\[[\w-]+\].*$", text, re.MULTILINE)
    assert text.count("    原因：") == text.count("    改法：") == len(findings)
