"""What a command's arguments mean: which files are one document, and which are documents of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.reading.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

WHOLE: Final = frozenset({".pdf", ".docx", ".html", ".htm", ".txt", ".md", ".json"})
"""What files are called that are a document each."""
TABLES: Final = frozenset({".csv", ".tsv", ".xlsx", ".xls", ".ods", ".xlsm"})
"""What files are called that hold some tables of a document, unless they are alone."""
REFUSED: Final = frozenset({".doc", ".wps", ".odt", ".ofd", ".rtf", ".et", ".zip", ".rar", ".7z"})
"""What can't be read, and is named rather than passed by."""
MOST: Final = 10_000
"""Files of a folder."""
_MOST_TABLES: Final = 20
_DIGITS: Final = re.compile(r"([0-9]+)")


def documents(paths: Sequence[Path], *, together: bool = False) -> list[tuple[Path, ...]]:
    """The documents that arguments mean, each as its files in order.

    A file is a document of its own; so is each file in a folder, and each folder in a folder. Files of tables (CSV,
    workbooks) of one folder are one document where all are named as parts of it (``表1.csv`` … ``表9.csv``), as are
    those that are given beside each other in the command.

    Args:
        paths: files and folders, as given.
        together: whether all of them are one document.

    Raises:
        UnreadableError: a folder has nothing to read, or too much.
    """
    if together:
        return [tuple(file for path in paths for file in (_inside(path, deep=False) if path.is_dir() else (path,)))]
    found: list[tuple[Path, ...]] = []
    files = [each for each in paths if not each.is_dir()]
    for path in paths:
        if path.is_dir():
            found += _of_folder(path)
        elif path in files:
            beside = [each for each in files if each.parent == path.parent and _is_table(each)]
            group = tuple(_parts(beside)) if path in beside else ()
            taken = group if path in group else (path,)
            found.append(taken)
            files = [each for each in files if each not in taken]
    return found


def _of_folder(folder: Path) -> Iterator[tuple[Path, ...]]:
    """The documents of a folder; a folder in it with tables in parts is one, with other files as many."""
    files = list(_inside(folder, deep=False))
    folders = sorted((each for each in _listed(folder) if each.is_dir()), key=by_numbers)
    if not files and not folders:
        raise UnreadableError(
            f"{folder.name}：文件夹里没有能读的文件。",
            "读 pdf、docx、xlsx、xls、ods、html、csv、txt。",
            "看看路径写得对不对。",
        )
    parts = _parts([each for each in files if _is_table(each)])
    if parts:
        yield tuple(parts)
    yield from ((each,) for each in files if each not in parts)
    for each in folders:
        if any(True for _ in _inside(each, deep=True)):
            yield from _of_folder(each)


def _parts(files: Sequence[Path]) -> list[Path]:
    """Those among files of tables that are parts of one document, in order; none where there is but one.

    CSV files are, for one holds one table; workbooks are where their names differ in nothing but numbers, which are
    those of tables: 1, 2 and so on, as far as a form has any.
    """
    values = [each for each in files if each.suffix.lower() in (".csv", ".tsv")]
    books: dict[str, list[Path]] = {}
    for each in files:
        if each not in values:
            books.setdefault(_DIGITS.sub("#", each.stem), []).append(each)
    parts = values + [each for group in books.values() if _are_counted(group) for each in group]
    return sorted(parts, key=by_numbers) if len(parts) > 1 else []


def _are_counted(group: Sequence[Path]) -> bool:
    """Whether the last numbers in some names count from 1 on: not units' numbers, nor years."""
    numbers = sorted(int(found[-1][:18]) for each in group if (found := _DIGITS.findall(each.stem)))
    return len(group) > 1 and len(numbers) == len(group) <= _MOST_TABLES and numbers == list(range(1, len(group) + 1))


def _is_table(path: Path) -> bool:
    return path.suffix.lower() in TABLES


def _inside(folder: Path, *, deep: bool) -> Iterator[Path]:
    """The files of a folder that are, or are refused as, documents, by the numbers in their names."""
    for each in sorted(_listed(folder), key=by_numbers):
        if each.is_dir():
            if deep:
                yield from _inside(each, deep=True)
        elif each.suffix.lower() in WHOLE | TABLES | REFUSED:
            yield each


def _listed(folder: Path) -> list[Path]:
    """What is in a folder, without what is hidden, Office's lock files, and links."""
    found = []
    try:
        for each in folder.iterdir():
            if each.name.startswith((".", "~$")) or each.is_symlink():
                continue
            found.append(each)
            if len(found) > MOST:
                raise UnreadableError(
                    f"{folder.name}：文件夹里的文件太多。", f"一次最多读 {MOST:,} 个。", "分成几个文件夹，分几次读。"
                )
    except OSError as error:
        raise UnreadableError(f"{folder.name}：文件夹打不开。", "没有权限读。", "看看文件夹的权限。") from error
    return found


def by_numbers(path: Path) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts names by the numbers in them: 表2 before 表10; numbers come before words."""
    return tuple(
        (0, int(each), "") if each.isdigit() and each.isascii() else (1, 0, each) for each in _pieces(path.name)
    )


def _pieces(name: str) -> Iterable[str]:
    return (each[:18] for each in _DIGITS.split(name) if each)
