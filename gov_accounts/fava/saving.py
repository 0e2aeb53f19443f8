"""What Fava writes, written whole: the ledger's files, and files uploaded to go with vouchers.

    Fava's core ──path.open("w")──► in memory ──close──► what it replaces kept ──► on the disk, then in place
                                                          (`files.versions`)        (`files.whole`)

Fava's core is called, not copied. It opens each of the ledger's files through a path, made by the name ``Path`` of its
own module; here that name is a path whose files are saved so. What Fava read of a file in one go is what the file must
still hold when its place is taken; else nothing is written, and the page says so.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Protocol, TypeVar

import fava.core.file as fava_file
from fava.core.file import FileModule
from fava.helpers import FavaAPIError
from fava.json_api import FavaJSONAPIError
from flask import Request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict

from gov_accounts.files.change import Before, Change, ChangedMeanwhileError
from gov_accounts.files.encodings import SAVE_AS_UTF8
from gov_accounts.files.reasons import reason
from gov_accounts.files.seen import require_unchanged
from gov_accounts.files.versions import keep
from gov_accounts.files.whole import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from fava.beans.abc import Directive
    from fava.core import FavaLedger
    from flask import Flask

if sys.platform == "win32":
    from pathlib import WindowsPath as _SystemPath
else:
    from pathlib import PosixPath as _SystemPath

COMMAND: Final = "serve"
_Result = TypeVar("_Result")


class SaveRefusedError(FavaJSONAPIError):
    """What isn't saved, and why, in Chinese; Fava shows it."""

    status = HTTPStatus.CONFLICT

    def __init__(self, message: str, status: HTTPStatus = HTTPStatus.CONFLICT) -> None:
        super().__init__(message)
        self.status = status


class _NotOfLedgerError(OSError):
    """A file that isn't the ledger's."""


@dataclass(slots=True)
class _Saving:
    """One save: what was read for it, and what is to be written.

    Attributes:
        top: the folder of the ledger.
        files: the ledger's files, links followed: no others are written.
        known: hashes that files must have when they are read first, since the places of entries in them are used.
        together: whether what is written is written at the end, all of it or nothing.
        read: by path, what there was.
        written: by path, what there is to be.
    """

    top: Path
    files: frozenset[str]
    known: Mapping[Path, bytes]
    together: bool
    read: dict[Path, bytes] = field(default_factory=dict)
    written: dict[Path, bytes] = field(default_factory=dict)

    def content(self, path: Path) -> bytes:
        """What a file holds, as this save sees it."""
        path = Path(path)
        if path in self.written:
            return self.written[path]
        if path not in self.read:
            content = path.read_bytes()
            if path in self.known:
                require_unchanged({path: self.known[path]})
            self.read[path] = content
        return self.read[path]

    def save(self, path: Path, content: bytes) -> None:
        """Write a file, now or at the end."""
        path = Path(path)
        if os.path.realpath(path) not in self.files:
            raise _NotOfLedgerError(errno.EPERM, "不是账本的文件", str(path))
        self.content(path)
        self.written[path] = content
        if not self.together:
            self.end()

    def end(self) -> None:
        """Write what there is to be written, what it replaces kept."""
        changes = [Change(path, content, self.read[path]) for path, content in self.written.items()]
        if not changes:
            return

        def keep_all() -> None:
            for path in self.written:
                keep(path, self.read[path], self.top, COMMAND)

        write_whole(changes, keep_all)
        self.read.update(self.written)
        self.written.clear()


_current: ContextVar[_Saving | None] = ContextVar("_current", default=None)


class _SavedPath(_SystemPath):
    """A path of the ledger as Fava's core knows it: within a save its files are read and written by the save."""

    def open(self, mode: str = "r", *given: Any, **named: Any) -> IO[Any]:  # type: ignore[override]
        """Open the file, as `Path.open` does."""
        saving = _current.get()
        if saving is None and not set(mode) & set("wax+"):
            return super().open(mode, *given, **named)
        if saving is None or mode not in {"r", "rb", "w"}:
            raise _NotOfLedgerError(errno.EPERM, "不能这样写账本", str(self))
        if mode == "w":
            return _Written(saving, self, **named)
        content = io.BytesIO(saving.content(self))
        return content if mode == "rb" else io.TextIOWrapper(content, **named)

    def read_text(self, encoding: str | None = None, errors: str | None = None, newline: str | None = None) -> str:
        """The file's text, as `Path.read_text` gives it."""
        with self.open(encoding=encoding, errors=errors, newline=newline) as file:
            return str(file.read())

    def write_text(
        self, data: str, encoding: str | None = None, errors: str | None = None, newline: str | None = None
    ) -> int:
        """Write the file, as `Path.write_text` does."""
        with self.open("w", encoding=encoding, errors=errors, newline=newline) as file:
            return int(file.write(data))

    def write_bytes(self, data: Any) -> int:
        """Fava writes text."""
        del data
        raise _NotOfLedgerError(errno.EPERM, "不能这样写账本", str(self))


