"""The file that ``close`` writes beside a ledger: what it is called, and where it is included."""

from __future__ import annotations

import glob
import os
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.files.generated import BY_PROGRAM, CLOSING
from gov_accounts.files.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_NAME: Final = re.compile(r"close-([0-9]{4})\.beancount")
_INCLUDE: Final = re.compile(r'^include\s+"([^"]+)"', re.MULTILINE)
_ANY_DEPTH: Final = "**"


def closing_path(main_file: Path, year: int) -> Path:
    """The closing file of a year, beside the main file, as beancount names it."""
    return Path(os.path.normpath(main_file.parent)) / f"close-{year:04}.beancount"


def closing_years(main_file: Path, files: Collection[Path]) -> list[int]:
    """The years of which a ledger includes a closing file that the command wrote, whether changed since or not."""
    years = {int(match[1]) for file in files if (match := _NAME.fullmatch(file.name))}
    paths = {year: closing_path(main_file, year) for year in years}
    return sorted(year for year, path in paths.items() if path in files and CLOSING.owner(path) in BY_PROGRAM)


def include_lines(file: Path, target: Path) -> list[int]:
    """The lines of a ledger's file that include `target`, by name or by a pattern, whether it exists or not."""
    text = text_of(file)
    folder = Path(glob.escape(str(file.parent)))
    return [
        text.count("\n", 0, match.start()) + 1
        for match in _INCLUDE.finditer(text)
        if _meant(Path(os.path.normpath(folder.joinpath(match[1]))).parts, target.parts)
    ]


def _meant(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a path is one that ``glob`` finds for a pattern."""
    if not pattern:
        return not path
    if pattern[0] == _ANY_DEPTH:
        return any(_meant(pattern[1:], path[skipped:]) for skipped in range(len(path)))
    return bool(path) and fnmatch(path[0], pattern[0]) and _meant(pattern[1:], path[1:])
