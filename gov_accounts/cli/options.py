"""Options that several commands share, so that they are spelt and explained alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

LEDGER: Final[Decorator] = click.argument("ledger", metavar="账本", type=click.Path())
YEAR: Final[Decorator] = click.option("--year", type=int, metavar="年度", help="年度；账本只有一年时可以不写。")
OUTPUT: Final[Decorator] = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="文件", help="写到文件；不写就输出到屏幕。"
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