class _Written(io.TextIOWrapper):
    """A file that is being written: saved when it is closed, unless what wrote it failed."""

    def __init__(self, saving: _Saving, path: Path, **named: Any) -> None:
        self._content = io.BytesIO()
        super().__init__(self._content, **named)
        self._saving, self._path = saving, path

    def __exit__(self, kind: object, *others: object) -> None:
        if kind is not None:
            self.detach()
        else:
            self.close()

    def close(self) -> None:
        """Save it."""
        if not self.closed:
            self.flush()
            content = self._content.getvalue()
            super().close()
            self._saving.save(self._path, content)


class _HeardLater:
    """A ledger whose extensions hear of what was inserted once it is on the disk."""

    def __init__(self, ledger: FavaLedger) -> None:
        self._ledger = ledger
        self._heard: list[Directive] = []
        self.extensions = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def after_insert_entry(self, entry: Directive) -> None:
        """Remember it."""
        self._heard.append(entry)

    def tell(self) -> None:
        """Let the extensions hear."""
        for each in self._heard:
            self._ledger.extensions.after_insert_entry(each)


class Home(Protocol):
    """What loads a ledger again and again."""

    @property
    def writing(self) -> AbstractContextManager[Any]:
        """Held by who saves: one at a time."""

    def fresh(self) -> FavaLedger:
        """The ledger as it is on the disk now."""

    def refresh(self) -> None:
        """Have the ledger loaded that is on the disk now."""


class Files(FileModule):
    """Fava's module of a ledger's files, which saves them whole.

    An entry is looked for in the ledger as it is on the disk now, whatever the page was made from that it is saved
    from.

    Args:
        ledger: one load of the ledger.
        read: a hash of each file as it was loaded.
        home: what loads the ledger again.
    """

    def __init__(self, ledger: FavaLedger, read: Mapping[Path, bytes], home: Home) -> None:
        super().__init__(ledger)
        self._read, self._home = read, home

    @property
    def read(self) -> Mapping[Path, bytes]:
        """A hash of each file as it was loaded."""
        return self._read

    def get_source(self, path: Path) -> tuple[str, str]:
        """As Fava's, refused in Chinese."""
        with _refusals(path):
            return super().get_source(_SavedPath(path))

    def set_source(self, path: Path, source: str, sha256sum: str) -> str:
        """As Fava's, whole."""
        with self._home.writing, _refusals(path), self._saving():
            return super().set_source(_SavedPath(path), source, sha256sum)

    def insert_metadata(self, entry_hash: str, basekey: str, value: str) -> None:
        """As Fava's, whole, and only where the file is as it was loaded: the line is known by its number."""

        def insert(files: Files) -> None:
            with files._saving(by_place=True):
                FileModule.insert_metadata(files, entry_hash, basekey, value)

        self._now(insert)

    def save_entry_slice(self, entry_hash: str, source_slice: str, sha256sum: str) -> str:
        """As Fava's, whole."""

        def save(files: Files) -> str:
            with files._saving():
                return FileModule.save_entry_slice(files, entry_hash, source_slice, sha256sum)

        return self._now(save)

    def delete_entry_slice(self, entry_hash: str, sha256sum: str) -> None:
        """As Fava's, whole."""

        def delete(files: Files) -> None:
            with files._saving():
                FileModule.delete_entry_slice(files, entry_hash, sha256sum)

        self._now(delete)

    def insert_entries(self, entries: Sequence[Directive]) -> None:
        """As Fava's, whole, all entries or none."""

        def insert(files: Files) -> None:
            ledger = files.ledger
            later = _HeardLater(ledger)
            files.ledger = later  # type: ignore[assignment]
            try:
                with files._saving(by_place=True, together=True):
                    FileModule.insert_entries(files, entries)
            finally:
                files.ledger = ledger
            later.tell()

        self._now(insert)

    def change(self, work: Callable[[FavaLedger], tuple[_Result, Sequence[Change]]]) -> _Result:
        """Write whole what is worked out from the ledger as it is on the disk now; all files or none.

        Args:
            work: gives what is to be answered, and the changes; without any, nothing is written.

        Raises:
            SaveRefusedError: something isn't as it was read, or can't be written; nothing was.
        """
        with self._home.writing, _refusals():
            ledger = self._home.fresh()
            result, changes = work(ledger)
            if not changes:
                return result
            files = ledger.file
            assert isinstance(files, Files)  # noqa: S101 (as all ledgers of a home have)
            top, read = Path(ledger.beancount_file_path).parent, files.read

            def keep_all() -> None:
                require_unchanged(read)
                for each in changes:
                    if isinstance(each.before, bytes):
                        keep(each.path, each.before, top, COMMAND)

            for folder in {each.path.parent for each in changes}:
                folder.mkdir(parents=True, exist_ok=True)
            write_whole(changes, keep_all)
            self._home.refresh()
            return result

    def _now(self, save: Callable[[Files], _Result]) -> _Result:
        """Save something in the ledger as it is on the disk, and have it loaded as it is then."""
        with self._home.writing, _refusals():
            files = self._home.fresh().file
            assert isinstance(files, Files)  # noqa: S101 (as all ledgers of a home have)
            result = save(files)
            self._home.refresh()
            return result

    @contextmanager
    def _saving(self, *, by_place: bool = False, together: bool = False) -> Iterator[None]:
        ledger = self.ledger
        saving = _Saving(
            Path(ledger.beancount_file_path).parent,
            frozenset(os.path.realpath(each) for each in ledger.options["include"]),
            self._read if by_place else {},
            together,
        )
        token = _current.set(saving)
        try:
            yield
            saving.end()
        finally:
            _current.reset(token)


