"""Options that several commands share, so that they are spelt and explained alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_ALLOWED: Final = "gov_accounts.allowed"


def LEDGER(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 (a decorator like the others here)
    """The ledger, and what is allowed it for this once; `allowed` tells what was given."""
    for name, meaning in (
        ("--outside", "这一次允许读账本文件夹外面的文件。"),
        ("--trust", "这一次允许运行账本里别人的插件和扩展。"),
    ):
        command = click.option(
            name, is_flag=True, expose_value=False, callback=partial(_allow, name.removeprefix("--")), help=meaning
        )(command)
    return click.argument("ledger", metavar="账本", type=click.Path())(command)


def _allow(name: str, context: click.Context, _param: click.Parameter, given: bool) -> None:  # noqa: FBT001
    if given:
        context.meta.setdefault(_ALLOWED, set()).add(name)


def allowed() -> frozenset[str]:
    """What the command that runs was told to allow: ``trust``, ``outside``."""
    context = click.get_current_context(silent=True)
    return frozenset(context.meta.get(_ALLOWED, ()) if context is not None else ())


YEAR: Final[Decorator] = click.option("--year", type=int, metavar="年度", help="年度；账本只有一年时可以不写。")
OUTPUT: Final[Decorator] = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="文件", help="写到文件；不写就输出到屏幕。"
)
VOUCHER_YEAR: Final[Decorator] = click.option(
    "--year", type=int, metavar="年度", help="原凭证的年度；几个年度都有这个号时要写。"
)
APPEND: Final[Decorator] = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="加在账本的这个文件末尾（主文件，或它 include 的）；不写就输出到屏幕。",
)
OUTPUT_OR_FOLDER: Final[Decorator] = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="文件或文件夹",
    help="写到文件，或写到文件夹里。不写就输出到屏幕。",
)
OVERWRITE: Final[Decorator] = click.option(
    "--overwrite", is_flag=True, help="输出文件已有，又不是本软件写出的，也替换它；账本的文件从不替换。"
)
STATEMENTS: Final = "会计报表"
"""The set of the statements of 政府会计制度, as it is named on the command line."""
NOTES: Final = "附注"
"""The set of the tables of their notes."""
FORMATS: Final = ("text", "csv", "json", "xlsx")
_UNITS: Final = {"wan": "万元", "yuan": "元"}


def file_format(kinds: Sequence[str] = FORMATS) -> Decorator:
    """``--format``: the first is the default."""
    return click.option("--format", "kind", type=click.Choice(kinds), default=kinds[0], help=f"格式，默认 {kinds[0]}。")


def money_unit(default: str) -> Decorator:
    """``--unit``: 元 or 万元."""
    names = sorted(_UNITS, key=lambda each: each != default)
    said = "、".join(f"{each} {_UNITS[each]}{'（默认）' if each == default else ''}" for each in names)
    return click.option("--unit", type=click.Choice(names), default=default, help=f"金额单位：{said}。")
