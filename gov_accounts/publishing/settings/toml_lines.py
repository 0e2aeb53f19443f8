"""On which line of a TOML file each key stands: the standard parser doesn't say, and findings must."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Path: TypeAlias = tuple[str | int, ...]
"""Keys, and indices of arrays, from the top of a file."""

_PART: Final = r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED: Final = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_KEY: Final = re.compile(rf"\s*({_DOTTED})[ \t]*=")
_HEADER: Final = re.compile(rf"\s*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]\]?\s*(?:#.*)?$")
_OPEN: Final = "[{"
_CLOSE: Final = "]}"
_QUOTES: Final = ('"""', "'''", '"', "'")


def lines_of(text: str) -> dict[Path, int]:
    """The line of every table, key and element of an array, of text that ``tomllib`` reads.

    An element that shares its line with the ones before it has that line; what stands in an inline table has its own
    element's line only.
    """
    scan = _Scan()
    # Python ends lines at other signs too; TOML has them within its strings.
    for number, line in enumerate(text.split("\n"), 1):
        scan.line(number, line)
    return scan.found


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a key, or of the nearest thing above it that has one; 0 where nothing has."""
    return next((lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in lines), 0)


@dataclass(slots=True)
class _Scan:
    """Where the scan is: the table begun, the value begun, and how deep in brackets and strings."""

    found: dict[Path, int] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)
    table: Path = ()
    key: Path = ()
    depth: int = 0
    element: int = 0
    quote: str = ""

    def line(self, number: int, line: str) -> None:
        rest = line
        if not self.quote and not self.depth:
            if not line.strip() or line.lstrip().startswith("#"):
                return
            if header := _HEADER.match(line):
                self.table = self.begun(_keys(header[2]), array=header[1] == "[[")
                self.found.setdefault(self.table, number)
                return
            if key := _KEY.match(line):
                self.key = self.table
                for part in _keys(key[1]):
                    self.key = (*self.key, part)
                    self.found.setdefault(self.key, number)
                self.element = 0
                rest = line[key.end() :]
        elif self.depth == 1 and not self.quote and line.strip()[:1] not in ("", "#", *_CLOSE):
            self.found.setdefault((*self.key, self.element), number)
        self.characters(rest)

    def begun(self, keys: list[str], *, array: bool) -> Path:
        """The path of a table whose header names `keys`: of an array of tables, its last one's."""
        path: Path = ()
        for index, key in enumerate(keys):
            path = (*path, key)
            if array and index == len(keys) - 1:
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path

    def characters(self, text: str) -> None:
        """Follow strings and brackets to the end of a line."""
        position = 0
        while position < len(text):
            if self.quote:
                if text[position] == "\\" and self.quote.startswith('"'):
                    position += 2
                    continue
                if text.startswith(self.quote, position):
                    position += len(self.quote)
                    # Before the three that end it, one or two more are part of it.
                    for _ in range(2 if len(self.quote) > 1 else 0):
                        position += text.startswith(self.quote[0], position)
                    self.quote = ""
                    continue
                position += 1
                continue
            character = text[position]
            if character == "#":
                return
            if quote := next((each for each in _QUOTES if text.startswith(each, position)), ""):
                self.quote = quote
                position += len(quote)
                continue
            if character in _OPEN:
                self.depth += 1
            elif character in _CLOSE:
                self.depth -= 1
            elif character == "," and self.depth == 1:
                self.element += 1
            position += 1
        if len(self.quote) == 1:
            self.quote = ""


def _keys(text: str) -> list[str]:
    """The parts of a dotted key; none where it isn't one, though it looked so: lines are all that is looked for."""
    try:
        tree: Any = tomllib.loads(f"{text} = 0")
    except ValueError:
        return []
    parts: list[str] = []
    while isinstance(tree, dict):
        ((key, tree),) = tree.items()
        parts.append(key)
    return parts
