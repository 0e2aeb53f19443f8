"""Lines ``include "…"`` that find nothing, or find their own file: where they are, and what they should be."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.findings import Finding, Place
from gov_accounts.nearest import nearest
from gov_accounts.reading.folders import TooManyError, kind_of, matching
from gov_accounts.reading.loading import BOM, parse_text
from gov_accounts.spelling import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

_LINE: Final = re.compile(r'include\s+"((?:[^"\\]|\\.)*)"')
_MISSING: Final = re.compile(r'File glob "(.*)" does not match any files', re.DOTALL)
_TWICE: Final = re.compile(r'Duplicate filename parsed: "(.*)"', re.DOTALL)
_DRIVE: Final = re.compile(r"[A-Za-z][:：]")
_RELATIVE: Final = "include 的路径从写它的文件所在文件夹算起，用 / 分隔，不写盘符。"


@dataclass(frozen=True, slots=True)
class Included:
    """What is wrong with lines ``include``.

    Attributes:
        findings: one for each line.
        mended: the files, by name, with these lines as they should be.
        told: beancount's messages that the findings stand for.
    """

    findings: tuple[Finding, ...]
    mended: Mapping[str, bytes]
    told: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Include:
    """A line: where, as it stands, what is between its quotation marks, and what beancount makes of that."""

    file: Path
    index: int
    line: str
    raw: str
    name: str

    @property
    def place(self) -> Place:
        return Place(str(self.file), self.index + 1)

    def found(self) -> set[str]:
        """The files it includes."""
        return {os.path.normpath(each) for each in _matching(self.file.parent, self.name)}


def mend_includes(errors: Iterable[Any], files: Sequence[Path], mended: Mapping[str, bytes]) -> Included:
    """What is wrong with lines ``include``, as beancount's errors tell.

    Args:
        errors: what beancount said.
        files: the ledger's files.
        mended: those of them that are read otherwise than they stand.
    """
    messages = [error.message for error in errors if _MISSING.match(error.message) or _TWICE.match(error.message)]
    if not messages:
        return Included((), {}, frozenset())
    lines = [each for file in files for each in _includes(file, mended)]
    known = {str(file) for file in files}
    findings: list[Finding] = []
    contents = dict(mended)
    told: set[str] = set()
    for message in dict.fromkeys(messages):
        missing, twice = _MISSING.match(message), _TWICE.match(message)
        for each in lines:
            if missing and each.name == missing[1]:
                path = _path_meant(each, known)
                if path:
                    line = f'include "{path}"'
                    there = bool(replace(each, name=path).found())
                    findings.append(_other_path(each, line, there=there))
                    if there:
                        contents[str(each.file)] = _with_line(each, line, contents.get(str(each.file)))
                    told.add(message)
            elif twice and str(each.file) == twice[1] and twice[1] in each.found():
                findings.append(_itself(each))
                told.add(message)
    return Included(
        tuple(findings), {name: text for name, text in contents.items() if text != mended.get(name)}, frozenset(told)
    )


def place_of_include(message: str, files: Iterable[Path], mended: Mapping[str, bytes]) -> Place | None:
    """Where the file that an error names is included, since beancount doesn't say."""
    missing, twice = _MISSING.match(message), _TWICE.match(message)
    named = missing or twice or re.match(r'File "(.*)" does not exist', message, re.DOTALL)
    if named is None:
        return None
    places = [
        each.place
        for file in files
        for each in _includes(file, mended)
        if (each.name == named[1] if missing else named[1] in each.found())
    ]
    return places[-1 if twice else 0] if places else None


def _includes(file: Path, mended: Mapping[str, bytes]) -> Iterator[_Include]:
    content = mended.get(str(file))
    text = (file.read_bytes() if content is None else content).removeprefix(BOM).decode("utf-8", errors="replace")
    for index, line in enumerate(text.split("\n")):
        match = _LINE.match(line)
        if match:
            names = parse_text(match[0])[2]["include"]
            if names:
                yield _Include(file, index, line, match[1], names[0])


def _path_meant(each: _Include, known: Collection[str]) -> str:
    """The path that was meant, below the folder of the file; nothing where it's not known that another was."""
    path = each.raw.translate({ord("\\"): "/", ord("＼"): "/", ord("／"): "/", ord("："): ":", ord("．"): "."})
    path = re.sub(r"/+", "/", path.strip())
    parts = [part for part in _DRIVE.sub("", path, count=1).split("/") if part and part != "."]
    absolute = bool(_DRIVE.match(path)) or path.startswith("/")
    for start in range(len(parts)):
        tail = "/".join(parts[start:])
        if tail != each.raw and ".." not in parts and _matching(each.file.parent, tail):
            return tail
    if path != each.raw:
        return parts[-1] if absolute and parts else path
    stems = {Path(name).stem: name for name in _neighbours(each.file) if str(each.file.parent / name) not in known}
    near = nearest(Path(each.name).stem, stems, 1)
    return stems[near[0]] if near else ""


def _matching(folder: Path, pattern: str) -> list[str]:
    """What a pattern in a folder finds; nothing where it can't be a path, or would go through too much."""
    try:
        return matching(str(folder), pattern)
    except (TooManyError, ValueError):
        return []


def _neighbours(file: Path) -> list[str]:
    return sorted(each.name for each in file.parent.glob("*.bean*") if each.name != file.name)


def _with_line(each: _Include, line: str, content: bytes | None) -> bytes:
    text = (each.file.read_bytes() if content is None else content).removeprefix(BOM)
    lines = text.split(b"\n")
    lines[each.index] = line.encode()
    return b"\n".join(lines)


def _other_path(each: _Include, line: str, *, there: bool) -> Finding:
    here = _DRIVE.match(each.raw) or "\\" in each.raw or "＼" in each.raw
    return Finding(
        "include-path" if here else "include-missing",
        f"include 的文件找不到：{visible(each.line)}",
        _RELATIVE,
        f"这一行改成：\n{line}" + ("" if there else "\n现在没有这个文件，核对文件名。"),
        each.place,
    )


def _itself(each: _Include) -> Finding:
    files = {name for name in each.found() - {str(each.file)} if kind_of(name) == "file"}
    ledgers = {name for name in files if Path(name).suffix in {each.file.suffix, ".beancount", ".bean"}}
    others = sorted(os.path.relpath(name, each.file.parent) for name in ledgers or files)
    others = [name.replace(os.sep, "/") for name in others]
    return Finding(
        "include-itself",
        f"include 把写它的这个文件自己也包含进来了：{visible(each.line)}",
        "每个文件只能读一次，通配符 * 不能包括写它的文件。",
        "这一行改成：\n" + "\n".join(f'include "{name}"' for name in _pattern(each, others))
        if others
        else "删掉这一行。",
        each.place,
    )


def _pattern(each: _Include, others: list[str]) -> list[str]:
    """The files that a pattern finds beside its own: by another pattern, where their names begin alike."""
    first, last = others[0], others[-1]  # They are sorted: what these two begin with, all do.
    alike = next((at for at, each in enumerate(first) if each != last[at : at + 1]), len(first))
    start = first[:alike].rstrip("0123456789") or first[:alike]
    if start and len(others) > 1:
        shorter = f"{start}*{Path(others[0]).suffix}"
        if replace(each, name=shorter).found() == each.found() - {str(each.file)}:
            return [shorter]
    return others