@contextmanager
def _refusals(path: Path | None = None) -> Iterator[None]:
    """Whatever isn't saved or shown, said in Chinese."""
    try:
        yield
    except SaveRefusedError:
        raise
    except FavaAPIError as error:
        raise _refused(error, path) from error
    except ChangedMeanwhileError as error:
        raise SaveRefusedError(_changed(error.filename)) from error
    except _NotOfLedgerError as error:
        raise SaveRefusedError(_not_of_ledger(error.filename), HTTPStatus.FORBIDDEN) from error
    except OSError as error:
        where = f"{error.filename}：" if error.filename else ""
        raise SaveRefusedError(f"没有办成，文件没有变：{where}{reason(error)}。") from error
    except UnicodeEncodeError as error:
        raise SaveRefusedError("没有保存：内容里有不成字的编码。", HTTPStatus.BAD_REQUEST) from error


_REFUSED: Final[Mapping[str, tuple[str, HTTPStatus]]] = {
    "GeneratedEntryError": (
        "这一条是软件推出来的，不在文件里，不能改；改它所依据的凭证。",
        HTTPStatus.UNPROCESSABLE_ENTITY,
    ),
    "EntryNotFoundForHashError": (
        "没有保存：这一条已经不在账本里了，也许刚刚被改动。重新打开这一页再改。",
        HTTPStatus.NOT_FOUND,
    ),
    "InvalidUnicodeError": (
        f"文件不是 UTF-8 编码，汉字会读错。{SAVE_AS_UTF8}",
        HTTPStatus.UNPROCESSABLE_ENTITY,
    ),
}
"""By the names of Fava's errors, which have become more over time."""


def _refused(error: FavaAPIError, path: Path | None) -> FavaAPIError:
    """What Fava refuses, in Chinese."""
    name = type(error).__name__
    if name == "ExternallyChangedError":
        return SaveRefusedError(_changed(path))
    if name == "NonSourceFileError":
        return SaveRefusedError(_not_of_ledger(path), HTTPStatus.FORBIDDEN)
    known = _REFUSED.get(name)
    return SaveRefusedError(*known) if known else error


def _changed(path: object) -> str:
    where = f"（{Path(str(path)).name}）" if path else ""
    return (
        f"没有保存：文件{where}刚刚被别的程序改动了，不能盖掉它。先把您改的内容复制到别处，重新打开这一页，再改一次。"
    )


def _not_of_ledger(path: object) -> str:
    return f"这不是账本的文件，在这里不能看，也不能写：{path or ''}。"


class _Upload(FileStorage):
    """An uploaded file that is saved whole, and never over another."""

    def save(self, dst: Any, buffer_size: int = 16384) -> None:
        """Save it in a place where there is nothing yet."""
        del buffer_size
        with _refusals():
            try:
                write_whole([Change(Path(dst), self.stream.read(), Before.ABSENT)])
            except ChangedMeanwhileError as error:
                raise SaveRefusedError(f"没有上传：刚刚出现了同名的文件 {Path(dst).name}。") from error


class SavingRequest(Request):
    """A request whose uploads are saved whole."""

    @property
    def files(self) -> ImmutableMultiDict[str, FileStorage]:
        """The files uploaded."""
        return ImmutableMultiDict(
            (name, _Upload(each.stream, each.filename, each.name, headers=each.headers))
            for name, each in super().files.items(multi=True)
        )


def save_whole(app: Flask) -> None:
    """Have Fava's core save whole, in this process; a ledger's module of files is then to be `Files`."""
    fava_file.Path = _SavedPath  # type: ignore[attr-defined]
    app.request_class = SavingRequest
