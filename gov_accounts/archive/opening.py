"""An archive looked into, whoever made it: a folder or a zip → its members. Nothing is unpacked, no link is followed.

Names that lead elsewhere, doubles, links, members that would become far more than they are: each is a finding, and is
not read. What is read is bounded by what the manifest says, and in all by what an archive may hold.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from gov_accounts.archive import messages
from gov_accounts.archive.names import alike, is_portable
from gov_accounts.archive.sources import MOST_BYTES, MOST_FILES
from gov_accounts.files.reasons import reason
from gov_accounts.findings import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gov_accounts.findings import Finding

MOST_MANIFEST: Final = 32 << 20
_MOST_LISTED: Final = 2 * MOST_FILES
"""So many files are looked at, and a zip's directory may list."""
_BLOCK: Final = 1 << 20
_RATIO: Final = 200
"""So many times a member may be larger than it is packed; a text of nothing but one sign is packed a thousandfold."""
_SMALL: Final = 1 << 20
"""Bytes that a member may become whatever the ratio."""
_END, _END_SIZE, _COMMENT = b"PK\x05\x06", 22, 1 << 16
_END_64, _END_64_SIZE = b"PK\x06\x07", 20
_DIRECTORY: Final = 64 << 20
_MODE_AT: Final = 16
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, LookupError),
    OverflowError,
)
"""What reading a zip of anything may raise, beside what the system does."""


class UnreadableError(Exception):
    """What can't be looked at as an archive. Its finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown())
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive.

    Attributes:
        size: what it says it is, in bytes.
        open: opens it.
    """

    name: str
    size: int
    open: Callable[[], IO[bytes]]

    def content(self, most: int) -> bytes:
        """What is in it, but never more than so many bytes and one.

        Raises:
            OSError: it can't be read.
        """
        with _as_os_error(), self.open() as file:
            return file.read(most + 1)

    def sha256(self, most: int) -> tuple[int, str]:
        """How many bytes are in it, as far as `most` and one, and their hash.

        Raises:
            OSError: it can't be read.
        """
        digest = hashlib.sha256()
        size = 0
        with _as_os_error(), self.open() as file:
            while size <= most and (block := file.read(min(_BLOCK, most + 1 - size))):
                digest.update(block)
                size += len(block)
        return size, digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Opened:
    """An archive.

    Attributes:
        path: the folder or the zip.
        members: its files by name, those that may be read.
        findings: what no archive has.
        whole: the zip's content; None for a folder.
    """

    path: Path
    members: Mapping[str, Member]
    findings: tuple[Finding, ...]
    whole: bytes | None = None


@dataclass(slots=True)
class _Members:
    """Members while they are looked at."""

    path: Path
    found: dict[str, Member] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def place(self, name: str = "") -> Place:
        return Place(str(self.path / name) if name else str(self.path), 0)

    def add(self, name: str, size: int, open_: Callable[[], IO[bytes]]) -> None:
        self.names.add(alike(name))
        self.found[name] = Member(name, size, open_)


def opened(path: Path) -> Opened:
    """Look into an archive.

    Raises:
        UnreadableError: there is none, or it can't be read.
    """
    try:
        if path.is_dir():
            return _folder(path)
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise UnreadableError(messages.unreadable(path, "不是文件，也不是文件夹"))
        if state.st_size > MOST_BYTES + _DIRECTORY:
            raise UnreadableError(messages.unreadable(path, f"超过 {MOST_BYTES >> 20} MB，不是本软件写出的"))
        return _zip(path, path.read_bytes())
    except OSError as error:
        raise UnreadableError(messages.unreadable(path, reason(error))) from error


def _folder(path: Path) -> Opened:
    members = _Members(path)
    looked = 0
    for inside, folders, files in os.walk(path, onerror=_raise):
        folders.sort()
        looked += len(folders) + len(files)
        if looked > _MOST_LISTED:
            raise UnreadableError(messages.unreadable(path, f"里面有 {_MOST_LISTED} 个以上的文件"))
        for each in (*folders, *sorted(files)):
            file = Path(inside, each)
            name = file.relative_to(path).as_posix()
            state = file.lstat()
            if stat.S_ISDIR(state.st_mode):
                continue
            if not stat.S_ISREG(state.st_mode):
                members.findings.append(messages.not_a_file(name, members.place()))
            elif not is_portable(name):
                members.findings.append(messages.name_unsafe(name, members.place()))
            else:
                members.add(name, state.st_size, partial(_opened, file))
    return Opened(path, members.found, tuple(members.findings))


def _opened(file: Path) -> IO[bytes]:
    return file.open("rb")


def _zip(path: Path, content: bytes) -> Opened:
    _check_directory(path, content)
    members = _Members(path)
    place = members.place()
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        infos = archive.infolist()
    except _BROKEN as error:
        raise UnreadableError(messages.unreadable(path, "zip 的目录坏了")) from error
    for info in infos:
        name = info.orig_filename
        kind = stat.S_IFMT(info.external_attr >> _MODE_AT)
        is_folder = name.endswith("/") and not info.file_size
        plain = name.removesuffix("/") if is_folder else name
        if not is_portable(plain) or info.filename != name:
            members.findings.append(messages.name_unsafe(name, place))
        elif is_folder:
            continue
        elif kind not in (0, stat.S_IFREG):
            members.findings.append(messages.not_a_file(name, place))
        elif alike(name) in members.names:
            members.findings.append(messages.name_twice(name, place))
        elif info.file_size > max(_RATIO * info.compress_size, _SMALL):
            members.findings.append(messages.bomb(name, place))
        elif info.flag_bits & _ENCRYPTED or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            members.findings.append(messages.not_readable(name, "加了密，或压缩的方法不认识", place))
        else:
            members.add(name, info.file_size, partial(archive.open, info))
    return Opened(path, members.found, tuple(members.findings), content)


def _check_directory(path: Path, content: bytes) -> None:
    """Refuse a zip whose directory, which is read whole, is larger than that of any archive."""
    end = content.rfind(_END, max(0, len(content) - _COMMENT - _END_SIZE))
    if end < 0 or len(content) < end + _END_SIZE:
        raise UnreadableError(messages.unreadable(path, "不是 zip 文件，或被截断了"))
    count = int.from_bytes(content[end + 10 : end + 12], "little")
    size = int.from_bytes(content[end + 12 : end + 16], "little")
    before = max(0, end - _END_64_SIZE)
    if size > _DIRECTORY or count > _MOST_LISTED or content.startswith(_END_64, before):
        raise UnreadableError(messages.unreadable(path, "zip 里的文件太多，不是本软件写出的"))


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Have what reading a member of a zip of anything raises be one error."""
    try:
        yield
    except _BROKEN as error:
        raise OSError(0, "压缩的内容坏了") from error


def _raise(error: OSError) -> None:
    raise error
