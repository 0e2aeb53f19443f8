"""Where a result may be written: never over the ledger or a device, nor over what somebody else wrote.

Files are compared, not names: a path may lead to the ledger by ``..``, by a link to it or to its folder, or by a second
name of the same file. What this program wrote before it may replace (`record`); whatever else is there only where
the user says so, and the ledger not even then.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from gov_accounts.files.change import Before, Change, ChangedMeanwhileError
from gov_accounts.files.folder import write_new_folder
from gov_accounts.files.reasons import reason
from gov_accounts.files.record import remember, was_written
from gov_accounts.files.whole import write_whole
from gov_accounts.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

OWN_FOLDER: Final = ".gov-accounts"
"""Beside a ledger: what this program keeps of it."""
_LEDGER_ENDS: Final = (".beancount", ".bean", ".toml")
_OF_LEDGER: Final = re.compile(r"codes-[0-9]{4}\.csv|记账指南\.md|posted\.log|\.gitignore", re.IGNORECASE)
"""What stands beside a ledger and is a part of it."""
_STREAMS: Final = ("-", "/dev/stdin", "/dev/stdout", "/dev/stderr")
_STREAM_FOLDERS: Final = ("/dev/fd/", "/proc/")
_WINDOWS_DEVICES: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?", re.IGNORECASE
)
_STREAM_HANDLES: Final = (0, 1, 2)
"""The program's own streams."""


_T = TypeVar("_T")


class OutputRefusedError(Exception):
    """Results that aren't written, or can't be. Its finding says why; no file was changed."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown())
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Guarded:
    """What results may not be written over.

    Attributes:
        files: the ledger's files, there or not.
        record: the file that says what this program wrote before.
        overwrite: whether other files may be replaced: the user says so.
    """

    files: Collection[Path]
    record: Path
    overwrite: bool = False


def write_outputs(folder: Path, files: Mapping[str, bytes], guarded: Guarded) -> list[Path]:
    """Write results into a folder, made if it isn't there: all of them or none.

    Args:
        folder: the folder.
        files: contents by name, each rendered already.
        guarded: what may not be written over.

    Returns:
        The files written, as named.

    Raises:
        OutputRefusedError: one of them may not or can't be written; nothing was.
    """
    paths = {folder / name: content for name, content in files.items()}
    there = Path(os.path.realpath(folder))
    ledger = _known(guarded.files)
    as_ledger = _ends_as_ledger(folder.name) or _ends_as_ledger(there.name) or _is_beside(there, ledger)
    if as_ledger and not os.path.isdir(there):  # noqa: PTH112 (never raises)
        raise OutputRefusedError(_is_ledger(folder))
    for path in paths:
        finding = _kept_out(path, ledger)
        if finding is not None:
            raise OutputRefusedError(finding)
    try:
        changes = [_change(path, content, guarded) for path, content in paths.items()]
        remember(guarded.record, {Path(os.path.realpath(each.path)): each.content for each in changes})
        if os.path.lexists(there):
            write_whole(changes)
        else:
            write_new_folder(there, files)
    except ChangedMeanwhileError as error:
        raise OutputRefusedError(_changed(error)) from error
    except OSError as error:
        raise OutputRefusedError(_not_writable(error, folder)) from error
    return list(paths)


def write_folder(folder: Path, files: Mapping[str, bytes], ledger: Collection[Path]) -> bool:
    """Write a folder of a ledger's files and others, which must not be there yet: all of it or nothing.

    Args:
        folder: the folder.
        files: contents by name, which may lead into folders below.
        ledger: the files of the ledger whose they are; nothing is written in among them.

    Returns:
        Whether it was written; not, where it is there with just these files.

    Raises:
        OutputRefusedError: it may not or can't be written; nothing was.
    """
    there = Path(os.path.realpath(folder))
    known = _known(ledger)
    if _is_stream(folder):
        raise OutputRefusedError(_device(folder))
    if _ends_as_ledger(folder.name) or OWN_FOLDER in there.parts or known.folders.intersection((there, *there.parents)):
        raise OutputRefusedError(_in_ledger(folder))
    try:
        if os.path.lexists(there):
            if _holds(there, files):
                return False
            raise OutputRefusedError(_folder_there(folder))
        write_new_folder(there, files)
    except OSError as error:
        raise OutputRefusedError(_not_writable(error, folder)) from error
    return True


def _holds(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a folder holds these files and no others."""
    if not folder.is_dir():
        return False
    present = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    return present.keys() == files.keys() and all(
        path.is_file() and not path.is_symlink() and path.read_bytes() == files[name] for name, path in present.items()
    )


def _change(path: Path, content: bytes, guarded: Guarded) -> Change:
    """A file's change from what is there now."""
    real = Path(os.path.realpath(path))
    try:
        present = real.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Change(real, content, Before.ABSENT)
    if not (guarded.overwrite or present in (b"", content) or was_written(guarded.record, real, present)):
        raise OutputRefusedError(_not_ours(path))
    return Change(real, content, present)


class _Known(NamedTuple):
    """The ledger's files: by path, links followed; as files; and the folders they are in."""

    paths: frozenset[Path]
    identities: frozenset[tuple[int, int]]
    folders: frozenset[Path]


def _known(files: Collection[Path]) -> _Known:
    paths = frozenset(Path(os.path.realpath(each)) for each in files)
    return _Known(paths, _identities(files, Path.stat), frozenset(path.parent for path in paths))


def _is_beside(real: Path, ledger: _Known) -> bool:
    """Whether a path is one of what stands beside a ledger and is a part of it, whether there is a file or not."""
    return real.parent in ledger.folders and bool(_OF_LEDGER.fullmatch(real.name))


def _kept_out(path: Path, ledger: _Known) -> Finding | None:
    """Why a path is no place for a result whatever the user says, if it isn't one."""
    real = Path(os.path.realpath(path))
    if _is_stream(path):
        return _device(path)
    named = _ends_as_ledger(path.name) or _ends_as_ledger(real.name) or OWN_FOLDER in real.parts
    if _is_beside(real, ledger) or named or real in ledger.paths:
        return _is_ledger(path)
    try:
        found = path.stat()
    except OSError:
        return None  # It isn't there, or writing it will tell.
    identity = (found.st_dev, found.st_ino)
    if found.st_ino and identity in ledger.identities:
        return _is_ledger(path)
    if stat.S_ISDIR(found.st_mode):
        return _is_folder(path)
    if not stat.S_ISREG(found.st_mode) or identity in _identities(_STREAM_HANDLES, os.fstat):
        return _device(path)
    return None


def _ends_as_ledger(name: str) -> bool:
    """Whether a name is a ledger's; Windows passes by blanks and full stops at its end."""
    if sys.platform == "win32":
        name = name.partition(":")[0]
    return name.rstrip(" .").casefold().endswith(_LEDGER_ENDS)


def _is_stream(path: Path) -> bool:
    name = path.as_posix()
    if name in _STREAMS or os.path.normpath(path.absolute()).startswith(_STREAM_FOLDERS):
        return True
    return sys.platform == "win32" and bool(_WINDOWS_DEVICES.fullmatch(path.name))


def _identities(files: Iterable[_T], state: Callable[[_T], os.stat_result]) -> frozenset[tuple[int, int]]:
    """What files are, by whatever name: those that there are."""
    found: set[tuple[int, int]] = set()
    for each in files:
        with contextlib.suppress(OSError):
            known = state(each)
            found.add((known.st_dev, known.st_ino))
    return frozenset(found)


def _is_ledger(path: Path) -> Finding:
    whole = Path(os.path.realpath(path)).name.casefold().endswith(_LEDGER_ENDS[:2])
    return Finding(
        "output-is-ledger",
        "输出文件是账本。" if whole else "输出文件是账本的一部分：设置、科目目录、记账指南或附件。",
        "账本是人写的，软件不覆盖它。",
        "换一个输出文件名。",
        Place(str(path), 0),
    )


def _device(path: Path) -> Finding:
    return Finding(
        "output-is-device",
        "输出不是普通文件，是设备、管道或标准输出。",
        "结果要写成一个完整的文件，不能写到设备上。",
        "要输出到屏幕或管道，去掉 -o；要写成文件，换一个文件名。",
        Place(str(path), 0),
    )


def _is_folder(path: Path) -> Finding:
    return Finding(
        "output-is-folder",
        "这里已有一个同名的文件夹。",
        "结果要写成一个文件。",
        "换一个文件名，或把这个文件夹移到别处。",
        Place(str(path), 0),
    )


def _folder_there(folder: Path) -> Finding:
    return Finding(
        "output-folder-there",
        "这里已有同名的文件或文件夹，里面不是这次要写的。",
        "这个结果写成一个新的文件夹，不并入、不覆盖已有的。",
        "换一个还没有的文件夹名；或写成 zip。",
        Place(str(folder), 0),
    )


def _in_ledger(folder: Path) -> Finding:
    return Finding(
        "output-in-ledger",
        "这个文件夹在账本的文件夹里面，或名字像账本。",
        "写出的文件夹里有一份账本，会被当作这本账的文件。",
        "写到账本的文件夹外面；或写成 zip。",
        Place(str(folder), 0),
    )


def _not_ours(path: Path) -> Finding:
    return Finding(
        "output-not-ours",
        "这里已有一个文件，不是本软件写出的，或写出以后有人改过。",
        "软件只替换自己写出、没有人改过的文件，免得盖掉别人的成果。",
        "换一个文件名；确实不要原来的内容，再加上 --overwrite。",
        Place(str(path), 0),
    )


def _changed(error: ChangedMeanwhileError) -> Finding:
    return Finding(
        "output-changed",
        "这个文件刚刚被别的程序改动了，什么也没有写。",
        "写出以前再核对了一次，免得盖掉刚写进去的内容。",
        "看一下它的内容，再运行一次。",
        Place(str(error.filename), 0),
    )


def _not_writable(error: OSError, folder: Path) -> Finding:
    return Finding(
        "output-not-writable",
        f"写不进去（{reason(error)}）。",
        "要能在这个文件夹里写文件：有权限，磁盘没有满，同名文件没有被 Excel 等程序打开。",
        "关闭打开它的程序，或换一个文件夹。",
        Place(str(error.filename or folder), 0),
    )
